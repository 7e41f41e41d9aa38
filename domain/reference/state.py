"""One set of reference data as its revisions left it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from domain.reference.bases import LegalBasis
from domain.reference.campaigns import Campaign
from domain.reference.catalogue import Catalogue, ProductKind
from domain.reference.events import CataloguePublished, ReferenceEvent
from domain.reference.mappings import ImportMapping
from domain.reference.officers import OfficerEntry
from domain.reference.organisations import Organisation
from domain.reference.reasons import Reason
from domain.reference.thresholds import Threshold
from domain.refusals import Invalid, Refusal
from domain.statute.calendar import CalendarYear
from domain.statute.rule import Rule

Item = (
    Organisation
    | OfficerEntry
    | ProductKind
    | Reason
    | CalendarYear
    | Rule
    | LegalBasis
    | Threshold
    | Campaign
    | ImportMapping
)


class ReferenceSet(Struct, frozen=True):
    """The items by code, and the revision they come from (0: nothing published)."""

    items: Mapping[str, Item] = {}
    revision: int = 0
    published_on: date | None = None
    effective_from: date | None = None
    notice: str = ""


def code_of(item: Item) -> str:
    """The key of an item within its set."""
    return item.id if isinstance(item, OfficerEntry) else item.code


def evolve(known: ReferenceSet | None, event: ReferenceEvent) -> ReferenceSet:
    """The set after one more revision."""
    known = known or ReferenceSet()
    kept = {code: item for code, item in known.items.items() if code not in event.withdrawn}
    if isinstance(event, CataloguePublished) and event.replaces:
        kept = {}
    return replace(
        known,
        items=kept | {code_of(item): item for item in event.items},
        revision=event.revision,
        published_on=event.published_on,
        effective_from=event.effective_from,
        notice=event.notice,
    )


def in_force(revisions: Sequence[ReferenceSet], day: date) -> ReferenceSet:
    """The revision of a day: the last that had begun, of two from one day the later published.

    For days before the first one that one speaks.
    """
    ordered = sorted(revisions, key=lambda each: (each.effective_from or date.min, each.revision))
    begun = [each for each in ordered if (each.effective_from or date.min) <= day]
    return (begun[-1:] or ordered[:1] or [ReferenceSet()])[0]


class Reference(Struct, frozen=True):
    """All reference data known at one position of the ledger.

    `catalogue` has every kind of product there ever was, as it was last published: for its name.
    What a product is on a day says `catalogue_on`.
    """

    organisations: Mapping[str, Organisation] = {}
    officers: Mapping[str, OfficerEntry] = {}
    catalogue: Mapping[str, ProductKind] = {}
    catalogues: tuple[ReferenceSet, ...] = ()
    reasons: Mapping[str, Reason] = {}
    calendars: Mapping[str, CalendarYear] = {}
    rules: Mapping[str, Rule] = {}
    bases: Mapping[str, LegalBasis] = {}
    thresholds: Mapping[str, Threshold] = {}
    campaigns: Mapping[str, Campaign] = {}
    mappings: Mapping[str, ImportMapping] = {}

    def organisation(self, code: str) -> Organisation:
        """The organisation of that code; refuses an unknown one."""
        found = self.organisations.get(code)
        if found is None:
            raise Refusal("unknown-organisation", org=code)
        return found

    def area_of(self, code: str) -> str | None:
        """The area of an organisation, or of the nearest above it that has one."""
        found = self.organisations.get(code)
        while found is not None and found.area is None and found.superior is not None:
            found = self.organisations.get(found.superior)
        return found.area if found else None

    def organisation_given(self, code: str, pointer: str) -> Organisation:
        """The organisation a command names at `pointer`. Raises Invalid for an unknown one."""
        found = self.organisations.get(code)
        if found is None:
            raise Invalid(pointer, "unknown-organisation", org=code)
        return found

    def mappings_of(self, org: str) -> tuple[ImportMapping, ...]:
        """How an organisation's files name their columns."""
        return tuple(each for each in self.mappings.values() if each.org == org)

    def kinds(self) -> tuple[ProductKind, ...]:
        """The kinds of product of all catalogues, to choose from."""
        return tuple(self.catalogue.values())

    def catalogue_on(self, day: date) -> Catalogue:
        """The catalogue that the matters of a day are weighed by, whenever they are recorded."""
        found = in_force(self.catalogues, day)
        return Catalogue(found.revision, cast("Mapping[str, ProductKind]", found.items))
