"""A case as lists show it: where it stands, who handles it, what runs.

The file itself is folded from the events when it is read.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from application.ledger import Entry
from application.views.view import Row, View, among, stamp
from domain.case import events as e
from domain.case.clocks import (
    HEARING,
    NOTICE,
    PUBLIC_SERVICE,
    PUBLICATION,
    Facts,
    begun,
    effects,
    is_running,
)
from domain.case.kinds import Outcome, PublicityEnd, ReviewOpinion, Stage
from domain.case.stages import led_to
from domain.joint_review.suggestions import is_difficult
from domain.statute.running import Running, after


class CaseStatus(StrEnum):
    """The stage, or suspended while a suspension lies over it."""

    INVESTIGATING = "investigating"
    REVIEWING = "reviewing"
    PROPOSAL_PENDING = "proposal_pending"
    NOTICE_PENDING = "notice_pending"
    NOTICE_WINDOW = "notice_window"
    HEARING = "hearing"
    RECHECK = "recheck"
    DECISION_PENDING = "decision_pending"
    DECIDED = "decided"
    EXECUTING = "executing"
    CLOSING = "closing"
    CLOSED = "closed"
    ARCHIVED = "archived"
    SUSPENDED = "suspended"


class Shown(StrEnum):
    """Where the publication of a penalty stands (law.md 12.3)."""

    NOT_DUE = "not_due"
    DUE = "due"
    PUBLISHED = "published"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class HandlerRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """Who handles the case."""

    id: str
    name: str


class CaseRow(Row, frozen=True, kw_only=True, rename="camel"):
    """`status` is the stage, or suspended; `stage` stays what it was."""

    status: CaseStatus
    stage: Stage
    number: str
    title: str
    org: str
    supervising_org: str | None
    party: e.Party
    violation: str
    filed_on: date
    lead: UUID
    product: str | None = None
    batch: str | None = None
    disposition: UUID | None = None
    campaigns: tuple[str, ...] = ()
    serious: bool = False
    handlers: tuple[HandlerRow, ...] = ()
    suspended_since: date | None = None
    suspended_why: str | None = None
    decided_on: date | None = None
    decision_number: str | None = None
    proposed: Outcome | None = None
    outcome: Outcome | None = None
    penalties: tuple[e.Penalty, ...] = ()
    publicity: Shown = Shown.NOT_DUE
    publicity_term: PublicityEnd | None = None
    crime_suspected: bool = False
    was_with_police: bool = False
    difficult: bool = False
    closed_on: date | None = None
    archive_number: str | None = None
    last_step_on: date
    clocks: tuple[Running, ...] = ()


def fold(row: CaseRow | None, entry: Entry) -> CaseRow:
    """The row after one more entry of the case's stream."""
    if row is None:
        return _filed(entry)
    difficult = row.difficult or is_difficult(cast("e.CaseEvent", entry.event))
    changed = replace(
        row, **stamp(entry), **_changes(row, entry), clocks=_ticked(row, entry), difficult=difficult
    )
    suspended = changed.suspended_since is not None
    status = CaseStatus.SUSPENDED if suspended else CaseStatus(changed.stage)
    return replace(changed, status=status, publicity=_publicity(changed, entry))


def _filed(entry: Entry) -> CaseRow:
    event = entry.event
    assert isinstance(event, e.CaseFiled)
    return CaseRow(
        id=entry.originator_id,
        **stamp(entry),
        dossier=event.dossier,
        orgs=among(event.org, event.supervising_org),
        status=CaseStatus.INVESTIGATING,
        stage=Stage.INVESTIGATING,
        number=event.number,
        title=event.title,
        org=event.org,
        supervising_org=event.supervising_org,
        party=event.party,
        violation=event.violation,
        filed_on=entry.effective_on,
        lead=event.lead,
        product=event.product,
        batch=event.batch,
        disposition=event.disposition,
        campaigns=event.campaigns,
        serious=event.serious,
        difficult=is_difficult(event),
        handlers=_named(event.handlers),
        last_step_on=entry.effective_on,
        clocks=after((), effects(event, entry.effective_on, Facts(holder=event.org)), 1),
    )


def _named(handlers: tuple[e.Handler, ...]) -> tuple[HandlerRow, ...]:
    return tuple(HandlerRow(id=each.id, name=each.name) for each in handlers)


def _ticked(row: CaseRow, entry: Entry) -> tuple[Running, ...]:
    facts = Facts(
        holder=row.org,
        province=row.party.province,
        penalties=row.penalties,
        published=row.publicity is Shown.PUBLISHED,
        moved_to_police=row.outcome is Outcome.CRIMINAL,
        was_with_police=row.was_with_police,
        decided_on=row.decided_on,
        hearings=begun(row.clocks, HEARING),
        notices=begun(row.clocks, NOTICE),
        publishing=is_running(row.clocks, PUBLIC_SERVICE),
    )
    event = cast("e.CaseEvent", entry.event)
    return after(row.clocks, effects(event, entry.effective_on, facts), entry.originator_version)


