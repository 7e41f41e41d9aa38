"""The ledger's recorder: the library's, with its SQL replaced (DESIGN 3).

One call appends a batch under an advisory lock at dense positions, so position order is commit
order and a tailing reader misses nothing. The guarantees are those of the library's default
recorder, checked with its own contract tests.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    DataError,
    IntegrityError,
    InterfaceError,
    Notification,
    OperationalError,
    StoredEvent,
)
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg.sql import SQL

from adapters.postgres.batches import rounds
from adapters.postgres.datastore import Datastore
from adapters.postgres.group_commit import GroupCommit
from adapters.postgres.wake import Notifier
from application.ledger import (
    Append,
    Appended,
    Conflict,
    KeyReused,
    Outcome,
    Receipt,
    Replayed,
)

CHANNEL = "ledger"
COLUMNS = "position, stream_id, version, topic, recorded_at, payload"

APPEND = SQL(
    "SELECT of_command, verdict, last_position, at, first_stream, first_version"
    " FROM ledger_append(%s::int[], %s::uuid[], %s::bigint[], %s::text[], %s::text[],"
    " %s::int[], %s::text[], %s::text[], %s::bytea[], %s::uuid[], %s::bigint[], %s::timestamptz)"
)
STREAM = SQL(
    f"SELECT {COLUMNS} FROM ledger WHERE stream_id = %s AND version > %s AND version <= %s"
    " ORDER BY version LIMIT %s"
)
STREAM_BACKWARDS = SQL(STREAM.as_string().replace("BY version", "BY version DESC"))
STREAMS = SQL(
    f"SELECT {COLUMNS} FROM ledger WHERE stream_id = ANY(%s::uuid[]) AND position <= %s"
    " ORDER BY position"
)
TAIL = SQL(
    f"SELECT {COLUMNS} FROM ledger WHERE position >= %s AND position <= %s"
    " ORDER BY position LIMIT %s"
)
TAIL_OF_TOPICS = SQL(TAIL.as_string().replace(" ORDER", " AND topic = ANY(%s::text[]) ORDER"))
HEAD = SQL("SELECT max(position) AS head FROM ledger")
POSITION_AT = SQL(
    "SELECT position FROM ledger WHERE recorded_at <= %s"
    " ORDER BY recorded_at DESC, position DESC LIMIT 1"
)
RECEIPT = SQL(
    "SELECT fingerprint, stream_id, version, position FROM idempotency"
    " WHERE actor = %s AND key = %s"
)
BIGGEST = 2**63 - 1

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class LedgerRow(Notification):
    """A row of the ledger: the library's notification, and when it was recorded (UTC)."""

    recorded_at: datetime


