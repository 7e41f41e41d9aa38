"""The calendars shipped say what the notices said, and what was known of them on a day."""

from datetime import date, timedelta

import msgspec
import pytest
from chinese_calendar import constants, is_workday  # pyright: ignore[reportUnknownVariableType]
from hypothesis import given
from hypothesis import strategies as st

from domain.statute.calendar import Calendar, CalendarYear
from tests.domain.statute import make_calendars
from tests.domain.statute.published import DATA, calendar, day, years

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
DAYS = st.dates(date(2003, 6, 1), date(2029, 6, 1))


def test_the_files_are_what_the_script_writes() -> None:
    assert sorted(years(), key=lambda each: each.code) == sorted(
        make_calendars.revisions(), key=lambda each: each.code
    )


def test_every_day_is_as_in_chinesecalendar() -> None:
    known = calendar()

    differing = [each for each in EVERY_DAY if known.is_working_day(each) != is_workday(each)]

    assert not differing


def test_every_holiday_of_chinesecalendar_is_inside_a_published_period() -> None:
    known = calendar()
    inside = {each for each in EVERY_DAY if known.in_published_period(each)}
    ordinary_weekends = inside - set(constants.holidays)

    assert not set(constants.holidays) - inside
    assert sorted(ordinary_weekends) == [
        day("2011-06-05"),
        day("2012-06-23"),
        day("2015-06-21"),
        day("2015-09-05"),
    ]


@pytest.mark.parametrize(
    ("year", "number"), [(2007, 10), (2008, 11), (2013, 11), (2014, 11), (2024, 11), (2026, 13)]
)
def test_the_measures_name_so_many_days(year: int, number: int) -> None:
    [latest] = [each for each in years() if each.year == year]

    assert len(latest.festival_days) == number


def test_a_festival_day_is_a_day_off() -> None:
    known = calendar()
    festivals = {each for year in years() for each in year.festival_days}

    assert all(known.in_published_period(each) for each in festivals)
    assert known.is_statutory_day(day("2025-05-02"))
    assert not known.is_statutory_day(day("2024-05-02"))
    assert not known.is_statutory_day(day("2020-10-04"))  # an ordinary Sunday inside the period


def test_each_revision_says_what_the_notice_is_and_when_it_appeared() -> None:
    for path in sorted((DATA / "calendars").glob("*.json")):
        shell = msgspec.json.decode(path.read_bytes())
        [item] = shell["items"]
        assert shell.keys() == {"notice", "effectiveFrom", "publishedOn", "items"}
        assert item["code"] == path.stem
        assert shell["publishedOn"] == item["publishedOn"]
        assert item.get("number") is None or item["number"] in shell["notice"]


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("2015-05-12", "2015-05-13", {"2015-09-03", "2015-09-04", "2015-09-06"}),
        ("2019-03-21", "2019-03-22", {"2019-04-28", "2019-05-02", "2019-05-03", "2019-05-05"}),
        ("2020-01-25", "2020-01-26", {"2020-01-31", "2020-02-01"}),
    ],
)
def test_a_notice_that_changes_a_year_counts_from_the_day_it_is_published(
    before: str, after: str, changed: set[str]
) -> None:
    old, new = calendar(day(before)), calendar(day(after))

    found = {
        each.isoformat()
        for each in EVERY_DAY
        if each.year == day(before).year and old.is_working_day(each) != new.is_working_day(each)
    }

    assert found == changed


def test_a_year_without_a_notice_counts_monday_to_friday() -> None:
    known = calendar()

    assert known.covers(2026)
    assert not known.covers(2027)
    assert not calendar(day("2019-11-20")).covers(2020)
    assert known.is_working_day(day("2027-01-01"))
    assert not known.is_working_day(day("2027-01-02"))
    assert known.unpublished(day("2026-12-31"), day("2028-01-03")) == (2027, 2028)


def test_a_notice_may_name_days_of_the_december_before() -> None:
    assert calendar().is_working_day(day("2007-12-29"))
    assert not calendar().is_working_day(day("2007-12-31"))
    assert calendar(day("2007-12-01")).is_working_day(day("2007-12-31"))
    assert codes(calendar(), "2007-12-03", "2007-12-28") == ["2007"]
    assert codes(calendar(), "2007-12-03", "2007-12-29") == ["2007", "2008"]


def test_both_notices_for_a_year_are_named() -> None:
    assert codes(calendar(), "2020-01-17", "2020-02-14") == ["2020", "2020-changed"]
    assert codes(calendar(day("2020-01-25")), "2020-01-17", "2020-02-14") == ["2020"]


def codes(known: Calendar, first: str, last: str) -> list[str]:
    return [each.code for each in known.revisions(day(first), day(last))]


def test_a_notice_without_a_number_is_called_by_its_title() -> None:
    unnumbered = CalendarYear(
        code="x", year=2027, title="通知", published_on=day("2026-11-01"), holidays=()
    )

    assert unnumbered.label == "通知"
    assert [each.label for each in years() if each.year == 2020] == [
        "国办发明电〔2020〕1号",
        "国办发明电〔2019〕16号",
    ]


# --- counting working days -----------------------------------------------------------------------


def naive(start: date, days: int, step: int) -> date:
    at = start
    while days:
        at += timedelta(step)
        days -= calendar().is_working_day(at)
    return at


@given(DAYS, st.integers(1, 400))
def test_adding_working_days_is_walking_day_by_day(start: date, days: int) -> None:
    assert calendar().add_working_days(start, days) == naive(start, days, 1)


@given(DAYS, st.integers(1, 400))
def test_subtracting_working_days_is_walking_back(start: date, days: int) -> None:
    assert calendar().subtract_working_days(start, days) == naive(start, days, -1)


@given(DAYS, st.integers(-40, 900))
def test_working_days_between_are_those_met_on_the_way(after: date, length: int) -> None:
    until = after + timedelta(length)
    walked = (after + timedelta(n) for n in range(1, length + 1))

    expected = sum(calendar().is_working_day(each) for each in walked)

    assert calendar().working_days_between(after, until) == expected


def test_there_is_no_working_day_after_the_last_year() -> None:
    with pytest.raises(OverflowError):
        calendar().add_working_days(date.max, 400)
    with pytest.raises(OverflowError):
        calendar().subtract_working_days(date.min, 400)
