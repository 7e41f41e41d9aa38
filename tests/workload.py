"""A city's work as commands of entries: leads through districts, their cases, test results."""

from collections.abc import Generator, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

import psycopg
from msgspec.structs import replace

import domain.case.events as ce
import domain.disposition.events as de
import domain.lead.events as le
import domain.referral.events as re
from adapters.postgres.mapper import entry_mapper
from application.ledger import Entry
from application.streams import (
    case_stream,
    claim_stream,
    disposition_stream,
    docket_stream,
    lead_stream,
    result_stream,
)
from domain.authority import Officer, Role
from domain.case import kinds as k
from domain.case.docket import ActClaimed, NumberGiven, Series
from domain.events import Event
from domain.party import Enterprise
from domain.referral.kinds import ReferralKind, SubjectKind
from domain.sampling.events import ResultRecorded
from domain.sampling.result import FailedItem, Stage, TestResult

CITY, CORPS = "SHAMR", "SHAMR-CORPS"
DISTRICTS = tuple(str(310101 + number) for number in range(16))
PRODUCTS = ("快速电水壶", "儿童三轮车", "安全帽", "消防应急照明灯具", "电动自行车", "防火门")
BEGUN = datetime(2020, 1, 2, 1, tzinfo=UTC)
UNDER_WAY_AT_ONCE = 400
SIDES = (de.RecipientRole.PRODUCER, de.RecipientRole.SELLER)

Command = list[tuple[UUID, Event]]
COPY = "COPY ledger (position, stream_id, version, topic, recorded_at, payload) FROM STDIN"


def commands(seed: int = 2020, at_once: int = UNDER_WAY_AT_ONCE) -> Iterator[list[Entry]]:
    """Commands without end, the same for the same seed; so many records are under way at once."""
    random = Random(seed)  # noqa: S311 - invented data need not be unguessable
    under_way: list[Generator[Command]] = []
    versions: dict[UUID, int] = {}
    for number in range(10**9):
        day = (BEGUN + timedelta(seconds=20 * number)).date()
        while len(under_way) < at_once:
            under_way.append(record(random, seed, number + len(under_way), day))
        at = random.randrange(len(under_way))
        command = next(under_way[at], None)
        if command is None:
            under_way[at] = under_way[-1]
            under_way.pop()
        else:
            yield [entry(random, versions, day, *each) for each in command]


def entry(
    random: Random, versions: dict[UUID, int], day: date, stream: UUID, event: Event
) -> Entry:
    versions[stream] = versions.get(stream, 0) + 1
    by = Officer(f"u-{random.randrange(300)}", "办案人员", CORPS, (Role.DISPATCHER,))
    return Entry(
        originator_id=stream,
        originator_version=versions[stream],
        event=event,
        by=by,
        effective_on=day,
        correlation=UUID(int=random.getrandbits(128), version=4),
        channel="import" if isinstance(event, ResultRecorded) else "api",
    )


def record(random: Random, seed: int, number: int, day: date) -> Generator[Command]:
    """The life of one record: mostly leads, every third a test result."""
    product = random.choice(PRODUCTS)
    if number % 3 == 0:
        yield from sampled(random, f"W{seed}-{number:08d}", product, day)
    else:
        yield from lead(random, f"{seed}-{number:08d}", product, day)


def enterprise(random: Random) -> Enterprise:
    number = random.randrange(20_000)
    district = random.randrange(16)
    return Enterprise(
        name=f"上海第{number}贸易有限公司",
        uscc=f"9131{number:014d}",
        place=f"上海市第{district}区某路{number % 900}号",
    )


def lead(random: Random, number: str, product: str, day: date) -> Generator[Command]:
    """Registered, dispatched, received, then accepted and closed, or returned and sent again."""
    stream = lead_stream("national-sampling", number)
    yield [(stream, registered(random, number, product, day))]
    to = random.choice(DISTRICTS)
    subject = re.Subject(
        kind=SubjectKind.LEAD, id=stream, title=f"监督抽查不合格：{product}", product=product
    )
    for _ in range(1 + (random.random() < 0.15)):
        referral = UUID(int=random.getrandbits(128), version=4)
        yield dispatched(stream, referral, subject, to)
        yield [
            (referral, re.ReferralReceived(org=to, received_on=day)),
            (stream, le.LeadReceived(referral=referral, org=to, received_on=day)),
        ]
        if random.random() < 0.15:
            yield returned(stream, referral, to)
            to = random.choice(DISTRICTS)
            continue
        yield from handled(random, stream, referral, to, day)
        return


