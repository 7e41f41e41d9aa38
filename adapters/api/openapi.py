"""The OpenAPI 3.1 document, made from the tables of routes and the structs they take."""

import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from msgspec import Struct

from adapters.api.answers import PREFIX
from adapters.api.bulletins import (
    MEDIA_TYPES,
    BatchesQuery,
    Behind,
    Compared,
    ComparisonQuery,
    EditionQuery,
    ShownFigures,
)
from adapters.api.cases import BoardQuery, StepQuery
from adapters.api.commands import COMMANDS
from adapters.api.deadlines import CalculatorQuery, DeadlinesQuery
from adapters.api.dispatch_batches import DispatchBatch
from adapters.api.disposition_queue import QueueQuery
from adapters.api.dispositions import DispositionStepQuery
from adapters.api.enterprises import FirmQuery, FirmsQuery, ProductQuery, Together
from adapters.api.fines import FineQuery
from adapters.api.lists import ListQuery
from adapters.api.media_types import KINDS
from adapters.api.openapi_schemas import (
    ITEMS,
    LISTS,
    PROBLEM,
    RECORDS,
    TEXT,
    TEXTS,
    THEN,
    WHOLE,
    ref,
    schema_of,
    used_by,
)
from adapters.api.patterns import PatternQuery
from adapters.api.records import CLOCKED as CLOCKED_KINDS
from adapters.api.records import HistoryQuery, Then
from adapters.api.reference import NAMES, CatalogueQuery
from adapters.api.sampling import SamplingQuery
from adapters.api.sessions import SignIn
from adapters.api.uploads import Uploaded, UploadQuery
from application.firms import Firm
from application.imports import Summary
from application.patterns import CampaignCount, Cluster, Repeated
from application.reference import Publish
from application.vault import Details
from application.views.bulletin import BulletinRow
from application.views.joint_review import JointReviewRow
from application.views.lead import LeadRow
from application.views.supervision import SupervisionRow
from domain.bulletin.decisions import DraftBulletin
from domain.case.gates import Checked
from domain.joint_review.convening import RequestFromAbove
from domain.lead.decisions import Register
from domain.reference.thresholds import Threshold
from domain.supervision.decisions import Issue

ID = "{record_id}"
CLOCKED = {kind.view.path for kind in CLOCKED_KINDS}
HEADERS = {
    "If-Match": 'The version of the record you saw, as its ETag gives it: "3"',
    "Idempotency-Key": "Your own name for this command: the same one again is answered as before",
    "Min-Position": "Wait until lists have reached this Event-Position",
    "Content-Disposition": "The file's name: attachment; filename*=UTF-8''evidence.pdf",
    "Audit-Reason": "Why (UTF-8, or percent-encoded): recorded with your name",
}
FILES: dict[str, Any] = {name: {} for name in sorted({k.media_type for k in KINDS.values()})}
PAGE = {
    "next": TEXT,
    "count": {"type": "object", "properties": {"count": WHOLE, "exact": {"type": "boolean"}}},
}
GATES = {
    "type": "object",
    "properties": {
        "stage": TEXT,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "step": TEXT,
                    "text": TEXT,
                    "ready": {"type": "boolean"},
                    "allowed": {"type": "boolean"},
                    "act": TEXT,
                    "gates": {
                        "type": "array",
                        "items": {
                            "allOf": [ref(Checked), {"properties": {"text": TEXT}}],
                        },
                    },
                },
            },
        },
    },
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
            "schemas": used_by((paths, PROBLEM)),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "casetrail_session"},
            },
            "responses": {
                "Problem": {
                    "description": "The command or question was declined",
                    "content": {
                        "application/problem+json": {"schema": PROBLEM},
                    },
                }
            },
        },
    }


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for path, operations in (
        *_commands(),
        *_reads(),
        *_of_cases(),
        *_of_dispositions(),
        *_of_bulletins(),
        *_of_reviews(),
        *_others(),
    ):
        paths.setdefault(path, {}).update(operations)
    return dict(sorted(paths.items()))


def _commands() -> Iterable[tuple[str, dict[str, Any]]]:
    for command in COMMANDS:
        answer = (command.answers or command.of).view.row_type
        path = f"{PREFIX}{command.path}".replace("{record_id:uuid}", ID)
        yield path, {"post": _command(command.noun, command.of.view.path, command.body, answer)}
    yield f"{PREFIX}/leads", {"post": _command("register", "leads", Register, LeadRow, on=None)}
    drafted = _command("draft", "bulletins", DraftBulletin, BulletinRow, on=None)
    yield f"{PREFIX}/bulletins", {"post": drafted}


