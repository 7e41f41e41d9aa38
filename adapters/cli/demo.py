"""`casetrail demo`: from nothing to a running Casetrail with invented people, firms and real figures."""

import asyncio

import click
import psycopg
from rich.console import Console
from rich.table import Table

from adapters.app import create_app
from adapters.cli import running
from adapters.cli.demo_data import accounts, load
from adapters.cli.shell import data_option, json_option, show
from adapters.postgres.embedded import DATABASE, start
from adapters.postgres.migrate import migrate
from adapters.settings import Settings, settings

HOST = "127.0.0.1"


@click.command()
@click.option("--port", default=8000, show_default=True, help="0 takes a free one.")
@click.option("--reset", is_flag=True, help="Start afresh: what the folder holds is lost.")
@data_option
@json_option
def demo(port: int, data: str | None, *, reset: bool, as_json: bool) -> None:
    """Start a demonstration on 127.0.0.1, with invented data, and keep it running.

    A second run keeps the data. With --json, one line is printed when it is ready.
    """
    chosen = settings(data)
    chosen = Settings(data=chosen.data, master_key=chosen.master_key)
    served = running.found(chosen.data)
    if served is not None:
        if reset:
            raise RuntimeError(f"a server runs on this folder ({served.url}); stop it first")
        announce(served.url, as_json=as_json, again=True)
        return
    listener, url = running.listen(HOST, port)
    database_url = prepare(chosen, reset=reset, quiet=as_json)
    app = create_app(database_url, chosen)
    with running.noted(chosen.data, url):
        running.run(app, listener, lambda: announce(url, as_json=as_json))


def prepare(chosen: Settings, *, reset: bool, quiet: bool) -> str:
    """A started, migrated and loaded database; its URL."""
    console = Console(stderr=True, quiet=quiet)
    with console.status("PostgreSQL…") as status:
        server, url = start(chosen.data)
        if reset:
            start_afresh(server.get_uri())
            _, url = start(chosen.data)
        status.update("migrations…")
        migrate(url)
        status.update("demonstration data…")
        asyncio.run(load(url, chosen))
    return url


def start_afresh(admin: str) -> None:
    """Drops the demonstration's database, and nothing else."""
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def announce(url: str, *, as_json: bool, again: bool = False) -> None:
    """Says where it is and who can sign in."""
    if as_json:
        show({"url": url, "accounts": accounts()}, as_json=True, text="")
        return
    console = Console()
    table = Table(title="示例账号 · demonstration accounts", title_justify="left")
    for heading in ("user", "role", "organisation", "password"):
        table.add_column(heading)
    for account in accounts():
        table.add_row(
            account["user"], account["role"], account["organisation"], account["password"]
        )
    console.print(table)
    already = " (already running)" if again else ""
    console.print(f"Casetrail 案迹  [bold]{url}[/bold]{already}   docs: {url}/docs")
    console.print("All firms and people are invented. Ctrl-C stops; the data stays.")
