"""What a lead's events do to its clocks (law.md 2.1, 6, 9, 12.1)."""

from datetime import date
from typing import assert_never

from msgspec import Struct

from domain.lead import events as e
from domain.referral.kinds import ReferralKind
from domain.statute import running as r

VERIFY = "PP-VERIFY"
TIP_REPLY = "CR-TIP-REPLY"

# The kinds that give the matter to another body, whose own period starts at its receipt.
HANDED_ON = frozenset(
    {ReferralKind.ASSIGN_DOWN, ReferralKind.INTRA_TRANSFER, ReferralKind.DESIGNATION}
)

SENT_AWAY = HANDED_ON | {ReferralKind.OTHER_DEPARTMENT}


class Facts(Struct, frozen=True, kw_only=True):
    """What the effects depend on, as it was before the event."""

    holder: str
    offer_kind: ReferralKind | None = None
    named_tip: bool = False


def effects(event: e.LeadEvent, on: date, facts: Facts) -> list[r.Effect]:
    """What an event with this legal date does to the lead's clocks."""
    match event:
        case e.LeadRegistered(received_on=day, holder=holder):
            return [r.Start(rule=VERIFY, on=day, holder=holder)]
        case e.LeadReopened():
            return [r.Start(rule=VERIFY, on=on, holder=facts.holder)]
        case e.NoFilingDecided() | e.FilingDecided():
            return [r.Stop(rule=VERIFY, on=on), *_reply_due(on, facts)]
        case e.InformantRedirected() | e.LeadMerged() | e.SuspectedCrimeFound():
            return [r.Stop(rule=VERIFY, on=on)]
        case e.CrimeSuspicionCleared(declined_on=day):
            # As with cases a new period begins when the police finally decline (D5).
            if day is None:
                return [r.Continue(rule=VERIFY, holder=facts.holder)]
            return [r.Start(rule=VERIFY, on=day, holder=facts.holder)]
        case e.LeadUnmerged():
            return [r.Continue(rule=VERIFY, holder=facts.holder)]
        case e.InformantReplied():
            return [r.Stop(rule=TIP_REPLY, on=on)]
        case e.LeadCorrected(received_on=day) if day is not None:
            return [r.Retrigger(rule=VERIFY, on=day)]
        case e.TestCommissioned() | e.TestResultReceived() | e.TestDatesCorrected():
            return _tested(event)
        case e.VerificationExtended(approver=approver, amount=amount, officer=officer):
            return [r.Extend(rule=VERIFY, approver=approver, on=on, amount=amount, officer=officer)]
        case _:
            return _handed(event, on, facts)


def _handed(event: e.LeadEvent, on: date, facts: Facts) -> list[r.Effect]:
    match event:
        case e.LeadDispatched(kind=kind) if kind in SENT_AWAY:
            # The sender's own clock ends with the dispatch (LEAD-CLOCK).
            return [r.Stop(rule=VERIFY, on=on, holder=facts.holder)]
        case e.LeadReceived(org=org, received_on=day) if facts.offer_kind in HANDED_ON:
            return [r.Start(rule=VERIFY, on=day, holder=org)]
        case e.LeadReturned(org=org):
            # The returned time is lost to the limit (law.md 12.1).
            return [
                r.Stop(rule=VERIFY, on=on, holder=org),
                r.Continue(rule=VERIFY, holder=facts.holder),
            ]
        case e.LeadRecalled() | e.LeadBounced() | e.JurisdictionDesignated():
            return [
                r.Stop(rule=VERIFY, on=on),
                r.Continue(rule=VERIFY, holder=facts.holder),
            ]
        case _:
            return []


def _tested(
    event: e.TestCommissioned | e.TestResultReceived | e.TestDatesCorrected,
) -> list[r.Effect]:
    match event:
        case e.TestCommissioned(test=test, commissioned_on=day, purpose=purpose):
            return [r.Pause(rule=VERIFY, key=test, kind="test", on=day, reason=purpose)]
        case e.TestResultReceived(test=test, received_on=day):
            return [r.Resume(rule=VERIFY, key=test, on=day)]
        case e.TestDatesCorrected(test=test, commissioned_on=start, received_on=end):
            return [r.Shift(rule=VERIFY, key=test, start=start, end=end)]
    assert_never(event)


def _reply_due(on: date, facts: Facts) -> list[r.Effect]:
    if not facts.named_tip:
        return []
    return [r.Start(rule=TIP_REPLY, on=on, holder=facts.holder)]
