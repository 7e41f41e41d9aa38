"""Keeps the deadlines in step with records, and with every revision of calendar or rule."""

import gc
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec
from eventsourcing.persistence import Mapper
from msgspec.structs import replace
from psycopg import Connection
from psycopg.sql import SQL

from adapters.postgres.recorder import LedgerRow
from adapters.postgres.view_tables import Version, add, cells, end, table
from application.almanac import TOPICS, Almanacs
from application.deadlines import DEADLINES, DeadlineRow, deadlines_of, same
from application.ledger import Entry
from application.views.case import CASES
from application.views.disposition import DISPOSITIONS
from application.views.joint_review import JOINT_REVIEWS
from application.views.lead import LEADS
from application.views.referral import REFERRALS
from application.views.supervision import SUPERVISIONS
from application.views.view import Row, View

CLOCKED: tuple[View[Any], ...] = (
    LEADS,
    REFERRALS,
    CASES,
    DISPOSITIONS,
    JOINT_REVIEWS,
    SUPERVISIONS,
)
CHUNK = 2000

REVISIONS = SQL(
    "SELECT stream_id, version, topic, payload, position, recorded_at FROM ledger"
    " WHERE topic = ANY(%s::text[]) AND position > %s AND position <= %s ORDER BY position"
)
OF_RECORDS = SQL(
    "SELECT key, valid_from, doc FROM {} WHERE record = ANY(%s::uuid[]) AND valid_to IS NULL"
)
OPEN = SQL("DECLARE records NO SCROLL CURSOR FOR SELECT doc FROM {} WHERE valid_to IS NULL")
FETCH = SQL("FETCH {} FROM records").format(CHUNK)
CLOSE = SQL("CLOSE records")
FORGET = SQL("DELETE FROM {} WHERE record = %s")

decode = msgspec.json.Decoder(DeadlineRow).decode


