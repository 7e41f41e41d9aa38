"""What the tests share: one PostgreSQL a run, one database a test."""

import os
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random

import psycopg
import psycopg_pool.base
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from adapters.postgres.embedded import start
from adapters.postgres.factory import open_ledger
from adapters.postgres.migrate import migrate
from application.ledger import Ledger

EXTERNAL = "CASETRAIL_TEST_DATABASE_URL"
PREFIX = f"casetrail_test_{os.getpid()}"
NUMBERS = count(1)

# A pool's threads draw from the generator that Hypothesis holds still while it draws examples.
psycopg_pool.base.random = Random().random  # type: ignore[attr-defined]  # noqa: S311


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A server to make databases on: the one at CASETRAIL_TEST_DATABASE_URL, or an embedded one."""
    given = os.environ.get(EXTERNAL)
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="casetrail-", ignore_cleanup_errors=True) as folder:
        server, url = start(Path(folder))
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET fsync = off")  # the machine won't fail during a test
            admin.execute("SELECT pg_reload_conf()")
        yield url
        server.cleanup_mode = "delete"
        server.cleanup()


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
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'")
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def drop(server_url: str, name: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
