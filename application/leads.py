"""What users do with leads: one function a use case, each reads, decides and records."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import domain.lead.decisions as decide
from application.aggregates import DISPOSITION, LEAD, REFERRAL
from application.desk import Aggregate, Call, Change, Desk, Done, Loaded, Missing
from application.directory import Directory
from application.streams import access_stream, lead_stream
from application.vault import Details, KeyDestroyed, Vault
from application.views.lead import LeadRow
from domain.access import InformantRead
from domain.authority import Act, Officer, may_see, require
from domain.commands import Command
from domain.lead.events import LeadEvent, SealedInformant
from domain.lead.state import Lead
from domain.reference.catalogue import RiskClass
from domain.reference.reasons import ReasonUse
from domain.reference.state import Reference
from domain.referral import decisions as referral_decide
from domain.refusals import Invalid
from domain.tagging import check_campaigns
from domain.time import effective

# The system of leads that an import of test results registers.
SAMPLING = "sampling"


async def register(
    desk: Desk, directory: Directory, vault: Vault, command: decide.Register, call: Call
) -> Done:
    """A new lead. Raises Exists when the source's number was registered before."""
    require(call.by, Act.REGISTER_LEAD, org=call.by.org)
    system = command.source_system or call.by.org
    if system == SAMPLING:
        raise Invalid("/sourceSystem", "source-system-reserved", value=system)
    reference = command.source_ref or str(uuid4())
    lead_id = lead_stream(system, reference)
    decide.check_received_on(command.received_on, today=call.today)
    check_campaigns(command.campaigns, directory.known.campaigns)
    sealed = await _sealed(vault, lead_id, command)
    placed = _placed(directory.known, command, call, (system, reference), sealed)
    events = decide.register(command, placed, by=call.by, today=call.today)
    on = effective(command.effective_on, today=call.today, not_before=command.received_on)
    return await desk.record(call, on, Change(stream=lead_id, aggregate=LEAD, events=events))


async def start_verification(
    desk: Desk, lead_id: UUID, command: decide.StartVerification, call: Call
) -> Done:
    """The holder starts to verify."""
    return await decided(
        desk,
        lead_id,
        command,
        call,
        lambda lead: decide.start_verification(lead, command, by=call.by),
    )


async def decide_no_filing(
    desk: Desk, directory: Directory, lead_id: UUID, command: decide.DecideNoFiling, call: Call
) -> Done:
    """No case is opened; feedback becomes due where the lead was referred."""
    lead, on = await taken_up(desk, lead_id, command, call)
    codes = reason_codes(directory.known, ReasonUse.NO_FILING)
    events = decide.decide_no_filing(lead.state, command, by=call.by, reasons=codes)
    changes = [Change(stream=lead_id, aggregate=LEAD, events=events, before=lead)]
    changes += await concluded(desk, lead.state, command.reason_code)
    return await desk.record(call, on, *changes)


async def redirect_informant(
    desk: Desk, lead_id: UUID, command: decide.RedirectInformant, call: Call
) -> Done:
    """The informant is told where to go; the lead is closed."""
    lead, on = await taken_up(desk, lead_id, command, call)
    events = decide.redirect_informant(lead.state, command, by=call.by)
    changes = [Change(stream=lead_id, aggregate=LEAD, events=events, before=lead)]
    changes += await concluded(desk, lead.state, "informant-redirected")
    return await desk.record(call, on, *changes)


async def reopen(desk: Desk, lead_id: UUID, command: decide.Reopen, call: Call) -> Done:
    """New facts: verification starts again."""
    return await decided(
        desk, lead_id, command, call, lambda lead: decide.reopen(lead, command, by=call.by)
    )


async def erase_informant(
    desk: Desk, vault: Vault, lead_id: UUID, command: decide.EraseInformant, call: Call
) -> Done:
    """The informant's key is destroyed, once it is recorded who had it destroyed and why."""
    record = await desk.current(LEAD, lead_id, call.expected)
    if record.state.informant is not None and record.state.informant_erased:
        # Recorded, but the program may have ended before the key was destroyed.
        await vault.destroy(record.state.informant.person)
    done = await decided(
        desk,
        lead_id,
        command,
        call,
        lambda lead: decide.erase_informant(lead, command, by=call.by),
    )
    if record.state.informant is not None:
        await vault.destroy(record.state.informant.person)
    return done


async def merge(desk: Desk, lead_id: UUID, command: decide.Merge, call: Call) -> Done:
    """The lead becomes a duplicate of another."""
    lead = await desk.current(LEAD, lead_id, call.expected)
    try:
        kept = await desk.known(LEAD, command.into)
    except Missing:
        raise Invalid("/into", "no-such-record", value=str(command.into)) from None
    if not may_see(call.by, kept.row.orgs):
        raise Invalid("/into", "no-such-record", value=str(command.into))
    on = effective(command.effective_on, today=call.today, not_before=lead.row.last_step_on)
    of_lead, of_kept = decide.merge(lead.state, kept.state, command, lead_id, by=call.by)
    feedback = await concluded(desk, lead.state, "merged")
    return await desk.record(
        call,
        on,
        Change(stream=lead_id, aggregate=LEAD, events=of_lead, before=lead),
        Change(stream=command.into, aggregate=LEAD, events=of_kept, before=kept),
        *feedback,
    )


async def unmerge(desk: Desk, lead_id: UUID, command: decide.Unmerge, call: Call) -> Done:
    """A merge is taken back."""
    lead, on = await taken_up(desk, lead_id, command, call)
    of_lead, of_kept = decide.unmerge(lead.state, command, lead_id, by=call.by)
    assert lead.state.merged_into is not None
    kept = await desk.known(LEAD, lead.state.merged_into)
    return await desk.record(
        call,
        on,
        Change(stream=lead_id, aggregate=LEAD, events=of_lead, before=lead),
        Change(stream=kept.stream, aggregate=LEAD, events=of_kept, before=kept),
    )


