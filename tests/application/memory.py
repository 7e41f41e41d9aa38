"""A ledger in memory that takes commands as PostgreSQL's does: real, only forgetful."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Notification
from eventsourcing.popo import POPOApplicationRecorder, POPOFactory

from application.ledger import (
    Append,
    Appended,
    Conflict,
    KeyReused,
    Ledger,
    Outcome,
    Receipt,
    Replayed,
)


@dataclass(frozen=True)
class Recorded(Notification):
    """The library's notification, and when it was recorded."""

    recorded_at: datetime


class MemoryRecorder(POPOApplicationRecorder):
    """The library's recorder in memory, with receipts and times (application.ledger)."""

    def __init__(self) -> None:
        super().__init__()
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.batches: list[int] = []
        self._times: list[datetime] = []
        self._receipts: dict[tuple[str, str], tuple[bytes, Replayed]] = {}

    def append(self, batch: Sequence[Append]) -> list[Outcome]:
        """Records each command or refuses it, in order."""
        self.batches.append(len(batch))
        return [self._record(command) for command in batch]

    def _record(self, command: Append) -> Outcome:
        known = self.find_receipt(command.receipt) if command.receipt else None
        if known is not None:
            return known
        try:
            positions = self.insert_events(command.events)
        except IntegrityError:
            return Conflict()
        assert positions, "a command has events"
        now = max([self.clock(), *self._times[-1:]])
        self._times += [now] * len(positions)
        if command.receipt is not None:
            first = command.events[0].originator_id
            own = [each for each in command.events if each.originator_id == first]
            replay = Replayed(UUID(str(first)), own[-1].originator_version, positions[-1])
            key = command.receipt.actor, command.receipt.key
            self._receipts[key] = command.receipt.fingerprint, replay
        return Appended(positions, now)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """A page of the whole ledger, in order."""
        found = super().select_notifications(
            start, limit, stop, topics, inclusive_of_start=inclusive_of_start
        )
        return [
            Recorded(
                each.originator_id,
                each.originator_version,
                each.topic,
                each.state,
                each.id,
                self._times[each.id - 1],
            )
            for each in found
        ]

    def select_streams(
        self, streams: Collection[UUID], *, upto: int | None = None
    ) -> Sequence[Notification]:
        """The events of several streams in ledger order, up to a position."""
        everything = self.select_notifications(1, max(1, self.head()), upto)
        return [each for each in everything if each.originator_id in set(streams)]

    def select_later(self, after: Mapping[UUID, int]) -> Sequence[Notification]:
        """The events of streams whose versions are above those given, in ledger order."""
        return [
            each
            for each in self.select_streams(after)
            if each.originator_version > after[UUID(str(each.originator_id))]
        ]

    def find_receipt(self, receipt: Receipt) -> Replayed | KeyReused | None:
        """What is known of a command's key."""
        known = self._receipts.get((receipt.actor, receipt.key))
        if known is None:
            return None
        fingerprint, replay = known
        return replay if fingerprint == receipt.fingerprint else KeyReused()

    def position_at(self, instant: datetime) -> int:
        """The last position recorded at or before an instant; 0 if none."""
        return sum(at <= instant for at in self._times)

    def head(self) -> int:
        """The last position; 0 for an empty ledger."""
        return self.max_notification_id() or 0


class MemoryFactory(POPOFactory):
    """How the library finds the recorder."""

    def application_recorder(self) -> ApplicationRecorder:
        """The ledger's recorder."""
        return MemoryRecorder()


def memory_ledger() -> Ledger:
    """An empty ledger in memory."""
    return Ledger(
        {
            "PERSISTENCE_MODULE": "tests.application.memory:MemoryFactory",
            "MAPPER_TOPIC": "adapters.postgres.mapper:EntryMapper",
        }
    )


def recorder_of(ledger: Ledger) -> MemoryRecorder:
    """Its recorder, for tests that set its clock or count its batches."""
    recorder = ledger.recorder
    assert isinstance(recorder, MemoryRecorder)
    return recorder
