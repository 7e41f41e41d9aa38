"""The forbidden transitions of law.md 2.8 that concern a case, each under both versions.

Those of referrals (1, 2) are with the referrals.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.authority import Officer
from domain.case import (
    decision,
    evidence,
    filing,
    hearings,
    investigation,
    measures,
    performance,
    proposals,
)
from domain.case import events as e
from domain.case.acts import check_first_filer
from domain.case.clocks import DECIDE, PRESERVE, SEAL, STATEMENT
from domain.case.docket import ActClaimed
from domain.case.gates import Step
from domain.case.kinds import (
    DiscussionPurpose,
    HearingEnd,
    Outcome,
    PartyKind,
    PenaltyKind,
    PreservationEnd,
    ReviewKind,
    ReviewOpinion,
    Stage,
)
from domain.case.proposals import GiveReview, PenaltyGiven, give_review
from domain.refusals import Invalid, Refusal
from tests.domain.case.commands import Pick, ask
from tests.domain.case.story import (
    BOTH,
    CRIME,
    HIGH,
    IN_2020,
    IN_2022,
    LEADER,
    LI,
    REPORT,
    REVIEWER,
    REVOKE,
    SUSPENDED,
    WARNING,
    Told,
    at,
    cited,
    commissioned,
    concluded,
    filed,
    fine,
    handler,
    noon,
    pp,
    preserved,
    receipted,
    reviewed,
    seized,
)
from tests.domain.story import PUDONG, refusal, said


def decide(
    told: Told, on: date, penalties: tuple[e.Penalty, ...] = HIGH, outcome: Outcome | None = None
) -> list[e.CaseEvent]:
    """What a leader's decision on a day says happens."""
    given = tuple(PenaltyGiven(kind=each.kind, amount=each.amount) for each in penalties)
    command = decision.Decide(outcome=outcome or Outcome.PENALTY, reason="依法", penalties=given)
    return told.ask(decision.decide, command, "1", by=LEADER, on=on)


def undecided(told: Told, on: date | None = None) -> Refusal:
    return refusal(lambda: decide(told, on or told.on(60)))


# --- (3) a decision without what comes before it -------------------------------------------------


@BOTH
def test_3_no_decision_with_one_handler(filed_on: date) -> None:
    told = at(Stage.DECISION_PENDING, filed_on)
    recused = e.RecusalDecided(
        officer="li", asked_by="party", grounds="亲属", granted=True, reason="属实"
    )
    told = told.then(told.since, recused)

    refused = undecided(told)

    assert said(refused) == ("out-of-order", "gate-two-handlers", "PP-TWO")
    assert cited(refused) == pp(filed_on, "19", "22")


@BOTH
@pytest.mark.parametrize(
    "stage", [Stage.INVESTIGATING, Stage.REVIEWING, Stage.PROPOSAL_PENDING, Stage.NOTICE_PENDING]
)
def test_3_no_decision_before_report_review_proposal_and_notice(
    stage: Stage, filed_on: date
) -> None:
    refused = undecided(at(stage, filed_on))

    assert said(refused) == ("out-of-order", "gate-stage", "PP-OUTCOMES")
    assert cited(refused) == pp(filed_on, "54(1)", "60(1)")


@BOTH
@pytest.mark.parametrize(
    ("left_out", "code", "rule", "articles"),
    [
        ("concluded", "report", "PP-REVIEW", ("49", "55")),
        ("review", "review-passed", "PP-NO-REVIEW-NO-DECISION", ("45,54", "50")),
        ("proposal", "proposal", "PP-NOTICE-FIRST", ("50-52", "56-58")),
    ],
)
def test_3_each_of_them_is_asked_for_by_itself(
    left_out: str, code: str, rule: str, articles: tuple[str, str], filed_on: date
) -> None:
    told = at(Stage.DECISION_PENDING, filed_on)
    told = replace(told, case=replace(told.case, **{left_out: None}))

    refused = undecided(told)

    assert said(refused) == ("out-of-order", f"gate-{code}", rule)
    assert cited(refused) == pp(filed_on, *articles)


