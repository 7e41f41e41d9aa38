"""Builds the read models anew beside the ones in use, then has them take their place."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import Mapper
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from adapters.postgres.datastore import NETWORK
from adapters.postgres.projection import COLUMNS, Projection, ledger_rows
from adapters.postgres.recorder import LedgerRow

CHUNK = 2000

ONE_REBUILD = "SELECT pg_try_advisory_lock(20200302, 4)"
KEEP_RUNNERS_OUT = "SELECT pg_advisory_xact_lock(20200302, 3)"
HEAD = "SELECT coalesce(max(position), 0) FROM ledger"
# Record by record, so that each is folded whole and every version is stored once.
BY_RECORD = SQL(f"SELECT {COLUMNS} FROM ledger WHERE position <= %s ORDER BY stream_id, version")
READER = "SET cursor_tuple_fraction = 1; SET work_mem = '64MB'"

NEXT = "SET search_path = views_next; SET maintenance_work_mem = '128MB'"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'views' ORDER BY 1"
COPY_TABLE = SQL("CREATE TABLE {} (LIKE {} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
# Written without their schema, since search_path names it.
INDEXES = """
    SELECT pg_get_indexdef(i.indexrelid, 0, true)
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
    WHERE c.relnamespace = 'views'::regnamespace ORDER BY i.indexrelid
"""
RIGHTS = """
    GRANT USAGE ON SCHEMA views_next TO casetrail_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA views_next TO casetrail_app;
"""

Progress = Callable[[int, int], None]


class Rebuild:
    """One rebuild on one connection of the owner's, which nobody else rebuilds on."""

    def __init__(
        self, connection: psycopg.Connection[Any], mapper: Mapper[UUID], progress: Progress
    ) -> None:
        self._connection = connection
        self._projection = Projection(mapper, "views_next", batch=CHUNK)
        self._in_use = Projection(mapper)
        self._progress = progress

    def run(self, url: str) -> int:
        """The number of events folded."""
        self._make_tables()
        head = self._head()
        with psycopg.connect(**owner(url)) as reading:
            self._fold_records(reading, head)
        self._projection.advance(self._connection, head)
        self._make_indexes()
        while self._projection.step(self._connection):
            self._progress(self._projection.position(self._connection), self._head())
        return self._swap()

    def _make_tables(self) -> None:
        connection = self._connection
        for schema in ("views_next", "views_old"):
            connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))
        connection.execute("CREATE SCHEMA views_next")
        for (name,) in connection.execute(TABLES).fetchall():
            tables = Identifier("views_next", name), Identifier("views", name)
            connection.execute(COPY_TABLE.format(*tables))
        connection.execute("INSERT INTO views_next.tracking VALUES ('ledger', 0)")
        connection.execute(RIGHTS)

    def _fold_records(self, reading: psycopg.Connection[Any], head: int) -> None:
        reading.execute(READER)
        folded = 0
        with reading.cursor(name="by_record") as cursor:
            cursor.itersize = CHUNK
            for events in whole_records(ledger_rows_of(cursor.execute(BY_RECORD, [head]))):
                self._projection.fold(self._connection, events, whole=True)
                folded += len(events)
                self._progress(folded, head)

    def _make_indexes(self) -> None:
        connection = self._connection
        with connection.transaction():
            connection.execute("SET LOCAL search_path = views")
            found = connection.execute(INDEXES).fetchall()
        connection.execute(NEXT)
        for (statement,) in found:
            connection.execute(statement)
        connection.execute("RESET search_path")
        for (name,) in connection.execute(TABLES).fetchall():
            connection.execute(SQL("ANALYZE {}").format(Identifier("views_next", name)))
    def _swap(self) -> int:
        connection = self._connection
        with connection.transaction():
            connection.execute(KEEP_RUNNERS_OUT)
            while self._projection.position(connection) < self._in_use.position(connection):
                self._projection.step(connection)
            connection.execute("ALTER SCHEMA views RENAME TO views_old")
            connection.execute("ALTER SCHEMA views_next RENAME TO views")
        position = self._in_use.position(connection)
        # One at a time, so that a reader of several can't be waited for by one who waits for it.
        for (name,) in connection.execute(TABLES).fetchall():
            connection.execute(SQL("DROP TABLE {}").format(Identifier("views_old", name)))
        connection.execute("DROP SCHEMA views_old CASCADE")
        return position

    def _head(self) -> int:
        found = self._connection.execute(HEAD).fetchone()
        return int(found[0]) if found else 0


def rebuild(url: str, mapper: Mapper[UUID], progress: Progress) -> int:
    """Folds the whole ledger anew beside the running read models, then takes their place.

    `url` must be the owner's. `progress` is told (events folded, events to fold). The number of
    events folded. Raises RuntimeError when another rebuild is running.
    """
    with psycopg.connect(autocommit=True, **owner(url)) as connection:
        answer = connection.execute(ONE_REBUILD).fetchone()
        if not answer or not answer[0]:
            raise RuntimeError("another rebuild is running")
        return Rebuild(connection, mapper, progress).run(url)


def owner(url: str) -> dict[str, Any]:
    """Connection parameters of the owner's session: its times are UTC, as the runner's are."""
    given: dict[str, Any] = conninfo_to_dict(url)
    options = f"{given.get('options') or ''} -c timezone=UTC".strip()
    return NETWORK | given | {"options": options}


def ledger_rows_of(found: Iterable[tuple[Any, ...]]) -> Iterator[LedgerRow]:
    for stream, version, topic, payload, position, recorded_at in found:
        yield LedgerRow(stream, version, topic, payload.encode(), position, recorded_at)


def whole_records(events: Iterable[LedgerRow]) -> Iterator[list[LedgerRow]]:
    """Chunks that end where a record does."""
    chunk: list[LedgerRow] = []
    for event in events:
        if len(chunk) >= CHUNK and event.originator_id != chunk[-1].originator_id:
            yield chunk
            chunk = []
        chunk.append(event)
    if chunk:
        yield chunk
