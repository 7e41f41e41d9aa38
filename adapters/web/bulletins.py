"""通报: the list, a draft, what was published, where it comes from, and what it would be now."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, Literal
from uuid import uuid4

import msgspec
import msgspec.inspect as mi
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec import Meta, Struct

from adapters.api.answers import actions_on, link_to_next
from adapters.api.bulletins import (
    BatchesQuery,
    EditionQuery,
    ShownFigures,
    as_file,
    as_list,
    behind,
    compared,
    publication,
)
from adapters.api.commands import draft, visible
from adapters.api.failures import explained
from adapters.api.lists import BulletinsQuery, cursor_of, given, listing
from adapters.api.office import Office, Req
from adapters.api.past import moment
from adapters.api.problems import worded
from adapters.api.request import decoded, language_of, parameters, understood
from adapters.web.actions import allowed_forms
from adapters.web.choices import Choice
from adapters.web.page import form_of, page, render, to
from adapters.web.steps import call_of, sent_of
from adapters.web.typed import object_of
from adapters.web.words import Words
from adapters.wording.bulletin import (
    BY_FIELD,
    change_of,
    cut_off_of,
    header,
    headings,
    in_all,
    note_of,
    operators_of,
    rate_of,
    statement,
    value_of,
)
from adapters.wording.catalogue import Language
from application.aggregates import BULLETIN
from application.bulletin_files import Publication, Table, charted, tables
from application.figures import Batch
from application.queries import Ask
from application.views.bulletin import BULLETINS
from domain.authority import Act, Officer, may
from domain.bulletin.decisions import CutOff, DraftBulletin
from domain.bulletin.events import BulletinKind, Counted, GroupedBy
from domain.bulletin.state import BulletinStatus
from domain.reference.state import Reference

EACH = 25
SCALE = 100


class BulletinPage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which edition, whether to compare it with now; `done` is what was just recorded."""

    edition: Annotated[int, Meta(ge=1)] | None = None
    compare: Literal["now"] | None = None
    done: int | None = None
    again: bool = False


class Bar(Struct, frozen=True, kw_only=True):
    """A bar of a chart: its text, its number, the part that is unqualified; hundredths of each."""

    text: str
    number: int
    part: int
    width: int
    part_width: int


