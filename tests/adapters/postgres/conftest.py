"""What the tests of the ledger and of the read models share."""

from collections.abc import Iterator

import pytest
from psycopg.conninfo import make_conninfo

from adapters.postgres.datastore import Datastore
from adapters.postgres.recorder import PostgresLedgerRecorder
from tests.adapters.postgres.city import HISTORY
from tests.adapters.postgres.views import Model, catch_up
from tests.conftest import create, drop
from tests.workload import load


@pytest.fixture
def datastore(database_url: str) -> Iterator[Datastore]:
    """The recorder's pool, on an empty ledger."""
    opened = Datastore(database_url)
    yield opened
    opened.close()


@pytest.fixture
def recorder(datastore: Datastore) -> Iterator[PostgresLedgerRecorder]:
    """A recorder on an empty ledger."""
    opened = PostgresLedgerRecorder(datastore)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def model() -> Model:
    """What the lists of the city should hold."""
    return Model(HISTORY)


@pytest.fixture(scope="session")
def city(server_url: str, template: str) -> Iterator[str]:
    """A database with a city's work in it, folded; nobody changes it."""
    name = f"{template}_city"
    create(server_url, name, template)
    url = make_conninfo(server_url, dbname=name)
    load(url, HISTORY)
    catch_up(url)
    yield url
    drop(server_url, name)
