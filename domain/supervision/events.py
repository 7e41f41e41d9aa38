"""What can happen to a supervision of a case (督办、执法监督): the stored format."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from msgspec import Struct


class SupervisionKind(StrEnum):
    """What a superior presses with. Pressing and guidance have no rule of law; the rest is SUP2020.

    Guidance is that outside a joint review: advice, on which the bureau decides by itself.
    """

    PRESSING = "pressing"  # 督办: a day is set
    GUIDANCE = "guidance"  # 指导意见: a day may be set for the feedback
    NOTICE = "notice"  # 执法监督通知书 (SUP-INFO)
    DECISION = "decision"  # 执法监督决定书 (SUP-FIX)
    OPINION = "opinion"  # 执法监督意见书 (SUP-OPINION)


class SupervisionIssued(Struct, frozen=True, kw_only=True, tag="supervision.issued.v1"):
    """A superior supervises a lower bureau's case; the answer is due by a day where one is set."""

    kind: SupervisionKind
    case: UUID
    case_number: str
    case_title: str
    dossier: UUID
    from_org: str
    to_org: str
    text: str
    number: str | None = None
    answer_by: date | None = None


class SupervisionReceived(Struct, frozen=True, kw_only=True, tag="supervision.received.v1"):
    """签收: the periods of the bureau begin."""

    kind: SupervisionKind
    received_on: date


class CorrectionDone(Struct, frozen=True, kw_only=True, tag="supervision.corrected.v1"):
    """改正: what a decision orders was done; it is to be reported."""

    corrected_on: date
    text: str


class ReexaminationRequested(Struct, frozen=True, kw_only=True, tag="supervision.objected.v1"):
    """申请复查 of a decision."""

    reason: str


class ReexaminationAnswered(
    Struct, frozen=True, kw_only=True, tag="supervision.objection-answered.v1"
):
    """复查答复; a decision that is withdrawn binds nobody any more."""

    withdrawn: bool
    reason: str


class SupervisionAnswered(Struct, frozen=True, kw_only=True, tag="supervision.answered.v1"):
    """答复: materials, the report of what was corrected, or what came of the matter.

    `adopted` is whether guidance was (采纳、未采纳); of other kinds it says nothing.
    """

    text: str
    adopted: bool | None = None


class AnswerReturned(Struct, frozen=True, kw_only=True, tag="supervision.answer-returned.v1"):
    """退回答复 that does not do: it is to be given again by a day."""

    reason: str
    answer_by: date


class SupervisionWithdrawn(Struct, frozen=True, kw_only=True, tag="supervision.withdrawn.v1"):
    """撤回 before it was received."""

    reason: str


class SupervisionClosed(Struct, frozen=True, kw_only=True, tag="supervision.closed.v1"):
    """办结."""

    reason: str


SupervisionEvent = (
    SupervisionIssued
    | SupervisionReceived
    | CorrectionDone
    | ReexaminationRequested
    | ReexaminationAnswered
    | SupervisionAnswered
    | AnswerReturned
    | SupervisionWithdrawn
    | SupervisionClosed
)
