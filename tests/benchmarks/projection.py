"""Read models: events caught up with and rebuilt a second, lag, and pages now and of the past."""

import asyncio
import resource
import statistics
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import psycopg
from msgspec.structs import replace
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from adapters.app import open_pool
from adapters.postgres.datastore import session
from adapters.postgres.embedded import start
from adapters.postgres.factory import open_ledger
from adapters.postgres.mapper import entry_mapper
from adapters.postgres.migrate import migrate
from adapters.postgres.projection import Projection
from adapters.postgres.projector import Projector, rebuild
from adapters.postgres.read_models import PostgresReadModels
from application.inbox import Tab, of_tab
from application.queries import Ask
from application.views.lead import LEADS
from application.views.referral import REFERRALS
from application.views.view import View
from domain.lead.state import LeadStatus
from tests.workload import CORPS, DISTRICTS, commands, entries, load

EVENTS = 50_000
MANY_EVENTS = 1_050_000  # about 100,000 leads
APPENDS = 300
PAGES = 60

DISTRICT = DISTRICTS[3]
QUEUE = {"holder": CORPS, "status": LeadStatus.REGISTERED}
LISTS: dict[str, tuple[View[Any], Ask]] = {
    "dispatch queue": (LEADS, Ask(equal=QUEUE)),
    "inbox": (REFERRALS, Ask(equal=of_tab(Tab.ACCEPTANCE, DISTRICT), org=DISTRICT)),
    "leads of a district": (LEADS, Ask(org=DISTRICT, descending=True)),
    "all leads": (LEADS, Ask(descending=True)),
    "leads of a district by word": (LEADS, Ask(org=DISTRICT, words="头盔", descending=True)),
}


def run() -> dict[str, Any]:
    """Rates with the smaller ledger, pages with the larger one."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server, url = start(Path(folder))
        smaller, larger = database(url, "smaller"), database(url, "larger")
        measured = {"lag_ms": lag(smaller)}
        smaller = database(url, "smaller")
        measured |= rates(smaller)
        measured |= {"large": rebuilt(larger, load(larger, entries(MANY_EVENTS)))}
        measured |= {"pages_ms": asyncio.run(pages(larger))}
        server.cleanup()
    return measured


def database(url: str, name: str) -> str:
    """A migrated, empty database."""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        admin.execute(
            SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(Identifier(name))
        )
    made = make_conninfo(url, dbname=name)
    migrate(made)
    return made


def rates(url: str) -> dict[str, Any]:
    """Events a second: the runner catching up, and a rebuild."""
    head = load(url, entries(EVENTS))
    projection, begun = Projection(entry_mapper()), monotonic()
    with psycopg.connect(autocommit=True, **session(url)) as connection:
        while projection.step(connection):
            pass
    caught_up = monotonic() - begun
    return {"events": head, "catch_up_per_second": round(head / caught_up)} | rebuilt(url, head)


def rebuilt(url: str, head: int) -> dict[str, Any]:
    """Events a second of a rebuild, and the most memory that one of its processes took."""
    begun = monotonic()
    assert rebuild(url, entry_mapper(), lambda _folded, _events: None) == head
    taken = monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {"events": head, "rebuild_per_second": round(head / taken), "peak_worker_mib": peak}


def lag(url: str) -> dict[str, float]:
    """From the return of an append to its event being visible, in milliseconds."""
    lags: list[float] = []
    with running(url), open_ledger(url) as ledger, psycopg.connect(url, autocommit=True) as reader:
        ask = "SELECT notification_id FROM views.tracking"
        for _, command in zip(range(APPENDS), commands(), strict=False):
            ledger.append([(command, None)])
            head, begun = ledger.batch.head(), monotonic()
            while reader.execute(ask).fetchone() != (head,):
                sleep(0.0005)
            lags.append((monotonic() - begun) * 1000)
            sleep(0.01)
    return {
        "p50": round(statistics.median(lags), 1),
        "p95": round(sorted(lags)[int(len(lags) * 0.95)], 1),
    }


@contextmanager
def running(url: str) -> Generator[Projector]:
    """A runner in a thread."""
    projector = Projector(url, entry_mapper())
    thread = Thread(target=projector.run)
    thread.start()
    yield projector
    projector.stop()
    thread.join()


async def pages(url: str) -> dict[str, Any]:
    """The median of one page of each list: now, and at three places of the past."""
    async with open_pool(url) as pool:
        read_models = PostgresReadModels(pool)
        head, _ = await read_models.progress()
        moments = {"now": None, "9/10": head * 9 // 10, "1/2": head // 2, "1/10": head // 10}
        return {
            name: {
                moment: await page(read_models, view, replace(ask, at=at))
                for moment, at in moments.items()
            }
            for name, (view, ask) in LISTS.items()
        }


async def page(read_models: PostgresReadModels, view: View[Any], ask: Ask) -> float:
    """The median time of a page in milliseconds."""
    times: list[float] = []
    for _ in range(PAGES):
        begun = monotonic()
        await read_models.page(view, ask)
        times.append((monotonic() - begun) * 1000)
    return round(statistics.median(times), 2)
