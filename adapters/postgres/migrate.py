"""Applies migrations/*.sql in order: forward only, each in a transaction, never edited after."""

from hashlib import sha256
from pathlib import Path

import psycopg

MIGRATIONS = Path(__file__).parents[2] / "migrations"


class EditedMigration(Exception):  # noqa: N818
    """A migration file was edited after it was applied."""


def migrate(url: str) -> list[str]:
    """Brings the database at `url` up to date; the names of the files applied now.

    The URL's user must own the database, and may create roles the first time. Raises
    EditedMigration, or psycopg.Error when a statement fails (nothing of that file is kept).
    """
    applied_now: list[str] = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(20200302, 0)")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations"
            " (name text PRIMARY KEY, sha256 bytea NOT NULL, applied_at timestamptz DEFAULT now())"
        )
        rows = connection.execute("SELECT name, sha256 FROM migrations").fetchall()
        applied: dict[str, bytes] = {name: bytes(digest) for name, digest in rows}
        for path in sorted(MIGRATIONS.glob("*.sql")):
            digest = sha256(path.read_bytes()).digest()
            if path.name not in applied:
                with connection.transaction():
                    connection.execute(path.read_bytes())
                    connection.execute(
                        "INSERT INTO migrations VALUES (%s, %s)", (path.name, digest)
                    )
                applied_now.append(path.name)
            elif applied[path.name] != digest:
                raise EditedMigration(
                    f"{path.name} was edited after it was applied; write a new migration"
                )
    return applied_now
