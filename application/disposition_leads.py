"""The lead that a disposition gives rise to: for a serious problem, a penalty due, or a breach."""

from datetime import date

from application.aggregates import LEAD
from application.desk import Change, Loaded
from application.streams import lead_stream
from application.views.disposition import DispositionRow
from domain.authority import Officer
from domain.disposition.acting import about
from domain.disposition.events import RecipientRole
from domain.disposition.state import Disposition
from domain.lead.decisions import Placed, Register, register
from domain.lead.events import Source
from domain.party import EnterpriseGiven
from domain.reference.state import Reference

LONGEST = 200  # as domain.text.Line


def lead_of(
    known: Reference,
    disposition: Loaded[Disposition, DispositionRow],
    role: RecipientRole,
    why: str,
    on: date,
    by: Officer,
) -> Change:
    """A new lead about one recipient, held by who registers it, in the disposition's dossier."""
    row, state = disposition.row, disposition.state
    firm = about(state, role).track.recipient.enterprise
    number = f"{state.report_no}/{state.version + 1}"
    own = known.organisations.get(by.org)
    dispatcher = own.dispatches_through if own else None
    command = Register(
        source=Source.SAMPLING,
        title=f"{state.product}：{why}"[:LONGEST],
        received_on=on,
        enterprise=EnterpriseGiven(name=firm.name, uscc=firm.uscc, place=firm.place),
        product=state.product,
        batch=row.result.batch,
        violation=why,
        place=firm.place,
        campaigns=state.campaigns,
    )
    placed = Placed(
        holder=dispatcher or by.org,
        source_system="sampling",
        source_ref=number,
        supervising_org=state.organiser,
        product_kind=row.product_kind,
        catalogue_revision=row.catalogue_revision,
        risk=row.risk,
        serious_because=row.serious_rule,
        disposition=disposition.stream,
        dossier=row.dossier,
    )
    events = register(command, placed, by=by, today=on)
    return Change(stream=lead_stream("sampling", number), aggregate=LEAD, events=events)
