"""Lists: leads, referrals, dispositions, test results; inboxes and the dispatchers' queue."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import UNSET, Meta, Struct, UnsetType

from adapters.api.answers import PREFIX, link_to_next, respond, shown
from adapters.api.office import Office, Req
from adapters.api.past import caught_up, moment
from adapters.api.problems import Problem
from adapters.api.request import asked
from adapters.api.signed_in import signed_in
from application.inbox import Tab, of_queue, of_tab
from application.queries import Ask, scope
from application.views.disposition import DISPOSITIONS
from application.views.lead import LEADS, LeadRow
from application.views.referral import REFERRALS
from application.views.test_result import RESULTS
from application.views.view import View
from domain.authority import Act, Officer, require
from domain.disposition.state import DispositionStatus
from domain.lead.events import Source
from domain.lead.state import LeadStatus
from domain.reference.jurisdiction import propose
from domain.reference.state import Reference
from domain.referral.kinds import ReferralKind
from domain.referral.state import ReferralStatus
from domain.sampling.result import Stage

CAP = 500


class ListQuery(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What every list takes."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    cursor: str | None = None
    order: Literal["asc", "desc"] | None = None
    count: Literal["capped"] | None = None
    q: Annotated[str, Meta(max_length=100)] | None = None
    as_of: str | None = None
    as_of_position: int | None = None


class LeadsQuery(ListQuery, frozen=True, kw_only=True):
    """Filters of the list of leads."""

    status: LeadStatus | UnsetType = UNSET
    holder: str | UnsetType = UNSET
    source: Source | UnsetType = UNSET
    offered_to: str | UnsetType = UNSET
    serious: bool | UnsetType = UNSET
    product_category: str | UnsetType = UNSET
    enterprise: str | UnsetType = UNSET
    campaign: str | UnsetType = UNSET


class ReferralsQuery(ListQuery, frozen=True, kw_only=True):
    """Filters of the list of referrals."""

    status: ReferralStatus | UnsetType = UNSET
    kind: ReferralKind | UnsetType = UNSET
    from_org: str | UnsetType = UNSET
    to_org: str | UnsetType = UNSET
    subject: UUID | UnsetType = UNSET


class DispositionsQuery(ListQuery, frozen=True, kw_only=True):
    """Filters of the list of dispositions."""

    status: DispositionStatus | UnsetType = UNSET
    organiser: str | UnsetType = UNSET
    holder: str | UnsetType = UNSET
    serious: bool | UnsetType = UNSET
    product_category: str | UnsetType = UNSET
    sampling_rule: str | UnsetType = UNSET
    enterprise: str | UnsetType = UNSET


class ResultsQuery(ListQuery, frozen=True, kw_only=True):
    """Filters of the list of test results."""

    qualified: bool | UnsetType = UNSET
    stage: Stage | UnsetType = UNSET
    sampling_rule: str | UnsetType = UNSET
    product_category: str | UnsetType = UNSET
    report_no: str | UnsetType = UNSET


class FiguresQuery(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Which test results are counted."""

    sampling_rule: str | UnsetType = UNSET
    product_category: str | UnsetType = UNSET
    as_of: str | None = None
    as_of_position: int | None = None


class InboxQuery(ListQuery, frozen=True, kw_only=True):
    """Which tab of which organisation's inbox."""

    tab: Tab = Tab.RECEIPT
    org: str | None = None


UNDER_WAY = (
    ReferralStatus.SENT,
    ReferralStatus.RECEIVED,
    ReferralStatus.ACCEPTED,
    ReferralStatus.FEEDBACK_DUE,
)

# Parameters whose column has another name.
COLUMNS = {"product_category": "product_kind"}
HOLDING = {"campaign": "campaigns"}
HOLDING_OF_DISPOSITIONS = {"holder": "handlers", "enterprise": "enterprises"}


def handlers() -> list[HTTPRouteHandler]:
    """The routes of the lists."""
    return [
        _lister(LEADS, LeadsQuery, HOLDING),
        _lister(REFERRALS, ReferralsQuery, {}),
        _lister(DISPOSITIONS, DispositionsQuery, HOLDING_OF_DISPOSITIONS),
        _lister(RESULTS, ResultsQuery, {}, path="test-results"),
        figures,
        inbox,
        dispatch_queue,
    ]


def _lister(
    view: View[Any], query_type: type[ListQuery], holding: Mapping[str, str], path: str = ""
) -> HTTPRouteHandler:
    @signed_in()
    async def listing(request: Req, office: Office, by: Officer) -> Response[bytes]:
        query = asked(request, query_type)
        filters = given(query)
        ask = Ask(
            equal={COLUMNS.get(n, n): v for n, v in filters.items() if n not in holding},
            holding={holding[n]: v for n, v in filters.items() if n in holding},
        )
        return await listed(request, office, by, view, query, ask)

    listing.__name__ = f"{view.name}_list"
    return get(f"{PREFIX}/{path or view.name}")(listing)


