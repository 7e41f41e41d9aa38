"""Statutory periods as data: every rule of law with the versions it had, each with its article.

The rules themselves are in data/rules, one file an instrument; no rule is in code (law.md 13).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

from msgspec import Struct


class Unit(StrEnum):
    """What a period is counted in (law.md 1.2)."""

    WORKING_DAY = "WD"  # 工作日
    CALENDAR_DAY = "CD"  # 自然日
    HOUR = "h"  # 小时
    MONTH = "month"  # 月
    YEAR = "year"  # 年


class Roll(StrEnum):
    """On which days the last day of a period moves on (law.md 1.3)."""

    NONE = "none"
    STATUTORY = "statutory"
    PUBLISHED_PERIOD = "published_period"
    NON_WORKDAY = "non_workday"


class Direction(StrEnum):
    """Whether a period runs after its trigger, or must lie before it (notice of a hearing)."""

    AFTER = "after"
    BEFORE = "before"


class Confidence(StrEnum):
    """How sure the text is; below high the rule is shown as convention, not as law (law.md 0)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    OPEN = "open"


class Force(StrEnum):
    """What kind of duty it is."""

    STATUTORY = "statutory"
    CONVENTION = "convention"
    INTERNAL = "internal"  # a service level of the authority's own, configurable


class Meaning(StrEnum):
    """What the end of a period means."""

    DEADLINE = "deadline"  # act by the last day
    EARLIEST = "earliest"  # not before the last day has passed (PSS-NODUP, CRED-WAIT)
    TERM = "term"  # a state lasts until then and ends (publicity, service by public notice)


class Extension(Struct, frozen=True, kw_only=True, rename="camel"):
    """One way to lengthen a period. `amount` is None where whoever extends fixes the end.

    Unless it `repeats`, it is used once.
    """

    approver: str
    amount: int | None = None
    unit: Unit | None = None
    fixed_end: bool = False
    repeats: bool = False
    condition: str | None = None


class RuleVersion(Struct, frozen=True, kw_only=True, rename="camel"):
    """A rule as one instrument had it, in force from a day until another (exclusive).

    `amount` None: no number of days is given ("promptly"). `opens_after` is for windows: the
    period's days up to it are too early (PSS-RECHECK2). `excludes` names kinds of intervals that
    are not counted. `confidence` is that of the text; `reading` is given where its meaning, or
    whether it still holds, is less sure than the text. `names` are what the version names by code
    (conditions, kinds, triggers, modes), `amounts` its thresholds in yuan by kind of party.
    """

    instrument: str
    instrument_zh: str | None = None
    instrument_en: str | None = None
    article: str
    effective_from: date
    effective_until: date | None = None
    trigger: str
    amount: int | None = None
    unit: Unit | None = None
    opens_after: int | None = None
    meaning: Meaning = Meaning.DEADLINE
    direction: Direction = Direction.AFTER
    extensions: tuple[Extension, ...] = ()
    excludes: tuple[str, ...] = ()
    roll: Roll = Roll.NONE
    duty_of: str | None = None
    consequence: str | None = None
    consequence_zh: str | None = None
    confidence: Confidence = Confidence.HIGH
    reading: Confidence | None = None
    force: Force = Force.STATUTORY
    sources: tuple[str, ...] = ()
    note: str | None = None
    names: tuple[str, ...] = ()
    amounts: dict[str, Decimal] = {}


class Rule(Struct, frozen=True, kw_only=True, rename="camel"):
    """A rule of law.md by its id, with every version known, in order of their days."""

    code: str
    name_zh: str
    name_en: str
    versions: tuple[RuleVersion, ...]

    def on(self, day: date) -> RuleVersion | None:
        """The version in force on the day of the step (law.md 13.1); None if there is none."""
        return in_force(self.versions, day)


class Dated(Protocol):
    """What is in force from a day until another (exclusive)."""

    @property
    def effective_from(self) -> date: ...
    @property
    def effective_until(self) -> date | None: ...


V = TypeVar("V", bound=Dated)


def in_force(versions: Sequence[V], day: date) -> V | None:
    """The version in force on a day; None if there is none."""
    for version in versions:
        until = version.effective_until
        if version.effective_from <= day and (until is None or day < until):
            return version
    return None


def nearest(versions: Sequence[V], day: date) -> V:
    """The last version that began by a day, or the first one: to name where none is in force."""
    past = [each for each in versions if each.effective_from <= day]
    return past[-1] if past else versions[0]
