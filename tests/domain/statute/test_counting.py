"""Counting by months and years, forwards and backwards."""

import pytest

from domain.statute.counting import minus, plus
from domain.statute.rule import Unit
from tests.domain.statute.published import calendar, day


@pytest.mark.parametrize(
    ("start", "unit", "amount", "end"),
    [
        ("2020-01-31", Unit.MONTH, 1, "2020-02-29"),
        ("2019-01-31", Unit.MONTH, 1, "2019-02-28"),
        ("2019-11-30", Unit.MONTH, 3, "2020-02-29"),
        ("2019-12-31", Unit.MONTH, 12, "2020-12-31"),
        ("2020-02-29", Unit.YEAR, 1, "2021-02-28"),
        ("2020-02-29", Unit.YEAR, 4, "2024-02-29"),
        ("2020-03-02", Unit.WORKING_DAY, 0, "2020-03-02"),
    ],
)
def test_the_same_day_of_a_later_month_or_its_last(
    start: str, unit: Unit, amount: int, end: str
) -> None:
    assert plus(calendar(), unit, day(start), amount) == day(end)


@pytest.mark.parametrize(
    ("start", "unit", "amount", "end"),
    [
        ("2020-03-31", Unit.MONTH, 1, "2020-02-29"),
        ("2020-01-15", Unit.MONTH, 2, "2019-11-15"),
        ("2020-02-29", Unit.YEAR, 1, "2019-02-28"),
        ("2020-03-02", Unit.CALENDAR_DAY, 2, "2020-02-29"),
    ],
)
def test_the_same_day_of_an_earlier_month_or_its_last(
    start: str, unit: Unit, amount: int, end: str
) -> None:
    assert minus(calendar(), unit, day(start), amount) == day(end)
