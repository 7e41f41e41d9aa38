"""The ledger as the application sees it: entries, appends of several at once, and their outcomes.

The `eventsourcing` library carries it: `Ledger` is its `Application`, with our recorder and mapper
plugged in (DESIGN 3). What is added here is the batch: many commands appended in one call.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol, cast, runtime_checkable
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Notification, StoredEvent
from msgspec import Struct

from domain.authority import Officer
from domain.events import Event


class Entry(Struct, frozen=True, kw_only=True):
    """One event as recorded: where it belongs, who caused it, and when.

    The first two names are the ones the eventsourcing library looks for. `effective_on` is the
    legal date; `recorded_at` (UTC) and `position` are the ledger's, and unknown until recorded.
    """

    originator_id: UUID
    originator_version: int
    event: Event
    by: Officer
    effective_on: date
    correlation: UUID
    channel: str = "api"
    reason: str | None = None
    on_behalf_of: str | None = None
    position: int = 0
    recorded_at: datetime | None = None


class Receipt(Struct, frozen=True):
    """What makes a command the same command again: who sent it, its key, and a digest of it."""

    actor: str
    key: str
    fingerprint: bytes


class Append(Struct, frozen=True):
    """One command's events, all or none; at most one event per stream and version."""

    events: Sequence[StoredEvent]
    receipt: Receipt | None = None


class Appended(Struct, frozen=True):
    """The events stand at these positions since `recorded_at`."""

    positions: Sequence[int]
    recorded_at: datetime


class Conflict(Struct, frozen=True):
    """Another event holds one of the versions; nothing was written."""


class Replayed(Struct, frozen=True):
    """The same command was recorded before: its first stream, version and position."""

    stream: UUID
    version: int
    position: int


class KeyReused(Struct, frozen=True):
    """The key was used with another command; nothing was written."""


Outcome = Appended | Conflict | Replayed | KeyReused


@runtime_checkable
class LedgerRecorder(Protocol):
    """A recorder that takes many commands in one call: PostgreSQL's, or one in memory."""

    def append(self, batch: Sequence[Append]) -> list[Outcome]:
        """Records each command or refuses it, in order; one durable write for all."""
        ...

    def select_streams(
        self, streams: Collection[UUID], *, upto: int | None = None
    ) -> Sequence[Notification]:
        """The events of several streams in ledger order, up to a position."""
        ...

    def select_later(self, after: Mapping[UUID, int]) -> Sequence[Notification]:
        """The events of streams whose versions are above those given, in ledger order."""
        ...

    def find_receipt(self, receipt: Receipt) -> Replayed | KeyReused | None:
        """What is known of a command's key."""
        ...

    def position_at(self, instant: datetime) -> int:
        """The last position recorded at or before an instant (UTC); 0 if none."""
        ...

    def head(self) -> int:
        """The last position; 0 for an empty ledger."""
        ...


class Ledger(Application[UUID]):
    """The event-sourced application. `batch` is its recorder, seen as one that takes batches."""

    name = "ledger"

    @property
    def batch(self) -> LedgerRecorder:
        """The recorder, for appends and reads of many at once."""
        assert isinstance(self.recorder, LedgerRecorder)
        return self.recorder

    def append(self, commands: Sequence[tuple[Sequence[Entry], Receipt | None]]) -> list[Outcome]:
        """Records several commands in one durable write; each has its own outcome."""
        to_stored = self.mapper.to_stored_event
        return self.batch.append(
            [
                Append([to_stored(entry) for entry in entries], receipt)
                for entries, receipt in commands
            ]
        )

    def entries(self, notifications: Iterable[Notification]) -> list[Entry]:
        """Recorded events as entries."""
        return [cast("Entry", self.mapper.to_domain_event(each)) for each in notifications]

    def history(self, streams: Collection[UUID], *, upto: int | None = None) -> list[Entry]:
        """The entries of several streams in ledger order, up to a position."""
        return self.entries(self.batch.select_streams(streams, upto=upto))
