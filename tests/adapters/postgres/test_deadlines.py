"""Deadlines follow records, rules and calendars; what was computed stays to be read."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest
from msgspec.structs import replace
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL

import domain.disposition.events as de
import domain.lead.events as le
import domain.referral.events as re
from adapters.files import shipped
from adapters.postgres.datastore import Datastore
from adapters.postgres.factory import open_ledger
from adapters.postgres.mapper import entry_mapper
from adapters.postgres.projector import rebuild, status
from adapters.postgres.read_models import PostgresReadModels
from adapters.postgres.recorder import PostgresLedgerRecorder
from application.almanac import Almanacs
from application.deadlines import (
    DEADLINES,
    Bucket,
    DeadlineRow,
    Stage,
    days_of,
    deadlines_of,
    stages_of,
)
from application.ledger import Entry, Ledger
from application.queries import Ask
from application.streams import reference_stream
from application.views.disposition import DISPOSITIONS
from application.views.lead import LEADS
from application.views.referral import REFERRALS
from domain.events import Event
from domain.reference.events import CalendarsPublished, RulesPublished
from domain.referral.kinds import ReferralKind
from domain.statute.calendar import CalendarYear
from domain.statute.rule import Rule
from tests.adapters.postgres.views import (
    Model,
    append,
    asked,
    catch_up,
    dump,
    entry,
    insert,
)
from tests.conftest import create, drop
from tests.domain.story import CORPS, OPENED, PUDONG, REGISTERED, SUBJECT, XUHUI

RULES = dict(shipped.almanac().rules)
YEARS = {item.code: item for item in shipped.almanac().years}
VERIFY, ACCEPT, OBJECT = "PP-VERIFY", "LEAD-ACCEPT", "PSS-OBJECT"
LEAD = UUID(int=1)
FIRST = date(2020, 1, 6)
DISTRICTS = (XUHUI, PUDONG)
HOLDING = (
    "SELECT doc FROM views.deadlines WHERE valid_from <= %(at)s"
    " AND (valid_to IS NULL OR valid_to > %(at)s)"
)
INTERVALS = "SELECT key, valid_from, valid_to FROM views.deadlines ORDER BY key, valid_from"

decode = msgspec.json.Decoder(DeadlineRow).decode


class Office:
    """Appends events as they come, each with its stream's next version."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._versions: dict[UUID, int] = {}
        self._revisions: dict[str, int] = {}

    def say(self, on: date, *events: tuple[UUID, Event]) -> int:
        """One command; the head."""
        return append(self._ledger, [[self._entry(on, *each) for each in events]])

    def publish(self, *items: CalendarYear | Rule, withdrawn: Sequence[str] = ()) -> int:
        """A revision of calendars or of rules; the head."""
        of_calendars = any(isinstance(each, CalendarYear) for each in items)
        of_calendars = of_calendars or bool(set(withdrawn) & YEARS.keys())
        kind: Any = CalendarsPublished if of_calendars else RulesPublished
        name = "calendars" if of_calendars else "rules"
        self._revisions[name] = self._revisions.get(name, 0) + 1
        revision = kind(
            revision=self._revisions[name],
            published_on=FIRST,
            effective_from=FIRST,
            notice="修订",
            items=items,
            withdrawn=tuple(withdrawn),
        )
        return self.say(FIRST, (reference_stream(name), revision))

    def _entry(self, on: date, stream: UUID, event: Event) -> Entry:
        self._versions[stream] = self._versions.get(stream, 0) + 1
        return replace(entry(stream, self._versions[stream], event), effective_on=on)


@pytest.fixture
def office(ledger: Ledger) -> Office:
    """Who writes into an empty ledger."""
    return Office(ledger)


def holding(url: str, at: int) -> dict[UUID, DeadlineRow]:
    """The deadlines that the table has for a position."""
    with psycopg.connect(url) as connection:
        rows = [decode(doc) for (doc,) in connection.execute(HOLDING, {"at": at})]
    assert len({row.id for row in rows}) == len(rows), "two versions of one at once"
    return {row.id: row for row in rows}


def shown(row: DeadlineRow) -> DeadlineRow:
    """A deadline without the place of its version: that may be older."""
    never = datetime.min.replace(tzinfo=UTC)
    return replace(row, position=0, version=0, recorded_at=never)


def whole(ledger: Ledger) -> list[Entry]:
    """Every entry there is."""
    return ledger.entries(ledger.recorder.select_notifications(1, 100_000))


