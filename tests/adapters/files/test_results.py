"""Reading a file of sampling results: what is read from it, and how fast."""

import time
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec import convert, to_builtins

from adapters.files.columns import COLUMNS, OPTIONAL
from adapters.files.results import Row, read_results
from domain.sampling.result import FailedItem, Stage, TestResult
from tests.adapters.files.tables import (
    DATA,
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
    ("name", "encoding", "batches", "unqualified"),
    [
        ("window-cleaning-robots-2023.csv", "utf-8-sig", 40, 6),
        ("window-cleaning-robots-2023.xlsx", None, 40, 6),
        ("dishwashers-2023.csv", "gb18030", 20, 1),
        ("childrens-swim-rings-2025.csv", "utf-8-sig", 20, 0),
    ],
)
def test_a_bulletins_file_has_the_published_figures(
    name: str, encoding: str | None, batches: int, unqualified: int
) -> None:
    file = read_results(DATA / name, today=TODAY)

    found = results(DATA / name)
    assert (len(found), sum(not each.qualified for each in found)) == (batches, unqualified)
    assert (file.total_rows, file.encoding) == (batches, encoding)
    assert file.format == Path(name).suffix[1:]
    assert file.sha256 == sha256((DATA / name).read_bytes()).hexdigest()


def test_a_table_says_the_same_as_csv_and_as_xlsx() -> None:
    robots = DATA / "window-cleaning-robots-2023.csv"

    assert results(robots) == results(robots.with_suffix(".xlsx"))


def test_a_row_is_read_into_the_test_result(results_csv: Path) -> None:
    row = UNQUALIFIED | {"标准值": "≥150 kg", "实测值": "96 kg", "标称商标": "　示例牌　"}

    (found,) = results(write_csv(results_csv, cells(row)))

    assert found.failed_items == (
        FailedItem(item="安全绳强度", required="≥150 kg", measured="96 kg"),
    )
    assert (found.stage, found.platform) == (Stage.ECOMMERCE, "示例平台甲")
    assert (found.producer.uscc, found.sampled.uscc) == (SOUND, None)
    assert (found.sampled_on, found.delivered_on) == (date(2023, 8, 12), None)
    assert (found.qualified, found.brand, found.model) == (False, "示例牌", None)


def test_a_result_that_was_read_is_valid_in_the_domain() -> None:
    for found in results(DATA / "window-cleaning-robots-2023.csv"):
        assert convert(to_builtins(found), TestResult) == found


def test_who_sampled_who_tested_and_whose_result_it_is_may_be_told(results_csv: Path) -> None:
    told = {"抽样人员": "示例甲、示例乙", "检验人员": "示例乙", "现场检验": "是"}
    recognised = {"结果发布单位": "示例省局", "互认依据": "长三角互认协议"}

    (found,) = results(write_csv(results_csv, cells(QUALIFIED | told | recognised)))

    assert (found.samplers, found.testers) == (("示例甲", "示例乙"), ("示例乙",))
    assert found.tested_on_site
    assert (found.issuer, found.recognised_by) == ("示例省局", "长三角互认协议")


def test_a_table_may_do_without_the_columns_added_later(results_csv: Path) -> None:
    header = [each for each in COLUMNS if each not in OPTIONAL]

    (found,) = results(write_csv(results_csv, cells(QUALIFIED, header), header=header))

    assert (found.samplers, found.tested_on_site, found.issuer) == ((), False, None)


def test_columns_come_in_any_order_and_the_serial_number_is_optional(results_csv: Path) -> None:
    turned = ["序号", *reversed(COLUMNS)]

    path = write_csv(results_csv, cells(QUALIFIED, turned), header=turned)

    assert [each.report_no for each in results(path)] == ["SH-1"]


def test_cells_of_xlsx_read_as_an_officer_sees_them(results_xlsx: Path) -> None:
    row: dict[str, Cell] = {
        **QUALIFIED,
        "抽样日期": date(2023, 8, 12),
        "报告送达日期": datetime(2023, 9, 1),  # noqa: DTZ001 (a spreadsheet's day has no zone)
        "生产日期或批号": 20230513.0,
        "规格型号": 8.5,
    }

    (found,) = results(write_xlsx(results_xlsx, cells(row)))

    assert (found.sampled_on, found.delivered_on) == (date(2023, 8, 12), date(2023, 9, 1))
    assert (found.batch, found.model) == ("20230513", "8.5")


def test_blank_rows_are_passed_over_and_counted_in_row_numbers(
    results_csv: Path, results_xlsx: Path
) -> None:
    rows = [cells({}), cells(QUALIFIED), [], cells({"报告编号": "SH-2"}), cells({})]

    for path in (write_csv(results_csv, *rows), write_xlsx(results_xlsx, *rows)):
        file = read_results(path, today=TODAY)
        found = [each.row if isinstance(each, Row) else each[0].row for each in file]
        assert (found, file.total_rows) == ([3, 5], 4)


def test_a_line_break_inside_a_cell_does_not_shift_row_numbers(results_csv: Path) -> None:
    first = UNQUALIFIED | {"不合格项目": "标识\n强度"}

    path = write_csv(results_csv, cells(first), cells(QUALIFIED | {"报告编号": ""}))

    assert errors(path, at=1)[0].row == 3


@pytest.mark.parametrize("written", ["2023-08-12", "2023/8/12", "2023/08/12", "20230812"])
def test_a_day_may_be_written_in_these_ways(results_csv: Path, written: str) -> None:
    (found,) = results(write_csv(results_csv, cells(QUALIFIED | {"抽样日期": written})))

    assert found.sampled_on == date(2023, 8, 12)


@pytest.mark.parametrize("name", ["=1+1", "+86", "-", "@示例"])
def test_a_cell_that_looks_like_a_formula_is_text(results_csv: Path, name: str) -> None:
    (found,) = results(write_csv(results_csv, cells(QUALIFIED | {"规格型号": name})))

    assert found.model == name


@pytest.mark.parametrize(
    ("items", "required", "measured", "expected"),
    [
        ("甲；乙", "1；2", "3;4", [("甲", "1", "3"), ("乙", "2", "4")]),
        ("甲\n乙", "1\r\n2", "", [("甲", "1", None), ("乙", "2", None)]),
        ("甲;乙;", "1；2；3", "；4", [("甲", "1；2；3", None), ("乙", None, "4")]),
        ("甲", "1；2", "3", [("甲", "1；2", "3")]),
    ],
)
def test_several_failed_items_share_a_cell(
    results_csv: Path,
    items: str,
    required: str,
    measured: str,
    expected: list[tuple[str, str | None, str | None]],
) -> None:
    row = UNQUALIFIED | {"不合格项目": items, "标准值": required, "实测值": measured}

    (found,) = results(write_csv(results_csv, cells(row)))

    assert [(each.item, each.required, each.measured) for each in found.failed_items] == expected


def test_a_large_csv_is_read_at_more_than_twenty_thousand_rows_a_second(results_csv: Path) -> None:
    rows = 20_000
    table = [cells(UNQUALIFIED | {"报告编号": f"SH-{at}"}) for at in range(rows)]
    write_csv(results_csv, *table)

    started = time.thread_time()
    found = sum(isinstance(row, Row) for row in read_results(results_csv, today=TODAY))

    assert found == rows
    assert rows / (time.thread_time() - started) > rows
