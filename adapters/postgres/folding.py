"""What a batch of ledger events makes of one read model, worked out in memory."""

from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import Mapper
from msgspec import Struct

from adapters.postgres.recorder import LedgerRow
from adapters.postgres.view_tables import Version, cells
from application.ledger import Entry
from application.views.view import View


class Poison(Struct, frozen=True):
    """An event that could not be folded, and why."""

    event: LedgerRow
    view: str
    error: str


def poisoned(event: LedgerRow, view: View[Any] | None, error: Exception) -> Poison:
    """An event that could not be folded, with the error in words."""
    return Poison(event, view.name if view else "", f"{type(error).__name__}: {error}")


class Folding:
    """Folds events of one read model (None: of none, they are only read), in order.

    `stored` are the versions of their records that hold in the table. A record whose event can't be
    folded is added to `parked`, and its later events wait, those of other read models too; whatever
    was wrong, other records go on.
    """

    def __init__(
        self,
        mapper: Mapper[UUID],
        view: View[Any] | None,
        stored: dict[UUID, Version],
        parked: set[UUID],
    ) -> None:
        self._decode = mapper.to_domain_event
        self.view = view
        self._parked = parked
        self._stored = stored
        self._last = dict(stored)
        self.versions: list[Version] = []
        self.poisons: list[Poison] = []

    @property
    def ended(self) -> list[Version]:
        """The stored versions that hold no longer."""
        return [version for version in self._stored.values() if version.valid_to is not None]

    def fold(self, event: LedgerRow) -> None:
        """Takes the next event, unless its record is parked."""
        key = cast("UUID", event.originator_id)
        if key in self._parked:
            return
        try:
            self._fold(key, event)
        except Exception as error:  # noqa: BLE001 - whatever is wrong, only this record waits
            self._parked.add(key)
            self.poisons.append(poisoned(event, self.view, error))

    def _fold(self, key: UUID, event: LedgerRow) -> None:
        entry = cast("Entry", self._decode(event))
        view = self.view
        if view is None:
            return
        before = self._last.get(key)
        row = view.fold(before.row if before else None, entry)
        version = Version(row, event.id, cells(view, row))
        if before:
            before.valid_to = event.id
        self._last[key] = version
        self.versions.append(version)
