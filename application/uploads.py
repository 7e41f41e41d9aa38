"""Uploaded files before and after a command takes them up: who sent them, and what they are."""

from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from msgspec import Struct

from application.store import Stored
from domain.authority import Officer
from domain.refusals import Invalid


class Upload(Struct, frozen=True, kw_only=True):
    """A file that an officer uploaded (UTC)."""

    id: UUID
    stored: Stored
    uploaded_by: str
    org: str
    uploaded_at: datetime


@runtime_checkable
class Uploads(Protocol):
    """The uploads made so far."""

    async def note(self, stored: Stored, by: Officer) -> UUID:
        """Notes a file that is kept already; the id by which a command takes it up."""
        ...

    async def find(self, upload_id: UUID) -> Upload | None:
        """An upload, whoever's it is."""
        ...


async def taken_up(uploads: Uploads, upload_id: UUID, by: Officer) -> Upload:
    """The upload a command refers to; only one of the officer's own organisation.

    Raises Invalid, and does not tell whether another organisation has an upload of that id.
    """
    found = await own(uploads, upload_id, by)
    if found is None:
        raise Invalid("/upload", "no-such-upload")
    return found


async def own(uploads: Uploads, upload_id: UUID, by: Officer) -> Upload | None:
    """An upload of the officer's own organisation."""
    found = await uploads.find(upload_id)
    return found if found is not None and found.org == by.org else None