@get("/bulletins")
@page()
async def bulletins(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """通报."""
    return await _listed(request, office, by)


async def _listed(
    request: Req,
    office: Office,
    by: Officer,
    typed: Mapping[str, Sequence[str]] | None = None,
    problem: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response[bytes]:
    asked = {n: v for n, v in parameters(request).items() if v}
    # Named as a field of the draft is: what it is filled in with.
    filled = {n: [asked.pop(n)] for n in list(asked) if n.startswith("/")}
    query = understood(asked, BulletinsQuery)
    filters = given(query)
    listed = await listing(
        request, office, by, msgspec.structs.replace(query, limit=EACH), Ask(equal=filters)
    )
    found = await office.read_models.page(BULLETINS, listed.ask)
    words = Words(language_of(request), office.directory.known)
    following = link_to_next(request, cursor_of(found.next)) if found.next else ""
    facts: dict[str, object] = {
        "rows": found.rows,
        "next": following.partition(">")[0].lstrip("<"),
        "paged": query.cursor is not None,
        "filters": filters | {"q": query.q or ""},
        "kinds": [Choice(each, words.cap(words.one_of(each))) for each in BulletinKind],
        "statuses": [Choice(each, words.cap(words.one_of(each))) for each in BulletinStatus],
        "products": [
            Choice(each.code, value_of(GroupedBy.PRODUCT, each.code, words.language, words.known))
            for each in words.known.kinds()
        ],
        "campaigns": [Choice(each, words.campaign(each)) for each in words.known.campaigns],
        "drafts": may(by, Act.DRAFT_BULLETIN),
        "typed": typed or filled,
        "key": uuid4().hex,
        "problem": problem,
    }
    return render(request, by, "bulletins.html", facts, status=status)


@post("/bulletins", status_code=303)
@page()
async def draft_page(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """起草通报."""
    posted = await form_of(request)
    try:
        sent = sent_of(posted)
        body = msgspec.json.encode(_body(DraftBulletin, sent.given), order="sorted")
        call = call_of(request, office, by, sent, body)
        call = msgspec.structs.replace(call, expected=None)
        done = await draft(office, decoded(body, DraftBulletin), call)
    except Exception as error:  # noqa: BLE001 - every failure is shown with what was typed
        problem = await explained(error, request, office, by, language_of(request))
        told = worded(problem, language_of(request))
        return await _listed(request, office, by, posted, told, problem.status)
    return to(f"/bulletins/{done.stream}?done={done.position}")


@get("/bulletins/{record_id:uuid}")
@page(BULLETIN)
async def bulletin(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """通报详情."""
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    asked = {n: v for n, v in parameters(request).items() if v}
    query = understood(asked, BulletinPage)
    language = language_of(request)
    published = await publication(office, record, query.edition)
    words = Words(language, published.known)
    comparison = None
    if query.compare:
        comparison = await compared(
            office, record, by, await moment(office, None, None), query.edition
        )
    facts: dict[str, object] = {
        "row": record.row,
        "published": published,
        "edition": query.edition,
        "header": list(header(published, language)),
        "statement": statement(published.figures, language),
        "tables": tables(published.figures),
        "in_all": partial(in_all, language=language),
        "headings": partial(headings, language=language),
        "rate": rate_of,
        "note": partial(note_of, language=language),
        "charts": list(charts(published, language)),
        "value_of": partial(value_of, language=language, known=published.known),
        "change_of": partial(change_of, language=language, known=published.known),
        "cut_off": partial(cut_off_shown, language=language),
        "told": partial(told_of, words=words),
        "counted": Counted,
        "compare": comparison,
        "may_compare": may(by, Act.READ_ALL),
        "actions": allowed_forms("bulletins", actions_on(record, by, office)),
        "done": query.done,
        "again": query.again,
    }
    return render(request, by, "bulletin.html", facts)


def cut_off_shown(shown: ShownFigures, language: Language) -> str:
    """Up to when figures count, in words."""
    return cut_off_of(CutOff(shown.cut_off, shown.cut_off_at), language)


@get("/bulletins/{record_id:uuid}/batches")
@page(BULLETIN)
async def batches(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """数据明细."""
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    query = understood({n: v for n, v in parameters(request).items() if v}, BatchesQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    found = await behind(office, record, by, query, at)
    published = await publication(office, record, query.edition)
    cut_off = published.cut_off if at.position is None else CutOff(at.position, at.instant)
    language, known = language_of(request), published.known
    following = ""
    if found.after is not None:
        following = link_to_next(request, found.after).replace("cursor=", "after=")
    facts: dict[str, object] = {
        "row": record.row,
        "title": published.title,
        "query": query,
        "asked": request.url.query,
        "cut_off": cut_off_of(cut_off, language),
        "value": value_of(query.grouped_by, query.value, language, known),
        "found": found,
        # Whom only the handling concerns sees the result there.
        "reads_all": may(by, Act.READ_ALL),
        "next": following.partition(">")[0].lstrip("<"),
        "value_of": partial(value_of, language=language, known=known),
        "operators_of": partial(operators_of, language=language, known=known),
        "grouped": GroupedBy,
    }
    return render(request, by, "batches.html", facts)


@get("/bulletins/{record_id:uuid}/batches/csv")
@page(BULLETIN)
async def batches_file(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The batches behind a figure as a file."""
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    query = understood({n: v for n, v in parameters(request).items() if v}, BatchesQuery)
    return await as_list(office, record, by, query, language_of(request))


@get("/bulletins/{record_id:uuid}/files/{kind:str}")
@page(BULLETIN)
async def bulletin_file(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The bulletin as a file."""
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    query = understood({n: v for n, v in parameters(request).items() if v}, EditionQuery)
    kind = request.path_params["kind"]
    return await as_file(office, record, kind, language_of(request), query.edition)


def told_of(name: str, batch: Batch, words: Words) -> str:
    """A field of a counted batch, in words."""
    value = getattr(batch, name)
    if name in BY_FIELD:
        return value_of(BY_FIELD[name], value, words.language, words.known)
    if name == "operators":
        told = operators_of(batch, words.language, words.known)
        return words.separator.join(told) or "—"
    return words.value(name, value) if value is not None else "—"


def handlers() -> list[HTTPRouteHandler]:
    """The pages of bulletins."""
    return [bulletins, draft_page, bulletin, batches, batches_file, bulletin_file]


def charts(of: Publication, language: Language) -> Iterator[tuple[GroupedBy, list[Bar]]]:
    """The figures as bars, to be drawn as they are: the table beside them says the same."""
    for table in charted(of.figures):
        yield table.grouped_by, bars(table, language, of.known)


def bars(table: Table, language: Language, known: Reference) -> list[Bar]:
    """A bar for each value, the longest as wide as the chart."""
    most = max(numbers[0] for _, numbers in table.rows)
    return [
        Bar(
            text=value_of(table.grouped_by, value, language, known),
            number=numbers[0],
            part=numbers[1],
            width=max(1, SCALE * numbers[0] // most),
            part_width=max(1, SCALE * numbers[1] // most) if numbers[1] else 0,
        )
        for value, numbers in table.rows
    ]


def _body(command: type[Struct], typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    info = mi.type_info(command)
    assert isinstance(info, mi.StructType), "a command is a struct"
    return object_of(info.fields, "", typed)
