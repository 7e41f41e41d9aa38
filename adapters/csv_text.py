"""Lines as csv that spreadsheet programs open as it is meant."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

# A spreadsheet takes a text that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Line = Sequence[str | int]


def csv_of(found: Iterable[Line]) -> bytes:
    """UTF-8 with a BOM, as spreadsheet programs expect it."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([safe(each) for each in line] for line in found)
    return text.getvalue().encode("utf-8-sig")


def safe(cell: str | int) -> str | int:
    """A cell that is text wherever it is opened."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
