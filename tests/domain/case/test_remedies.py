"""行政复议, 行政诉讼: the court waits, the surcharge stops, and the decision changes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.case import events as e
from domain.case import performance, remedies
from domain.case.clocks import ENFORCE, PAY, SUIT, SUIT_AFTER
from domain.case.debts import outstanding, surcharge_due
from domain.case.gates import Step, is_open
from domain.case.kinds import PaymentFor, RemedyKind, RemedyOutcome, Stage
from domain.case.proposals import PenaltyGiven
from domain.case.requirements import remedies_over
from tests.domain.case.story import (
    BOTH,
    IN_2020,
    IN_2022,
    LEADER,
    LOW,
    Told,
    at,
    cited,
    fine,
    gains,
)
from tests.domain.story import refusal, said

REVIEW, COURT = RemedyKind.RECONSIDERATION, RemedyKind.SUIT


def sought(told: Told, kind: RemedyKind, on: date) -> Told:
    command = remedies.SeekRemedy(kind=kind, sought_on=on, body="示例机关")
    return told.take(remedies.seek, command, today=max(on, told.since))


def ended(
    told: Told, on: date, outcome: RemedyOutcome = RemedyOutcome.UPHELD, **change: object
) -> Told:
    command = remedies.EndRemedy(ended_on=on, outcome=outcome, text="结果")
    return told.take(remedies.end, replace(command, **change), by=LEADER, today=on)


# --- the time of the court -----------------------------------------------------------------------


@BOTH
def test_the_three_months_of_the_court_are_known_since_the_service(filed_on: date) -> None:
    told = at(Stage.EXECUTING, filed_on)
    suit = told.due(SUIT)

    running = told.moment(told.since).last(ENFORCE)

    assert running is not None
    assert (running.trigger, running.stopped_on) == (suit, None)
    by_hand = {IN_2020: date(2021, 1, 13), IN_2022: date(2023, 9, 19)}
    assert told.due(ENFORCE) == by_hand[filed_on]


def test_the_end_of_a_deferral_begins_them_anew_from_2021_on() -> None:
    for filed_on in (IN_2020, IN_2022):
        told = at(Stage.EXECUTING, filed_on)
        suit = told.due(SUIT)
        assert suit is not None
        until = suit + timedelta(30)
        command = performance.DeferPayment(until=until, requested_on=told.on(43), reason="经济困难")
        told = told.take(performance.defer, command, by=LEADER, on=told.on(45))

        running = told.moment(told.since).last(ENFORCE)

        assert running is not None
        assert running.trigger == (suit if filed_on == IN_2020 else until)


def demanded_in(told: Told, on: date) -> Told:
    return told.take(performance.demand, performance.ServeDemand(served_on=on))


def test_the_court_waits_for_a_suit_and_then_has_three_months() -> None:
    told = demanded_in(at(Stage.EXECUTING, IN_2022), date(2023, 2, 1))
    told = sought(told, COURT, date(2023, 5, 4))
    asked = performance.ApplyToCourt(applied_on=date(2023, 7, 3), court="示例法院")

    waiting = refusal(lambda: told.ask(performance.apply_to_court, asked, by=LEADER))

    assert said(waiting) == ("out-of-order", "gate-no-open-remedy", "REM-SUIT")
    assert cited(waiting) == ("ALL2017", "46")
    assert not remedies_over(told.case, told.moment(date(2024, 1, 1)))
    told = ended(told, date(2023, 10, 9))
    assert told.due(ENFORCE) == date(2024, 1, 9)
    for on, in_time in ((date(2023, 10, 10), True), (date(2024, 1, 10), False)):
        assert is_open(told.case, Step.COURT, told.moment(on)) is in_time


def test_after_a_review_a_suit_has_fifteen_days() -> None:
    told = sought(at(Stage.EXECUTING, IN_2022), REVIEW, date(2023, 1, 10))

    told = ended(told, date(2023, 3, 6))

    assert told.due(SUIT_AFTER) == date(2023, 3, 21)
    moment = told.moment(date(2023, 3, 21))
    assert not remedies_over(told.case, moment)
    assert remedies_over(told.case, told.moment(date(2023, 3, 22)))
    assert told.due(ENFORCE) == date(2023, 6, 21)


def test_a_review_that_was_withdrawn_leaves_the_time_for_a_suit_as_it_was() -> None:
    plain = at(Stage.EXECUTING, IN_2022)
    told = sought(plain, REVIEW, date(2023, 1, 10))

    told = ended(told, date(2023, 2, 1), RemedyOutcome.WITHDRAWN)

    assert told.due(SUIT) == plain.due(SUIT)
    assert told.due(ENFORCE) == plain.due(ENFORCE)


def test_one_remedy_goes_on_at_a_time_and_after_the_service() -> None:
    told = sought(at(Stage.EXECUTING), REVIEW, at(Stage.EXECUTING).on(50))

    twice = refusal(lambda: sought(told, COURT, told.on(51)))
    unserved = refusal(lambda: sought(at(Stage.DECIDED), COURT, told.on(41)))
    none = refusal(lambda: ended(at(Stage.EXECUTING), told.on(60)))

    assert twice.code == "gate-no-open-remedy"
    assert unserved.code == "gate-served"
    assert none.code == "gate-remedy-open"


# --- what it does to the decision ----------------------------------------------------------------


def test_what_it_changed_stands_now() -> None:
    told = sought(at(Stage.EXECUTING, IN_2022), REVIEW, date(2023, 1, 10))
    given = (PenaltyGiven(kind=LOW[0].kind, amount=LOW[0].amount),)

    told = ended(told, date(2023, 3, 6), RemedyOutcome.CHANGED, penalties=given)

    assert [type(each) for each in told.events[-2:]] == [e.RemedyEnded, e.DecisionChanged]
    assert told.case.penalties == LOW
    assert told.case.changed is not None
    assert told.case.changed.by_body == "示例机关"


@pytest.mark.parametrize("remade", [True, False])
def test_what_it_revoked_is_made_anew_or_not_at_all(*, remade: bool) -> None:
    told = sought(at(Stage.EXECUTING, IN_2022), COURT, date(2023, 1, 10))

    after = ended(told, date(2023, 3, 6), RemedyOutcome.REVOKED, remade=remade)

    assert after.case.stage is (Stage.INVESTIGATING if remade else Stage.CLOSING)
    assert all(each.stopped_on for each in after.clocks if each.rule in (ENFORCE, PAY))


@pytest.mark.parametrize(
    ("outcome", "change", "code"),
    [
        (RemedyOutcome.REVOKED, {}, "value-required"),
        (RemedyOutcome.CHANGED, {}, "penalties-missing"),
        (
            RemedyOutcome.UPHELD,
            {"penalties": (PenaltyGiven(kind=LOW[0].kind, amount=Decimal(1)),)},
            "penalties-without-change",
        ),
    ],
)
def test_a_result_says_what_becomes_of_the_decision(
    outcome: RemedyOutcome, change: dict[str, object], code: str
) -> None:
    told = sought(at(Stage.EXECUTING, IN_2022), COURT, date(2023, 1, 10))

    refused = refusal(lambda: ended(told, date(2023, 3, 6), outcome, **change))

    assert refused.code == code


# --- the surcharge -------------------------------------------------------------------------------


def owed(told: Told, days: int) -> Decimal:
    due = told.due(PAY)
    assert due is not None
    on = due + timedelta(days)
    return surcharge_due(told.case, on, told.moment(on))


@pytest.mark.parametrize(
    ("filed_on", "counted"),
    [
        (date(2021, 5, 13), 10),  # sought on day 62, 14 July 2021: by the law of 2017 it goes on
        (date(2021, 5, 14), 5),
    ],
)
def test_no_surcharge_is_added_while_a_remedy_goes_on_from_2021_on(
    filed_on: date, counted: int
) -> None:
    told = at(Stage.EXECUTING, filed_on)  # served on day 42, to be paid by day 57
    due = told.due(PAY)
    assert due is not None
    start = told.on(62)
    told = sought(told, REVIEW, start)
    still = surcharge_due(told.case, start + timedelta(5), told.moment(start + timedelta(5)))
    told = ended(told, start + timedelta(5))

    before = (start - due).days
    assert owed(told, before + 10) == 3_000 * (before + counted)
    assert still == 3_000 * (before + (5 if counted == 10 else 0))


def pay(told: Told, amount: int, day: int, of: PaymentFor | None = None) -> Told:
    command = performance.RecordPayment(amount=Decimal(amount), paid_on=told.on(day), of=of)
    return told.take(performance.pay, command, today=max(told.on(day), told.since))


BOTH_KINDS = (fine(10_000), gains(9_000))


def test_gains_are_paid_before_the_fine_where_nobody_says() -> None:
    told = pay(at(Stage.EXECUTING, penalties=BOTH_KINDS), 9_000, 45)

    assert outstanding(told.case, PaymentFor.GAINS) == 0
    assert owed(told, 1) == 300  # of the whole fine
    assert owed(pay(told, 5_000, 46), 1) == 150


def test_what_was_paid_for_the_fine_is_not_surcharged() -> None:
    told = pay(at(Stage.EXECUTING, penalties=BOTH_KINDS), 9_000, 45, PaymentFor.FINE)

    assert owed(told, 1) == 30
    assert outstanding(told.case, PaymentFor.GAINS) == 9_000
    over = refusal(lambda: pay(told, 1_001, 46, PaymentFor.FINE))
    assert (over.code, over.facts["value"]) == ("payment-above-debt", "1000")


def test_a_payment_for_gains_leaves_what_nobody_named_to_the_fine() -> None:
    told = pay(at(Stage.EXECUTING, penalties=BOTH_KINDS), 5_000, 45)

    told = pay(told, 4_000, 46, PaymentFor.GAINS)

    assert outstanding(told.case, PaymentFor.GAINS) == 0
    assert outstanding(told.case, PaymentFor.FINE) == 10_000
    assert outstanding(told.case) == 10_000


def test_a_decision_that_was_revoked_is_not_changed_by_a_remedy_any_more() -> None:
    told = sought(at(Stage.EXECUTING, IN_2022), COURT, date(2023, 1, 10))
    given_up = e.DecisionRevoked(by_body="本机关", reason="程序违法", remade=False)
    told = told.then(date(2023, 2, 6), given_up)

    refused = refusal(lambda: ended(told, date(2023, 3, 6), RemedyOutcome.REVOKED, remade=True))

    assert refused.code == "decision-revoked-before"
    assert cited(refused) == ("PP2022", "60(1)")
