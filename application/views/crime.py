"""A criminal transfer as the bureau sees it: what was sent, what the police made of it."""

from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from application.ledger import Entry
from domain.referral import criminal_events as c
from domain.referral.kinds import TransferDocument


class DocumentRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """A paper that went along."""

    kind: TransferDocument
    name: str


class CrimeRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """`result_on` is when the last refusal to file was received, `text` what was last said.

    `told_on` is when the party learned that sealed items went to the police.
    """

    offence: str
    team: tuple[str, ...]
    last_step_on: date
    report: str | None = None
    decided_at: datetime | None = None
    sent_at: datetime | None = None
    documents: tuple[DocumentRow, ...] = ()
    copied_to: str | None = None
    police: str | None = None
    received_at: datetime | None = None
    receipt: str | None = None
    notice_number: str | None = None
    result_on: date | None = None
    items: tuple[str, ...] = ()
    handover_receipt: str | None = None
    told_on: date | None = None
    procuratorate: str | None = None
    text: str | None = None


def begun(event: c.CrimeTeamFormed, on: date) -> CrimeRow:
    """The transfer when its team was formed."""
    return CrimeRow(offence=event.offence, team=event.team, last_step_on=on)


def fold(crime: CrimeRow, event: c.CriminalEvent, entry: Entry) -> CrimeRow:
    """The transfer after one more of its events."""
    on = entry.effective_on
    later = max(crime.last_step_on, on)
    return replace(crime, **_changes(event, on), last_step_on=later)


def _changes(event: c.CriminalEvent, on: date) -> dict[str, Any]:
    match event:
        case c.CrimeReportSubmitted(text=text):
            return {"report": text}
        case c.CrimeTransferApproved(decided_at=at, reason=text):
            return {"decided_at": at, "text": text}
        case c.CrimeTransferRefused(decided_at=at, reason=text):
            return {"decided_at": at, "text": text}
        case c.CrimeCaseSent(sent_at=at, documents=papers, copied_to=copied):
            rows = tuple(DocumentRow(kind=each.kind, name=each.name) for each in papers)
            return {"sent_at": at, "documents": rows, "copied_to": copied}
        case c.PoliceReceipted(received_at=at, body=body, receipt=receipt):
            return {"received_at": at, "police": body, "receipt": receipt}
        case c.MaterialsRequested(missing=text) | c.MaterialsSupplemented(text=text):
            return {"text": text}
        case c.CasePassedOn(to_body=body):
            return {"police": body, "text": None}
        case c.PoliceFiled(number=number):
            return {"notice_number": number, "result_on": None}
        case c.PoliceDeclined(number=number, reason=text):
            return {"notice_number": number, "result_on": on, "text": text}
        case c.ItemsHandedOver(items=items, receipt=receipt, told_on=told):
            return {"items": items, "handover_receipt": receipt, "told_on": told}
        case _:
            return _objected(event, on)


def _objected(event: c.CriminalEvent, on: date) -> dict[str, Any]:
    match event:
        case c.ReconsiderationRequested(reason=text) | c.AdministrationResumed(reason=text):
            return {"text": text}
        case c.ReconsiderationDecided(filed=filed, number=number, reason=text):
            day = None if filed else on
            return {"notice_number": number, "result_on": day, "text": text}
        case c.ProsecutorSuggested(body=body, reason=text):
            return {"procuratorate": body, "text": text}
        case c.ReasonsAsked(text=text) | c.FilingOrdered(text=text):
            return {"text": text}
        case c.ReasonsAccepted(text=text):
            return {"text": text, "result_on": on}
        case other:
            raise TypeError(f"not a step of a criminal transfer: {type(other).__name__}")
