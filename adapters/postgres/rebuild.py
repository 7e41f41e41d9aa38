"""Builds the read models anew beside the ones in use, then has them take their place."""

import copyreg
import gc
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import chain
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import Mapper
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from adapters.postgres.datastore import NETWORK
from adapters.postgres.mapper import EntryMapper, entry_mapper
from adapters.postgres.projection import EVENTS, Projection, ledger_rows
from adapters.postgres.recorder import LedgerRow

CHUNK = 1000
PARTS = 8
WORKERS = min(PARTS, os.cpu_count() or 1)
# Up to here, starting workers takes longer than the work.
SMALL = 20_000
# What is left for the moment in which runners are kept out.
NEARLY = 200

ONE_REBUILD = "SELECT pg_try_advisory_lock(20200302, 4)"
# Held by each worker: the next rebuild waits for those of one that was killed.
WORK = "SELECT pg_advisory_lock_shared(20200302, 5)"
NOBODY_WORKS = "SELECT pg_advisory_lock(20200302, 5), pg_advisory_unlock(20200302, 5)"
KEEP_RUNNERS_OUT = "SELECT pg_advisory_xact_lock(20200302, 3)"
HEAD = "SELECT coalesce(max(position), 0) FROM ledger"
# Record by record, so that each is folded whole and every version is stored once.
BY_RECORD = SQL(
    EVENTS + "position <= %s AND stream_id BETWEEN %s AND %s ORDER BY stream_id, version"
)
READ_ALL = "SET cursor_tuple_fraction = 1; SET work_mem = '64MB'"

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'views' ORDER BY 1"
COPY_TABLE = SQL("CREATE TABLE {} (LIKE {} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
RIGHTS = """
    GRANT USAGE ON SCHEMA views_next TO casetrail_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA views_next TO casetrail_app
"""
# Pretty-printed, a definition leaves out the schema that search_path names.
INDEXES = """
    SELECT pg_get_indexdef(i.indexrelid, 0, true)
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
    WHERE c.relnamespace = 'views'::regnamespace ORDER BY i.indexrelid
"""
# Documents are long and never compared: what the planner would learn of them is no use.
ANALYZE = """
    SELECT format('ANALYZE %s (%s)', c.oid::regclass, string_agg(quote_ident(a.attname), ', '))
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'views_next'::regnamespace AND c.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'doc'
    GROUP BY c.oid
"""

Progress = Callable[[int, int], None]

# How it goes to a worker: the library's transcoder can't be pickled.
copyreg.pickle(EntryMapper, lambda _: (entry_mapper, ()))


def rebuild(url: str, mapper: Mapper[UUID], progress: Progress) -> int:
    """Folds the whole ledger anew beside the running read models, then takes their place.

    `url` must be the owner's. `progress` is told (events folded, events there are). The number of
    events folded. Raises RuntimeError when another rebuild is running.
    """
    with psycopg.connect(autocommit=True, **owner(url)) as connection:
        answer = connection.execute(ONE_REBUILD).fetchone()
        if not answer or not answer[0]:
            raise RuntimeError("another rebuild is running")
        connection.execute(NOBODY_WORKS)
        make_tables(connection)
        head = fold_records(connection, url, mapper, progress)
        make_indexes(connection)
        projection = Projection(mapper, "views_next")
        projection.advance(connection, head)
        while ask_head(connection) - projection.position(connection) > NEARLY:
            projection.step(connection)
            progress(projection.position(connection), ask_head(connection))
        return swap(connection, projection, Projection(mapper))


def make_tables(connection: psycopg.Connection[Any]) -> None:
    """Empty tables without indexes; what an interrupted rebuild left is removed."""
    for schema in ("views_next", "views_old"):
        connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))
    connection.execute("CREATE SCHEMA views_next")
    for name in tables(connection):
        both = Identifier("views_next", name), Identifier("views", name)
        connection.execute(COPY_TABLE.format(*both))
    connection.execute("INSERT INTO views_next.tracking VALUES ('ledger', 0)")
    connection.execute(RIGHTS)


