"""Appends batches through `ledger_append`, and finds out what became of one when in doubt."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import accumulate
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    PersistenceError,
    StoredEvent,
)
from psycopg.sql import SQL

from adapters.postgres.batches import rounds
from adapters.postgres.datastore import Datastore, is_lost_connection
from application.ledger import Append, Appended, Conflict, KeyReused, Outcome, Replayed

# Binary (%b): in the text format every quotation mark in every payload is escaped one by one.
APPEND = SQL(
    "SELECT * FROM ledger_append(%b::int[], %b::uuid[], %b::bigint[], %b::text[], %b::text[],"
    " %b::int[], %b::int[], %b::text[], %b::text[], %b::bytea[], %b::uuid[], %b::bigint[],"
    " %b::timestamptz)"
)
STANDING = SQL(
    "SELECT l.position, l.recorded_at, l.payload"
    " FROM unnest(%s::uuid[], %s::bigint[]) AS e (stream_id, version)"
    " JOIN ledger l ON l.stream_id = e.stream_id AND l.version = e.version ORDER BY l.position"
)
RETRIES = 2

Settled = Outcome | PersistenceError
"""What became of a command: an outcome, or the error that it alone is to blame for."""


class Appender:
    """Writes batches of commands, each whole or not at all.

    `clock` dates entries for callers that have a time of their own.
    """

    def __init__(self, datastore: Datastore, clock: Callable[[], datetime] | None) -> None:
        self._datastore = datastore
        self._clock = clock

    def write(self, batch: Sequence[Append]) -> list[Settled]:
        """Records each command or refuses it, in order.

        Raises OperationalError when the database can't be reached, or was lost and can't be asked
        what became of the batch.
        """
        settled: list[Settled] = [Conflict() for _ in batch]
        for numbers in rounds(batch):
            answers = self._write_round([batch[number] for number in numbers])
            for number, answer in zip(numbers, answers, strict=True):
                settled[number] = answer
        return settled

    def _write_round(self, batch: Sequence[Append]) -> Sequence[Settled]:
        try:
            return self._call_until_answered(batch)
        except (DataError, IntegrityError) as error:
            if len(batch) == 1:
                return [error]
            return [settled for each in batch for settled in self._write_round([each])]

    def _call_until_answered(self, batch: Sequence[Append]) -> Sequence[Outcome]:
        parameters = columns(batch, self._clock() if self._clock else None)
        try:
            return self._call(batch, parameters)
        except (OperationalError, InterfaceError) as error:
            if not is_lost_connection(error):
                raise
        # Lost before the commit or after it, nobody knows. Asked again, what was written the first
        # time shows itself as taken, with our own bytes.
        for _ in range(RETRIES - 1):
            with suppress(OperationalError, InterfaceError):
                return self._call_again(batch, parameters)
        return self._call_again(batch, parameters)

    def _call_again(self, batch: Sequence[Append], parameters: Sequence[Any]) -> list[Outcome]:
        self._datastore.forget_broken_connections()
        return self._recognise(batch, self._call(batch, parameters))

    def _call(self, batch: Sequence[Append], parameters: Sequence[Any]) -> list[Outcome]:
        return list(outcomes(batch, *self._datastore.ask(APPEND, parameters)[0]))

    def _recognise(self, batch: Sequence[Append], answers: Sequence[Outcome]) -> list[Outcome]:
        return [
            answer if isinstance(answer, Appended | KeyReused) else self._find(command) or answer
            for command, answer in zip(batch, answers, strict=True)
        ]

    def _find(self, command: Append) -> Appended | None:
        streams = [event.originator_id for event in command.events]
        versions = [event.originator_version for event in command.events]
        found = self._datastore.ask(STANDING, (streams, versions))
        if [payload for _, _, payload in found] != [e.state.decode() for e in command.events]:
            return None
        return Appended([position for position, _, _ in found], found[0][1])


def columns(batch: Sequence[Append], given_at: datetime | None) -> tuple[Any, ...]:
    """The arguments of `ledger_append`: an array each."""
    events = [(n, event) for n, command in enumerate(batch) for event in command.events]
    return (
        [n for n, _ in events],
        [event.originator_id for _, event in events],
        [event.originator_version for _, event in events],
        [event.topic for _, event in events],
        [event.state.decode() for _, event in events],
        *receipt_columns(batch),
        given_at,
    )


def receipt_columns(batch: Sequence[Append]) -> tuple[Sequence[Any] | None, ...]:
    """The arguments that begin with receipt_; none of them if no command has a key."""
    ends = accumulate(len(command.events) for command in batch)
    keyed = [
        (n, end, command.receipt, last_of_first_stream(command.events))
        for (n, command), end in zip(enumerate(batch), ends, strict=True)
        if command.receipt is not None
    ]
    if not keyed:
        return (None,) * 7
    return (
        [n for n, _, _, _ in keyed],
        [end for _, end, _, _ in keyed],
        [receipt.actor for _, _, receipt, _ in keyed],
        [receipt.key for _, _, receipt, _ in keyed],
        [receipt.fingerprint for _, _, receipt, _ in keyed],
        [event.originator_id for _, _, _, event in keyed],
        [event.originator_version for _, _, _, event in keyed],
    )


def last_of_first_stream(events: Sequence[StoredEvent]) -> StoredEvent:
    """The event whose version an answer shows: the last of the command's first stream."""
    return [event for event in events if event.originator_id == events[0].originator_id][-1]


def outcomes(
    batch: Sequence[Append],
    head: int,
    at: datetime,
    taken: Iterable[int] | None,
    seen: Sequence[int] | None,
    *known: Any,  # noqa: ANN401 - columns
) -> Iterator[Outcome]:
    """What `ledger_append` answered, command by command."""
    conflicts = set(taken or ())
    replays = {n: facts for n, *facts in zip(seen, *known, strict=True)} if seen else {}
    for n, command in enumerate(batch):
        if n in replays:
            same, stream, version, position = replays[n]
            yield Replayed(cast("UUID", stream), version, position) if same else KeyReused()
        elif n in conflicts:
            yield Conflict()
        else:
            positions = range(head + 1, head + len(command.events) + 1)
            head = positions[-1]
            yield Appended(positions, at)
