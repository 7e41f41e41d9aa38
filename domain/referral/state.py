"""What a decision about a referral needs to remember."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.referral import events as e
from domain.referral.kinds import ReferralKind


class ReferralStatus(StrEnum):
    """Where the hand-over stands (law.md 12.2)."""

    DRAFT = "draft"  # 待批准
    SENT = "sent"  # 待签收
    RECEIVED = "received"  # 待接收
    ACCEPTED = "accepted"  # 办理中
    FEEDBACK_DUE = "feedback_due"  # 待反馈
    RETURNED = "returned"  # 已退回
    WITHDRAWN = "withdrawn"  # 已撤回
    DISPUTED = "disputed"  # 协商管辖
    REPORTED_UP = "reported_up"  # 已报请指定
    DESIGNATED = "designated"  # 已指定
    CLOSED = "closed"  # 已办结


OPEN = frozenset(
    {
        ReferralStatus.SENT,
        ReferralStatus.RECEIVED,
        ReferralStatus.DISPUTED,
        ReferralStatus.REPORTED_UP,
    }
)


class Referral(Struct, frozen=True, kw_only=True):
    """One hand-over between two bodies; `superior` is asked when they disagree."""

    kind: ReferralKind
    subject: e.Subject
    from_org: str
    to_org: str
    reason: str
    dossier: UUID
    status: ReferralStatus = ReferralStatus.SENT
    superior: str | None = None
    version: int = 1


def evolve(referral: Referral | None, event: e.ReferralEvent) -> Referral:
    """The referral after one more event; never refuses."""
    if isinstance(event, e.ReferralIssued | e.ReferralDrafted):
        drafted = isinstance(event, e.ReferralDrafted)
        return Referral(
            kind=event.kind,
            subject=event.subject,
            from_org=event.from_org,
            to_org=event.to_org,
            reason=event.reason,
            dossier=event.dossier,
            status=ReferralStatus.DRAFT if drafted else ReferralStatus.SENT,
        )
    assert referral is not None, "a referral's first event drafts or issues it"
    return replace(_next(referral, event), version=referral.version + 1)


def _next(referral: Referral, event: e.ReferralEvent) -> Referral:
    match event:
        case e.ReferralApproved():
            return replace(referral, status=ReferralStatus.SENT)
        case e.ReferralDisputed(negotiating=negotiating):
            status = ReferralStatus.DISPUTED if negotiating else referral.status
            return replace(referral, status=status)
        case e.DesignationRequested(superior=superior):
            return replace(referral, status=ReferralStatus.REPORTED_UP, superior=superior)
        case e.FeedbackGiven(final=final):
            return replace(referral, status=ReferralStatus.CLOSED) if final else referral
        case e.Reminded():
            return referral
        case e.ReferralIssued() | e.ReferralDrafted():  # pragma: no cover - answered by evolve
            return referral
        case _:
            return replace(referral, status=_REACHED[type(event)])


_REACHED: dict[type[e.ReferralEvent], ReferralStatus] = {
    e.ReferralReceived: ReferralStatus.RECEIVED,
    e.ReferralAccepted: ReferralStatus.ACCEPTED,
    e.ReferralReturned: ReferralStatus.RETURNED,
    e.ReferralWithdrawn: ReferralStatus.WITHDRAWN,
    e.DesignationMade: ReferralStatus.DESIGNATED,
    e.HandlingConcluded: ReferralStatus.FEEDBACK_DUE,
}
