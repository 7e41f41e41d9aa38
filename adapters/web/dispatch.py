"""线索分派: the leads that wait, each with the bureau proposed and why; many at once."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Response, get, post
from msgspec.structs import replace

from adapters.api.commands import OnlyOnce
from adapters.api.deadlines import clocks_of
from adapters.api.dispatch_batches import DispatchBatch, dispatched
from adapters.api.lists import ListQuery
from adapters.api.office import Office, Req
from adapters.api.past import WAIT_SECONDS, Moment, moment
from adapters.api.problems import Problem
from adapters.api.queues import queue_of
from adapters.api.records import as_it_was
from adapters.api.request import decoded, language_of, parameters, understood
from adapters.web.choices import Choice
from adapters.web.page import form_of, one, page, remembering, render
from adapters.web.steps import KEY, in_turn
from adapters.web.words import Words
from application.aggregates import LEAD
from application.desk import Call
from application.ledger import Receipt
from application.queries import Behind
from domain.authority import Act, Officer, require

EACH = 25
Form = Mapping[str, list[str]]


@get("/dispatch")
@page()
async def dispatch(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The queue, oldest first."""
    return await _shown(request, office, by, {})


@post("/dispatch", status_code=200)
@page()
async def dispatch_many(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Dispatches what was ticked: every lead by itself, each with its own answer."""
    require(by, Act.DISPATCH, org=by.org)
    form = await form_of(request)
    if not KEY.match(one(form, "key")):
        raise Problem(400, "idempotency-key-malformed")
    items = [_item(lead, form) for lead in form.get("lead", [])]
    if one(form, "resumed"):
        return await _shown(request, office, by, form)
    if not items:
        return await _shown(request, office, by, form, wrong="page.none-ticked")
    if not one(form, "reason").strip():
        return await _shown(request, office, by, form, wrong="problem.reason-missing")
    body = msgspec.json.encode({"items": items})
    call = _call(office, by, one(form, "key"), body)
    batch = decoded(body, DispatchBatch)

    async def act() -> list[dict[str, Any]]:
        with OnlyOnce(office, call):
            return await dispatched(office, call, batch, language_of(request))

    answers = await in_turn(act)
    told = [each | {"lead_title": one(form, f"title:{each['lead']}")} for each in answers]
    last = max((each["position"] for each in answers if "position" in each), default=0)
    with suppress(Behind):
        await office.read_models.wait_for(last, WAIT_SECONDS)
    shown = await _shown(request, office, by, {}, told)
    return remembering(shown, last) if last else shown


def _item(lead: str, form: Form) -> dict[str, Any]:
    version = one(form, f"version:{lead}")
    if not version.isdecimal():
        raise Problem(400, "bad-request")
    return {
        "lead": lead,
        "version": int(version),
        "toOrg": one(form, f"to:{lead}"),
        "reason": one(form, "reason").strip(),
    }


def _call(office: Office, by: Officer, key: str, body: bytes) -> Call:
    digest = sha256(b"POST /dispatch\n" + body).digest()
    return Call(
        by=by,
        today=office.today,
        correlation=uuid4(),
        channel="web",
        receipt=Receipt(by.id, f"{key}-{digest.hex()[:16]}", digest),
    )


async def _shown(
    request: Req,
    office: Office,
    by: Officer,
    form: Form,
    told: Sequence[Mapping[str, Any]] = (),
    wrong: str = "",
) -> Response[bytes]:
    given = {n: v for n, v in parameters(request).items() if v}
    query = replace(understood(given, ListQuery), limit=EACH)
    at = await moment(office, query.as_of, query.as_of_position)
    body, headers = await queue_of(request, office, by, query)
    rows = body["items"]
    leads = [UUID(str(row["id"])) for row in rows]
    known = Words(language_of(request), office.directory.known)
    bureaus = [each for each in known.known.organisations.values() if each.handles_matters]
    facts: dict[str, Any] = {
        "rows": rows,
        "clocks": await asyncio.gather(*(_clock(request, office, each, at) for each in leads)),
        "opened": {str(each) for each in await office.notebook.has_opened(by.id, leads)},
        "bureaus": [Choice(each.code, known.org(each.code)) for each in bureaus],
        "form": form,
        "told": told,
        "wrong": wrong,
        "key": one(form, "key") or uuid4().hex,
        "at": at,
        "as_of": query.as_of or "",
        "next": headers.get("Link", "").partition(">")[0].lstrip("<"),
        "q": query.q or "",
    }
    return render(request, by, "dispatch.html", facts)


async def _clock(request: Req, office: Office, lead: UUID, at: Moment) -> Mapping[str, Any] | None:
    past = at.position is not None
    found = await (as_it_was(office, LEAD, lead, at) if past else office.desk.load(LEAD, lead))
    clocks = await clocks_of(office, found.row, at, language_of(request))
    running = (each for each in clocks if each["stoppedOn"] is None and each["dueOn"])
    return min(running, key=lambda each: each["dueOn"], default=None)
