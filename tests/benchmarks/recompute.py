"""A calendar revision with 100,000 clocks open: how long until every deadline is computed anew."""

import cProfile
import pstats
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from time import monotonic, process_time
from typing import Any
from uuid import UUID

import psycopg
from msgspec.structs import replace

import domain.lead.events as le
from adapters.files import shipped
from adapters.postgres.datastore import session
from adapters.postgres.embedded import start
from adapters.postgres.factory import open_ledger
from adapters.postgres.mapper import entry_mapper
from adapters.postgres.projection import Projection
from application.ledger import Entry, Ledger
from application.streams import reference_stream
from domain.authority import Officer, Role
from domain.events import Event
from domain.reference.events import CalendarsPublished, RulesPublished
from tests.benchmarks.projection import database
from tests.workload import CORPS, DISTRICTS, registered

LEADS = 100_000
BATCH = 2_000
TARGET_SECONDS = 20
FIRST = date(2020, 1, 6)  # so that every period crosses the holiday that was changed
BY = Officer("u-1", "办案人员", CORPS, (Role.DISPATCHER,))
MOVED = (
    "SELECT count(*), count(*) FILTER (WHERE now.due <> old.due) FROM views.deadlines AS now"
    " JOIN views.deadlines AS old ON old.key = now.key AND old.valid_to = now.valid_from"
    " WHERE now.valid_to IS NULL"
)


def run() -> dict[str, Any]:
    """Leads of a city, one in ten being tested; the holiday notice of January 2020 is published."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server, url = start(Path(folder))
        name = database(url, "recompute")
        with open_ledger(name) as ledger:
            measured = measure(name, ledger)
        server.cleanup()
    return measured


def measure(url: str, ledger: Ledger) -> dict[str, Any]:
    """The recomputation, timed from the commit of the revision."""
    almanac = shipped.almanac()
    of_2020 = {each.code: each for each in almanac.years if each.year == 2020}
    kept = tuple(each for each in almanac.years if each.code != "2020-changed")
    publish(ledger, 1, RulesPublished, tuple(almanac.rules.values()), "rules")
    publish(ledger, 1, CalendarsPublished, kept, "calendars")
    written = load(ledger)
    projection = Projection(entry_mapper())
    with psycopg.connect(autocommit=True, **session(url)) as connection:
        caught_up = follow(projection, connection)
        connection.execute("ANALYZE")
        publish(ledger, 2, CalendarsPublished, (of_2020["2020-changed"],), "calendars")
        profile = cProfile.Profile() if "--profile" in sys.argv else None
        if profile:
            profile.enable()
        before = process_time()
        taken = follow(projection, connection)
        of_program = process_time() - before
        if profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("cumulative").print_stats(35)
        found = connection.execute(MOVED).fetchone()
    assert found is not None
    return {
        "clocks": LEADS,
        "events": written,
        "catching up before: seconds": round(caught_up, 1),
        "recomputed: seconds": round(taken, 1),
        "recomputed: seconds of the program's own": round(of_program, 1),
        "recomputed: clocks a second": round(LEADS / taken),
        "moved": found[1],
        "met": taken <= TARGET_SECONDS,
    }


def follow(projection: Projection, connection: psycopg.Connection[Any]) -> float:
    """Folds all there is; the seconds it took."""
    begun = monotonic()
    while projection.step(connection):
        pass
    return monotonic() - begun


def load(ledger: Ledger) -> int:
    """Registers the leads, a batch a write; the head."""
    commands = some_leads()
    while batch := list(islice(commands, BATCH)):
        ledger.append([(each, None) for each in batch])
    return ledger.batch.head()


def some_leads() -> Iterator[list[Entry]]:
    """The same ones each time: some are being tested, some were, some are extended."""
    random = Random(2020)
    for number in range(LEADS):
        stream = UUID(int=random.getrandbits(128), version=4)
        day = FIRST + timedelta(random.randrange(14))
        lead = registered(random, f"{number:08d}", "安全帽", day)
        holder = random.choice((CORPS, *DISTRICTS))
        events: list[Event] = [held_by(lead, holder)]
        if number % 10 == 0:
            events += tested(random, holder, day)
        if number % 20 == 0:
            events.append(
                le.VerificationExtended(org=holder, approver="leader", amount=15, reason="复杂")
            )
        yield [entry(stream, version, day, each) for version, each in enumerate(events, 1)]


def held_by(lead: le.LeadRegistered, holder: str) -> le.LeadRegistered:
    """The lead as its holder registered it."""
    return replace(lead, org=holder, holder=holder)


def tested(random: Random, org: str, day: date) -> list[Event]:
    """A test, most of which have a result."""
    ordered = le.TestCommissioned(
        org=org, test="1", lab="市质检院", purpose="检验", commissioned_on=day + timedelta(2)
    )
    if random.random() < 0.1:
        return [ordered]
    end = day + timedelta(random.randrange(3, 9))
    return [
        ordered,
        le.TestResultReceived(org=org, test="1", received_on=end, conclusion="不合格"),
    ]


def entry(stream: UUID, version: int, day: date, event: Event) -> Entry:
    """One event of that day."""
    return Entry(
        originator_id=stream,
        originator_version=version,
        event=event,
        by=BY,
        effective_on=day,
        correlation=stream,
    )


def publish(
    ledger: Ledger, revision: int, kind: type[Any], items: tuple[Any, ...], name: str
) -> None:
    """A revision of a set."""
    published = kind(
        revision=revision, published_on=FIRST, effective_from=FIRST, notice="修订", items=items
    )
    ledger.append([([entry(reference_stream(name), revision, FIRST, published)], None)])


if __name__ == "__main__":
    print(run())
