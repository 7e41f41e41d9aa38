"""Objections within fifteen days, their answers, and the re-test that settles them (12.4)."""

from datetime import date

import pytest

from domain.disposition.kinds import ObjectionGround
from domain.disposition.requirements import lapsed, standing
from tests.domain.disposition.story import (
    DONE,
    NAMED,
    OBJECTED,
    ORDERED,
    RETESTED,
    SELLER,
    TOLD,
    XUHUI_OFFICER,
    Told,
    opened,
)
from tests.domain.story import RESULT

AUTHENTICITY, SAMPLING = ObjectionGround.AUTHENTICITY, ObjectionGround.SAMPLING
FINAL = "gate-not-settled", "PSS-RETEST-END", "40,42"


def test_the_fifteenth_day_is_in_time_and_the_next_is_not() -> None:
    assert TOLD.events("objections", "2020-03-19", ground=SAMPLING)
    assert TOLD.refused("objections", "2020-03-20", ground=SAMPLING) == (
        "gate-objection-in-time",
        "PSS-OBJECT",
        "36",
    )
    assert TOLD.events("objections", "2020-03-20", ground=SAMPLING, recipient=SELLER)


def test_a_last_day_on_a_weekend_moves_on_for_a_party() -> None:
    told = opened().then("result-notice", "2020-03-06")

    assert told.events("objections", "2020-03-23", ground=SAMPLING)  # day 15 is a Saturday
    assert told.refused("objections", "2020-03-24", ground=SAMPLING)[0] == "gate-objection-in-time"


def test_nobody_objects_to_what_it_was_not_told_or_before() -> None:
    assert opened().refused("objections", "2020-03-10", ground=SAMPLING)[0] == "gate-told"
    assert TOLD.refused("objections", "2020-03-03", ground=SAMPLING)[0] == "date-before-step"


def test_windows_that_nobody_used_lapse_by_themselves() -> None:
    last, after = TOLD.moment(date(2020, 3, 20)), TOLD.moment(date(2020, 3, 21))

    assert (standing(TOLD.disposition, last), lapsed(TOLD.disposition, last)) == (
        "objection_window",
        ["objection:producer"],
    )
    assert (standing(TOLD.disposition, after), lapsed(TOLD.disposition, after)) == (
        "final",
        ["objection:producer", "objection:seller"],
    )


def test_one_objection_at_a_time_and_each_recipient_its_own() -> None:
    assert OBJECTED.status == "objection"
    assert OBJECTED.refused("objections", "2020-03-11", ground=SAMPLING)[0] == (
        "gate-no-open-objection"
    )
    both = OBJECTED.then("objections", "2020-03-11", ground=SAMPLING, recipient=SELLER)
    assert [each.filed.number for each in both.disposition.objections] == [1, 2]


def test_a_number_is_not_given_twice_after_an_objection_was_taken_back() -> None:
    both = OBJECTED.then("objections", "2020-03-11", ground=SAMPLING, recipient=SELLER)

    told = both.then("corrections", "2020-03-12", corrects=4).then(
        "objections", "2020-03-12", ground=SAMPLING
    )

    assert [each.filed.number for each in told.disposition.objections] == [2, 3]


def test_a_rejected_objection_leaves_the_conclusion() -> None:
    told = OBJECTED.then("objection-answers", "2020-03-12", upheld=False)

    assert told.stages == {"producer": "final", "seller": "objection_window"}
    assert told.refused("objection-answers", "2020-03-12", upheld=True)[0] == "gate-objection-open"
    again = told.then("objections", "2020-03-13", ground=SAMPLING)
    assert again.status == "objection"


def test_an_upheld_objection_clears_everyone() -> None:
    told = OBJECTED.then("objection-answers", "2020-03-12", upheld=True)

    assert told.stages == {"producer": "cleared", "seller": "cleared"}
    assert told.status == "cleared"
    assert [each.must_stop_since for each in told.disposition.tracks] == [None, None]
    assert told.moment(date(2020, 3, 12)).last_day("PSS-OBJECT", SELLER)
    assert all(each.stopped_on for each in told.moment(date(2020, 3, 12)).clocks)
    assert told.refused("correction-orders", "2020-03-16")[0] == "gate-not-cleared"


