"""When two names mean the same product."""

import pytest

from domain.sampling.product import is_same_product


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("快速电水壶", "快速电水壶", True),
        ("快速电水壶", " 快速 电水壶", True),
        ("电水壶（1.5L）", "电水壶(1.5l)", True),
        ("电水壶 1.5L", "电水壶 15L", False),
        ("儿童玩具", "书包", False),
    ],
)
def test_only_spaces_capitals_and_width_are_overlooked(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert is_same_product(one, other) is same