@BOTH
def test_3_no_penalty_without_a_served_notice(filed_on: date) -> None:
    told = at(Stage.DECISION_PENDING, filed_on)
    told = replace(told, case=replace(told.case, notice=None))

    refused = undecided(told)

    assert said(refused) == ("out-of-order", "gate-notice-served", "PP-NOTICE-FIRST")
    assert cited(refused) == pp(filed_on, "50-52", "56-58")


@BOTH
def test_3_no_penalty_where_none_was_proposed(filed_on: date) -> None:
    told = at(Stage.PROPOSAL_PENDING, filed_on)
    spared = e.ProposalApproved(outcome=Outcome.NO_PENALTY_EXEMPT, reason="轻微")
    told = told.then(told.since, spared)

    assert said(undecided(told)) == ("out-of-order", "penalty-not-notified", "PP-NOTICE-FIRST")
    assert decide(told, told.since, (), Outcome.NO_PENALTY_EXEMPT)


@BOTH
def test_3_no_decision_within_the_time_to_answer(filed_on: date) -> None:
    told = at(Stage.NOTICE_WINDOW, filed_on)
    due = told.due(STATEMENT)
    assert due is not None

    refused = undecided(told, due)

    assert said(refused) == ("out-of-order", "gate-window-over", "PP-STATEMENT")
    assert cited(refused) == pp(filed_on, "51", "57")
    assert decide(told, due + timedelta(1))


@BOTH
def test_3_a_waiver_ends_the_time_to_answer(filed_on: date) -> None:
    told = at(Stage.NOTICE_WINDOW, filed_on)

    told = told.then(told.since, e.RightsWaived(on=told.since, text="放弃"))

    assert decide(told, told.since)


@BOTH
def test_3_an_answer_does_not_end_the_time_to_ask_for_a_hearing(filed_on: date) -> None:
    high, low = at(Stage.DECISION_PENDING, filed_on), at(Stage.RECHECK, filed_on, (fine(1),))
    due = high.due(STATEMENT)
    assert due is not None
    done = e.RecheckDone(accepted=False, text="", outcome=Outcome.PENALTY, penalties=(fine(1),))
    early = replace(high, since=high.on(28))

    refused = undecided(early, due)

    assert refused.code == "gate-window-over"
    assert decide(low.then(low.since, done), low.since, (fine(1),))


@BOTH
def test_3_a_withdrawn_request_leaves_the_party_its_time(filed_on: date) -> None:
    told = at(Stage.HEARING, filed_on)
    ended = e.HearingEnded(ground=HearingEnd.WITHDRAWN, on=told.since, text="撤回")
    told = told.then(told.since, ended)
    due = told.due(STATEMENT)
    assert due is not None

    assert undecided(told, due).code == "gate-window-over"
    assert decide(told, due + timedelta(1))


@BOTH
def test_3_no_decision_while_a_hearing_is_open(filed_on: date) -> None:
    told = at(Stage.HEARING, filed_on)

    assert said(undecided(told)) == ("out-of-order", "gate-stage", "PP-OUTCOMES")
    odd = replace(told, case=replace(told.case, stage=Stage.RECHECK))
    assert said(undecided(odd)) == ("out-of-order", "gate-hearing-over", "HR-REPORT")


@BOTH
def test_3_no_decision_before_what_the_party_said_was_rechecked(filed_on: date) -> None:
    refused = undecided(at(Stage.RECHECK, filed_on))

    assert said(refused) == ("out-of-order", "gate-rechecked", "PP-NOTICE-FIRST")
    assert cited(refused) == pp(filed_on, "50-52", "56-58")


@BOTH
def test_3_what_the_party_says_after_the_recheck_is_rechecked_too(filed_on: date) -> None:
    told = at(Stage.DECISION_PENDING, filed_on)
    told = told.then(told.since, e.StatementReceived(received_on=told.on(28), text="又及"))

    assert told.case.stage is Stage.RECHECK
    assert undecided(told).code == "gate-rechecked"


