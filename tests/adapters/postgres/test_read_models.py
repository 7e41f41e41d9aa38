"""Lists, counts and figures, now and of the past, as their readers may see them."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID, uuid4

import psycopg
import pytest
from msgspec.structs import replace
from psycopg.conninfo import make_conninfo

import domain.lead.events as le
from adapters.postgres.read_models import PostgresReadModels
from application.inbox import STATUSES, Tab, of_queue, of_tab
from application.ledger import Entry, Ledger
from application.queries import Ask, Behind, Page, scope
from application.views.all import VIEWS
from application.views.disposition import DISPOSITIONS
from application.views.lead import LEADS, LeadRow
from application.views.referral import REFERRALS, ReferralRow
from application.views.test_result import RESULTS, TestResultRow
from application.views.view import Row, View
from domain.authority import Officer, Role
from domain.lead.state import LeadStatus
from domain.place import SHANGHAI, province_of
from tests.adapters.postgres.views import Model, append, asked, catch_up, entry, running, until
from tests.conftest import create, drop
from tests.domain.story import ACCEPTED, DISPATCHED, LEAD_ID, REGISTERED
from tests.workload import CORPS, DISTRICTS, entries, load

T = TypeVar("T")
Question = Callable[[PostgresReadModels], Awaitable[T]]
Asking = Callable[[Question[Any]], Any]

HISTORY = list(entries(3000))
HEAD = HISTORY[-1].position
PASTS = [None, HEAD, HEAD // 2, 17, 1, 0]
DISTRICT = DISTRICTS[5]
DISPATCHER = Officer("u-1", "某某", CORPS, (Role.DISPATCHER,))
HANDLER = Officer("u-2", "某某", DISTRICT, (Role.HANDLER,))


@pytest.fixture(scope="module")
def model() -> Model:
    """What the lists should hold."""
    return Model(HISTORY)


@pytest.fixture(scope="module")
def city(server_url: str, template: str) -> Iterator[str]:
    """A database with a city's work in it, folded; nobody changes it."""
    name = f"{template}_city"
    create(server_url, name, template)
    url = make_conninfo(server_url, dbname=name)
    load(url, HISTORY)
    catch_up(url)
    yield url
    drop(server_url, name)


async def all_pages(read_models: PostgresReadModels, view: View[Any], ask: Ask) -> list[Row]:
    rows: list[Row] = []
    while True:
        page: Page[Any] = await read_models.page(view, ask)
        rows += page.rows
        assert len(page.rows) == ask.limit or page.next is None
        if page.next is None:
            return rows
        ask = replace(ask, after=page.next)


@pytest.mark.parametrize("at", PASTS)
@pytest.mark.parametrize("org", [None, CORPS, DISTRICT, "nobody"])
def test_the_pages_of_a_list_are_the_whole_list_in_order(
    at: int | None, org: str | None, city: str, model: Model
) -> None:
    async def check(read_models: PostgresReadModels) -> None:
        for view in VIEWS:
            wanted = model.page(view, at, org)
            for descending in (False, True):
                ask = Ask(at=at, org=org, limit=97, descending=descending)
                rows = await all_pages(read_models, view, ask)
                assert rows == (wanted[::-1] if descending else wanted), view.name

    asked(city, check)


def test_a_page_that_ends_with_the_list_has_no_next(city: str, model: Model) -> None:
    number = len(model.at(LEADS))

    async def ends(read_models: PostgresReadModels) -> list[object]:
        limits = (number - 1, number, number + 1)
        return [(await read_models.page(LEADS, Ask(limit=each))).next for each in limits]

    first, *others = asked(city, ends)
    assert first is not None
    assert others == [None, None]


