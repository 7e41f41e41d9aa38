"""Import of a results file: read, validated, durable; rows a second (DESIGN 7)."""

import asyncio
import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

from adapters.app import open_office
from adapters.cli.demo_data import load
from adapters.files.columns import COLUMNS
from adapters.files.results import read_results
from adapters.objects import open_store
from adapters.postgres.embedded import start
from adapters.postgres.migrate import migrate
from adapters.postgres.vault import master_key
from adapters.settings import Settings
from application.desk import Call
from application.imports import Importer, Mode, Summary

ROWS = 20_000
UNQUALIFIED_IN = 8
PRODUCER = "9A440600BBQ23NBATY"
SELLER = "9A440600H346B8E1JQ"


def run() -> dict[str, Any]:
    """20,000 rows, one in eight unqualified, into a fresh embedded database; and again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(COLUMNS))
            writer.writeheader()
            writer.writerows(rows())
        return asyncio.run(_measure(Path(folder), path))


async def _measure(folder: Path, path: Path) -> dict[str, Any]:
    server, url = start(folder / "data")
    try:
        migrate(url)
        key = master_key(folder / "master.key", None)
        store = open_store(Settings(data=folder))
        await load(url, key, store)
        async with open_office(url, key, store) as office:
            by = office.directory.officer("dispatcher")
            assert by is not None

            def import_file() -> Summary:
                call = Call(by=by, today=office.today, correlation=uuid4())
                importer = Importer(office.desk.ledger, office.directory, call, lambda _: None)
                file = read_results(path, today=office.today)
                return importer.run(file, path.name, Mode.GOOD_ROWS)

            first = perf_counter()
            summary = await asyncio.to_thread(import_file)
            second = perf_counter()
            again = await asyncio.to_thread(import_file)
            third = perf_counter()
    finally:
        server.cleanup()
    assert summary.rows == again.skipped == ROWS
    return {
        "rows": ROWS,
        "dispositions": summary.dispositions,
        "leads": summary.leads,
        "rows_per_second": round(ROWS / (second - first)),
        "rows_per_second_again": round(ROWS / (third - second)),
    }


def rows() -> Iterator[dict[str, str]]:
    """Rows of the columns of the published tables, all invented."""
    for number in range(ROWS):
        bad = number % UNQUALIFIED_IN == 0
        yield {
            "报告编号": f"SHBM2025-{number:06d}",
            "产品名称": "电动擦窗机",
            "标称商标": "示例牌",
            "规格型号": "W-1",
            "生产日期或批号": f"2025{number % 12 + 1:02d}",
            "标称生产者": f"示例擦窗机制造{number % 400:03d}有限公司",
            "标称生产者统一社会信用代码": PRODUCER,
            "标称生产者所在地": "广东省佛山市" if number % 3 else "上海市黄浦区",
            "被抽样者": f"示例网店{number % 900:03d}",
            "被抽样者统一社会信用代码": SELLER,
            "被抽样者所在地": "上海市浦东新区" if number % 2 else "福建省厦门市",
            "抽样环节": "电商",
            "电商平台": "示例平台甲",
            "抽样日期": "2025-08-12",
            "检验机构": "上海市质量监督检验技术研究院",
            "检验结论": "不合格" if bad else "合格",
            "不合格项目": ("安全绳强度" if number % 16 else "骚扰功率") if bad else "",
            "标准值": "≥150 kg" if bad else "",
            "实测值": "96 kg" if bad else "",
            "实施细则编号": "SHBM-2025",
            "报告送达日期": "2025-09-13",
        }
