"""提级会审: the form by which the superior brings a lower bureau's case to joint review."""

from uuid import UUID, uuid4

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec.structs import replace

from adapters.api.commands import visible
from adapters.api.failures import explained
from adapters.api.joint_reviews import bring_up, may_bring_up, suggestions_of
from adapters.api.office import Office, Req
from adapters.api.problems import Problem
from adapters.api.request import decoded, language_of
from adapters.web.choices import Choices
from adapters.web.forms import Form
from adapters.web.page import form_of, page, remembering, to
from adapters.web.steps import (
    Sent,
    altered,
    call_of,
    form_page,
    in_turn,
    plain_step,
    sent_of,
    spoken,
)
from adapters.web.typed import without_empty_rows
from adapters.web.words import Words
from application.aggregates import CASE
from application.cases import CaseRecord
from application.deadlines import title_of
from domain.authority import Officer
from domain.joint_review.convening import Request, RequestFromAbove

NOUN = "from-above"
PATH = f"/cases/{{record_id:uuid}}/{NOUN}"


def handlers() -> list[HTTPRouteHandler]:
    """The form, and its sending."""
    return [asking, bringing]


@get(PATH)
@page(CASE)
async def asking(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The form, with the grounds that a rule suggests."""
    case = await _case(request, office, by)
    if not await may_bring_up(office, case, by):
        raise Problem(403, "not-open-to-you")
    grounds = [each.ground.value for each in await suggestions_of(office, case)]
    begun = Sent({"/grounds": grounds}, case.version, uuid4().hex)
    return _shown(request, office, by, case, begun)


@post(PATH, status_code=303)
@page(CASE)
async def bringing(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Brings the case up; or shows the form again with what is wrong."""
    case = await _case(request, office, by)
    posted = await form_of(request)
    sent = sent_of(posted)
    again = altered(request, sent, posted)
    if again is not None:
        return spoken(_shown(request, office, by, case, again), posted)
    sent = replace(sent, given=without_empty_rows(sent.given))
    form = _form(request, office, by)
    body = msgspec.json.encode(form.body(sent.given) | {"case": str(case.stream)}, order="sorted")
    call = replace(call_of(request, office, by, sent, body), expected=None)
    try:
        data = decoded(body, RequestFromAbove)
        done = await in_turn(lambda: bring_up(office, data, call))
    except Exception as error:  # noqa: BLE001 - every failure is shown with what was typed
        language = language_of(request)
        problem = await explained(error, request, office, by, language, CASE, case.stream)
        return _shown(request, office, by, case, sent, problem)
    replayed = "&again=true" if done.replayed else ""
    path = f"/joint-reviews/{done.stream}?done={done.position}{replayed}"
    return remembering(to(path), done.position)


async def _case(request: Req, office: Office, by: Officer) -> CaseRecord:
    record_id: UUID = request.path_params["record_id"]
    found: CaseRecord = await visible(office, CASE, record_id, by)
    return found


def _form(request: Req, office: Office, by: Officer) -> Form:
    words = Words(language_of(request), office.directory.known)
    return Form("joint-reviews", Request, words, Choices(words, by.org, office.today))


def _shown(
    request: Req,
    office: Office,
    by: Officer,
    case: CaseRecord,
    sent: Sent,
    problem: Problem | None = None,
) -> Response[bytes]:
    words = Words(language_of(request), office.directory.known)
    facts = {
        "section": CASE.view.path,
        "path": f"/{CASE.view.path}/{case.stream}",
        "title": title_of(case.row),
        "step": plain_step(NOUN, words.say(f"action.cases-{NOUN}")),
    }
    return form_page(request, by, _form(request, office, by), sent, problem, facts)
