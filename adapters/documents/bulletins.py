"""A bulletin as csv, as a workbook and as PDF: its figures in words, no cell ever a formula."""

import asyncio
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font

from adapters.csv_text import Line, csv_of
from adapters.documents.printer import TypstPrinter
from adapters.wording.bulletin import (
    cells,
    change_of,
    header,
    headings,
    in_all,
    mark,
    note_of,
    statement,
    value_of,
)
from adapters.wording.catalogue import Language, say
from adapters.wording.story import organisation
from application.bulletin_files import (
    CHARTED,
    BulletinFile,
    Publication,
    Table,
    charted,
    tables,
)
from application.documents import BulletinChart, BulletinPaper, FiguresTable
from domain.bulletin.events import Counted, GroupedBy
from domain.sampling.result import TestResult

ANNEXED = ("product", "batch", "producer", "seller")
WIDE, NARROW = 34, 16


def bulletin_files(printer: TypstPrinter) -> dict[str, BulletinFile]:
    """The kinds of file there are, by their ending."""

    async def pdf(of: Publication, language: Language) -> bytes:
        del language  # a paper is in Chinese whoever asks for it
        return await asyncio.to_thread(lambda: printer.pdf(paper(of)))

    async def as_csv(of: Publication, language: Language) -> bytes:
        return csv_of(lines(of, language))

    async def as_xlsx(of: Publication, language: Language) -> bytes:
        return await asyncio.to_thread(lambda: xlsx_of(of, language))

    return {"csv": as_csv, "xlsx": as_xlsx, "pdf": pdf}


def lines(of: Publication, language: Language) -> Iterator[Line]:
    """The bulletin line by line: what it is, then a table for each grouping, then the annex."""
    yield from heads(of, language)
    if of.differences:
        yield ()
        yield (say(language, "bulletin.changes"),)
        yield from changes(of, language)
    for table in tables(of.figures):
        yield ()
        yield (say(language, f"grouped_by.{table.grouped_by}"),)
        yield from of_table(of, table, language)
        if note := note_of(table.grouped_by, language):
            yield (say(language, "bulletin.notes"), note)
    yield ()
    yield (say(language, "bulletin.annex"),)
    yield from annex(of, language)


def heads(of: Publication, language: Language) -> Iterator[Line]:
    """What stands above: what it is, whose, up to when, and the whole in a sentence."""
    yield (of.title,)
    yield from header(of, language)
    yield ("SHA-256", of.sha256)
    yield (statement(of.figures, language),)


def changes(of: Publication, language: Language) -> Iterator[Line]:
    """The figures that a correction changes."""
    yield tuple(say(language, f"bulletin.{each}") for each in ("figure", "before", "after"))
    for each in of.differences:
        yield (change_of(each, language, of.known), each.before, each.after)


def of_table(of: Publication, table: Table, language: Language) -> Iterator[Line]:
    """A table; what is counted in all is told line by line, with its units."""
    if table.grouped_by is GroupedBy.ALL:
        yield tuple(say(language, f"bulletin.{each}") for each in ("figure", "number", "unit"))
        yield from (line for _, *line in in_all(table, language))
        return
    yield (say(language, f"grouped_by.{table.grouped_by}"), *headings(table, language))
    for row in table.rows:
        named = value_of(table.grouped_by, row[0], language, of.known)
        yield (named, *cells(table, row))


def annex(of: Publication, language: Language) -> Iterator[Line]:
    """The unqualified batches, one by one."""
    yield (
        say(language, "bulletin.annex-number"),
        *(say(language, f"web.{each}") for each in ANNEXED),
        say(language, "bulletin.failed"),
        say(language, "web.report"),
    )
    for number, each in enumerate(of.unqualified, 1):
        yield (number, *annexed(each, language))
    if of.unlisted > 0:
        yield (say(language, "bulletin.annex-more", {"count": str(of.unlisted)}),)


def annexed(result: TestResult, language: Language) -> tuple[str, ...]:
    """An unqualified batch: what, by whom, where found, why."""
    comma = "、" if language is Language.ZH else ", "
    return (
        result.product,
        result.batch or "—",
        result.producer.name,
        result.sampled.name,
        comma.join(each.item for each in result.failed_items) or "—",
        result.report_no,
    )


