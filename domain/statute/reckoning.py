"""What a clock says on a day: due date, state, what is left, and why.

A pure function of what was known: a later notice, rule or event gives another reckoning and
leaves those made before as they were.
"""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from domain.statute.calendar import Calendar
from domain.statute.clock import Clock, Due, counted_in, due_of, is_late
from domain.statute.counting import counted
from domain.statute.explanation import Ended, Step, notices, steps
from domain.statute.rule import Meaning, RuleVersion, Unit


class ClockState(StrEnum):
    """Where a clock stands; a term or a waiting time that has passed is met."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    OVERDUE = "overdue"


class Reckoning(Struct, frozen=True, kw_only=True, rename="camel"):
    """The answer, with everything it rests on (law.md 1.2(9)).

    `due` is after rolling, `early_warning` before it. `remaining` is in working days, below zero
    when overdue. `used` of `of` are counted days of the period itself, in `unit`.
    """

    rule: str
    version: RuleVersion
    state: ClockState
    provisional: bool
    due: date | None = None
    due_at: datetime | None = None
    early_warning: date | None = None
    opens_on: date | None = None
    at_risk: bool = False
    met_on: date | None = None
    met_late: bool = False
    remaining: int | None = None
    used: int | None = None
    of: int | None = None
    unit: Unit | None = None
    paused_since: date | None = None
    holder: str | None = None
    calendars: tuple[str, ...] = ()
    explanation: tuple[Step, ...] = ()


def compute(
    clock: Clock, calendar: Calendar, today: date, *, now: datetime | None = None
) -> Reckoning:
    """What the clock says today. `now` matters for periods in hours only."""
    due = due_of(clock, calendar)
    since = _paused_since(due, today)
    state = _state(clock, due, since, today, now)
    calendars, unpublished = notices(clock, due, calendar, today)
    ended = _ended(clock, due, calendar, today)
    return Reckoning(
        rule=clock.rule,
        version=clock.version,
        state=state,
        provisional=bool(unpublished),
        due=due.due,
        due_at=due.due_at,
        early_warning=due.last,
        opens_on=due.opens_on,
        at_risk=_at_risk(clock, due, state, today),
        met_on=clock.met_on,
        met_late=is_late(clock, due),
        remaining=None if state is ClockState.MET else _remaining(due, calendar, today),
        used=ended.used,
        of=ended.of,
        unit=ended.unit,
        paused_since=since if state is ClockState.PAUSED else None,
        holder=clock.holder,
        calendars=tuple(each.code for each in calendars),
        explanation=tuple(steps(clock, due, calendars, unpublished, ended)),
    )


def _paused_since(due: Due, today: date) -> date | None:
    for span in due.spans:
        if span.start <= today and (span.end is None or today < span.end):
            return span.start
    return None


def _state(
    clock: Clock, due: Due, paused_since: date | None, today: date, now: datetime | None
) -> ClockState:
    if clock.met_on is not None:
        return ClockState.MET
    ended = due.due is not None and today > due.due
    if due.due_at is not None and now is not None:
        ended = now > due.due_at
    if ended:
        deadline = clock.version.meaning is Meaning.DEADLINE
        return ClockState.OVERDUE if deadline else ClockState.MET
    held_up = paused_since is not None and (due.last is None or paused_since < due.last)
    return ClockState.PAUSED if held_up else ClockState.RUNNING


def _at_risk(clock: Clock, due: Due, state: ClockState, today: date) -> bool:
    running = state is ClockState.RUNNING and clock.version.meaning is Meaning.DEADLINE
    return running and due.last is not None and today >= due.last


def _ended(clock: Clock, due: Due, calendar: Calendar, today: date) -> Ended:
    used = _used(clock, due, calendar, today)
    unit = None if clock.version.unit is None else counted_in(clock.version)
    return Ended(due=due.due, due_at=due.due_at, used=used, of=due.of, unit=unit)


def _used(clock: Clock, due: Due, calendar: Calendar, today: date) -> int | None:
    version = clock.version
    if due.of is None or version.unit in {None, Unit.HOUR}:
        return None
    until = min(today, clock.met_on or today)
    return min(due.of, counted(calendar, counted_in(version), clock.trigger, until, due.spans))


def _remaining(due: Due, calendar: Calendar, today: date) -> int | None:
    if due.due is None:
        return None
    if today <= due.due:
        return counted(calendar, Unit.WORKING_DAY, today, due.due, due.spans)
    # Overdue since a Friday, it is one day overdue on the Saturday already.
    return -max(1, calendar.working_days_between(due.due, today))
