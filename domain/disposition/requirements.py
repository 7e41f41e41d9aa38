"""The conditions behind the gates of a disposition; what lapses by itself is asked of its clock."""

from datetime import date

from msgspec import Struct

from domain.case.law import Moment
from domain.disposition import clocks as c
from domain.disposition.events import RecipientRole
from domain.disposition.kinds import ObjectionGround
from domain.disposition.state import (
    ENDED,
    Disposition,
    DispositionStatus,
    Objection,
    Track,
)


class About(Struct, frozen=True):
    """A disposition, and the recipient a step is about."""

    disposition: Disposition
    track: Track


def is_not_closed(about: About, _: Moment) -> bool:
    return about.disposition.completed is None


def is_untold(about: About, _: Moment) -> bool:
    return about.track.notified is None


def is_upheld(about: About, _: Moment) -> bool:
    """Whether the conclusion stands for some product, if not for everyone's."""
    disposition = about.disposition
    retest = disposition.retest.reported if disposition.retest else None
    answers = (
        each.answered
        for each in disposition.objections
        if each.filed.ground is not ObjectionGround.AUTHENTICITY
    )
    upset = any(each is not None and each.upheld for each in answers)
    return not upset and (retest is None or not retest.qualified)


def has_vacancy(about: About, _: Moment) -> bool:
    return any(is_vacant(about.disposition, role) for role in RecipientRole)


def is_vacant(disposition: Disposition, role: RecipientRole) -> bool:
    """Whether nobody is told in a role, or the product is found not to be its own."""
    track = disposition.of(role)
    return track is None or track.cleared


def is_told(about: About, _: Moment) -> bool:
    return about.track.notified is not None


def operates(about: About, _: Moment) -> bool:
    return about.track.operates


def is_not_cleared(about: About, _: Moment) -> bool:
    return not about.track.cleared


def in_objection_time(about: About, moment: Moment) -> bool:
    return not moment.is_past(c.OBJECT, about.track.role)


def own_objection(about: About) -> Objection | None:
    """The recipient's objection that waits for an answer."""
    own = (
        each
        for each in about.disposition.objections
        if each.is_open and each.filed.recipient is about.track.role
    )
    return next(own, None)


def has_objection(about: About, _: Moment) -> bool:
    return own_objection(about) is not None


def has_no_objection(about: About, _: Moment) -> bool:
    return own_objection(about) is None


def is_left_to_answer(about: About, moment: Moment) -> bool:
    """Whether no re-test, under way or done, answers the recipient's objection to the conclusion.

    There is one re-test for all: who objects to the conclusion beside it joins it.
    """
    disposition = about.disposition
    own = [each for each in disposition.objections if each.filed.recipient is about.track.role]
    if not own or own[-1].filed.ground is not ObjectionGround.CONCLUSION:
        return True
    retest = disposition.retest
    return own[-1].answered is not None or retest is None or is_waived(disposition, moment)


def is_about_the_conclusion(about: About, _: Moment) -> bool:
    own = own_objection(about)
    return own is not None and own.filed.ground is ObjectionGround.CONCLUSION


def is_not_settled(about: About, _: Moment) -> bool:
    """Whether no re-test has settled the conclusion, which then is final."""
    retest = about.disposition.retest
    return retest is None or (retest.reported is None and retest.ended is None)


def is_untested(about: About, moment: Moment) -> bool:
    """Whether no re-test is under way; one whose formalities were not done in time is waived."""
    retest = about.disposition.retest
    return retest is None or (retest.is_open and is_waived(about.disposition, moment))


def is_waived(disposition: Disposition, moment: Moment) -> bool:
    """FormalitiesLapsed: the applicant let the seven days pass."""
    retest = disposition.retest
    if retest is None or not retest.is_open or retest.formalities_on is not None:
        return False
    return moment.is_past(c.FORMALITIES, retest.ordered.recipient)


def _own_retest(about: About) -> bool:
    retest = about.disposition.retest
    return retest is not None and retest.is_open and retest.ordered.recipient is about.track.role


def awaits_formalities(about: About, _: Moment) -> bool:
    retest = about.disposition.retest
    return _own_retest(about) and retest is not None and retest.formalities_on is None


def in_formalities_time(about: About, moment: Moment) -> bool:
    return not is_waived(about.disposition, moment)


def awaits_lab(about: About, _: Moment) -> bool:
    retest = about.disposition.retest
    done = retest is not None and retest.formalities_on is not None and retest.named is None
    return _own_retest(about) and done


def awaits_report(about: About, _: Moment) -> bool:
    retest = about.disposition.retest
    return _own_retest(about) and retest is not None and retest.named is not None


def has_retest(about: About, _: Moment) -> bool:
    return _own_retest(about)


def is_outside(about: About, _: Moment) -> bool:
    """Whether the recipient is in another province, or may be, since nobody knows its place."""
    track = about.track
    return track.recipient.outside or (track.operates and track.bureau is None)


