"""The pages: a landing page, and the documentation of the API, all served from here, offline."""

from functools import cache
from pathlib import Path

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.static_files import create_static_files_router

from adapters.api.office import Req
from adapters.api.openapi import document
from adapters.api.problems import Problem, answer
from adapters.wording.catalogue import Language, catalogue

STATIC = Path(__file__).parent / "static"
HTML = "text/html"
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


@cache
def page(name: str) -> bytes:
    """A page's text."""
    return (STATIC / name).read_bytes()


def html(content: bytes) -> Response[bytes]:
    """A page that loads nothing from elsewhere."""
    return Response(
        content,
        media_type=HTML,
        headers={
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        },
    )


@get("/")
async def landing(request: Req) -> Response[bytes]:
    """What this is and where to go from here."""
    language = Language.of(request.headers.get("accept-language"))
    return html(page(f"landing.{language.tag}.html"))


@get("/docs")
async def docs(request: Req) -> Response[bytes]:
    """The documentation of the API, to read and to try."""
    del request
    return html(page("docs.html"))


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
