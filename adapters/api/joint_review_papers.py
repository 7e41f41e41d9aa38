"""What is read of a joint review: the dossier of its panel, and its minutes."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from adapters.api.answers import PREFIX, detailed, respond
from adapters.api.cases import send_paper
from adapters.api.commands import visible
from adapters.api.downloads import send
from adapters.api.file_names import attachment
from adapters.api.office import Office, Req
from adapters.api.past import Moment, moment
from adapters.api.problems import Problem
from adapters.api.records import Then, as_it_was, step_body
from adapters.api.request import Nothing, asked
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language
from adapters.wording.story import told
from application.aggregates import CASE, JOINT_REVIEW
from application.cases import CaseRecord
from application.desk import Call, Loaded
from application.documents import Document
from application.history import story
from application.joint_review_documents import annexes_of, minutes_of, sitting_of
from application.joint_reviews import ReviewRecord
from application.store import Stored
from application.streams import access_stream
from domain.access import DossierRead
from domain.authority import Officer
from domain.joint_review.sitting import Sitting


def handlers() -> list[HTTPRouteHandler]:
    """The routes."""
    return [dossier, evidence, document, minutes, earlier_minutes, annexes]


@get(f"{PREFIX}/joint-reviews/{{record_id:uuid}}/dossier")
@signed_in(JOINT_REVIEW)
async def dossier(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """会审案卷: the case as of the agenda, and what changed since. Who reads it is noted."""
    asked(request, Nothing)
    review = await visible(office, JOINT_REVIEW, request.path_params["record_id"], by)
    language = Language.of(request.headers.get("accept-language"))
    body = await dossier_of(office, review, by, language)
    return respond(body, headers={"Content-Language": language.tag})


async def dossier_of(
    office: Office,
    review: ReviewRecord,
    by: Officer,
    language: Language,
    upto: int | None = None,
) -> dict[str, Any]:
    """The case as the panel sees it, with what changed since, or until a position of the past.

    Raises a 409 problem before there is an agenda.
    """
    session = review.state.session
    if session is None:
        raise Problem(409, "agenda-missing")
    at = Moment(session.agenda_position)
    case_id: UUID = review.row.case
    then: Loaded[Any, Any] = await as_it_was(office, CASE, case_id, at)
    call = Call(by=by, today=office.today, correlation=uuid4())
    read = DossierRead(case=case_id, as_of=session.agenda_position)
    await office.desk.note(call, access_stream(review.stream), read)
    steps = story(await office.desk.history([case_id], upto=upto))
    since = [each for each in steps if each.position > session.agenda_position]
    known = office.directory.known
    return {
        "asOfPosition": session.agenda_position,
        "case": detailed(then, office.today, office),
        "history": [step_body(each, told(each, language, known)) for each in steps[: then.version]],
        "changesSince": [step_body(each, told(each, language, known)) for each in since],
    }


@get(f"{PREFIX}/joint-reviews/{{record_id:uuid}}/dossier/evidence/{{number:int}}/content")
@signed_in(JOINT_REVIEW)
async def evidence(request: Req, office: Office, by: Officer) -> Response[Any]:
    """The file of a piece of evidence, of those that the case had as of the agenda."""
    case, number = await _numbered(request, office, by)
    found = case.state.evidence.get(number)
    paper = found.paper if found else None
    return await send_paper(office, case, by, paper, evidence=number)


@get(f"{PREFIX}/joint-reviews/{{record_id:uuid}}/dossier/documents/{{number:int}}/content")
@signed_in(JOINT_REVIEW)
async def document(request: Req, office: Office, by: Officer) -> Response[Any]:
    """A document, of those that were issued as of the agenda."""
    case, number = await _numbered(request, office, by)
    issued = case.state.documents
    paper = issued[number - 1].paper if 0 < number <= len(issued) else None
    return await send_paper(office, case, by, paper, document=number)


async def _numbered(request: Req, office: Office, by: Officer) -> tuple[CaseRecord, int]:
    """The case as of the agenda, and the number of what is asked of it."""
    asked(request, Nothing)
    review: ReviewRecord = await visible(office, JOINT_REVIEW, request.path_params["record_id"], by)
    session = review.state.session
    if session is None:
        raise Problem(409, "agenda-missing")
    at = Moment(session.agenda_position)
    case: CaseRecord = await as_it_was(office, CASE, review.row.case, at)
    return case, request.path_params["number"]


@get(f"{PREFIX}/joint-reviews/{{record_id:uuid}}/minutes/content")
@signed_in(JOINT_REVIEW)
async def minutes(request: Req, office: Office, by: Officer) -> Response[Any]:
    """会审纪要 as PDF, now or then: a draft until both have signed, then what was kept."""
    query = asked(request, Then)
    at = await moment(office, query.as_of, query.as_of_position)
    review: ReviewRecord = await visible(office, JOINT_REVIEW, request.path_params["record_id"], by)
    if at.position is not None:
        review = await as_it_was(office, JOINT_REVIEW, review.stream, at)
    return await _minutes(office, review, sitting_of(review.state))


@get(f"{PREFIX}/joint-reviews/{{record_id:uuid}}/sittings/{{number:int}}/minutes/content")
@signed_in(JOINT_REVIEW)
async def earlier_minutes(request: Req, office: Office, by: Officer) -> Response[Any]:
    """会审纪要 of one session, by its number: also of one after which the panel met again."""
    asked(request, Nothing)
    review: ReviewRecord = await visible(office, JOINT_REVIEW, request.path_params["record_id"], by)
    return await _minutes(office, review, sitting_of(review.state, request.path_params["number"]))


@get(f"{PREFIX}/joint-reviews/{{record_id:uuid}}/minutes/annexes/content")
@signed_in(JOINT_REVIEW)
async def annexes(request: Req, office: Office, by: Officer) -> Response[Any]:
    """更正附页 as PDF: what was said beside the minutes, which stay as they were signed."""
    asked(request, Nothing)
    review: ReviewRecord = await visible(office, JOINT_REVIEW, request.path_params["record_id"], by)
    sitting = sitting_of(review.state)
    known, mark = office.directory.known, office.press.mark
    document = annexes_of(review.state, sitting, known, mark) if sitting else None
    return await _printed(office, document, f"会审纪要更正附页 {review.row.case_number}.pdf")


async def _minutes(office: Office, review: ReviewRecord, sitting: Sitting | None) -> Response[Any]:
    """The paper as it was frozen; what was signed before papers were kept is printed anew."""
    if sitting is None:
        raise Problem(404, "not-found")
    if sitting.paper is not None:
        kept = sitting.paper
        return await send(
            office,
            Stored(sha256=kept.sha256, size=kept.size, media_type=kept.media_type, name=kept.name),
        )
    document = minutes_of(review.state, sitting, office.directory.known, office.press.mark)
    return await _printed(office, document, f"会审纪要 {review.row.case_number}.pdf")


async def _printed(office: Office, document: Document | None, name: str) -> Response[Any]:
    if document is None:
        raise Problem(404, "not-found")
    content = await asyncio.to_thread(office.press.printer.pdf, document)
    headers = {
        "Content-Disposition": attachment(name),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type="application/pdf", headers=headers)
