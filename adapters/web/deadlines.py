"""期限与督办: what is overdue, due soon, suspended or extended, and pressing for it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from litestar import Response, get
from msgspec.structs import replace

from adapters.api.answers import actions_on
from adapters.api.deadlines import DeadlinesQuery, due
from adapters.api.office import Office, Req
from adapters.api.past import moment
from adapters.api.request import language_of, parameters, understood
from adapters.web.lists import EACH, organisations
from adapters.web.page import page, render
from adapters.web.supervisions import pressing_on
from adapters.web.words import Words
from application.aggregates import CASE, LEAD, REFERRAL
from application.deadlines import Bucket
from domain.authority import Act, Officer, may

REMIND = "reminders"


@get("/deadlines")
@page()
async def deadlines(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """One bucket of the deadlines of an organisation, or of all."""
    asked = {n: v for n, v in parameters(request).items() if v}
    query = understood({"bucket": Bucket.OVERDUE, **asked}, DeadlinesQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    body, headers = await due(request, office, by, replace(query, limit=EACH), language_of(request))
    rows = body["items"]
    presses = may(by, Act.SUPERVISE) and at.position is None
    pressed = await asyncio.gather(*(_pressed(office, by, row) for row in rows)) if presses else ()
    words = Words(language_of(request), office.directory.known)
    facts: dict[str, Any] = {
        "rows": rows,
        "pressed": pressed or [None] * len(rows),
        "buckets": tuple(Bucket),
        "bucket": query.bucket,
        "filters": asked | {"holder": body["holder"] or ""},
        "orgs": organisations(words, by),
        "at": at,
        "as_of": query.as_of or "",
        "next": headers.get("Link", "").partition(">")[0].lstrip("<"),
    }
    return render(request, by, "deadlines.html", facts)


async def _pressed(office: Office, by: Officer, row: Mapping[str, Any]) -> str | None:
    """Where the holder is pressed for action (督办): on its case, or at the referral it holds."""
    record = row["record"]
    if record["kind"] == "cases":
        case = await office.desk.load(CASE, record["id"])
        return pressing_on(office, case, by)
    if record["kind"] == "leads":
        referrals = (await office.desk.load(LEAD, record["id"])).row.referrals
    else:
        referrals = (record["id"],) if record["kind"] == "referrals" else ()
    if not referrals:
        return None
    referral = await office.desk.load(REFERRAL, referrals[-1])
    open_now = REMIND in actions_on(referral, by, office)
    return f"/referrals/{referral.stream}/{REMIND}" if open_now else None
