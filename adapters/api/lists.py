"""Lists: leads, referrals, cases, dispositions, test results and their figures."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from adapters.api.answers import PREFIX, link_to_next, respond, shown
from adapters.api.office import Office, Req
from adapters.api.past import Moment, caught_up, moment
from adapters.api.problems import Problem
from adapters.api.request import asked
from adapters.api.signed_in import signed_in
from application.queries import Ask, scope
from application.views.bulletin import BULLETINS
from application.views.case import CASES, CaseStatus, Shown
from application.views.disposition import DISPOSITIONS
from application.views.joint_review import JOINT_REVIEWS
from application.views.lead import LEADS
from application.views.referral import REFERRALS
from application.views.supervision import SUPERVISIONS
from application.views.test_result import RESULTS
from application.views.view import Row, View
from domain.authority import Officer
from domain.bulletin.events import BulletinKind
from domain.bulletin.state import BulletinStatus
from domain.case.kinds import Outcome, Stage
from domain.disposition.events import RecipientRole
from domain.disposition.state import DispositionStatus
from domain.joint_review.kinds import ReviewStatus
from domain.lead.events import Source
from domain.lead.state import LeadStatus
from domain.place import Region
from domain.reference.catalogue import RiskClass
from domain.referral.kinds import ReferralKind
from domain.referral.state import ReferralStatus
from domain.sampling.result import Stage as SampledAt
from domain.supervision.events import SupervisionKind
from domain.supervision.state import SupervisionStatus

R = TypeVar("R", bound=Row)

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
    risk_class: RiskClass | UnsetType = UNSET
    enterprise: str | UnsetType = UNSET
    product: str | UnsetType = UNSET
    batch: str | UnsetType = UNSET
    campaign: str | UnsetType = UNSET


class ReferralsQuery(ListQuery, frozen=True, kw_only=True):
    """Filters of the list of referrals."""

    status: ReferralStatus | UnsetType = UNSET
    kind: ReferralKind | UnsetType = UNSET
    from_org: str | UnsetType = UNSET
    to_org: str | UnsetType = UNSET
    superior: str | UnsetType = UNSET
    subject: UUID | UnsetType = UNSET


class CasesQuery(ListQuery, frozen=True, kw_only=True):
    """Filters of the list of cases; `status` is the stage, or suspended."""

    status: CaseStatus | UnsetType = UNSET
    stage: Stage | UnsetType = UNSET
    org: str | UnsetType = UNSET
    handler: str | UnsetType = UNSET
    number: str | UnsetType = UNSET
    enterprise: str | UnsetType = UNSET
    product: str | UnsetType = UNSET
    batch: str | UnsetType = UNSET
    serious: bool | UnsetType = UNSET
    outcome: Outcome | UnsetType = UNSET
    publicity: Shown | UnsetType = UNSET
    campaign: str | UnsetType = UNSET


class DispositionsQuery(ListQuery, frozen=True, kw_only=True):
    """Filters of the list of dispositions; `stage` is that of a recipient, of that one if named."""

    status: DispositionStatus | UnsetType = UNSET
    organiser: str | UnsetType = UNSET
    holder: str | UnsetType = UNSET
    serious: bool | UnsetType = UNSET
    product_category: str | UnsetType = UNSET
    risk_class: RiskClass | UnsetType = UNSET
    sampling_rule: str | UnsetType = UNSET
    enterprise: str | UnsetType = UNSET
    product: str | UnsetType = UNSET
    batch: str | UnsetType = UNSET
    campaign: str | UnsetType = UNSET
    recipient: RecipientRole | UnsetType = UNSET
    stage: DispositionStatus | UnsetType = UNSET
    licence_at_stake: bool | UnsetType = UNSET
    outside: bool | UnsetType = UNSET
    delivered_from: date | None = None
    delivered_to: date | None = None


class ResultsQuery(ListQuery, frozen=True, kw_only=True):
    """Filters of the list of test results."""

    qualified: bool | UnsetType = UNSET
    stage: SampledAt | UnsetType = UNSET
    sampling_rule: str | UnsetType = UNSET
    product_category: str | UnsetType = UNSET
    risk_class: RiskClass | UnsetType = UNSET
    report_no: str | UnsetType = UNSET
    producer_place: Region | UnsetType = UNSET
    district: str | UnsetType = UNSET
    lab: str | UnsetType = UNSET
    recognised: bool | UnsetType = UNSET
    voided: bool | UnsetType = UNSET
    product: str | UnsetType = UNSET
    batch: str | UnsetType = UNSET
    enterprise: str | UnsetType = UNSET
    campaign: str | UnsetType = UNSET
    sampled_from: date | None = None
    sampled_to: date | None = None


class BulletinsQuery(ListQuery, frozen=True, kw_only=True):
    """Filters of the list of bulletins."""

    status: BulletinStatus | UnsetType = UNSET
    kind: BulletinKind | UnsetType = UNSET


class JointReviewsQuery(ListQuery, frozen=True, kw_only=True):
    """Filters of the list of joint reviews."""

    status: ReviewStatus | UnsetType = UNSET
    case: UUID | UnsetType = UNSET
    handling_org: str | UnsetType = UNSET
    convener: str | UnsetType = UNSET
    member: str | UnsetType = UNSET
    serious: bool | UnsetType = UNSET


class SupervisionsQuery(ListQuery, frozen=True, kw_only=True):
    """Filters of the list of supervisions."""

    status: SupervisionStatus | UnsetType = UNSET
    kind: SupervisionKind | UnsetType = UNSET
    case: UUID | UnsetType = UNSET
    from_org: str | UnsetType = UNSET
    to_org: str | UnsetType = UNSET


class FiguresQuery(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Which test results are counted."""

    sampling_rule: str | UnsetType = UNSET
    product_category: str | UnsetType = UNSET
    as_of: str | None = None
    as_of_position: int | None = None


