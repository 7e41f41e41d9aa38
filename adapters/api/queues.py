"""What waits for whom: the inbox of a bureau, and the queue of the dispatchers."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Response, get

from adapters.api.answers import PREFIX, respond, shown
from adapters.api.lists import CAP, ListQuery, answer, listing
from adapters.api.office import Office, Req
from adapters.api.problems import Problem
from adapters.api.request import asked
from adapters.api.signed_in import signed_in
from application.inbox import Tab, of_queue, of_tab
from application.queries import Ask, scope
from application.views.lead import LEADS, LeadRow
from application.views.referral import REFERRALS, ReferralRow
from domain.authority import Act, Officer, require
from domain.reference.jurisdiction import propose
from domain.reference.state import Reference
from domain.referral.state import ReferralStatus

UNDER_WAY = (
    ReferralStatus.SENT,
    ReferralStatus.RECEIVED,
    ReferralStatus.ACCEPTED,
    ReferralStatus.FEEDBACK_DUE,
)


class InboxQuery(ListQuery, frozen=True, kw_only=True):
    """Which tab of which organisation's inbox."""

    tab: Tab = Tab.RECEIPT
    org: str | None = None


@get(f"{PREFIX}/inbox")
@signed_in()
async def inbox(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """区局收件箱: a tab of an organisation's inbox, oldest first, and how many wait in each."""
    body, headers = await inbox_of(request, office, by, asked(request, InboxQuery))
    return respond(body, headers=headers)


async def inbox_of(
    request: Req,
    office: Office,
    by: Officer,
    query: InboxQuery,
    show: Callable[[ReferralRow], dict[str, Any]] = shown,
) -> tuple[dict[str, Any], dict[str, str]]:
    """One page of a tab, with the count of each tab, and its headers."""
    org = query.org or by.org
    if org != by.org and scope(by) is not None:
        raise Problem(404, "not-found")
    ask = Ask(equal=of_tab(query.tab, org))
    listed = await listing(request, office, by, query, ask, order="asc")
    tabs = {
        tab: await office.read_models.count(
            REFERRALS, Ask(equal=of_tab(tab, org), org=scope(by), at=listed.at.position), CAP
        )
        for tab in Tab
    }
    body, headers = await answer(request, office, REFERRALS, listed, show)
    return body | {"org": org, "tab": query.tab, "tabs": tabs}, headers


@get(f"{PREFIX}/dispatch-queue")
@signed_in()
async def dispatch_queue(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """线索分派: the leads that wait, oldest first, each with the bureau proposed and why."""
    body, headers = await queue_of(request, office, by, asked(request, ListQuery))
    return respond(body, headers=headers)


async def queue_of(
    request: Req, office: Office, by: Officer, query: ListQuery
) -> tuple[dict[str, Any], dict[str, str]]:
    """One page of the queue, and its headers. Refuses who does not dispatch."""
    require(by, Act.DISPATCH, org=by.org)
    ask = Ask(equal=of_queue(by))
    listed = await listing(request, office, by, query, ask, order="asc")
    under_way = Ask(equal={"status": UNDER_WAY}, at=listed.at.position)
    load = await office.read_models.tally(REFERRALS, "to_org", under_way)
    known = office.directory.at(listed.at.position)
    return await answer(request, office, LEADS, listed, lambda row: _proposed(row, known, load))


def _proposed(row: LeadRow, known: Reference, load: Mapping[str, int]) -> dict[str, Any]:
    proposal = propose(
        place=row.place,
        enterprise=row.enterprise,
        product_kind=row.product_kind,
        received_on=row.received_on,
        known=known,
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
