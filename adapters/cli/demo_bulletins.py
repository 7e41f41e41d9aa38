"""The bulletins of the demonstration: on the three result files as published, and of a quarter."""

from calendar import monthrange
from datetime import date, timedelta
from uuid import uuid4

from msgspec import Struct

from adapters.api.office import Office
from adapters.cli.demo_dispositions import CORRECTED, QUARTER_DAYS_AGO
from application import bulletins
from application.desk import Call
from application.queries import Ask
from application.streams import result_stream
from application.views.bulletin import BULLETINS
from domain.bulletin.decisions import DraftBulletin, IssueBulletin, ScopeGiven
from domain.bulletin.events import BulletinKind
from domain.bulletin.state import BulletinStatus
from domain.sampling.correction import CorrectResult
from domain.sampling.result import Stage

WAIT_SECONDS = 60.0


class DemoBulletin(Struct, frozen=True):
    """A special bulletin on one sampling rule."""

    number: str
    title: str
    rule: str


BULLETINS_SHOWN = (
    DemoBulletin("示例通〔2023〕1号", "2023年电动擦窗机监督抽查通报（示例）", "SHSSXZ0042-2023"),
    DemoBulletin("示例通〔2023〕2号", "2023年洗碗机监督抽查通报（示例）", "SHSSXZ0047-2023"),
    DemoBulletin("示例通〔2025〕1号", "2025年儿童游泳圈监督抽查通报（示例）", "SHSSXZ0247-2025"),
)


async def load_bulletins(office: Office) -> None:
    """Drafts and issues those that are not there, once the lists have caught up."""
    there = await _titles(office)
    for each in BULLETINS_SHOWN:
        if each.title not in there:
            scope = ScopeGiven(sampling_rules=(each.rule,))
            await _issue(office, BulletinKind.SPECIAL, each.number, each.title, scope)


async def load_quarterly(office: Office) -> None:
    """A quarter's bulletin; of what it counted, one entry was corrected since."""
    first, last = quarter_of(office.today - timedelta(QUARTER_DAYS_AGO))
    name = f"{first.year}年第{(first.month + 2) // 3}季度"
    title = f"{name}产品质量监督抽查通报（示例）"
    if title in await _titles(office):
        return
    number = f"示例季通〔{first.year}〕{(first.month + 2) // 3}号"
    scope = ScopeGiven(first=first, last=last)
    await _issue(office, BulletinKind.QUARTERLY, number, title, scope)
    correction = CorrectResult(reason="抽样环节录入有误", stage=Stage.PRODUCTION)
    result = result_stream(CORRECTED)
    call = _as(office, "dispatcher")
    await bulletins.correct_result(office.desk, office.directory, result, correction, call)


def quarter_of(day: date) -> tuple[date, date]:
    """The first and last day of the quarter that a day is in."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    return first, date(first.year, first.month + 2, monthrange(first.year, first.month + 2)[1])


async def _titles(office: Office) -> set[str]:
    await office.read_models.wait_for(office.desk.ledger.batch.head(), WAIT_SECONDS)
    issued = await office.read_models.page(
        BULLETINS, Ask(equal={"status": BulletinStatus.ISSUED.value}, limit=100)
    )
    return {row.title for row in issued.rows}


async def _issue(
    office: Office, kind: BulletinKind, number: str, title: str, scope: ScopeGiven
) -> None:
    command = DraftBulletin(kind=kind, title=title, scope=scope)
    draft = await bulletins.draft(
        office.desk, office.directory, command, _as(office, "dispatcher"), office.clock()
    )
    issued = IssueBulletin(number=number)
    call = _as(office, "superior")
    await bulletins.issue(office.desk, office.counter, draft.stream, issued, call)


def _as(office: Office, user: str) -> Call:
    officer = office.directory.officer(user)
    assert officer is not None, f"the roster has {user}"
    return Call(by=officer, today=office.today, correlation=uuid4(), channel="demo")
