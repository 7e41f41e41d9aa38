"""`casetrail reference`: publishing reference data from files."""

import asyncio
from datetime import date
from pathlib import Path
from uuid import uuid4

import click
import msgspec

from adapters.cli.database import opened
from adapters.cli.shell import Trouble, data_option, help_of, json_option, one_line, show, words
from application.desk import Call
from application.directory import SETS
from application.reference import Publish, publish
from domain.authority import Officer, Role

INSTALLER = Officer("system", "Casetrail", "SHAMR", (Role.ADMINISTRATOR,))


def installer(today: date) -> Call:
    """The circumstances of what the command line does in its own name."""
    return Call(by=INSTALLER, today=today, correlation=uuid4(), channel="cli")


@click.group(help=help_of("reference"))
def reference() -> None:
    """Reference data."""


@reference.command("publish", help=help_of("reference-publish", sets=", ".join(SETS)))
@click.argument("name", type=click.Choice(list(SETS)), metavar="SET")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@json_option
def reference_publish(name: str, file: Path, data: str | None, *, as_json: bool) -> None:
    """Publishes a revision of one set."""
    try:
        command = msgspec.json.decode(file.read_bytes(), type=Publish)
        revision = asyncio.run(_publish(data, name, command))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Trouble("reference-file", file=file, error=one_line(error)) from error
    text = words("published", name=name, revision=revision)
    show({"set": name, "revision": revision}, as_json=as_json, text=text)


async def _publish(data: str | None, name: str, command: Publish) -> int:
    async with opened(data, new=True) as office:
        call = installer(office.today)
        return await publish(office.desk, office.directory, name, command, call)
