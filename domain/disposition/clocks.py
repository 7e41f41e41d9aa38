"""What a disposition's events do to its clocks (law.md 5, 12.4)."""

from datetime import date

from domain.disposition import events as e
from domain.disposition.state import Disposition
from domain.statute import running as r

OBJECT = "PSS-OBJECT"
FORMALITIES = "PSS-RETEST-FORM"
LAB = "PSS-RETEST-LAB"
START = "OLD-57-HANDLE"
RECTIFY = "PSS-RECTIFY"
RECHECK = "PSS-RECHECK"
RECHECK2 = "PSS-RECHECK2"
RULES = (OBJECT, FORMALITIES, LAB, START, RECTIFY, RECHECK, RECHECK2)


def clocks_of(disposition: Disposition) -> tuple[r.Running, ...]:
    """The clocks of all that happened and counts."""
    clocks: tuple[r.Running, ...] = ()
    for taken in disposition.standing:
        done = effects(taken.event, disposition.organiser)
        clocks = r.after(clocks, done, taken.version)
    return clocks


def effects(event: e.DispositionEvent, organiser: str) -> list[r.Effect]:
    """What an event does: each recipient has clocks of its own."""
    match event:
        case e.ResultNoticeServed(recipient=party, received_on=on):
            told_only = party is e.RecipientRole.PLATFORM
            return [] if told_only else [r.Start(rule=OBJECT, on=on, holder=organiser, party=party)]
        case e.BureauAssigned(recipient=party, to_org=org, on=on):
            return [r.Start(rule=START, on=on, holder=org, party=party)]
        case e.ObjectionAnswered(upheld=True, on=on):
            return _stopped(on, *RULES)
        case (
            e.ObjectionFiled()
            | e.RetestOrdered()
            | e.RetestFormalitiesDone()
            | e.RetestLabNamed()
            | e.RetestReported()
            | e.RetestEnded()
        ):
            return _contested(event, organiser)
        case (
            e.CorrectionOrdered()
            | e.CorrectionReported()
            | e.RecheckDone()
            | e.NotCorrected()
            | e.FailureAnnounced()
        ):
            return _corrected(event)
        case _:
            return []


def _contested(event: e.Contested, organiser: str) -> list[r.Effect]:
    party = event.recipient
    match event:
        case e.ObjectionFiled(on=on):
            return _stopped(on, OBJECT, party=party)
        case e.RetestOrdered(on=on):
            return [r.Start(rule=FORMALITIES, on=on, holder=organiser, party=party)]
        case e.RetestFormalitiesDone(on=on):
            started = r.Start(rule=LAB, on=on, holder=organiser, party=party)
            return [*_stopped(on, FORMALITIES, party=party), started]
        case e.RetestLabNamed(on=on):
            return _stopped(on, LAB, party=party)
        case e.RetestReported(qualified=True, on=on):
            return _stopped(on, *RULES)
        case _:
            return _stopped(event.on, OBJECT, FORMALITIES, LAB)


def _corrected(
    event: e.CorrectionOrdered
    | e.CorrectionReported
    | e.RecheckDone
    | e.NotCorrected
    | e.FailureAnnounced,
) -> list[r.Effect]:
    party, on = event.recipient, event.on
    match event:
        case e.CorrectionOrdered(org=org):
            begun = [r.Start(rule=each, on=on, holder=org, party=party) for each in ORDERED]
            return [*_stopped(on, START, party=party), *begun]
        case e.CorrectionReported():
            return _stopped(on, RECTIFY, party=party)
        case e.FailureAnnounced(bureau=bureau):
            return [r.Start(rule=RECHECK2, on=on, holder=bureau, party=party)]
        case _:
            return _stopped(on, RECTIFY, RECHECK, RECHECK2, party=party)


ORDERED = (RECTIFY, RECHECK)


def _stopped(on: date, *rules: str, party: str | None = None) -> list[r.Effect]:
    return [r.Stop(rule=each, on=on, party=party) for each in rules]
