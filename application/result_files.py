"""What an import asks of a file of test results, whatever its format."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct

from domain.reference.mappings import ImportMapping
from domain.sampling.result import Stage, TestResult

# The columns of a results table, as authorities publish them.
COLUMNS = (
    "报告编号",
    "产品名称",
    "标称商标",
    "规格型号",
    "生产日期或批号",
    "标称生产者",
    "标称生产者统一社会信用代码",
    "标称生产者所在地",
    "被抽样者",
    "被抽样者统一社会信用代码",
    "被抽样者所在地",
    "抽样环节",
    "电商平台",
    "抽样日期",
    "检验机构",
    "检验结论",
    "不合格项目",
    "标准值",
    "实测值",
    "实施细则编号",
    "报告送达日期",
    "抽样人员",
    "检验人员",
    "现场检验",
    "结果发布单位",
    "互认依据",
)


# The columns in which every result says something.
REQUIRED = (
    "报告编号",
    "产品名称",
    "标称生产者",
    "被抽样者",
    "抽样环节",
    "抽样日期",
    "检验机构",
    "检验结论",
)
STAGES = MappingProxyType(
    {"生产": Stage.PRODUCTION, "实体销售": Stage.PHYSICAL_SHOP, "电商": Stage.ECOMMERCE}
)
CONCLUSIONS = MappingProxyType({"合格": True, "不合格": False})


class Mappings(Struct, frozen=True):
    """How a file's columns may be named: by the first of these that fits, or the one `chosen`."""

    each: tuple[ImportMapping, ...] = ()
    chosen: bool = False


class RowError(Struct, frozen=True):
    """One thing wrong with one row; `row` as a spreadsheet numbers it (the header is row 1)."""

    row: int
    column: str | None
    value: str | None
    code: str
    message: str
    message_zh: str


class Row(Struct, frozen=True):
    """A row that is a sound test result."""

    row: int
    result: TestResult


class FileRefused(Exception):  # noqa: N818
    """The file as a whole can't be trusted; nothing of it was used."""

    def __init__(self, code: str, message: str, message_zh: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.message_zh = message_zh


class ResultsFile(Protocol):
    """A file found whole and readable; iterating gives its rows in order."""

    @property
    def total_rows(self) -> int:
        """How many rows there are, for a progress bar."""
        ...

    @property
    def sha256(self) -> str:
        """The digest of the file, in hexadecimal."""
        ...

    @property
    def mapping(self) -> str | None:
        """The code of the mapping its columns are read by; None for a usual header."""
        ...

    def __iter__(self) -> Iterator[Row | tuple[RowError, ...]]:
        """A sound row, or all that is wrong with one."""
        ...
