"""Orders to correct, reports, re-checks in their time, and resuming after a pass only (12.4)."""

from datetime import date

import pytest

import domain.disposition.events as e
from domain.authority import Officer
from domain.disposition.kinds import Uncorrected
from tests.domain.disposition.story import (
    ANNOUNCED,
    FAILED,
    FAILED_AGAIN,
    ORDERED,
    ORGANISER,
    PRODUCER,
    REPORTED,
    SELLER,
    SUSPENDED,
    TOLD,
    XUHUI_OFFICER,
    Told,
    decided,
    opened,
)

OVERDUE, NO_APPLICATION = Uncorrected.OVERDUE, Uncorrected.NO_APPLICATION


def test_the_order_starts_sixty_and_seventy_five_days() -> None:
    moment = ORDERED.moment(date(2020, 3, 16))

    assert moment.last_day("PSS-RECTIFY", PRODUCER) == date(2020, 5, 15)  # V14
    assert moment.last_day("PSS-RECHECK", PRODUCER) == date(2020, 5, 30)
    assert moment.last("PSS-RECTIFY", SELLER) is None


def test_each_operator_is_ordered_once_after_it_was_told() -> None:
    assert opened().refused("correction-orders", "2020-03-16")[0] == "gate-told"
    assert ORDERED.refused("correction-orders", "2020-03-17") == (
        "gate-not-ordered",
        "PSS-RECTIFY",
        "46",
    )
    assert TOLD.refused("correction-orders", "2020-03-03")[0] == "date-before-step"
    assert ORDERED.events("correction-orders", "2020-03-17", XUHUI_OFFICER, recipient=SELLER)


@pytest.mark.parametrize("by", [ORGANISER, XUHUI_OFFICER], ids=["organiser", "other bureau"])
def test_only_the_handling_bureau_orders(by: Officer) -> None:
    code = TOLD.refused("correction-orders", "2020-03-16", by)[0]

    assert code in {"role-not-granted", "not-your-organisation"}


def test_a_report_ends_the_time_to_correct_even_late() -> None:
    late = ORDERED.then("correction-reports", "2020-05-20")

    for told, day in ((REPORTED, date(2020, 5, 5)), (late, date(2020, 5, 20))):
        clock = told.moment(day).last("PSS-RECTIFY")
        assert clock is not None
        assert clock.stopped_on == day
    assert TOLD.refused("correction-reports", "2020-05-05")[0] == "gate-standing"


@pytest.mark.parametrize("day", ["2020-03-16", "2020-05-30"], ids=["day 0", "day 75"])
def test_the_first_re_check_is_passed_within_seventy_five_days(day: str) -> None:
    told = ORDERED.then("rechecks", day, passed=True)

    assert told.stages["producer"] == "resumed"
    assert told.disposition.tracks[0].must_stop_since is None
    assert told.then("resumptions", day).refused("resumptions", day)[0] == "gate-not-resumed"


def test_a_late_re_check_is_refused_unless_the_bureau_says_why() -> None:
    assert REPORTED.refused("rechecks", "2020-05-31", passed=True) == (
        "recheck-late",
        "PSS-RECHECK",
        "47",
    )
    (done,) = REPORTED.events("rechecks", "2020-05-31", passed=True, late_because="疫情封控")
    assert isinstance(done, e.RecheckDone)
    assert (done.round, done.late_because) == (1, "疫情封控")
    refused = REPORTED.refused("rechecks", "2020-05-30", passed=True, late_because="疫情封控")
    assert refused[0] == "recheck-not-late"


def test_a_failed_re_check_is_reported_up() -> None:
    assert FAILED.status == "reporting_up"
    assert FAILED.refused("rechecks", "2020-05-29", passed=True) == (
        "gate-standing",
        "PSS-RECHECK",
        "47",
    )
    assert FAILED.refused("rechecks", "2020-05-01", passed=True)[0] == "gate-standing"


@pytest.mark.parametrize(
    "told",
    [TOLD, ORDERED, REPORTED, FAILED, ANNOUNCED, FAILED_AGAIN, SUSPENDED],
    ids=["told", "ordered", "reported", "failed", "announced", "failed again", "suspended"],
)
def test_nothing_is_resumed_without_a_passed_re_check(told: Told) -> None:
    refused = told.refused("resumptions", "2029-01-01")

    assert refused == ("gate-passed", "PSS-NORESUME", "49")


# --- not corrected -------------------------------------------------------------------------------


def test_nothing_counts_as_not_corrected_before_day_sixty_is_over() -> None:
    assert ORDERED.refused("non-corrections", "2020-05-15", ground=OVERDUE) == (
        "gate-period-over",
        "PSS-RECTIFY",
        "46",
    )
    told = ORDERED.then("non-corrections", "2020-05-16", ground=OVERDUE)
    assert told.status == "reporting_up"
    own = [each for each in told.moment(date(2020, 5, 16)).clocks if each.party == "producer"]
    assert [each.rule for each in own if not each.stopped_on] == ["PSS-OBJECT"]