def registered(random: Random, number: str, product: str, day: date) -> le.LeadRegistered:
    return le.LeadRegistered(
        source=random.choice(list(le.Source)),
        source_system="national-sampling",
        source_ref=number,
        title=f"监督抽查不合格：{product}邻苯二甲酸酯超标",
        org=CORPS,
        holder=CORPS,
        received_on=day,
        enterprise=enterprise(random),
        product=product,
        batch=f"{day:%Y%m%d}-A",
        violation="不符合保障人体健康和人身、财产安全的国家标准、行业标准",
        place="上海市徐汇区漕溪北路",
        campaigns=("epidemic",) if random.random() < 0.2 else (),
    )


def dispatched(stream: UUID, referral: UUID, subject: re.Subject, to: str) -> Command:
    kind = ReferralKind.ASSIGN_DOWN
    return [
        (
            referral,
            re.ReferralIssued(
                kind=kind,
                subject=subject,
                from_org=CORPS,
                to_org=to,
                reason="住所地在你区，请依法核查处理",
                dossier=stream,
            ),
        ),
        (
            stream,
            le.LeadDispatched(
                referral=referral, kind=kind, from_org=CORPS, to_org=to, reason="属地"
            ),
        ),
    ]


def returned(stream: UUID, referral: UUID, org: str) -> Command:
    reason = "生产地不在本区，本局无管辖权"
    code = "no-jurisdiction"
    return [
        (referral, re.ReferralReturned(org=org, reason_code=code, reason=reason)),
        (
            stream,
            le.LeadReturned(
                referral=referral, org=org, to_org=CORPS, reason_code=code, reason=reason
            ),
        ),
    ]


def handled(
    random: Random, stream: UUID, referral: UUID, org: str, day: date
) -> Generator[Command]:
    """Accepted; then not filed, or a case."""
    yield [
        (referral, re.ReferralAccepted(org=org)),
        (stream, le.LeadAccepted(referral=referral, org=org)),
    ]
    if random.random() < 0.3:
        yield from case(random, stream, referral, org, day)
        return
    reason = "经核查，未发现违法事实"
    yield [
        (stream, le.NoFilingDecided(org=org, reason_code="unfounded", reason=reason)),
        (referral, re.HandlingConcluded(outcome="unfounded")),
    ]
    told = re.FeedbackGiven(org=org, outcome="unfounded", text=reason, final=True)
    yield [(referral, told)]


def case(random: Random, lead: UUID, referral: UUID, org: str, day: date) -> Generator[Command]:
    """Filed, and taken so far; every other goes to its end, some are suspended for a while."""
    stream, number = case_stream(lead), random.randrange(10**6)
    named = f"沪市监{org}立〔{day.year}〕{number}号"
    handlers = tuple(
        ce.Handler(id=f"{org}-{each}", name="办案人员", certificate=f"{org}-{each}")
        for each in random.sample(range(20), 2)
    )
    given = NumberGiven(org=org, year=day.year, series=Series.CASE, number=number, case=stream)
    yield [
        (stream, filed(random, lead, org, named, handlers)),
        (lead, le.FilingDecided(org=org, case=stream, number=named, reason="有初步证据")),
        (docket_stream(org, day.year), given),
        (claim_stream(str(stream)), ActClaimed(org=org, case=stream, number=named)),
        (referral, re.HandlingConcluded(outcome="filed")),
    ]
    course = steps(random, day)
    for events in course if random.random() < 0.5 else course[: random.randrange(len(course))]:
        yield [(stream, event) for event in events]


def filed(
    random: Random, lead: UUID, org: str, number: str, handlers: tuple[ce.Handler, ...]
) -> ce.CaseFiled:
    party = enterprise(random)
    return ce.CaseFiled(
        number=number,
        lead=lead,
        dossier=lead,
        org=org,
        title="销售不合格产品案",
        party=ce.Party(name=party.name, uscc=party.uscc, kind=k.PartyKind.ENTITY),
        violation="销售不符合保障人身、财产安全国家标准的产品",
        handlers=handlers,
        reason="有初步证据",
        referral=None,
        serious=random.random() < 0.1,
    )