def test_a_cursor_is_stable_while_records_come_and_go(database_url: str, ledger: Ledger) -> None:
    leads = [UUID(int=each) for each in range(1, 21)]
    append(ledger, [[entry(lead, 1, REGISTERED)] for lead in leads])
    catch_up(database_url)

    def page(ask: Ask) -> Page[LeadRow]:
        return asked(database_url, lambda read_models: read_models.page(LEADS, ask))

    first = page(Ask(limit=10))
    earlier = REGISTERED.received_on.replace(year=2019)
    append(
        ledger,
        [
            [entry(UUID(int=99), 1, replace(REGISTERED, received_on=earlier))],
            [entry(leads[3], 2, DISPATCHED)],
            [entry(leads[14], 2, DISPATCHED)],
        ],
    )
    catch_up(database_url)
    second = page(Ask(limit=10, after=first.next))

    assert [row.id for row in (*first.rows, *second.rows)] == leads
    assert second.rows[4].status is LeadStatus.DISPATCHED


FILTERS: list[tuple[View[Any], dict[str, Any], Callable[[Any], bool]]] = [
    (LEADS, {"status": "verifying"}, lambda row: row.status == "verifying"),
    (LEADS, {"holder": CORPS}, lambda row: row.holder == CORPS),
    (LEADS, {"source": "tip", "serious": False}, lambda row: row.source == "tip"),
    (
        LEADS,
        {"offered_to": DISTRICT},
        lambda row: row.offer is not None and row.offer.to_org == DISTRICT,
    ),
    (LEADS, of_queue(DISPATCHER), lambda row: row.holder == CORPS and row.status == "registered"),
    (REFERRALS, {"kind": "assign_down"}, lambda row: row.kind == "assign_down"),
    (DISPOSITIONS, {"status": "objection_window"}, lambda row: row.status == "objection_window"),
    (RESULTS, {"qualified": False}, lambda row: not row.result.qualified),
    (
        RESULTS,
        {"stage": ("production", "ecommerce")},
        lambda row: row.result.stage != "physical_shop",
    ),
    (RESULTS, {"sampling_rule": "none"}, lambda _row: False),
]


