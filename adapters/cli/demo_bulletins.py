"""The bulletins of the demonstration: those that were published on the three result files."""

from uuid import uuid4

from msgspec import Struct

from adapters.api.office import Office
from application import bulletins
from application.desk import Call
from application.queries import Ask
from application.views.bulletin import BULLETINS
from domain.bulletin.decisions import DraftBulletin, IssueBulletin, ScopeGiven
from domain.bulletin.events import BulletinKind
from domain.bulletin.state import BulletinStatus

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
    await office.read_models.wait_for(office.desk.ledger.batch.head(), WAIT_SECONDS)
    issued = await office.read_models.page(
        BULLETINS, Ask(equal={"status": BulletinStatus.ISSUED.value}, limit=100)
    )
    there = {row.title for row in issued.rows}
    for each in BULLETINS_SHOWN:
        if each.title not in there:
            await _issue(office, each)


async def _issue(office: Office, shown: DemoBulletin) -> None:
    command = DraftBulletin(
        kind=BulletinKind.SPECIAL,
        title=shown.title,
        scope=ScopeGiven(sampling_rules=(shown.rule,)),
    )
    draft = await bulletins.draft(
        office.desk, office.directory, command, _as(office, "dispatcher"), office.clock()
    )
    await bulletins.issue(
        office.desk,
        office.counter,
        draft.stream,
        IssueBulletin(number=shown.number),
        _as(office, "superior"),
    )


def _as(office: Office, user: str) -> Call:
    officer = office.directory.officer(user)
    assert officer is not None, f"the roster has {user}"
    return Call(by=officer, today=office.today, correlation=uuid4(), channel="demo")