def steps(random: Random, day: date) -> list[list[ce.CaseEvent]]:
    """What happens in a case, a command each."""
    fine = ce.Penalty(kind=k.PenaltyKind.FINE, amount=Decimal(random.randrange(1, 90) * 1000))
    penal: Any = {"outcome": k.Outcome.PENALTY, "penalties": (fine,)}
    direct = k.CaseServiceMode.DIRECT
    reviewer = ce.Handler(id="u-9", name="审核人员", certificate="")
    found: list[list[ce.CaseEvent]] = [[ce.RightsExplained(on=day)]]
    for number in range(1, random.randrange(2, 5)):
        record = ce.EvidenceAdded(
            number=number,
            kind=k.EvidenceKind.RECORD,
            name="现场笔录",
            source="经营场所",
            custodian="办案人员",
            obtained_on=day,
        )
        found.append([record])
    if random.random() < 0.3:
        ground = k.SuspensionGround.LEGAL_QUESTION
        found.append([ce.CaseSuspended(key="s1", ground=ground, reason="请示")])
        found.append([ce.CaseResumed(key="s1", reason="收到答复")])
    return [
        *found,
        [ce.InvestigationConcluded(facts="清楚", opinion="处罚", review_received_on=day, **penal)],
        [
            ce.ReviewGiven(
                kind=k.ReviewKind.CASE_REVIEW, opinion=k.ReviewOpinion.AGREE, text="同意",
                reviewer=reviewer,
            )
        ],
        [ce.ProposalApproved(reason="同意", **penal)],
        [
            ce.NoticeServed(
                number="告1", mode=direct, served_on=day, penalties=(fine,), hearing_right=False
            )
        ],
        [ce.DecisionMade(number=f"处{day}", reason="依法处罚", officer="负责人", **penal)],
        [ce.DecisionServed(mode=direct, served_on=day)],
        [ce.PenaltyPublished(on=day, until=k.PublicityEnd.THREE_YEARS, place="公示系统")],
        [ce.ExecutionCompleted(on=day, text="执行完毕")],
        [ce.CaseClosed(by=k.ClosingEvent.EXECUTED, text="同意结案", officer="负责人")],
    ]  # fmt: skip


def sampled(random: Random, number: str, product: str, day: date) -> Generator[Command]:
    """A result; the unqualified ones with their disposition and its notices."""
    unqualified = random.random() < 0.25
    disposition = disposition_stream(number) if unqualified else None
    result = TestResult(
        report_no=number,
        product=product,
        producer=enterprise(random),
        sampled=enterprise(random),
        stage=random.choice(list(Stage)),
        sampled_on=day,
        lab="市质检院",
        qualified=not unqualified,
        failed_items=(FailedItem(item="接地措施", required="≤0.1Ω"),) if unqualified else (),
        sampling_rule="2020-细则-17",
    )
    recorded = ResultRecorded(organiser=CORPS, result=result, disposition=disposition)
    command: Command = [(result_stream(number), recorded)]
    if disposition is not None:
        command.append((disposition, opened(random, result)))
    yield command
    if disposition is not None:
        for role in SIDES:
            mode = de.ServiceMode.MAIL
            told = de.ResultNoticeServed(recipient=role, org=CORPS, received_on=day, mode=mode)
            yield [(disposition, told)]


def opened(random: Random, result: TestResult) -> de.DispositionOpened:
    return de.DispositionOpened(
        organiser=CORPS,
        result=result,
        product_kind=None,
        catalogue_revision=1,
        recipients=tuple(
            de.Recipient(role=role, enterprise=who, handling_org=random.choice(DISTRICTS))
            for role, who in zip(SIDES, (result.producer, result.sampled), strict=True)
        ),
    )


def entries(number: int, seed: int = 2020) -> Iterator[Entry]:
    """At least so many entries, of whole commands, at positions from 1, a command every 20 s."""
    position = 0
    for at, command in enumerate(commands(seed)):
        for each in command:
            position += 1
            recorded_at = BEGUN + timedelta(seconds=20 * at)
            yield replace(each, position=position, recorded_at=recorded_at)
        if position >= number:
            return


def load(url: str, all_entries: Iterable[Entry]) -> int:
    """Writes entries with their positions straight into an empty ledger; the head."""
    to_stored: Any = entry_mapper().to_stored_event
    remaining, head = iter(all_entries), 0
    with psycopg.connect(url, autocommit=True) as connection:
        while chunk := list(islice(remaining, 10_000)):
            with connection.cursor().copy(COPY) as copy:
                for each in chunk:
                    stored = to_stored(each)
                    place = each.position, stored.originator_id, stored.originator_version
                    copy.write_row((*place, stored.topic, each.recorded_at, stored.state.decode()))
            head = chunk[-1].position
        connection.execute("VACUUM ANALYZE ledger")
    return head
