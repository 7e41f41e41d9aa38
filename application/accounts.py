"""What the ways in need to know of sign-ins and of notes beside the ledger."""

from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from msgspec import Struct


class Session(Struct, frozen=True):
    """A sign-in: who, and until when (UTC)."""

    officer: str
    expires_at: datetime


class Refused(Struct, frozen=True):
    """A command that was declined, for auditors."""

    officer: str | None
    org: str | None
    method: str
    path: str
    status: int
    code: str


@runtime_checkable
class Accounts(Protocol):
    """Passwords, sessions, and the tokens of calendar programs."""

    async def check_password(self, officer: str, password: str) -> bool:
        """Whether the password is the officer's."""
        ...

    async def open_session(self, officer: str) -> tuple[str, Session]:
        """A new token, shown once, and its session."""
        ...

    async def find_session(self, token: str) -> Session | None:
        """The session of a token, if it still runs."""
        ...

    async def close_session(self, token: str) -> None:
        """Ends a session."""
        ...

    async def open_calendar(self, officer: str) -> str:
        """A new token, shown once, by which a calendar program reads the officer's sessions."""
        ...

    async def find_calendar(self, token: str) -> str | None:
        """Whose calendar it is, if the token still holds."""
        ...

    async def calendar_since(self, officer: str) -> datetime | None:
        """Since when the officer has such a token (UTC)."""
        ...

    async def close_calendar(self, officer: str) -> None:
        """Takes the officer's token back."""
        ...


@runtime_checkable
class Notebook(Protocol):
    """Notes that are no facts of a record."""

    def refused(self, note: Refused) -> None:
        """Notes a refusal."""
        ...

    def opened(self, officer: str, record: UUID) -> None:
        """Notes that an officer looked at a record."""
        ...

    async def has_opened(self, officer: str, records: list[UUID]) -> set[UUID]:
        """Those of the records that the officer has looked at."""
        ...
