"""The lists people work with are found by index, now and in the past."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL

from adapters.postgres.mapper import entry_mapper
from adapters.postgres.projector import rebuild
from adapters.postgres.read_models import PostgresReadModels
from application.inbox import Tab, of_queue, of_tab
from application.queries import Ask
from application.views.case import CASES
from application.views.lead import LEADS
from application.views.referral import REFERRALS
from application.views.view import View
from domain.authority import Officer, Role
from tests.adapters.postgres.views import asked
from tests.conftest import create, drop
from tests.workload import CORPS, DISTRICTS, entries, load

EVENTS = 50_000  # about 50,000 rows of leads and referrals
DISTRICT = DISTRICTS[5]
DISPATCHER = Officer("u-1", "某某", CORPS, (Role.DISPATCHER,))

LISTS: dict[str, tuple[View[Any], Ask]] = {
    "dispatch queue": (LEADS, Ask(equal=of_queue(DISPATCHER))),
    **{f"inbox {tab}": (REFERRALS, Ask(equal=of_tab(tab, DISTRICT), org=DISTRICT)) for tab in Tab},
    "leads of a district": (LEADS, Ask(org=DISTRICT, descending=True)),
    "all leads": (LEADS, Ask(descending=True)),
    "leads held by a district": (LEADS, Ask(equal={"holder": DISTRICT})),
    "leads of nobody": (LEADS, Ask(org="nobody")),
    "all cases": (CASES, Ask(descending=True)),
    "cases of a district": (CASES, Ask(org=DISTRICT, descending=True)),
    "one column of the board": (
        CASES, Ask(equal={"org": DISTRICT, "stage": "investigating"}, org=DISTRICT),
    ),
    "one column of everyone's board": (CASES, Ask(equal={"stage": "closed"})),
    "cases of a handler": (CASES, Ask(holding={"handlers": f"{DISTRICT}-7"})),
    "a case by its number": (CASES, Ask(equal={"number": "沪市监310101立〔2020〕7号"})),
    "cases of an enterprise": (CASES, Ask(equal={"enterprise": "913100000000000007"})),
    "suspended cases": (CASES, Ask(equal={"status": "suspended"}, org=DISTRICT)),
}  # fmt: skip


@pytest.fixture(scope="module")
def large_city(server_url: str, template: str) -> Iterator[str]:
    """A database with tens of thousands of rows, folded anew; nobody changes it."""
    name = f"{template}_large"
    create(server_url, name, template)
    url = make_conninfo(server_url, dbname=name)
    load(url, entries(EVENTS))
    rebuild(url, entry_mapper(), lambda _folded, _events: None)
    yield url
    drop(server_url, name)


def scanned(plan: dict[str, Any]) -> set[str]:
    """The tables that a plan reads from end to end."""
    own = {str(plan["Relation Name"])} if plan["Node Type"] == "Seq Scan" else set[str]()
    return own.union(*(scanned(each) for each in plan.get("Plans", ())))


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("past", [None, 0.9, 0.5, 0.1])
def test_a_page_reads_no_table_from_end_to_end(
    name: str, past: float | None, large_city: str
) -> None:
    view, ask = LISTS[name]
    ask = replace(ask, at=past and int(EVENTS * past))

    async def explained(read_models: PostgresReadModels) -> dict[str, Any]:
        statement, parameters = await read_models.page_statement(view, ask)
        with psycopg.connect(large_city) as connection:
            found = connection.execute(
                SQL("EXPLAIN (ANALYZE, FORMAT JSON) ") + statement, parameters
            ).fetchone()
        assert found is not None
        plan: dict[str, Any] = found[0][0]
        return plan

    plan = asked(large_city, explained)

    assert scanned(plan["Plan"]) == set(), json.dumps(plan, indent=1)
    assert plan["Execution Time"] < 500
