"""What can happen to a lead (违法线索). These types are the stored format.

Add optional fields freely; for anything else write a new event with a new tag.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from domain.party import Enterprise
from domain.reference.catalogue import RiskClass
from domain.referral.kinds import ReferralKind


class Source(StrEnum):
    """Where a lead came from (law.md 12.1)."""

    INSPECTION = "inspection"  # 日常监管
    SAMPLING = "sampling"  # 监督抽查
    RISK_MONITORING = "risk_monitoring"  # 风险监测
    COMPLAINT = "complaint"  # 投诉
    TIP = "tip"  # 举报
    TRANSFER_IN = "transfer_in"  # 部门移送
    ASSIGNED_FROM_ABOVE = "assigned_from_above"  # 上级交办
    LICENCE_SUPERVISION = "licence_supervision"  # 证后监督检查


class SealedInformant(Struct, frozen=True, kw_only=True):
    """An informant's details, encrypted under a key of their own that can be destroyed.

    `ciphertext` is base64 of AES-256-GCM over the details; lead and person are its
    associated data, so it can't be moved to another lead.
    """

    person: UUID
    named: bool
    ciphertext: str


class LeadRegistered(Struct, frozen=True, kw_only=True, tag="lead.registered.v1"):
    source: Source
    source_system: str
    source_ref: str
    title: str
    org: str
    holder: str
    supervising_org: str | None = None
    received_on: date
    enterprise: Enterprise | None = None
    product: str | None = None
    product_kind: str | None = None
    catalogue_revision: int = 0
    risk: RiskClass | None = None
    batch: str | None = None
    violation: str | None = None
    place: str | None = None
    campaigns: tuple[str, ...] = ()
    serious_because: str | None = None
    informant: SealedInformant | None = None
    disposition: UUID | None = None
    dossier: UUID | None = None


class LeadDispatched(Struct, frozen=True, kw_only=True, tag="lead.dispatched.v1"):
    referral: UUID
    kind: ReferralKind
    from_org: str
    to_org: str
    reason: str
    proposed_by: str | None = None


class LeadReceived(Struct, frozen=True, kw_only=True, tag="lead.received.v1"):
    referral: UUID
    org: str
    received_on: date


class LeadAccepted(Struct, frozen=True, kw_only=True, tag="lead.accepted.v1"):
    referral: UUID
    org: str


class LeadReturned(Struct, frozen=True, kw_only=True, tag="lead.returned.v1"):
    referral: UUID
    org: str
    to_org: str
    reason_code: str
    reason: str


class LeadRecalled(Struct, frozen=True, kw_only=True, tag="lead.recalled.v1"):
    referral: UUID
    org: str
    reason: str


class LeadBounced(Struct, frozen=True, kw_only=True, tag="lead.bounced.v1"):
    """Another department sent it back: it is not theirs."""

    referral: UUID
    org: str
    reason: str


class JurisdictionDisputed(Struct, frozen=True, kw_only=True, tag="lead.jurisdiction-disputed.v1"):
    referral: UUID
    org: str
    reason: str


class JurisdictionDesignated(
    Struct, frozen=True, kw_only=True, tag="lead.jurisdiction-designated.v1"
):
    referral: UUID
    by_org: str
    org: str
    reason: str


class VerificationStarted(Struct, frozen=True, kw_only=True, tag="lead.verification-started.v1"):
    org: str
    note: str | None = None


class NoFilingDecided(Struct, frozen=True, kw_only=True, tag="lead.no-filing-decided.v1"):
    org: str
    reason_code: str
    reason: str


class FilingDecided(Struct, frozen=True, kw_only=True, tag="lead.filing-decided.v1"):
    """立案: the lead became a case."""

    org: str
    case: UUID
    number: str
    reason: str


class SuspectedCrimeFound(Struct, frozen=True, kw_only=True, tag="lead.crime-suspected.v1"):
    """涉嫌犯罪: verification stops here, the referral takes it to the police."""

    org: str
    referral: UUID
    offence: str
    reason: str


class CrimeSuspicionCleared(Struct, frozen=True, kw_only=True, tag="lead.crime-cleared.v1"):
    """It is verified here after all; `declined_on` is when the police's last refusal came."""

    org: str
    referral: UUID
    reason: str
    declined_on: date | None = None


class InformantRedirected(Struct, frozen=True, kw_only=True, tag="lead.informant-redirected.v1"):
    org: str
    to_body: str
    reason: str


