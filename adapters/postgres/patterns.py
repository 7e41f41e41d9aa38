"""Repeated offenders, clusters and campaigns, counted over the lists as they are now."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg_pool import AsyncConnectionPool

from application.patterns import CampaignCount, Cluster, Repeated, since
from domain.authority import EVERYONE
from domain.case.kinds import Stage
from domain.disposition.state import ENDED, DispositionStatus
from domain.lead.decisions import CLOSED
from domain.reference.thresholds import Threshold

MOST = 100
OPERATORS = """
    SELECT d.key, d.product, d.doc, split_part(operator, ' ', 2) AS district,
        regexp_replace(operator, '^[^ ]+ [^ ]+ ', '') AS operator
    FROM views.dispositions AS d, unnest(d.operators) AS operator
    WHERE d.valid_to IS NULL AND d.sort >= %(since)s
        AND (%(org)s::text IS NULL OR d.orgs && ARRAY[%(org)s, %(everyone)s])
"""
OFFENDERS = f"""
WITH found AS ({OPERATORS})
SELECT operator, coalesce((
        SELECT each #>> '{{enterprise,name}}'
        FROM json_array_elements(max(doc)::json -> 'recipients') AS each
        WHERE each #>> '{{enterprise,uscc}}' = operator LIMIT 1), operator),
    count(DISTINCT key), array_agg(DISTINCT product), array_agg(DISTINCT district)
FROM found GROUP BY operator HAVING count(DISTINCT key) >= %(batches)s
    AND count(DISTINCT district) >= %(districts)s
ORDER BY 3 DESC, 1 LIMIT %(limit)s
"""  # noqa: S608 - made of constants
# Only Shanghai's districts: elsewhere it is for others to see.
CLUSTERS = f"""
WITH found AS ({OPERATORS} AND NOT split_part(operator, ' ', 2) ~ '^([0-9]{{2}}|-)$')
SELECT product, count(DISTINCT key), count(DISTINCT operator), array_agg(DISTINCT district)
FROM found GROUP BY product HAVING count(DISTINCT key) >= %(batches)s
    AND count(DISTINCT district) >= %(districts)s
ORDER BY cardinality(array_agg(DISTINCT district)) DESC, 2 DESC, 1 LIMIT %(limit)s
"""  # noqa: S608 - made of constants
TAGGED = """
    SELECT unnest(campaigns) AS campaign, '{list}' AS list,
        NOT status = ANY(%({list})s) AS under_way
    FROM views.{list}
    WHERE valid_to IS NULL AND campaigns <> '{{}}'
        AND (%(org)s::text IS NULL OR orgs && ARRAY[%(org)s, %(everyone)s])
"""
CAMPAIGNS = f"""
WITH tagged AS (
    {TAGGED.format(list="leads")} UNION ALL {TAGGED.format(list="cases")}
    UNION ALL {TAGGED.format(list="dispositions")}
    UNION ALL
    SELECT unnest(campaigns), 'test_results', false FROM views.test_results
    WHERE valid_to IS NULL AND campaigns <> '{{}}'
        AND (%(org)s::text IS NULL OR orgs && ARRAY[%(org)s, %(everyone)s])
)
SELECT campaign, count(*) FILTER (WHERE list = 'leads') AS leads,
    count(*) FILTER (WHERE list = 'leads' AND under_way) AS open_leads,
    count(*) FILTER (WHERE list = 'cases') AS cases,
    count(*) FILTER (WHERE list = 'cases' AND under_way) AS open_cases,
    count(*) FILTER (WHERE list = 'dispositions') AS dispositions,
    count(*) FILTER (WHERE list = 'dispositions' AND under_way) AS open_dispositions,
    count(*) FILTER (WHERE list = 'test_results') AS batches
FROM tagged GROUP BY campaign ORDER BY campaign
"""  # noqa: S608 - made of constants
# The stages at which nothing is under way, by list.
OVER = {
    "leads": sorted(CLOSED),
    "cases": [Stage.CLOSED.value, Stage.ARCHIVED.value],
    "dispositions": sorted(ENDED | {DispositionStatus.CLOSED}),
}


class PostgresPatterns:
    """The patterns in PostgreSQL (application.patterns.Patterns)."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def offenders(
        self, threshold: Threshold, today: date, org: str | None
    ) -> Sequence[Repeated]:
        """Operators that reach the threshold, the worst first."""
        found = await self._fetch(OFFENDERS, asked(threshold, today, org))
        return [
            Repeated(
                uscc=uscc,
                name=name,
                batches=batches,
                products=tuple(products),
                districts=tuple(districts),
            )
            for uscc, name, batches, products, districts in found
        ]

    async def clusters(
        self, threshold: Threshold, today: date, org: str | None
    ) -> Sequence[Cluster]:
        """Products that reach the threshold, the widest first."""
        found = await self._fetch(CLUSTERS, asked(threshold, today, org))
        return [
            Cluster(
                product=product, batches=batches, operators=operators, districts=tuple(districts)
            )
            for product, batches, operators, districts in found
        ]

    async def campaigns(self, org: str | None) -> Sequence[CampaignCount]:
        """How many records each campaign has."""
        found = await self._fetch(CAMPAIGNS, {"org": org, "everyone": EVERYONE, **OVER})
        names = CampaignCount.__struct_fields__
        return [CampaignCount(**dict(zip(names, row, strict=True))) for row in found]

    async def _fetch(self, statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(statement.encode(), given, prepare=False)
            rows: list[tuple[Any, ...]] = await cursor.fetchall()
            return rows


def asked(threshold: Threshold, today: date, org: str | None) -> dict[str, Any]:
    """What the statements take."""
    return {
        "since": since(threshold, today),
        "batches": threshold.batches,
        "districts": threshold.districts,
        "org": org,
        "everyone": EVERYONE,
        "limit": MOST,
    }
