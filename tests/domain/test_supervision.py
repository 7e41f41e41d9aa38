"""Supervision of a lower bureau's case (law.md 9, SUP-*): papers, days, re-examination."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.authority import Officer, Role
from domain.case.law import Moment
from domain.case.state import evolve as evolve_case
from domain.commands import Command
from domain.refusals import Refusal
from domain.statute.clock import due_of
from domain.statute.running import Running, after
from domain.supervision import decisions as d
from domain.supervision import events as e
from domain.supervision.clocks import effects
from domain.supervision.state import Supervision, SupervisionStatus, evolve
from tests.domain.case.story import FILED, LAW

DAY = date(2022, 11, 7)
BUREAU, XUHUI = "SHAMR", "310104"
SUPERIORS = ("SHAMR-PSD", BUREAU)
ABOVE = Officer("zhou", "示例·周局", BUREAU, (Role.SUPERIOR,))
DIVISION = Officer("chen", "示例·陈派", "SHAMR-PSD", (Role.DISPATCHER,))
LEADER = Officer("leader", "示例·徐长", XUHUI, (Role.LEADER,))
CASE = evolve_case(None, FILED)
K = e.SupervisionKind
STEPS = {
    d.Step.RECEIPT: (d.Receive(), d.receive),
    d.Step.CORRECTION: (d.ReportCorrection(corrected_on=DAY, text="改正"), d.report_correction),
    d.Step.OBJECTION: (d.RequestReexamination(reason="理由"), d.request_reexamination),
    d.Step.OBJECTION_ANSWER: (
        d.AnswerReexamination(withdrawn=False, reason="维持"), d.answer_reexamination,
    ),
    d.Step.ANSWER: (d.Answer(text="答复"), d.answer),
    d.Step.CLOSING: (d.Close(reason="办结"), d.close),
}  # fmt: skip


def moment(on: date = DAY, clocks: tuple[Running, ...] = ()) -> Moment:
    return Moment(on=on, today=on, law=LAW, clocks=clocks)


def command(kind: K, answer_by: date | None = date(2022, 11, 30)) -> d.Issue:
    return d.Issue(case=UUID(int=7), kind=kind, text="请说明", answer_by=answer_by)


class Told:
    """A supervision as far as it went."""

    def __init__(self, kind: K) -> None:
        self.state: Supervision | None = None
        self.clocks: tuple[Running, ...] = ()
        self.record(d.issue(CASE, command(kind), SUPERIORS, moment(), by=ABOVE), DAY)

    def record(self, events: list[e.SupervisionEvent], on: date) -> None:
        for event in events:
            self.state = evolve(self.state, event)
            told = effects(event, on, BUREAU, XUHUI)
            self.clocks = after(self.clocks, told, self.state.version)

    def take(
        self, step: d.Step, on: date = DAY, given: Command | None = None, by: Officer | None = None
    ) -> "Told":
        assert self.state is not None
        usual, decide = STEPS[step]
        who = by or (ABOVE if d.STEPS[step][0] else LEADER)
        events = decide(self.state, given or usual, moment(on, self.clocks), by=who)  # type: ignore[operator]
        self.record(events, on)
        return self

    def refused(self, step: d.Step, on: date = DAY, given: Command | None = None) -> str:
        with pytest.raises(Refusal) as refusal:
            self.take(step, on, given)
        return refusal.value.code

    def due(self, rule: str) -> date | None:
        running = next(each for each in self.clocks if each.rule == rule)
        clock = running.clock(LAW.rules)
        assert clock is not None
        return due_of(clock, LAW.calendar).due


@pytest.mark.parametrize("kind", K)
def test_a_supervision_is_issued_received_answered_and_closed(kind: K) -> None:
    told = Told(kind).take(d.Step.RECEIPT)
    if kind is K.DECISION:
        assert told.refused(d.Step.ANSWER) == "correction-first"
        told.take(d.Step.CORRECTION)
    told.take(d.Step.ANSWER).take(d.Step.CLOSING)

    assert told.state is not None
    assert told.state.status is SupervisionStatus.CLOSED
    assert all(each.stopped_on == DAY for each in told.clocks)


def test_the_periods_run_from_the_day_of_receipt() -> None:
    notice, decision = (Told(kind).take(d.Step.RECEIPT) for kind in (K.NOTICE, K.DECISION))

    assert notice.due("SUP-INFO") == date(2022, 11, 21)
    assert decision.due("SUP-OBJECT") == date(2022, 11, 14)
    assert decision.take(d.Step.CORRECTION).due("SUP-FIX-REPORT") == date(2022, 11, 21)


def test_a_decision_is_re_examined_once_and_in_time() -> None:
    late = Told(K.DECISION).take(d.Step.RECEIPT)
    assert late.refused(d.Step.OBJECTION, date(2022, 11, 15)) == "reexamination-late"

    told = Told(K.DECISION).take(d.Step.RECEIPT).take(d.Step.OBJECTION, date(2022, 11, 14))
    assert told.due("SUP-OBJECT-ANSWER") == date(2022, 11, 28)
    told.take(d.Step.OBJECTION_ANSWER, date(2022, 11, 15))
    assert told.refused(d.Step.OBJECTION, date(2022, 11, 15)) == "reexamined-already"


def test_a_decision_that_is_withdrawn_is_over() -> None:
    told = Told(K.DECISION).take(d.Step.RECEIPT).take(d.Step.OBJECTION)
    told.take(d.Step.OBJECTION_ANSWER, given=d.AnswerReexamination(withdrawn=True, reason="撤销"))

    assert told.state is not None
    assert told.state.status is SupervisionStatus.CLOSED
    assert all(each.stopped_on for each in told.clocks)


def test_only_decisions_are_corrected() -> None:
    assert Told(K.NOTICE).take(d.Step.RECEIPT).refused(d.Step.CORRECTION) == (
        "only-for-supervision-decisions"
    )


def test_steps_come_in_order_and_no_day_is_to_come() -> None:
    tomorrow = date(2022, 11, 8)
    assert Told(K.NOTICE).refused(d.Step.ANSWER) == "supervision-out-of-order"
    late = d.Receive(received_on=tomorrow)
    assert Told(K.NOTICE).refused(d.Step.RECEIPT, given=late) == "date-in-future"
    told = Told(K.DECISION).take(d.Step.RECEIPT)
    corrected = d.ReportCorrection(corrected_on=tomorrow, text="改正")
    assert told.refused(d.Step.CORRECTION, given=corrected) == "date-in-future"


@pytest.mark.parametrize(
    ("given", "by", "on", "code"),
    [
        (command(K.NOTICE), DIVISION, DAY, "role-not-granted"),
        (command(K.PRESSING), LEADER, DAY, "role-not-granted"),
        (command(K.PRESSING), replace(ABOVE, org="310115"), DAY, "not-your-organisation"),
        (command(K.OPINION, None), ABOVE, DAY, "value-required"),
        (command(K.OPINION, date(2022, 11, 1)), ABOVE, DAY, "date-in-past"),
        (command(K.NOTICE), ABOVE, date(2020, 3, 2), "supervision-rule-not-in-force"),
    ],
    ids=["paper", "bureau", "elsewhere", "no-day", "past", "before-the-rules"],
)
def test_who_may_issue_what_and_when(given: d.Issue, by: Officer, on: date, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        d.issue(CASE, given, SUPERIORS, moment(on), by=by)

    assert refusal.value.code == code


def test_a_division_may_press_and_a_notice_needs_no_day() -> None:
    assert d.issue(CASE, command(K.PRESSING), SUPERIORS, moment(), by=DIVISION)
    assert d.issue(CASE, command(K.NOTICE, None), SUPERIORS, moment(), by=ABOVE)


def test_every_step_is_somebodys_at_some_stage() -> None:
    stages = [Told(K.DECISION)]
    for steps in (
        "receipt",
        "receipt reexamination",
        "receipt correction",
        "receipt correction answer",
    ):
        told = Told(K.DECISION)
        for step in steps.split():
            told.take(d.Step(step))
        stages.append(told)

    found = {
        step for told in stages if told.state for by in (ABOVE, LEADER)
        for step in d.allowed(told.state, by)
    }  # fmt: skip

    assert found == set(d.Step)
