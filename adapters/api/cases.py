"""What cases are read by beside lists and records: the checklist, the board, the workload."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from litestar import Response, get
from msgspec import Struct
from msgspec.structs import replace

from adapters.api.answers import PREFIX, respond, shown
from adapters.api.commands import visible
from adapters.api.deadlines import DeadlinesQuery, clock_body, due_days, filters
from adapters.api.downloads import send
from adapters.api.gate_bodies import gate_bodies
from adapters.api.office import Office, Req
from adapters.api.past import Moment, caught_up, day_of, moment
from adapters.api.problems import Problem
from adapters.api.records import Then
from adapters.api.request import Nothing, asked
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language, say
from application.aggregates import CASE
from application.allowed import may_take
from application.almanac import Almanac
from application.cases import CaseRecord, moment_of
from application.deadlines import DEADLINES, NEVER, Bucket, deadlines_of
from application.deadlines import Stage as Clock
from application.desk import Call
from application.queries import Ask, scope
from application.store import Stored
from application.streams import access_stream
from application.views.case import CASES, CaseRow
from domain.access import ContentRead
from domain.authority import Officer
from domain.case.clocks import DECIDE
from domain.case.events import Paper
from domain.case.gates import Checked, Step, act_of, checklist
from domain.case.kinds import Stage

EACH = 20
MOST_OVERDUE = 1000
OPEN = tuple(stage for stage in Stage if stage not in (Stage.CLOSED, Stage.ARCHIVED))


class BoardQuery(Then, frozen=True, kw_only=True):
    """Whose board: a bureau's, or one handler's; now or then."""

    org: str | None = None
    handler: str | None = None


class StepQuery(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Which step; all of them when none is named."""

    step: Step | None = None


