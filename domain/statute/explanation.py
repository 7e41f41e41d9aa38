"""Why a date is the date it is: typed steps, each with its facts. The words are in catalogues."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from domain.statute.calendar import Calendar, CalendarYear
from domain.statute.clock import Clock, Due, Granted
from domain.statute.intervals import Interval, counting
from domain.statute.rule import Confidence, Direction, Force, Meaning, Roll, Unit


class Triggered(Struct, frozen=True, kw_only=True, rename="camel", tag="triggered"):
    """The fact that the period runs from."""

    trigger: str
    on: date
    at: datetime | None = None
    source: str | None = None


class Ruled(Struct, frozen=True, kw_only=True, rename="camel", tag="rule"):
    """The rule, in the version in force on the day of the trigger; `until` the day that was set."""

    rule: str
    until: date | None = None
    instrument: str
    instrument_zh: str | None = None
    instrument_en: str | None = None
    article: str
    effective_from: date
    amount: int | None = None
    unit: Unit | None = None
    direction: Direction = Direction.AFTER
    meaning: Meaning = Meaning.DEADLINE
    confidence: Confidence = Confidence.HIGH
    reading: Confidence | None = None
    force: Force = Force.STATUTORY


class Excluded(Struct, frozen=True, kw_only=True, rename="camel", tag="excluded"):
    """Time not counted; without an end it still goes on."""

    kind: str
    start: date
    end: date | None = None
    source: str | None = None
    reason: str | None = None


class Extended(Struct, frozen=True, kw_only=True, rename="camel", tag="extended"):
    """An extension; `in_time` false: it came after the period had run out and doesn't count."""

    approver: str
    approved_on: date | None = None
    amount: int | None = None
    unit: Unit | None = None
    until: date | None = None
    source: str | None = None
    in_time: bool = True


class Consulted(Struct, frozen=True, kw_only=True, rename="camel", tag="calendar"):
    """A holiday notice that was counted by."""

    revision: str
    year: int
    title: str
    published_on: date
    number: str | None = None
    published_on_approximate: bool = False


class Unpublished(Struct, frozen=True, kw_only=True, rename="camel", tag="provisional"):
    """A year whose holiday notice was not known: Monday to Friday for the time being."""

    year: int


class Opened(Struct, frozen=True, kw_only=True, rename="camel", tag="opens"):
    """The first day on which a window is open."""

    on: date


class Rolled(Struct, frozen=True, kw_only=True, rename="camel", tag="rolled"):
    """The last day moved on, by the policy of the rule."""

    last: date
    due: date
    policy: Roll


class Ended(Struct, frozen=True, kw_only=True, rename="camel", tag="due"):
    """The result; without a day the period is held up, or has no number of days."""

    due: date | None = None
    due_at: datetime | None = None
    used: int | None = None
    of: int | None = None
    unit: Unit | None = None


Step = Triggered | Ruled | Excluded | Extended | Consulted | Unpublished | Opened | Rolled | Ended


def steps(
    clock: Clock,
    due: Due,
    calendars: tuple[CalendarYear, ...],
    unpublished: tuple[int, ...],
    ended: Ended,
) -> Iterator[Step]:
    """The steps from the trigger to the result, in the order they are told."""
    yield Triggered(
        trigger=clock.version.trigger,
        on=clock.trigger,
        at=clock.instant,
        source=clock.trigger_source,
    )
    yield _ruled(clock)
    yield from (_excluded(each) for each in _that_mattered(clock, due))
    yield from (_extended(each, in_time=True) for each in due.accepted)
    yield from (_extended(each, in_time=False) for each in due.late)
    yield from map(_consulted, calendars)
    yield from (Unpublished(year=year) for year in unpublished)
    if due.opens_on is not None:
        yield Opened(on=due.opens_on)
    if due.last is not None and due.due is not None and due.last != due.due:
        yield Rolled(last=due.last, due=due.due, policy=clock.version.roll)
    yield ended


def notices(
    clock: Clock, due: Due, calendar: Calendar, today: date
) -> tuple[tuple[CalendarYear, ...], tuple[int, ...]]:
    """The notices that were counted by, and the years that had none yet."""
    days = _days_that_matter(clock, due, today)
    if days is None:
        return (), ()
    asked = clock.version.roll is not Roll.NONE or _in_working_days(clock, due)
    return calendar.revisions(*days) if asked else (), calendar.unpublished(*days)


def _days_that_matter(clock: Clock, due: Due, today: date) -> tuple[date, date] | None:
    version = clock.version
    set_day = clock.until is not None
    if set_day or version.amount is None or version.unit in {None, Unit.HOUR}:
        return None
    if due.due is None or due.last is None:  # held up: used days were counted up to now
        return clock.trigger, max(clock.trigger, today)
    if version.direction is Direction.BEFORE:
        return due.due, clock.trigger
    return (clock.trigger if _in_working_days(clock, due) else due.last), due.due


def _in_working_days(clock: Clock, due: Due) -> bool:
    units = {clock.version.unit, *(each.unit for each in due.accepted)}
    return Unit.WORKING_DAY in units


def _that_mattered(clock: Clock, due: Due) -> Iterator[Interval]:
    for each in counting(clock.version, clock.intervals):
        after = each.end is None or each.end > clock.trigger
        if after and (due.last is None or each.start < due.last):
            yield each


def _ruled(clock: Clock) -> Ruled:
    version = clock.version
    return Ruled(
        rule=clock.rule,
        until=clock.until,
        instrument=version.instrument,
        instrument_zh=version.instrument_zh,
        instrument_en=version.instrument_en,
        article=version.article,
        effective_from=version.effective_from,
        amount=version.amount,
        unit=version.unit,
        direction=version.direction,
        meaning=version.meaning,
        confidence=version.confidence,
        reading=version.reading,
        force=version.force,
    )


def _excluded(interval: Interval) -> Excluded:
    return Excluded(
        kind=interval.kind,
        start=interval.start,
        end=interval.end,
        source=interval.source,
        reason=interval.reason,
    )


def _extended(granted: Granted, *, in_time: bool) -> Extended:
    return Extended(
        approver=granted.approver,
        approved_on=granted.approved_on,
        amount=granted.amount,
        unit=granted.unit,
        until=granted.until,
        source=granted.source,
        in_time=in_time,
    )


def _consulted(year: CalendarYear) -> Consulted:
    return Consulted(
        revision=year.code,
        year=year.year,
        title=year.title,
        number=year.number,
        published_on=year.published_on,
        published_on_approximate=year.published_on_approximate,
    )
