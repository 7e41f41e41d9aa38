"""The figures of bulletins: what is asked of the read models, their digest, their differences."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Protocol, runtime_checkable
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.bulletin.decisions import Counting, CutOff
from domain.bulletin.events import Counted, Figure, GroupedBy, Scope
from domain.disposition.state import DispositionStatus
from domain.place import AIRPORT, DISTRICTS, UNKNOWN, Region
from domain.reference.organisations import Organisation, OrganisationKind
from domain.reference.state import Reference
from domain.sampling.result import TestResult

# How far an operator has come in a disposition (law.md 12.4); what is in none of these was ended
# otherwise: licence revoked, referred to another province, closed without an order.
COMPLETED = (DispositionStatus.RESUMED,)
CORRECTING = (
    DispositionStatus.RECTIFYING,
    DispositionStatus.REPORTING_UP,
    DispositionStatus.ANNOUNCED,
    DispositionStatus.SUSPENSION_PENDING,
    DispositionStatus.SUSPENDED_RECTIFY,
    DispositionStatus.REVOCATION_PENDING,
)
WAITING = (
    DispositionStatus.NOTIFYING,
    DispositionStatus.OBJECTION_WINDOW,
    DispositionStatus.OBJECTION,
    DispositionStatus.RETEST_FORMALITIES,
    DispositionStatus.RETEST_LAB,
    DispositionStatus.FINAL,
    DispositionStatus.HANDLING,
)
# What operators are counted as: they are concerned, and have come to one of four.
OF_OPERATORS = (
    Counted.OPERATORS,
    Counted.COMPLETED,
    Counted.CORRECTING,
    Counted.WAITING,
    Counted.ENDED,
)
# The line of what the city's own bodies do, which are in no district.
CITY = "city"

Districts = Mapping[str, str]


class Point(Struct, frozen=True):
    """A position of the ledger, and the line of the districts' table each body had then."""

    position: int
    districts: Districts


class Concerned(Struct, frozen=True, kw_only=True, rename="camel"):
    """An operator of a counted batch: how far it has come, and the line it is counted in."""

    stage: str
    district: str
    operator: str


class Batch(Struct, frozen=True, kw_only=True, rename="camel"):
    """A counted batch, as the figures see it. `filed` are the cases about its disposition."""

    result: UUID
    report_no: str
    product: str
    batch: str | None
    stage: str
    producer_place: str
    product_kind: str
    district: str
    lab: str
    unqualified: bool
    disposition: UUID | None
    status: str | None
    outside: int
    cleared_by: str | None
    filed: tuple[UUID, ...]
    operators: tuple[Concerned, ...]


class CountedOperator(Struct, frozen=True, kw_only=True, rename="camel"):
    """An operator behind a figure; `uscc` is None where only its name is known."""

    name: str
    uscc: str | None
    districts: tuple[str, ...]
    come_to: Counted


class CountedCase(Struct, frozen=True, kw_only=True, rename="camel"):
    """A case behind a figure."""

    id: UUID
    number: str
    title: str
    org: str


class BatchChange(Struct, frozen=True, kw_only=True, rename="camel"):
    """A batch that counts otherwise at two positions; None where it does not count at all."""

    report_no: str
    before: Batch | None
    after: Batch | None

    @property
    def fields(self) -> tuple[str, ...]:
        """What differs, if it counts at both."""
        if self.before is None or self.after is None:
            return ()
        names = Batch.__struct_fields__
        return tuple(n for n in names if getattr(self.before, n) != getattr(self.after, n))


class Group(Struct, frozen=True, kw_only=True):
    """One figure's records."""

    grouped_by: GroupedBy
    value: str
    counted: Counted


class Difference(Struct, frozen=True, kw_only=True, rename="camel"):
    """A figure that is another at a later position; 0 where it was not, or is no more."""

    counted: Counted
    grouped_by: GroupedBy
    value: str
    before: int
    after: int


@runtime_checkable
class Tallies(Protocol):
    """Counts batches and what became of them, at a position of the ledger."""

    async def figures(self, scope: Scope, at: Point) -> tuple[Figure, ...]:
        """All figures of a scope, in a fixed order."""
        ...

    async def batches(
        self, scope: Scope, at: Point, group: Group, *, org: str | None, after: str, limit: int
    ) -> list[Batch]:
        """The batches behind a figure, by report number; of one organisation, or all (None)."""
        ...

    async def behind(self, scope: Scope, at: Point, group: Group, *, org: str | None) -> int:
        """How many batches are behind a figure; of one organisation, or all (None)."""
        ...

    async def operators(
        self, scope: Scope, at: Point, group: Group, *, org: str | None, limit: int
    ) -> list[CountedOperator]:
        """The operators behind a figure, by name, of the batches that may be seen."""
        ...

    async def cases(
        self, scope: Scope, at: Point, group: Group, *, org: str | None, limit: int
    ) -> list[CountedCase]:
        """The cases behind a figure that may be seen, by number."""
        ...

    async def unqualified(self, scope: Scope, at: Point, limit: int) -> list[TestResult]:
        """The unqualified batches as they were recorded, by report number."""
        ...

    async def changes(
        self, scope: Scope, before: Point, after: Point, limit: int
    ) -> tuple[list[BatchChange], int]:
        """The batches that count otherwise at two positions, by report number; how many in all."""
        ...


def point(position: int, known: Reference) -> Point:
    """A position, with the bodies as they were known there."""
    lines = {each.code: line_of(each) for each in known.organisations.values()}
    return Point(position, lines)


def line_of(body: Organisation) -> str:
    """The line of the districts' table in which a body's work is counted."""
    if body.kind is OrganisationKind.AIRPORT_BRANCH:
        return AIRPORT
    if body.kind is OrganisationKind.OUTSIDE_BUREAU:
        return Region.ELSEWHERE
    if body.area in DISTRICTS.values():
        return str(body.area)
    return UNKNOWN if body.is_outside else CITY


def digest(scope: Scope, cut_off: int, figures: Sequence[Figure]) -> str:
    """The SHA-256 of what was counted, up to where, and the numbers, as canonical JSON."""
    said = msgspec.to_builtins(scope)
    if not scope.campaigns:
        del said["campaigns"]  # digests are older than this field
    counted = {"scope": said, "cutOff": cut_off, "figures": figures}
    return sha256(msgspec.json.encode(counted, order="sorted")).hexdigest()


async def count(tallies: Tallies, scope: Scope, cut_off: CutOff, known: Reference) -> Counting:
    """The figures of a scope at a cut-off, with their digest."""
    figures = await tallies.figures(scope, point(cut_off.position, known))
    return Counting(
        cut_off=cut_off.position,
        figures=figures,
        sha256=digest(scope, cut_off.position, figures),
        cut_off_at=cut_off.at,
    )


def differences(before: Sequence[Figure], after: Sequence[Figure]) -> list[Difference]:
    """The figures that are not the same, in the order of the later ones."""
    old, new = by_key(before), by_key(after)
    order = {group.value: place for place, group in enumerate(GroupedBy)}
    keys = sorted(old.keys() | new.keys(), key=lambda key: (order[key[0]], key))
    return [
        Difference(
            counted=Counted(key[2]),
            grouped_by=GroupedBy(key[0]),
            value=key[1],
            before=old.get(key, 0),
            after=new.get(key, 0),
        )
        for key in keys
        if old.get(key, 0) != new.get(key, 0)
    ]


def by_key(figures: Sequence[Figure]) -> Mapping[tuple[str, str, str], int]:
    """The numbers by what they are of."""
    return {each.key: each.number for each in figures}
