"""The commands about a lead itself, and the functions that decide them.

How it changes hands is in handover.py.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.authority import Act, Officer, require
from domain.commands import Command
from domain.lead import events as e
from domain.lead.state import Lead, LeadStatus
from domain.party import EnterpriseGiven, uscc_is_sound
from domain.reference.catalogue import Catalogue, RiskClass
from domain.refusals import Invalid, OutOfOrder
from domain.text import Code, Line, Text

CLOSED = frozenset(
    {
        LeadStatus.FILED,
        LeadStatus.NOT_FILED,
        LeadStatus.CLOSED_REDIRECTED,
        LeadStatus.MERGED,
        LeadStatus.REFERRED_OUT,
    }
)
PUBLIC = frozenset({e.Source.COMPLAINT, e.Source.TIP})


class Informant(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Who told us (举报人): protected, encrypted before it is stored."""

    name: Line | None = None
    contact: Line | None = None
    wishes: Text | None = None


class Register(Command, frozen=True):
    """登记线索. `source_ref` is the number the source gave it: the same one never enters twice."""

    source: e.Source
    title: Line
    received_on: date
    source_system: Code | None = None
    source_ref: Line | None = None
    enterprise: EnterpriseGiven | None = None
    product: Line | None = None
    product_kind: Code | None = None
    batch: Line | None = None
    violation: Text | None = None
    place: Line | None = None
    campaigns: Annotated[tuple[Code, ...], Meta(max_length=20)] = ()
    informant: Informant | None = None


class StartVerification(Command, frozen=True):
    """开始核查."""

    note: Text | None = None


class DecideNoFiling(Command, frozen=True):
    """不予立案."""

    reason_code: Code
    reason: Text


class RedirectInformant(Command, frozen=True):
    """告知举报人向有权机关举报 (CR-NO-COMPETENCE)."""

    to_body: Line
    reason: Text


class Reopen(Command, frozen=True):
    """重新核查: there are new facts."""

    new_facts: Text


class EraseInformant(Command, frozen=True):
    """销毁举报人信息: nobody can read the details any more."""

    reason: Text


class Merge(Command, frozen=True):
    """并入: this lead is a duplicate of `into`."""

    into: UUID
    reason: Text


class Unmerge(Command, frozen=True):
    """撤销并入."""

    reason: Text


class LinkRecord(Command, frozen=True):
    """关联: this lead has to do with another record."""

    record: UUID
    relation: Line
    reason: Text


class Correct(Command, frozen=True):
    """更正: an event said something wrong; what is set here replaces it."""

    corrects: Annotated[int, Meta(ge=1)]
    reason: Text
    title: Line | None = None
    received_on: date | None = None
    enterprise: EnterpriseGiven | None = None
    product: Line | None = None
    batch: Line | None = None
    violation: Text | None = None
    place: Line | None = None
    campaigns: Annotated[tuple[Code, ...], Meta(max_length=20)] | None = None


class MarkSerious(Command, frozen=True):
    """标为重大, or take the mark off."""

    serious: bool
    reason: Text


class Placed(Struct, frozen=True, kw_only=True):
    """What the application works out before a lead is registered: all that needs reference data."""

    holder: str
    source_system: str
    source_ref: str
    supervising_org: str | None = None
    product_kind: str | None = None
    catalogue_revision: int = 0
    risk: RiskClass | None = None
    serious_because: str | None = None
    sealed: e.SealedInformant | None = None
    disposition: UUID | None = None
    dossier: UUID | None = None


def register(command: Register, placed: Placed, *, by: Officer, today: date) -> list[e.LeadEvent]:
    """Registers a lead; the bureau that registers it, or its dispatcher, holds it."""
    require(by, Act.REGISTER_LEAD, org=by.org)
    _check_registration(command, today=today)
    return [
        e.LeadRegistered(
            source=command.source,
            source_system=placed.source_system,
            source_ref=placed.source_ref,
            title=command.title,
            org=by.org,
            holder=placed.holder,
            supervising_org=placed.supervising_org,
            received_on=command.received_on,
            enterprise=command.enterprise.as_recorded() if command.enterprise else None,
            product=command.product,
            product_kind=placed.product_kind,
            catalogue_revision=placed.catalogue_revision,
            risk=placed.risk,
            batch=command.batch,
            violation=command.violation,
            place=command.place,
            campaigns=command.campaigns,
            serious_because=placed.serious_because,
            informant=placed.sealed,
            disposition=placed.disposition,
            dossier=placed.dossier,
        )
    ]


