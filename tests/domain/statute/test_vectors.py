"""Worked dates of law.md section 15 and product.md section 9, through the rules as shipped."""

import pytest
from msgspec.structs import replace

from domain.refusals import OutOfOrder
from domain.statute.calendar import Calendar
from domain.statute.clock import Clock, due_of
from domain.statute.decisions import check_open
from domain.statute.explanation import Consulted, Unpublished
from domain.statute.reckoning import ClockState, compute
from domain.statute.rule import Roll
from tests.domain.statute.published import calendar, clock, day, extended, without, years

# vector, rule, trigger, early warning, due
VECTORS = [
    ("V1", "PP-VERIFY", "2020-01-17", "2020-02-14", "2020-02-14"),
    ("V2", "PP-VERIFY", "2020-03-02", "2020-03-23", "2020-03-23"),
    ("V4", "PP-VERIFY", "2020-04-24", "2020-05-18", "2020-05-18"),
    ("V5", "PP-VERIFY", "2020-03-07", "2020-03-27", "2020-03-27"),
    ("V6", "PP-DECIDE", "2020-03-02", "2020-05-31", "2020-05-31"),
    ("V11 before", "PP-STATEMENT", "2021-07-14", "2021-07-19", "2021-07-19"),
    ("V11 after", "PP-STATEMENT", "2021-07-15", "2021-07-22", "2021-07-22"),
    ("V14 rectify", "PSS-RECTIFY", "2020-03-16", "2020-05-15", "2020-05-15"),
    ("V14 re-check", "PSS-RECHECK", "2020-03-16", "2020-05-30", "2020-05-30"),
    ("V15", "PSS-RECHECK2", "2020-07-15", "2020-10-13", "2020-10-13"),
    ("V17 2021", "PUB-20", "2021-09-01", "2021-09-29", "2021-09-29"),
    ("V17 2020", "PUB-20", "2020-09-21", "2020-10-23", "2020-10-23"),
    ("V18", "PP-CLOSE", "2020-12-21", "2021-01-12", "2021-01-12"),
    ("V19 sixty", "PP-PUBLIC-SERVICE", "2021-05-14", "2021-07-13", "2021-07-13"),
    ("V19 thirty", "PP-PUBLIC-SERVICE", "2021-07-16", "2021-08-15", "2021-08-15"),
    ("V21", "PP-DESIGNATE", "2020-09-28", "2020-10-14", "2020-10-14"),
]


@pytest.mark.parametrize(
    ("rule", "trigger", "early", "due"), [each[1:] for each in VECTORS], ids=lambda each: each
)
def test_a_worked_date(rule: str, trigger: str, early: str, due: str) -> None:
    found = compute(clock(rule, trigger), calendar(), day(trigger))

    assert (found.early_warning, found.due) == (day(early), day(due))
    assert not found.provisional


def test_v4_fifteen_and_fifteen_working_days_are_thirty() -> None:
    longer = clock("PP-VERIFY", "2020-04-24", extensions=(extended("2020-05-18"),))

    assert due_of(longer, calendar()).due == day("2020-06-08")
    assert calendar().add_working_days(day("2020-04-24"), 30) == day("2020-06-08")


@pytest.mark.parametrize(
    ("policy", "due"),
    [
        (Roll.NONE, "2020-05-31"),
        (Roll.STATUTORY, "2020-05-31"),
        (Roll.PUBLISHED_PERIOD, "2020-05-31"),
        (Roll.NON_WORKDAY, "2020-06-01"),
    ],
)
def test_v6_a_sunday_rolls_by_one_policy_only(policy: Roll, due: str) -> None:
    found = compute(with_roll("PP-DECIDE", "2020-03-02", policy), calendar(), day("2020-03-02"))

    assert (found.early_warning, found.due) == (day("2020-05-31"), day(due))


