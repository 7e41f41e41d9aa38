"""Wake-up notices: told after the commit, at most once every few milliseconds, never inside it.

A NOTIFY inside the appending transaction takes a lock of the whole cluster (eventstore.md 2.1).
Notices only make readers quick; readers also poll, so a lost one costs time, not events.
"""

from collections.abc import Callable
from threading import Event, Thread

import psycopg
from psycopg.sql import SQL, Identifier

COALESCE_SECONDS = 0.01


class Notifier:
    """Sends NOTIFY on a channel from a thread of its own, coalesced."""

    def __init__(self, connect: Callable[[], psycopg.Connection[object]], channel: str) -> None:
        self._connect = connect
        self._statement = SQL("NOTIFY {}").format(Identifier(channel))
        self._due = Event()
        self._stopping = Event()
        self._thread: Thread | None = None

    def notify(self) -> None:
        """Asks for a notice; returns at once."""
        if self._thread is None and not self._stopping.is_set():
            self._thread = Thread(target=self._run, name="ledger-notifier", daemon=True)
            self._thread.start()
        self._due.set()

    def close(self) -> None:
        """Stops the thread."""
        self._stopping.set()
        self._due.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._connect() as connection:
                    self._send_until_stopped(connection)
            except psycopg.Error:
                self._stopping.wait(0.5)

    def _send_until_stopped(self, connection: psycopg.Connection[object]) -> None:
        while self._due.wait() and not self._stopping.is_set():
            self._due.clear()
            connection.execute(self._statement)
            self._stopping.wait(COALESCE_SECONDS)
