"""The pages: a landing page, and the documentation of the API, all served from here, offline."""

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.static_files import (
    create_static_files_router,  # pyright: ignore[reportUnknownVariableType]
)

from adapters.api.office import Req, office_of
from adapters.api.openapi import document
from adapters.api.problems import Problem, answer
from adapters.api.request import language_of
from adapters.wording.catalogue import Language, catalogue, say
from adapters.wording.story import organisation

STATIC = Path(__file__).parent / "static"
HTML = "text/html"
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


@cache
def page(name: str) -> str:
    """A page's text."""
    return (STATIC / name).read_text(encoding="utf-8")


def html(content: str) -> Response[bytes]:
    """A page that loads nothing from elsewhere."""
    return Response(
        content.encode(),
        media_type=HTML,
        headers={
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Vary": "Accept-Language, Cookie",
        },
    )


@get("/")
async def landing(request: Req) -> Response[bytes]:
    """What this is and where to go from here; in a demonstration also who can sign in."""
    language = language_of(request)
    origin = escape(f"{request.url.scheme}://{request.url.netloc}")
    text = page(f"landing.{language.tag}.html").replace("<!-- origin -->", origin)
    given: Sequence[Mapping[str, str]] = request.app.state.get("demo_accounts", ())
    return html(text.replace("<!-- accounts -->", accounts(given, request, language)))


def accounts(given: Sequence[Mapping[str, str]], request: Req, language: Language) -> str:
    """The demonstration's accounts as a table; nothing when this is none."""
    if not given:
        return ""
    known = office_of(request).directory.known
    rows = [
        (
            f"<code>{escape(each['user'])}</code>",
            escape(say(language, f"role.{each['role']}")),
            escape(organisation(each["organisation"], language, known)),
        )
        for each in given
    ]
    body = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows)
    heads = (say(language, f"cli.column-{name}") for name in ("user", "role", "organisation"))
    return page(f"accounts.{language.tag}.html").format(
        password=escape(given[0]["password"]),
        heads="".join(f'<th scope="col">{head}</th>' for head in heads),
        rows=body,
    )


@get("/docs")
async def docs(request: Req) -> Response[bytes]:
    """The documentation of the API, to read and to try."""
    language = language_of(request)
    text = page("docs.html").replace("{language}", language.tag)
    for name in ("condition", "hint"):
        text = text.replace(f"{{{name}}}", say(language, f"cli.page-{name}"))
    return html(text)


@get("/openapi.json")
async def openapi(request: Req) -> Response[bytes]:
    """The OpenAPI 3.1 document."""
    del request
    return Response(openapi_text(), media_type="application/json")


@get("/problems/{code:str}")
async def problem_type(request: Req) -> Response[bytes]:
    """What a problem type means, in the reader's language (RFC 9457, 3.1.1)."""
    code: str = request.path_params["code"]
    known = f"problem.{code}" in catalogue(Language.EN)
    return answer(Problem(200, code) if known else Problem(404, "not-found"), request)


@cache
def openapi_text() -> bytes:
    """The OpenAPI document as JSON."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=2)


def handlers() -> list[HTTPRouteHandler]:
    """The pages' routes, and the vendored files."""
    files = create_static_files_router(
        path="/static", directories=[STATIC], include_in_schema=False
    )
    return [landing, docs, openapi, problem_type, files]  # type: ignore[list-item]
