"""A running Casetrail: the real application on a database of its own, served on the loopback."""

import asyncio
from base64 import b64encode
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import httpx
import msgspec
import uvicorn
from argon2 import PasswordHasher
from litestar import Litestar

from adapters.app import create_app, open_office
from adapters.cli.demo_data import FOLDER, officers
from adapters.cli.reference import installer, load_shipped
from adapters.cli.running import Server, listen
from adapters.files import shipped
from adapters.objects import open_store
from adapters.postgres.accounts import PostgresAccounts
from adapters.settings import Settings
from application.reference import publish
from domain.authority import Role
from domain.reference.officers import OfficerEntry
from tests.adapters.api.desk import PASSWORD, PUDONG, V1, Desk, body_of

MASTER = b"a key for tests, 32 bytes long.."
START_SECONDS = 20.0
UPLOAD_LIMIT = 3 * 1024 * 1024
# The matrix of rights needs every role at home, elsewhere, and above.
HOMES = (PUDONG, "310106", "SHAMR")


def extra_officers() -> list[OfficerEntry]:
    """An officer of every role in three organisations, named role.organisation."""
    return [
        OfficerEntry(
            id=f"{role}.{org}", name=f"示例·{role}", org=org, roles=(role,), certificate="示例"
        )
        for org in HOMES
        for role in Role
    ]


class Bureau:
    """The desks of one running server."""

    def __init__(self, url: str, database: str, app: Litestar, objects: Path) -> None:
        self.url = url
        self.objects = objects
        self.database = database
        self.app = app
        self._open: list[Desk] = []
        self._signed_in: dict[str, Desk] = {}
        self.nobody = self.visitor(None)

    def visitor(self, token: str | None) -> Desk:
        """The desk of whoever holds a token."""
        desk = Desk(self.url, token)
        self._open.append(desk)
        return desk

    def desk(self, user: str) -> Desk:
        """The desk of an officer, signed in the first time."""
        if user not in self._signed_in:
            self._signed_in[user] = self.sign_in(user)
        return self._signed_in[user]

    def sign_in(self, user: str) -> Desk:
        """A new session of an officer."""
        given = {"user": user, "password": PASSWORD}
        answer = httpx.post(f"{self.url}{V1}/sessions", json=given, trust_env=False)
        assert answer.status_code == 201, answer.text
        return self.visitor(body_of(answer)["token"])

    def close(self) -> None:
        """Closes what the desks opened."""
        for desk in self._open:
            desk.http.close()


@contextmanager
def opened(database: str) -> Generator[Bureau]:
    """The application on a furnished database, served until the block ends."""
    with TemporaryDirectory(prefix="casetrail-") as folder:
        key = b64encode(MASTER).decode()
        chosen = Settings(data=Path(folder), master_key=key, upload_limit=UPLOAD_LIMIT)
        with served(database, chosen) as bureau:
            yield bureau


@contextmanager
def served(database: str, chosen: Settings) -> Generator[Bureau]:
    """The application with these settings, served until the block ends."""
    app = create_app(database, chosen)
    listener, url = listen("127.0.0.1", 0)
    started = Event()
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    server = Server(config, started.set)
    thread = Thread(target=lambda: server.run(sockets=[listener]), name="server")
    thread.start()
    try:
        assert started.wait(START_SECONDS), "the server did not start"
        bureau = Bureau(url, database, app, chosen.data / "objects")
        try:
            yield bureau
        finally:
            bureau.close()
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


async def furnish(database: str) -> None:
    """Publishes the reference data and the roster, and gives every officer a password."""
    # As cheap as argon2 can be: what is tested here is not how long a hash takes.
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    roster = [*officers(), *extra_officers()]
    with TemporaryDirectory(prefix="casetrail-") as folder:
        store = open_store(Settings(data=Path(folder)))
        async with open_office(database, MASTER, store) as office:
            await load_shipped(office)
            command = shipped.read(FOLDER / "demo" / "officers.json")
            items = [msgspec.to_builtins(entry) for entry in roster]
            command = msgspec.structs.replace(command, items=items)
            by = installer(office.today)
            await publish(office.desk, office.directory, "officers", command, by)
            assert isinstance(office.accounts, PostgresAccounts)
            await office.accounts.store_hashes({entry.id: hashed for entry in roster})


def furnished(database: str) -> None:
    """`furnish`, to its end."""
    asyncio.run(furnish(database))
