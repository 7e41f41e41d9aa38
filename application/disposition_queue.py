"""What waits in dispositions: for the organiser's notice or answer, for a bureau's re-check."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from application.almanac import Almanac
from application.deadlines import DEADLINES, DeadlineRow, Stage, reckoned
from application.queries import Ask
from application.views.disposition import DISPOSITIONS
from application.views.view import View
from domain.disposition.clocks import RECHECK, RECHECK2, RECTIFY
from domain.disposition.state import DispositionStatus

RECHECK_AHEAD = timedelta(15)  # from the sixtieth of seventy-five days
WINDOW_AHEAD = timedelta(45)  # thirty days of window, and the longest holiday at its end


class Waiting(StrEnum):
    """What for; the first two are the organiser's, the others the handling bureau's."""

    NOTICE = "notice"  # 待告知
    OBJECTION = "objection"  # 待答复异议
    OVERDUE = "overdue"  # 逾期未改正
    RECHECK = "recheck"  # 待复查
    WINDOW = "window"  # 公告后待复查


STATUSES = {
    Waiting.NOTICE: DispositionStatus.NOTIFYING,
    Waiting.OBJECTION: DispositionStatus.OBJECTION,
}
# The rule, whether its time is a party's to use, and which days it may be due on.
CLOCKS: Mapping[Waiting, tuple[str, Stage, timedelta]] = {
    Waiting.OVERDUE: (RECTIFY, Stage.AWAITED, timedelta(-1)),
    Waiting.RECHECK: (RECHECK, Stage.RUNNING, RECHECK_AHEAD),
    Waiting.WINDOW: (RECHECK2, Stage.RUNNING, WINDOW_AHEAD),
}


def question(waiting: Waiting, org: str, today: date) -> tuple[View[Any], Ask]:
    """Which list to ask for what waits with a body, and how."""
    if waiting in STATUSES:
        return DISPOSITIONS, Ask(equal={"organiser": org, "status": STATUSES[waiting]})
    rule, stage, ahead = CLOCKS[waiting]
    equal = {"kind": "dispositions", "rule": rule, "holder": org, "stage": stage}
    return DEADLINES, Ask(equal=equal, due=(None, today + ahead))


def is_open(row: DeadlineRow, almanac: Almanac, today: date) -> bool:
    """Whether the window of a clock has opened; one without a window always is."""
    reckoning = reckoned(row, almanac, today)
    return reckoning is None or reckoning.opens_on is None or reckoning.opens_on <= today
