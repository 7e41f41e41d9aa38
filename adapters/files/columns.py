"""The columns of a results table, and finding them in a header in whatever order."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

import application.result_files
from adapters.files.refusals import FileRefused
from application.result_files import REQUIRED, Mappings
from domain.reference.mappings import ImportMapping


class Cells(NamedTuple):
    """One row as trimmed text, always in this order."""

    report_no: str
    product: str
    brand: str
    model: str
    batch: str
    producer: str
    producer_uscc: str
    producer_place: str
    sampled: str
    sampled_uscc: str
    sampled_place: str
    stage: str
    platform: str
    sampled_on: str
    lab: str
    conclusion: str
    failed_items: str
    required: str
    measured: str
    sampling_rule: str
    delivered_on: str
    samplers: str
    testers: str
    on_site: str
    issuer: str
    recognised_by: str


COLUMNS = Cells(*application.result_files.COLUMNS)
# Columns that a table may do without.
OPTIONAL = frozenset({*COLUMNS[COLUMNS.index("抽样人员") :]})
SERIAL = "序号"


class Layout(NamedTuple):
    """Where the columns stand: how many there are, and how to pick a row's cells in order."""

    width: int
    pick: Callable[[Sequence[str]], tuple[str, ...]]
    values: Mapping[str, str] = {}
    mapping: str | None = None


NONE = Mappings()


def layout(header: Sequence[str], mappings: Mappings = NONE) -> Layout:
    """What the header says, or the file is refused. Blank cells at its end don't count.

    A header that is not the usual one is read by the first of the mappings that is made for it.
    """
    names = named(header)
    mapping = next((each for each in mappings.each if each.fits(names)), None)
    if mapping is not None:
        return mapped(names, mapping)
    if mappings.chosen:
        unfit = mappings.each[0]
        lacks = [name for name in unfit.columns if name not in names]
        refuse("mapping-unfit", lacks, mapping=unfit.code)
    if not set(names) & set(COLUMNS):
        raise FileRefused("header-missing")
    check(names, {*COLUMNS, SERIAL})
    refuse("missing-column", [n for n in COLUMNS if n not in names and n not in OPTIONAL])
    width = len(names)
    # What is not there is picked from a blank cell after the last.
    at: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(
        *(names.index(n) if n in names else width for n in COLUMNS)
    )

    def pick(row: Sequence[str]) -> tuple[str, ...]:
        return at((*row[:width], ""))

    return Layout(width, pick)


def named(header: Sequence[str]) -> list[str]:
    """The names in a header, without the blank cells at its end."""
    names = [name.strip("\ufeff \u3000\t\r\n\xa0") for name in header]
    while names and not names[-1]:
        names.pop()
    return names


def mapped(names: Sequence[str], mapping: ImportMapping) -> Layout:
    """The layout of a file by a mapping; what it has not is fixed, or left empty."""
    check(names, {*COLUMNS, SERIAL, *mapping.columns})
    known = [mapping.columns.get(name, name) for name in names]
    refuse("duplicated-column", twice([name for name in known if name]))
    refuse("missing-column", [n for n in REQUIRED if n not in known and n not in mapping.fixed])
    picked = [
        (known.index(name) if name in known else None, mapping.fixed.get(name, ""))
        for name in COLUMNS
    ]

    def pick(row: Sequence[str]) -> tuple[str, ...]:
        return tuple(fixed if at is None else row[at] for at, fixed in picked)

    return Layout(len(names), pick, mapping.values, mapping.code)


def check(names: Sequence[str], known: set[str]) -> None:
    """Refuse columns that are not known, or there twice."""
    refuse("unknown-column", [name or "(blank)" for name in names if name not in known])
    refuse("duplicated-column", twice(names))


def twice(names: Sequence[str]) -> list[str]:
    """The names that are there more than once."""
    return [name for name, times in Counter(names).items() if times > 1]


def refuse(code: str, columns: list[str], **facts: str) -> None:
    """Refuse the file for these columns, if there are any (the first ten are named)."""
    if columns:
        raise FileRefused(code, columns="、".join(name[:40] for name in columns[:10]), **facts)
