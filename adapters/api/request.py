"""What a request says of itself: who sends it, which version it saw, its key."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import TypeVar
from urllib.parse import unquote
from uuid import uuid4

import msgspec
from msgspec import Struct

from adapters.api.office import Office, Req
from adapters.api.problems import Problem
from adapters.legal_day import SHANGHAI
from adapters.wording.catalogue import Language
from application.desk import Call
from application.ledger import Receipt
from domain.authority import Officer
from domain.referral.decisions import Return
from domain.text import PRINTED

T = TypeVar("T")

COOKIE = "casetrail_session"
LANGUAGE_COOKIE = "casetrail_language"
ETAG = re.compile(r'^"(\d{1,18})(?:-[a-z]+)?"$')
KEY = re.compile(r"^[\x21-\x7e]{1,255}$")
POINTER = re.compile(r"`\$(?P<path>[^`]*)`")
UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]*)`")
LACKING = re.compile(r"missing required field `(?P<name>[^`]*)`")


async def officer_of(request: Req, office: Office) -> Officer:
    """Who sends the request: by bearer token, or by the cookie. Raises a 401 problem."""
    token = bearer(request) or request.cookies.get(COOKIE)
    session = await office.accounts.find_session(token) if token else None
    officer = office.directory.officer(session.officer) if session else None
    if officer is None:
        raise Problem(401, "sign-in-needed", headers={"WWW-Authenticate": "Bearer"})
    return officer


def language_of(request: Req) -> Language:
    """The language of a page: the one chosen, or else what the browser asks for."""
    chosen = request.state.get("language") or request.cookies.get(LANGUAGE_COOKIE)
    return Language.of(chosen or request.headers.get("accept-language"))


def bearer(request: Req) -> str | None:
    """The token of the Authorization header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def expected_version(request: Req) -> int:
    """The version of If-Match (RFC 9110, 13.1.1). Raises a 428 problem when there is none."""
    given = request.headers.get("if-match")
    if given is None:
        raise Problem(428, "if-match-missing")
    found = ETAG.match(given.strip())
    if found is None:
        raise Problem(400, "if-match-malformed", facts={"value": given[:100]})
    return int(found[1])


def receipt_of(request: Req, officer: Officer, body: bytes) -> Receipt:
    """What makes the command the same one again (draft-ietf-httpapi-idempotency-key-header)."""
    key = request.headers.get("idempotency-key")
    if key is None:
        raise Problem(400, "idempotency-key-missing")
    key = key.strip().strip('"')
    if not KEY.match(key):
        raise Problem(400, "idempotency-key-malformed")
    route = f"{request.method} {request.url.path}\n".encode()
    return Receipt(officer.id, key, sha256(route + body).digest())


def call_of(
    request: Req, office: Office, officer: Officer, body: bytes, *, expected: int | None
) -> Call:
    """The circumstances of a command."""
    refuse_the_past(request)
    if request.url.query:
        raise Problem(400, "unknown-parameter", facts={"name": request.url.query[:100]})
    return Call(
        by=officer,
        today=office.today,
        correlation=uuid4(),
        channel="api",
        expected=expected,
        receipt=receipt_of(request, officer, body),
        reason=audit_reason(request),
    )


def refuse_the_past(request: Req) -> None:
    """A moment to view records as of is none to change something at. Raises a 400 problem."""
    if "asof" in request.url.query.lower():
        raise Problem(400, "command-in-the-past")


def audit_reason(request: Req) -> str | None:
    """The Audit-Reason header: UTF-8 as sent, or percent-encoded."""
    given = request.headers.get("audit-reason")
    if given is None:
        return None
    try:
        text = given.encode("latin-1").decode("utf-8")
    except UnicodeError:
        text = given
    reason = unquote(text).strip()
    if len(reason) > 1000 or not re.match(PRINTED, reason):  # noqa: PLR2004
        raise Problem(400, "audit-reason-malformed")
    return reason


def decoded(body: bytes, kind: type[T]) -> T:
    """The body as a command. Raises a 400 problem that points at what is wrong."""
    try:
        return msgspec.json.decode(body or b"{}", type=kind)
    except msgspec.ValidationError as error:
        problem = pointed(str(error))
        if problem["pointer"] == "/reason" and problem["code"] in {"value-required", "text-empty"}:
            problem["code"] = "return-reason-missing" if kind is Return else "reason-missing"
        raise Problem(400, "body-invalid", errors=[problem]) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(400, "body-not-json", facts={"error": str(error)[:200]}) from error


def asked(request: Req, kind: type[T]) -> T:
    """The query parameters. Raises a 400 problem for an unknown or malformed one."""
    return understood(parameters(request), kind)


def parameters(request: Req) -> dict[str, str]:
    """The query parameters as sent. Raises a 400 problem for one that comes twice."""
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise Problem(400, "repeated-parameter", facts={"name": name})
        if "\0" in value:  # no text of PostgreSQL's holds it
            raise Problem(400, "parameter-invalid", facts={"name": name})
        given[name] = value
    return given


def understood(given: Mapping[str, str], kind: type[T]) -> T:
    """Parameters as a question. Raises a 400 problem for an unknown or malformed one."""
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        problem = pointed(str(error))
        code = "unknown-parameter" if problem["code"] == "unknown-field" else "parameter-invalid"
        name = problem["pointer"].lstrip("/")
        raise Problem(400, code, facts={"name": name}, errors=[problem]) from error


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """The parameters of a read that takes none."""


def pointed(message: str) -> dict[str, str]:
    """What msgspec says, as an error with a JSON pointer (RFC 6901) and a stable code."""
    found = POINTER.search(message)
    path = found["path"] if found else ""
    pointer = re.sub(r"\[(\d+|\.\.\.)\]", r"/\1", path).replace(".", "/")
    what = message.split(" - at ", maxsplit=1)[0]
    for pattern, code in ((UNKNOWN, "unknown-field"), (LACKING, "value-required")):
        named = pattern.search(message)
        if named:
            return {"pointer": f"{pointer}/{named['name']}", "code": code, "message": what}
    return {"pointer": pointer, "code": code_of(what), "message": what}


def code_of(what: str) -> str:
    """A stable code for what msgspec finds wrong with a value."""
    if "length <=" in what:
        return "too-long"
    if "length >=" in what or PRINTED in what.replace("\\\\", "\\"):
        return "text-empty"
    return "malformed" if "matching regex" in what else "value-invalid"


def is_day(text: str) -> bool:
    """Whether a text is a day, not an instant."""
    return len(text) == len("2020-01-28")


def instant(text: str) -> datetime:
    """A timestamp with an offset (RFC 3339), or a day, which is meant to its end in Shanghai."""
    try:
        if is_day(text):
            moment = datetime.combine(date.fromisoformat(text), time.max)
        else:
            moment = datetime.fromisoformat(text.replace(" ", "+"))
        return moment.replace(tzinfo=moment.tzinfo or SHANGHAI).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Problem(400, "parameter-invalid", facts={"name": "asOf"}) from None
