"""Where files are kept: evidence as it was uploaded, documents as they were issued."""

from collections.abc import AsyncIterator
from typing import Protocol, runtime_checkable

from msgspec import Struct


class Stored(Struct, frozen=True, kw_only=True):
    """A kept file: its content is found by its hash (SHA-256, lower-case hex)."""

    sha256: str
    size: int
    media_type: str
    name: str


class TooLarge(Exception):  # noqa: N818 - an answer, as a Refusal is
    """A content is larger than the limit (bytes); nothing of it is kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class MissingObject(Exception):  # noqa: N818
    """No content of that hash is kept (any more)."""


class Altered(Exception):  # noqa: N818
    """What is kept under a hash has another: it was changed where it lies."""


class StoreUnavailable(Exception):  # noqa: N818
    """The store can't be reached, or its disk is full. Nothing was kept."""


@runtime_checkable
class Store(Protocol):
    """Contents, each under its own hash."""

    async def put(self, chunks: AsyncIterator[bytes], *, limit: int) -> tuple[str, int]:
        """Keeps a content; its hash and size. The same one again is kept once.

        Nothing is to be found under its hash before all of it is there; when this returns, a
        crash loses none of it. Raises TooLarge, StoreUnavailable, and whatever `chunks` raises:
        then nothing is kept.
        """
        ...

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        """A content, all of it checked before the first byte is handed out.

        Raises MissingObject, Altered, StoreUnavailable; the iterator that is returned raises
        none of them.
        """
        ...


async def put_bytes(store: Store, content: bytes) -> tuple[str, int]:
    """Keeps a content that is at hand, such as a document just made; its hash and size."""

    async def whole() -> AsyncIterator[bytes]:
        yield content

    return await store.put(whole(), limit=len(content))
