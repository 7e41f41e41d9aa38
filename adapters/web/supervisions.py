"""督办: the queue by tabs, what is supervised of a case, and the form that begins one."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec.structs import replace

from adapters.api.commands import visible
from adapters.api.failures import explained
from adapters.api.office import Office, Req
from adapters.api.past import Moment, moment
from adapters.api.problems import Problem
from adapters.api.request import decoded, language_of, parameters, understood
from adapters.api.supervisions import SupervisionQueueQuery, issued, queue_of, queued
from adapters.web.choices import Choice, Choices
from adapters.web.forms import Form
from adapters.web.lists import organisations
from adapters.web.page import form_of, page, remembering, render, to
from adapters.web.steps import (
    Sent,
    altered,
    call_of,
    form_page,
    in_turn,
    plain_step,
    sent_of,
    spoken,
)
from adapters.web.typed import without_empty_rows
from adapters.web.words import Words
from adapters.wording.catalogue import Language
from application.aggregates import CASE, SUPERVISION
from application.cases import CaseRecord
from application.deadlines import title_of
from application.desk import Done
from application.queries import Ask, scope
from application.supervision_queues import own_org, tabs_of
from application.supervisions import issuable
from application.views.supervision import SUPERVISIONS
from domain.authority import Officer
from domain.supervision.decisions import Issue
from domain.supervision.events import SupervisionKind

EACH = 25
MOST = 20
NOUN = "supervisions"


def handlers() -> list[HTTPRouteHandler]:
    """The pages of supervisions beside the record's own."""
    return [queue, issue_page, issue]


@get("/supervisions")
@page()
async def queue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """督办队列, now or as it was."""
    given = {n: v for n, v in parameters(request).items() if v}
    query = understood(given, SupervisionQueueQuery)
    language = language_of(request)
    at = await moment(office, query.as_of, query.as_of_position)
    body, headers = await queue_of(request, office, by, replace(query, limit=EACH), language)
    facts: dict[str, Any] = {
        "tab": body["tab"],
        "tabs": [(each, body["tabs"][each]) for each in tabs_of(by)],
        "rows": body["items"],
        "org": query.org or "",
        "watches": own_org(by) is None,
        "orgs": organisations(Words(language, office.directory.known), by),
        "next": headers.get("Link", "").partition(">")[0].lstrip("<"),
        "paged": query.cursor is not None,
        "at": at,
        "as_of": query.as_of or "",
    }
    return render(request, by, "supervisions.html", facts)


async def supervised(
    office: Office, by: Officer, case: UUID, at: Moment, language: Language
) -> list[dict[str, Any]]:
    """The supervisions of a case, the latest first, each with the clock that presses."""
    ask = Ask(equal={"case_id": case}, org=scope(by), at=at.position, limit=MOST, descending=True)
    found = await office.read_models.page(SUPERVISIONS, ask)
    return [await queued(row, office, at, language) for row in found.rows]


def kinds_open(office: Office, case: CaseRecord, by: Officer) -> tuple[SupervisionKind, ...]:
    """What the officer may issue on a case."""
    return issuable(office.directory.known, case.row.org, by)


def pressing_on(office: Office, case: CaseRecord, by: Officer) -> str | None:
    """Where the officer presses for action on a case; None where it is not the officer's."""
    open_now = SupervisionKind.PRESSING in kinds_open(office, case, by)
    return f"/cases/{case.stream}/{NOUN}?kind={SupervisionKind.PRESSING}" if open_now else None


@get(f"/cases/{{record_id:uuid}}/{NOUN}")
@page(CASE)
async def issue_page(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The empty form; the kind may be named in the address."""
    case = await _supervisable(request, office, by)
    kind = request.query_params.get("kind", "")
    return _shown(request, office, by, case, Sent({"/kind": [kind]}, 0, uuid4().hex))


@post(f"/cases/{{record_id:uuid}}/{NOUN}", status_code=303)
@page(CASE)
async def issue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Issues it, and goes on to it; or shows the form again with what is wrong."""
    case = await _supervisable(request, office, by)
    posted = await form_of(request)
    sent = sent_of(posted)
    again = altered(request, sent, posted)
    if again is not None:
        return spoken(_shown(request, office, by, case, again), posted)
    sent = replace(sent, given=without_empty_rows(sent.given))
    try:
        done = await _issued(request, office, by, case, sent)
    except Exception as error:  # noqa: BLE001 - every failure is shown with what was typed
        problem = await explained(error, request, office, by, language_of(request), SUPERVISION)
        return _shown(request, office, by, case, sent, problem)
    replayed = "&again=true" if done.replayed else ""
    path = f"/supervisions/{done.stream}?done={done.position}{replayed}"
    return remembering(to(path), done.position)


async def _supervisable(request: Req, office: Office, by: Officer) -> CaseRecord:
    """The case in the path. Raises Missing, or a 403 problem where it is not the officer's."""
    case: CaseRecord = await visible(office, CASE, request.path_params["record_id"], by)
    if not kinds_open(office, case, by):
        raise Problem(403, "not-open-to-you")
    return case


async def _issued(request: Req, office: Office, by: Officer, case: CaseRecord, sent: Sent) -> Done:
    fields = _form(request, office, by, case).body(sent.given)
    body = msgspec.json.encode(fields | {"case": str(case.stream)}, order="sorted")
    command = decoded(body, Issue)
    call = replace(call_of(request, office, by, sent, body), expected=None)
    return await in_turn(lambda: issued(office, by, command, call))


def _form(request: Req, office: Office, by: Officer, case: CaseRecord) -> Form:
    """The form of a new supervision, with the kinds that are the officer's to issue."""
    words = Words(language_of(request), office.directory.known)
    kinds = (Choice(each, words.cap(words.one_of(each))) for each in kinds_open(office, case, by))
    choices = Choices(words, by.org, office.today, offered={"kind": tuple(kinds)})
    return Form(NOUN, Issue, words, choices)


def _shown(
    request: Req,
    office: Office,
    by: Officer,
    case: CaseRecord,
    sent: Sent,
    problem: Problem | None = None,
) -> Response[bytes]:
    words = Words(language_of(request), office.directory.known)
    facts = {
        "section": "supervisions",
        "path": f"/cases/{case.stream}",
        "title": title_of(case.row),
        "step": plain_step(NOUN, words.say("page.supervise")),
    }
    return form_page(request, by, _form(request, office, by, case), sent, problem, facts)
