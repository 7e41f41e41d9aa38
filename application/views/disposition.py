"""The disposition of an unqualified result as people see it: recipients, and who was told when."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from application.ledger import Entry
from application.views.view import Row, View, among, stamp
from domain.disposition import events as e
from domain.disposition.clocks import effects
from domain.disposition.state import DispositionStatus
from domain.party import Enterprise
from domain.sampling.result import TestResult
from domain.statute.running import Running, after


class RecipientRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """An operator, the body that handles it, and when it received the notice."""

    role: e.RecipientRole
    enterprise: Enterprise
    handling_org: str | None
    outside: bool
    notified_on: date | None = None
    mode: e.ServiceMode | None = None
    referral: UUID | None = None


class DispositionRow(Row, frozen=True, kw_only=True, rename="camel"):
    """One unqualified result on its way."""

    status: DispositionStatus
    organiser: str
    result: TestResult
    product_kind: str | None
    catalogue_revision: int
    serious: bool
    serious_rule: str | None
    serious_fact: str | None
    recipients: tuple[RecipientRow, ...]
    lead: UUID | None = None
    clocks: tuple[Running, ...] = ()


def fold(row: DispositionRow | None, entry: Entry) -> DispositionRow:
    """The row after one more entry of the disposition's stream."""
    match entry.event:
        case e.DispositionOpened() as opened:
            return _opened(entry, opened)
        case e.ResultNoticeServed(recipient=role, received_on=day, mode=mode) if row:
            told = _with(row, role, notified_on=day, mode=mode)
            done = all(each.notified_on for each in told)
            status = DispositionStatus.OBJECTION_WINDOW if done else row.status
            clocks = after(
                row.clocks,
                effects(entry.event, row.organiser),
                entry.originator_version,
            )
            return replace(row, **stamp(entry), recipients=told, status=status, clocks=clocks)
        case e.NotifiedOutside(recipient=role, referral=referral, to_org=org) if row:
            told = _with(row, role, referral=referral, handling_org=org)
            return replace(row, **stamp(entry), recipients=told)
        case other:
            raise TypeError(f"not an event of a disposition: {type(other).__name__}")


def _with(
    row: DispositionRow,
    role: e.RecipientRole,
    **fields: Any,  # noqa: ANN401 - fields of a recipient
) -> tuple[RecipientRow, ...]:
    return tuple(replace(each, **fields) if each.role is role else each for each in row.recipients)


def _opened(entry: Entry, event: e.DispositionOpened) -> DispositionRow:
    inside = [each.handling_org for each in event.recipients if not each.outside]
    return DispositionRow(
        id=entry.originator_id,
        **stamp(entry),
        dossier=entry.originator_id,
        orgs=among(event.organiser, *inside),
        status=DispositionStatus.NOTIFYING,
        organiser=event.organiser,
        result=event.result,
        product_kind=event.product_kind,
        catalogue_revision=event.catalogue_revision,
        serious=event.serious_rule is not None,
        serious_rule=event.serious_rule,
        serious_fact=event.serious_fact,
        recipients=tuple(
            RecipientRow(
                role=each.role,
                enterprise=each.enterprise,
                handling_org=each.handling_org,
                outside=each.outside,
            )
            for each in event.recipients
        ),
        lead=event.lead,
    )


def columns(row: DispositionRow) -> Mapping[str, Any]:
    """What lists of dispositions are filtered and searched by."""
    result = row.result
    names = [each.enterprise.name for each in row.recipients]
    codes = [each.enterprise.uscc for each in row.recipients if each.enterprise.uscc]
    return {
        "status": row.status,
        "organiser": row.organiser,
        "handlers": [each.handling_org for each in row.recipients if each.handling_org],
        "serious": row.serious,
        "product_kind": row.product_kind,
        "sampling_rule": result.sampling_rule,
        "report_no": result.report_no,
        "enterprises": codes,
        "words": " ".join([result.report_no, result.product, result.batch or "", *names]),
    }


DISPOSITIONS: View[DispositionRow] = View(
    "dispositions",
    DispositionRow,
    "disposition.",
    fold,
    columns,
    lambda row: row.result.delivered_on or row.result.sampled_on,
)
