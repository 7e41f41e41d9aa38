"""The course of an investigation: tests, time not counted, suspension, extension, conclusion."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from domain.authority import Officer
from domain.case import clocks as c
from domain.case import events as e
from domain.case.acting import check_day, enter, free_name
from domain.case.gates import Step
from domain.case.kinds import (
    DiscussionPurpose,
    MajorGround,
    Outcome,
    SuspensionGround,
    TerminationGround,
)
from domain.case.law import Moment, cite
from domain.case.measures import held_measure
from domain.case.periods import DISCUSSION, LEADER, running
from domain.case.proposals import Penalties, checked
from domain.case.state import Case
from domain.commands import Command
from domain.refusals import Invalid, OutOfOrder
from domain.statute.clock import Granted
from domain.statute.decisions import may_extend
from domain.text import Code, Line, Text


class CommissionTest(Command, frozen=True):
    """委托检验: time until the result does not count, nor that of a measure its items are under."""

    lab: Line
    purpose: Text
    commissioned_on: date
    test: Code | None = None
    measure: Code | None = None
    told_on: date | None = None


class ReceiveTestResult(Command, frozen=True):
    """收到检验结果."""

    test: Code
    received_on: date
    conclusion: Text


class StartExclusion(Command, frozen=True):
    """不计入期限: a right holder identifies goods, or the party refunds overcharges (from 2021)."""

    kind: Literal["right_holder_identification", "refund_order"]
    from_day: date
    reason: Text


class EndExclusion(Command, frozen=True):
    """Time counts again."""

    period: Code
    until: date


class Suspend(Command, frozen=True):
    """中止: one of five grounds."""

    ground: SuspensionGround
    reason: Text


class Resume(Command, frozen=True):
    """恢复: at once when the ground ends."""

    reason: Text


class ExtendPeriod(Command, frozen=True):
    """延长办案期限: 30 days by a leader, then by collective discussion until a fixed day.

    Until 2020-06-30 the city bureau approved the second, asked five working days before the end.
    """

    approver: Literal["leader", "collective_discussion"]
    reason: Text
    until: date | None = None
    discussion: Annotated[int, Meta(ge=1)] | None = None
    city_asked_on: date | None = None
    city_approval: Line | None = None


class Terminate(Command, frozen=True):
    """终止调查."""

    ground: TerminationGround
    reason: Text


class Conclude(Command, frozen=True):
    """调查终结: the report with what is proposed, handed to the review unit."""

    facts: Text
    opinion: Text
    outcome: Outcome
    penalties: Penalties = ()
    major: Annotated[tuple[MajorGround, ...], Meta(max_length=5)] = ()
    upload: UUID | None = None
    review_received_on: date | None = None


def commission_test(
    case: Case, command: CommissionTest, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Orders a test. Entered after the decision period ran out it holds it up only if it was told.

    The party must have been told in time of a test of what is under a measure (ACL 25).
    """
    enter(case, Step.TEST, by, moment)
    check_day("/commissionedOn", command.commissioned_on, moment, moment.filed_on)
    name = command.test or free_name("t", case.tests)
    if name in case.tests:
        raise Invalid("/test", "test-name-taken", value=name)
    if command.measure is not None:
        _check_test_of_measure(case, command, command.measure, moment)
    # What is entered late and was told to nobody in time doesn't make an old breach undone.
    known_on, due = command.told_on or moment.today, moment.last_day(c.DECIDE)
    return [
        e.TestCommissioned(
            test=name,
            lab=command.lab,
            purpose=command.purpose,
            commissioned_on=command.commissioned_on,
            measure=command.measure,
            told_on=command.told_on,
            lapsed=() if due is None or known_on <= due else (c.DECIDE,),
        )
    ]


def _check_test_of_measure(
    case: Case, command: CommissionTest, measure: str, moment: Moment
) -> None:
    """A measure is only held longer for a test within its time, told to the party (ACL 25)."""
    held = held_measure(case, measure)
    cited = cite(moment.law.on(c.SEAL, moment.on))
    if command.told_on is None:
        raise Invalid("/toldOn", "test-time-not-told", basis=c.SEAL, **cited)
    check_day("/toldOn", command.told_on, moment, held.taken.taken_on)
    due = moment.last_day(c.SEAL, measure)
    if due is not None and max(command.commissioned_on, command.told_on) > due:
        raise OutOfOrder("measure-expired", basis=c.SEAL, due=due.isoformat(), **cited)