@get(f"{PREFIX}/cases/{{record_id:uuid}}/gates")
@signed_in(CASE)
async def gates(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """办案关口: for every next step what it needs, by which article, and what is missing."""
    query = asked(request, StepQuery)
    record: CaseRecord = await visible(office, CASE, request.path_params["record_id"], by)
    language = Language.of(request.headers.get("accept-language"))
    items = gates_of(record, by, office, language, [query.step] if query.step else Step)
    headers = {"Content-Language": language.tag, "ETag": f'"{record.version}"'}
    return respond({"stage": record.state.stage, "items": items}, headers=headers)


def gates_of(
    record: CaseRecord, by: Officer, office: Office, language: Language, steps: Iterable[Step]
) -> list[dict[str, Any]]:
    """Every step with its gates as they stand today, and whether the officer may take it now."""
    moment = moment_of(office.directory, record, office.today, office.today)
    case = record.state
    return [
        _step(step, checklist(case, step, moment), may_take(case, step, by), language)
        for step in steps
    ]


def _step(step: Step, checked: list[Checked], own: bool, language: Language) -> dict[str, Any]:  # noqa: FBT001
    ready = all(each.met for each in checked)
    return {
        "step": step,
        "text": say(language, f"step.{step}"),
        "ready": ready,
        "allowed": ready and own,
        "act": act_of(step),
        "gates": gate_bodies(checked, language),
    }


@get(f"{PREFIX}/cases/{{record_id:uuid}}/evidence/{{number:int}}/content")
@signed_in(CASE)
async def evidence_content(request: Req, office: Office, by: Officer) -> Response[Any]:
    """The file of a piece of evidence, to be saved; its hash is checked on the way out."""
    asked(request, Nothing)
    record: CaseRecord = await visible(office, CASE, request.path_params["record_id"], by)
    number: int = request.path_params["number"]
    found = record.state.evidence.get(number)
    return await send_paper(office, record, by, found.paper if found else None, evidence=number)


@get(f"{PREFIX}/cases/{{record_id:uuid}}/documents/{{number:int}}/content")
@signed_in(CASE)
async def document_content(request: Req, office: Office, by: Officer) -> Response[Any]:
    """A document as it was issued; `number` counts those of the case."""
    asked(request, Nothing)
    record: CaseRecord = await visible(office, CASE, request.path_params["record_id"], by)
    number: int = request.path_params["number"]
    issued = record.state.documents
    paper = issued[number - 1].paper if 0 < number <= len(issued) else None
    return await send_paper(office, record, by, paper, document=number)


async def send_paper(
    office: Office,
    record: CaseRecord,
    by: Officer,
    paper: Paper | None,
    **which: int,
) -> Response[Any]:
    """The file, found whole, once it is noted who reads it."""
    if paper is None:
        raise Problem(404, "not-found")
    stored = Stored(
        sha256=paper.sha256, size=paper.size, media_type=paper.media_type, name=paper.name
    )
    file = await send(office, stored)
    call = Call(by=by, today=office.today, correlation=uuid4())
    read = ContentRead(case=record.stream, sha256=paper.sha256, **which)
    await office.desk.note(call, access_stream(record.stream), read)
    return file


@get(f"{PREFIX}/cases/board")
@signed_in()
async def board(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """案件看板: open cases by stage, oldest first, each with its decision clock."""
    query = asked(request, BoardQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    org = own_org(query.org, by)
    language = Language.of(request.headers.get("accept-language"))
    columns = await board_of(office, by, org, query.handler, language, at)
    body: dict[str, Any] = {"org": org, "columns": columns}
    headers = {"Content-Language": language.tag}
    at.note(body, headers)
    return respond(body, headers=headers)


async def board_of(
    office: Office,
    by: Officer,
    org: str | None,
    handler: str | None,
    language: Language,
    at: Moment,
) -> list[dict[str, Any]]:
    """The open stages, each with its first cases and how many there are."""
    equal = {"org": org} if org else {}
    holding = {"handlers": handler} if handler else {}
    ask = Ask(equal=equal, holding=holding, org=scope(by), at=at.position, limit=EACH)
    counts = await office.read_models.tally(CASES, "stage", ask)
    return [
        {
            "stage": stage,
            "text": say(language, f"case_stage.{stage}"),
            "count": counts.get(stage, 0),
            "items": await _cards(office, ask, stage, language, at) if counts.get(stage) else [],
        }
        for stage in OPEN
    ]


async def _cards(
    office: Office, ask: Ask, stage: Stage, language: Language, at: Moment
) -> list[dict[str, Any]]:
    of_stage = replace(ask, equal={**ask.equal, "stage": stage})
    page = await office.read_models.page(CASES, of_stage)
    return await cards(page.rows, office, language, at)


async def cards(
    rows: Iterable[CaseRow], office: Office, language: Language, at: Moment
) -> list[dict[str, Any]]:
    """Cases in a list, by what was known at the moment, on its day."""
    almanac, today = office.directory.almanac(at.position), await day_of(at, office)
    return [_card(row, almanac, today, language) for row in rows]


def _card(row: CaseRow, almanac: Almanac, today: date, language: Language) -> dict[str, Any]:
    """With the clock that presses, the decision's while that runs."""
    running = [each for each in deadlines_of(row, almanac) if each.stopped_on is None]
    duties = [each for each in running if each.stage is Clock.RUNNING and each.due is not None]
    soonest = min(duties, key=lambda each: each.due or NEVER, default=None)
    pressing = next((each for each in running if each.rule == DECIDE), soonest)
    clock = clock_body(pressing, almanac, today, language) if pressing else None
    return shown(row) | {"clock": clock, "running": len(running)}


@get(f"{PREFIX}/cases/workload")
@signed_in()
async def workload(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """办案人员工作量: open cases of each handler by stage, the busiest first."""
    query = asked(request, BoardQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    org = own_org(query.org, by)
    body: dict[str, Any] = {"org": org, "items": await workload_of(office, by, org, at)}
    headers: dict[str, str] = {}
    at.note(body, headers)
    return respond(body, headers=headers)


async def workload_of(
    office: Office, by: Officer, org: str | None, at: Moment
) -> list[dict[str, Any]]:
    """Open cases of each handler, and how many of them are overdue; the busiest first."""
    equal: Mapping[str, Any] = {"stage": OPEN} | ({"org": org} if org else {})
    found = await office.read_models.workload(Ask(equal=equal, org=scope(by), at=at.position))
    late = await _overdue(office, by, org, at)
    names = office.directory.known.officers
    people: dict[str, dict[str, Any]] = {}
    for handler, stage, count in found:
        entry = names.get(handler)
        person = people.setdefault(
            handler,
            {
                "handler": {
                    "id": handler,
                    "name": entry.name if entry else handler,
                    "org": entry.org if entry else None,
                },
                "open": 0,
                "overdue": late[handler],
                "stages": {},
            },
        )
        person["open"] += count
        person["stages"][stage] = count
    return sorted(people.values(), key=lambda each: (-each["open"], each["handler"]["id"]))


async def _overdue(office: Office, by: Officer, org: str | None, at: Moment) -> Counter[str]:
    """How many open cases of each handler have a duty that is overdue."""
    almanac, today = office.directory.almanac(at.position), await day_of(at, office)
    query = DeadlinesQuery(bucket=Bucket.OVERDUE, kind="cases")
    ask = Ask(
        equal=filters(query, org),
        due=due_days(query, today, almanac),
        org=scope(by),
        at=at.position,
        limit=MOST_OVERDUE,
    )
    late = {row.record for row in (await office.read_models.page(DEADLINES, ask)).rows}
    of_late = Ask(
        equal={"key": tuple(late), "stage": OPEN}, org=scope(by), at=at.position, limit=len(late)
    )
    rows = (await office.read_models.page(CASES, of_late)).rows if late else ()
    return Counter(each.id for row in rows for each in row.handlers)


def own_org(org: str | None, by: Officer) -> str | None:
    """The bureau asked for; who sees only one's own gets that."""
    seen = scope(by)
    if seen is not None and org not in (None, seen):
        raise Problem(404, "not-found")
    return org or seen
