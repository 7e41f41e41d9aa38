"""`casetrail demo`: from nothing to a running Casetrail with invented people, firms and real figures."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import click
import psycopg
from eventsourcing.persistence import PersistenceError
from rich.console import Console
from rich.table import Table

from adapters.app import create_app
from adapters.cli import running
from adapters.cli.database import key_of, started
from adapters.cli.demo_data import accounts, holds_other_data, load
from adapters.cli.shell import Trouble, data_option, help_of, json_option, option, show, words
from adapters.postgres.embedded import DATABASE
from adapters.postgres.migrate import migrate
from adapters.postgres.projector import status
from adapters.settings import Settings, settings
from adapters.wording.catalogue import language_of_environment, say

HOST = "127.0.0.1"
PORT = click.IntRange(0, 65535)
LONGEST_WAIT_SECONDS = 30.0

Say = Callable[[str], None]


@click.command(help=help_of("demo"))
@option("--port", about="port", type=PORT, default=8000, show_default=True)
@option("--reset", about="reset", is_flag=True)
@data_option
@json_option
def demo(port: int, data: str | None, *, reset: bool, as_json: bool) -> None:
    """Starts a demonstration on the loopback address, or finds the one that runs."""
    chosen = settings(data)
    chosen = Settings(data=chosen.data, master_key=chosen.master_key)
    if chosen.data.exists() and not chosen.data.is_dir():
        raise Trouble("not-a-folder", folder=chosen.data)
    with running.alone(chosen.data) as served:
        if served is not None:
            if reset:
                raise Trouble("reset-while-running", url=served.url)
            if not served.demo:
                raise Trouble("not-a-demo", url=served.url)
            announce(served.url, as_json=as_json, again=True)
        else:
            serve(chosen, port, reset=reset, as_json=as_json)


def serve(chosen: Settings, port: int, *, reset: bool, as_json: bool) -> None:
    """Prepares and serves it until told to stop."""
    listener, url = running.listen(HOST, port)
    with progress(quiet=as_json) as say_step:
        database_url = prepare(chosen, say_step, reset=reset)
        with running.projecting(database_url):
            say_step(words("step-data"))
            asyncio.run(load(database_url, key_of(chosen)))
            say_step(words("step-lists"))
            wait_for_lists(database_url)
            app = create_app(database_url, chosen, project=False)
            served = running.Served(pid_of_this(), url, demo=True)
            with running.noted(chosen.data, served):
                running.run(app, listener, lambda: announce(url, as_json=as_json))
