"""Invented unqualified results of the demonstration, each at another stage."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from adapters.api.commands import COMMANDS
from adapters.api.office import Office
from application.aggregates import DISPOSITION
from application.desk import Call
from application.imports import Importer, Mode
from application.result_files import Row
from application.streams import disposition_stream
from domain.party import Enterprise, check_character
from domain.sampling.result import FailedItem, Stage, TestResult

PRODUCER: dict[str, Any] = {"recipient": "producer"}
SELLER: dict[str, Any] = {"recipient": "seller"}
ORDER = {**PRODUCER, "text": "停止销售，六十日内改正", "documentNo": "示例责改〔2026〕1号"}
REPORT = {**PRODUCER, "text": "已清理库存并整改，申请复查"}
FAILED = {**PRODUCER, "passed": False, "text": "按细则抽样复查，仍不合格"}
UP = {**PRODUCER, "toOrg": "SHAMR-PSD"}
ANNOUNCED = {**PRODUCER, "place": "市局网站（示例）"}
OBJECTION = {**PRODUCER, "ground": "conclusion", "text": "对检验结论有异议，申请复检"}
CASE = {**PRODUCER, "reason": "公告后复查仍不合格，应当责令停业整顿"}


class Step(Struct, frozen=True):
    """What an officer did so many days ago; `day` names the field of a paper's receipt."""

    days_ago: int
    officer: str
    noun: str
    body: dict[str, Any]
    day: str = "effectiveOn"


class DemoResult(Struct, frozen=True):
    """An invented result: whose, how long ago, and what happened."""

    number: str
    days_ago: int
    product: str
    failed: str
    producer: str
    place: str
    steps: tuple[Step, ...] = ()

    @property
    def report_no(self) -> str:
        """The number of the laboratory's report."""
        return f"DEMO-{self.number}"


def told(days_ago: int) -> tuple[Step, ...]:
    """Both operators received the notice."""
    by = "dispatcher", "result-notice"
    return tuple(Step(days_ago, *by, who, "receivedOn") for who in (PRODUCER, SELLER))


def announced(days_ago: int) -> tuple[Step, ...]:
    """The way to the announcement, for a bureau in Pudong."""
    bureau = "pudong-handler"
    return (
        *told(days_ago + 130),
        Step(days_ago + 110, bureau, "correction-orders", ORDER),
        Step(days_ago + 60, bureau, "correction-reports", REPORT),
        Step(days_ago + 40, bureau, "rechecks", FAILED),
        Step(days_ago + 30, bureau, "reports-up", UP),
        Step(days_ago, "dispatcher", "announcements", ANNOUNCED),
    )


# Sampled in one quarter, which has a bulletin; one entry about them was corrected since.
QUARTER_DAYS_AGO = 100
QUALIFIED = tuple(
    DemoResult(number, QUARTER_DAYS_AGO, product, "", producer, "上海市闵行区")
    for number, product, producer in (
        ("Q1", "电线电缆", "示例线缆（闵行）有限公司"),
        ("Q2", "电线电缆", "示例电缆（闵行）有限公司"),
        ("Q3", "儿童推车", "示例童车（闵行）有限公司"),
        ("Q4", "老年代步车", "示例车业（闵行）有限公司"),
    )
)
CORRECTED = QUALIFIED[0].report_no

RESULTS = (
    DemoResult("1", 4, "非医用口罩", "标识", "示例口罩（宁波）有限公司", "浙江省宁波市"),
    DemoResult(
        "2", 12, "环保涂料", "甲醛含量", "示例涂料（浦东）有限公司", "上海市浦东新区",
        (*told(6), Step(2, "dispatcher", "objections", OBJECTION, "receivedOn")),
    ),
    DemoResult(
        "3", 100, "老年代步车", "照明", "示例车辆（宝山）有限公司", "上海市宝山区",
        (
            *told(95), Step(70, "baoshan-handler", "correction-orders", ORDER),
            Step(20, "baoshan-handler", "correction-reports", REPORT),
        ),
    ),
    DemoResult(
        "4", 210, "环保涂料", "耐擦洗性", "示例建材（浦东）有限公司", "上海市浦东新区",
        announced(65),
    ),
    DemoResult(
        "5", 240, "非医用口罩", "耳带强度", "示例口罩（浦东）有限公司", "上海市浦东新区",
        (
            *announced(80), Step(10, "pudong-handler", "rechecks", FAILED),
            Step(8, "pudong-handler", "case-links", CASE),
        ),
    ),
)  # fmt: skip


class Invented(Struct, frozen=True):
    """The invented results, as an import reads them."""

    rows: tuple[Row, ...]
    sha256: str = ""
    mapping: str | None = None

    @property
    def total_rows(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


async def load_dispositions(office: Office) -> None:
    """Loads the results that are missing, and tells how their dispositions went on."""
    missing = [
        each
        for each in RESULTS
        if not await office.desk.history([disposition_stream(each.report_no)])
    ]
    # A report that is known is passed over.
    rows = tuple(
        Row(at, _result(office, each)) for at, each in enumerate((*missing, *QUALIFIED), 2)
    )
    if not rows:
        return
    call = _as(office, "dispatcher", 0)
    importer = Importer(office.desk.ledger, office.directory, call, lambda _: None)
    importer.run(Invented(rows), "demo", Mode.GOOD_ROWS)
    for each in missing:
        for step in each.steps:
            await _take(office, disposition_stream(each.report_no), step)


def _result(office: Office, told_of: DemoResult) -> TestResult:
    first17 = f"9A310100MA3{told_of.number:0>6}"
    uscc = first17 + check_character(first17)
    sampled_on = _day(office, told_of.days_ago)
    return TestResult(
        report_no=told_of.report_no,
        product=told_of.product,
        batch="示例批次",
        producer=Enterprise(name=told_of.producer, uscc=uscc, place=told_of.place),
        sampled=Enterprise(name="示例百货（浦东）商店", place="上海市浦东新区"),
        stage=Stage.PHYSICAL_SHOP,
        sampled_on=sampled_on,
        lab="市质检院",
        qualified=not told_of.failed,
        failed_items=(FailedItem(item=told_of.failed),) if told_of.failed else (),
        delivered_on=sampled_on + timedelta(2),
    )


async def _take(office: Office, disposition: UUID, step: Step) -> None:
    command = next(each for each in COMMANDS if each.of is DISPOSITION and each.noun == step.noun)
    body = {**step.body, step.day: _day(office, step.days_ago).isoformat()}
    call = _as(office, step.officer, step.days_ago)
    await command.act(office, disposition, msgspec.convert(body, command.body), call)


def _day(office: Office, days_ago: int) -> date:
    return office.today - timedelta(days_ago)


def _as(office: Office, user: str, days_ago: int) -> Call:
    officer = office.directory.officer(user)
    assert officer is not None, f"the roster has {user}"
    return Call(by=officer, today=_day(office, days_ago), correlation=uuid4(), channel="demo")
