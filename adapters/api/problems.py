"""The one place where a refusal becomes HTTP: RFC 9457 problem details, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import psycopg
from cryptography.exceptions import InvalidTag
from eventsourcing.persistence import InterfaceError, OperationalError
from litestar import Response
from litestar.exceptions import HTTPException

from adapters.api.office import Req
from adapters.wording.catalogue import Language, say
from application.desk import Contended, Exists, KeyUsed, Missing, Stale
from application.queries import Behind
from application.store import Altered, MissingObject, StoreUnavailable
from application.vault import KeyDestroyed
from domain.refusals import Invalid, NotPermitted, Refusal

MEDIA_TYPE = "application/problem+json"

# The code and status of everything that is not a Refusal of the domain.
KNOWN: dict[type[Exception], tuple[int, str]] = {
    Missing: (404, "not-found"),
    Contended: (503, "contended"),
    Exists: (409, "already-exists"),
    KeyUsed: (422, "idempotency-key-reused"),
    KeyDestroyed: (410, "informant-key-destroyed"),
    InvalidTag: (410, "informant-unreadable"),
    MissingObject: (404, "file-gone"),
    Altered: (500, "file-altered"),
    StoreUnavailable: (503, "store-unavailable"),
    Behind: (503, "not-yet-projected"),
    OperationalError: (503, "database-unavailable"),
    InterfaceError: (503, "database-unavailable"),
    psycopg.OperationalError: (503, "database-unavailable"),
    psycopg.InterfaceError: (503, "database-unavailable"),
}
BY_STATUS = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    413: "body-too-large",
    415: "media-type-not-accepted",
}
RETRY_SECONDS = {
    "database-unavailable": 2,
    "store-unavailable": 2,
    "not-yet-projected": 1,
    "contended": 1,
}


class Problem(Exception):  # noqa: N818
    """An answer that is not the one asked for."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        facts: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        **more: object,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.facts = dict(facts or {})
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.more: dict[str, Any] = more


def problem_of(error: Exception) -> Problem:
    """Any exception as a problem; what nobody expected is a 500 that tells nothing of itself."""
    if isinstance(error, Problem):
        return error
    match error:
        case Refusal():
            return _refused(error)
        case Stale():
            return Problem(412, "version-conflict", facts={"count": str(error.count)})
        case HTTPException():
            code = BY_STATUS.get(error.status_code, "bad-request")
            return Problem(error.status_code, code, headers=error.headers)
        case _:
            return _known(error)


def _refused(error: Refusal) -> Problem:
    errors: list[dict[str, str]] = []
    status = 403 if isinstance(error, NotPermitted) else 409
    if isinstance(error, Invalid):
        status = 400
        errors = [{"pointer": error.pointer, "code": error.code}]
    basis: dict[str, Any] = {"basis": error.basis} if error.basis else {}
    basis |= {name: error.facts[name] for name in ("instrument", "article") if name in error.facts}
    if "case" in error.facts:
        basis["existing"] = f"/api/v1/cases/{error.facts['case']}"
    return Problem(status, error.code, facts=error.facts, errors=errors, **basis)


def _known(error: Exception) -> Problem:
    for kind, (status, code) in KNOWN.items():
        if isinstance(error, kind):
            retry = RETRY_SECONDS.get(code)
            return Problem(status, code, headers={"Retry-After": str(retry)} if retry else None)
    return Problem(500, "internal-error")


def answer(problem: Problem, request: Req) -> Response[bytes]:
    """The problem as a response, worded in the language asked for."""
    language = Language.of(request.headers.get("accept-language"))
    body = {
        "type": f"/problems/{problem.code}",
        "status": problem.status,
        "instance": request.url.path,
        **worded(problem, language),
    }
    return Response(
        msgspec.json.encode(body),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"Content-Language": language.tag, **problem.headers},
    )


def worded(problem: Problem, language: Language) -> dict[str, Any]:
    """What a problem says of itself in a language: title, code, errors with their words."""
    body: dict[str, Any] = {
        "title": say(language, f"problem.{problem.code}", problem.facts),
        "code": problem.code,
        **problem.more,
    }
    if problem.errors:
        errors = [
            {
                "pointer": each["pointer"],
                "code": each["code"],
                "message": say(language, f"problem.{each['code']}", problem.facts),
            }
            for each in problem.errors
        ]
        body["errors"] = errors
        separator = "；" if language is Language.ZH else "; "
        body["detail"] = separator.join(f"{e['pointer'] or '/'}: {e['message']}" for e in errors)
    return body
