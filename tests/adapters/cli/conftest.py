"""What the tests of the command line share."""

from collections.abc import Iterator

import pytest

from tests.adapters.cli.demo import Demo, running_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demonstration that runs meanwhile; its tests must not disturb each other."""
    with running_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running
