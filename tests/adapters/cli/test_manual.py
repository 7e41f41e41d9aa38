"""Every command that a page of the manual shows works as pasted, in the order it shows it."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.adapters.cli.demo import ROOT, environment, running_demo

BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PAGES = ("dispositions.md", "dispositions.zh-CN.md")


def script(page: str, url: str) -> str:
    """All blocks of a page as one session, against a demonstration at `url`."""
    blocks = BLOCK.findall((ROOT / "docs" / page).read_text("utf-8"))
    text = "\n".join(f"echo '## {number}'\n{block}" for number, block in enumerate(blocks))
    return f"set -euo pipefail\n{text}".replace("http://127.0.0.1:8000", url)


@pytest.mark.parametrize("page", PAGES)
def test_what_becomes_of_an_unqualified_result_is_done_as_shown(
    data_folder: Path, page: str
) -> None:
    with running_demo(data_folder) as demo:
        session = subprocess.run(
            ["bash", "-c", script(page, demo.url)],
            env=environment(CASETRAIL_DATA=str(data_folder)),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    assert session.returncode == 0, session.stdout + session.stderr
    said = [part.split("\n", 1)[1] for part in session.stdout.split("## ")[1:]]
    assert "DEMO-2 objection" in said[1]
    assert "PSS-RECHECK producer" in said[1]
    assert "PSS-RECHECK2 producer" in said[1]
    assert said[2].splitlines()[-1] == "unqualified_notice"
    assert "409 retest-in-first-lab 39" in said[3]
    assert "409 gate-passed 49" in said[4]
    assert "'producer': 'resumed'" in said[4]
    assert "409 gate-window-open 48" in said[5]
    assert "suspension_pending" in said[6]
    assert "✗" in said[6]
    assert said[7].startswith("[")
    assert said[8].startswith("False")


def test_both_languages_show_the_same_commands() -> None:
    english, chinese = (BLOCK.findall((ROOT / "docs" / page).read_text("utf-8")) for page in PAGES)
    same = [each.replace("zh-CN", "en").replace("in Chinese", "in English") for each in chinese]

    assert same == english