@pytest.mark.parametrize("number", range(len(FILTERS)))
@pytest.mark.parametrize("at", [None, HEAD // 2])
def test_a_filtered_list_holds_what_passes(
    number: int, at: int | None, city: str, model: Model
) -> None:
    view, equal, passes = FILTERS[number]
    wanted = [row for row in model.page(view, at) if passes(row)]

    async def check(read_models: PostgresReadModels) -> None:
        ask = Ask(equal=equal, at=at)
        assert await all_pages(read_models, view, ask) == wanted
        assert await read_models.count(view, ask, 10**6) == len(wanted)

    asked(city, check)


@pytest.mark.parametrize("tab", Tab)
@pytest.mark.parametrize("at", [None, HEAD // 2])
def test_a_tab_of_the_inbox_holds_the_referrals_that_wait_for_that(
    tab: Tab, at: int | None, city: str, model: Model
) -> None:
    wanted = [
        row
        for row in model.page(REFERRALS, at, DISTRICT)
        if isinstance(row, ReferralRow) and row.to_org == DISTRICT and row.status in STATUSES[tab]
    ]
    ask = Ask(equal=of_tab(tab, DISTRICT), org=scope(HANDLER), at=at)

    assert asked(city, lambda models: all_pages(models, REFERRALS, ask)) == wanted


def test_arrays_are_filtered_by_what_they_hold(city: str, model: Model) -> None:
    async def check(read_models: PostgresReadModels) -> None:
        campaigns = await all_pages(read_models, LEADS, Ask(holding={"campaigns": "epidemic"}))
        handled = await all_pages(read_models, DISPOSITIONS, Ask(holding={"handlers": DISTRICT}))
        assert [row.id for row in campaigns] == [
            row.id
            for row in model.page(LEADS)
            if isinstance(row, LeadRow) and row.campaigns == ("epidemic",)
        ]
        assert campaigns
        assert handled
        assert all(DISTRICT in row.orgs for row in handled)

    asked(city, check)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("水壶", ["100%棉_被 a\\b", "Kettle 水壶"]),
        ("kettle", ["Kettle 水壶"]),
        ("100%", ["100%棉_被 a\\b"]),
        ("%", ["100%棉_被 a\\b"]),
        ("_", ["100%棉_被 a\\b"]),
        ("棉_被", ["100%棉_被 a\\b"]),
        ("棉x被", []),
        ("a\\b", ["100%棉_被 a\\b"]),
        ("'; DROP TABLE views.leads; --", []),
    ],
)
def test_words_are_looked_for_as_they_are_written(
    words: str, found: list[str], database_url: str, ledger: Ledger
) -> None:
    blanket: le.LeadRegistered = replace(
        REGISTERED, title="100%棉_被 a\\b", source_ref="n", product="水壶"
    )
    kettle: le.LeadRegistered = replace(REGISTERED, title="Kettle 水壶", source_ref="n")
    append(ledger, [[entry(UUID(int=1), 1, blanket)], [entry(UUID(int=2), 1, kettle)]])
    catch_up(database_url)

    page: Page[LeadRow] = asked(database_url, lambda models: models.page(LEADS, Ask(words=words)))

    assert [row.title for row in page.rows] == found


def test_the_rights_to_the_past_are_those_of_now(database_url: str, ledger: Ledger) -> None:
    events: list[le.LeadEvent] = [REGISTERED, DISPATCHED, RECALLED, DISPATCHED, ACCEPTED]
    history = [entry(LEAD_ID, version, event) for version, event in enumerate(events, 1)]

    def seen_by_xuhui(at: int | None) -> list[LeadStatus]:
        catch_up(database_url)
        ask = Ask(org="310104", at=at)
        page: Page[LeadRow] = asked(database_url, lambda models: models.page(LEADS, ask))
        return [row.status for row in page.rows]

    append(ledger, [[history[0]], [history[1]], [history[2]]])
    assert [seen_by_xuhui(at) for at in (1, 2, 3, None)] == [[], [], [], []]

    append(ledger, [[history[3]], [history[4]]])
    assert [seen_by_xuhui(at) for at in (1, 2, 3, None)] == [
        ["registered"],
        ["dispatched"],
        ["registered"],
        ["verifying"],
    ]


RECALLED = le.LeadRecalled(referral=DISPATCHED.referral, org=CORPS, reason="误发")


@pytest.mark.parametrize("few", [0, 1_000_000])
def test_the_past_is_the_same_whether_an_organisation_has_few_records_or_many(
    few: int, city: str, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.postgres.read_models.FEW", few)

    async def check(read_models: PostgresReadModels) -> None:
        for at in (HEAD, HEAD // 2, 40):
            ask = Ask(org=DISTRICT, at=at)
            assert await all_pages(read_models, LEADS, ask) == model.page(LEADS, at, DISTRICT)
            number = len(model.page(LEADS, at, DISTRICT))
            assert await read_models.count(LEADS, ask, 10**6) == number

    asked(city, check)


def test_counts_stop_one_beyond_the_cap(city: str, model: Model) -> None:
    number = len(model.at(LEADS))

    async def counts(read_models: PostgresReadModels) -> list[int]:
        caps = (10, number - 1, number, number + 1)
        return [await read_models.count(LEADS, Ask(), cap) for cap in caps]

    assert asked(city, counts) == [11, number, number, number]


@pytest.mark.parametrize("at", [None, HEAD // 2])
def test_a_tally_counts_by_one_column(at: int | None, city: str, model: Model) -> None:
    rows = [row for row in model.page(REFERRALS, at) if isinstance(row, ReferralRow)]
    wanted = Counter(row.to_org for row in rows if row.status in ("sent", "received"))
    ask = Ask(equal={"status": ("sent", "received")}, at=at)

    assert asked(city, lambda models: models.tally(REFERRALS, "to_org", ask)) == dict(wanted)


@pytest.mark.parametrize("at", [None, HEAD // 2, 0])
def test_figures_count_results_by_stage_and_by_place_of_the_producer(
    at: int | None, city: str, model: Model
) -> None:
    rows = [row for row in model.page(RESULTS, at) if isinstance(row, TestResultRow)]
    wanted: dict[tuple[str, str], tuple[int, int]] = {("all", "all"): (0, 0)}
    for row in rows:
        local = province_of(row.result.producer.place or "") == SHANGHAI
        place = "shanghai" if local else "other-provinces"
        for group in (("stage", row.result.stage.value), ("producer-place", place), ("all", "all")):
            batches, unqualified = wanted.get(group, (0, 0))
            wanted[group] = (batches + 1, unqualified + (not row.result.qualified))

    figures = asked(city, lambda models: models.figures(Ask(at=at)))

    found = {(each.group, each.value): (each.batches, each.unqualified) for each in figures}
    assert found == wanted


def test_a_dossier_is_all_records_that_go_back_to_one(city: str, model: Model) -> None:
    rows: list[Row] = [row for view in VIEWS for row in model.at(view).values()]
    by_dossier: dict[UUID, dict[UUID, tuple[str, ...]]] = {}
    for row in rows:
        by_dossier.setdefault(row.dossier, {})[row.id] = row.orgs
    some = [row for row in rows if len(by_dossier[row.dossier]) > 1][:5]

    async def check(read_models: PostgresReadModels) -> None:
        for row in some:
            assert await read_models.dossier([row.id]) == by_dossier[row.dossier]
        together = await read_models.dossier([row.id for row in some])
        assert together.keys() == {key for row in some for key in by_dossier[row.dossier]}
        assert await read_models.dossier([uuid4()]) == {}

    assert len(some) == 5
    asked(city, check)


def test_a_reader_waits_until_the_lists_have_reached_a_position(
    database_url: str, ledger: Ledger
) -> None:
    waited: list[float] = []

    async def check(read_models: PostgresReadModels) -> None:
        for number in range(1, 16):
            head = await asyncio.to_thread(append, ledger, [registered(number)])
            begun = monotonic()
            await read_models.wait_for(head, 5)
            waited.append(monotonic() - begun)
            assert len((await read_models.page(LEADS, Ask())).rows) == number

    with running(database_url) as projector:
        until(projector.active.is_set)
        asked(database_url, check)
    assert sorted(waited)[7] < 0.06


def registered(number: int) -> list[Entry]:
    return [entry(UUID(int=number), 1, REGISTERED)]


def test_a_reader_who_waited_long_enough_is_told_so(database_url: str) -> None:
    async def check(read_models: PostgresReadModels) -> float:
        await read_models.wait_for(0, 0)
        begun = monotonic()
        with pytest.raises(Behind):
            await read_models.wait_for(1, 0.2)
        return monotonic() - begun

    assert 0.15 < asked(database_url, check) < 1


def test_a_reader_is_let_go_when_the_position_comes_at_the_last_moment(
    database_url: str, ledger: Ledger
) -> None:
    head = append(ledger, [registered(1)])

    async def check(read_models: PostgresReadModels) -> None:
        waiting = asyncio.create_task(read_models.wait_for(head, 5))
        await asyncio.sleep(0.05)
        await asyncio.to_thread(catch_up, database_url)
        await waiting

    asked(database_url, check)


def test_progress_says_how_far_and_what_is_parked(database_url: str, ledger: Ledger) -> None:
    head = append(ledger, [registered(1), [entry(LEAD_ID, 2, ACCEPTED)]])
    catch_up(database_url)

    position, parked = asked(database_url, lambda models: models.progress())

    assert position == head
    assert parked == []
    with psycopg.connect(database_url) as owner:
        owner.execute(
            "INSERT INTO views.parked VALUES (%s, 'leads', 1, 'lead.accepted.v1', 'why')", [LEAD_ID]
        )
    _, parked = asked(database_url, lambda models: models.progress())
    assert parked == [
        {
            "record": LEAD_ID,
            "view": "leads",
            "position": 1,
            "topic": "lead.accepted.v1",
            "error": "why",
        }
    ]
