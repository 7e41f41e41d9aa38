"""The reference data that comes with the program: calendars, rules, organisations and more."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from application.almanac import Almanac
from application.reference import Publish
from domain.reference.bases import LegalBasis
from domain.statute.calendar import Calendar, CalendarYear
from domain.statute.rule import Rule

DATA = Path(__file__).parents[2] / "data"


def revisions() -> Iterator[tuple[str, Publish]]:
    """Every shipped revision with the set it belongs to, in the order to publish them."""
    for name in ("organisations", "catalogue", "reasons", "bases", "thresholds", "campaigns"):
        yield name, read(DATA / "reference" / f"{name}.json")
    for path in sorted((DATA / "rules").glob("*.json")):
        yield "rules", read(path)
    calendars = [read(path) for path in (DATA / "calendars").glob("*.json")]
    for calendar in sorted(calendars, key=lambda each: str(each.published_on)):
        yield "calendars", calendar


def read(path: Path) -> Publish:
    """A revision from a file."""
    return msgspec.json.decode(path.read_bytes(), type=Publish)


def almanac() -> Almanac:
    """The shipped calendars and rules, for calculating without a database."""
    items: dict[str, list[dict[str, object]]] = {"rules": [], "calendars": []}
    for name, revision in revisions():
        if name in items:
            items[name] += revision.items
    rules = msgspec.convert(items["rules"], tuple[Rule, ...])
    years = msgspec.convert(items["calendars"], tuple[CalendarYear, ...])
    return Almanac({rule.code: rule for rule in rules}, years, Calendar(years))


def bases() -> dict[str, LegalBasis]:
    """The shipped legal bases by code, for reckoning fines without a database."""
    items = read(DATA / "reference" / "bases.json").items
    return {each.code: each for each in msgspec.convert(items, tuple[LegalBasis, ...])}
