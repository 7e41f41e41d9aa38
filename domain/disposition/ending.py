"""Cases and leads about the matter, breaches, the end of a disposition, and taking a step back."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from domain.authority import Officer
from domain.case.law import Moment
from domain.commands import Command
from domain.disposition import events as e
from domain.disposition.acting import (
    about,
    acting,
    check_after,
    enter,
    has_right,
    left_to_others,
    out_of_order,
)
from domain.disposition.gates import Step, check
from domain.disposition.kinds import Breach
from domain.disposition.state import Disposition, Taken
from domain.refusals import Invalid, NotPermitted
from domain.text import Text

# What may be undone, and by whoever may do it; what made another record is undone there.
UNDOABLE: dict[type[e.DispositionEvent], Step] = {
    e.ResultNoticeServed: Step.NOTICE,
    e.RecipientAdded: Step.RECIPIENT,
    e.ObjectionFiled: Step.OBJECTION,
    e.ObjectionAnswered: Step.ANSWER,
    e.RetestOrdered: Step.RETEST,
    e.RetestFormalitiesDone: Step.FORMALITIES,
    e.RetestLabNamed: Step.LAB,
    e.RetestReported: Step.RETEST_REPORT,
    e.RetestEnded: Step.RETEST_END,
    e.BureauAssigned: Step.ASSIGNMENT,
    e.CorrectionOrdered: Step.ORDER,
    e.CorrectionReported: Step.REPORT,
    e.RecheckDone: Step.RECHECK,
    e.NotCorrected: Step.NOT_CORRECTED,
    e.Resumed: Step.RESUMPTION,
    e.ReportedUp: Step.REPORT_UP,
    e.FailureAnnounced: Step.ANNOUNCEMENT,
    e.SuspensionDecided: Step.SUSPENSION,
    e.LicenceRevoked: Step.REVOCATION,
    e.DispositionCompleted: Step.COMPLETION,
}
# Nothing rests on these.
ASIDE = (
    e.CaseLinked,
    e.BreachFound,
    e.OutsideHandled,
    e.ResultAmended,
    e.DispositionTagged,
    e.StepUndone,
)


# What can be done wrong as soon as a sample is taken (articles 21, 51).
BEFORE_NOTICE = frozenset({Breach.SAMPLE_TAMPERED, Breach.OBSTRUCTION})


class LinkCase(Command, frozen=True):
    """案件关联: a case about the matter; without one, a lead from which a case may be filed."""

    recipient: e.RecipientRole
    reason: Text
    case: UUID | None = None


class FindBreach(Command, frozen=True):
    """发现违法行为 (PSS-PUNISH): goes to a case, or becomes a lead."""

    recipient: e.RecipientRole
    breach: Breach
    text: Text
    case: UUID | None = None


class Complete(Command, frozen=True):
    """办结. `without_order`: why an operator had nothing to be ordered.

    `without_case`: why a serious result went to no case.
    """

    text: Text
    without_order: Text | None = None
    without_case: Text | None = None


class Undo(Command, frozen=True):
    """更正: an earlier step was wrong and counts no more."""

    corrects: Annotated[int, Meta(ge=1)]
    reason: Text


def link_case(
    disposition: Disposition,
    command: LinkCase,
    lead: UUID | None,
    moment: Moment,
    *,
    by: Officer,
) -> list[e.DispositionEvent]:
    """Links a case, or the lead that was registered for one."""
    found = enter(disposition, Step.CASE_LINK, command.recipient, moment, by=by)
    if command.case is not None and any(each.case == command.case for each in found.track.links):
        raise out_of_order("case-already-linked", "PSS-PUNISH", moment)
    return [
        e.CaseLinked(
            recipient=command.recipient, reason=command.reason, case=command.case, lead=lead
        )
    ]


def find_breach(
    disposition: Disposition,
    command: FindBreach,
    lead: UUID | None,
    moment: Moment,
    *,
    by: Officer,
) -> list[e.DispositionEvent]:
    """Notes a breach of the duties in the sampling or since; it moves the disposition nowhere."""
    found = enter(disposition, Step.BREACH, command.recipient, moment, by=by)
    told = found.track.notified
    if command.breach in BEFORE_NOTICE:
        check_after(moment, disposition.sampled_on)
    elif told is None:
        raise out_of_order("gate-told", "PSS-NOTIFY", moment)
    else:
        check_after(moment, told.received_on)
    if command.breach is Breach.RESUMED_WITHOUT_PASS and found.track.must_stop_since is None:
        raise out_of_order("no-ban-to-breach", "PSS-NORESUME", moment)
    return [
        e.BreachFound(
            recipient=command.recipient,
            breach=command.breach,
            on=moment.on,
            text=command.text,
            case=command.case,
            lead=lead,
        )
    ]


def complete(
    disposition: Disposition, command: Complete, moment: Moment, *, by: Officer, filed: bool
) -> list[e.DispositionEvent]:
    """Closes a disposition in which nobody is on the way any more.

    `filed`: whether a lead of the matter was filed as a case.
    """
    enter(disposition, Step.COMPLETION, own_role(disposition, by), moment, by=by)
    others = left_to_others(disposition, by)
    if others:
        raise NotPermitted("left-to-another", basis="PSS-RECTIFY", org=others[0])
    if disposition.unordered and command.without_order is None:
        raise out_of_order("operator-not-ordered", "PSS-RECTIFY", moment)
    if _awaits_case(disposition) and not filed and command.without_case is None:
        raise out_of_order("serious-without-case", "PSS-PUNISH", moment)
    days = [each.since for each in disposition.tracks if each.since is not None]
    check_after(moment, max(days))
    return [
        e.DispositionCompleted(
            on=moment.on,
            text=command.text,
            without_order=command.without_order,
            without_case=command.without_case,
        )
    ]


def _awaits_case(disposition: Disposition) -> bool:
    """Whether a serious problem stands that no case is linked to (PSS-PUNISH)."""
    tracks = disposition.tracks
    cases = [
        *(each.case for track in tracks for each in track.links),
        *(each.case for track in tracks for each in track.breaches),
    ]
    stands = any(not each.cleared for each in disposition.operators)
    return disposition.serious and stands and not any(cases)


def undo(
    disposition: Disposition, command: Undo, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Takes back the last step about a recipient, by whoever may take it."""
    taken = next((t for t in disposition.standing if t.version == command.corrects), None)
    if taken is None:
        raise Invalid("/corrects", "no-such-event", value=str(command.corrects))
    step = undone_as(taken.event)
    if step is None:
        raise out_of_order("step-not-undoable", "PSS-KEEP", moment)
    role = role_of(taken.event, disposition, by)
    acting(about(disposition, role), step, by)
    check(about(disposition, role), Step.CORRECTION, moment)
    if has_later(disposition, taken):
        raise out_of_order("later-steps-rest-on-it", "PSS-KEEP", moment)
    return [e.StepUndone(corrects=command.corrects, reason=command.reason)]


