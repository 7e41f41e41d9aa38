"""The records a record is linked with: those it names, and the rest of its dossier (案卷)."""

import asyncio
from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from adapters.api.office import Office
from adapters.api.past import Moment
from adapters.api.records import KINDS, as_it_was
from adapters.web.actions import KIND_OF
from application.deadlines import title_of
from application.desk import Aggregate, Loaded, Missing
from application.views.view import Row
from domain.authority import Officer, may_see

MOST = 50
NOT_RECORDS = frozenset({"id", "dossier", "clocks"})


class Related(Struct, frozen=True):
    """A linked record: where it is, what it is called, where it stands."""

    collection: str
    id: UUID
    title: str
    row: Row


async def related(office: Office, by: Officer, row: Row, at: Moment) -> list[Related]:
    """The linked records the officer may see, as they were at a moment; in the order of kinds."""
    named = set(named_in(row))
    if at.position is None:
        named |= set(await office.read_models.dossier([row.id]))
    others = sorted(named - {row.id})[:MOST]
    found = await asyncio.gather(*(_found(office, by, each, at) for each in others))
    return sorted(
        (each for each in found if each is not None),
        key=lambda each: (list(KIND_OF).index(each.collection), each.row.recorded_at),
    )


async def _found(office: Office, by: Officer, record: UUID, at: Moment) -> Related | None:
    for kind in KINDS:
        try:
            loaded = await office.desk.load(kind, record)
            if not may_see(by, loaded.row.orgs):
                return None
            return _link(kind, await _then(office, kind, loaded, at))
        except Missing:
            continue
    return None


async def _then(
    office: Office, kind: Aggregate[Any, Any], now: Loaded[Any, Any], at: Moment
) -> Loaded[Any, Any]:
    return now if at.position is None else await as_it_was(office, kind, now.stream, at)


def _link(kind: Aggregate[Any, Any], record: Loaded[Any, Any]) -> Related:
    return Related(kind.view.path, record.stream, title_of(record.row), record.row)


def named_in(value: Struct) -> Iterator[UUID]:
    """Every record a row names, itself and in its parts."""
    for name in value.__struct_fields__:
        if name in NOT_RECORDS and isinstance(value, Row):
            continue
        inner = getattr(value, name)
        for each in cast("tuple[object, ...]", inner if isinstance(inner, tuple) else (inner,)):
            if isinstance(each, UUID):
                yield each
            elif isinstance(each, Struct):
                yield from named_in(each)
