"""What a decision about a lead needs to remember, and nothing more."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.lead import events as e
from domain.referral.kinds import ReferralKind


class LeadStatus(StrEnum):
    """The stages of law.md 12.1."""

    REGISTERED = "registered"  # 已登记
    DISPATCHED = "dispatched"  # 已分派
    VERIFYING = "verifying"  # 核查中
    FILED = "filed"  # 已立案
    NOT_FILED = "not_filed"  # 不予立案
    CLOSED_REDIRECTED = "closed_redirected"  # 已告知举报人
    MERGED = "merged"  # 已并入
    REFERRED_OUT = "referred_out"  # 已移送其他部门
    CRIME_REFERRAL = "crime_referral"  # 移送公安机关办理中


class Offer(Struct, frozen=True):
    """The one open referral of a lead."""

    referral: UUID
    kind: ReferralKind
    to_org: str


class Test(Struct, frozen=True):
    """The days of a test: it has no result yet without the second."""

    __test__ = False  # not a test class

    commissioned_on: date
    received_on: date | None = None


class Lead(Struct, frozen=True, kw_only=True):
    """`holder` is the body that answers for the lead now."""

    source: e.Source
    title: str
    org: str
    holder: str
    received_on: date
    status: LeadStatus = LeadStatus.REGISTERED
    before: LeadStatus = LeadStatus.REGISTERED
    open_offer: Offer | None = None
    accepted_under: Offer | None = None
    crime: UUID | None = None
    merged_into: UUID | None = None
    absorbed: frozenset[UUID] = frozenset()
    informant: e.SealedInformant | None = None
    informant_erased: bool = False
    tests: Mapping[str, Test] = {}
    decided: bool = False
    serious: bool = False
    campaigns: tuple[str, ...] = ()
    supervising_org: str | None = None
    product: str | None = None
    product_kind: str | None = None
    enterprise_name: str | None = None
    version: int = 1

    @property
    def open_tests(self) -> set[str]:
        """The tests without a result."""
        return {name for name, test in self.tests.items() if test.received_on is None}


HandOver = (
    e.LeadDispatched
    | e.LeadAccepted
    | e.LeadReturned
    | e.LeadRecalled
    | e.LeadBounced
    | e.JurisdictionDesignated
)
Tested = e.TestCommissioned | e.TestResultReceived | e.TestDatesCorrected
Joining = e.LeadMerged | e.LeadUnmerged | e.DuplicateAbsorbed | e.DuplicateReleased


def evolve(lead: Lead | None, event: e.LeadEvent) -> Lead:
    """The lead after one more event; never refuses."""
    if isinstance(event, e.LeadRegistered):
        return _registered(event)
    assert lead is not None, "a lead's first event is LeadRegistered"
    return replace(_next(lead, event), version=lead.version + 1)


def _registered(event: e.LeadRegistered) -> Lead:
    return Lead(
        source=event.source,
        title=event.title,
        org=event.org,
        holder=event.holder,
        received_on=event.received_on,
        informant=event.informant,
        serious=event.serious_because is not None,
        product=event.product,
        product_kind=event.product_kind,
        enterprise_name=event.enterprise.name if event.enterprise else None,
        campaigns=event.campaigns,
        supervising_org=event.supervising_org,
    )


def _next(lead: Lead, event: e.LeadEvent) -> Lead:
    match event:
        case e.LeadReceived() | e.JurisdictionDisputed() | e.LeadLinked():
            return lead
        case e.VerificationStarted() | e.LeadReopened():
            return replace(lead, status=LeadStatus.VERIFYING)
        case e.FilingDecided():
            return replace(lead, status=LeadStatus.FILED, decided=True)
        case e.NoFilingDecided():
            return replace(lead, status=LeadStatus.NOT_FILED, decided=True)
        case e.SuspectedCrimeFound(referral=referral):
            return replace(lead, status=LeadStatus.CRIME_REFERRAL, crime=referral)
        case e.CrimeSuspicionCleared():
            return replace(lead, status=LeadStatus.VERIFYING, crime=None)
        case e.InformantRedirected():
            return replace(lead, status=LeadStatus.CLOSED_REDIRECTED)
        case e.TestCommissioned() | e.TestResultReceived() | e.TestDatesCorrected():
            return replace(lead, tests={**lead.tests, event.test: _tested(lead, event)})
        case e.VerificationExtended() | e.InformantReplied():
            return lead
        case e.InformantErased():
            return replace(lead, informant_erased=True)
        case e.LeadMerged() | e.LeadUnmerged() | e.DuplicateAbsorbed() | e.DuplicateReleased():
            return _joined(lead, event)
        case e.LeadCorrected():
            return _corrected(lead, event)
        case e.LeadMarkedSerious(serious=serious):
            return replace(lead, serious=serious)
        case e.LeadTagged(campaigns=campaigns):
            return replace(lead, campaigns=campaigns)
        case e.LeadRegistered():  # pragma: no cover - answered by evolve
            return lead
        case _:
            return _handed_over(lead, event)


def _tested(lead: Lead, event: Tested) -> Test:
    match event:
        case e.TestCommissioned(commissioned_on=day):
            return Test(day)
        case e.TestResultReceived(test=test, received_on=day):
            return replace(lead.tests.get(test, Test(day)), received_on=day)
        case e.TestDatesCorrected(test=test, commissioned_on=start, received_on=end):
            known = lead.tests.get(test, Test(lead.received_on))
            return Test(start or known.commissioned_on, end or known.received_on)
    assert_never(event)


def _handed_over(lead: Lead, event: HandOver) -> Lead:
    match event:
        case e.LeadDispatched(referral=referral, kind=kind, to_org=to_org):
            offer = Offer(referral, kind, to_org)
            return replace(lead, status=on_its_way(kind), before=lead.status, open_offer=offer)
        case e.LeadAccepted(org=org):
            return replace(
                lead,
                status=LeadStatus.VERIFYING,
                holder=org,
                open_offer=None,
                accepted_under=lead.open_offer,
            )
        case e.LeadReturned() | e.LeadRecalled() | e.LeadBounced() | e.JurisdictionDesignated():
            return replace(lead, status=lead.before, open_offer=None)
    assert_never(event)


def on_its_way(kind: ReferralKind) -> LeadStatus:
    """The status of a lead that was sent: one for another department does not wait here."""
    out = kind is ReferralKind.OTHER_DEPARTMENT
    return LeadStatus.REFERRED_OUT if out else LeadStatus.DISPATCHED


def _joined(lead: Lead, event: Joining) -> Lead:
    match event:
        case e.LeadMerged(into=into):
            return replace(lead, status=LeadStatus.MERGED, before=lead.status, merged_into=into)
        case e.LeadUnmerged():
            return replace(lead, status=lead.before, merged_into=None)
        case e.DuplicateAbsorbed(duplicate=duplicate):
            return replace(lead, absorbed=lead.absorbed | {duplicate})
        case e.DuplicateReleased(duplicate=duplicate):
            return replace(lead, absorbed=lead.absorbed - {duplicate})
    assert_never(event)


def _kind_after(lead: Lead, event: e.LeadCorrected) -> str | None:
    again = event.catalogue_revision is not None
    return event.product_kind if again else event.product_kind or lead.product_kind


def _corrected(lead: Lead, event: e.LeadCorrected) -> Lead:
    enterprise = event.enterprise.name if event.enterprise else None
    return replace(
        lead,
        title=event.title or lead.title,
        received_on=event.received_on or lead.received_on,
        product=event.product or lead.product,
        product_kind=_kind_after(lead, event),
        enterprise_name=enterprise or lead.enterprise_name,
        campaigns=lead.campaigns if event.campaigns is None else event.campaigns,
    )
