"""The lists of cases: the board by stage, the list with filters, the workload, what is due."""

from collections.abc import Iterable
from typing import Any, Literal

from litestar import Response, get
from msgspec.structs import replace

from adapters.api.answers import link_to_next
from adapters.api.cases import board_of, cards, own_org, workload_of
from adapters.api.deadlines import DeadlinesQuery, due
from adapters.api.lists import HOLDING_OF_CASES, CasesQuery, cursor_of, given, listing
from adapters.api.office import Office, Req
from adapters.api.past import moment
from adapters.api.records import Then
from adapters.api.request import language_of, parameters, understood
from adapters.web.choices import Choice
from adapters.web.page import page, render
from adapters.web.stages import PHASES, phase_of
from adapters.web.words import Words
from application.queries import Ask, scope
from application.views.case import CASES, CaseStatus, Shown
from domain.authority import Act, Officer, may
from domain.case.clocks import PRESERVE, PUBLISH, PUSH, SEAL
from domain.case.kinds import Outcome, Stage

EACH = 25


class CasesPage(CasesQuery, frozen=True, kw_only=True):
    """The board, or the list with its filters."""

    view: Literal["board", "list"] = "board"


class WorkloadPage(Then, frozen=True, kw_only=True):
    """Whose workload, now or then."""

    org: str | None = None


@get("/cases")
@page()
async def cases(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """案件看板 and 案件列表."""
    query = understood({n: v for n, v in parameters(request).items() if v}, CasesPage)
    filters = given(query)
    filters.pop("view")
    if query.view == "board" and filters.keys() <= {"org", "handler"}:
        return await _board(request, office, by, query, filters)
    return await _list(request, office, by, query, filters)


async def _board(
    request: Req, office: Office, by: Officer, query: CasesPage, filters: dict[str, Any]
) -> Response[bytes]:
    language = language_of(request)
    at = await moment(office, query.as_of, query.as_of_position)
    org = own_org(filters.get("org"), by)
    columns = await board_of(office, by, org, filters.get("handler"), language, at)
    phases: dict[str, dict[str, Any]] = {
        name: {"name": name, "count": 0, "items": []} for name in PHASES[1:]
    }
    for column in columns:
        phase = phases[phase_of(column["stage"])]
        phase["count"] += column["count"]
        phase["items"] += column["items"]
    facts: dict[str, Any] = {
        "phases": list(phases.values()),
        "filters": filters | {"org": org or ""},
        "at": at,
        "as_of": query.as_of or "",
    }
    return render(request, by, "board.html", facts | options(request, office, by, org))


async def _list(
    request: Req, office: Office, by: Officer, query: CasesPage, filters: dict[str, Any]
) -> Response[bytes]:
    language = language_of(request)
    org = own_org(filters.get("org"), by)
    ask = Ask(
        equal={n: v for n, v in filters.items() if n not in HOLDING_OF_CASES},
        holding={HOLDING_OF_CASES[n]: v for n, v in filters.items() if n in HOLDING_OF_CASES},
    )
    listed = await listing(request, office, by, replace(query, limit=EACH), ask)
    found = await office.read_models.page(CASES, listed.ask)
    following = link_to_next(request, cursor_of(found.next)) if found.next else ""
    facts: dict[str, Any] = {
        "rows": await cards(found.rows, office, language, listed.at),
        "next": following.partition(">")[0].lstrip("<"),
        "filters": filters | {"org": org or "", "q": query.q or ""},
        "paged": query.cursor is not None,
        "at": listed.at,
        "as_of": query.as_of or "",
    }
    return render(request, by, "list.html", facts | options(request, office, by, org))


@get("/cases/workload")
@page()
async def workload(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """办案人员工作量."""
    query = understood({n: v for n, v in parameters(request).items() if v}, WorkloadPage)
    org = own_org(query.org, by)
    at = await moment(office, query.as_of, query.as_of_position)
    people = await workload_of(office, by, org, at)
    for person in people:
        counts = person["stages"]
        person["phases"] = dict.fromkeys(PHASES[1:], 0)
        for stage, count in counts.items():
            person["phases"][phase_of(stage)] += count
    facts: dict[str, Any] = {
        "people": people,
        "phases": PHASES[1:],
        "filters": {"org": org or ""},
        "at": at,
        "as_of": query.as_of or "",
    }
    return render(request, by, "workload.html", facts | options(request, office, by, org))


@get("/cases/measures")
@page()
async def measures(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """即将到期的强制措施: sealed, seized or preserved, soonest first."""
    return await _due(request, office, by, "measures", (SEAL, PRESERVE))


@get("/cases/publicity")
@page()
async def publicity(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """待公示: penalties to publish, soonest first."""
    return await _due(request, office, by, "publicity", (PUBLISH, PUSH))


async def _due(
    request: Req, office: Office, by: Officer, name: str, rules: Iterable[str]
) -> Response[bytes]:
    query = understood({n: v for n, v in parameters(request).items() if v}, DeadlinesQuery)
    asked = replace(query, rule=",".join(rules), kind="cases", limit=EACH)
    body, headers = await due(request, office, by, asked, language_of(request))
    facts: dict[str, Any] = {
        "name": name,
        "rows": body["items"],
        "next": headers.get("Link", "").partition(">")[0].lstrip("<"),
        "filters": {"holder": body["holder"] or ""},
    }
    return render(request, by, "due.html", facts | options(request, office, by, None))


def options(request: Req, office: Office, by: Officer, org: str | None) -> dict[str, Any]:
    """What the filters offer."""
    words = Words(language_of(request), office.directory.known)
    known = office.directory.known
    everywhere = scope(by) is None
    entries = [each for each in known.officers.values() if each.org == org]
    officers = [found for each in entries if (found := office.directory.officer(each.id))]
    handlers = [Choice(each.id, each.name) for each in officers if may(each, Act.WORK_CASE)]
    stages = [Choice(each, words.say(f"case_stage.{each}")) for each in Stage]
    return {
        "orgs": [
            Choice(each.code, words.org(each.code))
            for each in known.organisations.values()
            if each.handles_matters
        ]
        if everywhere
        else [],
        "handlers": handlers,
        "stages": stages,
        "statuses": [Choice(CaseStatus.SUSPENDED, words.say(f"case_stage.{CaseStatus.SUSPENDED}"))],
        "outcomes": [Choice(each, words.one_of(each)) for each in Outcome],
        "campaigns": [Choice(each, words.campaign(each)) for each in known.campaigns],
        "publicities": [Choice(each, words.one_of(each)) for each in Shown],
    }
