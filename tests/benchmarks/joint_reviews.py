"""Pages of the queue of joint reviews, by API and in the browser: among 100,000 against 1,000."""

import asyncio
import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID, uuid5

from adapters.legal_day import today
from adapters.postgres.embedded import start
from adapters.postgres.mapper import entry_mapper
from adapters.postgres.projector import rebuild
from application.ledger import Entry
from domain.authority import Officer, Role
from domain.joint_review import events as e
from domain.joint_review.kinds import Conclusion, Ground, Origin
from domain.time import SHANGHAI
from tests.adapters.api.bureau import Bureau, furnish, opened
from tests.adapters.api.case_story import filed
from tests.adapters.api.desk import Json
from tests.adapters.web.reader import Reader
from tests.benchmarks.projection import database
from tests.workload import load

FEW, MANY = 1_000, 100_000
ROUNDS = 30
TARGET = 1.5
# Who reads, and what of the queue: a convener, a member of panels, the handling bureau.
PAGES: dict[str, tuple[str, str]] = {
    "screen": ("dispatcher", "screen"),
    "screen of a district": ("xuhui-leader", "screen"),
    "today": ("dispatcher", "today"),
    "today of a district": ("xuhui-leader", "today"),
    "today of a member": ("lab", "today"),
    "position": ("lab", "position"),
    "mine": ("lab", "mine"),
    "overdue": ("dispatcher", "overdue"),
}
DAY = "2026-11-02"
PSD, XUHUI, PUDONG = "SHAMR-PSD", "310104", "310115"
ASKER = Officer("xuhui-handler", "示例·徐办", XUHUI, (Role.HANDLER,))
NOON = datetime(2026, 11, 2, 12, tzinfo=SHANGHAI)
MINE = UUID("6f1d8f3c-2020-5302-8000-ca5e74a11111")
# So many are in session today, with the member whose pages are measured; as many among few as many.
TODAY = 40
OTHERS = tuple(f"示例-{number}" for number in range(400))


def run() -> dict[str, Any]:
    """Milliseconds, medians, of the first page of a tab as its readers get it."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server, url = start(Path(folder))
        few, many = (filled(database(url, f"reviews_{count}"), count) for count in (FEW, MANY))
        with opened(few) as small, opened(many) as large:
            taken = {
                f"{way} {what}": by_turns(small, large, ask, *asked)
                for way, ask in (("api", api), ("web", web))
                for what, asked in PAGES.items()
            }
        server.cleanup()
    ratios = {what: round(ms[MANY] / ms[FEW], 2) for what, ms in taken.items()}
    return {
        "page_ms": taken,
        "ratios": ratios,
        "target_ratio": TARGET,
        "met": max(ratios.values()) <= TARGET,
    }


def filled(name: str, count: int) -> str:
    """A database with so many reviews at every stage."""
    asyncio.run(furnish(name))
    with opened(name) as bureau:
        case, head = filed(bureau, DAY), bureau.nobody.head()
    load(name, entries(case, head, count))
    rebuild(name, entry_mapper(), lambda _folded, _events: None)
    return name


def entries(case: Json, head: int, count: int) -> Iterator[Entry]:
    """Reviews at every stage; every tenth is one of Xuhui's."""
    position = head
    for number in range(1, count + 1):
        for version, event in enumerate(events(case, number), 1):
            position += 1
            yield Entry(
                originator_id=uuid5(MINE, str(number)),
                originator_version=version,
                event=event,
                by=ASKER,
                effective_on=date.fromisoformat(DAY),
                correlation=uuid5(MINE, f"{number} {version}"),
                position=position,
                recorded_at=NOON,
            )


