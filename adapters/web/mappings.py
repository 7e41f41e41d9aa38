"""列名对照: what the columns of a body's files are called, said once with a sample at hand."""

import asyncio
import re
import shutil
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from msgspec.structs import replace

from adapters.api.failures import explained
from adapters.api.imports import MAX_FILE_BYTES, OVERHEAD_BYTES, as_problem
from adapters.api.office import Office, Req
from adapters.api.problems import Problem, worded
from adapters.api.request import language_of
from adapters.files.samples import guesses, header_of
from adapters.web.imports import key_in
from adapters.web.page import form_of, one, page, render, to
from adapters.web.steps import Sent, call_of
from application.reference import Publish, publish
from application.result_files import COLUMNS, CONCLUSIONS, REQUIRED, STAGES
from domain.authority import Act, Officer, require

WORDS = (*STAGES, *CONCLUSIONS)
SEPARATORS = re.compile(r"[、,，;；]")


@get("/imports/mappings")
@page()
async def mappings(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The mappings of the own body, and a sample to send for another."""
    return _listed(request, office, by)


@post("/imports/mappings/sample", request_max_body_size=MAX_FILE_BYTES + OVERHEAD_BYTES)
@page()
async def sample(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The columns of a file, each with the known one it is likely to be."""
    require(by, Act.IMPORT_RESULTS, org=by.org)
    try:
        upload = (await request.form()).get("file")
        file_name, header = await asyncio.to_thread(_header, upload)
    except Exception as error:  # noqa: BLE001 - every failure is shown with the form
        return await _refused(request, office, by, error)
    found = guesses(header)
    typed = {f"column:{column}": [name] for column, name in found.items()}
    return _mapping(request, by, file_name, header, typed)


@post("/imports/mappings", status_code=303)
@page()
async def save(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """A mapping is saved, or its form shown again with what is wrong."""
    typed = await form_of(request)
    header, file_name = typed.get("header", []), one(typed, "file")
    item = item_of(typed, by.org)
    try:
        key = key_in(typed)
        body = msgspec.json.encode(item)
        call = replace(
            call_of(request, office, by, Sent({}, 0, key), sha256(body).digest()), expected=None
        )
        if await office.desk.earlier(call.receipt) is None:
            notice = f"{item['code']}（{file_name}）"
            command = Publish(notice=notice, effective_from=office.today, items=[item])
            await publish(office.desk, office.directory, "mappings", command, call)
    except Exception as error:  # noqa: BLE001 - every failure is shown with what was typed
        language = language_of(request)
        problem = await explained(error, request, office, by, language)
        return _mapping(request, by, file_name, header, typed, problem)
    return to("/imports/mappings?saved=true")


def item_of(typed: Mapping[str, list[str]], org: str) -> dict[str, object]:
    """The mapping as the API would be sent it; a column of the file nobody chose is passed over."""
    columns = dict.fromkeys(typed.get("header", []), "")
    fixed: dict[str, str] = {}
    for column in COLUMNS:
        name = _said(typed, f"column:{column}")
        if name in columns:
            columns[name] = column
        elif always := _said(typed, f"fixed:{column}"):
            fixed[column] = always
    values = {
        said.strip(): word
        for word in WORDS
        for said in SEPARATORS.split(_said(typed, f"word:{word}"))
        if said.strip()
    }
    code = _said(typed, "code")
    return {"code": code, "org": org, "columns": columns, "values": values, "fixed": fixed}


def handlers() -> list[HTTPRouteHandler]:
    """The pages of mappings."""
    return [mappings, sample, save]


def _said(typed: Mapping[str, list[str]], name: str) -> str:
    return (typed.get(name) or [""])[-1].strip()


def _header(upload: object) -> tuple[str, Sequence[str]]:
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Problem(400, "file-missing")
    with TemporaryDirectory(prefix="casetrail-sample-") as folder:
        path = Path(folder) / f"sample{Path(upload.filename).suffix.lower()}"
        with path.open("wb") as target:
            shutil.copyfileobj(upload.file, target)
        return upload.filename, header_of(path)


async def _refused(request: Req, office: Office, by: Officer, error: Exception) -> Response[bytes]:
    language = language_of(request)
    problem = await explained(as_problem(error, language), request, office, by, language)
    return _listed(request, office, by, problem)


def _listed(
    request: Req, office: Office, by: Officer, problem: Problem | None = None
) -> Response[bytes]:
    require(by, Act.IMPORT_RESULTS, org=by.org)
    facts: dict[str, object] = {
        "rows": office.directory.known.mappings_of(by.org),
        "saved": "saved" in request.query_params,
        "problem": worded(problem, language_of(request)) if problem else None,
    }
    return render(request, by, "mappings.html", facts, status=problem.status if problem else 200)


def _mapping(
    request: Req,
    by: Officer,
    file_name: str,
    header: Sequence[str],
    typed: Mapping[str, list[str]],
    problem: Problem | None = None,
) -> Response[bytes]:
    facts: dict[str, object] = {
        "file": file_name,
        "header": header,
        "columns": COLUMNS,
        "required": REQUIRED,
        "words": WORDS,
        "typed": {name: values[-1] for name, values in typed.items() if values},
        "key": uuid4().hex,
        "problem": worded(problem, language_of(request)) if problem else None,
    }
    return render(request, by, "mapping.html", facts, status=problem.status if problem else 200)
