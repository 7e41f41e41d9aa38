"""推送, 撤回, 抄送: which rule holds on the day, and what is due again after another decision."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from application.views.case import Shown
from domain.case import events as e
from domain.case import publicity, referrals
from domain.case.clocks import COPY, PUBLISH, PUSH, PUSH_RECEIVED, Facts, effects
from domain.case.gates import Step, is_open
from domain.case.kinds import Outcome, Stage
from domain.statute.running import Running, Start
from tests.domain.case.commands import Pick, ask
from tests.domain.case.story import (
    CRIME,
    FIRM,
    IN_2022,
    LOW,
    Told,
    at,
    cited,
    decided,
    published,
    receipted,
)
from tests.domain.case.test_case_properties import begin
from tests.domain.story import refusal, said

AWAY = replace(FIRM, province="32")
LAST_2014, FIRST_2021 = date(2021, 8, 31), date(2021, 9, 1)


def made(on: date, party: e.Party = AWAY) -> Told:
    """A case decided on a day."""
    told = at(Stage.DECISION_PENDING, on - timedelta(40), party=party)
    return told.then(on, *ask(told, Step.DECISION, Pick(on)))


def rules_of(told: Told) -> set[str]:
    """The rules of the clocks of publicity that run."""
    wanted = (PUBLISH, PUSH, PUSH_RECEIVED, "PUB-FIX", "PP-WITHDRAW-PUB")
    return {each.rule for each in told.clocks if each.rule in wanted and not each.stopped_on}


@pytest.mark.parametrize(
    ("on", "party", "rule", "instrument"),
    [
        (LAST_2014, AWAY, PUBLISH, "PUB2014"),
        (FIRST_2021, AWAY, PUSH, "PUB2021"),
        (LAST_2014, FIRM, PUBLISH, "PUB2014"),
        (FIRST_2021, FIRM, PUBLISH, "PUB2021"),
    ],
)
def test_a_decision_is_published_by_the_rule_of_its_day(
    on: date, party: e.Party, rule: str, instrument: str
) -> None:
    told = made(on, party)

    assert rules_of(told) == {rule}
    version = told.moment(on).law.on(rule, on)
    assert version is not None
    assert version.instrument == instrument
    assert told.due(rule) is not None


@pytest.mark.parametrize(
    ("on", "rule"),
    [
        (date(2021, 7, 15), "PP-WITHDRAW-PUB"),
        (LAST_2014, "PP-WITHDRAW-PUB"),
        (FIRST_2021, "PUB-FIX"),
    ],
)
@pytest.mark.parametrize("step", [Step.DECISION_CHANGE, Step.DECISION_REVOCATION])
def test_what_does_not_stand_is_taken_down_by_the_rule_of_its_day(
    step: Step, on: date, rule: str
) -> None:
    told = at(Stage.EXECUTING, on - timedelta(60))
    told = told.then(told.on(44), published(told.on(44)))

    told = told.then(on, *ask(told, step, Pick(on)))

    assert rules_of(told) - {PUBLISH} == {rule}
    assert told.due(rule) is not None
    withdrawn = told.then(on, e.PublicityWithdrawn(on=on, reason="已变更"))
    assert not rules_of(withdrawn) & {rule}


def test_the_other_province_has_its_own_ten_working_days() -> None:
    told = made(date(2022, 12, 5))
    assert told.due(PUSH) == date(2022, 12, 19)
    push = publicity.Push(pushed_on=date(2022, 12, 12), to_org="AMR-32")

    told = told.take(publicity.push, push)
    assert rules_of(told) == set()
    received = publicity.ConfirmPush(received_on=date(2022, 12, 14))
    told = told.take(publicity.confirm_push, received)

    assert told.events[-1] == e.PushReceived(on=date(2022, 12, 14), to_org="AMR-32")
    assert rules_of(told) == {PUSH_RECEIVED}
    assert told.due(PUSH_RECEIVED) == date(2022, 12, 28)
    (clock,) = [each for each in told.clocks if each.rule == PUSH_RECEIVED]
    assert clock.holder == "AMR-32"
    told = told.then(date(2022, 12, 20), published(date(2022, 12, 20)))
    assert rules_of(told) == set()


def test_it_is_pushed_once_and_only_to_another_province() -> None:
    told = made(date(2022, 12, 5))
    push = publicity.Push(pushed_on=date(2022, 12, 12), to_org="AMR-32")
    early = publicity.Push(pushed_on=date(2022, 12, 4), to_org="AMR-32")

    unpushed = refusal(lambda: ask(told, Step.PUSH_RECEIPT, Pick(told.since)))
    at_home = refusal(lambda: made(date(2022, 12, 5), FIRM).ask(publicity.push, push))
    before = refusal(lambda: told.ask(publicity.push, early))
    again = refusal(lambda: told.take(publicity.push, push).ask(publicity.push, push))

    assert said(unpushed) == ("out-of-order", "gate-pushed", PUSH)
    assert said(at_home) == ("out-of-order", "gate-registered-elsewhere", PUSH)
    assert cited(at_home) == ("PUB2021", "10")
    assert before.code == "date-before-step"
    assert said(again) == ("out-of-order", "gate-not-pushed", PUSH)


@pytest.mark.parametrize("stopped", [True, False])
def test_what_stands_after_a_change_is_published_in_its_own_time(*, stopped: bool) -> None:
    told = at(Stage.EXECUTING, IN_2022)
    told = told.then(told.on(44), published(told.on(44)))
    if stopped:
        told = told.then(told.on(50), e.PublicityStopped(on=told.on(50), early=True, reason="x"))
    day = told.on(60)

    changed = e.DecisionChanged(by_body="法院", penalties=LOW, reason="过重", publish_by=PUBLISH)
    told = told.then(day, changed)

    assert PUBLISH in rules_of(told)
    last = told.moment(day).last(PUBLISH)
    assert last is not None
    assert last.trigger == day
    if not stopped:
        assert not is_open(told.case, Step.PUBLICATION, told.moment(day))
        told = told.then(day, e.PublicityWithdrawn(on=day, reason="已变更"))
    assert is_open(told.case, Step.PUBLICATION, told.moment(day))


# --- copies for police and procuratorate ---------------------------------------------------------


def running(told: Told, rule: str) -> Running | None:
    return told.moment(told.since).last(rule)


def test_who_punished_before_the_police_had_it_sends_them_the_decision() -> None:
    told = at(Stage.EXECUTING, IN_2022)

    told = told.then(told.on(50), replace(CRIME, referral=UUID(int=60)))

    clock = running(told, COPY)
    assert clock is not None
    assert clock.trigger == told.on(40)  # ten days from the decision
    command = referrals.CopyDecision(copied_on=told.on(51), to=("示例公安分局", "示例检察院"))
    after = told.take(referrals.copy_decision, command)
    assert after.events[-1] == e.DecisionCopied(on=told.on(51), to=command.to)
    stopped = running(after, COPY)
    assert stopped is not None
    assert stopped.stopped_on == told.on(51)
    early = replace(command, copied_on=told.on(39))
    assert refusal(lambda: told.ask(referrals.copy_decision, early)).code == "date-before-step"


def test_a_penalty_after_the_police_declined_is_copied_to_them() -> None:
    told = at(Stage.DECISION_PENDING, IN_2022)
    told = told.then(told.on(38), CRIME, receipted(told.on(38)))
    told = told.then(told.on(39), e.CrimeSuspicionCleared(reason="不立案", received_on=told.on(39)))

    told = told.then(told.on(40), decided())

    clock = running(told, COPY)
    assert clock is not None
    assert (clock.trigger, clock.stopped_on) == (told.on(40), None)


def test_without_a_crime_nobody_is_sent_a_copy() -> None:
    told = at(Stage.EXECUTING, IN_2022)

    refused = refusal(lambda: ask(told, Step.DECISION_COPY, Pick(told.since)))

    assert said(refused) == ("out-of-order", "gate-police-matter", COPY)
    assert running(told, COPY) is None
    unpunished = at(Stage.DECISION_PENDING).then(at(Stage.DECISION_PENDING).since, CRIME)
    refused = refusal(lambda: ask(unpunished, Step.DECISION_COPY, Pick(unpunished.since)))
    assert refused.code == "gate-punished"


def test_a_suspicion_that_never_left_the_bureau_leaves_nothing_to_copy() -> None:
    told = at(Stage.EXECUTING, IN_2022)
    told = told.then(told.on(50), CRIME)

    told = told.then(told.on(51), e.CrimeSuspicionCleared(reason="x", received_on=told.on(51)))

    clock = running(told, COPY)
    assert clock is not None
    assert clock.stopped_on == told.on(51)


def test_decisions_recorded_before_rules_were_named_keep_their_clocks() -> None:
    facts = Facts(holder="x", province="32", published=True)

    starts = [
        each.rule
        for event in (
            replace(decided(LOW, Outcome.PENALTY), publish_by=None),
            e.DecisionRevoked(by_body="法院", reason="违法", remade=False),
        )
        for each in effects(event, IN_2022, facts)
        if isinstance(each, Start)
    ]

    assert starts == [PUSH, "PUB-FIX", "PP-CLOSE"]


# --- what lists show -----------------------------------------------------------------------------


def shown(told: Told) -> Shown:
    return begin(told).row.publicity


def test_a_changed_penalty_is_due_again_once_the_old_one_is_taken_down() -> None:
    told = at(Stage.EXECUTING, IN_2022)
    told = told.then(told.on(44), published(told.on(44)))
    changed = e.DecisionChanged(by_body="法院", penalties=LOW, reason="过重", publish_by=PUBLISH)
    told = told.then(told.on(60), changed)
    assert shown(told) is Shown.PUBLISHED

    told = told.then(told.on(61), e.PublicityWithdrawn(on=told.on(61), reason="已变更"))

    assert shown(told) is Shown.DUE
    assert shown(told.then(told.on(62), published(told.on(62)))) is Shown.PUBLISHED


def test_another_decision_is_due_again_whether_or_not_the_old_one_was_taken_down() -> None:
    told = at(Stage.EXECUTING, IN_2022)
    told = told.then(told.on(44), published(told.on(44)))
    told = told.then(told.on(50), e.DecisionRevoked(by_body="法院", reason="违法", remade=True))
    for event in at(Stage.DECIDED, IN_2022).events[1:]:
        told = told.then(told.on(90), event)

    told = told.then(told.on(91), e.PublicityWithdrawn(on=told.on(91), reason="已撤销"))

    assert shown(told) is Shown.DUE


def test_what_was_revoked_for_good_is_withdrawn_and_no_more() -> None:
    told = at(Stage.EXECUTING, IN_2022)
    told = told.then(told.on(44), published(told.on(44)))
    told = told.then(told.on(50), e.DecisionRevoked(by_body="法院", reason="违法", remade=False))

    told = told.then(told.on(51), e.PublicityWithdrawn(on=told.on(51), reason="已撤销"))

    assert shown(told) is Shown.WITHDRAWN
