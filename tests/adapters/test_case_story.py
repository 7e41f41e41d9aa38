"""The history of an invented case, told from its filing to the archive, as a reader meets it.

What is told stands in golden/case.zh-CN.txt and golden/case.en.txt, to be read as a whole. To
change it on purpose, run from the project's folder

    python -m tests.adapters.test_case_story

and read what git says has changed.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from adapters.wording.catalogue import Language
from adapters.wording.clock import explained
from adapters.wording.story import told
from application.history import story
from application.views.case import CASES, CaseRow
from domain.case.docket import ActClaimed, ActReleased, NumberGiven
from domain.case.events import CaseEvent
from domain.case.kinds import Stage
from domain.case.state import Case, evolve
from domain.statute.reckoning import compute
from tests.adapters.a_case import COURSE, ELSEWHERE, KNOWN, elsewhere, entries
from tests.domain.statute.published import calendar, day, rules

GOLDEN = Path(__file__).with_name("golden")
BOTH = pytest.mark.parametrize("language", Language, ids=lambda each: each.tag)


def lines(language: Language) -> Iterator[str]:
    """The case as its history reads, then every other thing that can happen in one."""
    for step in story(entries()):
        yield f"{step.effective_on} {told(step, language, KNOWN)}"
    yield ""
    for step in elsewhere():
        yield told(step, language, KNOWN)


@BOTH
def test_a_case_reads_like_a_story(language: Language) -> None:
    written = (GOLDEN / f"case.{language.tag}.txt").read_text(encoding="utf-8").splitlines()

    assert list(lines(language)) == written


@BOTH
def test_no_fact_is_missing_and_no_code_is_left(language: Language) -> None:
    for line in lines(language):
        assert "…" not in line
        assert "_" not in line
        assert "True" not in line
        assert "None" not in line


def test_every_event_of_a_case_is_told() -> None:
    happened = {type(event) for _, _, event in COURSE} | {type(event) for _, event in ELSEWHERE}

    assert {*get_args(CaseEvent), NumberGiven, ActClaimed, ActReleased} <= happened


def test_the_case_goes_from_its_filing_to_the_archive() -> None:
    case: Case | None = None
    for _, _, event in COURSE:
        case = evolve(case, event)  # type: ignore[arg-type]

    assert case is not None
    assert case.stage is Stage.ARCHIVED


@BOTH
def test_every_clock_of_the_case_explains_itself(language: Language) -> None:
    row: CaseRow | None = None
    for entry in entries():
        row = CASES.fold(row, entry)
    assert row is not None
    clocks = [running.clock(rules()) for running in row.clocks]
    for clock in clocks:
        if clock is not None:
            words = explained(compute(clock, calendar(), day("2022-04-01")).explanation, language)
            assert clock.rule in words
            assert "…" not in words
            assert "_" not in words


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for tongue in Language:
        text = "\n".join(lines(tongue)) + "\n"
        (GOLDEN / f"case.{tongue.tag}.txt").write_text(text, encoding="utf-8")
