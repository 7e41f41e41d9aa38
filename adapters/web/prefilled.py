"""What a form holds before anything was typed: taken over from the record, to be changed freely."""

from collections.abc import Sequence
from typing import Any, cast

import msgspec

from adapters.legal_day import on_the_clock
from adapters.web.choices import Offered
from application.desk import Loaded
from application.views.lead import LeadRow
from domain.bulletin.state import Bulletin
from domain.case.gates import Step
from domain.case.kinds import PartyKind
from domain.case.state import Case
from domain.joint_review.state import JointReview
from domain.reference.jurisdiction import propose
from domain.reference.state import Reference
from domain.referral.kinds import ReferralKind
from domain.time import SHANGHAI

Given = dict[str, list[str]]
# What a command takes over from the step before.
CARRIED = frozenset(
    {Step.PROPOSAL, Step.RECHECK, Step.DISCUSSION, Step.DECISION, Step.DECISION_CHANGE}
)


def prefilled(record: Loaded[Any, Any], noun: str, known: Reference, offered: Offered) -> Given:
    """The values a form begins with, by pointer."""
    if noun == "campaigns":
        return {"/campaigns": list(record.state.campaigns)}
    match record.state:
        case Bulletin() as bulletin:
            return of_draft(bulletin) if noun == "redraft" else {}
        case Case() as case:
            return carried(case, noun)
        case JointReview() as review:
            return of_review(review, noun)
        case _:
            return of_lead(record.row, noun, known, offered)


def of_lead(row: object, noun: str, known: Reference, offered: Offered) -> Given:
    """What is done with a lead takes over what the lead says."""
    if isinstance(row, LeadRow) and noun == "filing":
        return of_filing(row)
    if isinstance(row, LeadRow) and noun == "referrals":
        return of_referral(row, known, [each.value for each in offered["kind"]])
    return {}


def of_draft(bulletin: Bulletin) -> Given:
    """A draft as it is: what is not touched is sent as it was."""
    scope, at = bulletin.scope, bulletin.cut_off_at
    given: Given = {
        "/title": [bulletin.title],
        "/scope/first": [typed(scope.first)],
        "/scope/last": [typed(scope.last)],
        "/scope/samplingRules": ["\n".join(scope.sampling_rules)],
        "/scope/productKinds": list(scope.product_kinds),
        "/scope/campaigns": list(scope.campaigns),
        "/scope/recognised": [typed(scope.recognised)],
        "/cutOffAt": [f"{at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"] if at else [],
    }
    return {name: values for name, values in given.items() if any(values)}


def of_review(review: JointReview, noun: str) -> Given:
    """A session is set anew as it was set before, and minutes are written anew as they were."""
    before = review.session or (review.sittings[-1].session if review.sittings else None)
    if noun == "schedule" and before is not None:
        panel = review.panel or before.panel
        return {
            "/startsAt": [f"{on_the_clock(before.starts_at):%Y-%m-%dT%H:%M}"],
            "/place": [before.place],
            "/chair": [review.chair or before.chair],
            "/recorder": [before.recorder.id],
            "/panel": [each.id for each in panel],
            "/agenda": ["\n".join(before.agenda)],
            "/observers": ["\n".join(before.observers)],
        }
    if noun == "attendance" and review.convened is not None:
        return {
            "/present": [each.id for each in review.present],
            "/observers": ["\n".join(review.convened.observers)],
        }
    if noun == "minutes":
        return of_minutes(review)
    return {}


def of_minutes(review: JointReview) -> Given:
    """The minutes as they were written; at first with what the handling unit proposed."""
    written = review.minutes
    if written is None:
        return {"/proposal": [review.requested.proposal or ""]}
    return {
        "/report": [written.report],
        "/proposal": [written.proposal],
        "/deliberation": [written.deliberation],
        "/observers": ["\n".join(written.observers)],
    }


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
