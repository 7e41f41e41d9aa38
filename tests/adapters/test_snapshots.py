"""A long record is read from a snapshot, which is never more than what its events fold to."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
import pytest
from eventsourcing.persistence import Notification

from adapters.app import open_pool
from adapters.postgres.snapshots import PostgresSnapshots
from application.aggregates import CASE
from application.desk import Desk, Loaded, folded
from application.ledger import Ledger
from application.views.case import CaseRow
from domain.case.state import Case
from tests.adapters import a_case
from tests.application.bureau import story
from tests.application.memory import memory_ledger

EVERY = 10
ENTRIES = a_case.entries()
ENDED = folded(CASE, ENTRIES)


class Kept:
    """Snapshots in memory; broken ones keep nothing."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.versions: list[int] = []
        self._kept: dict[tuple[UUID, bytes], bytes] = {}

    async def find(self, stream: UUID, code: bytes) -> bytes | None:
        return self._kept.get((stream, code))

    async def keep(self, stream: UUID, version: int, code: bytes, body: bytes) -> None:
        if self.broken:
            raise OSError("the disk is full")
        self.versions.append(version)
        self._kept[stream, code] = body


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot every few events, so that a story is long enough."""
    monkeypatch.setattr("application.desk.SNAPSHOT_EVERY", EVERY)


@pytest.fixture
def ledger() -> Ledger:
    """A ledger with the story of a case."""
    ledger = memory_ledger()
    ledger.append([(ENTRIES, None)])
    return ledger


def read(
    ledger: Ledger, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> tuple[Loaded[Case, CaseRow], int]:
    """The case as a process that knows nothing reads it, and how many events that took."""
    select, counted = ledger.batch.select_later, 0

    def counting(after: Mapping[UUID, int]) -> Sequence[Notification]:
        nonlocal counted
        found = select(after)
        counted += len(found)
        return found

    desk = Desk(ledger, kept)
    with monkeypatch.context() as patched:
        patched.setattr(ledger.batch, "select_later", counting)
        found = story(lambda: desk.load(CASE, a_case.CASE))
    desk.close()
    return found, counted


def same(one: Loaded[Case, CaseRow], other: Loaded[Case, CaseRow]) -> bool:
    """Whether two are one record; when an entry was recorded is the ledger's to say."""
    versions = one.row.version == other.row.version
    return versions and one.state == other.state and one.row.clocks == other.row.clocks


@pytest.mark.parametrize("version", range(1, len(ENTRIES) + 1))
def test_a_case_at_any_version_is_the_same_from_its_snapshot(version: int) -> None:
    then = folded(CASE, ENTRIES[:version])
    body = msgspec.msgpack.encode((then.state, then.row))

    assert msgspec.msgpack.decode(body, type=tuple[Case, CaseRow]) == (
        then.state,
        then.row,
    )


def test_only_what_came_after_the_snapshot_is_read(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept()
    first, all_of_it = read(ledger, kept, monkeypatch)
    again, nothing = read(ledger, kept, monkeypatch)

    assert (all_of_it, nothing) == (len(ENTRIES), 0)
    assert same(first, ENDED)
    assert again == first


def test_a_snapshot_of_other_code_is_not_used(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept()
    read(ledger, kept, monkeypatch)
    monkeypatch.setattr("application.desk.code_digest", lambda: b"the next release")
    found, all_of_it = read(ledger, kept, monkeypatch)

    assert all_of_it == len(ENTRIES)
    assert same(found, ENDED)


def test_a_case_is_read_without_a_place_for_snapshots(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    found, _ = read(ledger, Kept(broken=True), monkeypatch)

    assert same(found, ENDED)
    assert "no snapshot" in caplog.text


def test_postgresql_keeps_the_latest_of_this_code(database_url: str) -> None:
    stream = UUID(int=1)

    async def told() -> list[bytes | None]:
        async with open_pool(database_url) as pool:
            kept = PostgresSnapshots(pool)
            found = [await kept.find(stream, b"code")]
            for version, body in ((10, b"first"), (20, b"second"), (10, b"late")):
                await kept.keep(stream, version, b"code", body)
            found.append(await kept.find(stream, b"code"))
            await kept.keep(stream, 10, b"next", b"made anew")
            return [*found, await kept.find(stream, b"code"), await kept.find(stream, b"next")]

    assert story(told) == [None, b"second", None, b"made anew"]
