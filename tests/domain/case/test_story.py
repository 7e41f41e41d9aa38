"""A whole case by commands: it goes the way that the stories by events tell."""

from datetime import date
from decimal import Decimal

import pytest

from domain.case import closing, decision, events, investigation, performance, proposals
from domain.case.gates import Step
from domain.case.kinds import (
    CaseServiceMode,
    Outcome,
    PenaltyKind,
    ReviewKind,
    ReviewOpinion,
    Stage,
)
from domain.case.proposals import PenaltyGiven
from tests.domain.case.commands import Pick, ask
from tests.domain.case.story import (
    BOTH,
    HIGH,
    LEADER,
    REVIEWER,
    Told,
    at,
    handler,
    ready,
)

GIVEN = (PenaltyGiven(kind=PenaltyKind.FINE, amount=HIGH[0].amount),)
MODE = CaseServiceMode.DIRECT


def by_commands(filed_on: date) -> Told:
    """From the filing to the archive."""
    told = ready(filed_on)
    penal = Outcome.PENALTY
    conclude = investigation.Conclude(facts="事实", opinion="处罚", outcome=penal, penalties=GIVEN)
    told = told.take(investigation.conclude, conclude, None, on=told.on(20))
    review = proposals.GiveReview(
        kind=ReviewKind.CASE_REVIEW, opinion=ReviewOpinion.AGREE, text="意见"
    )
    told = told.take(
        proposals.give_review, review, handler("reviewer"), by=REVIEWER, on=told.on(24)
    )
    propose = proposals.ApproveProposal(outcome=penal, reason="同意", penalties=GIVEN)
    told = told.take(proposals.approve_proposal, propose, by=LEADER, on=told.on(25))
    notice = proposals.ServeNotice(number="1", mode=MODE, served_on=told.on(27))
    told = told.take(proposals.serve_notice, notice)
    statement = proposals.ReceiveStatement(received_on=told.on(28), text="请从轻")
    told = told.take(proposals.receive_statement, statement)
    recheck = proposals.Recheck(accepted=False, text="不采纳", outcome=penal, penalties=GIVEN)
    told = told.take(proposals.recheck, recheck, on=told.on(38))
    decide = decision.Decide(outcome=penal, reason="依法", penalties=GIVEN)
    told = told.take(decision.decide, decide, "1", by=LEADER, on=told.on(40))
    serve = decision.Serve(mode=MODE, served_on=told.on(42), told_of_publicity=True)
    told = told.take(decision.serve, serve)
    pay = performance.RecordPayment(amount=Decimal(100_000), paid_on=told.on(49))
    told = told.take(performance.pay, pay)
    told = told.take(
        performance.end, performance.EndEnforcement(ended_on=told.on(50), text="已缴清")
    )
    told = told.take(closing.close, closing.Close(text="同意结案"), by=LEADER, on=told.on(52))
    return told.then(told.on(60), *ask(told, Step.ARCHIVE, Pick(told.on(60))))


@BOTH
def test_a_case_goes_from_its_filing_to_the_archive(filed_on: date) -> None:
    told = by_commands(filed_on)

    assert told.case.stage is Stage.ARCHIVED
    assert told.case.version == len(told.events)
    assert [type(each) for each in told.events] == [
        events.CaseFiled,
        events.RightsExplained,
        events.EvidenceAdded,
        events.InvestigationConcluded,
        events.ReviewGiven,
        events.ProposalApproved,
        events.NoticeServed,
        events.StatementReceived,
        events.RecheckDone,
        events.DecisionMade,
        events.DecisionServed,
        events.PaymentRecorded,
        events.ExecutionCompleted,
        events.CaseClosed,
        events.CaseArchived,
    ]


@BOTH
@pytest.mark.parametrize("stage", Stage)
def test_commands_say_what_the_stories_tell(stage: Stage, filed_on: date) -> None:
    told, story = by_commands(filed_on), at(stage, filed_on)
    said = {type(each): each for each in told.events}
    unlike = (events.HearingRequested, events.DecisionServed, events.CaseArchived)

    for event in story.events:
        if not isinstance(event, unlike):
            assert said[type(event)] == event