def test_a_producer_that_applies_for_no_re_check_has_not_corrected() -> None:
    unasked = ORDERED.then("correction-reports", "2020-05-05", recheck_requested=False)

    assert REPORTED.refused("non-corrections", "2020-05-18", ground=NO_APPLICATION) == (
        "recheck-applied-for",
        "SHPQ-30",
        "30",
    )
    for told in (ORDERED, unasked):
        after = told.then("non-corrections", "2020-05-18", ground=NO_APPLICATION)
        assert after.status == "reporting_up"


def test_a_seller_need_not_apply() -> None:
    told = TOLD.then("correction-orders", "2020-03-17", XUHUI_OFFICER, recipient=SELLER)

    refused = told.refused(
        "non-corrections", "2020-05-20", XUHUI_OFFICER, recipient=SELLER, ground=NO_APPLICATION
    )

    assert refused == ("only-producers-apply", "SHPQ-30", "30")


def test_still_no_application_after_the_announcement_is_a_failed_re_check() -> None:
    assert ANNOUNCED.refused("non-corrections", "2020-10-13", ground=NO_APPLICATION)[0] == (
        "gate-period-over"
    )
    told = ANNOUNCED.then("non-corrections", "2020-10-14", ground=NO_APPLICATION)
    assert told.status == "suspension_pending"
    assert ANNOUNCED.refused("non-corrections", "2020-10-14", ground=OVERDUE) == (
        "only-a-recheck-counts",
        "PSS-RECHECK2",
        "48",
    )
    asked = ANNOUNCED.then("correction-reports", "2020-08-01")
    assert asked.refused("non-corrections", "2020-10-14", ground=NO_APPLICATION)[0] == (
        "recheck-applied-for"
    )


# --- the window after the announcement (V15, D8) -------------------------------------------------


@pytest.mark.parametrize("day", ["2020-07-16", "2020-09-12", "2020-09-13"])
def test_the_second_re_check_is_not_before_day_sixty_is_over(day: str) -> None:
    assert ANNOUNCED.refused("rechecks", day, passed=True) == (
        "gate-window-open",
        "PSS-RECHECK2",
        "48",
    )


@pytest.mark.parametrize("day", ["2020-09-14", "2020-10-13"], ids=["day 61", "day 90"])
def test_the_second_re_check_is_done_in_its_window(day: str) -> None:
    passed = ANNOUNCED.then("rechecks", day, passed=True)
    failed = ANNOUNCED.then("rechecks", day, passed=False)

    assert (passed.stages["producer"], failed.stages["producer"]) == (
        "resumed",
        "suspension_pending",
    )


def test_after_day_ninety_the_second_re_check_is_late() -> None:
    assert ANNOUNCED.refused("rechecks", "2020-10-14", passed=True)[0] == "recheck-late"
    assert ANNOUNCED.events("rechecks", "2020-10-14", passed=True, late_because="抽样受阻")


def test_the_third_re_check_follows_the_term_of_the_suspension() -> None:
    assert SUSPENDED.refused("rechecks", "2020-11-20", passed=True) == (
        "gate-term-over",
        "PSS-RECHECK2",
        "48",
    )
    assert SUSPENDED.then("rechecks", "2020-11-21", passed=True).stages["producer"] == "resumed"
    assert SUSPENDED.then("rechecks", "2022-11-21", passed=False).status == "revocation_pending"


@pytest.mark.parametrize("ground", [OVERDUE, NO_APPLICATION])
def test_who_vanished_has_failed_once_more_when_the_term_is_over(ground: Uncorrected) -> None:
    assert SUSPENDED.refused("non-corrections", "2020-11-20", ground=ground) == (
        "gate-term-over",
        "PQL-17",
        "17",
    )
    told = SUSPENDED.then("non-corrections", "2020-11-21", ground=ground)

    assert told.status == "revocation_pending"
    last = told.disposition.tracks[0].rechecks[-1]
    assert last.round == 3
    assert told.events("licence-revocations", "2021-01-11", decided=decided(on=date(2021, 1, 10)))


def test_who_applied_since_the_suspension_is_re_checked() -> None:
    before = ANNOUNCED.then("correction-reports", "2020-08-01").then(
        "rechecks", "2020-09-20", passed=False
    )
    suspended = before.then("suspension-orders", "2020-10-21", until=date(2020, 11, 20))
    applied = suspended.then("correction-reports", "2020-11-02")

    assert suspended.events("non-corrections", "2020-11-23", ground=NO_APPLICATION)
    assert applied.refused("non-corrections", "2020-11-23", ground=NO_APPLICATION)[0] == (
        "recheck-applied-for"
    )


def test_the_third_re_check_has_a_clock_from_the_end_of_the_term() -> None:
    moment = SUSPENDED.moment(date(2020, 11, 25))

    assert moment.last_day("PQL-17-RECHECK", PRODUCER) == date(2020, 12, 5)
    for done in (
        SUSPENDED.then("rechecks", "2020-11-25", passed=True),
        SUSPENDED.then("non-corrections", "2020-11-25", ground=OVERDUE),
    ):
        own = [each for each in done.moment(date(2020, 11, 26)).clocks if not each.stopped_on]
        assert [each.rule for each in own if each.party == "producer"] == ["PSS-OBJECT"]
