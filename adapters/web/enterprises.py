"""企业与产品: finding them, the view of one, whether it may be sampled, the catalogue."""

from collections.abc import Iterable, Mapping
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from adapters.api.enterprises import (
    FirmQuery,
    FirmsQuery,
    ProductQuery,
    Seen,
    found_by,
    of_enterprise,
    of_name,
    of_product,
)
from adapters.api.office import Office, Req
from adapters.api.past import Moment, moment
from adapters.api.problems import Problem, worded
from adapters.api.records import Then
from adapters.api.reference import CatalogueQuery, catalogue_asked
from adapters.api.request import language_of, parameters, understood
from adapters.api.sampling import SamplingQuery, checked
from adapters.web.page import page, render
from application.firms import CODE
from application.sampling_check import Purpose
from domain.authority import Officer
from domain.reference.state import in_force
from domain.reference.thresholds import Pattern


class SamplingPage(Then, frozen=True, kw_only=True):
    """A sampling as it is typed: the firm by its code or its name."""

    firm: str = ""
    product: str = ""
    on: str = ""
    purpose: Purpose = Purpose.ROUTINE


def given(request: Req) -> dict[str, str]:
    """What the fields of a form say; an empty one says nothing."""
    return {name: value for name, value in parameters(request).items() if value}


@get("/enterprises")
@page()
async def enterprises(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """查找企业和产品."""
    asked = given(request)
    query = understood({"q": "", **asked}, FirmsQuery) if "q" in asked else None
    then = understood({n: v for n, v in asked.items() if n != "q"}, Then)
    at = await moment(office, then.as_of, then.as_of_position)
    facts = {
        "found": await found_by(office, by, query.q, at) if query else None,
        "q": query.q if query else "",
        "at": at,
        "as_of": then.as_of or "",
    }
    return render(request, by, "enterprises.html", facts)


@get("/enterprises/{uscc:str}")
@page()
async def enterprise(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """企业."""
    query = understood(given(request), Then)
    at = await moment(office, query.as_of, query.as_of_position)
    uscc = request.path_params["uscc"]
    seen = await of_enterprise(office, by, uscc, at, language_of(request))
    return _shown(request, office, by, seen, at, query, {"uscc": uscc})


@get("/enterprises/by-name")
@page()
async def enterprise_by_name(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """没有统一社会信用代码的经营者."""
    query = understood(given(request), FirmQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    seen = await of_name(office, by, query.name, at, language_of(request))
    return _shown(request, office, by, seen, at, query, {"kept": {"name": query.name}})


@get("/products")
@page()
async def product(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """产品."""
    query = understood(given(request), ProductQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    seen = await of_product(office, by, query, at, language_of(request))
    kept = {"name": query.name} | ({"batch": query.batch} if query.batch else {})
    facts = {"product": query.name, "batch": query.batch, "kept": kept}
    return _shown(request, office, by, seen, at, query, facts)


def _shown(
    request: Req,
    office: Office,
    by: Officer,
    seen: Seen,
    at: Moment,
    query: Then,
    about: Mapping[str, Any],
) -> Response[bytes]:
    facts: dict[str, Any] = {
        "uscc": None,
        "product": None,
        "batch": None,
        "kept": {},
        "seen": seen,
        "rows": seen.gathered.rows,
        "counts": seen.gathered.counts,
        "next_due": next_due(seen.deadlines),
        "threshold": office.directory.at(at.position).thresholds.get(Pattern.OFFENDER),
        "typed": typed_for(seen, about),
        "purposes": tuple(Purpose),
        "at": at,
        "as_of": query.as_of or "",
        **about,
    }
    return render(request, by, "together.html", facts)


def next_due(clocks: Iterable[Mapping[str, Any]]) -> dict[Any, Mapping[str, Any]]:
    """The clock that ends first, by record."""
    found: dict[Any, Mapping[str, Any]] = {}
    for each in clocks:
        found.setdefault(each["record"]["id"], each)
    return found


def typed_for(seen: Seen, about: Mapping[str, Any]) -> SamplingPage:
    """The form of the check, with what the view is of."""
    if about.get("product"):
        return SamplingPage(product=seen.names[0])
    return SamplingPage(firm=about.get("uscc") or next(iter(seen.names), ""))


@get("/sampling-check")
@page()
async def sampling(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """可否再次抽查."""
    query = understood(given(request), SamplingPage)
    at = await moment(office, query.as_of, query.as_of_position)
    language = language_of(request)
    facts: dict[str, Any] = {"found": None, "problem": None, "status": 200}
    if query.firm or query.product:
        try:
            asked = understood(as_question(query), SamplingQuery)
            facts["found"] = await checked(office, by, asked, at, language)
        except Problem as problem:
            facts |= {"problem": worded(problem, language), "status": problem.status}
    status = facts.pop("status")
    facts |= {"typed": query, "purposes": tuple(Purpose), "at": at, "as_of": query.as_of or ""}
    return render(request, by, "sampling.html", facts, status=status)


def as_question(query: SamplingPage) -> dict[str, str]:
    """What was typed, as the API is asked: eighteen characters of a code are a code."""
    firm = query.firm.strip()
    code = firm.upper() if CODE.match(firm.upper()) else ""
    typed = {
        "uscc": code,
        "name": "" if code else firm,
        "product": query.product.strip(),
        "on": query.on,
        "purpose": query.purpose.value,
    }
    return {name: value for name, value in typed.items() if value}


@get("/catalogue")
@page()
async def catalogue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """重点产品质量监控目录."""
    query = understood(given(request), CatalogueQuery)
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
        "as_of": query.as_of or "",
    }
    return render(request, by, "catalogue.html", facts)


def risk_of(kind: object) -> tuple[str, str]:
    """Class A first."""
    return getattr(kind, "risk", ""), getattr(kind, "code", "")


def handlers() -> list[HTTPRouteHandler]:
    """The pages of enterprises and products."""
    return [enterprises, enterprise_by_name, enterprise, product, sampling, catalogue]
