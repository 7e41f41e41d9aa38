"""What a clock says: units, states, time not counted, extensions."""

from datetime import date, datetime, timedelta, timezone

import msgspec
import pytest
from msgspec.structs import replace

from domain.refusals import Invalid
from domain.statute.clock import Clock, due_of
from domain.statute.explanation import Excluded
from domain.statute.intervals import Interval
from domain.statute.reckoning import ClockState, Reckoning, compute
from domain.statute.rule import Unit
from tests.domain.statute.published import calendar, clock, day, extended, rules, without


def test_hours_run_through_weekends_from_the_moment_itself() -> None:
    friday = datetime(2021, 9, 17, 16, 30, tzinfo=timezone(timedelta(hours=8)))
    started = Clock(
        rule="CT-SEND",
        version=rules()["CT-SEND"].versions[-1],
        trigger=friday.date(),
        instant=friday,
    )

    found = compute(started, calendar(), day("2021-09-18"), now=friday + timedelta(hours=24))
    late = compute(started, calendar(), day("2021-09-18"), now=friday + timedelta(hours=25))

    assert found.due_at == friday + timedelta(days=1)
    assert (found.state, late.state) == (ClockState.RUNNING, ClockState.OVERDUE)


def test_hours_without_a_moment_end_with_the_next_day() -> None:
    assert due_of(clock("CT-SEND", "2021-09-17"), calendar()).due == day("2021-09-18")


def test_months_are_clipped_and_then_roll() -> None:
    found = compute(clock("ACL-COURT", "2019-11-30"), calendar(), day("2019-12-01"))

    assert (found.early_warning, found.due) == (day("2020-02-29"), day("2020-02-29"))
    assert due_of(clock("REM-SUIT", "2020-08-31"), calendar()).due == day("2021-03-01")


def test_years_are_clipped_too() -> None:
    assert due_of(clock("PP-LIMITATION", "2020-02-29"), calendar()).due == day("2022-02-28")


@pytest.mark.parametrize(("hearing", "latest"), [("2021-07-14", "07-07"), ("2021-09-30", "09-22")])
def test_notice_of_a_hearing_is_counted_back_from_its_day(hearing: str, latest: str) -> None:
    assert due_of(clock("HR-NOTICE", hearing), calendar()).due == day(f"{hearing[:4]}-{latest}")


def test_a_day_that_was_set_is_the_end_and_is_not_moved() -> None:
    saturday = replace(clock("SUP-FIX", "2022-11-07"), until=day("2022-12-03"))

    found = compute(saturday, calendar(), day("2022-12-01"))
    late = compute(saturday, calendar(), day("2022-12-04"))

    assert (found.due, found.early_warning) == (day("2022-12-03"), day("2022-12-03"))
    assert (found.state, late.state) == (ClockState.RUNNING, ClockState.OVERDUE)
    assert (found.calendars, found.of, found.used) == ((), None, None)


def test_a_day_that_was_set_goes_before_the_rules_own() -> None:
    counted = replace(clock("SUP-RECEIPT", "2022-11-07"), until=day("2022-12-03"))

    assert due_of(counted, calendar()).due == day("2022-12-03")
    with pytest.raises(Invalid, match="date-out-of-range"):
        due_of(replace(counted, until=date(9999, 1, 1)), calendar())


def test_a_term_that_has_passed_is_not_overdue() -> None:
    found = compute(clock("PUB-END-3M", "2022-01-04"), calendar(), day("2022-06-01"))

    assert (found.state, found.at_risk, found.remaining) == (ClockState.MET, False, None)


def test_a_waiting_time_opens_the_day_after_it_ends() -> None:
    found = compute(clock("PSS-NODUP", "2022-01-04"), calendar(), day("2022-06-01"))

    assert found.opens_on == day("2022-07-05")


def test_promptly_has_no_date() -> None:
    found = compute(clock("PSS-NOTIFY", "2020-03-02"), calendar(), day("2020-12-31"))

    assert (found.state, found.due, found.remaining) == (ClockState.RUNNING, None, None)


# --- states --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "state", "remaining", "at_risk"),
    [
        ("2020-03-02", ClockState.RUNNING, 15, False),
        ("2020-03-13", ClockState.RUNNING, 6, False),
        ("2020-03-23", ClockState.RUNNING, 0, True),
        ("2020-03-25", ClockState.OVERDUE, -2, False),
    ],
)
def test_what_is_left_is_said_in_working_days(
    today: str,
    state: ClockState,
    remaining: int,
    at_risk: bool,  # noqa: FBT001
) -> None:
    found = compute(clock("PP-VERIFY", "2020-03-02"), calendar(), day(today))

    assert (found.state, found.remaining, found.at_risk) == (state, remaining, at_risk)


def test_between_the_early_and_the_rolled_date_it_is_at_risk_and_not_overdue() -> None:
    found = compute(clock("PSS-OBJECT", "2020-09-17"), calendar(), day("2020-10-05"))

    assert (found.early_warning, found.due) == (day("2020-10-02"), day("2020-10-09"))
    assert (found.state, found.at_risk) == (ClockState.RUNNING, True)


