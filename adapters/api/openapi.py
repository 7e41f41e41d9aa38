"""The OpenAPI 3.1 document, made from the tables of routes and the structs they take."""

import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

import msgspec
from msgspec import Struct

from adapters.api.answers import HIDDEN, PREFIX
from adapters.api.commands import COMMANDS
from adapters.api.deadlines import CalculatorQuery, DeadlinesQuery
from adapters.api.dispatch_batches import DispatchBatch
from adapters.api.lists import (
    DispositionsQuery,
    FiguresQuery,
    LeadsQuery,
    ListQuery,
    ReferralsQuery,
    ResultsQuery,
)
from adapters.api.queues import InboxQuery
from adapters.api.records import HistoryQuery, Then
from adapters.api.reference import NAMES
from adapters.api.sessions import SignIn
from application.imports import Summary
from application.queries import Figures
from application.reference import Publish
from application.vault import Details
from application.views.disposition import DispositionRow
from application.views.lead import LeadRow
from application.views.referral import ReferralRow
from application.views.test_result import TestResultRow
from application.views.view import Row
from domain.lead.decisions import Register
from domain.reference.catalogue import ProductKind
from domain.reference.officers import OfficerEntry
from domain.reference.organisations import Organisation
from domain.reference.reasons import Reason
from domain.statute.calendar import CalendarYear
from domain.statute.rule import Rule

REF = "#/components/schemas/{name}"
ID = "{record_id}"
RECORDS: dict[str, type[Struct]] = {
    "leads": LeadRow,
    "referrals": ReferralRow,
    "dispositions": DispositionRow,
}
ITEMS: dict[str, type[Struct]] = {
    "organisations": Organisation,
    "officers": OfficerEntry,
    "product-catalogue": ProductKind,
    "reason-codes": Reason,
    "calendars": CalendarYear,
    "rule-sets": Rule,
}
LISTS: dict[str, tuple[type[Struct], type[Struct]]] = {
    "/leads": (LeadsQuery, LeadRow),
    "/referrals": (ReferralsQuery, ReferralRow),
    "/dispositions": (DispositionsQuery, DispositionRow),
    "/test-results": (ResultsQuery, TestResultRow),
    "/inbox": (InboxQuery, ReferralRow),
    "/dispatch-queue": (ListQuery, LeadRow),
    "/test-results/figures": (FiguresQuery, Figures),
}
HEADERS = {
    "If-Match": 'The version of the record you saw, as its ETag gives it: "3"',
    "Idempotency-Key": "Your own name for this command: the same one again is answered as before",
    "Min-Position": "Wait until lists have reached this Event-Position",
    "Audit-Reason": "Why (UTF-8, or percent-encoded): recorded with your name",
}
TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
TEXTS = {"type": "array", "items": TEXT}
THEN = {"asOf": {"type": "string", "format": "date-time"}, "asOfPosition": WHOLE}
MORE = {"allowedActions": TEXTS, **THEN}
PAGE = {
    "next": TEXT,
    "count": {"type": "object", "properties": {"count": WHOLE, "exact": {"type": "boolean"}}},
}
INBOX = {
    "org": TEXT,
    "tab": TEXT,
    "tabs": {"type": "object", "additionalProperties": WHOLE},
}
PROPOSED = {
    "proposal": {
        "type": "object",
        "properties": {"org": TEXT, "rule": TEXT, "fact": TEXT, "openThere": WHOLE},
    },
    "returnedBy": TEXTS,
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "basis": {"type": "string", "description": "The rule or article it rests on"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
        "allowedActions": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["type", "title", "status", "code"],
}


def document() -> dict[str, Any]:
    """The whole document."""
    paths = _paths()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Casetrail 案迹",
            "version": version("casetrail"),
            "description": "The ledger of product-safety enforcement. POST to nouns to command.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"cookie": []}],
        "paths": paths,
        "components": {
            "schemas": _used(_schemas(), (paths, _ref("Problem"))),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "casetrail_session"},
            },
            "responses": {
                "Problem": {
                    "description": "The command or question was declined",
                    "content": {
                        "application/problem+json": {"schema": _ref("Problem")},
                    },
                }
            },
        },
    }


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for path, operations in (*_commands(), *_reads(), *_others()):
        paths.setdefault(path, {}).update(operations)
    return dict(sorted(paths.items()))


