"""Invented cases of the demonstration, each at another stage."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from adapters.api.commands import COMMANDS
from adapters.api.office import Office
from application import cases, leads
from application.aggregates import CASE
from application.desk import Call
from application.streams import lead_stream
from domain.case.filing import File, PartyGiven
from domain.lead.decisions import Register, StartVerification
from domain.lead.events import Source
from domain.party import check_character

SYSTEM = "demo-case"
CONDITIONS = ("initial_evidence", "penalty_due", "own_jurisdiction", "within_limitation")
FINE = {"kind": "fine", "amount": "86000", "basis": "PQL-49"}
GOODS = {"kind": "confiscate_goods", "amount": "43000", "text": "没收不合格产品"}
PENALTY = {"outcome": "penalty", "penalties": [FINE, GOODS]}


class Step(Struct, frozen=True):
    """What an officer did so many days ago; a body's value "@3" is the day three days ago."""

    days_ago: int
    officer: str
    noun: str
    body: dict[str, Any] = {}


class DemoCase(Struct, frozen=True):
    """An invented case: who handles it, since when, and what happened."""

    number: str
    bureau: str
    days_ago: int
    title: str
    product: str
    firm: str
    violation: str
    steps: tuple[Step, ...]
    campaigns: tuple[str, ...] = ()


def two(bureau: str) -> list[str]:
    """Two officers of a bureau."""
    return [f"{bureau}-handler", f"{bureau}-handler2"]


def seized(bureau: str, days_ago: int) -> Step:
    """What was seized, so many days ago."""
    body = {
        "kind": "seizure",
        "items": ["不合格产品120件"],
        "place": "示例仓库",
        "takenAt": f"@{days_ago}T10:00:00+08:00",
        "officers": two(bureau),
        "documentNo": "示例扣〔2026〕1号",
        "approvedBy": f"{bureau}-leader",
    }
    return Step(days_ago, "handler", "measures", body)


def found(bureau: str, days_ago: int) -> Step:
    """A record made on the spot."""
    body = {
        "kind": "record",
        "name": "现场笔录",
        "source": "当事人经营场所",
        "obtainedOn": f"@{days_ago}",
        "officers": two(bureau),
    }
    return Step(days_ago, "handler", "evidence", body)


def concluded(days_ago: int) -> tuple[Step, ...]:
    """The way from the party's rights and the report to the approved proposal."""
    report = {"facts": "经检验，产品不符合强制性标准。", "opinion": "建议处罚", **PENALTY}
    review = {"kind": "case_review", "opinion": "agree", "text": "事实清楚，同意"}
    return (
        Step(days_ago, "handler", "rights-notice", {"toldOn": f"@{days_ago}"}),
        Step(days_ago, "handler", "investigation-conclusion", report),
        Step(days_ago - 3, "reviewer", "legal-reviews", review),
        Step(days_ago - 5, "leader", "proposal", {"reason": "同意", **PENALTY}),
    )


def told(days_ago: int) -> Step:
    """The notice, served in person."""
    body = {
        "number": "示例告〔2026〕1号",
        "mode": "direct",
        "servedOn": f"@{days_ago}",
        "receipt": "当事人签收",
    }
    return Step(days_ago, "handler", "notices", body)


WAIVER = {"waivedOn": "@24", "text": "当事人书面放弃陈述、申辩"}
SERVICE = {"mode": "direct", "servedOn": "@20", "toldOfPublicity": True, "receipt": "当事人签收"}
SUSPENSION = {"ground": "legal_question", "reason": "就法律适用请示上级机关"}

