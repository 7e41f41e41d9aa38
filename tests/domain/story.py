"""The places, people and events that the domain's tests tell their stories with."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

import domain.disposition.events as de
import domain.lead.events as le
import domain.referral.events as re
from domain.authority import Officer, Role
from domain.disposition.state import Disposition
from domain.disposition.state import evolve as evolve_disposition
from domain.lead.state import Lead
from domain.lead.state import evolve as evolve_lead
from domain.party import Enterprise
from domain.reference.catalogue import ProductKind, RiskClass
from domain.reference.organisations import Organisation, OrganisationKind
from domain.reference.state import Reference, ReferenceSet
from domain.referral.kinds import ReferralKind, SubjectKind
from domain.referral.state import Referral
from domain.referral.state import evolve as evolve_referral
from domain.refusals import Refusal
from domain.sampling.result import FailedItem, Stage, TestResult

T = TypeVar("T")
E = TypeVar("E")

RECEIVED_ON = date(2020, 3, 2)
TODAY = date(2020, 3, 10)

CITY, PSD, CORPS = "SHAMR", "SHAMR-PSD", "SHAMR-CORPS"
XUHUI, PUDONG, AIRPORT, ZHEJIANG = "310104", "310115", "SHAMR-AIRPORT", "330000"
POLICE, PUDONG_POLICE, FIRE = "SH-PSB", "PSB-310115", "SH-FIRE"


def organisation(
    code: str, kind: OrganisationKind, *, area: str | None = None, superior: str | None = CITY
) -> Organisation:
    return Organisation(
        code=code,
        kind=kind,
        name_zh=code,
        name_en=code,
        area=area,
        superior=superior,
        police=code in {POLICE, PUDONG_POLICE},
    )


ORGANISATIONS = {
    each.code: each
    for each in (
        organisation(CITY, OrganisationKind.MUNICIPAL_BUREAU, superior=None),
        organisation(PSD, OrganisationKind.DIVISION),
        organisation(CORPS, OrganisationKind.CORPS),
        organisation(XUHUI, OrganisationKind.DISTRICT_BUREAU, area="310104"),
        organisation(PUDONG, OrganisationKind.DISTRICT_BUREAU, area="310115"),
        organisation(AIRPORT, OrganisationKind.AIRPORT_BRANCH),
        organisation(ZHEJIANG, OrganisationKind.OUTSIDE_BUREAU, area="33", superior=None),
        organisation(POLICE, OrganisationKind.OUTSIDE_DEPARTMENT, superior=None),
        organisation(
            PUDONG_POLICE, OrganisationKind.OUTSIDE_DEPARTMENT, area="310115", superior=None
        ),
        organisation(FIRE, OrganisationKind.OUTSIDE_DEPARTMENT, superior=None),
    )
}

KETTLE = ProductKind(
    code="kettle", name_zh="电水壶", name_en="kettle", risk=RiskClass.B, safety_items=("接地",)
)
HELMET = ProductKind(
    code="helmet",
    name_zh="安全帽",
    name_en="helmet",
    risk=RiskClass.A,
    aliases=("头盔",),
    handled_by=CORPS,
)
KINDS = {"kettle": KETTLE, "helmet": HELMET}
KNOWN = Reference(
    organisations=ORGANISATIONS,
    catalogue=KINDS,
    catalogues=(ReferenceSet(KINDS, 1, effective_from=date(2020, 1, 1)),),
)


def officer(org: str, *roles: Role) -> Officer:
    return Officer(f"{org}-{'-'.join(roles)}", "某某", org, roles)


DISPATCHER = officer(CORPS, Role.DISPATCHER)
CORPS_LEADER = officer(CORPS, Role.LEADER)
HANDLER = officer(XUHUI, Role.HANDLER)
LEADER = officer(XUHUI, Role.LEADER)
HEAD = officer(XUHUI, Role.HEAD)
PUDONG_HANDLER = officer(PUDONG, Role.HANDLER)
PUDONG_LEADER = officer(PUDONG, Role.LEADER)
SUPERIOR = officer(CITY, Role.SUPERIOR)
AUDITOR = officer(CITY, Role.AUDITOR)

LEAD_ID = UUID(int=1)
KEPT_ID = UUID(int=2)
REFERRAL_ID = UUID(int=10)
ONWARD_ID = UUID(int=11)

# A lead held by the corps, and its way to Xuhui.
REGISTERED = le.LeadRegistered(
    source=le.Source.SAMPLING,
    source_system="shamr",
    source_ref="2020-1",
    title="电水壶接地不合格",
    org=CORPS,
    holder=CORPS,
    received_on=RECEIVED_ON,
)
VERIFYING = le.VerificationStarted(org=CORPS)
FILED = le.FilingDecided(org=CORPS, case=UUID(int=50), number="示例1号", reason="立案")
NOT_FILED = le.NoFilingDecided(org=CORPS, reason_code="unfounded", reason="事实不成立")
REDIRECTED = le.InformantRedirected(org=CORPS, to_body="消防", reason="不属本局职责")
MERGED = le.LeadMerged(into=KEPT_ID, reason="同一举报")


def dispatched(kind: ReferralKind = ReferralKind.ASSIGN_DOWN) -> le.LeadDispatched:
    return le.LeadDispatched(
        referral=REFERRAL_ID, kind=kind, from_org=CORPS, to_org=XUHUI, reason="属地"
    )


DISPATCHED = dispatched()
ACCEPTED = le.LeadAccepted(referral=REFERRAL_ID, org=XUHUI)


def lead_after(*events: le.LeadEvent) -> Lead:
    """The lead after these events."""
    return folded(evolve_lead, events)


# The referral that carries it.
SUBJECT = re.Subject(kind=SubjectKind.LEAD, id=LEAD_ID, title="电水壶接地不合格")


def issued(
    kind: ReferralKind = ReferralKind.ASSIGN_DOWN,
    from_org: str = CORPS,
    to_org: str = XUHUI,
    subject: re.Subject = SUBJECT,
) -> re.ReferralIssued:
    return re.ReferralIssued(
        kind=kind,
        subject=subject,
        from_org=from_org,
        to_org=to_org,
        reason="属地",
        dossier=LEAD_ID,
    )


DRAFTED = re.ReferralDrafted(
    kind=ReferralKind.INTRA_TRANSFER,
    subject=SUBJECT,
    from_org=XUHUI,
    to_org=PUDONG,
    reason="属地",
    dossier=LEAD_ID,
)
ISSUED = issued()
RECEIVED = re.ReferralReceived(org=XUHUI, received_on=RECEIVED_ON)
TAKEN = re.ReferralAccepted(org=XUHUI)
NEGOTIATED = re.ReferralDisputed(org=XUHUI, reason="无管辖权", negotiating=True)
ASKED = re.DesignationRequested(org=XUHUI, superior=CITY, reason="协商不成")


def referral_after(*events: re.ReferralEvent) -> Referral:
    """The referral after these events."""
    return folded(evolve_referral, events)


# An unqualified kettle from Zhejiang, found in a shop in Xuhui.
RESULT = TestResult(
    report_no="W-2020-1",
    product="快速电水壶",
    producer=Enterprise(name="浙江某厂", place="浙江省宁波市"),
    sampled=Enterprise(name="徐汇某店", place="上海市徐汇区漕溪北路1号"),
    stage=Stage.PHYSICAL_SHOP,
    sampled_on=date(2020, 2, 20),
    lab="市质检院",
    qualified=False,
    failed_items=(FailedItem(item="接地措施", required="≤0.1Ω", measured="0.3Ω"),),
    delivered_on=RECEIVED_ON,
)
PRODUCER = de.Recipient(
    role=de.RecipientRole.PRODUCER,
    enterprise=RESULT.producer,
    handling_org=ZHEJIANG,
    outside=True,
)
SELLER = de.Recipient(role=de.RecipientRole.SELLER, enterprise=RESULT.sampled, handling_org=XUHUI)
OPENED = de.DispositionOpened(
    organiser=CORPS,
    result=RESULT,
    product_kind="kettle",
    catalogue_revision=1,
    risk=RiskClass.B,
    recipients=(PRODUCER, SELLER),
    serious_rule="safety-item",
    serious_fact="接地措施",
)


def disposition_after(*events: de.DispositionEvent) -> Disposition:
    """The disposition after these events."""
    return folded(evolve_disposition, events)


def folded(evolve: Callable[[T | None, E], T], events: Sequence[E]) -> T:
    """The state that these events leave."""
    state: T | None = None
    for event in events:
        state = evolve(state, event)
    assert state is not None
    return state


def refusal(ask: Callable[[], object]) -> Refusal:
    """How the domain says no to this; it is an error if it doesn't."""
    try:
        answer = ask()
    except Refusal as refused:
        return refused
    raise AssertionError(f"not refused: {answer}")


def said(refused: Refusal) -> tuple[str, str, str | None]:
    """What a refusal is: its kind, its code and the rule it rests on."""
    return refused.kind, refused.code, refused.basis