async def link(desk: Desk, lead_id: UUID, command: decide.LinkRecord, call: Call) -> Done:
    """The lead has to do with another record, which the officer must be able to see."""
    lead, on = await taken_up(desk, lead_id, command, call)
    events = decide.link(lead.state, command, by=call.by)
    if not await _is_visible(desk, command.record, call.by):
        raise Invalid("/record", "no-such-record", value=str(command.record))
    return await desk.record(
        call, on, Change(stream=lead_id, aggregate=LEAD, events=events, before=lead)
    )


async def correct(
    desk: Desk, directory: Directory, lead_id: UUID, command: decide.Correct, call: Call
) -> Done:
    """An earlier event was wrong; this one says so, and what is right."""
    check_campaigns(command.campaigns or (), directory.known.campaigns)
    known = directory.known

    def decision(lead: Lead) -> list[LeadEvent]:
        catalogue = known.catalogue_on(command.received_on or lead.received_on)
        return decide.correct(lead, command, catalogue, by=call.by, today=call.today)

    return await decided(desk, lead_id, command, call, decision)


async def mark_serious(desk: Desk, lead_id: UUID, command: decide.MarkSerious, call: Call) -> Done:
    """The lead is serious, or is not after all."""
    return await decided(
        desk, lead_id, command, call, lambda lead: decide.mark_serious(lead, command, by=call.by)
    )


async def read_informant(
    desk: Desk, vault: Vault, lead_id: UUID, reason: str, call: Call
) -> Details:
    """The informant's details, once the reading itself is recorded. Raises Missing."""
    lead = await desk.load(LEAD, lead_id)
    require(call.by, Act.READ_INFORMANT, org=_reader_of(lead.state, call.by.org))
    sealed = lead.state.informant
    if sealed is None:
        raise Missing(lead_id)
    if lead.state.informant_erased:
        raise KeyDestroyed
    await desk.note(
        call,
        access_stream(lead_id),
        InformantRead(lead=lead_id, person=sealed.person, reason=reason),
    )
    return await vault.open(lead_id, sealed)


async def taken_up(
    desk: Desk, lead_id: UUID, command: Command, call: Call
) -> tuple[Loaded[Lead, LeadRow], date]:
    """The lead a command is about, and the legal date of the act: no day before its last step."""
    lead = await desk.current(LEAD, lead_id, call.expected)
    on = effective(command.effective_on, today=call.today, not_before=lead.row.last_step_on)
    return lead, on


async def decided(
    desk: Desk,
    lead_id: UUID,
    command: Command,
    call: Call,
    decision: Callable[[Lead], list[LeadEvent]],
) -> Done:
    """Reads a lead, decides about it, and records what was decided."""
    lead, on = await taken_up(desk, lead_id, command, call)
    events = decision(lead.state)
    return await desk.record(
        call, on, Change(stream=lead_id, aggregate=LEAD, events=events, before=lead)
    )


def reason_codes(known: Reference, use: ReasonUse) -> set[str]:
    """The codes that may be given for an act."""
    return {reason.code for reason in known.reasons.values() if reason.use is use}


def _reader_of(lead: Lead, org: str) -> str:
    return org if org in (lead.holder, lead.org) else lead.holder


async def _sealed(vault: Vault, lead_id: UUID, command: decide.Register) -> SealedInformant | None:
    informant = command.informant
    if informant is None or command.source not in decide.PUBLIC:
        return None
    return await vault.seal(
        lead_id,
        Details(name=informant.name, contact=informant.contact, wishes=informant.wishes),
    )


def _placed(
    known: Reference,
    command: decide.Register,
    call: Call,
    number: tuple[str, str],
    sealed: SealedInformant | None,
) -> decide.Placed:
    catalogue = known.catalogue_on(command.received_on)
    kind = catalogue.kinds.get(command.product_kind or "")
    if command.product_kind is not None and kind is None:
        raise Invalid("/productKind", "unknown-product-kind", value=command.product_kind)
    if kind is None and command.product is not None:
        kind = catalogue.kind_of(command.product)
    own = known.organisations.get(call.by.org)
    dispatcher = own.dispatches_through if own else None
    serious = kind is not None and kind.risk is RiskClass.A
    return decide.Placed(
        holder=dispatcher or call.by.org,
        source_system=number[0],
        source_ref=number[1],
        supervising_org=dispatcher,
        product_kind=kind.code if kind else None,
        catalogue_revision=catalogue.revision,
        risk=kind.risk if kind else None,
        serious_because="catalogue-class-a" if serious else None,
        sealed=sealed,
    )


async def _is_visible(desk: Desk, record: UUID, by: Officer) -> bool:
    kinds: list[Aggregate[Any, Any]] = [LEAD, REFERRAL, DISPOSITION]
    for kind in kinds:
        try:
            return may_see(by, (await desk.known(kind, record)).row.orgs)
        except Missing:
            continue
    return False


async def concluded(desk: Desk, lead: Lead, outcome: str) -> list[Change]:
    """The referral a lead was accepted under: its sender now waits for feedback."""
    if lead.accepted_under is None:
        return []
    referral = await desk.known(REFERRAL, lead.accepted_under.referral)
    events = referral_decide.conclude(referral.state, outcome)
    if not events:
        return []
    return [Change(stream=referral.stream, aggregate=REFERRAL, events=events, before=referral)]