def events(case: Json, number: int) -> Sequence[e.JointReviewEvent]:
    """What happened to one review: the first are in session today, the others stand anywhere."""
    org = XUHUI if number % 10 == 0 else PUDONG
    asked = requested(case, number, org)
    accepted = e.JointReviewAccepted(org=PSD)
    if number <= TODAY:
        panel = ("lab", *OTHERS[:4])
        return (asked, accepted, session(today(), panel), convened(panel))
    first = number % (len(OTHERS) - 5)
    panel = OTHERS[first : first + 5]
    away = timedelta(number // 5 % 100 + 1)
    match number // 10 % 5:
        case 0:
            return (asked,)
        case 1:
            return (asked, accepted)
        case 2:
            day = today() + (away if number % 2 else -away)
            return (asked, accepted, session(day, panel))
        case 3:
            return (*ended(asked, accepted, today() - away, panel),)
        case _:
            closed = e.JointReviewClosed(reason="办结")
            answer = e.FeedbackGiven(org=org, adopted=True, text="已采纳")
            return (*ended(asked, accepted, today() - away, panel), answer, closed)


def requested(case: Json, number: int, org: str) -> e.JointReviewRequested:
    """A review of the one case, due at some day."""
    due = date(2026, 12, 1) + timedelta(number % 90)
    return e.JointReviewRequested(
        case=UUID(case["id"]),
        case_number=f"沪市监徐立〔2026〕{number}号",
        case_title="示例案件",
        dossier=UUID(case["id"]),
        handling_org=org,
        conveners=(PSD, "SHAMR"),
        origin=Origin.HANDLING_UNIT,
        grounds=(Ground.DIFFICULT,),
        question="如何定性",
        known=e.CaseKnown(version=1, order_on=due),
    )


def session(day: date, panel: Sequence[str]) -> e.SessionScheduled:
    """A session on a day."""
    members = tuple(e.Member(id=each, name=each, org="SQI") for each in panel)
    return e.SessionScheduled(
        session=1,
        starts_at=datetime.combine(day, time(9, 30), SHANGHAI),
        place="示例会议室",
        chair=panel[1],
        recorder=e.Member(id="intake", name="intake", org=PSD),
        panel=members,
        agenda=("讨论",),
        agenda_position=1,
        case_version=1,
        quorum=e.Quorum(members=5, present=2, of=3),
    )


def convened(panel: Sequence[str]) -> e.SessionConvened:
    """All are there."""
    return e.SessionConvened(present=tuple(panel), base=5, needed=4)


def ended(
    asked: e.JointReviewRequested, accepted: e.JointReviewAccepted, day: date, panel: Sequence[str]
) -> tuple[e.JointReviewEvent, ...]:
    """A review whose guidance is to be answered."""
    conclusion = e.JointReviewConcluded(
        conclusion=Conclusion.SUPPORT, text="支持", base=5, for_it=5
    )
    guidance = e.GuidanceGiven(org=PSD, text="指导")
    return (asked, accepted, session(day, panel), convened(panel), conclusion, guidance)


Ask = Callable[[Bureau, str, str], float]


def by_turns(small: Bureau, large: Bureau, ask: Ask, user: str, tab: str) -> dict[int, float]:
    """Both by turns, so that neither has the quieter machine."""
    taken: dict[int, list[float]] = {FEW: [], MANY: []}
    for _ in range(ROUNDS):
        for count, bureau in ((FEW, small), (MANY, large)):
            taken[count].append(ask(bureau, user, tab))
    return {count: round(median(each), 2) for count, each in taken.items()}


def api(bureau: Bureau, user: str, tab: str) -> float:
    """Milliseconds of the first page of a tab, with the counts of all tabs."""
    desk = bureau.desk(user)
    begun = perf_counter()
    answer = desk.ask("/joint-reviews/queue", tab=tab, limit=25)
    milliseconds = (perf_counter() - begun) * 1000
    assert answer.status_code == 200, answer.text
    return milliseconds


READERS: dict[tuple[str, str], Reader] = {}


def web(bureau: Bureau, user: str, tab: str) -> float:
    """Milliseconds of the page of a tab."""
    reader = READERS.get((bureau.url, user))
    if reader is None:
        reader = READERS[bureau.url, user] = Reader(bureau, user)
    begun = perf_counter()
    reader.get(f"/joint-reviews?tab={tab}")
    return (perf_counter() - begun) * 1000
