"""Signing in and out: a bearer token for programs, the same one in a cookie for browsers."""

from asyncio import Lock
from collections import OrderedDict, deque
from datetime import datetime
from time import monotonic
from typing import Annotated, Any
from weakref import WeakValueDictionary

import msgspec
from litestar import Response, delete, get, post
from msgspec import Meta, Struct

from adapters.api.answers import PREFIX, local, respond
from adapters.api.office import Office, Req
from adapters.api.problems import Problem
from adapters.api.request import COOKIE, Nothing, asked, bearer, decoded
from adapters.api.signed_in import anyone, signed_in
from domain.authority import Officer
from domain.text import PRINTED

WINDOW_SECONDS = 15 * 60.0
MOST_FAILURES = 5
MOST_REMEMBERED = 10_000


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Who signs in."""

    user: Annotated[str, Meta(min_length=1, max_length=64, pattern=PRINTED)]
    password: Annotated[str, Meta(min_length=1, max_length=1000)]


class Failures:
    """Failed sign-ins of the last quarter of an hour, by user."""

    def __init__(self) -> None:
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._turns: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    def turn(self, name: str) -> Lock:
        """Held while a name signs in: many at once are no way around the count."""
        lock = self._turns.get(name)
        if lock is None:
            lock = self._turns[name] = Lock()
        return lock

    def check(self, *names: str) -> None:
        """Raises a 429 problem when one of the names has failed too often."""
        for name in names:
            recent = self._recent(name)
            if len(recent) >= MOST_FAILURES:
                wait = int(recent[0] + WINDOW_SECONDS - monotonic()) + 1
                raise Problem(429, "too-many-failures", headers={"Retry-After": str(wait)})

    def add(self, *names: str) -> None:
        """Counts one failure for each name."""
        for name in names:
            self._times.setdefault(name, deque()).append(monotonic())
            self._times.move_to_end(name)
        while len(self._times) > MOST_REMEMBERED:
            self._times.popitem(last=False)

    def forget(self, name: str) -> None:
        """A success: earlier failures of that name count no more."""
        self._times.pop(name, None)

    def _recent(self, name: str) -> deque[float]:
        times = self._times.get(name, deque())
        while times and times[0] < monotonic() - WINDOW_SECONDS:
            times.popleft()
        return times


@post(f"{PREFIX}/sessions")
@anyone
async def sign_in(request: Req, office: Office) -> Response[bytes]:
    """A new session, by name and password."""
    token, expires, officer = await opened(request, office, decoded(await request.body(), SignIn))
    body = {"token": token, "expiresAt": local(expires), "officer": whoami(officer)}
    return keeping(respond(body, status=201), request, token)


async def opened(request: Req, office: Office, given: SignIn) -> tuple[str, datetime, Officer]:
    """A new session: its token, its end, whose it is. Raises a 401 or 429 problem."""
    failures: Failures = request.app.state.failures
    async with failures.turn(given.user):
        failures.check(given.user)
        right = await office.accounts.check_password(given.user, given.password)
        officer = office.directory.officer(given.user) if right else None
        if officer is None:
            failures.add(given.user)
            raise Problem(401, "sign-in-failed")
        failures.forget(given.user)
    token, session = await office.accounts.open_session(officer.id)
    return token, session.expires_at, officer


def keeping(response: Response[bytes], request: Req, token: str) -> Response[bytes]:
    """The response, with the session's cookie for browsers."""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure, path="/")
    return response


@get(f"{PREFIX}/sessions/current")
@signed_in()
async def who(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Who is signed in."""
    asked(request, Nothing)
    del office
    return respond(whoami(by))


@delete(f"{PREFIX}/sessions/current", status_code=200)
@signed_in()
async def sign_out(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Ends the session."""
    del by
    return await closed(request, office, Response(b"", status_code=204))


async def closed(request: Req, office: Office, response: Response[bytes]) -> Response[bytes]:
    """Ends the session; the response takes the cookie back."""
    await office.accounts.close_session(bearer(request) or request.cookies[COOKIE])
    response.delete_cookie(COOKIE, path="/")
    return response


def whoami(officer: Officer) -> dict[str, Any]:
    """An officer as themselves see it."""
    body: dict[str, Any] = msgspec.to_builtins(officer)
    return body
