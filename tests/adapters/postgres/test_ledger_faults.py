"""What is acknowledged is kept, once, whatever breaks; and no one waits for ever."""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import (
    DataError,
    IntegrityError,
    OperationalError,
    StoredEvent,
)
from psycopg.sql import SQL

from adapters.postgres.datastore import Datastore
from adapters.postgres.recorder import PostgresLedgerRecorder
from application.ledger import Appended, Conflict, Replayed
from tests.adapters.postgres.ledger_events import command, event, receipt

KILL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
NUL = StoredEvent(event().originator_id, 1, "lead.received.v1", b"\x00")

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def kill_backends(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(KILL)


def losing(
    method: Callable[Concatenate[Datastore, Given], Answer],
    meddle: Callable[[], None],
    times: int,
) -> Callable[Concatenate[Datastore, Given], Answer]:
    """A method that meddles after its first calls, and then says that the connection was lost."""
    left = iter(range(times))

    def meddled(self: Datastore, /, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        answer = method(self, *args, **kwargs)
        if next(left, None) is not None:
            meddle()
            raise OperationalError("the connection was lost")
        return answer

    return meddled


@pytest.mark.parametrize("times", [1, 2])
def test_a_connection_lost_after_the_commit_shows_the_first_result(
    times: int,
    database_url: str,
    recorder: PostgresLedgerRecorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = event()
    recorder.insert_events([taken])
    monkeypatch.setattr(
        Datastore, "ask", losing(Datastore.ask, lambda: kill_backends(database_url), times)
    )

    outcomes = recorder.append(
        [
            command(event(), event()),
            command(taken, event()),
            command(StoredEvent(taken.originator_id, 1, taken.topic, b'"other"')),
            command(receipt=receipt()),
        ]
    )

    assert [list(each.positions) for each in outcomes if isinstance(each, Appended)] == [
        [2, 3],
        [4],
    ]
    assert [type(each) for each in outcomes[1:3]] == [Conflict, Conflict]
    assert recorder.head() == 4


def test_a_connection_lost_before_the_commit_is_tried_again(
    database_url: str, recorder: PostgresLedgerRecorder
) -> None:
    recorder.insert_events([event()])
    kill_backends(database_url)

    assert recorder.insert_events([event()]) == [2]
    kill_backends(database_url)
    assert recorder.head() == 2


def test_a_replay_after_a_lost_connection_is_still_one(
    recorder: PostgresLedgerRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = command(receipt=receipt())
    recorder.append([first])
    monkeypatch.setattr(Datastore, "ask", losing(Datastore.ask, lambda: None, 1))

    (again,) = recorder.append([command(receipt=receipt())])

    assert again == Replayed(UUID(str(first.events[0].originator_id)), 1, 1)


def test_killed_backends_lose_and_double_nothing_acknowledged(
    database_url: str, recorder: PostgresLedgerRecorder
) -> None:
    stopping = Event()

    def write(_: int) -> list[tuple[UUID | str, int]]:
        acknowledged = list[tuple[UUID | str, int]]()
        while not stopping.is_set():
            one = event()
            try:
                positions = recorder.insert_events([one])
            except OperationalError:
                continue
            acknowledged.append((one.originator_id, (positions or [0])[0]))
        return acknowledged

    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(write, n) for n in range(8)]
        for _ in range(6):
            sleep(0.15)
            kill_backends(database_url)
        sleep(0.3)
        stopping.set()
        acknowledged = [pair for each in writers for pair in each.result()]

    rows = recorder.select_notifications(1, 1_000_000)
    assert [row.id for row in rows] == list(range(1, len(rows) + 1))
    standing = {row.originator_id: row.id for row in rows}
    assert len(standing) == len(rows)
    assert len(acknowledged) > 100
    assert all(standing[stream] == position for stream, position in acknowledged)


def test_a_command_that_cannot_be_stored_harms_no_other(
    recorder: PostgresLedgerRecorder,
) -> None:
    twice = event()

    outcomes = recorder.append([command(), command(NUL), command(twice, twice), command()])

    assert [type(each) for each in outcomes] == [Appended, Conflict, Conflict, Appended]
    assert recorder.head() == 2


def test_errors_reach_exactly_the_caller_they_belong_to(
    recorder: PostgresLedgerRecorder,
) -> None:
    twice = event()
    commands = [
        each for _ in range(6) for each in ([event()], [NUL], [event(), event()], [twice, twice])
    ]

    def insert(events: Sequence[StoredEvent]) -> object:
        try:
            return recorder.insert_events(events)
        except (DataError, IntegrityError) as error:
            return type(error)

    with ThreadPoolExecutor(24) as pool:
        results = list(pool.map(insert, commands))

    assert {type(each) for each in results[0::4] + results[2::4]} == {list}
    assert set(results[1::4]) == {DataError}
    assert set(results[3::4]) == {IntegrityError}
    assert recorder.head() == 18


@pytest.mark.parametrize(
    "maintenance",
    [
        "VACUUM ledger",
        "VACUUM FREEZE ANALYZE ledger",
        "ANALYZE ledger",
        "CREATE INDEX CONCURRENTLY later ON ledger (topic)",
    ],
)
def test_maintenance_does_not_stop_appends(
    maintenance: str, database_url: str, recorder: PostgresLedgerRecorder
) -> None:
    recorder.append([command(*[event() for _ in range(5000)])])
    finished = Event()

    def maintain() -> None:
        with psycopg.connect(database_url, autocommit=True) as admin:
            admin.execute("SET vacuum_cost_delay = 5; SET vacuum_cost_limit = 100")
            admin.execute(maintenance.encode())
        finished.set()

    longest = 0.0
    with ThreadPoolExecutor(1) as pool:
        maintaining = pool.submit(maintain)
        while not maintaining.done():
            begun = monotonic()
            recorder.insert_events([event()])
            longest = max(longest, monotonic() - begun)
        maintaining.result()

    assert finished.is_set()
    assert longest < 1


@contextmanager
def stuck_appender(url: str) -> Generator[None]:
    """A session that holds the appender's lock and does nothing."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(20200302, 1)")
        yield


def test_a_stuck_session_stops_an_append_with_an_error_not_for_ever(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.postgres.datastore.LIMITS", " -c lock_timeout=200ms")
    datastore = Datastore(database_url)
    recorder = PostgresLedgerRecorder(datastore)

    begun = monotonic()
    with stuck_appender(database_url), pytest.raises(OperationalError, match="lock timeout"):
        recorder.insert_events([event()])

    assert monotonic() - begun < 5
    assert recorder.insert_events([event()]) == [1]
    recorder.close()
    datastore.close()


def test_sessions_have_limits(datastore: Datastore) -> None:
    def setting(name: str) -> Any:  # noqa: ANN401
        return datastore.ask(SQL("SELECT current_setting(%s)"), [name])[0][0]

    assert setting("lock_timeout") == "10s"
    assert setting("statement_timeout") == "1min"
    assert setting("idle_in_transaction_session_timeout") == "30s"
    assert setting("default_transaction_isolation") == "read committed"
