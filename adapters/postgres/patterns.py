"""Repeated offenders, clusters and campaigns, counted over the lists as they are or were."""

from collections.abc import Mapping, Sequence
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
SHOWN = 20
# Which versions of a list, and whose: with the rights of the reader now, whatever past is shown.
NOW = """valid_to IS NULL
        AND (%(org)s::text IS NULL OR orgs && ARRAY[%(org)s, %(everyone)s])"""
THEN = """valid_from <= %(at)s AND (valid_to IS NULL OR valid_to > %(at)s)
        AND (%(org)s::text IS NULL OR EXISTS (
            SELECT FROM views.{list} AS now WHERE now.key = seen.key AND now.valid_to IS NULL
                AND now.orgs && ARRAY[%(org)s, %(everyone)s]))"""
UNQUALIFIED = """
    SELECT * FROM views.dispositions AS seen
    WHERE {held} AND sort >= %(since)s AND operators <> '{{}}'
        AND (%(uscc)s::text IS NULL OR enterprises @> ARRAY[%(uscc)s])
"""
# The version of a result by then: it is seen with its disposition.
SAMPLED = {
    True: "result.valid_to IS NULL",
    False: "result.valid_from <= %(at)s AND (result.valid_to IS NULL OR result.valid_to > %(at)s)",
}
# Who was cleared is not among the operators of a batch.
OFFENDERS = """
WITH found AS (
    SELECT d.key, d.product, d.doc, split_part(each, ' ', 2) AS district,
        regexp_replace(each, '^[^ ]+ [^ ]+ ', '') AS operator
    FROM ({unqualified}) AS d, unnest(d.operators) AS each
)
SELECT operator, coalesce((
        SELECT each #>> '{{enterprise,name}}'
        FROM json_array_elements(max(doc)::json -> 'recipients') AS each
        WHERE each #>> '{{enterprise,uscc}}' = operator LIMIT 1), operator),
    count(DISTINCT key), array_agg(DISTINCT product), array_agg(DISTINCT district)
FROM found WHERE %(uscc)s::text IS NULL OR operator = %(uscc)s
GROUP BY operator HAVING count(DISTINCT key) >= %(batches)s
    AND count(DISTINCT district) >= %(districts)s
ORDER BY 3 DESC, 1 LIMIT %(limit)s
"""
# A batch counts in one district, whoever made and sold it. Only Shanghai's districts: elsewhere it
# is for others to see.
CLUSTERS = """
WITH batches AS (
    SELECT d.key, d.product, d.product_kind, d.operators, coalesce(
        CASE WHEN result.district !~ '^([0-9]{{2}}|-)$' THEN result.district END,
        (SELECT min(split_part(each, ' ', 2)) FROM unnest(d.operators) AS each
            WHERE split_part(each, ' ', 2) !~ '^([0-9]{{2}}|-)$')) AS district
    FROM ({unqualified}) AS d LEFT JOIN views.test_results AS result
        ON result.report_no = d.report_no AND {sampled}
)
SELECT product, max(product_kind), count(DISTINCT key),
    count(DISTINCT regexp_replace(each, '^[^ ]+ [^ ]+ ', '')), array_agg(DISTINCT district),
    (array_agg(DISTINCT key))[1:%(shown)s]
FROM batches, unnest(operators) AS each WHERE district IS NOT NULL
GROUP BY product HAVING count(DISTINCT key) >= %(batches)s
    AND count(DISTINCT district) >= %(districts)s
ORDER BY cardinality(array_agg(DISTINCT district)) DESC, 3 DESC, 1 LIMIT %(limit)s
"""
TAGGED = """
    SELECT unnest(campaigns) AS campaign, '{list}' AS list, {under_way} AS under_way
    FROM views.{list} AS seen WHERE campaigns <> '{{}}' AND {held}
"""
CAMPAIGNS = """
WITH tagged AS ({tagged})
SELECT campaign, count(*) FILTER (WHERE list = 'leads') AS leads,
    count(*) FILTER (WHERE list = 'leads' AND under_way) AS open_leads,
    count(*) FILTER (WHERE list = 'cases') AS cases,
    count(*) FILTER (WHERE list = 'cases' AND under_way) AS open_cases,
    count(*) FILTER (WHERE list = 'dispositions') AS dispositions,
    count(*) FILTER (WHERE list = 'dispositions' AND under_way) AS open_dispositions,
    count(*) FILTER (WHERE list = 'test_results') AS batches
FROM tagged GROUP BY campaign ORDER BY campaign
"""
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
        self,
        threshold: Threshold,
        today: date,
        org: str | None,
        at: int | None = None,
        uscc: str | None = None,
    ) -> Sequence[Repeated]:
        """Operators that reach the threshold, the worst first; or the one with a credit code."""
        statement = OFFENDERS.format(unqualified=unqualified(at))
        asked_for = asked(threshold, today) | {"uscc": uscc}
        found = await self._fetch(statement, asked_for, org, at)
        return [
            Repeated(
                uscc=operator,
                name=name,
                batches=batches,
                products=tuple(products),
                districts=tuple(districts),
            )
            for operator, name, batches, products, districts in found
        ]

    async def clusters(
        self, threshold: Threshold, today: date, org: str | None, at: int | None = None
    ) -> Sequence[Cluster]:
        """Products that reach the threshold, the widest first."""
        statement = CLUSTERS.format(unqualified=unqualified(at), sampled=SAMPLED[at is None])
        asked_for = asked(threshold, today) | {"uscc": None, "shown": SHOWN}
        found = await self._fetch(statement, asked_for, org, at)
        return [
            Cluster(
                product=product,
                product_kind=kind,
                batches=batches,
                operators=operators,
                districts=tuple(districts),
                dispositions=tuple(dispositions),
            )
            for product, kind, batches, operators, districts, dispositions in found
        ]

    async def campaigns(self, org: str | None, at: int | None = None) -> Sequence[CampaignCount]:
        """How many records each campaign has."""
        lists = {name: f"NOT status = ANY(%({name})s)" for name in OVER} | {"test_results": "false"}
        tagged = " UNION ALL ".join(
            TAGGED.format(list=name, under_way=under_way, held=held(name, at))
            for name, under_way in lists.items()
        )
        found = await self._fetch(CAMPAIGNS.format(tagged=tagged), OVER, org, at)
        names = CampaignCount.__struct_fields__
        return [CampaignCount(**dict(zip(names, row, strict=True))) for row in found]

    async def _fetch(
        self, statement: str, given: Mapping[str, Any], org: str | None, at: int | None
    ) -> list[tuple[Any, ...]]:
        whose = {"org": org, "everyone": EVERYONE, "at": at}
        async with self._pool.connection() as connection:
            cursor = await connection.execute(statement.encode(), {**given, **whose}, prepare=False)
            rows: list[tuple[Any, ...]] = await cursor.fetchall()
            return rows


def held(name: str, at: int | None) -> str:
    """The condition for the versions of a list that held at a position; None is now."""
    return NOW if at is None else THEN.format(list=name)


def unqualified(at: int | None) -> str:
    """The batches found unqualified for somebody, as they stood at a position."""
    return UNQUALIFIED.format(held=held("dispositions", at))


def asked(threshold: Threshold, today: date) -> dict[str, Any]:
    """What the statements take."""
    return {
        "since": since(threshold, today),
        "batches": threshold.batches,
        "districts": threshold.districts,
        "limit": MOST,
    }
