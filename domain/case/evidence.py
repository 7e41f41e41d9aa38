"""证据: what proves the case, who has it, and its registration and preservation (先行登记保存)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from domain.authority import Officer
from domain.case import clocks as c
from domain.case import events as e
from domain.case.acting import check_approver, check_day, check_two, enter, free_name
from domain.case.filing import Officers
from domain.case.gates import Step
from domain.case.kinds import EvidenceKind, PreservationEnd
from domain.case.law import Moment, cite
from domain.case.state import Case, Measure, Preservation
from domain.commands import Command
from domain.refusals import Invalid, OutOfOrder
from domain.text import Code, Line, Text
from domain.time import day_of

Items = Annotated[tuple[Line, ...], Meta(min_length=1, max_length=200)]


class AddEvidence(Command, frozen=True):
    """收集证据. `upload` is a file sent before; `officers` are the two who obtained it.

    Evidence that a transferring body obtained, or that the party handed in, is `from_elsewhere`: it
    names no officers, but from whom it is and how it came.
    """

    kind: EvidenceKind
    name: Line
    source: Line
    obtained_on: date
    place: Line | None = None
    officers: Officers = ()
    from_elsewhere: bool = False
    from_whom: Line | None = None
    how: Text | None = None
    upload: UUID | None = None
    custodian: Line | None = None


class MoveEvidence(Command, frozen=True):
    """交接: another has it from now on."""

    number: Annotated[int, Meta(ge=1)]
    custodian: Line
    reason: Text
    place: Line | None = None


class WithdrawEvidence(Command, frozen=True):
    """不作为证据: it stays readable."""

    number: Annotated[int, Meta(ge=1)]
    reason: Text


class Preserve(Command, frozen=True):
    """先行登记保存: a responsible person approved it before, or on the spot and within 24 hours."""

    items: Items
    place: Line
    taken_at: datetime
    officers: Officers
    approved_by: Code | None = None
    preservation: Code | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or day_of(self.taken_at)


class ApprovePreservation(Command, frozen=True):
    """补办批准 of what was preserved in an emergency."""

    preservation: Code
    granted: bool
    decided_at: datetime
    reason: Text | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or day_of(self.decided_at)


class EndPreservation(Command, frozen=True):
    """处理 what was preserved: one of five ways, within seven days."""

    preservation: Code
    by: PreservationEnd
    ended_on: date
    reason: Text | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.ended_on


def add_evidence(
    case: Case, command: AddEvidence, paper: e.Paper | None, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Adds a piece of evidence with the next number."""
    enter(case, Step.EVIDENCE, by, moment)
    check_day("/obtainedOn", command.obtained_on, moment)
    _check_origin(case, command, moment)
    return [
        e.EvidenceAdded(
            number=len(case.evidence) + 1,
            kind=command.kind,
            name=command.name,
            source=command.source,
            obtained_on=command.obtained_on,
            place=command.place,
            officers=command.officers,
            paper=paper,
            custodian=command.custodian or by.name,
            from_elsewhere=command.from_elsewhere,
            from_whom=command.from_whom,
            how=command.how,
        )
    ]


def _check_origin(case: Case, command: AddEvidence, moment: Moment) -> None:
    """Two officers obtained it, or it is said from whom it is and how it came (PP-EVID-REUSE)."""
    told = {"/fromWhom": command.from_whom, "/how": command.how}
    if not command.from_elsewhere and any(told.values()):
        raise Invalid("/fromElsewhere", "value-required")
    if command.officers or not command.from_elsewhere:
        check_two(case, command.officers, command.obtained_on, moment)
    missing = next((pointer for pointer, value in told.items() if value is None), None)
    if command.from_elsewhere and missing is not None:
        cited = cite(moment.law.on("PP-EVID-REUSE", moment.on))
        raise Invalid(missing, "value-required", basis="PP-EVID-REUSE", **cited)