class TestCommissioned(Struct, frozen=True, kw_only=True, tag="lead.test-commissioned.v1"):
    """A test was ordered (委托检验): its time does not count. `test` names it."""

    __test__ = False  # not a test class

    org: str
    test: str
    lab: str
    purpose: str
    commissioned_on: date


class TestResultReceived(Struct, frozen=True, kw_only=True, tag="lead.test-result-received.v1"):
    """The result of a test arrived: time counts again from the day after."""

    __test__ = False  # not a test class

    org: str
    test: str
    received_on: date
    conclusion: str


class TestDatesCorrected(Struct, frozen=True, kw_only=True, tag="lead.test-dates-corrected.v1"):
    """A test had other days than were entered. Only what is set is corrected."""

    __test__ = False  # not a test class

    org: str
    test: str
    reason: str
    commissioned_on: date | None = None
    received_on: date | None = None


class VerificationExtended(Struct, frozen=True, kw_only=True, tag="lead.verification-extended.v1"):
    """A responsible person lengthened the verification (PP-VERIFY), before it ran out."""

    org: str
    approver: str
    amount: int
    reason: str
    officer: str | None = None


class InformantReplied(Struct, frozen=True, kw_only=True, tag="lead.informant-replied.v1"):
    """A named informant was told the decision (CR-TIP-REPLY)."""

    org: str
    text: str


class InformantErased(Struct, frozen=True, kw_only=True, tag="lead.informant-erased.v1"):
    """The key to the informant's details is destroyed: they stay sealed for ever."""

    org: str
    person: UUID
    reason: str


class LeadReopened(Struct, frozen=True, kw_only=True, tag="lead.reopened.v1"):
    org: str
    new_facts: str


class LeadMerged(Struct, frozen=True, kw_only=True, tag="lead.merged.v1"):
    into: UUID
    reason: str


class LeadUnmerged(Struct, frozen=True, kw_only=True, tag="lead.unmerged.v1"):
    out_of: UUID
    reason: str


class DuplicateAbsorbed(Struct, frozen=True, kw_only=True, tag="lead.duplicate-absorbed.v1"):
    duplicate: UUID
    reason: str


class DuplicateReleased(Struct, frozen=True, kw_only=True, tag="lead.duplicate-released.v1"):
    duplicate: UUID
    reason: str


class LeadLinked(Struct, frozen=True, kw_only=True, tag="lead.linked.v1"):
    record: UUID
    relation: str
    reason: str


class LeadCorrected(Struct, frozen=True, kw_only=True, tag="lead.corrected.v1"):
    """Only the fields that are set are corrected; `corrects` is the version of the event.

    With a `catalogue_revision` the lead was weighed again, by the catalogue of the day it was
    received: its kind and its class are those given here, or none.
    """

    corrects: int
    reason: str
    title: str | None = None
    received_on: date | None = None
    enterprise: Enterprise | None = None
    product: str | None = None
    product_kind: str | None = None
    catalogue_revision: int | None = None
    risk: RiskClass | None = None
    batch: str | None = None
    violation: str | None = None
    place: str | None = None
    campaigns: tuple[str, ...] | None = None


class LeadTagged(Struct, frozen=True, kw_only=True, tag="lead.tagged.v1"):
    """The campaigns it belongs to from now on."""

    campaigns: tuple[str, ...]
    reason: str


class LeadMarkedSerious(Struct, frozen=True, kw_only=True, tag="lead.marked-serious.v1"):
    serious: bool
    reason: str


LeadEvent = (
    LeadRegistered
    | LeadDispatched
    | LeadReceived
    | LeadAccepted
    | LeadReturned
    | LeadRecalled
    | LeadBounced
    | JurisdictionDisputed
    | JurisdictionDesignated
    | VerificationStarted
    | FilingDecided
    | NoFilingDecided
    | SuspectedCrimeFound
    | CrimeSuspicionCleared
    | InformantRedirected
    | TestCommissioned
    | TestResultReceived
    | TestDatesCorrected
    | VerificationExtended
    | InformantReplied
    | InformantErased
    | LeadReopened
    | LeadMerged
    | LeadUnmerged
    | DuplicateAbsorbed
    | DuplicateReleased
    | LeadLinked
    | LeadCorrected
    | LeadMarkedSerious
    | LeadTagged
)
