"""The daily digests in PostgreSQL: made once an officer and day, whoever asks and however often."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import msgspec
from psycopg import Connection
from psycopg_pool import AsyncConnectionPool

from application.almanac import Almanac
from application.deadlines import DeadlineRow
from application.digests import Digest, by_org, digest, last_day
from domain.reference.state import Reference

OF = "SELECT body FROM digests WHERE officer = %s ORDER BY day DESC LIMIT %s"
DUE = (
    "SELECT doc FROM views.deadlines WHERE valid_to IS NULL AND holder = %s"
    " AND (stage = 'running' AND due <= %s OR stage = 'paused')"
)
MAKE = (
    "INSERT INTO digests (officer, day, org, body) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
)
UNMAILED = (
    "SELECT officer FROM digests WHERE day = %s AND mailed_at IS NULL AND officer = ANY(%s)"
    " ORDER BY officer"
)
# Held until it is marked as mailed: two processes don't send the same one.
TO_MAIL = (
    "SELECT body FROM digests WHERE officer = %s AND day = %s AND mailed_at IS NULL"
    " FOR UPDATE SKIP LOCKED"
)
MAILED = "UPDATE digests SET mailed_at = now() WHERE officer = %s AND day = %s"

decode = msgspec.json.Decoder(Digest).decode
decode_row = msgspec.json.Decoder(DeadlineRow).decode


class PostgresDigests:
    """The digests made so far (application.digests.Digests)."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def of(self, officer: str, limit: int) -> list[Digest]:
        """An officer's digests, the latest first."""
        async with self._pool.connection() as connection:
            found = await (await connection.execute(OF, [officer, limit])).fetchall()
        return [decode(body) for (body,) in found]


def make(connection: Connection[Any], day: date, known: Reference, almanac: Almanac) -> int:
    """Makes the digests of a day that are not made yet; how many. Empty ones are not made."""
    made = 0
    until = last_day(day, almanac)
    for org, officers in by_org(known.officers.values()).items():
        rows = [decode_row(doc) for (doc,) in connection.execute(DUE, [org, until])]
        found = digest(org, day, rows)
        if found.is_empty:
            continue
        body = msgspec.json.encode(found).decode()
        for officer in officers:
            made += connection.execute(MAKE, [officer.id, day, org, body]).rowcount
    return made


def unmailed(connection: Connection[Any], day: date, officers: Iterable[str]) -> list[str]:
    """Those of the officers whose digest of the day is made and not yet mailed."""
    found = connection.execute(UNMAILED, [day, list(officers)]).fetchall()
    return [officer for (officer,) in found]


def mail_once(
    connection: Connection[Any], day: date, officer: str, send: Callable[[Digest], object]
) -> None:
    """Sends the digest unless it is marked as mailed, then marks it; not if `send` raises."""
    with connection.transaction():
        found = connection.execute(TO_MAIL, [officer, day]).fetchone()
        if found is not None:
            send(decode(found[0]))
            connection.execute(MAILED, [officer, day])
