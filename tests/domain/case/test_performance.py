"""缴款, 加处罚款, 暂缓, 催告, 法院, and the end of enforcement."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.case import events as e
from domain.case import performance
from domain.case.clocks import DEMAND, PAY, SUIT
from domain.case.court import court_from
from domain.case.debts import outstanding, surcharge_due
from domain.case.kinds import CaseServiceMode, ClosingEvent, PenaltyKind, Stage
from tests.domain.case.story import (
    BOTH,
    IN_2020,
    IN_2022,
    LEADER,
    SUSPEND_BUSINESS,
    Told,
    at,
    cited,
    fine,
    gains,
    penalty,
    pp,
)
from tests.domain.story import refusal, said


def pay(told: Told, amount: int | str, on: date, surcharge: int | str = 0) -> list[e.CaseEvent]:
    command = performance.RecordPayment(
        amount=Decimal(amount), paid_on=on, surcharge=Decimal(surcharge)
    )
    return told.ask(performance.pay, command, today=max(on, told.since))


def paid(told: Told, amount: int, on: date, surcharge: int = 0) -> Told:
    return told.then(on, *pay(told, amount, on, surcharge))


# --- payment -------------------------------------------------------------------------------------


@BOTH
def test_a_payment_is_recorded_with_its_day(filed_on: date) -> None:
    told = at(Stage.EXECUTING, filed_on)

    assert pay(told, 60_000, told.on(45)) == [
        e.PaymentRecorded(amount=Decimal(60_000), paid_on=told.on(45))
    ]
    told = paid(told, 60_000, told.on(45))
    assert outstanding(told.case) == 40_000
    assert pay(told, 40_000, told.on(46)) == [
        e.PaymentRecorded(amount=Decimal(40_000), paid_on=told.on(46), in_full=True)
    ]


@pytest.mark.parametrize(
    ("amount", "surcharge", "day", "code"),
    [
        ("100000.01", 0, 45, "payment-above-debt"),
        (0, 0, 45, "amount-impossible"),
        (-1, 0, 45, "amount-impossible"),
        ("0.001", 0, 45, "amount-impossible"),
        (1, "0.01", 45, "surcharge-above-debt"),
        (1, 0, 41, "date-before-step"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(
    amount: int | str, surcharge: int | str, day: int, code: str
) -> None:
    told = at(Stage.EXECUTING)

    assert refusal(lambda: pay(told, amount, told.on(day), surcharge)).code == code


def test_confiscated_goods_are_not_owed_in_money() -> None:
    goods = replace(penalty(PenaltyKind.CONFISCATE_GOODS), amount=Decimal(9_000))
    told = at(Stage.EXECUTING, penalties=(fine(1_000), gains(500), goods))

    assert outstanding(told.case) == 1_500


# --- the surcharge: 3 % a day, hand computed -----------------------------------------------------


def late(days: int, told: Told) -> date:
    due = told.due(PAY)
    assert due is not None
    return due + timedelta(days)


def owed(told: Told, days: int) -> Decimal:
    on = late(days, told)
    return surcharge_due(told.case, on, told.moment(on))


@BOTH
@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "0"),
        (1, "3000.00"),  # 3 % of 100 000
        (10, "30000.00"),
        (33, "99000.00"),
        (34, "100000.00"),  # 102 000, but never more than the fine
        (400, "100000.00"),
    ],
)
def test_three_percent_a_day_and_never_more_than_the_fine(
    days: int, expected: str, filed_on: date
) -> None:
    assert owed(at(Stage.EXECUTING, filed_on), days) == Decimal(expected)


def test_what_was_paid_is_not_surcharged() -> None:
    told = at(Stage.EXECUTING)
    told = paid(told, 40_000, told.on(45))  # in time

    assert owed(told, 10) == Decimal("18000.00")  # 10 days of 60 000
    told = paid(told, 20_000, late(5, told))
    # 5 days of 60 000 are 9 000, 5 days of 40 000 are 6 000.
    assert owed(told, 10) == Decimal("15000.00")
    assert owed(told, 5) == Decimal("9000.00")


def test_a_surcharge_that_was_paid_is_not_owed_again() -> None:
    told = at(Stage.EXECUTING)
    told = paid(told, 50_000, late(2, told), 6_000)  # 2 days of 100 000

    # 6 000, and 3 days of 50 000: 4 500.
    assert owed(told, 5) == Decimal("4500.00")
    above = refusal(lambda: pay(told, 1, late(5, told), "4500.01"))
    assert (above.code, above.basis, above.facts["value"]) == (
        "surcharge-above-debt",
        "APL-SURCHARGE",
        "4500.00",
    )
    assert pay(told, 0, late(5, told), "4500")


def test_payments_entered_out_of_order_are_reckoned_by_their_days() -> None:
    told = at(Stage.EXECUTING)
    first, second = late(3, told), late(6, told)
    one = e.PaymentRecorded(amount=Decimal(50_000), paid_on=first)
    other = e.PaymentRecorded(amount=Decimal(20_000), paid_on=second)

    # 3 days of 100 000, 3 of 50 000, 4 of 30 000: 9 000 + 4 500 + 3 600.
    for order in ((one, other), (other, one)):
        assert owed(told.then(second, *order), 10) == Decimal("17100.00")


def test_fen_are_rounded_half_up() -> None:
    told = at(Stage.EXECUTING, penalties=(fine("100.50"),))

    assert owed(told, 1) == Decimal("3.02")  # 3.015


def test_only_a_fine_is_surcharged() -> None:
    assert owed(at(Stage.EXECUTING, penalties=(fine(1_000), gains(9_000))), 1) == 30
    assert owed(at(Stage.EXECUTING, penalties=(gains(9_000),)), 1) == 0


# --- deferral ------------------------------------------------------------------------------------


def defer(told: Told, until: date, on: date | None = None, **change: object) -> list[e.CaseEvent]:
    plain = performance.DeferPayment(until=until, requested_on=told.on(43), reason="经济困难")
    command = replace(plain, **change)
    return told.ask(performance.defer, command, by=LEADER, on=on or told.on(45))


def test_a_leader_gives_more_time_and_no_surcharge_runs_until_then() -> None:
    told = at(Stage.EXECUTING)
    until = told.on(120)
    days = (told.on(90), until)

    (event,) = defer(told, until, instalments=days)

    assert event == e.PaymentDeferred(
        until=until,
        requested_on=told.on(43),
        reason="经济困难",
        officer="leader",
        instalments=days,
        court_from=told.due(SUIT),
    )
    told = told.then(told.on(45), event)
    assert told.due(PAY) == until
    assert owed(told, 1) == 3_000


@BOTH
def test_no_time_is_given_after_the_time_is_over(filed_on: date) -> None:
    told = at(Stage.EXECUTING, filed_on)

    refused = refusal(lambda: defer(told, told.on(200), late(1, told)))

    assert said(refused) == ("out-of-order", "gate-payment-ahead", "PP-PAY")
    assert cited(refused) == pp(filed_on, "64", "72")


@pytest.mark.parametrize(
    ("until", "days", "code"),
    [
        (57, (), "deferral-without-time"),  # due then anyhow
        (120, (120, 90), "instalments-out-of-order"),
        (120, (90, 90, 120), "instalments-out-of-order"),
        (120, (60, 90), "instalments-out-of-order"),
    ],
)
def test_a_deferral_that_defers_nothing_is_refused(
    until: int, days: tuple[int, ...], code: str
) -> None:
    told = at(Stage.EXECUTING)
    instalments = tuple(told.on(each) for each in days)

    refused = refusal(lambda: defer(told, told.on(until), instalments=instalments))

    assert refused.code == code


def test_a_deferral_is_asked_for_first() -> None:
    told = at(Stage.EXECUTING)

    refused = refusal(
        lambda: told.ask(
            performance.defer,
            performance.DeferPayment(
                until=told.on(120), requested_on=told.on(46), reason="经济困难"
            ),
            by=LEADER,
            on=told.on(45),
            today=told.on(45),
        )
    )

    assert refused.code == "date-in-future"


# --- demand and court ----------------------------------------------------------------------------


def demand(told: Told, on: date) -> list[e.CaseEvent]:
    return told.ask(performance.demand, performance.ServeDemand(served_on=on))


@BOTH
def test_who_does_not_pay_is_urged_to(filed_on: date) -> None:
    told = at(Stage.EXECUTING, filed_on)

    (event,) = demand(told, late(1, told))

    assert isinstance(event, e.DemandServed)
    assert (event.served_on, event.mode) == (late(1, told), CaseServiceMode.DIRECT)
    assert event.court_from is None  # since the service: see test_remedies
    early = refusal(lambda: demand(told, late(0, told)))
    assert said(early) == ("out-of-order", "gate-payment-overdue", "PP-PAY")
    settled = paid(told, 100_000, told.on(45))
    assert refusal(lambda: demand(settled, late(1, told))).code == "gate-payment-overdue"


def test_who_owes_no_money_may_be_urged_to_obey() -> None:
    told = at(Stage.EXECUTING, penalties=(SUSPEND_BUSINESS,))

    assert demand(told, told.on(50))


def apply(told: Told, on: date) -> list[e.CaseEvent]:
    command = performance.ApplyToCourt(applied_on=on, court="示例法院")
    return told.ask(performance.apply_to_court, command, by=LEADER)


def demanded(filed_on: date) -> Told:
    """A case whose party was urged to pay the day after it was due."""
    told = at(Stage.EXECUTING, filed_on)
    return told.then(late(1, told), *demand(told, late(1, told)))


@BOTH
def test_the_court_is_asked_in_the_three_months_after_the_remedies(filed_on: date) -> None:
    told = demanded(filed_on)
    suit = told.due(SUIT)
    assert suit is not None
    last = court_last(told, suit)

    early = refusal(lambda: apply(told, suit))
    assert said(early) == ("out-of-order", "gate-remedies-over", "REM-SUIT")
    assert apply(told, suit + timedelta(1)) == [
        e.CourtApplied(on=suit + timedelta(1), court="示例法院")
    ]
    assert apply(told, last)
    too_late = refusal(lambda: apply(told, last + timedelta(1)))
    assert said(too_late) == ("out-of-order", "gate-court-in-time", "PP-ENFORCE")
    assert cited(too_late) == pp(filed_on, "68", "76")


def court_last(told: Told, suit: date) -> date:
    """Served on 13 April or 19 December: six months for the suit, three more for the court."""
    by_hand = {
        IN_2020: (date(2020, 10, 13), date(2021, 1, 13)),
        IN_2022: (date(2023, 6, 19), date(2023, 9, 19)),
    }
    expected, last = by_hand[told.filed_on]
    assert suit == expected
    return last


def test_the_end_of_a_deferral_begins_them_anew_from_2021_on() -> None:
    for filed_on in (IN_2020, IN_2022):
        told = at(Stage.EXECUTING, filed_on)
        suit = told.due(SUIT)
        assert suit is not None
        until = suit + timedelta(30)
        told = told.then(told.on(45), *defer(told, until))

        found = court_from(told.case, told.moment(told.since))

        assert found == (suit if filed_on == IN_2020 else until)


def test_a_deferral_that_ends_before_the_remedies_shortens_nothing() -> None:
    told = at(Stage.EXECUTING, IN_2022)
    told = told.then(told.on(45), *defer(told, told.on(100)))

    assert court_from(told.case, told.moment(told.since)) == told.due(SUIT)


def test_the_court_is_asked_after_the_demand_has_run_out() -> None:
    told = at(Stage.EXECUTING, IN_2022)
    suit = told.due(SUIT)
    assert suit is not None
    none = refusal(lambda: apply(told, suit + timedelta(1)))
    told = told.then(suit, *demand(told, suit))
    due = told.due(DEMAND)
    assert due is not None

    early = refusal(lambda: apply(told, due))

    for refused in (none, early):
        assert said(refused) == ("out-of-order", "gate-demand-over", "PP-ENFORCE-DEMAND")
    assert apply(told, due + timedelta(1))


# --- the end -------------------------------------------------------------------------------------


@BOTH
def test_a_penalty_is_performed_when_it_is_paid_in_full(filed_on: date) -> None:
    told = at(Stage.EXECUTING, filed_on)
    command = performance.EndEnforcement(ended_on=told.on(50), text="已缴清")

    refused = refusal(lambda: told.ask(performance.end, command))
    assert said(refused) == ("out-of-order", "gate-paid-in-full", "PP-CLOSE")
    assert cited(refused) == pp(filed_on, "70", "77")
    asked = told.then(told.since, e.CourtApplied(on=told.since, court="示例法院"))
    unpaid = refusal(lambda: asked.ask(performance.end, command))
    assert said(unpaid) == ("out-of-order", "not-paid-in-full", "PP-CLOSE")
    assert unpaid.facts["value"] == "100000"

    told = paid(told, 100_000, told.on(49)).take(performance.end, command)

    assert told.events[-1] == e.ExecutionCompleted(on=told.on(50), text="已缴清")
    assert (told.case.stage, told.case.closing) == (Stage.CLOSING, ClosingEvent.EXECUTED)


def test_what_a_court_ends_need_not_be_paid() -> None:
    told = demanded(IN_2022)
    asked = e.CourtApplied(on=told.on(300), court="示例法院")
    told = told.then(told.on(300), asked)
    command = performance.EndEnforcement(ended_on=told.on(400), text="无财产", court="示例法院")

    told = told.take(performance.end, command)

    assert told.events[-1] == e.ExecutionEnded(on=told.on(400), court="示例法院", text="无财产")
    assert told.case.closing is ClosingEvent.COURT_ENDED


def test_nothing_is_performed_before_it_was_served() -> None:
    told = paid(at(Stage.EXECUTING), 100_000, at(Stage.EXECUTING).since)
    command = performance.EndEnforcement(ended_on=told.on(41), text="已缴清")

    assert refusal(lambda: told.ask(performance.end, command)).code == "date-before-step"
