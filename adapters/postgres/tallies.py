"""Counts for bulletins: one pass over the lists as they were at a position."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from application.figures import COMPLETED, CORRECTING, Batch, BatchChange, Group
from domain.authority import EVERYONE
from domain.bulletin.events import Counted, Figure, GroupedBy, Scope

# What counts, and what became of it: every version that held at the position.
BATCHES = """
    SELECT r.key AS result, r.report_no, r.product, r.batch, r.stage, r.producer_place,
        coalesce(r.product_kind, '-') AS product_kind, r.district, r.lab,
        NOT r.qualified AND (d.cleared_by IS NULL OR d.operators <> '{{}}') AS unqualified,
        d.key AS disposition, d.status, coalesce(d.outside, 0) AS outside, d.cleared_by,
        coalesce(cardinality(c.filed), 0) AS cases, c.filed, d.operators
    FROM views.test_results AS r
    LEFT JOIN (
        SELECT key, report_no, status, outside, cleared_by, operators
        FROM views.dispositions
        WHERE valid_from <= {at} AND (valid_to IS NULL OR valid_to > {at})
    ) AS d ON d.report_no = r.report_no AND NOT r.qualified
    LEFT JOIN (
        SELECT disposition, array_agg(filed) AS filed FROM (
            SELECT disposition, key::text AS filed FROM views.cases
            WHERE disposition IS NOT NULL AND valid_from <= {at}
                AND (valid_to IS NULL OR valid_to > {at})
            UNION
            SELECT key, unnest(cases) FROM views.dispositions
            WHERE cases <> '{{}}' AND valid_from <= {at} AND (valid_to IS NULL OR valid_to > {at})
        ) AS each GROUP BY disposition
    ) AS c ON c.disposition = d.key
    WHERE r.valid_from <= {at} AND (r.valid_to IS NULL OR r.valid_to > {at})
        AND r.sort >= coalesce(%(first)s::date, '-infinity')
        AND r.sort <= coalesce(%(last)s::date, 'infinity')
        AND (%(rules)s::text[] IS NULL OR r.sampling_rule = ANY(%(rules)s))
        AND (%(kinds)s::text[] IS NULL OR r.product_kind = ANY(%(kinds)s))
        AND (%(campaigns)s::text[] IS NULL OR r.campaigns && %(campaigns)s)
        AND (%(recognised)s OR NOT r.recognised)
"""
AT, LATER = BATCHES.format(at="%(at)s"), BATCHES.format(at="%(later)s")

GROUPING = "grouping(stage, producer_place, product_kind, district, lab)"
SETS = "GROUPING SETS ((), (stage), (producer_place), (product_kind), (district), (lab))"
GROUP = f"""
    CASE {GROUPING} WHEN 31 THEN 'all' WHEN 15 THEN 'stage' WHEN 23 THEN 'producer-place'
        WHEN 27 THEN 'product' WHEN 29 THEN 'district' ELSE 'laboratory' END AS grouped_by,
    coalesce(stage, producer_place, product_kind, district, lab, 'all') AS value
