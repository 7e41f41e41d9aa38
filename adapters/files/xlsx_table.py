"""The first sheet of an Excel workbook as rows of text."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from adapters.files.refusals import FileRefused
from adapters.files.workbook_guard import FORMULA, SHOWN, repacked, uncounted

EXACT = 10**15  # Excel keeps 15 digits of a number
UNREADABLE = "\x00"  # marks a cell whose value was lost; the row rules report it


class XlsxTable(NamedTuple):
    """A workbook's first sheet, already in memory."""

    sheet: CalamineSheet
    sha256: str
    header: Sequence[str]
    total_rows: int
    uncounted: frozenset[tuple[int, int]] = frozenset()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the header with their numbers, blank ones too."""
        below = islice(self.sheet.iter_rows(), 1, None)
        for row, cells in enumerate(below, start=2):
            texts = [cell if isinstance(cell, str) else cell_text(cell) for cell in cells]
            yield row, self._marked(row, texts) if self.uncounted else texts

    def _marked(self, row: int, texts: list[str]) -> list[str]:
        return [
            FORMULA if not text and (row, at) in self.uncounted else text
            for at, text in enumerate(texts, start=1)
        ]


def open_xlsx(path: Path, max_rows: int) -> XlsxTable:
    """The table, once the whole workbook was unpacked and its first sheet parsed."""
    data = path.read_bytes()
    workbook = repacked(data)
    without = uncounted(workbook)
    sheet = first_sheet(workbook)
    total = sheet.end[0] if sheet.end else 0  # `end` counts from 0, the header is row 0
    if total > max_rows:
        raise FileRefused("too-many-rows", limit=max_rows)
    header = [cell_text(cell) for row in islice(sheet.iter_rows(), 1) for cell in row]
    return XlsxTable(sheet, sha256(data).hexdigest(), header, total, without)


def first_sheet(workbook: BytesIO) -> CalamineSheet:
    """The sheet parsed; or a refusal with the parser's words."""
    try:
        return CalamineWorkbook.from_filelike(workbook).get_sheet_by_index(0)
    except (CalamineError, ValueError, OSError) as error:
        raise FileRefused("damaged", found=str(error)[:SHOWN]) from None


def cell_text(cell: object) -> str:
    """The cell as an officer would have typed it: 2023-08-12, 20230513, 8.5."""
    match cell:
        case bool():
            return str(cell).upper()
        case float() | int() if abs(cell) >= EXACT:
            return UNREADABLE + repr(cell)
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.isoformat(" ", "seconds").removesuffix(" 00:00:00")
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
