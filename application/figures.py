"""The figures of bulletins: what is asked of the read models, their digest, their differences."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Protocol, runtime_checkable
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.bulletin.decisions import Counting
from domain.bulletin.events import Counted, Figure, GroupedBy, Scope
from domain.disposition.state import DispositionStatus

# How far an operator has come in a disposition (law.md 12.4).
COMPLETED = (DispositionStatus.RESUMED, DispositionStatus.CLOSED)
CORRECTING = (
    DispositionStatus.RECTIFYING,
    DispositionStatus.REPORTING_UP,
    DispositionStatus.ANNOUNCED,
    DispositionStatus.SUSPENSION_PENDING,
    DispositionStatus.SUSPENDED_RECTIFY,
    DispositionStatus.REVOCATION_PENDING,
)


class Batch(Struct, frozen=True, kw_only=True, rename="camel"):
    """A counted batch, as the figures see it. `cases` are those about its disposition."""

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
    cases: int


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

    async def figures(self, scope: Scope, at: int) -> tuple[Figure, ...]:
        """All figures of a scope, in a fixed order."""
        ...

    async def batches(
        self, scope: Scope, at: int, group: Group, *, org: str | None, after: str, limit: int
    ) -> list[Batch]:
        """The batches behind a figure, by report number; of one organisation, or all (None)."""
        ...

    async def changes(self, scope: Scope, before: int, after: int, limit: int) -> list[BatchChange]:
        """The batches that count otherwise at two positions, by report number."""
        ...


def digest(scope: Scope, cut_off: int, figures: Sequence[Figure]) -> str:
    """The SHA-256 of what was counted, up to where, and the numbers, as canonical JSON."""
    said = msgspec.to_builtins(scope)
    if not scope.campaigns:
        del said["campaigns"]  # digests are older than this field
    counted = {"scope": said, "cutOff": cut_off, "figures": figures}
    return sha256(msgspec.json.encode(counted, order="sorted")).hexdigest()


async def count(tallies: Tallies, scope: Scope, cut_off: int) -> Counting:
    """The figures of a scope at a cut-off, with their digest."""
    figures = await tallies.figures(scope, cut_off)
    return Counting(cut_off=cut_off, figures=figures, sha256=digest(scope, cut_off, figures))


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