class PostgresLedgerRecorder(PostgresApplicationRecorder):
    """Appends in batches, reads by stream or in ledger order.

    `clock` dates entries for callers that have a time of their own (tests, replays); the database
    keeps it from going back or ahead. Methods raise the library's OperationalError when the
    database can't be reached.
    """

    def __init__(
        self, datastore: Datastore, *, clock: Callable[[], datetime] | None = None
    ) -> None:
        super().__init__(datastore, events_table_name="ledger")
        self.channel_name = CHANNEL
        self.clock = clock
        self._group: GroupCommit[Append, Outcome] = GroupCommit(self._append)
        self.notifier = Notifier(self._connect_alone, CHANNEL)

    def create_table(self) -> None:
        """Does nothing: the table is made by migrations/0001.ledger.sql."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """One command's events, committed together with those of concurrent callers.

        `receipt` may be given. Raises IntegrityError if a version is taken or the key was used.
        """
        if not stored_events:
            return []
        outcome = self._group.submit(Append(stored_events, kwargs.get("receipt")))
        if not isinstance(outcome, Appended):
            raise IntegrityError(f"{type(outcome).__name__}: nothing was recorded")
        return outcome.positions

    def append(self, batch: Sequence[Append]) -> list[Outcome]:
        """Several commands in one durable write (application.ledger.LedgerRecorder)."""
        return self._append(batch)

    def _append(self, batch: Sequence[Append]) -> list[Outcome]:
        outcomes: list[Outcome | None] = [None] * len(batch)
        for numbers in rounds(batch):
            answers = self._append_round([batch[number] for number in numbers])
            for number, outcome in zip(numbers, answers, strict=True):
                outcomes[number] = outcome
        self.notifier.notify()
        return [outcome or Conflict() for outcome in outcomes]

    def _append_round(self, batch: Sequence[Append]) -> list[Outcome]:
        try:
            return self._call(batch, self._parameters(batch))
        except (OperationalError, InterfaceError):
            # The connection was lost: before the commit or after it, nobody knows. Asked again,
            # what was written the first time shows itself as taken, with our own bytes.
            self._forget_broken_connections()
            outcomes = self._call(batch, self._parameters(batch))
            return [self._recognise(*pair) for pair in zip(batch, outcomes, strict=True)]
        except (DataError, IntegrityError):
            if len(batch) == 1:
                raise
            return [self._append_alone(each) for each in batch]

    def _append_alone(self, command: Append) -> Outcome:
        with suppress(DataError, IntegrityError):
            return self._append_round([command])[0]
        return Conflict()

    def _parameters(self, batch: Sequence[Append]) -> tuple[Any, ...]:
        events = [(n, event) for n, command in enumerate(batch) for event in command.events]
        keyed = [
            (n, command.receipt, last_of_first_stream(command.events))
            for n, command in enumerate(batch)
            if command.receipt is not None
        ]
        return (
            [n for n, _ in events],
            [event.originator_id for _, event in events],
            [event.originator_version for _, event in events],
            [event.topic for _, event in events],
            [event.state.decode() for _, event in events],
            [n for n, _, _ in keyed],
            [receipt.actor for _, receipt, _ in keyed],
            [receipt.key for _, receipt, _ in keyed],
            [receipt.fingerprint for _, receipt, _ in keyed],
            [event.originator_id for _, _, event in keyed],
            [event.originator_version for _, _, event in keyed],
            self.clock() if self.clock else None,
        )

    def _call(self, batch: Sequence[Append], parameters: tuple[Any, ...]) -> list[Outcome]:
        with self.datastore.get_connection() as connection:
            rows = connection.execute(APPEND, parameters, prepare=True).fetchall()
        answers = {row["of_command"]: row for row in rows}
        return [outcome(command, answers[n]) for n, command in enumerate(batch)]

    def _recognise(self, command: Append, answer: Outcome) -> Outcome:
        if isinstance(answer, Appended | KeyReused):
            return answer
        wanted = {(e.originator_id, e.originator_version): e.state for e in command.events}
        streams = {cast(UUID, e.originator_id) for e in command.events}
        found = [
            row
            for row in self.select_streams(streams)
            if wanted.get((row.originator_id, row.originator_version)) == row.state
        ]
        if len(found) < len(wanted):
            return answer
        return Appended([row.id for row in found], found[-1].recorded_at)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[LedgerRow]:
        """One stream's events, by version."""
        statement = STREAM_BACKWARDS if desc else STREAM
        first = -1 if gt is None else gt
        last = BIGGEST if lte is None else lte
        return self._rows(statement, (originator_id, first, last, limit))

    def select_streams(
        self, streams: Collection[UUID], *, upto: int | None = None
    ) -> Sequence[LedgerRow]:
        """The events of several streams in ledger order."""
        return self._rows(STREAMS, (list(streams), BIGGEST if upto is None else upto))

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[LedgerRow]:
        """A page of the whole ledger, in order."""
        first = (start or 0) + (not inclusive_of_start)
        last = BIGGEST if stop is None else stop
        if topics:
            return self._rows(TAIL_OF_TOPICS, (first, last, list(topics), limit))
        return self._rows(TAIL, (first, last, limit))

    def max_notification_id(self) -> int | None:
        """The last position, None for an empty ledger."""
        return cast(int | None, self._read(HEAD, ())[0]["head"])

    def head(self) -> int:
        """The last position; 0 for an empty ledger."""
        return self.max_notification_id() or 0

    def position_at(self, instant: datetime) -> int:
        """The last position recorded at or before an instant."""
        rows = self._read(POSITION_AT, (instant,))
        return rows[0]["position"] if rows else 0

    def find_receipt(self, receipt: Receipt) -> Replayed | KeyReused | None:
        """What is known of a command's key."""
        rows = self._read(RECEIPT, (receipt.actor, receipt.key))
        if not rows:
            return None
        if bytes(rows[0]["fingerprint"]) != receipt.fingerprint:
            return KeyReused()
        return Replayed(rows[0]["stream_id"], rows[0]["version"], rows[0]["position"])

    def close(self) -> None:
        """Stops the notifier; the datastore is closed by whoever opened it."""
        self.notifier.close()

    def _rows(self, statement: SQL, parameters: Iterable[Any]) -> list[LedgerRow]:
        return [
            LedgerRow(
                originator_id=row["stream_id"],
                originator_version=row["version"],
                topic=row["topic"],
                state=row["payload"].encode(),
                id=row["position"],
                recorded_at=row["recorded_at"],
            )
            for row in self._read(statement, parameters)
        ]

    def _read(self, statement: SQL, parameters: Iterable[Any]) -> list[dict[str, Any]]:
        try:
            return self._read_once(statement, parameters)
        except (OperationalError, InterfaceError):
            self._forget_broken_connections()
            return self._read_once(statement, parameters)

    def _read_once(self, statement: SQL, parameters: Iterable[Any]) -> list[dict[str, Any]]:
        with self.datastore.get_connection() as connection:
            return connection.execute(statement, tuple(parameters), prepare=True).fetchall()

    def _forget_broken_connections(self) -> None:
        with suppress(psycopg.Error):
            self.datastore.pool.check()

    def _connect_alone(self) -> psycopg.Connection[Any]:
        kwargs = self.datastore.pool.kwargs
        assert isinstance(kwargs, dict)
        return psycopg.connect(autocommit=True, **kwargs)


def last_of_first_stream(events: Sequence[StoredEvent]) -> StoredEvent:
    """The event whose version an answer shows: the last of the command's first stream."""
    return [event for event in events if event.originator_id == events[0].originator_id][-1]


def outcome(command: Append, row: dict[str, Any]) -> Outcome:
    """What `ledger_append` answered for a command."""
    match row["verdict"]:
        case "recorded":
            last = row["last_position"]
            return Appended(range(last - len(command.events) + 1, last + 1), row["at"])
        case "replayed":
            return Replayed(row["first_stream"], row["first_version"], row["last_position"])
        case "key-reused":
            return KeyReused()
        case _:
            return Conflict()
def ledger_row(position: int, stream_id: UUID, version: int, topic: str, recorded_at: datetime, payload: str) -> LedgerRow:
    return LedgerRow(stream_id, version, topic, payload.encode(), position, recorded_at)
