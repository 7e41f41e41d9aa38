"""The lists of leads, referrals, dispositions and results; a search is saved by its address."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from msgspec.structs import replace

from adapters.api.answers import link_to_next
from adapters.api.deadlines import clock_body
from adapters.api.lists import (
    HOLDING,
    HOLDING_OF_DISPOSITIONS,
    HOLDING_OF_RESULTS,
    DispositionsQuery,
    LeadsQuery,
    ListQuery,
    ReferralsQuery,
    ResultsQuery,
    ask_of,
    cursor_of,
    listing,
)
from adapters.api.office import Office, Req
from adapters.api.past import Moment, day_of
from adapters.api.request import language_of, parameters, understood
from adapters.web.choices import Choice
from adapters.web.page import page, render
from adapters.web.words import Words
from adapters.wording.catalogue import Language
from application.deadlines import NEVER, Clocked, Stage, deadlines_of, title_of
from application.queries import scope
from application.views.disposition import DISPOSITIONS, DispositionRow
from application.views.lead import LEADS, LeadRow
from application.views.referral import REFERRALS, ReferralRow
from application.views.test_result import RESULTS, TestResultRow
from application.views.view import View
from domain.authority import Act, Officer, may
from domain.disposition.events import RecipientRole
from domain.disposition.state import DispositionStatus
from domain.lead.events import Source
from domain.lead.state import LeadStatus
from domain.place import Region
from domain.reference.catalogue import RiskClass
from domain.referral.kinds import ReferralKind
from domain.referral.state import ReferralStatus
from domain.sampling.result import Stage as SampledAt

EACH = 25
# Filters that are typed, in the lists that have them.
TYPED = ("product", "batch")

Offers = Callable[[Words, Officer], tuple[Choice, ...]]
Cells = Callable[[Any, Words], tuple[str, ...]]


class Listed(Struct, frozen=True, kw_only=True):
    """What a list is made of: its question, its filters, its columns and their cells.

    A `clocked` list says what is due next on each record.
    """

    view: View[Any]
    query: type[ListQuery]
    holding: Mapping[str, str]
    filters: Mapping[str, Offers]
    columns: tuple[str, ...]
    cells: Cells
    fields: Mapping[str, str] = {}  # what is typed, by the kind of its input
    clocked: bool = False


def handlers() -> list[HTTPRouteHandler]:
    """A list for each kind of record but cases, which have a board besides."""
    return [_list(each) for each in LISTS]


def _list(listed: Listed) -> HTTPRouteHandler:
    name = listed.view.path

    @page()
    async def records(request: Req, office: Office, by: Officer) -> Response[bytes]:
        asked = {n: v for n, v in parameters(request).items() if v}
        query = understood(asked, listed.query)
        ask = ask_of(query, listed.holding)
        question = await listing(request, office, by, replace(query, limit=EACH), ask)
        found = await office.read_models.page(listed.view, question.ask)
        following = link_to_next(request, cursor_of(found.next)) if found.next else ""
        words = Words(language_of(request), office.directory.known)
        facts: dict[str, Any] = {
            "name": name,
            "rows": [(row, title_of(row), listed.cells(row, words)) for row in found.rows],
            "columns": listed.columns,
            "clocks": await pressing(found.rows, office, words.language, question.at)
            if listed.clocked
            else None,
            "offers": {each: offer(words, by) for each, offer in listed.filters.items()},
            "fields": typed_in(listed),
            "filters": asked,
            "at": question.at,
            "as_of": query.as_of or "",
            "may_register": listed.view is LEADS and may(by, Act.REGISTER_LEAD),
            "next": following.partition(">")[0].lstrip("<"),
        }
        return render(request, by, "records.html", facts)

    records.__name__ = f"{listed.view.name}_list_page"
    return get(f"/{name}")(records)


async def pressing(
    rows: Iterable[Clocked], office: Office, language: Language, at: Moment
) -> dict[UUID, dict[str, Any]]:
    """What is due next on each record, by what was known at the moment, on its day."""
    almanac, today = office.directory.almanac(at.position), await day_of(at, office)
    found: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        duties = [each for each in deadlines_of(row, almanac) if each.stage is Stage.RUNNING]
        soonest = min(duties, key=lambda each: each.due or NEVER, default=None)
        if soonest is not None:
            found[row.id] = clock_body(soonest, almanac, today, language)
    return {record: clock for record, clock in found.items() if clock}


def typed_in(listed: Listed) -> Mapping[str, str]:
    """The filters that are typed, by the kind of their input."""
    named = {each: "text" for each in TYPED if each in listed.query.__struct_fields__}
    return {**named, **listed.fields}


def labelled(values: Iterable[StrEnum]) -> Offers:
    """The values of an enumeration, in words."""
    given_ = tuple(values)
    return lambda words, _: tuple(Choice(each, words.cap(words.one_of(each))) for each in given_)


def organisations(words: Words, by: Officer) -> tuple[Choice, ...]:
    """The bodies with officers here, for a reader of everything to choose from."""
    if scope(by) is not None:
        return ()
    here = {each.org for each in words.known.officers.values()}
    return tuple(
        Choice(code, words.org(code)) for code in words.known.organisations if code in here
    )


def either(words: Words, by: Officer) -> tuple[Choice, ...]:
    """Only what is so, or only what is not."""
    del by
    return (Choice("true", words.say("web.yes")), Choice("false", words.say("web.no")))


def kinds(words: Words, by: Officer) -> tuple[Choice, ...]:
    """The kinds of products."""
    del by
    return tuple(Choice(code, words.product_kind(code)) for code in words.known.catalogue)


def classes(words: Words, by: Officer) -> tuple[Choice, ...]:
    """The classes of the catalogue."""
    del by
    return tuple(Choice(each, words.cap(words.one_of(each))) for each in RiskClass)


def campaigns(words: Words, by: Officer) -> tuple[Choice, ...]:
    """The published campaigns."""
    del by
    return tuple(Choice(code, words.campaign(code)) for code in words.known.campaigns)


def of_lead(row: LeadRow, words: Words) -> tuple[str, ...]:
    """The cells of a lead."""
    return (
        words.one_of(row.source),
        row.enterprise.name if row.enterprise else "",
        words.org(row.holder) + (f" → {words.org(row.offer.to_org)}" if row.offer else ""),
        row.received_on.isoformat(),
    )


def of_referral(row: ReferralRow, words: Words) -> tuple[str, ...]:
    """The cells of a referral."""
    kind = words.cap(words.one_of(row.kind))
    return kind, words.org(row.from_org), words.org(row.to_org), row.sent_on.isoformat()


def handlers_of(row: DispositionRow) -> list[str]:
    """The bodies that handle the result for its recipients."""
    return [each.handling_org for each in row.recipients if each.handling_org]


def of_disposition(row: DispositionRow, words: Words) -> tuple[str, ...]:
    """The cells of a disposition."""
    separator = words.separator
    firms = dict.fromkeys(each.enterprise.name for each in row.recipients)
    return (
        separator.join(firms),
        separator.join(each.item for each in row.result.failed_items),
        words.org(row.organiser),
        separator.join(dict.fromkeys(map(words.org, handlers_of(row)))),
        (row.result.delivered_on or row.result.sampled_on).isoformat(),
    )


def provinces(words: Words, by: Officer) -> tuple[Choice, ...]:
    """Here, or elsewhere."""
    del by
    return tuple(Choice(each, words.cap(words.say(f"bulletin.{each}"))) for each in Region)


def of_result(row: TestResultRow, words: Words) -> tuple[str, ...]:
    """The cells of a test result."""
    result = row.result
    found = "qualified" if result.qualified else "unqualified"
    return (
        words.say("web.voided") if row.voided else words.say(f"web.{found}"),
        words.cap(words.one_of(result.stage)),
        result.producer.name,
        result.sampled.name,
        result.sampling_rule or "",
        result.sampled_on.isoformat(),
    )


LISTS = (
    Listed(
        view=RESULTS,
        query=ResultsQuery,
        holding=HOLDING_OF_RESULTS,
        filters={
            "qualified": either,
            "stage": labelled(SampledAt),
            "producerPlace": provinces,
            "productCategory": kinds,
            "riskClass": classes,
            "campaign": campaigns,
            "recognised": either,
            "voided": either,
        },
        fields={"samplingRule": "text", "sampledFrom": "date", "sampledTo": "date"},
        columns=("qualified", "stage", "producer", "sampled", "sampling_rule", "sampled_on"),
        cells=of_result,
    ),
    Listed(
        view=LEADS,
        query=LeadsQuery,
        holding=HOLDING,
        filters={
            "status": labelled(LeadStatus),
            "source": labelled(Source),
            "holder": organisations,
            "offeredTo": organisations,
            "productCategory": kinds,
            "riskClass": classes,
            "campaign": campaigns,
            "serious": either,
        },
        columns=("source", "enterprise", "holder", "received_on"),
        cells=of_lead,
    ),
    Listed(
        view=REFERRALS,
        query=ReferralsQuery,
        holding={},
        filters={
            "status": labelled(ReferralStatus),
            "kind": labelled(ReferralKind),
            "fromOrg": organisations,
            "toOrg": organisations,
        },
        columns=("kind", "from_org", "to_org", "sent_on"),
        cells=of_referral,
    ),
    Listed(
        view=DISPOSITIONS,
        query=DispositionsQuery,
        holding=HOLDING_OF_DISPOSITIONS,
        filters={
            "status": labelled(DispositionStatus),
            "holder": organisations,
            "productCategory": kinds,
            "riskClass": classes,
            "campaign": campaigns,
            "serious": either,
            "recipient": labelled(RecipientRole),
            "stage": labelled(DispositionStatus),
            "licenceAtStake": either,
            "outside": either,
        },
        columns=("recipients", "failed_items", "organiser", "handling_org", "delivered_on"),
        cells=of_disposition,
        fields={"deliveredFrom": "date", "deliveredTo": "date"},
        clocked=True,
    ),
)
