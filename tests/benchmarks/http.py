"""One command over HTTP: validated, authorised, idempotent, durable; with the client beside."""

import json
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

PASSWORD = "casetrail-demo"
CLIENTS = 16
COMMANDS = 6_000
ROUNDS = 3
STEADY_RATE = 50.0
STEADY_COMMANDS = 500


def run() -> dict[str, Any]:
    """Commands a second with 16 clients, and latency at a steady 50 a second (best of three)."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as url:
        token = sign_in(url, "pudong-handler")
        drive(url, token, registrations(2_000), CLIENTS)
        registered = [drive(url, token, registrations(COMMANDS), CLIENTS) for _ in range(ROUNDS)]
        decided = [drive(url, token, verifications(each["ids"]), CLIENTS) for each in registered]
        steady = drive(url, token, registrations(STEADY_COMMANDS), CLIENTS, STEADY_RATE)
    return {
        "registering_per_second": [round(each["per_second"]) for each in registered],
        "deciding_per_second": [round(each["per_second"]) for each in decided],
        "median_ms_at_50_per_second": round(steady["median_ms"], 2),
        "p99_ms_at_50_per_second": round(steady["p99_ms"], 2),
        "p99_by_median": round(steady["p99_ms"] / steady["median_ms"], 2),
        "failures": [each["failures"] for each in (*registered, *decided, steady)],
    }


def registrations(count: int) -> list[list[Any]]:
    """So many new leads."""
    body = {
        "source": "inspection",
        "title": "巡查发现电动擦窗机安全绳断裂",
        "receivedOn": "2026-01-05",
        "product": "电动擦窗机",
        "enterprise": {"name": "示例擦窗机销售有限公司", "place": "上海市浦东新区"},
        "violation": "安全绳强度不符合标准",
        "place": "上海市浦东新区",
    }
    return [["/api/v1/leads", body | {"sourceRef": str(uuid4())}, None] for _ in range(count)]


def verifications(ids: list[list[Any]]) -> list[list[Any]]:
    """The decision to verify each of these leads."""
    return [
        [f"/api/v1/leads/{lead}/verification", {"note": "现场核查"}, version]
        for lead, version in ids
    ]


def drive(
    url: str, token: str, commands: list[list[Any]], clients: int, rate: float | None = None
) -> dict[str, Any]:
    """Sends commands from a process of its own."""
    host, port = url.removeprefix("http://").split(":")
    job = {
        "host": host,
        "port": int(port),
        "token": token,
        "commands": commands,
        "clients": clients,
        "rate": rate,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.http_client"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@contextmanager
def served(folder: Path) -> Generator[str]:
    """A demonstration server; its address."""
    command = [sys.executable, "-m", "adapters.cli.main", "demo", "--json", "--port", "0"]
    server = subprocess.Popen(
        [*command, "--data", str(folder / "data")], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    try:
        yield json.loads(server.stdout.readline())["url"]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def sign_in(url: str, user: str) -> str:
    """A token."""
    body = json.dumps({"user": user, "password": PASSWORD}).encode()
    asked = urllib.request.Request(f"{url}/api/v1/sessions", body)  # noqa: S310 - loopback
    with urllib.request.urlopen(asked) as answer:  # noqa: S310
        token: str = json.load(answer)["token"]
    return token