def may_undo(disposition: Disposition, by: Officer) -> bool:
    """Whether there is a step that this officer could take back now."""
    return any(
        step is not None
        and has_right(about(disposition, role_of(taken.event, disposition, by)), step, by)
        and not has_later(disposition, taken)
        for taken in disposition.standing
        for step in (undone_as(taken.event),)
    )


def undone_as(event: e.DispositionEvent) -> Step | None:
    """The step whose right it takes to take an event back; None for what can't be taken back."""
    if isinstance(event, e.CaseLinked):
        return Step.CASE_LINK if event.lead is None else None
    return UNDOABLE.get(type(event))


def has_later(disposition: Disposition, taken: Taken) -> bool:
    """Whether a later step about the same recipient, or about all, still counts."""
    if isinstance(taken.event, e.CaseLinked):
        return _rests_on_link(disposition, taken, taken.event.case)
    role = getattr(taken.event, "recipient", None)
    return any(
        role in (None, getattr(later.event, "recipient", None))
        or isinstance(later.event, e.DispositionCompleted | e.RetestReported | e.RetestEnded)
        for later in disposition.standing
        if later.version > taken.version and not isinstance(later.event, ASIDE)
    )


def _rests_on_link(disposition: Disposition, link: Taken, case: UUID | None) -> bool:
    """Whether a penalty was taken over from the case since, or all is closed."""
    return any(
        isinstance(later.event, e.DispositionCompleted)
        or (
            isinstance(later.event, e.SuspensionDecided | e.LicenceRevoked)
            and later.event.case == case
        )
        for later in disposition.standing
        if later.version > link.version
    )


def role_of(event: e.DispositionEvent, disposition: Disposition, by: Officer) -> e.RecipientRole:
    """The recipient an event is about; where it is about all, the one the officer answers for."""
    role: e.RecipientRole | None = getattr(event, "recipient", None)
    return role or own_role(disposition, by)


def own_role(disposition: Disposition, by: Officer) -> e.RecipientRole:
    """The recipient whose result the officer's body handles; otherwise the first."""
    own = (each.role for each in disposition.tracks if each.bureau == by.org)
    return next(own, disposition.tracks[0].role)
