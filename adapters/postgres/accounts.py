"""Passwords and sign-ins: argon2 hashes, and sessions by tokens of which digests are kept."""

import asyncio
import secrets
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from time import monotonic
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from psycopg_pool import AsyncConnectionPool

from application.accounts import Session

SESSION_HOURS = 12
CACHED_SECONDS = 5.0
MOST_CACHED = 10_000

FETCH = "SELECT password FROM credentials WHERE officer = %s"
SET = (
    "INSERT INTO credentials (officer, password) VALUES (%s, %s)"
    " ON CONFLICT (officer) DO UPDATE SET password = excluded.password, set_at = now()"
)
OPEN = "INSERT INTO sessions (token_digest, officer, expires_at) VALUES (%s, %s, %s)"
FIND = "SELECT officer, expires_at FROM sessions WHERE token_digest = %s AND expires_at > now()"
CLOSE = "DELETE FROM sessions WHERE token_digest = %s"
CLOSE_ALL = "DELETE FROM sessions WHERE officer = %s"
OPEN_CALENDAR = (
    "INSERT INTO calendar_tokens (token_digest, officer) VALUES (%s, %s) ON CONFLICT (officer)"
    " DO UPDATE SET token_digest = excluded.token_digest, created_at = now()"
)
FIND_CALENDAR = "SELECT officer FROM calendar_tokens WHERE token_digest = %s"
CALENDAR_SINCE = "SELECT created_at FROM calendar_tokens WHERE officer = %s"
CLOSE_CALENDAR = "DELETE FROM calendar_tokens WHERE officer = %s"
SWEEP = "DELETE FROM sessions WHERE expires_at <= now()"

hasher = PasswordHasher()


def unmatched() -> str:
    """A hash that no password has: as costly to check as a real one, and free to make."""
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, key = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    return f"$argon2id$v=19${costs}${salt}${key}"


# Checked when there is no such officer, so that the answer takes as long as for one there is.
NOBODY = unmatched()


class PostgresAccounts:
    """Credentials, sessions and calendars in PostgreSQL.

    A found session is remembered for a few seconds.
    """

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool
        self._cached: dict[bytes, tuple[float, Session]] = {}

    async def set_password(self, officer: str, password: str) -> None:
        """Stores a new password, and ends the officer's sessions and subscription."""
        hashed = await asyncio.to_thread(hasher.hash, password)
        await self.store_hashes({officer: hashed})

    async def store_hashes(self, hashes: Mapping[str, str]) -> None:
        """Stores argon2 hashes by officer, and ends the officers' sessions and subscriptions."""
        async with self._pool.connection() as connection:
            for officer, hashed in hashes.items():
                await connection.execute(SET, [officer, hashed])
                await connection.execute(CLOSE_ALL, [officer])
                await connection.execute(CLOSE_CALENDAR, [officer])
        self._cached.clear()

    async def check_password(self, officer: str, password: str) -> bool:
        """Whether the password is the officer's; takes as long when there is no such officer."""
        async with self._pool.connection() as connection:
            found = await (await connection.execute(FETCH, [officer])).fetchone()
        hashed = found[0] if found else NOBODY
        right = await asyncio.to_thread(matches, hashed, password)
        return right and found is not None

    async def open_session(self, officer: str) -> tuple[str, Session]:
        """A new token, shown once, and its session."""
        token = secrets.token_urlsafe(32)
        session = Session(officer, datetime.now(UTC) + timedelta(hours=SESSION_HOURS))
        async with self._pool.connection() as connection:
            await connection.execute(SWEEP)
            await connection.execute(OPEN, [digest(token), officer, session.expires_at])
        return token, session

    async def find_session(self, token: str) -> Session | None:
        """The session of a token, if it still runs."""
        key = digest(token)
        seen, session = self._cached.get(key, (0.0, None))
        if session is not None and monotonic() - seen < CACHED_SECONDS:
            return session if session.expires_at > datetime.now(UTC) else None
        async with self._pool.connection() as connection:
            found = await (await connection.execute(FIND, [key])).fetchone()
        if found is None:
            self._cached.pop(key, None)
            return None
        if len(self._cached) >= MOST_CACHED:
            self._cached.clear()
        session = Session(found[0], found[1])
        self._cached[key] = (monotonic(), session)
        return session

    async def close_session(self, token: str) -> None:
        """Ends a session."""
        self._cached.pop(digest(token), None)
        async with self._pool.connection() as connection:
            await connection.execute(CLOSE, [digest(token)])

    async def open_calendar(self, officer: str) -> str:
        """A new token, shown once, by which a calendar program reads the officer's sessions."""
        token = secrets.token_urlsafe(32)
        async with self._pool.connection() as connection:
            await connection.execute(OPEN_CALENDAR, [digest(token), officer])
        return token

    async def find_calendar(self, token: str) -> str | None:
        """Whose calendar it is, if the token still holds."""
        async with self._pool.connection() as connection:
            found = await (await connection.execute(FIND_CALENDAR, [digest(token)])).fetchone()
        return str(found[0]) if found else None

    async def calendar_since(self, officer: str) -> datetime | None:
        """Since when the officer has such a token (UTC)."""
        async with self._pool.connection() as connection:
            found = await (await connection.execute(CALENDAR_SINCE, [officer])).fetchone()
        return found[0] if found else None

    async def close_calendar(self, officer: str) -> None:
        """Takes the officer's token back."""
        async with self._pool.connection() as connection:
            await connection.execute(CLOSE_CALENDAR, [officer])


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return sha256(token.encode()).digest()


def matches(hashed: str, password: str) -> bool:
    """Whether a password has this hash."""
    try:
        return hasher.verify(hashed, password)
    except VerificationError:
        return False
