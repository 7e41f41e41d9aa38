"""Who may take which step of a joint review, and when: one table for refusals and allowed actions.

Whoever is named to a session acts by that; their roles are of no account.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from domain.authority import Act, Officer, may, require
from domain.joint_review.kinds import Conclusion, ReviewStatus
from domain.joint_review.state import JointReview
from domain.refusals import NotPermitted, OutOfOrder, Refusal


class Step(StrEnum):
    """The steps, named as they are POSTed to."""

    ACCEPTANCE = "acceptance"
    DECLINE = "decline"
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


class Part(StrEnum):
    """Whose step it is."""

    CONVENER = "convener"
    CHAIR = "chair"
    PRESIDING = "presiding"  # the chair or the recorder
    MEMBER = "member"
    HANDLING_UNIT = "handling_unit"


R = ReviewStatus
IN_SESSION = frozenset({R.CONVENED, R.DELIBERATED})
PLANNED = frozenset({R.SCHEDULED}) | IN_SESSION
FROZEN = frozenset({R.MINUTES_SIGNED, R.FEEDBACK_DUE, R.ADOPTED, R.DEPARTED, R.CLOSED})
OVER = frozenset({R.DECLINED, R.CLOSED})

STEPS: Mapping[Step, tuple[Part, frozenset[ReviewStatus]]] = {
    Step.ACCEPTANCE: (Part.CONVENER, frozenset({R.REQUESTED})),
    Step.DECLINE: (Part.CONVENER, frozenset({R.REQUESTED})),
    Step.SCHEDULE: (Part.CONVENER, frozenset({R.ACCEPTED, R.SCHEDULED, R.ADJOURNED})),
    Step.PANEL: (Part.CONVENER, PLANNED),
    Step.RECUSAL: (Part.CONVENER, PLANNED),
    Step.ATTENDANCE: (Part.PRESIDING, PLANNED),
    Step.ADJOURNMENT: (Part.PRESIDING, PLANNED),
    Step.OPINION: (Part.MEMBER, IN_SESSION),
    Step.CONCLUSION: (Part.CHAIR, IN_SESSION),
    Step.MINUTES: (Part.PRESIDING, frozenset({R.CONCLUDED})),
    Step.SIGNATURE: (Part.PRESIDING, frozenset({R.CONCLUDED})),
    Step.ANNEX: (Part.PRESIDING, FROZEN),
    Step.GUIDANCE: (Part.CONVENER, frozenset({R.MINUTES_SIGNED})),
    Step.FEEDBACK: (Part.HANDLING_UNIT, frozenset({R.FEEDBACK_DUE})),
    Step.RECONVENING: (Part.CONVENER, frozenset({R.MINUTES_SIGNED})),
    Step.CLOSING: (
        Part.CONVENER,
        frozenset({R.ACCEPTED, R.ADJOURNED, R.MINUTES_SIGNED, R.ADOPTED, R.DEPARTED}),
    ),
}


def enter(review: JointReview, step: Step, by: Officer) -> None:
    """Refuses a step to who may not take it, or where the review does not stand there."""
    part, statuses = STEPS[step]
    _must_be(part, review, by)
    if review.status not in statuses:
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
        case Part.PRESIDING:
            recorder = review.session.recorder.id if review.session else None
            if by.id not in (review.chair, recorder):
                raise NotPermitted("not-presiding")
        case Part.MEMBER:
            if all(each.id != by.id for each in review.panel):
                raise NotPermitted("not-a-member")
            if by.id in review.recused:
                raise NotPermitted("member-recused", basis="JR-RECUSE", officer=by.name)
        case Part.HANDLING_UNIT:
            require(by, Act.WORK_CASE, org=review.requested.handling_org)
        case _:
            assert_never(part)


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
    signing = review.status is R.MINUTES_SIGNED
    match step:
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
        case Step.RECONVENING if agreed:
            raise OutOfOrder("consensus-was-found")
        case Step.CLOSING if signing and agreed:
            raise OutOfOrder("guidance-due")
        case _:
            pass
