"""The uploads in PostgreSQL; what was uploaded is in the object store."""

from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from application.store import Stored
from application.uploads import Upload
from domain.authority import Officer

NOTE = (
    "INSERT INTO uploads (sha256, name, media_type, size, uploaded_by, org)"
    " VALUES (%s, %s, %s, %s, %s, %s) RETURNING id"
)
FIND = (
    "SELECT sha256, size, media_type, name, uploaded_by, org, uploaded_at FROM uploads"
    " WHERE id = %s"
)


class PostgresUploads:
    """The uploads made so far (application.uploads.Uploads)."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def note(self, stored: Stored, by: Officer) -> UUID:
        """Notes a file that is kept already; its id."""
        row = [stored.sha256, stored.name, stored.media_type, stored.size, by.id, by.org]
        async with self._pool.connection() as connection:
            noted = await (await connection.execute(NOTE, row)).fetchone()
        assert noted is not None
        upload_id: UUID = noted[0]
        return upload_id

    async def find(self, upload_id: UUID) -> Upload | None:
        """An upload, whoever's it is."""
        async with self._pool.connection() as connection:
            row = await (await connection.execute(FIND, [upload_id])).fetchone()
        if row is None:
            return None
        sha256, size, media_type, name, uploaded_by, org, uploaded_at = row
        return Upload(
            id=upload_id,
            stored=Stored(sha256=sha256, size=size, media_type=media_type, name=name),
            uploaded_by=uploaded_by,
            org=org,
            uploaded_at=uploaded_at,
        )
