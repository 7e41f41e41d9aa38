"""工作台: what waits for whom, counted, each count a link to its list; now or as it was."""

import asyncio
from collections.abc import Iterator
from datetime import date
from typing import Any

from litestar import Response, get
from msgspec import Struct
from msgspec.structs import replace

from adapters.api.deadlines import DeadlinesQuery, due, due_days, filters
from adapters.api.disposition_queue import counts_of
from adapters.api.lists import CAP
from adapters.api.office import Office, Req
from adapters.api.past import Moment, day_of, moment
from adapters.api.records import Then
from adapters.api.request import language_of, parameters, understood
from adapters.web.navigation import NEEDED
from adapters.web.page import page, render
from application.deadlines import DEADLINES, Bucket
from application.disposition_queue import act_for, question
from application.inbox import Tab, of_queue, of_tab
from application.joint_review_queues import ReviewTab, waiting
from application.queries import Ask, scope
from application.supervision_queues import WAITS, own_org, tabs_of
from application.supervision_queues import waiting as supervised
from application.views.case import CASES
from application.views.disposition_waits import Waiting
from application.views.joint_review import JOINT_REVIEWS
from application.views.lead import LEADS
from application.views.referral import REFERRALS
from application.views.supervision import SUPERVISIONS
from application.views.view import View
from domain.authority import Act, Officer, may
from domain.case.kinds import Stage
from domain.lead.state import LeadStatus
from domain.referral.state import ReferralStatus

SOONEST = 8
OVER = (Stage.CLOSED, Stage.ARCHIVED)
OPEN = tuple(stage for stage in Stage if stage not in OVER)
BUCKETS = (Bucket.OVERDUE, Bucket.SOON, Bucket.WEEK, Bucket.PAUSED)


class Counted(Struct, frozen=True):
    """Something that is counted: under which heading, the key of its name, where its list is.

    What no one question finds is asked for by `more`, each for others.
    """

    heading: str
    name: str
    path: str
    view: View[Any]
    ask: Ask
    urgent: bool = False
    # Counted only where there are some.
    quiet: bool = False
    # Whose records are counted is a part of the question already.
    whole: bool = False
    more: tuple[Ask, ...] = ()


