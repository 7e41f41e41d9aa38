"""会审: the queue by tabs, the page of one review, and a form for every step."""

from typing import Any
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
    ReviewQueueQuery,
    due_of,
    first_suggested,
    may_bring_up,
    queue_of,
)
from adapters.api.office import Office, Req
from adapters.api.past import Moment
from adapters.api.records import history_of
from adapters.api.request import language_of, parameters, understood
from adapters.web.actions import allowed_forms
from adapters.web.case_file import notice_of
from adapters.web.from_above import NOUN
from adapters.web.page import page, render
from adapters.web.words import Words
from adapters.wording.catalogue import Language
from application.aggregates import CASE, JOINT_REVIEW
from application.allowed import may_take
from application.joint_review_queues import ReviewTab
from application.joint_reviews import ReviewRecord
from domain.authority import Officer, may_see
from domain.case.gates import Step
from domain.joint_review.state import JointReview
from domain.joint_review.steps import allowed

EACH = 25


class ReviewPage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`done` is the position of what was just recorded, `dossier` asks for the case as well."""

    done: int | None = None
    again: bool = False
    dossier: bool = False


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
    facts = {
        "tab": query.tab,
        "tabs": [(each, body["tabs"][each]) for each in ReviewTab],
        "rows": body["items"],
        "next": headers.get("Link", "").partition(">")[0].lstrip("<"),
        "paged": query.cursor is not None,
        "suggested": await _suggested(office, by, language)
        if query.tab is ReviewTab.SCREEN
        else [],
    }
    return render(request, by, "joint-reviews.html", facts)


async def _suggested(office: Office, by: Officer, language: Language) -> list[dict[str, Any]]:
    """The cases that a rule suggests, each with the form by which this officer brings it."""
    rows = await first_suggested(office, by, language)
    return [row | {"form": await _form_for(office, row["id"], by)} for row in rows]


async def _form_for(office: Office, case_id: str, by: Officer) -> str | None:
    case = await office.desk.known(CASE, UUID(case_id))
    if await may_bring_up(office, case, by):
        return NOUN
    asks = may_take(case.state, Step.JOINT_REVIEW, by)
    return Step.JOINT_REVIEW.value if asks else None


@get("/joint-reviews/{record_id:uuid}")
@page(JOINT_REVIEW)
async def review_page(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """会审记录: who said what, what counts, what is next."""
    query = understood({n: v for n, v in parameters(request).items() if v}, ReviewPage)
    review: ReviewRecord = await visible(office, JOINT_REVIEW, request.path_params["record_id"], by)
    office.notebook.opened(by.id, review.stream)
    language = language_of(request)
    case = await office.desk.load(CASE, review.row.case)
    history = await history_of(office, review.stream, by, Moment(), language, whole=False)
    session = review.state.session
    facts: dict[str, Any] = {
        "row": review.row,
        "review": review.state,
        "quorum": quorum_of(review.state),
        "due": due_of(office, case),
        "sees_case": may_see(by, case.row.orgs),
        "clocks": await clocks_of(office, review.row, Moment(), language),
        "steps": allowed_forms("joint-reviews", list(allowed(review.state, by))),
        "names": names_of(review.state, Words(language, office.directory.known)),
        "history": history,
        "notice": notice_of(history, query.done),
        "again": query.again,
        "dossier": await dossier_of(office, review, by, language)
        if query.dossier and session
        else None,
    }
    return render(request, by, "joint-review.html", facts)


def names_of(review: JointReview, words: Words) -> dict[str, str]:
    """The names of everyone who takes or took part: as the panel had them, else the roster's."""
    sittings = (each.session for each in review.sittings)
    sessions = [each for each in (*sittings, review.session) if each is not None]
    members = [each for session in sessions for each in (*session.panel, session.recorder)]
    said = (each.given.member for each in review.positions)
    convened = (review.convened, review.adjourned, *(each.convened for each in review.sittings))
    there = (each for attended in convened if attended for each in attended.present)
    also = {*said, *there, *review.recused, *([review.chair] if review.chair else [])}
    named = {each.id: each.name for each in (*members, *review.panel)}
    return {each: words.officer(each) for each in also} | named
