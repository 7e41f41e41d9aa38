"""The library's PostgreSQL datastore, opened from one URL and under the application's own role."""

from typing import Any

from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

APP_ROLE = "casetrail_app"
LIBRARY_OPTIONS = ("dbname", "host", "port", "user", "password")


class Datastore(PostgresDatastore):
    """A connection pool whose sessions can't do more than the application's role may.

    `url` is any libpq connection string. Raises psycopg.ProgrammingError if it can't be parsed.
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
        kwargs = self.pool.kwargs
        assert isinstance(kwargs, dict)
        for name in LIBRARY_OPTIONS:
            if not kwargs.get(name):
                kwargs.pop(name, None)
        kwargs.update(session(url))


def session(url: str) -> dict[str, Any]:
    """Connection parameters of a session under the application's role."""
    given: dict[str, Any] = conninfo_to_dict(url)
    options = f"{given.get('options') or ''} -c role={APP_ROLE} -c timezone=UTC".strip()
    return given | {"options": options}