@get("/workbench")
@page()
async def workbench(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The day's work of an officer."""
    query = understood({n: v for n, v in parameters(request).items() if v}, Then)
    at = await moment(office, query.as_of, query.as_of_position)
    day = await day_of(at, office)
    asked = [*queues(by), *reviews(by, day), *await _deadlines(office, by, at)]
    counts = await asyncio.gather(*(_count(office, by, each, at) for each in asked))
    soonest = DeadlinesQuery(limit=SOONEST, as_of=query.as_of, as_of_position=query.as_of_position)
    rows, _ = await due(request, office, by, soonest, language_of(request))
    headings: dict[str, list[tuple[Counted, int]]] = {}
    counted = zip(asked, counts, strict=True)
    for each, count in (*counted, *await _dispositions(office, by, at)):
        if count or not each.quiet:
            headings.setdefault(each.heading, []).append((each, count))
    facts: dict[str, Any] = {
        "headings": headings,
        "cap": CAP,
        "may_register": may(by, Act.REGISTER_LEAD),
        "soonest": rows["items"],
        "at": at,
        "as_of": query.as_of or "",
    }
    return render(request, by, "workbench.html", facts)


def queues(by: Officer) -> Iterator[Counted]:
    """What waits for an officer, by what the officer's roles may do about it."""
    if may(by, Act.DISPATCH):
        returned = {"from_org": by.org, "status": ReferralStatus.RETURNED}
        path = f"/referrals?fromOrg={by.org}&status="
        yield Counted(
            "dispatch", "page.count-unassigned", "/dispatch", LEADS, Ask(equal=of_queue(by))
        )
        yield _sent("page.count-not-received", path + "sent", by, ReferralStatus.SENT)
        yield Counted(
            "dispatch", "page.count-returned", f"{path}returned", REFERRALS, Ask(equal=returned)
        )
    if any(may(by, act) for act in NEEDED["inbox"]):
        for tab in Tab:
            if tab is not Tab.DESIGNATION or may(by, Act.DESIGNATE):
                ask = Ask(equal=of_tab(tab, by.org))
                yield Counted("inbox", f"tab.{tab}", f"/inbox?tab={tab}", REFERRALS, ask)
    yield from _matters(by)
    yield from _supervisions(by)


def _supervisions(by: Officer) -> Iterator[Counted]:
    """What waits for an officer who works cases, or presses for action on them."""
    if may(by, Act.WORK_CASE) or may(by, Act.SUPERVISE):
        for tab in tabs_of(by):
            if tab in WAITS:
                path, ask = f"/supervisions?tab={tab}", supervised(tab, own_org(by))
                yield Counted("supervision", f"supervision_tab.{tab}", path, SUPERVISIONS, ask)


def _sent(name: str, path: str, by: Officer, status: ReferralStatus) -> Counted:
    ask = Ask(equal={"from_org": by.org, "status": status})
    return Counted("dispatch", name, path, REFERRALS, ask)


def _matters(by: Officer) -> Iterator[Counted]:
    if may(by, Act.APPROVE_TRANSFER):
        path = f"/referrals?fromOrg={by.org}&status=draft"
        yield _sent("page.count-to-approve", path, by, ReferralStatus.DRAFT)
    if may(by, Act.VERIFY_LEAD):
        for status in (LeadStatus.REGISTERED, LeadStatus.VERIFYING):
            ask = Ask(equal={"holder": by.org, "status": status})
            path = f"/leads?holder={by.org}&status={status}"
            yield Counted("work", f"page.count-leads-{status}", path, LEADS, ask)
    if may(by, Act.WORK_CASE):
        mine = Ask(equal={"stage": OPEN}, holding={"handlers": by.id})
        yield Counted("work", "page.count-my-cases", f"/cases?handler={by.id}", CASES, mine)
    if may(by, Act.APPROVE_CASE) or may(by, Act.READ_ALL):
        yield Counted("work", "page.count-open-cases", "/cases", CASES, Ask(equal={"stage": OPEN}))


# What of joint reviews is counted for whom; some of it only where there is some.
CONVENED = (ReviewTab.SCREEN, ReviewTab.SCHEDULE, ReviewTab.GUIDANCE, ReviewTab.CLOSING)
TAKEN_PART_IN = (
    ReviewTab.TODAY, ReviewTab.POSITION, ReviewTab.SIGNATURE, ReviewTab.UNHELD,
    ReviewTab.CONCLUSION, ReviewTab.MINUTES,
)  # fmt: skip
QUIET = frozenset({ReviewTab.UNHELD, ReviewTab.CONCLUSION, ReviewTab.MINUTES, ReviewTab.SUPERIOR})


def reviews(by: Officer, day: date) -> Iterator[Counted]:
    """The joint reviews that wait for an officer, each count leading to its tab."""
    tabs = [*TAKEN_PART_IN]
    if may(by, Act.CONVENE):
        tabs = [*CONVENED, *tabs]
    if may(by, Act.WORK_CASE):
        tabs.append(ReviewTab.FEEDBACK)
    if may(by, Act.DESIGNATE):
        tabs.append(ReviewTab.SUPERIOR)
    for tab in tabs:
        ask, *more = (each.ask() for each in waiting(tab, by, day))
        yield Counted(
            "joint-reviews",
            f"review_tab.{tab}",
            f"/joint-reviews?tab={tab}",
            JOINT_REVIEWS,
            ask,
            more=tuple(more),
            quiet=tab in QUIET,
            whole=True,
        )


async def _deadlines(office: Office, by: Officer, at: Moment) -> list[Counted]:
    """What is due from the officer's organisation, or from all that the officer watches."""
    almanac, today = office.directory.almanac(at.position), await day_of(at, office)
    holder = by.org if scope(by) is not None else None
    found: list[Counted] = []
    for bucket in BUCKETS:
        query = DeadlinesQuery(bucket=bucket)
        ask = Ask(equal=filters(query, holder), due=due_days(query, today, almanac))
        path = f"/deadlines?bucket={bucket}"
        urgent = bucket is Bucket.OVERDUE
        found.append(Counted("deadlines", f"page.bucket-{bucket}", path, DEADLINES, ask, urgent))
    return found


async def _dispositions(office: Office, by: Officer, at: Moment) -> list[tuple[Counted, int]]:
    """What waits in dispositions with the officer's organisation, as far as something does."""
    mine = [tab for tab in Waiting if may(by, act_for(tab))]
    today = await day_of(at, office)
    counts = await counts_of(office, by.org, by, at, today) if mine else {}
    return [
        (
            Counted(
                "dispositions",
                f"waiting.{tab}",
                f"/disposition-queue?tab={tab}",
                *question(tab, by.org, today),
                urgent=tab is Waiting.OVERDUE,
            ),
            counts[tab],
        )
        for tab in mine
        if counts[tab]
    ]


async def _count(office: Office, by: Officer, each: Counted, at: Moment) -> int:
    own = {} if each.whole else {"org": scope(by)}
    asks = [replace(ask, at=at.position, **own) for ask in (each.ask, *each.more)]
    return sum([await office.read_models.count(each.view, ask, CAP) for ask in asks])
