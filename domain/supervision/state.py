"""What a decision about a supervision needs to remember."""

from enum import StrEnum
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from domain.supervision import events as e


class SupervisionStatus(StrEnum):
    """The stages: notice, receipt, answer, closing. The last two are final."""

    ISSUED = "issued"  # 待签收
    RECEIVED = "received"  # 待答复
    OBJECTED = "objected"  # 复查中
    CORRECTED = "corrected"  # 已改正，待报告
    ANSWERED = "answered"  # 已答复
    RETURNED = "returned"  # 已退回，待重新答复
    CLOSED = "closed"  # 已办结
    WITHDRAWN = "withdrawn"  # 已撤回


class Supervision(Struct, frozen=True, kw_only=True):
    """One supervision. `objected` stays: a re-examination is asked for once.

    Each answer that was sent back is among `returned`, in their order.
    """

    issued: e.SupervisionIssued
    status: SupervisionStatus = SupervisionStatus.ISSUED
    received: e.SupervisionReceived | None = None
    objected: e.ReexaminationRequested | None = None
    reexamined: e.ReexaminationAnswered | None = None
    corrected: e.CorrectionDone | None = None
    answers: tuple[e.SupervisionAnswered, ...] = ()
    returned: tuple[e.AnswerReturned, ...] = ()
    withdrawn: e.SupervisionWithdrawn | None = None
    closed: e.SupervisionClosed | None = None
    version: int = 1


S = SupervisionStatus


def evolve(supervision: Supervision | None, event: e.SupervisionEvent) -> Supervision:
    """The supervision after one more event; never refuses."""
    if isinstance(event, e.SupervisionIssued):
        return Supervision(issued=event)
    assert supervision is not None, "its first event is SupervisionIssued"
    now = replace(supervision, version=supervision.version + 1)
    match event:
        case e.SupervisionReceived():
            return replace(now, status=S.RECEIVED, received=event)
        case e.CorrectionDone():
            return replace(now, status=S.CORRECTED, corrected=event)
        case e.ReexaminationRequested():
            return replace(now, status=S.OBJECTED, objected=event)
        case e.ReexaminationAnswered(withdrawn=withdrawn):
            status = S.CLOSED if withdrawn else S.RECEIVED
            return replace(now, status=status, reexamined=event)
        case e.SupervisionAnswered():
            return replace(now, status=S.ANSWERED, answers=(*now.answers, event))
        case e.AnswerReturned():
            return replace(now, status=S.RETURNED, returned=(*now.returned, event))
        case e.SupervisionWithdrawn():
            return replace(now, status=S.WITHDRAWN, withdrawn=event)
        case e.SupervisionClosed():
            return replace(now, status=S.CLOSED, closed=event)
    assert_never(event)