def _commands() -> Iterable[tuple[str, dict[str, Any]]]:
    for command in COMMANDS:
        answer = (command.answers or command.of).view.row_type
        path = f"{PREFIX}{command.path}".replace("{record_id:uuid}", ID)
        yield path, {"post": _command(command.noun, command.of.view.name, command.body, answer)}
    yield f"{PREFIX}/leads", {"post": _command("register", "leads", Register, LeadRow, on=None)}


def _reads() -> Iterable[tuple[str, dict[str, Any]]]:
    for path, (query, row) in LISTS.items():
        tag = path.strip("/").split("/")[0]
        parameters = [*_query(query), _header("Min-Position")]
        yield f"{PREFIX}{path}", {"get": _operation(path, tag, parameters, _page(path, row))}
    for name, row in RECORDS.items():
        one, noun = f"{PREFIX}/{name}/{ID}", name.removesuffix("s")
        yield one, {"get": _operation(noun, name, [_id(), *_query(Then)], _ref(row.__name__))}
        anything: dict[str, Any] = {}
        steps = {"type": "object", "properties": {"items": {"type": "array", "items": anything}}}
        parameters = [_id(), *_query(HistoryQuery), _header("Min-Position")]
        clocks = [_id(), *_query(Then)]
        yield f"{one}/clocks", {"get": _operation("clocks", name, clocks, steps)}
        yield f"{one}/history", {"get": _operation("history", name, parameters, steps)}
    for name, item in ITEMS.items():
        assert name in NAMES
        listed = {"type": "object", "properties": {"items": _array(item)}}
        path = f"{PREFIX}/reference/{name}"
        yield path, {"get": _operation(name, "reference", _query(Then), listed)}
        revised = _command(name, "reference", Publish, None, on=name)
        revised["parameters"] = revised["parameters"][1:]
        yield path, {"post": revised}


def _others() -> Iterable[tuple[str, dict[str, Any]]]:
    anything: dict[str, Any] = {}
    calculator = _operation("deadline", "deadlines", _query(CalculatorQuery), anything)
    yield f"{PREFIX}/deadline", {"get": calculator}
    listed = _operation("deadlines", "deadlines", _query(DeadlinesQuery), anything)
    yield f"{PREFIX}/deadlines", {"get": listed}
    yield f"{PREFIX}/reminders", {"get": _operation("reminders", "reminders", [], anything)}
    lead = f"{PREFIX}/leads/{ID}"
    yield f"{lead}/similar", {"get": _operation("similar", "leads", [_id()], anything)}
    informant = _operation(
        "informant", "leads", [_id(), _header("Audit-Reason", required=True)], _ref("Details")
    )
    yield f"{lead}/informant", {"get": informant}
    readings = _operation("informant-readings", "leads", [_id()], anything)
    yield f"{lead}/informant-readings", {"get": readings}
    batch = _command("lead-dispatch-batches", "leads", DispatchBatch, None, on=None)
    batch["responses"]["207"] = batch["responses"].pop("201")
    yield f"{PREFIX}/lead-dispatch-batches", {"post": batch}
    yield f"{PREFIX}/imports", {"post": _import()}
    run = [_path("import_id", "uuid")]
    yield f"{PREFIX}/imports/{{import_id}}", {"get": _operation("import", "imports", run, anything)}
    where = [_path("position", "int64")]
    yield f"{PREFIX}/events/{{position}}", {"get": _operation("event", "events", where, anything)}
    yield f"{PREFIX}/sessions", {"post": _sign_in()}
    current = {
        "get": _operation("who", "sessions", [], anything),
        "delete": _operation("sign-out", "sessions", [], anything, status="204"),
    }
    yield f"{PREFIX}/sessions/current", current
    for path in ("/health/live", "/health/ready"):
        yield path, {"get": _operation(path, "health", [], anything) | {"security": []}}


def _command(
    noun: str,
    tag: str,
    body: type[Struct],
    answer: type[Struct] | None,
    *,
    on: str | None = "record",
) -> dict[str, Any]:
    parameters = [_header("Idempotency-Key", required=True)]
    if on is not None:
        parameters = [_id(), _header("If-Match", required=True), *parameters]
    schema = _ref(answer.__name__) if answer else {}
    return {
        **_operation(noun, tag, parameters, schema, status="201", verb="post"),
        "description": (body.__doc__ or "").strip(),
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref(body.__name__)}},
        },
    }