def is_not_referred(about: About, _: Moment) -> bool:
    return about.track.outside is None


def is_handled_here(about: About, _: Moment) -> bool:
    return about.track.bureau is not None and about.track.outside is None


def is_not_ordered(about: About, _: Moment) -> bool:
    return about.track.order is None


def opens_on(about: About, moment: Moment) -> date | None:
    """The first day of the window for the re-check after the announcement (PSS-RECHECK2)."""
    due = moment.due(c.RECHECK2, about.track.role)
    return due.opens_on if due else None


def is_window_open(about: About, moment: Moment) -> bool:
    if about.track.stage is not DispositionStatus.ANNOUNCED:
        return True
    opens = opens_on(about, moment)
    return opens is None or moment.on >= opens


def is_term_over(about: About, moment: Moment) -> bool:
    suspension = about.track.suspension
    return suspension is None or moment.on > suspension.until


def is_period_over(about: About, moment: Moment) -> bool:
    """Whether the time to correct, or after an announcement to be re-checked, has run out.

    That of a suspension is its term, which has a gate of its own.
    """
    if about.track.stage is DispositionStatus.SUSPENDED_RECTIFY:
        return True
    announced = about.track.stage is DispositionStatus.ANNOUNCED
    return moment.is_past(c.RECHECK2 if announced else c.RECTIFY, about.track.role)


def is_below_province(about: About, moment: Moment) -> bool:
    return not is_at_province(about, moment)


def is_at_province(about: About, _: Moment) -> bool:
    return any(each.at_province for each in about.track.reported_up)


def is_licence_forfeit(about: About, _: Moment) -> bool:
    """Whether a licensed product failed its re-check (IPL-54)."""
    track = about.track
    failed = track.failures > 0 and not track.passed and not track.revocations
    at_stake = about.disposition.licence_at_stake and track.role is RecipientRole.PRODUCER
    return at_stake and failed and not track.cleared


def is_revocable(about: About, moment: Moment) -> bool:
    pending = about.track.stage is DispositionStatus.REVOCATION_PENDING
    return pending or is_licence_forfeit(about, moment)


def has_passed(about: About, _: Moment) -> bool:
    return about.track.passed


def is_not_resumed(about: About, _: Moment) -> bool:
    return about.track.resumed is None


def are_all_ended(about: About, _: Moment) -> bool:
    """Whether nobody who was ordered is on the way, and other provinces have answered."""
    for track in about.disposition.operators:
        referred = track.stage is DispositionStatus.REFERRED_OUTSIDE
        on_way = track.order is not None and track.stage not in ENDED
        if on_way or (referred and track.feedback is None):
            return False
    return True


def are_all_resumed(about: About, _: Moment) -> bool:
    """Whether everyone who passed was told that it may make and sell again."""
    operators = about.disposition.operators
    return all(each.cleared or not each.passed or each.resumed is not None for each in operators)


def is_conclusion_settled(about: About, moment: Moment) -> bool:
    """Whether nothing contests the conclusion, and nobody may contest it any more."""
    disposition = about.disposition
    retest = disposition.retest
    tested = retest is not None and retest.is_open and not is_waived(disposition, moment)
    contested = tested or any(each.is_open for each in disposition.objections)
    return not contested and all(
        track.cleared
        or track.final
        or not _unused(moment, track.role)
        or moment.is_past(c.OBJECT, track.role)
        for track in disposition.operators
    )


def are_all_told(about: About, _: Moment) -> bool:
    """Whether everyone was, but who the conclusion no longer concerns: there is nothing to tell."""
    return all(each.notified is not None or each.cleared for each in about.disposition.tracks)


def has_something_to_undo(about: About, _: Moment) -> bool:
    return len(about.disposition.standing) > 1


def standing(disposition: Disposition, moment: Moment) -> DispositionStatus:
    """Where a disposition stands on a day: what lapsed by itself by then needs no event."""
    status = disposition.status
    if status is not DispositionStatus.OBJECTION_WINDOW and not (
        status is DispositionStatus.RETEST_FORMALITIES and is_waived(disposition, moment)
    ):
        return status
    windows = (
        track.role
        for track in disposition.operators
        if track.stage is DispositionStatus.OBJECTION_WINDOW
    )
    over = all(moment.is_past(c.OBJECT, role) for role in windows)
    return DispositionStatus.FINAL if over else DispositionStatus.OBJECTION_WINDOW


def lapsed(disposition: Disposition, moment: Moment) -> list[str]:
    """What ran out unused by a day: WindowExpired of each recipient, FormalitiesLapsed."""
    windows = [
        f"objection:{track.role}"
        for track in disposition.operators
        if _unused(moment, track.role) and moment.is_past(c.OBJECT, track.role)
    ]
    return [*windows, *(["retest"] if is_waived(disposition, moment) else [])]


def _unused(moment: Moment, role: RecipientRole) -> bool:
    last = moment.last(c.OBJECT, role)
    return last is not None and last.stopped_on is None
