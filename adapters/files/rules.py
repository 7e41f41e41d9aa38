"""What a row of a results table must say to become a test result; all that is wrong is told."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from adapters.files.columns import COLUMNS, Cells, Layout
from adapters.files.failed_items import failed_items
from adapters.files.refusals import row_error
from adapters.files.workbook_guard import FORMULA
from application.result_files import CONCLUSIONS, REQUIRED, STAGES, Row, RowError
from domain.party import Enterprise, uscc_is_sound
from domain.sampling.result import Stage, TestResult

LONGEST = 200  # as domain.text.Line
YES_OR_NO = MappingProxyType({"是": True, "否": False, "": False})
FILLED = tuple(COLUMNS.index(name) for name in REQUIRED)
SEVERAL = tuple(Cells._fields.index(name) for name in ("failed_items", "required", "measured"))

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
USCC = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}")
SEPARATORS = re.compile(r"[、，,；;]")
DAY = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})-([0-9]{2})|/([0-9]{1,2})/([0-9]{1,2})|([0-9]{2})([0-9]{2})"
    r"|\.([0-9]{1,2})\.([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
)

Report = Callable[[str, str, str], None]
"""Told a column, its value and a code when something is wrong."""


class RowReader:
    """Reads row after row of one file; remembers which report numbers it has seen."""

    def __init__(self, layout: Layout, today: date) -> None:
        self.layout = layout
        self.today = today
        self.first_seen: dict[str, int] = {}

    def read(self, row: int, raw: Sequence[str]) -> Row | tuple[RowError, ...]:
        """The row as a test result, or everything that is wrong with it."""
        width = self.layout.width
        if len(raw) < width:
            return (row_error(row, None, None, "too-few-cells"),)
        if len(raw) > width and any(cell.strip() for cell in raw[width:]):
            return (row_error(row, None, None, "too-many-cells"),)
        cells = Cells._make(map(str.strip, self.layout.pick(raw)))
        if FORMULA in cells:
            return tuple(
                row_error(row, column, None, "formula-without-value")
                for column, cell in zip(COLUMNS, cells, strict=True)
                if cell == FORMULA
            )
        words = self.layout.values
        if words:
            stage, said = cells.stage, cells.conclusion
            cells = cells._replace(stage=words.get(stage, stage), conclusion=words.get(said, said))
        errors: list[RowError] = []

        first = self.first_seen.setdefault(cells.report_no, row)

        def report(column: str, value: str, code: str) -> None:
            errors.append(row_error(row, column, value or None, code, first))

        if first != row and cells.report_no:
            report(COLUMNS.report_no, cells.report_no, "duplicate-in-file")
        result = read_result(cells, self.today, report)
        return tuple(errors) if errors or result is None else Row(row, result)


def read_result(cells: Cells, today: date, report: Report) -> TestResult | None:
    """The test result; None only when something was reported."""
    check_texts(cells, report)
    stage, qualified = read_choices(cells, report)
    sampled_on, delivered_on = read_days(cells, today, report)
    check_usccs(cells, report)
    on_site = read_people(cells, report)
    if bool(cells.issuer) != bool(cells.recognised_by):
        missing = COLUMNS.recognised_by if cells.issuer else COLUMNS.issuer
        report(missing, "", "recognition-incomplete")
    failed = failed_items(cells, qualified=qualified, report=report)
    if stage is None or qualified is None or sampled_on is None:
        return None
    return TestResult(
        report_no=cells.report_no,
        product=cells.product,
        brand=cells.brand or None,
        model=cells.model or None,
        batch=cells.batch or None,
        producer=enterprise(cells.producer, cells.producer_uscc, cells.producer_place),
        sampled=enterprise(cells.sampled, cells.sampled_uscc, cells.sampled_place),
        stage=stage,
        platform=cells.platform or None,
        sampled_on=sampled_on,
        lab=cells.lab,
        qualified=qualified,
        failed_items=failed,
        sampling_rule=cells.sampling_rule or None,
        delivered_on=delivered_on,
        samplers=people(cells.samplers),
        testers=people(cells.testers),
        tested_on_site=on_site,
        issuer=cells.issuer or None,
        recognised_by=cells.recognised_by or None,
    )


def enterprise(name: str, uscc: str, place: str) -> Enterprise:
    return Enterprise(name=name, uscc=uscc or None, place=place or None)


def check_texts(cells: Cells, report: Report) -> None:
    """Nothing needed is empty, nothing is too long, nothing holds a control character."""
    for at in FILLED:
        if not cells[at]:
            report(COLUMNS[at], "", "missing-value")
    if max(map(len, cells)) > LONGEST:
        for at, cell in enumerate(cells):
            if len(cell) > LONGEST and at not in SEVERAL:
                report(COLUMNS[at], cell, "too-long")
    if CONTROL.search("".join(cells)):
        for column, cell in zip(COLUMNS, cells, strict=True):
            if CONTROL.search(cell):
                report(column, CONTROL.sub("", cell), "unreadable-cell")


def read_people(cells: Cells, report: Report) -> bool:
    """Whether it was tested on site; elsewhere nobody tests what he or she sampled (PSS-SPLIT)."""
    on_site = YES_OR_NO.get(cells.on_site)
    if on_site is None:
        report(COLUMNS.on_site, cells.on_site, "unknown-yes-or-no")
    both = set(people(cells.samplers)) & set(people(cells.testers))
    if both and not on_site:
        report(COLUMNS.testers, "、".join(sorted(both)), "sampler-tested")
    return bool(on_site)


def people(cell: str) -> tuple[str, ...]:
    """The names in a cell."""
    return tuple(name for part in SEPARATORS.split(cell) if (name := part.strip()))


def check_usccs(cells: Cells, report: Report) -> None:
    """Credit codes may be left out; one that is given must be sound."""
    for column, code in (
        (COLUMNS.producer_uscc, cells.producer_uscc),
        (COLUMNS.sampled_uscc, cells.sampled_uscc),
    ):
        if code and (wrong := uscc_fault(code)):
            report(column, code, wrong)


def read_choices(cells: Cells, report: Report) -> tuple[Stage | None, bool | None]:
    """The stage and the conclusion, which have few words to choose from."""
    stage = STAGES.get(cells.stage)
    qualified = CONCLUSIONS.get(cells.conclusion)
    if stage is None and cells.stage:
        report(COLUMNS.stage, cells.stage, "unknown-stage")
    if qualified is None and cells.conclusion:
        report(COLUMNS.conclusion, cells.conclusion, "unknown-conclusion")
    if cells.platform and stage not in {Stage.ECOMMERCE, None}:
        report(COLUMNS.platform, cells.platform, "platform-without-ecommerce")
    return stage, qualified


def read_days(cells: Cells, today: date, report: Report) -> tuple[date | None, date | None]:
    """The days of sampling and of delivery, each real, none in the future, in their order."""
    sampled, delivered = day(cells.sampled_on), day(cells.delivered_on)
    for column, value, found in (
        (COLUMNS.sampled_on, cells.sampled_on, sampled),
        (COLUMNS.delivered_on, cells.delivered_on, delivered),
    ):
        if found is None and value:
            report(column, value, "date-invalid")
        if found is not None and found > today:
            report(column, value, "date-in-future")
    if sampled and delivered and delivered < sampled:
        report(COLUMNS.delivered_on, cells.delivered_on, "delivered-before-sampled")
    return sampled, delivered


@lru_cache(maxsize=4096)
def day(text: str) -> date | None:
    """The day that 2023-08-12, 2023/8/12, 2023.8.12, 20230812 or 2023年8月12日 names, or None."""
    found = DAY.fullmatch(text)
    if found is None:
        return None
    year, month, of_month = filter(None, found.groups())
    try:
        return date(int(year), int(month), int(of_month))
    except ValueError:
        return None


@lru_cache(maxsize=16384)
def uscc_fault(code: str) -> str | None:
    """What is wrong with the credit code; None when it is sound."""
    if not USCC.fullmatch(code):
        return "uscc-malformed"
    return None if uscc_is_sound(code) else "uscc-check-character"
