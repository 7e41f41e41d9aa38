"""Seconds until `casetrail demo` is ready: from an empty folder, and again with its data."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic
from typing import Any

CASETRAIL = Path(sys.executable).with_name("casetrail")


def run() -> dict[str, Any]:
    """A first start and three later ones, each ended before the next."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        first = start(folder)
        again = sorted(start(folder) for _ in range(3))
    return {
        "first_start_seconds": round(first, 1),
        "again_seconds": round(again[1], 1),
        "again_target_seconds": 10,
        "met": again[1] <= 10,
    }


def start(folder: str) -> float:
    """Starts it, waits for its line, ends it; the seconds until the line."""
    begun = monotonic()
    with subprocess.Popen(
        [CASETRAIL, "demo", "--json", "--port", "0", "--data", folder],
        stdout=subprocess.PIPE,
        text=True,
    ) as demo:
        assert demo.stdout is not None
        ready = demo.stdout.readline()
        taken = monotonic() - begun
        demo.send_signal(signal.SIGTERM)
    assert ready.startswith('{"url"'), "the demonstration did not start"
    return taken
