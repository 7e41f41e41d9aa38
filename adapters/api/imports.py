"""Importing a file over the API: streamed to disk, then read row by row, with its progress."""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from msgspec import Struct

from adapters.api.answers import PREFIX, path_of, respond
from adapters.api.failures import failed
from adapters.api.office import Office, Req, office_of
from adapters.api.problems import Problem
from adapters.api.request import Nothing, asked, call_of, language_of, officer_of
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language
from application.desk import Call, KeyUsed, Missing
from application.imports import Importer, Mode, Recognition, Summary, mappings_for
from application.result_files import FileRefused, ResultsFile
from application.streams import import_stream
from domain.authority import Act, Officer, may_see, require
from domain.refusals import Invalid
from domain.sampling.events import ResultsImported
from domain.sampling.recognition import check_issuer
from domain.tagging import check_campaigns

MAX_FILE_BYTES = 50 * 1024 * 1024
OVERHEAD_BYTES = 64 * 1024
AT_ONCE_SECONDS = 10.0
MOST_KEPT = 100
# One printed line, as domain.text.Line.
LINE = r"^[^\x00-\x1f\x7f]{1,200}$"


class Running(Struct, rename="camel"):
    """An import under way, and what came of it."""

    id: UUID
    org: str
    file: str
    sha256: str
    total: int
    mode: Mode | None = None
    done: int = 0
    state: str = "running"
    summary: Summary | None = None
    position: int | None = None
    campaigns: tuple[str, ...] = ()

    def advance(self, rows: int) -> None:
        """Counts rows dealt with."""
        self.done += rows


Imports = dict[UUID, Running]


@post(f"{PREFIX}/imports", request_max_body_size=MAX_FILE_BYTES + OVERHEAD_BYTES)
async def start_import(request: Req) -> Response[bytes]:
    """Imports the part `file` in `mode`: 201 with the summary, or 202 while it still runs."""
    office = office_of(request)
    by: Officer | None = None
    try:
        by = await officer_of(request, office)
        require(by, Act.IMPORT_RESULTS, org=by.org)
        call = call_of(request, office, by, b"", expected=None)
        running, again = await begun(request, office, call, await _parts(request), AT_ONCE_SECONDS)
        return _answer(running, {"Idempotency-Replayed": "true"} if again else None)
    except Exception as error:  # noqa: BLE001 - every failure is answered as a problem
        return await failed(as_problem(error, language_of(request)), request, office, by)


async def begun(
    request: Req, office: Office, call: Call, given: "Given", patience: float
) -> tuple[Running, bool]:
    """An import, done or after some seconds still running; and whether it was asked for before."""
    folder = tempfile.TemporaryDirectory(prefix="casetrail-import-")
    by = call.by
    try:
        known = office.directory.known
        recognition = given.recognition
        if recognition is not None:
            issuer = check_issuer(recognition.issuer, known).code
            recognition = Recognition(issuer, recognition.basis)
        check_campaigns(given.campaigns, known.campaigns)
        mappings = mappings_for(known, by.org, given.mapping)
        path = Path(folder.name) / f"upload{Path(given.upload.filename).suffix.lower()}"
        await asyncio.to_thread(_save, given.upload, path)
        file = await asyncio.to_thread(office.open_results, path, office.today, mappings)
        assert call.receipt is not None
        import_id = import_stream(by.id, call.receipt.key)
        recorded = await _recorded(office, import_id)
        kept: Running | None = request.app.state.imports.get(import_id)
        before = kept if kept is not None and kept.state != "failed" else recorded
        if before is not None:
            folder.cleanup()
            check_same(before, file, given.mode)
            return before, True
        running = Running(
            import_id, by.org, given.upload.filename, file.sha256, file.total_rows, given.mode
        )
        running.campaigns = given.campaigns
        keep(request.app.state.imports, running)
        importer = Importer(
            office.desk.ledger,
            office.directory,
            call,
            running.advance,
            recognition,
            given.campaigns,
        )
    except BaseException:
        folder.cleanup()
        raise
    await _run(office, importer, running, file, folder, patience)
    return running, False


async def _run(
    office: Office,
    importer: Importer,
    running: Running,
    file: ResultsFile,
    folder: tempfile.TemporaryDirectory[str],
    patience: float,
) -> None:
    def work() -> None:
        try:
            running.summary = importer.run(
                file, running.file, running.mode or Mode.GOOD_ROWS, running.id
            )
            noted = office.desk.ledger.history([running.id])
            running.position = noted[0].position if noted else office.desk.ledger.batch.head()
            running.state = "done"
        finally:
            if running.state != "done":
                running.state = "failed"
            folder.cleanup()

    task = asyncio.get_running_loop().run_in_executor(None, work)
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(task), patience)


