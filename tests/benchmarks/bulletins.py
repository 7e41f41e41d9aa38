"""Bulletins over 200,000 dispositions: counted now, at a cut-off of the past, and compared."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psycopg

from adapters.app import open_pool
from adapters.postgres.embedded import start
from adapters.postgres.tallies import PostgresTallies
from application.figures import Group, Point
from domain.bulletin.events import Counted, GroupedBy, Scope
from tests.benchmarks.projection import database

DISPOSITIONS = 200_000
ROUNDS = 5
TARGET_SECONDS = 3.0
DISTRICT = "310104"
LINES = {str(310101 + number): str(310101 + number) for number in range(17)}
QUARTER = Scope(first=date(2020, 1, 1), last=date(2020, 3, 31))

# As the projection would leave them: every batch unqualified and of one quarter, each disposition
# with three versions of a document as long as real ones.
FILL = """
    INSERT INTO views.test_results (key, version, valid_from, recorded_at, orgs, dossier, sort,
        organiser, report_no, qualified, stage, sampling_rule, product_kind, local_producer,
        producer_place, district, lab, recognised, product, enterprises, words, doc)
    SELECT md5('r' || n)::uuid, 1, 2 * n - 1, '2020-04-01', '{SHAMR-PSD}', md5('d' || n)::uuid,
        date '2020-01-01' + n %% 90, 'SHAMR-PSD', 'B' || n, false,
        (ARRAY['production', 'physical_shop', 'ecommerce'])[1 + n %% 3], 'R' || n %% 40,
        'kind-' || n %% 14, n %% 4 = 0,
        CASE n %% 4 WHEN 0 THEN 'shanghai' ELSE 'other-provinces' END,
        (310101 + n %% 17)::text, 'lab-' || n %% 12, false, 'product-' || n %% 300, '{}', 'words',
        repeat('x', 1200)
    FROM generate_series(1, %(number)s) AS n;
    INSERT INTO views.dispositions (key, version, valid_from, valid_to, node, recorded_at, orgs,
        dossier, sort, status, organiser, handlers, serious, sampling_rule, report_no, enterprises,
        product, operators, counted_operators, outside, cleared_by, cases, words, doc)
    SELECT md5('d' || n)::uuid, v, CASE v WHEN 1 THEN 2 * n ELSE v * %(number)s + n END,
        CASE v WHEN 1 THEN 2 * %(number)s + n WHEN 2 THEN 3 * %(number)s + n END,
        CASE v WHEN 3 THEN NULL ELSE 1 END, '2020-04-01', '{SHAMR-PSD}', md5('d' || n)::uuid,
        date '2020-01-01' + n %% 90, (ARRAY['notifying', 'rectifying', 'closed'])[v], 'SHAMR-PSD',
        '{}', false, 'R' || n %% 40, 'B' || n, '{}', 'product-' || n %% 300,
        told.operators, told.operators, n %% 3,
        CASE WHEN v = 3 AND n %% 50 = 0 THEN 'retest' END,
        CASE WHEN v = 3 AND n %% 20 = 0 THEN ARRAY[md5('c' || n)::uuid::text] ELSE '{}' END,
        'words', repeat('x', 1500)
    FROM generate_series(1, %(number)s) AS n, generate_series(1, 3) AS v,
        LATERAL (SELECT ARRAY['resumed 310115 9A' || n %% 60000,
            'rectifying ' || 310101 + n %% 17 || ' 9B' || n %% 50000] AS operators) AS told;
    INSERT INTO views.cases (key, version, valid_from, recorded_at, orgs, dossier, sort, status,
        stage, org, handlers, number, serious, publicity, disposition, words, doc)
    SELECT md5('c' || n)::uuid, 1, 2 * n, '2020-04-01', ARRAY[(310101 + n %% 17)::text],
        md5('d' || n)::uuid, '2020-04-01', 'investigating', 'investigating',
        (310101 + n %% 17)::text, '{}', 'number ' || n, false, 'not_due', md5('d' || n)::uuid,
        'words', '{"title": "' || repeat('x', 1500) || '"}'
    FROM generate_series(20, %(number)s, 20) AS n
"""


def run() -> dict[str, Any]:
    """Seconds, medians."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server, url = start(Path(folder))
        name = database(url, "bulletins")
        with psycopg.connect(name, autocommit=True) as connection:
            for statement in FILL.split(";"):
                psycopg.ClientCursor(connection).execute(statement, {"number": DISPOSITIONS})
            connection.execute("VACUUM ANALYZE")
        seconds = asyncio.run(measured(name))
        server.cleanup()
    slow = {
        what: took
        for what, took in seconds.items()
        if what.startswith(("figures", "changes")) and took > TARGET_SECONDS
    }
    if slow:
        raise SystemExit(f"more than {TARGET_SECONDS} seconds: {slow}")
    return seconds | {"dispositions": DISPOSITIONS, "target_seconds": TARGET_SECONDS}


async def measured(url: str) -> dict[str, Any]:
    """Seconds of figures at three positions, of what differs, and of what pages are made of."""
    head = 4 * DISPOSITIONS
    async with open_pool(url) as pool:
        tallies = PostgresTallies(pool)
        found: dict[str, Any] = {}
        for name, at in (("now", head), ("3/4", head * 3 // 4), ("1/2", head // 2)):
            found[f"figures_{name}_seconds"] = await timed(
                partial(tallies.figures, QUARTER, Point(at, LINES))
            )
        now, before = Point(head, LINES), Point(head - 100, LINES)
        found["changes_seconds"] = await timed(lambda: tallies.changes(QUARTER, before, now, 200))
        for org in (None, DISTRICT):
            for counted in (Counted.UNQUALIFIED, Counted.COMPLETED, Counted.CASES):
                name = f"batches_{counted}_{'district' if org else 'all'}_seconds"
                found[name] = await timed(partial(page_of, tallies, now, counted, org))
        return found


async def page_of(tallies: PostgresTallies, at: Point, counted: Counted, org: str | None) -> object:
    """What a page of the batches behind a figure is made of."""
    group = Group(grouped_by=GroupedBy.ALL, value="all", counted=counted)
    asked: list[Awaitable[object]] = [
        tallies.batches(QUARTER, at, group, org=org, after="", limit=51),
        tallies.behind(QUARTER, at, group, org=None),
    ]
    if org is not None:
        asked.append(tallies.behind(QUARTER, at, group, org=org))
    if counted is Counted.COMPLETED:
        asked.append(tallies.operators(QUARTER, at, group, org=org, limit=500))
    if counted is Counted.CASES:
        asked.append(tallies.cases(QUARTER, at, group, org=org, limit=500))
    return await asyncio.gather(*asked)


async def timed(count: Callable[[], Awaitable[object]]) -> float:
    """The median of a few."""
    times: list[float] = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        assert await count()
        times.append(perf_counter() - begun)
    return round(median(times), 2)
