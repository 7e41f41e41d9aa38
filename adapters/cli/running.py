"""The web server of a folder: started once, found again by whoever asks."""

import contextlib
import os
import socket
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import uvicorn
from litestar import Litestar
from msgspec import Struct


class Served(Struct, frozen=True):
    """A running web server."""

    pid: int
    url: str


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
    """A listening socket and its address; port 0 takes a free one. Raises OSError if it is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OSError(
            f"{host}:{port} can't be used ({error.strerror}); choose another --port"
        ) from error
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
    Server(config, ready).run(sockets=[listener])


def found(data: Path) -> Served | None:
    """The server that runs on this folder, if one does."""
    try:
        served = msgspec.json.decode(note(data).read_bytes(), type=Served)
        with urllib.request.urlopen(f"{served.url}/health/live", timeout=2) as answer:  # noqa: S310
            return served if answer.status == 200 else None  # noqa: PLR2004
    except (OSError, msgspec.DecodeError):
        return None


@contextmanager
def noted(data: Path, url: str) -> Iterator[None]:
    """Notes the server in its folder while it runs."""
    data.mkdir(parents=True, exist_ok=True)
    note(data).write_bytes(msgspec.json.encode(Served(os.getpid(), url)))
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            note(data).unlink()


def note(data: Path) -> Path:
    """Where the server is noted."""
    return data / "server.json"
