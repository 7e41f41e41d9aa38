"""What the demonstration holds: reference data, invented officers, result files, some leads."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

import msgspec
from msgspec import Struct

from adapters.api.office import Office
from adapters.app import open_office
from adapters.cli.demo_bulletins import load_bulletins, load_quarterly
from adapters.cli.demo_cases import CASES, load_cases
from adapters.cli.demo_cases import SYSTEM as CASE_SYSTEM
from adapters.cli.demo_dispositions import load_dispositions
from adapters.cli.demo_reviews import load_reviews
from adapters.cli.demo_supervisions import load_supervisions
from adapters.cli.reference import INSTALLER, load_shipped
from adapters.files import shipped
from adapters.files.results import read_results
from adapters.postgres.accounts import PostgresAccounts, hasher
from application import leads, offers, referrals
from application.desk import Call, Done
from application.imports import Importer, Mode
from application.reference import publish
from application.store import Store
from application.streams import lead_stream
from domain.authority import Officer
from domain.lead.decisions import Informant, Register
from domain.lead.events import Source
from domain.lead.handover import Refer
from domain.party import EnterpriseGiven, check_character
from domain.reference.officers import OfficerEntry
from domain.reference.organisations import Organisation
from domain.referral.decisions import Accept, Receive

FOLDER = Path(__file__).parents[2] / "data"
DEMO_PASSWORD = "casetrail-demo"  # noqa: S105 - demo mode only, which binds to loopback
SYSTEM = "demo"
FILES = ("window-cleaning-robots-2023", "dishwashers-2023", "childrens-swim-rings-2025")


class Story(Struct, frozen=True):
    """One invented lead, and how far it has come."""

    by: str
    source: Source
    number: str
    title: str
    product: str
    place: str
    days_ago: int
    firm: str
    violation: str
    sent_to: str | None = None
    received: bool = False
    accepted: bool = False
    informant: Informant | None = None
    campaigns: tuple[str, ...] = ()


STORIES = (
    Story(
        "intake", Source.TIP, "001", "举报婴儿学步车无防碰撞装置", "婴儿学步车",
        "上海市浦东新区", 4,
        "示例童车销售有限公司", "学步车无防碰撞间距，易倾倒",
        informant=Informant(name="示例·举报人甲", contact="示例电话 000-0000"),
    ),
    Story(
        "dispatcher", Source.TRANSFER_IN, "002", "消防救援部门移送：防火门耐火性能不足",
        "钢质防火门", "上海市闵行区", 6, "示例防火门制造有限公司", "耐火完整性不符合标准",
    ),
    Story(
        "dispatcher", Source.ASSIGNED_FROM_ABOVE, "003", "上级交办：网售电线电缆导体电阻不合格",
        "电线电缆", "上海市松江区", 9, "示例线缆有限公司", "导体电阻超标",
        sent_to="310117", campaigns=("cables",),
    ),
    Story(
        "intake", Source.COMPLAINT, "004", "投诉机场商店销售的老年代步车制动失灵", "老年代步车",
        "上海市浦东国际机场", 12, "示例机场商店", "制动性能不符合标准",
        sent_to="SHAMR-AIRPORT", received=True,
    ),
    Story(
        "dispatcher", Source.RISK_MONITORING, "005", "风险监测：食品接触用塑料袋脱色",
        "食品接触用塑料袋", "上海市浦东新区", 15, "示例包装制品有限公司", "脱色试验不合格",
        sent_to="310115", received=True, accepted=True,
    ),
)  # fmt: skip


def officers() -> list[OfficerEntry]:
    """The invented officers."""
    text = (FOLDER / "demo" / "officers.json").read_bytes()
    return msgspec.convert(msgspec.json.decode(text)["items"], list[OfficerEntry])


def accounts() -> list[dict[str, str]]:
    """Who can sign in, as `demo --json` lists them."""
    return [
        {
            "user": officer.id,
            "password": DEMO_PASSWORD,
            "role": officer.roles[0],
            "organisation": officer.org,
        }
        for officer in officers()
    ]


@cache
def organisations() -> dict[str, Organisation]:
    """The organisations of the demonstration, by code."""
    text = (FOLDER / "reference" / "organisations.json").read_bytes()
    found = msgspec.convert(msgspec.json.decode(text)["items"], list[Organisation])
    return {each.code: each for each in found}


async def of_others(url: str, key: bytes, store: Store) -> bool:
    """Whether the database holds officers, and not those of the demonstration."""
    async with open_office(url, key, store) as office:
        known = office.directory.known.officers
        invented = officers()[0]
        found = known.get(invented.id)
        return bool(known) and (found is None or found.name != invented.name)


async def load(url: str, key: bytes, store: Store) -> None:
    """Loads what is missing of the demonstration: an interrupted first start is taken up again."""
    async with open_office(url, key, store) as office:
        if await office.desk.history([lead_stream(CASE_SYSTEM, CASES[-1].number)]):
            return
        await _publish(office)
        await _set_passwords(office)
        for name in FILES:
            _import(office, FOLDER / f"{name}.csv")
        await load_bulletins(office)
        for story in STORIES:
            if not await _is_there(office, story):
                await _tell(office, story)
        await load_dispositions(office)
        await load_quarterly(office)
        await load_cases(office)
        await load_reviews(office, CASE_SYSTEM)
        await load_supervisions(office, CASE_SYSTEM)


async def _is_there(office: Office, story: Story) -> bool:
    return bool(await office.desk.history([lead_stream(SYSTEM, story.number)]))


async def _publish(office: Office) -> None:
    await load_shipped(office)
    if office.directory.version("catalogue") == 1:
        next_year = shipped.read(FOLDER / "reference" / "catalogue-2021.json")
        await publish(
            office.desk, office.directory, "catalogue", next_year, _call(office, INSTALLER)
        )
    if not office.directory.version("officers"):
        roster = shipped.read(FOLDER / "demo" / "officers.json")
        await publish(office.desk, office.directory, "officers", roster, _call(office, INSTALLER))


async def _set_passwords(office: Office) -> None:
    assert isinstance(office.accounts, PostgresAccounts)
    hashed = hasher.hash(DEMO_PASSWORD)
    await office.accounts.store_hashes({officer.id: hashed for officer in officers()})


def _import(office: Office, path: Path) -> None:
    dispatcher = office.directory.officer("dispatcher")
    assert dispatcher is not None, "the roster has a dispatcher"
    importer = Importer(
        office.desk.ledger, office.directory, _call(office, dispatcher), lambda _: None
    )
    importer.run(read_results(path, today=office.today), path.name, Mode.GOOD_ROWS)


async def _tell(office: Office, story: Story) -> None:
    lead = await _register(office, story)
    if story.sent_to is None:
        return
    sent = await offers.refer(
        office.desk,
        office.directory,
        lead.stream,
        Refer(to_org=story.sent_to, reason="行为发生地在该辖区", proposed_by="place-of-act"),
        _as(office, "dispatcher"),
    )
    receiver = next(o.id for o in officers() if o.org == story.sent_to)
    if story.received:
        await referrals.receive(
            office.desk, office.directory, sent.stream, Receive(), _as(office, receiver)
        )
    if story.accepted:
        await referrals.accept(office.desk, sent.stream, Accept(), _as(office, receiver))


async def _register(office: Office, story: Story) -> Done:
    first17 = "9A310100" + "MA1" + f"{story.days_ago:06d}"
    command = Register(
        source=story.source,
        title=story.title,
        source_system=SYSTEM,
        source_ref=story.number,
        received_on=office.today - timedelta(story.days_ago),
        enterprise=EnterpriseGiven(
            name=story.firm,
            uscc=first17 + check_character(first17),
            place=story.place,
        ),
        product=story.product,
        violation=story.violation,
        place=story.place,
        informant=story.informant,
        campaigns=story.campaigns,
    )
    return await leads.register(
        office.desk, office.directory, office.vault, command, _as(office, story.by)
    )


def _as(office: Office, user: str) -> Call:
    officer = office.directory.officer(user)
    assert officer is not None, f"the roster has {user}"
    return _call(office, officer)


def _call(office: Office, by: Officer) -> Call:
    return Call(by=by, today=office.today, correlation=uuid4(), channel="demo")