def _reads() -> Iterable[tuple[str, dict[str, Any]]]:
    for path, (query, row) in LISTS.items():
        tag = path.strip("/").split("/")[0]
        parameters = [*_query(query), _header("Min-Position")]
        yield f"{PREFIX}{path}", {"get": _operation(path, tag, parameters, _page(path, row))}
    for name, row in RECORDS.items():
        one, noun = f"{PREFIX}/{name}/{ID}", name.removesuffix("s")
        yield one, {"get": _operation(noun, name, [_id(), *_query(Then)], ref(row))}
        anything: dict[str, Any] = {}
        steps = {"type": "object", "properties": {"items": {"type": "array", "items": anything}}}
        parameters = [_id(), *_query(HistoryQuery), _header("Min-Position")]
        clocks = [_id(), *_query(Then)]
        if name in CLOCKED:
            yield f"{one}/clocks", {"get": _operation("clocks", name, clocks, steps)}
        yield f"{one}/history", {"get": _operation("history", name, parameters, steps)}
    for name, item in ITEMS.items():
        assert name in NAMES
        listed = {"type": "object", "properties": {"items": _array(item)}}
        path = f"{PREFIX}/reference/{name}"
        asked = CatalogueQuery if name == "product-catalogue" else Then
        yield path, {"get": _operation(name, "reference", _query(asked), listed)}
        revised = _command(name, "reference", Publish, None, on=name)
        revised["parameters"] = revised["parameters"][1:]
        yield path, {"post": revised}


def _of_cases() -> Iterable[tuple[str, dict[str, Any]]]:
    cases, anything = f"{PREFIX}/cases", dict[str, Any]()
    gates = _operation("gates", "cases", [_id(), *_query(StepQuery)], GATES)
    yield f"{cases}/{ID}/gates", {"get": gates}
    for name in ("board", "workload"):
        parameters = [*_query(BoardQuery), _header("Min-Position")]
        yield f"{cases}/{name}", {"get": _operation(name, "cases", parameters, anything)}
    for name in ("evidence", "documents"):
        parameters = [_id(), _path("number", "int64")]
        yield f"{cases}/{ID}/{name}/{{number}}/content", {"get": _download(name, parameters)}


def _of_reviews() -> Iterable[tuple[str, dict[str, Any]]]:
    reviews, anything = f"{PREFIX}/joint-reviews", dict[str, Any]()
    above = _command("request", "joint-reviews", RequestFromAbove, JointReviewRow, on=None)
    yield reviews, {"post": above}
    suggested = [*_query(ListQuery), _header("Min-Position")]
    listed = _operation("suggestions", "joint-reviews", suggested, anything)
    yield f"{reviews}/suggestions", {"get": listed}
    of_case = _operation("joint-review-suggestions", "cases", [_id()], anything)
    yield f"{PREFIX}/cases/{ID}/joint-review-suggestions", {"get": of_case}
    dossier = _operation("dossier", "joint-reviews", [_id()], anything)
    yield f"{reviews}/{ID}/dossier", {"get": dossier}
    numbered = [_id(), _path("number", "int64")]
    for name in ("evidence", "documents"):
        one = f"{reviews}/{ID}/dossier/{name}/{{number}}/content"
        yield one, {"get": _download(f"dossier-{name}", numbered)}
    minutes = _file("minutes", [_id(), *_query(Then)], "application/pdf")
    yield f"{reviews}/{ID}/minutes/content", {"get": minutes}
    earlier = _file("sitting-minutes", numbered, "application/pdf")
    yield f"{reviews}/{ID}/sittings/{{number}}/minutes/content", {"get": earlier}
    beside = _file("minutes-annexes", [_id()], "application/pdf")
    yield f"{reviews}/{ID}/minutes/annexes/content", {"get": beside}
    feed = _file("sessions", [_header("Min-Position")], "text/calendar")
    yield f"{reviews}/sessions.ics", {"get": feed}
    yield from _calendars()
    issued = _command("issue", "supervisions", Issue, SupervisionRow, on=None)
    yield f"{PREFIX}/supervisions", {"post": issued}


