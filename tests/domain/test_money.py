"""Sums in figures and in capital numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import DIGITS, in_capitals, in_figures

MOST = 10**14 - 1
SUMS = st.integers(0, MOST)
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
GROUPS = {"万": 10**4, "亿": 10**8}


@pytest.mark.parametrize(
    ("fen", "figures", "capitals"),
    [
        (0, "0.00", "零元整"),
        (2, "0.02", "贰分"),
        (50, "0.50", "伍角整"),
        (1_000, "10.00", "壹拾元整"),
        (140_950, "1,409.50", "壹仟肆佰零玖元伍角整"),
        (600_714, "6,007.14", "陆仟零柒元壹角肆分"),
        (1_640_902, "16,409.02", "壹万陆仟肆佰零玖元零贰分"),
        (10_700_053, "107,000.53", "壹拾万零柒仟元伍角叁分"),
        (20_000_000_000, "200,000,000.00", "贰亿元整"),
        (10_000_001_000, "100,000,010.00", "壹亿零壹拾元整"),
    ],
)
def test_sums_are_written_as_banks_demand(fen: int, figures: str, capitals: str) -> None:
    assert in_figures(fen) == figures
    assert in_capitals(fen) == capitals


@given(SUMS)
def test_capitals_say_the_sum(fen: int) -> None:
    assert read(in_capitals(fen)) == fen


@given(SUMS)
def test_capitals_hold_no_zero_too_many(fen: int) -> None:
    words = in_capitals(fen)

    assert "零零" not in words
    assert not any(f"零{unit}" in words for unit in ("拾", "佰", "仟", "万", "亿", "角", "分"))
    assert words.endswith(("整", "分"))


@given(SUMS)
def test_figures_say_the_sum(fen: int) -> None:
    assert int(in_figures(fen).replace(",", "").replace(".", "")) == fen


@pytest.mark.parametrize("fen", [-1, MOST + 1])
def test_a_sum_that_no_paper_bears_is_an_error(fen: int) -> None:
    with pytest.raises(ValueError, match="capitals"):
        in_capitals(fen)


def read(words: str) -> int:
    """The fen that capital numerals say."""
    fen = group = digit = 0
    for word in words:
        if word in DIGITS:
            digit = DIGITS.index(word)
        elif word in PLACES:
            group, digit = group + digit * PLACES[word], 0
        elif word in GROUPS:
            fen, group, digit = fen + (group + digit) * GROUPS[word] * 100, 0, 0
        elif word == "元":
            fen, group, digit = fen + (group + digit) * 100, 0, 0
        elif word in "角分":
            fen, digit = fen + digit * (10 if word == "角" else 1), 0
    return fen
