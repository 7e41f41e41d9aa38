"""Where each event leads a case (law.md 12.3): one answer, for its state and for the lists."""

from collections.abc import Mapping

from domain.case import events as e
from domain.case.kinds import Outcome, ReviewOpinion, Stage

ALWAYS: Mapping[type[e.CaseEvent], Stage] = {
    e.InvestigationTerminated: Stage.CLOSING,
    e.InvestigationConcluded: Stage.REVIEWING,
    e.NoticeServed: Stage.NOTICE_WINDOW,
    e.HearingRequested: Stage.HEARING,
    e.HearingReportDelivered: Stage.RECHECK,
    e.RecheckDone: Stage.DECISION_PENDING,
    e.ExecutionCompleted: Stage.CLOSING,
    e.ExecutionEnded: Stage.CLOSING,
    e.CaseClosed: Stage.CLOSED,
    e.CaseArchived: Stage.ARCHIVED,
}


def led_to(stage: Stage, event: e.CaseEvent) -> Stage | None:
    """The stage an event leads a case to from this one; None for an event that is no step on."""
    match event:
        case e.ReviewGiven():
            return _reviewed(event)
        case e.ProposalApproved(outcome=outcome):
            penal = outcome is Outcome.PENALTY
            return Stage.NOTICE_PENDING if penal else Stage.DECISION_PENDING
        case e.ProposalReturned(to=to) | e.HearingEnded(returns_to=to) | e.EntryCorrected(stage=to):
            return to
        case e.StatementReceived():
            return None if stage is Stage.HEARING else Stage.RECHECK
        case e.DecisionMade(outcome=outcome):
            return Stage.DECIDED if outcome is Outcome.PENALTY else Stage.CLOSING
        case e.DecisionServed():
            return Stage.EXECUTING if stage is Stage.DECIDED else None
        case e.DecisionRevoked(remade=remade):
            return Stage.INVESTIGATING if remade else Stage.CLOSING
        case e.CrimeSuspicionCleared(reopened=reopened):
            return Stage.INVESTIGATING if reopened else None
        case _:
            return ALWAYS.get(type(event))


def _reviewed(event: e.ReviewGiven) -> Stage | None:
    if event.opinion is ReviewOpinion.SUPPLEMENT:
        return Stage.INVESTIGATING
    if not event.after_hearing:
        return Stage.PROPOSAL_PENDING
    return None if event.opinion is ReviewOpinion.AGREE else Stage.RECHECK
