"""The reference data in force: read from the ledger, and answerable for any position."""

from bisect import bisect_right
from threading import Lock
from typing import Any, TypeVar, cast
from uuid import UUID

from application.almanac import Almanac, Almanacs
from application.ledger import Entry, Ledger
from application.streams import reference_stream
from domain.authority import Officer
from domain.reference import events as e
from domain.reference.roster import Roster
from domain.reference.state import Reference, ReferenceSet, evolve, in_force

T = TypeVar("T")

PAGE = 1000

SETS: dict[str, type[e.ReferenceEvent]] = {
    "organisations": e.OrganisationsPublished,
    "officers": e.OfficersPublished,
    "catalogue": e.CataloguePublished,
    "reasons": e.ReasonsPublished,
    "calendars": e.CalendarsPublished,
    "rules": e.RulesPublished,
    "bases": e.LegalBasesPublished,
    "thresholds": e.ThresholdsPublished,
    "campaigns": e.CampaignsPublished,
    "mappings": e.ImportMappingsPublished,
}
STREAMS: dict[UUID, str] = {reference_stream(name): name for name in SETS}


class Directory:
    """All revisions of the reference data. `refresh` reads what was published since."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._versions: dict[str, int] = dict.fromkeys(SETS, 0)
        self._sets: dict[str, ReferenceSet] = {name: ReferenceSet() for name in SETS}
        self._history: list[tuple[int, Reference]] = [(0, Reference())]
        self._revisions: dict[str, list[tuple[int, ReferenceSet]]] = {
            name: [(0, ReferenceSet())] for name in SETS
        }
        self._almanacs = Almanacs()
        self._seen = 0
        self._refreshing = Lock()
        self.refresh()

    @property
    def known(self) -> Reference:
        """The reference data as last read."""
        return self._history[-1][1]

    def at(self, position: int | None) -> Reference:
        """The reference data as it was known at a position; None is now."""
        return as_of(self._history, position)

    def almanac(self, position: int | None = None) -> Almanac:
        """The calendars and rules as they were known at a position; None is now."""
        return self._almanacs.at(position)

    def set_at(self, name: str, position: int | None) -> ReferenceSet:
        """One set, with what its revision says of itself, as known at a position."""
        return as_of(self._revisions[name], position)

    def catalogues(self, position: int | None) -> tuple[ReferenceSet, ...]:
        """Every revision of the catalogue known at a position, in the order of publication."""
        known = self._revisions["catalogue"][1:]
        return tuple(each for at, each in known if position is None or at <= position)

    def refresh(self) -> bool:
        """Reads new revisions; whether there were any. Synchronous: call it in a thread."""
        topics = [topic(event_type) for event_type in SETS.values()]
        anything = False
        with self._refreshing:  # two at once would take a revision twice
            while found := self._ledger.recorder.select_notifications(
                self._seen + 1, PAGE, topics=topics
            ):
                anything = True
                for entry in self._ledger.entries(found):
                    self._apply(entry)
        return anything

    def _apply(self, entry: Entry) -> None:
        name = STREAMS[entry.originator_id]
        event = cast("e.ReferenceEvent", entry.event)
        before = self._sets[name]
        if isinstance(event, e.CataloguePublished):  # a delta to the list that its day would have
            before = in_force(self.catalogues(None), event.effective_from)
        self._sets[name] = evolve(before, event)
        self._almanacs.apply(entry)
        self._versions[name] = entry.originator_version
        self._seen = entry.position
        self._revisions[name].append((entry.position, self._sets[name]))
        self._history.append((entry.position, together(self._sets, self.catalogues(None))))

    def version(self, name: str) -> int:
        """The stream version of a set."""
        return self._versions[name]

    def position(self, name: str, revision: int) -> int:
        """Where a revision of a set stands in the ledger."""
        return self._revisions[name][revision][0]

    @property
    def roster(self) -> Roster:
        """The officers through time, as last read."""
        return Roster(tuple(each for _, each in self._revisions["officers"][1:]))

    def officer(self, user: str) -> Officer | None:
        """An active officer as they act now."""
        found = self.known.officers.get(user)
        if found is None or not found.active:
            return None
        return Officer(found.id, found.name, found.org, found.roles)


def as_of(history: list[tuple[int, T]], position: int | None) -> T:
    """What was known at a position; None is now."""
    if position is None:
        return history[-1][1]
    return history[bisect_right([at for at, _ in history], position) - 1][1]


def together(sets: dict[str, ReferenceSet], catalogues: tuple[ReferenceSet, ...]) -> Reference:
    """The sets as decisions see them."""
    return Reference(
        organisations=cast("Any", sets["organisations"].items),
        officers=cast("Any", sets["officers"].items),
        catalogue=cast("Any", {c: item for each in catalogues for c, item in each.items.items()}),
        catalogues=catalogues,
        reasons=cast("Any", sets["reasons"].items),
        calendars=cast("Any", sets["calendars"].items),
        rules=cast("Any", sets["rules"].items),
        bases=cast("Any", sets["bases"].items),
        thresholds=cast("Any", sets["thresholds"].items),
        campaigns=cast("Any", sets["campaigns"].items),
        mappings=cast("Any", sets["mappings"].items),
    )


def topic(event_type: type[e.ReferenceEvent]) -> str:
    """The stored name of a kind of revision."""
    return str(event_type.__struct_config__.tag)
