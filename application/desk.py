"""Where use cases read and record: in batches, with the state of busy records at hand."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from application.batcher import Batcher
from application.ledger import (
    Appended,
    Conflict,
    Entry,
    KeyReused,
    Ledger,
    Outcome,
    Receipt,
    Replayed,
)
from application.snapshots import Snapshots, code_digest
from application.views.view import Row, View
from domain.authority import Officer
from domain.events import Event, topic_of
from domain.refusals import Refusal

S = TypeVar("S")
R = TypeVar("R", bound=Row)

log = logging.getLogger(__name__)

KEPT = 20_000
ATTEMPTS = 8
SNAPSHOT_EVERY = 100  # events


class Aggregate(Struct, Generic[S, R], frozen=True):
    """A kind of record: how its decisions' state and its row are folded from its events.

    Long ones name their state's type, and are read from a snapshot.
    """

    view: View[R]
    evolve: Callable[[S | None, Any], S]
    snapshot_of: type[S] | None = None


class Loaded(Struct, Generic[S, R], frozen=True):
    """A record as of its last known event."""

    stream: UUID
    state: S
    row: R

    @property
    def version(self) -> int:
        """The version of its last event."""
        return self.row.version


class Call(Struct, frozen=True, kw_only=True):
    """The circumstances of a command. `expected` is the version its sender saw (If-Match)."""

    by: Officer
    today: date
    correlation: UUID
    channel: str = "api"
    expected: int | None = None
    receipt: Receipt | None = None
    reason: str | None = None


class Change(Struct, frozen=True, kw_only=True):
    """New events of one record; `before` is None for a new one."""

    stream: UUID
    aggregate: Aggregate[Any, Any]
    events: Sequence[Event]
    before: Loaded[Any, Any] | None = None


class Done(Struct, frozen=True):
    """What a command made of its first record, and the position of its last event."""

    record: Loaded[Any, Any]
    position: int
    replayed: bool = False

    @property
    def stream(self) -> UUID:
        """The record."""
        return self.record.stream

    @property
    def version(self) -> int:
        """The version the command brought it to."""
        return self.record.version

    @property
    def row(self) -> Row:
        """What it looked like then."""
        return cast("Row", self.record.row)


class Missing(Exception):  # noqa: N818
    """No such record."""


class Stale(Exception):  # noqa: N818
    """The record moved on after the sender last saw it."""

    def __init__(self, stream: UUID, expected: int, version: int) -> None:
        super().__init__(stream)
        self.stream = stream
        self.expected = expected
        self.version = version
        self.count = abs(version - expected)


class Exists(Exception):  # noqa: N818
    """A record with this number of its own is there already."""

    def __init__(self, stream: UUID) -> None:
        super().__init__(stream)
        self.stream = stream


class KeyUsed(Exception):  # noqa: N818
    """The idempotency key was used for another command."""


class Contended(Exception):  # noqa: N818
    """Another command wrote to one of the records in between."""


class Desk:
    """Reads and records for use cases. One a process; close it when done."""

    def __init__(self, ledger: Ledger, snapshots: Snapshots | None = None) -> None:
        self.ledger = ledger
        self._snapshots = snapshots
        self._threads = ThreadPoolExecutor(3, thread_name_prefix="ledger")
        self._appends = Batcher(ledger.append, self._threads)
        self._reads = Batcher(self._read_streams, self._threads)
        self._receipts = Batcher(self._find_receipts, self._threads)
        self._kept: OrderedDict[UUID, Loaded[Any, Any]] = OrderedDict()
        self._again = asyncio.Lock()

    def close(self) -> None:
        """Waits for what is being written."""
        self._threads.shutdown()

    async def load(self, aggregate: Aggregate[S, R], stream: UUID) -> Loaded[S, R]:
        """The record as the ledger has it now. Raises Missing.

        The record as last seen here is its snapshot: only what came after is read and folded.
        """
        kept = self._kept.get(stream)
        if kept is not None and not isinstance(kept.row, aggregate.view.row_type):
            raise Missing(stream)  # it is a record of another kind
        kept = kept or await self._snapshot(aggregate, stream)
        entries = await self._reads.ask((stream, kept.version if kept else 0))
        if kept is None and not (entries and begins(aggregate, entries[0])):
            raise Missing(stream)
        record = folded(aggregate, entries, kept) if entries else kept
        assert record is not None, "it has entries, or was kept"
        await self._keep_snapshot(aggregate, kept, record)
        return self._keep(record)

    async def _snapshot(self, aggregate: Aggregate[S, R], stream: UUID) -> Loaded[S, R] | None:
        if self._snapshots is None or aggregate.snapshot_of is None:
            return None
        body = await self._snapshots.find(stream, code_digest())
        if body is None:
            return None
        kinds = tuple[aggregate.snapshot_of, aggregate.view.row_type]  # type: ignore[name-defined]
        state, row = msgspec.msgpack.decode(body, type=kinds)
        return Loaded(stream, state, row)

    async def _keep_snapshot(
        self, aggregate: Aggregate[S, R], before: Loaded[S, R] | None, now: Loaded[S, R]
    ) -> None:
        """Keeps one each time so many events have come; without it all goes on, only slower."""
        passed = now.version // SNAPSHOT_EVERY > (before.version if before else 0) // SNAPSHOT_EVERY
        if not passed or self._snapshots is None or aggregate.snapshot_of is None:
            return
        body = msgspec.msgpack.encode((now.state, now.row))
        try:
            await self._snapshots.keep(now.stream, now.version, code_digest(), body)
        except Exception:
            log.warning("no snapshot of %s was kept", now.stream, exc_info=True)

    async def known(self, aggregate: Aggregate[S, R], stream: UUID) -> Loaded[S, R]:
        """The record as last seen here: good for deciding, since an append refuses old versions."""
        kept = self._kept.get(stream)
        if kept is None or not isinstance(kept.row, aggregate.view.row_type):
            return await self.load(aggregate, stream)
        self._kept.move_to_end(stream)
        return kept

    async def current(
        self, aggregate: Aggregate[S, R], stream: UUID, expected: int | None
    ) -> Loaded[S, R]:
        """The record, if it is still the version the sender saw. Raises Missing or Stale."""
        record = await self.known(aggregate, stream)
        if expected is not None and record.version != expected:
            record = await self.load(aggregate, stream)
            if record.version != expected:
                raise Stale(stream, expected, record.version)
        return record

    async def history(self, streams: Sequence[UUID], *, upto: int | None = None) -> list[Entry]:
        """The entries of several streams in ledger order, up to a position."""
        loop = asyncio.get_running_loop()
        work = partial(self.ledger.history, streams, upto=upto)
        return await loop.run_in_executor(self._threads, work)

    async def record(self, call: Call, on: date, *changes: Change) -> Done:
        """Records all changes or none. `on` is the legal date of the act.

        Raises Contended, or Exists when a new record's number is taken.
        """
        entries = [entry for change in changes for entry in entries_of(call, on, change)]
        outcome = await self._appends.ask((entries, call.receipt))
        if isinstance(outcome, Appended):
            done = self._recorded(changes, entries, outcome)
            await self._keep_snapshot(changes[0].aggregate, changes[0].before, done.record)
            return done
        for change in changes:
            self._kept.pop(change.stream, None)
        if isinstance(outcome, Conflict):
            if all(change.before is None for change in changes):
                raise Exists(changes[0].stream)
            raise Contended
        return await self._answered_before(changes[0].aggregate, outcome)

    async def note(self, call: Call, stream: UUID, event: Event) -> None:
        """Appends an event to a stream that only collects, such as who read what; once a key."""
        for _ in range(ATTEMPTS):
            known = await self._reads.ask((stream, 0))
            entry = envelope(call, call.today, stream, len(known) + 1, event)
            outcome = await self._appends.ask(([entry], call.receipt))
            if isinstance(outcome, KeyReused):
                raise KeyUsed
            if not isinstance(outcome, Conflict):
                return
        raise Contended

    async def append_one(self, call: Call, stream: UUID, version: int, event: Event) -> int:
        """Appends one event at a version; its position. Raises Contended if it is taken."""
        entry = envelope(call, call.today, stream, version, event)
        outcome = await self._appends.ask(([entry], call.receipt))
        if not isinstance(outcome, Appended):
            raise Contended
        return outcome.positions[-1]

    async def run(
        self, call: Call, aggregate: Aggregate[Any, Any], act: Callable[[], Awaitable[Done]]
    ) -> Done:
        """Does a use case once, whatever is repeated: a known one answers as it did then.

        A record that is not the sender's own may change meanwhile; then it is decided anew, one
        at a time: many who want the next number of one bureau would else defeat each other.
        """
        try:
            with suppress(Contended):
                return await act()
            async with self._again:
                for _ in range(ATTEMPTS):
                    with suppress(Contended):
                        return await act()
        except (Refusal, Stale, Missing, Exists):
            known = await self._known_receipt(call.receipt)
            if known is None:
                raise
            return await self._answered_before(aggregate, known)
        raise Contended

    async def earlier(self, receipt: Receipt | None) -> Replayed | None:
        """What the same command came to before, if it did. Raises KeyUsed."""
        known = await self._known_receipt(receipt)
        if isinstance(known, KeyReused):
            raise KeyUsed
        return known

    async def refuse_used_keys(self, receipts: Sequence[Receipt]) -> None:
        """Raises KeyUsed if one of the keys was used for another command."""
        known = await asyncio.gather(*(self._receipts.ask(receipt) for receipt in receipts))
        if any(isinstance(each, KeyReused) for each in known):
            raise KeyUsed

    async def _answered_before(self, aggregate: Aggregate[Any, Any], outcome: Outcome) -> Done:
        if not isinstance(outcome, Replayed):
            raise KeyUsed
        entries = await self._reads.ask((outcome.stream, 0))
        then = folded(aggregate, entries[: outcome.version])
        return Done(then, outcome.position, replayed=True)

    async def _known_receipt(self, receipt: Receipt | None) -> Replayed | KeyReused | None:
        return await self._receipts.ask(receipt) if receipt else None

    def _recorded(
        self, changes: Sequence[Change], entries: Sequence[Entry], outcome: Appended
    ) -> Done:
        stamped = [
            stamp(entry, position, outcome)
            for entry, position in zip(entries, outcome.positions, strict=True)
        ]
        done: list[Loaded[Any, Any]] = []
        for change in changes:
            own = [entry for entry in stamped if entry.originator_id == change.stream]
            done.append(self._keep(folded(change.aggregate, own, change.before)))
        return Done(done[0], outcome.positions[-1])

    def _keep(self, record: Loaded[S, R]) -> Loaded[S, R]:
        self._kept[record.stream] = record
        self._kept.move_to_end(record.stream)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return record

    def _read_streams(self, asked: Sequence[tuple[UUID, int]]) -> list[list[Entry]]:
        """The entries of streams after the versions that are known."""
        after: dict[UUID, int] = {}
        for stream, version in asked:
            after[stream] = min(version, after.get(stream, version))
        found: dict[UUID, list[Entry]] = {stream: [] for stream in after}
        for entry in self.ledger.entries(self.ledger.batch.select_later(after)):
            found[entry.originator_id].append(entry)
        return [
            [entry for entry in found[stream] if entry.originator_version > version]
            for stream, version in asked
        ]

    def _find_receipts(self, receipts: Sequence[Receipt]) -> list[Replayed | KeyReused | None]:
        return [self.ledger.batch.find_receipt(receipt) for receipt in receipts]


def folded(
    aggregate: Aggregate[S, R], entries: Sequence[Entry], before: Loaded[S, R] | None = None
) -> Loaded[S, R]:
    """A record after more of its entries."""
    state = before.state if before else None
    row = before.row if before else None
    for entry in entries:
        state = aggregate.evolve(state, entry.event)
        row = aggregate.view.fold(row, entry)
    assert state is not None, "a record has at least one event"
    assert row is not None, "and so a row"
    return Loaded(entries[-1].originator_id if entries else row.id, state, row)


def entries_of(call: Call, on: date, change: Change) -> list[Entry]:
    """A change's events in the envelope of the call."""
    after = change.before.version if change.before else 0
    return [
        envelope(call, on, change.stream, version, event)
        for version, event in enumerate(change.events, after + 1)
    ]


def envelope(call: Call, on: date, stream: UUID, version: int, event: Event) -> Entry:
    """One event in the envelope of the call; `on` is its legal date."""
    return Entry(
        originator_id=stream,
        originator_version=version,
        event=event,
        by=call.by,
        effective_on=on,
        correlation=call.correlation,
        channel=call.channel,
        reason=call.reason,
    )


def stamp(entry: Entry, position: int, outcome: Appended) -> Entry:
    """An entry as the ledger has it."""
    return replace(entry, position=position, recorded_at=outcome.recorded_at)


def begins(aggregate: Aggregate[Any, Any], first: Entry) -> bool:
    """Whether a stream that begins with this entry is of this kind of record."""
    return topic_of(first.event).startswith(aggregate.view.topics)
