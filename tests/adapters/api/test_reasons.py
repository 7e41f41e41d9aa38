"""Whatever an event calls it, the history says why something was done."""

import pytest

from adapters.api.records import reason_of


@pytest.mark.parametrize(
    "name",
    [
        "reason", "why", "why_not_public", "distinct_because", "new_facts",
        "text", "note", "opinion", "conclusion", "missing",
    ],
)  # fmt: skip
def test_the_reason_of_a_step_is_found_under_its_name(name: str) -> None:
    assert reason_of({"place": "仓库", name: "下落不明"}) == "下落不明"


def test_the_plain_reason_comes_first() -> None:
    assert reason_of({"text": "内容", "reason": "理由"}) == "理由"


def test_a_step_without_a_reason_has_none() -> None:
    assert reason_of({"place": "仓库", "reason": None}) is None
