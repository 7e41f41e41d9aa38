"""Counts for bulletins: one pass over the lists as they were at a position."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncCursor
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from application.figures import (
    COMPLETED,
    CORRECTING,
    OF_OPERATORS,
    WAITING,
    Batch,
    BatchChange,
    Concerned,
    CountedCase,
    CountedOperator,
    Districts,
    Group,
    Point,
)
from application.views.test_result import TestResultRow
from domain.authority import EVERYONE
from domain.bulletin.events import Counted, Figure, GroupedBy, Scope
from domain.sampling.result import TestResult

# What counts, and what became of it: every version that held at the position. A sampled place
# elsewhere is told by the code of its province, which is no line of its own.
BATCHES = """
    SELECT r.key AS result, r.report_no, r.product, r.batch, r.stage, r.producer_place,
        coalesce(r.product_kind, '-') AS product_kind,
        CASE WHEN length(r.district) > 2 THEN r.district WHEN r.district IN ('-', '31') THEN '-'
            ELSE 'other-provinces' END AS district, r.lab,
        NOT r.qualified AND (d.cleared_by IS NULL OR d.operators <> '{{}}') AS unqualified,
        d.key AS disposition, d.status, coalesce(d.outside, 0) AS outside, d.cleared_by,
        coalesce(c.filed, '{{}}') AS filed, coalesce(d.operators, '{{}}') AS operators
    FROM views.test_results AS r
    LEFT JOIN (
        SELECT key, report_no, status, outside, cleared_by, counted_operators AS operators
        FROM views.dispositions
        WHERE valid_from <= {at} AND (valid_to IS NULL OR valid_to > {at})
    ) AS d ON d.report_no = r.report_no AND NOT r.qualified
    LEFT JOIN (
        SELECT disposition, array_agg(filed ORDER BY filed) AS filed FROM (
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
        AND NOT r.voided
        AND (%(recognised)s OR NOT r.recognised)
"""
AT, LATER = BATCHES.format(at="%(at)s"), BATCHES.format(at="%(later)s")

# Who is concerned, and by which line of the districts' table: `operator` is how far it has come,
# who handles it, and who it is.
REST = "substr(operator, strpos(operator, ' ') + 1)"
PLACED = f"""
    placed AS MATERIALIZED (
        SELECT {REST} AS operator,
            min(CASE WHEN split_part(operator, ' ', 1) = ANY(%(correcting)s) THEN 1
                WHEN split_part(operator, ' ', 1) = ANY(%(waiting)s) THEN 2
                WHEN split_part(operator, ' ', 1) = ANY(%(completed)s) THEN 4 ELSE 3 END) AS far
        FROM b, unnest(operators) AS operator
        WHERE unqualified
        GROUP BY 1
    ),
    operators AS MATERIALIZED (
        SELECT coalesce(district, 'all') AS district, who, min(far) AS far
        FROM (
            SELECT coalesce(%(districts)s::jsonb ->> split_part(operator, ' ', 1),
                    split_part(operator, ' ', 1)) AS district,
                {REST} AS who, far
            FROM placed
        ) AS p
        GROUP BY GROUPING SETS ((district, who), (who))
    )
"""  # noqa: S608 - made of constants
# Of its batches the one that is least far: an operator has completed only what it has everywhere.
COME_TO = "(ARRAY['correcting', 'waiting', 'ended', 'completed'])[far]"
GROUPING = "grouping(stage, producer_place, product_kind, district, lab)"
SETS = "GROUPING SETS ((), (stage), (producer_place), (product_kind), (district), (lab))"
GROUP = f"""
    CASE {GROUPING} WHEN 31 THEN 'all' WHEN 15 THEN 'stage' WHEN 23 THEN 'producer-place'
        WHEN 27 THEN 'product' WHEN 29 THEN 'district' ELSE 'laboratory' END AS grouped_by,
    coalesce(stage, producer_place, product_kind, district, lab, 'all') AS value
"""
FILED_BY = """
    SELECT one, coalesce(%(districts)s::jsonb ->> k.org, '-') AS district
    FROM {filed} AS each (one)
    LEFT JOIN views.cases AS k ON k.key = one::uuid AND k.valid_from <= %(at)s
        AND (k.valid_to IS NULL OR k.valid_to > %(at)s)
"""
FIGURES = f"""
WITH b AS MATERIALIZED ({AT}), {PLACED},
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
filed_by AS ({FILED_BY.format(filed="(SELECT DISTINCT unnest(filed) FROM b)")}),
come_to AS (
    SELECT district, {COME_TO} AS counted, count(*) AS number FROM operators GROUP BY 1, far
),
found AS (
    SELECT grouped_by, value, c.counted, c.number
    FROM counted, LATERAL (VALUES
        ('batches', batches), ('unqualified', unqualified), ('outside', outside),
        ('upheld', upheld), ('overturned', overturned)
    ) AS c (counted, number)
    UNION ALL
    SELECT grouped_by, value, 'cases', cases FROM filed WHERE grouped_by <> 'district'
    UNION ALL
    SELECT 'district', district, 'cases', count(*) FROM filed_by GROUP BY district
    UNION ALL
    SELECT CASE district WHEN 'all' THEN 'all' ELSE 'district' END, district, counted, number
    FROM come_to
    UNION ALL
    SELECT CASE district WHEN 'all' THEN 'all' ELSE 'district' END, district, 'operators',
        sum(number)::bigint
    FROM come_to GROUP BY district
)
SELECT grouped_by, value, counted, number FROM found WHERE number > 0
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
CONDITIONS = {
    Counted.BATCHES: "true",
    Counted.UNQUALIFIED: "unqualified",
    Counted.CASES: "filed <> '{}'",
    Counted.OUTSIDE: "outside > 0",
    Counted.UPHELD: "cleared_by = 'objection'",
    Counted.OVERTURNED: "cleared_by = 'retest'",
}
ITS_LINE = f"""coalesce(%(districts)s::jsonb ->> split_part({REST}, ' ', 1),
    split_part({REST}, ' ', 1))"""
ITS_NAME = "substr(operator, strpos(operator, ' ') + 2 + length(split_part(operator, ' ', 2)))"
CHOSEN = f"""
    chosen AS MATERIALIZED (
        SELECT who, {COME_TO} AS come_to FROM operators
        WHERE district = %(value)s AND %(come_to)s IN ('operators', {COME_TO})
    ),
    named AS MATERIALIZED (
        SELECT b.result, b.disposition, {ITS_LINE} AS district, chosen.who, chosen.come_to
        FROM b, unnest(operators) AS operator JOIN chosen ON chosen.who = {ITS_NAME}
        WHERE unqualified AND (%(value)s = 'all' OR {ITS_LINE} = %(value)s)
    )
"""  # noqa: S608 - made of constants
# The rights of now: those whom the result or its disposition concerns today.
CONCERNED = """ (%(org)s::text IS NULL
    OR EXISTS (SELECT FROM views.test_results AS now WHERE now.key = {it}.result
        AND now.valid_to IS NULL AND now.orgs && ARRAY[%(org)s, %(everyone)s])
    OR EXISTS (SELECT FROM views.dispositions AS now WHERE now.key = {it}.disposition
        AND now.valid_to IS NULL AND now.orgs && ARRAY[%(org)s, %(everyone)s]))"""
FIELDS = ", ".join(Batch.__struct_fields__)
NAMES = """
SELECT DISTINCT ON (w.who) w.who, each #>> '{enterprise,name}'
FROM unnest(%(whos)s::text[], %(dispositions)s::uuid[]) AS w (who, disposition)
JOIN views.dispositions AS d ON d.key = w.disposition AND d.valid_from <= %(at)s
    AND (d.valid_to IS NULL OR d.valid_to > %(at)s),
LATERAL json_array_elements(d.doc::json -> 'recipients') AS each
WHERE each #>> '{enterprise,uscc}' = w.who
"""
OPERATORS = f"""
WITH b AS MATERIALIZED ({AT}), {PLACED}, {CHOSEN}
SELECT who, come_to, array_agg(DISTINCT district), (array_agg(disposition))[1]
FROM named WHERE {CONCERNED.format(it="named")}
GROUP BY who, come_to ORDER BY who LIMIT %(limit)s
"""  # noqa: S608 - made of constants
CASES = """
WITH b AS MATERIALIZED ({at}),
filed AS (SELECT DISTINCT unnest(filed) AS one FROM b WHERE {condition}),
filed_by AS ({filed_by})
SELECT k.key AS id, k.number, k.org, k.doc::json ->> 'title' AS title
FROM filed_by AS f JOIN views.cases AS k ON k.key = f.one::uuid AND k.valid_to IS NULL
WHERE (NOT %(by_district)s OR f.district = %(value)s)
    AND (%(org)s::text IS NULL OR k.orgs && ARRAY[%(org)s, %(everyone)s])
ORDER BY k.number LIMIT %(limit)s
"""
UNQUALIFIED = f"""
WITH b AS MATERIALIZED ({AT})
SELECT r.doc FROM b JOIN views.test_results AS r ON r.key = b.result AND r.valid_from <= %(at)s
    AND (r.valid_to IS NULL OR r.valid_to > %(at)s)
WHERE b.unqualified ORDER BY b.report_no LIMIT %(limit)s
"""  # noqa: S608 - made of constants
CHANGES = f"""
WITH b AS MATERIALIZED (SELECT {FIELDS} FROM ({AT}) AS b),
l AS MATERIALIZED (SELECT {FIELDS} FROM ({LATER}) AS l)
SELECT coalesce(b.report_no, l.report_no), row_to_json(b), row_to_json(l), count(*) OVER ()
FROM b FULL JOIN l USING (report_no)
WHERE b IS DISTINCT FROM l
ORDER BY 1 LIMIT %(limit)s
"""  # noqa: S608 - made of constants

ORDER = {each.value: place for place, each in enumerate(GroupedBy)}
COUNTED = {each.value: place for place, each in enumerate(Counted)}
CODE = re.compile("[0-9A-Z]{18}")
result_of = msgspec.json.Decoder(TestResultRow).decode


class PostgresTallies:
    """The counts in PostgreSQL (application.figures.Tallies)."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def figures(self, scope: Scope, at: Point) -> tuple[Figure, ...]:
        """All figures of a scope, in a fixed order; in all also those that are nought."""
        found = {
            (grouped, value, counted): number
            for grouped, value, counted, number in await self._fetch(FIGURES, parameters(scope, at))
        }
        found = {("all", "all", each.value): 0 for each in Counted} | found
        ordered = sorted(found, key=lambda key: (ORDER[key[0]], key[1], COUNTED[key[2]]))
        return tuple(
            Figure(
                counted=Counted(counted),
                grouped_by=GroupedBy(grouped),
                value=value,
                number=found[grouped, value, counted],
            )
            for grouped, value, counted in ordered
        )

    async def batches(
        self, scope: Scope, at: Point, group: Group, *, org: str | None, after: str, limit: int
    ) -> list[Batch]:
        """The batches behind a figure, by report number."""
        statement = (
            f"{behind(group)} SELECT {FIELDS} FROM b WHERE {condition(group)}"  # noqa: S608
            f" AND report_no > %(after)s AND {CONCERNED.format(it='b')}"
            " ORDER BY report_no LIMIT %(limit)s"
        )
        given = asked(scope, at, group, org) | {"after": after, "limit": limit}
        return [batch_of(row, at.districts) for row in await self._rows(statement, given)]

    async def behind(self, scope: Scope, at: Point, group: Group, *, org: str | None) -> int:
        """How many batches are behind a figure."""
        statement = (
            f"{behind(group)} SELECT count(*) FROM b"  # noqa: S608 - made of constants
            f" WHERE {condition(group)} AND {CONCERNED.format(it='b')}"
        )
        ((number,),) = await self._fetch(statement, asked(scope, at, group, org))
        return int(number)

    async def operators(
        self, scope: Scope, at: Point, group: Group, *, org: str | None, limit: int
    ) -> list[CountedOperator]:
        """The operators behind a figure."""
        given = asked(scope, at, group, org) | {"limit": limit}
        found = await self._fetch(OPERATORS, given)
        names = await self._names({who: one for who, _, _, one in found if is_code(who)}, at)
        return [
            CountedOperator(
                name=names.get(str(who), str(who)),
                uscc=who if is_code(who) else None,
                districts=tuple(districts),
                come_to=Counted(come_to),
            )
            for who, come_to, districts, _ in found
        ]

    async def _names(self, dispositions: Mapping[str, UUID], at: Point) -> dict[str, str]:
        """What the firms of these codes were called, each in a disposition."""
        given = {
            "whos": list(dispositions),
            "dispositions": list(dispositions.values()),
            "at": at.position,
        }
        return {str(who): str(name) for who, name in await self._fetch(NAMES, given)}

    async def cases(
        self, scope: Scope, at: Point, group: Group, *, org: str | None, limit: int
    ) -> list[CountedCase]:
        """The cases behind a figure."""
        by_district = group.grouped_by is GroupedBy.DISTRICT
        statement = CASES.format(
            at=AT,
            condition="true" if by_district else COLUMNS[group.grouped_by],
            filed_by=FILED_BY.format(filed="(SELECT one FROM filed)"),
        )
        given = asked(scope, at, group, org) | {"limit": limit, "by_district": by_district}
        return [CountedCase(**row) for row in await self._rows(statement, given)]

    async def unqualified(self, scope: Scope, at: Point, limit: int) -> list[TestResult]:
        """The unqualified batches as they were recorded, by report number."""
        found = await self._fetch(UNQUALIFIED, parameters(scope, at) | {"limit": limit})
        return [result_of(doc).result for (doc,) in found]

    async def changes(
        self, scope: Scope, before: Point, after: Point, limit: int
    ) -> tuple[list[BatchChange], int]:
        """The batches that count otherwise at two positions, by report number; how many in all."""
        given = parameters(scope, before) | {"later": after.position, "limit": limit}
        found = await self._fetch(CHANGES, given)
        changes = [
            BatchChange(
                report_no=report_no,
                before=old and batch_of(old, before.districts),
                after=new and batch_of(new, after.districts),
            )
            for report_no, old, new, _ in found
        ]
        return changes, int(found[0][3]) if found else 0

    async def _fetch(self, statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute(SETTINGS)
            rows: list[tuple[Any, ...]] = await (
                await connection.execute(statement.encode(), given, prepare=False)
            ).fetchall()
            return rows

    async def _rows(self, statement: str, given: dict[str, Any]) -> list[dict[str, Any]]:
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute(SETTINGS)
            cursor: AsyncCursor[dict[str, Any]] = connection.cursor(row_factory=dict_row)
            await cursor.execute(statement.encode(), given, prepare=False)
            return await cursor.fetchall()


# Compiling takes longer than what is compiled.
SETTINGS = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"


def is_code(who: str) -> bool:
    """Whether an operator is told by its credit code; it may have been typed wrongly."""
    return CODE.fullmatch(who) is not None


def behind(group: Group) -> str:
    """What stands before the question for a figure's batches.

    Where a page of them is enough, not all need be looked at.
    """
    if group.counted in OF_OPERATORS:
        return f"WITH b AS MATERIALIZED ({AT}), {PLACED}, {CHOSEN}"
    return f"WITH b AS ({AT})"


def condition(group: Group) -> str:
    """Which batches are behind a figure."""
    if group.counted in OF_OPERATORS:
        return "b.result IN (SELECT result FROM named)"
    if group.counted is Counted.CASES and group.grouped_by is GroupedBy.DISTRICT:
        filed_by = FILED_BY.format(filed="unnest(b.filed)")
        return f"EXISTS (SELECT FROM ({filed_by}) AS f WHERE f.district = %(value)s)"
    return f"{COLUMNS[group.grouped_by]} AND {CONDITIONS[group.counted]}"


def asked(scope: Scope, at: Point, group: Group, org: str | None) -> dict[str, Any]:
    """What the questions for a figure's records take."""
    return parameters(scope, at) | {
        "value": group.value,
        "come_to": group.counted.value,
        "org": org,
        "everyone": EVERYONE,
    }


def parameters(scope: Scope, at: Point) -> dict[str, Any]:
    """What every statement here takes."""
    return {
        "at": at.position,
        "districts": msgspec.json.encode(at.districts).decode(),
        "first": scope.first,
        "last": scope.last,
        "rules": several(scope.sampling_rules),
        "kinds": several(scope.product_kinds),
        "recognised": scope.recognised,
        "campaigns": several(scope.campaigns),
        "completed": [each.value for each in COMPLETED],
        "correcting": [each.value for each in CORRECTING],
        "waiting": [each.value for each in WAITING],
    }


def several(values: Sequence[str]) -> list[str] | None:
    """The values to look for; None where anything will do."""
    return list(values) or None


def batch_of(row: dict[str, Any], districts: Districts) -> Batch:
    """A batch as the database has it: its ids may be texts, its operators are."""
    told: dict[str, Any] = {
        "result": UUID(str(row["result"])),
        "disposition": row["disposition"] and UUID(str(row["disposition"])),
        "filed": tuple(UUID(each) for each in row["filed"]),
        "operators": tuple(concerned(each, districts) for each in row["operators"]),
    }
    return Batch(**row | told)


def concerned(text: str, districts: Districts) -> Concerned:
    """An operator as its column tells it."""
    stage, where, operator = text.split(" ", 2)
    return Concerned(stage=stage, district=districts.get(where, where), operator=operator)
