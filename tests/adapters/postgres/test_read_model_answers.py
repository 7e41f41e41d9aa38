"""Counts, figures, dossiers, and how far the read models are."""

import asyncio
from collections import Counter
from time import monotonic
from uuid import UUID, uuid4

import psycopg
import pytest

from adapters.postgres.read_models import PostgresReadModels
from application.ledger import Entry, Ledger
from application.queries import Ask, Behind
from application.views.all import VIEWS
from application.views.case import CASES, CaseRow
from application.views.lead import LEADS, LeadRow
from application.views.referral import REFERRALS, ReferralRow
from application.views.test_result import RESULTS, TestResultRow
from application.views.view import Row
from domain.place import region_of
from tests.adapters.postgres.city import HEAD
from tests.adapters.postgres.views import Model, append, asked, catch_up, entry, running, until
from tests.domain.story import ACCEPTED, LEAD_ID, REGISTERED


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


@pytest.mark.parametrize("at", [None, HEAD // 2])
def test_the_workload_counts_each_handlers_cases_by_stage(
    at: int | None, city: str, model: Model
) -> None:
    stages = ("investigating", "reviewing", "decided")
    wanted = Counter(
        (each.id, row.stage.value)
        for row in model.page(CASES, at)
        if isinstance(row, CaseRow) and row.stage in stages
        for each in row.handlers
    )
    ask = Ask(equal={"stage": stages}, at=at)

    found = asked(city, lambda models: models.workload(ask))

    assert {(handler, stage): count for handler, stage, count in found} == wanted
    assert wanted
    assert [each[:2] for each in found] == sorted(each[:2] for each in found)


@pytest.mark.parametrize("at", [None, HEAD // 2, 0])
def test_figures_count_results_by_stage_and_by_place_of_the_producer(
    at: int | None, city: str, model: Model
) -> None:
    rows = [row for row in model.page(RESULTS, at) if isinstance(row, TestResultRow)]
    wanted: dict[tuple[str, str], tuple[int, int]] = {("all", "all"): (0, 0)}
    for row in rows:
        place = region_of(row.result.producer.place or "")
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
    with_case = [row for row in rows if isinstance(row, CaseRow)]
    several = [row for row in rows if len(by_dossier[row.dossier]) > 1]
    some = [*several[:3], *with_case[:2]]

    async def check(read_models: PostgresReadModels) -> None:
        for row in some:
            assert await read_models.dossier([row.id]) == by_dossier[row.dossier]
        together = await read_models.dossier([row.id for row in some])
        assert together.keys() == {key for row in some for key in by_dossier[row.dossier]}
        assert await read_models.dossier([uuid4()]) == {}

    assert len(some) == 5
    assert {CaseRow, LeadRow, ReferralRow} <= {
        type(row) for row in rows for other in some if row.dossier == other.dossier
    }
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