def test_that_the_product_is_not_its_own_clears_only_who_said_so() -> None:
    told = TOLD.then("objections", "2020-03-10", ground=AUTHENTICITY).then(
        "objection-answers", "2020-03-12", upheld=True
    )

    assert told.stages == {"producer": "cleared", "seller": "objection_window"}


def test_an_objection_stops_no_order_to_correct() -> None:
    told = OBJECTED.then("correction-orders", "2020-03-11")

    assert told.status == "rectifying"
    assert told.then("objection-answers", "2020-03-12", upheld=True).stages["producer"] == "cleared"


def test_an_order_does_not_take_the_right_to_object() -> None:
    assert ORDERED.events("objections", "2020-03-18", ground=SAMPLING)


# --- re-test -------------------------------------------------------------------------------------


def test_only_the_conclusion_is_tested_again() -> None:
    told = TOLD.then("objections", "2020-03-10", ground=SAMPLING)

    assert told.refused("retests", "2020-03-12") == (
        "gate-objection-to-conclusion",
        "PSS-OBJ-KIND",
        "37",
    )


def test_formalities_not_done_in_seven_days_waive_the_re_test() -> None:
    assert RETESTED.events("retest-formalities", "2020-03-23")
    assert RETESTED.refused("retest-formalities", "2020-03-24") == (
        "gate-formalities-in-time",
        "PSS-RETEST-FORM",
        "38",
    )
    last, after = RETESTED.moment(date(2020, 3, 23)), RETESTED.moment(date(2020, 3, 24))
    assert standing(RETESTED.disposition, last) == "retest_formalities"
    assert standing(RETESTED.disposition, after) == "final"
    assert "retest" in lapsed(RETESTED.disposition, after)


def test_after_a_waived_re_test_another_recipient_may_have_its_own() -> None:
    told = RETESTED.then(
        "objections", "2020-03-17", ground=ObjectionGround.CONCLUSION, recipient=SELLER
    )

    assert told.refused("retests", "2020-03-20", recipient=SELLER)[0] == "gate-no-retest"
    assert told.events("retests", "2020-03-25", recipient=SELLER)
    assert told.refused("retest-formalities", "2020-03-20", recipient=SELLER)[0] == (
        "gate-formalities-due"
    )


def test_the_organiser_names_the_laboratory_within_ten_days() -> None:
    assert DONE.status == "retest_lab"
    assert DONE.moment(date(2020, 3, 20)).last_day("PSS-RETEST-LAB") == date(2020, 3, 30)
    assert RETESTED.refused("retest-lab", "2020-03-18")[0] == "gate-lab-due"
    assert NAMED.refused("retest-lab", "2020-03-27")[0] == "gate-lab-due"


def test_another_laboratory_tests_again_unless_there_is_no_other() -> None:
    same = f" {RESULT.lab} "

    assert DONE.refused("retest-lab", "2020-03-26", lab=same) == (
        "retest-in-first-lab",
        "PSS-RETEST-LAB",
        "39",
    )
    assert DONE.events("retest-lab", "2020-03-26", lab=RESULT.lab, only_because="仅此一家")
    assert DONE.refused("retest-lab", "2020-03-26", only_because="仅此一家")[0] == (
        "not-the-first-lab"
    )


@pytest.mark.parametrize(
    ("qualified", "stage"), [(True, "cleared"), (False, "final")], ids=["qualified", "not"]
)
def test_the_re_test_is_final_for_everyone(*, qualified: bool, stage: str) -> None:
    told = NAMED.then("retest-report", "2020-04-10", qualified=qualified)

    assert told.stages == {"producer": stage, "seller": stage}
    refused = told.refused("objections", "2020-03-15", ground=SAMPLING, recipient=SELLER)
    assert refused[0] == ("gate-not-cleared" if qualified else FINAL[0])


def test_a_report_needs_a_laboratory_and_comes_once() -> None:
    assert DONE.refused("retest-report", "2020-04-10", qualified=True)[0] == "gate-lab-named"
    told = NAMED.then("retest-report", "2020-04-10", qualified=False)
    assert told.refused("retest-report", "2020-04-11", qualified=True)[0] == "gate-lab-named"