class Expected:
    """The deadlines that the rows and the almanac known at a position give."""

    def __init__(self, entries: list[Entry]) -> None:
        self._model, self._almanacs = Model(entries), Almanacs()
        for each in entries:
            self._almanacs.apply(each)

    def at(self, position: int) -> dict[UUID, DeadlineRow]:
        """By id."""
        return {
            deadline.id: deadline
            for view in (LEADS, REFERRALS, DISPOSITIONS)
            for row in self._model.at(view, position).values()
            for deadline in deadlines_of(row, self._almanacs.at(position))
        }


# --- random histories ----------------------------------------------------------------------------


def lead_story(random: Random, stream: UUID) -> Iterator[list[tuple[UUID, Event]]]:
    """A lead's way through two districts, with tests, extensions and corrections."""
    registered = replace(
        REGISTERED,
        source=random.choice([le.Source.SAMPLING, le.Source.TIP]),
        source_ref=str(stream),
        received_on=FIRST + timedelta(random.randrange(20)),
        informant=le.SealedInformant(person=stream, named=True, ciphertext="AA=="),
    )
    yield [(stream, registered)]
    for _ in range(random.randrange(3)):
        yield from hand_over(random, stream)
    for number in range(random.randrange(3)):
        yield from one_test(random, stream, str(number))
    if random.random() < 0.4:
        extended = le.VerificationExtended(org=CORPS, approver="leader", amount=15, reason="复杂")
        yield [(stream, extended)]
    if random.random() < 0.3:
        moved = FIRST - timedelta(random.randrange(5))
        yield [(stream, le.LeadCorrected(corrects=1, reason="录入有误", received_on=moved))]
    if random.random() < 0.5:
        yield [(stream, le.NoFilingDecided(org=CORPS, reason_code="unfounded", reason="无"))]
        if random.random() < 0.5:
            yield [(stream, le.LeadReopened(org=CORPS, new_facts="新证据"))]


def hand_over(random: Random, stream: UUID) -> Iterator[list[tuple[UUID, Event]]]:
    """Dispatched, received, and then accepted, returned or recalled."""
    referral, to = UUID(int=random.getrandbits(128), version=4), random.choice(DISTRICTS)
    kind = ReferralKind.ASSIGN_DOWN
    subject = replace(SUBJECT, id=stream)
    issued = re.ReferralIssued(
        kind=kind, subject=subject, from_org=CORPS, to_org=to, reason="属地", dossier=stream
    )
    sent = le.LeadDispatched(referral=referral, kind=kind, from_org=CORPS, to_org=to, reason="属地")
    day = FIRST + timedelta(random.randrange(30))
    yield [(referral, issued), (stream, sent)]
    yield [
        (referral, re.ReferralReceived(org=to, received_on=day)),
        (stream, le.LeadReceived(referral=referral, org=to, received_on=day)),
    ]
    match random.randrange(3):
        case 0:
            yield [
                (referral, re.ReferralAccepted(org=to)),
                (stream, le.LeadAccepted(referral=referral, org=to)),
            ]
        case 1:
            back = le.LeadReturned(
                referral=referral, org=to, to_org=CORPS, reason_code="duplicate", reason="重复"
            )
            given = re.ReferralReturned(org=to, reason_code="duplicate", reason="重复")
            yield [(referral, given), (stream, back)]
        case _:
            recalled = le.LeadRecalled(referral=referral, org=CORPS, reason="有误")
            withdrawn = re.ReferralWithdrawn(org=CORPS, reason="有误")
            yield [(referral, withdrawn), (stream, recalled)]


def one_test(random: Random, stream: UUID, name: str) -> Iterator[list[tuple[UUID, Event]]]:
    """A test that is ordered, perhaps ends, perhaps has other days after all."""
    start = FIRST + timedelta(random.randrange(40))
    end = start + timedelta(random.randrange(20))
    ordered = le.TestCommissioned(
        org=CORPS, test=name, lab="市质检院", purpose="接地", commissioned_on=start
    )
    yield [(stream, ordered)]
    if random.random() < 0.7:
        arrived = le.TestResultReceived(org=CORPS, test=name, received_on=end, conclusion="无")
        yield [(stream, arrived)]
    if random.random() < 0.4:
        moved = le.TestDatesCorrected(
            org=CORPS, test=name, reason="录入有误", commissioned_on=start - timedelta(2)
        )
        yield [(stream, moved)]