def move_evidence(
    case: Case, command: MoveEvidence, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Hands a piece of evidence over: one more link of its chain of custody."""
    enter(case, Step.CUSTODY, by, moment)
    _existing(case, command.number)
    return [
        e.EvidenceMoved(
            number=command.number,
            custodian=command.custodian,
            place=command.place,
            reason=command.reason,
        )
    ]


def withdraw_evidence(
    case: Case, command: WithdrawEvidence, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Takes a piece out of the evidence, with the reason."""
    enter(case, Step.EVIDENCE_WITHDRAWAL, by, moment)
    _existing(case, command.number)
    if command.number in case.withdrawn:
        raise OutOfOrder("evidence-withdrawn", value=str(command.number))
    return [e.EvidenceWithdrawn(number=command.number, reason=command.reason)]


def preserve(case: Case, command: Preserve, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Registers and preserves evidence; its period begins on that day."""
    enter(case, Step.PRESERVATION, by, moment)
    day = check_instant("/takenAt", command.taken_at, moment, moment.filed_on)
    check_two(case, command.officers, day, moment)
    check_approver(case, command.approved_by, day, "PP-EMERG-24H", moment)
    name = command.preservation or free_name("", case.preservations)
    if name in case.preservations:
        raise Invalid("/preservation", "name-taken", value=name)
    return [
        e.EvidencePreserved(
            preservation=name,
            items=command.items,
            place=command.place,
            taken_at=command.taken_at,
            taken_on=day,
            officers=command.officers,
            approved_by=command.approved_by,
        )
    ]


def approve_preservation(
    case: Case, command: ApprovePreservation, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Approves or refuses an emergency; what is refused is released at once (PP-EMERG-24H)."""
    enter(case, Step.PRESERVATION_APPROVAL, by, moment)
    kept = _preservation(case, command.preservation)
    day = check_late_approval(command.decided_at, kept, "PP-EMERG-24H", moment)
    approved = e.PreservationApproved(
        preservation=command.preservation,
        granted=command.granted,
        decided_at=command.decided_at,
        reason=command.reason,
    )
    if command.granted or kept.ended is not None:
        return [approved]
    returned = e.PreservationEnded(
        preservation=command.preservation,
        by=PreservationEnd.RETURNED,
        on=day,
        reason=command.reason,
    )
    return [approved, returned]


def end_preservation(
    case: Case, command: EndPreservation, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Deals with what was preserved. After its period it has lapsed and can only go back."""
    enter(case, Step.PRESERVATION_END, by, moment)
    kept = _preservation(case, command.preservation)
    if kept.ended is not None:
        raise OutOfOrder("preservation-ended", basis=c.PRESERVE)
    check_day("/endedOn", command.ended_on, moment, kept.taken.taken_on)
    due = moment.last_day(c.PRESERVE, command.preservation)
    returned = command.by is PreservationEnd.RETURNED
    if due is not None and command.ended_on > due and not returned:
        raise OutOfOrder(
            "preservation-lapsed",
            basis=c.PRESERVE,
            due=due.isoformat(),
            **cite(moment.law.on(c.PRESERVE, kept.taken.taken_on)),
        )
    return [
        e.PreservationEnded(
            preservation=command.preservation,
            by=command.by,
            on=command.ended_on,
            reason=command.reason,
        )
    ]


def check_instant(
    pointer: str, instant: datetime, moment: Moment, earliest: date | None = None
) -> date:
    """The day in Shanghai of a moment with its time zone; refuses one to come, or too early."""
    if instant.tzinfo is None:
        raise Invalid(pointer, "time-zone-missing", value=instant.isoformat())
    day = day_of(instant)
    check_day(pointer, day, moment, earliest)
    return day


def check_late_approval(
    decided_at: datetime, taken: Preservation | Measure, rule: str, moment: Moment
) -> date:
    """The day of an approval after the act; refuses a second one, and one from before the act."""
    if taken.approved is not None:
        cited = cite(moment.law.on(rule, moment.on))
        raise OutOfOrder("approval-given", basis=rule, **cited)
    taken_at, day = taken.taken.taken_at, check_instant("/decidedAt", decided_at, moment)
    if decided_at < taken_at:
        raise Invalid(
            "/decidedAt",
            "date-before-step",
            date=decided_at.isoformat(),
            earliest=taken_at.isoformat(),
        )
    return day


def _existing(case: Case, number: int) -> e.EvidenceAdded:
    if number not in case.evidence:
        raise Invalid("/number", "no-such-evidence", value=str(number))
    return case.evidence[number]


def _preservation(case: Case, name: str) -> Preservation:
    if name not in case.preservations:
        raise Invalid("/preservation", "no-such-preservation", value=name)
    return case.preservations[name]