@BOTH
def test_3_a_hearing_asked_for_after_the_recheck_is_held(filed_on: date) -> None:
    told = at(Stage.DECISION_PENDING, filed_on)
    command = hearings.RequestHearing(requested_on=told.on(29), text="要求听证")

    told = told.take(hearings.request, command, today=told.since)

    assert told.case.stage is Stage.HEARING
    heard = told.then(told.since, replace(REPORT, on=told.since))
    assert undecided(heard).code in {"gate-rechecked", "gate-review-passed"}


def test_3_under_the_rules_of_2022_a_hearing_is_followed_by_legal_review() -> None:
    told = at(Stage.HEARING, IN_2022)
    told = told.then(told.on(40), replace(REPORT, on=told.on(40)))
    rechecked = e.RecheckDone(accepted=False, text="", outcome=Outcome.PENALTY, penalties=HIGH)
    told = told.then(told.on(41), rechecked)

    refused = undecided(told)
    assert said(refused) == ("out-of-order", "gate-review-passed", "PP-NO-REVIEW-NO-DECISION")

    legal = reviewed(kind=ReviewKind.LEGAL_REVIEW, after_hearing=True)
    told = told.then(told.on(42), legal)
    refused = undecided(told)
    assert said(refused) == ("out-of-order", "gate-discussed", "PP-COLLECTIVE")
    assert cited(refused) == ("PP2022", "60(2)")

    assert decide(told.then(told.on(43), discussion()), told.on(44))


def test_3_under_the_rules_of_2018_a_hearing_asks_for_no_further_review() -> None:
    told = at(Stage.HEARING, IN_2020)
    told = told.then(told.on(40), replace(REPORT, on=told.on(40)))
    rechecked = e.RecheckDone(accepted=False, text="", outcome=Outcome.PENALTY, penalties=HIGH)

    assert decide(told.then(told.on(41), rechecked), told.on(42))


def discussion(penalties: tuple[e.Penalty, ...] = HIGH) -> e.DiscussionHeld:
    return e.DiscussionHeld(
        number=1,
        purpose=DiscussionPurpose.DECISION,
        held_on=IN_2020,
        voices=(),
        conclusion="同意",
        outcome=Outcome.PENALTY,
        penalties=penalties,
    )


def test_3_no_decision_without_the_discussion_that_it_needs() -> None:
    told = at(Stage.DECISION_PENDING, IN_2020, (REVOKE,))

    refused = refusal(lambda: decide(told, told.on(60), (REVOKE,)))

    assert said(refused) == ("out-of-order", "gate-discussed", "PP-COLLECTIVE")
    assert cited(refused) == ("PP2018", "54(2)")
    assert decide(told.then(told.since, discussion((REVOKE,))), told.on(60), (REVOKE,))


def test_3_what_was_discussed_before_the_hearing_is_discussed_again() -> None:
    told = at(Stage.NOTICE_WINDOW, IN_2020, (REVOKE,))
    told = told.then(told.since, discussion((REVOKE,)))
    told = told.then(told.on(28), e.HearingRequested(requested_on=told.on(28), text="要求"))
    told = told.then(told.on(40), replace(REPORT, on=told.on(40)))
    done = e.RecheckDone(accepted=False, text="", outcome=Outcome.PENALTY, penalties=(REVOKE,))
    told = told.then(told.on(41), done)

    assert refusal(lambda: decide(told, told.on(60), (REVOKE,))).code == "gate-discussed"


@BOTH
def test_3_no_decision_while_a_test_is_open(filed_on: date) -> None:
    told = at(Stage.DECISION_PENDING, filed_on)
    told = told.then(told.since, commissioned("t1", told.since))

    assert said(undecided(told)) == ("out-of-order", "gate-no-open-test", "PP-DECIDE")


def test_3_a_review_that_would_have_had_it_otherwise_is_dealt_with_before_the_decision() -> None:
    told = at(Stage.HEARING, IN_2022)
    told = told.then(told.on(40), replace(REPORT, on=told.on(40)))
    done = e.RecheckDone(accepted=False, text="", outcome=Outcome.PENALTY, penalties=HIGH)
    told = told.then(told.on(41), done)
    against = reviewed(ReviewOpinion.CORRECT, ReviewKind.LEGAL_REVIEW, after_hearing=True)
    told = told.then(told.on(42), against, discussion())

    assert told.case.stage is Stage.RECHECK
    assert undecided(told).code == "gate-review-passed"
    assert decide(told.then(told.on(43), done), told.on(44))