def disposition_story(random: Random, stream: UUID) -> Iterator[list[tuple[UUID, Event]]]:
    """An unqualified result, of which each recipient is told some day."""
    yield [(stream, replace(OPENED, result=replace(OPENED.result, report_no=str(stream))))]
    for role in de.RecipientRole:
        day = FIRST + timedelta(random.randrange(60))
        told = de.ResultNoticeServed(
            recipient=role, org=CORPS, received_on=day, mode=de.ServiceMode.MAIL
        )
        yield [(stream, told)]


def revisions(random: Random, office: Office) -> Iterator[int]:
    """Every kind of revision, and at some point a rule that is gone and comes back."""
    longer = RULES[VERIFY]
    versions = tuple(replace(each, amount=20) for each in longer.versions)
    steps: list[Callable[[], int]] = [
        lambda: office.publish(YEARS["2020"]),
        lambda: office.publish(RULES[VERIFY], RULES[ACCEPT], RULES["CR-TIP-REPLY"]),
        lambda: office.publish(YEARS["2020-changed"]),
        lambda: office.publish(RULES[OBJECT]),
        lambda: office.publish(replace(longer, versions=versions)),
        lambda: office.publish(withdrawn=[VERIFY]),
        lambda: office.publish(withdrawn=["2020-changed"]),
        lambda: office.publish(RULES[VERIFY]),
        lambda: office.publish(YEARS["2021"], YEARS["2019"]),
    ]
    if random.random() < 0.3:
        random.shuffle(steps)
    for step in steps:
        yield step()


def lived(random: Random, office: Office, records: int = 12) -> None:
    """Records on their way all at once, with revisions in the middle."""
    under_way: list[Iterator[Any]] = [
        (lead_story if number % 4 else disposition_story)(
            random, UUID(int=random.getrandbits(128), version=4)
        )
        for number in range(records)
    ]
    published = revisions(random, office)
    under_way.append(published)
    while under_way:
        each = random.choice(under_way)
        command = next(each, None)
        if command is None:
            under_way.remove(each)
        elif each is not published:
            office.say(FIRST + timedelta(random.randrange(40)), *command)


@pytest.mark.parametrize("seed", range(8))
def test_at_every_position_the_deadlines_are_those_of_what_was_known_then(
    seed: int, database_url: str, ledger: Ledger, office: Office
) -> None:
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    lived(random, office)

    catch_up(database_url, batch=random.choice([1, 3, 7, 1000]))

    entries = whole(ledger)
    expected = Expected(entries)
    for at in range(1, len(entries) + 1):
        found, known = holding(database_url, at), expected.at(at)
        assert {key: shown(row) for key, row in found.items()} == {
            key: shown(row) for key, row in known.items()
        }, at


@pytest.mark.parametrize("seed", range(8, 16))
def test_a_rebuild_gives_the_same_deadlines_byte_for_byte(
    seed: int, database_url: str, office: Office
) -> None:
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in range(3):
        lived(random, office, records=6)
        catch_up(database_url, batch=random.choice([1, 5, 1000]))
    live = dump_deadlines(database_url)

    rebuild(database_url, entry_mapper(), lambda _folded, _events: None)

    assert len(live) > 30
    assert dump_deadlines(database_url) == live


def dump_deadlines(url: str) -> list[str]:
    """Every byte of the table."""
    with psycopg.connect(url) as connection:
        connection.execute("SET timezone = 'UTC'")
        return [
            text
            for (text,) in connection.execute(
                "SELECT v::text FROM views.deadlines AS v ORDER BY key, valid_from"
            )
        ]


@pytest.mark.parametrize("seed", range(16, 20))
def test_the_versions_of_a_deadline_follow_one_another_without_a_gap(
    seed: int, database_url: str, ledger: Ledger, office: Office
) -> None:
    lived(Random(seed), office)  # noqa: S311 - repeatable, not secret
    catch_up(database_url)

    with psycopg.connect(database_url) as connection:
        found = connection.execute(INTERVALS).fetchall()
    of_revisions = {
        each.position
        for each in whole(ledger)
        if isinstance(each.event, CalendarsPublished | RulesPublished)
    }

    assert found
    for (key, start, end), (next_key, next_start, _) in pairwise([*found, (None, 0, None)]):
        assert end is None or start < end
        if key == next_key:
            # Only where its rule was withdrawn or not yet published there is none for a while.
            assert end == next_start or {end, next_start} <= of_revisions
        else:
            assert end is None or end in of_revisions