def _calendars() -> Iterable[tuple[str, dict[str, Any]]]:
    token = {**_path("token", "uuid"), "schema": TEXT}
    feed: dict[str, Any] = _file("subscription", [token], "text/calendar")
    feed["security"] = []
    yield f"{PREFIX}/calendars/{{token}}", {"get": feed}
    tag, url = "joint-reviews", {"type": "object", "properties": {"url": TEXT}}
    subscribe = _operation("calendar-token", tag, [], url, status="201", verb="post")
    nothing = {"content": {"application/json": {"schema": {"type": "object"}}}}
    yield (
        f"{PREFIX}/calendar-token",
        {
            "post": subscribe | {"requestBody": nothing},
            "delete": _operation("calendar-token-end", tag, [], {}, status="204"),
        },
    )


def _file(what: str, parameters: list[dict[str, Any]], media_type: str) -> dict[str, Any]:
    operation = _operation(what, "joint-reviews", parameters, {})
    done: dict[str, Any] = {"description": "The file", "content": {media_type: {}}}
    return {**operation, "responses": {**operation["responses"], "200": done}}


def _of_bulletins() -> Iterable[tuple[str, dict[str, Any]]]:
    one = f"{PREFIX}/bulletins/{ID}"
    parameters = [_id(), *_query(EditionQuery)]
    operation = _operation("figures", "bulletins", parameters, ref(ShownFigures))
    yield f"{one}/figures", {"get": operation}
    parameters = [_id(), *_query(ComparisonQuery)]
    found = {"type": "object", "properties": {"comparison": ref(Compared), **THEN}}
    yield f"{one}/comparison", {"get": _operation("comparison", "bulletins", parameters, found)}
    parameters = [_id(), *_query(BatchesQuery)]
    behind: dict[str, Any] = {"allOf": [ref(Behind), {"type": "object", "properties": THEN}]}
    yield f"{one}/batches", {"get": _operation("batches", "bulletins", parameters, behind)}
    listed = _operation("batches-csv", "bulletins", parameters, {})
    listed["responses"]["200"] = {"description": "The list", "content": {MEDIA_TYPES["csv"]: {}}}
    yield f"{one}/batches/csv", {"get": listed}
    yield from _of_enterprises()
    kind = {**_path("kind", "uuid"), "schema": {"enum": ["csv", "xlsx", "pdf"]}}
    operation = _operation("file", "bulletins", [_id(), kind, *_query(EditionQuery)], {})
    content: dict[str, Any] = {name: {} for name in MEDIA_TYPES.values()}
    done = {"description": "The file", "content": content}
    operation["responses"]["200"] = done
    yield f"{one}/files/{{kind}}", {"get": operation}


def _of_enterprises() -> Iterable[tuple[str, dict[str, Any]]]:
    listed: dict[str, Any] = {"type": "array", "items": {"type": "object"}}
    view: dict[str, Any] = {
        "names": TEXTS,
        "together": ref(Together),
        "deadlines": listed,
        "samplingCheck": listed,
        **THEN,
    }
    of_firm = {"properties": view | {"offender": {"anyOf": [ref(Repeated), {"type": "null"}]}}}
    firms, above = f"{PREFIX}/enterprises", _header("Min-Position")
    found = {"firms": _array(Firm), "products": TEXTS, "more": {"type": "boolean"}, **THEN}
    searched = _operation(
        "search", "enterprises", [*_query(FirmsQuery), above], {"properties": found}
    )
    yield firms, {"get": searched}
    uscc = [{**_path("uscc", "uuid"), "schema": TEXT}, *_query(Then), above]
    yield f"{firms}/{{uscc}}", {"get": _operation("enterprise", "enterprises", uscc, of_firm)}
    named = _operation("by-name", "enterprises", [*_query(FirmQuery), above], of_firm)
    yield f"{firms}/by-name", {"get": named}
    asked_for = [*_query(ProductQuery), above]
    operation = _operation("product", "products", asked_for, {"properties": view})
    yield f"{PREFIX}/products", {"get": operation}
    either = {"type": "array", "items": {"anyOf": [ref(Repeated), ref(Cluster)]}}
    patterns = {"properties": {"items": either, "threshold": ref(Threshold), **THEN}}
    operation = _operation("patterns", "patterns", [*_query(PatternQuery), above], patterns)
    yield f"{PREFIX}/patterns", {"get": operation}
    counts = {"properties": {"items": _array(CampaignCount), **THEN}}
    operation = _operation("campaigns", "campaigns", [*_query(Then), above], counts)
    yield f"{PREFIX}/campaigns", {"get": operation}


