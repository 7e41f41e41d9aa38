"""What one step does to another: a later word reopens what was concluded before it."""

from datetime import timedelta

from domain.case import events as e
from domain.case import investigation, proposals
from domain.case.kinds import DiscussionPurpose, Outcome, Stage, SuspensionGround
from tests.domain.case.story import HIGH, IN_2022, LEADER, at
from tests.domain.story import refusal, said


def test_a_suspension_dated_back_does_not_undo_a_period_that_ran_out() -> None:
    told = at(Stage.INVESTIGATING, IN_2022)
    command = investigation.Suspend(ground=SuspensionGround.LEGAL_QUESTION, reason="请示")
    back, after = IN_2022 + timedelta(80), IN_2022 + timedelta(95)

    refused = refusal(
        lambda: told.ask(investigation.suspend, command, by=LEADER, on=back, today=after)
    )

    assert said(refused) == ("out-of-order", "gate-period-open", "PP-DECIDE")
    assert told.ask(investigation.suspend, command, by=LEADER, on=back, today=back)


def test_what_the_party_says_reopens_what_was_discussed() -> None:
    told = at(Stage.NOTICE_WINDOW, IN_2022, HIGH)
    discussed = e.DiscussionHeld(
        number=1,
        purpose=DiscussionPurpose.DECISION,
        held_on=told.since,
        voices=(),
        conclusion="同意",
        outcome=Outcome.PENALTY,
        penalties=HIGH,
    )
    told = told.then(told.since, discussed)
    assert told.case.agreed is not None

    told = told.then(told.since, e.StatementReceived(received_on=told.since, text="申辩"))

    assert told.case.agreed is None


def test_a_recheck_leaves_nothing_to_the_police_that_they_do_not_have() -> None:
    told = at(Stage.RECHECK, IN_2022)
    command = proposals.Recheck(accepted=False, text="移送", outcome=Outcome.CRIMINAL)

    refused = refusal(lambda: told.ask(proposals.recheck, command))

    assert said(refused) == ("out-of-order", "crime-not-suspected", "CT-TEAM")


def test_a_revoked_case_is_to_be_closed_and_archived_anew() -> None:
    told = at(Stage.ARCHIVED, IN_2022)

    told = told.then(
        told.since, e.DecisionRevoked(by_body="复议机关", reason="程序违法", remade=False)
    )

    case = told.case
    assert (case.stage, case.closed, case.archived) == (Stage.CLOSING, None, None)