def test_3_a_review_that_asks_for_more_is_not_passed() -> None:
    told = at(Stage.DECISION_PENDING)
    told = replace(told, case=replace(told.case, review=reviewed(ReviewOpinion.SUPPLEMENT)))

    assert undecided(told).code == "gate-review-passed"


@pytest.mark.parametrize("opinion", [ReviewOpinion.CORRECT, ReviewOpinion.OTHER])
def test_3_any_other_opinion_is_dealt_with_by_the_proposal(opinion: ReviewOpinion) -> None:
    told = at(Stage.DECISION_PENDING)
    told = replace(told, case=replace(told.case, review=reviewed(opinion)))

    assert decide(told, told.on(60))


# --- (4) who judges does not handle --------------------------------------------------------------


@BOTH
def test_4_a_handler_does_not_review(filed_on: date) -> None:
    told = at(Stage.REVIEWING, filed_on)
    by = replace_roles("li")
    command = GiveReview(kind=ReviewKind.CASE_REVIEW, opinion=ReviewOpinion.AGREE, text="意见")

    refused = refusal(lambda: told.ask(give_review, command, handler("li"), by=by))

    assert said(refused) == ("not-permitted", "handler-not-apart", "PP-REVIEW-SEP")
    assert cited(refused) == pp(filed_on, "46", "49")


def replace_roles(name: str) -> Officer:
    return Officer(name, name, LI.org, (*LI.roles, *REVIEWER.roles))


@BOTH
def test_4_nor_does_who_handled_it_before(filed_on: date) -> None:
    told = filed(filed_on)
    others = e.HandlersAssigned(handlers=(handler("wang"), handler("zhao")), reason="调整")
    told = told.then(told.since, others).then(told.on(20), concluded(told.on(20)))
    command = GiveReview(kind=ReviewKind.CASE_REVIEW, opinion=ReviewOpinion.AGREE, text="意见")

    refused = refusal(lambda: told.ask(give_review, command, handler("li"), by=replace_roles("li")))

    assert refused.code == "handler-not-apart"


@BOTH
@pytest.mark.parametrize("part", ["chair", "clerk", "member"])
def test_4_a_handler_has_no_part_in_the_hearing(part: str, filed_on: date) -> None:
    told = at(Stage.HEARING, filed_on)
    people = {"chair": "chair", "clerk": "clerk", "member": "member"} | {part: "wang"}
    command = hearings.NameChair(
        chair=people["chair"], clerk=people["clerk"], members=(people["member"],)
    )
    pointers = {"chair": "/chair", "clerk": "/clerk", "member": "/members/0"}
    given = {pointer: handler(people[each]) for each, pointer in pointers.items()}

    refused = refusal(lambda: told.ask(hearings.name_chair, command, given, by=LEADER))

    assert isinstance(refused, Invalid)
    assert said(refused) == ("invalid", "handler-not-apart", "HR-CHAIR")
    assert (refused.pointer, refused.facts["officer"]) == (pointers[part], "wang")
    early = filed_on < date(2021, 7, 15)
    assert cited(refused) == (("HR2018", "18") if early else ("HR2021", "18"))


@pytest.mark.parametrize("judge", ["reviewer", "chair", "clerk"])
def test_4_who_judged_it_does_not_come_to_handle_it(judge: str) -> None:
    told = at(Stage.HEARING)
    chair = e.ChairNamed(chair=handler("chair"), clerk=handler("clerk"), on=told.since)
    told = told.then(told.since, chair)
    command = filing.AssignHandlers(handlers=("wang", judge), reason="调整")
    given = (handler("wang"), handler(judge))

    refused = refusal(lambda: told.ask(filing.assign_handlers, command, given, by=LEADER))

    assert said(refused) == ("invalid", "handler-not-apart", "PP-REVIEW-SEP")