def test_a_clock_met_late_says_so() -> None:
    in_time = replace(clock("PP-VERIFY", "2020-03-02"), met_on=day("2020-03-20"))
    late = replace(in_time, met_on=day("2020-03-24"))

    found, found_late = (compute(each, calendar(), day("2020-06-01")) for each in (in_time, late))

    assert (found.state, found.met_late) == (ClockState.MET, False)
    assert (found_late.state, found_late.met_late) == (ClockState.MET, True)
    assert (found.remaining, found.used, found_late.used) == (None, 14, 15)


def test_a_pause_after_the_period_ran_out_does_not_revive_it() -> None:
    paused = clock("PP-VERIFY", "2020-03-02", intervals=(without("2020-03-24"),))

    found = compute(paused, calendar(), day("2020-03-25"))

    assert (found.state, found.due) == (ClockState.OVERDUE, day("2020-03-23"))
    assert not [each for each in found.explanation if isinstance(each, Excluded)]


def test_a_pause_with_a_planned_end_is_paused_and_has_a_date() -> None:
    paused = clock("PP-VERIFY", "2020-03-02", intervals=(without("2020-03-05", "2020-03-12"),))

    found = compute(paused, calendar(), day("2020-03-06"))

    assert (found.state, found.due) == (ClockState.PAUSED, day("2020-03-30"))
    assert (found.used, found.of, found.remaining) == (3, 15, 12)


def test_time_of_a_kind_the_rule_does_not_name_counts() -> None:
    other = clock("PP-DISPUTE", "2020-03-02", intervals=(without("2020-03-03", "2020-03-30"),))

    assert due_of(other, calendar()).due == day("2020-03-11")


def test_intervals_may_overlap_and_count_once() -> None:
    once = clock("PP-DECIDE", "2020-03-02", intervals=(without("2020-03-10", "2020-03-30"),))
    twice = clock(
        "PP-DECIDE",
        "2020-03-02",
        intervals=(
            without("2020-03-15", "2020-03-30", kind="hearing"),
            without("2020-03-10", "2020-03-20"),
        ),
    )

    assert due_of(once, calendar()).due == due_of(twice, calendar()).due == day("2020-06-20")


def test_the_third_stage_ends_on_the_day_it_fixes() -> None:
    first, then = (
        extended("2020-05-20", 30),
        extended("2020-06-29", None, "collective_discussion", until="2020-09-15"),
    )
    fixed = clock("PP-DECIDE", "2020-03-02", extensions=(then, first))
    suspended = Interval(kind="suspension", start=day("2020-07-01"), end=day("2020-07-11"))
    later = clock("PP-DECIDE", "2020-03-02", extensions=(first, then), intervals=(suspended,))

    assert due_of(fixed, calendar()).due == day("2020-09-15")
    assert due_of(fixed, calendar()).of == 197
    assert due_of(later, calendar()).due == day("2020-09-25")


def test_every_rule_shipped_can_be_reckoned() -> None:
    for rule in rules().values():
        for version in rule.versions:
            trigger: date = max(version.effective_from, date(2004, 1, 1))
            started = Clock(rule=rule.code, version=version, trigger=trigger)
            found = compute(started, calendar(), trigger)
            assert (found.due is None) == (version.amount is None)
            assert found.version is rule.on(trigger)


def test_an_extension_of_another_unit_is_added_at_the_end() -> None:
    plain = clock("PP-VERIFY", "2020-03-02")
    week = replace(extended("2020-03-20", 7), unit=Unit.CALENDAR_DAY)

    found = due_of(replace(plain, extensions=(week,)), calendar())

    assert (found.due, found.of) == (day("2020-03-30"), 20)


def test_an_extension_that_fixes_an_earlier_day_changes_nothing() -> None:
    early = extended("2020-05-20", None, "collective_discussion", until="2020-05-25")

    found = due_of(clock("PP-DECIDE", "2020-03-02", extensions=(early,)), calendar())

    assert found.due == day("2020-05-31")


def test_while_paused_an_extension_waits_for_the_end_of_the_pause() -> None:
    by_day = extended("2020-03-20", None, until="2020-05-20")
    by_weeks = replace(extended("2020-03-20", 7), unit=Unit.CALENDAR_DAY)
    for each in (by_day, by_weeks):
        held_up = clock(
            "PP-VERIFY", "2020-03-02", intervals=(without("2020-03-05"),), extensions=(each,)
        )
        assert due_of(held_up, calendar()).due is None


def test_an_extension_after_expiry_does_not_count_and_is_told() -> None:
    late = clock("PP-VERIFY", "2020-03-02", extensions=(extended("2020-03-24"),))

    found = due_of(late, calendar())

    assert (found.due, found.accepted, found.late) == (
        day("2020-03-23"),
        (),
        (extended("2020-03-24"),),
    )


def test_a_day_far_off_is_refused() -> None:
    endless = clock("PP-VERIFY", "2020-03-02", intervals=(without("2020-03-05", "9999-12-31"),))

    with pytest.raises(Invalid) as refused:
        due_of(endless, calendar())

    assert refused.value.code == "date-out-of-range"


def test_a_reckoning_is_written_as_json_with_the_kind_of_each_step() -> None:
    found = compute(clock("PSS-OBJECT", "2020-09-17"), calendar(), day("2020-09-20"))

    written = msgspec.json.encode(found)

    kinds = [each["type"] for each in msgspec.json.decode(written)["explanation"]]
    assert kinds == ["triggered", "rule", "calendar", "calendar", "rolled", "due"]
    assert msgspec.json.decode(written, type=Reckoning) == found
