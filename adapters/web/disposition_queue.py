"""不合格结果处理待办: what waits, recipient by recipient, with whom, until when, and its form."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from litestar import Response, get
from msgspec import Struct
from msgspec.structs import replace

from adapters.api.deadlines import clock_body, clocks_of
from adapters.api.disposition_queue import Queued, QueueQuery, counts_of, own_queue, queue_of
from adapters.api.office import Office, Req
from adapters.api.past import Moment, day_of, moment
from adapters.api.records import as_it_was
from adapters.api.request import language_of, parameters, understood
from adapters.web.lists import EACH, organisations
from adapters.web.page import page, render
from adapters.web.words import Words
from adapters.wording.catalogue import Language
from application.aggregates import DISPOSITION
from application.deadlines import DeadlineRow
from application.disposition_queue import CLOCKS, moment_then, waits_on
from application.views.disposition import DispositionRow
from application.views.disposition_waits import Waiting, Waits
from domain.authority import Officer
from domain.case.law import Moment as Day
from domain.disposition import clocks as c
from domain.disposition.acting import about, may_take
from domain.disposition.events import RecipientRole
from domain.disposition.gates import STEPS, Step
from domain.disposition.requirements import About
from domain.disposition.state import Track
from domain.gates import missing

# The clock that runs until a step.
UNTIL: Mapping[Step, str] = {
    Step.FORMALITIES: c.FORMALITIES,
    Step.LAB: c.LAB,
    Step.ORDER: c.START,
}
# What may be done as well: the objection answered by a re-test, a case brought about.
BESIDE: Mapping[Step, Step] = {
    Step.ANSWER: Step.RETEST,
    Step.NOT_CORRECTED: Step.RECHECK,
    Step.SUSPENSION: Step.CASE_LINK,
    Step.REVOCATION: Step.CASE_LINK,
}


class Item(Struct, frozen=True, kw_only=True):
    """A step that waits: of which disposition, about whom, with whom, until when."""

    row: DispositionRow
    track: Track
    waits: Waits
    clock: dict[str, Any] | None
    steps: tuple[Step, ...]


@get("/disposition-queue")
@page()
async def disposition_queue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The tabs, and what waits in one; without a tab, in the first where something does."""
    asked = {n: v for n, v in parameters(request).items() if v}
    query = understood(asked, QueueQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    today = await day_of(at, office)
    if query.tab is Waiting.NOTICE and "tab" not in asked:
        counts = await counts_of(office, own_queue(office, query.org, by), by, at, today)
        query = replace(query, tab=next((tab for tab in Waiting if counts[tab]), query.tab))
    body, headers = await queue_of(
        request, office, by, replace(query, limit=EACH), lambda row: {"row": row}
    )
    language, org = language_of(request), body["org"]
    rows = [each["row"] for each in body["items"]]
    found = await asyncio.gather(
        *(_items(office, by, row, query.tab, org, at, language) for row in rows)
    )
    facts: dict[str, Any] = {
        "items": [item for each in found for item in each],
        "tabs": body["tabs"],
        "tab": query.tab,
        "org": org,
        "orgs": organisations(Words(language, office.directory.known), by),
        "at": at,
        "as_of": query.as_of or "",
        "next": headers.get("Link", "").partition(">")[0].lstrip("<"),
    }
    return render(request, by, "disposition-queue.html", facts)


async def _items(
    office: Office,
    by: Officer,
    found: Queued,
    tab: Waiting,
    org: str,
    at: Moment,
    language: Language,
) -> list[Item]:
    """What waits in one row of a tab."""
    row = await _record_of(office, found, at)
    almanac, today = office.directory.almanac(at.position), await day_of(at, office)
    if isinstance(found, DeadlineRow):
        assert found.party is not None, "each recipient has clocks of its own"
        waits = Waits(
            waiting=tab,
            step=CLOCKS[tab][-1],
            recipient=RecipientRole(found.party),
            orgs=(found.holder,),
        )
        pairs = [(waits, clock_body(found, almanac, today, language) or None)]
    else:
        clocks = await clocks_of(office, row, at, language)
        waiting = waits_on(row, tab, org, almanac, today)
        pairs = [(each, _clock(each, clocks)) for each in waiting]
    day = moment_then(row, almanac, today)
    told = ((about(row.state, waits.recipient), waits, clock) for waits, clock in pairs)
    return [
        Item(
            row=row,
            track=whom.track,
            waits=waits,
            clock=clock,
            steps=tuple(_open(whom, waits.step, day, by)) if at.position is None else (),
        )
        for whom, waits, clock in told
    ]


async def _record_of(office: Office, found: Queued, at: Moment) -> DispositionRow:
    if isinstance(found, DispositionRow):
        return found
    if at.position is None:
        return (await office.desk.load(DISPOSITION, found.record)).row
    return (await as_it_was(office, DISPOSITION, found.record, at)).row


def _clock(waits: Waits, clocks: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The clock that runs until a step is taken."""
    rule = UNTIL.get(waits.step)
    own = (
        each
        for each in clocks
        if each["rule"]["id"] == rule
        and each["party"] == waits.recipient
        and each["stoppedOn"] is None
    )
    return next(own, None)


def _open(whom: About, step: Step, day: Day, by: Officer) -> Iterator[Step]:
    """The step that waits, and what else could be done, if it is the officer's to do."""
    if may_take(whom, step, by):
        yield step
    beside = BESIDE.get(step)
    if beside and may_take(whom, beside, by) and missing(STEPS[beside], whom, day) is None:
        yield beside
