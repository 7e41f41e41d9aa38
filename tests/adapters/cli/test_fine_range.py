"""`casetrail fine-range`: by the shipped bases where there is no database, in both languages."""

import json
from pathlib import Path

import pytest

from tests.adapters.cli.demo import casetrail

CHINESE = {"LANG": "zh_CN.UTF-8"}


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A folder without a database, which stays so."""
    return tmp_path / "nothing"


def test_a_range_is_calculated_without_a_database(nowhere: Path) -> None:
    asked = ("PQL-50", "--on", "2021-08-01", "--goods-value", "1000.50", "--data", nowhere)

    answer = casetrail("fine-range", *asked, "--json")

    assert (answer.returncode, answer.stderr) == (0, "")
    (branch,) = json.loads(answer.stdout)["branches"]
    assert (branch["minimum"], branch["maximum"]) == ("500.25", "3001.5")
    assert not nowhere.exists()


def test_each_branch_is_a_sentence(nowhere: Path) -> None:
    asked = ("PQL-57", "--on", "2021-08-01", "--data", nowhere)

    answer = casetrail("fine-range", *asked, **CHINESE)

    unit, persons = answer.stdout.splitlines()
    assert unit == (
        "依《产品质量法（2018年修正）》第57条关于检验机构、认证机构的规定，"
        "处 50,000 元以上 100,000 元以下罚款。"
    )
    assert "直接负责的主管人员和其他直接责任人员" in persons


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ((), "Give that amount."),
        (("--goods-value", "much"), "--goods-value"),
    ],
)
def test_a_bad_amount_is_one_line(nowhere: Path, more: tuple[str, ...], words: str) -> None:
    answer = casetrail("fine-range", "PQL-49", "--on", "2021-08-01", *more, "--data", nowhere)

    (line,) = answer.stderr.splitlines()
    assert (answer.returncode, answer.stdout) == (2, "")
    assert words in line