class Deadlines:
    """Derives the deadlines of one schema of read models."""

    def __init__(self, mapper: Mapper[UUID], schema: str) -> None:
        self._mapper = mapper
        self._schema = schema
        self._almanacs = Almanacs()
        self._recorded: dict[int, datetime] = {}
        self._read = 0

    def learn(self, connection: Connection[Any], position: int) -> None:
        """Reads the revisions of calendars and rules up to a position.

        One that can't be read is left out: it is parked (adapters/postgres/folding.py).
        """
        if position <= self._read:
            return
        found = connection.execute(REVISIONS, [list(TOPICS), self._read, position])
        for stream, version, topic, payload, at, recorded_at in found:
            event = LedgerRow(stream, version, topic, payload.encode(), at, recorded_at)
            try:
                entry = cast("Entry", self._mapper.to_domain_event(event))
            except Exception:  # noqa: BLE001, S112 - whatever is wrong, the others hold
                continue
            self._almanacs.apply(entry)
            self._recorded[at] = recorded_at
        self._read = position

    def follow(
        self, connection: Connection[Any], versions: Sequence[Version], head: int, *, whole: bool
    ) -> None:
        """The deadlines of records whose rows have new versions, up to the position `head`.

        `whole` says that these are all versions of the records, and nothing of them is stored.
        """
        self.learn(connection, head)
        records = {version.row.id for version in versions}
        stored = {} if whole else self._stored(connection, records)
        derived = Derived(stored)
        for version in versions:
            for position in self._points(version, head):
                derived.at(version.row, position, self._rows(version, position))
        self._write(connection, derived)

    def recompute(self, connection: Connection[Any], position: int) -> None:
        """All deadlines anew, after a revision of calendars or rules at a position.

        While one chunk is worked out, the database writes the one before.
        """
        self.learn(connection, position)
        chunks = self._chunks(connection)
        chunk = next(chunks, None)
        with (
            without_collecting(),
            ThreadPoolExecutor(1, thread_name_prefix="deadlines") as writer,
        ):
            writing: Future[None] | None = None
            while chunk is not None:
                rows, derived = chunk
                for row in rows:
                    version = Version(row, row.position)
                    derived.at(row, position, self._rows(version, position))
                if writing is not None:
                    writing.result()
                chunk = next(chunks, None)
                writing = writer.submit(self._write, connection, derived)
            if writing is not None:
                writing.result()

    def forget(self, connection: Connection[Any], record: UUID) -> None:
        """Removes the deadlines of a record, before it is folded anew."""
        connection.execute(FORGET.format(table(self._schema, DEADLINES)), [record])

    def _points(self, version: Version, head: int) -> Iterator[int]:
        yield version.valid_from
        until = head + 1 if version.valid_to is None else version.valid_to
        for position in self._almanacs.positions:
            if version.valid_from < position < until:
                yield position

    def _rows(self, version: Version, position: int) -> Iterator[DeadlineRow]:
        for row in deadlines_of(version.row, self._almanacs.at(position)):
            recorded_at = self._recorded.get(position)
            if position == version.valid_from or recorded_at is None:
                yield row
            else:
                yield replace(row, position=position, recorded_at=recorded_at)

    def _stored(
        self, connection: Connection[Any], records: Collection[UUID]
    ) -> dict[UUID, Version]:
        where = OF_RECORDS.format(table(self._schema, DEADLINES))
        found = connection.execute(where, [list(records)])
        return {key: Version(decode(doc), valid_from) for key, valid_from, doc in found}

    def _chunks(self, connection: Connection[Any]) -> Iterator[tuple[list[Row], "Derived"]]:
        for view in CLOCKED:
            for rows in self._records(connection, view):
                yield rows, Derived(self._stored(connection, {row.id for row in rows}))

    def _records(self, connection: Connection[Any], view: View[Any]) -> Iterator[list[Row]]:
        decode_row = msgspec.json.Decoder(view.row_type).decode
        # As they lie in the table: in any other order, it took five times as long. A cursor of the
        # transaction, gone with it: psycopg's own stays open if the connection breaks.
        connection.execute(OPEN.format(table(self._schema, view)))
        while found := connection.execute(FETCH).fetchall():
            rows: list[Row] = [decode_row(doc) for (doc,) in found]
            yield [row for row in rows if getattr(row, "clocks", ())]
        connection.execute(CLOSE)

    def _write(self, connection: Connection[Any], derived: "Derived") -> None:
        end(connection, self._schema, DEADLINES, derived.ended)
        add(connection, self._schema, DEADLINES, derived.versions)


@contextmanager
def without_collecting() -> Generator[None]:
    """Rows don't refer to themselves: looking for those that do took a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Derived:
    """New versions of deadlines, worked out in memory. `stored` are those that hold now."""

    def __init__(self, stored: Mapping[UUID, Version]) -> None:
        self._stored = dict(stored)
        self._last = dict(stored)
        self._of: dict[UUID, set[UUID]] = {}
        for key, version in stored.items():
            record = cast("DeadlineRow", version.row).record
            self._of.setdefault(record, set()).add(key)
        self.versions: list[Version] = []

    @property
    def ended(self) -> list[Version]:
        """The stored versions that hold no longer."""
        return [version for version in self._stored.values() if version.valid_to is not None]

    def at(self, record: Row, position: int, rows: Iterable[DeadlineRow]) -> None:
        """The deadlines of a record as they are from a position on."""
        known = self._of.setdefault(record.id, set())
        gone = set(known)
        for row in rows:
            gone.discard(row.id)
            before = self._last.get(row.id)
            if before is not None and same(cast("DeadlineRow", before.row), row):
                continue
            if before is not None:
                before.valid_to = position
            version = Version(row, position, cells(DEADLINES, row))
            self._last[row.id] = version
            self.versions.append(version)
            known.add(row.id)
        for key in gone:
            self._last.pop(key).valid_to = position
            known.discard(key)
