"""What a disposition's events do to its clocks (law.md 5, 12.4)."""

from datetime import date

from domain.disposition import events as e
from domain.disposition.kinds import Licence, ObjectionGround
from domain.disposition.state import Disposition, Track, evolve
from domain.statute import running as r

OBJECT = "PSS-OBJECT"
FORMALITIES = "PSS-RETEST-FORM"
LAB = "PSS-RETEST-LAB"
START = "OLD-57-HANDLE"
RECTIFY = "PSS-RECTIFY"
RECHECK = "PSS-RECHECK"
RECHECK2 = "PSS-RECHECK2"
RECHECK3 = "PQL-17-RECHECK"
CORRECTING = (RECTIFY, RECHECK, RECHECK2, RECHECK3)
RULES = (OBJECT, FORMALITIES, LAB, START, *CORRECTING)


def clocks_of(disposition: Disposition) -> tuple[r.Running, ...]:
    """The clocks of all that happened and counts."""
    clocks: tuple[r.Running, ...] = ()
    before: Disposition | None = None
    day = disposition.sampled_on
    for taken in disposition.standing:
        if isinstance(taken.event, e.StepUndone):
            continue
        day = day_of(taken.event) or day
        after = evolve(before, taken.event)
        done = [*effects(taken.event, after), *_starting(before, after, day)]
        clocks = r.after(clocks, done, taken.version)
        before = after
    return clocks


def day_of(event: e.DispositionEvent) -> date | None:
    """The day of a step; None where the event tells none."""
    if isinstance(event, e.ResultNoticeServed):
        return event.received_on
    on: date | None = getattr(event, "on", None)
    return on


def effects(event: e.DispositionEvent, after: Disposition) -> list[r.Effect]:
    """What an event does: each recipient has clocks of its own."""
    organiser = after.organiser
    match event:
        case e.ResultNoticeServed(recipient=party, received_on=on):
            told_only = party is e.RecipientRole.PLATFORM
            return [] if told_only else [r.Start(rule=OBJECT, on=on, holder=organiser, party=party)]
        case e.ObjectionAnswered(upheld=True, ground=ObjectionGround.AUTHENTICITY, on=on):
            return _stopped(on, *RULES, party=event.recipient)
        case e.ObjectionAnswered(upheld=True, on=on):
            return _stopped(on, *RULES)
        case e.DispositionCompleted(on=on):
            return _stopped(on, *CORRECTING)
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
        case e.SuspensionDecided(recipient=party, until=until):
            track = after.of(party)
            assert track is not None, "a suspension is a recipient's"
            assert track.bureau is not None, "a bureau ordered the correction"
            return [r.Start(rule=RECHECK3, on=until, holder=track.bureau, party=party)]
        case e.LicenceRevoked(licence=Licence.BUSINESS, recipient=party, on=on):
            return _stopped(on, *CORRECTING, party=party)
        case _:
            return []


def _starting(before: Disposition | None, after: Disposition, day: date) -> list[r.Effect]:
    """The days to begin in are those of the bureau whose turn it is, and of no other beside it."""
    done: list[r.Effect] = []
    for track in after.tracks:
        earlier = before.of(track.role) if before else None
        was = _to_begin(before, earlier) if before and earlier else None
        now = _to_begin(after, track)
        if was is not None and was != now:
            done.append(r.Stop(rule=START, on=day, holder=was, party=track.role))
        if now is not None and was != now:
            done.append(r.Start(rule=START, on=day, holder=now, party=track.role))
    return done


def _to_begin(disposition: Disposition, track: Track) -> str | None:
    """The bureau that has to order a correction next: it is known, and the operator was told."""
    over = disposition.completed or track.cleared or track.outside or track.order
    waits = track.operates and track.notified is not None and not over
    return track.bureau if waits else None


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
            return [r.Start(rule=each, on=on, holder=org, party=party) for each in ORDERED]
        case e.CorrectionReported():
            return _stopped(on, RECTIFY, party=party)
        case e.FailureAnnounced(bureau=bureau):
            return [r.Start(rule=RECHECK2, on=on, holder=bureau, party=party)]
        case _:
            return _stopped(on, *CORRECTING, party=party)


ORDERED = (RECTIFY, RECHECK)


def _stopped(on: date, *rules: str, party: str | None = None) -> list[r.Effect]:
    return [r.Stop(rule=each, on=on, party=party) for each in rules]