def start_verification(lead: Lead, command: StartVerification, *, by: Officer) -> list[e.LeadEvent]:
    """Starts the check before filing; only the holder, and only once."""
    require(by, Act.VERIFY_LEAD, org=lead.holder)
    _must_be(lead, {LeadStatus.REGISTERED})
    return [e.VerificationStarted(org=by.org, note=command.note)]


def decide_no_filing(
    lead: Lead, command: DecideNoFiling, *, by: Officer, reasons: Iterable[str]
) -> list[e.LeadEvent]:
    """Decides not to open a case (PP-NOFILE); `reasons` are the codes in force."""
    require(by, Act.DECIDE_FILING, org=lead.holder)
    _must_be(lead, {LeadStatus.VERIFYING})
    if command.reason_code not in reasons:
        raise Invalid("/reasonCode", "unknown-reason-code", value=command.reason_code)
    return [e.NoFilingDecided(org=by.org, reason_code=command.reason_code, reason=command.reason)]


def redirect_informant(lead: Lead, command: RedirectInformant, *, by: Officer) -> list[e.LeadEvent]:
    """A public tip without competence is not transferred: the informant is told where to go."""
    require(by, Act.VERIFY_LEAD, org=lead.holder)
    if lead.source not in PUBLIC:
        raise OutOfOrder("redirect-only-public-tips", basis="CR-NO-COMPETENCE")
    _must_be(lead, {LeadStatus.REGISTERED, LeadStatus.VERIFYING})
    return [e.InformantRedirected(org=by.org, to_body=command.to_body, reason=command.reason)]


def reopen(lead: Lead, command: Reopen, *, by: Officer) -> list[e.LeadEvent]:
    """New facts bring a lead that was not filed back to verification."""
    require(by, Act.DECIDE_FILING, org=lead.holder)
    _must_be(lead, {LeadStatus.NOT_FILED})
    return [e.LeadReopened(org=by.org, new_facts=command.new_facts)]


def erase_informant(lead: Lead, command: EraseInformant, *, by: Officer) -> list[e.LeadEvent]:
    """A responsible person of the holder has the informant's key destroyed."""
    require(by, Act.ERASE_INFORMANT, org=lead.holder)
    if lead.informant is None:
        raise OutOfOrder("no-informant", basis="CR-CONFID")
    if lead.informant_erased:
        raise OutOfOrder("informant-erased", basis="CR-CONFID")
    return [e.InformantErased(org=by.org, person=lead.informant.person, reason=command.reason)]


def merge(
    duplicate: Lead, kept: Lead, command: Merge, own_id: UUID, *, by: Officer
) -> tuple[list[e.LeadEvent], list[e.LeadEvent]]:
    """Joins a duplicate to the lead that is kept: the events of each."""
    require(by, Act.LINK_LEADS, org=duplicate.holder)
    if command.into == own_id:
        raise Invalid("/into", "merge-into-itself")
    if kept.holder != duplicate.holder:
        raise OutOfOrder("merge-across-holders", basis="CR-REPEAT")
    for lead in (duplicate, kept):
        _must_be(lead, {LeadStatus.REGISTERED, LeadStatus.VERIFYING})
    if duplicate.absorbed:
        raise OutOfOrder("merge-has-duplicates", basis="CR-REPEAT")
    return (
        [e.LeadMerged(into=command.into, reason=command.reason)],
        [e.DuplicateAbsorbed(duplicate=own_id, reason=command.reason)],
    )


