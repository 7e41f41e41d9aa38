"""Protected details of informants: sealed under a key of the person's own that can be destroyed."""

from typing import Protocol, runtime_checkable
from uuid import UUID

from msgspec import Struct

from domain.lead.events import SealedInformant


class Details(Struct, frozen=True, kw_only=True, rename="camel"):
    """What an informant told of themselves."""

    name: str | None = None
    contact: str | None = None
    wishes: str | None = None


class KeyDestroyed(Exception):  # noqa: N818
    """The person's key was destroyed: nobody can read the details any more."""


@runtime_checkable
class Vault(Protocol):
    """Seals and opens. Kept in PostgreSQL, keys apart from events (DESIGN 1.9)."""

    async def seal(self, lead: UUID, details: Details) -> SealedInformant:
        """Details under a new person's key; the key is durable before this returns."""
        ...

    async def open(self, lead: UUID, sealed: SealedInformant) -> Details:
        """The details. Raises KeyDestroyed."""
        ...

    async def destroy(self, person: UUID) -> None:
        """Destroys a person's key; the sealed event stays."""
        ...