CASES = (
    DemoCase(
        "1", "pudong", 40, "生产不合格电线电缆案", "电线电缆", "示例线缆（浦东）有限公司",
        "导体电阻不符合强制性标准", (found("pudong", 38), seized("pudong", 27)), ("cables",),
    ),
    DemoCase(
        "2", "minhang", 70, "销售不合格防火门案", "钢质防火门", "示例建材经营部",
        "耐火完整性不符合强制性标准",
        (found("minhang", 66), Step(30, "leader", "suspensions", SUSPENSION)),
    ),
    DemoCase(
        "3", "pudong", 60, "销售不合格儿童推车案", "儿童推车", "示例母婴用品商店",
        "制动性能不符合强制性标准", (found("pudong", 55), *concluded(12), told(2)),
    ),
    DemoCase(
        "4", "pudong", 90, "生产不合格食品接触用塑料袋案", "食品接触用塑料袋",
        "示例包装制品（浦东）有限公司", "脱色试验不符合强制性标准",
        (
            found("pudong", 85), *concluded(45), told(30), Step(24, "handler", "waiver", WAIVER),
            Step(22, "leader", "decision", {"reason": "依法处罚", **PENALTY}),
            Step(20, "handler", "service", SERVICE),
        ),
    ),
)  # fmt: skip


async def load_cases(office: Office) -> None:
    """Loads the cases that are missing."""
    for each in CASES:
        lead = lead_stream(SYSTEM, each.number)
        if not await office.desk.history([lead]):
            await _tell(office, each, lead)


async def _tell(office: Office, told_of: DemoCase, lead: UUID) -> None:
    begun, number = told_of.days_ago, told_of.number
    first17 = f"9A310100MA2{int(number):06d}"
    uscc = first17 + check_character(first17)
    given = Register(
        source=Source.INSPECTION,
        title=told_of.title.removesuffix("案"),
        source_system=SYSTEM,
        source_ref=number,
        received_on=_day(office, begun),
        product=told_of.product,
        violation=told_of.violation,
        campaigns=told_of.campaigns,
        effective_on=_day(office, begun),
    )
    handler, leader = f"{told_of.bureau}-handler", f"{told_of.bureau}-leader"
    at_first = _as(office, handler, begun)
    await leads.register(office.desk, office.directory, office.vault, given, at_first)
    await leads.start_verification(
        office.desk, lead, StartVerification(), _as(office, handler, begun)
    )
    filing = File(
        title=told_of.title,
        party=PartyGiven(name=told_of.firm, uscc=uscc, address="上海市示例路1号"),
        violation=told_of.violation,
        reason="有证据初步证明存在违法行为，依法应当处罚。",
        handlers=tuple(two(told_of.bureau)),
        conditions=CONDITIONS,
        bases=("PQL-49",),
        occurred_on=_day(office, begun + 5),
        goods_value=Decimal(43_000),
    )
    filed = await cases.file(
        office.desk, office.directory, lead, filing, _as(office, leader, begun - 1)
    )
    for step in told_of.steps:
        await _take(office, told_of, filed.stream, step)


async def _take(office: Office, told_of: DemoCase, case: UUID, step: Step) -> None:
    command = next(each for each in COMMANDS if each.of is CASE and each.noun == step.noun)
    body = msgspec.convert(_dated(office, step.body), command.body)
    call = _as(office, f"{told_of.bureau}-{step.officer}", step.days_ago)
    await command.act(office, case, body, call)


def _dated(office: Office, body: dict[str, Any]) -> dict[str, Any]:
    def of(value: object) -> object:
        if not (isinstance(value, str) and value.startswith("@")):
            return value
        days, separator, time = value[1:].partition("T")
        return f"{_day(office, int(days))}{separator}{time}"

    return {name: of(value) for name, value in body.items()}


def _day(office: Office, days_ago: int) -> date:
    return office.today - timedelta(days_ago)


def _as(office: Office, user: str, days_ago: int) -> Call:
    """An officer's call on that day: nobody extends or decides today what ended then."""
    officer = office.directory.officer(user)
    assert officer is not None, f"the roster has {user}"
    return Call(by=officer, today=_day(office, days_ago), correlation=uuid4(), channel="demo")
