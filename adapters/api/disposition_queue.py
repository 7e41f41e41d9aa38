"""不合格结果待办: what waits with a body in dispositions, and how much in each tab."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

from litestar import Response, get
from msgspec.structs import replace

from adapters.api.answers import PREFIX, respond, shown
from adapters.api.deadlines import clock_body
from adapters.api.lists import CAP, ListQuery, answer, listing
from adapters.api.office import Office, Req
from adapters.api.past import Moment, day_of, moment
from adapters.api.problems import Problem
from adapters.api.request import asked
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language
from application.deadlines import DeadlineRow
from application.disposition_queue import OF_THE_DAY, question, waits_still
from application.queries import scope
from application.views.disposition import DispositionRow
from application.views.disposition_waits import Waiting
from domain.authority import Officer

TAB_CAP = 100
Queued = DispositionRow | DeadlineRow


class QueueQuery(ListQuery, frozen=True, kw_only=True):
    """What waits, and with which body."""

    tab: Waiting = Waiting.NOTICE
    org: str | None = None


@get(f"{PREFIX}/disposition-queue")
@signed_in()
async def disposition_queue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """不合格结果待办: a tab, the most pressing first, and how many in each tab."""
    query = asked(request, QueueQuery)
    language = Language.of(request.headers.get("accept-language"))
    at = await moment(office, query.as_of, query.as_of_position)
    almanac, today = office.directory.almanac(at.position), await day_of(at, office)

    def show(row: Queued) -> dict[str, Any]:
        if isinstance(row, DeadlineRow):
            return clock_body(row, almanac, today, language)
        return shown(row)

    body, headers = await queue_of(request, office, by, query, show)
    return respond(body, headers=headers | {"Content-Language": language.tag})


async def queue_of(
    request: Req,
    office: Office,
    by: Officer,
    query: QueueQuery,
    show: Callable[[Queued], dict[str, Any]],
) -> tuple[dict[str, Any], dict[str, str]]:
    """One page of a tab, with the count of each tab, and its headers."""
    org = own_queue(office, query.org, by)
    today = await day_of(await moment(office, query.as_of, query.as_of_position), office)
    view, ask = question(query.tab, org, today)
    listed = await listing(request, office, by, query, ask, order="asc")
    almanac = office.directory.almanac(listed.at.position)

    def still(row: Queued) -> dict[str, Any]:
        return show(row) if waits_still(row, query.tab, org, almanac, today) else {}

    body, headers = await answer(request, office, view, listed, still)
    body["items"] = [each for each in body["items"] if each]
    tabs = await counts_of(office, org, by, listed.at, today)
    return body | {"org": org, "tab": query.tab, "tabs": tabs}, headers


def own_queue(office: Office, org: str | None, by: Officer) -> str:
    """Whose queue: one's own, or for a reader of everything that of any organisation there is."""
    if org is None or org == by.org:
        return by.org
    if scope(by) is not None:
        raise Problem(404, "not-found")
    if org not in office.directory.known.organisations:
        raise Problem(400, "unknown-organisation", facts={"org": org})
    return org


async def counts_of(
    office: Office, org: str, by: Officer, at: Moment, today: date
) -> dict[Waiting, int]:
    """How much waits with a body in each tab, on a day."""
    found = (_count(office, tab, org, by, at, today) for tab in Waiting)
    return dict(zip(Waiting, await asyncio.gather(*found), strict=True))


async def _count(
    office: Office, tab: Waiting, org: str, by: Officer, at: Moment, today: date
) -> int:
    view, ask = question(tab, org, today)
    ask = replace(ask, org=scope(by), at=at.position, limit=TAB_CAP)
    if tab not in OF_THE_DAY:
        return await office.read_models.count(view, ask, CAP)
    almanac = office.directory.almanac(at.position)
    page = await office.read_models.page(view, ask)
    return sum(waits_still(row, tab, org, almanac, today) for row in page.rows)
