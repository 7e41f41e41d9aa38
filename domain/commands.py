"""What every command has in common: strict fields, camelCase outside, an optional legal date."""

from datetime import date

from msgspec import Struct


class Command(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What an officer asks for. `effective_on` is the act's legal date; today when not given."""

    effective_on: date | None = None

    @property
    def acted_on(self) -> date | None:
        """The legal date given; a command about a day of its own falls back on that."""
        return self.effective_on
