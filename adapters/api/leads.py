"""What leads have besides the common reads and commands: similar ones and informants."""

from typing import Any
from uuid import UUID, uuid4

from litestar import Response, get

from adapters.api.answers import PREFIX, local, respond, shown
from adapters.api.commands import visible
from adapters.api.office import Office, Req
from adapters.api.past import Moment, caught_up
from adapters.api.problems import Problem
from adapters.api.request import Nothing, asked, audit_reason
from adapters.api.signed_in import signed_in
from application import leads
from application.aggregates import LEAD
from application.desk import Call
from application.queries import Ask, scope
from application.streams import access_stream
from application.views.lead import LEADS, LeadRow
from domain.access import InformantRead
from domain.authority import Act, Officer, may, require

MOST_SIMILAR = 20


@get(f"{PREFIX}/leads/{{record_id:uuid}}/similar")
@signed_in(LEAD)
async def similar(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """可能重复: leads of the same enterprise, product or batch, and what they share."""
    record_id = request.path_params["record_id"]
    asked(request, Nothing)
    lead = await visible(office, LEAD, record_id, by)
    await caught_up(request, office, Moment())
    alike = await similar_to(office, by, lead.row)
    return respond({"items": [shown(row) | {"shares": shares} for row, shares in alike]})


async def similar_to(office: Office, by: Officer, lead: LeadRow) -> list[tuple[LeadRow, list[str]]]:
    """Other leads the officer may see that share something, those that share most first."""
    found: dict[UUID, tuple[LeadRow, list[str]]] = {}
    for shared, columns in _traits(lead):
        ask = Ask(equal=columns, org=scope(by), limit=MOST_SIMILAR, descending=True)
        for row in (await office.read_models.page(LEADS, ask)).rows:
            if row.id != lead.id:
                found.setdefault(row.id, (row, []))[1].append(shared)
    return sorted(found.values(), key=lambda pair: -len(pair[1]))[:MOST_SIMILAR]


def _traits(row: LeadRow) -> list[tuple[str, dict[str, Any]]]:
    traits: list[tuple[str, dict[str, Any]]] = []
    if row.enterprise is not None and row.enterprise.uscc is not None:
        traits.append(("enterprise", {"enterprise": row.enterprise.uscc}))
    elif row.enterprise is not None:
        traits.append(("enterprise", {"enterprise_name": row.enterprise.name}))
    if row.product is not None:
        traits.append(("product", {"product": row.product}))
    if row.product is not None and row.batch is not None:
        traits.append(("batch", {"product": row.product, "batch": row.batch}))
    return traits


@get(f"{PREFIX}/leads/{{record_id:uuid}}/informant")
@signed_in(LEAD)
async def informant(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """举报人信息: needs the right and a reason (Audit-Reason), and leaves a record."""
    record_id = request.path_params["record_id"]
    asked(request, Nothing)
    await visible(office, LEAD, record_id, by)
    reason = audit_reason(request)
    if reason is None:
        raise Problem(400, "audit-reason-missing")
    call = Call(by=by, today=office.today, correlation=uuid4(), reason=reason)
    details = await leads.read_informant(office.desk, office.vault, record_id, reason, call)
    return respond(details)


@get(f"{PREFIX}/leads/{{record_id:uuid}}/informant-readings")
@signed_in(LEAD)
async def informant_readings(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Who read the informant's details, when and why: for auditors and those who may read them."""
    record_id = request.path_params["record_id"]
    asked(request, Nothing)
    lead = await visible(office, LEAD, record_id, by)
    if not may(by, Act.READ_ALL):
        require(by, Act.READ_INFORMANT, org=lead.state.holder)
    entries = await office.desk.history([access_stream(record_id)])
    return respond(
        {
            "items": [
                {
                    "position": entry.position,
                    "recordedAt": local(entry.recorded_at),
                    "actor": {"id": entry.by.id, "name": entry.by.name, "org": entry.by.org},
                    "reason": entry.event.reason,
                }
                for entry in entries
                if entry.recorded_at and isinstance(entry.event, InformantRead)
            ]
        }
    )
