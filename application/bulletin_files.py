"""A bulletin as tables: one for each grouping, a column for each thing counted, in words."""

from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from domain.bulletin.events import Counted, Figure, GroupedBy


class Table(Struct, frozen=True):
    """The figures of one grouping: what is counted, and for each value its numbers."""

    grouped_by: GroupedBy
    counted: tuple[Counted, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


# What each grouping tells; a laboratory is told what became of its conclusions.
TOLD: dict[GroupedBy, tuple[Counted, ...]] = {
    GroupedBy.ALL: tuple(Counted),
    GroupedBy.STAGE: (Counted.BATCHES, Counted.UNQUALIFIED),
    GroupedBy.PRODUCER_PLACE: (Counted.BATCHES, Counted.UNQUALIFIED),
    GroupedBy.PRODUCT: (Counted.BATCHES, Counted.UNQUALIFIED, Counted.CASES),
    GroupedBy.DISTRICT: (
        Counted.BATCHES,
        Counted.UNQUALIFIED,
        Counted.OPERATORS,
        Counted.COMPLETED,
        Counted.CORRECTING,
        Counted.CASES,
        Counted.OUTSIDE,
    ),
    GroupedBy.LABORATORY: (
        Counted.BATCHES,
        Counted.UNQUALIFIED,
        Counted.UPHELD,
        Counted.OVERTURNED,
    ),
}


def tables(figures: Sequence[Figure]) -> list[Table]:
    """The figures as tables, zeros filled in; a grouping without values is left out."""
    numbers = {each.key: each.number for each in figures}
    found: list[Table] = []
    for grouped_by, counted in TOLD.items():
        values = dict.fromkeys(e.value for e in figures if e.grouped_by is grouped_by)
        rows = tuple(
            (value, tuple(numbers.get((grouped_by.value, value, c.value), 0) for c in counted))
            for value in values
        )
        if rows:
            found.append(Table(grouped_by, counted, rows))
    return found


def total(figures: Sequence[Figure], counted: Counted) -> int:
    """The number of something in all."""
    return next(
        (e.number for e in figures if e.grouped_by is GroupedBy.ALL and e.counted is counted), 0
    )


BulletinFile = Callable[..., Awaitable[bytes]]
"""Makes a file of a bulletin's row, figures, digest, in a language, with the names known."""
