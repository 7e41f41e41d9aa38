"""The queues of supervisions: what waits for the bureau, and what for the superior."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from application.deadlines import Stage
from application.queries import Ask, scope
from application.views.supervision import SUPERVISIONS
from domain.authority import Act, Officer, may
from domain.supervision.state import SupervisionStatus


class SupervisionTab(StrEnum):
    """What a supervision waits for (product.md S8): two tabs of the bureau, three of the superior.

    Both have what is overdue, and all.
    """

    RECEIPT = "receipt"  # 待签收
    ANSWER = "answer"  # 待改正、待答复
    WAITING = "waiting"  # 待对方办理
    REEXAMINATION = "reexamination"  # 待复查
    CLOSING = "closing"  # 待办结
    OVERDUE = "overdue"  # 已超期
    ALL = "all"  # 全部


T, S = SupervisionTab, SupervisionStatus
WITH_THE_BUREAU = (S.RECEIVED, S.CORRECTED, S.RETURNED)
# Whose it is, by column, and where the supervision stands.
WAITS: Mapping[SupervisionTab, tuple[str, tuple[SupervisionStatus, ...]]] = {
    T.RECEIPT: ("to_org", (S.ISSUED,)),
    T.ANSWER: ("to_org", WITH_THE_BUREAU),
    T.WAITING: ("from_org", (S.ISSUED, *WITH_THE_BUREAU)),
    T.REEXAMINATION: ("from_org", (S.OBJECTED,)),
    T.CLOSING: ("from_org", (S.ANSWERED,)),
}
COMMON = (T.OVERDUE, T.ALL)
OF_THE_BUREAU = (T.RECEIPT, T.ANSWER, *COMMON)
OF_THE_SUPERIOR = (T.CLOSING, T.REEXAMINATION, T.WAITING, *COMMON)


def tabs_of(by: Officer) -> tuple[SupervisionTab, ...]:
    """The tabs of an officer's side; who only watches has those of both."""
    if may(by, Act.SUPERVISE):
        return OF_THE_SUPERIOR
    return OF_THE_BUREAU if scope(by) is not None else tuple(SupervisionTab)


def own_org(by: Officer) -> str | None:
    """Whose queue an officer looks at first; None is everybody's, for who only watches."""
    watches = scope(by) is None and not may(by, Act.SUPERVISE)
    return None if watches else by.org


def waiting(tab: SupervisionTab, org: str | None) -> Ask:
    """What a tab asks for of an organisation's; what is overdue is asked of the deadlines instead.

    One status of one organisation is one walk of an index.
    """
    if tab is T.ALL:
        return Ask(org=org, descending=True)
    column, statuses = WAITS[tab]
    status = statuses[0] if len(statuses) == 1 else statuses
    return Ask(equal={"status": status, **({column: org} if org else {})}, org=org)


def overdue(by: Officer, org: str | None, today: date) -> Ask:
    """The clocks of an organisation's supervisions that were not kept.

    Those a bureau is late with itself; a superior's are those it issued, whoever is late.
    """
    equal: dict[str, Any] = {"kind": SUPERVISIONS.path, "stage": Stage.RUNNING}
    held = {"holder": by.org} if scope(by) is not None else {}
    return Ask(equal=equal | held, due=(None, today - timedelta(1)), org=org)
