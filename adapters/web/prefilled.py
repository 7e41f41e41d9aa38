"""What a form holds before anything was typed: taken over from the record, to be changed freely."""

from collections.abc import Sequence
from typing import Any, cast

import msgspec

from adapters.web.choices import Offered
from application.desk import Loaded
from application.views.lead import LeadRow
from domain.case.gates import Step
from domain.case.kinds import PartyKind
from domain.case.state import Case
from domain.reference.jurisdiction import propose
from domain.reference.state import Reference
from domain.referral.kinds import ReferralKind

Given = dict[str, list[str]]
# What a command takes over from the step before.
CARRIED = frozenset(
    {Step.PROPOSAL, Step.RECHECK, Step.DISCUSSION, Step.DECISION, Step.DECISION_CHANGE}
)


def prefilled(record: Loaded[Any, Any], noun: str, known: Reference, offered: Offered) -> Given:
    """The values a form begins with, by pointer."""
    if noun == "campaigns":
        return {"/campaigns": list(record.state.campaigns)}
    if isinstance(record.state, Case):
        return carried(record.state, noun)
    if isinstance(record.row, LeadRow) and noun == "filing":
        return of_filing(record.row)
    if isinstance(record.row, LeadRow) and noun == "referrals":
        return of_referral(record.row, known, [each.value for each in offered["kind"]])
    return {}


def of_referral(row: LeadRow, known: Reference, kinds: Sequence[str]) -> Given:
    """A lead is dispatched to the bureau proposed, by who dispatches; others choose themselves."""
    if ReferralKind.ASSIGN_DOWN not in kinds:
        return {"/kind": list(kinds[:1])}
    proposal = propose(
        place=row.place,
        enterprise=row.enterprise,
        product_kind=row.product_kind,
        received_on=row.received_on,
        known=known,
    )
    return {"/toOrg": [proposal.org], "/proposedBy": [proposal.rule]}


def of_filing(row: LeadRow) -> Given:
    """A case is filed for what the lead says, against whom it names."""
    firm = row.enterprise
    given = {
        "/party/kind": PartyKind.ENTITY.value,
        "/title": row.title,
        "/violation": row.violation,
        "/place": row.place,
        "/party/name": firm and firm.name,
        "/party/uscc": firm and firm.uscc,
        "/party/address": firm and firm.place,
    }
    return {name: [value] for name, value in given.items() if value}


def carried(case: Case, noun: str) -> Given:
    """Outcome and penalties as last proposed, for a step that confirms or changes them."""
    if noun not in CARRIED:
        return {}
    sources = (case.decision, case.recheck, case.proposal, case.concluded)
    last = next((each for each in sources if each is not None), None)
    given = {"/outcome": [last.outcome.value]} if last else {}
    for number, penalty in enumerate(case.penalties):
        values = cast("dict[str, Any]", msgspec.to_builtins(penalty))
        given |= {
            f"/penalties/{number}/{name}": ["\n".join(value) if name == "scope" else typed(value)]
            for name, value in values.items()
        }
    return given


def typed(value: object) -> str:
    """A value as it stands in an input."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
