"""Wake-up notices: told after the commit, at most once every few milliseconds, never inside it.

A NOTIFY inside the appending transaction takes a lock of the whole cluster (eventstore.md 2.1).
Notices only make readers quick; readers also poll, so a lost one costs time, not events.
"""

from collections.abc import Callable, Sequence
from threading import Event, Lock, Thread
from time import sleep
from typing import Any

import psycopg
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresSubscription
from psycopg.sql import SQL, Identifier

COALESCE_SECONDS = 0.01
POLL_SECONDS = 1.0
RECONNECT_SECONDS = 0.5

Connect = Callable[[], psycopg.Connection[Any]]


class Notifier:
    """Sends NOTIFY on a channel from a thread of its own, coalesced."""

    def __init__(self, connect: Connect, channel: str) -> None:
        self._connect = connect
        self._statement = SQL("NOTIFY {}").format(Identifier(channel))
        self._due = Event()
        self._stopping = Event()
        self._starting = Lock()
        self._thread: Thread | None = None

    def notify(self) -> None:
        """Asks for a notice; returns at once."""
        self._due.set()
        if self._thread is None:
            self._start()

    def close(self) -> None:
        """Stops the thread."""
        with self._starting:
            self._stopping.set()
        self._due.set()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None and not self._stopping.is_set():
                self._thread = Thread(target=self._run, name="ledger-notifier", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._connect() as connection:
                    self._send_until_stopped(connection)
            except psycopg.Error:
                self._stopping.wait(RECONNECT_SECONDS)

    def _send_until_stopped(self, connection: psycopg.Connection[Any]) -> None:
        while not self._stopping.is_set():
            self._due.wait()
            self._due.clear()  # before the notice: what is recorded from now on needs another one
            self._send(connection)
            self._stopping.wait(COALESCE_SECONDS)

    def _send(self, connection: psycopg.Connection[Any]) -> None:
        try:
            connection.execute(self._statement)
        except psycopg.Error:
            self._due.set()
            raise


class LedgerSubscription(PostgresSubscription):
    """The library's subscription, on a connection of its own, and polling as well as listening."""

    def __init__(
        self,
        recorder: PostgresApplicationRecorder,
        connect: Connect,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        self._connect = connect
        super().__init__(recorder, gt, topics)

    def _loop_on_pull(self) -> None:
        try:
            self._pull()
            while not self._has_been_stopped:
                self._has_been_notified.wait(POLL_SECONDS)
                self._pull()
        except BaseException as error:  # noqa: BLE001 - raised to whoever iterates
            self._thread_error = self._thread_error or error
            self.stop()

    def _listen(self) -> None:
        while not self._has_been_stopped:
            try:
                with self._connect() as connection:
                    self._listen_on(connection)
            except psycopg.Error:
                sleep(0.1)  # meanwhile it polls; if that fails too, the subscription ends

    def _listen_on(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(SQL("LISTEN {}").format(Identifier(self._recorder.channel_name)))
        self._has_been_notified.set()  # for what was recorded before this moment
        while not self._has_been_stopped:
            for _ in connection.notifies(timeout=0.1, stop_after=1):
                self._has_been_notified.set()
