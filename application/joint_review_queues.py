"""The queues of joint reviews: what waits for whom, by organisation and by person."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from msgspec import Struct

from application.queries import Ask, scope
from domain.authority import Officer
from domain.joint_review.kinds import ReviewStatus
from domain.joint_review.steps import PLANNED


class ReviewTab(StrEnum):
    """What a joint review waits for (product.md S7)."""

    SCREEN = "screen"  # 待受理
    SCHEDULE = "schedule"  # 待排期
    TODAY = "today"  # 今日会审
    POSITION = "position"  # 待我发表意见
    SIGNATURE = "signature"  # 待签名
    FEEDBACK = "feedback"  # 待反馈
    OVERDUE = "overdue"  # 已超期


class Waiting(Struct, frozen=True):
    """The question for a tab, of which the reader's rights are a part already.

    What waits for a person is theirs, whatever their organisation.
    """

    equal: Mapping[str, Any]
    holding: Mapping[str, str]

    def ask(self, **more: Any) -> Ask:  # noqa: ANN401 - the rest of the question
        """The question with the page asked for."""
        return Ask(equal=self.equal, holding=self.holding, **more)


def waiting(tab: ReviewTab, by: Officer, today: date) -> Waiting:
    """What a tab asks for. Overdue is asked of the deadlines instead."""
    match tab:
        case ReviewTab.SCREEN:
            return _own(by, ReviewStatus.REQUESTED)
        case ReviewTab.SCHEDULE:
            return _own(by, ReviewStatus.ACCEPTED, ReviewStatus.ADJOURNED)
        case ReviewTab.TODAY:
            planned = {"session_on": today, "status": tuple(sorted(PLANNED))}
            sees_all = scope(by) is None
            return Waiting(planned, {} if sees_all else {"members": by.id})
        case ReviewTab.POSITION:
            return Waiting({}, {"awaited": by.id})
        case ReviewTab.SIGNATURE:
            return Waiting({}, {"signers": by.id})
        case ReviewTab.FEEDBACK:
            return _own(by, ReviewStatus.FEEDBACK_DUE)
        case ReviewTab.OVERDUE:
            raise AssertionError("what is overdue is asked of the deadlines")
    assert_never(tab)


def _own(by: Officer, status: ReviewStatus, *more: ReviewStatus) -> Waiting:
    """Those of the officer's bureau, or all for who sees all.

    One status of one bureau is one walk of an index; that the bureau is the reader's own is right
    enough, so nothing else is asked of the rows.
    """
    org = scope(by)
    own = {"handling_org": org} if org else {}
    return Waiting({"status": (status, *more) if more else status, **own}, {})
