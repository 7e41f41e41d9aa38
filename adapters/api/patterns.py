"""What repeats itself, with what may be done about it; and what each campaign has come to."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec.structs import replace

from adapters.api.answers import PREFIX, respond
from adapters.api.office import Office, Req
from adapters.api.past import Moment, caught_up, day_of, moment
from adapters.api.records import Then
from adapters.api.request import asked
from adapters.api.signed_in import signed_in
from application.patterns import CampaignCount, Cluster, OpenCase, Repeated, Suggestion
from application.queries import Ask, scope
from application.views.case import CASES, CaseRow
from domain.authority import Officer
from domain.case.kinds import Stage
from domain.reference.thresholds import Pattern, Threshold

MOST_CASES = 200
UNDER_WAY = tuple(each.value for each in Stage if each not in (Stage.CLOSED, Stage.ARCHIVED))


class PatternQuery(Then, frozen=True, kw_only=True):
    """Which pattern."""

    kind: Pattern = Pattern.OFFENDER


@get(f"{PREFIX}/patterns")
@signed_in()
async def patterns(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """屡次不合格经营者, or 多区同类问题, among what the reader may see."""
    query = asked(request, PatternQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    items = await found(office, by, query.kind, at)
    body: dict[str, Any] = {"threshold": threshold_of(office, query.kind, at), "items": items}
    headers: dict[str, str] = {}
    at.note(body, headers)
    return respond(body, headers=headers)


def threshold_of(office: Office, kind: Pattern, at: Moment) -> Threshold | None:
    """From how much on, as it was published by then."""
    return office.directory.at(at.position).thresholds.get(kind)


async def found(
    office: Office, by: Officer, kind: Pattern, at: Moment
) -> Sequence[Repeated | Cluster]:
    """What reaches the threshold; nothing while none is published."""
    threshold = threshold_of(office, kind, at)
    if threshold is None:
        return []
    today = await day_of(at, office)
    if kind is Pattern.OFFENDER:
        return await office.patterns.offenders(threshold, today, scope(by), at.position)
    clusters = await office.patterns.clusters(threshold, today, scope(by), at.position)
    return await _with_cases(office, by, clusters, at)


async def _with_cases(
    office: Office, by: Officer, clusters: Sequence[Cluster], at: Moment
) -> Sequence[Cluster]:
    """Each cluster with the cases about its product, and what may be done."""
    products = tuple(each.product for each in clusters)
    ask = Ask(
        equal={"product": products, "stage": UNDER_WAY},
        org=scope(by),
        at=at.position,
        limit=MOST_CASES,
        descending=True,
    )
    cases: dict[str | None, list[OpenCase]] = {}
    for row in (await office.read_models.page(CASES, ask)).rows if clusters else ():
        cases.setdefault(row.product, []).append(_open_case(row))
    return [_suggesting(each, tuple(cases.get(each.product, ()))) for each in clusters]


def _open_case(row: CaseRow) -> OpenCase:
    return OpenCase(id=row.id, number=row.number, title=row.title, stage=row.stage, org=row.org)


def _suggesting(cluster: Cluster, cases: tuple[OpenCase, ...]) -> Cluster:
    reviews = (Suggestion.JOINT_REVIEW,) if cases else ()
    return replace(cluster, cases=cases, suggests=(*reviews, Suggestion.SPECIAL_BULLETIN))


@get(f"{PREFIX}/campaigns")
@signed_in()
async def campaigns(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """专项: what each campaign has come to, of what the reader may see."""
    query = asked(request, Then)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    body: dict[str, Any] = {"items": await counts(office, by, at)}
    headers: dict[str, str] = {}
    at.note(body, headers)
    return respond(body, headers=headers)


async def counts(office: Office, by: Officer, at: Moment) -> Sequence[CampaignCount]:
    """What is in each campaign at a moment."""
    return await office.patterns.campaigns(scope(by), at.position)


def handlers() -> list[HTTPRouteHandler]:
    """The routes of patterns and campaigns."""
    return [patterns, campaigns]
