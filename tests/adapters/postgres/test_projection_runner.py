"""One runner works and others stand by; it survives kills, lost connections and lost notices."""

import signal
import statistics
from itertools import islice
from random import Random
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest

from adapters.postgres.mapper import entry_mapper
from adapters.postgres.projection import Projection
from adapters.postgres.projector import SHORTEST_PAUSE_SECONDS, Projector
from application.ledger import Ledger
from tests.adapters.postgres.views import (
    append,
    catch_up,
    dump,
    elsewhere,
    entry,
    equal_to_a_rebuild,
    insert,
    position,
    runners,
    running,
    until,
)
from tests.domain.story import LEAD_ID, REGISTERED, VERIFYING
from tests.workload import commands, entries, load


def test_killed_in_mid_work_again_and_again_nothing_is_lost_or_doubled(
    database_url: str, ledger: Ledger
) -> None:
    append(ledger, islice(commands(1, 20), 900))
    random, stopping = Random(7), Event()  # noqa: S311 - the same kills each time
    appended: list[int] = []

    def write() -> None:
        for command in commands(2, 20):
            if stopping.is_set():
                return
            appended.append(append(ledger, [command]))
            sleep(0.002)

    writer = Thread(target=write)
    writer.start()
    for _ in range(4):
        begun = position(database_url)
        with elsewhere(database_url, "project") as runner:
            until(lambda begun=begun: position(database_url) > begun)  # type: ignore[misc]
            sleep(random.random() * 0.05)
            runner.send_signal(signal.SIGKILL)
    stopping.set()
    writer.join()
    killed_at = position(database_url)
    catch_up(database_url)

    assert 0 < killed_at < appended[-1]
    assert position(database_url) == appended[-1]
    equal_to_a_rebuild(database_url)


def test_a_second_runner_stands_by_and_takes_over_when_the_first_is_killed(
    database_url: str, ledger: Ledger
) -> None:
    with elsewhere(database_url, "project") as first:
        until(lambda: runners(database_url))
        with running(database_url) as second:
            head = append(ledger, islice(commands(1, 5), 30))
            until(lambda: position(database_url) == head)
            assert not second.active.is_set()
            (active,) = runners(database_url)

            first.send_signal(signal.SIGKILL)
            until(second.active.is_set)

            head = append(ledger, islice(commands(2, 5), 30))
            until(lambda: position(database_url) == head)
            assert runners(database_url) not in ([], [active])
    equal_to_a_rebuild(database_url)


def test_a_runner_connects_again_after_its_backend_is_terminated(
    database_url: str, ledger: Ledger
) -> None:
    with running(database_url) as projector:
        for seed in range(4):
            until(lambda: projector.active.is_set() and runners(database_url))
            with psycopg.connect(database_url, autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s)", runners(database_url))
            head = append(ledger, islice(commands(seed, 5), 10))
            until(lambda head=head: position(database_url) == head)  # type: ignore[misc]
            until(lambda: projector._pause == SHORTEST_PAUSE_SECONDS)  # pyright: ignore[reportPrivateUsage]
    equal_to_a_rebuild(database_url)


def test_a_runner_that_lost_its_rights_goes_on_when_it_has_them_again(
    database_url: str, ledger: Ledger
) -> None:
    with psycopg.connect(database_url, autocommit=True) as owner, running(database_url):
        owner.execute("REVOKE INSERT ON views.leads FROM casetrail_app")
        head = append(ledger, [[entry(LEAD_ID, 1, REGISTERED)]])
        sleep(0.3)
        assert position(database_url) == 0
        owner.execute("GRANT INSERT ON views.leads TO casetrail_app")
        until(lambda: position(database_url) == head)
    assert dump(database_url)["parked"] == []


class Stumbling(Projection):
    """A projection with a bug that shows now and then."""

    def step(self, connection: psycopg.Connection[Any]) -> int:
        """Folds the next batch, or stumbles."""
        if next(STUMBLES, False):
            raise ZeroDivisionError
        return super().step(connection)


STUMBLES = iter([False, True, True])


def test_a_runner_outlives_a_bug(
    database_url: str, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    head = append(ledger, islice(commands(1, 5), 10))
    projector = Projector(database_url, entry_mapper())
    projector._projection = Stumbling(  # pyright: ignore[reportPrivateUsage]
        entry_mapper(), batch=3
    )
    thread = Thread(target=projector.run)
    thread.start()
    until(lambda: position(database_url) == head)
    projector.stop()
    thread.join()

    assert caplog.text.count("a bug; trying again") == 2
    equal_to_a_rebuild(database_url)


def test_what_is_appended_is_visible_within_milliseconds(database_url: str, ledger: Ledger) -> None:
    lags: list[float] = []
    with (
        running(database_url) as projector,
        psycopg.connect(database_url, autocommit=True) as reader,
    ):
        until(projector.active.is_set)
        for command in islice(commands(1, 5), 40):
            head, begun = append(ledger, [command]), monotonic()
            while reader.execute("SELECT notification_id FROM views.tracking").fetchone() != (
                head,
            ):
                sleep(0.0005)
            lags.append(monotonic() - begun)
            sleep(0.012)

    assert statistics.median(lags) < 0.03


def test_without_a_notice_it_is_found_by_polling(database_url: str) -> None:
    payload = b"not json"
    with running(database_url) as projector:
        until(projector.active.is_set)
        sleep(0.1)
        head = insert(database_url, LEAD_ID, 1, "lead.registered.v1", payload.decode())
        until(lambda: position(database_url) == head, seconds=1.5)


def test_a_runner_stops_when_told_standing_by_or_not(database_url: str) -> None:
    with running(database_url) as first, running(database_url) as second:
        until(lambda: first.active.is_set() or second.active.is_set())
        begun = monotonic()
        first.stop()
        second.stop()
    assert monotonic() - begun < 2


@pytest.mark.parametrize("number", [3000])
def test_a_long_ledger_is_caught_up_with(number: int, database_url: str, ledger: Ledger) -> None:
    head = load(database_url, entries(number))
    with running(database_url):
        until(lambda: position(database_url) == head)
        after = append(ledger, [[entry(LEAD_ID, 1, REGISTERED), entry(LEAD_ID, 2, VERIFYING)]])
        until(lambda: position(database_url) == after)
    equal_to_a_rebuild(database_url)
