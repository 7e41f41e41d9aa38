"""Reading one case over HTTP: of 500 events against one of 20, known and after a restart."""

import asyncio
import logging
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

from adapters.postgres.embedded import start
from tests.adapters.api.bureau import Bureau, furnish, opened
from tests.adapters.api.case_commands import bodies
from tests.adapters.api.case_story import filed, on_day
from tests.benchmarks.projection import database

FEW, MANY = 20, 500
ROUNDS = 60
TARGET = 2.0
DAY = "2022-11-08"


def run() -> dict[str, Any]:
    """Milliseconds, medians; the ratios of many events to few."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server, url = start(Path(folder))
        name = database(url, "cases")
        asyncio.run(furnish(name))
        with opened(name) as bureau:
            few, many = (grown(bureau, events) for events in (FEW, MANY))
            warm = measured(bureau, few, many, forget=False)
        with opened(name) as bureau:  # nothing is known to a new process
            first = {events: once(bureau, case) for events, case in ((FEW, few), (MANY, many))}
            cold = measured(bureau, few, many, forget=True)
        server.cleanup()
    return {
        "known_ms": warm,
        "known_ratio": round(warm[MANY] / warm[FEW], 2),
        "forgotten_ms": cold,
        "forgotten_ratio": round(cold[MANY] / cold[FEW], 2),
        "first_after_restart_ms": {events: round(ms, 2) for events, ms in first.items()},
        "target_ratio": TARGET,
    }


def grown(bureau: Bureau, events: int) -> str:
    """A case with so many events: mostly evidence."""
    case = filed(bureau, DAY)
    handler, path = bureau.desk("xuhui-handler"), f"/cases/{case['id']}"
    evidence = bodies("xuhui", DAY)["evidence"]
    with on_day(bureau, DAY):
        for seen in range(1, events):
            handler.do(f"{path}/evidence", evidence, seen=seen)
    return path


def measured(bureau: Bureau, few: str, many: str, *, forget: bool) -> dict[int, float]:
    """Both by turns, so that neither has the quieter machine."""
    taken: dict[int, list[float]] = {FEW: [], MANY: []}
    once(bureau, few)
    once(bureau, many)
    for _ in range(ROUNDS):
        for events, path in ((FEW, few), (MANY, many)):
            if forget:
                bureau.app.state.office.desk._kept.pop(UUID(path.rpartition("/")[2]))
            taken[events].append(once(bureau, path))
    return {events: round(median(each), 2) for events, each in taken.items()}


def once(bureau: Bureau, path: str) -> float:
    """Milliseconds of one read."""
    desk = bureau.desk("xuhui-handler")
    begun = perf_counter()
    answer = desk.ask(path)
    milliseconds = (perf_counter() - begun) * 1000
    assert answer.status_code == 200, answer.text
    return milliseconds
