"""会审: the queue by tabs, the page of one review, and a form for every step."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from msgspec.structs import replace

from adapters.api.commands import visible
from adapters.api.deadlines import clocks_of
from adapters.api.joint_review_files import quorum_of
from adapters.api.joint_review_papers import dossier_of
from adapters.api.joint_reviews import (
    TAB_CAP,
    ReviewQueueQuery,
    due_of,
    first_suggested,
    may_bring_up,
    queue_of,
)
from adapters.api.office import Office, Req
from adapters.api.past import moment
from adapters.api.records import Then, as_it_was, history_of
from adapters.api.request import language_of, parameters, understood
from adapters.web.actions import allowed_forms
from adapters.web.case_file import notice_of
from adapters.web.from_above import NOUN
from adapters.web.page import page, render
from adapters.web.review_choices import double_booked, roster_of
from adapters.web.words import Words
from adapters.wording.catalogue import Language
from application.aggregates import CASE, JOINT_REVIEW
from application.allowed import may_take
from application.joint_review_queues import ReviewTab
from application.joint_reviews import ReviewRecord
from domain.authority import Act, Officer, may, may_see
from domain.case.gates import Step as CaseStep
from domain.joint_review.sitting import Position, Sitting
from domain.joint_review.state import JointReview
from domain.joint_review.steps import Step, allowed

EACH = 25
USUAL = frozenset(
    {ReviewTab.SCREEN, ReviewTab.TODAY, ReviewTab.POSITION, ReviewTab.OVERDUE, ReviewTab.MINE}
)
CONVENED = frozenset(
    {ReviewTab.SCHEDULE, ReviewTab.GUIDANCE, ReviewTab.FEEDBACK, ReviewTab.CLOSING}
)
GIVEN, RECONVENED = "joint-review.position-given", "joint-review.reconvened"


class ReviewPage(Then, frozen=True, kw_only=True):
    """Which past; `done` is the position of what was just recorded, `dossier` asks for the case.

    Lists of deadlines name a `tab`, as other records have: here everything is on one page.
    """

    tab: Literal["deadlines"] | None = None
    done: int | None = None
    again: bool = False
    dossier: bool = False


class Said(Struct, frozen=True):
    """A position with the steps of the history that gave it and made it lapse, if it did."""

    position: Position
    given: Mapping[str, Any] | None
    lapsed: Mapping[str, Any] | None


class Earlier(Struct, frozen=True):
    """A sitting that is over; its minutes are read as of a position, if any were written."""

    sitting: Sitting
    minutes_at: int | None


def handlers() -> list[HTTPRouteHandler]:
    """The pages of joint reviews."""
    return [queue, review_page]


@get("/joint-reviews")
@page()
async def queue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """会审队列."""
    query = understood({n: v for n, v in parameters(request).items() if v}, ReviewQueueQuery)
    language = language_of(request)
    body, headers = await queue_of(request, office, by, replace(query, limit=EACH), language)
    at = await moment(office, query.as_of, query.as_of_position)
    suggests = query.tab is ReviewTab.SCREEN and at.position is None
    facts = {
        "tab": query.tab,
        "tabs": tabs_for(by, query.tab, body["tabs"]),
        "cap": TAB_CAP,
        "rows": body["items"],
        "next": headers.get("Link", "").partition(">")[0].lstrip("<"),
        "paged": query.cursor is not None,
        "at": at,
        "as_of": query.as_of or "",
        "suggested": await _suggested(office, by, language) if suggests else [],
    }
    return render(request, by, "joint-reviews.html", facts)


def tabs_for(
    by: Officer, chosen: ReviewTab, counts: Mapping[ReviewTab, int]
) -> list[tuple[ReviewTab, int]]:
    """The tabs with something in them, and those that an officer looks for anyway."""
    usual = USUAL | (CONVENED if may(by, Act.CONVENE) else frozenset[ReviewTab]())
    return [(each, counts[each]) for each in ReviewTab if counts[each] or each in usual | {chosen}]


async def _suggested(office: Office, by: Officer, language: Language) -> list[dict[str, Any]]:
    """The cases that a rule suggests, each with the form by which this officer brings it."""
    rows = await first_suggested(office, by, language)
    return [row | {"form": await _form_for(office, row["id"], by)} for row in rows]


async def _form_for(office: Office, case_id: str, by: Officer) -> str | None:
    case = await office.desk.known(CASE, UUID(case_id))
    if await may_bring_up(office, case, by):
        return NOUN
    asks = may_take(case.state, CaseStep.JOINT_REVIEW, by)
    return CaseStep.JOINT_REVIEW.value if asks else None


@get("/joint-reviews/{record_id:uuid}")
@page(JOINT_REVIEW)
async def review_page(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """会审记录: who said what, what counts, what is next; now, or as it was."""
    query = understood({n: v for n, v in parameters(request).items() if v}, ReviewPage)
    at = await moment(office, query.as_of, query.as_of_position)
    now: ReviewRecord = await visible(office, JOINT_REVIEW, request.path_params["record_id"], by)
    office.notebook.opened(by.id, now.stream)
    past = at.position is not None
    review = await as_it_was(office, JOINT_REVIEW, now.stream, at) if past else now
    language = language_of(request)
    history = await history_of(office, review.stream, by, at, language, whole=False)
    steps = [] if past else list(allowed(review.state, by))
    facts: dict[str, Any] = {
        "row": review.row,
        "review": review.state,
        "quorum": quorum_of(review.state),
        "clocks": await clocks_of(office, review.row, at, language),
        "steps": allowed_forms("joint-reviews", [each.value for each in steps]),
        "names": names_of(review.state, Words(language, office.directory.known)),
        "said": said_in(review, history),
        "earlier": earlier_of(review.state, history),
        "elsewhere": await _elsewhere(office, review) if Step.PANEL in steps else (),
        "history": history,
        "notice": notice_of(history, query.done),
        "again": query.again,
        "at": at,
        "as_of": query.as_of or "",
        "dossier": await dossier_of(office, review, by, language, at.position)
        if query.dossier and review.state.session
        else None,
    }
    return render(request, by, "joint-review.html", facts | await _of_case(office, review, by))


async def _of_case(office: Office, review: ReviewRecord, by: Officer) -> dict[str, Any]:
    """What is due on the case, and whether it is the reader's to see."""
    case = await office.desk.load(CASE, review.row.case)
    return {"due": due_of(office, case), "sees_case": may_see(by, case.row.orgs)}


