"""The commands that show the API: serve, openapi."""

import os
from contextlib import ExitStack

import click
import msgspec

from adapters.api.openapi import document
from adapters.app import create_app
from adapters.cli import running
from adapters.cli.database import database, key_of
from adapters.cli.shell import data_option, help_of, json_option, option, show, words
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


@click.command(help=help_of("openapi"))
@json_option
def openapi(*, as_json: bool) -> None:
    """Prints the OpenAPI document: indented, or with --json in one line."""
    text = msgspec.json.encode(document())
    click.echo((text if as_json else msgspec.json.format(text, indent=2)).decode())
