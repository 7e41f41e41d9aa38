"""The disposition of an unqualified result as people see it: how far each recipient has come."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal, cast, get_args
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from application.ledger import Entry
from application.views.disposition_waits import Waits, waits_of
from application.views.view import Row, View, among, stamp
from domain.disposition import events as e
from domain.disposition.clocks import clocks_of
from domain.disposition.state import ENDED, ORDER, Disposition, DispositionStatus, Track, evolve
from domain.party import Enterprise
from domain.place import area_of, line_of
from domain.reference.catalogue import RiskClass
from domain.sampling.result import TestResult
from domain.statute.running import Running


class RecipientRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """An operator or platform, the body that handles it, and how far it has come."""

    role: e.RecipientRole
    enterprise: Enterprise
    handling_org: str | None
    outside: bool
    labelled: bool = False
    stage: DispositionStatus = DispositionStatus.NOTIFYING
    notified_on: date | None = None
    mode: e.ServiceMode | None = None
    referral: UUID | None = None
    must_stop_since: date | None = None
    ordered_on: date | None = None
    rechecks: int = 0
    announced_on: date | None = None


class DispositionRow(Row, frozen=True, kw_only=True, rename="camel"):
    """One unqualified result on its way. `cases` and `leads` are those linked to it since.

    `waits` is what is next for each recipient, whatever the furthest has come to.
    """

    status: DispositionStatus
    organiser: str
    result: TestResult
    product_kind: str | None
    catalogue_revision: int
    risk: RiskClass | None = None
    serious: bool
    serious_rule: str | None
    serious_fact: str | None
    recipients: tuple[RecipientRow, ...]
    lead: UUID | None = None
    licence_at_stake: bool = False
    cases: tuple[UUID, ...] = ()
    leads: tuple[UUID, ...] = ()
    completed_on: date | None = None
    campaigns: tuple[str, ...] = ()
    waits: tuple[Waits, ...] = ()
    state: Disposition
    clocks: tuple[Running, ...] = ()


def fold(row: DispositionRow | None, entry: Entry) -> DispositionRow:
    """The row after one more entry of the disposition's stream."""
    event = entry.event
    if isinstance(event, e.DispositionOpened):
        return _opened(entry, event)
    if row is None or not isinstance(event, get_args(e.DispositionEvent)):
        raise TypeError(f"not an event of a disposition: {type(event).__name__}")
    state = evolve(row.state, cast("e.DispositionEvent", event))
    if isinstance(event, e.ResultAmended):
        row = replace(row, result=event.result, product_kind=event.product_kind)
        if event.catalogue_revision is not None:
            row = replace(row, catalogue_revision=event.catalogue_revision, risk=event.risk)
    return replace(row, **stamp(entry), **_standing(state))


def _standing(state: Disposition) -> dict[str, Any]:
    """The fields that follow from what happened and counts."""
    everyone = (*state.tracks, *state.former)
    linked: list[e.CaseLinked | e.BreachFound] = [
        *(each for track in everyone for each in track.links),
        *(each for track in everyone for each in track.breaches),
    ]
    decided = [each for track in everyone for each in (track.suspension, *track.revocations)]
    cases = [each.case for each in (*linked, *decided) if each is not None]
    return {
        "state": state,
        "status": state.status,
        "orgs": among(
            state.organiser,
            *(each.bureau for each in everyone),
            *(up.to_org for each in everyone for up in each.reported_up),
        ),
        "recipients": tuple(_recipient(each) for each in state.tracks),
        "cases": tuple(dict.fromkeys(each for each in cases if each is not None)),
        "leads": tuple(each.lead for each in linked if each.lead is not None),
        "completed_on": state.completed.on if state.completed else None,
        "campaigns": state.campaigns,
        "waits": waits_of(state),
        "clocks": clocks_of(state),
    }


