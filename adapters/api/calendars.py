"""会审日程 (RFC 5545): sessions for calendar programs, which subscribe by a secret address."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from litestar import Response, delete, get, post
from litestar.handlers import HTTPRouteHandler

from adapters.api.answers import PREFIX, local, respond
from adapters.api.file_names import attachment
from adapters.api.office import Office, Req
from adapters.api.past import Moment, caught_up
from adapters.api.problems import Problem
from adapters.api.request import Nothing, asked, refuse_the_past
from adapters.api.signed_in import anyone, signed_in
from adapters.calendar_feed import Session, calendar
from adapters.wording.catalogue import Language, say
from application.queries import Ask, scope
from application.views.joint_review import JOINT_REVIEWS, JointReviewRow, Slot
from domain.authority import Officer, may_see
from domain.time import day_of

MOST_REVIEWS = 500
# What is past or called off stays for a while, so that every program has heard of it.
KEPT = timedelta(90)
ICS = ".ics"


def handlers() -> list[HTTPRouteHandler]:
    """The routes."""
    return [sessions, subscribed, subscribe, unsubscribe]


@get(f"{PREFIX}/joint-reviews/sessions.ics")
@signed_in()
async def sessions(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """会审日程: the sessions of whoever asks and of their bureau, or of all for who sees all."""
    asked(request, Nothing)
    await caught_up(request, office, Moment())
    return await _feed(request, office, by)


@get(f"{PREFIX}/calendars/{{token:str}}")
@anyone
async def subscribed(request: Req, office: Office) -> Response[bytes]:
    """The same for a calendar program: with the rights that the address's officer has now."""
    asked(request, Nothing)
    token: str = request.path_params["token"]
    user = await office.accounts.find_calendar(token.removesuffix(ICS))
    officer = office.directory.officer(user) if user else None
    if officer is None:
        raise Problem(404, "not-found")
    return await _feed(request, office, officer)


@post(f"{PREFIX}/calendar-token")
@signed_in()
async def subscribe(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """A new secret address of one's own sessions; the one before is no good any more."""
    refuse_the_past(request)
    asked(request, Nothing)
    return respond({"url": await address(request, office, by)}, status=201)


@delete(f"{PREFIX}/calendar-token", status_code=200)
@signed_in()
async def unsubscribe(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Takes one's secret address back."""
    asked(request, Nothing)
    await office.accounts.close_calendar(by.id)
    return Response(b"", status_code=204)


async def address(request: Req, office: Office, by: Officer) -> str:
    """A new secret address, told this once."""
    token = await office.accounts.open_calendar(by.id)
    return f"{str(request.base_url).rstrip('/')}{PREFIX}/calendars/{token}{ICS}"


async def _feed(request: Req, office: Office, by: Officer) -> Response[bytes]:
    language = Language.of(request.headers.get("accept-language"))
    rows = await _reviews_of(office, by)
    base = str(request.base_url).rstrip("/")
    since = office.today - KEPT
    found = [each for row in rows for each in sessions_of(row, by, since, base, language)]
    content = calendar(found, say(language, "web.joint-reviews"))
    headers = {
        "Content-Language": language.tag,
        "Content-Disposition": attachment("joint-reviews.ics"),
        "Cache-Control": "private, no-store",
    }
    # Its charset is added on the way out.
    return Response(content, media_type="text/calendar", headers=headers)


async def _reviews_of(office: Office, by: Officer) -> Sequence[JointReviewRow]:
    """The reviews with sessions that concern an officer, those to come before those that were."""
    today = office.today
    windows = ((today, None), (today - KEPT, today - timedelta(1)))
    whose: tuple[dict[str, Any], ...] = ({},)
    if scope(by) is not None:
        whose = ({"holding": {"asked": by.id}}, {"equal": {"handling_org": by.org}})
    found: dict[Any, JointReviewRow] = {}
    for window in windows:
        for each in whose:
            ask = Ask(**each, between={"last_session_on": window}, limit=MOST_REVIEWS)
            page = await office.read_models.page(JOINT_REVIEWS, ask)
            found |= {row.id: row for row in page.rows}
    return list(found.values())


def sessions_of(
    row: JointReviewRow, by: Officer, since: date, base: str, language: Language
) -> Iterator[Session]:
    """The sessions of a review as a calendar of an officer's shows them.

    The case's number, no party. Whoever was taken off, or may not see the review any more, is told
    that much: that it is off for them, without place and agenda.
    """
    watches = scope(by) is None or by.org == row.handling_org
    sees = may_see(by, row.orgs, row.people)
    for slot in row.slots:
        left = by.id in slot.left and not watches
        if day_of(slot.starts_at) < since or not (watches or left or by.id in slot.people):
            continue
        yield session_of(row, slot, base if sees and not left else "", language, off=left)


def session_of(
    row: JointReviewRow, slot: Slot, base: str, language: Language, *, off: bool
) -> Session:
    """A session; with place, agenda and address for who may see the review."""
    return Session(
        review=row.id,
        number=slot.number,
        sequence=slot.version,
        changed_at=local(slot.changed_at),
        starts_at=slot.starts_at,
        title=say(language, "web.session-of", {"number": row.case_number}),
        place=slot.place if base else "",
        agenda=slot.agenda if base else (),
        url=f"{base}/{JOINT_REVIEWS.path}/{row.id}" if base else "",
        cancelled=slot.cancelled or off,
    )