# --- the workbook ---------------------------------------------------------------------------------


def xlsx_of(of: Publication, language: Language) -> bytes:
    """A workbook: what it is, a sheet for each table, some with a chart, the annex."""
    workbook: Any = Workbook()
    workbook.remove(workbook.active)
    drawn = {each.grouped_by: each for each in charted(of.figures)}
    found = tables(of.figures)
    first = [*heads(of, language), ()]
    if of.differences:
        first += [(say(language, "bulletin.changes"),), *changes(of, language)]
    _sheet(workbook, say(language, "bulletin.summary"), first)
    for table in found:
        name = say(language, f"grouped_by.{table.grouped_by}")
        sheet = _sheet(workbook, name, of_table(of, table, language))
        if note := note_of(table.grouped_by, language):
            _fill(sheet, ((), (say(language, "bulletin.notes"), note)))
        if table.grouped_by in CHARTED and table.grouped_by in drawn:
            _draw(sheet, name, len(table.rows))
    _sheet(workbook, say(language, "bulletin.annex").partition("：")[0].partition(":")[0],
           annex(of, language))  # fmt: skip
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _sheet(workbook: Any, name: str, found: Iterable[Line]) -> Any:  # noqa: ANN401 - openpyxl's
    sheet = workbook.create_sheet(name[:1].upper() + name[1:])
    _fill(sheet, found)
    for column, width in zip("ABCDEFGHIJKL", (WIDE, *[NARROW] * 11), strict=True):
        sheet.column_dimensions[column].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    return sheet


def _fill(sheet: Any, found: Iterable[Line]) -> None:  # noqa: ANN401 - openpyxl's
    """Lines below those there are; texts are stored as texts."""
    for number, line in enumerate(found, sheet.max_row + bool(sheet["A1"].value)):
        for column, value in enumerate(line, 1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"


def _draw(sheet: Any, name: str, rows: int) -> None:  # noqa: ANN401 - openpyxl's
    """A native chart of batches and unqualified batches, beside its table."""
    chart: Any = BarChart()
    chart.type, chart.title, chart.style = "bar", name, 10
    chart.height, chart.width = max(7.0, 0.8 * rows), 18.0
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.add_data(
        Reference(sheet, min_col=2, max_col=3, min_row=1, max_row=rows + 1), titles_from_data=True
    )
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=rows + 1))
    sheet.add_chart(chart, f"A{rows + 7}")


# --- the paper ------------------------------------------------------------------------------------


def paper(of: Publication) -> BulletinPaper:
    """The bulletin as a paper, which is in Chinese whoever asks for it."""
    zh, edition = Language.ZH, of.edition
    return BulletinPaper(
        bureau=organisation(of.row.issuer, zh, of.known),
        issued_on=edition.issued_on if edition else of.row.drafted_on,
        mark=mark(of, zh),
        title=of.title,
        number=edition.number if edition else None,
        header=tuple(header(of, zh)),
        statement=statement(of.figures, zh),
        changes=_printed(say(zh, "bulletin.changes"), changes(of, zh)) if of.differences else None,
        tables=tuple(
            _printed(
                say(zh, f"grouped_by.{each.grouped_by}"),
                of_table(of, each, zh),
                note_of(each.grouped_by, zh),
            )
            for each in tables(of.figures)
        ),
        charts=tuple(
            BulletinChart(
                title=say(zh, f"grouped_by.{each.grouped_by}"),
                bars=tuple(
                    (
                        value_of(each.grouped_by, row[0], zh, of.known),
                        each.number(row, Counted.BATCHES),
                        each.number(row, Counted.UNQUALIFIED),
                    )
                    for row in each.rows
                ),
            )
            for each in charted(of.figures)
        ),
        annex=_printed(say(zh, "bulletin.annex"), annex(of, zh)) if of.unqualified else None,
        sha256=of.sha256,
    )


def _printed(title: str, found: Iterable[Line], note: str = "") -> FiguresTable:
    first, *rows = ([str(each) for each in line] for line in found)
    return FiguresTable(
        title=title,
        headings=tuple(first),
        rows=tuple(tuple(row) for row in rows),
        note=note or None,
    )
