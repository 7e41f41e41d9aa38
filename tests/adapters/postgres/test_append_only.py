"""Nobody changes what stands in the ledger; the application may not even ask."""

import psycopg
import pytest
from eventsourcing.persistence import ProgrammingError
from psycopg.sql import SQL

from adapters.postgres.datastore import Datastore
from adapters.postgres.recorder import PostgresLedgerRecorder
from tests.adapters.postgres.ledger_events import event

CHANGES = ["UPDATE ledger SET payload = ''", "DELETE FROM ledger", "TRUNCATE ledger"]


@pytest.mark.parametrize("change", [*CHANGES, "DELETE FROM ledger WHERE false"])
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_the_owner_is_refused(
    change: str, role: str, database_url: str, recorder: PostgresLedgerRecorder
) -> None:
    recorder.insert_events([event()])
    with psycopg.connect(database_url) as owner:
        owner.execute(SQL("SET session_replication_role = {}").format(role))
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner.execute(change.encode())
    assert recorder.head() == 1


@pytest.mark.parametrize(
    "change",
    [
        *CHANGES,
        "INSERT INTO ledger VALUES (9, gen_random_uuid(), 1, 't', now(), '{}')",
        "INSERT INTO idempotency SELECT 'a', 'k', '', gen_random_uuid(), 1, 1, now()",
        "ALTER TABLE ledger ADD COLUMN extra int",
        "ALTER TABLE ledger DISABLE TRIGGER append_only",
        "DROP TABLE ledger",
        "CREATE TABLE mine (x int)",
    ],
)
def test_the_application_has_no_right_to(change: str, datastore: Datastore) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        datastore.ask(SQL(change))  # pyright: ignore[reportArgumentType]


def test_the_application_appends_only_through_the_function(database_url: str) -> None:
    with psycopg.connect(database_url) as owner:
        grants = owner.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee IN ('casetrail_app', 'PUBLIC')"
            " AND table_name IN ('ledger', 'idempotency', 'migrations') ORDER BY 1, 2"
        ).fetchall()
        public = owner.execute(
            "SELECT has_function_privilege('public', oid, 'EXECUTE')"
            " FROM pg_proc WHERE proname = 'ledger_append'"
        ).fetchall()

    assert grants == [("idempotency", "DELETE"), ("idempotency", "SELECT"), ("ledger", "SELECT")]
    assert public == [(False,)]


def test_every_session_of_the_pool_has_the_application_s_role(datastore: Datastore) -> None:
    user, timezone = datastore.ask(SQL("SELECT current_user::text, current_setting('timezone')"))[0]
    assert (user, timezone) == ("casetrail_app", "UTC")
    with datastore.connect_alone() as connection:
        connection.execute("RESET ROLE")
        assert connection.execute("SELECT current_user::text").fetchone() == ("casetrail_app",)
