"""Counting days off a period: the day of the trigger never counts (law.md 1.2, 1.3)."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import assert_never

from domain.statute.calendar import ONE_DAY, Calendar
from domain.statute.intervals import Span
from domain.statute.rule import Roll, Unit

MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}


def days_between(calendar: Calendar, unit: Unit, after: date, until: date) -> int:
    """How many days of the unit there are with after < d <= until."""
    if unit is Unit.WORKING_DAY:
        return calendar.working_days_between(after, until)
    return max(0, (until - after).days)


def plus(calendar: Calendar, unit: Unit, start: date, amount: int) -> date:
    """The amount-th day of the unit after start, with nothing excluded."""
    if unit is Unit.WORKING_DAY and amount:
        return calendar.add_working_days(start, amount)
    if unit in MONTHS:
        return later_by_months(start, amount * MONTHS[unit])
    return start + timedelta(amount)


def minus(calendar: Calendar, unit: Unit, start: date, amount: int) -> date:
    """The amount-th day of the unit before start."""
    if unit is Unit.WORKING_DAY and amount:
        return calendar.subtract_working_days(start, amount)
    if unit in MONTHS:
        return later_by_months(start, -amount * MONTHS[unit])
    return start - timedelta(amount)


def later_by_months(start: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def last_day(
    calendar: Calendar, unit: Unit, start: date, amount: int, spans: Iterable[Span]
) -> date | None:
    """The amount-th counted day after start; None while an open span holds it up."""
    if unit in MONTHS:  # excluded days are added to it day by day
        amount = (plus(calendar, unit, start, amount) - start).days
        unit = Unit.CALENDAR_DAY
    at, left = start, amount
    for span in spans:
        if span.end is not None and span.end <= at:
            continue
        free = days_between(calendar, unit, at, span.start)
        if free >= left:
            break
        if span.end is None:
            return None
        at, left = span.end, left - free
    return plus(calendar, unit, at, left)


def counted(calendar: Calendar, unit: Unit, start: date, until: date, spans: Iterable[Span]) -> int:
    """How many days after start and up to `until` are counted."""
    at, total = start, 0
    for span in spans:
        if span.end is not None and span.end <= at:
            continue
        if span.start >= until:
            break
        total += days_between(calendar, unit, at, span.start)
        if span.end is None or span.end >= until:
            return total
        at = span.end
    return total + days_between(calendar, unit, at, until)


def rolled(calendar: Calendar, last: date, policy: Roll) -> date:
    """The last day of a period, moved on from the days that the policy rolls on."""
    day = last
    while _rolls(calendar, day, policy):
        day += ONE_DAY
    return day


def _rolls(calendar: Calendar, day: date, policy: Roll) -> bool:
    match policy:
        case Roll.NONE:
            return False
        case Roll.STATUTORY:
            return calendar.is_statutory_day(day)
        case Roll.PUBLISHED_PERIOD:
            return calendar.in_published_period(day)
        case Roll.NON_WORKDAY:
            return not calendar.is_working_day(day)
        case _:
            assert_never(policy)