# --- (5) never heavier than notified -------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    "penalties",
    [(fine("100000.01"),), (*HIGH, WARNING), (REVOKE,)],
    ids=["more", "one more", "graver"],
)
def test_5_no_heavier_penalty_than_the_party_was_told(
    penalties: tuple[e.Penalty, ...], filed_on: date
) -> None:
    waiting, answered = at(Stage.DECISION_PENDING, filed_on), at(Stage.RECHECK, filed_on)
    command = recheck_of(penalties)

    by_decision = refusal(lambda: decide(waiting, waiting.on(60), penalties))
    by_recheck = refusal(lambda: answered.ask(proposals.recheck, command))

    for refused in (by_decision, by_recheck):
        assert said(refused) == ("out-of-order", "heavier-than-notified", "PP-NOTICE-FIRST")
        assert cited(refused) == pp(filed_on, "50-52", "56-58")


def recheck_of(penalties: tuple[e.Penalty, ...]) -> proposals.Recheck:
    given = tuple(PenaltyGiven(kind=each.kind, amount=each.amount) for each in penalties)
    return proposals.Recheck(
        accepted=False, text="不采纳", outcome=Outcome.PENALTY, penalties=given
    )


def test_5_nor_than_the_recheck_left_it() -> None:
    told = at(Stage.RECHECK)
    done = e.RecheckDone(accepted=True, text="", outcome=Outcome.PENALTY, penalties=(fine(50_000),))
    told = told.then(told.on(38), done)

    assert undecided(told).code == "heavier-than-notified"
    assert decide(told, told.on(60), (fine(50_000),))


def test_5_nor_when_it_is_changed_afterwards() -> None:
    told = at(Stage.EXECUTING)
    heavier = decision.ChangeDecision(by_body="本局", penalties=GIVEN_MORE, reason="过轻")

    refused = refusal(lambda: told.ask(decision.change, heavier, by=LEADER))

    assert said(refused) == ("out-of-order", "heavier-than-notified", "PP-NOTICE-FIRST")


GIVEN_MORE = (PenaltyGiven(kind=PenaltyKind.FINE, amount=fine(100_001).amount),)


# --- (6) extensions ------------------------------------------------------------------------------

THIRTY = investigation.ExtendPeriod(approver="leader", reason="复杂")


def extended(told: Told) -> Told:
    by_leader = e.DecisionPeriodExtended(
        approver="leader", officer="leader", reason="复杂", amount=30
    )
    return told.then(told.since, by_leader)


@BOTH
def test_6_no_extension_after_the_period_ran_out(filed_on: date) -> None:
    told = filed(filed_on)
    due = told.due(DECIDE)
    assert due is not None

    refused = refusal(
        lambda: told.ask(investigation.extend, THIRTY, by=LEADER, on=due + timedelta(1))
    )
    backdated = refusal(
        lambda: told.ask(investigation.extend, THIRTY, by=LEADER, on=due, today=due + timedelta(1))
    )

    for each in (refused, backdated):
        assert said(each) == ("out-of-order", "gate-period-open", "PP-DECIDE")
        assert cited(each) == pp(filed_on, "57", "64")
    assert told.ask(investigation.extend, THIRTY, by=LEADER, on=due)


@BOTH
def test_6_no_thirty_days_twice(filed_on: date) -> None:
    told = extended(filed(filed_on))
    alone = refusal(lambda: told.ask(investigation.extend, THIRTY, by=LEADER))
    discussed = told.then(told.since, agreed_until(told.on(200)))

    refused = refusal(lambda: discussed.ask(investigation.extend, THIRTY, by=LEADER))

    assert said(alone) == ("out-of-order", "gate-extension-discussed", "COL-EXT")
    assert said(refused) == ("out-of-order", "extended-already", "PP-DECIDE")
    assert cited(refused) == pp(filed_on, "57", "64")


# Until 2020-06-30 the city bureau had its say too (COL-SH-2017-EXT).
CITY: dict[str, Any] = {"city_asked_on": IN_2020, "city_approval": "示例延〔2020〕1号"}


