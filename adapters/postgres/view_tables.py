"""Rows of the read models to and from their tables: every version, with the positions it held."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

import msgspec
from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier

from application.views.view import Row, View

# valid_to and node are known when the next version of the record is.
PLACE = ("key", "valid_from", "valid_to", "node")
COMMON = ("version", "recorded_at", "orgs", "dossier", "sort")

HOLDING = SQL(
    "SELECT key, valid_from, doc FROM {} WHERE key = ANY(%s::uuid[]) AND valid_to IS NULL"
)
END = SQL(
    "UPDATE {} AS v SET valid_to = ended.valid_to, node = ended.node"
    " FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS ended (key, valid_to, node)"
    " WHERE v.key = ended.key AND v.valid_to IS NULL"
)
INSERT = SQL("COPY {} ({}) FROM STDIN")
FORGET = SQL("DELETE FROM {} WHERE key = %s")

LEVELS = 48
# An entry of an index takes 2,700 bytes. A rebuild makes the indexes last: too late to park a row.
LONGEST = 500
# Where the day is already the next one while it is still this one in UTC.
AHEAD = timedelta(days=1)


class Version(msgspec.Struct):
    """A row that holds from a position on, and until another if `valid_to` is set.

    `cells` are what its table keeps beside the place; empty for one that is stored already.
    """

    row: Row
    valid_from: int
    cells: Sequence[Any] = ()
    valid_to: int | None = None

    @property
    def node(self) -> int | None:
        """Where an index of the past finds it (`nodes_over`); None while it holds."""
        if self.valid_to is None:
            return None
        last = self.valid_to - 1
        level = ((self.valid_from - 1) ^ last).bit_length() - 1
        return last >> level << level


def nodes_over(position: int) -> list[int]:
    """The nodes of all versions that held at a position and hold no longer.

    Positions are the nodes of a binary tree: odd ones its leaves, and the more often a number can
    be halved, the higher it stands. A version is filed at the highest node it held at, which is an
    ancestor of every position it held at. So the past is asked for a few dozen nodes, however long
    it is (Kriegel, Pötke, Seidl: Relational Interval Tree).
    """
    return [(position >> level + 1 << level + 1) + (1 << level) for level in range(LEVELS)]


def holding(
    connection: Connection[Any], schema: str, view: View[Any], keys: Collection[UUID]
) -> dict[UUID, Version]:
    """The versions that hold now, by record."""
    decode = msgspec.json.Decoder(view.row_type).decode
    found = connection.execute(HOLDING.format(table(schema, view)), [list(keys)])
    return {key: Version(decode(doc), valid_from) for key, valid_from, doc in found}


def end(
    connection: Connection[Any], schema: str, view: View[Any], versions: Collection[Version]
) -> None:
    """Ends stored versions that hold no longer."""
    if versions:
        connection.execute(
            END.format(table(schema, view)),
            [
                [version.row.id for version in versions],
                [version.valid_to for version in versions],
                [version.node for version in versions],
            ],
        )


def add(
    connection: Connection[Any], schema: str, view: View[Any], versions: Collection[Version]
) -> None:
    """Stores new versions."""
    if not versions:
        return
    columns = view.columns(next(iter(versions)).row)
    names = SQL(", ").join(Identifier(name) for name in (*PLACE, *COMMON, *columns, "doc"))
    statement = INSERT.format(table(schema, view), names)
    with connection.cursor().copy(statement) as copy:
        for each in versions:
            copy.write_row((each.row.id, each.valid_from, each.valid_to, each.node, *each.cells))


def forget(connection: Connection[Any], schema: str, view: View[Any], key: UUID) -> None:
    """Removes every version of a record, before it is folded anew."""
    connection.execute(FORGET.format(table(schema, view)), [key])


def cells(view: View[Any], row: Row) -> list[Any]:
    """What the table keeps of a row, beside its place."""
    return [
        row.version,
        row.recorded_at,
        array(row.orgs),
        row.dossier,
        sorted_by(view, row),
        *(cell(name, value) for name, value in view.columns(row).items()),
        msgspec.json.encode(row).decode(),
    ]


def cell(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a column may hold
    """A value of a column, as it is written. Raises ValueError if an index would not take it."""
    if isinstance(value, str) and len(value) > LONGEST and name != "words":
        raise ValueError(f"{name} is longer than {LONGEST} characters")
    return array(cast("list[str]", value)) if isinstance(value, list) else value


def sorted_by(view: View[Any], row: Row) -> date:
    """The day that lists are ordered by; unless `ahead`, none after the day of recording.

    So a list of the past looks at no day that was still to come.
    """
    day: date = view.sort(row)
    return day if view.ahead else min(day, row.recorded_at.date() + AHEAD)


def array(values: Sequence[str]) -> str:
    """A PostgreSQL array of texts, as it is written."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return '{"' + '","'.join(quoted) + '"}' if values else "{}"


def table(schema: str, view: View[Any]) -> Composed:
    """The table of a read model."""
    return SQL("{}").format(Identifier(schema, view.name))
