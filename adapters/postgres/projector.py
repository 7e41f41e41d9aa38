"""Runs the projection: one active runner, others standing by, reconnecting, waking by notices."""

import logging
from threading import Event
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import Mapper
from psycopg.sql import SQL, Identifier

from adapters.postgres.datastore import session
from adapters.postgres.projection import BATCH, Projection
from adapters.postgres.rebuild import ask_head, rebuild
from adapters.postgres.recorder import CHANNEL

__all__ = ["Projector", "rebuild", "release", "status"]

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25
STAND_BY_SECONDS = 0.5
SHORTEST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0

BE_THE_RUNNER = "SELECT pg_try_advisory_lock(20200302, 2)"
# All its statements have an index; a plan made while the tables were small must not be kept.
SETTINGS = "SET enable_seqscan = off"
LISTEN = SQL("LISTEN {}").format(Identifier(CHANNEL))

RELEASE = (
    "UPDATE views.parked SET retry = true WHERE %(record)s::uuid IS NULL OR stream_id = %(record)s"
)
WAKE = SQL("NOTIFY {}").format(Identifier(CHANNEL))
PARKED = "SELECT stream_id, position, topic, error FROM views.parked ORDER BY position"


class Projector:
    """Keeps the read models in step until stopped. Safe to start in several processes."""

    def __init__(self, url: str, mapper: Mapper[UUID], *, batch: int = BATCH) -> None:
        self._url = url
        self._projection = Projection(mapper, batch=batch)
        self._stopping = Event()
        self._pause = SHORTEST_PAUSE_SECONDS
        self.active = Event()

    def run(self) -> None:
        """Runs until `stop`; after an error it connects again, with growing pauses."""
        while not self._stopping.is_set():
            try:
                with psycopg.connect(autocommit=True, **session(self._url)) as connection:
                    self._run_on(connection)
            except psycopg.Error as error:
                log.warning("projection: %s; trying again", error)
                self._rest()
            except Exception:
                log.exception("projection: a bug; trying again")
                self._rest()
            finally:
                self.active.clear()

    def _rest(self) -> None:
        self._stopping.wait(self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)

    def stop(self) -> None:
        """Makes `run` return after the batch at hand."""
        self._stopping.set()

    def _run_on(self, connection: psycopg.Connection[Any]) -> None:
        connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        connection.execute(SETTINGS)
        while not self._is_the_runner(connection):
            if self._stopping.wait(STAND_BY_SECONDS):
                return
        self.active.set()
        connection.execute(LISTEN)
        while not self._stopping.is_set():
            taken = self._projection.step(connection)
            self._pause = SHORTEST_PAUSE_SECONDS
            if taken == 0:
                for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                    pass

    def _is_the_runner(self, connection: psycopg.Connection[Any]) -> bool:
        answer = connection.execute(BE_THE_RUNNER).fetchone()
        return bool(answer and answer[0])


def release(url: str, record: UUID | None) -> int:
    """Asks the runner to fold a parked record anew (None: every one); how many there are."""
    with psycopg.connect(autocommit=True, **session(url)) as connection:
        released = connection.execute(RELEASE, {"record": record}).rowcount
        connection.execute(WAKE)
        return released


def status(url: str) -> dict[str, Any]:
    """The ledger's head, the position the read models have reached, and what is parked."""
    with psycopg.connect(autocommit=True, **session(url)) as connection:
        names = ("record", "position", "topic", "error")
        return {
            "head": ask_head(connection),
            "projected": projected_position(connection),
            "parked": [
                dict(zip(names, row, strict=True)) for row in connection.execute(PARKED).fetchall()
            ],
        }


def projected_position(connection: psycopg.Connection[Any]) -> int:
    """The position the read models have reached."""
    found = connection.execute("SELECT notification_id FROM views.tracking").fetchone()
    return int(found[0]) if found else 0
