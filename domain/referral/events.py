"""What can happen to a referral (移送/交办/报请/指定). These types are the stored format."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.referral.kinds import ReferralKind, SubjectKind


class Subject(Struct, frozen=True, kw_only=True):
    """What is handed over, as it was described to the receiver."""

    kind: SubjectKind
    id: UUID
    title: str
    product: str | None = None
    enterprise: str | None = None
    source: str | None = None
    serious: bool = False


class ReferralDrafted(Struct, frozen=True, kw_only=True, tag="referral.drafted.v1"):
    kind: ReferralKind
    subject: Subject
    from_org: str
    to_org: str
    reason: str
    dossier: UUID
    asked: str | None = None
    report_back_by: date | None = None
    proposed_by: str | None = None


class ReferralIssued(Struct, frozen=True, kw_only=True, tag="referral.issued.v1"):
    kind: ReferralKind
    subject: Subject
    from_org: str
    to_org: str
    reason: str
    dossier: UUID
    asked: str | None = None
    report_back_by: date | None = None
    proposed_by: str | None = None
    after: UUID | None = None


class ReferralApproved(Struct, frozen=True, kw_only=True, tag="referral.approved.v1"):
    org: str


class ReferralReceived(Struct, frozen=True, kw_only=True, tag="referral.received.v1"):
    org: str
    received_on: date


class ReferralAccepted(Struct, frozen=True, kw_only=True, tag="referral.accepted.v1"):
    org: str


class ReferralReturned(Struct, frozen=True, kw_only=True, tag="referral.returned.v1"):
    org: str
    reason_code: str
    reason: str
    suggested_org: str | None = None
    evidence: tuple[str, ...] = ()


class ReferralWithdrawn(Struct, frozen=True, kw_only=True, tag="referral.withdrawn.v1"):
    org: str
    reason: str


class ReferralDisputed(Struct, frozen=True, kw_only=True, tag="referral.disputed.v1"):
    org: str
    reason: str
    negotiating: bool
    suggested_org: str | None = None


class DesignationRequested(
    Struct, frozen=True, kw_only=True, tag="referral.designation-requested.v1"
):
    org: str
    superior: str
    reason: str


class DesignationMade(Struct, frozen=True, kw_only=True, tag="referral.designation-made.v1"):
    """`org` is now competent; `referral` is the one that carries the matter there, if any."""

    superior: str
    org: str
    reason: str
    referral: UUID | None = None


class HandlingConcluded(Struct, frozen=True, kw_only=True, tag="referral.handling-concluded.v1"):
    outcome: str


class FeedbackGiven(Struct, frozen=True, kw_only=True, tag="referral.feedback-given.v1"):
    org: str
    outcome: str
    text: str
    final: bool


class Reminded(Struct, frozen=True, kw_only=True, tag="referral.reminded.v1"):
    org: str
    text: str
    answer_by: date | None = None


ReferralEvent = (
    ReferralDrafted
    | ReferralIssued
    | ReferralApproved
    | ReferralReceived
    | ReferralAccepted
    | ReferralReturned
    | ReferralWithdrawn
    | ReferralDisputed
    | DesignationRequested
    | DesignationMade
    | HandlingConcluded
    | FeedbackGiven
    | Reminded
)
