"""`casetrail import results FILE`: test results from a csv or xlsx file."""

import asyncio
from pathlib import Path
from uuid import uuid4

import click
import msgspec
from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from adapters.api.office import Office
from adapters.cli.database import opened
from adapters.cli.shell import Trouble, data_option, help_of, json_option, option, words
from adapters.files.results import read_results
from adapters.wording.catalogue import Language, language_of_environment
from application.desk import Call
from application.imports import Importer, Mode, Recognition, Summary, mappings_for
from application.result_files import Mappings, RowError
from domain.authority import Act, Officer, may
from domain.refusals import Invalid
from domain.sampling.recognition import bureau_elsewhere

SHOWN_ERRORS = 50
COUNTS = ("rows", "dispositions", "leads", "skipped", "refused")
COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeRemainingColumn(),
)


class Interrupted(Exception):  # noqa: N818
    """Ctrl-C while rows were imported: what is recorded stays, the same file again goes on."""


@click.group("import", help=help_of("import"))
def imports() -> None:
    """Takes in files."""


@imports.command(help=help_of("import-results"))
@click.argument("file", type=click.Path(path_type=Path))
@option("--dry-run", about="dry-run", is_flag=True)
@option("--all-or-nothing", about="all-or-nothing", is_flag=True)
@option("--campaign", "campaigns", about="campaign", multiple=True, metavar="CODE")
@option("--issuer", about="issuer", metavar="CODE")
@option("--recognised-by", about="recognised-by", metavar="TEXT")
@option("--mapping", about="mapping", metavar="CODE")
@option("--as", "user", about="as", metavar="USER")
@data_option
@json_option
def results(  # noqa: PLR0913 - an argument for each option
    file: Path,
    user: str | None,
    data: str | None,
    *,
    campaigns: tuple[str, ...],
    issuer: str | None,
    recognised_by: str | None,
    mapping: str | None,
    dry_run: bool,
    all_or_nothing: bool,
    as_json: bool,
) -> None:
    """Imports test results; status 1 when rows were refused."""
    if dry_run and all_or_nothing:
        raise Trouble("modes-exclude")
    if bool(issuer) != bool(recognised_by):
        raise Trouble("recognition-incomplete")
    if not file.is_file():
        raise Trouble("no-such-file", file=file)
    mode = Mode.DRY_RUN if dry_run else Mode.GOOD_ROWS
    mode = Mode.ALL_OR_NOTHING if all_or_nothing else mode
    recognition = Recognition(issuer, recognised_by) if issuer and recognised_by else None
    asked = Asked(mode=mode, campaigns=campaigns, recognition=recognition, mapping=mapping)
    summary = asyncio.run(_run(file, data, user, asked, quiet=as_json))
    if as_json:
        _say_json(summary)
    else:
        _say(summary)
    if summary.refused:
        raise SystemExit(1)


class Asked(Struct, frozen=True, kw_only=True):
    """What an import is to do with its file."""

    mode: Mode
    campaigns: tuple[str, ...]
    recognition: Recognition | None
    mapping: str | None


async def _run(
    file: Path, data: str | None, user: str | None, asked: Asked, *, quiet: bool
) -> Summary:
    async with opened(data) as office:
        check_known(asked.campaigns, office)
        by = importing_officer(office, user)
        recognition = recognised(asked.recognition, office)
        mappings = mappings_asked(asked.mapping, office, by)
        table = read_results(file, today=office.today, mappings=mappings)
        call = Call(by=by, today=office.today, correlation=uuid4(), channel="cli")
        with Progress(*COLUMNS, console=Console(stderr=True), disable=quiet) as progress:
            task = progress.add_task(file.name, total=table.total_rows)
            stopped = False

            def advance(rows: int) -> None:
                if stopped:
                    raise Interrupted
                progress.advance(task, rows)

            importer = Importer(
                office.desk.ledger, office.directory, call, advance, recognition, asked.campaigns
            )
            try:
                return await asyncio.to_thread(importer.run, table, file.name, asked.mode)
            except asyncio.CancelledError:
                stopped = True
                raise


def check_known(campaigns: tuple[str, ...], office: Office) -> None:
    """Raises Trouble for a campaign that is not published."""
    for each in campaigns:
        if each not in office.directory.known.campaigns:
            raise Trouble("unknown-campaign", value=each)


def recognised(given: Recognition | None, office: Office) -> Recognition | None:
    """Whose results they are, by code. Raises Trouble for no bureau of another province."""
    if given is None:
        return None
    found = bureau_elsewhere(given.issuer, office.directory.known)
    if found is None:
        raise Trouble("issuer-not-outside", value=given.issuer)
    return Recognition(found.code, given.basis)


def mappings_asked(code: str | None, office: Office, by: Officer) -> Mappings:
    """The mappings to read the columns by. Raises Trouble for one the officer's body has not."""
    try:
        return mappings_for(office.directory.known, by.org, code)
    except Invalid:
        raise Trouble("unknown-mapping", value=code, org=by.org) from None


def importing_officer(office: Office, user: str | None) -> Officer:
    """The officer named, or the first of the roster who may import. Raises Trouble."""
    if user is not None:
        officer = office.directory.officer(user)
        if officer is None:
            raise Trouble("unknown-officer", user=user)
        return officer
    for each in office.directory.known.officers:
        officer = office.directory.officer(each)
        if officer is not None and may(officer, Act.IMPORT_RESULTS):
            return officer
    raise Trouble("nobody-may-import")


def _say_json(summary: Summary) -> None:
    for error in summary.errors:
        click.echo(msgspec.json.encode(error).decode())
    counts = {name: getattr(summary, name) for name in COUNTS}
    if summary.elsewhere:
        counts["elsewhere"] = summary.elsewhere
    if summary.mapping is not None:
        counts["mapping"] = summary.mapping
    click.echo(msgspec.json.encode(counts).decode())


def _say(summary: Summary) -> None:
    for error in summary.errors[:SHOWN_ERRORS]:
        click.echo(f"{click.style(words('row', number=error.row), fg='red')} {_worded(error)}")
    left = len(summary.errors) - SHOWN_ERRORS + summary.errors_left_out
    if left > 0:
        click.echo(words("more-errors", count=left))
    counts = {name: getattr(summary, name) for name in COUNTS}
    click.echo(words("would-import" if summary.mode is Mode.DRY_RUN else "imported", **counts))
    if summary.elsewhere:
        click.echo(words("elsewhere", count=summary.elsewhere))
    if summary.mapping is not None:
        click.echo(words("by-mapping", code=summary.mapping))
    if summary.rows and summary.skipped == summary.rows:
        click.echo(words("all-known"))
    if summary.mode is Mode.ALL_OR_NOTHING and summary.refused:
        click.echo(words("nothing-written"))


def _worded(error: RowError) -> str:
    said = error.message_zh if language_of_environment() is Language.ZH else error.message
    column = f"{error.column}: " if error.column else ""
    value = f" ({error.value})" if error.value else ""
    return f"{column}{said}{value}"
