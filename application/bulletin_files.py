"""A bulletin as tables: one for each grouping, a column for each thing counted, in words."""

from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from application.figures import CITY, Difference, differences
from application.views.bulletin import BulletinRow, Edition
from domain.bulletin.decisions import CutOff
from domain.bulletin.events import Counted, Figure, GroupedBy, Scope
from domain.place import AIRPORT, DISTRICTS, UNKNOWN, Region
from domain.reference.state import Reference
from domain.sampling.result import Stage, TestResult

# More unqualified batches than this are listed on the page only.
MOST_ANNEXED = 2000


class Publication(Struct, frozen=True, kw_only=True):
    """A bulletin as it is read: one of its editions, or its draft; `before` is what it corrects.

    `known` is the reference data of when it was published: what is renamed later stays here.
    """

    row: BulletinRow
    edition: Edition | None
    before: Edition | None
    cut_off: CutOff
    figures: tuple[Figure, ...]
    sha256: str
    known: Reference
    unqualified: tuple[TestResult, ...] = ()

    @property
    def title(self) -> str:
        """What it was called."""
        return self.edition.title if self.edition else self.row.title

    @property
    def scope(self) -> Scope:
        """What it counts."""
        return self.edition.scope if self.edition else self.row.scope

    @property
    def differences(self) -> list[Difference]:
        """What a correction changes."""
        return differences(self.before.figures, self.figures) if self.before else []

    @property
    def unlisted(self) -> int:
        """How many unqualified batches the annex leaves out."""
        return total(self.figures, Counted.UNQUALIFIED) - len(self.unqualified)


class Table(Struct, frozen=True):
    """The figures of one grouping: what is counted, and for each value its numbers."""

    grouped_by: GroupedBy
    counted: tuple[Counted, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    def number(self, row: tuple[str, tuple[int, ...]], counted: Counted) -> int:
        """One of a row's numbers."""
        return row[1][self.counted.index(counted)]


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
        Counted.WAITING,
        Counted.ENDED,
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
# The groupings that are drawn.
CHARTED = (GroupedBy.STAGE, GroupedBy.PRODUCER_PLACE, GroupedBy.DISTRICT)
# The lines of a grouping in their order; those that are always there, with or without figures.
ALWAYS = (*sorted(DISTRICTS.values()), AIRPORT, Region.ELSEWHERE.value, UNKNOWN)
LINES: dict[GroupedBy, tuple[str, ...]] = {
    GroupedBy.STAGE: tuple(each.value for each in Stage),
    GroupedBy.PRODUCER_PLACE: tuple(each.value for each in Region),
    GroupedBy.DISTRICT: (
        *sorted(DISTRICTS.values()),
        AIRPORT,
        CITY,
        Region.ELSEWHERE.value,
        Region.ABROAD.value,
        UNKNOWN,
    ),
}


def tables(figures: Sequence[Figure]) -> list[Table]:
    """The figures as tables, zeros filled in; a grouping without values is left out."""
    numbers = {each.key: each.number for each in figures}
    found: list[Table] = []
    for grouped_by, counted in TOLD.items():
        rows = tuple(
            (value, tuple(numbers.get((grouped_by.value, value, c.value), 0) for c in counted))
            for value in lines_of(grouped_by, figures)
        )
        if rows:
            found.append(Table(grouped_by, counted, rows))
    return found


def lines_of(grouped_by: GroupedBy, figures: Sequence[Figure]) -> list[str]:
    """The values of a grouping: those with figures, in a fixed order; every district."""
    values = dict.fromkeys(e.value for e in figures if e.grouped_by is grouped_by)
    lines = LINES.get(grouped_by, ())
    if grouped_by is not GroupedBy.DISTRICT:
        return [*(each for each in lines if each in values), *(v for v in values if v not in lines)]
    return [each for each in lines if each in values or each in ALWAYS]


def charted(figures: Sequence[Figure]) -> list[Table]:
    """The tables that are drawn, without the lines that nothing was sampled of."""
    return [
        Table(each.grouped_by, each.counted, drawn)
        for each in tables(figures)
        if each.grouped_by in CHARTED
        for drawn in [tuple(row for row in each.rows if each.number(row, Counted.BATCHES))]
        if drawn
    ]


def total(figures: Sequence[Figure], counted: Counted) -> int:
    """The number of something in all."""
    return next(
        (e.number for e in figures if e.grouped_by is GroupedBy.ALL and e.counted is counted), 0
    )


BulletinFile = Callable[..., Awaitable[bytes]]
"""Makes a file of a publication, in a language."""
