"""A referral as both sides see it: what was asked, where it stands, why it came back."""

from collections.abc import Mapping
from datetime import date
from typing import Any, assert_never, cast
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from application.ledger import Entry
from application.views import crime as crimes
from application.views.view import Row, View, among, stamp
from domain.referral import events as e
from domain.referral.clocks import Facts, effects
from domain.referral.criminal_events import CrimeCaseSent, CrimeTeamFormed, CriminalEvent
from domain.referral.kinds import ReferralKind, SubjectKind
from domain.referral.state import ReferralStatus, reached
from domain.statute.running import Running, after


class SubjectRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """What was handed over, as it was described when sent."""

    kind: SubjectKind
    id: UUID
    title: str
    product: str | None = None
    enterprise: str | None = None
    source: str | None = None
    serious: bool = False


class FeedbackRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """One answer to the sender."""

    on: date
    outcome: str
    text: str
    final: bool


class ReminderRow(Struct, frozen=True, kw_only=True, rename="camel"):
    """One press for action."""

    on: date
    org: str
    text: str
    answer_by: date | None = None


class ReferralRow(Row, frozen=True, kw_only=True, rename="camel"):
    """`answered_on` is when it was accepted, returned, withdrawn or settled."""

    kind: ReferralKind
    status: ReferralStatus
    subject: SubjectRow
    from_org: str
    to_org: str
    reason: str
    sent_on: date
    asked: str | None = None
    report_back_by: date | None = None
    proposed_by: str | None = None
    after: UUID | None = None
    received_on: date | None = None
    answered_on: date | None = None
    reason_code: str | None = None
    answer: str | None = None
    suggested_org: str | None = None
    evidence: tuple[str, ...] = ()
    superior: str | None = None
    designated_org: str | None = None
    next_referral: UUID | None = None
    outcome: str | None = None
    feedback: tuple[FeedbackRow, ...] = ()
    reminders: tuple[ReminderRow, ...] = ()
    delayed_until: date | None = None
    crime: crimes.CrimeRow | None = None
    clocks: tuple[Running, ...] = ()


def fold(row: ReferralRow | None, entry: Entry) -> ReferralRow:
    """The row after one more entry of the referral's stream."""
    if row is None:
        return _begun(entry)
    changed = replace(row, **stamp(entry), **_changes(row, entry), clocks=_ticked(row, entry))
    return replace(changed, orgs=_concerned(changed))


def _ticked(row: ReferralRow, entry: Entry) -> tuple[Running, ...]:
    event = cast("e.ReferralEvent", entry.event)
    facts = Facts(
        kind=row.kind,
        to_org=row.to_org,
        from_org=row.from_org,
        received_at=row.crime.received_at if row.crime else None,
    )
    return after(row.clocks, effects(event, entry.effective_on, facts), entry.originator_version)


def _concerned(row: ReferralRow) -> tuple[str, ...]:
    if row.status is ReferralStatus.DRAFT:
        return among(row.from_org)
    return among(row.from_org, row.to_org, row.superior)


def _begun(entry: Entry) -> ReferralRow:
    event = entry.event
    assert isinstance(event, e.ReferralIssued | e.ReferralDrafted | CrimeTeamFormed)
    suspected = event if isinstance(event, CrimeTeamFormed) else None
    row = _opened(event, entry)
    if suspected is not None:
        row = replace(row, crime=crimes.begun(suspected, entry.effective_on))
    return replace(row, orgs=_concerned(row), clocks=_ticked(row, entry))


def _opened(
    event: e.ReferralIssued | e.ReferralDrafted | CrimeTeamFormed, entry: Entry
) -> ReferralRow:
    subject = event.subject
    row = ReferralRow(
        id=entry.originator_id,
        **stamp(entry),
        dossier=event.dossier,
        orgs=(),
        kind=ReferralKind.CRIMINAL,
        status=ReferralStatus.TEAM_FORMED,
        subject=SubjectRow(
            kind=subject.kind,
            id=subject.id,
            title=subject.title,
            product=subject.product,
            enterprise=subject.enterprise,
            source=subject.source,
            serious=subject.serious,
        ),
        from_org=event.from_org,
        to_org=event.to_org,
        reason=event.reason,
        sent_on=entry.effective_on,
    )
    if isinstance(event, CrimeTeamFormed):
        return row
    issued = event if isinstance(event, e.ReferralIssued) else None
    return replace(
        row,
        kind=event.kind,
        status=ReferralStatus.SENT if issued else ReferralStatus.DRAFT,
        asked=event.asked,
        report_back_by=event.report_back_by,
        proposed_by=event.proposed_by,
        after=issued.after if issued else None,
    )


