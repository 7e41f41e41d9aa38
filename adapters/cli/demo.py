"""`casetrail demo`: from nothing to a running Casetrail with invented people and firms."""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import suppress

import click
import psycopg
from eventsourcing.persistence import PersistenceError
from rich.console import Console
from rich.table import Table

from adapters.app import create_app
from adapters.cli import running
from adapters.cli.database import key_of, started
from adapters.cli.demo_data import accounts, load, of_others, organisations
from adapters.cli.shell import Trouble, data_option, help_of, json_option, option, show, words
from adapters.objects import open_store
from adapters.postgres.embedded import DATABASE
from adapters.postgres.migrate import migrate
from adapters.postgres.projector import status
from adapters.settings import Settings, settings
from adapters.wording.catalogue import language_of_environment, say
from adapters.wording.story import organisation
from domain.reference.state import Reference

HOST = "127.0.0.1"
PORT = click.IntRange(0, 65535)
LONGEST_WAIT_SECONDS = 30.0
# On the page: the districts are alike, two of them will do.
SHOWN = frozenset(
    {
        *("dispatcher", "superior", "auditor", "intake"),
        *("corps-handler", "corps-leader", "airport-handler"),
        *("minhang-handler", "minhang-leader", "pudong-handler", "pudong-leader"),
    }
)

Tell = Callable[[str], None]


@click.command(help=help_of("demo"))
@option("--port", about="port", type=PORT, default=8000, show_default=True)
@option("--reset", about="reset", is_flag=True)
@data_option
@json_option
def demo(port: int, data: str | None, *, reset: bool, as_json: bool) -> None:
    """Starts a demonstration on the loopback address, or finds the one that runs."""
    chosen = settings(data)
    chosen = Settings(data=chosen.data, master_key=chosen.master_key)
    with running.alone(chosen.data) as served:
        if served is None:
            serve_demo(chosen, port, reset=reset, as_json=as_json)
        elif reset:
            raise Trouble("reset-while-running", url=served.url)
        elif not served.demo:
            raise Trouble("other-server", url=served.url)
        else:
            announce(served.url, as_json=as_json, again=True)


def serve_demo(chosen: Settings, port: int, *, reset: bool, as_json: bool) -> None:
    """Prepares the demonstration and serves it until told to stop."""
    listener, url = running.listen(HOST, port)

    def tell(step: str) -> None:
        if not as_json:
            click.echo(words(f"step-{step}"), err=True)

    database_url = prepare(chosen, tell, reset=reset)
    with running.projecting(database_url):
        tell("data")
        asyncio.run(load(database_url, key_of(chosen), open_store(chosen)))
        tell("lists")
        wait_for_lists(database_url)
        app = create_app(database_url, chosen, project=False)
        app.state["demo_accounts"] = [a for a in accounts() if a["user"] in SHOWN]
        with running.noted(chosen.data, running.Served(os.getpid(), url, demo=True)):
            running.run(app, listener, lambda: announce(url, as_json=as_json))


def prepare(chosen: Settings, tell: Tell, *, reset: bool) -> str:
    """A started and migrated database that is the demonstration's; its URL."""
    tell("server")
    server, url = started(chosen.data)
    with suppress(psycopg.Error, PersistenceError):  # nothing in it that could be read
        if asyncio.run(of_others(url, key_of(chosen), open_store(chosen))):
            raise Trouble("not-a-demo", folder=chosen.data)
    if reset:
        start_afresh(server.get_uri())
        _, url = started(chosen.data)
    tell("migrations")
    migrate(url)
    return url


def start_afresh(admin: str) -> None:
    """Drops the demonstration's database, and nothing else."""
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def wait_for_lists(url: str) -> None:
    """Until the lists show all that was loaded, or it takes too long."""
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while time.monotonic() < deadline:
        now = status(url)
        if now["projected"] >= now["head"]:
            return
        time.sleep(0.05)


def announce(url: str, *, as_json: bool, again: bool = False) -> None:
    """Says where it is and who can sign in."""
    if as_json:
        show({"url": url, "accounts": accounts()}, as_json=True, text="")
        return
    language = language_of_environment()
    known = Reference(organisations=organisations())
    table = Table(title=words("accounts"), title_justify="left")
    for heading in ("user", "role", "organisation", "password"):
        table.add_column(words(f"column-{heading}"))
    for account in accounts():
        role = say(language, f"role.{account['role']}")
        named = organisation(account["organisation"], language, known)
        table.add_row(account["user"], role, named, account["password"])
    Console().print(table)
    click.echo(words("demo-again" if again else "demo-ready", url=url, docs=f"{url}/docs"))
    if not again:
        click.echo(words("demo-stop"))
