"""Helpers of the read models' tests: runners, what the tables hold, and what they should hold."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import Thread
from time import monotonic, sleep
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier

import adapters.postgres.rebuild as rebuild_module
from adapters.app import open_pool
from adapters.postgres.datastore import session
from adapters.postgres.mapper import entry_mapper
from adapters.postgres.projection import BATCH, Projection
from adapters.postgres.projector import Projector, status
from adapters.postgres.read_models import PostgresReadModels
from application.ledger import Entry, Ledger
from application.views.all import VIEWS, view_of
from application.views.view import Row, View
from domain.events import Event, topic_of
from tests.domain.story import DISPATCHER

T = TypeVar("T")

AT = datetime(2020, 3, 10, 1, tzinfo=UTC)
TODAY = date(2020, 3, 10)
ROWS = SQL("SELECT v::text FROM {} AS v ORDER BY key, valid_from")
PARKED = "SELECT stream_id::text, view, position, topic, error FROM views.parked ORDER BY 1"
RUNNERS = (
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def entry(stream: UUID, version: int, event: Event, *, position: int = 0) -> Entry:
    """One event of the story's day, by its dispatcher."""
    return Entry(
        originator_id=stream,
        originator_version=version,
        event=event,
        by=DISPATCHER,
        effective_on=TODAY,
        correlation=UUID(int=position),
        position=position,
        recorded_at=AT,
    )


def append(ledger: Ledger, commands: Iterable[Sequence[Entry]]) -> int:
    """Appends commands, each by itself; the head."""
    for command in commands:
        ledger.append([(command, None)])
    return ledger.batch.head()


def insert(url: str, stream: UUID, version: int, topic: str, payload: str) -> int:
    """Writes a row into the ledger past the program, and without a notice; its position."""
    statement = (
        "INSERT INTO ledger SELECT coalesce(max(position), 0) + 1, %s, %s, %s, now(), %s"
        " FROM ledger RETURNING position"
    )
    with psycopg.connect(url) as connection:
        found = connection.execute(statement, [stream, version, topic, payload]).fetchone()
    assert found is not None
    return int(found[0])


@contextmanager
def projecting(url: str) -> Generator[psycopg.Connection[Any]]:
    """A runner's session, for a test that takes its steps itself."""
    with psycopg.connect(autocommit=True, **session(url)) as connection:
        yield connection


def catch_up(url: str, *, batch: int = BATCH) -> None:
    """Folds everything there is, in this thread."""
    projection = Projection(entry_mapper(), batch=batch)
    with projecting(url) as connection:
        while projection.step(connection):
            pass


@contextmanager
def running(url: str) -> Generator[Projector]:
    """A runner in a thread."""
    projector = Projector(url, entry_mapper())
    thread = Thread(target=projector.run)
    thread.start()
    try:
        yield projector
    finally:
        projector.stop()
        thread.join()


@contextmanager
def elsewhere(url: str, what: str) -> Generator[subprocess.Popen[str]]:
    """This module's `main` in another process; killed in the end."""
    command = [sys.executable, "-m", "tests.adapters.postgres.views", url, what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.kill()


def position(url: str) -> int:
    """How far the read models are."""
    projected: int = status(url)["projected"]
    return projected


def until(condition: Callable[[], object], *, seconds: float = 20) -> None:
    """Waits for something to come true; it is an error if it doesn't."""
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline, "waited in vain"
        sleep(0.005)


def runners(url: str) -> list[int]:
    """The backends that hold the runner's lock."""
    with psycopg.connect(url, autocommit=True) as connection:
        return [pid for (pid,) in connection.execute(RUNNERS)]


def dump(url: str) -> dict[str, list[str]]:
    """Every byte of the read models, in one order."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        tables = {
            view.name: [
                text for (text,) in connection.execute(ROWS.format(Identifier("views", view.name)))
            ]
            for view in VIEWS
        }
        parked = [str(row) for row in connection.execute(PARKED).fetchall()]
        tracking = [str(row) for row in connection.execute("SELECT * FROM views.tracking")]
    return tables | {"parked": parked, "tracking": tracking}


def equal_to_a_rebuild(url: str) -> None:
    """Builds the read models anew: not a byte may differ."""
    before = dump(url)
    rebuild_module.rebuild(url, entry_mapper(), lambda _folded, _events: None)
    assert dump(url) == before


def asked(url: str, question: Callable[[PostgresReadModels], Awaitable[T]]) -> T:
    """The answer of the read models."""

    async def ask() -> T:
        async with open_pool(url, 2) as pool:
            return await question(PostgresReadModels(pool))

    return asyncio.run(ask())


class Model:
    """What the read models should be: every row of every record, folded in memory."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._rows: dict[str, dict[UUID, list[Row]]] = {view.name: {} for view in VIEWS}
        for each in entries:
            view = view_of(topic_of(each.event))
            if view is not None:
                rows = self._rows[view.name].setdefault(each.originator_id, [])
                rows.append(view.fold(rows[-1] if rows else None, each))

    def at(self, view: View[Any], upto: int | None = None) -> dict[UUID, Row]:
        """The rows that hold at a position; None is now."""
        return {key: row for key, rows in self._of(view) for row in last(rows, upto)}

    def page(self, view: View[Any], upto: int | None = None, org: str | None = None) -> list[Row]:
        """A list with the rights of now, oldest first."""
        now = self.at(view)
        seen = [
            row for row in self.at(view, upto).values() if org is None or org in now[row.id].orgs
        ]
        return sorted(seen, key=lambda row: (view.sort(row), row.id))

    def _of(self, view: View[Any]) -> Iterator[tuple[UUID, list[Row]]]:
        yield from self._rows[view.name].items()


def last(rows: list[Row], upto: int | None) -> list[Row]:
    """The last of them up to a position, if there is one."""
    return [row for row in rows if upto is None or row.position <= upto][-1:]


def main(arguments: Sequence[str]) -> None:
    """`URL project`: a runner with small batches. `URL rebuild`: a rebuild that tells how far."""
    url, what = arguments
    if what == "project":
        Projector(url, entry_mapper(), batch=7).run()
    else:
        rebuild_module.SMALL = 0
        rebuild_module.rebuild(
            url,
            entry_mapper(),
            lambda folded, _: print(folded, flush=True),  # noqa: T201
        )


if __name__ == "__main__":
    main(sys.argv[1:])
