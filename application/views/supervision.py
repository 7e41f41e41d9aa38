"""A supervision as people see it: of which case, from whom to whom, by when."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from application.ledger import Entry
from application.views.view import Row, View, among, stamp
from domain.statute.running import Running, after
from domain.supervision import events as e
from domain.supervision.clocks import effects
from domain.supervision.state import Supervision, SupervisionStatus, evolve


class SupervisionRow(Row, frozen=True, kw_only=True, rename="camel"):
    """One supervision."""

    status: SupervisionStatus
    kind: e.SupervisionKind
    case: UUID
    case_number: str
    case_title: str
    from_org: str
    to_org: str
    text: str
    number: str | None
    answer_by: date | None
    issued_on: date
    received_on: date | None = None
    corrected_on: date | None = None
    answers: tuple[str, ...] = ()
    clocks: tuple[Running, ...] = ()
    supervision: Supervision


def fold(row: SupervisionRow | None, entry: Entry) -> SupervisionRow:
    """The row after one more entry of the supervision's stream."""
    event = cast("e.SupervisionEvent", entry.event)
    state = evolve(row.supervision if row else None, event)
    issued = state.issued
    done = effects(event, entry.effective_on, issued.from_org, issued.to_org)
    return SupervisionRow(
        id=entry.originator_id,
        **stamp(entry),
        dossier=issued.dossier,
        orgs=among(issued.from_org, issued.to_org),
        status=state.status,
        kind=issued.kind,
        case=issued.case,
        case_number=issued.case_number,
        case_title=issued.case_title,
        from_org=issued.from_org,
        to_org=issued.to_org,
        text=issued.text,
        number=issued.number,
        answer_by=issued.answer_by,
        issued_on=row.issued_on if row else entry.effective_on,
        received_on=state.received.received_on if state.received else None,
        corrected_on=state.corrected.corrected_on if state.corrected else None,
        answers=tuple(each.text for each in state.answers),
        clocks=after(row.clocks if row else (), done, entry.originator_version),
        supervision=state,
    )


def columns(row: SupervisionRow) -> Mapping[str, Any]:
    """What lists are filtered by."""
    return {
        "status": row.status,
        "kind": row.kind,
        "case_id": row.case,
        "from_org": row.from_org,
        "to_org": row.to_org,
        "words": f"{row.case_number} {row.case_title} {row.number or ''}",
    }


SUPERVISIONS: View[SupervisionRow] = View(
    "supervisions", SupervisionRow, "supervision.", fold, columns, lambda row: row.issued_on
)
