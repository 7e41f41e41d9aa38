"""Results files that are refused whatever their format, and csv files that are."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from adapters.files.columns import COLUMNS
from adapters.files.results import FileRefused, read_results
from tests.adapters.files.tables import QUALIFIED, TODAY, cells, refusal, write_csv, write_xlsx


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"\xef\xbb\xbf", "empty-file"),
        (b"\n\n", "empty-file"),
        (b"\n" + ",".join(COLUMNS).encode(), "header-missing"),
        (b"PK\x03\x04 zip", "not-csv"),
        (b"\xd0\xcf\x11\xe0 old office", "not-csv"),
        (",".join(COLUMNS).encode() + b"\na\0b", "not-csv"),
        (",".join(COLUMNS).encode("utf-16"), "encoding-not-accepted"),
        (",".join(COLUMNS).encode("utf-16-le"), "not-csv"),
        (",".join(COLUMNS).encode("big5", "replace") + b"\xff", "encoding-broken"),
        (",".join(COLUMNS).encode(), "no-rows"),
        (b"name,value\n1,2", "header-missing"),
        (",".join(COLUMNS).encode() + b'\n"SH-1', "cut-off"),
        (",".join(COLUMNS).encode() + "\nSH-1,洗碗机".encode(), "cut-off"),
        (",".join(COLUMNS).encode() + b'\n"SH"1' + b"," * 20, "bad-quoting"),
        (",".join(COLUMNS).encode() + b'\n"' + b"a" * 200_000, "cell-too-long"),
    ],
)
def test_a_csv_that_can_not_be_trusted_is_refused(
    results_csv: Path, content: bytes, code: str
) -> None:
    results_csv.write_bytes(content)

    assert refusal(results_csv).code == code


@pytest.mark.parametrize(
    ("encoding", "bad"), [("utf-8", b"\xff"), ("gb18030", b"\xff"), ("utf-8-sig", b"\xb2\xe2")]
)
def test_a_byte_that_can_not_be_decoded_is_named_wherever_it_stands(
    results_csv: Path, encoding: str, bad: bytes
) -> None:
    rows = [cells(QUALIFIED | {"报告编号": f"SH-{at}"}) for at in range(9000)]
    sound = write_csv(results_csv, *rows, encoding=encoding).read_bytes()
    results_csv.write_bytes(sound + bad + b",x\r\n")

    refused = refusal(results_csv)

    assert refused.code == "encoding-broken"
    assert f"byte {len(sound)} is not {encoding}" in refused.message
    assert f"第 {len(sound)} 字节" in refused.message_zh


@pytest.mark.parametrize(
    ("header", "code", "named"),
    [
        ([*COLUMNS, "备注"], "unknown-column", "备注"),
        ([*COLUMNS, "", "序号"], "unknown-column", "blank"),
        ([*COLUMNS, "报告编号"], "duplicated-column", "报告编号"),
        (COLUMNS[: COLUMNS.index("报告送达日期")], "missing-column", "报告送达日期"),
    ],
)
def test_a_header_must_have_each_column_once_and_no_other(
    results_csv: Path, results_xlsx: Path, header: Sequence[str], code: str, named: str
) -> None:
    row = cells(QUALIFIED, header)

    for path in (
        write_csv(results_csv, row, header=header),
        write_xlsx(results_xlsx, row, header=header),
    ):
        refused = refusal(path)
        assert refused.code == code
        assert named in refused.message


def test_a_file_over_a_limit_is_refused(results_csv: Path, results_xlsx: Path) -> None:
    two = [cells(QUALIFIED), cells(QUALIFIED | {"报告编号": "SH-2"})]

    for path in (write_csv(results_csv, *two), write_xlsx(results_xlsx, *two)):
        assert refusal(path, max_rows=1).code == "too-many-rows"
        assert refusal(path, max_bytes=100).code == "too-large"
        assert len(list(read_results(path, today=TODAY, max_rows=2))) == 2


def test_only_csv_and_xlsx_are_read(tmp_path: Path) -> None:
    (tmp_path / "results.xls").write_bytes(b"old")

    assert refusal(tmp_path / "results.xls").code == "unknown-format"


def test_a_csv_changed_after_it_was_checked_is_refused(results_csv: Path) -> None:
    file = read_results(write_csv(results_csv, cells(QUALIFIED)), today=TODAY)
    write_csv(results_csv, cells(QUALIFIED | {"报告编号": "SH-22"}))

    with pytest.raises(FileRefused, match="changed"):
        next(iter(file))