# --- rules that come and go ----------------------------------------------------------------------


def one_lead(office: Office, on: date = date(2020, 1, 17)) -> int:
    return office.say(on, (LEAD, replace(REGISTERED, received_on=on)))


def due(url: str, at: int) -> list[date | None]:
    return [row.due for row in holding(url, at).values()]


def test_a_rule_published_after_a_lead_makes_its_deadline_appear(
    database_url: str, office: Office
) -> None:
    office.publish(YEARS["2020"])
    before = one_lead(office)
    published = office.publish(RULES[VERIFY])

    catch_up(database_url)

    assert due(database_url, before) == []
    assert due(database_url, published) == [date(2020, 2, 12)]
    (row,) = holding(database_url, published).values()
    assert (row.position, row.version) == (published, 1)


def test_a_rule_withdrawn_ends_its_deadlines_and_they_stay_to_be_read(
    database_url: str, office: Office
) -> None:
    office.publish(YEARS["2020"])
    office.publish(RULES[VERIFY])
    known = one_lead(office)
    gone = office.publish(withdrawn=[VERIFY])
    back = office.publish(RULES[VERIFY])

    catch_up(database_url)

    assert [due(database_url, at) for at in (known, gone, back)] == [
        [date(2020, 2, 12)],
        [],
        [date(2020, 2, 12)],
    ]


def test_a_revision_that_changes_nothing_here_adds_no_row(
    database_url: str, office: Office
) -> None:
    office.publish(YEARS["2020"])
    office.publish(RULES[VERIFY])
    one_lead(office)
    catch_up(database_url)
    before = dump_deadlines(database_url)

    office.publish(YEARS["2012"])
    office.publish(RULES["PP-CLOSE"])
    catch_up(database_url)

    assert dump_deadlines(database_url) == before


def test_a_year_that_is_published_makes_the_day_sure(database_url: str, office: Office) -> None:
    office.publish(RULES[VERIFY])
    unsure = one_lead(office)
    sure = office.publish(YEARS["2020"])

    catch_up(database_url)

    (then,), (now,) = (holding(database_url, at).values() for at in (unsure, sure))
    assert (then.due, then.provisional, then.calendars) == (date(2020, 2, 7), True, ())
    assert (now.due, now.provisional, now.calendars) == (date(2020, 2, 12), False, ("2020",))


# --- what must not hold anything up --------------------------------------------------------------


def endless() -> Rule:
    """A rule whose last day is beyond all days."""
    versions = tuple(replace(each, amount=10**7) for each in RULES[VERIFY].versions)
    return replace(RULES[VERIFY], versions=versions)


def test_a_rule_beyond_all_reckoning_holds_nobody_up(database_url: str, office: Office) -> None:
    office.publish(YEARS["2020"])
    office.publish(endless(), RULES[ACCEPT])
    known = one_lead(office)
    office.say(FIRST, (UUID(int=9), issued()))

    catch_up(database_url)

    assert [row.rule for row in holding(database_url, known + 1).values()] == [ACCEPT]
    assert status(database_url)["projected"] == known + 1


def issued() -> re.ReferralIssued:
    return re.ReferralIssued(
        kind=ReferralKind.ASSIGN_DOWN,
        subject=SUBJECT,
        from_org=CORPS,
        to_org=XUHUI,
        reason="属地",
        dossier=LEAD,
    )


@pytest.mark.parametrize(
    "topic", ["reference.rules-published.v1", "reference.calendars-published.v1"]
)
def test_a_revision_that_cannot_be_read_is_left_out(
    topic: str, database_url: str, office: Office
) -> None:
    office.publish(YEARS["2020"])
    office.publish(RULES[VERIFY])
    insert(database_url, UUID(int=77), 1, topic, "not json")
    known = one_lead(office) + 1

    catch_up(database_url)
    before = dump(database_url), dump_deadlines(database_url)
    rebuild(database_url, entry_mapper(), lambda _folded, _events: None)

    assert due(database_url, known) == [date(2020, 2, 12)]
    assert (dump(database_url), dump_deadlines(database_url)) == before


# --- T1, T6 --------------------------------------------------------------------------------------


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2019, 11, 1, tzinfo=UTC)

    def set(self, day: str) -> None:
        self.now = datetime.fromisoformat(f"{day}T09:00+08:00").astimezone(UTC)


