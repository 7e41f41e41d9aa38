"""Uploads are noted once, found by their id, and taken up by their own organisation only."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from adapters.app import open_pool
from adapters.postgres.uploads import PostgresUploads
from application.store import Stored
from application.uploads import Upload, taken_up
from domain.authority import Officer, Role
from domain.refusals import Invalid
from tests.domain.story import PUDONG, XUHUI, officer

STORED = Stored(sha256="0a" * 32, size=3, media_type="application/pdf", name="现场 笔录.pdf")
BY = officer(PUDONG, Role.HANDLER)
COLLEAGUE = officer(PUDONG, Role.LEADER)
ELSEWHERE = officer(XUHUI, Role.HANDLER)
SUPERIOR = officer("SHAMR", Role.SUPERIOR)


def noted_then(url: str, by: Officer, upload_id: UUID | None = None) -> Upload:
    """What an officer takes up after Pudong's handler has uploaded it."""

    async def took() -> Upload:
        async with open_pool(url) as pool:
            uploads = PostgresUploads(pool)
            noted = await uploads.note(STORED, BY)
            return await taken_up(uploads, upload_id or noted, by)

    return asyncio.run(took())


@pytest.mark.parametrize("by", [BY, COLLEAGUE], ids=lambda by: by.id)
def test_an_upload_is_taken_up_by_its_organisation(database_url: str, by: Officer) -> None:
    found = noted_then(database_url, by)

    assert found.stored == STORED
    assert (found.uploaded_by, found.org) == (BY.id, PUDONG)
    assert abs(datetime.now(UTC) - found.uploaded_at) < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("by", "upload_id"), [(ELSEWHERE, None), (SUPERIOR, None), (BY, UUID(int=47))], ids=str
)
def test_nothing_else_is_taken_up(database_url: str, by: Officer, upload_id: UUID | None) -> None:
    with pytest.raises(Invalid) as refused:
        noted_then(database_url, by, upload_id)

    assert (refused.value.pointer, refused.value.code) == ("/upload", "no-such-upload")


@pytest.mark.parametrize("change", ["UPDATE uploads SET name = 'x'", "DELETE FROM uploads"])
def test_the_program_changes_no_upload(database_url: str, change: str) -> None:
    async def changed() -> None:
        async with open_pool(database_url) as pool, pool.connection() as connection:
            await connection.execute(change)  # pyright: ignore[reportArgumentType]

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        asyncio.run(changed())
