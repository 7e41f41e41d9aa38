"""A clock: the facts a period is reckoned from, and the day it is due by."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from domain.refusals import Invalid
from domain.statute.calendar import ONE_DAY, Calendar
from domain.statute.counting import counted, last_day, minus, plus, rolled
from domain.statute.intervals import Interval, Span, counting, union
from domain.statute.rule import Direction, Meaning, Roll, RuleVersion, Unit
from domain.time import SHANGHAI

# Years outside which nothing is reckoned, so that no sum leaves the range of dates.
EARLIEST, LATEST = 1900, 2199


class Granted(Struct, frozen=True, kw_only=True, rename="camel"):
    """An extension, 延长: by an amount, or until a fixed day. One not yet approved has no day."""

    approver: str
    approved_on: date | None = None
    amount: int | None = None
    unit: Unit | None = None
    until: date | None = None
    source: str | None = None


class Clock(Struct, frozen=True, kw_only=True, rename="camel"):
    """What was known of one running of a rule.

    `trigger` is the day of the fact, never that of its entry; `instant` its moment, for hours.
    `until` is the end that was set, where the text leaves it to whoever gave the order.
    """

    rule: str
    version: RuleVersion
    trigger: date
    instant: datetime | None = None
    until: date | None = None
    trigger_source: str | None = None
    intervals: tuple[Interval, ...] = ()
    extensions: tuple[Granted, ...] = ()
    met_on: date | None = None
    met_at: datetime | None = None
    met_source: str | None = None
    holder: str | None = None


class Due(Struct, frozen=True):
    """When a period ends: `last` as counted, `due` after rolling; None while it is held up.

    `of` is its length in its own unit, where it has one length. `late` are the extensions
    approved after it had run out: they don't count.
    """

    last: date | None = None
    due: date | None = None
    due_at: datetime | None = None
    opens_on: date | None = None
    of: int | None = None
    spans: tuple[Span, ...] = ()
    accepted: tuple[Granted, ...] = ()
    late: tuple[Granted, ...] = ()


class Leg(Struct, frozen=True):
    """One stretch of a period: so many days of a unit after a day."""

    start: date
    unit: Unit
    amount: int


def due_of(clock: Clock, calendar: Calendar) -> Due:
    """The day a clock is due, by all that was known. Nothing else is asked: a pure function."""
    _check_years(clock)
    version = clock.version
    if clock.until is not None:
        return Due(last=clock.until, due=clock.until)  # a day that was set is not moved
    if version.amount is None or version.unit is None:
        return Due()  # "promptly": no number of days is given
    if version.unit is Unit.HOUR:
        return _due_in_hours(clock, version.amount)
    if version.direction is Direction.BEFORE:
        last = minus(calendar, version.unit, clock.trigger, version.amount)
        return Due(last=last, due=last, of=version.amount)  # rolling on would shorten the notice
    return _due_after(clock, calendar, Leg(clock.trigger, version.unit, version.amount))


def is_late(clock: Clock, due: Due) -> bool:
    """Whether what was due was done after its end: a period in hours ends at a moment."""
    if due.due_at is not None and clock.met_at is not None:
        return clock.met_at > due.due_at
    return clock.met_on is not None and due.due is not None and clock.met_on > due.due


def _check_years(clock: Clock) -> None:
    days: list[tuple[str, date | None]] = [("/trigger", clock.trigger), ("/until", clock.until)]
    days += [(f"/intervals/{n}/end", each.end) for n, each in enumerate(clock.intervals)]
    days += [("/until", each.until) for each in clock.extensions]
    for pointer, day in days:
        if day is not None and not EARLIEST <= day.year <= LATEST:
            raise Invalid(pointer, "date-out-of-range", basis=clock.rule, date=day.isoformat())


def _due_in_hours(clock: Clock, hours: int) -> Due:
    if clock.instant is None:
        day = clock.trigger + timedelta(days=-(-hours // 24))
        return Due(last=day, due=day, of=hours)
    end = (clock.instant + timedelta(hours=hours)).astimezone(SHANGHAI)
    return Due(last=end.date(), due=end.date(), due_at=end, of=hours)


def _due_after(clock: Clock, calendar: Calendar, leg: Leg) -> Due:
    spans = union(counting(clock.version, clock.intervals))
    roll = clock.version.roll
    last = _last(calendar, leg, spans)
    accepted: list[Granted] = []
    late: list[Granted] = []
    for each in in_order(clock.extensions):
        if _had_ended(calendar, last, roll, each.approved_on):
            late.append(each)
            continue
        accepted.append(each)
        leg = _extended(calendar, leg, each, last, spans)
        last = _last(calendar, leg, spans)
    return Due(
        last=last,
        due=None if last is None else rolled(calendar, last, roll),
        opens_on=_opens_on(clock, calendar, last, spans),
        of=_length(clock, calendar, leg, last, spans),
        spans=spans,
        accepted=tuple(accepted),
        late=tuple(late),
    )


def _had_ended(calendar: Calendar, last: date | None, roll: Roll, on: date | None) -> bool:
    return last is not None and on is not None and on > rolled(calendar, last, roll)


def in_order(extensions: Sequence[Granted]) -> list[Granted]:
    """Extensions by the day they were approved on; those only supposed come last."""
    return sorted(
        extensions,
        key=lambda each: (
            each.approved_on or date.max,
            each.amount or 0,
            each.until or date.min,
            each.approver,
        ),
    )


def _last(calendar: Calendar, leg: Leg, spans: Sequence[Span]) -> date | None:
    return last_day(calendar, leg.unit, leg.start, leg.amount, spans)


def _extended(
    calendar: Calendar, leg: Leg, given: Granted, last: date | None, spans: Sequence[Span]
) -> Leg:
    """The stretch that now ends last: a longer one, one more, or one up to the fixed day."""
    if given.amount is not None:
        unit = given.unit or leg.unit
        if unit is leg.unit:
            return Leg(leg.start, unit, leg.amount + given.amount)
        return leg if last is None else Leg(last, unit, given.amount)
    if given.until is None or last is None:
        return leg
    start = given.approved_on or last
    fixed = Leg(start, Unit.CALENDAR_DAY, max(0, (given.until - start).days))
    end = _last(calendar, fixed, spans)
    return fixed if end is None or end > last else leg


def _opens_on(
    clock: Clock, calendar: Calendar, last: date | None, spans: Sequence[Span]
) -> date | None:
    version = clock.version
    if version.meaning is Meaning.EARLIEST:
        return None if last is None else rolled(calendar, last, version.roll) + ONE_DAY
    if version.opens_after is None or version.unit is None:
        return None
    shut = last_day(calendar, version.unit, clock.trigger, version.opens_after, spans)
    return None if shut is None else shut + ONE_DAY


def _length(
    clock: Clock, calendar: Calendar, leg: Leg, last: date | None, spans: Sequence[Span]
) -> int | None:
    unit = counted_in(clock.version)
    if leg.start == clock.trigger and leg.unit is unit:
        return leg.amount
    end = last or plus(calendar, leg.unit, leg.start, leg.amount)
    return None if last is None else counted(calendar, unit, clock.trigger, end, spans)


def counted_in(version: RuleVersion) -> Unit:
    """What used days are counted in: calendar days for months and years."""
    unit = version.unit or Unit.CALENDAR_DAY
    return Unit.CALENDAR_DAY if unit in {Unit.MONTH, Unit.YEAR} else unit
