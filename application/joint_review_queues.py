"""The queues of joint reviews: what waits for whom, by organisation and by person."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, assert_never

from msgspec import Struct
from msgspec.structs import replace

from application.queries import Ask, scope
from application.views.joint_review import Waits
from domain.authority import Officer

ONE_DAY = timedelta(1)


class ReviewTab(StrEnum):
    """What a joint review waits for (product.md S7), in the order of its way."""

    SCREEN = "screen"  # 待受理
    SCHEDULE = "schedule"  # 待排期
    UPCOMING = "upcoming"  # 待开会
    TODAY = "today"  # 今日会审
    UNHELD = "unheld"  # 逾期未毕
    POSITION = "position"  # 待我发表意见
    CONCLUSION = "conclusion"  # 待我形成结论
    MINUTES = "minutes"  # 待我写纪要
    SIGNATURE = "signature"  # 待我签名
    GUIDANCE = "guidance"  # 待指导
    FEEDBACK = "feedback"  # 待反馈
    CLOSING = "closing"  # 待办结
    SUPERIOR = "superior"  # 待上级答复
    OVERDUE = "overdue"  # 已超期
    MINE = "mine"  # 我参加的


# What waits for a person is theirs, whatever their organisation: the column that names them.
IN_PERSON: Mapping[ReviewTab, str] = {
    ReviewTab.POSITION: "awaited",
    ReviewTab.CONCLUSION: "concluders",
    ReviewTab.MINUTES: "writers",
    ReviewTab.SIGNATURE: "signers",
    ReviewTab.MINE: "members",
}
# The latest first: what was is looked for less than what is.
DESCENDING = frozenset({ReviewTab.MINE})


class Waiting(Struct, frozen=True, kw_only=True):
    """A question for a tab, of which the reader's rights are a part already."""

    equal: Mapping[str, Any] = {}
    holding: Mapping[str, str] = {}
    between: Mapping[str, tuple[date | None, date | None]] = {}
    other: Mapping[str, str] = {}
    descending: bool = False

    def ask(self, **more: Any) -> Ask:  # noqa: ANN401 - the rest of the question
        """The question with the page asked for."""
        own = {name: getattr(self, name) for name in self.__struct_fields__}
        return Ask(**own, **more)


def waiting(tab: ReviewTab, by: Officer, today: date) -> tuple[Waiting, ...]:
    """What a tab asks for on a day: no review answers to two of the questions.

    Overdue is asked of the deadlines instead.
    """
    match tab:
        case (
            ReviewTab.SCREEN
            | ReviewTab.SCHEDULE
            | ReviewTab.GUIDANCE
            | ReviewTab.FEEDBACK
            | ReviewTab.CLOSING
            | ReviewTab.SUPERIOR
        ):
            return (_own(by, Waits(tab)),)
        case ReviewTab.UPCOMING:
            return _sessions(by, today + ONE_DAY, None)
        case ReviewTab.TODAY:
            return _sessions(by, today, today)
        case ReviewTab.UNHELD:
            return _sessions(by, None, today - ONE_DAY)
        case (
            ReviewTab.POSITION
            | ReviewTab.CONCLUSION
            | ReviewTab.MINUTES
            | ReviewTab.SIGNATURE
            | ReviewTab.MINE
        ):
            return (Waiting(holding={IN_PERSON[tab]: by.id}, descending=tab in DESCENDING),)
        case ReviewTab.OVERDUE:
            raise AssertionError("what is overdue is asked of the deadlines")
    assert_never(tab)


def _sessions(by: Officer, first: date | None, last: date | None) -> tuple[Waiting, ...]:
    """The sessions of some days: of the bureau that reports, and of who sits there; or all.

    Asked for one by one, each is a walk of an index.
    """
    own = _own(by, Waits.SESSION)
    days = {"session_on": (first, last)}
    of_bureau = replace(own, between=days)
    if scope(by) is None:
        return (of_bureau,)
    in_person = Waiting(
        equal={"waits": Waits.SESSION},
        holding={"members": by.id},
        between=days,
        other={"handling_org": by.org},
    )
    return of_bureau, in_person


def _own(by: Officer, waits: Waits) -> Waiting:
    """Those of the officer's bureau, or all for who sees all.

    What waits for one thing in one bureau is one walk of an index; that the bureau is the reader's
    own is right enough, so nothing else is asked of the rows.
    """
    org = scope(by)
    return Waiting(equal={"waits": waits} | ({"handling_org": org} if org else {}))
