"""What a read model is: a row folded from one stream, and the columns lists are filtered by."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from msgspec import Struct

from application.ledger import Entry


class Row(Struct, frozen=True, kw_only=True, rename="camel"):
    """What every record shows of itself. `version` is its ETag, `position` its last event's."""

    id: UUID
    version: int
    position: int
    recorded_at: datetime
    dossier: UUID
    orgs: tuple[str, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Officers who see it in person, whatever their organisation."""
        return ()


NEVER = datetime.min.replace(tzinfo=UTC)

R = TypeVar("R", bound=Row)


class View(Struct, Generic[R], frozen=True):
    """One read model. `fold` never refuses; `columns` are what its table is filtered by.

    Lists are ordered by `sort`. Only with `ahead` may that be a day after the one of recording.
    `people` is the column of those who see a record in person.
    """

    name: str
    row_type: type[R]
    topics: str
    fold: Callable[[R | None, Entry], R]
    columns: Callable[[R], Mapping[str, Any]]
    sort: Callable[[R], date]
    ahead: bool = False
    people: str | None = None

    @property
    def path(self) -> str:
        """Its collection in addresses."""
        return self.name.replace("_", "-")


def stamp(entry: Entry) -> dict[str, Any]:
    """The fields of a row that any event of its stream moves on."""
    return {
        "version": entry.originator_version,
        "position": entry.position,
        "recorded_at": entry.recorded_at or NEVER,
    }


def among(*orgs: str | None) -> tuple[str, ...]:
    """The organisations a record concerns, each once, in a fixed order."""
    return tuple(sorted({org for org in orgs if org}))
