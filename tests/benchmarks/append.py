"""Appends a second from 16 writers: ours, the library's stock recorder, a bare pgbench insert."""

import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from time import monotonic
from typing import Any
from uuid import uuid4

import psycopg
from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from adapters.postgres.datastore import Datastore
from adapters.postgres.embedded import start
from adapters.postgres.migrate import migrate
from adapters.postgres.recorder import PostgresLedgerRecorder

WRITERS = 16
SECONDS = 3.0
ROUNDS = 3
TOPIC = "lead.registered.v1"
PAYLOAD = (
    '{"by":{"id":"u-17","name":"办案人员","org":"310115","roles":["handler"]},"channel":"api",'
    '"correlation":"0b8f4c1e-9d57-4b1e-8c2c-0f6d2f6f9a11","effective_on":"2026-03-02",'
    '"event":{"type":"lead.registered.v1","batch":"20260115-A","holder":"u-17","org":"310115",'
    '"product":"儿童三轮车","received_on":"2026-03-02","source":"sampling","source_ref":"SJ-2026-0017",'
    '"source_system":"national-sampling","title":"监督抽查不合格：儿童三轮车邻苯二甲酸酯超标",'
    '"violation":"不符合保障人体健康和人身、财产安全的国家标准"},"on_behalf_of":null,"reason":null}'
)
PLAIN_TABLE = (
    "CREATE TABLE plain (position bigserial PRIMARY KEY, stream_id uuid NOT NULL,"
    " version bigint NOT NULL, topic text NOT NULL, recorded_at timestamptz NOT NULL,"
    " payload text NOT NULL, UNIQUE (stream_id, version))"
)
PLAIN_INSERT = (
    "INSERT INTO plain (stream_id, version, topic, recorded_at, payload)"
    " VALUES (gen_random_uuid(), 1, :topic, clock_timestamp(), :payload);"
)


def run() -> dict[str, Any]:
    """Rounds of all three, one after the other on one server; the ratios of their medians."""
    rates: dict[str, list[float]] = {"ours": [], "stock": [], "pgbench": []}
    missed = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server, url = start(Path(folder))
        prepare(url)
        for _ in range(ROUNDS):
            rate, not_seen = ours(make_conninfo(url, dbname="ours"))
            rates["ours"].append(rate)
            missed += not_seen
            rates["stock"].append(stock(make_conninfo(url, dbname="stock")))
            rates["pgbench"].append(pgbench(server.bin_path, make_conninfo(url, dbname="plain")))
        server.cleanup()
    median = {name: statistics.median(each) for name, each in rates.items()}
    return {
        "appends_per_second": {name: round(rate) for name, rate in median.items()},
        "best": {name: round(max(each)) for name, each in rates.items()},
        "ours_to_stock": round(median["ours"] / median["stock"], 2),
        "ours_to_pgbench": round(median["ours"] / median["pgbench"], 2),
        "missed_by_tail": missed,
    }


def prepare(url: str) -> None:
    """One database for each of the three."""
    with psycopg.connect(url, autocommit=True) as admin:
        for name in ("ours", "stock", "plain"):
            admin.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    migrate(make_conninfo(url, dbname="ours"))
    with psycopg.connect(make_conninfo(url, dbname="plain")) as connection:
        connection.execute(PLAIN_TABLE)


def ours(url: str) -> tuple[float, int]:
    """Our rate, and the number of events that a tailing reader in another process did not see."""
    datastore = Datastore(url)
    recorder = PostgresLedgerRecorder(datastore)
    before = recorder.head()
    command = [sys.executable, "-m", "tests.benchmarks.tail", url, str(before)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as tail:
        assert tail.stdout is not None
        tail.stdout.readline()
        rate = measure(recorder)
        written = recorder.head() - before
        seen, _ = tail.communicate(f"{before + written}\n")
    recorder.close()
    datastore.close()
    return rate, written - int(seen)


def stock(url: str) -> float:
    """The rate of the library's recorder in its default mode."""
    given: dict[str, Any] = conninfo_to_dict(url)
    datastore = PostgresDatastore(
        given["dbname"], given["host"], 5432, given["user"], "", pool_size=WRITERS
    )
    recorder = PostgresApplicationRecorder(datastore)
    recorder.create_table()
    rate = measure(recorder)
    datastore.close()
    return rate


def measure(recorder: ApplicationRecorder) -> float:
    """Single-event appends a second of all writer threads together."""
    barrier = Barrier(WRITERS + 1)
    counts = [0] * WRITERS
    until = [0.0]
    state = PAYLOAD.encode()

    def write(number: int) -> None:
        barrier.wait()
        while monotonic() < until[0]:
            recorder.insert_events([StoredEvent(uuid4(), 1, TOPIC, state)])
            counts[number] += 1

    recorder.insert_events([StoredEvent(uuid4(), 1, TOPIC, state)])
    threads = [Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    return timed(barrier, until, threads, lambda: sum(counts))


def timed(
    barrier: Barrier, until: list[float], threads: list[Thread], count: Callable[[], int]
) -> float:
    """Lets the waiting threads go; their count a second."""
    begun = monotonic()
    until[0] = begun + SECONDS
    barrier.wait()
    for thread in threads:
        thread.join()
    return count() / (monotonic() - begun)


def pgbench(programs: Path, url: str) -> float:
    """The rate of pgbench: the same row, prepared, a transaction each, 16 clients in 2 threads."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(PLAIN_INSERT)
        script.flush()
        command = [str(programs / "pgbench"), "-n", "-M", "prepared", "-c", str(WRITERS), "-j", "2"]
        command += ["-T", str(round(SECONDS)), "-f", script.name]
        command += ["-D", f"topic={TOPIC}", "-D", f"payload={PAYLOAD}", url]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found is not None, done.stdout
    return float(found[1])
