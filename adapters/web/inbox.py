"""区局收件箱: what waits for receipt, acceptance, an answer; one press where nothing is asked."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from litestar import Response, get
from msgspec import Struct
from msgspec.structs import replace

from adapters.api.answers import actions_on
from adapters.api.deadlines import clocks_of
from adapters.api.office import Office, Req
from adapters.api.past import Moment, moment
from adapters.api.queues import InboxQuery, inbox_of
from adapters.api.request import language_of, parameters, understood
from adapters.web.actions import allowed_forms
from adapters.web.lists import organisations
from adapters.web.page import page, render
from adapters.web.records import NOT_ONWARD
from adapters.web.words import Words
from adapters.wording.catalogue import Language
from application.aggregates import LEAD, REFERRAL
from application.inbox import Tab
from application.views.referral import ReferralRow
from application.views.view import Row
from domain.authority import Officer
from domain.referral.kinds import SubjectKind

EACH = 100
# These ask nothing that has no default: one press is enough.
PRESSED = ("approval", "receipt", "acceptance")


class InboxPage(InboxQuery, frozen=True, kw_only=True):
    """A tab; `done` is the position of what was just recorded."""

    done: int | None = None
    again: bool = False


class Waiting(Struct, frozen=True):
    """A referral that waits, the clock that presses on it, and what the officer may do."""

    row: ReferralRow
    clock: dict[str, Any] | None
    actions: Sequence[str]
    key: str


@get("/inbox")
@page()
async def inbox(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The tabs, and the referrals of one; what is due first comes first."""
    asked = {n: v for n, v in parameters(request).items() if v}
    query = understood(asked, InboxPage)
    at = await moment(office, query.as_of, query.as_of_position)
    language = language_of(request)
    body, headers = await inbox_of(
        request, office, by, replace(query, limit=EACH), lambda row: {"row": row}
    )
    rows = [each["row"] for each in body["items"]]
    waiting = await asyncio.gather(*(_waiting(office, by, row, at, language) for row in rows))
    kinds = {each.row.kind for each in waiting if each.row.to_org == by.org}
    facts: dict[str, Any] = {
        "waiting": sorted(waiting, key=_due),
        "tabs": {tab: body["tabs"][tab] for tab in Tab},
        "tab": query.tab,
        "org": body["org"],
        "orgs": organisations(Words(language, office.directory.known), by),
        "pressed": PRESSED,
        "not_onward": [code for kind, code in NOT_ONWARD.items() if kind in kinds],
        "at": at,
        "as_of": query.as_of or "",
        "done": query.done is not None,
        "next": headers.get("Link", "").partition(">")[0].lstrip("<"),
    }
    return render(request, by, "inbox.html", facts)


async def _waiting(
    office: Office, by: Officer, row: ReferralRow, at: Moment, language: Language
) -> Waiting:
    clock = await _pressing(office, row, at, language)
    if at.position is not None:
        return Waiting(row, clock, (), "")
    record = await office.desk.load(REFERRAL, row.id)
    actions = allowed_forms("referrals", actions_on(record, by, office))
    return Waiting(record.row, clock, actions, uuid4().hex)


async def _pressing(
    office: Office, row: ReferralRow, at: Moment, language: Language
) -> dict[str, Any] | None:
    """The clock that is due first: the referral's own, or the lead's at who received it."""
    rows: list[Row] = [row]
    if row.subject.kind is SubjectKind.LEAD and at.position is None:
        rows.append((await office.desk.load(LEAD, row.subject.id)).row)
    clocks = [clock for each in rows for clock in await clocks_of(office, each, at, language)]
    running = [
        each
        for each in clocks
        if each["stoppedOn"] is None and each["dueOn"] and each["holder"] == row.to_org
    ]
    return min(running, key=lambda each: each["dueOn"], default=None)


def _due(each: Waiting) -> tuple[bool, str]:
    return each.clock is None, str(each.clock["dueOn"] if each.clock else each.row.sent_on)
