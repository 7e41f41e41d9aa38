"""The database goes away and comes back: 503 in between, and nobody has to restart anything."""

from collections.abc import Iterator

import httpx
import pytest

from adapters.postgres.embedded import start
from adapters.postgres.migrate import migrate
from tests.adapters.api.bureau import Bureau, furnished, opened
from tests.adapters.api.desk import PUDONG, V1, body_of, lead_body, problem, together, until
from tests.conftest import new_folder

RECOVERY_SECONDS = 15.0
KEY = "while-it-is-gone"


@pytest.fixture(scope="module")
def own_server() -> Iterator[tuple[object, str]]:
    """A PostgreSQL for these tests alone, because it is stopped and started."""
    with new_folder() as folder:
        server, url = start(folder)
        migrate(url)
        furnished(url)
        yield server, url
        server.cleanup_mode = "delete"
        server.cleanup()


def unavailable(answer: httpx.Response) -> None:
    problem(answer, 503, "database-unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_without_the_database_everything_says_so_and_recovers_by_itself(
    own_server: tuple[object, str],
) -> None:
    server, url = own_server
    with opened(url) as bureau:
        dispatcher = bureau.desk("dispatcher")
        lead = dispatcher.do("/leads", lead_body())
        path = f"/leads/{lead['id']}"
        before = bureau.nobody.head()

        server.stop()  # type: ignore[attr-defined]
        gone(bureau, path)

        server.ensure_postgres_running()  # type: ignore[attr-defined]
        recovered(bureau, path, before)


def gone(bureau: Bureau, path: str) -> None:
    dispatcher = bureau.desk("dispatcher")
    referral = {"toOrg": PUDONG, "reason": "r"}

    *refused, ready, live = together(
        lambda: dispatcher.ask(path),
        lambda: dispatcher.ask("/leads"),
        lambda: dispatcher.ask(f"{path}/history"),
        lambda: dispatcher.ask("/inbox", asOfPosition=1),
        lambda: dispatcher.send("/leads", lead_body()),
        lambda: dispatcher.send(f"{path}/referrals", referral, seen=1, key=KEY),
        lambda: bureau.nobody.http.post(f"{V1}/sessions", json={"user": "lab", "password": "x"}),
        lambda: bureau.nobody.ask("/health/ready"),
        lambda: bureau.nobody.ask("/health/live"),
    )

    for answer in refused:
        unavailable(answer)
    assert (ready.status_code, body_of(ready)["status"]) == (503, "unavailable")
    assert ready.headers["Retry-After"]
    assert live.status_code == 200


def recovered(bureau: Bureau, path: str, before: int) -> None:
    dispatcher = bureau.desk("dispatcher")
    until(lambda: bureau.nobody.http.get("/health/ready").status_code == 200, RECOVERY_SECONDS)
    assert bureau.nobody.head() == before

    # The same command again, as its sender was told to do.
    answer = dispatcher.send(f"{path}/referrals", {"toOrg": PUDONG, "reason": "r"}, seen=1, key=KEY)

    assert answer.status_code == 201, answer.text
    caught_up = {"Min-Position": answer.headers["Event-Position"]}

    def projected() -> bool:
        return dispatcher.ask("/leads", headers=caught_up).status_code == 200

    until(projected, RECOVERY_SECONDS)
    assert dispatcher.get(path)["status"] == "dispatched"
    assert bureau.sign_in("lab").get("/sessions/current")["id"] == "lab"
