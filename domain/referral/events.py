"""What can happen to a referral (移送/交办/报请/指定). These types are the stored format."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.referral.criminal_events import CriminalEvent
from domain.referral.kinds import ReferralKind
from domain.referral.subject import Subject as Subject  # noqa: PLC0414 - part of the format


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


class ReferralBounced(Struct, frozen=True, kw_only=True, tag="referral.bounced.v1"):
    """Another department sent it back: it is not theirs."""

    org: str
    reason: str


class AssistanceReplied(Struct, frozen=True, kw_only=True, tag="referral.assistance-replied.v1"):
    """`evidence` names what came with the reply."""

    org: str
    text: str
    evidence: tuple[str, ...] = ()


class DelayNotified(Struct, frozen=True, kw_only=True, tag="referral.delay-notified.v1"):
    """Told before the reply was due that it will take until a day (PP-ASSIST)."""

    org: str
    reason: str
    until: date
    officer: str


AnsweredEvent = ReferralBounced | AssistanceReplied | DelayNotified

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
    | AnsweredEvent
    | CriminalEvent
)
