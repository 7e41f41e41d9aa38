"""What is known of one enterprise, or of one product, across districts; and what repeats itself."""

from typing import Any

from litestar import Response, get
from msgspec import Struct

from adapters.api.answers import PREFIX, respond, shown
from adapters.api.lists import CAP
from adapters.api.office import Office, Req
from adapters.api.past import Moment, caught_up, moment
from adapters.api.problems import Problem
from adapters.api.records import Then
from adapters.api.request import Nothing, asked
from adapters.api.signed_in import signed_in
from application.patterns import Cluster, Repeated
from application.queries import Ask, scope
from application.views.case import CASES
from application.views.disposition import DISPOSITIONS
from application.views.lead import LEADS
from application.views.test_result import RESULTS
from application.views.view import View
from domain.authority import Officer
from domain.reference.thresholds import Pattern

EACH = 50


class ProductQuery(Then, frozen=True, kw_only=True):
    """Which product, and which batch of it."""

    name: str
    batch: str | None = None


class PatternQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which pattern."""

    kind: Pattern = Pattern.OFFENDER


class Together(Struct, frozen=True, kw_only=True):
    """Records of several kinds that have something in common: how many, and the first of them."""

    counts: dict[str, int]
    items: dict[str, list[dict[str, Any]]]


@get(f"{PREFIX}/enterprises/{{uscc:str}}")
@signed_in()
async def enterprise(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """企业: every record of one credit code that the reader may see."""
    query = asked(request, Then)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    uscc = request.path_params["uscc"]
    body: dict[str, Any] = {"uscc": uscc, "together": await of_enterprise(office, by, uscc, at)}
    headers: dict[str, str] = {}
    at.note(body, headers)
    return respond(body, headers=headers)


async def of_enterprise(office: Office, by: Officer, uscc: str, at: Moment) -> Together:
    """The records of an enterprise. Raises a 404 problem when there are none."""
    one, several = {"equal": {"enterprise": uscc}}, {"holding": {"enterprises": uscc}}
    return await together(
        office, by, at, {LEADS: one, CASES: one, DISPOSITIONS: several, RESULTS: several}
    )


@get(f"{PREFIX}/products")
@signed_in()
async def product(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """产品: every record of one product, or one batch of it, that the reader may see."""
    query = asked(request, ProductQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    found = await of_product(office, by, query.name, query.batch, at)
    body: dict[str, Any] = {"name": query.name, "batch": query.batch, "together": found}
    headers: dict[str, str] = {}
    at.note(body, headers)
    return respond(body, headers=headers)


async def of_product(
    office: Office, by: Officer, name: str, batch: str | None, at: Moment
) -> Together:
    """The records of a product. Raises a 404 problem when there are none."""
    equal = {"product": name} | ({"batch": batch} if batch else {})
    views: tuple[View[Any], ...] = (LEADS, CASES, DISPOSITIONS, RESULTS)
    return await together(office, by, at, {view: {"equal": equal} for view in views})


async def together(
    office: Office, by: Officer, at: Moment, asks: dict[View[Any], dict[str, Any]]
) -> Together:
    """Records of several lists, newest first, each list under the rights of now."""
    counts: dict[str, int] = {}
    items: dict[str, list[dict[str, Any]]] = {}
    for view, given in asks.items():
        ask = Ask(org=scope(by), at=at.position, limit=EACH, descending=True, **given)
        page = await office.read_models.page(view, ask)
        items[view.name] = [shown(row) for row in page.rows]
        more = page.next is not None
        counts[view.name] = (
            await office.read_models.count(view, ask, CAP) if more else len(page.rows)
        )
    if not any(counts.values()):
        raise Problem(404, "not-found")
    return Together(counts=counts, items=items)


@get(f"{PREFIX}/patterns")
@signed_in()
async def patterns(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """屡次不合格经营者, or 多区同类问题, among what the reader may see."""
    kind = asked(request, PatternQuery).kind
    await caught_up(request, office, Moment())
    body: dict[str, Any] = {"threshold": office.directory.known.thresholds.get(kind)}
    return respond(body | {"items": await found(office, by, kind)})


async def found(office: Office, by: Officer, kind: Pattern) -> list[Repeated | Cluster]:
    """What reaches the threshold; nothing while none is published."""
    threshold = office.directory.known.thresholds.get(kind)
    if threshold is None:
        return []
    look = office.patterns.offenders if kind is Pattern.OFFENDER else office.patterns.clusters
    return [*await look(threshold, office.today, scope(by))]


@get(f"{PREFIX}/campaigns")
@signed_in()
async def campaigns(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """专项: what each campaign has come to, of what the reader may see."""
    asked(request, Nothing)
    await caught_up(request, office, Moment())
    return respond({"items": await office.patterns.campaigns(scope(by))})