def agreed_until(end: date | None) -> e.DiscussionHeld:
    return e.DiscussionHeld(
        number=1,
        purpose=DiscussionPurpose.EXTENSION,
        held_on=IN_2020,
        voices=(),
        conclusion="同意",
        until=end,
    )


def further(told: Told, until: date | None, discussed: date | None) -> list[e.CaseEvent]:
    told = told.then(told.since, agreed_until(discussed))
    command = investigation.ExtendPeriod(
        approver="collective_discussion", reason="复杂", until=until, discussion=1, **CITY
    )
    return told.ask(investigation.extend, command, by=LEADER)


@BOTH
def test_6_no_further_extension_without_a_fixed_end(filed_on: date) -> None:
    told = extended(filed(filed_on))

    refused = refusal(lambda: further(told, None, None))

    assert said(refused) == ("out-of-order", "gate-extension-discussed", "COL-EXT")
    assert cited(refused) == pp(filed_on, "57,4", "64,4")
    end = told.on(200)
    assert further(told, end, end) == [
        e.DecisionPeriodExtended(
            approver="collective_discussion",
            officer="leader",
            reason="复杂",
            until=end,
            discussion=1,
            **CITY,
        )
    ]


@BOTH
def test_6_no_further_extension_before_the_first_or_without_discussion(filed_on: date) -> None:
    told = filed(filed_on)
    end = told.on(200)
    alone = investigation.ExtendPeriod(
        approver="collective_discussion", reason="复杂", until=end, discussion=1
    )

    skipped = refusal(lambda: further(told, end, end))
    undiscussed = refusal(lambda: extended(told).ask(investigation.extend, alone, by=LEADER))
    differing = refusal(lambda: further(extended(told), end + timedelta(1), end))

    assert said(skipped) == ("out-of-order", "extension-stage-skipped", "PP-DECIDE")
    assert said(undiscussed) == ("out-of-order", "gate-extension-discussed", "COL-EXT")
    assert cited(undiscussed) == pp(filed_on, "57,4", "64,4")
    assert said(differing) == ("invalid", "extension-differs", "COL-EXT")


def asked_city(
    filed_on: date, on: date, asked_on: date | None, approval: str | None = "示例延〔2020〕2号"
) -> list[e.CaseEvent]:
    """A further extension on a day, for which the city bureau was asked on another."""
    told, until = extended(filed(filed_on)), on + timedelta(60)
    held = e.DiscussionHeld(
        number=1, purpose=DiscussionPurpose.EXTENSION, held_on=on, voices=(), conclusion="同意",
        until=until,
    )  # fmt: skip
    command = investigation.ExtendPeriod(
        approver="collective_discussion",
        reason="复杂",
        until=until,
        discussion=1,
        city_asked_on=asked_on,
        city_approval=approval,
    )
    return told.then(on, held).ask(investigation.extend, command, by=LEADER, on=on)


def test_6_until_the_end_of_june_2020_the_city_bureau_approves_a_further_extension() -> None:
    filed_on, last, after = date(2020, 3, 20), date(2020, 6, 30), date(2020, 7, 1)

    unasked = refusal(lambda: asked_city(filed_on, last, None))
    unapproved = refusal(lambda: asked_city(filed_on, last, last, None))

    for refused in (unasked, unapproved):
        assert said(refused) == ("invalid", "city-approval-missing", "COL-SH-2017-EXT")
        assert cited(refused) == ("SH-COL2017", "-")
    assert asked_city(filed_on, last, last)
    assert asked_city(filed_on, after, None, None)


def test_6_the_city_bureau_is_asked_five_working_days_before_the_end() -> None:
    filed_on, due = date(2020, 2, 25), date(2020, 6, 24)
    assert extended(filed(filed_on)).due(DECIDE) == due

    late = refusal(lambda: asked_city(filed_on, due, date(2020, 6, 18)))

    assert said(late) == ("out-of-order", "city-asked-late", "COL-SH-2017-EXT")
    assert late.facts["date"] == "2020-06-17"
    assert asked_city(filed_on, due, date(2020, 6, 17))


