"""规律识别与专项: what repeats itself and what to do about it, and what campaigns have come to."""

from functools import partial
from urllib.parse import urlencode

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from adapters.api.office import Office, Req
from adapters.api.past import moment
from adapters.api.patterns import PatternQuery, counts, found, threshold_of
from adapters.api.records import Then
from adapters.api.request import language_of, understood
from adapters.web.enterprises import given
from adapters.web.page import page, render
from adapters.web.words import Words
from adapters.wording.bulletin import value_of
from application.patterns import Cluster, OpenCase
from domain.authority import Act, Officer, may
from domain.bulletin.events import BulletinKind, GroupedBy


@get("/patterns")
@page()
async def patterns(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """屡次不合格经营者 and 多区同类问题."""
    query = understood(given(request), PatternQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    language, known = language_of(request), office.directory.known
    facts = {
        "kind": query.kind,
        "rows": await found(office, by, query.kind, at),
        "threshold": threshold_of(office, query.kind, at),
        "place": partial(value_of, GroupedBy.DISTRICT, language=language, known=known),
        "draft": partial(draft_of, Words(language, known)),
        "drafts": may(by, Act.DRAFT_BULLETIN) and at.position is None,
        "requests": partial(requests, by),
        "at": at,
        "as_of": query.as_of or "",
    }
    return render(request, by, "patterns.html", facts)


def draft_of(words: Words, cluster: Cluster) -> str:
    """Where a special bulletin about the product is drafted, with what is known of it filled in."""
    typed = {
        "/kind": BulletinKind.SPECIAL.value,
        "/title": words.say("web.bulletin-about", product=cluster.product),
        "/scope/productKinds": cluster.product_kind or "",
    }
    filled = urlencode({name: value for name, value in typed.items() if value})
    return f"/bulletins?{filled}#draft-heading"


def requests(by: Officer, case: OpenCase) -> bool:
    """Whether the officer's organisation handles the case, and may request a joint review of it."""
    return case.org == by.org and may(by, Act.WORK_CASE)


@get("/campaigns")
@page()
async def campaigns(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """专项整治与保障任务."""
    query = understood(given(request), Then)
    at = await moment(office, query.as_of, query.as_of_position)
    facts = {
        "rows": list(office.directory.at(at.position).campaigns.values()),
        "counts": {each.campaign: each for each in await counts(office, by, at)},
        "at": at,
        "as_of": query.as_of or "",
    }
    return render(request, by, "campaigns.html", facts)


def handlers() -> list[HTTPRouteHandler]:
    """The pages of patterns and campaigns."""
    return [patterns, campaigns]
