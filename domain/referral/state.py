"""What a decision about a referral needs to remember."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.referral import criminal_events as c
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
    RECEIPTED = "receipted"  # 已回执
    BOUNCED = "bounced"  # 其他部门退回
    REPLY_DUE = "reply_due"  # 待回复
    DELAY_NOTIFIED = "delay_notified"  # 延期回复
    REPLIED = "replied"  # 已回复
    TEAM_FORMED = "team_formed"  # 专案组核实
    REPORT_SUBMITTED = "report_submitted"  # 待决定是否移送
    REFUSED = "refused"  # 决定不移送
    APPROVED = "approved"  # 待移送公安机关
    SENT_TO_POLICE = "sent_to_police"  # 待公安机关签收
    WITH_POLICE = "with_police"  # 公安机关审查
    MATERIALS_REQUESTED = "materials_requested"  # 待补充材料
    SUPPLEMENTED = "supplemented"  # 已补充材料
    PASSED_ON = "passed_on"  # 公安机关转送
    POLICE_FILED = "police_filed"  # 公安机关立案
    HANDED_OVER = "handed_over"  # 已移交
    POLICE_DECLINED = "police_declined"  # 公安机关不予立案
    RECONSIDER_REQUESTED = "reconsider_requested"  # 提请复议
    RECON_UPHELD = "recon_upheld"  # 复议维持不予立案
    PROSECUTOR_SUGGESTED = "prosecutor_suggested"  # 建议立案监督
    PROSECUTOR_ASKED = "prosecutor_asked"  # 检察机关要求说明理由
    FILING_ORDERED = "filing_ordered"  # 检察机关通知立案
    REASONS_ACCEPTED = "reasons_accepted"  # 不立案理由成立
    ADMIN_RESUMED = "admin_resumed"  # 恢复行政处理


OPEN = frozenset(
    {
        ReferralStatus.SENT,
        ReferralStatus.RECEIVED,
        ReferralStatus.DISPUTED,
        ReferralStatus.REPORTED_UP,
    }
)


class Referral(Struct, frozen=True, kw_only=True):
    """One hand-over between two bodies; `superior` is asked when they disagree.

    `last_at` is the last moment recorded of a criminal transfer: none goes before it.
    """

    kind: ReferralKind
    subject: e.Subject
    from_org: str
    to_org: str
    reason: str
    dossier: UUID
    status: ReferralStatus = ReferralStatus.SENT
    superior: str | None = None
    last_at: datetime | None = None
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
    if isinstance(event, c.CrimeTeamFormed):
        return Referral(
            kind=ReferralKind.CRIMINAL,
            subject=event.subject,
            from_org=event.from_org,
            to_org=event.to_org,
            reason=event.reason,
            dossier=event.dossier,
            status=ReferralStatus.TEAM_FORMED,
        )
    assert referral is not None, "a referral's first event drafts, issues or begins it"
    return replace(_next(referral, event), version=referral.version + 1)


def _next(referral: Referral, event: e.ReferralEvent) -> Referral:
    match event:
        case e.ReferralDisputed(negotiating=False) | e.FeedbackGiven(final=False) | e.Reminded():
            return referral
        case e.DesignationRequested(superior=superior):
            return replace(referral, status=ReferralStatus.REPORTED_UP, superior=superior)
        case _:
            status = reached(referral.kind, event)
            return replace(referral, status=status, last_at=moment_in(event) or referral.last_at)


def reached(kind: ReferralKind, event: e.ReferralEvent) -> ReferralStatus:
    """Where an event of its own status brings a referral; receipt is the end for some kinds."""
    if isinstance(event, e.ReferralReceived):
        return RECEIPT.get(kind, ReferralStatus.RECEIVED)
    if isinstance(event, c.ReconsiderationDecided) and event.filed:
        return ReferralStatus.POLICE_FILED
    return _REACHED[type(event)]


def moment_in(event: e.ReferralEvent) -> datetime | None:
    """The moment an event names, for the periods in hours."""
    match event:
        case c.CrimeTransferApproved(decided_at=at) | c.CrimeTransferRefused(decided_at=at):
            return at
        case c.CrimeCaseSent(sent_at=at) | c.PoliceReceipted(received_at=at):
            return at
        case c.MaterialsRequested(requested_at=at) | c.CasePassedOn(passed_at=at):
            return at
        case _:
            return None


RECEIPT = {
    ReferralKind.OTHER_DEPARTMENT: ReferralStatus.RECEIPTED,
    ReferralKind.ASSISTANCE: ReferralStatus.REPLY_DUE,
}
_REACHED: dict[type[e.ReferralEvent], ReferralStatus] = {
    e.ReferralApproved: ReferralStatus.SENT,
    e.ReferralAccepted: ReferralStatus.ACCEPTED,
    e.ReferralReturned: ReferralStatus.RETURNED,
    e.ReferralWithdrawn: ReferralStatus.WITHDRAWN,
    e.ReferralDisputed: ReferralStatus.DISPUTED,
    e.DesignationMade: ReferralStatus.DESIGNATED,
    e.HandlingConcluded: ReferralStatus.FEEDBACK_DUE,
    e.FeedbackGiven: ReferralStatus.CLOSED,
    e.ReferralBounced: ReferralStatus.BOUNCED,
    e.AssistanceReplied: ReferralStatus.REPLIED,
    e.DelayNotified: ReferralStatus.DELAY_NOTIFIED,
    c.CrimeReportSubmitted: ReferralStatus.REPORT_SUBMITTED,
    c.CrimeTransferApproved: ReferralStatus.APPROVED,
    c.CrimeTransferRefused: ReferralStatus.REFUSED,
    c.CrimeCaseSent: ReferralStatus.SENT_TO_POLICE,
    c.PoliceReceipted: ReferralStatus.WITH_POLICE,
    c.MaterialsRequested: ReferralStatus.MATERIALS_REQUESTED,
    c.MaterialsSupplemented: ReferralStatus.SUPPLEMENTED,
    c.CasePassedOn: ReferralStatus.PASSED_ON,
    c.PoliceFiled: ReferralStatus.POLICE_FILED,
    c.PoliceDeclined: ReferralStatus.POLICE_DECLINED,
    c.ItemsHandedOver: ReferralStatus.HANDED_OVER,
    c.ReconsiderationRequested: ReferralStatus.RECONSIDER_REQUESTED,
    c.ReconsiderationDecided: ReferralStatus.RECON_UPHELD,
    c.ProsecutorSuggested: ReferralStatus.PROSECUTOR_SUGGESTED,
    c.ReasonsAsked: ReferralStatus.PROSECUTOR_ASKED,
    c.FilingOrdered: ReferralStatus.FILING_ORDERED,
    c.ReasonsAccepted: ReferralStatus.REASONS_ACCEPTED,
    c.AdministrationResumed: ReferralStatus.ADMIN_RESUMED,
}
