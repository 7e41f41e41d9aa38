"""The commands about a referral, and the functions that decide them."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import asdict

from domain.authority import Act, Officer, may, require
from domain.commands import Command
from domain.lead.events import Source
from domain.referral import events as e
from domain.referral.kinds import ReferralKind
from domain.referral.state import OPEN, Referral, ReferralStatus
from domain.refusals import Invalid, OutOfOrder
from domain.text import Code, Line, Text

# PP2021 art. 13 (2022 text): from this day the superior may be asked without negotiating first.
DIRECT_REQUEST_FROM = date(2021, 7, 15)

RETURNABLE = frozenset({ReferralKind.ASSIGN_DOWN, ReferralKind.UNQUALIFIED_NOTICE})
DRAFTED = frozenset({ReferralKind.INTRA_TRANSFER, ReferralKind.OTHER_DEPARTMENT})
DISPUTABLE = frozenset({ReferralKind.ASSIGN_DOWN, ReferralKind.INTRA_TRANSFER})


class Approve(Command, frozen=True):
    """The responsible person approves a drafted transfer: it is sent (law.md 12.2)."""


class Receive(Command, frozen=True):
    """签收: the matter arrived; the receiver's statutory period starts."""

    received_on: date | None = None


class Accept(Command, frozen=True):
    """接收: the receiver takes responsibility."""


class Return(Command, frozen=True):
    """退回: a dispatched matter goes back to its dispatcher, with the reason (LEAD-RETURN)."""

    reason_code: Code
    reason: Text
    suggested_org: Code | None = None
    evidence: Annotated[tuple[Line, ...], Meta(max_length=50)] = ()


class Withdraw(Command, frozen=True):
    """撤回: the sender takes it back before it is accepted."""

    reason: Text


class Dispute(Command, frozen=True):
    """管辖争议: negotiate first, or ask the common superior at once (PP-DISPUTE)."""

    reason: Text
    negotiate: bool = False
    suggested_org: Code | None = None


class RequestDesignation(Command, frozen=True):
    """报请指定: negotiation failed, the common superior is asked."""

    reason: Text


class Designate(Command, frozen=True):
    """指定管辖: the common superior names the competent body (PP-DESIGNATE)."""

    org: Code
    reason: Text


class GiveFeedback(Command, frozen=True):
    """办理反馈: what came of it. The last one closes the referral."""

    outcome: Line
    text: Text
    final: bool = True


class Remind(Command, frozen=True):
    """督办: the sender or the superior presses for action."""

    text: Text
    answer_by: date | None = None


class Terms(Struct, frozen=True, kw_only=True):
    """Between whom a referral goes, why, and what is asked of the receiver."""

    from_org: str
    to_org: str
    reason: str
    dossier: UUID
    asked: str | None = None
    report_back_by: date | None = None
    proposed_by: str | None = None


def begin(
    kind: ReferralKind, subject: e.Subject, terms: Terms, *, by: Officer
) -> list[e.ReferralEvent]:
    """Issues a referral; a transfer is drafted, and sent at once only by who may approve it."""
    fields = asdict(terms)
    if kind not in DRAFTED:
        return [e.ReferralIssued(kind=kind, subject=subject, **fields)]
    drafted = e.ReferralDrafted(kind=kind, subject=subject, **fields)
    if not may(by, Act.APPROVE_TRANSFER):
        return [drafted]
    return [drafted, e.ReferralApproved(org=by.org)]


def is_sent(begun: Iterable[e.ReferralEvent]) -> bool:
    """Whether what was begun is under way, not a draft."""
    return any(isinstance(event, e.ReferralIssued | e.ReferralApproved) for event in begun)


def approve(referral: Referral, *, by: Officer) -> list[e.ReferralEvent]:
    """Sends a draft."""
    require(by, Act.APPROVE_TRANSFER, org=referral.from_org)
    _must_be(referral, {ReferralStatus.DRAFT})
    return [e.ReferralApproved(org=by.org)]


def receive(referral: Referral, on: date, *, by: Officer, receiver: str) -> list[e.ReferralEvent]:
    """Acknowledges receipt on a day; `receiver` is who may act for the receiving body."""
    require(by, Act.RECEIVE, org=receiver)
    _must_be(referral, {ReferralStatus.SENT})
    return [e.ReferralReceived(org=referral.to_org, received_on=on)]


def accept(referral: Referral, *, by: Officer) -> list[e.ReferralEvent]:
    """Takes responsibility for a matter received."""
    require(by, Act.ANSWER_OFFER, org=referral.to_org)
    _must_not_be_a_request(referral)
    _must_be(referral, {ReferralStatus.RECEIVED, ReferralStatus.DISPUTED})
    return [e.ReferralAccepted(org=by.org)]


def give_back(
    referral: Referral, command: Return, *, by: Officer, reasons: Iterable[str]
) -> list[e.ReferralEvent]:
    """Returns a dispatched matter; `reasons` are the codes in force."""
    require(by, Act.ANSWER_OFFER, org=referral.to_org)
    if referral.kind is ReferralKind.DESIGNATION:
        raise OutOfOrder("designation-is-binding", basis="PP-DESIGNATE")
    _must_not_be_a_request(referral)
    if referral.kind not in RETURNABLE:
        raise OutOfOrder("transferred-not-returnable", basis="PP-NO-RETRANSFER")
    if not is_returnable(referral):
        raise OutOfOrder("assigned-not-returnable", basis="LEAD-RETURN")
    _must_be(referral, {ReferralStatus.RECEIVED})
    if command.reason_code not in reasons:
        raise Invalid("/reasonCode", "unknown-reason-code", value=command.reason_code)
    return [
        e.ReferralReturned(
            org=by.org,
            reason_code=command.reason_code,
            reason=command.reason,
            suggested_org=command.suggested_org,
            evidence=command.evidence,
        )
    ]


