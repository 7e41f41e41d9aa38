"""The library's PostgreSQL datastore, opened from one URL and under the application's own role."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, cast

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import tuple_row
from psycopg.sql import SQL

APP_ROLE = "casetrail_app"
LIBRARY_OPTIONS = ("dbname", "host", "port", "user", "password")

# So that no stuck session stops the ledger for ever: how long an append waits for another one, how
# long any statement of the recorder takes, when a silent network is given up.
LIMITS = (
    " -c lock_timeout=10s -c statement_timeout=60s"
    " -c default_transaction_isolation=read\\ committed"
    # All its statements have an index; a plan made while the ledger was small must not be kept.
    " -c enable_seqscan=off"
)
NETWORK = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


class Datastore(PostgresDatastore):
    """A connection pool whose sessions can't do more than the application's role may.

    `url` is any libpq connection string. Raises psycopg.ProgrammingError if it can't be parsed.
    Open it after a fork, not before: connections can't be shared by processes.
    """

    def __init__(self, url: str, *, pool_size: int = 4, wait: float = 2.0) -> None:
        given: dict[str, Any] = conninfo_to_dict(url)
        super().__init__(
            dbname=given.get("dbname", "postgres"),
            host=given.get("host", ""),
            port=given.get("port", 5432),
            user=given.get("user", ""),
            password=given.get("password", ""),
            pool_size=pool_size,
            max_overflow=pool_size,
            connect_timeout=wait,
            idle_in_transaction_session_timeout=30,
        )
        self._alone = session(url)
        kwargs = cast("dict[str, Any]", self.pool.kwargs)
        for name in LIBRARY_OPTIONS:
            if not kwargs.get(name):
                kwargs.pop(name, None)
        kwargs.update(self._alone)
        kwargs["options"] += LIMITS

    def ask(self, statement: SQL, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement, prepared the first time. Raises the library's errors."""
        with (
            self.get_connection() as connection,
            connection.cursor(row_factory=tuple_row) as cursor,
        ):
            return cursor.execute(statement, parameters, prepare=True).fetchall()

    def read(self, statement: SQL, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement that can be asked again if the connection was lost."""
        try:
            return self.ask(statement, parameters)
        except (OperationalError, InterfaceError) as error:
            if not is_lost_connection(error):
                raise
            self.forget_broken_connections()
            return self.ask(statement, parameters)

    def forget_broken_connections(self) -> None:
        """Has the pool replace the connections that don't answer."""
        with suppress(psycopg.Error):
            self.pool.check()

    def connect_alone(self) -> psycopg.Connection[Any]:
        """A connection outside the pool, for one who keeps it."""
        return psycopg.connect(autocommit=True, **self._alone)


def session(url: str) -> dict[str, Any]:
    """Connection parameters of a session under the application's role."""
    given: dict[str, Any] = conninfo_to_dict(url)
    options = f"{given.get('options') or ''} -c role={APP_ROLE} -c timezone=UTC".strip()
    return NETWORK | given | {"options": options}


def is_lost_connection(error: Exception) -> bool:
    """Whether the server or the way to it went away, or never came; not so for our own limits."""
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(("08", "57P"))
