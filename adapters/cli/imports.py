"""`casetrail import results FILE`: test results from a csv or xlsx file."""

import asyncio
from pathlib import Path
from uuid import uuid4

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from adapters.api.office import Office
from adapters.cli.shell import data_option, json_option, opened
from adapters.files.results import read_results
from adapters.wording.catalogue import Language, language_of_environment
from application.desk import Call
from application.imports import Importer, Mode, RowError, Summary
from domain.authority import Act, Officer, may
from domain.refusals import Refusal

SHOWN_ERRORS = 50


@click.group("import")
def imports() -> None:
    """Take in files."""


@imports.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check every row; write nothing.")
@click.option("--all-or-nothing", is_flag=True, help="Write nothing if any row is refused.")
@click.option("--as", "user", help="The officer who imports (default: the first who may).")
@data_option
@json_option
def results(
    file: Path,
    user: str | None,
    data: str | None,
    *,
    dry_run: bool,
    all_or_nothing: bool,
    as_json: bool,
) -> None:
    """Import test results (csv in UTF-8 or GB18030, or xlsx).

    Every row is recorded; each unqualified one opens a disposition, and a serious one a lead. The
    same file again changes nothing. Exit status 1 when rows were refused.
    """
    if dry_run and all_or_nothing:
        raise click.UsageError("--dry-run and --all-or-nothing don't go together")
    mode = Mode.DRY_RUN if dry_run else Mode.GOOD_ROWS
    mode = Mode.ALL_OR_NOTHING if all_or_nothing else mode
    summary = asyncio.run(_run(file, data, user, mode, quiet=as_json))
    if as_json:
        names = ("rows", "dispositions", "leads", "skipped", "refused")
        line = {name: getattr(summary, name) for name in names}
        errors = {"errors": summary.errors, "mode": summary.mode}
        click.echo(msgspec.json.encode(line | errors).decode())
    else:
        _tell(summary)
    if summary.refused:
        raise SystemExit(1)


async def _run(
    file: Path, data: str | None, user: str | None, mode: Mode, *, quiet: bool
) -> Summary:
    async with opened(data) as office:
        by = importing_officer(office, user)
        table = read_results(file, today=office.today)
        call = Call(by=by, today=office.today, correlation=uuid4(), channel="cli")
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), disable=quiet) as progress:
            task = progress.add_task(file.name, total=table.total_rows)
            importer = Importer(
                office.desk.ledger,
                office.directory,
                call,
                lambda rows: progress.advance(task, rows),
            )
            return await asyncio.to_thread(importer.run, table, file.name, mode)


def importing_officer(office: Office, user: str | None) -> Officer:
    """The officer named, or the first of the roster who may import. Refuses if there is none."""
    if user is not None:
        officer = office.directory.officer(user)
        if officer is None:
            raise Refusal("unknown-officer", value=user)
        return officer
    for each in office.directory.known.officers:
        officer = office.directory.officer(each)
        if officer is not None and may(officer, Act.IMPORT_RESULTS):
            return officer
    raise Refusal("nobody-may-import")


def _tell(summary: Summary) -> None:
    console = Console(highlight=False)
    for error in summary.errors[:SHOWN_ERRORS]:
        console.print(f"[red]row {error.row}[/red] {_worded(error)}")
    left = len(summary.errors) - SHOWN_ERRORS + summary.errors_left_out
    if left > 0:
        console.print(f"… and {left} more")
    written = "would be " if summary.mode is Mode.DRY_RUN else ""
    console.print(
        f"{summary.rows} rows: {summary.dispositions} dispositions and {summary.leads} leads"
        f" {written}opened, {summary.skipped} already recorded, {summary.refused} refused"
    )
    if summary.rows and summary.skipped == summary.rows:
        console.print("Nothing changed: all of it was recorded before.")
    if summary.mode is Mode.ALL_OR_NOTHING and summary.refused:
        console.print("Nothing was written: not all rows are good.")


def _worded(error: RowError) -> str:
    words = error.message_zh if language_of_environment() is Language.ZH else error.message
    column = f"{error.column}: " if error.column else ""
    value = f" ({error.value})" if error.value else ""
    return f"{column}{words}{value}"