# --- (7) preserved evidence and measures ---------------------------------------------------------


@BOTH
@pytest.mark.parametrize("by", [each for each in PreservationEnd if each.value != "returned"])
def test_7_a_preservation_that_lapsed_can_only_be_given_back(
    by: PreservationEnd, filed_on: date
) -> None:
    told = filed(filed_on)
    told = told.then(told.on(1), preserved(noon(told.on(1))))
    due = told.due(PRESERVE, "1")
    assert due is not None

    def end(by: PreservationEnd, on: date) -> list[e.CaseEvent]:
        command = evidence.EndPreservation(preservation="1", by=by, ended_on=on)
        return told.ask(evidence.end_preservation, command)

    refused = refusal(lambda: end(by, due + timedelta(1)))

    assert said(refused) == ("out-of-order", "preservation-lapsed", "PP-REGISTER-EVID")
    assert cited(refused) == pp(filed_on, "32", "35")
    assert end(by, due)
    assert end(PreservationEnd.RETURNED, due + timedelta(1))


@BOTH
def test_7_a_measure_is_not_extended_after_its_time_nor_twice(filed_on: date) -> None:
    told = filed(filed_on)
    told = told.then(told.on(6), seized(noon(told.on(6))))
    due = told.due(SEAL, "1")
    assert due is not None

    def extend(told: Told, on: date) -> list[e.CaseEvent]:
        command = measures.ExtendMeasure(measure="1", days=30, reason="复杂", told_on=on)
        return told.ask(measures.extend, command, by=LEADER, on=on)

    late = refusal(lambda: extend(told, due + timedelta(1)))
    longer = told.then(due, *extend(told, due))
    twice = refusal(lambda: extend(longer, due))

    for each in (late, twice):
        assert said(each) == ("out-of-order", "gate-measure-extensible", "PP-SEAL")
    assert cited(late) == cited(twice) == pp(filed_on, "35", "38")


@BOTH
def test_7_a_test_does_not_revive_a_measure_that_ran_out(filed_on: date) -> None:
    told = filed(filed_on)
    told = told.then(told.on(6), seized(noon(told.on(6))))
    due = told.due(SEAL, "1")
    assert due is not None

    def order(on: date) -> list[e.CaseEvent]:
        command = investigation.CommissionTest(
            lab="市质检院", purpose="接地", commissioned_on=on, measure="1", told_on=on
        )
        return told.ask(investigation.commission_test, command, on=on)

    refused = refusal(lambda: order(due + timedelta(1)))

    assert said(refused) == ("out-of-order", "measure-expired", "PP-SEAL")
    assert cited(refused) == pp(filed_on, "35", "38")
    assert order(due)


# --- (8) no penalty in place of a transfer -------------------------------------------------------


@BOTH
@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.CRIMINAL])
def test_8_while_a_crime_is_suspected_nothing_else_is_proposed(
    outcome: Outcome, filed_on: date
) -> None:
    told = at(Stage.PROPOSAL_PENDING, filed_on)
    told = told.then(told.since, CRIME)
    command = proposals.ApproveProposal(outcome=outcome, reason="同意")

    refused = refusal(lambda: told.ask(proposals.approve_proposal, command, by=LEADER))

    assert said(refused) == ("out-of-order", "gate-no-open-crime", "CT-NOSUBST")
    assert cited(refused) == ("CT2001" if filed_on == IN_2020 else "CT2020", "11")


@BOTH
def test_8_nor_decided(filed_on: date) -> None:
    told = at(Stage.DECISION_PENDING, filed_on)
    told = told.then(told.since, CRIME)

    refused = undecided(told)

    assert said(refused) == ("out-of-order", "gate-no-open-crime", "CT-NOSUBST")
    moved = told.then(told.since, e.ProposalApproved(outcome=Outcome.CRIMINAL, reason="移送"))
    assert undecided(moved).code == "gate-no-open-crime"
    there = moved.then(told.since, receipted(told.since))
    assert undecided(there).code == "penalty-while-crime"
    assert decide(there, told.since, (), Outcome.CRIMINAL)


