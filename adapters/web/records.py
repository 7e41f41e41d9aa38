"""The page of a lead, a referral, a disposition or a test result, now or as it was."""

from typing import Any, Literal
from uuid import UUID

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from adapters.api.answers import actions_on
from adapters.api.commands import visible
from adapters.api.deadlines import age, clocks_of, is_pressing
from adapters.api.dispositions import day_then
from adapters.api.leads import similar_to
from adapters.api.office import Office, Req
from adapters.api.past import Moment, day_of, moment
from adapters.api.records import Then, as_it_was, history_of
from adapters.api.request import language_of, parameters, understood
from adapters.web.actions import NEXT, TAGGING, allowed_forms
from adapters.web.case_file import notice_of
from adapters.web.disposition_papers import papers_of
from adapters.web.dispositions import todo
from adapters.web.page import page, render
from adapters.web.related import Related, related
from adapters.web.strip import strips
from adapters.web.words import Words
from application.aggregates import DISPOSITION, LEAD, REFERRAL, RESULT, SUPERVISION
from application.deadlines import Clocked, title_of
from application.desk import Aggregate, Loaded
from application.firms import firms_of, product_of
from application.views.disposition import DispositionRow
from application.views.lead import LeadRow
from application.views.referral import ReferralRow
from application.views.view import Row
from domain.authority import Act, Officer, may
from domain.referral.kinds import ReferralKind
from domain.referral.state import ReferralStatus

TABS = ("overview", "deadlines", "history", "all")
# What a receiver who would pass a matter on is told, by how it came.
NOT_ONWARD = {
    ReferralKind.ASSIGN_DOWN: "onward-referral-not-allowed",
    ReferralKind.INTRA_TRANSFER: "onward-transfer-not-allowed",
}


class RecordPage(Then, frozen=True, kw_only=True):
    """Which part of which past; `done` is the position of what was just recorded."""

    tab: Literal["overview", "deadlines", "history", "all"] = "overview"
    done: int | None = None
    again: bool = False


def handlers() -> list[HTTPRouteHandler]:
    """A page for each kind of record but cases, which have a file of their own."""
    return [_page(kind) for kind in (LEAD, REFERRAL, DISPOSITION, RESULT, SUPERVISION)]


def _page(kind: Aggregate[Any, Any]) -> HTTPRouteHandler:
    @page(kind)
    async def record(request: Req, office: Office, by: Officer) -> Response[bytes]:
        record_id: UUID = request.path_params["record_id"]
        query = understood({n: v for n, v in parameters(request).items() if v}, RecordPage)
        at = await moment(office, query.as_of, query.as_of_position)
        now = await visible(office, kind, record_id, by)
        office.notebook.opened(by.id, record_id)
        found = now if at.position is None else await as_it_was(office, kind, record_id, at)
        facts = await _facts(request, office, by, found, query, at)
        return render(
            request, by, "record.html", facts | _todo(request, office, by, kind, found, at)
        )

    record.__name__ = f"{kind.view.name}_page"
    return get(f"/{kind.view.path}/{{record_id:uuid}}")(record)


async def _facts(
    request: Req,
    office: Office,
    by: Officer,
    record: Loaded[Any, Any],
    query: RecordPage,
    at: Moment,
) -> dict[str, Any]:
    """What the page shows, whoever reads it."""
    row, language = record.row, language_of(request)
    clocks = await clocks_of(office, row, at, language) if isinstance(row, Clocked) else []
    told = query.tab in ("history", "all") or query.done is not None
    history = await history_of(office, row.id, by, at, language, whole=False) if told else []
    running = [each for each in clocks if is_pressing(each)]
    now = at.position is None
    alike = await similar_to(office, by, row) if now and isinstance(row, LeadRow) else []
    links = await related(office, by, row, at)
    return {
        "row": row,
        "title": title_of(row),
        "at": at,
        "as_of": query.as_of or "",
        "tab": query.tab,
        "tabs": TABS,
        "clocks": clocks,
        "pressing": min(running, key=lambda each: each["dueOn"], default=None),
        "age": age(row, office.directory.almanac(at.position), await day_of(at, office)),
        "links": links,
        **dict(zip(("product", "batch"), product_of(row), strict=True)),
        "firms": firms_of(row),
        **await _of_recipients(request, office, record, clocks, links, at),
        "alike": alike,
        "history": history,
        "notice": notice_of(history, query.done),
        "again": query.again,
    }


async def _of_recipients(
    request: Req,
    office: Office,
    record: Loaded[Any, Any],
    clocks: list[dict[str, Any]],
    links: list[Related],
    at: Moment,
) -> dict[str, Any]:
    """The time strips of a disposition and what it has on each, on the day that is looked at."""
    if not isinstance(record.row, DispositionRow):
        return {"strips": [], "papers": []}
    day = await day_then(office, record, at)
    words = Words(language_of(request), office.directory.known)
    return {
        "strips": strips(record.state, clocks, day),
        "papers": papers_of(record.state, day, links, words),
    }


def _todo(
    request: Req,
    office: Office,
    by: Officer,
    kind: Aggregate[Any, Any],
    record: Loaded[Any, Any],
    at: Moment,
) -> dict[str, Any]:
    """What this officer may do with the record now; nothing with the past."""
    collection, row = kind.view.path, record.row
    if at.position is not None:
        nothing: dict[str, Any] = {
            "mine": None,
            "parties": [],
            "informant": False,
            "not_onward": None,
            "actions": [],
        }
        return {"collection": collection, **nothing}
    held = isinstance(row, LeadRow) and row.has_informant
    language = language_of(request)
    actions = actions_on(record, by, office)
    parties = todo(record, by, office, language) if isinstance(row, DispositionRow) else []
    return {
        "collection": collection,
        "parties": parties,
        "mine": [] if parties else allowed_forms(collection, actions, beside=TAGGING),
        "actions": actions,
        "usual": NEXT,
        "informant": held and may(by, Act.READ_INFORMANT),
        "not_onward": not_onward(row, by),
    }


def not_onward(row: Row, by: Officer) -> str | None:
    """What the receiver of an offer is told: it may not pass the matter on."""
    if not isinstance(row, ReferralRow) or row.to_org != by.org:
        return None
    open_here = row.status in (ReferralStatus.SENT, ReferralStatus.RECEIVED)
    return NOT_ONWARD.get(row.kind) if open_here else None
