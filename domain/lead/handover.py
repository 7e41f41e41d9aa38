"""How a lead changes hands: what a referral's step does to the lead it carries.

At most one open offer at a time; the receiver never passes on: it returns a dispatched lead,
or asks the superior (law.md 12.1, LEAD-RETURN, PP-NO-RETRANSFER).
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from domain.authority import Act, Officer, require
from domain.commands import Command
from domain.lead import events as e
from domain.lead.decisions import PUBLIC
from domain.lead.state import Lead, LeadStatus, Offer
from domain.reference.organisations import Organisation, check_department
from domain.referral.kinds import ReferralKind
from domain.refusals import Invalid, NotPermitted, OutOfOrder
from domain.text import Code, Line, Text

FREE = frozenset({LeadStatus.REGISTERED, LeadStatus.VERIFYING})
ACT = {
    ReferralKind.ASSIGN_DOWN: Act.DISPATCH,
    ReferralKind.INTRA_TRANSFER: Act.TRANSFER,
    ReferralKind.REQUEST_UP: Act.REQUEST_DESIGNATION,
    ReferralKind.OTHER_DEPARTMENT: Act.TRANSFER,
}
TRANSFERS = frozenset({ReferralKind.INTRA_TRANSFER, ReferralKind.OTHER_DEPARTMENT})


class Refer(Command, frozen=True):
    """分派、移送 or 报请: `to_org` may be left out when the superior is asked."""

    reason: Text
    kind: ReferralKind = ReferralKind.ASSIGN_DOWN
    to_org: Code | None = None
    asked: Line | None = None
    report_back_by: date | None = None
    proposed_by: Line | None = None


class DispatchItem(Command, frozen=True):
    """One lead of a bulk dispatch: its id and the version the dispatcher saw."""

    lead: UUID
    version: Annotated[int, Meta(ge=1)]
    to_org: Code
    reason: Text
    report_back_by: date | None = None


def check_offer(lead: Lead, command: Refer, to: Organisation, *, by: Officer) -> None:
    """Whether the lead may be offered to `to` in this way, by this officer; refuses if not."""
    _check_not_passed_on(lead, command, by)
    act = ACT.get(command.kind)
    if act is None:
        raise Invalid("/kind", "referral-kind-not-offered", value=command.kind)
    require(by, act, org=lead.holder)
    if command.kind in TRANSFERS and lead.source in PUBLIC:
        raise OutOfOrder("public-tip-not-transferred", basis="CR-NO-COMPETENCE")
    if lead.open_offer is not None:
        raise OutOfOrder("lead-already-offered", org=lead.open_offer.to_org)
    if lead.open_tests:
        raise OutOfOrder("lead-being-tested", basis="PP-VERIFY")
    if lead.status not in FREE:
        raise OutOfOrder("lead-out-of-order", status=lead.status)
    if to.code == lead.holder:
        raise Invalid("/toOrg", "refer-to-itself", org=to.code)
    _check_target(command.kind, to)
    if command.report_back_by is not None and command.effective_on is not None:
        _check_order(command.effective_on, command.report_back_by)


def _check_target(kind: ReferralKind, to: Organisation) -> None:
    if kind is ReferralKind.OTHER_DEPARTMENT:
        check_department(to)
    elif kind is not ReferralKind.REQUEST_UP and not to.handles_matters:
        raise Invalid("/toOrg", "organisation-does-not-handle", org=to.code)


def offer(lead: Lead, command: Refer, referral: UUID, to: Organisation) -> list[e.LeadEvent]:
    """The lead's side of a referral that is sent."""
    if lead.open_offer is not None:
        raise OutOfOrder("lead-already-offered", org=lead.open_offer.to_org)
    return [
        e.LeadDispatched(
            referral=referral,
            kind=command.kind,
            from_org=lead.holder,
            to_org=to.code,
            reason=command.reason,
            proposed_by=command.proposed_by,
        )
    ]


def receive(lead: Lead, referral: UUID, received_on: date) -> list[e.LeadEvent]:
    """Receipt by the body it was offered to: its own period starts on that day."""
    open_offer = _offered(lead, referral)
    return [e.LeadReceived(referral=referral, org=open_offer.to_org, received_on=received_on)]


def accept(lead: Lead, referral: UUID) -> list[e.LeadEvent]:
    """The receiver becomes the holder."""
    return [e.LeadAccepted(referral=referral, org=_offered(lead, referral).to_org)]