def receive_test_result(
    case: Case, command: ReceiveTestResult, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Notes a test's result, once."""
    enter(case, Step.TEST_RESULT, by, moment)
    if command.test not in case.tests:
        raise Invalid("/test", "no-such-test", value=command.test)
    if command.test not in case.open_tests:
        raise OutOfOrder("test-result-known", test=command.test)
    ordered = case.tests[command.test].ordered
    check_day("/receivedOn", command.received_on, moment, ordered.commissioned_on)
    return [
        e.TestResultReceived(
            test=command.test, received_on=command.received_on, conclusion=command.conclusion
        )
    ]


def start_exclusion(
    case: Case, command: StartExclusion, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Begins time that the decision period does not count, if its version excludes that kind."""
    enter(case, Step.EXCLUSION, by, moment)
    check_day("/fromDay", command.from_day, moment, moment.filed_on)
    version = running(c.DECIDE, moment).version
    if command.kind not in version.excludes:
        raise OutOfOrder("time-not-excluded", basis=c.DECIDE, value=command.kind, **cite(version))
    key = free_name("x", case.exclusions)
    return [
        e.ExclusionStarted(key=key, kind=command.kind, on=command.from_day, reason=command.reason)
    ]


def end_exclusion(
    case: Case, command: EndExclusion, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Ends it."""
    enter(case, Step.EXCLUSION_END, by, moment)
    found = case.exclusions.get(command.period)
    if found is None or found.ended_on is not None:
        raise Invalid("/period", "no-such-period", value=command.period)
    check_day("/until", command.until, moment, found.started.on)
    return [e.ExclusionEnded(key=command.period, on=command.until)]


def suspend(case: Case, command: Suspend, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Suspends the case: the decision period does not run."""
    enter(case, Step.SUSPENSION, by, moment)
    key = f"s{case.suspensions + 1}"
    return [e.CaseSuspended(key=key, ground=command.ground, reason=command.reason)]


def resume(case: Case, command: Resume, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Resumes it."""
    enter(case, Step.RESUMPTION, by, moment)
    assert case.suspension is not None, "the gate asks for it"
    return [e.CaseResumed(key=case.suspension.key, reason=command.reason)]


def extend(case: Case, command: ExtendPeriod, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Extends the decision period: in time, one stage after the other (PP-DECIDE)."""
    enter(case, Step.EXTENSION, by, moment)
    clock = running(c.DECIDE, moment)
    granted = _granted(case, command, moment)
    amount = granted.amount
    if command.approver == LEADER:
        stages = (each for each in clock.version.extensions if each.approver == LEADER)
        stage = next(stages, None)
        amount = stage.amount if stage else None
        granted = Granted(approver=LEADER, approved_on=moment.on, amount=amount)
    may_extend(clock, moment.law.calendar, granted, today=moment.today)
    _check_city(command, moment)
    return [
        e.DecisionPeriodExtended(
            approver=command.approver,
            officer=by.name,
            reason=command.reason,
            amount=amount,
            until=command.until if command.approver == DISCUSSION else None,
            discussion=command.discussion,
            city_asked_on=command.city_asked_on,
            city_approval=command.city_approval,
        )
    ]


def _check_city(command: ExtendPeriod, moment: Moment) -> None:
    """The city bureau's approval, asked for in time, where it was needed (COL-SH-2017-EXT)."""
    rule = "COL-SH-2017-EXT"
    version = moment.law.on(rule, moment.on)
    if command.city_asked_on is not None:
        check_day("/cityAskedOn", command.city_asked_on, moment)
    if version is None or command.approver != DISCUSSION:
        return
    for pointer, value in (
        ("/cityApproval", command.city_approval),
        ("/cityAskedOn", command.city_asked_on),
    ):
        if value is None:
            raise Invalid(pointer, "city-approval-missing", basis=rule, **cite(version))
    due = moment.last_day(c.DECIDE)
    last = moment.after(rule, due) if due else None
    if last is not None and command.city_asked_on is not None and command.city_asked_on > last:
        raise OutOfOrder("city-asked-late", basis=rule, date=last.isoformat(), **cite(version))


def _granted(case: Case, command: ExtendPeriod, moment: Moment) -> Granted:
    if command.approver == DISCUSSION:
        about = [
            each
            for each in case.discussions
            if each.purpose is DiscussionPurpose.EXTENSION and each.number == command.discussion
        ]
        if not about:
            version = moment.law.on("COL-EXT", moment.on)
            raise Invalid(
                "/discussion", "extension-not-discussed", basis="COL-EXT", **cite(version)
            )
        if command.until != about[0].until:
            raise Invalid("/until", "extension-differs", basis="COL-EXT")
    return Granted(approver=command.approver, approved_on=moment.on, until=command.until)


def terminate(case: Case, command: Terminate, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Terminates the investigation; the case is to be closed."""
    enter(case, Step.TERMINATION, by, moment)
    return [e.InvestigationTerminated(ground=command.ground, reason=command.reason)]


def conclude(
    case: Case, command: Conclude, paper: e.Paper | None, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Concludes the investigation; the review unit's time begins with the file."""
    enter(case, Step.CONCLUSION, by, moment)
    penalties = checked(case, command.outcome, command.penalties, moment)
    received = command.review_received_on or moment.on
    check_day("/reviewReceivedOn", received, moment, moment.on)
    return [
        e.InvestigationConcluded(
            facts=command.facts,
            opinion=command.opinion,
            outcome=command.outcome,
            penalties=penalties,
            major=command.major,
            paper=paper,
            review_received_on=received,
        )
    ]