def fold_records(
    connection: psycopg.Connection[Any], url: str, mapper: Mapper[UUID], progress: Progress
) -> int:
    """Folds every record up to the head, which is returned."""
    head = ask_head(connection)
    if head <= SMALL:
        progress(fold_part(url, mapper, head, 0, 1), head)
        return head
    folded = 0
    with ProcessPoolExecutor(WORKERS, get_context("spawn"), prepare_worker) as workers:
        parts = [workers.submit(fold_part, url, mapper, head, part, PARTS) for part in range(PARTS)]
        for done in as_completed(parts):
            folded += done.result()
            progress(folded, head)
    return head


def prepare_worker() -> None:
    """Makes this process end when its parent does, however that ends."""

    def end_with(parent: BaseProcess) -> None:
        parent.join()
        os._exit(1)

    parent = parent_process()
    assert parent is not None
    Thread(target=end_with, args=[parent], daemon=True).start()
    gc.disable()  # nothing here refers to itself; looking for that took a fifth of the time


def fold_part(url: str, mapper: Mapper[UUID], head: int, part: int, parts: int) -> int:
    """Folds one of equal parts of the records; the number of events."""
    projection, folded = Projection(mapper, "views_next"), 0
    size = 2**128 // parts
    bounds = UUID(int=part * size), UUID(int=(part + 1) * size - 1)
    with (
        psycopg.connect(**owner(url)) as reading,
        psycopg.connect(autocommit=True, **owner(url)) as writing,
        reading.cursor(name="by_record") as cursor,
    ):
        writing.execute(WORK)
        reading.execute(READ_ALL)
        cursor.execute(BY_RECORD, [head, *bounds])
        pages = iter(lambda: cursor.fetchmany(CHUNK), [])
        for events in whole_records(ledger_rows(chain.from_iterable(pages))):
            projection.fold(writing, events, whole=True, head=head)
            folded += len(events)
    return folded


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


def make_indexes(connection: psycopg.Connection[Any]) -> None:
    """The indexes that the tables in use have, and what the planner knows of the new ones."""
    with connection.transaction():
        connection.execute("SET LOCAL search_path = views")
        found = connection.execute(INDEXES).fetchall()
        connection.execute("SET LOCAL search_path = views_next")
        connection.execute("SET LOCAL maintenance_work_mem = '128MB'")
        for (statement,) in found:
            connection.execute(statement)
    for (statement,) in connection.execute(ANALYZE).fetchall():
        connection.execute(statement)


def swap(connection: psycopg.Connection[Any], projection: Projection, in_use: Projection) -> int:
    """Takes the old tables' place, having caught up with them; the position. Removes the old ones.

    Renaming waits for no reader. Tables are dropped one at a time, so that nobody who reads
    several of them can be waited for by one who waits for them.
    """
    with connection.transaction():
        connection.execute(KEEP_RUNNERS_OUT)
        while projection.position(connection) < in_use.position(connection):
            projection.step(connection)
        position = projection.position(connection)
        connection.execute("ALTER SCHEMA views RENAME TO views_old")
        connection.execute("ALTER SCHEMA views_next RENAME TO views")
    for name in tables(connection):
        connection.execute(SQL("DROP TABLE {}").format(Identifier("views_old", name)))
    connection.execute("DROP SCHEMA views_old CASCADE")
    return position


def tables(connection: psycopg.Connection[Any]) -> list[str]:
    """The tables of the read models in use."""
    return [name for (name,) in connection.execute(TABLES).fetchall()]


def ask_head(connection: psycopg.Connection[Any]) -> int:
    """The last position of the ledger."""
    found = connection.execute(HEAD).fetchone()
    return int(found[0]) if found else 0


def owner(url: str) -> dict[str, Any]:
    """Connection parameters of the owner's session: its times are UTC, as the runner's are."""
    given: dict[str, Any] = conninfo_to_dict(url)
    options = f"{given.get('options') or ''} -c timezone=UTC".strip()
    return NETWORK | given | {"options": options}