@pytest.mark.parametrize(
    ("policy", "due"),
    [
        (Roll.NONE, "2020-10-02"),
        (Roll.STATUTORY, "2020-10-04"),
        (Roll.PUBLISHED_PERIOD, "2020-10-09"),
        (Roll.NON_WORKDAY, "2020-10-09"),
    ],
)
def test_a_festival_day_rolls_as_far_as_its_policy_says(policy: Roll, due: str) -> None:
    assert due_of(with_roll("PSS-OBJECT", "2020-09-17", policy), calendar()).due == day(due)


def with_roll(rule: str, trigger: str, policy: Roll) -> Clock:
    plain = clock(rule, trigger)
    return replace(plain, version=replace(plain.version, roll=policy))


def test_v9_ninety_and_thirty_days_are_a_hundred_and_twenty() -> None:
    longer = clock("PP-DECIDE", "2020-03-02", extensions=(extended("2020-05-20", 30),))

    assert due_of(longer, calendar()).due == day("2020-06-30")


def test_v15_the_second_recheck_has_a_window() -> None:
    found = compute(clock("PSS-RECHECK2", "2020-07-15"), calendar(), day("2020-09-12"))

    assert found.opens_on == day("2020-09-14")  # day 60 itself is 13 September
    with pytest.raises(OutOfOrder) as refused:
        check_open(found, day("2020-09-12"))
    check_open(found, day("2020-09-14"))
    assert refused.value.code == "window-not-open"
    assert refused.value.facts["article"] == "48"
    assert refused.value.basis == "PSS-RECHECK2"


@pytest.mark.parametrize(
    ("rule", "trigger"),
    [("PP-VERIFY", "2026-12-18"), ("PP-DECIDE", "2026-11-02"), ("PUB-END-3M", "2026-11-02")],
)
def test_v24_a_date_in_2027_is_provisional(rule: str, trigger: str) -> None:
    found = compute(clock(rule, trigger), calendar(), day(trigger))

    assert found.due is not None
    assert found.due.year == 2027
    assert found.provisional
    assert Unpublished(year=2027) in found.explanation


# --- T1: what was known of the calendar ----------------------------------------------------------


@pytest.mark.parametrize(
    ("known_on", "due", "notices"),
    [
        ("2020-01-25", "2020-02-12", ["国办发明电〔2019〕16号"]),
        ("2020-01-26", "2020-02-14", ["国办发明电〔2019〕16号", "国办发明电〔2020〕1号"]),
    ],
)
def test_t1_the_same_facts_are_due_by_the_notices_known_then(
    known_on: str, due: str, notices: list[str]
) -> None:
    known = Calendar(years(), known_on=day(known_on))

    found = compute(clock("PP-VERIFY", "2020-01-17"), known, day("2020-01-20"))

    assert found.due == day(due)
    assert [each.number for each in found.explanation if isinstance(each, Consulted)] == notices


def test_t1_what_was_computed_then_stays_as_it_was() -> None:
    started = clock("PP-VERIFY", "2020-01-17")
    then = Calendar(years(), known_on=day("2020-01-25"))
    before = compute(started, then, day("2020-01-25"))

    compute(started, calendar(), day("2020-01-28"))

    assert compute(started, then, day("2020-01-25")) == before


# --- T6: a pause entered late ---------------------------------------------------------------------


def test_t6_a_back_dated_pause_moves_the_date_from_the_day_it_is_known() -> None:
    as_of_4_march = clock("PP-VERIFY", "2020-02-24")
    as_of_today = clock("PP-VERIFY", "2020-02-24", intervals=(without("2020-03-02"),))
    resumed = clock("PP-VERIFY", "2020-02-24", intervals=(without("2020-03-02", "2020-03-10"),))

    old = compute(as_of_4_march, calendar(), day("2020-03-04"))
    held_up = compute(as_of_today, calendar(), day("2020-03-05"))
    new = compute(resumed, calendar(), day("2020-03-10"))

    assert (old.state, old.due) == (ClockState.RUNNING, day("2020-03-16"))
    assert (held_up.state, held_up.due) == (ClockState.PAUSED, None)
    assert (held_up.used, held_up.of, held_up.paused_since) == (5, 15, day("2020-03-02"))
    assert (new.state, new.due) == (ClockState.RUNNING, day("2020-03-24"))
