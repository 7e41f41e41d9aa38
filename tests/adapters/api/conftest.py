"""The API's own fixtures: a furnished database to copy, a running bureau, leads on their way."""

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import count

import pytest
from psycopg.conninfo import make_conninfo
from psycopg.errors import DuplicateDatabase

from tests.adapters.api.bureau import Bureau, furnished, opened
from tests.adapters.api.desk import PUDONG, Handed, Json, lead_body
from tests.conftest import create, drop

NUMBERS = count(1)

Databases = Callable[[], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def furnished_databases(server_url: str, template: str) -> Iterator[Databases]:
    """Makes databases that hold the reference data and a roster whose passwords are set."""
    original = f"{template}_furnished"
    with suppress(DuplicateDatabase):  # the tests of pages have this fixture too
        create(server_url, original, template)
        furnished(make_conninfo(server_url, dbname=original))

    @contextmanager
    def copied() -> Generator[str]:
        name = f"{original}_{next(NUMBERS)}"
        create(server_url, name, original)
        try:
            yield make_conninfo(server_url, dbname=name)
        finally:
            drop(server_url, name)

    yield copied
    drop(server_url, original)


@pytest.fixture(scope="module")
def bureau(furnished_databases: Databases) -> Iterator[Bureau]:
    """A server that the tests of a module share: each works on leads of its own."""
    with furnished_databases() as database, opened(database) as running:
        yield running


@pytest.fixture
def empty_bureau(furnished_databases: Databases) -> Iterator[Bureau]:
    """A server of the test's own, for one that counts everything or breaks something."""
    with furnished_databases() as database, opened(database) as running:
        yield running


@pytest.fixture
def registered(bureau: Bureau) -> Json:
    """A lead that the dispatcher registered."""
    return bureau.desk("dispatcher").do("/leads", lead_body())


@pytest.fixture
def dispatched(bureau: Bureau, registered: Json) -> Handed:
    """A lead sent to Pudong, not yet received there."""
    dispatcher = bureau.desk("dispatcher")
    path = f"/leads/{registered['id']}"
    referral = dispatcher.do(
        f"{path}/referrals", {"toOrg": PUDONG, "reason": "行为发生地在浦东"}, seen=1
    )
    return Handed(dispatcher.get(path), referral)


@pytest.fixture
def received(bureau: Bureau, dispatched: Handed) -> Handed:
    """A lead that Pudong has received and not yet answered."""
    return stepped(bureau, dispatched, "receipt")


@pytest.fixture
def accepted(bureau: Bureau, received: Handed) -> Handed:
    """A lead that Pudong answers for."""
    return stepped(bureau, received, "acceptance")


def stepped(bureau: Bureau, handed: Handed, noun: str) -> Handed:
    """The hand-over after Pudong's next step."""
    handler = bureau.desk("pudong-handler")
    referral = handler.do(f"{handed.referral_path}/{noun}", seen=handed.seen)
    return Handed(handler.get(handed.lead_path), referral)
