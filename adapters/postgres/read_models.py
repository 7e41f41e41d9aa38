"""Answers questions to the read models, now or at a position of the past."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from time import monotonic
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec
from psycopg.sql import SQL, Composed, Identifier
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.view_tables import nodes_over
from application.ledger import Ledger
from application.queries import Ask, Behind, Figures, Page
from application.views.case import CASES
from application.views.test_result import RESULTS
from application.views.view import Row, View
from domain.authority import EVERYONE

R = TypeVar("R", bound=Row)
Condition = tuple[Composed, list[Any]]

PAUSES = (0.002, 0.005, 0.015, 0.03)
POSITION = "SELECT notification_id FROM views.tracking WHERE application_name = %s"

PARKED = (
    "SELECT stream_id, view, position, topic, error FROM views.parked ORDER BY position LIMIT 100"
)

SELECT = SQL(
    "SELECT v.sort, v.key, v.doc FROM {table} AS v WHERE {where} ORDER BY {order} LIMIT {limit}"
)
COUNT = SQL("SELECT count(*) FROM (SELECT FROM {table} AS v WHERE {where} LIMIT {limit}) AS found")
WORKLOAD = SQL(
    "SELECT handler, v.stage, count(*) FROM {table} AS v, unnest(v.handlers) AS handler"
    " WHERE {where} GROUP BY handler, v.stage ORDER BY handler, v.stage"
)
TALLY = SQL("SELECT v.{column}, count(*) FROM {table} AS v WHERE {where} GROUP BY 1")
FIGURES = SQL(
    "SELECT CASE WHEN grouping(v.stage) = 0 THEN 'stage'"
    " WHEN grouping(v.producer_place) = 0 THEN 'producer-place' ELSE 'all' END,"
    " coalesce(v.stage, v.producer_place, 'all'),"
    " count(*), count(*) FILTER (WHERE NOT v.qualified)"
    " FROM {table} AS v WHERE {where}"
    " GROUP BY GROUPING SETS ((v.stage), (v.producer_place), ()) ORDER BY 1, 2"
)
# Of the versions that held then, those that hold no longer are found by their nodes; and none is of
# a day that was still to come (adapters/postgres/view_tables.py).
AS_OF = SQL(
    "v.valid_from <= %s AND (v.valid_to IS NULL OR v.node = ANY(%s::bigint[]) AND v.valid_to > %s)"
)
NOT_YET_TO_COME = SQL(
    "v.sort <= (SELECT (recorded_at AT TIME ZONE 'UTC')::date + 1 FROM ledger"
    " WHERE position <= %s ORDER BY position DESC LIMIT 1)"
)
CROWDED = SQL(
    "SELECT v.{column} FROM {table} AS v WHERE v.{column} IS NOT NULL AND {where}"
    " GROUP BY 1 HAVING count(*) >= {least}"
)
# Those of the reader, and what is published; and where the reader takes part in person.
CONCERNED = SQL("{row}.orgs && %s")
TAKES_PART = SQL("({row}.orgs && %s OR {row}.{people} @> %s)")
# Whose whole list of the past is short is asked for their records; for others, and with a filter,
# it is quicker to go through the list. The planner would choose wrongly: it underrates the past.
FEW = 2000
OWN = SQL("SELECT v.key FROM {table} AS v WHERE v.valid_to IS NULL AND {whose} LIMIT {limit}")
CONCERNED_NOW = SQL(
    "(SELECT {whose} FROM {table} AS now WHERE now.key = v.key AND now.valid_to IS NULL)"
)
DOSSIER = """
    WITH start AS (
        SELECT dossier FROM views.leads WHERE key = ANY(%(keys)s) AND valid_to IS NULL
        UNION SELECT dossier FROM views.referrals WHERE key = ANY(%(keys)s) AND valid_to IS NULL
        UNION SELECT dossier FROM views.cases WHERE key = ANY(%(keys)s) AND valid_to IS NULL
        UNION SELECT dossier FROM views.dispositions WHERE key = ANY(%(keys)s) AND valid_to IS NULL
        UNION SELECT dossier FROM views.joint_reviews WHERE key = ANY(%(keys)s) AND valid_to IS NULL
        UNION SELECT dossier FROM views.supervisions WHERE key = ANY(%(keys)s) AND valid_to IS NULL
        UNION SELECT dossier FROM views.test_results WHERE key = ANY(%(keys)s) AND valid_to IS NULL
    )
    SELECT key, orgs FROM views.leads JOIN start USING (dossier) WHERE valid_to IS NULL
    UNION ALL
    SELECT key, orgs FROM views.referrals JOIN start USING (dossier) WHERE valid_to IS NULL
    UNION ALL
    SELECT key, orgs FROM views.cases JOIN start USING (dossier) WHERE valid_to IS NULL
    UNION ALL
    SELECT key, orgs FROM views.dispositions JOIN start USING (dossier) WHERE valid_to IS NULL
    UNION ALL
    SELECT key, orgs FROM views.joint_reviews JOIN start USING (dossier) WHERE valid_to IS NULL
    UNION ALL
    SELECT key, orgs FROM views.supervisions JOIN start USING (dossier) WHERE valid_to IS NULL
    UNION ALL
    SELECT key, orgs FROM views.test_results JOIN start USING (dossier) WHERE valid_to IS NULL
