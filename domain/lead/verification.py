"""The commands of a verification that move its clock: tests, extension, reply to the informant."""

from datetime import date

from domain.authority import Act, Officer, require
from domain.commands import Command
from domain.lead import events as e
from domain.lead.clocks import TIP_REPLY, VERIFY
from domain.lead.state import Lead, LeadStatus
from domain.refusals import Invalid, OutOfOrder
from domain.statute.calendar import Calendar
from domain.statute.clock import Clock, Granted, due_of
from domain.statute.decisions import may_extend
from domain.text import Code, Line, Text

LEADER = "leader"


class CommissionTest(Command, frozen=True):
    """委托检验: the time until its result does not count. `test` names it; a number by default."""

    lab: Line
    purpose: Text
    commissioned_on: date
    test: Code | None = None


class ReceiveTestResult(Command, frozen=True):
    """收到检验结果: time counts again."""

    test: Code
    received_on: date
    conclusion: Text


class CorrectTestDates(Command, frozen=True):
    """更正检验日期: what is set replaces what was entered."""

    test: Code
    reason: Text
    commissioned_on: date | None = None
    received_on: date | None = None


class ExtendVerification(Command, frozen=True):
    """延长核查期限: once, by a responsible person, before it runs out (PP-VERIFY)."""

    reason: Text


class ReplyToInformant(Command, frozen=True):
    """答复举报人: a named informant is told the decision (CR-TIP-REPLY)."""

    text: Text


def commission_test(
    lead: Lead, command: CommissionTest, *, by: Officer, today: date
) -> list[e.LeadEvent]:
    """Orders a test; it may be entered late, with its own day."""
    _verifying(lead, by)
    name = command.test or str(len(lead.tests) + 1)
    if name in lead.tests:
        raise Invalid("/test", "test-name-taken", value=name)
    _check_day("/commissionedOn", command.commissioned_on, lead.received_on, today)
    return [
        e.TestCommissioned(
            org=by.org,
            test=name,
            lab=command.lab,
            purpose=command.purpose,
            commissioned_on=command.commissioned_on,
        )
    ]


def receive_test_result(
    lead: Lead, command: ReceiveTestResult, *, by: Officer, today: date
) -> list[e.LeadEvent]:
    """Notes a test's result, once."""
    _verifying(lead, by)
    if command.test not in lead.open_tests:
        raise Invalid("/test", "no-open-test", value=command.test)
    _check_day("/receivedOn", command.received_on, lead.received_on, today)
    _check_order("/receivedOn", lead.tests[command.test].commissioned_on, command.received_on)
    return [
        e.TestResultReceived(
            org=by.org,
            test=command.test,
            received_on=command.received_on,
            conclusion=command.conclusion,
        )
    ]


def correct_test_dates(
    lead: Lead, command: CorrectTestDates, *, by: Officer, today: date
) -> list[e.LeadEvent]:
    """Corrects the days of a test; the events that said otherwise stay."""
    require(by, Act.VERIFY_LEAD, org=lead.holder)
    if command.test not in lead.tests:
        raise Invalid("/test", "no-such-test", value=command.test)
    start, end = command.commissioned_on, command.received_on
    if start is None and end is None:
        raise Invalid("", "nothing-to-correct")
    if end is not None and command.test in lead.open_tests:
        raise Invalid("/receivedOn", "test-still-open", value=command.test)
    for pointer, day in (("/commissionedOn", start), ("/receivedOn", end)):
        if day is not None:
            _check_day(pointer, day, lead.received_on, today)
    known = lead.tests[command.test]
    _check_order(
        "/commissionedOn" if end is None else "/receivedOn",
        start or known.commissioned_on,
        end or known.received_on,
    )
    return [
        e.TestDatesCorrected(
            org=by.org,
            test=command.test,
            reason=command.reason,
            commissioned_on=start,
            received_on=end,
        )
    ]


def extend_verification(
    lead: Lead,
    command: ExtendVerification,
    on: date,
    clock: Clock | None,
    calendar: Calendar,
    *,
    by: Officer,
    today: date,
) -> list[e.LeadEvent]:
    """Extends the holder's running clock by what the rule allows; refused after it ran out."""
    _verifying(lead, by, Act.EXTEND)
    if clock is None:
        raise OutOfOrder("no-running-clock", basis=VERIFY)
    due = due_of(clock, calendar).due
    if due is not None and today > due:
        # Whatever day it is dated: a period that has run out can't be shown to have been extended.
        raise OutOfOrder(
            "extension-after-expiry",
            basis=VERIFY,
            date=today.isoformat(),
            due=due.isoformat(),
            instrument=clock.version.instrument,
            article=clock.version.article,
        )
    stage = next((each for each in clock.version.extensions if each.approver == LEADER), None)
    amount = stage.amount if stage else None
    granted = Granted(approver=LEADER, approved_on=on, amount=amount)
    may_extend(clock, calendar, granted, today=today)
    assert amount is not None, "may_extend refuses what the rule does not provide for"
    return [
        e.VerificationExtended(
            org=by.org,
            approver=LEADER,
            amount=amount,
            reason=command.reason,
            officer=by.name,
        )
    ]


def reply_to_informant(lead: Lead, command: ReplyToInformant, *, by: Officer) -> list[e.LeadEvent]:
    """Notes that the informant was told what was decided."""
    require(by, Act.VERIFY_LEAD, org=lead.holder)
    if lead.informant is None:
        raise OutOfOrder("no-informant", basis=TIP_REPLY)
    if lead.informant_erased:
        raise OutOfOrder("informant-erased", basis=TIP_REPLY)
    if not lead.decided:
        raise OutOfOrder("lead-out-of-order", basis=TIP_REPLY, status=lead.status)
    return [e.InformantReplied(org=by.org, text=command.text)]


def _verifying(lead: Lead, by: Officer, act: Act = Act.VERIFY_LEAD) -> None:
    require(by, act, org=lead.holder)
    if lead.open_offer is not None:
        raise OutOfOrder("lead-is-offered", org=lead.open_offer.to_org)
    if lead.status is not LeadStatus.VERIFYING:
        raise OutOfOrder("lead-out-of-order", status=lead.status)


def _check_day(pointer: str, day: date, earliest: date, today: date) -> None:
    if day > today:
        raise Invalid(pointer, "date-in-future", date=day.isoformat())
    if day < earliest:
        raise Invalid(
            pointer,
            "date-before-receipt",
            date=day.isoformat(),
            receipt=earliest.isoformat(),
        )


def _check_order(pointer: str, start: date, end: date | None) -> None:
    if end is not None and end < start:
        raise Invalid(
            pointer,
            "test-dates-inverted",
            basis=VERIFY,
            first=start.isoformat(),
            last=end.isoformat(),
        )
