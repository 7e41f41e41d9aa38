"""What the tests of the ledger share."""

from collections.abc import Iterator

import pytest

from adapters.postgres.datastore import Datastore
from adapters.postgres.recorder import PostgresLedgerRecorder


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
