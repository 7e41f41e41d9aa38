"""One event of the ledger, as a CloudEvent, for those who may see the record it belongs to."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get

from adapters.api.answers import PREFIX, local, respond
from adapters.api.office import Office, Req
from adapters.api.request import Nothing, asked
from adapters.api.signed_in import signed_in
from application.desk import Missing
from application.ledger import Entry
from application.views.all import view_of
from domain.authority import Act, Officer, may, may_see
from domain.events import topic_of

TYPES = "cn.shanghai.scjg."


@get(f"{PREFIX}/events/{{position:int}}")
@signed_in()
async def event(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The event at a position (CloudEvents 1.0)."""
    position = request.path_params["position"]
    asked(request, Nothing)
    ledger = office.desk.ledger
    found = await asyncio.to_thread(ledger.recorder.select_notifications, position, 1, position)
    if not found:
        raise Missing
    (entry,) = ledger.entries(found)
    if not await _may_see(office, by, entry):
        raise Missing
    return respond(cloud_event(entry))


async def _may_see(office: Office, by: Officer, entry: Entry) -> bool:
    view = view_of(topic_of(entry.event))
    if view is None:
        return may(by, Act.READ_ALL)
    rows = await office.desk.history([entry.originator_id])
    row = None
    for each in rows:
        row = view.fold(row, each)
    return row is not None and may_see(by, row.orgs, row.people)


def cloud_event(entry: Entry) -> dict[str, Any]:
    """An entry in CloudEvents' JSON form. Sealed details of informants are left out."""
    stream: UUID = entry.originator_id
    data: dict[str, Any] = msgspec.to_builtins(entry.event)
    data.pop("type")
    data.pop("informant", None)
    return {
        "specversion": "1.0",
        "id": str(entry.position),
        "source": "/ledger",
        "type": TYPES + topic_of(entry.event),
        "subject": str(stream),
        "time": local(entry.recorded_at) if entry.recorded_at else None,
        "datacontenttype": "application/json",
        "position": entry.position,
        "streamversion": entry.originator_version,
        "effectiveon": entry.effective_on,
        "actororg": entry.by.org,
        "data": data,
    }
