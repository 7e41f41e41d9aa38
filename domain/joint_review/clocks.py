"""The service levels of a joint review: the authority's own, no law (law.md 8.2)."""

from datetime import date

from domain.joint_review import events as e
from domain.joint_review.kinds import Conclusion
from domain.statute import running as r

SCREEN, SCHEDULE, MINUTES, GUIDE, FEEDBACK = (
    "JR-SCREEN", "JR-SCHEDULE", "JR-MINUTES", "JR-GUIDANCE", "JR-FEEDBACK",
)  # fmt: skip


def effects(
    event: e.JointReviewEvent, on: date, convener: str, handling_org: str
) -> list[r.Effect]:
    """What an event does to the review's clocks; those of the case are no business of its."""
    match event:
        case e.JointReviewRequested():
            return [r.Start(rule=SCREEN, on=on, holder=convener)]
        case e.JointReviewAccepted(org=org):
            return [r.Stop(rule=SCREEN, on=on), r.Start(rule=SCHEDULE, on=on, holder=org)]
        case e.JointReviewDeclined():
            return [r.Stop(rule=SCREEN, on=on)]
        case e.SessionScheduled():
            return [r.Stop(rule=SCHEDULE, on=on)]
        case e.SessionAdjourned() | e.JointReviewReconvened():
            ended = [_ended(rule, on) for rule in (MINUTES, GUIDE, FEEDBACK)]
            return [*ended, r.Start(rule=SCHEDULE, on=on, holder=convener)]
        case e.JointReviewConcluded():
            return [r.Start(rule=MINUTES, on=on, holder=convener)]
        case e.GuidanceGiven(answer_by=day):
            fixed = r.Extend(rule=FEEDBACK, approver="leader", on=on, until=day)
            begun = r.Start(rule=FEEDBACK, on=on, holder=handling_org)
            return [_ended(GUIDE, on), begun, *([fixed] if day else [])]
        case e.FeedbackGiven():
            return [_ended(FEEDBACK, on)]
        case e.JointReviewClosed() | e.JointReviewWithdrawn():
            every = (SCREEN, SCHEDULE, MINUTES, GUIDE, FEEDBACK)
            return [_ended(rule, on) for rule in every]
        case _:
            return []


def frozen_effects(conclusion: Conclusion, on: date, convener: str) -> list[r.Effect]:
    """The minutes are signed by both: guidance is next, where there is something to guide by."""
    if conclusion is Conclusion.NO_CONSENSUS:
        return [_ended(MINUTES, on)]
    return [_ended(MINUTES, on), r.Start(rule=GUIDE, on=on, holder=convener)]


def _ended(rule: str, on: date) -> r.Effect:
    return r.Stop(rule=rule, on=on)
