"""The ledger's recorder: the library's, with its SQL replaced (DESIGN 3).

One call appends a batch under an advisory lock at dense positions, so position order is commit
order and a tailing reader misses nothing. The guarantees are those of the library's default
recorder, checked with its own contract tests.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    StoredEvent,
    Subscription,
)
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg.sql import SQL

from adapters.postgres.appender import Appender, Settled
from adapters.postgres.datastore import Datastore
from adapters.postgres.group_commit import GroupCommit
from adapters.postgres.wake import LedgerSubscription, Notifier
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
SELECT = "SELECT " + COLUMNS + " FROM "  # noqa: S608 - constants
ROWS = SELECT + "ledger WHERE "

ONE_STREAM = ROWS + "stream_id = %s AND version > %s AND version <= %s ORDER BY version "
STREAM = SQL(ONE_STREAM + "LIMIT %s")
STREAM_BACKWARDS = SQL(ONE_STREAM + "DESC LIMIT %s")
STREAMS = SQL(ROWS + "stream_id = ANY(%s::uuid[]) AND position <= %s ORDER BY position")
KNOWN = SELECT + "unnest(%s::uuid[], %s::bigint[]) AS known (stream, latest)"
LATER = SQL(KNOWN + " JOIN ledger ON stream_id = stream AND version > latest ORDER BY position")
TAIL = SQL(ROWS + "position >= %s AND position <= %s ORDER BY position LIMIT %s")
TAIL_OF_TOPICS = SQL(
    ROWS + "position >= %s AND position <= %s AND topic = ANY(%s::text[])"
    " ORDER BY position LIMIT %s"
)
HEAD = SQL("SELECT max(position) FROM ledger")
POSITION_AT = SQL("SELECT ledger_position_at(%s)")
RECEIPT = SQL(
    "SELECT fingerprint, stream_id, version, position FROM idempotency"
    " WHERE actor = %s AND key = %s"
)
BIGGEST = 2**63 - 1


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
        self._read = datastore.read
        self._appender = Appender(datastore, clock)
        self._group: GroupCommit[Append, Outcome] = GroupCommit(self._write)
        self.connect_alone = datastore.connect_alone
        self.notifier = Notifier(self.connect_alone, CHANNEL)

    def create_table(self) -> None:
        """Does nothing: the table is made by migrations/0001.ledger.sql."""

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        **kwargs: Any,  # noqa: ANN401 - the library's
    ) -> Sequence[int] | None:
        """One command's events, committed together with those of concurrent callers.

        `receipt` may be given. Raises IntegrityError if a version is taken or the key was used.
        """
        if not stored_events:
            return None
        outcome = self._group.submit(Append(stored_events, kwargs.get("receipt")))
        if not isinstance(outcome, Appended):
            raise IntegrityError(f"{type(outcome).__name__}: nothing was recorded")
        return list(outcome.positions)

    def append(self, batch: Sequence[Append]) -> list[Outcome]:
        """Several commands in one durable write (application.ledger.LedgerRecorder).

        A command that can't be stored at all is answered as a conflict.
        """
        return [
            Conflict() if isinstance(settled, Exception) else settled
            for settled in self._write(batch)
        ]

    def _write(self, batch: Sequence[Append]) -> Sequence[Settled]:
        settled = self._appender.write(batch)
        self.notifier.notify()
        return settled

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

    def select_later(self, after: Mapping[UUID, int]) -> Sequence[LedgerRow]:
        """The events of streams whose versions are above those given, in ledger order."""
        return self._rows(LATER, (list(after), list(after.values())))

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
        return cast("int | None", self._read(HEAD)[0][0])

    def head(self) -> int:
        """The last position; 0 for an empty ledger."""
        return self.max_notification_id() or 0

    def position_at(self, instant: datetime) -> int:
        """The last position recorded at or before an instant."""
        return cast("int", self._read(POSITION_AT, (instant,))[0][0])

    def find_receipt(self, receipt: Receipt) -> Replayed | KeyReused | None:
        """What is known of a command's key."""
        rows = self._read(RECEIPT, (receipt.actor, receipt.key))
        if not rows:
            return None
        fingerprint, stream, version, position = rows[0]
        if fingerprint != receipt.fingerprint:
            return KeyReused()
        return Replayed(stream, version, position)

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Events as they come. A lost notice or connection delays them, no more."""
        return LedgerSubscription(self, self.connect_alone, gt, topics)

    def close(self) -> None:
        """Stops the notifier; the datastore is closed by whoever opened it."""
        self.notifier.close()

    def _rows(self, statement: SQL, parameters: Sequence[Any]) -> list[LedgerRow]:
        return [ledger_row(*row) for row in self._read(statement, parameters)]


def ledger_row(
    position: int, stream_id: UUID, version: int, topic: str, recorded_at: datetime, payload: str
) -> LedgerRow:
    """A row of COLUMNS."""
    return LedgerRow(stream_id, version, topic, payload.encode(), position, recorded_at)
