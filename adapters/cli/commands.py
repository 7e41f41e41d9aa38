"""The commands that run and look after an installation."""

import asyncio
import getpass
import signal
import sys
from contextlib import nullcontext
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import click
import msgspec
from rich.console import Console
from rich.progress import Progress

from adapters.api.openapi import document
from adapters.api.records import step_body
from adapters.app import create_app
from adapters.cli import running
from adapters.cli.shell import data_option, database, json_option, opened, show
from adapters.postgres.accounts import PostgresAccounts
from adapters.postgres.mapper import entry_mapper
from adapters.postgres.migrate import migrate as apply_migrations
from adapters.postgres.projector import Projector, rebuild, release, status
from adapters.wording.catalogue import language_of_environment
from adapters.wording.story import told
from application.desk import Call, Missing
from application.directory import SETS
from application.history import story
from application.reference import Publish, publish
from application.streams import access_stream, disposition_stream, lead_stream, result_stream
from domain.authority import Officer, Role
from domain.reference.officers import OfficerEntry
from domain.refusals import Refusal

INSTALLER = Officer("system", "Casetrail", "SHAMR", (Role.ADMINISTRATOR,))
SHORTEST_PASSWORD = 10


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, help="0 takes a free one.")
@click.option("--no-project", is_flag=True, help="Leave the read models to `casetrail project`.")
@data_option
@json_option
def serve(host: str, port: int, data: str | None, *, no_project: bool, as_json: bool) -> None:
    """Serve the API on a migrated database."""
    chosen, url = database(data)
    if chosen.database_url is None:
        served = running.found(chosen.data)
        if served is not None:
            show({"url": served.url}, as_json=as_json, text=f"already running: {served.url}")
            return
        apply_migrations(url)
    listener, address = running.listen(host, port)
    app = create_app(url, chosen, project=False)
    projecting = nullcontext() if no_project else running.projecting(url)
    with running.noted(chosen.data, address), projecting:
        running.run(
            app,
            listener,
            lambda: show({"url": address}, as_json=as_json, text=f"Casetrail: {address}"),
        )


@click.command()
@data_option
@json_option
def migrate(data: str | None, *, as_json: bool) -> None:
    """Bring the database's tables up to date."""
    _, url = database(data)
    applied = apply_migrations(url)
    text = "\n".join(f"applied {name}" for name in applied) or "nothing to do"
    show({"applied": applied}, as_json=as_json, text=text)


@click.command()
@click.option("--rebuild", "anew", is_flag=True, help="Fold the whole ledger anew, then end.")
@click.option("--status", "only_status", is_flag=True, help="Say how far it is, then end.")
@click.option("--until-eof", is_flag=True, hidden=True, help="End when standard input does.")
@click.option("--retry", metavar="RECORD", help="Fold a parked record again ('all': every one).")
@data_option
@json_option
def project(
    data: str | None,
    retry: str | None,
    *,
    anew: bool,
    only_status: bool,
    until_eof: bool,
    as_json: bool,
) -> None:
    """Keep the read models in step with the ledger.

    One process works, others stand by. A record whose event can't be folded is parked and named;
    the others go on.
    """
    _, url = database(data)
    if anew:
        count = _rebuild(url, quiet=as_json)
        show({"events": count}, as_json=as_json, text=f"{count} events folded")
    elif retry is not None:
        count = release(url, None if retry == "all" else UUID(retry))
        show({"released": count}, as_json=as_json, text=f"{count} records will be tried again")
    elif only_status:
        _say_status(url, as_json=as_json)
    else:
        _run_projector(url, until_eof=until_eof)


def _rebuild(url: str, *, quiet: bool) -> int:
    with Progress(console=Console(stderr=True), disable=quiet) as progress:
        task = progress.add_task("events", total=None)
        return rebuild(
            url,
            entry_mapper(),
            lambda position, head: progress.update(task, completed=position, total=head),
        )


def _say_status(url: str, *, as_json: bool) -> None:
    found = status(url)
    lines = [f"ledger at {found['head']}, read models at {found['projected']}"]
    lines += [
        f"parked: {each['record']} at {each['position']} ({each['topic']}): {each['error']}"
        for each in found["parked"]
    ]
    show(found, as_json=as_json, text="\n".join(lines))


def _run_projector(url: str, *, until_eof: bool) -> None:
    projector = Projector(url, entry_mapper())

    def stop(*_: object) -> None:
        projector.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if until_eof:
        Thread(target=lambda: stop(sys.stdin.read()), daemon=True).start()
    projector.run()


@click.group()
def user() -> None:
    """Officers who may sign in."""


@user.command("add")
@click.argument("name")
@click.option("--full-name", required=True, help="As it stands in records.")
@click.option("--org", required=True, help="Code of the organisation.")
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice(list(Role)))
@click.option("--certificate", help="Number of the enforcement certificate.")
@data_option
@json_option
def user_add(
    name: str,
    full_name: str,
    org: str,
    roles: tuple[str, ...],
    certificate: str | None,
    data: str | None,
    *,
    as_json: bool,
) -> None:
    """Add an officer, or change one's organisation and roles. Then give a password."""
    entry = OfficerEntry(
        id=name,
        name=full_name,
        org=org,
        roles=tuple(Role(role) for role in roles),
        certificate=certificate,
    )
    revision = asyncio.run(_publish_officer(data, entry))
    show({"revision": revision}, as_json=as_json, text=f"{name}: roster revision {revision}")


