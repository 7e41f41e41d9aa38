"""The time strip of a disposition: what the law asks of each recipient, and until when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.case.law import Moment
from domain.disposition import clocks as c
from domain.disposition import events as e
from domain.disposition.requirements import About, opens_on
from domain.disposition.state import Disposition, Track

Clocks = Mapping[str, Mapping[str, Any]]


class At(StrEnum):
    """Where a stop lies, seen from the day."""

    BEHIND = "behind"
    HERE = "here"
    LATE = "late"
    AHEAD = "ahead"


class Stop(Struct, frozen=True, kw_only=True):
    """One stop of the strip. `told` names what came of it; `day` counts up to `of`."""

    name: str
    at: At = At.AHEAD
    on: date | None = None
    opens: date | None = None
    until: date | None = None
    day: int | None = None
    of: int | None = None
    told: str | None = None


class Strip(Struct, frozen=True, kw_only=True):
    """The strip of one recipient."""

    track: Track
    stops: tuple[Stop, ...]


def strips(
    disposition: Disposition, clocks: Sequence[Mapping[str, Any]], moment: Moment
) -> list[Strip]:
    """A strip for every recipient, from its notice to its end; `clocks` are as the API has them."""
    return [
        Strip(track=track, stops=tuple(_placed(_stops(About(disposition, track), clocks, moment))))
        for track in disposition.tracks
    ]


def _placed(stops: Iterator[Stop]) -> Iterator[Stop]:
    """The first that is not behind is where the recipient stands."""
    here = True
    for stop in stops:
        if stop.at is not At.AHEAD:
            yield stop
            here = here and stop.at is At.BEHIND
        else:
            yield replace(stop, at=At.HERE if here else At.AHEAD)
            here = False


def _stops(about: About, clocks: Sequence[Mapping[str, Any]], moment: Moment) -> Iterator[Stop]:
    track = about.track
    own: Clocks = {each["rule"]["id"]: each for each in clocks if each["party"] == track.role}
    told = track.notified
    yield Stop(name="notice", at=_behind(told), on=told.received_on if told else None)
    if not track.operates:
        return
    yield _window(own.get(c.OBJECT), moment.today)
    yield from _retest(about.disposition)
    if track.cleared:
        yield Stop(name="end", at=At.BEHIND, told="cleared")
    elif track.outside is not None:
        yield Stop(name="end", at=At.BEHIND, told="referred_outside")
    else:
        yield from _correction(track, own, moment.today)
        if not (track.passed and len(track.rechecks) == 1):
            yield from _escalation(about, own, moment)
        yield _end(track)


def _behind(done: object) -> At:
    return At.BEHIND if done is not None and done is not False else At.AHEAD


def _window(clock: Mapping[str, Any] | None, today: date) -> Stop:
    """The fifteen days to object: over when used, or when they have passed."""
    if clock is None:
        return Stop(name="objection")
    used = clock["stoppedOn"] is not None
    over = used or today > clock["dueOn"]
    stop = Stop(
        name="objection",
        at=At.BEHIND if over else At.HERE,
        on=clock["startedOn"],
        until=clock["dueOn"],
        told="used" if used else "run-out" if over else None,
    )
    return stop if over else _counted(stop, clock, today)


def _retest(disposition: Disposition) -> Iterator[Stop]:
    retest = disposition.retest
    if retest is not None:
        qualified = retest.reported.qualified if retest.reported else None
        told = None if qualified is None else "qualified" if qualified else "unqualified"
        at = At.HERE if retest.is_open else At.BEHIND
        yield Stop(name="retest", at=at, on=retest.ordered.on, told=told)


def _correction(track: Track, own: Clocks, today: date) -> Iterator[Stop]:
    yield Stop(name="order", at=_behind(track.order), on=track.order.on if track.order else None)
    first = track.rechecks[0] if track.rechecks else None
    yield _period("correction", own.get(c.RECTIFY), track.reports or first, today)
    yield _checked("recheck", own.get(c.RECHECK), first, today)


def _escalation(about: About, own: Clocks, moment: Moment) -> Iterator[Stop]:
    """What follows a failed re-check, as far as it came and as it would go on."""
    track = about.track
    up = track.reported_up[-1] if track.reported_up else None
    announced = track.announced
    yield Stop(name="report", at=_behind(up), on=up.on if up else None)
    yield Stop(name="announcement", at=_behind(announced), on=announced.on if announced else None)
    second = track.rechecks[1] if len(track.rechecks) > 1 else None
    again = _checked("second-recheck", own.get(c.RECHECK2), second, moment.today)
    opens = opens_on(about, moment) if announced and second is None else None
    yield replace(again, opens=opens)
    if not (track.passed and len(track.rechecks) == 2):  # noqa: PLR2004 - the second one
        yield from _measures(track)


def _measures(track: Track) -> Iterator[Stop]:
    suspension, revocation = track.suspension, track.revocation
    third = track.rechecks[2] if len(track.rechecks) > 2 else None  # noqa: PLR2004 - the third
    yield Stop(
        name="suspension",
        at=_behind(suspension),
        on=suspension.on if suspension else None,
        until=suspension.until if suspension else None,
    )
    if third is not None:
        yield Stop(name="third-recheck", at=At.BEHIND, on=third.on, told=_outcome(third))
    if not track.passed:
        on = revocation.on if revocation else None
        yield Stop(name="revocation", at=_behind(revocation), on=on)


def _end(track: Track) -> Stop:
    if track.revocation is not None:
        return Stop(name="end", at=At.BEHIND, told="revoked")
    resumed = track.resumed
    on = resumed.on if resumed else None
    return Stop(name="end", at=_behind(resumed), on=on, told="resumed" if resumed else None)


def _period(name: str, clock: Mapping[str, Any] | None, done: object, today: date) -> Stop:
    """A period of the operator's that is counted in days."""
    if clock is None:
        return Stop(name=name)
    over = bool(done) or clock["stoppedOn"] is not None
    late = not over and today > clock["dueOn"]
    stop = Stop(
        name=name,
        at=At.BEHIND if over else At.LATE if late else At.HERE,
        on=clock["stoppedOn"],
        until=clock["dueOn"],
        told="overdue" if late else None,
    )
    return stop if over or late else _counted(stop, clock, today)


def _checked(
    name: str,
    clock: Mapping[str, Any] | None,
    check: e.RecheckDone | e.NotCorrected | None,
    today: date,
) -> Stop:
    """A re-check: what it found, or until when it has to take place."""
    if check is not None:
        return Stop(name=name, at=At.BEHIND, on=check.on, told=_outcome(check))
    if clock is None:
        return Stop(name=name)
    stop = Stop(name=name, until=clock["dueOn"])
    if today > clock["dueOn"]:
        return replace(stop, at=At.LATE, told="overdue")
    return _counted(stop, clock, today)


def _outcome(check: e.RecheckDone | e.NotCorrected) -> str:
    if isinstance(check, e.NotCorrected):
        return "not-corrected"
    return "passed" if check.passed else "failed"


def _counted(stop: Stop, clock: Mapping[str, Any], today: date) -> Stop:
    """The stop with the day it is, of how many."""
    return replace(stop, day=(today - clock["startedOn"]).days, of=clock["of"])