def _recipient(track: Track) -> RecipientRow:
    told, outside = track.notified, track.outside
    sent_to = outside.to_org if outside else None
    return RecipientRow(
        role=track.role,
        enterprise=track.recipient.enterprise,
        handling_org=sent_to or track.bureau or track.recipient.handling_org,
        outside=track.recipient.outside,
        labelled=track.recipient.labelled,
        stage=track.stage,
        notified_on=told.received_on if told else None,
        mode=told.mode if told else None,
        referral=outside.referral if outside else None,
        must_stop_since=track.must_stop_since,
        ordered_on=track.order.on if track.order else None,
        rechecks=len(track.rechecks),
        announced_on=track.announced.on if track.announced else None,
    )


def _opened(entry: Entry, event: e.DispositionOpened) -> DispositionRow:
    return DispositionRow(
        id=entry.originator_id,
        **stamp(entry),
        dossier=entry.originator_id,
        organiser=event.organiser,
        result=event.result,
        product_kind=event.product_kind,
        catalogue_revision=event.catalogue_revision,
        risk=event.risk,
        serious=event.serious_rule is not None,
        serious_rule=event.serious_rule,
        serious_fact=event.serious_fact,
        lead=event.lead,
        licence_at_stake=event.licence_at_stake,
        **_standing(evolve(None, event)),
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
        "risk_class": row.risk,
        "sampling_rule": result.sampling_rule,
        "report_no": result.report_no,
        "enterprises": codes,
        "product": result.product,
        "batch": result.batch,
        "campaigns": list(row.campaigns),
        "waiting": [f"{each.waiting} {org}" for each in row.waits for org in each.orgs],
        "standing": list(standings(row)),
        "licence_at_stake": row.licence_at_stake,
        "goes_outside": any(each.outside for each in row.recipients),
        **counted(row),
        "words": " ".join([result.report_no, result.product, result.batch or "", *names]),
    }


def counted(row: DispositionRow) -> Mapping[str, Any]:
    """What bulletins count: operators and where they are, transfers, conclusions upset."""
    operators = [
        each
        for each in row.recipients
        if each.role is not e.RecipientRole.PLATFORM and each.stage is not DispositionStatus.CLEARED
    ]
    return {
        # How far each has come, where it is, and who.
        "operators": [
            f"{stage_of(row, each)} {area_of(each.enterprise.place or '')}"
            f" {each.enterprise.uscc or each.enterprise.name}"
            for each in operators
        ],
        "counted_operators": [counted_operator(row, each) for each in operators],
        "outside": sum(each.referral is not None for each in row.recipients),
        "cleared_by": cleared_by(row.state),
        "cases": [str(each) for each in row.cases],
    }


def standings(row: DispositionRow) -> Iterator[str]:
    """Who stands where, as a list may ask for it: by role, by stage, by both."""
    for each in row.recipients:
        stage = stage_of(row, each)
        yield from (each.role, stage, f"{each.role} {stage}")


def counted_operator(row: DispositionRow, recipient: RecipientRow) -> str:
    """How far an operator has come, who handles it or else where it is, and who.

    One that was referred to another province is not waited for here, told or not.
    """
    firm = recipient.enterprise
    where = recipient.handling_org or line_of(firm.place or "")
    stage = stage_of(row, recipient)
    if recipient.referral is not None and ORDER.index(stage) <= ORDER.index(
        DispositionStatus.HANDLING
    ):
        stage = DispositionStatus.REFERRED_OUTSIDE
    return f"{stage} {where} {firm.uscc or firm.name}"


def stage_of(row: DispositionRow, recipient: RecipientRow) -> DispositionStatus:
    """Where a recipient stands; one without an end of its own is closed with the disposition."""
    closed = row.completed_on is not None and recipient.stage not in ENDED
    return DispositionStatus.CLOSED if closed else recipient.stage


def cleared_by(state: Disposition) -> Literal["retest", "objection"] | None:
    """What upset the conclusion: a re-test for all, or an objection, perhaps only for one."""
    retest = state.retest.reported if state.retest else None
    if retest is not None and retest.qualified:
        return "retest"
    answers = (each.answered for each in state.objections)
    return "objection" if any(each is not None and each.upheld for each in answers) else None


DISPOSITIONS: View[DispositionRow] = View(
    "dispositions",
    DispositionRow,
    "disposition.",
    fold,
    columns,
    lambda row: row.result.delivered_on or row.result.sampled_on,
)
