"""The items that failed, each with its requirement and what was measured, from three cells."""

import re
from collections.abc import Callable

from adapters.files.columns import COLUMNS, Cells
from domain.sampling.result import FailedItem

LONGEST = 200  # as domain.text.Line
SEPARATOR = re.compile(r"\r\n|[；;\r\n]")


def failed_items(
    cells: Cells, *, qualified: bool | None, report: Callable[[str, str, str], None]
) -> tuple[FailedItem, ...]:
    """The failed items; told to `report`: those of a qualified product, or none of another."""
    if not (cells.failed_items or cells.required or cells.measured):
        if qualified is False:
            report(COLUMNS.failed_items, "", "failed-item-missing")
        return ()
    names = [name for part in SEPARATOR.split(cells.failed_items) if (name := part.strip())]
    if qualified and names:
        report(COLUMNS.failed_items, cells.failed_items, "failed-item-on-qualified")
    if qualified is False and not names:
        report(COLUMNS.failed_items, cells.failed_items, "failed-item-missing")
    required, measured = parts(cells.required, len(names)), parts(cells.measured, len(names))
    for column, texts in (
        (COLUMNS.failed_items, names),
        (COLUMNS.required, required),
        (COLUMNS.measured, measured),
    ):
        for text in texts:
            if text and not names:
                report(column, text, "value-without-failed-item")
            if text and len(text) > LONGEST:
                report(column, text, "too-long")
    items = zip(names, required, measured, strict=bool(names))
    return tuple(FailedItem(item=name, required=r, measured=m) for name, r, m in items)


def parts(text: str, count: int) -> list[str | None]:
    """As many texts as there are items; one that can't be divided so is the first item's."""
    found = [part.strip() for part in SEPARATOR.split(text)]
    said = [part for part in found if part]
    for divided in (found, said):
        if len(divided) == count:
            return [part or None for part in divided]
    return [text or None] + [None] * (count - 1)
