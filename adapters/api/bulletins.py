"""Figures of bulletins: as published, counted anew, compared, and batch by batch."""

from collections.abc import Sequence
from typing import Annotated, Any

from litestar import Response, get
from msgspec import Meta, Struct

from adapters.api.answers import PREFIX, respond
from adapters.api.commands import visible
from adapters.api.file_names import attachment
from adapters.api.office import Office, Req
from adapters.api.past import WAIT_SECONDS, Moment, moment
from adapters.api.problems import Problem
from adapters.api.records import Then
from adapters.api.request import Nothing, asked, language_of
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language
from application.aggregates import BULLETIN
from application.bulletins import BulletinRecord, counted
from application.figures import Batch, BatchChange, Difference, Group, differences
from application.queries import scope
from domain.authority import Act, Officer, may
from domain.bulletin.decisions import Counting
from domain.bulletin.events import Counted, Figure, GroupedBy

MOST_CHANGES = 200


class BatchesQuery(Then, frozen=True, kw_only=True):
    """Which figure's records; at the cut-off, if no other moment is asked for."""

    counted: Counted = Counted.BATCHES
    grouped_by: GroupedBy = GroupedBy.ALL
    value: str = "all"
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    after: str = ""


class ComparisonQuery(Then, frozen=True, kw_only=True):
    """The moment to compare with; now, if none is given."""


class ShownFigures(Struct, frozen=True, kw_only=True, rename="camel"):
    """Figures, up to where they count, and their digest."""

    cut_off: int
    figures: Sequence[Figure]
    sha256: str


class Compared(Struct, frozen=True, kw_only=True, rename="camel"):
    """The bulletin counted anew at its cut-off, and at another moment.

    `reproduced` says that the cut-off gives what was published, to the digest; None for a draft.
    """

    before: ShownFigures
    after: ShownFigures
    reproduced: bool | None
    differences: Sequence[Difference]
    batches: Sequence[BatchChange]


@get(f"{PREFIX}/bulletins/{{record_id:uuid}}/figures")
@signed_in(BULLETIN)
async def figures(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """通报数据: as published to everyone; a draft's, to those who see it."""
    asked(request, Nothing)
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    return respond(await shown_figures(office, record))


async def shown_figures(office: Office, record: BulletinRecord) -> ShownFigures:
    """What was published, or what a draft would publish."""
    edition = record.row.edition
    if edition is not None:
        return ShownFigures(cut_off=edition.cut_off, figures=edition.figures, sha256=edition.sha256)
    return of(await _counted(office, record, record.row.cut_off))


@get(f"{PREFIX}/bulletins/{{record_id:uuid}}/comparison")
@signed_in(BULLETIN)
async def comparison(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """重新计算: at the cut-off and at another moment, with all that differs."""
    query = asked(request, ComparisonQuery)
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    at = await moment(office, query.as_of, query.as_of_position)
    body: dict[str, Any] = {"comparison": await compared(office, record, by, at)}
    headers: dict[str, str] = {}
    at.note(body, headers)
    return respond(body, headers=headers)


async def compared(office: Office, record: BulletinRecord, by: Officer, at: Moment) -> Compared:
    """The bulletin at its cut-off and at a moment. Refuses who may not see all that is counted."""
    if not may(by, Act.READ_ALL):
        raise Problem(403, "role-not-granted", facts={"act": Act.READ_ALL})
    position = at.position
    if position is None:
        position, _ = await office.read_models.progress()
    before = await _counted(office, record, record.row.cut_off)
    after = await _counted(office, record, position)
    edition = record.row.edition
    return Compared(
        before=of(before),
        after=of(after),
        reproduced=edition.sha256 == before.sha256 if edition else None,
        differences=differences(before.figures, after.figures),
        batches=await office.tallies.changes(
            record.row.scope, record.row.cut_off, position, MOST_CHANGES
        ),
    )


@get(f"{PREFIX}/bulletins/{{record_id:uuid}}/batches")
@signed_in(BULLETIN)
async def batches(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """数据明细: the batches behind a figure, of those the reader may see."""
    query = asked(request, BatchesQuery)
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    at = await moment(office, query.as_of, query.as_of_position)
    found = await records_of(office, record, by, query, at)
    body: dict[str, Any] = {"items": found[: query.limit], "cutOff": record.row.cut_off}
    if len(found) > query.limit:
        body["after"] = found[query.limit - 1].report_no
    headers: dict[str, str] = {}
    at.note(body, headers)
    return respond(body, headers=headers)


async def records_of(
    office: Office, record: BulletinRecord, by: Officer, query: BatchesQuery, at: Moment
) -> list[Batch]:
    """The batches behind a figure, and one more than the limit if there are more."""
    position = record.row.cut_off if at.position is None else at.position
    await office.read_models.wait_for(position, WAIT_SECONDS)
    group = Group(grouped_by=query.grouped_by, value=query.value, counted=query.counted)
    return await office.tallies.batches(
        record.row.scope,
        position,
        group,
        org=scope(by),
        after=query.after,
        limit=query.limit + 1,
    )


@get(f"{PREFIX}/bulletins/{{record_id:uuid}}/files/{{kind:str}}")
@signed_in(BULLETIN)
async def file(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The bulletin as a file: csv, xlsx or pdf."""
    asked(request, Nothing)
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    return await as_file(office, record, request.path_params["kind"], language_of(request))


async def as_file(
    office: Office, record: BulletinRecord, kind: str, language: Language
) -> Response[bytes]:
    """The file of a bulletin. Raises a 404 problem for a kind there is none of."""
    made = office.bulletin_files.get(kind)
    if made is None:
        raise Problem(404, "not-found")
    shown = await shown_figures(office, record)
    content = await made(record.row, shown.figures, shown.sha256, language, office.directory.known)
    headers = {
        "Content-Disposition": attachment(f"{record.row.title}.{kind}"),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=MEDIA_TYPES[kind], headers=headers)


MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def of(counting: Counting) -> ShownFigures:
    """Figures as they are shown."""
    return ShownFigures(cut_off=counting.cut_off, figures=counting.figures, sha256=counting.sha256)


async def _counted(office: Office, record: BulletinRecord, position: int) -> Counting:
    return await counted(office.read_models, office.tallies, record.state, position)
