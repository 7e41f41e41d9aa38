"""The daily digest (每日提醒): what an organisation's officers should know before a date passes."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Protocol, runtime_checkable
from uuid import UUID

from msgspec import Struct

from application.almanac import Almanac
from application.deadlines import SOON_WORKING_DAYS, DeadlineRow, Stage
from domain.authority import Role
from domain.reference.officers import OfficerEntry

TOLD = frozenset({Role.HANDLER, Role.LEADER, Role.DISPATCHER, Role.SUPERIOR})
MOST_ITEMS = 200


class Urgency(StrEnum):
    """Why a deadline is in the digest."""

    OVERDUE = "overdue"
    SOON = "soon"
    PAUSED = "paused"


class DigestItem(Struct, frozen=True, kw_only=True, rename="camel"):
    """One deadline of the digest."""

    urgency: Urgency
    kind: str
    record: UUID
    title: str
    rule: str
    due_on: date | None
    paused_since: date | None = None


class Digest(Struct, frozen=True, kw_only=True, rename="camel"):
    """What is overdue, due within three working days, or paused. `items` are the first 200."""

    day: date
    org: str
    overdue: int
    soon: int
    paused: int
    items: tuple[DigestItem, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.overdue + self.soon + self.paused


@runtime_checkable
class Digests(Protocol):
    """The digests made so far."""

    async def of(self, officer: str, limit: int) -> list[Digest]:
        """An officer's digests, the latest first."""
        ...


def last_day(day: date, almanac: Almanac) -> date:
    """The last day of what is due soon."""
    return almanac.calendar.add_working_days(day, SOON_WORKING_DAYS)


def digest(org: str, day: date, deadlines: Iterable[DeadlineRow]) -> Digest:
    """The digest of an organisation from its deadlines that run or are paused."""
    items = sorted(
        (item_of(each, day) for each in deadlines),
        key=lambda each: (each.due_on or date.max, each.title),
    )
    count = [each.urgency for each in items].count
    return Digest(
        day=day,
        org=org,
        overdue=count(Urgency.OVERDUE),
        soon=count(Urgency.SOON),
        paused=count(Urgency.PAUSED),
        items=tuple(items[:MOST_ITEMS]),
    )


def item_of(row: DeadlineRow, day: date) -> DigestItem:
    """A deadline as the digest names it."""
    urgency = Urgency.OVERDUE if row.due is not None and row.due < day else Urgency.SOON
    return DigestItem(
        urgency=Urgency.PAUSED if row.stage is Stage.PAUSED else urgency,
        kind=row.kind,
        record=row.record,
        title=row.title,
        rule=row.rule,
        due_on=row.due,
        paused_since=row.paused_since,
    )


def by_org(officers: Iterable[OfficerEntry]) -> dict[str, list[OfficerEntry]]:
    """The officers who get a digest, by organisation."""
    found: dict[str, list[OfficerEntry]] = {}
    for each in officers:
        if each.active and TOLD & set(each.roles):
            found.setdefault(each.org, []).append(each)
    return found
