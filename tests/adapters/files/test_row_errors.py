"""Rows of a results file with something wrong: each thing is told."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from adapters.files.columns import COLUMNS
from adapters.files.refusals import ROW_MESSAGES
from adapters.files.results import read_results
from tests.adapters.files.tables import (
    QUALIFIED,
    SOUND,
    TODAY,
    UNQUALIFIED,
    Cell,
    cells,
    errors,
    results,
    write_csv,
    write_xlsx,
)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        *[
            ({column: "　"}, column, "missing-value")
            for column in ("报告编号", "产品名称", "标称生产者", "被抽样者", "抽样日期")
        ],
        ({"检验机构": ""}, "检验机构", "missing-value"),
        ({"抽样环节": "", "电商平台": ""}, "抽样环节", "missing-value"),
        ({"检验结论": ""}, "检验结论", "missing-value"),
        ({"抽样环节": "流通"}, "抽样环节", "unknown-stage"),
        ({"检验结论": "基本合格"}, "检验结论", "unknown-conclusion"),
        ({"抽样日期": "2023-02-29"}, "抽样日期", "date-invalid"),
        ({"抽样日期": "２０２３０８１２"}, "抽样日期", "date-invalid"),
        ({"抽样日期": "2023-8-12"}, "抽样日期", "date-invalid"),
        ({"报告送达日期": "2023.13.12"}, "报告送达日期", "date-invalid"),
        ({"抽样日期": "2025-12-02"}, "抽样日期", "date-in-future"),
        ({"报告送达日期": "2025-12-02"}, "报告送达日期", "date-in-future"),
        ({"报告送达日期": "2023-08-11"}, "报告送达日期", "delivered-before-sampled"),
        ({"抽样环节": "生产"}, "电商平台", "platform-without-ecommerce"),
        ({"被抽样者统一社会信用代码": "9A44"}, "被抽样者统一社会信用代码", "uscc-malformed"),
        (
            {"标称生产者统一社会信用代码": SOUND[:-1] + "X"},
            "标称生产者统一社会信用代码",
            "uscc-check-character",
        ),
        ({"检验结论": "不合格"}, "不合格项目", "failed-item-missing"),
        ({"不合格项目": "标识"}, "不合格项目", "failed-item-on-qualified"),
        ({"标准值": "≥1"}, "标准值", "value-without-failed-item"),
        ({"抽样人员": "示例甲、示例乙", "检验人员": "示例乙"}, "检验人员", "sampler-tested"),
        ({"现场检验": "也许"}, "现场检验", "unknown-yes-or-no"),
        ({"结果发布单位": "示例省局"}, "互认依据", "recognition-incomplete"),
        ({"互认依据": "示例协议"}, "结果发布单位", "recognition-incomplete"),
        ({"规格型号": "长" * 201}, "规格型号", "too-long"),
        ({"检验结论": "不合格", "不合格项目": "长" * 201}, "不合格项目", "too-long"),
        ({"规格型号": "a\x07b"}, "规格型号", "unreadable-cell"),
    ],
)
def test_a_row_with_one_thing_wrong_says_which(
    results_csv: Path, change: dict[str, str], column: str, code: str
) -> None:
    (error,) = errors(write_csv(results_csv, cells(QUALIFIED | change)))

    assert (error.row, error.column, error.code) == (2, column, code)
    assert column in error.message
    assert column in error.message_zh


def test_all_that_is_wrong_with_a_row_is_told(results_csv: Path) -> None:
    row = UNQUALIFIED | {
        "报告编号": "",
        "标称生产者统一社会信用代码": "1",
        "抽样环节": "流通",
        "抽样日期": "昨天",
        "不合格项目": "",
        "规格型号": "长" * 201,
    }

    found = errors(write_csv(results_csv, cells(row)))

    assert {error.code for error in found} == {
        "missing-value", "uscc-malformed", "unknown-stage", "date-invalid",
        "failed-item-missing", "too-long",
    }  # fmt: skip


def test_a_report_number_stands_once_in_a_file(results_csv: Path) -> None:
    again = cells(QUALIFIED | {"产品名称": "洗碗机"})

    (error,) = errors(write_csv(results_csv, cells(QUALIFIED), cells({}), again), at=1)

    assert (error.row, error.code, error.value) == (4, "duplicate-in-file", "SH-1")
    assert "row 2" in error.message


@pytest.mark.parametrize(("extra", "code"), [(-1, "too-few-cells"), (1, "too-many-cells")])
def test_a_row_whose_cells_do_not_fit_the_header_is_not_guessed_at(
    results_csv: Path, extra: int, code: str
) -> None:
    row = [*cells(QUALIFIED), "more"][: len(COLUMNS) + extra]

    (error,) = errors(write_csv(results_csv, row, cells(QUALIFIED)))

    assert error.code == code


def test_a_number_whose_digits_excel_lost_is_not_taken(results_xlsx: Path) -> None:
    row: dict[str, Cell] = {**QUALIFIED, "报告编号": 310101202308120001.0}

    (error,) = errors(write_xlsx(results_xlsx, cells(row)))

    assert (error.column, error.code) == ("报告编号", "unreadable-cell")


def test_a_time_of_day_is_no_day(results_xlsx: Path) -> None:
    row: dict[str, Cell] = {**QUALIFIED, "抽样日期": datetime(2023, 8, 12, 9, 30)}  # noqa: DTZ001 (as above)

    (error,) = errors(write_xlsx(results_xlsx, cells(row)))

    assert (error.code, error.value) == ("date-invalid", "2023-08-12 09:30:00")


def test_a_very_long_value_is_shown_shortened(results_csv: Path) -> None:
    (error,) = errors(write_csv(results_csv, cells(QUALIFIED | {"规格型号": "长" * 9000})))

    assert error.value == "长" * 200 + "…"


def test_every_row_message_is_written_in_both_languages() -> None:
    for english, chinese in ROW_MESSAGES.values():
        assert english.endswith(".")
        assert chinese.endswith("。")


def test_a_formula_without_its_value_is_called_one(results_xlsx: Path) -> None:
    path = write_xlsx(results_xlsx, cells(QUALIFIED), cells(QUALIFIED | {"报告编号": "SH-2"}))
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["A2"] = '=CONCATENATE("SH","-1")'
    other = book.create_sheet("计算")
    other["A3"] = "=1+1"
    book.save(path)

    (error,) = errors(path)

    assert (error.row, error.column, error.code) == (2, "报告编号", "formula-without-value")
    assert "公式" in error.message_zh
    assert len(list(read_results(path, today=TODAY))) == 2


@pytest.mark.parametrize(
    "text", ["2021年2月3日", "2021.2.3", "2021/2/3", "2021年02月03日", "20210203"]
)
def test_a_day_is_read_as_it_is_written(results_csv: Path, text: str) -> None:
    (result,) = results(write_csv(results_csv, cells(QUALIFIED | {"抽样日期": text})))

    assert result.sampled_on == date(2021, 2, 3)
