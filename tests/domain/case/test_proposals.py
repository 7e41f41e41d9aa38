"""Review, proposal, notice, the party's answer, and what is proposed then."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from domain.case import events as e
from domain.case import proposals
from domain.case.clocks import REVIEW, STATEMENT
from domain.case.gates import Step, is_open
from domain.case.kinds import (
    CaseServiceMode,
    MajorGround,
    Outcome,
    PenaltyKind,
    ReviewKind,
    ReviewOpinion,
    Stage,
)
from domain.case.proposals import PenaltyGiven
from tests.domain.case.story import (
    BOTH,
    CRIME,
    FIRM,
    HIGH,
    IN_2022,
    LEADER,
    LOW,
    MAN,
    REPORT,
    REVIEWER,
    Told,
    at,
    cited,
    concluded,
    filed,
    fine,
    handler,
    pp,
    receipted,
    reviewed,
)
from tests.domain.story import refusal, said

GIVEN = (PenaltyGiven(kind=PenaltyKind.FINE, amount=HIGH[0].amount),)
CASE, LEGAL = ReviewKind.CASE_REVIEW, ReviewKind.LEGAL_REVIEW


def review(told: Told, kind: ReviewKind = CASE, on: date | None = None) -> list[e.CaseEvent]:
    command = proposals.GiveReview(kind=kind, opinion=ReviewOpinion.AGREE, text="意见")
    return told.ask(
        proposals.give_review, command, handler("reviewer"), by=REVIEWER, on=on or told.since
    )


def major(filed_on: date, *grounds: MajorGround) -> Told:
    """A case under review that is more than ordinary."""
    told = filed(filed_on)
    return told.then(told.on(20), replace(concluded(told.on(20)), major=grounds))


# --- review --------------------------------------------------------------------------------------


def reviewed_by(
    filed_on: date, kind: ReviewKind, qualification: str | None, since: date | None
) -> list[e.CaseEvent]:
    """A review by someone with this qualification, who reviews since a day."""
    told = at(Stage.REVIEWING, filed_on)
    command = proposals.GiveReview(kind=kind, opinion=ReviewOpinion.AGREE, text="意见")
    reviewer = replace(handler("reviewer"), qualification=qualification, reviews_since=since)
    return told.ask(proposals.give_review, command, reviewer, by=REVIEWER)


# The file reaches the review unit on day 20: on 14 or on 15 July 2021.
LAST_2018, FIRST_2021 = date(2021, 6, 24), date(2021, 6, 25)


@pytest.mark.parametrize(
    ("filed_on", "kind", "article"),
    [
        (LAST_2018, CASE, ("PP2018", "46")),
        (FIRST_2021, ReviewKind.LEGAL_REVIEW, ("APL2021", "58(2)")),
    ],
)
def test_who_reviews_for_the_first_time_is_qualified(
    filed_on: date, kind: ReviewKind, article: tuple[str, str]
) -> None:
    for since in (None, date(2018, 1, 1)):
        refused = refusal(lambda since=since: reviewed_by(filed_on, kind, None, since))  # type: ignore[misc]
        assert said(refused) == ("not-permitted", "reviewer-not-qualified", "PP-REVIEWER")
        assert cited(refused) == article
    assert reviewed_by(filed_on, kind, "A1", None)
    assert reviewed_by(filed_on, kind, None, date(2017, 12, 31))


def test_from_2021_on_an_ordinary_review_takes_no_qualification() -> None:
    assert reviewed_by(FIRST_2021, CASE, None, None)


@BOTH
@pytest.mark.parametrize(
    ("opinion", "stage"),
    [
        (ReviewOpinion.AGREE, Stage.PROPOSAL_PENDING),
        (ReviewOpinion.CORRECT, Stage.PROPOSAL_PENDING),
        (ReviewOpinion.OTHER, Stage.PROPOSAL_PENDING),
        (ReviewOpinion.SUPPLEMENT, Stage.INVESTIGATING),
    ],
)
def test_a_review_ends_in_an_opinion(opinion: ReviewOpinion, stage: Stage, filed_on: date) -> None:
    told = at(Stage.REVIEWING, filed_on)
    command = proposals.GiveReview(kind=CASE, opinion=opinion, text="意见")

    told = told.take(proposals.give_review, command, handler("reviewer"), by=REVIEWER)

    assert told.events[-1] == reviewed(opinion)
    assert told.case.stage is stage


@pytest.mark.parametrize(
    "ground", [MajorGround.PUBLIC_INTEREST, MajorGround.COMPLEX, MajorGround.BY_LAW]
)
def test_from_2021_on_some_cases_need_legal_review(ground: MajorGround) -> None:
    told = major(IN_2022, ground)

    refused = refusal(lambda: review(told))

    assert said(refused) == ("invalid", "legal-review-needed", "PP-REVIEW-KIND")
    assert cited(refused) == ("PP2022", "49-52")
    assert review(told, LEGAL) == [reviewed(kind=LEGAL)]


@pytest.mark.parametrize("ground", [MajorGround.LEADER, MajorGround.SAFETY_IMPACT])
def test_what_article_50_does_not_name_is_an_ordinary_case(ground: MajorGround) -> None:
    assert review(major(IN_2022, ground)) == [reviewed()]


def test_legal_review_may_be_given_to_an_ordinary_case() -> None:
    assert review(at(Stage.REVIEWING, IN_2022), LEGAL) == [reviewed(kind=LEGAL)]


@pytest.mark.parametrize(
    ("on", "code"), [("2021-07-14", "review-kind-unknown"), ("2021-07-15", "legal-review-needed")]
)
def test_the_kind_is_that_of_the_day_of_the_review(on: str, code: str) -> None:
    told = major(date(2021, 6, 1), MajorGround.COMPLEX)
    day = date.fromisoformat(on)
    wrong = LEGAL if code == "review-kind-unknown" else CASE

    assert refusal(lambda: review(told, wrong, day)).code == code
    assert review(told, CASE if wrong is LEGAL else LEGAL, day)


def test_a_review_of_the_old_kind_stays_good_under_the_new_rules() -> None:
    told = major(date(2021, 6, 1), MajorGround.COMPLEX).then(date(2021, 7, 10), reviewed())
    propose = e.ProposalApproved(outcome=Outcome.NO_PENALTY_EXEMPT, reason="轻微")
    told = told.then(date(2021, 7, 16), propose)

    assert is_open(told.case, Step.DECISION, told.moment(date(2021, 7, 20)))


def test_after_a_hearing_only_legal_review_will_do() -> None:
    told = at(Stage.HEARING, IN_2022)
    told = told.then(told.on(40), replace(REPORT, on=told.on(40)))

    assert refusal(lambda: review(told)).code == "legal-review-needed"
    assert review(told, LEGAL) == [reviewed(kind=LEGAL, after_hearing=True)]


@pytest.mark.parametrize("stage", [Stage.PROPOSAL_PENDING, Stage.RECHECK, Stage.DECISION_PENDING])
def test_the_file_is_reviewed_once_unless_there_was_a_hearing(stage: Stage) -> None:
    refused = refusal(lambda: review(at(stage)))

    assert said(refused) == ("out-of-order", "gate-stage", "PP-REVIEW-KIND")


EXTEND = proposals.ExtendReview(days=5, reason="复杂")


@BOTH
def test_a_leader_extends_the_review_in_time(filed_on: date) -> None:
    told = at(Stage.REVIEWING, filed_on)
    due = told.due(REVIEW)
    assert due is not None

    def ask(on: date) -> list[e.CaseEvent]:
        return told.ask(proposals.extend_review, EXTEND, by=LEADER, on=on)

    assert ask(due) == [e.ReviewExtended(amount=5, officer="leader", reason="复杂")]
    refused = refusal(lambda: ask(due + timedelta(1)))
    assert said(refused) == ("out-of-order", "gate-review-running", "PP-REVIEW")
    assert cited(refused) == pp(filed_on, "49", "55")
    longer = told.then(due, *ask(due))
    again = refusal(lambda: longer.ask(proposals.extend_review, EXTEND, by=LEADER))
    assert again.code == "gate-review-extensible"


# --- proposal ------------------------------------------------------------------------------------


def propose(
    told: Told, outcome: Outcome = Outcome.PENALTY, given: tuple[PenaltyGiven, ...] = GIVEN
) -> list[e.CaseEvent]:
    command = proposals.ApproveProposal(outcome=outcome, reason="同意", penalties=given)
    return told.ask(proposals.approve_proposal, command, by=LEADER)


def approved(*, split: bool = False) -> e.ProposalApproved:
    return e.ProposalApproved(outcome=Outcome.PENALTY, penalties=HIGH, reason="同意", split=split)


def test_a_leader_approves_what_is_proposed() -> None:
    told = at(Stage.PROPOSAL_PENDING)

    assert propose(told) == [approved()]
    assert told.then(told.since, approved()).case.stage is Stage.NOTICE_PENDING


@pytest.mark.parametrize(
    "outcome",
    [Outcome.NO_PENALTY_EXEMPT, Outcome.NO_PENALTY_UNFOUNDED, Outcome.OTHER_DEPARTMENT],
)
def test_without_a_penalty_nobody_is_notified(outcome: Outcome) -> None:
    told = at(Stage.PROPOSAL_PENDING)

    told = told.then(told.since, *propose(told, outcome, ()))

    assert told.case.stage is Stage.DECISION_PENDING


def test_to_stand_by_what_the_reviewers_would_correct_is_a_split() -> None:
    told = at(Stage.REVIEWING)
    told = told.then(told.since, reviewed(ReviewOpinion.CORRECT))
    milder = (PenaltyGiven(kind=PenaltyKind.FINE, amount=fine(1).amount),)

    assert propose(told) == [approved(split=True)]
    (event,) = propose(told, given=milder)
    assert isinstance(event, e.ProposalApproved)
    assert not event.split


@pytest.mark.parametrize(
    ("outcome", "given", "code"),
    [
        (Outcome.PENALTY, (), "penalties-missing"),
        (Outcome.NO_PENALTY_EXEMPT, GIVEN, "penalties-without-penalty"),
        (Outcome.CRIMINAL, (), "crime-not-suspected"),
    ],
)
def test_a_proposal_is_one_of_the_five(
    outcome: Outcome, given: tuple[PenaltyGiven, ...], code: str
) -> None:
    assert refusal(lambda: propose(at(Stage.PROPOSAL_PENDING), outcome, given)).code == code


def test_a_case_for_the_police_may_be_so_proposed_at_any_time() -> None:
    told = at(Stage.NOTICE_WINDOW)
    told = told.then(told.since, CRIME, receipted(told.since))

    told = told.then(told.since, *propose(told, Outcome.CRIMINAL, ()))

    assert (told.case.stage, told.case.outcome) == (Stage.DECISION_PENDING, Outcome.CRIMINAL)
    cleared = e.CrimeSuspicionCleared(reason="不构成", received_on=told.since, reopened=True)
    again = told.then(told.since, cleared).case
    assert (again.stage, again.notice, again.outcome) == (Stage.INVESTIGATING, None, None)


# --- notice --------------------------------------------------------------------------------------


def notice(told: Told, **change: object) -> list[e.CaseEvent]:
    plain = proposals.ServeNotice(number="1", mode=CaseServiceMode.DIRECT, served_on=told.on(27))
    command = replace(plain, **change)
    return told.ask(proposals.serve_notice, command, today=told.on(100))


@BOTH
@pytest.mark.parametrize(
    ("penalties", "party", "right"),
    [(HIGH, FIRM, True), (LOW, FIRM, False), (LOW, MAN, False), ((fine(10_000),), MAN, True)],
)
def test_the_notice_says_whether_a_hearing_can_be_asked_for(
    penalties: tuple[e.Penalty, ...], party: e.Party, filed_on: date, *, right: bool
) -> None:
    told = at(Stage.NOTICE_PENDING, filed_on, penalties, party)

    assert notice(told) == [
        e.NoticeServed(
            number="1",
            mode=CaseServiceMode.DIRECT,
            served_on=told.on(27),
            penalties=penalties,
            hearing_right=right,
        )
    ]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"served_on": date(2020, 8, 1)}, "/servedOn", "date-in-future"),
        ({"served_on": date(2020, 3, 26)}, "/servedOn", "date-before-step"),
        ({"mode": CaseServiceMode.PUBLIC_NOTICE}, None, "public-notice-missing"),
    ],
)
def test_a_service_that_cannot_be_is_refused(
    change: dict[str, Any], pointer: str | None, code: str
) -> None:
    refused = refusal(lambda: notice(at(Stage.NOTICE_PENDING), **change))

    assert (refused.code, getattr(refused, "pointer", None)) == (code, pointer)


# --- the party's answer --------------------------------------------------------------------------


def state(told: Told, on: date, today: date | None = None) -> list[e.CaseEvent]:
    command = proposals.ReceiveStatement(received_on=on, text="请从轻")
    return told.ask(proposals.receive_statement, command, today=today)


@BOTH
def test_a_statement_counts_if_it_arrived_in_time_whenever_it_is_entered(filed_on: date) -> None:
    told = at(Stage.NOTICE_WINDOW, filed_on)
    due = told.due(STATEMENT)
    assert due is not None

    assert state(told, due, due + timedelta(30)) == [
        e.StatementReceived(received_on=due, text="请从轻")
    ]
    late = refusal(lambda: state(told, due + timedelta(1)))
    assert said(late) == ("out-of-order", "gate-statement-in-time", "PP-STATEMENT")
    assert cited(late) == pp(filed_on, "51", "57")
    assert refusal(lambda: state(told, told.on(26))).code == "date-before-step"


def test_rights_are_given_up_expressly_and_by_their_day() -> None:
    told = at(Stage.NOTICE_WINDOW)

    def waive(on: date) -> list[e.CaseEvent]:
        return told.ask(proposals.waive_rights, proposals.WaiveRights(waived_on=on, text="放弃"))

    assert waive(told.on(28)) == [e.RightsWaived(on=told.on(28), text="放弃")]
    assert refusal(lambda: waive(told.on(26))).code == "date-before-step"


def test_who_answered_may_give_up_the_hearing() -> None:
    told = at(Stage.RECHECK)
    command = proposals.WaiveRights(waived_on=told.since, text="放弃听证")

    assert told.ask(proposals.waive_rights, command)
    spared = at(Stage.PROPOSAL_PENDING)
    spared = spared.then(
        spared.since, e.ProposalApproved(outcome=Outcome.NO_PENALTY_EXEMPT, reason="轻微")
    )
    refused = refusal(
        lambda: spared.ask(
            proposals.waive_rights, proposals.WaiveRights(waived_on=spared.since, text="放弃")
        )
    )
    assert refused.code == "gate-notice-served"


def recheck(told: Told, outcome: Outcome, given: tuple[PenaltyGiven, ...]) -> list[e.CaseEvent]:
    command = proposals.Recheck(accepted=True, text="采纳", outcome=outcome, penalties=given)
    return told.ask(proposals.recheck, command)


@pytest.mark.parametrize(
    ("outcome", "given"),
    [
        (Outcome.PENALTY, GIVEN),
        (Outcome.PENALTY, (PenaltyGiven(kind=PenaltyKind.WARNING),)),
        (Outcome.NO_PENALTY_EXEMPT, ()),
    ],
)
def test_what_is_proposed_after_the_answer_is_the_same_or_milder(
    outcome: Outcome, given: tuple[PenaltyGiven, ...]
) -> None:
    told = at(Stage.RECHECK)

    (event,) = recheck(told, outcome, given)

    assert event == e.RecheckDone(
        accepted=True,
        text="采纳",
        outcome=outcome,
        penalties=tuple(e.Penalty(kind=each.kind, amount=each.amount) for each in given),
    )
    assert told.then(told.since, event).case.penal is (outcome is Outcome.PENALTY)


def test_penalties_and_outcome_fit_in_a_recheck_too() -> None:
    refused = refusal(lambda: recheck(at(Stage.RECHECK), Outcome.NO_PENALTY_EXEMPT, GIVEN))

    assert refused.code == "penalties-without-penalty"
