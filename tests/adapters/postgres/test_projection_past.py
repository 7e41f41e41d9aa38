"""Every row holds from one position to another: the past is whole, whatever happened."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid5

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

import domain.lead.events as le
import domain.referral.events as re
from adapters.postgres.factory import open_ledger
from adapters.postgres.read_models import PostgresReadModels
from adapters.postgres.view_tables import LEVELS, Version, nodes_over
from application.ledger import Entry, Ledger
from application.queries import Ask
from application.views.all import VIEWS
from application.views.lead import LEADS
from application.views.referral import REFERRALS
from application.views.test_result import RESULTS, TestResultRow
from application.views.view import View
from domain.events import Event
from tests.adapters.postgres.views import AT, TODAY, Model, asked, catch_up, dump, entry
from tests.conftest import create, drop
from tests.domain.story import CORPS, KEPT_ID, LEAD_ID, PUDONG, REGISTERED, XUHUI
from tests.domain.test_properties import ASKS, legal, taken
from tests.domain.walk import Taken, World
from tests.workload import entries, load

BROKEN_CHAIN = SQL("""
    SELECT count(*) FROM (
        SELECT valid_from, valid_to, version,
               lag(valid_to) OVER record AS before, lag(version) OVER record AS earlier,
               lead(valid_from) OVER record AS next
        FROM {} WINDOW record AS (PARTITION BY key ORDER BY valid_from)
    ) AS chain
    WHERE before IS DISTINCT FROM CASE WHEN version > 1 THEN valid_from END
       OR valid_to IS DISTINCT FROM next
       OR version <> coalesce(earlier, 0) + 1
""")
CHAINS = SQL("SELECT valid_from, valid_to, node FROM {} WHERE valid_to IS NOT NULL")

Command = list[tuple[UUID, Event]]


@pytest.fixture(scope="module")
def shared_url(server_url: str, template: str) -> Iterator[str]:
    """A database for all examples of a property: each adds its own records to it."""
    name = f"{template}_past"
    create(server_url, name, template)
    yield make_conninfo(server_url, dbname=name)
    drop(server_url, name)


@pytest.fixture(scope="module")
def shared_ledger(shared_url: str) -> Iterator[Ledger]:
    opened = open_ledger(shared_url)
    yield opened
    opened.close()


def unbroken(url: str) -> bool:
    """Whether each record's rows follow one another without a gap, the last one open."""
    with psycopg.connect(url) as connection:
        found = [
            connection.execute(BROKEN_CHAIN.format(Identifier("views", view.name))).fetchone()
            for view in VIEWS
        ]
    return found == [(0,)] * len(VIEWS)


@st.composite
def walks(draw: st.DrawFn) -> list[Command]:
    """What a lead, the one it may be merged into and their referrals go through."""
    world = World()
    done: list[Command] = [[(LEAD_ID, REGISTERED)], [(KEPT_ID, REGISTERED)]]
    for _ in range(draw(st.integers(1, 14))):
        step = draw(st.sampled_from(legal(world, draw(ASKS)) or [draw(ASKS)]))
        result = taken(world, step)
        if isinstance(result, Taken):
            at = len(world.referrals) - 1 - step.referral % max(1, len(world.referrals))
            done.append(command(world, result, at))
            world = result.world
    return [each for each in done if each]


def command(world: World, result: Taken, at: int) -> Command:
    """The events of a step with their streams; a referral that is begun is the newest one."""
    events: Command = [(LEAD_ID, event) for event in result.of_lead]
    for event in result.of_referral:
        begins = isinstance(event, re.ReferralIssued | re.ReferralDrafted)
        events.append((result.world.referral_id(len(world.referrals) if begins else at), event))
    return events


def told(commands: Sequence[Command], name: str) -> list[list[Entry]]:
    """The commands as entries of records of their own, all of one name."""
    space, versions = uuid5(LEAD_ID, name), dict[UUID, int]()

    def as_entry(stream: UUID, event: Event) -> Entry:
        key = uuid5(space, str(stream))
        versions[key] = versions.get(key, 0) + 1
        return entry(key, versions[key], named(event, name))

    return [[as_entry(*each) for each in command] for command in commands]


