"""A rebuild beside the running read models: equal byte for byte, or nothing changed."""

import asyncio
import signal
from itertools import islice
from threading import Event, Thread
from time import sleep

import psycopg
import pytest

from adapters.app import open_pool
from adapters.postgres.mapper import entry_mapper
from adapters.postgres.projector import rebuild
from adapters.postgres.read_models import PostgresReadModels
from adapters.postgres.rebuild import NEARLY
from application.ledger import Ledger
from application.queries import Ask
from application.views.lead import LEADS
from tests.adapters.postgres.views import (
    append,
    catch_up,
    dump,
    elsewhere,
    position,
    projecting,
    running,
    until,
)
from tests.workload import commands, entries, load

TABLES = (
    "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
    " WHERE table_schema = 'views' ORDER BY 1, ordinal_position"
)
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'views' ORDER BY 1"
CONSTRAINTS = (
    "SELECT c.conrelid::regclass::text, pg_get_constraintdef(c.oid) FROM pg_constraint AS c"
    " WHERE c.connamespace = 'views'::regnamespace AND c.contype = 'c' ORDER BY 1, 2"
)
RIGHTS = (
    "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
    " WHERE table_schema = 'views' AND grantee = 'casetrail_app' ORDER BY 1, 2"
)
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'views%' ORDER BY 1"


def built_anew(url: str) -> int:
    return rebuild(url, entry_mapper(), lambda _folded, _events: None)


def shape(url: str) -> list[list[tuple[object, ...]]]:
    """The tables as they are made, not what is in them."""
    with psycopg.connect(url) as connection:
        return [
            connection.execute(each).fetchall()
            for each in (TABLES, INDEXES, CONSTRAINTS, RIGHTS, SCHEMAS)
        ]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_a_rebuild_is_equal_byte_for_byte(zone: str, database_url: str, ledger: Ledger) -> None:
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(f"ALTER DATABASE {owner.info.dbname} SET timezone = '{zone}'".encode())
    head = append(ledger, islice(commands(1, 20), 300))
    catch_up(database_url, batch=50)
    before, made = dump(database_url), shape(database_url)

    assert built_anew(database_url) == head
    assert built_anew(database_url) == head

    assert dump(database_url) == before
    assert shape(database_url) == made


def test_a_rebuild_in_several_processes_is_equal_byte_for_byte(
    database_url: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(ledger, islice(commands(1, 20), 300))
    catch_up(database_url, batch=50)
    before, told = dump(database_url), list[tuple[int, int]]()
    monkeypatch.setattr("adapters.postgres.rebuild.SMALL", 0)

    head = rebuild(
        database_url, entry_mapper(), lambda folded, events: told.append((folded, events))
    )

    assert told[-1] == (head, head)
    assert dump(database_url) == before


def test_much_that_is_appended_meanwhile_is_caught_up_with_before_the_swap(
    database_url: str, ledger: Ledger
) -> None:
    append(ledger, islice(commands(1, 20), 20))
    later, told = commands(2, 20), list[tuple[int, int]]()

    def progress(folded: int, events: int) -> None:
        told.append((folded, events))
        if len(told) < 3:
            append(ledger, islice(later, 300))

    head = rebuild(database_url, entry_mapper(), progress)

    assert len(told) > 2
    assert ledger.batch.head() - head <= NEARLY
    catch_up(database_url)
    before = dump(database_url)
    assert built_anew(database_url) == ledger.batch.head()
    assert dump(database_url) == before


def test_nothing_appended_meanwhile_is_lost_and_no_reader_notices(
    database_url: str, ledger: Ledger
) -> None:
    append(ledger, islice(commands(1, 20), 300))
    stopping, seen = Event(), list[int]()

    def write() -> None:
        for command in commands(2, 20):
            if stopping.is_set():
                return
            append(ledger, [command])
            sleep(0.002)

    async def read() -> None:
        async with open_pool(database_url, 2) as pool:
            read_models = PostgresReadModels(pool)
            while not stopping.is_set():
                seen.append(await read_models.position())
                page = await read_models.page(LEADS, Ask(org="SHAMR-CORPS"))
                assert page.rows
                await read_models.dossier([row.id for row in page.rows])

    with running(database_url):
        until(lambda: position(database_url) > 300)
        threads = [Thread(target=write), Thread(target=lambda: asyncio.run(read()))]
        for thread in threads:
            thread.start()
        for _ in range(2):
            built_anew(database_url)
            sleep(0.1)
        stopping.set()
        for thread in threads:
            thread.join()
        until(lambda: position(database_url) == ledger.batch.head())

    assert len(seen) > 10
    assert seen == sorted(seen)
    before = dump(database_url)
    built_anew(database_url)
    assert dump(database_url) == before


def test_a_rebuild_killed_in_mid_work_leaves_the_old_read_models_serving(
    database_url: str, ledger: Ledger
) -> None:
    load(database_url, entries(4000))
    catch_up(database_url)
    before = dump(database_url)

    with elsewhere(database_url, "rebuild") as rebuilding:
        assert rebuilding.stdout is not None
        assert int(rebuilding.stdout.readline()) > 0
        rebuilding.send_signal(signal.SIGKILL)

    assert dump(database_url) == before
    head = append(ledger, islice(commands(1, 5), 20))
    catch_up(database_url)
    assert position(database_url) == head
    after = dump(database_url)
    until(lambda: tried_again(database_url))
    assert dump(database_url) == after
    assert shape(database_url)[-1] == [("views",)]


def tried_again(url: str) -> bool:
    """A rebuild, as soon as the server knows that the one before is gone."""
    try:
        return built_anew(url) > 0
    except RuntimeError:
        return False


def test_there_is_one_rebuild_at_a_time(database_url: str, ledger: Ledger) -> None:
    append(ledger, islice(commands(1, 5), 10))

    def meanwhile(_folded: int, _events: int) -> None:
        with pytest.raises(RuntimeError, match="another rebuild"):
            built_anew(database_url)
        asked.append(True)

    asked: list[bool] = []
    append(ledger, islice(commands(2, 5), 10))
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(20200302, 4)")
        meanwhile(0, 0)
    assert asked


def test_the_swap_waits_for_a_batch_and_the_next_batch_for_the_swap(
    database_url: str, ledger: Ledger
) -> None:
    append(ledger, islice(commands(1, 5), 30))
    catch_up(database_url)
    done = Event()

    def work() -> None:
        built_anew(database_url)
        done.set()

    thread = Thread(target=work)
    with projecting(database_url) as runner:
        with runner.transaction():
            runner.execute("SELECT pg_advisory_xact_lock_shared(20200302, 3)")
            thread.start()
            assert not done.wait(0.7)
        assert done.wait(10)
        thread.join()
        append(ledger, islice(commands(2, 5), 10))
        catch_up(database_url)
    assert position(database_url) == ledger.batch.head()


def test_a_long_read_does_not_hold_up_the_swap(database_url: str, ledger: Ledger) -> None:
    head = append(ledger, islice(commands(1, 5), 30))
    swapped = Event()

    def work() -> None:
        built_anew(database_url)
        swapped.set()

    with psycopg.connect(database_url) as reader:
        reader.execute("SELECT count(*) FROM views.leads")
        thread = Thread(target=work)
        thread.start()
        until(lambda: position(database_url) == head)
        assert not swapped.is_set()  # the old tables are still being read
        found = reader.execute("SELECT count(*) FROM views.leads").fetchone()
        assert found is not None
    thread.join()
    assert swapped.is_set()