def give_back(lead: Lead, referral: UUID, reason_code: str, reason: str) -> list[e.LeadEvent]:
    """The dispatcher has it again; the reason stays with the lead."""
    open_offer = _offered(lead, referral)
    return [
        e.LeadReturned(
            referral=referral,
            org=open_offer.to_org,
            to_org=lead.holder,
            reason_code=reason_code,
            reason=reason,
        )
    ]


def recall(lead: Lead, referral: UUID, reason: str) -> list[e.LeadEvent]:
    """The sender took the offer back."""
    _offered(lead, referral)
    return [e.LeadRecalled(referral=referral, org=lead.holder, reason=reason)]


def bounce(lead: Lead, referral: UUID, reason: str) -> list[e.LeadEvent]:
    """Another department did not take it."""
    open_offer = _offered(lead, referral)
    return [e.LeadBounced(referral=referral, org=open_offer.to_org, reason=reason)]


def suspect_crime(
    lead: Lead, reason: str, offence: str, referral: UUID, *, by: Officer
) -> list[e.LeadEvent]:
    """A crime is suspected while the lead is verified (law.md 12.1)."""
    require(by, Act.VERIFY_LEAD, org=lead.holder)
    if lead.open_offer is not None:
        raise OutOfOrder("lead-is-offered", org=lead.open_offer.to_org)
    if lead.status is not LeadStatus.VERIFYING:
        raise OutOfOrder("lead-out-of-order", status=lead.status)
    found = e.SuspectedCrimeFound(
        org=lead.holder, referral=referral, offence=offence, reason=reason
    )
    return [found]


def clear_crime(
    lead: Lead, referral: UUID, reason: str, declined_on: date | None
) -> list[e.LeadEvent]:
    """The transfer was refused here, or the police finally declined: it is verified again."""
    if lead.crime != referral:
        raise OutOfOrder("crime-not-suspected", basis="CT-NOSUBST")
    return [
        e.CrimeSuspicionCleared(
            org=lead.holder, referral=referral, reason=reason, declined_on=declined_on
        )
    ]


def dispute(lead: Lead, referral: UUID, reason: str) -> list[e.LeadEvent]:
    """The receiver disputes its jurisdiction; the holder stays until it is settled."""
    open_offer = _offered(lead, referral)
    return [e.JurisdictionDisputed(referral=referral, org=open_offer.to_org, reason=reason)]


def designate(
    lead: Lead, referral: UUID, to: Organisation, reason: str, onward: UUID | None, *, by: Officer
) -> list[e.LeadEvent]:
    """The superior settles it: the matter goes to `to` by the referral `onward`, or stays."""
    _offered(lead, referral)
    if onward is not None and not to.handles_matters:
        raise Invalid("/org", "organisation-does-not-handle", org=to.code)
    settled = e.JurisdictionDesignated(referral=referral, by_org=by.org, org=to.code, reason=reason)
    if onward is None:
        return [settled]
    sent = e.LeadDispatched(
        referral=onward,
        kind=ReferralKind.DESIGNATION,
        from_org=by.org,
        to_org=to.code,
        reason=reason,
    )
    return [settled, sent]


def _offered(lead: Lead, referral: UUID) -> Offer:
    if lead.open_offer is None or lead.open_offer.referral != referral:
        raise OutOfOrder("offer-not-open")
    return lead.open_offer


def _check_not_passed_on(lead: Lead, command: Refer, by: Officer) -> None:
    onward = command.kind in {ReferralKind.ASSIGN_DOWN, ReferralKind.INTRA_TRANSFER}
    offered_here = lead.open_offer is not None and lead.open_offer.to_org == by.org
    taken = lead.accepted_under
    taken_here = taken is not None and taken.to_org == by.org == lead.holder
    if not onward or not (offered_here or taken_here):
        return
    held_under = lead.open_offer if offered_here else taken
    if held_under is None or held_under.kind is ReferralKind.REQUEST_UP:
        return  # the superior designates; it holds nothing to pass on
    if held_under.kind is ReferralKind.ASSIGN_DOWN:
        raise NotPermitted("onward-referral-not-allowed", basis="LEAD-RETURN")
    raise NotPermitted("onward-transfer-not-allowed", basis="PP-NO-RETRANSFER")


def _check_order(start: date, end: date) -> None:
    if end < start:
        raise Invalid("/reportBackBy", "date-before-start", date=end.isoformat())
