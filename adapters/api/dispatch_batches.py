"""Bulk dispatch (批量分派): each lead by itself, with its own version check and its own answer."""

import asyncio
from typing import Annotated, Any
from uuid import UUID, uuid4

from litestar import Response, post
from msgspec import Meta, Struct
from msgspec.structs import replace

from adapters.api.answers import PREFIX, actions_on, respond, shown
from adapters.api.commands import MOST_BYTES, visible
from adapters.api.failures import explain
from adapters.api.office import Office, Req
from adapters.api.problems import Problem, problem_of, worded
from adapters.api.request import call_of, decoded
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language
from application import offers
from application.aggregates import LEAD, REFERRAL
from application.desk import Call, Done
from domain.authority import Act, Officer, require
from domain.lead.handover import DispatchItem, Refer

MOST_AT_ONCE = 200


class DispatchBatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Leads to dispatch, each by itself."""

    items: Annotated[tuple[DispatchItem, ...], Meta(min_length=1, max_length=MOST_AT_ONCE)]


@post(f"{PREFIX}/lead-dispatch-batches", request_max_body_size=MOST_BYTES)
@signed_in()
async def dispatch_batch(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Dispatches what can be dispatched: 207 with one answer an item, in the order given.

    An item the officer has never opened is refused (product.md 5.2).
    """
    require(by, Act.DISPATCH, org=by.org)
    body = await request.body()
    call = call_of(request, office, by, body, expected=None)
    batch = decoded(body, DispatchBatch)
    language = Language.of(request.headers.get("accept-language"))
    return respond({"items": await dispatched(office, call, batch, language)}, status=207)


async def dispatched(
    office: Office, call: Call, batch: DispatchBatch, language: Language
) -> list[dict[str, Any]]:
    """The answer of each item, in the order given. Raises KeyUsed before any is dispatched."""
    calls = [own_call(call, number, item) for number, item in enumerate(batch.items)]
    await office.desk.refuse_used_keys([own.receipt for own in calls if own.receipt])
    opened = await office.notebook.has_opened(call.by.id, [item.lead for item in batch.items])
    return await asyncio.gather(
        *(
            _answer(office, own, item, opened, language)
            for own, item in zip(calls, batch.items, strict=True)
        )
    )


def own_call(call: Call, number: int, item: DispatchItem) -> Call:
    """The circumstances of one item: its own version and its own part of the key."""
    assert call.receipt is not None
    receipt = replace(call.receipt, key=f"{call.receipt.key}#{number}")
    return replace(call, correlation=uuid4(), expected=item.version, receipt=receipt)


async def _answer(
    office: Office, call: Call, item: DispatchItem, opened: set[UUID], language: Language
) -> dict[str, Any]:
    try:
        done = await _dispatch(office, call, item, opened)
    except Exception as error:  # noqa: BLE001 - answered beside the others
        problem = problem_of(error)
        await explain(problem, error, office, call.by, LEAD, item.lead, language)
        return {"lead": item.lead, "status": problem.status} | worded(problem, language)
    return {
        "lead": item.lead,
        "status": 201,
        "position": done.position,
        "replayed": done.replayed,
        "referral": shown(done.row, actions_on(done.record, call.by, office)),
    }


async def _dispatch(office: Office, call: Call, item: DispatchItem, opened: set[UUID]) -> Done:
    await visible(office, LEAD, item.lead, call.by, fresh=False)
    if item.lead not in opened:
        raise Problem(409, "never-opened")
    command = Refer(
        to_org=item.to_org,
        reason=item.reason,
        report_back_by=item.report_back_by,
        effective_on=item.effective_on,
    )
    return await office.desk.run(
        call,
        REFERRAL,
        lambda: offers.refer(office.desk, office.directory, item.lead, command, call),
    )
