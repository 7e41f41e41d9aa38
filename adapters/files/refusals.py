"""The ways a results file, or a row of one, is declined: codes, messages in two languages."""

from types import MappingProxyType

import application.result_files
from application.result_files import RowError


class FileRefused(application.result_files.FileRefused):
    """A file refused for one of the reasons in FILE_MESSAGES."""

    def __init__(self, code: str, **details: object) -> None:
        english, chinese = FILE_MESSAGES[code]
        super().__init__(code, english.format(**details), chinese.format(**details))


SHOWN = 200


def row_error(
    row: int, column: str | None, value: str | None, code: str, first: int = 0
) -> RowError:
    """The error with its messages written out; a very long value is shown shortened."""
    shown = value if value is None or len(value) <= SHOWN else value[:SHOWN] + "…"
    english, chinese = ROW_MESSAGES[code]
    details = {"column": column, "value": shown, "first": first}
    return RowError(row, column, shown, code, english.format(**details), chinese.format(**details))


FILE_MESSAGES = MappingProxyType(
    {
        "unknown-format": (
            "The file's name must end in .csv or .xlsx; this one ends in “{suffix}”.",
            "文件名须以 .csv 或 .xlsx 结尾，此文件以“{suffix}”结尾。",
        ),
        "too-large": (
            "The file has {size} bytes; at most {limit} are accepted.",
            "文件大小为 {size} 字节，上限为 {limit} 字节。",
        ),
        "too-many-rows": (
            "The file has more than {limit} rows.",
            "文件超过 {limit} 行。",
        ),
        "unpacks-too-large": (
            "The workbook would unpack to more than {limit} bytes.",
            "工作簿解压后将超过 {limit} 字节。",
        ),
        "too-many-parts": (
            "The workbook has more than {limit} parts inside.",
            "工作簿内含文件超过 {limit} 个。",
        ),
        "empty-file": ("The file is empty.", "文件为空。"),
        "no-rows": (
            "The file has a header and no row below it.",
            "文件只有表头，没有数据行。",
        ),
        "not-csv": (
            "The file is named .csv and is not a text file ({found}).",
            "文件扩展名为 .csv，但不是文本文件。",
        ),
        "not-xlsx": (
            "The file is named .xlsx and is no Excel workbook ({found}).",
            "文件扩展名为 .xlsx，但不是 Excel 工作簿。",
        ),
        "encoding-not-accepted": (
            "The text is {encoding}; save it as UTF-8 or GB18030.",
            "文本编码为 {encoding}，请另存为 UTF-8 或 GB18030。",
        ),
        "encoding-broken": (
            "The text can't be read: {places}.",
            "文本无法解码：{places_zh}。",
        ),
        "cut-off": (
            "The file seems cut off: {where}.",
            "文件不完整，疑似被截断：{where_zh}。",
        ),
        "damaged": (
            "The workbook is damaged or can't be read: {found}.",
            "工作簿已损坏或无法读取：{found}。",
        ),
        "changed": (
            "The file was changed while it was being read.",
            "读取过程中文件被修改。",
        ),
        "bad-quoting": (
            "Row {row}: text follows a closing quotation mark.",
            "第 {row} 行：右引号之后还有文字。",
        ),
        "cell-too-long": (
            "Row {row}: a cell is over {limit} characters, or a quotation mark is not closed.",
            "第 {row} 行：单元格超过 {limit} 个字符，或引号未闭合。",
        ),
        "stray-cell": (
            "The cell {cell} lies far outside the table; clear it and save again.",
            "单元格 {cell} 远在表格之外，请清除后重新保存。",
        ),
        "cell-without-address": (
            "The sheet has cells without an address; open and save it in a spreadsheet program.",
            "工作表中有单元格缺少地址，请用电子表格软件打开并重新保存。",
        ),
        "formula-error": (
            "The cell {cell} shows a formula error such as #N/A.",
            "单元格 {cell} 为公式错误（如 #N/A）。",
        ),
        "header-missing": (
            "Row 1 is not the header: none of the known columns is there.",
            "第 1 行不是表头：没有任何已知列名。",
        ),
        "missing-column": (
            "The header lacks: {columns}.",
            "表头缺少以下列：{columns}。",
        ),
        "mapping-unfit": (
            "The column mapping {mapping} is not made for this file; the header lacks: {columns}.",
            "列名对照 {mapping} 不适用于此文件，表头缺少以下列：{columns}。",
        ),
        "unknown-column": (
            "The header has columns that are not known: {columns}.",
            "表头含有未知列：{columns}。",
        ),
        "duplicated-column": (
            "The header has columns twice: {columns}.",
            "表头含有重复列：{columns}。",
        ),
    }
)