def _publicity(row: CaseRow, entry: Entry) -> Shown:
    match entry.event:
        case e.PenaltyPublished():
            return Shown.PUBLISHED
        case e.PublicityStopped():
            return Shown.ENDED
        case e.PublicityWithdrawn():
            return Shown.DUE if _to_publish(row) else Shown.WITHDRAWN
        case e.DecisionRevoked() if row.publicity is Shown.DUE:
            return Shown.NOT_DUE
        case e.DecisionMade() | e.DecisionChanged() if row.publicity is not Shown.PUBLISHED:
            left = Shown.NOT_DUE if row.publicity is Shown.DUE else row.publicity
            return Shown.DUE if _to_publish(row) else left
        case _:
            return row.publicity


def _to_publish(row: CaseRow) -> bool:
    return any(is_running(row.clocks, rule) for rule in PUBLICATION)


def _changes(row: CaseRow, entry: Entry) -> dict[str, Any]:
    event, on = cast("e.CaseEvent", entry.event), entry.effective_on
    stage = led_to(row.stage, event)
    step = {"stage": stage, "last_step_on": max(row.last_step_on, on)} if stage else {}
    return step | _facts(event, on)


def _facts(event: e.CaseEvent, on: date) -> dict[str, Any]:
    match event:
        case e.HandlersAssigned(handlers=handlers):
            return {"handlers": _named(handlers)}
        case e.CaseCorrected():
            return _corrected(event)
        case e.CaseTagged(campaigns=campaigns):
            return {"campaigns": campaigns}
        case e.EntryCorrected(since=since):
            return {"last_step_on": since}
        case e.CaseSuspended(ground=ground):
            return {"suspended_since": on, "suspended_why": ground.value, "last_step_on": on}
        case e.CaseResumed():
            return {"suspended_since": None, "suspended_why": None, "last_step_on": on}
        case e.CrimeSuspected():
            return {"crime_suspected": True}
        case e.CrimeReceipted():
            return {"was_with_police": True}
        case e.CrimeSuspicionCleared(reopened=reopened):
            return {"crime_suspected": False} | (REOPENED if reopened else {})
        case _:
            return _proceeded(event, on)


def _corrected(event: e.CaseCorrected) -> dict[str, Any]:
    given = {
        "title": event.title,
        "party": event.party,
        "violation": event.violation,
        "product": event.product,
        "batch": event.batch,
    }
    return {name: value for name, value in given.items() if value is not None}


REOPENED: dict[str, Any] = {
    "proposed": None,
    "outcome": None,
    "penalties": (),
    "decided_on": None,
    "decision_number": None,
    "closed_on": None,
    "archive_number": None,
}


def _proceeded(event: e.CaseEvent, on: date) -> dict[str, Any]:
    match event:
        case e.ProposalApproved(outcome=outcome):
            return {"proposed": outcome}
        case e.ProposalReturned() | e.ReviewGiven(opinion=ReviewOpinion.SUPPLEMENT):
            return {"proposed": None}
        case e.DecisionMade(number=number, outcome=outcome, penalties=penalties):
            return {
                "decided_on": on,
                "decision_number": number,
                "outcome": outcome,
                "penalties": penalties,
            }
        case e.DecisionChanged(penalties=penalties):
            return {"penalties": penalties}
        case e.DecisionRevoked(remade=remade):
            return REOPENED if remade else {"penalties": ()}
        case e.PenaltyPublished(until=until):
            return {"publicity_term": until}
        case e.CaseClosed():
            return {"closed_on": on}
        case e.CaseArchived(number=number):
            return {"archive_number": number}
        case _:
            return {}


def columns(row: CaseRow) -> Mapping[str, Any]:
    """What lists of cases are filtered and searched by."""
    party = row.party
    words = (row.number, row.title, party.name, row.product, row.batch, row.decision_number)
    return {
        "status": row.status,
        "stage": row.stage,
        "org": row.org,
        "handlers": [each.id for each in row.handlers],
        "number": row.number,
        "enterprise": party.uscc,
        "product": row.product,
        "batch": row.batch,
        "disposition": row.disposition,
        "campaigns": list(row.campaigns),
        "serious": row.serious,
        "outcome": row.outcome,
        "publicity": row.publicity,
        "difficult": row.difficult,
        "words": " ".join(word for word in words if word),
    }


CASES: View[CaseRow] = View("cases", CaseRow, "case.", fold, columns, lambda row: row.filed_on)
