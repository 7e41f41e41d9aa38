"""The columns of a results table, and finding them in a header in whatever order."""

from collections import Counter
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import NamedTuple

from adapters.files.refusals import FileRefused


class Cells(NamedTuple):
    """One row as trimmed text, always in this order."""

    report_no: str
    product: str
    brand: str
    model: str
    batch: str
    producer: str
    producer_uscc: str
    producer_place: str
    sampled: str
    sampled_uscc: str
    sampled_place: str
    stage: str
    platform: str
    sampled_on: str
    lab: str
    conclusion: str
    failed_items: str
    required: str
    measured: str
    sampling_rule: str
    delivered_on: str


COLUMNS = Cells(
    report_no="报告编号",
    product="产品名称",
    brand="标称商标",
    model="规格型号",
    batch="生产日期或批号",
    producer="标称生产者",
    producer_uscc="标称生产者统一社会信用代码",
    producer_place="标称生产者所在地",
    sampled="被抽样者",
    sampled_uscc="被抽样者统一社会信用代码",
    sampled_place="被抽样者所在地",
    stage="抽样环节",
    platform="电商平台",
    sampled_on="抽样日期",
    lab="检验机构",
    conclusion="检验结论",
    failed_items="不合格项目",
    required="标准值",
    measured="实测值",
    sampling_rule="实施细则编号",
    delivered_on="报告送达日期",
)
SERIAL = "序号"


class Layout(NamedTuple):
    """Where the columns stand: how many there are, and how to pick a row's cells in order."""

    width: int
    pick: Callable[[Sequence[str]], tuple[str, ...]]


def layout(header: Sequence[str]) -> Layout:
    """What the header says, or the file is refused. Blank cells at its end don't count."""
    names = [name.strip("\ufeff \u3000\t\r\n\xa0") for name in header]
    while names and not names[-1]:
        names.pop()
    if not set(names) & set(COLUMNS):
        raise FileRefused("header-missing")
    known = {*COLUMNS, SERIAL}
    refuse("unknown-column", [name or "(blank)" for name in names if name not in known])
    refuse("duplicated-column", [name for name, times in Counter(names).items() if times > 1])
    refuse("missing-column", [name for name in COLUMNS if name not in names])
    return Layout(len(names), itemgetter(*(names.index(name) for name in COLUMNS)))


def refuse(code: str, columns: list[str]) -> None:
    """Refuse the file for these columns, if there are any (the first ten are named)."""
    if columns:
        raise FileRefused(code, columns="、".join(name[:40] for name in columns[:10]))
