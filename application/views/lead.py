"""A lead as people see it: facts, holder, the open offer, why it came back."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from application.ledger import Entry
from application.views.view import Row, View, among, stamp
from domain.lead import events as e
from domain.lead.clocks import Facts, effects
from domain.lead.state import LeadStatus, on_its_way
from domain.party import Enterprise
from domain.reference.catalogue import RiskClass
from domain.referral.kinds import ReferralKind
from domain.statute.running import Running, after


class OfferRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """The open referral: to whom, since when, and when it was received there."""

    referral: UUID
    kind: ReferralKind
    to_org: str
    since: date
    received_on: date | None = None
    disputed: bool = False


class ReturnRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """One return: who sent it back and why."""

    referral: UUID
    org: str
    on: date
    reason_code: str
    reason: str


class LeadRow(Row, frozen=True, kw_only=True, rename="camel"):
    """`holder` answers for the lead; `dispatching_org` sent it there; `supervising_org` watches."""

    status: LeadStatus
    title: str
    source: e.Source
    source_system: str
    source_ref: str
    received_on: date
    registered_by: str
    holder: str
    holder_since: date
    dispatching_org: str | None = None
    handling_org: str | None = None
    supervising_org: str | None = None
    enterprise: Enterprise | None = None
    product: str | None = None
    product_kind: str | None = None
    catalogue_revision: int = 0
    risk: RiskClass | None = None
    batch: str | None = None
    violation: str | None = None
    place: str | None = None
    campaigns: tuple[str, ...] = ()
    serious: bool = False
    serious_because: str | None = None
    has_informant: bool = False
    named_informant: bool = False
    offer: OfferRow | None = None
    referrals: tuple[UUID, ...] = ()
    returns: tuple[ReturnRow, ...] = ()
    status_before: LeadStatus = LeadStatus.REGISTERED
    outcome: str | None = None
    outcome_reason: str | None = None
    merged_into: UUID | None = None
    duplicates: tuple[UUID, ...] = ()
    links: tuple[UUID, ...] = ()
    disposition: UUID | None = None
    case: UUID | None = None
    last_step_on: date
    first_offered_on: date | None = None
    clocks: tuple[Running, ...] = ()


def fold(row: LeadRow | None, entry: Entry) -> LeadRow:
    """The row after one more entry of the lead's stream."""
    if row is None:
        return _registered(entry)
    changed = replace(row, **stamp(entry), **_changes(row, entry), clocks=_ticked(row, entry))
    changed = _stepped(changed, entry)
    offered = changed.offer.to_org if changed.offer else None
    return replace(
        changed,
        orgs=among(
            changed.registered_by,
            changed.holder,
            changed.dispatching_org,
            changed.supervising_org,
            offered,
        ),
    )


def _stepped(row: LeadRow, entry: Entry) -> LeadRow:
    """Notes the legal day of the last hand-over: nothing later may be dated before it."""
    on = entry.effective_on
    match entry.event:
        case e.LeadDispatched():
            first = row.first_offered_on or on
            return replace(row, last_step_on=max(row.last_step_on, on), first_offered_on=first)
        case e.LeadReceived(received_on=day):
            return replace(row, last_step_on=max(row.last_step_on, day))
        case (
            e.LeadAccepted()
            | e.LeadReturned()
            | e.LeadRecalled()
            | e.LeadBounced()
            | e.JurisdictionDesignated()
            | e.SuspectedCrimeFound()
            | e.CrimeSuspicionCleared()
            | e.FilingDecided()
            | e.NoFilingDecided()
            | e.LeadReopened()
        ):
            return replace(row, last_step_on=max(row.last_step_on, on))
        case e.LeadCorrected(received_on=day) if day is not None and row.first_offered_on is None:
            return replace(row, last_step_on=day)
        case _:
            return row


def _ticked(row: LeadRow, entry: Entry) -> tuple[Running, ...]:
    facts = Facts(
        holder=row.holder,
        offer_kind=row.offer.kind if row.offer else None,
        named_tip=row.source is e.Source.TIP and row.named_informant,
    )
    event = cast("e.LeadEvent", entry.event)
    return after(row.clocks, effects(event, entry.effective_on, facts), entry.originator_version)


def _registered(entry: Entry) -> LeadRow:
    event = entry.event
    assert isinstance(event, e.LeadRegistered)
    informant = event.informant
    return LeadRow(
        id=entry.originator_id,
        **stamp(entry),
        dossier=event.dossier or entry.originator_id,
        orgs=among(event.org, event.holder, event.supervising_org),
        status=LeadStatus.REGISTERED,
        title=event.title,
        source=event.source,
        source_system=event.source_system,
        source_ref=event.source_ref,
        received_on=event.received_on,
        registered_by=event.org,
        holder=event.holder,
        holder_since=event.received_on,
        last_step_on=event.received_on,
        supervising_org=event.supervising_org,
        enterprise=event.enterprise,
        product=event.product,
        product_kind=event.product_kind,
        catalogue_revision=event.catalogue_revision,
        risk=event.risk,
        batch=event.batch,
        violation=event.violation,
        place=event.place,
        campaigns=event.campaigns,
        serious=event.serious_because is not None,
        serious_because=event.serious_because,
        has_informant=informant is not None,
        named_informant=informant.named if informant else False,
        disposition=event.disposition,
        clocks=after((), effects(event, entry.effective_on, Facts(holder=event.holder)), 1),
    )


