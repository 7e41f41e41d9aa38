"""Long records as of some version: a cache of what their events fold to, never its source."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Protocol, runtime_checkable
from uuid import UUID


@runtime_checkable
class Snapshots(Protocol):
    """Where snapshots are kept: the latest of each stream."""

    async def find(self, stream: UUID, code: bytes) -> bytes | None:
        """The snapshot of a stream that this code made, if there is one."""
        ...

    async def keep(self, stream: UUID, version: int, code: bytes, body: bytes) -> None:
        """Keeps a snapshot in the place of an earlier one."""
        ...


@cache
def code_digest() -> bytes:
    """What the code that folds records hashes to: with other code a snapshot is another."""
    digest = sha256()
    for folder in (files("domain"), files("application").joinpath("views")):
        for source in _sources(folder):
            digest.update(source.read_bytes())
    return digest.digest()


def _sources(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_dir():
            found += _sources(each)
        elif each.name.endswith(".py"):
            found.append(each)
    return found
