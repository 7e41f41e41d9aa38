"""The legal date of an act: today, or a day between receipt and today."""

from datetime import date

import pytest

from domain.time import effective
from tests.domain.story import RECEIVED_ON, TODAY, refusal, said


@pytest.mark.parametrize("given", [RECEIVED_ON, date(2020, 3, 5), TODAY])
def test_an_act_may_be_dated_back_to_the_day_of_receipt(given: date) -> None:
    assert effective(given, today=TODAY, not_before=RECEIVED_ON) == given


def test_an_act_without_a_date_is_todays() -> None:
    assert effective(None, today=TODAY, not_before=RECEIVED_ON) == TODAY


def test_without_a_receipt_any_past_day_will_do() -> None:
    assert effective(date(1999, 1, 1), today=TODAY, not_before=None) == date(1999, 1, 1)


@pytest.mark.parametrize(
    ("given", "code", "facts"),
    [
        (date(2020, 3, 11), "date-in-future", {"date": "2020-03-11"}),
        (
            date(2020, 3, 1),
            "date-before-receipt",
            {"date": "2020-03-01", "receipt": "2020-03-02"},
        ),
    ],
)
def test_a_day_outside_is_refused(given: date, code: str, facts: dict[str, str]) -> None:
    refused = refusal(
        lambda: effective(given, today=TODAY, not_before=RECEIVED_ON, pointer="/receivedOn")
    )

    assert said(refused) == ("invalid", code, None)
    assert refused.facts == facts


def test_today_is_too_early_for_what_was_received_later() -> None:
    refused = refusal(lambda: effective(None, today=RECEIVED_ON, not_before=TODAY))

    assert refused.code == "date-before-receipt"
