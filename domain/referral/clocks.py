"""What a referral's events do to its clocks (law.md 2.1, 9, 12.2).

Those of a criminal transfer are in criminal_clocks.py.
"""

from datetime import date, datetime

from msgspec import Struct

from domain.referral import criminal_clocks
from domain.referral import events as e
from domain.referral.criminal_events import CriminalEvent
from domain.referral.kinds import ReferralKind
from domain.statute import running as r

ACCEPT = "LEAD-ACCEPT"
FEEDBACK = "LEAD-FEEDBACK"
DISPUTE = "PP-DISPUTE"
DESIGNATE = "PP-DESIGNATE"
ASSIST = "PP-ASSIST"
RECEIVER = "receiver_notice"  # who lengthens PP-ASSIST, by telling the asker in time

ANSWERED = frozenset(
    {ReferralKind.ASSIGN_DOWN, ReferralKind.INTRA_TRANSFER, ReferralKind.DESIGNATION}
)


class Facts(Struct, frozen=True, kw_only=True):
    """What the effects depend on, as it was before the event."""

    kind: ReferralKind
    to_org: str
    from_org: str = ""
    received_at: datetime | None = None


def effects(event: e.ReferralEvent, on: date, facts: Facts) -> list[r.Effect]:
    """What an event with this legal date does to the referral's clocks."""
    if isinstance(event, CriminalEvent):
        return criminal_clocks.effects(event, on, facts.from_org, facts.to_org, facts.received_at)
    match event:
        case e.ReferralIssued() | e.ReferralApproved() if facts.kind in ANSWERED:
            return [r.Start(rule=ACCEPT, on=on, holder=facts.to_org)]
        case e.ReferralReceived(received_on=day) if facts.kind is ReferralKind.REQUEST_UP:
            return [r.Start(rule=DESIGNATE, on=day, holder=facts.to_org)]
        case e.ReferralReceived(received_on=day) if facts.kind is ReferralKind.ASSISTANCE:
            return [r.Start(rule=ASSIST, on=day, holder=facts.to_org)]
        case e.DelayNotified(until=until, officer=officer):
            return [r.Extend(rule=ASSIST, approver=RECEIVER, on=on, until=until, officer=officer)]
        case e.AssistanceReplied():
            return [r.Stop(rule=ASSIST, on=on)]
        case e.ReferralAccepted() | e.ReferralReturned() | e.ReferralWithdrawn():
            return [r.Stop(rule=rule, on=on) for rule in (ACCEPT, DISPUTE, DESIGNATE)]
        case e.ReferralDisputed(negotiating=negotiating):
            stopped: list[r.Effect] = [r.Stop(rule=ACCEPT, on=on)]
            started = r.Start(rule=DISPUTE, on=on, holder=facts.to_org)
            return [*stopped, started] if negotiating else stopped
        case e.DesignationRequested(superior=superior):
            return [
                r.Stop(rule=DISPUTE, on=on),
                r.Start(rule=DESIGNATE, on=on, holder=superior),
            ]
        case e.DesignationMade():
            return [r.Stop(rule=DESIGNATE, on=on)]
        case e.HandlingConcluded():
            return [r.Start(rule=FEEDBACK, on=on, holder=facts.to_org)]
        case e.FeedbackGiven(final=True):
            return [r.Stop(rule=FEEDBACK, on=on)]
        case _:
            return []