def test_8_nor_is_a_case_moved_to_the_police_without_a_suspicion() -> None:
    told = at(Stage.DECISION_PENDING)

    refused = refusal(lambda: decide(told, told.on(60), (), Outcome.CRIMINAL))

    assert said(refused) == ("out-of-order", "crime-not-suspected", "CT-TEAM")


# --- (9) closing and archive ---------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.CLOSING])
def test_9_no_closing_without_one_of_the_five_events(stage: Stage, filed_on: date) -> None:
    told = at(stage, filed_on)

    refused = refusal(lambda: ask(told, Step.CLOSURE, Pick(told.since)))

    assert said(refused) == ("out-of-order", "gate-stage", "PP-CLOSE")
    assert cited(refused) == pp(filed_on, "70", "77")


@BOTH
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.CLOSED])
def test_9_no_archive_before_the_closing(stage: Stage, filed_on: date) -> None:
    told = at(stage, filed_on)

    refused = refusal(lambda: ask(told, Step.ARCHIVE, Pick(told.since)))

    assert said(refused) == ("out-of-order", "gate-stage", "PP-CLOSE")


def test_9_a_court_that_was_not_asked_ends_nothing() -> None:
    told = at(Stage.EXECUTING)
    command = performance.EndEnforcement(ended_on=told.since, text="终结", court="示例法院")

    paid = e.PaymentRecorded(amount=Decimal(100_000), paid_on=told.since, in_full=True)

    unpaid = refusal(lambda: told.ask(performance.end, command))
    refused = refusal(lambda: told.then(told.since, paid).ask(performance.end, command))

    assert said(unpaid) == ("out-of-order", "gate-paid-in-full", "PP-CLOSE")
    assert said(refused) == ("out-of-order", "court-not-asked", "PP-CLOSE")


# --- (10) the first filer ------------------------------------------------------------------------

FIRST = ActClaimed(org=PUDONG, case=UUID(int=7), number="浦市监立〔2020〕1号")
FILING = filing.File(
    title="电水壶",
    party=filing.PartyGiven(name="示例电器厂", kind=PartyKind.ENTITY),
    violation="销售不合格电水壶",
    reason="涉嫌违法",
    handlers=("wang", "li"),
)


@BOTH
def test_10_a_second_filing_for_an_act_is_a_conflict(filed_on: date) -> None:
    moment = filed(filed_on).moment(filed_on)

    refused = refusal(lambda: check_first_filer([FIRST], FILING, moment))

    assert said(refused) == ("out-of-order", "filed-first-elsewhere", "PP-FIRST-FILER")
    assert cited(refused) == pp(filed_on, "11", "12")
    assert refused.facts["org"] == PUDONG
    assert refused.facts["number"] == FIRST.number


def test_10_another_act_is_filed_with_the_reason_why_it_is_another() -> None:
    moment = filed().moment(IN_2020)
    other = replace(FILING, distinct_from=FIRST.case, distinct_because="不同批次")

    check_first_filer([FIRST], other, moment)
    check_first_filer([], FILING, moment)

    silent = replace(other, distinct_because=None)
    wrong = replace(other, distinct_from=UUID(int=8))
    unsaid = refusal(lambda: check_first_filer([FIRST], silent, moment))
    assert unsaid.code == "value-required"
    refused = refusal(lambda: check_first_filer([FIRST], wrong, moment))
    unknown = refusal(lambda: check_first_filer([], wrong, moment))
    assert (refused.code, unknown.code) == ("no-such-record", "no-such-record")


# --- (11) no decision while suspended ------------------------------------------------------------


@BOTH
def test_11_no_decision_while_the_case_is_suspended(filed_on: date) -> None:
    told = at(Stage.DECISION_PENDING, filed_on)
    told = told.then(told.since, SUSPENDED)

    refused = undecided(told)

    assert said(refused) == ("out-of-order", "gate-not-suspended", "PP-SUSPEND")
    assert cited(refused) == pp(filed_on, "43", "46")
    resumed = told.then(told.since, e.CaseResumed(key="s1", reason="原因消除"))
    assert decide(resumed, told.on(60))