def test_a_spoilt_spare_sample_ends_the_re_test_and_the_first_result_is_final() -> None:
    told = DONE.then("retest-end", "2020-03-24")

    assert told.stages == {"producer": "final", "seller": "final"}
    assert told.refused("objections", "2020-03-19", ground=SAMPLING, recipient=SELLER) == FINAL
    assert told.refused("retest-end", "2020-03-25")[0] == "gate-retest-open"


def test_the_steps_of_a_re_test_follow_each_other() -> None:
    assert RETESTED.refused("retest-formalities", "2020-03-15")[0] == "date-before-step"
    assert NAMED.refused("retest-report", "2020-03-25", qualified=True)[0] == "date-before-step"


def test_only_the_organiser_deals_with_objections() -> None:
    refused = TOLD.refused(
        "objections", "2020-03-10", XUHUI_OFFICER, ground=SAMPLING, recipient=SELLER
    )

    assert refused[0] == "not-your-organisation"


# --- two objectors, one re-test ------------------------------------------------------------------

CONCLUSION = ObjectionGround.CONCLUSION
JOINED = "gate-left-to-answer", "PSS-RETEST-END", "40,42"


@pytest.mark.parametrize(
    "joined",
    [
        OBJECTED.then("objections", "2020-03-11", ground=CONCLUSION, recipient=SELLER).then(
            "retests", "2020-03-16"
        ),
        RETESTED.then("objections", "2020-03-17", ground=CONCLUSION, recipient=SELLER),
    ],
    ids=["both before it", "one after it"],
)
def test_who_else_objects_to_the_conclusion_joins_the_re_test(joined: Told) -> None:
    assert joined.refused("retests", "2020-03-18", recipient=SELLER)[0] == "gate-no-retest"
    for upheld in (True, False):
        refused = joined.refused("objection-answers", "2020-03-18", recipient=SELLER, upheld=upheld)
        assert refused == JOINED

    named = joined.then("retest-formalities", "2020-03-20").then("retest-lab", "2020-03-26")
    settled = named.then("retest-report", "2020-04-10", qualified=False)

    assert settled.stages == {"producer": "final", "seller": "final"}
    assert settled.status == "final"
    refused = settled.refused("objection-answers", "2020-04-11", recipient=SELLER, upheld=True)
    assert refused == JOINED
    assert settled.refused("retests", "2020-04-11", recipient=SELLER) == FINAL


def test_the_one_who_objected_later_has_a_re_test_that_the_first_joins() -> None:
    both = OBJECTED.then("objections", "2020-03-11", ground=CONCLUSION, recipient=SELLER)

    ended = both.then("retests", "2020-03-16", recipient=SELLER).then(
        "retest-end", "2020-03-18", recipient=SELLER
    )

    assert ended.refused("objection-answers", "2020-03-19", upheld=True) == JOINED
    assert ended.stages == {"producer": "final", "seller": "final"}


def test_what_joined_waits_again_when_the_re_test_is_waived_or_its_report_taken_back() -> None:
    joined = RETESTED.then("objections", "2020-03-17", ground=CONCLUSION, recipient=SELLER)
    assert joined.events("objection-answers", "2020-03-25", recipient=SELLER, upheld=True)

    named = joined.then("retest-formalities", "2020-03-20").then("retest-lab", "2020-03-26")
    settled = named.then("retest-report", "2020-04-10", qualified=False)
    back = settled.then("corrections", "2020-04-11", corrects=settled.disposition.version)

    assert [each.is_open for each in back.disposition.objections] == [False, True]


def test_how_the_sample_was_taken_stays_to_be_answered_after_the_re_test() -> None:
    both = OBJECTED.then("objections", "2020-03-11", ground=SAMPLING, recipient=SELLER)
    settled = both.then("retests", "2020-03-16").then("retest-end", "2020-03-18")

    told = settled.then("objection-answers", "2020-03-19", recipient=SELLER, upheld=True)

    assert told.stages == {"producer": "cleared", "seller": "cleared"}
