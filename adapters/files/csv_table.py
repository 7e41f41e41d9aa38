"""A csv file as rows of text. It is checked to its end before its first row is given out."""

import csv
import os
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator, Sequence
from hashlib import file_digest
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from adapters.files.columns import COLUMNS, NONE, layout
from adapters.files.refusals import FileRefused
from application.result_files import Mappings

CHUNK = 1 << 20
FOREIGN = (
    (b"PK\x03\x04", "not-csv", "a zip or xlsx file"),
    (b"\xd0\xcf\x11\xe0", "not-csv", "an old Office file"),
    (b"%PDF", "not-csv", "a PDF file"),
    (BOM_UTF16_LE, "encoding-not-accepted", "UTF-16"),
    (BOM_UTF16_BE, "encoding-not-accepted", "UTF-16"),
)


class CsvTable(NamedTuple):
    """A csv file found sound: `stamp` tells whether it has been changed since."""

    path: Path
    encoding: str
    sha256: str
    header: Sequence[str]
    total_rows: int
    stamp: tuple[int, ...]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the header with their numbers, blank ones too."""
        with self.path.open("rb") as file:
            if stamp(file) != self.stamp:
                raise FileRefused("changed")
            records = csv.reader(text(file, self.encoding), strict=True)
            try:
                yield from islice(enumerate(records, start=1), 1, None)
            except (csv.Error, UnicodeDecodeError):
                raise FileRefused("changed") from None
            if stamp(file) != self.stamp:
                raise FileRefused("changed")


def open_csv(path: Path, max_rows: int, mappings: Mappings = NONE) -> CsvTable:
    """The table, once every byte was decoded and every record parsed; or a refusal."""
    with path.open("rb") as file:
        opened, sha256 = stamp(file), file_digest(file, "sha256").hexdigest()
        encoding = encoding_of(file)
        header, total = read_through(file, encoding, max_rows, mappings)
        return CsvTable(path, encoding, sha256, header, total, opened)


def stamp(file: BinaryIO) -> tuple[int, ...]:
    """What changes when the file does."""
    found = os.fstat(file.fileno())
    return found.st_ino, found.st_size, found.st_mtime_ns


def text(file: BinaryIO, encoding: str) -> TextIOWrapper:
    """The file's text from its beginning, line ends as they are."""
    file.seek(0)
    return TextIOWrapper(file, encoding, errors="strict", newline="")


def encoding_of(file: BinaryIO) -> str:
    """The encoding in which the whole file can be read, or a refusal naming the first bad byte."""
    file.seek(0)
    head = file.read(CHUNK)
    for magic, code, name in FOREIGN:
        if head.startswith(magic):
            raise FileRefused(code, found=name, encoding=name)
    bad: list[tuple[int, str]] = []
    for encoding in candidates(head):
        place = first_bad_byte(file, encoding)
        if place is None:
            return encoding
        bad.append((place, encoding))
    raise FileRefused(
        "encoding-broken",
        places="; ".join(f"byte {place} is not {encoding}" for place, encoding in bad),
        places_zh="；".join(f"第 {place} 字节不是 {encoding}" for place, encoding in bad),
    )


def candidates(head: bytes) -> tuple[str, ...]:
    """The encodings to try: the one the header is written in, when it shows."""
    if head.startswith(BOM_UTF8):
        return ("utf-8-sig",)
    line = head.split(b"\n", 1)[0]
    for encoding in ("utf-8", "gb18030"):
        if COLUMNS.report_no.encode(encoding) in line:
            return (encoding,)
    return ("utf-8", "gb18030")


def first_bad_byte(file: BinaryIO, encoding: str) -> int | None:
    """The offset of the first byte that can't be decoded; None when all can."""
    decoder = getincrementaldecoder("utf-8" if encoding == "utf-8-sig" else encoding)()
    file.seek(0)
    offset = 0
    while True:
        chunk = file.read(CHUNK)
        if (nul := chunk.find(0)) >= 0:
            raise FileRefused("not-csv", found=f"byte {offset + nul} is zero")
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return offset - pending + error.start
        if not chunk:
            return None
        offset += len(chunk)


def read_through(
    file: BinaryIO, encoding: str, max_rows: int, mappings: Mappings
) -> tuple[Sequence[str], int]:
    """The header and the number of rows up to the last that says something."""
    lines = text(file, encoding)
    records = csv.reader(lines, strict=True)
    header: Sequence[str] = ()
    row, last, width = 0, 0, 0
    try:
        for row, record in enumerate(records, start=1):
            if "".join(record).strip():
                last, width = row, len(record)
            if row == last == 1:
                header = record
                layout(
                    header, mappings
                )  # a foreign file is refused for its header, not for its end
            if last > max_rows + 1:
                raise FileRefused("too-many-rows", limit=max_rows)
    except csv.Error as error:
        raise unparsable(row + 1, str(error)) from None
    finally:
        lines.detach()
    if last > 1 and width < layout(header, mappings).width:
        where = f"its last row, {last}, has {width} cells only"
        raise FileRefused("cut-off", where=where, where_zh=f"末行（第 {last} 行）仅 {width} 格")
    return header, max(last - 1, 0)


def unparsable(row: int, error: str) -> FileRefused:
    """What the csv module's complaint about a record means."""
    if error.startswith("field larger"):
        return FileRefused("cell-too-long", row=row, limit=csv.field_size_limit())
    if error.startswith("unexpected end"):
        where = f"a quotation mark opened in row {row} is never closed"
        return FileRefused("cut-off", where=where, where_zh=f"第 {row} 行的引号未闭合")
    return FileRefused("bad-quoting", row=row)
