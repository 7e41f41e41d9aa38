"""`casetrail demo`: started once, found again, ended in order, started again after a kill."""

import json
import os
import signal
import subprocess
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tests.adapters.cli.demo import (
    CASETRAIL,
    Demo,
    casetrail,
    ends,
    environment,
    running_demo,
    start_demo,
)


def postmaster(demo: Demo) -> int:
    return int((demo.data / "postgres" / "postmaster.pid").read_text().split("\n")[0])


def test_it_says_in_one_line_where_it_is_and_who_can_sign_in(demo: Demo) -> None:
    assert demo.url.startswith("http://127.0.0.1:")
    assert {"user", "password", "role", "organisation"} == set(demo.ready["accounts"][0])
    assert {"dispatcher", "superior", "auditor", "minhang-handler", "airport-leader"} <= {
        account["user"] for account in demo.ready["accounts"]
    }


def test_the_lists_are_filled_when_it_is_ready(demo: Demo) -> None:
    assert httpx.get(f"{demo.url}/health/ready").json()["behind"] == 0


def test_a_second_one_finds_the_first(demo: Demo) -> None:
    again = demo.casetrail("demo", "--json")

    assert (again.returncode, again.stderr) == (0, "")
    assert json.loads(again.stdout) == demo.ready


def test_it_is_not_reset_while_it_runs(demo: Demo) -> None:
    refused = demo.casetrail("demo", "--reset", "--json")

    assert refused.returncode == 2
    assert json.loads(refused.stderr)["error"] == "reset-while-running"


def test_a_database_that_still_starts_is_waited_for(demo: Demo) -> None:
    noted = demo.data / "postgres" / "postmaster.pid"
    ready = noted.read_text()
    command = [str(CASETRAIL), "user", "list", "--json", "--data", str(demo.data)]
    try:
        noted.write_text(ready.replace("ready   ", "starting"))
        with subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL) as joining:
            with pytest.raises(subprocess.TimeoutExpired):
                joining.wait(2.5)
            noted.write_text(ready)
    finally:
        noted.write_text(ready)

    assert joining.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_its_database(data_folder: Path, number: signal.Signals) -> None:
    with running_demo(data_folder) as running:
        server = postmaster(running)

        assert running.end(number) == 0

        assert ends(server)
        assert not (data_folder / "server.json").exists()


def test_after_a_kill_it_starts_again_with_its_data_and_ends_in_order(data_folder: Path) -> None:
    with running_demo(data_folder) as killed:
        server = postmaster(killed)
        os.kill(server, signal.SIGKILL)
        killed.end(signal.SIGKILL)

    with running_demo(data_folder) as again:
        told = again.casetrail("history", "demo/002")
        server = postmaster(again)
        assert again.end() == 0

    assert "防火门" in told.stdout
    assert ends(server)


def test_two_at_once_start_one(data_folder: Path) -> None:
    started: list[Demo] = []
    threads = [Thread(target=lambda: started.append(start_demo(data_folder))) for _ in range(2)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    first, second = started
    assert first.url == second.url
    ended = [each.process.wait(10) for each in started if _serves_not(each)]
    assert ended == [0]
    for each in started:
        if each.process.poll() is None:
            assert each.end() == 0
        assert each.process.stdout is not None
        assert each.process.stderr is not None
        each.process.stdout.close()
        each.process.stderr.close()


def _serves_not(demo: Demo) -> bool:
    served: dict[str, int] = json.loads((demo.data / "server.json").read_bytes())
    return demo.process.pid != served["pid"]


def test_it_leaves_other_data_alone(data_folder: Path) -> None:
    with running_demo(data_folder) as running:
        added = running.casetrail(
            "user", "add", "dispatcher", "--full-name", "真名", "--org", "SHAMR-PSD",
            "--role", "dispatcher",
        )  # fmt: skip
        assert added.returncode == 0, added.stderr

    for options in ([], ["--reset"]):
        refused = casetrail("demo", "--port", "0", "--data", data_folder, "--json", *options)
        assert refused.returncode == 2
        assert json.loads(refused.stderr)["error"] == "not-a-demo"