@pytest.fixture
def dated(database_url: str, ledger: Ledger) -> Iterator[tuple[Office, Hands]]:
    """Who writes into a ledger that dates entries by a clock set by hand."""
    hands, datastore = Hands(), Datastore(database_url)
    recorder = PostgresLedgerRecorder(datastore, clock=lambda: hands.now)
    before, ledger.recorder = ledger.recorder, recorder
    yield Office(ledger), hands
    ledger.recorder = before
    recorder.close()
    datastore.close()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_t1_the_same_lead_is_due_by_the_notices_known_then(
    database_url: str, ledger: Ledger, dated: tuple[Office, Hands]
) -> None:
    office, hands = dated
    hands.set("2019-11-22")
    office.publish(YEARS["2020"])
    office.publish(RULES[VERIFY])
    hands.set("2020-01-17")
    one_lead(office)
    hands.set("2020-01-27")
    office.publish(YEARS["2020-changed"])

    catch_up(database_url)

    position_at = ledger.batch.position_at
    on_26 = position_at(instant("2020-01-26T23:59+08:00"))
    after = position_at(instant("2020-01-27T23:59+08:00"))
    (then,), (now,) = (holding(database_url, at).values() for at in (on_26, after))
    assert (then.due, then.calendars) == (date(2020, 2, 12), ("2020",))
    assert (now.due, now.calendars) == (date(2020, 2, 14), ("2020", "2020-changed"))
    assert now.recorded_at == instant("2020-01-27T09:00+08:00")
    assert now.version == then.version == 1
    assert len([each for each in whole(ledger) if each.originator_id == LEAD]) == 1
    assert holding(database_url, position_at(instant("2020-01-16T00:00+08:00"))) == {}


def test_t6_a_pause_entered_late_moves_the_day_from_when_it_was_known(
    database_url: str, ledger: Ledger, dated: tuple[Office, Hands]
) -> None:
    office, hands = dated
    hands.set("2020-02-01")
    office.publish(YEARS["2020"], YEARS["2020-changed"])
    office.publish(RULES[VERIFY])
    hands.set("2020-02-24")
    one_lead(office, date(2020, 2, 24))
    hands.set("2020-03-05")
    ordered = le.TestCommissioned(
        org=CORPS, test="1", lab="院", purpose="接地", commissioned_on=date(2020, 3, 2)
    )
    office.say(date(2020, 3, 5), (LEAD, ordered))
    hands.set("2020-03-11")
    arrived = le.TestResultReceived(
        org=CORPS, test="1", received_on=date(2020, 3, 10), conclusion="不合格"
    )
    office.say(date(2020, 3, 11), (LEAD, arrived))

    catch_up(database_url)

    def on(text: str) -> DeadlineRow:
        at = ledger.batch.position_at(instant(f"{text}T23:59+08:00"))
        (row,) = holding(database_url, at).values()
        return row

    assert (on("2020-03-04").stage, on("2020-03-04").due) == (Stage.RUNNING, date(2020, 3, 16))
    paused = on("2020-03-06")
    assert (paused.stage, paused.due) == (Stage.PAUSED, None)
    assert (paused.paused_since, paused.paused_why) == (date(2020, 3, 2), "test")
    assert (on("2020-03-11").stage, on("2020-03-11").due) == (Stage.RUNNING, date(2020, 3, 24))


# --- lists ---------------------------------------------------------------------------------------


def test_a_party_that_may_object_is_late_with_nothing(database_url: str, office: Office) -> None:
    office.publish(YEARS["2020"])
    office.publish(RULES[OBJECT])
    told = de.ResultNoticeServed(
        recipient=de.RecipientRole.SELLER,
        org=CORPS,
        received_on=FIRST,
        mode=de.ServiceMode.MAIL,
    )
    head = office.say(FIRST, (LEAD, OPENED), (LEAD, told))

    catch_up(database_url)

    (row,) = holding(database_url, head).values()
    assert (row.stage, row.party, row.holder) == (Stage.AWAITED, "seller", CORPS)


def test_a_list_of_the_past_is_that_of_then(database_url: str, office: Office) -> None:
    office.publish(YEARS["2020"])
    office.publish(RULES[VERIFY])
    known = one_lead(office)
    office.publish(YEARS["2020-changed"])
    catch_up(database_url)

    def page(at: int | None) -> list[date | None]:
        ask = Ask(equal={"stage": "running", "holder": CORPS}, at=at, org=CORPS)
        found = asked(database_url, lambda models: models.page(DEADLINES, ask))
        return [row.due for row in found.rows]

    assert [page(at) for at in (known - 1, known, None)] == [
        [],
        [date(2020, 2, 12)],
        [date(2020, 2, 14)],
    ]


