"""`casetrail reference`: publishing reference data from files."""

import asyncio
from datetime import date
from pathlib import Path
from uuid import uuid4

import click
import msgspec

from adapters.api.office import Office
from adapters.cli.database import opened
from adapters.cli.shell import Trouble, data_option, help_of, json_option, one_line, show, words
from adapters.files import shipped
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


@reference.command("load", help=help_of("reference-load"))
@data_option
@json_option
def reference_load(data: str | None, *, as_json: bool) -> None:
    """Publishes what comes with the program and is not published yet."""
    count = asyncio.run(_load(data))
    show({"published": count}, as_json=as_json, text=words("loaded", count=count))


async def _load(data: str | None) -> int:
    async with opened(data, new=True) as office:
        return await load_shipped(office)


async def load_shipped(office: Office) -> int:
    """Publishes the shipped revisions whose items are not all known; how many there were."""
    count = 0
    for name, revision in shipped.revisions():
        known = office.directory.set_at(name, None).items
        if all(str(item["code"]) in known for item in revision.items):
            continue
        await publish(office.desk, office.directory, name, revision, installer(office.today))
        count += 1
    return count


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
