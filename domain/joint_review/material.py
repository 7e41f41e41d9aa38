"""Which changes of a case are material to a joint review: positions given before them lapse."""

from collections.abc import Sequence

from domain.case import events as c
from domain.case.events import CaseEvent

# What changes the facts, the people they are about, or what is proposed. Not in here: approvals of
# what was taken already, service, performance, publication, papers, and the review's own traces.
MATERIAL: frozenset[type[CaseEvent]] = frozenset(
    {
        c.CaseCorrected,
        c.EvidenceAdded,
        c.EvidenceWithdrawn,
        c.TestResultReceived,
        c.InvestigationConcluded,
        c.InvestigationTerminated,
        c.ReviewGiven,
        c.ProposalApproved,
        c.StatementReceived,
        c.HearingReportDelivered,
        c.RecheckDone,
        c.DecisionMade,
        c.DecisionRevoked,
        c.DecisionChanged,
        c.CrimeSuspected,
        c.CrimeSuspicionCleared,
    }
)


def material(events: Sequence[CaseEvent]) -> tuple[str, ...]:
    """The actions among these events that are material, such as case.evidence-added."""
    tags = (str(type(each).__struct_config__.tag) for each in events if type(each) in MATERIAL)
    return tuple(tag.rpartition(".")[0] for tag in tags)
