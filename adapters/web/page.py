"""What every page has in common: who reads it, in which language, and what a failure looks like."""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response

from adapters.api.failures import explained
from adapters.api.office import Office, Req, office_of
from adapters.api.past import WAIT_SECONDS
from adapters.api.problems import Problem, worded
from adapters.api.request import language_of, officer_of
from adapters.web.navigation import UNDER, place_of, places
from adapters.web.words import Words
from adapters.wording.catalogue import Language
from application.desk import Aggregate
from application.queries import Behind
from domain.authority import Officer

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Not less: without it the browser tells a form's own server no Origin.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie",
}
HOME = "/workbench"
# The position of one's last command, for a while: lists wait until they show it.
SEEN_COOKIE = "casetrail_seen"
SEEN_SECONDS = 60
POSITION = re.compile(r"^[0-9]{1,18}$")
# What the fields of a form are called while they wait for its sender to sign in again.
KEPT = "kept:"
MOST_FIELDS = 5000
MOST_BYTES = 1024 * 1024

Answering = Callable[[Req, Office, Officer], Awaitable[Response[bytes]]]
Handling = Callable[[Req], Awaitable[Response[bytes]]]


@cache
def templates() -> Environment:
    """The templates; what they are given is escaped, and what they are not given is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["place_of"] = place_of
    return made


def render(
    request: Req,
    by: Officer | None,
    template: str,
    facts: Mapping[str, object],
    *,
    status: int = 200,
) -> Response[bytes]:
    """A page that loads nothing from elsewhere and runs no script."""
    language = language_of(request)
    words = Words(language, office_of(request).directory.known)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    text = (
        templates()
        .get_template(template)
        .render(
            w=words,
            say=words.say,
            lang=language.tag,
            by=by,
            here=here,
            places=places(by),
            under=UNDER,
            **facts,
        )
    )
    headers = {"Content-Language": language.tag, **HEADERS}
    return Response(text.encode(), status_code=status, media_type="text/html", headers=headers)


def page(kind: Aggregate[Any, Any] | None = None) -> Callable[[Answering], Handling]:
    """Turns a function of request, office and officer into the handler of a page.

    Who is not signed in is asked to; what goes wrong is told on a page of its own.
    """

    def decorate(answer: Answering) -> Handling:
        async def handle(request: Req) -> Response[bytes]:
            office = office_of(request)
            by: Officer | None = None
            try:
                if request.method == "POST":
                    check_origin(request)
                by = await officer_of(request, office)
                await own_writes(request, office)
                return await answer(request, office, by)
            except Exception as error:  # noqa: BLE001 - every failure is answered with a page
                if isinstance(error, Problem) and error.code == "sign-in-needed":
                    return await to_sign_in(request)
                record_id = request.path_params.get("record_id")
                language = language_of(request)
                problem = await explained(error, request, office, by, language, kind, record_id)
                return told(request, by, problem)

        handle.__name__ = answer.__name__
        handle.__doc__ = answer.__doc__
        return handle

    return decorate


def told(request: Req, by: Officer | None, problem: Problem) -> Response[bytes]:
    """The page of a problem."""
    said = worded(problem, language_of(request))
    return render(request, by, "error.html", {"problem": said}, status=problem.status)


async def to_sign_in(request: Req) -> Response[bytes]:
    """Asks who it is, to go on from here afterwards; what was typed into a form is kept."""
    wanted = request.url.path
    if request.url.query:
        wanted += f"?{request.url.query}"
    if request.method == "POST":
        kept = await _kept(request)
        facts = {"wanted": wanted, "user": "", "error": "", "kept": kept}
        return render(request, None, "sign-in.html", facts, status=401)
    return to(f"/sign-in?next={quote(wanted, safe='')}")


async def _kept(request: Req) -> list[tuple[str, str]]:
    """The fields of the form that was sent, by the names they are kept under; files are not."""
    kind, _ = request.content_type
    if kind != "multipart/form-data":
        form = await form_of(request)
        pairs = [(name, value) for name, values in form.items() for value in values]
    elif request.content_length is None or request.content_length > MOST_BYTES:
        return []
    else:
        sent = (await request.form()).multi_items()
        pairs = [(name, value) for name, value in sent if isinstance(value, str)]
    return [(f"{KEPT}{name}", value) for name, value in pairs]


def remembering(response: Response[bytes], position: int) -> Response[bytes]:
    """The response to a command: the lists that are looked at next show what it did."""
    response.set_cookie(
        SEEN_COOKIE, str(position), max_age=SEEN_SECONDS, httponly=True, samesite="strict"
    )
    return response


async def own_writes(request: Req, office: Office) -> None:
    """Waits for the lists to show the sender's last command; not for ever."""
    seen = request.cookies.get(SEEN_COOKIE, "")
    if request.method == "GET" and POSITION.match(seen):
        with suppress(Behind):
            await office.read_models.wait_for(int(seen), WAIT_SECONDS)


def to(path: str) -> Response[bytes]:
    """Go and look there (RFC 9110, 15.4.4)."""
    return Response(b"", status_code=303, headers={"Location": path, **HEADERS})


def check_origin(request: Req) -> None:
    """Refuses a form that another site sent (the cookie is SameSite=Strict besides).

    Browsers say where a POST comes from, in Sec-Fetch-Site or at least in Origin.
    """
    site = request.headers.get("sec-fetch-site")
    origin = urlsplit(request.headers.get("origin", "")).netloc
    own = site == "same-origin" if site is not None else origin == request.headers.get("host")
    if not own:
        raise Problem(403, "other-site")


async def form_of(request: Req) -> dict[str, list[str]]:
    """What a form without files sent, by name. Raises a 400 problem for anything else."""
    if request.content_length is None or request.content_length > MOST_BYTES:
        raise Problem(413, "body-too-large")
    try:
        body = (await request.body()).decode()
        pairs = parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Problem(400, "bad-request") from None
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return form


def one(form: Mapping[str, list[str]], name: str) -> str:
    """A single value of a form; empty when it is not there."""
    return (form.get(name) or [""])[-1]


def own_path(text: str) -> str:
    """A path of this site to go on to; the workbench for anything else."""
    ours = text.startswith("/") and not text.startswith("//")
    return text if ours and text.isprintable() and "\\" not in text else HOME


def other(language: Language) -> Language:
    """The language to change to."""
    return Language.EN if language is Language.ZH else Language.ZH
