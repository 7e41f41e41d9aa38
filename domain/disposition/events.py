"""What can happen to a disposition (不合格结果处理). These types are the stored format."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from domain.disposition import kinds as k
from domain.party import Enterprise
from domain.reference.catalogue import RiskClass
from domain.sampling.result import TestResult


class RecipientRole(StrEnum):
    """As what an operator is addressed (PSS-NOTIFY)."""

    PRODUCER = "producer"
    SELLER = "seller"
    PLATFORM = "platform"  # 电子商务平台经营者: is told, has nothing to correct


class Recipient(Struct, frozen=True, kw_only=True, rename="camel"):
    """An operator to notify and the body that handles it; None when its place is unknown.

    `labelled`: the sample was not taken there; it is the producer the label names (标称生产者).
    """

    role: RecipientRole
    enterprise: Enterprise
    handling_org: str | None
    outside: bool = False
    labelled: bool = False


class ServiceMode(StrEnum):
    """How a notice was served."""

    DIRECT = "direct"  # 直接送达
    MAIL = "mail"  # 邮寄送达
    ENTRUSTED = "entrusted"  # 委托送达
    ELECTRONIC = "electronic"  # 电子送达
    PUBLIC_NOTICE = "public_notice"  # 公告送达


class DispositionOpened(Struct, frozen=True, kw_only=True, tag="disposition.opened.v1"):
    """`licence_at_stake`: a licensed product in a national or provincial sampling (IPL-54)."""

    organiser: str
    result: TestResult
    product_kind: str | None
    catalogue_revision: int
    risk: RiskClass | None = None
    recipients: tuple[Recipient, ...]
    serious_rule: str | None = None
    serious_fact: str | None = None
    lead: UUID | None = None
    licence_at_stake: bool = False
    campaigns: tuple[str, ...] = ()


class ResultNoticeServed(Struct, frozen=True, kw_only=True, tag="disposition.notice-served.v1"):
    recipient: RecipientRole
    org: str
    received_on: date
    mode: ServiceMode
    document_no: str | None = None


class NotifiedOutside(Struct, frozen=True, kw_only=True, tag="disposition.notified-outside.v1"):
    recipient: RecipientRole
    referral: UUID
    to_org: str
    reason: str
    on: date | None = None


# --- objection and re-test


class ObjectionFiled(Struct, frozen=True, kw_only=True, tag="disposition.objection-filed.v1"):
    number: int
    recipient: RecipientRole
    ground: k.ObjectionGround
    on: date
    text: str


class ObjectionAnswered(Struct, frozen=True, kw_only=True, tag="disposition.objection-answered.v1"):
    objection: int
    recipient: RecipientRole
    ground: k.ObjectionGround
    upheld: bool
    on: date
    text: str


class RetestOrdered(Struct, frozen=True, kw_only=True, tag="disposition.retest-ordered.v1"):
    """The applicant received the notice of re-test on a day."""

    objection: int
    recipient: RecipientRole
    on: date
    text: str


class RetestFormalitiesDone(
    Struct, frozen=True, kw_only=True, tag="disposition.retest-formalities-done.v1"
):
    recipient: RecipientRole
    on: date


class RetestLabNamed(Struct, frozen=True, kw_only=True, tag="disposition.retest-lab-named.v1"):
    """`only_because`: why the first laboratory tests again, where there is no other."""

    recipient: RecipientRole
    lab: str
    on: date
    only_because: str | None = None


class RetestReported(Struct, frozen=True, kw_only=True, tag="disposition.retest-reported.v1"):
    """Final, whatever it says; who pays follows from it (PSS-COST)."""

    recipient: RecipientRole
    qualified: bool
    report_no: str
    on: date
    text: str | None = None


class RetestEnded(Struct, frozen=True, kw_only=True, tag="disposition.retest-ended.v1"):
    """The spare sample was hidden, moved, sold or damaged: the first result is final."""

    recipient: RecipientRole
    on: date
    reason: str


# --- the result


class DispositionTagged(Struct, frozen=True, kw_only=True, tag="disposition.tagged.v1"):
    """The campaigns it belongs to from now on."""

    campaigns: tuple[str, ...]
    reason: str


class ResultAmended(Struct, frozen=True, kw_only=True, tag="disposition.result-amended.v1"):
    """The result was corrected where it is recorded; this is the result as it reads now.

    `recipients`: who would be told by it, and who would handle them.
    With a `catalogue_revision` it was weighed again, and `risk` is its class now.
    """

    result: TestResult
    product_kind: str | None
    reason: str
    recipients: tuple[Recipient, ...] = ()
    on: date | None = None
    catalogue_revision: int | None = None
    risk: RiskClass | None = None


# --- who handles it


class RecipientAdded(Struct, frozen=True, kw_only=True, tag="disposition.recipient-added.v1"):
    """Somebody else has to be told: its role was empty, or held by one whose product it is not."""

    recipient: RecipientRole
    enterprise: Enterprise
    handling_org: str | None
    outside: bool
    on: date
    reason: str


class BureauAssigned(Struct, frozen=True, kw_only=True, tag="disposition.bureau-assigned.v1"):
    recipient: RecipientRole
    to_org: str
    on: date
    reason: str


class OutsideHandled(Struct, frozen=True, kw_only=True, tag="disposition.outside-handled.v1"):
    """What the bureau of another province reported of its handling."""

    recipient: RecipientRole
    referral: UUID
    outcome: str
    text: str


class OutsideWithdrawn(Struct, frozen=True, kw_only=True, tag="disposition.outside-withdrawn.v1"):
    recipient: RecipientRole
    referral: UUID
    reason: str
    on: date | None = None


# --- correction and re-check


class CorrectionOrdered(Struct, frozen=True, kw_only=True, tag="disposition.correction-ordered.v1"):
    recipient: RecipientRole
    org: str
    on: date
    text: str
    document_no: str | None = None


class CorrectionReported(
    Struct, frozen=True, kw_only=True, tag="disposition.correction-reported.v1"
):
    recipient: RecipientRole
    on: date
    text: str
    recheck_requested: bool


class RecheckDone(Struct, frozen=True, kw_only=True, tag="disposition.recheck-done.v1"):
    """复查. `round` 1 follows the order, 2 the announcement, 3 the suspension."""

    recipient: RecipientRole
    round: int
    passed: bool
    on: date
    text: str
    lab: str | None = None
    report_no: str | None = None
    late_because: str | None = None


class NotCorrected(Struct, frozen=True, kw_only=True, tag="disposition.not-corrected.v1"):
    """Counts as a failed re-check of the round."""

    recipient: RecipientRole
    round: int
    ground: k.Uncorrected
    on: date
    text: str


class Resumed(Struct, frozen=True, kw_only=True, tag="disposition.resumed.v1"):
    """The operator was told that it may make and sell again."""

    recipient: RecipientRole
    on: date
    document_no: str | None = None


# --- up to the province, and to the penalties


class ReportedUp(Struct, frozen=True, kw_only=True, tag="disposition.reported-up.v1"):
    recipient: RecipientRole
    to_org: str
    at_province: bool
    on: date
    document_no: str | None = None


class FailureAnnounced(Struct, frozen=True, kw_only=True, tag="disposition.announced.v1"):
    """公告. `bureau` has to re-check within its window."""

    recipient: RecipientRole
    bureau: str
    on: date
    place: str


class SuspensionDecided(Struct, frozen=True, kw_only=True, tag="disposition.suspension-decided.v1"):
    """责令停业、限期整顿, decided in a case; `until` is the last day of the term."""

    recipient: RecipientRole
    case: UUID
    number: str
    on: date
    until: date


class LicenceRevoked(Struct, frozen=True, kw_only=True, tag="disposition.licence-revoked.v1"):
    """吊销, decided in a case."""

    recipient: RecipientRole
    case: UUID
    number: str
    licence: k.Licence
    on: date


# --- cases, breaches, the end


class CaseLinked(Struct, frozen=True, kw_only=True, tag="disposition.case-linked.v1"):
    """A case about the matter, or the lead from which one may be filed."""

    recipient: RecipientRole
    reason: str
    case: UUID | None = None
    lead: UUID | None = None


class BreachFound(Struct, frozen=True, kw_only=True, tag="disposition.breach-found.v1"):
    recipient: RecipientRole
    breach: k.Breach
    on: date
    text: str
    case: UUID | None = None
    lead: UUID | None = None


class DispositionCompleted(Struct, frozen=True, kw_only=True, tag="disposition.completed.v1"):
    on: date
    text: str
    without_order: str | None = None
    without_case: str | None = None


class StepUndone(Struct, frozen=True, kw_only=True, tag="disposition.step-undone.v1"):
    """An earlier step was wrong: it counts no more, and stays to be read."""

    corrects: int
    reason: str


Contested = (
    ObjectionFiled
    | ObjectionAnswered
    | RetestOrdered
    | RetestFormalitiesDone
    | RetestLabNamed
    | RetestReported
    | RetestEnded
)
OfRecipient = (
    ResultNoticeServed
    | NotifiedOutside
    | OutsideHandled
    | OutsideWithdrawn
    | BureauAssigned
    | CorrectionOrdered
    | CorrectionReported
    | RecheckDone
    | NotCorrected
    | Resumed
    | ReportedUp
    | FailureAnnounced
    | SuspensionDecided
    | LicenceRevoked
    | CaseLinked
    | BreachFound
)
DispositionEvent = (
    DispositionOpened
    | ResultAmended
    | DispositionTagged
    | RecipientAdded
    | OfRecipient
    | Contested
    | DispositionCompleted
    | StepUndone
)
