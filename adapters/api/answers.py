"""How records and commands are answered: JSON, ETag, positions, what may be done next."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response

from adapters.api.case_files import case_file
from adapters.api.disposition_files import disposition_file
from adapters.api.joint_review_files import review_file
from adapters.api.office import Office, Req
from adapters.legal_day import SHANGHAI
from application import allowed
from application.cases import moment_of
from application.desk import Done, Loaded
from application.dispositions import moment_of as day_of_disposition
from application.views.bulletin import BulletinRow
from application.views.case import CaseRow
from application.views.disposition import DispositionRow
from application.views.joint_review import JointReviewRow
from application.views.lead import LeadRow
from application.views.referral import ReferralRow
from application.views.supervision import SupervisionRow
from application.views.test_result import TestResultRow
from application.views.view import Row
from domain.authority import Officer
from domain.case.requirements import expired, lapsed
from domain.joint_review import steps
from domain.supervision import decisions as supervision

JSON = "application/json"
PREFIX = "/api/v1"
HIDDEN = ("orgs", "statusBefore", "clocks", "slots", "review", "supervision", "state")


def local(instant: datetime) -> datetime:
    """An instant as people read it: Shanghai's time, with the offset."""
    return instant.astimezone(SHANGHAI)


def shown(row: Row, actions: list[str] | None = None) -> dict[str, Any]:
    """A record as its readers see it."""
    body: dict[str, Any] = msgspec.to_builtins(row, builtin_types=(datetime,))
    for name in HIDDEN:
        body.pop(name, None)
    body["recordedAt"] = local(row.recorded_at)
    if actions is not None:
        body["allowedActions"] = actions
    return body


def detailed(record: Loaded[Any, Any], then: date, office: Office) -> dict[str, Any]:
    """A single record as its readers see it on a day: of a case or disposition also its file.

    The file is folded from the events; what lapsed by itself by then is told beside it.
    """
    body = shown(record.row)
    if isinstance(record.row, CaseRow):
        moment = moment_of(office.directory, record, then, then)
        over = {"lapsed": lapsed(record.state, moment), "expired": expired(record.state, moment)}
        body["file"] = case_file(record.state) | {name: each for name, each in over.items() if each}
    if isinstance(record.row, JointReviewRow):
        body |= review_file(record.state)
    if isinstance(record.row, DispositionRow):
        moment = day_of_disposition(office.directory, record, then, then)
        body["file"] = disposition_file(record.state, moment)
    return body


def actions_on(record: Loaded[Any, Any], by: Officer, office: Office) -> list[str]:
    """What the officer may do with the record now: names of sub-resources to POST to."""
    found: Iterable[str]
    match record.row:
        case ReferralRow():
            found = allowed.on_referral(record, by, office.directory.known)
        case CaseRow():
            moment = moment_of(office.directory, record, office.today, office.today)
            found = allowed.on_case(record, by, moment)
        case DispositionRow():
            moment = day_of_disposition(office.directory, record, office.today, office.today)
            found = allowed.on_disposition(record, by, moment)
        case row:
            found = ALLOWED[type(row)](record, by)
    return sorted({*found, *allowed.on_tags(record.state, by)})


ALLOWED: Mapping[type[Row], Callable[[Any, Officer], Iterable[str]]] = {
    LeadRow: allowed.on_lead,
    TestResultRow: allowed.on_result,
    BulletinRow: allowed.on_bulletin,
    JointReviewRow: lambda record, by: steps.allowed(record.state, by),
    SupervisionRow: lambda record, by: supervision.allowed(record.state, by),
}


def answered(done: Done, by: Officer, office: Office, location: str) -> Response[bytes]:
    """The answer to a command: 201 with the new state."""
    headers = {
        "Location": location,
        "ETag": f'"{done.version}"',
        "Event-Position": str(done.position),
    }
    if done.replayed:
        headers["Idempotency-Replayed"] = "true"
    return respond(present(done.record, by, office), status=201, headers=headers)


def present(record: Loaded[Any, Any], by: Officer, office: Office) -> dict[str, Any]:
    """A record as it is now, with what the officer may do with it."""
    body = detailed(record, office.today, office)
    return body | {"allowedActions": actions_on(record, by, office)}


def respond(
    body: object, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """A JSON response that no cache keeps."""
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        media_type=JSON,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def memento(instant: datetime) -> str:
    """An instant as Memento-Datetime has it (RFC 7089, 2.1.1)."""
    return format_datetime(instant, usegmt=True)


def link_to_next(request: Req, cursor: str) -> str:
    """A Link header to the next page (RFC 8288)."""
    kept = [(n, v) for n, v in request.query_params.multi_items() if n != "cursor"]
    return f'<{request.url.path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'


def path_of(collection: str, record: UUID) -> str:
    """Where a record is read."""
    return f"{PREFIX}/{collection}/{record}"
