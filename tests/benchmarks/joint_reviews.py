"""A page of the queue of joint reviews over HTTP: among 100,000 that wait against 1,000."""

import asyncio
import logging
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID, uuid5

from adapters.postgres.embedded import start
from adapters.postgres.mapper import entry_mapper
from adapters.postgres.projector import rebuild
from application.ledger import Entry
from domain.authority import Officer, Role
from domain.joint_review.events import CaseKnown, JointReviewRequested
from domain.joint_review.kinds import Ground, Origin
from domain.time import SHANGHAI
from tests.adapters.api.bureau import Bureau, furnish, opened
from tests.adapters.api.case_story import filed
from tests.adapters.api.desk import Json
from tests.benchmarks.projection import database
from tests.workload import load

FEW, MANY = 1_000, 100_000
ROUNDS = 40
TARGET = 1.5
READERS = {"convener": "dispatcher", "district": "xuhui-leader"}
DAY = "2026-11-02"
PSD, XUHUI = "SHAMR-PSD", "310104"
ASKER = Officer("xuhui-handler", "示例·徐办", XUHUI, (Role.HANDLER,))
NOON = datetime(2026, 11, 2, 12, tzinfo=SHANGHAI)
MINE = UUID("6f1d8f3c-2020-5302-8000-ca5e74a11111")


def run() -> dict[str, Any]:
    """Milliseconds, medians, of the first page as who sees all and as a district gets it."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server, url = start(Path(folder))
        few, many = (filled(database(url, f"reviews_{count}"), count) for count in (FEW, MANY))
        with opened(few) as small, opened(many) as large:
            taken = {what: by_turns(small, large, user) for what, user in READERS.items()}
        server.cleanup()
    ratios = {what: round(ms[MANY] / ms[FEW], 2) for what, ms in taken.items()}
    return {
        "page_ms": taken,
        "ratios": ratios,
        "target_ratio": TARGET,
        "met": max(ratios.values()) <= TARGET,
    }


def filled(name: str, count: int) -> str:
    """A database in which so many reviews wait to be screened."""
    asyncio.run(furnish(name))
    with opened(name) as bureau:
        case, head = filed(bureau, DAY), bureau.nobody.head()
    load(name, requests(case, head, count))
    rebuild(name, entry_mapper(), lambda _folded, _events: None)
    return name


def requests(case: Json, head: int, count: int) -> Iterator[Entry]:
    """Reviews that wait to be screened; every tenth is one of Xuhui's."""
    for number in range(1, count + 1):
        org = XUHUI if number % 10 == 0 else "310115"
        due = date(2026, 12, 1) + timedelta(number % 90)
        asked = JointReviewRequested(
            case=UUID(case["id"]),
            case_number=f"沪市监徐立〔2026〕{number}号",
            case_title="示例案件",
            dossier=UUID(case["id"]),
            handling_org=org,
            conveners=(PSD, "SHAMR"),
            origin=Origin.HANDLING_UNIT,
            grounds=(Ground.DIFFICULT,),
            question="如何定性",
            known=CaseKnown(version=1, order_on=due),
        )
        yield Entry(
            originator_id=uuid5(MINE, str(number)),
            originator_version=1,
            event=asked,
            by=ASKER,
            effective_on=date.fromisoformat(DAY),
            correlation=uuid5(MINE, f"asked {number}"),
            position=head + number,
            recorded_at=NOON,
        )


def by_turns(small: Bureau, large: Bureau, user: str) -> dict[int, float]:
    """Both by turns, so that neither has the quieter machine."""
    taken: dict[int, list[float]] = {FEW: [], MANY: []}
    for _ in range(ROUNDS):
        for count, bureau in ((FEW, small), (MANY, large)):
            taken[count].append(page(bureau, user))
    return {count: round(median(each), 2) for count, each in taken.items()}


def page(bureau: Bureau, user: str) -> float:
    """Milliseconds of the first page of the screening tab, with the counts of all tabs."""
    desk = bureau.desk(user)
    begun = perf_counter()
    answer = desk.ask("/joint-reviews/queue", tab="screen", limit=25)
    milliseconds = (perf_counter() - begun) * 1000
    assert answer.status_code == 200, answer.text
    return milliseconds
