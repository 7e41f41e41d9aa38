"""Figures of bulletins: as published, counted anew, compared, and batch by batch."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from msgspec import Meta, Struct

from adapters.api.answers import PREFIX, respond
from adapters.api.commands import visible
from adapters.api.file_names import attachment
from adapters.api.office import Office, Req
from adapters.api.past import WAIT_SECONDS, Moment, moment
from adapters.api.problems import Problem
from adapters.api.records import Then
from adapters.api.request import asked, language_of
from adapters.api.signed_in import signed_in
from adapters.csv_text import csv_of
from adapters.wording.bulletin import batch_lines
from adapters.wording.catalogue import Language
from application.aggregates import BULLETIN
from application.bulletin_files import MOST_ANNEXED, Publication
from application.bulletins import BulletinRecord
from application.figures import (
    OF_OPERATORS,
    Batch,
    BatchChange,
    CountedCase,
    CountedOperator,
    Difference,
    Group,
    Point,
    differences,
    point,
)
from application.queries import scope
from application.views.bulletin import BulletinRow, Edition
from domain.authority import Act, Officer, may
from domain.bulletin.decisions import Counting, CutOff
from domain.bulletin.events import Counted, Figure, GroupedBy

MOST_CHANGES = 200
MOST_NAMED = 500
MOST_LISTED = 10_000

Number = Annotated[int, Meta(ge=1)]


class EditionQuery(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Which of the editions, counted from 1; the last, if none is asked for."""

    edition: Number | None = None


class BatchesQuery(Then, frozen=True, kw_only=True):
    """Which figure's records; at the edition's cut-off, if no other moment is asked for."""

    edition: Number | None = None
    counted: Counted = Counted.BATCHES
    grouped_by: GroupedBy = GroupedBy.ALL
    value: str = "all"
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    after: str = ""


class ComparisonQuery(Then, frozen=True, kw_only=True):
    """The moment to compare an edition with; now, if none is given."""

    edition: Number | None = None


class ShownFigures(Struct, frozen=True, kw_only=True, rename="camel"):
    """Figures, up to where they count, and their digest."""

    cut_off: int
    cut_off_at: datetime | None
    figures: Sequence[Figure]
    sha256: str


class Recounted(Struct, frozen=True, kw_only=True, rename="camel"):
    """An edition, and whether counting it again gives its digest."""

    edition: int
    number: str
    cut_off: int
    sha256: str
    reproduced: bool


class Compared(Struct, frozen=True, kw_only=True, rename="camel"):
    """The bulletin counted anew at its cut-off, and at another moment.

    `reproduced` says that the cut-off gives what was published, to the digest; None for a draft.
    `more` is how many batches make a difference beside those listed.
    """

    before: ShownFigures
    after: ShownFigures
    reproduced: bool | None
    editions: Sequence[Recounted]
    differences: Sequence[Difference]
    batches: Sequence[BatchChange]
    more: int


class Seen(Struct, frozen=True, kw_only=True, rename="camel"):
    """How many batches are behind a figure, and how many of them the reader may see."""

    all: int
    seen: int


class Behind(Struct, frozen=True, kw_only=True, rename="camel"):
    """What is behind a figure: its batches, and its operators or cases where it counts those.

    `after` is where the next page of batches begins.
    """

    items: Sequence[Batch]
    operators: Sequence[CountedOperator]
    cases: Sequence[CountedCase]
    count: Seen
    cut_off: int
    after: str | None = None


