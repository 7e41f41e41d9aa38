"""What waits in a disposition: for each recipient the step that is next, and with which body."""

from collections.abc import Callable, Iterator
from enum import StrEnum

from msgspec import Struct

from domain.disposition.events import RecipientRole
from domain.disposition.gates import BY_EITHER, Step, orgs_for
from domain.disposition.requirements import About, own_objection
from domain.disposition.state import ENDED, REVOKING, Disposition, DispositionStatus, Retest


class Waiting(StrEnum):
    """What for: the organiser, the handling bureau, or who announces is to act."""

    NOTICE = "notice"  # 待告知
    OBJECTION = "objection"  # 待答复异议
    RETEST = "retest"  # 复检办理中
    ASSIGNMENT = "assignment"  # 待交办
    OUTSIDE = "outside"  # 待通报外地
    ORDER = "order"  # 待责令改正
    OVERDUE = "overdue"  # 逾期未改正
    RECHECK = "recheck"  # 待复查
    REPORT = "report"  # 待逐级上报
    ANNOUNCEMENT = "announcement"  # 待公告
    WINDOW = "window"  # 公告后待复查
    PENALTY = "penalty"  # 待责令停业整顿、待吊销
    THIRD_RECHECK = "third_recheck"  # 整顿后待复查
    RESUMPTION = "resumption"  # 待告知恢复
    COMPLETION = "completion"  # 待办结


class Waits(Struct, frozen=True, kw_only=True, rename="camel"):
    """A step that is next for a recipient, and the bodies that have to take it."""

    waiting: Waiting
    step: Step
    recipient: RecipientRole
    orgs: tuple[str, ...]


def waits_of(disposition: Disposition) -> tuple[Waits, ...]:
    """All that waits, each recipient by itself; the closing when nothing else does.

    What waits for a clock to run is found by its clock (application.disposition_queue).
    """
    if disposition.completed is not None:
        return ()
    abouts = [About(disposition, each) for each in disposition.tracks]
    found = tuple(each for about in abouts for each in _of(about))
    if found or not all(_has_ended(each) for each in abouts):
        return found
    return (_waits(abouts[0], Waiting.COMPLETION, Step.COMPLETION),)


def _of(about: About) -> Iterator[Waits]:
    for waiting, step, holds in NEXT:
        if holds(about):
            yield _waits(about, waiting, step)


def _waits(about: About, waiting: Waiting, step: Step) -> Waits:
    orgs = orgs_for(about, step)
    first = orgs[:1] if step in BY_EITHER else orgs
    return Waits(waiting=waiting, step=step, recipient=about.track.role, orgs=tuple(first))


def _has_ended(about: About) -> bool:
    track = about.track
    answered = track.outside is None or track.feedback is not None
    return not track.operates or (track.stage in ENDED and answered)


def _is_untold(about: About) -> bool:
    return about.track.notified is None and not about.track.cleared


def _is_unordered(about: About) -> bool:
    track = about.track
    return track.operates and not (track.cleared or track.outside or track.order)


def _has_no_bureau(about: About) -> bool:
    outside = about.track.recipient.outside
    return _is_unordered(about) and about.track.bureau is None and not outside


def _is_to_be_told_of(about: About) -> bool:
    outside = about.track.recipient.outside
    return _is_unordered(about) and about.track.bureau is None and outside


def _is_to_be_ordered(about: About) -> bool:
    told = about.track.notified is not None
    return told and _is_unordered(about) and about.track.bureau is not None


def _own_retest(about: About) -> Retest | None:
    """The re-test that a recipient applied for, until it comes to an end."""
    retest = about.disposition.retest
    own = retest is not None and retest.ordered.recipient is about.track.role
    return retest if own and retest is not None and retest.is_open else None


def _awaits_formalities(about: About) -> bool:
    retest = _own_retest(about)
    return retest is not None and retest.formalities_on is None


def _awaits_lab(about: About) -> bool:
    retest = _own_retest(about)
    return retest is not None and retest.formalities_on is not None and retest.named is None


def _awaits_report(about: About) -> bool:
    retest = _own_retest(about)
    return retest is not None and retest.named is not None


def _stands_at(stage: DispositionStatus) -> Callable[[About], bool]:
    return lambda about: about.track.stage is stage


def _is_reported(about: About) -> bool:
    return any(each.at_province for each in about.track.reported_up)


def _is_to_be_revoked(about: About) -> bool:
    """After the third failure; of a licensed product (IPL-54) after the first."""
    track = about.track
    licensed = about.disposition.licence_at_stake and track.role is RecipientRole.PRODUCER
    failed = track.failures >= (1 if licensed else REVOKING)
    return failed and not (track.passed or track.cleared or track.revocation)


def _is_to_resume(about: About) -> bool:
    return about.track.passed and about.track.resumed is None and not about.track.cleared


_reporting_up = _stands_at(DispositionStatus.REPORTING_UP)

# What is next, the step it is done by, and when it is.
NEXT: tuple[tuple[Waiting, Step, Callable[[About], object]], ...] = (
    (Waiting.NOTICE, Step.NOTICE, _is_untold),
    (Waiting.OBJECTION, Step.ANSWER, own_objection),
    (Waiting.RETEST, Step.FORMALITIES, _awaits_formalities),
    (Waiting.RETEST, Step.LAB, _awaits_lab),
    (Waiting.RETEST, Step.RETEST_REPORT, _awaits_report),
    (Waiting.ASSIGNMENT, Step.ASSIGNMENT, _has_no_bureau),
    (Waiting.OUTSIDE, Step.OUTSIDE, _is_to_be_told_of),
    (Waiting.ORDER, Step.ORDER, _is_to_be_ordered),
    (Waiting.REPORT, Step.REPORT_UP, lambda a: _reporting_up(a) and not _is_reported(a)),
    (Waiting.ANNOUNCEMENT, Step.ANNOUNCEMENT, lambda a: _reporting_up(a) and _is_reported(a)),
    (Waiting.PENALTY, Step.SUSPENSION, _stands_at(DispositionStatus.SUSPENSION_PENDING)),
    (Waiting.PENALTY, Step.REVOCATION, _is_to_be_revoked),
    (Waiting.THIRD_RECHECK, Step.RECHECK, _stands_at(DispositionStatus.SUSPENDED_RECTIFY)),
    (Waiting.RESUMPTION, Step.RESUMPTION, _is_to_resume),
)
