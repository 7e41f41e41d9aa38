"""`casetrail deadline`: the answer of the contract, its words in both languages, its refusals."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.cli.demo import casetrail

KEYS = [
    "rule",
    "version",
    "due",
    "early_warning",
    "provisional",
    "calendar_revision",
    "explanation",
]
CHINESE = {"LANG": "zh_CN.UTF-8"}


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A folder without a database, which stays so."""
    return tmp_path / "nothing"


def calculated(nowhere: Path, *arguments: str) -> dict[str, Any]:
    answer = casetrail("deadline", *arguments, "--data", nowhere, "--json")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert not nowhere.exists()
    (line,) = answer.stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def refused(nowhere: Path, *arguments: str, **env: str) -> str:
    answer = casetrail("deadline", *arguments, "--data", nowhere, **env)
    assert (answer.returncode, answer.stdout) == (2, "")
    (line,) = answer.stderr.splitlines()
    assert line.startswith("casetrail: ")
    assert "…" not in line
    return line


def test_the_answer_has_the_keys_of_the_contract_and_no_others(nowhere: Path) -> None:
    found = calculated(nowhere, "PP-VERIFY", "--from", "2020-03-02")

    assert list(found) == KEYS
    assert {name: found[name] for name in KEYS[:-1]} == {
        "rule": "PP-VERIFY",
        "version": "PP2018",
        "due": "2020-03-23",
        "early_warning": "2020-03-23",
        "provisional": False,
        "calendar_revision": "2020, 2020-changed",
    }
    assert [each["type"] for each in found["explanation"]] == [
        "triggered",
        "rule",
        "calendar",
        "calendar",
        "due",
    ]


@pytest.mark.parametrize(
    ("arguments", "early", "due"),
    [
        (("PP-VERIFY", "--from", "2020-01-17"), "2020-02-14", "2020-02-14"),  # V1
        (("PP-VERIFY", "--from", "2020-03-07"), "2020-03-27", "2020-03-27"),  # V5
        (("PP-VERIFY", "--from", "2020-04-24", "--extended"), "2020-06-08", "2020-06-08"),  # V4
        (("PP-DECIDE", "--from", "2020-03-02", "--extended"), "2020-06-30", "2020-06-30"),  # V9
        (
            ("PP-VERIFY", "--from", "2020-01-17", "--known-on", "2020-01-25"),
            "2020-02-12",
            "2020-02-12",
        ),  # T1
        (
            ("PP-VERIFY", "--from", "2020-02-24", "--excluded", "2020-03-02..2020-03-10"),
            "2020-03-24",
            "2020-03-24",
        ),  # T6
        (("PSS-OBJECT", "--from", "2020-09-17"), "2020-10-02", "2020-10-09"),
    ],
)
def test_a_day_is_calculated_without_a_database(
    nowhere: Path, arguments: tuple[str, ...], early: str, due: str
) -> None:
    found = calculated(nowhere, *arguments)

    assert (found["early_warning"], found["due"]) == (early, due)


def test_several_intervals_are_left_out(nowhere: Path) -> None:
    found = calculated(
        nowhere,
        "PP-VERIFY",
        "--from=2020-03-02",
        "--excluded=2020-03-04..2020-03-06",
        "--excluded=2020-03-10..2020-03-11",
    )

    assert found["due"] == "2020-03-26"
    assert [each["end"] for each in found["explanation"] if each["type"] == "excluded"] == [
        "2020-03-06",
        "2020-03-11",
    ]


def test_v24_a_day_of_a_year_not_published_is_provisional(nowhere: Path) -> None:
    found = calculated(nowhere, "PP-DECIDE", "--from", "2026-11-02")
    text = casetrail("deadline", "PP-DECIDE", "--from", "2026-11-02", "--data", nowhere)

    assert (found["due"], found["provisional"]) == ("2027-01-31", True)
    first, second = text.stdout.splitlines()
    assert first.startswith("2027-01-31")
    assert "provisional" in first
    assert "2027" in second


def test_a_rule_without_a_number_of_days_has_no_day(nowhere: Path) -> None:
    found = calculated(nowhere, "PSS-OBJ-KIND", "--from", "2020-03-02")
    text = casetrail("deadline", "PSS-OBJ-KIND", "--from", "2020-03-02", "--data", nowhere)

    assert (found["due"], found["early_warning"], found["calendar_revision"]) == (None, None, None)
    assert text.stdout.startswith("No day")


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({}, ("art. 17", "PP2018", "15 working days", "国办发明电〔2020〕1号", "it is due on" )),
        (CHINESE, ("第17条", "PP2018", "15 个工作日", "国办发明电〔2020〕1号", "届满")),
    ],
)  # fmt: skip
def test_the_day_comes_first_then_a_sentence_that_explains_it(
    nowhere: Path, env: dict[str, str], words: tuple[str, ...]
) -> None:
    answer = casetrail("deadline", "PP-VERIFY", "--from", "2020-03-02", "--data", nowhere, **env)

    assert (answer.returncode, answer.stderr) == (0, "")
    first, sentence = answer.stdout.splitlines()
    assert first == "2020-03-23"
    for said in words:
        assert said.lower() in sentence.lower()


BAD: dict[tuple[str, ...], str] = {
    ("PP-NONE", "--from", "2020-03-02"): "PP-NONE",
    ("PP-VERIFY", "--from", "2019-03-31"): "article 17",
    ("PP-VERIFY", "--from", "2199-12-31"): "article 18",
    ("PP-VERIFY", "--from", "2020-03-02", "--excluded", "2020-03-06..2020-03-04"): "article 17",
    (
        "PP-VERIFY", "--from", "2020-03-02",
        "--excluded", "2020-03-04..2020-03-06", "--excluded", "2020-03-05..2020-03-09",
    ): "article 17",
    ("PP-CLOSE", "--from", "2020-03-02", "--excluded", "2020-03-04..2020-03-06"): "article",
    ("PP-CLOSE", "--from", "2020-03-02", "--extended"): "article",
    ("PP-VERIFY", "--from", "2 March"): "2 March",
    ("PP-VERIFY",): "--from",
    ("--from", "2020-03-02"): "RULE",
    ("PP-VERIFY", "--from", "2020-03-02", "--excluded", "2020-03-04"): "FROM..TO",
    ("PP-VERIFY", "--from", "2020-03-02", "--known-on", "soon"): "soon",
    ("PP-VERIFY", "--from", "2020-03-02", "--colour", "red"): "--colour",
}  # fmt: skip


@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_bad_input_is_one_line_and_status_2(nowhere: Path, arguments: tuple[str, ...]) -> None:
    english, chinese = refused(nowhere, *arguments), refused(nowhere, *arguments, **CHINESE)

    assert BAD[arguments] in english
    assert chinese != english


def test_a_refusal_in_json_has_a_stable_code(nowhere: Path) -> None:
    arguments = ("PP-VERIFY", "--from", "2199-12-31", "--json", "--data")

    answer = casetrail("deadline", *arguments, nowhere)

    assert (answer.returncode, answer.stdout) == (2, "")
    assert json.loads(answer.stderr)["error"] == "trigger-in-future"


def test_help_names_every_option_in_both_languages() -> None:
    for env in ({}, CHINESE):
        text = casetrail("deadline", "--help", **env).stdout
        for name in ("--from", "--excluded", "--extended", "--known-on", "--json", "--data"):
            assert name in text
