"""The object store: files under the hash of their content, in a local folder or an S3 bucket."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Protocol

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from adapters.settings import Settings
from application.store import Altered, MissingObject, StoreUnavailable, TooLarge

log = logging.getLogger(__name__)

CHUNK = 1024 * 1024
STALE_SECONDS = 24 * 60 * 60
# An officer waits for the answer: not the library's ten tries within three minutes.
RETRIES = 3
RETRY_TIME = timedelta(seconds=20)


class Place(Protocol):
    """Where objects lie, and how one gets there whole or not at all."""

    def store(self) -> LocalStore | S3Store:
        """What they are read from."""
        ...

    def spool(self) -> AbstractContextManager[IO[bytes]]:
        """A file to receive a content in; what is left of it in the end is thrown away."""
        ...

    async def keep(self, spool: IO[bytes], path: str) -> None:
        """Gives a received content its name; it survives a crash when this returns."""
        ...


class Objects:
    """Contents by their hash (application.store.Store)."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def put(self, chunks: AsyncIterator[bytes], *, limit: int) -> tuple[str, int]:
        """Keeps a content; its hash and size. Raises TooLarge, StoreUnavailable."""
        with available(), self._place.spool() as spool:
            digest, size = await copied(limited(chunks, limit), spool)
            # Also when it is there already: an object that was altered is whole again.
            await self._place.keep(spool, path_of(digest))
        return digest, size

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        """A content. Raises MissingObject, Altered, StoreUnavailable before the first byte.

        It is copied while it is checked: what is handed out is what was checked, and a bucket
        sends it once.
        """
        with ExitStack() as stack:
            spool = stack.enter_context(TemporaryFile())
            with available():
                found = await self._copied(sha256, spool)
            if found != sha256:
                raise Altered(sha256)
            stack.pop_all()
            return rest_of(spool)

    async def _copied(self, digest: str, spool: IO[bytes]) -> str:
        """Copies what is kept under a hash; the hash it really has."""
        try:
            kept = await obstore.get_async(self._place.store(), path_of(digest))
        except FileNotFoundError:
            raise MissingObject(digest) from None
        found, _ = await copied(kept.stream(min_chunk_size=CHUNK), spool)
        await asyncio.to_thread(spool.seek, 0)
        return found


class Folder:
    """A local folder. The library's own writes are not synced to the disk, so these are ours."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def store(self) -> LocalStore:
        """What objects are read from."""
        return LocalStore(prefix=self._incoming.parent)

    @cached_property
    def _incoming(self) -> Path:
        """Made when it is needed: a command that keeps no file may run where it can't be made."""
        incoming = self._folder / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        synced(self._folder.parent, self._folder)
        remove_stale(incoming)
        return incoming

    @contextmanager
    def spool(self) -> Generator[IO[bytes]]:
        """A file in the same file system."""
        with NamedTemporaryFile(dir=self._incoming, delete=False) as file:
            try:
                yield file
            finally:
                Path(file.name).unlink(missing_ok=True)

    async def keep(self, spool: IO[bytes], path: str) -> None:
        """Moves the file to its name: content first, then the name, each synced to the disk."""
        await asyncio.to_thread(self._keep, spool, self._folder / path)

    def _keep(self, spool: IO[bytes], target: Path) -> None:
        spool.flush()
        os.fsync(spool.fileno())
        target.parent.mkdir(exist_ok=True)
        Path(spool.name).replace(target)
        synced(target.parent, self._folder)


class Bucket:
    """An S3 bucket, or a part of it: s3://bucket/prefix, credentials from the AWS_* variables.

    A large content is sent in parts, which the bucket shows only when all have arrived.
    """

    def __init__(self, url: str) -> None:
        self._store = S3Store.from_url(
            url,
            retry_config={"max_retries": RETRIES, "retry_timeout": RETRY_TIME},
        )

    def store(self) -> S3Store:
        """What objects are read from."""
        return self._store

    def spool(self) -> AbstractContextManager[IO[bytes]]:
        """A nameless file: the system removes it, however the process ends."""
        return TemporaryFile()

    async def keep(self, spool: IO[bytes], path: str) -> None:
        """Sends the file."""
        await asyncio.to_thread(spool.seek, 0)
        await obstore.put_async(self._store, path, spool)


def open_store(chosen: Settings) -> Objects:
    """The bucket of the settings, else the folder `objects` in the data folder."""
    if chosen.objects_url is not None:
        return Objects(Bucket(chosen.objects_url))
    return Objects(Folder(chosen.data / "objects"))


def path_of(digest: str) -> str:
    """Where a content lies: a folder holds a 256th of all."""
    return f"{digest[:2]}/{digest[2:]}"


async def copied(chunks: AsyncIterable[bytes], file: IO[bytes]) -> tuple[str, int]:
    """Writes a content to a file; its hash and size."""
    digest, size = sha256(), 0

    def take(chunk: bytes) -> None:
        digest.update(chunk)
        file.write(chunk)

    async for chunk in chunks:
        await asyncio.to_thread(take, chunk)
        size += len(chunk)
    return digest.hexdigest(), size


async def limited(chunks: AsyncIterable[bytes], limit: int) -> AsyncGenerator[bytes]:
    """The chunks of a content. Raises TooLarge as soon as there are more bytes than that."""
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit)
        yield chunk


async def rest_of(file: IO[bytes]) -> AsyncGenerator[bytes]:
    """What is left to read of a file, which is closed then."""
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk


@contextmanager
def available() -> Generator[None]:
    """What the disk or the bucket refuses is raised as StoreUnavailable."""
    try:
        yield
    except (BaseError, OSError) as error:
        log.warning("the object store can't be used: %s", str(error).partition("\n")[0])
        raise StoreUnavailable from error


def synced(*folders: Path) -> None:
    """Syncs the entries of folders to the disk."""
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove_stale(incoming: Path) -> None:
    """Removes what killed processes left; others may be receiving files in the same folder."""
    for path in incoming.iterdir():
        if path.stat().st_mtime < time.time() - STALE_SECONDS:
            path.unlink(missing_ok=True)
