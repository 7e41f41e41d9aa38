"""A supervision as people see it: of which case, from whom to whom, by when."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from application.ledger import Entry
from application.views.view import Row, View, among, stamp
from domain.statute.rule import Force
from domain.statute.running import Running, after
from domain.supervision import events as e
from domain.supervision.clocks import effects
from domain.supervision.decisions import PAPERS
from domain.supervision.state import Supervision, SupervisionStatus, evolve


class SupervisionRow(Row, frozen=True, kw_only=True, rename="camel"):
    """One supervision. `force` is internal where nothing but the authority's own wish stands."""

    status: SupervisionStatus
    kind: e.SupervisionKind
    force: Force
    case: UUID
    case_number: str
    case_title: str
    from_org: str
    to_org: str
    text: str
    number: str | None
    answer_by: date | None
    issued_on: date
    last_step_on: date
    received_on: date | None = None
    corrected_on: date | None = None
    answers: tuple[str, ...] = ()
    adopted: bool | None = None
    clocks: tuple[Running, ...] = ()
    supervision: Supervision


def fold(row: SupervisionRow | None, entry: Entry) -> SupervisionRow:
    """The row after one more entry of the supervision's stream."""
    event = cast("e.SupervisionEvent", entry.event)
    state = evolve(row.supervision if row else None, event)
    issued = state.issued
    done = effects(event, entry.effective_on, issued)
    return SupervisionRow(
        id=entry.originator_id,
        **stamp(entry),
        dossier=issued.dossier,
        orgs=among(issued.from_org, issued.to_org),
        status=state.status,
        kind=issued.kind,
        force=Force.STATUTORY if issued.kind in PAPERS else Force.INTERNAL,
        case=issued.case,
        case_number=issued.case_number,
        case_title=issued.case_title,
        from_org=issued.from_org,
        to_org=issued.to_org,
        text=issued.text,
        number=issued.number,
        answer_by=issued.answer_by,
        issued_on=row.issued_on if row else entry.effective_on,
        last_step_on=_day_of(event, entry.effective_on, row.last_step_on if row else None),
        received_on=state.received.received_on if state.received else None,
        corrected_on=state.corrected.corrected_on if state.corrected else None,
        answers=tuple(each.text for each in state.answers),
        adopted=state.answers[-1].adopted if state.answers else None,
        clocks=after(row.clocks if row else (), done, entry.originator_version),
        supervision=state,
    )


def _day_of(event: e.SupervisionEvent, on: date, before: date | None) -> date:
    """The day of a step, before which none after it can be: that of its fact, where it has one."""
    match event:
        case e.SupervisionReceived(received_on=day) | e.CorrectionDone(corrected_on=day):
            return max(day, before or day)
        case _:
            return on


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
