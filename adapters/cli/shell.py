"""What every command has in common: one line for an error, exit status 2, never a traceback."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import click
import msgspec
import psycopg
from eventsourcing.persistence import PersistenceError
from psycopg_pool import PoolTimeout

from adapters.api.office import Office
from adapters.api.problems import problem_of
from adapters.app import open_office
from adapters.postgres.embedded import start
from adapters.postgres.migrate import EditedMigration, migrate
from adapters.postgres.vault import master_key
from adapters.settings import Settings, settings
from adapters.wording.catalogue import Language, language_of_environment, say
from application.desk import Contended, Exists, Missing
from application.imports import FileRefused
from domain.refusals import Refusal

EXPECTED = (
    Refusal,
    Missing,
    Contended,
    Exists,
    FileRefused,
    EditedMigration,
    PersistenceError,
    psycopg.Error,
    PoolTimeout,
    msgspec.ValidationError,
    msgspec.DecodeError,
    OSError,
    ValueError,
    RuntimeError,
)

F = TypeVar("F", bound=Callable[..., Any])


class Shell(click.Group):
    """A group whose commands fail in one line."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs a command line."""
        try:
            return super().main(*args, **kwargs)
        except EXPECTED as error:
            fail(error)


def fail(error: Exception) -> None:
    """Says what is wrong, in one line or as JSON, and ends with status 2."""
    code, words = told(error)
    if "--json" in sys.argv:
        click.echo(msgspec.json.encode({"error": code, "message": words}).decode(), err=True)
    else:
        click.echo(f"casetrail: {words}", err=True)
    sys.exit(2)


def told(error: Exception) -> tuple[str, str]:
    """The code and the words for an error."""
    language = language_of_environment()
    match error:
        case FileRefused():
            return error.code, error.message_zh if language is Language.ZH else error.message
        case Refusal() | Missing() | Contended() | Exists() | PersistenceError() | psycopg.Error():
            problem = problem_of(error)
            words = say(language, f"problem.{problem.code}", problem.facts)
            return problem.code, words
        case _:
            return "failed", " ".join(str(error).split()) or type(error).__name__


def json_option(function: F) -> F:
    """--json: answers in JSON."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")(function)


def data_option(function: F) -> F:
    """--data DIR: the embedded database's folder."""
    return click.option(
        "--data", metavar="DIR", help="Folder of the embedded database (default ./var)."
    )(function)


def database(data: str | None) -> tuple[Settings, str]:
    """The settings, and the URL of the database: a server's, or the embedded one's, started if needed."""
    chosen = settings(data)
    if chosen.database_url is not None:
        return chosen, chosen.database_url
    return chosen, start(chosen.data)[1]


@asynccontextmanager
async def opened(data: str | None) -> AsyncIterator[Office]:
    """A migrated database's office."""
    chosen, url = database(data)
    if chosen.database_url is None:
        migrate(url)
    async with open_office(
        url, master_key(chosen.data / "master.key", chosen.master_key)
    ) as office:
        yield office


def show(body: Any, *, as_json: bool, text: str) -> None:
    """Answers a command: the body as one line of JSON, or the text."""
    click.echo(msgspec.json.encode(body).decode() if as_json else text)
