"""The commands that keep a database: migrate, project, remind."""

import signal
import sys
from datetime import datetime
from threading import Thread
from uuid import UUID

import click
from rich.console import Console
from rich.progress import Progress

from adapters.cli.database import database, started
from adapters.cli.shell import Trouble, data_option, help_of, json_option, option, show, words
from adapters.legal_day import today
from adapters.postgres.mapper import entry_mapper
from adapters.postgres.migrate import migrate as apply_migrations
from adapters.postgres.projector import Projector, rebuild, release, status
from adapters.reminders import Reminders
from adapters.settings import settings


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
    made = Reminders(url, settings(data)).remind(day.date() if day else today())
    if made is None:
        raise Trouble("read-models-behind")
    show({"made": made}, as_json=as_json, text=words("reminded", count=made))
