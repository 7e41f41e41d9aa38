"""订阅会审日程: a secret address for a calendar program, shown once, taken back at will."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from adapters.api.calendars import address
from adapters.api.office import Office, Req
from adapters.web.page import page, render, to
from domain.authority import Officer

PATH = "/joint-reviews/calendar"


def handlers() -> list[HTTPRouteHandler]:
    """The page, and its two buttons."""
    return [calendar_page, subscribe, unsubscribe]


@get(PATH)
@page()
async def calendar_page(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """How to subscribe, and whether one has."""
    return await _shown(request, office, by)


@post(PATH, status_code=200)
@page()
async def subscribe(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """A new address, in the place of the one before."""
    return await _shown(request, office, by, url=await address(request, office, by))


@post(f"{PATH}/end", status_code=303)
@page()
async def unsubscribe(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The address is no good any more."""
    del request
    await office.accounts.close_calendar(by.id)
    return to(PATH)


async def _shown(request: Req, office: Office, by: Officer, url: str = "") -> Response[bytes]:
    facts: dict[str, Any] = {"url": url, "since": await office.accounts.calendar_since(by.id)}
    return render(request, by, "calendar.html", facts)
