"""Who may take which step of a joint review, and when: one table for refusals and allowed actions.

Whoever is named to a session acts by that; their roles are of no account.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from domain.authority import Act, Officer, may, require
from domain.joint_review.kinds import Conclusion, Origin, ReviewStatus
from domain.joint_review.state import JointReview
from domain.refusals import NotPermitted, OutOfOrder, Refusal


class Step(StrEnum):
    """The steps, named as they are POSTed to."""

    ACCEPTANCE = "acceptance"
    DECLINE = "decline"
    WITHDRAWAL = "withdrawal"
    SCHEDULE = "schedule"
    PANEL = "panel-changes"
    RECUSAL = "recusals"
    ATTENDANCE = "attendance"
    ADJOURNMENT = "adjournment"
    OPINION = "opinions"
    CONCLUSION = "conclusion"
    MINUTES = "minutes"
    SIGNATURE = "signatures"
    ANNEX = "minutes-annexes"
    GUIDANCE = "guidance"
    FEEDBACK = "guidance-feedback"
    RECONVENING = "reconvening"
    CLOSING = "closing"
    SUPERIOR_ANSWER = "superior-answer"


class Part(StrEnum):
    """Whose step it is."""

    CONVENER = "convener"
    CHAIR = "chair"
    PRESIDING = "presiding"  # the chair or the recorder
    PRESIDING_OR_CONVENER = "presiding_or_convener"
    MEMBER = "member"
    HANDLING_UNIT = "handling_unit"
    SUPERIOR = "superior"


R = ReviewStatus
IN_SESSION = frozenset({R.CONVENED, R.DELIBERATED})
PLANNED = frozenset({R.SCHEDULED}) | IN_SESSION
FROZEN = frozenset(
    {R.MINUTES_SIGNED, R.FEEDBACK_DUE, R.ADOPTED, R.DEPARTED, R.SUPERIOR_ASKED, R.CLOSED}
)
OVER = frozenset({R.DECLINED, R.WITHDRAWN, R.CLOSED})
ANSWERED = frozenset({R.ADOPTED, R.DEPARTED})
AFTER_MINUTES = frozenset({R.MINUTES_SIGNED, R.FEEDBACK_DUE}) | ANSWERED
BEFORE_SESSION = frozenset({R.REQUESTED, R.ACCEPTED, R.SCHEDULED, R.ADJOURNED})

STEPS: Mapping[Step, tuple[Part, frozenset[ReviewStatus]]] = {
    Step.ACCEPTANCE: (Part.CONVENER, frozenset({R.REQUESTED})),
    Step.DECLINE: (Part.CONVENER, frozenset({R.REQUESTED})),
    Step.WITHDRAWAL: (Part.HANDLING_UNIT, BEFORE_SESSION),
    Step.SCHEDULE: (Part.CONVENER, frozenset({R.ACCEPTED, R.SCHEDULED, R.ADJOURNED})),
    Step.PANEL: (Part.CONVENER, PLANNED | {R.CONCLUDED}),
    Step.RECUSAL: (Part.CONVENER, PLANNED),
    Step.ATTENDANCE: (Part.PRESIDING, PLANNED),
    Step.ADJOURNMENT: (Part.PRESIDING_OR_CONVENER, PLANNED),
    Step.OPINION: (Part.MEMBER, IN_SESSION),
    Step.CONCLUSION: (Part.CHAIR, IN_SESSION),
    Step.MINUTES: (Part.PRESIDING, frozenset({R.CONCLUDED})),
    Step.SIGNATURE: (Part.PRESIDING, frozenset({R.CONCLUDED})),
    Step.ANNEX: (Part.PRESIDING, FROZEN),
    Step.GUIDANCE: (Part.CONVENER, frozenset({R.MINUTES_SIGNED})),
    Step.FEEDBACK: (Part.HANDLING_UNIT, frozenset({R.FEEDBACK_DUE})),
    Step.RECONVENING: (Part.CONVENER, AFTER_MINUTES),
    Step.CLOSING: (Part.CONVENER, PLANNED | AFTER_MINUTES | {R.ACCEPTED, R.ADJOURNED}),
    Step.SUPERIOR_ANSWER: (Part.SUPERIOR, frozenset({R.SUPERIOR_ASKED})),
}

# What is still done where the case is over: the record is brought to its end.
CASE_OVER: Mapping[Step, frozenset[ReviewStatus]] = {
    **{
        each: STEPS[each][1]
        for each in (
            Step.MINUTES,
            Step.SIGNATURE,
            Step.ANNEX,
            Step.FEEDBACK,
            Step.SUPERIOR_ANSWER,
        )
    },
    Step.PANEL: frozenset({R.CONCLUDED}),
    Step.CLOSING: frozenset(R) - OVER,
}


def enter(review: JointReview, step: Step, by: Officer) -> None:
    """Refuses a step to who may not take it, or where the review does not stand there."""
    part, statuses = STEPS[step]
    _must_be(part, review, by)
    if review.known.over:
        if review.status not in CASE_OVER.get(step, ()):
            raise OutOfOrder("joint-review-case-over")
    elif review.status not in statuses:
        raise OutOfOrder("joint-review-out-of-order", review_status=review.status)
    _must_suit(review, step, by)


def allowed(review: JointReview, by: Officer) -> list[Step]:
    """The steps that the officer may take now."""
    return [step for step in Step if _is_open(review, step, by)]


def _is_open(review: JointReview, step: Step, by: Officer) -> bool:
    try:
        enter(review, step, by)
    except Refusal:
        return False
    return True


def _must_be(part: Part, review: JointReview, by: Officer) -> None:
    match part:
        case Part.CONVENER:
            _must_convene(review, by)
        case Part.CHAIR:
            if by.id != review.chair:
                raise NotPermitted("not-the-session-chair")
            _must_not_be_recused(review, by)
        case Part.PRESIDING:
            if not _presides(review, by):
                raise NotPermitted("not-presiding")
            _must_not_be_recused(review, by)
        case Part.PRESIDING_OR_CONVENER:
            if not _presides(review, by) or by.id in review.recused:
                _must_convene(review, by)
        case Part.MEMBER:
            if all(each.id != by.id for each in review.panel):
                raise NotPermitted("not-a-member")
            _must_not_be_recused(review, by)
        case Part.HANDLING_UNIT:
            require(by, Act.WORK_CASE, org=review.requested.handling_org)
        case Part.SUPERIOR:
            require(by, Act.DESIGNATE, org=review.requested.conveners[-1])
        case _:
            assert_never(part)


def _presides(review: JointReview, by: Officer) -> bool:
    recorder = review.session.recorder.id if review.session else None
    return by.id in (review.chair, recorder)


def _must_not_be_recused(review: JointReview, by: Officer) -> None:
    if by.id in review.recused:
        raise NotPermitted("member-recused", basis="JR-RECUSE", officer=by.name)


def _must_convene(review: JointReview, by: Officer) -> None:
    convener = review.convener
    may_convene = by.org in review.requested.conveners if convener is None else by.org == convener
    if not may(by, Act.CONVENE):
        raise NotPermitted("role-not-granted", act=Act.CONVENE)
    if not may_convene:
        org = convener or review.requested.conveners[0]
        raise NotPermitted("not-your-organisation", act=Act.CONVENE, org=org)


def _must_suit(review: JointReview, step: Step, by: Officer) -> None:
    """What else a step needs, beside the status."""
    agreed = review.conclusion is not None and (
        review.conclusion.conclusion is not Conclusion.NO_CONSENSUS
    )
    unguided = agreed and review.status is R.MINUTES_SIGNED and not review.known.over
    match step:
        case Step.WITHDRAWAL if review.requested.origin is not Origin.HANDLING_UNIT:
            raise NotPermitted("not-the-requester")
        case Step.ATTENDANCE | Step.CONCLUSION if _too_few(review):
            least = review.session.quorum.voters if review.session else 0
            raise OutOfOrder(
                "panel-too-small",
                basis="JR-PANEL",
                count=str(len(review.voters)),
                least=str(least),
            )
        case Step.CONCLUSION if all(each.id != review.chair for each in review.present):
            raise OutOfOrder("chair-not-present", basis="JR-PANEL")
        case Step.OPINION if all(each.id != by.id for each in review.present):
            raise OutOfOrder("member-not-present")
        case Step.CONCLUSION if not review.is_quorate:
            raise OutOfOrder(
                "quorum-not-reached",
                basis="JR-PANEL",
                present=str(min(len(review.present), len(review.standing))),
                needed=str(review.needed),
            )
        case Step.SIGNATURE if review.minutes is None:
            raise OutOfOrder("minutes-not-written")
        case Step.SIGNATURE if by.id not in review.unsigned.values():
            raise OutOfOrder("minutes-signed-already")
        case Step.GUIDANCE if not agreed:
            raise OutOfOrder("no-consensus-to-guide")
        case Step.RECONVENING if agreed and not review.changed_since:
            raise OutOfOrder("consensus-was-found")
        case Step.CLOSING if unguided:
            raise OutOfOrder("guidance-due")
        case _:
            pass


def _too_few(review: JointReview) -> bool:
    """Whether recusals left fewer voters than decide anything; replacements are named first."""
    return review.session is not None and len(review.voters) < review.session.quorum.voters