def given(query: Struct) -> dict[str, Any]:
    """The filters that were given."""
    return {
        name: getattr(query, name)
        for name in query.__struct_fields__
        if name not in ListQuery.__struct_fields__ and getattr(query, name) is not UNSET
    }


async def listed(
    request: Req,
    office: Office,
    by: Officer,
    view: View[Any],
    query: ListQuery,
    ask: Ask,
    *,
    oldest_first: bool = False,
    extra: Mapping[str, Any] | None = None,
) -> Response[bytes]:
    """One page of a list as an answer."""
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    ask = msgspec.structs.replace(
        ask,
        words=query.q,
        org=scope(by),
        at=at.position,
        after=position_of(query.cursor),
        limit=query.limit,
        descending=(query.order or ("asc" if oldest_first else "desc")) == "desc",
    )
    page = await office.read_models.page(view, ask)
    body: dict[str, Any] = {"items": [shown(row) for row in page.rows]}
    body |= extra or {}
    headers: dict[str, str] = {}
    if page.next is not None:
        body["next"] = cursor_of(page.next)
        headers["Link"] = link_to_next(request, body["next"])
    if query.count == "capped":
        unpaged = msgspec.structs.replace(ask, after=None)
        found = await office.read_models.count(view, unpaged, CAP)
        body["count"] = {"count": min(found, CAP), "exact": found <= CAP}
    at.note(body, headers)
    return respond(body, headers=headers)


@get(f"{PREFIX}/test-results/figures")
@signed_in()
async def figures(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Batches and unqualified batches by stage and by place of the producer."""
    query = asked(request, FiguresQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    filters = {
        COLUMNS.get(name, name): getattr(query, name)
        for name in ("sampling_rule", "product_category")
        if getattr(query, name) is not UNSET
    }
    ask = Ask(equal=filters, org=scope(by), at=at.position)
    body: dict[str, Any] = {"figures": await office.read_models.figures(ask)}
    headers: dict[str, str] = {}
    at.note(body, headers)
    return respond(body, headers=headers)


@get(f"{PREFIX}/inbox")
@signed_in()
async def inbox(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """区局收件箱: a tab of an organisation's inbox, and how many wait in each."""
    query = asked(request, InboxQuery)
    org = query.org or by.org
    if org != by.org and scope(by) is not None:
        raise Problem(404, "not-found")
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    counts = {}
    for tab in Tab:
        everything = Ask(equal=of_tab(tab, org), org=scope(by), at=at.position)
        counts[tab] = await office.read_models.count(REFERRALS, everything, CAP)
    return await listed(
        request,
        office,
        by,
        REFERRALS,
        query,
        Ask(equal=of_tab(query.tab, org)),
        oldest_first=True,
        extra={"org": org, "tab": query.tab, "tabs": counts},
    )


@get(f"{PREFIX}/dispatch-queue")
@signed_in()
async def dispatch_queue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """线索分派: the leads that wait, each with the bureau proposed and why."""
    require(by, Act.DISPATCH, org=by.org)
    query = asked(request, ListQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    ask = Ask(
        equal=of_queue(by),
        words=query.q,
        org=scope(by),
        at=at.position,
        after=position_of(query.cursor),
        limit=query.limit,
        descending=query.order == "desc",
    )
    page = await office.read_models.page(LEADS, ask)
    under_way = Ask(equal={"status": UNDER_WAY}, at=at.position)
    load = await office.read_models.tally(REFERRALS, "to_org", under_way)
    known = office.directory.at(at.position)
    body: dict[str, Any] = {"items": [_proposed(row, known, load) for row in page.rows]}
    headers: dict[str, str] = {}
    if page.next is not None:
        body["next"] = cursor_of(page.next)
        headers["Link"] = link_to_next(request, body["next"])
    at.note(body, headers)
    return respond(body, headers=headers)


def _proposed(row: LeadRow, known: Reference, load: Mapping[str, int]) -> dict[str, Any]:
    proposal = propose(
        place=row.place, enterprise=row.enterprise, product_kind=row.product_kind, known=known
    )
    return shown(row) | {
        "proposal": {
            "org": proposal.org,
            "rule": proposal.rule,
            "fact": proposal.fact,
            "openThere": load.get(proposal.org, 0),
        },
        "returnedBy": [back.org for back in row.returns],
    }


def cursor_of(after: tuple[date, UUID]) -> str:
    """Where a page ended, as an opaque text."""
    return urlsafe_b64encode(msgspec.json.encode(after)).decode().rstrip("=")


def position_of(cursor: str | None) -> tuple[date, UUID] | None:
    """Where a page ended. Raises a 400 problem for a cursor that is not ours."""
    if cursor is None:
        return None
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(text, type=tuple[date, UUID])
    except (ValueError, msgspec.DecodeError):
        raise Problem(400, "parameter-invalid", facts={"name": "cursor"}) from None
