"""Lists, counts and figures, now and of the past, as their readers may see them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

import domain.lead.events as le
from adapters.postgres.read_models import PostgresReadModels
from application.inbox import STATUSES, Tab, of_queue, of_tab
from application.ledger import Ledger
from application.queries import Ask, Page, scope
from application.views.all import VIEWS
from application.views.case import CASES, CaseRow
from application.views.disposition import DISPOSITIONS
from application.views.lead import LEADS, LeadRow
from application.views.referral import REFERRALS, ReferralRow
from application.views.test_result import RESULTS
from application.views.view import View
from domain.lead.state import LeadStatus
from tests.adapters.postgres.city import DISPATCHER, DISTRICT, HANDLER, HEAD, all_pages
from tests.adapters.postgres.views import Model, append, asked, catch_up, entry
from tests.domain.story import ACCEPTED, DISPATCHED, LEAD_ID, REGISTERED
from tests.workload import CORPS

PASTS = [None, HEAD, HEAD // 2, 17, 1, 0]


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
    (CASES, {"status": "suspended"}, lambda row: row.status == "suspended"),
    (
        CASES,
        {"org": DISTRICT, "stage": "closed"},
        lambda row: (row.org, row.stage) == (DISTRICT, "closed"),
    ),
    (CASES, {"serious": True}, lambda row: row.serious),
    (CASES, {"outcome": "penalty", "publicity": "due"}, lambda row: row.publicity == "due"),
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
        mine = f"{DISTRICT}-7"
        cases = await all_pages(read_models, CASES, Ask(holding={"handlers": mine}))
        assert [row.id for row in cases] == [
            row.id
            for row in model.page(CASES)
            if isinstance(row, CaseRow) and mine in {each.id for each in row.handlers}
        ]
        assert campaigns
        assert handled
        assert cases
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
