"""The schemas of the OpenAPI document: what commands, queries and records hold, each named once."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from adapters.api.answers import HIDDEN
from adapters.api.bulletins import (
    BatchesQuery,
    Behind,
    Compared,
    ComparisonQuery,
    EditionQuery,
    ShownFigures,
)
from adapters.api.case_files import NOT_SHOWN, camel_case
from adapters.api.cases import BoardQuery, StepQuery
from adapters.api.commands import COMMANDS
from adapters.api.deadlines import CalculatorQuery, DeadlinesQuery
from adapters.api.dispatch_batches import DispatchBatch
from adapters.api.disposition_files import FILE_PARTS
from adapters.api.disposition_queue import QueueQuery
from adapters.api.dispositions import DispositionStepQuery
from adapters.api.enterprises import FirmQuery, FirmsQuery, ProductQuery, Together
from adapters.api.fines import FineQuery
from adapters.api.joint_review_files import SHOWN
from adapters.api.joint_reviews import ReviewQueueQuery
from adapters.api.lists import (
    BulletinsQuery,
    CasesQuery,
    DispositionsQuery,
    FiguresQuery,
    JointReviewsQuery,
    LeadsQuery,
    ListQuery,
    ReferralsQuery,
    ResultsQuery,
    SupervisionsQuery,
)
from adapters.api.patterns import PatternQuery
from adapters.api.queues import InboxQuery
from adapters.api.records import HistoryQuery, Then
from adapters.api.reference import CatalogueQuery
from adapters.api.sampling import SamplingQuery
from adapters.api.sessions import SignIn
from adapters.api.supervisions import SupervisionQueueQuery
from adapters.api.uploads import Uploaded, UploadQuery
from application.firms import Firm
from application.imports import Summary
from application.patterns import CampaignCount, Cluster, Repeated
from application.queries import Figures
from application.reference import Publish
from application.vault import Details
from application.views.bulletin import BulletinRow
from application.views.case import CaseRow
from application.views.disposition import DispositionRow
from application.views.joint_review import JointReviewRow
from application.views.lead import LeadRow
from application.views.referral import ReferralRow
from application.views.supervision import SupervisionRow
from application.views.test_result import TestResultRow
from application.views.view import Row
from domain.bulletin.decisions import DraftBulletin
from domain.case.gates import Checked
from domain.case.state import Case
from domain.joint_review.convening import RequestFromAbove
from domain.lead.decisions import Register
from domain.reference.bases import LegalBasis
from domain.reference.campaigns import Campaign
from domain.reference.catalogue import ProductKind
from domain.reference.mappings import ImportMapping
from domain.reference.officers import OfficerEntry
from domain.reference.organisations import Organisation
from domain.reference.reasons import Reason
from domain.reference.thresholds import Threshold
from domain.statute.calendar import CalendarYear
from domain.statute.rule import Rule
from domain.supervision.decisions import Issue

REF = "#/components/schemas/{name}"
# A name that several kinds of record use: msgspec puts the module before it.
SHARED = re.compile(r'(?<=["/])(?:domain|application)\.([a-z_]+)(?:\.[a-z_]+)?\.(\w+)(?=")')
RECORDS: dict[str, type[Struct]] = {
    "leads": LeadRow,
    "referrals": ReferralRow,
    "cases": CaseRow,
    "dispositions": DispositionRow,
    "joint-reviews": JointReviewRow,
    "supervisions": SupervisionRow,
    "test-results": TestResultRow,
    "bulletins": BulletinRow,
}
ITEMS: dict[str, type[Struct]] = {
    "organisations": Organisation,
    "officers": OfficerEntry,
    "product-catalogue": ProductKind,
    "reason-codes": Reason,
    "calendars": CalendarYear,
    "rule-sets": Rule,
    "legal-bases": LegalBasis,
    "thresholds": Threshold,
    "campaigns": Campaign,
    "import-mappings": ImportMapping,
}
LISTS: dict[str, tuple[type[Struct], type[Struct]]] = {
    "/leads": (LeadsQuery, LeadRow),
    "/referrals": (ReferralsQuery, ReferralRow),
    "/cases": (CasesQuery, CaseRow),
    "/dispositions": (DispositionsQuery, DispositionRow),
    "/test-results": (ResultsQuery, TestResultRow),
    "/bulletins": (BulletinsQuery, BulletinRow),
    "/inbox": (InboxQuery, ReferralRow),
    "/dispatch-queue": (ListQuery, LeadRow),
    "/supervisions": (SupervisionsQuery, SupervisionRow),
    "/supervisions/queue": (SupervisionQueueQuery, SupervisionRow),
    "/joint-reviews": (JointReviewsQuery, JointReviewRow),
    "/joint-reviews/queue": (ReviewQueueQuery, JointReviewRow),
    "/test-results/figures": (FiguresQuery, Figures),
}
TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
TEXTS = {"type": "array", "items": TEXT}
THEN = {"asOf": {"type": "string", "format": "date-time"}, "asOfPosition": WHOLE}
MORE: dict[str, Any] = {"allowedActions": TEXTS, **THEN}
FILE: dict[str, Any] = {
    "file": {
        "type": "object",
        "description": "A case read by itself: all that happened in it, as it stands",
        "properties": {
            **{camel_case(n): {} for n in Case.__struct_fields__ if n not in NOT_SHOWN},
            "lapsed": TEXTS,
            "expired": TEXTS,
        },
    }
}
REVIEW: dict[str, Any] = {
    **{camel_case(name): {} for name in (*SHOWN, "positions", "quorum", "concluded")},
    **{name: {} for name in ("question", "proposal", "positionsBasedOn")},
}
FILES: dict[type[Struct], dict[str, Any]] = {
    CaseRow: FILE,
    JointReviewRow: REVIEW,
    DispositionRow: {
        "file": {
            "type": "object",
            "description": "A disposition read by itself: all that happened, as it stands that day",
            "properties": {name: {} for name in FILE_PARTS},
        }
    },
}
PROBLEM_DETAILS = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "basis": {"type": "string", "description": "The rule it rests on"},
        "instrument": {"type": "string", "description": "The text that was in force"},
        "article": {"type": "string", "description": "Its article"},
        "existing": {"type": "string", "description": "Where the record is that is there"},
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
PROBLEM = {"$ref": REF.format(name="Problem")}


def ref(struct: type[Struct]) -> dict[str, Any]:
    """A reference to the schema of a struct."""
    return _described()[0][struct]


def schema_of(struct: type[Struct]) -> dict[str, Any]:
    """The schema of a struct."""
    name = ref(struct)["$ref"].rpartition("/")[2]
    found: dict[str, Any] = _described()[1][name]
    return found


def used_by(value: object) -> dict[str, Any]:
    """The schemas that something refers to, itself or through others."""
    schemas = _described()[1]
    used: dict[str, Any] = {}
    waiting = _named(value)
    while waiting:
        name = waiting.pop()
        if name not in used:
            used[name] = schemas[name]
            waiting |= _named(schemas[name])
    return dict(sorted(used.items()))


def _named(value: object) -> set[str]:
    text = msgspec.json.encode(value).decode()
    return set(re.findall(r'"#/components/schemas/(\w+)"', text))


@cache
def _described() -> tuple[dict[type[Struct], dict[str, Any]], dict[str, Any]]:
    """Every struct with its reference, and all schemas by name."""
    structs = _structs()
    found = msgspec.json.schema_components(structs, ref_template=REF)
    text = SHARED.sub(
        lambda name: name[1].title().replace("_", "") + name[2],
        msgspec.json.encode(found).decode(),
    )
    refs, schemas = msgspec.json.decode(text, type=tuple[list[dict[str, Any]], dict[str, Any]])
    references = dict(zip(structs, refs, strict=True))
    for row, reference in references.items():
        if issubclass(row, Row):
            more = (MORE | FILES.get(row, {})) if row in RECORDS.values() else {}
            _as_shown(schemas[reference["$ref"].rpartition("/")[2]], more)
    return references, schemas | {"Problem": PROBLEM_DETAILS}


def _structs() -> list[type[Struct]]:
    bodies: list[type[Struct]] = [command.body for command in COMMANDS]
    rows: list[type[Struct]] = [
        *RECORDS.values(),
        *ITEMS.values(),
        *(row for _, row in LISTS.values()),
    ]
    others: list[type[Struct]] = [
        Register,
        Publish,
        DispatchBatch,
        SignIn,
        Summary,
        Details,
        Uploaded,
        Checked,
        RequestFromAbove,
        Issue,
        Behind,
        CampaignCount,
        Cluster,
        Compared,
        DraftBulletin,
        Firm,
        Repeated,
        ShownFigures,
        Together,
    ]
    queries: list[type[Struct]] = [
        *(query for query, _ in LISTS.values()),
        BatchesQuery,
        BoardQuery,
        CalculatorQuery,
        CatalogueQuery,
        ComparisonQuery,
        DeadlinesQuery,
        DispositionStepQuery,
        EditionQuery,
        QueueQuery,
        SamplingQuery,
        FineQuery,
        FirmQuery,
        FirmsQuery,
        HistoryQuery,
        PatternQuery,
        ProductQuery,
        StepQuery,
        Then,
        UploadQuery,
    ]
    return list(dict.fromkeys([*bodies, *rows, *others, *queries]))


def _as_shown(schema: dict[str, Any], more: Mapping[str, Any]) -> None:
    """A row as `shown` answers it: without what is not for its readers, with what is added."""
    schema["required"] = [name for name in schema["required"] if name not in HIDDEN]
    for name in HIDDEN:
        schema["properties"].pop(name, None)
    schema["properties"] |= more
