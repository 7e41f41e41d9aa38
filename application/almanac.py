"""The calendars and rules in force, by the position from which they were known."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from operator import itemgetter

from msgspec import Struct, field

from application.ledger import Entry
from domain.reference.events import CalendarsPublished, RulesPublished
from domain.reference.state import ReferenceSet, evolve
from domain.statute.calendar import Calendar, CalendarYear
from domain.statute.rule import Rule


class Almanac(Struct, frozen=True):
    """What clocks are computed by."""

    rules: Mapping[str, Rule] = {}
    years: tuple[CalendarYear, ...] = ()
    calendar: Calendar = field(default_factory=lambda: Calendar(()))

    def known_on(self, day: date) -> Calendar:
        """The calendar as far as its notices had been published by a day."""
        return Calendar(self.years, known_on=day)


TOPICS = tuple(str(kind.__struct_config__.tag) for kind in (CalendarsPublished, RulesPublished))


class Almanacs:
    """Every almanac there was, by the ledger position of the revision that made it."""

    def __init__(self) -> None:
        self._rules = ReferenceSet()
        self._calendars = ReferenceSet()
        self._history: list[tuple[int, Almanac]] = [(0, Almanac())]

    def apply(self, entry: Entry) -> None:
        """Takes a revision of calendars or rules; anything else changes nothing."""
        event = entry.event
        last, before = self._history[-1]
        if entry.position <= last:
            return
        if isinstance(event, RulesPublished):
            self._rules = evolve(self._rules, event)
            rules = {
                code: each for code, each in self._rules.items.items() if isinstance(each, Rule)
            }
            after = Almanac(rules, before.years, before.calendar)
        elif isinstance(event, CalendarsPublished):
            self._calendars = evolve(self._calendars, event)
            items = self._calendars.items.values()
            years = tuple(each for each in items if isinstance(each, CalendarYear))
            after = Almanac(before.rules, years, Calendar(years))
        else:
            return
        self._history.append((entry.position, after))

    def at(self, position: int | None = None) -> Almanac:
        """The almanac known at a position; None is the last one."""
        if position is None:
            return self._history[-1][1]
        return self._history[bisect_right(self._history, position, key=itemgetter(0)) - 1][1]

    @property
    def positions(self) -> list[int]:
        """The positions from which each almanac was known."""
        return [position for position, _ in self._history]
