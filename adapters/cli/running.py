"""The web server of a folder: started once, found again by whoever asks."""

import contextlib
import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import msgspec
import uvicorn
from litestar import Litestar
from msgspec import Struct

from adapters.cli.shell import Trouble
from adapters.settings import DATABASE_URL

# The first start of a slow machine: initdb, migrations, data.
LONGEST_START_SECONDS = 180.0
# When the process that keeps the read models has ended by itself.
RESTART_SECONDS = 1.0


class Served(Struct, frozen=True):
    """A running web server. A demonstration's accounts are known."""

    pid: int
    url: str
    demo: bool = False


class Server(uvicorn.Server):
    """uvicorn, telling when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, then tells."""
        await super().startup(sockets)
        if not self.should_exit:
            self._ready()


def listen(host: str, port: int) -> tuple[socket.socket, str]:
    """A socket bound to an address, and its URL; port 0 takes a free one. Raises Trouble."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # so that a second server notices now, not when it is ready
    except OSError as error:
        listener.close()
        said = error.strerror or str(error)
        raise Trouble("port-refused", address=f"{host}:{port}", error=said) from error
    bound = listener.getsockname()[1]
    shown = f"[{host}]" if family == socket.AF_INET6 else host
    return listener, f"http://{shown}:{bound}"


def run(app: Litestar, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serves until told to stop (SIGINT, SIGTERM): requests under way are finished first."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    server = Server(config, ready)
    # uvicorn raises the signal again when it has ended; to be told to stop is no failure
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    if not server.started:
        raise Trouble("server-failed")


@contextmanager
def alone(data: Path) -> Generator[Served | None]:
    """Keeps other servers away from this folder; or says which one runs there already.

    The lock is the kernel's, so none is left behind by a killed process. Another process that is
    just starting is waited for.
    """
    data.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + LONGEST_START_SECONDS
    with (data / "server.lock").open("a") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                served = _answering(data)
                if served is not None:
                    yield served
                    return
            else:
                note(data).unlink(missing_ok=True)
                yield None
                return
            if time.monotonic() > deadline:
                raise Trouble("other-start-hangs", folder=data)
            time.sleep(0.2)


def _answering(data: Path) -> Served | None:
    try:
        served = msgspec.json.decode(note(data).read_bytes(), type=Served)
        with urllib.request.urlopen(f"{served.url}/health/live", timeout=2) as answer:  # noqa: S310
            return served if answer.status == 200 else None  # noqa: PLR2004
    except (OSError, msgspec.MsgspecError):
        return None


@contextmanager
def noted(data: Path, served: Served) -> Generator[None]:
    """Notes the server in its folder while it runs."""
    note(data).write_bytes(msgspec.json.encode(served))
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            note(data).unlink()


@contextmanager
def projecting(url: str) -> Generator[None]:
    """Runs `casetrail project` beside the server, in a process of its own, while this one lives.

    The child ends when the pipe to it closes, so it does not outlive a killed server. One that
    ends by itself is started again.
    """
    stopping = Event()
    child = _start_projecting(url)

    def keep() -> None:
        nonlocal child
        while not stopping.is_set():
            child.wait()
            if not stopping.wait(RESTART_SECONDS):
                child = _start_projecting(url)

    keeper = Thread(target=keep, name="projecting", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        _end(child)
        keeper.join(RESTART_SECONDS)


def _start_projecting(url: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "adapters.cli.main", "project", "--until-eof"]
    return subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdin=subprocess.PIPE,
        env=os.environ | {DATABASE_URL: url},
        start_new_session=True,  # Ctrl-C is for the server, which ends the child
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin is not None
    child.stdin.close()
    try:
        child.wait(30)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def note(data: Path) -> Path:
    """Where the server is noted."""
    return data / "server.json"
