"""The calendars and rules as they are shipped, for tests: the vectors go through the data."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from domain.reference.bases import LegalBasis
from domain.statute.calendar import Calendar, CalendarYear
from domain.statute.clock import Clock, Granted
from domain.statute.decisions import version_on
from domain.statute.intervals import Interval
from domain.statute.rule import Rule

DATA = Path(__file__).parents[3] / "data"
T = TypeVar("T", bound=Struct)


@cache
def years() -> tuple[CalendarYear, ...]:
    """Every revision of every year."""
    return tuple(_items("calendars", CalendarYear))


@cache
def rules() -> dict[str, Rule]:
    """The rulebook by id."""
    return {each.code: each for each in _items("rules", Rule)}


@cache
def bases() -> dict[str, LegalBasis]:
    """The articles that punish, by code."""
    shell = msgspec.json.decode((DATA / "reference/bases.json").read_bytes())
    return {each.code: each for each in msgspec.convert(shell["items"], list[LegalBasis])}


@cache
def calendar(known_on: date | None = None) -> Calendar:
    """The calendar with all notices, or those known on a day."""
    return Calendar(years(), known_on=known_on)


def day(text: str) -> date:
    """A date as it is written."""
    return date.fromisoformat(text)


def clock(
    rule: str,
    trigger: str,
    *,
    intervals: tuple[Interval, ...] = (),
    extensions: tuple[Granted, ...] = (),
) -> Clock:
    """A clock of the version in force on the day of its trigger."""
    return Clock(
        rule=rule,
        version=version_on(rules(), rule, day(trigger)),
        trigger=day(trigger),
        intervals=intervals,
        extensions=extensions,
    )


def without(start: str, end: str | None = None, kind: str = "test") -> Interval:
    """Time that is not counted."""
    return Interval(kind=kind, start=day(start), end=None if end is None else day(end))


def extended(
    on: str, amount: int | None = 15, by: str = "leader", until: str | None = None
) -> Granted:
    """An extension."""
    last = None if until is None else day(until)
    return Granted(approver=by, approved_on=day(on), amount=amount, until=last)


def _items(folder: str, kind: type[T]) -> list[T]:
    found: list[T] = []
    for path in sorted((DATA / folder).glob("*.json")):
        shell = msgspec.json.decode(path.read_bytes(), type=dict[str, object])
        found += msgspec.convert(shell["items"], list[kind])  # type: ignore[valid-type]
    return found
