"""The daily digests in PostgreSQL: made once an officer and day, whoever asks and however often."""

from collections.abc import Iterator
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
# Held until it is marked as mailed: two processes don't send the same one.
TO_MAIL = (
    "SELECT officer, body FROM digests WHERE day = %s AND mailed_at IS NULL"
    " AND officer = ANY(%s) LIMIT 1 FOR UPDATE SKIP LOCKED"
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


def to_mail(
    connection: Connection[Any], day: date, addresses: dict[str, str]
) -> Iterator[tuple[str, Digest]]:
    """Addresses and digests not yet mailed; each is marked when the next one is asked for."""
    while True:
        with connection.transaction():
            found = connection.execute(TO_MAIL, [day, list(addresses)]).fetchone()
            if found is None:
                return
            officer, body = found
            yield addresses[officer], decode(body)
            connection.execute(MAILED, [officer, day])
