"""查封、扣押: coercive measures, their approval, extension and release (Compulsion Law 18-28)."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from domain.authority import Officer
from domain.case import clocks as c
from domain.case import events as e
from domain.case.acting import check_approver, check_day, check_two, enter, free_name
from domain.case.evidence import Items, check_instant, check_late_approval
from domain.case.filing import Officers
from domain.case.gates import Step
from domain.case.kinds import MeasureKind, ReleaseGround
from domain.case.law import Moment, cite
from domain.case.periods import LEADER, check_extension
from domain.case.state import Case, Measure
from domain.commands import Command
from domain.refusals import Invalid, OutOfOrder
from domain.statute.clock import Granted
from domain.text import Code, Line, Text
from domain.time import day_of


class TakeMeasure(Command, frozen=True):
    """查封 or 扣押: a responsible person approved it before, or in an emergency within 24 hours."""

    kind: MeasureKind
    items: Items
    place: Line
    taken_at: datetime
    officers: Officers
    document_no: Line
    approved_by: Code | None = None
    measure: Code | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or day_of(self.taken_at)


class ApproveMeasure(Command, frozen=True):
    """补办批准 of an emergency measure."""

    measure: Code
    granted: bool
    decided_at: datetime
    reason: Text | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or day_of(self.decided_at)


class ExtendMeasure(Command, frozen=True):
    """延长查封、扣押期限: once, at most 30 days, told to the party in writing with reasons."""

    measure: Code
    days: Annotated[int, Meta(ge=1, le=30)]
    reason: Text
    told_on: date


class ReleaseMeasure(Command, frozen=True):
    """解除查封、扣押."""

    measure: Code
    ground: ReleaseGround
    released_on: date
    reason: Text | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.released_on


def take(case: Case, command: TakeMeasure, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Takes a measure; its 30 days begin."""
    enter(case, Step.MEASURE, by, moment)
    day = check_instant("/takenAt", command.taken_at, moment, moment.filed_on)
    check_two(case, command.officers, day, moment)
    check_approver(case, command.approved_by, day, "ACL-PRE", moment)
    name = command.measure or free_name("", case.measures)
    if name in case.measures:
        raise Invalid("/measure", "name-taken", value=name)
    return [
        e.MeasureTaken(
            measure=name,
            kind=command.kind,
            items=command.items,
            place=command.place,
            taken_at=command.taken_at,
            taken_on=day,
            officers=command.officers,
            document_no=command.document_no,
            approved_by=command.approved_by,
        )
    ]


def approve(
    case: Case, command: ApproveMeasure, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Approves an emergency measure; refused, it is released at once (ACL 19)."""
    enter(case, Step.MEASURE_APPROVAL, by, moment)
    held = measure_of(case, command.measure)
    day = check_late_approval(command.decided_at, held, "ACL-EMERG", moment)
    approved = e.MeasureApproved(
        measure=command.measure,
        granted=command.granted,
        decided_at=command.decided_at,
        reason=command.reason,
    )
    if command.granted or held.released is not None:
        return [approved]
    released = e.MeasureReleased(
        measure=command.measure,
        ground=ReleaseGround.NOT_APPROVED,
        on=day,
        reason=command.reason,
    )
    return [approved, released]


def extend(case: Case, command: ExtendMeasure, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Extends a measure before it runs out (PP-SEAL, ACL 25)."""
    enter(case, Step.MEASURE_EXTENSION, by, moment)
    held = held_measure(case, command.measure)
    if not held.approved:
        cited = cite(moment.law.on("ACL-EMERG", moment.on))
        raise OutOfOrder("measure-not-approved", basis="ACL-EMERG", **cited)
    check_day("/toldOn", command.told_on, moment, held.taken.taken_on)
    granted = Granted(approver=LEADER, approved_on=moment.on, amount=command.days)
    check_extension(c.SEAL, granted, moment, command.measure)
    return [
        e.MeasureExtended(
            measure=command.measure,
            approver=LEADER,
            amount=command.days,
            reason=command.reason,
            told_on=command.told_on,
            officer=by.name,
        )
    ]


def release(
    case: Case, command: ReleaseMeasure, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Releases what was sealed or seized."""
    enter(case, Step.MEASURE_RELEASE, by, moment)
    held = held_measure(case, command.measure)
    check_day("/releasedOn", command.released_on, moment, held.taken.taken_on)
    return [
        e.MeasureReleased(
            measure=command.measure,
            ground=command.ground,
            on=command.released_on,
            reason=command.reason,
        )
    ]


def measure_of(case: Case, name: str) -> Measure:
    """A measure of the case. Raises Invalid for a name that none has."""
    if name not in case.measures:
        raise Invalid("/measure", "no-such-measure", value=name)
    return case.measures[name]


def held_measure(case: Case, name: str) -> Measure:
    """A measure that was not released yet."""
    held = measure_of(case, name)
    if held.released is not None:
        raise OutOfOrder("measure-released", basis=c.SEAL)
    return held
