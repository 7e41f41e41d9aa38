"""A `casetrail` command line of its own, and a demonstration that runs on a folder of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

ROOT = Path(__file__).parents[3]
CASETRAIL = Path(sys.executable).with_name("casetrail")
LONGEST_END_SECONDS = 5.0


def environment(**more: str) -> dict[str, str]:
    """An environment that says nothing of databases, in English unless told otherwise."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASETRAIL_")}
    kept.pop("LC_ALL", None)
    kept.pop("LC_MESSAGES", None)
    return kept | {"LANG": "C.UTF-8", "COLUMNS": "100"} | more


def casetrail(
    *arguments: str | Path, given: str | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """What a command line answers."""
    return subprocess.run(
        [CASETRAIL, *arguments],
        input=given or "",
        env=environment(**env),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class Demo:
    """A running demonstration."""

    def __init__(self, process: subprocess.Popen[str], data: Path, ready: str) -> None:
        self.process = process
        self.data = data
        self.ready: dict[str, Any] = json.loads(ready)
        self.url: str = self.ready["url"]

    def casetrail(self, *arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
        """What a command line on its folder answers."""
        return casetrail(*arguments, "--data", self.data, **env)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ends it by a signal; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(30)


def start_demo(data: Path, *options: str) -> Demo:
    """Starts a demonstration on a free port and waits until it is ready."""
    process = subprocess.Popen(
        [CASETRAIL, "demo", "--json", "--port", "0", "--data", data, *options],
        env=environment(CASETRAIL_TRACEBACK="1"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    ready = process.stdout.readline()
    if not ready:
        _, errors = process.communicate(timeout=10)
        raise AssertionError(f"the demonstration did not start: {errors}")
    return Demo(process, data, ready)


@contextmanager
def running_demo(data: Path) -> Generator[Demo]:
    """A demonstration that is ended afterwards, with its database."""
    demo = start_demo(data)
    try:
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.end()
        assert demo.process.stdout is not None
        assert demo.process.stderr is not None
        demo.process.stdout.close()
        demo.process.stderr.close()


def ends(pid: int) -> bool:
    """Whether a process ends, at once or soon: PostgreSQL says that it stopped just before."""
    deadline = monotonic() + LONGEST_END_SECONDS
    while lives(pid):
        if monotonic() > deadline:
            return False
        sleep(0.01)
    return True


def lives(pid: int) -> bool:
    """Whether there is a process of that number that has not ended."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False
