"""Runs the projection: one active runner, others standing by, reconnecting, rebuilding beside the old."""

import logging
from collections.abc import Callable
from threading import Event
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import Mapper
from psycopg.sql import SQL, Identifier

from adapters.postgres.datastore import session
from adapters.postgres.projection import Projection
from adapters.postgres.rebuild import rebuild
from adapters.postgres.recorder import CHANNEL

__all__ = ["Projector", "rebuild", "release", "status"]

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25
STAND_BY_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 5.0

BE_THE_RUNNER = "SELECT pg_try_advisory_lock(20200302, 2)"
KEEP_OTHERS_FROM_SWAPPING = "SELECT pg_advisory_xact_lock(20200302, 3)"
ONE_REBUILD = "SELECT pg_try_advisory_lock(20200302, 4)"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'views'"


class Projector:
    """Keeps the read models in step until stopped. Safe to start in several processes."""

    def __init__(self, url: str, mapper: Mapper[UUID]) -> None:
        self._url = url
        self._projection = Projection(mapper)
        self._stopping = Event()
        self.active = Event()

    def run(self) -> None:
        """Runs until `stop`; a lost connection is opened again, after growing pauses."""
        pause = 0.1
        while not self._stopping.is_set():
            try:
                with psycopg.connect(autocommit=True, **session(self._url)) as connection:
                    self._run_on(connection)
                pause = 0.1
            except psycopg.OperationalError as error:
                log.warning("projection: %s; trying again", error)
                self._stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            finally:
                self.active.clear()

    def stop(self) -> None:
        """Makes `run` return after the batch at hand."""
        self._stopping.set()

    def _run_on(self, connection: psycopg.Connection[Any]) -> None:
        while not self._is_the_runner(connection):
            if self._stopping.wait(STAND_BY_SECONDS):
                return
        self.active.set()
        connection.execute(SQL("LISTEN {}").format(Identifier(CHANNEL)))
        while not self._stopping.is_set():
            if self._projection.step(connection) == 0:
                for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                    pass

    def _is_the_runner(self, connection: psycopg.Connection[Any]) -> bool:
        answer = connection.execute(BE_THE_RUNNER).fetchone()
        return bool(answer and answer[0])


def _head(connection: psycopg.Connection[Any]) -> int:
    found = connection.execute("SELECT coalesce(max(position), 0) FROM ledger").fetchone()
    return found[0] if found else 0


RELEASE = (
    "UPDATE views.parked SET retry = true WHERE %(record)s::uuid IS NULL OR stream_id = %(record)s"
)
PARKED = "SELECT stream_id, position, topic, error FROM views.parked ORDER BY position"


def release(url: str, record: UUID | None) -> int:
    """Asks the runner to fold a parked record anew (None: every one); how many there are."""
    with psycopg.connect(autocommit=True, **session(url)) as connection:
        return connection.execute(RELEASE, {"record": record}).rowcount


def status(url: str) -> dict[str, Any]:
    """The ledger's head, the position the read models have reached, and what is parked."""
    with psycopg.connect(autocommit=True, **session(url)) as connection:
        found = connection.execute("SELECT max(notification_id) FROM views.tracking").fetchone()
        names = ("record", "position", "topic", "error")
        parked = [
            dict(zip(names, row, strict=True)) for row in connection.execute(PARKED).fetchall()
        ]
        projected = (found and found[0]) or 0
        return {"head": _head(connection), "projected": projected, "parked": parked}