def unmerge(
    duplicate: Lead, command: Unmerge, own_id: UUID, *, by: Officer
) -> tuple[list[e.LeadEvent], list[e.LeadEvent]]:
    """Takes a merge back: the duplicate is where it was before."""
    require(by, Act.LINK_LEADS, org=duplicate.holder)
    if duplicate.merged_into is None:
        raise OutOfOrder("not-merged", status=duplicate.status)
    return (
        [e.LeadUnmerged(out_of=duplicate.merged_into, reason=command.reason)],
        [e.DuplicateReleased(duplicate=own_id, reason=command.reason)],
    )


def link(lead: Lead, command: LinkRecord, *, by: Officer) -> list[e.LeadEvent]:
    """Notes that another record has to do with this one."""
    require(by, Act.LINK_LEADS, org=lead.holder)
    return [e.LeadLinked(record=command.record, relation=command.relation, reason=command.reason)]


def correct(
    lead: Lead, command: Correct, catalogue: Catalogue, *, by: Officer, today: date
) -> list[e.LeadEvent]:
    """Corrects what an earlier event said; the old event stays and is named.

    `catalogue` is that of the day the lead was received, as corrected.
    """
    require(by, Act.CORRECT_LEAD, org=lead.holder)
    if command.corrects > lead.version:
        raise Invalid("/corrects", "no-such-event", value=str(command.corrects))
    _check_correction(command, today=today)
    again = command.product is not None or command.received_on is not None
    kind = catalogue.kinds.get(lead.product_kind or "") if again else None
    if command.product is not None:
        kind = catalogue.kind_of(command.product)
    return [
        e.LeadCorrected(
            corrects=command.corrects,
            reason=command.reason,
            title=command.title,
            received_on=command.received_on,
            enterprise=command.enterprise.as_recorded() if command.enterprise else None,
            product=command.product,
            product_kind=kind.code if kind else None,
            catalogue_revision=catalogue.revision if again else None,
            risk=kind.risk if kind else None,
            batch=command.batch,
            violation=command.violation,
            place=command.place,
            campaigns=command.campaigns,
        )
    ]


def mark_serious(lead: Lead, command: MarkSerious, *, by: Officer) -> list[e.LeadEvent]:
    """Marks a lead as serious, or no longer."""
    require(by, Act.LINK_LEADS, org=lead.holder)
    if lead.status in CLOSED:
        raise OutOfOrder("lead-out-of-order", status=lead.status)
    if command.serious == lead.serious:
        raise OutOfOrder("seriousness-unchanged")
    return [e.LeadMarkedSerious(serious=command.serious, reason=command.reason)]


def _check_registration(command: Register, *, today: date) -> None:
    check_received_on(command.received_on, today=today)
    check_enterprise(command.enterprise)
    if command.informant is not None and command.source not in PUBLIC:
        raise Invalid("/informant", "informant-only-for-tips")


def _check_correction(command: Correct, *, today: date) -> None:
    given = (
        command.title, command.received_on, command.enterprise, command.product,
        command.batch, command.violation, command.place, command.campaigns,
    )  # fmt: skip
    if all(value is None for value in given):
        raise Invalid("", "nothing-to-correct")
    if command.received_on is not None:
        check_received_on(command.received_on, today=today)
    check_enterprise(command.enterprise)


def check_received_on(day: date, *, today: date) -> None:
    """Refuses a day of receipt that has not come."""
    if day > today:
        raise Invalid("/receivedOn", "date-in-future", date=day.isoformat())


def check_enterprise(enterprise: EnterpriseGiven | None) -> None:
    """Refuses a credit code whose check character is wrong (GB 32100-2015)."""
    if enterprise and enterprise.uscc and not uscc_is_sound(enterprise.uscc):
        raise Invalid("/enterprise/uscc", "uscc-check-character", value=enterprise.uscc)


def _must_be(lead: Lead, allowed: Iterable[LeadStatus]) -> None:
    if lead.open_offer is not None:
        raise OutOfOrder("lead-is-offered", org=lead.open_offer.to_org)
    if lead.open_tests:
        raise OutOfOrder("lead-being-tested", basis="PP-VERIFY")
    if lead.status not in allowed:
        raise OutOfOrder("lead-out-of-order", status=lead.status)
