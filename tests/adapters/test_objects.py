"""Objects are there whole, under the hash of what they are, or not at all."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec import Struct

from adapters.objects import STALE_SECONDS, Objects, open_store, path_of
from adapters.settings import Settings
from application.store import Altered, MissingObject, StoreUnavailable, TooLarge, put_bytes
from tests.adapters.api.desk import until
from tests.adapters.bucket import KEY_ID, served

# A real bucket to run these on as well, with AWS_* for it: s3://bucket/prefix
EXTERNAL = "CASETRAIL_TEST_OBJECTS_URL"
CONTENT = "现场照片".encode() * 1000
DIGEST = sha256(CONTENT).hexdigest()
LIMIT = 32 * 1024 * 1024


class Kept(Struct):
    """A store, and a way to look into it and to change what lies there."""

    store: Objects
    paths: Callable[[], list[str]]
    replace: Callable[[str, bytes], object]
    remove: Callable[[str], object]


@pytest.fixture
def folder(tmp_path: Path) -> Kept:
    """A store in a local folder."""
    root = tmp_path / "objects"

    def replace(path: str, content: bytes) -> None:
        (root / path).unlink()
        (root / path).write_bytes(content)

    return Kept(
        open_store(Settings(data=tmp_path)),
        lambda: sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file()),
        replace,
        lambda path: (root / path).unlink(),
    )


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """A store in a part of a bucket."""
    with served() as found:
        for name, value in {
            "AWS_ENDPOINT_URL": found.url,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": KEY_ID,
            "AWS_SECRET_ACCESS_KEY": "secret",
        }.items():
            monkeypatch.setenv(name, value)
        root = "/evidence/a/part/"
        chosen = Settings(data=tmp_path / "unused", objects_url="s3://evidence/a/part")
        yield Kept(
            open_store(chosen),
            lambda: sorted(path.removeprefix(root) for path in found.objects),
            lambda path, content: found.objects.update({root + path: content}),
            lambda path: found.objects.pop(root + path),
        )
        assert not (tmp_path / "unused").exists()


@pytest.fixture(params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest) -> Kept:
    """Each of the two in turn: what they promise is the same."""
    found: Kept = request.getfixturevalue(request.param)
    return found


async def chunks(content: bytes, size: int = 70_001) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def read(store: Objects, digest: str) -> bytes:
    return b"".join([chunk async for chunk in await store.read(digest)])


def put(store: Objects, content: bytes, limit: int = LIMIT) -> tuple[str, int]:
    return asyncio.run(store.put(chunks(content), limit=limit))


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024, 12 * 1024 * 1024 + 1])
def test_what_was_put_is_read(kept: Kept, size: int) -> None:
    content = os.urandom(size)

    digest, counted = put(kept.store, content)

    assert (digest, counted) == (sha256(content).hexdigest(), size)
    assert asyncio.run(read(kept.store, digest)) == content
    assert kept.paths() == [path_of(digest)]


def test_bytes_at_hand_are_put_as_a_stream_is(kept: Kept) -> None:
    assert asyncio.run(put_bytes(kept.store, CONTENT)) == (DIGEST, len(CONTENT))
    assert asyncio.run(read(kept.store, DIGEST)) == CONTENT


def test_a_limit_is_reached_but_not_passed(kept: Kept) -> None:
    with pytest.raises(TooLarge) as refused:
        put(kept.store, CONTENT, limit=len(CONTENT) - 1)

    assert refused.value.limit == len(CONTENT) - 1
    assert kept.paths() == []
    put(kept.store, CONTENT, limit=len(CONTENT))
    assert kept.paths() == [path_of(DIGEST)]


def test_no_more_is_taken_than_the_limit(kept: Kept) -> None:
    taken: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            taken.append(1000)
            yield bytes(1000)

    with pytest.raises(TooLarge):
        asyncio.run(kept.store.put(endless(), limit=10_000))
    assert sum(taken) == 11_000


def test_a_sender_that_breaks_off_leaves_nothing(kept: Kept) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        yield CONTENT
        raise RuntimeError("gone")

    with pytest.raises(RuntimeError, match="gone"):
        asyncio.run(kept.store.put(breaking(), limit=LIMIT))
    assert kept.paths() == []


def test_a_put_that_is_cancelled_leaves_nothing(kept: Kept) -> None:
    async def cancelled() -> None:
        arrived = asyncio.Event()

        async def waiting() -> AsyncIterator[bytes]:
            yield CONTENT
            arrived.set()
            await asyncio.Event().wait()

        task = asyncio.create_task(kept.store.put(waiting(), limit=LIMIT))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert kept.paths() == []


def test_nothing_is_to_be_found_before_all_of_it_is_there(kept: Kept) -> None:
    async def watched() -> None:
        async def watching() -> AsyncIterator[bytes]:
            yield CONTENT[:1000]
            with pytest.raises(MissingObject):
                await kept.store.read(DIGEST)
            yield CONTENT[1000:]

        await kept.store.put(watching(), limit=LIMIT)

    asyncio.run(watched())
    assert asyncio.run(read(kept.store, DIGEST)) == CONTENT


def test_the_same_content_eight_times_at_once_is_one_object(kept: Kept) -> None:
    async def at_once() -> list[tuple[str, int]]:
        puts = [kept.store.put(chunks(CONTENT), limit=LIMIT) for _ in range(8)]
        return await asyncio.gather(*puts)

    assert asyncio.run(at_once()) == [(DIGEST, len(CONTENT))] * 8
    assert kept.paths() == [path_of(DIGEST)]
    assert asyncio.run(read(kept.store, DIGEST)) == CONTENT


@pytest.mark.parametrize(
    "altered", [CONTENT[:-1] + b"!", CONTENT[:-1], CONTENT + b"!", b""], ids=lambda c: str(len(c))
)
def test_an_altered_object_is_not_handed_out(kept: Kept, altered: bytes) -> None:
    put(kept.store, CONTENT)
    kept.replace(path_of(DIGEST), altered)

    with pytest.raises(Altered):
        asyncio.run(kept.store.read(DIGEST))


def test_an_altered_object_is_whole_again_when_it_is_put_again(kept: Kept) -> None:
    put(kept.store, CONTENT)
    kept.replace(path_of(DIGEST), b"altered")

    put(kept.store, CONTENT)

    assert asyncio.run(read(kept.store, DIGEST)) == CONTENT


def test_what_changes_while_it_is_read_is_handed_out_as_it_was_checked(kept: Kept) -> None:
    put(kept.store, CONTENT)

    async def changed_meanwhile() -> bytes:
        found = await kept.store.read(DIGEST)
        kept.replace(path_of(DIGEST), bytes(len(CONTENT)))
        return b"".join([chunk async for chunk in found])

    assert asyncio.run(changed_meanwhile()) == CONTENT


def test_what_is_not_there_is_missing(kept: Kept) -> None:
    with pytest.raises(MissingObject):
        asyncio.run(kept.store.read(DIGEST))
    put(kept.store, CONTENT)
    kept.remove(path_of(DIGEST))
    with pytest.raises(MissingObject):
        asyncio.run(kept.store.read(DIGEST))


# --- the bucket ----------------------------------------------------------------------------------


def test_a_bucket_that_refuses_is_unavailable(
    bucket: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "another-key")
    refused = open_store(Settings(data=tmp_path / "unused", objects_url="s3://evidence/a/part"))

    for use in (partial(put, refused, CONTENT), lambda: asyncio.run(refused.read(DIGEST))):
        with pytest.raises(StoreUnavailable):
            use()
    assert bucket.paths() == []


@pytest.mark.skipif(EXTERNAL not in os.environ, reason=f"{EXTERNAL} names no bucket")
def test_a_real_bucket_keeps_and_fetches(tmp_path: Path) -> None:
    store = open_store(Settings(data=tmp_path, objects_url=os.environ[EXTERNAL]))
    for size in (10, 12 * 1024 * 1024):
        content = os.urandom(size)
        digest, _ = put(store, content)
        assert asyncio.run(read(store, digest)) == content
    with pytest.raises(MissingObject):
        asyncio.run(store.read(sha256(os.urandom(32)).hexdigest()))


# --- the folder ----------------------------------------------------------------------------------


def test_a_content_is_on_the_disk_before_its_name_and_the_name_before_the_answer(
    folder: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder.store, b"so that the folder is there")
    steps: list[str] = []
    sync, replace = os.fsync, os.replace

    def noted_sync(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "content")
        sync(handle)

    def noted_replace(source: str, target: str) -> None:
        steps.append("name")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(os, "replace", noted_replace)
    put(folder.store, CONTENT)

    assert steps == ["content", "name", "folder", "folder"]


def test_only_the_owner_reads_an_object(folder: Kept, tmp_path: Path) -> None:
    put(folder.store, CONTENT)

    assert (tmp_path / "objects" / path_of(DIGEST)).stat().st_mode & 0o077 == 0


def test_a_folder_that_refuses_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "objects").write_bytes(b"in the way")
    store = open_store(Settings(data=tmp_path))

    for use in (partial(put, store, CONTENT), lambda: asyncio.run(store.read(DIGEST))):
        with pytest.raises(StoreUnavailable):
            use()


def test_the_folder_is_made_when_a_file_is_kept(folder: Kept, tmp_path: Path) -> None:
    assert list(tmp_path.iterdir()) == []

    put(folder.store, CONTENT)

    assert [path.name for path in tmp_path.iterdir()] == ["objects"]


KILLED = """
import asyncio, sys
from pathlib import Path
from adapters.objects import open_store
from adapters.settings import Settings

async def slow():
    yield b"x" * 500_000
    print("half", flush=True)
    await asyncio.sleep(60)

asyncio.run(open_store(Settings(data=Path(sys.argv[1]))).put(slow(), limit=10**6))
"""


def test_a_process_that_is_killed_leaves_no_object(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        incoming = tmp_path / "objects" / "incoming"
        until(lambda: any(incoming.iterdir()))
        process.send_signal(signal.SIGKILL)

    (left,) = [path for path in (tmp_path / "objects").rglob("*") if path.is_file()]
    assert left.parent == incoming


def test_what_killed_processes_left_is_removed_and_what_is_under_way_is_not(
    folder: Kept, tmp_path: Path
) -> None:
    put(folder.store, CONTENT)
    incoming = tmp_path / "objects" / "incoming"
    (incoming / "old").write_bytes(b"half")
    (incoming / "new").write_bytes(b"half")
    then = time.time() - STALE_SECONDS - 1
    os.utime(incoming / "old", (then, then))

    assert asyncio.run(read(open_store(Settings(data=tmp_path)), DIGEST)) == CONTENT

    assert [path.name for path in incoming.iterdir()] == ["new"]
