"""A sample of an organisation's files: its header, and which known column each is likely to be."""

from collections.abc import Sequence
from csv import Error, reader
from difflib import SequenceMatcher
from pathlib import Path

from adapters.files.columns import COLUMNS, named
from adapters.files.csv_table import encoding_of, text
from adapters.files.refusals import FileRefused
from adapters.files.results import MAX_ROWS
from adapters.files.xlsx_table import open_xlsx

# Words that other tables use for a column.
ALSO: dict[str, tuple[str, ...]] = {
    "报告编号": ("检验报告号", "检验报告编号", "报告号", "报告书编号"),
    "产品名称": ("样品名称", "样品", "产品", "抽查产品名称"),
    "标称商标": ("商标", "注册商标"),
    "规格型号": ("型号规格", "规格", "型号"),
    "生产日期或批号": ("生产日期/批号", "批号", "生产日期", "批次"),
    "标称生产者": ("生产企业", "标称生产企业", "生产单位", "生产企业名称", "生产者"),
    "标称生产者统一社会信用代码": ("生产企业统一社会信用代码",),
    "标称生产者所在地": ("生产企业所在地", "生产地", "生产企业地址", "生产者所在地"),
    "被抽样者": ("受检单位", "被抽样单位", "受检企业", "被抽查企业", "销售者"),
    "被抽样者统一社会信用代码": ("受检单位统一社会信用代码",),
    "被抽样者所在地": ("受检单位所在地", "被抽样单位所在地", "受检单位地址"),
    "抽样环节": ("流通环节", "抽查环节", "环节", "抽样地点类型"),
    "电商平台": ("平台", "电商平台名称", "网络交易平台"),
    "抽样日期": ("抽样日", "抽查日期", "采样日期"),
    "检验机构": ("承检机构", "检验单位", "检测机构", "承检单位"),
    "检验结论": ("结论", "结果", "检验结果", "综合判定"),
    "不合格项目": ("主要不合格项目", "不符合项目"),
    "实施细则编号": ("细则编号", "抽查细则"),
    "报告送达日期": ("送达日期",),
}
ALIKE = 0.75


def header_of(path: Path) -> Sequence[str]:
    """The header of a csv or xlsx file. Raises FileRefused."""
    match path.suffix.lower():
        case ".xlsx":
            header = open_xlsx(path, MAX_ROWS).header
        case ".csv":
            header = _of_csv(path)
        case suffix:
            raise FileRefused("unknown-format", suffix=suffix)
    names = named(header)
    if not names:
        raise FileRefused("empty-file")
    if "" in names or len(set(names)) < len(names):
        twice = [name or "(blank)" for name in names if names.count(name) > 1 or not name]
        raise FileRefused("duplicated-column", columns="、".join(dict.fromkeys(twice)))
    return names


def guesses(header: Sequence[str]) -> dict[str, str]:
    """The column of the file that each known column is likely to be; each once."""
    found: dict[str, str] = {}
    for column in COLUMNS:
        words = (column, *ALSO.get(column, ()))
        name = next((each for each in header if each in words), "")
        if name and name not in found.values():
            found[column] = name
    for column in COLUMNS:
        left = [name for name in header if name not in found.values()]
        close = max(left, key=lambda name: _likeness(name, column), default="")
        if column not in found and close and _likeness(close, column) >= ALIKE:
            found[column] = close
    return found


def _of_csv(path: Path) -> Sequence[str]:
    nothing: list[str] = []
    with path.open("rb") as file:
        lines = text(file, encoding_of(file))
        try:
            return next(reader(lines), nothing)
        except Error:
            raise FileRefused("bad-quoting", row=1) from None
        finally:
            lines.detach()


def _likeness(name: str, column: str) -> float:
    return SequenceMatcher(None, name, column).ratio()