def test_lists_are_in_order_of_the_day_due_and_those_paused_come_last(
    database_url: str, office: Office
) -> None:
    office.publish(YEARS["2020"])
    office.publish(RULES[VERIFY])
    ordered = le.TestCommissioned(
        org=CORPS, test="1", lab="院", purpose="接地", commissioned_on=date(2020, 1, 17)
    )
    for number, day in enumerate([date(2020, 1, 13), date(2020, 1, 10), date(2020, 1, 15)]):
        lead = UUID(int=100 + number)
        office.say(day, (lead, replace(REGISTERED, received_on=day)))
    office.say(date(2020, 1, 17), (UUID(int=101), ordered))
    catch_up(database_url)

    ask = Ask(equal={"stage": ("running", "paused")})
    found = asked(database_url, lambda models: models.page(DEADLINES, ask))

    assert [row.record.int for row in found.rows] == [100, 102, 101]


# --- many ----------------------------------------------------------------------------------------

# Deadlines of many records as they would lie in the table: most ended, some paused or awaited.
MANY = """
    INSERT INTO views.deadlines (key, version, valid_from, valid_to, node, recorded_at, orgs,
        dossier, sort, record, kind, rule, force, holder, stage, due, words, doc)
    SELECT gen_random_uuid(), 1, 1, CASE WHEN n % 4 = 0 THEN 3 END, CASE WHEN n % 4 = 0 THEN 2 END,
        now(), ARRAY[holder], gen_random_uuid(), coalesce(due, '9999-12-31'), gen_random_uuid(),
        'leads', 'PP-VERIFY', 'statutory', holder, stage, due, '安全帽', doc
    FROM (
        SELECT n, 'org' || n % 17 AS holder, row.doc,
            (ARRAY['stopped', 'stopped', 'running', 'paused', 'awaited'])[1 + n / 7 % 5] AS stage,
            CASE WHEN n / 7 % 5 <> 3 THEN date '2019-01-01' + n % 800 END AS due
        FROM generate_series(1, 50000) AS n, (SELECT doc FROM views.deadlines LIMIT 1) AS row
    ) AS made
"""
MIDDLE = date(2020, 3, 10)


@pytest.fixture(scope="module")
def many(server_url: str, template: str) -> Iterator[str]:
    """A database with 50,000 deadlines; nobody changes it."""
    name = f"{template}_deadlines"
    create(server_url, name, template)
    url = make_conninfo(server_url, dbname=name)
    with open_ledger(url) as ledger:
        office = Office(ledger)
        office.publish(YEARS["2020"], YEARS["2020-changed"])
        office.publish(RULES[VERIFY])
        one_lead(office)
        catch_up(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MANY)
        connection.execute("VACUUM ANALYZE views.deadlines")
    yield url
    drop(server_url, name)


def scanned(plan: dict[str, Any]) -> set[str]:
    """How a plan reads its tables, and whether it sorts more than a page."""
    own = {str(plan["Node Type"])}
    return own.union(*(scanned(each) for each in plan.get("Plans", ())))


@pytest.mark.parametrize("org", [None, "org3"])
@pytest.mark.parametrize("bucket", list(Bucket))
@pytest.mark.parametrize("at", [None, 2])
def test_a_page_of_deadlines_is_found_by_index(
    many: str, bucket: Bucket, org: str | None, at: int | None
) -> None:
    equal: dict[str, Any] = {"stage": stages_of(bucket)}
    ask = Ask(
        equal=equal | ({"holder": org} if org else {}),
        due=days_of(bucket, MIDDLE, shipped.almanac().calendar),
        org=org,
        at=at,
    )

    async def explained(models: PostgresReadModels) -> dict[str, Any]:
        statement, parameters = await models.page_statement(DEADLINES, ask)
        with psycopg.connect(many) as connection:
            explain = SQL("EXPLAIN (ANALYZE, FORMAT JSON) ") + statement
            found = connection.execute(explain, parameters).fetchone()
        assert found is not None
        return dict(found[0][0])

    plan = asked(many, explained)

    assert "Seq Scan" not in scanned(plan["Plan"]), plan
    assert plan["Execution Time"] < 200
    if org is None and bucket in {Bucket.OVERDUE, Bucket.OPEN}:  # however many there are
        assert "Sort" not in scanned(plan["Plan"]), plan
