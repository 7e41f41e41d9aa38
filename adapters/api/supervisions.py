"""Supervision of a lower bureau's case (督办、执法监督): how one begins, what waits for whom."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec.structs import replace

from adapters.api.answers import PREFIX, answered, link_to_next, path_of, respond, shown
from adapters.api.commands import MOST_BYTES, OnlyOnce, visible
from adapters.api.deadlines import clocks_of, is_pressing
from adapters.api.lists import ListQuery, cursor_of, listing
from adapters.api.office import Office, Req
from adapters.api.past import Moment, day_of
from adapters.api.problems import Problem
from adapters.api.records import as_it_was
from adapters.api.request import asked, call_of, decoded
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language
from application import supervisions
from application.aggregates import CASE, SUPERVISION
from application.deadlines import DEADLINES
from application.desk import Call, Done
from application.queries import Ask, scope
from application.supervision_queues import (
    SupervisionTab,
    overdue,
    own_org,
    tabs_of,
    waiting,
)
from application.views.supervision import SUPERVISIONS, SupervisionRow
from domain.authority import Act, Officer, may
from domain.refusals import NotPermitted
from domain.supervision.decisions import Issue

TAB_CAP = 100


class SupervisionQueueQuery(ListQuery, frozen=True, kw_only=True):
    """Which tab of whose queue: at first the reader's own, of the reader's side."""

    tab: SupervisionTab | None = None
    org: str | None = None


def handlers() -> list[HTTPRouteHandler]:
    """The routes beside the tables of commands, records and lists."""
    return [issue, queue]


@post(f"{PREFIX}/supervisions", request_max_body_size=MOST_BYTES)
@signed_in(SUPERVISION)
async def issue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """督办: a superior presses or guides a bureau, or sends a paper of enforcement supervision."""
    body = await request.body()
    call = call_of(request, office, by, body, expected=None)
    done = await issued(office, by, decoded(body, Issue), call)
    return answered(done, by, office, path_of(SUPERVISION.view.path, done.stream))


async def issued(office: Office, by: Officer, command: Issue, call: Call) -> Done:
    """Issues it, once. Raises Missing for a case that the officer may not see."""
    if not may(by, Act.SUPERVISE):
        raise NotPermitted("role-not-granted", act=Act.SUPERVISE)
    await visible(office, CASE, command.case, by)
    with OnlyOnce(office, call):
        return await office.desk.run(
            call,
            SUPERVISION,
            lambda: supervisions.issue(office.desk, office.directory, command, call),
        )


@get(f"{PREFIX}/supervisions/queue")
@signed_in()
async def queue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """督办队列: a tab, the oldest first, each with the clock that presses, and how many in each."""
    query = asked(request, SupervisionQueueQuery)
    language = Language.of(request.headers.get("accept-language"))
    body, headers = await queue_of(request, office, by, query, language)
    return respond(body, headers=headers | {"Content-Language": language.tag})


async def queue_of(
    request: Req, office: Office, by: Officer, query: SupervisionQueueQuery, language: Language
) -> tuple[dict[str, Any], dict[str, str]]:
    """One page of a tab, with the counts of all."""
    org = query.org or own_org(by)
    if scope(by) is not None and org != by.org:
        raise Problem(404, "not-found")
    tab = query.tab or tabs_of(by)[0]
    listed = await listing(request, office, by, query, Ask(), order="asc")
    headers: dict[str, str] = {}
    following = None
    if tab is SupervisionTab.OVERDUE:
        rows = await _late(office, by, org, listed.at)
    else:
        ask = waiting(tab, org)
        down = listed.ask.descending if query.order else ask.descending
        ask = replace(listed.ask, equal=ask.equal, org=ask.org, descending=down)
        page = await office.read_models.page(SUPERVISIONS, ask)
        rows, following = list(page.rows), page.next
    items = await asyncio.gather(*(queued(row, office, listed.at, language) for row in rows))
    body: dict[str, Any] = {"org": org, "tab": tab, "items": items}
    body["tabs"] = {each: await _count(office, by, each, org, listed.at) for each in SupervisionTab}
    if following is not None:
        body["next"] = cursor_of(following)
        headers["Link"] = link_to_next(request, body["next"])
    listed.at.note(body, headers)
    return body, headers


async def queued(
    row: SupervisionRow, office: Office, at: Moment, language: Language
) -> dict[str, Any]:
    """A row of a queue, with the clock that is due first."""
    clocks = [each for each in await clocks_of(office, row, at, language) if is_pressing(each)]
    pressing = min(clocks, key=lambda each: each["dueOn"], default=None)
    return shown(row) | {"pressing": pressing}


async def _late(office: Office, by: Officer, org: str | None, at: Moment) -> list[SupervisionRow]:
    """What is overdue, what was due first on top; each supervision once."""
    ask = overdue(by, org, await day_of(at, office))
    ask = replace(ask, at=at.position, limit=TAB_CAP)
    found = await office.read_models.page(DEADLINES, ask)
    records = dict.fromkeys(each.record for each in found.rows)
    return [await _row(office, each, at) for each in records]


async def _row(office: Office, record: UUID, at: Moment) -> SupervisionRow:
    if at.position is None:
        return (await office.desk.known(SUPERVISION, record)).row
    return (await as_it_was(office, SUPERVISION, record, at)).row


async def _count(
    office: Office, by: Officer, tab: SupervisionTab, org: str | None, at: Moment
) -> int:
    if tab is SupervisionTab.OVERDUE:
        return len(await _late(office, by, org, at))
    ask = replace(waiting(tab, org), at=at.position)
    return min(await office.read_models.count(SUPERVISIONS, ask, TAB_CAP), TAB_CAP)
