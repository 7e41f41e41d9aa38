"""The commands: what they answer, and how they refuse."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from adapters.cli.main import main
from tests.adapters.cli.demo import CASETRAIL, ROOT, Demo, casetrail, environment

ROBOTS = ROOT / "data" / "window-cleaning-robots-2023.csv"
COUNTS = ["rows", "dispositions", "leads", "skipped", "refused"]


def results_file(path: Path, prefix: str, rows: int, *, bad: int | None = None) -> Path:
    """The first rows of the published file under report numbers of the test's own."""
    lines = ROBOTS.read_text("utf-8-sig").splitlines()[: rows + 1]
    text = "\n".join(lines).replace("SHCC2023-", prefix)
    if bad is not None:
        text = text.replace(f"{prefix}{bad:04d},电动擦窗机", f"{prefix}{bad:04d},")
    path.write_text(text + "\n", "utf-8")
    return path


def counts(answer: subprocess.CompletedProcess[str]) -> dict[str, int]:
    found: dict[str, int] = json.loads(answer.stdout.splitlines()[-1])
    assert list(found) == COUNTS
    return found


def every_command(group: click.Group = main, path: str = "") -> Iterator[str]:
    """The command lines of all commands, without arguments."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from every_command(command, f"{path}{name} ")
        else:
            yield f"{path}{name}"


def refusal(answer: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """What a command that failed says: one line of JSON on standard error."""
    assert answer.returncode == 2
    assert answer.stdout == ""
    (line,) = answer.stderr.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


# --- import ---


def test_an_import_ends_with_its_counts_and_the_server_sees_it(demo: Demo, tmp_path: Path) -> None:
    file = results_file(tmp_path / "new.csv", "SHAA2026-", 5)

    first = demo.casetrail("import", "results", file, "--json")
    again = demo.casetrail("import", "results", file, "--json")
    told = demo.casetrail("history", "SHAA2026-0001")

    assert first.returncode == again.returncode == 0
    assert counts(first) == {"rows": 5, "dispositions": 2, "leads": 2, "skipped": 0, "refused": 0}
    assert counts(again)["skipped"] == 5
    assert "SHAA2026-0001" in told.stdout


@pytest.mark.parametrize(
    "name", ["window-cleaning-robots-2023.xlsx", "dishwashers-2023.csv"]
)  # the second is in GB18030
def test_files_of_every_form_are_read(demo: Demo, name: str) -> None:
    answer = demo.casetrail("import", "results", ROOT / "data" / name, "--json")

    assert counts(answer)["rows"] == counts(answer)["skipped"] >= 20


def test_a_refused_row_is_named_and_the_good_ones_go_in(demo: Demo, tmp_path: Path) -> None:
    file = results_file(tmp_path / "bad.csv", "SHBB2026-", 4, bad=2)

    dry = demo.casetrail("import", "results", file, "--dry-run", "--json")
    none = demo.casetrail("import", "results", file, "--all-or-nothing", "--json")
    some = demo.casetrail("import", "results", file, "--json")

    assert [each.returncode for each in (dry, none, some)] == [1, 1, 1]
    assert counts(dry)["refused"] == 1
    assert counts(none)["dispositions"] == 0
    assert counts(some) == {"rows": 4, "dispositions": 1, "leads": 1, "skipped": 0, "refused": 1}
    error = json.loads(some.stdout.splitlines()[0])
    assert (error["row"], error["column"]) == (3, "产品名称")


def test_results_of_another_province_are_said_to_be(demo: Demo, tmp_path: Path) -> None:
    file = results_file(tmp_path / "other.csv", "SHCC2026-", 3)
    named = ("--issuer", "AMR-33", "--recognised-by", "示例协议")

    half = demo.casetrail("import", "results", file, "--issuer", "AMR-33")
    wrong = demo.casetrail(
        "import", "results", file, "--issuer", "310115", "--recognised-by", "示例协议"
    )
    unmapped = demo.casetrail("import", "results", file, "--mapping", "nothing")
    done = demo.casetrail("import", "results", file, *named, "--json")
    again = demo.casetrail("import", "results", file, "--json")

    assert half.returncode == wrong.returncode == unmapped.returncode == 2
    assert "go together" in half.stderr
    assert "310115" in wrong.stderr
    assert "nothing" in unmapped.stderr
    assert json.loads(done.stdout.splitlines()[-1])["rows"] == 3
    assert counts(again)["refused"] == 3  # recorded as another province's


def test_the_summary_speaks_the_language_of_the_terminal(demo: Demo) -> None:
    english = demo.casetrail("import", "results", ROBOTS)
    chinese = demo.casetrail("import", "results", ROBOTS, LANG="zh_CN.UTF-8")

    assert "40 rows" in english.stdout
    assert "共 40 行" in chinese.stdout
    assert english.stdout.isascii()


# --- history, users, the document ---


def test_a_history_reads_as_a_story(demo: Demo) -> None:
    english = demo.casetrail("history", "demo/005", "--dossier").stdout.splitlines()
    chinese = demo.casetrail("history", "demo/005", "--dossier", LC_ALL="zh_CN.UTF-8").stdout

    assert [("dispatched" in line, "accepted" in line) for line in english if line[0] != " "][
        1:
    ] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert all(word in chinese for word in ("登记线索", "分派至", "签收", "接收"))


def test_an_officer_is_added_given_a_password_and_deactivated(demo: Demo) -> None:
    added = demo.casetrail(
        "user", "add", "new-one", "--full-name", "示例·新", "--org", "310115", "--role", "handler",
        "--role", "leader", "--json",
    )  # fmt: skip
    password = casetrail(
        "user", "passwd", "new-one", "--stdin", "--data", demo.data, given="long-enough-1\n"
    )
    ended = demo.casetrail("user", "deactivate", "new-one")
    officers = json.loads(demo.casetrail("user", "list", "--json").stdout)["officers"]

    assert json.loads(added.stdout)["user"] == "new-one"
    assert password.returncode == ended.returncode == 0
    (found,) = [each for each in officers if each["id"] == "new-one"]
    assert (found["roles"], found["active"]) == (["handler", "leader"], False)


def test_the_openapi_document_is_printed() -> None:
    answer = casetrail("openapi")

    assert json.loads(answer.stdout)["openapi"].startswith("3.1")
    assert len(casetrail("openapi", "--json").stdout.splitlines()) == 1


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"set -o pipefail; {CASETRAIL} openapi | true; exit ${{PIPESTATUS[0]}}"
    answer = subprocess.run(
        ["bash", "-c", command],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (answer.returncode, answer.stderr) == (141, "")


@pytest.mark.parametrize("command", [*every_command()])
def test_every_command_has_help_and_takes_json(command: str) -> None:
    help_text = CliRunner().invoke(main, [*command.split(), "--help"]).output

    assert "--json" in help_text
    assert "help-" not in help_text
    assert "option-" not in help_text


def test_help_speaks_the_language_of_the_terminal() -> None:
    assert "文件中有行未导入" in casetrail("--help", LANG="zh_CN.UTF-8").stdout
    assert "rows of a file were refused" in casetrail("--help").stdout


# --- refusals ---


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nonsense"], "usage"),
        (["history"], "argument-missing"),
        (["history", "x", "--nonsense"], "no-such-option"),
        (["import", "results", "/no/such/file.csv"], "no-such-file"),
        (["import", "results", "README.md", "--dry-run", "--all-or-nothing"], "modes-exclude"),
        (["project", "--retry", "no-id"], "not-an-id"),
        (["reference", "publish", "reasons", "pyproject.toml"], "reference-file"),
        (["reference", "publish", "reasons", "/no/such.json"], "system-refused"),
        (["demo", "--port", "70000"], "usage"),
        (["user", "add", "x", "--full-name", "x", "--org", "1", "--role", "king"], "usage"),
        (["user", "passwd", "dispatcher", "--stdin"], "password-short"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["casetrail", *arguments, "--json"])

    answer = CliRunner().invoke(main, [*arguments, "--json"], input="")

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert json.loads(answer.stderr)["error"] == code


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["history", "no-such-number"], "no-such-record"),
        (["import", "results", "/bin/ls"], "unknown-format"),
        (["import", "results", str(ROBOTS), "--as", "auditor"], "role-not-granted"),
        (["user", "add", "x", "--full-name", "x", "--org", "NONE", "--role", "handler"],
         "unknown-organisation"),
        (["user", "deactivate", "nobody"], "unknown-officer"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_line(
    demo: Demo, arguments: list[str], code: str
) -> None:
    assert refusal(demo.casetrail(*arguments, "--json"))["error"] == code


def test_without_json_the_line_is_for_people_in_their_language(demo: Demo) -> None:
    english = demo.casetrail("history", "no-such-number")
    chinese = demo.casetrail("history", "no-such-number", LANG="zh_CN.UTF-8")

    assert english.stderr.startswith("casetrail: There is no record no-such-number.")
    assert chinese.stderr.startswith("casetrail: 没有编号为 no-such-number 的记录。")
    assert english.returncode == chinese.returncode == 2


def test_a_port_in_use_is_refused_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        answer = casetrail("demo", "--port", port, "--data", tmp_path, "--json")

    assert refusal(answer)["error"] == "port-refused"
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("kind", ["empty", "file", "broken", "foreign"])
def test_a_folder_that_holds_no_database_is_refused(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "data"
    expected = {"empty": "no-database", "file": "not-a-folder"}.get(kind, "folder-broken")
    if kind == "file":
        folder.write_text("no folder")
    if kind in ("broken", "foreign"):
        (folder / "postgres").mkdir(parents=True)
        name, text = ("PG_VERSION", "18\n") if kind == "broken" else ("letters.txt", "dear")
        (folder / "postgres" / name).write_text(text)

    listed = casetrail("user", "list", "--data", folder, "--json")
    started = casetrail("migrate", "--data", folder, "--json") if kind != "empty" else listed

    assert refusal(started)["error"] == expected
    assert refusal(listed)["error"] in (expected, "no-database")
