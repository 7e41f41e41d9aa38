"""What lists are asked for, and by whom: scope, filters, a point in the past, a page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable
from uuid import UUID

from msgspec import Struct

from application.views.view import Row, View
from domain.authority import Officer, org_seen_by

R = TypeVar("R", bound=Row)


class Ask(Struct, frozen=True, kw_only=True):
    """One question to a read model.

    `equal` holds a column's value, or a tuple of values it may have; `holding` a value that an
    array column must contain; `between` the first and last value of a column, each of which may be
    open; `either` columns of which one has its value; `other` a value that a column has not.
    `words` is text to look for; `due` the first and last day that the list is ordered by. `org` is
    whose records may be seen (None: all), `person` who may see some of them besides, `at` a ledger
    position (None: now), `after` where the page before ended.
    """

    equal: Mapping[str, Any] = {}
    holding: Mapping[str, str] = {}
    between: Mapping[str, tuple[Any, Any]] = {}
    either: Mapping[str, Any] = {}
    other: Mapping[str, Any] = {}
    words: str | None = None
    due: tuple[date | None, date | None] = (None, None)
    org: str | None = None
    person: str | None = None
    at: int | None = None
    after: tuple[date, UUID] | None = None
    limit: int = 50
    descending: bool = False


class Page(Struct, Generic[R], frozen=True):
    """Rows in order, and where the next page starts, if there is one."""

    rows: Sequence[R]
    next: tuple[date, UUID] | None


class Figures(Struct, frozen=True, kw_only=True, rename="camel"):
    """Batches and unqualified batches of one group of test results."""

    group: str
    value: str
    batches: int
    unqualified: int


class Behind(Exception):  # noqa: N818
    """The read models have not reached the position asked for in time."""


@runtime_checkable
class ReadModels(Protocol):
    """The lists. Kept in PostgreSQL by the projection, which may be a moment behind the ledger."""

    async def page(self, view: View[R], ask: Ask) -> Page[R]:
        """One page of a list."""
        ...

    async def count(self, view: View[Any], ask: Ask, cap: int) -> int:
        """How many rows there are, at most `cap` + 1."""
        ...

    async def figures(self, ask: Ask) -> list[Figures]:
        """Test results counted by stage, by place of the producer, and in all."""
        ...

    async def dossier(self, records: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
        """All records of the dossiers of these records, with the organisations they concern now."""
        ...

    async def tally(self, view: View[Any], column: str, ask: Ask) -> dict[str, int]:
        """Rows counted by one column."""
        ...

    async def crowded(self, view: View[Any], column: str, ask: Ask, least: int) -> tuple[str, ...]:
        """The values of a column that at least so many rows have."""
        ...

    async def workload(self, ask: Ask) -> list[tuple[str, str, int]]:
        """Cases counted by handler and stage."""
        ...

    async def progress(self) -> tuple[int, list[dict[str, Any]]]:
        """The position reached, and the records that are parked with the reason."""
        ...

    async def wait_for(self, position: int, seconds: float) -> None:
        """Returns when the read models have reached a position; raises Behind if they don't."""
        ...


def scope(officer: Officer) -> str | None:
    """The `org` of every question an officer asks."""
    return org_seen_by(officer)
