"""What the tests of the command line share."""

from collections.abc import Iterator

import pytest

from tests.adapters.cli.demo import Demo, running_demo
from tests.conftest import new_folder


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """A demonstration that runs meanwhile; its tests must not disturb each other."""
    with new_folder() as folder, running_demo(folder) as running:
        yield running
