"""The commands that run an installation: serve, migrate, project, openapi."""

import os
import signal
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from threading import Thread
from uuid import UUID

import click
import msgspec
from rich.console import Console
from rich.progress import Progress

from adapters.api.office import SHANGHAI
from adapters.api.openapi import document
from adapters.app import create_app
from adapters.cli import running
from adapters.cli.database import database, key_of, started
from adapters.cli.shell import Trouble, data_option, help_of, json_option, option, show, words
from adapters.postgres.mapper import entry_mapper
from adapters.postgres.migrate import migrate as apply_migrations
from adapters.postgres.projector import Projector, rebuild, release, status
from adapters.reminders import Reminders
from adapters.settings import Settings, settings

PORT = click.IntRange(0, 65535)


@click.command(help=help_of("serve"))
@option("--host", about="host", default="127.0.0.1", show_default=True)
@option("--port", about="port", type=PORT, default=8000, show_default=True)
@option("--no-project", about="no-project", is_flag=True)
@data_option
@json_option
def serve(host: str, port: int, data: str | None, *, no_project: bool, as_json: bool) -> None:
    """Serves the API. A folder has one server; a database server may have several."""
    chosen = settings(data)
    with ExitStack() as stack:
        if chosen.database_url is None:
            served = stack.enter_context(running.alone(chosen.data))
            if served is not None:
                text = words("already-running", url=served.url)
                show({"url": served.url}, as_json=as_json, text=text)
                return
        serve_alone(chosen, host, port, project=not no_project, as_json=as_json)


def serve_alone(chosen: Settings, host: str, port: int, *, project: bool, as_json: bool) -> None:
    """Serves on a migrated database until told to stop."""
    listener, address = running.listen(host, port)
    folder = None if chosen.database_url else str(chosen.data)
    _, url = database(folder, new=True)
    key_of(chosen)
    app = create_app(url, chosen, project=False)
    with ExitStack() as stack:
        if folder:
            served = running.Served(os.getpid(), address)
            stack.enter_context(running.noted(chosen.data, served))
        if project:
            stack.enter_context(running.projecting(url))
        text = words("serving", url=address)
        running.run(app, listener, lambda: show({"url": address}, as_json=as_json, text=text))


@click.command(help=help_of("migrate"))
@data_option
@json_option
def migrate(data: str | None, *, as_json: bool) -> None:
    """Brings the database's tables up to date."""
    chosen = settings(data)
    applied = apply_migrations(chosen.database_url or started(chosen.data)[1])
    text = "\n".join(words("applied", name=name) for name in applied) or words("none-to-apply")
    show({"applied": applied}, as_json=as_json, text=text)


@click.command(help=help_of("project"))
@option("--rebuild", "anew", about="rebuild", is_flag=True)
@option("--status", "only_status", about="status", is_flag=True)
@click.option("--until-eof", is_flag=True, hidden=True)
@option("--retry", about="retry", metavar="RECORD")
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
    """Keeps the read models in step with the ledger, rebuilds them, or says how far they are."""
    record = _record(retry)
    _, url = database(data)
    if anew:
        count = _rebuild(url, quiet=as_json)
        show({"events": count}, as_json=as_json, text=words("rebuilt", count=count))
    elif retry is not None:
        count = release(url, record)
        show({"released": count}, as_json=as_json, text=words("released", count=count))
    elif only_status:
        _say_status(url, as_json=as_json)
    else:
        _run_projector(url, until_eof=until_eof, as_json=as_json)


def _record(retry: str | None) -> UUID | None:
    if retry is None or retry == "all":
        return None
    try:
        return UUID(retry)
    except ValueError:
        raise Trouble("not-an-id", value=retry) from None


def _rebuild(url: str, *, quiet: bool) -> int:
    with Progress(console=Console(stderr=True), disable=quiet) as progress:
        task = progress.add_task(words("rebuilding"), total=None)
        return rebuild(
            url,
            entry_mapper(),
            lambda position, head: progress.update(task, completed=position, total=head),
        )


def _say_status(url: str, *, as_json: bool) -> None:
    found = status(url)
    lines = [words("status", head=found["head"], projected=found["projected"])]
    lines += [words("parked", **each) for each in found["parked"]]
    show(found, as_json=as_json, text="\n".join(lines))


def _run_projector(url: str, *, until_eof: bool, as_json: bool) -> None:
    projector = Projector(url, entry_mapper())
    reminders = Reminders(url, settings())

    def stop(*_: object) -> None:
        projector.stop()
        reminders.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if until_eof:
        Thread(target=lambda: stop(sys.stdin.read()), daemon=True).start()
    else:
        show({"state": "projecting"}, as_json=as_json, text=words("projecting"))
    Thread(target=reminders.run, name="reminders", daemon=True).start()
    projector.run()


@click.command(help=help_of("remind"))
@option("--day", about="remind-day", type=click.DateTime(["%Y-%m-%d"]))
@data_option
@json_option
def remind(day: datetime | None, data: str | None, *, as_json: bool) -> None:
    """Makes and mails the digests of a day now; those made already stay as they are."""
    _, url = database(data)
    today = datetime.now(UTC).astimezone(SHANGHAI).date()
    made = Reminders(url, settings(data)).remind(day.date() if day else today)
    if made is None:
        raise Trouble("read-models-behind")
    show({"made": made}, as_json=as_json, text=words("reminded", count=made))


@click.command(help=help_of("openapi"))
@json_option
def openapi(*, as_json: bool) -> None:
    """Prints the OpenAPI document: indented, or with --json in one line."""
    text = msgspec.json.encode(document())
    click.echo((text if as_json else msgspec.json.format(text, indent=2)).decode())