async def _elsewhere(office: Office, review: ReviewRecord) -> tuple[str, ...]:
    """Who of the panel sits elsewhere on the same day, for who puts it together."""
    return double_booked(review.state, await roster_of(office, review))


def said_in(review: ReviewRecord, history: Sequence[Mapping[str, Any]]) -> list[Said]:
    """Every position, the latest first, with when it was given and when it lapsed."""
    own = [each for each in history if each["resource"]["id"] == review.stream]
    given = [each for each in own if each["action"] == GIVEN]
    by_version = {each["resource"]["version"]: each for each in own}
    found = [
        Said(
            position,
            given[number] if number < len(given) else None,
            by_version.get(position.lapsed_by or 0),
        )
        for number, position in enumerate(review.state.positions)
    ]
    return found[::-1]


def earlier_of(review: JointReview, history: Sequence[Mapping[str, Any]]) -> list[Earlier]:
    """The sittings that are over: the minutes of each stood until it was decided to sit again."""
    ends = iter([each["position"] - 1 for each in history if each["action"] == RECONVENED])
    return [
        Earlier(each, next(ends, None) if each.minutes is not None else None)
        for each in review.sittings
    ]


def names_of(review: JointReview, words: Words) -> dict[str, str]:
    """The names of everyone who takes or took part: as the panel had them, else the roster's."""
    said = (each.given.member for each in review.positions)
    also = {*said, *review.recused, *([review.chair] if review.chair else [])}
    named = {each: member.name for each, member in review.everyone.items()}
    return {each: words.officer(each) for each in also} | named
