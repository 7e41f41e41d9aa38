"""Migrations: once each, never edited, all or nothing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from adapters.postgres import migrate as module
from adapters.postgres.migrate import EditedMigration, migrate


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Migrations of the test's own in place of the real ones."""
    monkeypatch.setattr(module, "MIGRATIONS", tmp_path)
    (tmp_path / "0001.first.sql").write_text("CREATE TABLE first (x int);")
    return tmp_path


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {str(name) for (name,) in rows}


def test_the_second_time_nothing_is_done(bare_database_url: str) -> None:
    names = sorted(path.name for path in module.MIGRATIONS.glob("*.sql"))

    assert migrate(bare_database_url) == names
    assert migrate(bare_database_url) == []


def test_migrating_from_two_places_at_once_is_done_once(bare_database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(migrate, [bare_database_url] * 4))

    assert len([each for each in applied if each]) == 1


def test_an_edited_file_is_refused(bare_database_url: str, folder: Path) -> None:
    migrate(bare_database_url)
    (folder / "0001.first.sql").write_text("CREATE TABLE first (x bigint);")
    (folder / "0002.second.sql").write_text("CREATE TABLE second (x int);")

    with pytest.raises(EditedMigration, match=r"0001\.first\.sql"):
        migrate(bare_database_url)
    assert tables(bare_database_url) == {"first", "migrations"}


def test_a_failing_file_leaves_nothing_and_can_be_mended(
    bare_database_url: str, folder: Path
) -> None:
    second = folder / "0002.second.sql"
    second.write_text("CREATE TABLE second (x int); SELECT 1 / 0; CREATE TABLE third (x int);")

    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(bare_database_url)
    assert tables(bare_database_url) == {"first", "migrations"}

    second.write_text("CREATE TABLE second (x int);")
    assert migrate(bare_database_url) == ["0002.second.sql"]