def _answer(running: Running, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    """201 with what came of the import, or 202 while it still runs."""
    where = {"Location": path_of("imports", running.id), **(headers or {})}
    if running.summary is None or running.position is None:
        return respond(running, status=202, headers=where)
    where["Event-Position"] = str(running.position)
    return respond(running.summary, status=201, headers=where)


@get(f"{PREFIX}/imports/{{import_id:uuid}}")
@signed_in()
async def import_state(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """How far an import is, or what came of it."""
    import_id = request.path_params["import_id"]
    asked(request, Nothing)
    return respond(await import_of(request, office, by, import_id))


async def import_of(request: Req, office: Office, by: Officer, import_id: UUID) -> Running:
    """An import that the officer may see. Raises Missing."""
    running: Running | None = request.app.state.imports.get(import_id)
    found = running or await _recorded(office, import_id)
    if found is None or not may_see(by, (found.org,)):
        raise Missing(import_id)
    return found


def as_problem(error: Exception, language: Language) -> Exception:
    """A refused file as a problem, in the words of the reader's language."""
    if not isinstance(error, FileRefused):
        return error
    words = error.message_zh if language is Language.ZH else error.message
    status = 413 if error.code == "too-large" else 400
    return Problem(status, "file-refused", facts={"why": words}, fileCode=error.code)


class Given(Struct, frozen=True):
    """What an import was sent."""

    upload: UploadFile
    mode: Mode
    recognition: Recognition | None
    campaigns: tuple[str, ...]
    mapping: str | None


async def _parts(request: Req) -> Given:
    form = await request.form()
    unknown = set(form.keys()) - {
        *("file", "mode", "issuer", "recognisedBy", "campaign", "mapping")
    }
    if unknown:
        raise Problem(400, "unknown-parameter", facts={"name": min(unknown)})
    return given_in(form)


def given_in(form: FormMultiDict) -> Given:
    """What a form of an import says. Raises Invalid, or a 400 problem."""
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Problem(400, "file-missing")
    mode = str(form.get("mode") or Mode.GOOD_ROWS)
    if mode not in set(Mode):
        raise Problem(400, "parameter-invalid", facts={"name": "mode"})
    issuer, basis = (str(form.get(name) or "").strip() for name in ("issuer", "recognisedBy"))
    for name, given, other in (("issuer", issuer, basis), ("recognisedBy", basis, issuer)):
        if (other and not given) or not re.match(LINE, given or "-"):
            raise Invalid(f"/{name}", "value-required")
    recognition = Recognition(issuer, basis) if issuer else None
    campaigns = tuple(str(each) for each in form.getall("campaign", []) if each)
    mapping = str(form.get("mapping") or "") or None
    return Given(upload, Mode(mode), recognition, campaigns, mapping)


def _save(upload: UploadFile, path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(upload.file, target)


async def _recorded(office: Office, import_id: UUID) -> Running | None:
    """An import as the ledger has it: its counts, without the errors of its rows."""
    entries = await office.desk.history([import_id])
    event = entries[0].event if entries else None
    if not isinstance(event, ResultsImported):
        return None
    summary = Summary(
        rows=event.rows,
        dispositions=event.dispositions,
        leads=event.leads,
        skipped=event.skipped,
        refused=event.refused,
        unqualified=event.dispositions if event.unqualified is None else event.unqualified,
        elsewhere=event.elsewhere,
        mapping=event.mapping,
        import_id=import_id,
    )
    return Running(
        id=import_id,
        org=event.org,
        file=event.file_name,
        sha256=event.sha256,
        total=event.rows,
        done=event.rows,
        state="done",
        summary=summary,
        position=entries[0].position,
    )


def check_same(before: Running, file: ResultsFile, mode: Mode) -> None:
    """Refuses another file under the same key."""
    if before.sha256 != file.sha256 or before.mode not in (None, mode):
        raise KeyUsed


def keep(imports: Imports, running: Running) -> None:
    """Remembers an import with its errors, and forgets the one begun first where there are many."""
    imports[running.id] = running
    while len(imports) > MOST_KEPT:
        del imports[next(iter(imports))]  # the one begun first
