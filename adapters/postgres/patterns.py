"""Repeated offenders, clusters and campaigns, counted over the lists as they are now."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg_pool import AsyncConnectionPool

from application.patterns import CampaignCount, Cluster, Repeated, since
from domain.authority import EVERYONE
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
# The tag is the lead's; what came before and after it is in its dossier.
CAMPAIGNS = """
WITH seen AS (SELECT %(org)s::text IS NULL AS all, ARRAY[%(org)s, %(everyone)s] AS orgs),
tagged AS (
    SELECT campaign, status, dossier FROM views.leads, seen, unnest(campaigns) AS campaign
    WHERE valid_to IS NULL AND (seen.all OR leads.orgs && seen.orgs)
),
dossiers AS (SELECT DISTINCT campaign, dossier FROM tagged),
filed AS (
    SELECT campaign, count(*) AS cases FROM dossiers JOIN views.cases USING (dossier), seen
    WHERE valid_to IS NULL AND (seen.all OR cases.orgs && seen.orgs) GROUP BY campaign
),
handled AS (
    SELECT campaign, count(*) AS dispositions
    FROM dossiers JOIN views.dispositions USING (dossier), seen
    WHERE valid_to IS NULL AND (seen.all OR dispositions.orgs && seen.orgs) GROUP BY campaign
)
SELECT campaign, count(*), count(*) FILTER (WHERE NOT status = ANY(%(over)s)),
    coalesce(max(cases), 0), coalesce(max(dispositions), 0)
FROM tagged LEFT JOIN filed USING (campaign) LEFT JOIN handled USING (campaign)
GROUP BY campaign
"""


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
        found = await self._fetch(
            CAMPAIGNS, {"org": org, "everyone": EVERYONE, "over": sorted(CLOSED)}
        )
        return [
            CampaignCount(
                campaign=campaign,
                leads=leads,
                open=waiting,
                cases=cases,
                dispositions=dispositions,
            )
            for campaign, leads, waiting, cases, dispositions in found
        ]

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
