"""企业与产品: an enterprise, a product, what repeats itself, the catalogue, the campaigns."""

from functools import partial

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from adapters.api.enterprises import (
    PatternQuery,
    ProductQuery,
    found,
    of_enterprise,
    of_product,
)
from adapters.api.office import Office, Req
from adapters.api.past import moment
from adapters.api.records import Then
from adapters.api.reference import CatalogueQuery, catalogue_asked
from adapters.api.request import Nothing, language_of, parameters, understood
from adapters.web.page import page, render
from adapters.wording.bulletin import value_of
from application.queries import scope
from domain.authority import Officer
from domain.bulletin.events import GroupedBy
from domain.reference.state import in_force


@get("/enterprises/{uscc:str}")
@page()
async def enterprise(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """企业."""
    query = understood({n: v for n, v in parameters(request).items() if v}, Then)
    at = await moment(office, query.as_of, query.as_of_position)
    uscc = request.path_params["uscc"]
    seen = await of_enterprise(office, by, uscc, at)
    facts = {"heading": uscc, "batch": None, "seen": seen, "at": at, "enterprise": True}
    return render(request, by, "together.html", facts)


@get("/products")
@page()
async def product(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """产品."""
    query = understood({n: v for n, v in parameters(request).items() if v}, ProductQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    seen = await of_product(office, by, query.name, query.batch, at)
    facts = {"heading": query.name, "batch": query.batch, "seen": seen, "at": at}
    return render(request, by, "together.html", facts | {"enterprise": False})


@get("/patterns")
@page()
async def patterns(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """屡次不合格经营者 and 多区同类问题."""
    query = understood({n: v for n, v in parameters(request).items() if v}, PatternQuery)
    language, known = language_of(request), office.directory.known
    facts = {
        "kind": query.kind,
        "rows": await found(office, by, query.kind),
        "threshold": known.thresholds.get(query.kind),
        "place": partial(value_of, GroupedBy.DISTRICT, language=language, known=known),
    }
    return render(request, by, "patterns.html", facts)


@get("/catalogue")
@page()
async def catalogue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """重点产品质量监控目录."""
    query = understood({n: v for n, v in parameters(request).items() if v}, CatalogueQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    revision = catalogue_asked(office, query, at)
    revisions = office.directory.catalogues(at.position)
    facts = {
        "revision": revision,
        "revisions": revisions[::-1],
        "current": in_force(revisions, office.today),
        "rows": sorted(revision.items.values(), key=risk_of),
        "at": at,
        "asked": query,
        "today": office.today,
    }
    return render(request, by, "catalogue.html", facts)


def risk_of(kind: object) -> tuple[str, str]:
    """Class A first."""
    return getattr(kind, "risk", ""), getattr(kind, "code", "")


@get("/campaigns")
@page()
async def campaigns(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """专项整治与保障任务."""
    understood({n: v for n, v in parameters(request).items() if v}, Nothing)
    counts = {each.campaign: each for each in await office.patterns.campaigns(scope(by))}
    known = office.directory.known.campaigns
    facts = {"rows": list(known.values()), "counts": counts}
    return render(request, by, "campaigns.html", facts)


def handlers() -> list[HTTPRouteHandler]:
    """The pages of enterprises and products."""
    return [enterprise, product, patterns, catalogue, campaigns]