ROW_MESSAGES = MappingProxyType(
    {
        "too-few-cells": (
            "The row has fewer cells than the header.",
            "该行的单元格数少于表头列数。",
        ),
        "too-many-cells": (
            "The row has more cells than the header.",
            "该行的单元格数多于表头列数。",
        ),
        "unreadable-cell": (
            "{column} holds a control character, or a number whose last digits were lost.",
            "{column}含有控制字符，或数字末位已丢失（应以文本格式填写）。",
        ),
        "formula-without-value": (
            "{column} is a formula saved without its value; open and save the file again.",
            "{column}为公式，且未保存计算结果；请用电子表格软件打开后重新保存，或改填数值。",
        ),
        "missing-value": ("{column} is empty.", "{column}不能为空。"),
        "too-long": (
            "{column} has more than 200 characters.",
            "{column}超过 200 个字符。",
        ),
        "uscc-malformed": (
            "{column} must have 18 digits and capital letters, without I, O, S, V and Z.",
            "{column}须为 18 位数字或大写字母（不含 I、O、S、V、Z）。",
        ),
        "uscc-check-character": (
            "{column} ends in the wrong check character; one of its characters is mistyped.",
            "{column}校验码不符，请核对是否有误。",
        ),
        "unknown-stage": (
            "{column} must be 生产, 实体销售 or 电商, not “{value}”.",
            "{column}须为“生产”“实体销售”或“电商”，不能为“{value}”。",
        ),
        "unknown-conclusion": (
            "{column} must be 合格 or 不合格, not “{value}”.",
            "{column}须为“合格”或“不合格”，不能为“{value}”。",
        ),
        "date-invalid": (
            "{column} must be a day of the calendar such as 2023-08-12, not “{value}”.",
            "{column}须为真实日期，如 2023-08-12，不能为“{value}”。",
        ),
        "date-in-future": (
            "{column} lies in the future: {value}.",
            "{column}晚于今天：{value}。",
        ),
        "delivered-before-sampled": (
            "{column} lies before the sampling: {value}.",
            "{column}早于抽样日期：{value}。",
        ),
        "failed-item-missing": (
            "The product is unqualified and {column} names nothing.",
            "检验结论为不合格，但{column}为空。",
        ),
        "failed-item-on-qualified": (
            "The product is qualified and {column} is filled in.",
            "检验结论为合格，但填写了{column}。",
        ),
        "value-without-failed-item": (
            "{column} is filled in and no failed item is named.",
            "填写了{column}，但没有不合格项目。",
        ),
        "platform-without-ecommerce": (
            "{column} is filled in and the sample was not taken from e-commerce.",
            "抽样环节不是电商，但填写了{column}。",
        ),
        "unknown-yes-or-no": (
            "{column} must be 是 or 否, not “{value}”.",
            "{column}须为“是”或“否”，不能为“{value}”。",
        ),
        "sampler-tested": (
            "{column}: {value} took the sample and may test on site only (Order 18, article 9).",
            "{column}中的{value}已承担抽样，除现场检验外不得检验（抽查管理暂行办法第九条）。",
        ),
        "recognition-incomplete": (
            "{column} is empty: a recognised result has both its issuer and the basis.",
            "{column}不能为空：互认的结果须同时写明发布单位和依据。",
        ),
        "duplicate-in-file": (
            "{column} {value} is already in row {first}.",
            "{column} {value} 与第 {first} 行重复。",
        ),
    }
)
