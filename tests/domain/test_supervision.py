"""Supervision of a lower bureau's case (law.md 9, SUP-*): papers, days, re-examination."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.authority import Officer, Role
from domain.case.law import Moment
from domain.case.state import evolve as evolve_case
from domain.commands import Command
from domain.refusals import Invalid, NotPermitted, Refusal
from domain.statute.clock import due_of
from domain.statute.rule import Force
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
    d.Step.WITHDRAWAL: (d.Withdraw(reason="撤回"), d.withdraw),
    d.Step.ANSWER: (d.Answer(text="答复"), d.answer),
    d.Step.FEEDBACK: (d.GiveFeedback(adopted=False, text="未采纳"), d.give_feedback),
    d.Step.RETURN: (
        d.ReturnAnswer(reason="未说明整改", answer_by=date(2022, 12, 9)), d.return_answer,
    ),
    d.Step.CLOSING: (d.Close(reason="办结"), d.close),
}  # fmt: skip


SET = date(2022, 11, 30)
OVER = {SupervisionStatus.CLOSED, SupervisionStatus.WITHDRAWN}
# The usual way of each kind to an answer.
WAYS: dict[K, list[d.Step]] = {
    **{kind: [d.Step.RECEIPT, d.Step.ANSWER] for kind in K},
    K.GUIDANCE: [d.Step.RECEIPT, d.Step.FEEDBACK],
    K.DECISION: [d.Step.RECEIPT, d.Step.CORRECTION, d.Step.ANSWER],
}


def moment(on: date = DAY, clocks: tuple[Running, ...] = (), since: date = DAY) -> Moment:
    return Moment(on=on, today=on, law=LAW, since=since, clocks=clocks)


def command(kind: K, answer_by: date | None = SET) -> d.Issue:
    """As it is mostly issued: a notice has its days from the rule."""
    set_day = None if kind is K.NOTICE else answer_by
    return d.Issue(case=UUID(int=7), kind=kind, text="请说明", answer_by=set_day)


class Told:
    """A supervision as far as it went."""

    def __init__(self, kind: K, issued: d.Issue | None = None) -> None:
        self.clocks: tuple[Running, ...] = ()
        issue = d.issue(CASE, issued or command(kind), SUPERIORS, moment(), by=ABOVE)
        self.state: Supervision = evolve(None, issue[0])
        self._run(issue[0], DAY)

    def record(self, events: list[e.SupervisionEvent], on: date) -> None:
        for event in events:
            self.state = evolve(self.state, event)
            self._run(event, on)

    def _run(self, event: e.SupervisionEvent, on: date) -> None:
        told = effects(event, on, self.state.issued)
        self.clocks = after(self.clocks, told, self.state.version)

    def take(
        self, step: d.Step, on: date = DAY, given: Command | None = None, by: Officer | None = None
    ) -> "Told":
        usual, decide = STEPS[step]
        who = by or (ABOVE if d.STEPS[step][0] else LEADER)
        events = decide(self.state, given or usual, moment(on, self.clocks), by=who)  # type: ignore[operator]
        self.record(events, on)
        return self

    def refused(self, step: d.Step, on: date = DAY, given: Command | None = None) -> str:
        with pytest.raises(Refusal) as refusal:
            self.take(step, on, given)
        return refusal.value.code

    def running(self) -> set[str]:
        return {each.rule for each in self.clocks if each.stopped_on is None}

    def due(self, rule: str) -> date | None:
        running = next(each for each in reversed(self.clocks) if each.rule == rule)
        clock = running.clock(LAW.rules)
        assert clock is not None
        return due_of(clock, LAW.calendar).due


@pytest.mark.parametrize("kind", K)
def test_a_supervision_is_issued_received_answered_and_closed(kind: K) -> None:
    told = Told(kind)
    for step in WAYS[kind]:
        told.take(step)
    told.take(d.Step.CLOSING)

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
    ("asked", "by", "on", "code"),
    [
        (command(K.NOTICE), DIVISION, DAY, "role-not-granted"),
        (command(K.PRESSING), LEADER, DAY, "role-not-granted"),
        (command(K.GUIDANCE), LEADER, DAY, "role-not-granted"),
        (command(K.PRESSING), replace(ABOVE, org="310115"), DAY, "not-your-organisation"),
        (command(K.NOTICE), replace(ABOVE, org="SHAMR-PSD"), DAY, "not-your-organisation"),
        (command(K.OPINION, None), ABOVE, DAY, "value-required"),
        (command(K.OPINION, date(2022, 11, 1)), ABOVE, DAY, "date-in-past"),
        (command(K.GUIDANCE, date(2022, 11, 1)), ABOVE, DAY, "date-in-past"),
        (command(K.OPINION, date(9999, 1, 1)), ABOVE, DAY, "date-out-of-range"),
        (replace(command(K.NOTICE), answer_by=SET), ABOVE, DAY, "notice-has-its-own-days"),
        (command(K.NOTICE), ABOVE, date(2020, 3, 2), "supervision-rule-not-in-force"),
    ],
    ids=[
        "paper", "bureau", "bureau-guides", "elsewhere", "division", "no-day", "past",
        "guidance-past", "beyond-reckoning", "notice-with-a-day", "before-the-rules",
    ],
)  # fmt: skip
def test_who_may_issue_what_and_when(asked: d.Issue, by: Officer, on: date, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        d.issue(CASE, asked, SUPERIORS, moment(on), by=by)

    assert refusal.value.code == code


@pytest.mark.parametrize("kind", sorted(d.PAPERS))
def test_a_paper_needs_the_superiors_responsible_person(kind: K) -> None:
    at_superior = replace(DIVISION, org=BUREAU)

    with pytest.raises(NotPermitted, match="role-not-granted"):
        d.issue(CASE, command(kind), SUPERIORS, moment(), by=at_superior)

    assert d.issue(CASE, command(kind), SUPERIORS, moment(), by=ABOVE)


def test_a_division_may_press_and_guide_and_neither_notice_nor_guidance_needs_a_day() -> None:
    assert d.issue(CASE, command(K.PRESSING), SUPERIORS, moment(), by=DIVISION)
    assert d.issue(CASE, command(K.GUIDANCE, None), SUPERIORS, moment(), by=DIVISION)
    assert d.issue(CASE, command(K.NOTICE, None), SUPERIORS, moment(), by=ABOVE)


def test_what_an_officer_may_issue_is_what_is_not_refused() -> None:
    assert d.issuable(SUPERIORS, ABOVE) == tuple(K)
    assert d.issuable(SUPERIORS, DIVISION) == (K.PRESSING, K.GUIDANCE)
    assert d.issuable(SUPERIORS, LEADER) == ()
    assert d.issuable((), ABOVE) == (), "nobody is above"


# --- days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (K.DECISION, "SUP-FIX"),
        (K.OPINION, "SUP-OPINION"),
        (K.PRESSING, "SUP-PRESS"),
        (K.GUIDANCE, "SUP-GUIDANCE"),
    ],
)
def test_a_day_that_is_set_is_the_end_of_its_clock(kind: K, rule: str) -> None:
    told = Told(kind).take(d.Step.RECEIPT)

    assert told.due(rule) == SET
    running = next(each for each in told.clocks if each.rule == rule)
    assert (running.holder, running.stopped_on) == (XUHUI, None)


@pytest.mark.parametrize("kind", K)
def test_until_it_is_received_an_internal_service_level_runs(kind: K) -> None:
    told = Told(kind)
    assert "SUP-RECEIPT" in told.running()
    assert told.due("SUP-RECEIPT") == date(2022, 11, 9)

    told.take(d.Step.RECEIPT, date(2022, 11, 8))

    assert "SUP-RECEIPT" not in told.running()
    assert LAW.rules["SUP-RECEIPT"].versions[0].force is Force.INTERNAL


def test_what_has_no_rule_of_law_is_marked_as_internal() -> None:
    for rule in ("SUP-RECEIPT", "SUP-PRESS", "SUP-GUIDANCE", "SUP-ANSWER-AGAIN"):
        assert {each.force for each in LAW.rules[rule].versions} == {Force.INTERNAL}


def test_pressing_runs_unread_and_guidance_without_a_day_has_no_clock() -> None:
    assert Told(K.PRESSING).running() == {"SUP-RECEIPT", "SUP-PRESS"}
    assert Told(K.GUIDANCE, command(K.GUIDANCE, None)).running() == {"SUP-RECEIPT"}


def test_a_decision_is_complied_with_then_reported_within_ten_working_days() -> None:
    told = Told(K.DECISION).take(d.Step.RECEIPT)
    corrected = d.ReportCorrection(corrected_on=date(2022, 11, 9), text="改正")

    told.take(d.Step.CORRECTION, date(2022, 11, 14), corrected)

    fix = next(each for each in told.clocks if each.rule == "SUP-FIX")
    assert fix.stopped_on == date(2022, 11, 9)
    assert told.running() == {"SUP-FIX-REPORT"}
    assert told.due("SUP-FIX-REPORT") == date(2022, 11, 23)


@pytest.mark.parametrize(
    ("received", "code"),
    [
        (date(2010, 1, 1), "date-before-step"),
        (date(2022, 11, 6), "date-before-step"),
        (date(2022, 11, 9), "date-in-future"),
    ],
)
def test_a_paper_is_received_neither_before_its_issue_nor_tomorrow(
    received: date, code: str
) -> None:
    given = d.Receive(received_on=received)

    with pytest.raises(Invalid) as refusal:
        Told(K.NOTICE).take(d.Step.RECEIPT, date(2022, 11, 8), given)

    assert (refusal.value.code, refusal.value.pointer) == (code, "/receivedOn")


def test_what_is_ordered_is_not_corrected_before_the_order_is_received() -> None:
    told = Told(K.DECISION).take(d.Step.RECEIPT, date(2022, 11, 9))
    early = d.ReportCorrection(corrected_on=date(2022, 11, 8), text="改正")

    with pytest.raises(Invalid) as refusal:
        told.take(d.Step.CORRECTION, date(2022, 11, 10), early)

    assert (refusal.value.code, refusal.value.pointer) == ("date-before-step", "/correctedOn")


# --- back and forth ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", K)
def test_an_answer_that_does_not_do_is_given_again_by_a_new_day(kind: K) -> None:
    told = Told(kind)
    for step in WAYS[kind]:
        told.take(step)

    told.take(d.Step.RETURN)
    assert told.running() == {"SUP-ANSWER-AGAIN"}
    assert told.due("SUP-ANSWER-AGAIN") == date(2022, 12, 9)
    assert told.refused(d.Step.RETURN) == "supervision-out-of-order"

    told.take(WAYS[kind][-1])
    assert told.state.status is SupervisionStatus.ANSWERED
    assert len(told.state.answers) == 2
    assert told.running() == set()


def test_an_answer_is_not_wanted_by_a_day_that_has_passed() -> None:
    told = Told(K.OPINION).take(d.Step.RECEIPT).take(d.Step.ANSWER)
    given = d.ReturnAnswer(reason="再答", answer_by=date(2022, 11, 1))

    with pytest.raises(Invalid) as refusal:
        told.take(d.Step.RETURN, given=given)

    assert (refusal.value.code, refusal.value.pointer) == ("date-in-past", "/answerBy")


def test_what_was_sent_back_may_be_corrected_again_before_it_is_reported() -> None:
    told = Told(K.DECISION)
    for step in (*WAYS[K.DECISION], d.Step.RETURN, d.Step.CORRECTION):
        told.take(step)

    assert told.running() == {"SUP-FIX-REPORT", "SUP-ANSWER-AGAIN"}
    assert told.take(d.Step.ANSWER).running() == set()


@pytest.mark.parametrize("kind", K)
def test_before_it_is_received_it_is_withdrawn_and_not_closed(kind: K) -> None:
    assert Told(kind).refused(d.Step.CLOSING) == "supervision-out-of-order"

    told = Told(kind).take(d.Step.WITHDRAWAL)

    assert told.state.status is SupervisionStatus.WITHDRAWN
    assert told.running() == set()
    late = Told(kind).take(d.Step.RECEIPT)
    assert late.refused(d.Step.WITHDRAWAL) == "supervision-out-of-order"


def test_a_paper_is_undone_by_who_may_issue_one_only() -> None:
    clerk = replace(DIVISION, org=BUREAU)

    assert d.Step.WITHDRAWAL not in d.allowed(Told(K.OPINION).state, clerk)
    assert d.Step.WITHDRAWAL in d.allowed(Told(K.PRESSING).state, clerk)


@pytest.mark.parametrize("steps", [[d.Step.RECEIPT], [d.Step.RECEIPT, d.Step.CORRECTION]])
def test_the_superior_may_close_what_was_not_answered(steps: list[d.Step]) -> None:
    told = Told(K.DECISION)
    for step in steps:
        told.take(step)

    told.take(d.Step.CLOSING, given=d.Close(reason="案件已终止调查"))

    assert told.state.status is SupervisionStatus.CLOSED
    assert told.running() == set()


def test_guidance_is_adopted_or_departed_from_with_reasons() -> None:
    told = Told(K.GUIDANCE).take(d.Step.RECEIPT)
    assert told.refused(d.Step.ANSWER) == "guidance-needs-feedback"

    told.take(d.Step.FEEDBACK)

    assert [(each.adopted, each.text) for each in told.state.answers] == [(False, "未采纳")]
    assert told.running() == set()


@pytest.mark.parametrize("kind", [each for each in K if each is not K.GUIDANCE])
def test_only_guidance_is_adopted(kind: K) -> None:
    assert Told(kind).take(d.Step.RECEIPT).refused(d.Step.FEEDBACK) == "only-for-guidance"


@given(kind=st.sampled_from(list(K)), choices=st.lists(st.integers(0, 9), max_size=14))
def test_wherever_a_supervision_stands_somebody_has_a_way_on(kind: K, choices: list[int]) -> None:
    told = Told(kind)

    for choice in choices:
        open_now = [(step, by) for by in (ABOVE, LEADER) for step in d.allowed(told.state, by)]
        assert bool(open_now) is (told.state.status not in OVER)
        if open_now:
            step, by = open_now[choice % len(open_now)]
            told.take(step, by=by)

    if told.state.status in OVER:
        assert told.running() == set()
    for each in told.clocks:
        assert each.clock(LAW.rules) is not None, "a clock without a rule is no clock"


def test_every_step_is_somebodys_at_some_stage() -> None:
    stages = [Told(K.DECISION), Told(K.GUIDANCE).take(d.Step.RECEIPT)]
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
        step for told in stages for by in (ABOVE, LEADER) for step in d.allowed(told.state, by)
    }

    assert found == set(d.Step)
