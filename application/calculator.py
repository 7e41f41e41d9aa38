"""The deadline calculator: when a rule is due from a day, and why (期限计算)."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from application.almanac import Almanac
from domain.refusals import Invalid, OutOfOrder
from domain.statute.clock import Clock
from domain.statute.decisions import check_trigger, version_on, with_extension
from domain.statute.intervals import Interval, check_intervals
from domain.statute.reckoning import Reckoning, compute

# What the domain's pointers are called where they were given.
GIVEN_AS = {"trigger": "from", "intervals": "excluded"}


class Given(Struct, frozen=True, kw_only=True):
    """What is asked: a rule, its trigger, time not counted, one extension, what was known when."""

    rule: str
    start: date
    excluded: Sequence[tuple[date, date]] = ()
    extended: bool = False
    known_on: date | None = None


def calculate(given: Given, almanac: Almanac, *, today: date) -> Reckoning:
    """The reckoning on the day of the trigger. `today` bounds what may have happened.

    Refuses an unknown rule, one not in force on the day, a trigger in the future, intervals that
    overlap, are inverted or do not count for the rule, and an extension the rule does not provide
    for.
    """
    with pointing_at_what_was_given():
        clock = clock_of(given, almanac, today)
        calendar = almanac.calendar if given.known_on is None else almanac.known_on(given.known_on)
        return compute(clock, calendar, given.start)


def clock_of(given: Given, almanac: Almanac, today: date) -> Clock:
    """The clock that is asked about."""
    version = version_on(almanac.rules, given.rule, given.start)
    check_trigger(given.rule, version, given.start, today=today)
    kind = version.excludes[0] if version.excludes else "none"
    intervals = tuple(Interval(kind=kind, start=first, end=last) for first, last in given.excluded)
    # Time still to come may be supposed, an extension too.
    supposed = max([today, *(first for first, _ in given.excluded)])
    check_intervals(given.rule, version, intervals, today=supposed)
    clock = Clock(rule=given.rule, version=version, trigger=given.start, intervals=intervals)
    if not given.extended:
        return clock
    try:
        return replace(clock, extensions=(with_extension(clock),))
    except OutOfOrder as refused:
        raise Invalid("/extended", refused.code, basis=refused.basis, **refused.facts) from None


@contextmanager
def pointing_at_what_was_given() -> Generator[None]:
    """Lets refusals point at the parameters by the names they have here."""
    try:
        yield
    except Invalid as refused:
        first, *rest = refused.pointer.removeprefix("/").split("/")
        refused.pointer = "/".join(["", GIVEN_AS.get(first, first), *rest])
        raise
