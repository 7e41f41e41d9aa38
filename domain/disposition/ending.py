"""Cases and leads about the matter, breaches, the end of a disposition, and taking a step back."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from domain.authority import Officer
from domain.case.law import Moment
from domain.commands import Command
from domain.disposition import events as e
from domain.disposition.acting import about, acting, check_after, enter, may_take, out_of_order
from domain.disposition.gates import Step, check
from domain.disposition.kinds import Breach
from domain.disposition.state import ENDED, Disposition, Taken
from domain.refusals import Invalid
from domain.text import Text

# What may be undone, and by whoever may do it; what made another record is undone there.
UNDOABLE: dict[type[e.DispositionEvent], Step] = {
    e.ResultNoticeServed: Step.NOTICE,
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
    """办结. `without_order`: why an operator had nothing to be ordered."""

    text: Text
    without_order: Text | None = None


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
    enter(disposition, Step.CASE_LINK, command.recipient, moment, by=by)
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
    """Notes a breach of the duties since the notice; it moves the disposition nowhere."""
    found = enter(disposition, Step.BREACH, command.recipient, moment, by=by)
    check_after(moment, found.track.notified.received_on if found.track.notified else None)
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
    disposition: Disposition, command: Complete, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Closes a disposition in which nobody is on the way any more."""
    first = disposition.tracks[0]
    own = next((each for each in disposition.tracks if each.bureau == by.org), first)
    enter(disposition, Step.COMPLETION, own.role, moment, by=by)
    unordered = any(
        each.order is None and each.stage not in ENDED for each in disposition.operators
    )
    if unordered and command.without_order is None:
        raise out_of_order("operator-not-ordered", "PSS-RECTIFY", moment)
    days = [each.since for each in disposition.tracks if each.since is not None]
    check_after(moment, max(days))
    return [
        e.DispositionCompleted(on=moment.on, text=command.text, without_order=command.without_order)
    ]


def undo(
    disposition: Disposition, command: Undo, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Takes back the last step about a recipient, by whoever may take it."""
    taken = next((t for t in disposition.standing if t.version == command.corrects), None)
    if taken is None:
        raise Invalid("/corrects", "no-such-event", value=str(command.corrects))
    step = UNDOABLE.get(type(taken.event))
    if step is None:
        raise out_of_order("step-not-undoable", "PSS-KEEP", moment)
    role = role_of(taken.event, disposition)
    acting(about(disposition, role), step, by)
    check(about(disposition, role), Step.CORRECTION, moment)
    if has_later(disposition, taken):
        raise out_of_order("later-steps-rest-on-it", "PSS-KEEP", moment)
    return [e.StepUndone(corrects=command.corrects, reason=command.reason)]


def may_undo(disposition: Disposition, by: Officer) -> bool:
    """Whether there is a step that this officer could take back now."""
    return any(
        step is not None
        and may_take(about(disposition, role_of(taken.event, disposition)), step, by)
        and not has_later(disposition, taken)
        for taken in disposition.standing
        for step in (UNDOABLE.get(type(taken.event)),)
    )


def has_later(disposition: Disposition, taken: Taken) -> bool:
    """Whether a later step about the same recipient, or about all, still counts."""
    role = getattr(taken.event, "recipient", None)
    return any(
        role in (None, getattr(later.event, "recipient", None))
        or isinstance(later.event, e.DispositionCompleted | e.RetestReported | e.RetestEnded)
        for later in disposition.standing
        if later.version > taken.version and not isinstance(later.event, ASIDE)
    )


def role_of(event: e.DispositionEvent, disposition: Disposition) -> e.RecipientRole:
    """The recipient an event is about; the first one where it is about all."""
    role: e.RecipientRole | None = getattr(event, "recipient", None)
    return role or disposition.tracks[0].role