@get(f"{PREFIX}/bulletins/{{record_id:uuid}}/figures")
@signed_in(BULLETIN)
async def figures(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """通报数据: as published to everyone; a draft's, to those who see it."""
    query = asked(request, EditionQuery)
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    published = await publication(office, record, query.edition)
    return respond(
        ShownFigures(
            cut_off=published.cut_off.position,
            cut_off_at=published.cut_off.at,
            figures=published.figures,
            sha256=published.sha256,
        )
    )


async def publication(
    office: Office, record: BulletinRecord, number: int | None, *, annexed: bool = False
) -> Publication:
    """An edition as it was published, or what a draft would publish; `annexed` with its annex."""
    row = record.row
    edition, before = edition_of(row, number)
    if edition is None:
        cut_off = CutOff(row.cut_off, row.cut_off_at)
        counting = await office.counter.count(row.scope, cut_off)
        found, sha256, known = counting.figures, counting.sha256, office.directory.known
    else:
        cut_off = CutOff(edition.cut_off, edition.cut_off_at)
        found, sha256 = edition.figures, edition.sha256
        known = office.directory.at(edition.position)
    published = Publication(
        row=row,
        edition=edition,
        before=before,
        cut_off=cut_off,
        figures=found,
        sha256=sha256,
        known=known,
    )
    if not annexed:
        return published
    await office.read_models.wait_for(cut_off.position, WAIT_SECONDS)
    results = await office.tallies.unqualified(
        published.scope, at_cut_off(office, cut_off), MOST_ANNEXED
    )
    return msgspec.structs.replace(published, unqualified=tuple(results))


def edition_of(row: BulletinRow, number: int | None) -> tuple[Edition | None, Edition | None]:
    """An edition and the one it corrects. Raises a 404 problem where there is none."""
    wanted = len(row.editions) if number is None else number
    if number is not None and number > len(row.editions):
        raise Problem(404, "not-found")
    if not wanted:
        return None, None
    return row.editions[wanted - 1], row.editions[wanted - 2] if wanted > 1 else None


@get(f"{PREFIX}/bulletins/{{record_id:uuid}}/comparison")
@signed_in(BULLETIN)
async def comparison(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """重新计算: at the cut-off and at another moment, with all that differs."""
    query = asked(request, ComparisonQuery)
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    at = await moment(office, query.as_of, query.as_of_position)
    body: dict[str, Any] = {"comparison": await compared(office, record, by, at, query.edition)}
    headers: dict[str, str] = {}
    at.note(body, headers)
    return respond(body, headers=headers)


async def compared(
    office: Office, record: BulletinRecord, by: Officer, at: Moment, number: int | None
) -> Compared:
    """An edition at its cut-off and at a moment. Refuses who may not see all that is counted."""
    if not may(by, Act.READ_ALL):
        raise Problem(403, "role-not-granted", facts={"act": Act.READ_ALL})
    position = at.position
    if position is None:
        position, _ = await office.read_models.progress()
    row = record.row
    edition, _ = edition_of(row, number)
    counted = edition.scope if edition else row.scope
    cut_off = CutOff((edition or row).cut_off, (edition or row).cut_off_at)
    before = await office.counter.count(counted, cut_off)
    later = CutOff(position, at.instant)
    after = await office.counter.count(counted, later)
    batches, all_of_them = await office.tallies.changes(
        counted, at_cut_off(office, cut_off), at_cut_off(office, later), MOST_CHANGES
    )
    return Compared(
        before=of(before),
        after=of(after),
        reproduced=edition.sha256 == before.sha256 if edition else None,
        editions=[await recounted(office, *each) for each in enumerate(row.editions, 1)],
        differences=differences(before.figures, after.figures),
        batches=batches,
        more=all_of_them - len(batches),
    )


async def recounted(office: Office, number: int, edition: Edition) -> Recounted:
    """An edition counted once more at its own cut-off."""
    cut_off = CutOff(edition.cut_off, edition.cut_off_at)
    counting = await office.counter.count(edition.scope, cut_off)
    return Recounted(
        edition=number,
        number=edition.number,
        cut_off=edition.cut_off,
        sha256=edition.sha256,
        reproduced=edition.sha256 == counting.sha256,
    )


@get(f"{PREFIX}/bulletins/{{record_id:uuid}}/batches")
@signed_in(BULLETIN)
async def batches(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """数据明细: the batches behind a figure, of those the reader may see."""
    query = asked(request, BatchesQuery)
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    at = await moment(office, query.as_of, query.as_of_position)
    found = await behind(office, record, by, query, at)
    body: dict[str, Any] = {
        "items": found.items,
        "operators": found.operators,
        "cases": found.cases,
        "count": found.count,
        "cutOff": found.cut_off,
    }
    if found.after is not None:
        body["after"] = found.after
    headers: dict[str, str] = {}
    at.note(body, headers)
    return respond(body, headers=headers)


async def behind(
    office: Office, record: BulletinRecord, by: Officer, query: BatchesQuery, at: Moment
) -> Behind:
    """A page of the batches behind a figure, and the operators or cases it counts."""
    edition, _ = edition_of(record.row, query.edition)
    row = edition or record.row
    position = row.cut_off if at.position is None else at.position
    await office.read_models.wait_for(position, WAIT_SECONDS)
    where = at_cut_off(office, CutOff(position))
    group, org = group_of(query), scope(by)
    tallies, counted = office.tallies, row.scope
    # Each looks at all batches: not one after the other.
    found, everything, seen, operators, cases = await asyncio.gather(
        tallies.batches(counted, where, group, org=org, after=query.after, limit=query.limit + 1),
        tallies.behind(counted, where, group, org=None),
        tallies.behind(counted, where, group, org=org) if org else _none(),
        tallies.operators(counted, where, group, org=org, limit=MOST_NAMED)
        if group.counted in OF_OPERATORS
        else _none(),
        tallies.cases(counted, where, group, org=org, limit=MOST_NAMED)
        if group.counted is Counted.CASES
        else _none(),
    )
    return Behind(
        items=found[: query.limit],
        operators=operators or (),
        cases=cases or (),
        count=Seen(all=everything, seen=everything if seen is None else seen),
        cut_off=position,
        after=found[query.limit - 1].report_no if len(found) > query.limit else None,
    )


async def _none() -> None:
    """What is not asked."""


@get(f"{PREFIX}/bulletins/{{record_id:uuid}}/batches/csv")
@signed_in(BULLETIN)
async def batches_csv(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """数据明细 as a file."""
    query = asked(request, BatchesQuery)
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    return await as_list(office, record, by, query, language_of(request))


async def as_list(
    office: Office, record: BulletinRecord, by: Officer, query: BatchesQuery, language: Language
) -> Response[bytes]:
    """All batches behind a figure that the reader may see, as csv."""
    at = await moment(office, query.as_of, query.as_of_position)
    published = await publication(office, record, query.edition)
    position = published.cut_off.position if at.position is None else at.position
    await office.read_models.wait_for(position, WAIT_SECONDS)
    found = await office.tallies.batches(
        published.scope,
        at_cut_off(office, CutOff(position)),
        group_of(query),
        org=scope(by),
        after="",
        limit=MOST_LISTED,
    )
    content = csv_of(batch_lines(found, language, published.known))
    return downloaded(content, f"{published.title}.csv", MEDIA_TYPES["csv"])


def group_of(query: BatchesQuery) -> Group:
    """The figure that is asked about."""
    return Group(grouped_by=query.grouped_by, value=query.value, counted=query.counted)


@get(f"{PREFIX}/bulletins/{{record_id:uuid}}/files/{{kind:str}}")
@signed_in(BULLETIN)
async def file(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The bulletin as a file: csv, xlsx or pdf."""
    query = asked(request, EditionQuery)
    record = await visible(office, BULLETIN, request.path_params["record_id"], by)
    kind = request.path_params["kind"]
    return await as_file(office, record, kind, language_of(request), query.edition)


async def as_file(
    office: Office, record: BulletinRecord, kind: str, language: Language, number: int | None
) -> Response[bytes]:
    """The file of a bulletin. Raises a 404 problem for a kind there is none of."""
    made = office.bulletin_files.get(kind)
    if made is None:
        raise Problem(404, "not-found")
    published = await publication(office, record, number, annexed=True)
    content = await made(published, language)
    return downloaded(content, f"{published.title}.{kind}", MEDIA_TYPES[kind])


def downloaded(content: bytes, name: str, media_type: str) -> Response[bytes]:
    """A file to be kept."""
    headers = {
        "Content-Disposition": attachment(name),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def of(counting: Counting) -> ShownFigures:
    """Figures as they are shown."""
    return ShownFigures(
        cut_off=counting.cut_off,
        cut_off_at=counting.cut_off_at,
        figures=counting.figures,
        sha256=counting.sha256,
    )


def at_cut_off(office: Office, cut_off: CutOff) -> Point:
    """A cut-off, with the bodies as they were known then."""
    return point(cut_off.position, office.directory.at(cut_off.position))