"""
FIGURES = f"""
WITH b AS MATERIALIZED ({AT}),
counted AS (
    SELECT {GROUP}, count(*) AS batches,
        count(*) FILTER (WHERE unqualified) AS unqualified,
        count(*) FILTER (WHERE outside > 0) AS outside,
        count(*) FILTER (WHERE cleared_by = 'objection') AS upheld,
        count(*) FILTER (WHERE cleared_by = 'retest') AS overturned
    FROM b GROUP BY {SETS}
),
-- One case may be about several batches.
filed AS (
    SELECT {GROUP}, count(DISTINCT one) AS cases
    FROM b, unnest(filed) AS one GROUP BY {SETS}
),
placed AS MATERIALIZED (
    SELECT substr(operator, strpos(operator, ' ') + 1) AS operator,
        bool_and(split_part(operator, ' ', 1) = ANY(%(completed)s)) AS completed,
        bool_or(split_part(operator, ' ', 1) = ANY(%(correcting)s)) AS correcting
    FROM b, unnest(operators) AS operator
    WHERE unqualified
    GROUP BY 1
),
operators AS (
    SELECT split_part(operator, ' ', 1) AS district,
        substr(operator, strpos(operator, ' ') + 1) AS name, completed, correcting
    FROM placed
),
everywhere AS (
    SELECT name, bool_and(completed) AS completed, bool_or(correcting) AS correcting
    FROM operators GROUP BY name
),
found AS (
    SELECT grouped_by, value, c.counted, c.number
    FROM counted, LATERAL (VALUES
        ('batches', batches), ('unqualified', unqualified), ('outside', outside),
        ('upheld', upheld), ('overturned', overturned)
    ) AS c (counted, number)
    UNION ALL
    SELECT grouped_by, value, 'cases', cases FROM filed
    UNION ALL
    SELECT 'district', district, c.counted, c.number FROM (
        SELECT district, count(*) AS operators, count(*) FILTER (WHERE completed) AS completed,
            count(*) FILTER (WHERE correcting) AS correcting
        FROM operators GROUP BY district
    ) AS o, LATERAL (VALUES ('operators', operators), ('completed', completed),
        ('correcting', correcting)) AS c (counted, number)
    UNION ALL
    SELECT 'all', 'all', c.counted, c.number FROM (
        SELECT count(*) AS operators, count(*) FILTER (WHERE completed) AS completed,
            count(*) FILTER (WHERE correcting) AS correcting
        FROM everywhere
    ) AS o, LATERAL (VALUES ('operators', operators), ('completed', completed),
        ('correcting', correcting)) AS c (counted, number)
)
SELECT grouped_by, value, counted, number FROM found WHERE number > 0 OR grouped_by = 'all'
"""  # noqa: S608 - made of constants

# The column that a group is told by, and what a figure of it counts.
COLUMNS = {
    GroupedBy.ALL: "true",
    GroupedBy.STAGE: "stage = %(value)s",
    GroupedBy.PRODUCER_PLACE: "producer_place = %(value)s",
    GroupedBy.PRODUCT: "product_kind = %(value)s",
    GroupedBy.DISTRICT: "district = %(value)s",
    GroupedBy.LABORATORY: "lab = %(value)s",
}
OF_OPERATORS = (
    "unqualified AND EXISTS (SELECT FROM unnest(operators) AS o"
    " WHERE %(value)s IN ('all', split_part(o, ' ', 2)) AND {})"
)
CONDITIONS = {
    Counted.BATCHES: "true",
    Counted.UNQUALIFIED: "unqualified",
    Counted.CASES: "cases > 0",
    Counted.OUTSIDE: "outside > 0",
    Counted.UPHELD: "cleared_by = 'objection'",
    Counted.OVERTURNED: "cleared_by = 'retest'",
    Counted.OPERATORS: "true",
    Counted.COMPLETED: "split_part(o, ' ', 1) = ANY(%(completed)s)",
    Counted.CORRECTING: "split_part(o, ' ', 1) = ANY(%(correcting)s)",
}
BY_OPERATOR = frozenset({Counted.OPERATORS, Counted.COMPLETED, Counted.CORRECTING})
# The rights of now: those whom the result or its disposition concerns today.
CONCERNED = """ AND (%(org)s::text IS NULL
    OR EXISTS (SELECT FROM views.test_results AS now WHERE now.key = b.result
        AND now.valid_to IS NULL AND now.orgs && ARRAY[%(org)s, %(everyone)s])
    OR EXISTS (SELECT FROM views.dispositions AS now WHERE now.key = b.disposition
        AND now.valid_to IS NULL AND now.orgs && ARRAY[%(org)s, %(everyone)s]))"""
FIELDS = ", ".join(Batch.__struct_fields__)
CHANGES = f"""
WITH b AS MATERIALIZED (SELECT {FIELDS} FROM ({AT}) AS b),
l AS MATERIALIZED (SELECT {FIELDS} FROM ({LATER}) AS l)
SELECT coalesce(b.report_no, l.report_no), row_to_json(b), row_to_json(l)
FROM b FULL JOIN l USING (report_no)
WHERE b IS DISTINCT FROM l
ORDER BY 1 LIMIT %(limit)s
"""  # noqa: S608 - made of constants

ORDER = {each.value: place for place, each in enumerate(GroupedBy)}
COUNTED = {each.value: place for place, each in enumerate(Counted)}


class PostgresTallies:
    """The counts in PostgreSQL (application.figures.Tallies)."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def figures(self, scope: Scope, at: int) -> tuple[Figure, ...]:
        """All figures of a scope, in a fixed order."""
        found = await self._fetch(FIGURES, parameters(scope, at))
        found.sort(key=lambda row: (ORDER[row[0]], row[1], COUNTED[row[2]]))
        return tuple(
            Figure(
                counted=Counted(counted), grouped_by=GroupedBy(grouped), value=value, number=number
            )
            for grouped, value, counted, number in found
        )

    async def batches(
        self, scope: Scope, at: int, group: Group, *, org: str | None, after: str, limit: int
    ) -> list[Batch]:
        """The batches behind a figure, by report number."""
        condition = f"{COLUMNS[group.grouped_by]} AND {CONDITIONS[group.counted]}"
        if group.counted in BY_OPERATOR:
            condition = OF_OPERATORS.format(CONDITIONS[group.counted])
        statement = (
            f"WITH b AS ({AT}) SELECT {FIELDS} FROM b WHERE {condition}"  # noqa: S608 - constants
            f" AND report_no > %(after)s {CONCERNED}"
            " ORDER BY report_no LIMIT %(limit)s"
        )
        given = parameters(scope, at) | {
            "value": group.value,
            "org": org,
            "everyone": EVERYONE,
            "after": after,
            "limit": limit,
        }
        async with self._pool.connection() as connection:
            cursor = connection.cursor(row_factory=dict_row)
            await cursor.execute(statement.encode(), given, prepare=False)
            return [Batch(**row) for row in await cursor.fetchall()]

    async def changes(self, scope: Scope, before: int, after: int, limit: int) -> list[BatchChange]:
        """The batches that count otherwise at two positions, by report number."""
        given = parameters(scope, before) | {"later": after, "limit": limit}
        return [
            BatchChange(report_no=report_no, before=batch_of(old), after=batch_of(new))
            for report_no, old, new in await self._fetch(CHANGES, given)
        ]

    async def _fetch(self, statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
        async with self._pool.connection() as connection, connection.transaction():
            # Compiling takes longer than what is compiled.
            await connection.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
            cursor = await connection.execute(statement.encode(), given, prepare=False)
            rows: list[tuple[Any, ...]] = await cursor.fetchall()
            return rows


def parameters(scope: Scope, at: int) -> dict[str, Any]:
    """What every statement here takes."""
    return {
        "at": at,
        "first": scope.first,
        "last": scope.last,
        "rules": several(scope.sampling_rules),
        "kinds": several(scope.product_kinds),
        "recognised": scope.recognised,
        "campaigns": several(scope.campaigns),
        "completed": [each.value for each in COMPLETED],
        "correcting": [each.value for each in CORRECTING],
    }


def several(values: Sequence[str]) -> list[str] | None:
    """The values to look for; None where anything will do."""
    return list(values) or None


def batch_of(row: dict[str, Any] | None) -> Batch | None:
    """A batch as the database has it; its ids as texts."""
    if row is None:
        return None
    ids: dict[str, Any] = {n: row[n] and UUID(row[n]) for n in ("result", "disposition")}
    return Batch(**row | ids)
