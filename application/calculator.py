"""The deadline calculator: when a rule is due from a day, and why (期限计算)."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from application.almanac import Almanac
from domain.statute.clock import Clock
from domain.statute.decisions import version_on, with_extension
from domain.statute.intervals import Interval, check_intervals
from domain.statute.reckoning import Reckoning, compute


class Given(Struct, frozen=True, kw_only=True):
    """What is asked: a rule, its trigger, time not counted, one extension, what was known when."""

    rule: str
    start: date
    excluded: Sequence[tuple[date, date]] = ()
    extended: bool = False
    known_on: date | None = None


def calculate(given: Given, almanac: Almanac, *, today: date) -> Reckoning:
    """The reckoning on the day of the trigger. `today` bounds what may have happened.

    Refuses an unknown rule, one not in force on the day, intervals that overlap, are inverted or
    do not count for the rule, and an extension the rule does not provide for.
    """
    version = version_on(almanac.rules, given.rule, given.start)
    kind = version.excludes[0] if version.excludes else "none"
    intervals = tuple(Interval(kind=kind, start=first, end=last) for first, last in given.excluded)
    check_intervals(given.rule, version, intervals, today=max([today, *_ends(given)]))
    clock = Clock(rule=given.rule, version=version, trigger=given.start, intervals=intervals)
    if given.extended:
        clock = replace(clock, extensions=(with_extension(clock),))
    calendar = almanac.calendar if given.known_on is None else almanac.known_on(given.known_on)
    return compute(clock, calendar, given.start)


def _ends(given: Given) -> list[date]:
    return [last for _, last in given.excluded]
