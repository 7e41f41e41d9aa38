"""What joint reviews have besides the common reads and commands: queues, and suggestions."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec.structs import replace

from adapters.api import joint_review_papers
from adapters.api.answers import PREFIX, answered, link_to_next, path_of, respond, shown
from adapters.api.cases import OPEN, cards
from adapters.api.commands import MOST_BYTES, OnlyOnce, bringing, visible
from adapters.api.lists import ListQuery, cursor_of, listing
from adapters.api.office import Office, Req
from adapters.api.past import Moment, day_of
from adapters.api.request import Nothing, asked, call_of, decoded
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language, say
from application import joint_reviews
from application.aggregates import CASE, JOINT_REVIEW
from application.cases import CaseRecord, law_of, moment_of
from application.deadlines import DEADLINES
from application.deadlines import Stage as Clock
from application.desk import Call, Done
from application.joint_review_queues import ReviewTab, Waiting, waiting
from application.queries import Ask, scope
from application.views.case import CASES, CaseRow
from application.views.joint_review import JOINT_REVIEWS, JointReviewRow
from domain.authority import Act, Officer, may, may_see
from domain.case.clocks import DECIDE
from domain.case.gates import Step, is_open
from domain.case.law import Moment as LegalMoment
from domain.joint_review.convening import RequestFromAbove
from domain.joint_review.steps import OVER
from domain.joint_review.suggestions import Suggestion
from domain.reference.state import Reference
from domain.refusals import NotPermitted, OutOfOrder

TAB_CAP = 100
MOST_SUGGESTED = 20
PARTY_CAP = 20
MOST_PAGES = 5
CLUSTER = "JR-CLUSTER"


class ReviewQueueQuery(ListQuery, frozen=True, kw_only=True):
    """Which tab."""

    tab: ReviewTab = ReviewTab.SCREEN


def handlers() -> list[HTTPRouteHandler]:
    """The routes beside the tables of commands, records and lists."""
    return [request_from_above, queue, suggested, suggested_for, *joint_review_papers.handlers()]


@post(f"{PREFIX}/joint-reviews", request_max_body_size=MOST_BYTES)
@signed_in(JOINT_REVIEW)
async def request_from_above(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """提级会审: the superior brings a case to joint review."""
    body = await request.body()
    call = call_of(request, office, by, body, expected=None)
    data = decoded(body, RequestFromAbove)
    if not may(by, Act.SUPERVISE):
        raise NotPermitted("role-not-granted", act=Act.SUPERVISE)
    await visible(office, CASE, data.case, by)
    done = await bring_up(office, data, call)
    return answered(done, by, office, path_of(JOINT_REVIEWS.path, done.stream))


async def bring_up(office: Office, data: RequestFromAbove, call: Call) -> Done:
    """Brings a case to joint review from above, once for each idempotency key."""
    with OnlyOnce(office, call):
        return await office.desk.run(
            call,
            JOINT_REVIEW,
            lambda: joint_reviews.request_from_above(bringing(office), data, call),
        )


async def may_bring_up(office: Office, case: CaseRecord, by: Officer) -> bool:
    """Whether the officer may bring the case to joint review from above, as it is now."""
    if not may(by, Act.SUPERVISE) or not is_above(office.directory.known, case.state.org, by.org):
        return False
    moment = moment_of(office.directory, case, office.today, office.today)
    if not is_open(case.state, Step.JOINT_REVIEW, moment):
        return False
    before = case.state.joint_review
    if before is None:
        return True
    return (await office.desk.known(JOINT_REVIEW, before)).state.status in OVER


def is_above(known: Reference, org: str, above: str) -> bool:
    """Whether an organisation is the superior of a bureau, or one of its divisions."""
    try:
        return above in joint_reviews.conveners_of(known, org)
    except OutOfOrder:
        return False


@get(f"{PREFIX}/joint-reviews/queue")
@signed_in()
async def queue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """会审队列: a tab, what is due first on the case on top, and how many wait in each."""
    query = asked(request, ReviewQueueQuery)
    language = Language.of(request.headers.get("accept-language"))
    body, headers = await queue_of(request, office, by, query, language)
    return respond(body, headers=headers | {"Content-Language": language.tag})


async def queue_of(
    request: Req, office: Office, by: Officer, query: ReviewQueueQuery, language: Language
) -> tuple[dict[str, Any], dict[str, str]]:
    """One page of a tab, with the counts of all."""
    listed = await listing(request, office, by, query, Ask(), order="asc")
    at, page = listed.at, listed.ask
    day = await day_of(at, office)
    more = {"words": page.words, "at": at.position, "after": page.after, "limit": page.limit}
    headers: dict[str, str] = {}
    if query.tab is ReviewTab.OVERDUE:
        found = await office.read_models.page(DEADLINES, overdue(by, day, **more))
        rows = [(await office.desk.known(JOINT_REVIEW, each.record)).row for each in found.rows]
        following = found.next
    else:
        rows, following = await _page(office, waiting(query.tab, by, day), **more)
    if at.position is not None:
        rows = [row for row in rows if await _sees_now(office, by, row)]
    items = await asyncio.gather(*(queued(row, office, day, language) for row in rows))
    counts = await asyncio.gather(*(_count(office, by, tab, at, day) for tab in ReviewTab))
    body: dict[str, Any] = {"tab": query.tab, "items": items}
    body["tabs"] = dict(zip(ReviewTab, counts, strict=True))
    if following is not None:
        body["next"] = cursor_of(following)
        headers["Link"] = link_to_next(request, body["next"])
    at.note(body, headers)
    return body, headers


async def _page(
    office: Office,
    asked_for: Sequence[Waiting],
    **more: Any,  # noqa: ANN401 - the page asked for
) -> tuple[list[JointReviewRow], tuple[date, UUID] | None]:
    """One page of what several questions find, in one order, and where the next page starts."""
    asks = [each.ask(**more) for each in asked_for]
    pages = [await office.read_models.page(JOINT_REVIEWS, ask) for ask in asks]
    rows = [row for page in pages for row in page.rows]
    if len(pages) == 1:
        return rows, pages[0].next
    rows.sort(key=lambda row: (JOINT_REVIEWS.sort(row), row.id))
    limit = asks[0].limit
    going_on = len(rows) > limit or any(page.next for page in pages)
    shown = rows[:limit]
    return shown, (JOINT_REVIEWS.sort(shown[-1]), shown[-1].id) if going_on else None


async def _sees_now(office: Office, by: Officer, row: JointReviewRow) -> bool:
    """Whose rights end, such as by recusal, no longer sees what was: rights are those of now."""
    now = (await office.desk.known(JOINT_REVIEW, row.id)).row
    return may_see(by, now.orgs, now.people)


def overdue(by: Officer, day: date, **more: Any) -> Ask:  # noqa: ANN401 - the page asked for
    """The internal service levels of reviews that were not kept by a day."""
    late = (None, day - timedelta(1))
    org = scope(by)
    equal = {"kind": JOINT_REVIEWS.path, "stage": Clock.RUNNING} | ({"holder": org} if org else {})
    return Ask(equal=equal, due=late, org=org, **more)


async def _count(office: Office, by: Officer, tab: ReviewTab, at: Moment, day: date) -> int:
    if tab is ReviewTab.OVERDUE:
        found = await office.read_models.count(DEADLINES, overdue(by, day, at=at.position), TAB_CAP)
    else:
        asks = [each.ask(at=at.position) for each in waiting(tab, by, day)]
        counts = [await office.read_models.count(JOINT_REVIEWS, ask, TAB_CAP) for ask in asks]
        found = sum(counts)
    return min(found, TAB_CAP)


async def queued(
    row: JointReviewRow, office: Office, day: date, language: Language
) -> dict[str, Any]:
    """A row of a queue, with why it stands where it does: what is due on the case, and how grave.

    What is due is computed now; the order is by what was known when the case last told of itself.
    """
    case = await office.desk.known(CASE, row.case)
    return shown(row) | {
        "waitingDays": (day - row.requested_on).days,
        "order": {
            "on": row.order_on,
            "because": because(row, due_of(office, case), language),
        },
    }


def due_of(office: Office, case: CaseRecord) -> date | None:
    """The day by which the case is to be decided; None while that clock stands still."""
    today, law = office.today, law_of(office.directory)
    moment = LegalMoment(on=today, today=today, law=law, clocks=case.row.clocks)
    return moment.last_day(DECIDE)


def because(row: JointReviewRow, due: date | None, language: Language) -> list[dict[str, Any]]:
    """The reasons for a place in the queue, in words."""
    facts = {"date": due.isoformat() if due else "", "count": str(row.ahead_days)}
    codes = ["case-due" if due else "case-not-running"]
    if row.ahead_days:
        codes.append("serious")
    return [{"code": code, "text": say(language, f"order.{code}", facts)} for code in codes]


@get(f"{PREFIX}/joint-reviews/suggestions")
@signed_in()
async def suggested(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """建议会审: open cases that a rule suggests, oldest first, each with the rules."""
    query = asked(request, ListQuery)
    listed = await listing(request, office, by, query, Ask(), order="asc")
    ask = replace(listed.ask, **await _suggestible(office, listed.at))
    language = Language.of(request.headers.get("accept-language"))
    page = await office.read_models.page(CASES, ask)
    items = await _with_suggestions(office, page.rows, language)
    body: dict[str, Any] = {"items": items}
    headers = {"Content-Language": language.tag}
    if page.next is not None:
        body["next"] = cursor_of(page.next)
        headers["Link"] = link_to_next(request, body["next"])
    listed.at.note(body, headers)
    return respond(body, headers=headers)


async def _suggestible(office: Office, at: Moment) -> dict[str, Any]:
    """The open cases that a rule may suggest: by themselves, or by how many their party has."""
    found: dict[str, Any] = {"difficult": True}
    rule = office.directory.known.rules.get(CLUSTER)
    version = rule.on(office.today) if rule else None
    if version and "cases" in version.amounts:
        least = int(version.amounts["cases"])
        ask = Ask(equal={"stage": OPEN}, at=at.position)
        crowded = await office.read_models.crowded(CASES, "enterprise", ask, least)
        found |= {"enterprise": crowded} if crowded else {}
    return {"equal": {"stage": OPEN}, "either": found}


async def _with_suggestions(
    office: Office, rows: Sequence[CaseRow], language: Language
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row in rows:
        case = await office.desk.known(CASE, row.id)
        by_rule = await suggestions_of(office, case)
        if by_rule:
            (shown,) = await cards([row], office, language, Moment())
            found.append(shown | {"suggestions": worded(by_rule, language)})
    return found


async def first_suggested(office: Office, by: Officer, language: Language) -> list[dict[str, Any]]:
    """The oldest open cases that a rule suggests, for the page of the queue.

    Those that were brought are passed over, for a few pages.
    """
    ask = Ask(**await _suggestible(office, Moment()), org=scope(by), limit=MOST_SUGGESTED)
    found: list[dict[str, Any]] = []
    for _ in range(MOST_PAGES):
        page = await office.read_models.page(CASES, ask)
        found += await _with_suggestions(office, page.rows, language)
        if page.next is None or len(found) >= MOST_SUGGESTED:
            break
        ask = replace(ask, after=page.next)
    return found[:MOST_SUGGESTED]


@get(f"{PREFIX}/cases/{{record_id:uuid}}/joint-review-suggestions")
@signed_in(CASE)
async def suggested_for(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """What suggests a joint review of a case, and its review if it has one."""
    asked(request, Nothing)
    case: CaseRecord = await visible(office, CASE, request.path_params["record_id"], by)
    language = Language.of(request.headers.get("accept-language"))
    found = await suggestions_of(office, case)
    body = {"items": worded(found, language), "jointReview": case.state.joint_review}
    return respond(body, headers={"Content-Language": language.tag})


async def suggestions_of(office: Office, case: CaseRecord) -> Sequence[Suggestion]:
    """The rules that suggest a joint review of a case today; none once it was brought to one."""
    if case.state.joint_review is not None:
        return ()
    known = office.directory.known
    return await joint_reviews.suggested_for(office.read_models, known, case, office.today)


def worded(found: Sequence[Suggestion], language: Language) -> list[dict[str, Any]]:
    """Suggestions with their words."""
    return [
        {
            "rule": each.rule,
            "ground": each.ground,
            "text": say(language, f"ground.{each.ground}"),
            "amount": each.amount,
            "threshold": each.threshold,
        }
        for each in found
    ]
