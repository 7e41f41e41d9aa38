"""Notes beside the ledger, written in the background: what was refused, what was opened."""

import asyncio
import contextlib
import logging
from typing import Any
from uuid import UUID

import psycopg
from psycopg_pool import AsyncConnectionPool

from application.accounts import Refused

log = logging.getLogger(__name__)

FLUSH_SECONDS = 0.2
MOST_HELD = 10_000
REFUSED = (
    "INSERT INTO refusals (officer, org, method, path, status, code)"
    " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::text[])"
)
OPENED = (
    "INSERT INTO opened (officer, stream_id) SELECT * FROM unnest(%s::text[], %s::uuid[])"
    " ON CONFLICT DO NOTHING"
)
HAS_OPENED = "SELECT stream_id FROM opened WHERE officer = %s AND stream_id = ANY(%s::uuid[])"


class PostgresNotebook:
    """Collects notes and writes them every fifth of a second."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool
        self._refused: list[Refused] = []
        self._opened: dict[tuple[str, UUID], None] = {}
        self._written: dict[tuple[str, UUID], None] = {}
        self._flushing = asyncio.Lock()

    def refused(self, note: Refused) -> None:
        """Notes a refusal."""
        if len(self._refused) < MOST_HELD:
            self._refused.append(note)

    def opened(self, officer: str, record: UUID) -> None:
        """Notes that an officer looked at a record."""
        if (officer, record) not in self._written:
            self._opened[officer, record] = None

    async def has_opened(self, officer: str, records: list[UUID]) -> set[UUID]:
        """Those of the records that the officer has looked at."""
        await self.flush()
        async with self._pool.connection() as connection:
            found = await connection.execute(HAS_OPENED, [officer, records])
            return {record for (record,) in await found.fetchall()}

    async def run(self) -> None:
        """Writes until cancelled, then once more."""
        try:
            while True:
                await asyncio.sleep(FLUSH_SECONDS)
                try:
                    await self.flush()
                except psycopg.Error as error:
                    log.warning("notes are kept until they can be written: %s", error)
        finally:
            with contextlib.suppress(psycopg.Error):
                await self.flush()

    async def flush(self) -> None:
        """Writes what is held. Notes that can't be written stay for the next time."""
        async with self._flushing:
            await self._flush()

    async def _flush(self) -> None:
        if not self._refused and not self._opened:
            return
        refused, opened = list(self._refused), list(self._opened)
        async with self._pool.connection() as connection:
            if refused:
                columns = [list(column) for column in zip(*map(as_tuple, refused), strict=True)]
                await connection.execute(REFUSED, columns)
            if opened:
                officers, records = [o for o, _ in opened], [r for _, r in opened]
                await connection.execute(OPENED, [officers, records])
        del self._refused[: len(refused)]
        for note in opened:
            self._opened.pop(note, None)
            self._written[note] = None
        if len(self._written) > MOST_HELD:
            self._written.clear()


def as_tuple(note: Refused) -> tuple[Any, ...]:
    """A note's fields in the order of its columns."""
    return (note.officer, note.org, note.method, note.path, note.status, note.code)
