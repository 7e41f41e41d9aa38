"""On a database server: an owner who may create roles, and no superuser."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.adapters.cli.demo import CASETRAIL, ROOT, casetrail, environment
from tests.conftest import EXTERNAL, NUMBERS, PREFIX, drop


@pytest.fixture
def owner_url(server_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database, as its owner, who is no superuser."""
    if EXTERNAL in os.environ:  # other processes use it too, and would make the role meanwhile
        request.getfixturevalue("template")
    name = f"{PREFIX}_{next(NUMBERS)}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        owner, database = sql.Identifier(f"{name}_owner"), sql.Identifier(name)
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD 'x'").format(owner))
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(database, owner)
        )
        # A role belongs to the server: where another database made it, an owner is given it.
        if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = 'casetrail_app'").fetchone():
            admin.execute(sql.SQL("GRANT casetrail_app TO {} WITH ADMIN OPTION").format(owner))
    yield make_conninfo(server_url, dbname=name, user=f"{name}_owner", password="x")
    drop(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(sql.SQL("REVOKE casetrail_app FROM {} CASCADE").format(owner))
        admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(owner))


def test_from_an_empty_database_to_a_server_that_answers(owner_url: str, tmp_path: Path) -> None:
    env = {"CASETRAIL_DATABASE_URL": owner_url, "CASETRAIL_DATA": str(tmp_path)}
    early = casetrail("serve", "--port", "0", "--json", **env)
    migrated = [json.loads(casetrail("migrate", "--json", **env).stdout) for _ in range(2)]
    published = casetrail(
        "reference", "publish", "organisations", "data/reference/organisations.json", **env
    )
    added = casetrail(
        "user", "add", "chen", "--full-name", "陈某", "--org", "SHAMR-PSD",
        "--role", "dispatcher", **env,
    )  # fmt: skip
    password = casetrail("user", "passwd", "chen", "--stdin", given="long-enough-1\n", **env)

    assert json.loads(early.stderr)["error"] == "not-migrated"
    assert len(migrated[0]["applied"]) >= 3
    assert migrated[1]["applied"] == []
    assert [each.returncode for each in (published, added, password)] == [0, 0, 0]
    with subprocess.Popen(
        [CASETRAIL, "serve", "--port", "0", "--json"],
        env=environment(**env),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        url = json.loads(server.stdout.readline())["url"]
        signed_in = httpx.post(
            f"{url}/api/v1/sessions", json={"user": "chen", "password": "long-enough-1"}
        )
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
    assert signed_in.status_code == 201
    assert [path.name for path in tmp_path.iterdir()] == ["master.key"]
    assert casetrail("project", "--rebuild", "--json", **env).returncode == 0


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://nobody:secret-1@127.0.0.1:1/casetrail", "database-unreachable"),
        ("no such thing", "database-url-malformed"),
    ],
)
@pytest.mark.parametrize("command", ["migrate", "serve", "user list"])
def test_a_server_out_of_reach_is_said_in_one_line(command: str, url: str, code: str) -> None:
    answer = casetrail(*command.split(), "--json", CASETRAIL_DATABASE_URL=url)

    assert (answer.returncode, answer.stdout) == (2, "")
    assert json.loads(answer.stderr)["error"] == code
    assert "secret-1" not in answer.stderr
