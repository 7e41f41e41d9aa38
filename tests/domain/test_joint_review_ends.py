"""How a joint review ends: by feedback, by withdrawal, with the case, or with the superior."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from domain.joint_review import convening, deliberation, outcome
from domain.joint_review import events as e
from domain.joint_review.convening import Withdraw
from domain.joint_review.kinds import Conclusion, Origin, ReviewStatus
from domain.joint_review.outcome import AnswerAsSuperior, Close, GiveFeedback, Guide, Reconvene
from domain.joint_review.state import JointReview, evolve
from domain.joint_review.steps import Step, allowed
from domain.refusals import Refusal
from tests.domain.joint_review_story import (
    ABOVE,
    CHAIR,
    CONVENER,
    DAY,
    EVIDENCE,
    HANDLING,
    MEMBERS,
    MINUTES,
    WRITER,
    accepted,
    after,
    concluded,
    convened,
    deliberated,
    frozen,
    requested,
    said,
    scheduled,
)

OVER = e.CaseChanged(known=e.CaseKnown(version=9, over=True), changes=("case.closed",))
CLOSE = Close(reason="办结")


def refused(call: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.code


def guided() -> JointReview:
    review = frozen()
    return after(review, outcome.guide(review, Guide(text="指导"), DAY, by=CONVENER))


def asked_above() -> JointReview:
    split, up = frozen(Conclusion.NO_CONSENSUS), Close(reason="请示", to_superior=True)
    return after(split, outcome.close(split, up, by=CONVENER))


# --- withdrawal -----------------------------------------------------------------------------------


def test_the_handling_unit_withdraws_before_the_session() -> None:
    for review in (requested(), accepted(), scheduled()):
        left = after(review, convening.withdraw(review, Withdraw(reason="已查清"), by=HANDLING))
        assert left.withdrawn is not None
        assert (left.status, left.withdrawn.reason) == (ReviewStatus.WITHDRAWN, "已查清")
        assert allowed(left, CONVENER) == allowed(left, HANDLING) == []

    late = lambda: convening.withdraw(convened(), Withdraw(reason="x"), by=HANDLING)  # noqa: E731
    assert refused(late) == "joint-review-out-of-order"


def test_what_the_superior_brought_up_the_handling_unit_does_not_withdraw() -> None:
    review = requested()
    review = replace(review, requested=replace(review.requested, origin=Origin.SUPERIOR))

    assert refused(lambda: convening.withdraw(review, Withdraw(reason="x"), by=HANDLING)) == (
        "not-the-requester"
    )


# --- the convener's ways out ----------------------------------------------------------------------


def test_the_convener_adjourns_and_closes_what_is_planned_or_held() -> None:
    for review in (scheduled(), convened(), deliberated()):
        assert {Step.ADJOURNMENT, Step.CLOSING} <= set(allowed(review, CONVENER))
        adjourn = deliberation.Adjourn(reason="停电")
        off = after(review, deliberation.adjourn(review, adjourn, by=CONVENER))
        assert off.status is ReviewStatus.ADJOURNED
        assert after(off, outcome.close(off, CLOSE, by=CONVENER)).status is ReviewStatus.CLOSED


def test_guidance_never_answered_is_closed_as_that() -> None:
    (closed,) = outcome.close(guided(), CLOSE, by=CONVENER)
    (plain,) = outcome.close(accepted(), CLOSE, by=CONVENER)

    assert closed == e.JointReviewClosed(reason="办结", unanswered=True)
    assert plain == e.JointReviewClosed(reason="办结")


# --- the superior ---------------------------------------------------------------------------------


def test_the_superior_answers_what_the_panel_left_open() -> None:
    review = asked_above()
    assert review.status is ReviewStatus.SUPERIOR_ASKED
    assert allowed(review, CONVENER) == []

    answer = AnswerAsSuperior(text="按过期处理")
    over = after(review, outcome.answer_as_superior(review, answer, by=ABOVE))

    assert over.superior is not None
    assert (over.status, over.superior.text) == (ReviewStatus.CLOSED, "按过期处理")
    assert refused(lambda: outcome.answer_as_superior(over, answer, by=ABOVE)) == (
        "joint-review-out-of-order"
    )


def test_only_the_superior_answers_as_that() -> None:
    answer = AnswerAsSuperior(text="x")
    elsewhere = replace(ABOVE, org="310115")

    for by, code in ((CONVENER, "role-not-granted"), (elsewhere, "not-your-organisation")):
        call = lambda by=by: outcome.answer_as_superior(asked_above(), answer, by=by)  # noqa: E731
        assert refused(call) == code


# --- with the case --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "review",
    [
        requested(),
        accepted(),
        scheduled(),
        convened(),
        deliberated(),
        guided(),
        frozen(),
        asked_above(),
    ],
    ids=lambda review: review.status.value,
)
def test_once_the_case_is_over_the_convener_only_closes(review: JointReview) -> None:
    over = evolve(review, OVER)

    assert allowed(over, CONVENER) == [Step.CLOSING]
    assert after(over, outcome.close(over, CLOSE, by=CONVENER)).status is ReviewStatus.CLOSED


def test_steps_say_that_the_case_is_over() -> None:
    calls: list[Callable[[], object]] = [
        lambda: convening.accept(evolve(requested(), OVER), convening.Accept(), by=CONVENER),
        lambda: said(evolve(convened(), OVER), MEMBERS[1]),
        lambda: outcome.guide(evolve(frozen(), OVER), Guide(text="x"), DAY, by=CONVENER),
        lambda: convening.withdraw(evolve(requested(), OVER), Withdraw(reason="x"), by=HANDLING),
    ]

    assert {refused(call) for call in calls} == {"joint-review-case-over"}


def test_a_record_is_brought_to_its_end_though_the_case_is_over() -> None:
    review = evolve(concluded(), OVER)
    review = after(review, outcome.write_minutes(review, MINUTES, by=WRITER))
    for by in (CHAIR, WRITER):
        review = after(review, outcome.sign(review, outcome.Sign(), by=by))
    answer = GiveFeedback(adopted=True, text="已采纳")
    told = evolve(guided(), OVER)

    assert review.status is ReviewStatus.MINUTES_SIGNED
    assert outcome.give_feedback(told, answer, by=HANDLING)
    assert Step.PANEL in allowed(evolve(concluded(), OVER), CONVENER)


def test_a_case_that_came_back_is_reviewed_on() -> None:
    back = e.CaseChanged(known=e.CaseKnown(version=10), changes=("case.came-back",))
    review = evolve(evolve(accepted(), OVER), back)

    assert Step.SCHEDULE in allowed(review, CONVENER)


# --- after the conclusion -------------------------------------------------------------------------


def test_what_changes_after_the_conclusion_is_kept_beside_it() -> None:
    review = evolve(frozen(), EVIDENCE)

    assert len(review.standing) == 5
    assert review.status is ReviewStatus.MINUTES_SIGNED
    assert [each.changes for each in review.changed_since] == [("case.evidence-added",)]
    assert review.known.version == 4


def test_a_case_that_changed_is_brought_before_the_panel_again() -> None:
    again = Reconvene(reason="新证据")
    answered = guided()
    answered = evolve(answered, EVIDENCE)
    answer = GiveFeedback(adopted=False, text="证据有变")
    departed = after(answered, outcome.give_feedback(answered, answer, by=HANDLING))

    assert refused(lambda: outcome.reconvene(guided(), again, by=CONVENER)) == (
        "consensus-was-found"
    )
    for review in (evolve(frozen(), EVIDENCE), answered, departed):
        anew = after(review, outcome.reconvene(review, again, by=CONVENER))
        assert (anew.status, anew.changed_since) == (ReviewStatus.ACCEPTED, ())
        assert (anew.guidance, anew.feedback) == (None, None)
        assert anew.sittings[0].feedback == review.feedback
        assert anew.sittings[0].guidance == review.guidance
