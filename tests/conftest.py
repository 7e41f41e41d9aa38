"""What the tests share: one PostgreSQL a process, one database a test."""

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random

import psycopg
import psycopg_pool.base
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from adapters.postgres.embedded import start
from adapters.postgres.factory import open_ledger
from adapters.postgres.migrate import migrate
from application.ledger import Ledger

EXTERNAL = "CASETRAIL_TEST_DATABASE_URL"
PREFIX = f"casetrail_test_{os.getpid()}"
NUMBERS = count(1)
MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
ENOUGH_BYTES = 4 * 1024**3

# A pool's threads draw from the generator that Hypothesis holds still while it draws examples.
psycopg_pool.base.random = Random().random  # type: ignore[attr-defined]  # noqa: S311

# An example that takes long says that the machine is busy, not that the program is wrong.
settings.register_profile(
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

# These start programs and browsers. Begun last, one of them would keep one process busy alone.
LONGEST = ("tests/adapters/cli/", "tests/web/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A server to make databases on: the one at CASETRAIL_TEST_DATABASE_URL, or an embedded one."""
    given = os.environ.get(EXTERNAL)
    if given:
        yield given
        return
    with new_folder() as folder:
        server, url = start(folder)
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET fsync = off")  # the machine won't fail during a test
            admin.execute("ALTER SYSTEM SET max_wal_size = '256MB'")
            admin.execute("SELECT pg_reload_conf()")
        yield url
        server.cleanup_mode = "delete"
        server.cleanup()


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """A folder for an embedded database of the test's own."""
    with new_folder() as folder:
        yield folder


@contextmanager
def new_folder() -> Generator[Path]:
    """A folder for an embedded database, gone afterwards.

    Not a temporary folder of pytest's: each start of pytest closes those of the others to the user
    that PostgreSQL runs as where the tests are root's.
    """
    with tempfile.TemporaryDirectory(
        prefix="casetrail-", dir=fastest(), ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


def fastest() -> str | None:
    """Where a database is made fastest: in memory if there is room, or where temporary files are.

    The many files of a database cost several times as much on a disk, fsync or not.
    """
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    return MEMORY if roomy else None


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """The name of a database with all migrations applied, to copy."""
    name = f"{PREFIX}_template"
    create(server_url, name, "template0")
    migrate(make_conninfo(server_url, dbname=name))
    yield name
    drop(server_url, name)


@pytest.fixture
def database_url(server_url: str, template: str) -> Iterator[str]:
    """A migrated, empty database of the test's own, opened as its owner."""
    name = f"{PREFIX}_{next(NUMBERS)}"
    create(server_url, name, template)
    yield make_conninfo(server_url, dbname=name)
    drop(server_url, name)


@pytest.fixture
def bare_database_url(server_url: str) -> Iterator[str]:
    """A database of the test's own with nothing in it."""
    name = f"{PREFIX}_{next(NUMBERS)}"
    create(server_url, name, "template0")
    yield make_conninfo(server_url, dbname=name)
    drop(server_url, name)


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """An empty ledger in PostgreSQL."""
    opened = open_ledger(database_url)
    yield opened
    opened.close()


def create(server_url: str, name: str, template: str) -> None:
    # Copying a small template's files takes half the time of writing its pages into the log.
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8' STRATEGY FILE_COPY")
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def drop(server_url: str, name: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
