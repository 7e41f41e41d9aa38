"""`casetrail history`: what happened to a record, as a story."""

import asyncio
from typing import Any
from uuid import UUID

import click
import msgspec

from adapters.api.records import step_body
from adapters.cli.database import opened
from adapters.cli.shell import Trouble, data_option, help_of, json_option, option, show, words
from adapters.wording.catalogue import language_of_environment
from adapters.wording.story import told
from application.history import Change, story
from application.streams import access_stream, disposition_stream, lead_stream, result_stream

INDENT = " " * 21


@click.command(help=help_of("history"))
@click.argument("record")
@option("--dossier", about="dossier", is_flag=True)
@option("--changes", about="changes", is_flag=True)
@data_option
@json_option
def history(record: str, data: str | None, *, dossier: bool, changes: bool, as_json: bool) -> None:
    """Tells what happened to a record."""
    steps = asyncio.run(_history(record, data, whole=dossier))
    if as_json:
        show({"items": steps}, as_json=True, text="")
        return
    for step in steps:
        click.echo(f"{step['recordedAt']:%Y-%m-%d %H:%M:%S}  {step['text']}")
        if str(step["effectiveOn"]) != f"{step['recordedAt']:%Y-%m-%d}":
            click.echo(INDENT + words("effective", date=step["effectiveOn"]))
        if changes and step["resource"]["version"] > 1:  # before the first there was nothing
            for change in step["changes"]:
                click.echo(INDENT + _changed(change))


def _changed(change: Change) -> str:
    old, new = (msgspec.json.encode(value).decode() for value in (change.old, change.new))
    return f"{change.path}: {old} → {new}"


async def _history(record: str, data: str | None, *, whole: bool) -> list[dict[str, Any]]:
    async with opened(data) as office:
        streams = set(candidates(record))
        if whole:
            streams |= set(await office.read_models.dossier(list(streams)))
        streams |= {access_stream(stream) for stream in streams}
        entries = await office.desk.history(list(streams))
        if not entries:
            raise Trouble("no-such-record", value=record)
        language = language_of_environment()
        known = office.directory.known
        return [step_body(step, told(step, language, known)) for step in story(entries)]


def candidates(record: str) -> list[UUID]:
    """The streams a user may mean: an id, a report number, or a source's number."""
    try:
        return [UUID(record)]
    except ValueError:
        pass
    system, _, number = record.partition("/")
    if number:
        return [lead_stream(system, number)]
    return [
        result_stream(record),
        disposition_stream(record),
        lead_stream("sampling", record),
    ]