def _changes(row: LeadRow, entry: Entry) -> dict[str, Any]:
    match entry.event:
        case (
            e.LeadDispatched()
            | e.LeadReceived()
            | e.LeadAccepted()
            | e.LeadReturned()
            | e.LeadRecalled()
            | e.LeadBounced()
            | e.JurisdictionDisputed()
            | e.JurisdictionDesignated()
        ):
            return _handed(row, entry)
        case e.VerificationStarted(org=org):
            return {"status": LeadStatus.VERIFYING, "handling_org": org}
        case e.FilingDecided(case=case, number=number, reason=reason):
            return _outcome(LeadStatus.FILED, number, reason) | {"case": case}
        case e.NoFilingDecided(reason_code=code, reason=reason):
            return _outcome(LeadStatus.NOT_FILED, code, reason)
        case e.SuspectedCrimeFound(offence=offence, reason=reason, referral=referral):
            found = _outcome(LeadStatus.CRIME_REFERRAL, offence, reason)
            return found | {"referrals": (*row.referrals, referral)}
        case e.InformantRedirected(to_body=body, reason=reason):
            return _outcome(LeadStatus.CLOSED_REDIRECTED, body, reason)
        case (
            e.TestCommissioned()
            | e.TestResultReceived()
            | e.TestDatesCorrected()
            | e.VerificationExtended()
            | e.InformantReplied()
        ):
            return {}
        case e.InformantErased():
            return {"has_informant": False, "named_informant": False}
        case e.LeadReopened() | e.CrimeSuspicionCleared():
            return _outcome(LeadStatus.VERIFYING, None, None)
        case e.LeadMarkedSerious(serious=serious, reason=reason):
            return {"serious": serious, "serious_because": reason}
        case e.LeadCorrected() | e.LeadTagged() as changed:
            return _corrected(changed)
        case other:
            return _joined(row, other)


def _handed(row: LeadRow, entry: Entry) -> dict[str, Any]:
    offer = row.offer
    match entry.event:
        case e.LeadDispatched(referral=referral, kind=kind, from_org=sender, to_org=to):
            return {
                "status": on_its_way(kind),
                "status_before": row.status,
                "dispatching_org": sender,
                "referrals": (*row.referrals, referral),
                "offer": OfferRow(
                    referral=referral, kind=kind, to_org=to, since=entry.effective_on
                ),
            }
        case e.LeadReceived(received_on=day) if offer:
            return {"offer": replace(offer, received_on=day)}
        case e.JurisdictionDisputed() if offer:
            return {"offer": replace(offer, disputed=True)}
        case e.LeadAccepted(org=org):
            return {
                "status": LeadStatus.VERIFYING,
                "holder": org,
                "holder_since": entry.effective_on,
                "handling_org": org,
                "offer": None,
            }
        case e.LeadReturned(referral=referral, org=org, reason_code=code, reason=reason):
            back = ReturnRow(
                referral=referral,
                org=org,
                on=entry.effective_on,
                reason_code=code,
                reason=reason,
            )
            return {"status": row.status_before, "offer": None, "returns": (*row.returns, back)}
        case _:
            return {"status": row.status_before, "offer": None}


def _joined(row: LeadRow, event: object) -> dict[str, Any]:
    match event:
        case e.LeadMerged(into=into):
            return {
                "status": LeadStatus.MERGED,
                "status_before": row.status,
                "merged_into": into,
            }
        case e.LeadUnmerged():
            return {"status": row.status_before, "merged_into": None}
        case e.DuplicateAbsorbed(duplicate=duplicate):
            return {"duplicates": (*row.duplicates, duplicate)}
        case e.DuplicateReleased(duplicate=duplicate):
            return {"duplicates": tuple(d for d in row.duplicates if d != duplicate)}
        case e.LeadLinked(record=record):
            return {"links": (*row.links, record)}
        case _:
            raise TypeError(f"not an event of a lead: {type(event).__name__}")


def _outcome(status: LeadStatus, outcome: str | None, reason: str | None) -> dict[str, Any]:
    return {"status": status, "outcome": outcome, "outcome_reason": reason}


def _corrected(event: e.LeadCorrected | e.LeadTagged) -> dict[str, Any]:
    if isinstance(event, e.LeadTagged):
        return {"campaigns": event.campaigns}
    given = {
        "title": event.title,
        "received_on": event.received_on,
        "enterprise": event.enterprise,
        "product": event.product,
        "product_kind": event.product_kind,
        "batch": event.batch,
        "violation": event.violation,
        "place": event.place,
        "campaigns": event.campaigns,
    }
    corrected: dict[str, Any] = {n: value for n, value in given.items() if value is not None}
    if event.catalogue_revision is None:
        return corrected
    return corrected | {
        "product_kind": event.product_kind,
        "catalogue_revision": event.catalogue_revision,
        "risk": event.risk,
    }


def columns(row: LeadRow) -> Mapping[str, Any]:
    """What lists of leads are filtered and searched by."""
    enterprise = row.enterprise
    words = (row.title, row.product, row.batch, row.source_ref, enterprise and enterprise.name)
    return {
        "status": row.status,
        "holder": row.holder,
        "source": row.source,
        "offered_to": row.offer.to_org if row.offer else None,
        "serious": row.serious,
        "product": row.product,
        "product_kind": row.product_kind,
        "risk_class": row.risk,
        "batch": row.batch,
        "enterprise": enterprise.uscc if enterprise else None,
        "enterprise_name": enterprise.name if enterprise else None,
        "campaigns": list(row.campaigns),
        "words": " ".join(word for word in words if word),
    }


LEADS: View[LeadRow] = View("leads", LeadRow, "lead.", fold, columns, lambda row: row.received_on)