def _operation(
    noun: str,
    tag: str,
    parameters: list[dict[str, Any]],
    schema: Mapping[str, Any],
    *,
    status: str = "200",
    verb: str = "get",
) -> dict[str, Any]:
    name = re.sub(r"\W+", "-", f"{verb}-{tag}-{noun}").strip("-")
    content = {"application/json": {"schema": schema}}
    return {
        "operationId": name,
        "summary": noun.strip("/").replace("-", " "),
        "tags": [tag],
        "parameters": parameters,
        "responses": {
            status: {"description": "Done", **({} if status == "204" else {"content": content})},
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }


def _import() -> dict[str, Any]:
    form = {
        "type": "object",
        "properties": {
            "file": {"type": "string", "contentMediaType": "application/octet-stream"},
            "mode": {"enum": ["good-rows", "all-or-nothing", "dry-run"]},
        },
        "required": ["file"],
    }
    key = [_header("Idempotency-Key", required=True)]
    return {
        **_operation("imports", "imports", key, _ref("Summary"), status="201", verb="post"),
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}},
    }


def _sign_in() -> dict[str, Any]:
    return {
        **_operation("sign-in", "sessions", [], {}, status="201", verb="post"),
        "security": [],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref("SignIn")}},
        },
    }


def _query(struct: type[Struct]) -> list[dict[str, Any]]:
    (_,), components = msgspec.json.schema_components([struct], ref_template=REF)
    schema = components[struct.__name__]
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": about}
        for name, about in schema["properties"].items()
    ]


def _header(name: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": HEADERS[name],
        "schema": {"type": "string"},
    }


def _id() -> dict[str, Any]:
    return _path("record_id", "uuid")


def _path(name: str, form: str) -> dict[str, Any]:
    kind = "string" if form == "uuid" else "integer"
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": kind, "format": form},
    }


def _page(path: str, row: type[Struct]) -> dict[str, Any]:
    items = _array(row)
    if path == "/test-results/figures":
        return {"type": "object", "properties": {"figures": items, **THEN}}
    if path == "/dispatch-queue":
        proposed = {"type": "object", "properties": PROPOSED}
        items = {"type": "array", "items": {"allOf": [_ref(row.__name__), proposed]}}
    more = INBOX if path == "/inbox" else {}
    return {"type": "object", "properties": {"items": items, **PAGE, **more, **THEN}}


def _array(row: type[Struct]) -> dict[str, Any]:
    return {"type": "array", "items": _ref(row.__name__)}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": REF.format(name=name)}


def _schemas() -> dict[str, Any]:
    bodies = [command.body for command in COMMANDS]
    rows = [*RECORDS.values(), *ITEMS.values(), *(row for _, row in LISTS.values())]
    others = [Register, Publish, DispatchBatch, SignIn, Summary, Details]
    queries = [*(query for query, _ in LISTS.values()), DeadlinesQuery, CalculatorQuery]
    structs = [*bodies, *rows, *others, *queries]
    _, components = msgspec.json.schema_components(structs, ref_template=REF)
    for row in rows:
        if issubclass(row, Row):
            _as_shown(components[row.__name__], more=MORE if row in RECORDS.values() else {})
    return components | {"Problem": PROBLEM}


def _used(schemas: Mapping[str, Any], by: object) -> dict[str, Any]:
    """The schemas that something refers to, itself or through others."""
    used: dict[str, Any] = {}
    waiting = _named(by)
    while waiting:
        name = waiting.pop()
        if name not in used:
            used[name] = schemas[name]
            waiting |= _named(schemas[name])
    return dict(sorted(used.items()))


def _named(value: object) -> set[str]:
    text = msgspec.json.encode(value).decode()
    return set(re.findall(r'"#/components/schemas/(\w+)"', text))


def _as_shown(schema: dict[str, Any], more: Mapping[str, Any]) -> None:
    """A row as `shown` answers it: without what is not for its readers, with what is added."""
    schema["required"] = [name for name in schema["required"] if name not in HIDDEN]
    for name in HIDDEN:
        schema["properties"].pop(name, None)
    schema["properties"] |= more
