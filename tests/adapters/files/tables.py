"""Tables to read: sound rows, ways to write them, and what reading them gives."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from adapters.files.columns import COLUMNS
from adapters.files.results import FileRefused, Row, RowError, read_results
from domain.sampling.result import TestResult

DATA = Path(__file__).parents[3] / "data"
TODAY = date(2025, 12, 1)
SOUND = "9A440600BBQ23NBATY"
Cell = str | float | date | None

QUALIFIED: dict[str, str] = {
    "报告编号": "SH-1",
    "产品名称": "电动擦窗机",
    "标称生产者": "示例制造",
    "标称生产者统一社会信用代码": SOUND,
    "被抽样者": "示例网店",
    "抽样环节": "电商",
    "电商平台": "示例平台甲",
    "抽样日期": "2023-08-12",
    "检验机构": "示例检验院",
    "检验结论": "合格",
}
UNQUALIFIED = QUALIFIED | {"检验结论": "不合格", "不合格项目": "安全绳强度"}


def cells(row: Mapping[str, Cell], columns: Sequence[str] = COLUMNS) -> list[Cell]:
    return [row.get(column, "") for column in columns]


def write_csv(
    path: Path, *rows: Sequence[Cell], encoding: str = "utf-8", header: Sequence[str] = COLUMNS
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def write_xlsx(path: Path, *rows: Sequence[Cell], header: Sequence[str] = COLUMNS) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for at, row in enumerate([header, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(at, column, value or None)
            if isinstance(value, str):
                cell.data_type = "s"  # text that begins with = is text
    book.save(path)
    return path


def results(path: Path) -> list[TestResult]:
    found = list(read_results(path, today=TODAY))
    assert not [row for row in found if not isinstance(row, Row)]
    return [row.result for row in found if isinstance(row, Row)]


def errors(path: Path, at: int = 0) -> tuple[RowError, ...]:
    found = list(read_results(path, today=TODAY))[at]
    assert isinstance(found, tuple)
    return found


def refusal(path: Path, **limits: Any) -> FileRefused:  # noqa: ANN401 - as read_results takes them
    with pytest.raises(FileRefused) as refused:
        read_results(path, today=TODAY, **limits)
    assert "\n" not in refused.value.message + refused.value.message_zh
    return refused.value
