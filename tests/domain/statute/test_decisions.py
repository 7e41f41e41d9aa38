"""What is refused of a clock, each time with the article."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from domain.refusals import Refusal
from domain.statute.clock import Clock, Granted
from domain.statute.decisions import check_trigger, may_extend, version_on, with_extension
from domain.statute.intervals import Interval, check_intervals
from domain.statute.rule import Unit
from tests.domain.statute.published import calendar, clock, day, extended, rules, without

TODAY = day("2020-06-30")


def refusal(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value


def test_an_unknown_rule_is_refused() -> None:
    found = refusal(lambda: version_on(rules(), "PP-NONSENSE", TODAY))

    assert (found.code, found.facts) == ("unknown-rule", {"rule": "PP-NONSENSE"})


@pytest.mark.parametrize(
    ("on", "article"), [("2019-12-31", "31(2)"), ("2026-04-15", "31(2)"), ("2001-01-01", "31(2)")]
)
def test_a_rule_not_in_force_on_the_day_is_refused(on: str, article: str) -> None:
    found = refusal(lambda: version_on(rules(), "CR-TIP-REPLY", day(on)))

    assert (found.code, found.basis) == ("rule-not-in-force", "CR-TIP-REPLY")
    assert (found.facts["instrument"], found.facts["article"]) == ("CR2020", article)


def test_a_trigger_in_the_future_is_refused() -> None:
    version = version_on(rules(), "PP-VERIFY", day("2020-07-01"))
    hearing = version_on(rules(), "HR-NOTICE", day("2020-07-20"))

    found = refusal(lambda: check_trigger("PP-VERIFY", version, day("2020-07-01"), today=TODAY))
    check_trigger("HR-NOTICE", hearing, day("2020-07-20"), today=TODAY)

    assert (found.code, found.facts["article"]) == ("trigger-in-future", "17")


@pytest.mark.parametrize(
    ("intervals", "code"),
    [
        ([without("2020-03-10", "2020-03-09")], "interval-inverted"),
        ([without("2020-07-01", "2020-07-02")], "date-in-future"),
        ([without("2020-03-10", "2020-03-12", "hearing")], "interval-not-excluded"),
        (
            [without("2020-03-10", "2020-03-20"), without("2020-03-15", "2020-03-30")],
            "intervals-overlap",
        ),
        ([without("2020-03-10"), without("2020-03-15", "2020-03-30")], "intervals-overlap"),
    ],
)
def test_intervals_that_cannot_be_are_refused(intervals: list[Interval], code: str) -> None:
    version = version_on(rules(), "PP-VERIFY", day("2020-03-02"))

    found = refusal(lambda: check_intervals("PP-VERIFY", version, intervals, today=TODAY))

    assert found.code == code
    assert code == "date-in-future" or found.facts["article"] == "17"


def test_intervals_that_touch_are_taken() -> None:
    version = version_on(rules(), "PP-VERIFY", day("2020-03-02"))
    given = [without("2020-03-10", "2020-03-20"), without("2020-03-20", "2020-03-30")]

    check_intervals("PP-VERIFY", version, given, today=TODAY)


VERIFY = clock("PP-VERIFY", "2020-06-16")
DECIDE = clock("PP-DECIDE", "2020-04-20")
ONCE = replace(DECIDE, extensions=(extended("2020-06-01", 30),))
DISCUSSED = "collective_discussion"


@pytest.mark.parametrize(
    ("running", "granted", "code"),
    [
        (clock("PP-VERIFY", "2020-06-01"), extended("2020-06-29"), "extension-after-expiry"),
        (VERIFY, extended("2020-06-15"), "extension-date-impossible"),
        (VERIFY, extended("2020-07-01"), "extension-date-impossible"),
        (VERIFY, extended("2020-06-22", 16), "extension-beyond-limit"),
        (VERIFY, extended("2020-06-22", 0), "extension-beyond-limit"),
        (VERIFY, extended("2020-06-22", None), "extension-beyond-limit"),
        (VERIFY, extended("2020-06-22", None, until="2020-07-20"), "extension-beyond-limit"),
        (VERIFY, extended("2020-06-22", by="handler"), "extension-not-by-approver"),
        (clock("PP-DISPUTE", "2020-06-29"), extended("2020-06-30"), "extension-not-provided"),
        (ONCE, extended("2020-06-22", 30), "extended-already"),
        (DECIDE, extended("2020-06-22", None, DISCUSSED, "2020-09-01"), "extension-stage-skipped"),
        (ONCE, extended("2020-06-22", None, DISCUSSED), "extension-without-end"),
        (ONCE, extended("2020-06-22", 30, DISCUSSED), "extension-without-end"),
        (ONCE, extended("2020-06-22", None, DISCUSSED, "2020-07-01"), "extension-without-end"),
        (replace(VERIFY, met_on=day("2020-06-29")), extended("2020-06-22"), "clock-already-met"),
    ],
)
def test_an_extension_the_article_does_not_allow_is_refused(
    running: Clock, granted: Granted, code: str
) -> None:
    found = refusal(lambda: may_extend(running, calendar(), granted, today=TODAY))

    assert found.code == code
    assert found.basis is not None
    assert found.facts["instrument"] == "PP2018"
    assert found.facts["article"] in {"12", "17", "57"}


def test_an_extension_to_a_day_that_cannot_be_reckoned_is_refused() -> None:
    endless = extended("2020-06-22", None, DISCUSSED, "9999-12-31")

    assert refusal(lambda: may_extend(ONCE, calendar(), endless, today=TODAY)).code == (
        "date-out-of-range"
    )


def test_an_extension_of_another_unit_is_refused() -> None:
    days = replace(extended("2020-06-22"), unit=Unit.CALENDAR_DAY)

    found = refusal(lambda: may_extend(VERIFY, calendar(), days, today=TODAY))

    assert (found.code, found.facts["unit"]) == ("extension-beyond-limit", "WD")


@pytest.mark.parametrize(
    ("running", "granted"),
    [
        (VERIFY, extended("2020-06-30")),
        (VERIFY, Granted(approver="leader", amount=10)),
        (DECIDE, extended("2020-06-30", 30)),
        (ONCE, extended("2020-06-30", None, DISCUSSED, "2020-10-31")),
        (clock("PP-REVIEW", "2020-06-29"), extended("2020-06-30", 20)),
        (clock("PP-REVIEW", "2020-06-29"), extended("2020-06-30", None, until="2020-08-31")),
        (replace(VERIFY, intervals=(without("2020-06-17"),)), extended("2020-06-30")),
    ],
)
def test_an_extension_within_the_article_is_taken(running: Clock, granted: Granted) -> None:
    may_extend(running, calendar(), granted, today=TODAY)


def test_the_next_extension_is_supposed_in_full() -> None:
    assert with_extension(VERIFY) == Granted(approver="leader", amount=15, unit=Unit.WORKING_DAY)
    found = refusal(lambda: with_extension(replace(VERIFY, extensions=(with_extension(VERIFY),))))

    assert found.code == "extension-not-provided"
