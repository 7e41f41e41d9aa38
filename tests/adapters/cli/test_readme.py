"""Every command the READMEs show works as pasted, in the order they show it."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.adapters.cli.demo import CASETRAIL, ROOT, environment, running_demo

BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!http)([^)#]+)\)")
READMES = pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])


def script(name: str, url: str) -> str:
    """All blocks of a README as one session, against a demonstration at `url`."""
    blocks = BLOCK.findall((ROOT / name).read_text("utf-8"))
    assert len(blocks) > 8
    text = "\n".join(f"echo '## {number}'\n{block}" for number, block in enumerate(blocks, 1))
    text = text.replace("http://127.0.0.1:8000", url).replace(".venv/bin/casetrail", str(CASETRAIL))
    return f"set -euo pipefail\n{text}"


@READMES
def test_the_commands_work_as_shown(data_folder: Path, name: str) -> None:
    with running_demo(data_folder) as demo:
        session = subprocess.run(
            ["bash", "-c", script(name, demo.url)],
            env=environment(CASETRAIL_DATA=str(data_folder)),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    assert session.returncode == 0, session.stdout + session.stderr
    said = [part.split("\n", 1)[1] for part in session.stdout.split("## ")[1:]]
    assert "310112 place-of-act" in said[1]
    assert "201 Created" in said[2]
    assert "assign_down returned 310112" in said[4]
    assert "assign_down reported_up 310115" in said[5]
    assert "assign_down designated 310115" in said[5]
    assert "designation accepted 310112" in said[6]
    told = said[7].splitlines()
    words = ["退回", "管辖争议", "指定由", "接收"]
    if name == "README.md":
        words = ["returned", "disputed jurisdiction", "designated", "accepted"]
    assert all(any(word in line for line in told) for word in words)
    assert len(said[8].splitlines()) == 1, "accepted now, not yet then"
    assert "PP-VERIFY 310112" in said[9]
    dates = ("2020-02-12", "2020-02-14", "2020-07-10")
    assert [line for line in said[12].splitlines() if line.startswith(dates)] == list(dates)
    assert "✗" in said[10]
    assert "409 gate-stage" in said[11]
    assert "application/pdf" in said[11]
    assert "120,000" in said[13]
    assert "360,000" in said[13]
    assert any(part.startswith("accepted closing schedule") for part in said)
    assert any(part.startswith("guidance internal answered True") for part in said)
    assert "all all 6 of 40" in said[16]
    assert "producer-place other-provinces 5 of 39" in said[16]
    assert "stage ecommerce 6 of 39" in said[16]
    reproduced = next(part for part in said if "reproduced True differences 0" in part)
    assert "示例通〔2023〕1号" in reproduced


@READMES
def test_what_is_linked_to_is_there(name: str) -> None:
    links = LINK.findall((ROOT / name).read_text("utf-8"))

    assert len(links) > 5
    assert [link for link in links if not (ROOT / link).exists()] == []