# Parameters whose column has another name.
COLUMNS = {"product_category": "product_kind", "case": "case_id", "outside": "goes_outside"}
# The first and the last day of what a list is ordered by.
DAYS = ("sampled_from", "delivered_from"), ("sampled_to", "delivered_to")
HOLDING = {"campaign": "campaigns"}
HOLDING_OF_CASES = HOLDING | {"handler": "handlers"}
HOLDING_OF_REVIEWS = {"member": "members"}
HOLDING_OF_RESULTS = HOLDING | {"enterprise": "enterprises"}
HOLDING_OF_DISPOSITIONS = HOLDING_OF_RESULTS | {"holder": "handlers", "standing": "standing"}


def handlers() -> list[HTTPRouteHandler]:
    """The routes of the lists."""
    return [
        _lister(LEADS, LeadsQuery, HOLDING),
        _lister(REFERRALS, ReferralsQuery, {}),
        _lister(CASES, CasesQuery, HOLDING_OF_CASES),
        _lister(DISPOSITIONS, DispositionsQuery, HOLDING_OF_DISPOSITIONS),
        _lister(JOINT_REVIEWS, JointReviewsQuery, HOLDING_OF_REVIEWS),
        _lister(SUPERVISIONS, SupervisionsQuery, {}),
        _lister(RESULTS, ResultsQuery, HOLDING_OF_RESULTS),
        _lister(BULLETINS, BulletinsQuery, {}),
        figures,
    ]


def _lister(
    view: View[Any], query_type: type[ListQuery], holding: Mapping[str, str]
) -> HTTPRouteHandler:
    @signed_in()
    async def page(request: Req, office: Office, by: Officer) -> Response[bytes]:
        query = asked(request, query_type)
        ask = ask_of(query, holding)
        body, headers = await answer(
            request, office, view, await listing(request, office, by, query, ask)
        )
        return respond(body, headers=headers)

    page.__name__ = f"{view.name}_list"
    return get(f"{PREFIX}/{view.path}")(page)


def ask_of(query: ListQuery, holding: Mapping[str, str]) -> Ask:
    """What a list is asked for; `holding` names the columns of parameters that are one of many."""
    filters = given(query)
    first, last = (
        next((filters.pop(name) for name in names if name in filters), None) for names in DAYS
    )
    if isinstance(query, DispositionsQuery):
        pair = [filters.pop(name) for name in ("recipient", "stage") if name in filters]
        filters |= {"standing": " ".join(pair)} if pair else {}
    return Ask(
        due=(first, last),
        equal={COLUMNS.get(n, n): v for n, v in filters.items() if n not in holding},
        holding={holding[n]: v for n, v in filters.items() if n in holding},
    )


def given(query: Struct) -> dict[str, Any]:
    """The filters that were given."""
    return {
        name: getattr(query, name)
        for name in query.__struct_fields__
        if name not in ListQuery.__struct_fields__ and getattr(query, name) is not UNSET
    }


class Listing(Struct, frozen=True):
    """A question to a list, with everything the request says of it."""

    ask: Ask
    at: Moment
    counted: bool


async def listing(
    request: Req, office: Office, by: Officer, query: ListQuery, ask: Ask, *, order: str = "desc"
) -> Listing:
    """The question of a list request; `order` is that of the list when none is asked for."""
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    asked_for = replace(
        ask,
        words=query.q,
        org=scope(by),
        person=by.id,
        at=at.position,
        after=position_of(query.cursor),
        limit=query.limit,
        descending=(query.order or order) == "desc",
    )
    return Listing(asked_for, at, query.count == "capped")


async def answer(
    request: Req,
    office: Office,
    view: View[R],
    listed: Listing,
    show: Callable[[R], dict[str, Any]] = shown,
) -> tuple[dict[str, Any], dict[str, str]]:
    """The body and headers of one page of a list."""
    page = await office.read_models.page(view, listed.ask)
    body: dict[str, Any] = {"items": [show(row) for row in page.rows]}
    headers: dict[str, str] = {}
    if page.next is not None:
        body["next"] = cursor_of(page.next)
        headers["Link"] = link_to_next(request, body["next"])
    if listed.counted:
        found = await office.read_models.count(view, replace(listed.ask, after=None), CAP)
        body["count"] = {"count": min(found, CAP), "exact": found <= CAP}
    listed.at.note(body, headers)
    return body, headers


@get(f"{PREFIX}/test-results/figures")
@signed_in()
async def figures(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """Batches and unqualified batches by stage and by place of the producer."""
    query = asked(request, FiguresQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    filters = {"voided": False} | {
        COLUMNS.get(name, name): getattr(query, name)
        for name in ("sampling_rule", "product_category")
        if getattr(query, name) is not UNSET
    }
    ask = Ask(equal=filters, org=scope(by), at=at.position)
    body: dict[str, Any] = {"figures": await office.read_models.figures(ask)}
    headers: dict[str, str] = {}
    at.note(body, headers)
    return respond(body, headers=headers)


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