@user.command("deactivate")
@click.argument("name")
@data_option
@json_option
def user_deactivate(name: str, data: str | None, *, as_json: bool) -> None:
    """End an officer's access. What the officer did stays."""
    revision = asyncio.run(_deactivate(data, name))
    show({"revision": revision}, as_json=as_json, text=f"{name}: roster revision {revision}")


@user.command("passwd")
@click.argument("name")
@click.option("--stdin", is_flag=True, help="Read the password from standard input.")
@data_option
@json_option
def user_passwd(name: str, data: str | None, *, stdin: bool, as_json: bool) -> None:
    """Set an officer's password and end the officer's sessions."""
    password = sys.stdin.readline().rstrip("\n") if stdin else getpass.getpass()
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password has at least {SHORTEST_PASSWORD} characters")
    asyncio.run(_set_password(data, name, password))
    show({"user": name}, as_json=as_json, text=f"{name}: password set")


@user.command("list")
@data_option
@json_option
def user_list(data: str | None, *, as_json: bool) -> None:
    """List the officers."""
    officers = asyncio.run(_officers(data))
    lines = [
        f"{o.id:<20} {o.org:<14} {','.join(o.roles):<14} {'' if o.active else '(inactive) '}{o.name}"
        for o in officers
    ]
    show({"officers": officers}, as_json=as_json, text="\n".join(lines))


async def _officers(data: str | None) -> list[OfficerEntry]:
    async with opened(data) as office:
        return list(office.directory.known.officers.values())


async def _publish_officer(data: str | None, entry: OfficerEntry) -> int:
    async with opened(data) as office:
        office.directory.known.organisation(entry.org)
        command = Publish(
            notice=f"roster: {entry.id}",
            effective_from=office.today,
            items=[msgspec.to_builtins(entry)],
        )
        return await publish(
            office.desk, office.directory, "officers", command, installer(office.today)
        )


async def _deactivate(data: str | None, name: str) -> int:
    async with opened(data) as office:
        entry = office.directory.known.officers.get(name)
    if entry is None:
        raise Refusal("unknown-officer", value=name)
    return await _publish_officer(data, msgspec.structs.replace(entry, active=False))


async def _set_password(data: str | None, name: str, password: str) -> None:
    async with opened(data) as office:
        if name not in office.directory.known.officers:
            raise Refusal("unknown-officer", value=name)
        assert isinstance(office.accounts, PostgresAccounts)
        await office.accounts.set_password(name, password)


def installer(today: Any) -> Call:
    """The circumstances of what the command line does in its own name."""
    return Call(by=INSTALLER, today=today, correlation=uuid4(), channel="cli")


@click.command()
@click.argument("record")
@click.option("--dossier", is_flag=True, help="With all linked records.")
@data_option
@json_option
def history(record: str, data: str | None, *, dossier: bool, as_json: bool) -> None:
    """Tell the history of a record: its id, a report number, or SYSTEM/NUMBER of a lead."""
    steps = asyncio.run(_history(record, data, whole=dossier))
    if as_json:
        show({"items": steps}, as_json=True, text="")
        return
    for step in steps:
        click.echo(f"{step['recordedAt']:%Y-%m-%d %H:%M:%S}  {step['text']}")
        if str(step["effectiveOn"]) != f"{step['recordedAt']:%Y-%m-%d}":
            click.echo(f"{'':21}effective {step['effectiveOn']}")
        for change in step["changes"]:
            if change.old is not None:
                click.echo(f"{'':21}{change.path}: {change.old} → {change.new}")


async def _history(record: str, data: str | None, *, whole: bool) -> list[dict[str, Any]]:
    async with opened(data) as office:
        streams = {stream for stream in candidates(record)}
        if whole:
            streams |= set(await office.read_models.dossier(list(streams)))
        streams |= {access_stream(stream) for stream in streams}
        entries = await office.desk.history(list(streams))
        if not entries:
            raise Missing(record)
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


@click.group()
def reference() -> None:
    """Reference data: organisations, officers, catalogue, reasons."""


@reference.command("publish")
@click.argument("name", type=click.Choice(list(SETS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@json_option
def reference_publish(name: str, file: Path, data: str | None, *, as_json: bool) -> None:
    """Publish a revision from a JSON file like those in data/reference."""
    command = msgspec.json.decode(file.read_bytes(), type=Publish)
    revision = asyncio.run(_publish(data, name, command))
    show({"revision": revision}, as_json=as_json, text=f"{name}: revision {revision}")


async def _publish(data: str | None, name: str, command: Publish) -> int:
    async with opened(data) as office:
        call = installer(office.today)
        return await publish(office.desk, office.directory, name, command, call)


@click.command()
@json_option
def openapi(*, as_json: bool) -> None:
    """Print the OpenAPI document of the API."""
    text = msgspec.json.encode(document())
    click.echo((text if as_json else msgspec.json.format(text, indent=2)).decode())