def withdraw(referral: Referral, command: Withdraw, *, by: Officer) -> list[e.ReferralEvent]:
    """Takes back what was sent and not yet accepted."""
    act = Act.DISPATCH if referral.kind is ReferralKind.ASSIGN_DOWN else Act.TRANSFER
    if referral.kind is ReferralKind.DESIGNATION:
        raise OutOfOrder("designation-is-binding", basis="PP-DESIGNATE")
    if referral.kind is ReferralKind.UNQUALIFIED_NOTICE:
        act = Act.SERVE_NOTICE
    require(by, act, org=referral.from_org)
    _must_be(referral, OPEN | {ReferralStatus.DRAFT})
    return [e.ReferralWithdrawn(org=by.org, reason=command.reason)]


def dispute(
    referral: Referral, command: Dispute, *, by: Officer, on: date, superior: str
) -> list[e.ReferralEvent]:
    """Disputes jurisdiction: opens negotiation, or reports to the common superior."""
    require(by, Act.ANSWER_OFFER, org=referral.to_org)
    if referral.kind not in DISPUTABLE:
        raise OutOfOrder("not-disputable", basis="PP-DISPUTE")
    _must_be(referral, {ReferralStatus.RECEIVED})
    disputed = e.ReferralDisputed(
        org=by.org,
        reason=command.reason,
        negotiating=command.negotiate,
        suggested_org=command.suggested_org,
    )
    if command.negotiate:
        return [disputed]
    if referral.kind is ReferralKind.INTRA_TRANSFER and on < DIRECT_REQUEST_FROM:
        raise OutOfOrder("negotiate-first", basis="PP-DISPUTE")
    asked = e.DesignationRequested(org=by.org, superior=superior, reason=command.reason)
    return [disputed, asked]


def request_designation(
    referral: Referral, command: RequestDesignation, *, by: Officer, superior: str
) -> list[e.ReferralEvent]:
    """Either side of a failed negotiation asks the common superior."""
    org = by.org if by.org in (referral.from_org, referral.to_org) else referral.to_org
    require(by, Act.REQUEST_DESIGNATION, org=org)
    _must_be(referral, {ReferralStatus.DISPUTED})
    return [e.DesignationRequested(org=by.org, superior=superior, reason=command.reason)]


def designate(
    referral: Referral, command: Designate, *, by: Officer, onward: UUID | None
) -> list[e.ReferralEvent]:
    """Names the competent body; `onward` is the referral that takes the matter there."""
    asked_directly = referral.kind is ReferralKind.REQUEST_UP
    superior = referral.to_org if asked_directly else referral.superior
    if superior is None:
        raise OutOfOrder("designation-not-requested", basis="PP-DESIGNATE")
    require(by, Act.DESIGNATE, org=superior)
    due = {ReferralStatus.RECEIVED} if asked_directly else {ReferralStatus.REPORTED_UP}
    _must_be(referral, due)
    return [
        e.DesignationMade(superior=by.org, org=command.org, reason=command.reason, referral=onward)
    ]


def give_feedback(
    referral: Referral, command: GiveFeedback, *, by: Officer, receiver: str
) -> list[e.ReferralEvent]:
    """Tells the sender the outcome."""
    require(by, Act.GIVE_FEEDBACK, org=receiver)
    due = {ReferralStatus.ACCEPTED, ReferralStatus.FEEDBACK_DUE}
    if referral.kind is ReferralKind.UNQUALIFIED_NOTICE:
        due |= {ReferralStatus.RECEIVED}
    _must_be(referral, due)
    return [
        e.FeedbackGiven(
            org=referral.to_org, outcome=command.outcome, text=command.text, final=command.final
        )
    ]


def remind(referral: Referral, command: Remind, *, by: Officer) -> list[e.ReferralEvent]:
    """Presses for action on a referral that is still open or being handled."""
    org = by.org if by.org in (referral.from_org, referral.superior) else referral.from_org
    require(by, Act.SUPERVISE, org=org)
    _must_be(referral, OPEN | {ReferralStatus.ACCEPTED, ReferralStatus.FEEDBACK_DUE})
    return [e.Reminded(org=by.org, text=command.text, answer_by=command.answer_by)]


def conclude(referral: Referral, outcome: str) -> list[e.ReferralEvent]:
    """Notes that what was referred has been decided, so that feedback is due."""
    if referral.status not in {ReferralStatus.ACCEPTED, ReferralStatus.CLOSED}:
        return []
    return [e.HandlingConcluded(outcome=outcome)]


def is_returnable(referral: Referral) -> bool:
    """Whether it may go back: what a superior assigned is disputed upward (law.md 12.1)."""
    assigned = referral.subject.source == Source.ASSIGNED_FROM_ABOVE
    return referral.kind in RETURNABLE and not assigned


def _must_not_be_a_request(referral: Referral) -> None:
    if referral.kind is ReferralKind.REQUEST_UP:
        raise OutOfOrder("request-is-decided", basis="PP-DESIGNATE")


def _must_be(referral: Referral, allowed: Iterable[ReferralStatus]) -> None:
    if referral.status not in allowed:
        raise OutOfOrder("referral-out-of-order", status=referral.status)
