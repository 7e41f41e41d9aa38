"""What the steps of a criminal transfer do to its clocks (law.md 7)."""

from datetime import date, datetime

from domain.referral import criminal_events as e
from domain.statute import running as r
from domain.time import day_of

APPROVE, SEND = "CT-APPROVE", "CT-SEND"
PASS_ON, ASK_MATERIALS, MATERIALS = "CT-RECEIPT", "CT-MATERIALS-ASK", "CT-MATERIALS"
DECIDE, HANDOVER = "CT-DECIDE", "CT-HANDOVER"
RECONSIDER, RECON_DECIDE = "CT-RECONSIDER", "CT-RECON-DECIDE"
PROSECUTOR, EXPLAIN, FILE = "CT-PROSECUTOR", "CT-PROS-ASK", "CT-PROS-FILE"

# What the bureau may do about a case the police did not file, and what they do about it.
OPEN_TO_OBJECTION = (RECONSIDER, RECON_DECIDE, PROSECUTOR, EXPLAIN, FILE)


def effects(
    event: e.CriminalEvent, on: date, bureau: str, police: str, received_at: datetime | None
) -> list[r.Effect]:
    """What an event with this legal date does; `received_at` is when the police signed for it."""
    match event:
        case e.CrimeReportSubmitted():
            return [r.Start(rule=APPROVE, on=on, holder=bureau)]
        case e.CrimeTransferApproved(decided_at=at):
            day = day_of(at)
            begun = r.Start(rule=SEND, on=day, holder=bureau, at=at)
            return [r.Stop(rule=APPROVE, on=day, at=at), begun]
        case e.CrimeTransferRefused(decided_at=at):
            return [r.Stop(rule=APPROVE, on=day_of(at), at=at)]
        case e.CrimeCaseSent(sent_at=at):
            return [r.Stop(rule=SEND, on=day_of(at), at=at)]
        case e.PoliceReceipted(received_at=at):
            return [r.Start(rule=DECIDE, on=day_of(at), holder=police)]
        case e.MaterialsRequested(requested_at=at):
            asked = _in_hours(ASK_MATERIALS, received_at, at, police)
            return [*asked, r.Start(rule=MATERIALS, on=day_of(at), holder=bureau)]
        case e.MaterialsSupplemented():
            return [r.Stop(rule=MATERIALS, on=on)]
        case e.CasePassedOn(passed_at=at):
            over = [r.Stop(rule=rule, on=day_of(at)) for rule in (DECIDE, MATERIALS)]
            return [*over, *_in_hours(PASS_ON, received_at, at, police)]
        case e.PoliceFiled(decided_on=day):
            return [*_decided(day, on), r.Start(rule=HANDOVER, on=on, holder=bureau)]
        case e.PoliceDeclined(decided_on=day):
            return [*_decided(day, on), r.Start(rule=RECONSIDER, on=on, holder=bureau)]
        case e.ItemsHandedOver():
            return [r.Stop(rule=HANDOVER, on=on)]
        case _:
            return _objected(event, on, bureau, police)


def _objected(event: e.CriminalEvent, on: date, bureau: str, police: str) -> list[r.Effect]:
    match event:
        case e.ReconsiderationRequested(received_on=day):
            asked = r.Stop(rule=RECONSIDER, on=on)
            return [asked, r.Start(rule=RECON_DECIDE, on=day, holder=police)]
        case e.ReconsiderationDecided(filed=filed, decided_on=day):
            next_rule = HANDOVER if filed else PROSECUTOR
            begun = r.Start(rule=next_rule, on=on, holder=bureau)
            return [r.Stop(rule=RECON_DECIDE, on=day), begun]
        case e.ProsecutorSuggested():
            return [r.Stop(rule=rule, on=on) for rule in (RECONSIDER, PROSECUTOR)]
        case e.ReasonsAsked():
            return [r.Start(rule=EXPLAIN, on=on, holder=police)]
        case e.FilingOrdered(explained_on=day):
            return [r.Stop(rule=EXPLAIN, on=day), r.Start(rule=FILE, on=on, holder=police)]
        case e.ReasonsAccepted(explained_on=day):
            return [r.Stop(rule=EXPLAIN, on=day or on)]
        case e.AdministrationResumed():
            return [r.Stop(rule=rule, on=on) for rule in (*OPEN_TO_OBJECTION, HANDOVER)]
        case _:
            return []


def _decided(decided_on: date, told_on: date) -> list[r.Effect]:
    """The police are late by the day of their decision, the bureau by that of their notice."""
    late = [r.Stop(rule=rule, on=decided_on) for rule in (DECIDE, FILE)]
    return [*late, r.Stop(rule=MATERIALS, on=told_on)]


def _in_hours(rule: str, start: datetime | None, end: datetime, holder: str) -> list[r.Effect]:
    """A period that only binds if the police make use of it: it has run when they did."""
    if start is None:
        return []
    begun = r.Start(rule=rule, on=day_of(start), holder=holder, at=start)
    return [begun, r.Stop(rule=rule, on=day_of(end), at=end)]