"""


class PostgresReadModels:
    """The read models in PostgreSQL (application.queries.ReadModels)."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def page(self, view: View[R], ask: Ask) -> Page[R]:
        """One page of a list."""
        found = await self._fetch(*await self.page_statement(view, ask))
        decode = msgspec.json.Decoder(view.row_type).decode
        shown = found[: ask.limit]
        last = shown[-1][:2] if len(found) > ask.limit else None
        return Page([decode(doc) for _, _, doc in shown], last)

    async def page_statement(self, view: View[Any], ask: Ask) -> tuple[Composed, list[Any]]:
        """The statement that asks for a page, with its parameters."""
        direction = SQL("DESC") if ask.descending else SQL("ASC")
        where, parameters = await self._where(view, ask)
        statement = SELECT.format(
            table=_table(view),
            where=where,
            order=SQL("v.sort {0}, v.key {0}").format(direction),
            limit=ask.limit + 1,
        )
        return statement, parameters

    async def count(self, view: View[Any], ask: Ask, cap: int) -> int:
        """How many rows there are, at most `cap` + 1."""
        where, parameters = await self._where(view, ask)
        statement = COUNT.format(table=_table(view), where=where, limit=cap + 1)
        return int((await self._fetch(statement, parameters))[0][0])

    async def tally(self, view: View[Any], column: str, ask: Ask) -> dict[str, int]:
        """Rows counted by one column."""
        where, parameters = await self._where(view, ask)
        statement = TALLY.format(table=_table(view), where=where, column=Identifier(column))
        return dict(await self._fetch(statement, parameters))

    async def crowded(self, view: View[Any], column: str, ask: Ask, least: int) -> tuple[str, ...]:
        """The values of a column that at least so many rows have."""
        where, parameters = await self._where(view, ask)
        statement = CROWDED.format(
            table=_table(view), where=where, column=Identifier(column), least=least
        )
        return tuple(value for (value,) in await self._fetch(statement, parameters))

    async def workload(self, ask: Ask) -> list[tuple[str, str, int]]:
        """Cases counted by handler and stage."""
        where, parameters = await self._where(CASES, ask)
        statement = WORKLOAD.format(table=_table(CASES), where=where)
        return await self._fetch(statement, parameters)

    async def figures(self, ask: Ask) -> list[Figures]:
        """Test results counted by stage, by place of the producer, and in all."""
        where, parameters = await self._where(RESULTS, ask)
        statement = FIGURES.format(table=_table(RESULTS), where=where)
        return [
            Figures(group=group, value=value, batches=batches, unqualified=unqualified)
            for group, value, batches, unqualified in await self._fetch(statement, parameters)
        ]

    async def dossier(self, records: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
        """All records of the dossiers of these records."""
        async with self._pool.connection() as connection:
            found = await connection.execute(DOSSIER, {"keys": list(records)})
            return {key: tuple(orgs) for key, orgs in await found.fetchall()}

    async def position(self) -> int:
        """The last ledger position the read models have reached."""
        async with self._pool.connection() as connection:
            found = await (await connection.execute(POSITION, [Ledger.name])).fetchone()
        return found[0] if found else 0

    async def progress(self) -> tuple[int, list[dict[str, Any]]]:
        """The position reached, and the records that are parked with the reason."""
        async with self._pool.connection() as connection:
            found = await (await connection.execute(PARKED)).fetchall()
        names = ("record", "view", "position", "topic", "error")
        parked: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in found]
        return await self.position(), parked

    async def wait_for(self, position: int, seconds: float) -> None:
        """Asks again after 2, 5, 15 and then every 30 ms, and a last time when the time is up."""
        give_up = monotonic() + seconds
        for pause in chain(PAUSES, repeat(PAUSES[-1])):
            if await self.position() >= position:
                return
            left = give_up - monotonic()
            if left <= 0:
                raise Behind
            await asyncio.sleep(min(pause, left))

    async def _where(self, view: View[Any], ask: Ask) -> tuple[Composed, list[Any]]:
        conditions = [*await self._scope(view, ask), *_conditions(ask)]
        parameters = [value for _, values in conditions for value in values]
        return SQL(" AND ").join([condition for condition, _ in conditions]), parameters

    async def _scope(self, view: View[Any], ask: Ask) -> list[Condition]:
        """Which versions, and whose.

        The rights are those of the reader now, never of then: the past is shown to those whom the
        record concerns today.
        """
        if ask.at is None:
            now: Condition = SQL("v.valid_to IS NULL").format(), []
            return [now] if ask.org is None else [now, _whose(view, ask, "v")]
        then: list[Condition] = [(AS_OF.format(), [ask.at, nodes_over(ask.at), ask.at])]
        if not view.ahead:
            then.append((NOT_YET_TO_COME.format(), [ask.at]))
        if ask.org is None:
            return then
        if not ask.equal:
            whose, reader = _whose(view, ask, "v")
            statement = OWN.format(table=_table(view), whose=whose, limit=FEW + 1)
            own = await self._fetch(statement, reader)
            if len(own) <= FEW:
                return [*then, (SQL("v.key = ANY(%s)").format(), [[key for (key,) in own]])]
        whose, reader = _whose(view, ask, "now")
        return [*then, (CONCERNED_NOW.format(table=_table(view), whose=whose), reader)]

    async def _fetch(self, statement: Composed, parameters: list[Any]) -> list[tuple[Any, ...]]:
        async with self._pool.connection() as connection:
            # Planned anew each time: what is quick for one organisation is slow for another.
            cursor = await connection.execute(statement, parameters, prepare=False)
            rows: list[tuple[Any, ...]] = await cursor.fetchall()
            return rows


