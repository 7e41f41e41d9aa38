"""What holds for whatever is written into a results file."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import convert, to_builtins

from adapters.files.columns import COLUMNS
from adapters.files.results import Row, read_results
from domain.party import ALPHABET, check_character
from domain.sampling.result import Stage, TestResult
from tests.adapters.files.tables import (
    QUALIFIED,
    TODAY,
    Cell,
    cells,
    results,
    write_csv,
    write_xlsx,
)


def texts(maximum: int = 30) -> st.SearchStrategy[str]:
    letters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"])
    some = st.text(letters | st.sampled_from("=+-@,\"'，　 _x"), min_size=1, max_size=maximum)
    return some.map(str.strip).filter(lambda text: bool(text) and "\ufeff" not in text)


def items() -> st.SearchStrategy[str]:
    return texts().map(lambda text: text.replace(";", "、").replace("；", "、"))


def codes() -> st.SearchStrategy[str]:
    first = st.text(ALPHABET, min_size=17, max_size=17)
    return first.map(lambda signs: signs + check_character(signs)) | st.just("")


@st.composite
def sound_rows(draw: st.DrawFn) -> dict[str, str]:
    stage = draw(st.sampled_from(["生产", "实体销售", "电商"]))
    failed = draw(st.lists(items(), max_size=3))
    optional = st.just("") | texts()
    sampled = draw(st.dates(date(1990, 1, 1), TODAY))
    return {
        **{name: draw(texts()) for name in ("产品名称", "标称生产者", "被抽样者", "检验机构")},
        **{name: draw(optional) for name in ("标称商标", "规格型号", "生产日期或批号")},
        **{name: draw(optional) for name in ("标称生产者所在地", "被抽样者所在地", "实施细则编号")},
        "标称生产者统一社会信用代码": draw(codes()),
        "被抽样者统一社会信用代码": draw(codes()),
        "抽样环节": stage,
        "电商平台": draw(optional) if stage == "电商" else "",
        "抽样日期": sampled.isoformat(),
        "检验结论": "不合格" if failed else "合格",
        "不合格项目": "；".join(failed),
        "标准值": "；".join(draw(items()) for _ in failed),
        "实测值": "；".join(draw(items()) for _ in failed),
        "报告送达日期": draw(st.just("") | st.dates(sampled, TODAY).map(date.isoformat)),
    }


def written(folder: Path, rows: Sequence[Sequence[Cell]]) -> Iterator[Path]:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        yield write_csv(folder / f"{encoding}.csv", *rows, encoding=encoding)
    yield write_xlsx(folder / "results.xlsx", *rows)


def as_row(result: TestResult) -> dict[str, str]:
    """The row that a result would be written as."""
    failed = result.failed_items
    stages = {Stage.PRODUCTION: "生产", Stage.PHYSICAL_SHOP: "实体销售", Stage.ECOMMERCE: "电商"}
    said: dict[str, str | None] = {
        "报告编号": result.report_no,
        "产品名称": result.product,
        "标称生产者": result.producer.name,
        "被抽样者": result.sampled.name,
        "检验机构": result.lab,
        "标称商标": result.brand,
        "规格型号": result.model,
        "生产日期或批号": result.batch,
        "标称生产者所在地": result.producer.place,
        "被抽样者所在地": result.sampled.place,
        "实施细则编号": result.sampling_rule,
        "标称生产者统一社会信用代码": result.producer.uscc,
        "被抽样者统一社会信用代码": result.sampled.uscc,
        "抽样环节": stages[result.stage],
        "电商平台": result.platform,
        "抽样日期": result.sampled_on.isoformat(),
        "检验结论": "合格" if result.qualified else "不合格",
        "不合格项目": "；".join(each.item for each in failed),
        "标准值": "；".join(each.required or "" for each in failed),
        "实测值": "；".join(each.measured or "" for each in failed),
        "报告送达日期": result.delivered_on.isoformat() if result.delivered_on else None,
    }
    return {column: text or "" for column, text in said.items()}


@settings(max_examples=60)
@given(st.lists(sound_rows(), min_size=1, max_size=4))
def test_what_was_written_is_read_back_from_every_kind_of_file(
    rows: list[dict[str, str]],
) -> None:
    numbered = [row | {"报告编号": f"SH-{at}"} for at, row in enumerate(rows)]

    with TemporaryDirectory() as folder:
        for path in written(Path(folder), [cells(row) for row in numbered]):
            assert [as_row(result) for result in results(path)] == numbered


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=20)))
def test_whatever_a_row_says_it_is_a_valid_result_or_its_errors(change: dict[str, str]) -> None:
    row = {k: v.encode("utf-8", "ignore").decode().replace("\0", "") for k, v in change.items()}

    with TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "r.csv", cells(QUALIFIED | row), encoding="utf-8-sig")
        for found in read_results(path, today=TODAY):
            if isinstance(found, Row):
                assert convert(to_builtins(found.result), TestResult) == found.result
            else:
                assert found
