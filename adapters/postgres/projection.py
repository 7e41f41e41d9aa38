"""Keeps the read models in step with the ledger: in batches, exactly once, parking what can't be folded."""

from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import Mapper
from msgspec import Struct, field
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from adapters.postgres.recorder import LedgerRow
from adapters.postgres.view_tables import Version, current_rows, forget, write
from application.ledger import Entry, Ledger
from application.views.all import VIEWS, view_of
from application.views.view import Row, View

BATCH = 500
NAME = Ledger.name
COLUMNS = "stream_id, version, topic, payload, position, recorded_at"

POSITION = SQL("SELECT notification_id FROM {} WHERE application_name = %s")
ADVANCE = SQL(
    "INSERT INTO {} VALUES (%s, %s) ON CONFLICT (application_name)"
    " DO UPDATE SET notification_id = excluded.notification_id"
)
NEXT = SQL(f"SELECT {COLUMNS} FROM ledger WHERE position > %s ORDER BY position LIMIT %s")
STREAM = SQL(
    f"SELECT {COLUMNS} FROM ledger WHERE stream_id = %s AND position <= %s ORDER BY position"
)
PARKED = SQL("SELECT stream_id FROM {} WHERE stream_id = ANY(%s::uuid[])")
TO_RETRY = SQL("SELECT stream_id FROM {} WHERE retry")
PARK = SQL(
    "INSERT INTO {} (stream_id, view, position, topic, error) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (stream_id) DO UPDATE SET error = excluded.error,"
    " position = excluded.position, topic = excluded.topic, retry = false"
)
UNPARK = SQL("DELETE FROM {} WHERE stream_id = %s")
# Shared by every batch, exclusive for the moment a rebuilt schema takes the old one's place.
NO_SWAP = "SELECT pg_advisory_xact_lock_shared(20200302, 3)"


class Poison(Struct, frozen=True):
    """An event that could not be folded."""

    event: LedgerRow
    view: str
    error: str


class Folded(Struct):
    """What a batch does to one read model."""

    rows: dict[UUID, Row] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    closed: dict[UUID, int] = field(default_factory=dict)


class Projection:
    """Folds ledger events into the read models of one schema.

    `connection` is in autocommit mode; every batch is one transaction of rows and position.
    """

    def __init__(self, mapper: Mapper[UUID], schema: str = "views", batch: int = BATCH) -> None:
        self._mapper = mapper
        self._schema = schema
        self._batch = batch
        self._tracking = Identifier(schema, "tracking")
        self._parked = Identifier(schema, "parked")

    def position(self, connection: Connection[Any]) -> int:
        """The last position folded."""
        found = connection.execute(POSITION.format(self._tracking), [NAME]).fetchone()
        return found[0] if found else 0

    def step(self, connection: Connection[Any]) -> int:
        """Folds the next batch; the number of events taken, 0 when there are none."""
        with connection.transaction():
            connection.execute(NO_SWAP)
            self._retry_parked(connection)
            start = self.position(connection)
            events = rows(connection, NEXT, [start, self._batch])
            if events:
                self._fold_safely(connection, events)
                connection.execute(ADVANCE.format(self._tracking), [NAME, events[-1].id])
        return len(events)

    def _fold_safely(self, connection: Connection[Any], events: Sequence[LedgerRow]) -> None:
        """Folds a batch at once; if the database refuses a row, one event at a time, parking it."""
        try:
            with connection.transaction():
                self._fold(connection, events)
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            if len(events) > 1:
                for event in events:
                    self._fold_safely(connection, [event])
            else:
                self._park(connection, Poison(events[0], "", f"{type(error).__name__}: {error}"))

    def _fold(self, connection: Connection[Any], events: Sequence[LedgerRow]) -> None:
        parked = self._parked_among(connection, events)
        for view in VIEWS:
            own = [event for event in events if view_of(event.topic) is view]
            if own:
                self._fold_view(connection, view, own, parked)
        for event in events:
            if view_of(event.topic) is None:
                self._check_known(connection, event, parked)

    def _fold_view(
        self,
        connection: Connection[Any],
        view: View[Any],
        events: Sequence[LedgerRow],
        parked: set[UUID],
    ) -> None:
        keys = {cast(UUID, event.originator_id) for event in events} - parked
        folded = Folded(rows=current_rows(connection, self._schema, view, keys))
        stored = dict(folded.rows)
        for event in events:
            if event.originator_id in parked:
                continue
            poison = self._fold_event(view, event, folded, stored)
            if poison is not None:
                parked.add(cast(UUID, event.originator_id))
                self._park(connection, poison)
        write(connection, self._schema, view, ended(folded.versions), folded.closed)

    def _fold_event(
        self, view: View[Any], event: LedgerRow, folded: Folded, stored: dict[UUID, Row]
    ) -> Poison | None:
        key = cast(UUID, event.originator_id)
        try:
            entry = cast(Entry, self._mapper.to_domain_event(event))
            row = view.fold(folded.rows.get(key), entry)
        except Exception as error:  # noqa: BLE001 - whatever is wrong, only this record waits
            return Poison(event, view.name, f"{type(error).__name__}: {error}")
        if key in stored and key not in folded.closed:
            folded.closed[key] = event.id
        folded.rows[key] = row
        folded.versions.append(Version(row, event.id, None))
        return None

    def _check_known(
        self, connection: Connection[Any], event: LedgerRow, parked: set[UUID]
    ) -> None:
        if event.originator_id in parked:
            return
        try:
            self._mapper.to_domain_event(event)
        except Exception as error:  # noqa: BLE001 - as above
            self._park(connection, Poison(event, "", f"{type(error).__name__}: {error}"))

    def _parked_among(self, connection: Connection[Any], events: Iterable[LedgerRow]) -> set[UUID]:
        streams = list({event.originator_id for event in events})
        return {key for (key,) in connection.execute(PARKED.format(self._parked), [streams])}

    def _park(self, connection: Connection[Any], poison: Poison) -> None:
        event = poison.event
        connection.execute(
            PARK.format(self._parked),
            [event.originator_id, poison.view, event.id, event.topic, poison.error[:2000]],
        )

    def _retry_parked(self, connection: Connection[Any]) -> None:
        for (key,) in connection.execute(TO_RETRY.format(self._parked)).fetchall():
            self._refold(connection, key)

    def _refold(self, connection: Connection[Any], key: UUID) -> None:
        events = rows(connection, STREAM, [key, self.position(connection)])
        for view in VIEWS:
            forget(connection, self._schema, view, key)
        connection.execute(UNPARK.format(self._parked), [key])
        self._fold_safely(connection, events)


def rows(connection: Connection[Any], statement: SQL, parameters: list[Any]) -> list[LedgerRow]:
    """Events as the ledger holds them."""
    return [
        LedgerRow(stream, version, topic, payload.encode(), position, recorded_at)
        for stream, version, topic, payload, position, recorded_at in connection.execute(
            statement, parameters
        )
    ]


def ended(versions: Sequence[Version]) -> list[Version]:
    """The versions of a batch, each ended by the next one of the same record."""
    following: dict[UUID, int] = {}
    result: list[Version] = []
    for version in reversed(versions):
        key = version.row.id
        result.append(Version(version.row, version.valid_from, following.get(key)))
        following[key] = version.valid_from
    return result[::-1]