def _whose(view: View[Any], ask: Ask, row: str) -> Condition:
    """That a row concerns the reader's organisation, or the reader in person."""
    orgs = [ask.org, EVERYONE]
    if view.people is None or ask.person is None:
        return CONCERNED.format(row=Identifier(row)), [orgs]
    both = TAKES_PART.format(row=Identifier(row), people=Identifier(view.people))
    return both, [orgs, [ask.person]]


def _equal(column: str, value: object) -> Condition:
    if isinstance(value, tuple):
        several = list(cast("tuple[object, ...]", value))
        return SQL("v.{} = ANY(%s)").format(Identifier(column)), [several]
    return SQL("v.{} = %s").format(Identifier(column)), [value]


def _ranges(ask: Ask) -> Iterator[Condition]:
    for column, (first, last) in ask.between.items():
        if first is not None:
            yield SQL("v.{} >= %s").format(Identifier(column)), [first]
        if last is not None:
            yield SQL("v.{} <= %s").format(Identifier(column)), [last]


def _conditions(ask: Ask) -> Iterator[Condition]:
    for column, value in ask.equal.items():
        yield _equal(column, value)
    for column, item in ask.holding.items():
        yield SQL("v.{} @> %s").format(Identifier(column)), [[item]]
    for column, value in ask.other.items():
        yield SQL("v.{} <> %s").format(Identifier(column)), [value]
    yield from _ranges(ask)
    if ask.either:
        found = [_equal(column, value) for column, value in ask.either.items()]
        one_of = SQL(" OR ").join([condition for condition, _ in found])
        yield SQL("({})").format(one_of), [value for _, values in found for value in values]
    if ask.words:
        yield SQL("v.words ILIKE %s").format(), [f"%{_escaped(ask.words)}%"]
    first, last = ask.due
    if first is not None:
        yield SQL("v.sort >= %s").format(), [first]
    if last is not None:
        yield SQL("v.sort <= %s").format(), [last]
    if ask.after is not None:
        comparison = SQL("<") if ask.descending else SQL(">")
        yield SQL("(v.sort, v.key) {} (%s, %s)").format(comparison), list(ask.after)


def _table(view: View[Any]) -> Identifier:
    return Identifier("views", view.name)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
