"""人员名册 through time: the entry of an officer as of a day, with the certificate held then."""

from datetime import date

from msgspec import Struct

from domain.reference.officers import OfficerEntry
from domain.reference.state import ReferenceSet


class Roster(Struct, frozen=True):
    """The revisions of the officers, in the order they were published."""

    revisions: tuple[ReferenceSet, ...] = ()

    def on(self, day: date, officer: str) -> OfficerEntry | None:
        """The officer by the revision in effect on the day; None for who was not on the roster.

        A revision published later speaks for the days from its own date on: a renewed certificate
        counts for them. Of the days before the officer's first revision that one speaks too.
        """
        began = [each for each in self.revisions if (each.effective_from or date.min) <= day]
        if any(officer in each.items for each in began):
            entry = began[-1].items.get(officer)
        else:
            entry = next((e.items[officer] for e in self.revisions if officer in e.items), None)
        return entry if isinstance(entry, OfficerEntry) else None
