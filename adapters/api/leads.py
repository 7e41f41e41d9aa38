"""What leads have besides the common reads and commands: similar ones, informants, bulk dispatch."""

from typing import Annotated, Any
from uuid import UUID, uuid4

from litestar import Response, get, post
from msgspec import Meta, Struct

from adapters.api.answers import PREFIX, actions_on, local, respond, shown
from adapters.api.commands import MOST_BYTES, visible
from adapters.api.office import Office, Req
from adapters.api.past import Moment, caught_up
from adapters.api.problems import Problem, problem_of, worded
from adapters.api.request import audit_reason, call_of, decoded
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language
from application import leads
from application.aggregates import LEAD, REFERRAL
from application.desk import Call
from application.ledger import Receipt
from application.queries import Ask, scope
from application.streams import access_stream
from application.views.lead import LEADS, LeadRow
from domain.access import InformantRead
from domain.authority import Act, Officer, may, require
from domain.lead.handover import DispatchItem, Refer

MOST_SIMILAR = 20
MOST_AT_ONCE = 200


class DispatchBatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Leads to dispatch, each by itself."""

    items: Annotated[tuple[DispatchItem, ...], Meta(min_length=1, max_length=MOST_AT_ONCE)]


@get(f"{PREFIX}/leads/{{record_id:uuid}}/similar")
@signed_in(LEAD)
async def similar(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """可能重复: leads of the same enterprise, or of the same product or batch, and what they share."""
    record_id = request.path_params["record_id"]
    lead = await visible(office, LEAD, record_id, by)
    await caught_up(request, office, Moment())
    found: dict[UUID, tuple[LeadRow, list[str]]] = {}
    for shared, columns in _traits(lead.row):
        ask = Ask(equal=columns, org=scope(by), limit=MOST_SIMILAR, descending=True)
        for row in (await office.read_models.page(LEADS, ask)).rows:
            if row.id != record_id:
                found.setdefault(row.id, (row, []))[1].append(shared)
    ranked = sorted(found.values(), key=lambda pair: -len(pair[1]))[:MOST_SIMILAR]
    return respond({"items": [shown(row) | {"shares": shares} for row, shares in ranked]})


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


@post(f"{PREFIX}/lead-dispatch-batches", request_max_body_size=MOST_BYTES)
@signed_in()
async def dispatch_batch(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """批量分派: each lead by itself, with its own version check and its own answer (207)."""
    require(by, Act.DISPATCH, org=by.org)
    body = await request.body()
    call = call_of(request, office, by, body, expected=None)
    batch = decoded(body, DispatchBatch)
    opened = await office.notebook.has_opened(by.id, [item.lead for item in batch.items])
    language = Language.of(request.headers.get("accept-language"))
    results = [
        await _dispatched(office, by, call, number, item, language, item.lead in opened)
        for number, item in enumerate(batch.items)
    ]
    return respond({"items": results}, status=207)


async def _dispatched(
    office: Office,
    by: Officer,
    call: Call,
    number: int,
    item: DispatchItem,
    language: Language,
    opened: bool,  # noqa: FBT001
) -> dict[str, Any]:
    assert call.receipt is not None
    receipt = Receipt(by.id, f"{call.receipt.key}#{number}", call.receipt.fingerprint)
    own = Call(by=by, today=call.today, correlation=uuid4(), expected=item.version, receipt=receipt)
    command = Refer(
        to_org=item.to_org,
        reason=item.reason,
        report_back_by=item.report_back_by,
        effective_on=item.effective_on,
    )
    try:
        await visible(office, LEAD, item.lead, by)
        if not opened:
            raise Problem(409, "never-opened")
        done = await office.desk.run(
            own,
            REFERRAL,
            lambda: leads.refer(office.desk, office.directory, item.lead, command, own),
        )
    except Exception as error:  # noqa: BLE001 - answered beside the others
        problem = problem_of(error)
        return {"lead": item.lead, "status": problem.status} | worded(problem, language)
    record = await office.desk.known(REFERRAL, done.stream)
    return {
        "lead": item.lead,
        "status": 201,
        "position": done.position,
        "replayed": done.replayed,
        "referral": shown(done.row, actions_on(record, by, office)),
    }
