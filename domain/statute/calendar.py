"""The official calendar: working days, holidays and make-up workdays, each from a published notice.

A year is known by the latest notice for it; a year without one counts Monday to Friday for the
time being, and says so (law.md 1.5).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, timedelta

from msgspec import Struct

SATURDAY = 5
ONE_DAY = timedelta(1)


class Holiday(Struct, frozen=True, kw_only=True, rename="camel"):
    """A period off, 放假, with the swapped rest days and weekends inside it."""

    name: str
    first: date
    last: date

    def days(self) -> Iterable[date]:
        """Every day of it."""
        return (self.first + timedelta(n) for n in range((self.last - self.first).days + 1))


class CalendarYear(Struct, frozen=True, kw_only=True, rename="camel"):
    """A year as one notice arranged it. A later notice for the year replaces it as a whole.

    `holidays` and `makeup_workdays` may name days of the December before. `festival_days` are
    those of 全国年节及纪念日放假办法 alone, 法定节假日, without swapped days and weekends.
    """

    code: str
    year: int
    title: str
    number: str | None = None
    published_on: date
    published_on_approximate: bool = False
    holidays: tuple[Holiday, ...]
    makeup_workdays: tuple[date, ...] = ()  # 调休上班
    festival_days: tuple[date, ...] = ()

    @property
    def label(self) -> str:
        """The number of the notice; its title where the number is not known."""
        return self.number or self.title

    def starts_on(self) -> date:
        """The first day it says something about."""
        named = (*(each.first for each in self.holidays), *self.makeup_workdays)
        return min((date(self.year, 1, 1), *named))


class Calendar:
    """What all notices known say of each day; `known_on` leaves out those published later."""

    __slots__ = ("_festivals", "_known", "_off", "_starts", "_working", "_years")

    def __init__(self, years: Iterable[CalendarYear], *, known_on: date | None = None) -> None:
        known = [each for each in years if known_on is None or each.published_on <= known_on]
        known.sort(key=lambda each: (each.published_on, each.code))
        self._years = {each.year: each for each in known}
        self._known = {
            year: tuple(each for each in known if each.year == year) for year in self._years
        }
        self._starts = {year: each.starts_on() for year, each in self._years.items()}
        self._off: dict[date, bool] = {}
        self._festivals: set[date] = set()
        self._working: dict[int, list[int]] = {}
        for each in sorted(self._years.values(), key=known.index):  # what is said later holds
            self._off.update((day, True) for period in each.holidays for day in period.days())
            self._off.update((day, False) for day in each.makeup_workdays)
            self._festivals.update(each.festival_days)

    def covers(self, year: int) -> bool:
        """Whether a notice for the year is known."""
        return year in self._years

    def is_working_day(self, day: date) -> bool:
        """Whether offices work: Monday to Friday unless a notice says otherwise."""
        off = self._off.get(day)
        return day.weekday() < SATURDAY if off is None else not off

    def in_published_period(self, day: date) -> bool:
        """Whether the day is inside a holiday period of a notice."""
        return self._off.get(day, False)

    def is_statutory_day(self, day: date) -> bool:
        """Whether the day is a festival day named in the measures themselves."""
        return day in self._festivals

    def add_working_days(self, start: date, days: int) -> date:
        """The `days`-th working day strictly after `start`; one or more."""
        year, working = start.year, self._working_days(start.year)
        at = bisect_right(working, start.toordinal()) + days - 1
        while at >= len(working):
            at -= len(working)
            year += 1
            working = self._working_days(year)
        return date.fromordinal(working[at])

    def subtract_working_days(self, start: date, days: int) -> date:
        """The `days`-th working day strictly before `start`; one or more."""
        year, working = start.year, self._working_days(start.year)
        at = bisect_left(working, start.toordinal()) - days
        while at < 0:
            year -= 1
            working = self._working_days(year)
            at += len(working)
        return date.fromordinal(working[at])

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days d there are with after < d <= until."""
        if until <= after:
            return 0
        before = bisect_right(self._working_days(after.year), after.toordinal())
        whole = sum(len(self._working_days(year)) for year in range(after.year, until.year))
        return whole + bisect_right(self._working_days(until.year), until.toordinal()) - before

    def revisions(self, first: date, last: date) -> tuple[CalendarYear, ...]:
        """The notices known for the days from first to last: each year's first one and changes."""
        return tuple(
            each
            for year in range(first.year, last.year + 2)
            if year in self._known and self._starts[year] <= last
            for each in self._known[year]
        )

    def unpublished(self, first: date, last: date) -> tuple[int, ...]:
        """The years from first to last that no known notice covers."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self._years)

    def _working_days(self, year: int) -> list[int]:
        found = self._working.get(year)
        if found is None:
            if not MINYEAR <= year <= MAXYEAR:
                raise OverflowError(f"year {year} is out of range")
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            found = [n for n in range(first, last + 1) if self.is_working_day(date.fromordinal(n))]
            self._working[year] = found
        return found
