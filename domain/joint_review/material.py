"""Which changes of a case are material to a joint review: positions given before them lapse."""

from collections.abc import Sequence

from domain.case import events as c
from domain.case.events import CaseEvent
from domain.case.kinds import Stage
from domain.case.state import Case

# What changes the facts, the people they are about, what is proposed, or whose matter it is.
MATERIAL: frozenset[type[CaseEvent]] = frozenset(
    {
        c.CaseCorrected,
        c.EvidenceAdded,
        c.EvidenceWithdrawn,
        c.TestResultReceived,
        c.AssistanceAnswered,
        c.InvestigationConcluded,
        c.InvestigationTerminated,
        c.ReviewGiven,
        c.ProposalApproved,
        c.ProposalReturned,
        c.StatementReceived,
        c.HearingHeld,
        c.HearingReportDelivered,
        c.RecheckDone,
        c.DiscussionHeld,
        c.DecisionMade,
        c.DecisionRevoked,
        c.DecisionChanged,
        c.CrimeSuspected,
        c.CrimeReceipted,
        c.CrimeSuspicionCleared,
        c.CaseReferred,
        c.CaseCameBack,
        c.CaseClosed,
        c.CaseArchived,
    }
)
# What leaves them as they were: who handles it and until when, what secures goods and evidence,
# what is served, paid, published and printed, and the review's own traces. An EntryCorrected is
# as material as what it corrects.
IMMATERIAL: frozenset[type[CaseEvent]] = frozenset(
    {
        c.CaseFiled,
        c.HandlersAssigned,
        c.RecusalDecided,
        c.RightsExplained,
        c.CaseTagged,
        c.EvidenceMoved,
        c.EvidencePreserved,
        c.PreservationApproved,
        c.PreservationEnded,
        c.MeasureTaken,
        c.MeasureApproved,
        c.MeasureExtended,
        c.MeasureReleased,
        c.TestCommissioned,
        c.ExclusionStarted,
        c.ExclusionEnded,
        c.CaseSuspended,
        c.CaseResumed,
        c.DecisionPeriodExtended,
        c.ReviewExtended,
        c.PublicNoticeStarted,
        c.NoticeServed,
        c.RightsWaived,
        c.HearingRequested,
        c.ChairNamed,
        c.HearingFileHandedOver,
        c.HearingScheduled,
        c.HearingEnded,
        c.DecisionServed,
        c.RemedySought,
        c.RemedyEnded,
        c.PaymentRecorded,
        c.PaymentDeferred,
        c.DemandServed,
        c.CourtApplied,
        c.ExecutionCompleted,
        c.ExecutionEnded,
        c.PenaltyPublished,
        c.PenaltyPushed,
        c.PushReceived,
        c.PublicityStopped,
        c.PublicityWithdrawn,
        c.LateAddition,
        c.DocumentIssued,
        c.DecisionCopied,
        c.AssistanceAsked,
        c.JointReviewAsked,
    }
)
TAGS = frozenset(str(each.__struct_config__.tag) for each in MATERIAL)


def material(events: Sequence[CaseEvent]) -> tuple[str, ...]:
    """The actions among these events that are material, such as case.evidence-added."""
    tags = (str(type(each).__struct_config__.tag) for each in events if is_material(each))
    return tuple(tag.rpartition(".")[0] for tag in tags)


def is_material(event: CaseEvent) -> bool:
    """Whether positions given before it are about another case now."""
    if isinstance(event, c.EntryCorrected):
        return event.entry in TAGS
    return type(event) in MATERIAL


def is_over(case: Case) -> bool:
    """Whether there is nothing left to advise on: terminated, closed, or handed on."""
    closed = case.stage in (Stage.CLOSED, Stage.ARCHIVED)
    return closed or case.terminated is not None or case.referred is not None