def _of_dispositions() -> Iterable[tuple[str, dict[str, Any]]]:
    tag, anything = "dispositions", dict[str, Any]()
    parameters = [_id(), *_query(DispositionStepQuery)]
    yield f"{PREFIX}/{tag}/{ID}/gates", {"get": _operation("gates", tag, parameters, GATES)}
    waiting = [*_query(QueueQuery), _header("Min-Position")]
    queue = _operation("disposition-queue", tag, waiting, anything)
    yield f"{PREFIX}/disposition-queue", {"get": queue}
    sampling = [*_query(SamplingQuery), _header("Min-Position")]
    check = _operation("sampling-check", tag, sampling, anything)
    yield f"{PREFIX}/sampling-check", {"get": check}


def _others() -> Iterable[tuple[str, dict[str, Any]]]:
    anything: dict[str, Any] = {}
    calculator = _operation("deadline", "deadlines", _query(CalculatorQuery), anything)
    yield f"{PREFIX}/deadline", {"get": calculator}
    listed = _operation("deadlines", "deadlines", _query(DeadlinesQuery), anything)
    yield f"{PREFIX}/deadlines", {"get": listed}
    fine = _operation("fine-range", "fines", _query(FineQuery), anything)
    yield f"{PREFIX}/fine-range", {"get": fine}
    yield f"{PREFIX}/reminders", {"get": _operation("reminders", "reminders", [], anything)}
    lead = f"{PREFIX}/leads/{ID}"
    yield f"{lead}/similar", {"get": _operation("similar", "leads", [_id()], anything)}
    informant = _operation(
        "informant", "leads", [_id(), _header("Audit-Reason", required=True)], ref(Details)
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
    yield f"{PREFIX}/uploads", {"post": _upload()}
    which = [_path("upload_id", "uuid")]
    one = f"{PREFIX}/uploads/{{upload_id}}"
    yield one, {"get": _operation("upload", "uploads", which, ref(Uploaded))}
    yield f"{one}/content", {"get": _download("uploads", which)}
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
    schema = ref(answer) if answer else {}
    return {
        **_operation(noun, tag, parameters, schema, status="201", verb="post"),
        "description": (body.__doc__ or "").strip(),
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": ref(body)}},
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
            "issuer": {
                "type": "string",
                "description": "The bureau of another province, by code or name",
            },
            "mapping": {"type": "string", "description": "The column mapping to read it by"},
            "recognisedBy": {"type": "string", "description": "Why its results count here"},
            "campaign": {
                "type": "array",
                "items": {"type": "string"},
                "description": "The campaigns that the results, and what follows, belong to",
            },
        },
        "required": ["file"],
    }
    key = [_header("Idempotency-Key", required=True)]
    return {
        **_operation("imports", "imports", key, ref(Summary), status="201", verb="post"),
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}},
    }


def _upload() -> dict[str, Any]:
    parameters = [_header("Content-Disposition"), *_query(UploadQuery)]
    return {
        **_operation("upload", "uploads", parameters, ref(Uploaded), status="201", verb="post"),
        "description": (
            "Keeps the body, streamed, for a command to take up. No Idempotency-Key is needed:"
            " the content is kept under its hash, so the same body again is kept once, and gets"
            " another id. What the file is, is told by its content; its Content-Type and the"
            " ending of its name must agree with it."
        ),
        "requestBody": {"required": True, "content": FILES},
    }


def _download(what: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    operation = _operation("content", what, parameters, {})
    done = {"description": "The file, with its Repr-Digest (RFC 9530)", "content": FILES}
    return {**operation, "responses": {**operation["responses"], "200": done}}


def _sign_in() -> dict[str, Any]:
    return {
        **_operation("sign-in", "sessions", [], {}, status="201", verb="post"),
        "security": [],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": ref(SignIn)}},
        },
    }


def _query(struct: type[Struct]) -> list[dict[str, Any]]:
    schema = schema_of(struct)
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
        items = {"type": "array", "items": {"allOf": [ref(row), proposed]}}
    more = INBOX if path == "/inbox" else {}
    return {"type": "object", "properties": {"items": items, **PAGE, **more, **THEN}}


def _array(row: type[Struct]) -> dict[str, Any]:
    return {"type": "array", "items": ref(row)}
