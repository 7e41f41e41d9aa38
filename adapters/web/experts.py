"""专家库: who on the roster has fields of expertise, and how often they were recused."""

import asyncio
from collections.abc import Iterable

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from adapters.api.office import Office, Req
from adapters.api.request import language_of, parameters, understood
from adapters.web.choices import Choice
from adapters.web.page import page, render
from adapters.web.words import Words
from application.queries import Ask, scope
from application.views.joint_review import JOINT_REVIEWS
from domain.authority import Act, Officer, may
from domain.reference.officers import OfficerEntry

MOST = 100


class ExpertsPage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which experts: of a field, of an organisation."""

    field: str = ""
    org: str = ""


class Expert(Struct, frozen=True):
    """An expert, and in how many reviews that the reader may see they were recused."""

    entry: OfficerEntry
    recusals: int


def handlers() -> list[HTTPRouteHandler]:
    """The page."""
    return [experts]


@get("/experts")
@page()
async def experts(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """专家库. Whom an expert has ties to is for who puts panels together."""
    query = understood({n: v for n, v in parameters(request).items() if v}, ExpertsPage)
    words = Words(language_of(request), office.directory.known)
    everyone = sorted(on_the_roster(office), key=lambda each: (each.org, each.id))
    wanted = [each for each in everyone if suits(each, query)]
    counts = await asyncio.gather(*(_recusals(office, by, each) for each in wanted))
    fields = sorted({each for entry in everyone for each in entry.expertise})
    orgs = sorted({each.org for each in everyone})
    facts = {
        "query": query,
        "rows": [Expert(*each) for each in zip(wanted, counts, strict=True)],
        "fields": [Choice(each, each) for each in fields],
        "orgs": [Choice(each, words.org(each)) for each in orgs],
        "sees_ties": may(by, Act.CONVENE),
        "most": MOST,
    }
    return render(request, by, "experts.html", facts)


def on_the_roster(office: Office) -> Iterable[OfficerEntry]:
    """The active officers who have fields of expertise."""
    every = office.directory.known.officers.values()
    return (each for each in every if each.active and each.expertise)


def suits(entry: OfficerEntry, query: ExpertsPage) -> bool:
    """Whether an expert is of the field and the organisation asked for."""
    of_field = not query.field or query.field in entry.expertise
    return of_field and query.org in ("", entry.org)


async def _recusals(office: Office, by: Officer, entry: OfficerEntry) -> int:
    ask = Ask(holding={"recused": entry.id}, org=scope(by), person=by.id)
    return await office.read_models.count(JOINT_REVIEWS, ask, MOST)
