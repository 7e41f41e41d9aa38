"""Files of sampling results (监督抽查结果), csv or xlsx: checked whole, then read row by row."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from adapters.files.columns import NONE, layout
from adapters.files.csv_table import CsvTable, open_csv
from adapters.files.refusals import FileRefused
from adapters.files.rules import RowReader
from adapters.files.xlsx_table import XlsxTable, open_xlsx
from application.result_files import Mappings, Row, RowError

__all__ = ["FileRefused", "ResultsFile", "Row", "RowError", "read_results"]

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 1_000_000


class ResultsFile:
    """A file found whole and readable. Iterating gives each row that is not blank, in order.

    `total_rows` counts the rows below the header, blank ones too, for a progress bar.
    """

    def __init__(self, table: CsvTable | XlsxTable, today: date, mappings: Mappings = NONE) -> None:
        if not table.header and not table.total_rows:
            raise FileRefused("empty-file")
        self.layout = layout(table.header, mappings)
        if not table.total_rows:
            raise FileRefused("no-rows")
        self.table = table
        self.today = today
        self.sha256 = table.sha256
        self.total_rows = table.total_rows
        self.mapping = self.layout.mapping
        self.format = "csv" if isinstance(table, CsvTable) else "xlsx"
        self.encoding = table.encoding if isinstance(table, CsvTable) else None

    def __iter__(self) -> Iterator[Row | tuple[RowError, ...]]:
        """A sound row, or all that is wrong with one; may be started again from the top."""
        reader = RowReader(self.layout, self.today)
        for row, cells in self.table.rows():
            if any(cells) and not "".join(cells).isspace():
                yield reader.read(row, cells)


def read_results(
    path: Path,
    *,
    today: date,
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
    mappings: Mappings = NONE,
) -> ResultsFile:
    """The file ready to be read; or `FileRefused`, before any row, when it can't be trusted."""
    size = path.stat().st_size
    if size > max_bytes:
        raise FileRefused("too-large", size=size, limit=max_bytes)
    if size == 0:
        raise FileRefused("empty-file")
    match path.suffix.lower():
        case ".csv":
            return ResultsFile(open_csv(path, max_rows, mappings), today, mappings)
        case ".xlsx":
            return ResultsFile(open_xlsx(path, max_rows), today, mappings)
        case suffix:
            raise FileRefused("unknown-format", suffix=suffix)
