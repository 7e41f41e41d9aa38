"""The library's subscriptions on our ledger: every event, whatever becomes of notices."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from uuid import UUID

import psycopg
import pytest

from adapters.postgres import wake
from adapters.postgres.datastore import Datastore
from adapters.postgres.recorder import PostgresLedgerRecorder
from tests.adapters.postgres.ledger_events import event
from tests.adapters.postgres.test_ledger_faults import KILL


def take(recorder: PostgresLedgerRecorder, number: int, gt: int | None = None) -> list[int]:
    with recorder.subscribe(gt=gt) as subscription:
        return [next(subscription).id for _ in range(number)]


@pytest.fixture
def silent(datastore: Datastore) -> Iterator[PostgresLedgerRecorder]:
    """A recorder whose notices are all lost."""
    recorder = PostgresLedgerRecorder(datastore)
    recorder.notifier.close()
    yield recorder
    recorder.close()


def test_subscriptions_opened_before_and_after_get_every_event(
    recorder: PostgresLedgerRecorder,
) -> None:
    with ThreadPoolExecutor(10) as pool:
        early = [pool.submit(take, recorder, 200) for _ in range(2)]
        list(pool.map(recorder.insert_events, [[event()] for _ in range(200)]))
        late = pool.submit(take, recorder, 100, 100)

    assert [each.result() for each in early] == [list(range(1, 201))] * 2
    assert late.result() == list(range(101, 201))


def test_a_notice_wakes_a_subscription_at_once(
    recorder: PostgresLedgerRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wake, "POLL_SECONDS", 60)
    recorder.insert_events([event()])
    with recorder.subscribe() as subscription:
        next(subscription)
        for _ in range(5):
            begun = monotonic()
            recorder.insert_events([event()])
            next(subscription)
            assert monotonic() - begun < 2


def test_a_lost_notice_costs_time_not_events(
    silent: PostgresLedgerRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wake, "POLL_SECONDS", 0.1)
    with silent.subscribe() as subscription:
        for position in (1, 2, 3):
            silent.insert_events([event()])
            assert next(subscription).id == position


def test_a_subscription_outlives_its_connection(
    database_url: str, recorder: PostgresLedgerRecorder
) -> None:
    streams = list[UUID]()
    with recorder.subscribe() as subscription:
        for _ in range(3):
            one = event()
            recorder.insert_events([one])
            streams.append(UUID(str(one.originator_id)))
            assert next(subscription).originator_id == streams[-1]
            with psycopg.connect(database_url, autocommit=True) as admin:
                admin.execute(KILL)


def test_more_subscriptions_than_connections_in_the_pool(
    recorder: PostgresLedgerRecorder,
) -> None:
    subscriptions = [recorder.subscribe() for _ in range(12)]
    recorder.insert_events([event()])
    for each in subscriptions:
        with each:
            assert next(each).id == 1
