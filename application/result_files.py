"""What an import asks of a file of test results, whatever its format."""

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from domain.sampling.result import TestResult


class RowError(Struct, frozen=True):
    """One thing wrong with one row; `row` as a spreadsheet numbers it (the header is row 1)."""

    row: int
    column: str | None
    value: str | None
    code: str
    message: str
    message_zh: str


class Row(Struct, frozen=True):
    """A row that is a sound test result."""

    row: int
    result: TestResult


class FileRefused(Exception):  # noqa: N818
    """The file as a whole can't be trusted; nothing of it was used."""

    def __init__(self, code: str, message: str, message_zh: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.message_zh = message_zh


class ResultsFile(Protocol):
    """A file found whole and readable; iterating gives its rows in order."""

    @property
    def total_rows(self) -> int:
        """How many rows there are, for a progress bar."""
        ...

    @property
    def sha256(self) -> str:
        """The digest of the file, in hexadecimal."""
        ...

    def __iter__(self) -> Iterator[Row | tuple[RowError, ...]]:
        """A sound row, or all that is wrong with one."""
        ...