def named(event: Event, name: str) -> Event:
    match event:
        case le.LeadRegistered():
            return replace(event, title=name, source_ref=name)
        case re.ReferralIssued() | re.ReferralDrafted():
            return replace(event, subject=replace(event.subject, title=name))
        case _:
            return event


NUMBERS = iter(range(10**6))
LISTED: tuple[View[Any], ...] = (LEADS, REFERRALS)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(commands=walks(), batch=st.integers(1, 9), places=st.data())
def test_any_past_is_what_was_folded_up_to_it(
    commands: list[Command],
    batch: int,
    places: st.DataObject,
    shared_url: str,
    shared_ledger: Ledger,
) -> None:
    name = f"例{next(NUMBERS):06}"
    history = told(commands, name)
    begun = shared_ledger.batch.head()
    for each in history:
        shared_ledger.append([(each, None)])
    catch_up(shared_url, batch=batch)
    streams = {each.originator_id for command in history for each in command}
    model = Model(shared_ledger.history(list(streams)))
    last = shared_ledger.batch.head()
    org = places.draw(st.sampled_from([None, CORPS, XUHUI, PUDONG]))

    async def check(read_models: PostgresReadModels) -> None:
        for position in [None, *range(begun, last + 1)]:
            for view in LISTED:
                ask = Ask(words=name, at=position, org=org, limit=100)
                page = await read_models.page(view, ask)
                assert list(page.rows) == model.page(view, position, org)

    asked(shared_url, check)
    assert unbroken(shared_url)


def test_the_rows_of_a_city_follow_one_another_without_gaps(database_url: str) -> None:
    load(database_url, entries(2000))
    catch_up(database_url, batch=37)

    assert unbroken(database_url)
    assert len(dump(database_url)["leads"]) > 500


@given(first=st.integers(1, 5000), length=st.integers(1, 5000), outside=st.integers(1, 10_000))
def test_a_version_is_filed_above_all_positions_it_held_at(
    first: int, length: int, outside: int
) -> None:
    version = version_of(first, first + length)

    for position in {first, first + length - 1, first + length // 2, first + length // 3}:
        assert version.node in nodes_over(position)
    assert first <= (version.node or 0) < first + length
    assert outside not in {first, first + length - 1} or version.node in nodes_over(outside)
    assert len(nodes_over(outside)) == LEVELS


def version_of(valid_from: int, valid_to: int | None) -> Version:
    model = Model(entries(60)).at(RESULTS)
    row = next(iter(model.values()))
    assert isinstance(row, TestResultRow)
    return Version(row, valid_from, valid_to=valid_to)


def test_a_version_that_holds_is_filed_nowhere() -> None:
    assert version_of(5, None).node is None


def test_what_one_command_did_stands_at_adjacent_positions_and_one_moment(
    database_url: str, ledger: Ledger
) -> None:
    commands: list[Command] = [
        [(LEAD_ID, REGISTERED), (KEPT_ID, REGISTERED)],
        [(LEAD_ID, le.VerificationStarted(org=CORPS)), (KEPT_ID, replace_title())],
    ]
    history = told(commands, "相邻")
    outcomes = [ledger.append([(each, None)])[0] for each in history]
    catch_up(database_url)

    recorded = [list(getattr(outcome, "positions", ())) for outcome in outcomes]
    assert recorded == [[1, 2], [3, 4]]
    for outcome, positions in zip(outcomes, recorded, strict=True):
        instant = getattr(outcome, "recorded_at", AT)
        assert ledger.batch.position_at(instant) in {positions[-1], 4}
        assert ledger.batch.position_at(instant) not in positions[:-1]


def replace_title() -> le.LeadCorrected:
    return le.LeadCorrected(corrects=1, reason="笔误", title="更正", received_on=TODAY)
