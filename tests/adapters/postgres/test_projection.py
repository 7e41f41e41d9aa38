"""The projection folds in batches, exactly once; what can't be folded waits alone."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Barrier
from uuid import UUID

import psycopg
import pytest

from adapters.postgres.mapper import entry_mapper
from adapters.postgres.projection import Projection
from adapters.postgres.projector import rebuild, status
from application.ledger import Ledger
from domain.access import InformantRead
from tests.adapters.postgres.views import (
    append,
    catch_up,
    dump,
    entry,
    equal_to_a_rebuild,
    position,
    projecting,
)
from tests.workload import commands

BROKEN = UUID(int=666)
HEALTHY = UUID(int=1)


def test_a_batch_that_fails_leaves_neither_rows_nor_position(
    database_url: str, ledger: Ledger
) -> None:
    append(ledger, islice(commands(1, 5), 20))
    with psycopg.connect(database_url) as owner:
        owner.execute("REVOKE UPDATE ON views.tracking FROM casetrail_app")
    projection = Projection(entry_mapper(), batch=5)

    with projecting(database_url) as connection, pytest.raises(psycopg.errors.Error):
        projection.step(connection)

    assert dump(database_url)["leads"] == []
    assert position(database_url) == 0


def test_two_who_fold_at_once_fold_nothing_twice(database_url: str, ledger: Ledger) -> None:
    head = append(ledger, islice(commands(1, 5), 120))
    together = Barrier(2)

    def fold(batch: int) -> int:
        projection, taken = Projection(entry_mapper(), batch=batch), 0
        with projecting(database_url) as connection:
            together.wait()
            while step := projection.step(connection):
                taken += step
        return taken

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(fold, (2, 3))) == head

    assert status(database_url)["parked"] == []
    equal_to_a_rebuild(database_url)


@pytest.mark.parametrize("batch", [1, 2, 13, 1000])
def test_the_size_of_batches_makes_no_difference(
    batch: int, database_url: str, ledger: Ledger
) -> None:
    append(ledger, islice(commands(1, 5), 60))

    catch_up(database_url, batch=batch)

    equal_to_a_rebuild(database_url)


def test_events_that_nobody_lists_only_move_the_position(database_url: str, ledger: Ledger) -> None:
    read = InformantRead(lead=HEALTHY, person=BROKEN, reason="核实")
    head = append(ledger, [[entry(BROKEN, 1, read)]])

    catch_up(database_url)

    folded = dump(database_url)
    assert status(database_url) == {"head": head, "projected": head, "parked": []}
    assert [name for name, rows in folded.items() if rows] == ["tracking"]


def test_an_empty_ledger_is_folded_at_once(database_url: str) -> None:
    catch_up(database_url)

    assert status(database_url) == {"head": 0, "projected": 0, "parked": []}
    assert rebuild(database_url, entry_mapper(), lambda _folded, _events: None) == 0
