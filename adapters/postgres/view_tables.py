"""Rows of the read models to and from their tables."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier

from application.views.view import Row, View

COMMON = ("key", "version", "valid_from", "valid_to", "recorded_at", "orgs", "dossier", "sort")

CURRENT = SQL("SELECT key, doc FROM {} WHERE key = ANY(%s::uuid[]) AND valid_to IS NULL")
CLOSE = SQL(
    "UPDATE {} AS old SET valid_to = new.valid_to"
    " FROM unnest(%s::uuid[], %s::bigint[]) AS new (key, valid_to)"
    " WHERE old.key = new.key AND old.valid_to IS NULL"
)
INSERT = SQL("COPY {} ({}) FROM STDIN")
FORGET = SQL("DELETE FROM {} WHERE key = %s")


class Version(msgspec.Struct, frozen=True):
    """A row and the positions between which it holds."""

    row: Row
    valid_from: int
    valid_to: int | None


def table(schema: str, view: View[Any]) -> Identifier:
    """The table of a read model."""
    return Identifier(schema, view.name)


def current_rows(
    connection: Connection[Any], schema: str, view: View[Any], keys: Collection[UUID]
) -> dict[UUID, Row]:
    """The rows that hold now, by record."""
    decode = msgspec.json.Decoder(view.row_type).decode
    found = connection.execute(CURRENT.format(table(schema, view)), [list(keys)])
    return {key: decode(doc) for key, doc in found}


def write(
    connection: Connection[Any],
    schema: str,
    view: View[Any],
    versions: Sequence[Version],
    closed: Mapping[UUID, int],
) -> None:
    """Ends the rows that hold no longer, then adds the new ones."""
    if closed:
        connection.execute(CLOSE.format(table(schema, view)), [list(closed), list(closed.values())])
    if not versions:
        return
    names = [*COMMON, *view.columns(versions[0].row), "doc"]
    with connection.cursor().copy(_copy(schema, view, names)) as copy:
        for version in versions:
            copy.write_row(_cells(view, version))


def forget(connection: Connection[Any], schema: str, view: View[Any], key: UUID) -> None:
    """Removes every row of a record, before it is folded anew."""
    connection.execute(FORGET.format(table(schema, view)), [key])


def _copy(schema: str, view: View[Any], names: Iterable[str]) -> Composed:
    columns = SQL(", ").join(Identifier(name) for name in names)
    return INSERT.format(table(schema, view), columns)


def _cells(view: View[Any], version: Version) -> list[Any]:
    row = version.row
    recorded_at: datetime = row.recorded_at
    return [
        row.id,
        row.version,
        version.valid_from,
        version.valid_to,
        recorded_at,
        list(row.orgs),
        row.dossier,
        view.sort(row),
        *view.columns(row).values(),
        msgspec.json.encode(row).decode(),
    ]
