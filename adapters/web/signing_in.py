"""Signing in and out, and the choice of a language."""

import msgspec
from litestar import Response, get, post

from adapters.api.failures import explained
from adapters.api.office import Office, Req, office_of
from adapters.api.problems import Problem
from adapters.api.request import LANGUAGE_COOKIE, decoded, language_of
from adapters.api.sessions import SignIn, closed, keeping, opened
from adapters.web.page import HOME, KEPT, check_origin, form_of, one, own_path, page, render, to
from adapters.wording.catalogue import Language, say
from domain.authority import Officer

YEAR_SECONDS = 365 * 24 * 3600


@get("/sign-in")
async def sign_in_page(request: Req) -> Response[bytes]:
    """Who is it?"""
    wanted = own_path(request.query_params.get("next", ""))
    facts = {"wanted": wanted, "user": "", "error": "", "kept": ()}
    return render(request, None, "sign-in.html", facts)


@post("/sign-in", status_code=303)
async def sign_in(request: Req) -> Response[bytes]:
    """A new session, kept in the cookie."""
    office, language = office_of(request), language_of(request)
    user, wanted = "", HOME
    kept: list[tuple[str, str]] = []
    try:
        check_origin(request)
        form = await form_of(request)
        user, wanted = one(form, "user").strip(), own_path(one(form, "next"))
        kept = [(n, v) for n, values in form.items() if n.startswith(KEPT) for v in values]
        body = msgspec.json.encode({"user": user, "password": one(form, "password")})
        token, _, _ = await opened(request, office, decoded(body, SignIn))
    except Exception as error:  # noqa: BLE001 - every failure is answered on the page
        code = "sign-in-failed" if is_malformed(error) else None
        problem = await explained(error, request, office, None, language)
        said = say(language, f"problem.{code or problem.code}", problem.facts)
        facts = {"wanted": wanted, "user": user, "error": said, "kept": kept}
        return render(request, None, "sign-in.html", facts, status=problem.status)
    if kept:
        fields = [(name.removeprefix(KEPT), value) for name, value in kept]
        facts = {"wanted": wanted, "fields": fields}
        return keeping(render(request, None, "resume.html", facts, status=200), request, token)
    return keeping(to(wanted), request, token)


def is_malformed(error: Exception) -> bool:
    """Whether name or password cannot be anyone's: told no differently from a wrong one."""
    return isinstance(error, Problem) and error.code == "body-invalid"


@post("/sign-out", status_code=303)
@page()
async def sign_out(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Ends the session."""
    del by
    return await closed(request, office, to("/sign-in"))


@post("/language", status_code=303)
async def choose_language(request: Req) -> Response[bytes]:
    """Remembers a language, and goes back to the page."""
    form = await form_of(request)
    return speaking(to(own_path(one(form, "next"))), one(form, "language"))


def speaking(response: Response[bytes], tag: str) -> Response[bytes]:
    """The response, with a language to remember."""
    chosen = Language.of(tag)
    response.set_cookie(LANGUAGE_COOKIE, chosen.tag, max_age=YEAR_SECONDS, samesite="lax")
    return response
