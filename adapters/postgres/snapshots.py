"""Snapshots of long records in PostgreSQL, in a table that a crash of the server empties."""

from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

FIND = "SELECT body FROM views.snapshots WHERE stream_id = %s AND code = %s"
KEEP = (
    "INSERT INTO views.snapshots AS kept (stream_id, version, code, body) VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (stream_id) DO UPDATE"
    " SET version = excluded.version, code = excluded.code, body = excluded.body"
    " WHERE kept.version < excluded.version OR kept.code <> excluded.code"
)


class PostgresSnapshots:
    """The latest snapshot of each long record (application.snapshots.Snapshots)."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def find(self, stream: UUID, code: bytes) -> bytes | None:
        """The snapshot of a stream that this code made, if there is one."""
        async with self._pool.connection() as connection:
            found = await (await connection.execute(FIND, [stream, code])).fetchone()
        return bytes(found[0]) if found else None

    async def keep(self, stream: UUID, version: int, code: bytes, body: bytes) -> None:
        """Keeps a snapshot in the place of an earlier one."""
        async with self._pool.connection() as connection:
            await connection.execute(KEEP, [stream, version, code, body])
