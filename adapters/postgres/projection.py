"""Keeps the read models in step with the ledger: batches, exactly once, parking what won't fold."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import Mapper
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from adapters.postgres.deadlines import Deadlines
from adapters.postgres.folding import Folding, Poison, poisoned
from adapters.postgres.recorder import LedgerRow
from adapters.postgres.view_tables import Version, add, end, forget, holding
from application.almanac import TOPICS as REVISIONS
from application.ledger import Ledger
from application.views.all import VIEWS, view_of
from application.views.view import View

BATCH = 1000
NAME = Ledger.name
EVENTS = "SELECT stream_id, version, topic, payload, position, recorded_at FROM ledger WHERE "

# Shared by every batch, exclusive for the moment a rebuilt schema takes the old one's place.
NO_SWAP = "SELECT pg_advisory_xact_lock_shared(20200302, 3)"
POSITION = SQL("SELECT notification_id FROM {} WHERE application_name = %s")
# Held until the batch is committed: two runners could not fold the same events twice.
HOLD_POSITION = SQL("SELECT notification_id FROM {} WHERE application_name = %s FOR UPDATE")
ADVANCE = SQL("UPDATE {} SET notification_id = %s WHERE application_name = %s")
NEXT = SQL(EVENTS + "position > %s ORDER BY position LIMIT %s")
STREAM = SQL(EVENTS + "stream_id = %s AND position <= %s ORDER BY position")
PARKED = SQL("SELECT stream_id FROM {} WHERE stream_id = ANY(%s::uuid[])")
TO_RETRY = SQL("SELECT stream_id FROM {} WHERE retry ORDER BY position")
PARK = SQL("INSERT INTO {} (stream_id, view, position, topic, error) VALUES (%s, %s, %s, %s, %s)")
UNPARK = SQL("DELETE FROM {} WHERE stream_id = %s")

# What the database says of a row rather than of itself: data exceptions, constraints, views with a
# check, limits such as the size of an index entry, and RAISE.
ROW_REFUSED = ("22", "23", "44", "54", "P0")


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
        self._deadlines = Deadlines(mapper, schema)

    def position(self, connection: Connection[Any]) -> int:
        """The last position folded."""
        return self._ask_position(connection, POSITION)

    def step(self, connection: Connection[Any]) -> int:
        """Folds the next batch; the number of events taken, 0 when there are none."""
        with connection.transaction():
            connection.execute(NO_SWAP)
            start = self._ask_position(connection, HOLD_POSITION)
            for (key,) in connection.execute(TO_RETRY.format(self._parked)).fetchall():
                self._refold(connection, key, start)
            events = up_to_revision(ledger_rows(connection.execute(NEXT, [start, self._batch])))
            if events:
                self.fold(connection, events)
                if events[0].topic in REVISIONS:
                    self._deadlines.recompute(connection, events[0].id)
                self.advance(connection, events[-1].id)
        return len(events)

    def advance(self, connection: Connection[Any], position: int) -> None:
        """Notes the last position folded."""
        connection.execute(ADVANCE.format(self._tracking), [position, NAME])

    def fold(
        self,
        connection: Connection[Any],
        events: Sequence[LedgerRow],
        *,
        whole: bool = False,
        head: int | None = None,
    ) -> None:
        """Folds events at once. If that fails, by halves, down to the event to park.

        `whole` says that they are all events of their records, none of which was folded before.
        `head` is the position they are folded up to, if that is not the last of theirs.
        """
        head = head or events[-1].id
        try:
            with connection.transaction():
                self._fold(connection, events, head, whole=whole)
        except Exception as error:
            if isinstance(error, psycopg.Error) and not is_refused_row(error):
                raise
            if len(events) == 1:
                self._park(connection, poisoned(events[0], view_of(events[0].topic), error))
                return
            middle = len(events) // 2
            self.fold(connection, events[:middle], head=head)
            self.fold(connection, events[middle:], head=head)

    def _fold(
        self, connection: Connection[Any], events: Sequence[LedgerRow], head: int, *, whole: bool
    ) -> None:
        parked = set[UUID]() if whole else self._parked_among(connection, events)
        foldings = {
            view.name if view else None: Folding(self._mapper, view, stored, parked)
            for view, stored in self._stored(connection, events, whole=whole)
        }
        for event in events:
            foldings[name_of(event)].fold(event)
        for folding in foldings.values():
            view = folding.view
            if view is not None:
                end(connection, self._schema, view, folding.ended)
                add(connection, self._schema, view, folding.versions)
                self._deadlines.follow(connection, folding.versions, head, whole=whole)
            for poison in folding.poisons:
                self._park(connection, poison)

    def _stored(
        self, connection: Connection[Any], events: Iterable[LedgerRow], *, whole: bool
    ) -> Iterator[tuple[View[Any] | None, dict[UUID, Version]]]:
        keys: dict[str | None, set[UUID]] = {}
        for event in events:
            keys.setdefault(name_of(event), set()).add(cast("UUID", event.originator_id))
        for view in (*VIEWS, None):
            own = keys.get(view.name if view else None)
            if own and view is not None and not whole:
                yield view, holding(connection, self._schema, view, own)
            elif own:
                yield view, {}

    def _parked_among(self, connection: Connection[Any], events: Iterable[LedgerRow]) -> set[UUID]:
        streams = list({event.originator_id for event in events})
        return {key for (key,) in connection.execute(PARKED.format(self._parked), [streams])}

    def _park(self, connection: Connection[Any], poison: Poison) -> None:
        event = poison.event
        error = poison.error.replace("\0", "\\0")[:2000]
        connection.execute(
            PARK.format(self._parked),
            [event.originator_id, poison.view, event.id, event.topic, error],
        )

    def _refold(self, connection: Connection[Any], key: UUID, position: int) -> None:
        events = ledger_rows(connection.execute(STREAM, [key, position]))
        for view in VIEWS:
            forget(connection, self._schema, view, key)
        self._deadlines.forget(connection, key)
        connection.execute(UNPARK.format(self._parked), [key])
        self.fold(connection, list(events), head=position)

    def _ask_position(self, connection: Connection[Any], statement: SQL) -> int:
        found = connection.execute(statement.format(self._tracking), [NAME]).fetchone()
        assert found is not None, "made by migrations/0002.views.sql"
        return int(found[0])


def up_to_revision(events: Iterable[LedgerRow]) -> list[LedgerRow]:
    """The events before the next revision of calendars or rules, or that revision by itself."""
    found: list[LedgerRow] = []
    for event in events:
        if event.topic in REVISIONS:
            return found or [event]
        found.append(event)
    return found


def name_of(event: LedgerRow) -> str | None:
    """The name of the read model that an event belongs to."""
    view = view_of(event.topic)
    return view.name if view else None


def is_refused_row(error: psycopg.Error) -> bool:
    """Whether the database, or the driver before it, refuses what is to be stored."""
    if error.sqlstate is None:
        return isinstance(error, psycopg.DataError)
    return error.sqlstate.startswith(ROW_REFUSED)


def ledger_rows(found: Iterable[tuple[Any, ...]]) -> Iterator[LedgerRow]:
    """Events as the ledger holds them."""
    for stream, version, topic, payload, position, recorded_at in found:
        yield LedgerRow(stream, version, topic, payload.encode(), position, recorded_at)
