"""检验结果导入: a file is sent, its rows are dealt with, and what was wrong with them is shown."""

import asyncio
import csv
from collections.abc import Mapping
from hashlib import sha256
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec.structs import replace

from adapters.api.failures import explained
from adapters.api.imports import (
    MAX_FILE_BYTES,
    OVERHEAD_BYTES,
    Running,
    as_problem,
    begun,
    given_in,
    import_of,
)
from adapters.api.office import Office, Req
from adapters.api.problems import Problem, worded
from adapters.api.request import Nothing, language_of, parameters, understood
from adapters.web.choices import Choice
from adapters.web.page import HEADERS, page, remembering, render, to
from adapters.web.steps import KEY, Sent, call_of
from adapters.web.words import Words
from adapters.wording.catalogue import Language
from application.imports import Mode
from domain.authority import Act, Officer, require
from domain.reference.organisations import OrganisationKind

PATIENCE_SECONDS = 2.0
MOST_LISTED = 50
COUNTS = ("rows", "unqualified", "dispositions", "leads", "elsewhere", "skipped", "refused")


@get("/imports")
@page()
async def imports(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The form, and what was imported before."""
    understood({n: v for n, v in parameters(request).items() if v}, Nothing)
    return await _form(request, office, by, {})


@post("/imports", status_code=303, request_max_body_size=MAX_FILE_BYTES + OVERHEAD_BYTES)
@page()
async def start(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Imports the file, or only tries to."""
    require(by, Act.IMPORT_RESULTS, org=by.org)
    typed: dict[str, list[str]] = {}
    try:
        form = await request.form()
        typed = {name: [str(v) for v in form.getall(name) if isinstance(v, str)] for name in form}
        key = key_in(typed)
        said = sha256(repr(sorted(typed.items())).encode()).digest()
        call = replace(call_of(request, office, by, Sent({}, 0, key), said), expected=None)
        running, _ = await begun(request, office, call, given_in(form), PATIENCE_SECONDS)
    except Exception as error:  # noqa: BLE001 - every failure is shown with what was typed
        language = language_of(request)
        problem = await explained(as_problem(error, language), request, office, by, language)
        return await _form(request, office, by, typed, problem)
    answer = to(f"/imports/{running.id}")
    return answer if running.position is None else remembering(answer, running.position)


@get("/imports/{import_id:uuid}")
@page()
async def result(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """How far it is, or what came of it."""
    understood({n: v for n, v in parameters(request).items() if v}, Nothing)
    running = await import_of(request, office, by, request.path_params["import_id"])
    summary = running.summary
    facts: dict[str, object] = {
        "run": running,
        "counts": _counts(running),
        "errors": summary.errors if summary else [],
        "tried": summary is not None and running.mode is Mode.DRY_RUN,
        "nothing": running.mode is Mode.ALL_OR_NOTHING and bool(summary and summary.refused),
    }
    return render(request, by, "import.html", facts)


@get("/imports/{import_id:uuid}/errors")
@page()
async def errors(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """What is wrong with the rows, as a file."""
    running = await import_of(request, office, by, request.path_params["import_id"])
    words = Words(language_of(request), office.directory.known)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(words.say(f"web.error-{each}") for each in ("row", "column", "value", "why"))
    for each in running.summary.errors if running.summary else []:
        why = each.message_zh if words.language is Language.ZH else each.message
        writer.writerow([each.row, each.column or "", unlike_a_formula(each.value or ""), why])
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{running.id}.csv"'}
    content = b"\xef\xbb\xbf" + text.getvalue().encode()
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8")


def key_in(typed: Mapping[str, list[str]]) -> str:
    """The key of a form, so that it is done once however often it is sent."""
    key = (typed.get("key") or [""])[-1]
    if not KEY.match(key):
        raise Problem(400, "bad-request")
    return key


def unlike_a_formula(text: str) -> str:
    """A text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def handlers() -> list[HTTPRouteHandler]:
    """The pages of imports."""
    return [imports, start, result, errors]


async def _form(
    request: Req,
    office: Office,
    by: Officer,
    typed: Mapping[str, list[str]],
    problem: Problem | None = None,
) -> Response[bytes]:
    require(by, Act.IMPORT_RESULTS, org=by.org)
    words = Words(language_of(request), office.directory.known)
    known = words.known
    facts: dict[str, object] = {
        "problem": worded(problem, words.language) if problem else None,
        "typed": typed,
        "key": uuid4().hex,
        "modes": [
            Choice(each, words.say(f"web.import-{each}"))
            for each in (Mode.DRY_RUN, Mode.GOOD_ROWS, Mode.ALL_OR_NOTHING)
        ],
        "issuers": [
            Choice(each.code, words.org(each.code))
            for each in known.organisations.values()
            if each.kind is OrganisationKind.OUTSIDE_BUREAU
        ],
        "campaigns": [Choice(each, words.campaign(each)) for each in known.campaigns],
        "mappings": [Choice(each.code, each.code) for each in known.mappings_of(by.org)],
        "runs": await _before(request, office, by),
    }
    return render(request, by, "imports.html", facts, status=problem.status if problem else 200)


async def _before(request: Req, office: Office, by: Officer) -> list[dict[str, Any]]:
    """The imports of the own body, the last one first; those under way and the tries too."""
    kept: Mapping[UUID, Running] = request.app.state.imports
    listed: list[dict[str, Any]] = [
        {
            "id": each.id, "file": each.file, "state": each.state, "mode": each.mode,
            "on": None, "counts": each.summary, "by": None,
        }
        for each in reversed(list(kept.values()))
        if each.org == by.org and (each.summary is None or each.summary.import_id is None)
    ]  # fmt: skip
    noted = await asyncio.to_thread(office.import_log.of, by.org, MOST_LISTED)
    return listed[:MOST_LISTED] + [
        {
            "id": each.id, "file": each.event.file_name, "state": "done", "mode": None,
            "on": each.event.imported_on, "counts": each.event, "by": each.by,
        }
        for each in noted
    ]  # fmt: skip


def _counts(running: Running) -> list[tuple[str, int]]:
    summary = running.summary
    if summary is None:
        return []
    return [(name, getattr(summary, name)) for name in COUNTS]