def _changes(row: ReferralRow, entry: Entry) -> dict[str, Any]:
    on, event = entry.effective_on, entry.event
    match event:
        case c if isinstance(c, CriminalEvent):
            return _transferred(row, c, entry)
        case e.ReferralBounced() | e.AssistanceReplied() | e.DelayNotified():
            return _answered(event, on)
        case e.ReferralApproved():
            return {"status": ReferralStatus.SENT, "sent_on": on}
        case e.ReferralReceived(received_on=day):
            return {"status": reached(row.kind, event), "received_on": day}
        case e.ReferralAccepted():
            return {"status": ReferralStatus.ACCEPTED, "answered_on": on}
        case e.ReferralReturned() as back:
            return {
                "status": ReferralStatus.RETURNED,
                "answered_on": on,
                "reason_code": back.reason_code,
                "answer": back.reason,
                "suggested_org": back.suggested_org,
                "evidence": back.evidence,
            }
        case e.ReferralWithdrawn(reason=reason):
            return {"status": ReferralStatus.WITHDRAWN, "answered_on": on, "answer": reason}
        case e.HandlingConcluded(outcome=outcome):
            return {"status": ReferralStatus.FEEDBACK_DUE, "outcome": outcome}
        case e.FeedbackGiven() | e.Reminded():
            return _said(row, entry)
        case _:
            return _disputed(row, entry)


def _transferred(row: ReferralRow, event: CriminalEvent, entry: Entry) -> dict[str, Any]:
    assert row.crime is not None, "a criminal transfer begins with its team"
    sent = {"sent_on": entry.effective_on} if isinstance(event, CrimeCaseSent) else {}
    later = {"crime": crimes.fold(row.crime, event, entry)}
    return {"status": reached(row.kind, event)} | later | sent


def _answered(event: e.AnsweredEvent, on: date) -> dict[str, Any]:
    match event:
        case e.ReferralBounced(reason=reason):
            return {"status": ReferralStatus.BOUNCED, "answered_on": on, "answer": reason}
        case e.AssistanceReplied(text=text, evidence=evidence):
            replied = {"status": ReferralStatus.REPLIED, "answered_on": on}
            return replied | {"answer": text, "evidence": evidence}
        case e.DelayNotified(reason=reason, until=until):
            status = ReferralStatus.DELAY_NOTIFIED
            return {"status": status, "answer": reason, "delayed_until": until}
    assert_never(event)


def _said(row: ReferralRow, entry: Entry) -> dict[str, Any]:
    match entry.event:
        case e.FeedbackGiven(outcome=outcome, text=text, final=final):
            said = FeedbackRow(on=entry.effective_on, outcome=outcome, text=text, final=final)
            status = ReferralStatus.CLOSED if final else row.status
            return {"feedback": (*row.feedback, said), "status": status, "outcome": outcome}
        case e.Reminded(org=org, text=text, answer_by=answer_by):
            press = ReminderRow(on=entry.effective_on, org=org, text=text, answer_by=answer_by)
            return {"reminders": (*row.reminders, press)}
        case other:
            raise TypeError(f"nothing was said: {type(other).__name__}")


def _disputed(row: ReferralRow, entry: Entry) -> dict[str, Any]:
    match entry.event:
        case e.ReferralDisputed(reason=reason, negotiating=negotiating, suggested_org=suggested):
            status = ReferralStatus.DISPUTED if negotiating else row.status
            return {"status": status, "answer": reason, "suggested_org": suggested}
        case e.DesignationRequested(superior=superior, reason=reason):
            return {
                "status": ReferralStatus.REPORTED_UP,
                "superior": superior,
                "answer": reason,
            }
        case e.DesignationMade(org=org, reason=reason, referral=referral):
            return {
                "status": ReferralStatus.DESIGNATED,
                "answered_on": entry.effective_on,
                "designated_org": org,
                "answer": reason,
                "next_referral": referral,
            }
        case other:
            raise TypeError(f"not an event of a referral: {type(other).__name__}")


def columns(row: ReferralRow) -> Mapping[str, Any]:
    """What inboxes are filtered by."""
    words = (row.subject.title, row.subject.product, row.subject.enterprise)
    return {
        "status": row.status,
        "kind": row.kind,
        "from_org": row.from_org,
        "to_org": row.to_org,
        "superior": row.superior,
        "subject": row.subject.id,
        "source": row.subject.source,
        "serious": row.subject.serious,
        "words": " ".join(word for word in words if word),
    }


REFERRALS: View[ReferralRow] = View(
    "referrals", ReferralRow, "referral.", fold, columns, lambda row: row.sent_on
)
