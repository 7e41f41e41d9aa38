"""A bulletin as csv, as a workbook and as PDF: its figures in words, no cell ever a formula."""

import asyncio
import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from adapters.documents.printer import TypstPrinter
from adapters.wording.bulletin import scope_of, statement, value_of
from adapters.wording.catalogue import Language, say
from adapters.wording.story import organisation
from application.bulletin_files import BulletinFile, tables
from application.documents import BulletinPaper, FiguresTable
from application.views.bulletin import BulletinRow
from domain.bulletin.events import Counted, Figure, GroupedBy
from domain.reference.state import Reference

# A spreadsheet takes a text that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Line = Sequence[str | int]


def bulletin_files(printer: TypstPrinter) -> dict[str, BulletinFile]:
    """The kinds of file there are, by their ending."""

    async def pdf(*given: Any) -> bytes:  # noqa: ANN401 - as `paper` takes it
        return await asyncio.to_thread(lambda: printer.pdf(paper(*given)))

    async def as_csv(*given: Any) -> bytes:  # noqa: ANN401 - as `lines` takes it
        return csv_of(lines(*given))

    async def as_xlsx(*given: Any) -> bytes:  # noqa: ANN401 - as `lines` takes it
        return await asyncio.to_thread(lambda: xlsx_of(list(lines(*given))))

    return {"csv": as_csv, "xlsx": as_xlsx, "pdf": pdf}


def lines(
    row: BulletinRow,
    figures: Sequence[Figure],
    sha256: str,
    language: Language,
    known: Reference,
) -> Iterator[Line]:
    """The bulletin line by line: what it is, then a table for each grouping."""
    yield (row.title, row.edition.number if row.edition else say(language, "bulletin.draft"))
    yield (scope_of(row.scope, language, known),)
    yield (statement(figures, language),)
    yield (say(language, "bulletin.cut-off"), row.cut_off)
    yield ("SHA-256", sha256)
    for table in tables(figures):
        yield ()
        yield (
            say(language, f"grouped_by.{table.grouped_by}"),
            *(say(language, f"counted.{each}") for each in table.counted),
        )
        for value, numbers in table.rows:
            yield (value_of(table.grouped_by, value, language, known), *numbers)


def csv_of(found: Iterator[Line]) -> bytes:
    """UTF-8 with a BOM, as spreadsheet programs expect it."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([safe(each) for each in line] for line in found)
    return text.getvalue().encode("utf-8-sig")


def safe(cell: str | int) -> str | int:
    """A cell that is text wherever it is opened."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def xlsx_of(found: Sequence[Line]) -> bytes:
    """A workbook of one sheet; texts are stored as texts."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Casetrail")
    sheet.column_dimensions["A"].width = 34
    for number, line in enumerate(found):
        headed = number == 0 or not found[number - 1]
        sheet.append([_cell(sheet, each, bold=headed) for each in line])
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _cell(sheet: Any, value: str | int, *, bold: bool) -> Any:  # noqa: ANN401 - openpyxl's
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font = Font(bold=bold)
    return cell


def paper(
    row: BulletinRow, figures: Sequence[Figure], sha256: str, language: Language, known: Reference
) -> BulletinPaper:
    """The bulletin as a paper, which is in Chinese whoever asks for it."""
    del language
    zh, edition = Language.ZH, row.edition
    made = tables(figures)
    return BulletinPaper(
        bureau=organisation(row.issuer, zh, known),
        issued_on=edition.issued_on if edition else row.drafted_on,
        mark=None if edition else say(zh, "bulletin.draft"),
        title=row.title,
        number=edition.number if edition else None,
        statement=statement(figures, zh),
        scope=scope_of(row.scope, zh, known),
        tables=tuple(
            FiguresTable(
                title=say(zh, f"grouped_by.{each.grouped_by}"),
                headings=tuple(say(zh, f"counted.{c}") for c in each.counted),
                rows=tuple(
                    (value_of(each.grouped_by, value, zh, known), *map(str, numbers))
                    for value, numbers in each.rows
                ),
            )
            for each in made
        ),
        bars=tuple(
            (value_of(GroupedBy.STAGE, value, zh, known), numbers[0], numbers[1])
            for each in made
            if each.grouped_by is GroupedBy.STAGE
            and each.counted[:2] == (Counted.BATCHES, Counted.UNQUALIFIED)
            for value, numbers in each.rows
        ),
        cut_off=row.cut_off,
        sha256=sha256,
        reason=edition.reason if edition else None,
    )
