"""集体讨论, 决定, 送达, and what becomes of a decision that is changed or revoked."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from domain.case import decision
from domain.case import events as e
from domain.case.gates import Step, is_open
from domain.case.kinds import (
    CaseServiceMode,
    DiscussionPurpose,
    Outcome,
    PenaltyKind,
    Stage,
    TermUnit,
)
from domain.case.proposals import PenaltyGiven
from tests.domain.case.story import (
    BOTH,
    HEAD,
    HIGH,
    IN_2020,
    IN_2022,
    LEADER,
    LOW,
    REVOKE,
    SUSPEND_BUSINESS,
    Told,
    at,
    cited,
    fine,
    pp,
    published,
)
from tests.domain.case.story import served as in_hand
from tests.domain.story import refusal, said

GIVEN = (PenaltyGiven(kind=PenaltyKind.FINE, amount=HIGH[0].amount),)


def voice(name: str, *, agrees: bool = True) -> e.Voice:
    return e.Voice(officer=name, name=name, agrees=agrees, text="意见")


BOTH_AGREE = (voice("leader"), voice("head"))
DISCUSS = decision.Discuss(
    purpose=DiscussionPurpose.DECISION,
    held_on=IN_2020,
    voices=(decision.VoiceGiven(officer="leader", agrees=True, text="意见"),),
    conclusion="同意",
    outcome=Outcome.PENALTY,
    penalties=GIVEN,
)


def discuss(
    told: Told, voices: tuple[e.Voice, ...] = BOTH_AGREE, **change: object
) -> list[e.CaseEvent]:
    command = replace(DISCUSS, held_on=told.since)
    return told.ask(decision.discuss, replace(command, **change), voices, by=LEADER)


# --- discussion ----------------------------------------------------------------------------------


def test_the_responsible_persons_discuss_and_each_voice_is_kept() -> None:
    told = at(Stage.DECISION_PENDING)
    voices = (*BOTH_AGREE, voice("deputy", agrees=False))

    assert discuss(told, voices) == [
        e.DiscussionHeld(
            number=1,
            purpose=DiscussionPurpose.DECISION,
            held_on=told.since,
            voices=voices,
            conclusion="同意",
            outcome=Outcome.PENALTY,
            penalties=HIGH,
        )
    ]


@BOTH
@pytest.mark.parametrize(
    ("voices", "code"),
    [
        ((voice("leader"),), "discussion-of-one"),
        ((voice("leader"), voice("leader")), "discussion-of-one"),
        ((voice("leader"), voice("head", agrees=False)), "discussion-without-majority"),
    ],
)
def test_one_voice_or_a_tie_concludes_nothing(
    voices: tuple[e.Voice, ...], code: str, filed_on: date
) -> None:
    refused = refusal(lambda: discuss(at(Stage.DECISION_PENDING, filed_on), voices))

    assert said(refused) == ("invalid", code, "COL-QUORUM")
    assert cited(refused) == ("CONVENTION", "-")


def test_who_is_recused_has_no_voice() -> None:
    told = at(Stage.DECISION_PENDING)
    recused = e.RecusalDecided(
        officer="head", asked_by="party", grounds="亲属", granted=True, reason="属实"
    )
    told = told.then(told.since, recused)

    refused = refusal(lambda: discuss(told))

    assert said(refused) == ("invalid", "officer-recused", "PP-RECUSE")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"outcome": None}, "value-required"),
        ({"penalties": ()}, "penalties-missing"),
        ({"purpose": DiscussionPurpose.EXTENSION}, "extension-without-end"),
    ],
)
def test_a_discussion_has_its_subject(change: dict[str, Any], code: str) -> None:
    assert refusal(lambda: discuss(at(Stage.DECISION_PENDING), **change)).code == code


def test_a_discussion_is_not_of_tomorrow() -> None:
    told = at(Stage.DECISION_PENDING)
    command = replace(DISCUSS, held_on=told.since + timedelta(1))

    refused = refusal(
        lambda: told.ask(
            decision.discuss, command, BOTH_AGREE, by=LEADER, on=told.since, today=told.since
        )
    )

    assert refused.code == "date-in-future"


# --- decision ------------------------------------------------------------------------------------


def decide(
    told: Told,
    outcome: Outcome = Outcome.PENALTY,
    given: tuple[PenaltyGiven, ...] = GIVEN,
    *,
    absent: bool = False,
) -> list[e.CaseEvent]:
    command = decision.Decide(outcome=outcome, reason="依法", penalties=given, absent=absent)
    return told.ask(decision.decide, command, "8号", by=LEADER, on=told.on(60))


@BOTH
@pytest.mark.parametrize("absent", [True, False])
def test_a_leader_decides_when_every_gate_is_open(filed_on: date, *, absent: bool) -> None:
    told = at(Stage.DECISION_PENDING, filed_on)

    assert decide(told, absent=absent) == [
        e.DecisionMade(
            number="8号",
            outcome=Outcome.PENALTY,
            penalties=HIGH,
            reason="依法",
            officer="leader",
            absent=absent,
            publish_by="PUB-20",
        )
    ]


@pytest.mark.parametrize(
    "outcome",
    [Outcome.NO_PENALTY_EXEMPT, Outcome.NO_PENALTY_UNFOUNDED, Outcome.OTHER_DEPARTMENT],
)
def test_a_milder_decision_than_was_proposed_is_open_too(outcome: Outcome) -> None:
    told = at(Stage.DECISION_PENDING)

    (event,) = decide(told, outcome, ())

    assert told.then(told.on(60), event).case.stage is Stage.CLOSING


@BOTH
def test_a_decision_follows_the_discussion_if_there_was_one(filed_on: date) -> None:
    told = at(Stage.DECISION_PENDING, filed_on)
    told = told.then(told.since, *discuss(told))
    milder = (PenaltyGiven(kind=PenaltyKind.FINE, amount=fine(5).amount),)
    reworded = (replace(GIVEN[0], text="罚款人民币十万元整"),)

    other = refusal(lambda: decide(told, given=milder))
    none = refusal(lambda: decide(told, Outcome.NO_PENALTY_EXEMPT, ()))
    for refused in (other, none):
        assert said(refused) == ("out-of-order", "differs-from-discussion", "PP-COLLECTIVE")
        assert cited(refused) == pp(filed_on, "54(2)", "60(2)")
    assert decide(told, given=reworded)


def test_the_last_discussion_counts() -> None:
    told = at(Stage.DECISION_PENDING)
    milder = (PenaltyGiven(kind=PenaltyKind.FINE, amount=fine(5).amount),)
    told = told.then(told.since, *discuss(told))
    told = told.then(told.since, *discuss(told, penalties=milder))

    assert decide(told, given=milder)
    assert [each.number for each in told.case.discussions] == [1, 2]


@pytest.mark.parametrize(
    ("outcome", "given", "code"),
    [
        (Outcome.PENALTY, (), "penalties-missing"),
        (Outcome.NO_PENALTY_EXEMPT, GIVEN, "penalties-without-penalty"),
    ],
)
def test_a_decision_is_one_of_the_five(
    outcome: Outcome, given: tuple[PenaltyGiven, ...], code: str
) -> None:
    assert refusal(lambda: decide(at(Stage.DECISION_PENDING), outcome, given)).code == code


def test_another_term_than_was_discussed_is_another_penalty() -> None:
    week = replace(SUSPEND_BUSINESS, term=7, term_unit=TermUnit.DAY)
    told = at(Stage.DECISION_PENDING, IN_2022, (week,))
    told = told.then(told.since, e.DiscussionHeld(
        number=1, purpose=DiscussionPurpose.DECISION, held_on=told.since, voices=BOTH_AGREE,
        conclusion="同意", outcome=Outcome.PENALTY, penalties=(week,),
    ))  # fmt: skip
    given = PenaltyGiven(kind=week.kind, term=6, term_unit=TermUnit.DAY)

    assert decide(told, given=(replace(given, term=7),))
    assert refusal(lambda: decide(told, given=(given,))).code == "differs-from-discussion"
    longer = refusal(lambda: decide(told, given=(replace(given, term=8),)))
    assert longer.code == "heavier-than-notified"


# --- service -------------------------------------------------------------------------------------


def serve(told: Told, **change: object) -> list[e.CaseEvent]:
    plain = decision.Serve(
        mode=CaseServiceMode.DIRECT, served_on=told.on(42), told_of_publicity=True
    )
    return told.ask(decision.serve, replace(plain, **change), today=told.on(200))


@BOTH
def test_a_decision_is_served_once(filed_on: date) -> None:
    told = at(Stage.DECIDED, filed_on)

    served = serve(told)

    assert served == [replace(in_hand(told.on(42)), told_of_publicity=True)]
    after = told.then(told.on(42), *served)
    assert after.case.stage is Stage.EXECUTING
    assert refusal(lambda: serve(after)).code == "gate-not-served"


def test_before_the_decision_there_is_nothing_to_serve() -> None:
    refused = refusal(lambda: serve(at(Stage.DECISION_PENDING)))

    assert said(refused) == ("out-of-order", "gate-decided", "PP-SERVE")


@pytest.mark.parametrize(
    ("filed_on", "asked"), [(date(2021, 7, 20), False), (date(2021, 7, 21), True)]
)
def test_from_september_2021_on_the_party_is_told_of_the_publication(
    filed_on: date, *, asked: bool
) -> None:
    told = at(Stage.DECIDED, filed_on)  # served on day 42: 31 August or 1 September 2021

    if not asked:
        assert serve(told, told_of_publicity=False)
        return
    refused = refusal(lambda: serve(told, told_of_publicity=False))
    assert said(refused) == ("invalid", "publicity-not-told", "PUB-TELL")
    assert cited(refused) == ("PUB2021", "8")


@pytest.mark.parametrize(
    ("filed_on", "open_to_it"), [(date(2021, 6, 2), False), (date(2021, 6, 3), True)]
)
def test_from_2021_on_a_decision_goes_by_electronic_means_to_a_confirmed_address(
    filed_on: date, *, open_to_it: bool
) -> None:
    told = at(Stage.DECIDED, filed_on)  # served on day 42: 14 or 15 July 2021

    def ask(*, confirmed: bool) -> list[e.CaseEvent]:
        return serve(told, mode=CaseServiceMode.ELECTRONIC, confirmed_address=confirmed)

    if open_to_it:
        assert ask(confirmed=True)
        refused = refusal(lambda: ask(confirmed=False))
        assert said(refused) == ("invalid", "address-not-confirmed", "PP-SERVE")
    else:
        refused = refusal(lambda: ask(confirmed=True))
        assert said(refused) == ("invalid", "decision-not-electronic", "PP-SERVE")
        assert cited(refused) == ("PP2018", "73")


def test_a_decision_is_not_served_before_it_was_made() -> None:
    told = at(Stage.DECIDED)

    refused = refusal(lambda: serve(told, served_on=told.on(39)))

    assert refused.code == "date-before-step"


# --- changed or revoked --------------------------------------------------------------------------

CHANGE = decision.ChangeDecision(
    by_body="复议机关",
    penalties=(PenaltyGiven(kind=PenaltyKind.FINE, amount=LOW[0].amount),),
    reason="过重",
)


@pytest.mark.parametrize("stage", [Stage.DECIDED, Stage.EXECUTING, Stage.CLOSING, Stage.CLOSED])
def test_another_penalty_may_stand_in_its_place(stage: Stage) -> None:
    told = at(stage)

    told = told.take(decision.change, CHANGE, by=LEADER)

    assert told.events[-1] == e.DecisionChanged(
        by_body="复议机关",
        penalties=LOW,
        reason="过重",
        withdraw_by="PP-WITHDRAW-PUB",
        publish_by="PUB-20",
    )
    assert (told.case.stage, told.case.penalties) == (stage, LOW)
    assert refusal(
        lambda: told.ask(decision.change, replace(CHANGE, penalties=()), by=LEADER)
    ).code == ("penalties-missing")


def test_a_decision_without_penalty_does_not_become_one_by_a_change() -> None:
    told = at(Stage.PROPOSAL_PENDING)
    told = told.then(
        told.since,
        e.ProposalApproved(outcome=Outcome.NO_PENALTY_EXEMPT, reason="轻微"),
        e.DecisionMade(
            number="1", outcome=Outcome.NO_PENALTY_EXEMPT, reason="轻微", officer="leader"
        ),
    )

    refused = refusal(lambda: told.ask(decision.change, CHANGE, by=LEADER))

    assert refused.code == "gate-penalty-decided"


def revoked(*, remade: bool) -> e.DecisionRevoked:
    return e.DecisionRevoked(by_body="复议机关", reason="程序违法", remade=remade)


@pytest.mark.parametrize("remade", [True, False])
@pytest.mark.parametrize(
    "stage", [Stage.DECIDED, Stage.EXECUTING, Stage.CLOSING, Stage.CLOSED, Stage.ARCHIVED]
)
def test_a_decision_is_revoked_for_good_or_made_anew(stage: Stage, *, remade: bool) -> None:
    told = at(stage)
    command = decision.RevokeDecision(by_body="复议机关", reason="程序违法", remade=remade)

    told = told.take(decision.revoke, command, by=HEAD)

    assert told.events[-1] == replace(revoked(remade=remade), withdraw_by="PP-WITHDRAW-PUB")
    assert told.case.stage is (Stage.INVESTIGATING if remade else Stage.CLOSING)
    again = refusal(lambda: told.ask(decision.revoke, command, by=HEAD))
    assert again.code == ("gate-decided" if remade else "gate-not-revoked")


def test_what_is_made_anew_leans_on_nothing_of_the_old_decision() -> None:
    told = at(Stage.ARCHIVED, IN_2020, (REVOKE,))
    told = told.then(told.since, revoked(remade=True))
    case = told.case

    kept = (case.concluded, case.review, case.proposal, case.notice, case.recheck, case.decision)
    assert kept == (None,) * 6
    assert (case.agreed, case.served, case.closing, case.closed, case.archived) == (None,) * 5
    assert (case.payments, case.statements, case.penalties) == ((), (), ())


def test_what_was_revoked_for_good_is_not_served() -> None:
    told = at(Stage.DECIDED).then(at(Stage.DECIDED).since, revoked(remade=False))

    refused = refusal(lambda: serve(told))

    assert said(refused) == ("out-of-order", "gate-not-revoked", "PP-OUTCOMES")
    assert is_open(told.case, Step.CLOSURE, told.moment(told.since))
    for step in (Step.DECISION_CHANGE, Step.DECISION_REVOCATION, Step.PUBLICATION):
        assert not is_open(told.case, step, told.moment(told.since))


def test_the_next_decision_is_published_and_may_be_changed_like_any_other() -> None:
    told = at(Stage.DECIDED, IN_2022)
    told = told.then(told.on(41), published(told.on(41)), revoked(remade=True))
    told = told.then(told.on(42), e.PublicityWithdrawn(on=told.on(42), reason="撤销"))
    for event in at(Stage.DECIDED, IN_2022).events[1:]:
        told = told.then(told.on(90), event)
    moment = told.moment(told.on(90))

    assert told.case.stage is Stage.DECIDED
    for step in (Step.PUBLICATION, Step.DECISION_CHANGE, Step.DECISION_REVOCATION, Step.SERVICE):
        assert is_open(told.case, step, moment)
    assert not is_open(told.case, Step.PUBLICATION_WITHDRAWAL, moment)
