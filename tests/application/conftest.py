"""What the tests of use cases share: a ledger in memory, its reference data, and a desk."""

from collections.abc import Iterator

import pytest

from application.desk import Desk
from application.directory import Directory
from application.ledger import Ledger
from tests.application.bureau import publish_reference
from tests.application.memory import memory_ledger


@pytest.fixture
def ledger() -> Ledger:
    """An empty ledger in memory."""
    return memory_ledger()


@pytest.fixture
def desk(ledger: Ledger) -> Iterator[Desk]:
    """A desk on the ledger."""
    opened = Desk(ledger)
    yield opened
    opened.close()


@pytest.fixture
def directory(ledger: Ledger) -> Directory:
    """The story's organisations, catalogue and reasons, published."""
    publish_reference(ledger)
    return Directory(ledger)
