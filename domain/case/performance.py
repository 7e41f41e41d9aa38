"""执行: payment, deferral, surcharge, demand, the court, and the end of enforcement."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from domain.authority import Officer
from domain.case import clocks as c
from domain.case import events as e
from domain.case.acting import check_day, check_reckoned, enter
from domain.case.court import court_from, later_of
from domain.case.debts import outstanding, surcharge_due
from domain.case.gates import Step
from domain.case.kinds import CaseServiceMode, PaymentFor
from domain.case.law import Moment, cite
from domain.case.proposals import as_of
from domain.case.state import Case
from domain.commands import Command
from domain.money import check_amount
from domain.refusals import Invalid, OutOfOrder
from domain.text import Line, Text


class RecordPayment(Command, frozen=True):
    """缴款. `of` is what it is for; without it confiscated gains come first, then the fine."""

    amount: Decimal
    paid_on: date
    surcharge: Decimal = Decimal(0)
    reference: Line | None = None
    of: PaymentFor | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.paid_on


class DeferPayment(Command, frozen=True):
    """暂缓或者分期缴纳: the party asks in writing, a leader approves."""

    until: date
    requested_on: date
    reason: Text
    instalments: Annotated[tuple[date, ...], Meta(max_length=60)] = ()


class ServeDemand(Command, frozen=True):
    """催告."""

    served_on: date
    mode: CaseServiceMode = CaseServiceMode.DIRECT

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.served_on


class ApplyToCourt(Command, frozen=True):
    """申请人民法院强制执行."""

    applied_on: date
    court: Line

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.applied_on


class EndEnforcement(Command, frozen=True):
    """执行完毕, or a court's ruling that it is ended."""

    ended_on: date
    text: Text
    court: Line | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.ended_on


def pay(case: Case, command: RecordPayment, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Records a payment: never more than is owed."""
    enter(case, Step.PAYMENT, by, moment)
    check_amount("/amount", command.amount)
    check_amount("/surcharge", command.surcharge)
    served = case.served
    assert served is not None, "the stage asks for it"
    check_day("/paidOn", command.paid_on, moment, served.served_on)
    if command.amount == command.surcharge == 0:
        raise Invalid("/amount", "amount-impossible", value="0")
    debt = outstanding(case, command.of)
    if command.amount > debt:
        raise Invalid("/amount", "payment-above-debt", value=str(debt))
    owed = surcharge_due(case, command.paid_on, moment)
    if command.surcharge > owed:
        raise Invalid("/surcharge", "surcharge-above-debt", basis="APL-SURCHARGE", value=str(owed))
    return [
        e.PaymentRecorded(
            amount=command.amount,
            surcharge=command.surcharge,
            paid_on=command.paid_on,
            reference=command.reference,
            in_full=command.amount == outstanding(case),
            of=command.of,
        )
    ]


def defer(case: Case, command: DeferPayment, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Gives the party more time, until a day."""
    enter(case, Step.DEFERRAL, by, moment)
    assert case.served is not None, "the stage asks for it"
    check_day("/requestedOn", command.requested_on, moment, case.served.served_on)
    check_reckoned("/until", command.until)
    due = moment.last_day(c.PAY)
    if due is not None and command.until <= due:
        raise Invalid("/until", "deferral-without-time", date=due.isoformat())
    days = command.instalments
    if days and (list(days) != sorted(set(days)) or days[-1] != command.until):
        raise Invalid("/instalments", "instalments-out-of-order")
    return [
        e.PaymentDeferred(
            until=command.until,
            requested_on=command.requested_on,
            reason=command.reason,
            officer=by.name,
            instalments=days,
            court_from=later_of(court_from(case, moment), command.until, moment),
        )
    ]


def demand(case: Case, command: ServeDemand, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Serves the demand before the court is asked (ACL 54)."""
    enter(case, Step.DEMAND, by, as_of(moment, command.served_on))
    assert case.served is not None, "the stage asks for it"
    check_day("/servedOn", command.served_on, moment, case.served.served_on)
    known = moment.last(c.ENFORCE) is not None
    return [
        e.DemandServed(
            served_on=command.served_on,
            mode=command.mode,
            court_from=None if known else court_from(case, moment),
        )
    ]


def apply_to_court(
    case: Case, command: ApplyToCourt, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Asks the court, within three months after review and suit are out of time."""
    enter(case, Step.COURT, by, as_of(moment, command.applied_on))
    assert case.demand is not None, "the gate asks for it"
    check_day("/appliedOn", command.applied_on, moment, case.demand.served_on)
    return [e.CourtApplied(on=command.applied_on, court=command.court)]


def end(case: Case, command: EndEnforcement, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """The penalty is performed in full, or a court ended its enforcement."""
    enter(case, Step.EXECUTION, by, moment)
    assert case.served is not None, "the gate asks for it"
    follows = [case.served.served_on, *(each.paid_on for each in case.payments)]
    follows += [case.court.on] if case.court is not None else []
    check_day("/endedOn", command.ended_on, moment, max(follows))
    if command.court is not None:
        if case.court is None:
            version = moment.law.on("PP-CLOSE", moment.on)
            raise OutOfOrder("court-not-asked", basis="PP-CLOSE", **cite(version))
        return [e.ExecutionEnded(on=command.ended_on, court=command.court, text=command.text)]
    if outstanding(case) > 0:
        version = moment.law.on("PP-CLOSE", moment.on)
        raise OutOfOrder(
            "not-paid-in-full", basis="PP-CLOSE", value=str(outstanding(case)), **cite(version)
        )
    return [e.ExecutionCompleted(on=command.ended_on, text=command.text)]
