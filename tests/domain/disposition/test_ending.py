"""Cases and breaches beside the way, completion, and steps that are taken back."""

from datetime import date

import pytest
from msgspec.structs import replace

import domain.disposition.events as e
from domain.disposition.acting import check_party, left_to_others, may_take
from domain.disposition.ending import may_undo
from domain.disposition.gates import Step
from domain.disposition.kinds import Breach, ObjectionGround
from domain.refusals import Invalid
from tests.domain.disposition.story import (
    ABROAD,
    ANNOUNCED,
    CASE,
    FAILED_AGAIN,
    HERE,
    LEAD,
    MAKER,
    OBJECTED,
    ORDERED,
    ORGANISER,
    OTHER_CASE,
    PRODUCER,
    PUDONG_OFFICER,
    REPORTED,
    SELLER,
    SHOP,
    TOLD,
    XUHUI_OFFICER,
    Told,
    opened,
)
from tests.domain.story import AUDITOR, CORPS

PASSED = ORDERED.then("rechecks", "2020-05-28", passed=True)
RESUMED = PASSED.then("resumptions", "2020-05-29")
UNTOLD = RESUMED.then("correction-orders", "2020-04-01", XUHUI_OFFICER, recipient=SELLER).then(
    "rechecks", "2020-05-29", XUHUI_OFFICER, recipient=SELLER, passed=True
)
BOTH_PASSED = UNTOLD.then("resumptions", "2020-05-30", XUHUI_OFFICER, recipient=SELLER)


# --- cases and breaches --------------------------------------------------------------------------


def test_a_serious_result_goes_to_a_case_beside_its_own_way() -> None:
    told = ORDERED.then("case-links", "2020-03-20", PUDONG_OFFICER, case=CASE)

    assert told.status == ORDERED.status
    (link,) = told.disposition.tracks[0].links
    assert (link.case, link.lead) == (CASE, None)


def test_without_a_case_a_lead_is_linked() -> None:
    (link,) = ORDERED.then("case-links", "2020-03-20").disposition.tracks[0].links

    assert (link.case, link.lead) == (None, LEAD)


@pytest.mark.parametrize("told", [ORDERED, ANNOUNCED], ids=["rectifying", "announced"])
def test_resuming_without_a_pass_is_a_breach_that_moves_nothing(told: Told) -> None:
    after = told.then("breaches", "2020-08-01", breach=Breach.RESUMED_WITHOUT_PASS)

    assert after.stages == told.stages
    (breach,) = after.disposition.tracks[0].breaches
    assert breach.lead == LEAD


def test_who_passed_breaches_no_ban_but_may_tamper() -> None:
    refused = PASSED.refused("breaches", "2020-08-01", breach=Breach.RESUMED_WITHOUT_PASS)

    assert refused == ("no-ban-to-breach", "PSS-NORESUME", "49")
    assert PASSED.events("breaches", "2020-08-01", breach=Breach.SAMPLE_TAMPERED, case=CASE)


@pytest.mark.parametrize("breach", [Breach.OBSTRUCTION, Breach.SAMPLE_TAMPERED])
def test_what_is_done_to_the_sampling_is_a_breach_before_the_notice_too(breach: Breach) -> None:
    sampled = HERE.result.sampled_on.isoformat()

    assert opened().events("breaches", sampled, breach=breach)
    assert opened().refused("breaches", "2019-12-31", breach=breach)[0] == "date-before-step"


@pytest.mark.parametrize("breach", [Breach.RESUMED_WITHOUT_PASS, Breach.DUTIES_NEGLECTED])
def test_duties_since_the_notice_are_not_breached_before_it(breach: Breach) -> None:
    refused = opened().refused("breaches", "2020-08-01", breach=breach)

    assert refused == ("gate-told", "PSS-NOTIFY", "35")
    assert TOLD.refused("breaches", "2020-03-03", breach=breach)[0] == "date-before-step"


# --- completion ----------------------------------------------------------------------------------


def test_a_disposition_is_completed_when_everyone_has_ended() -> None:
    told = BOTH_PASSED.then("completion", "2020-06-10")

    assert told.status == "closed"
    assert told.refused("completion", "2020-06-11")[0] == "gate-not-closed"
    assert told.refused("correction-reports", "2020-06-11")[0] == "gate-standing"
    assert told.refused("case-links", "2020-06-11")[0] == "gate-not-closed"


def test_a_bureau_completes_it_too_and_no_stranger() -> None:
    assert BOTH_PASSED.events("completion", "2020-06-10", XUHUI_OFFICER)
    assert BOTH_PASSED.refused("completion", "2020-06-10", AUDITOR)[0] == "role-not-granted"
    assert BOTH_PASSED.refused("completion", "2020-05-01")[0] == "date-before-step"


def test_who_was_not_ordered_needs_a_reason() -> None:
    assert RESUMED.refused("completion", "2020-06-10") == (
        "operator-not-ordered",
        "PSS-RECTIFY",
        "46",
    )
    told = RESUMED.then("completion", "2020-06-10", without_order="已停业")
    assert told.status == "closed"


def test_no_bureau_closes_what_another_has_not_ordered_yet() -> None:
    refused = RESUMED.refused("completion", "2020-06-10", PUDONG_OFFICER, without_order="已停业")

    assert refused[:2] == ("left-to-another", "PSS-RECTIFY")
    for by in (XUHUI_OFFICER, ORGANISER):
        assert RESUMED.events("completion", "2020-06-10", by, without_order="已停业")
    assert not may_take(RESUMED.about(PRODUCER), Step.COMPLETION, PUDONG_OFFICER)
    assert may_take(RESUMED.about(SELLER), Step.COMPLETION, XUHUI_OFFICER)


def test_where_no_bureau_is_known_yet_only_the_organiser_says_that_none_is_needed() -> None:
    unknown = replace(HERE, recipients=(MAKER, replace(SHOP, handling_org=None)))
    told = (
        opened(unknown)
        .then("result-notice", "2020-03-04")
        .then("result-notice", "2020-03-05", recipient=SELLER)
    )

    assert left_to_others(told.disposition, PUDONG_OFFICER) == [CORPS]
    assert told.events("completion", "2020-06-10", without_order="已停业")


def test_any_body_that_may_complete_takes_a_completion_back() -> None:
    closed = RESUMED.then("completion", "2020-06-10", XUHUI_OFFICER, without_order="已停业")
    last = closed.disposition.version

    for by in (XUHUI_OFFICER, PUDONG_OFFICER, ORGANISER):
        assert may_undo(closed.disposition, by)
        assert closed.then("corrections", "2020-06-11", by, corrects=last).stages == RESUMED.stages
    assert closed.refused("corrections", "2020-06-11", AUDITOR, corrects=last)[0] == (
        "role-not-granted"
    )


def test_who_passed_is_told_before_it_is_closed() -> None:
    assert UNTOLD.refused("completion", "2020-06-10") == ("gate-all-resumed", "PSS-NORESUME", "49")


def test_a_serious_result_is_closed_with_a_case_or_the_reason_for_none() -> None:
    assert BOTH_PASSED.refused("completion", "2020-06-10", filed=False) == (
        "serious-without-case",
        "PSS-PUNISH",
        "51",
    )
    linked = BOTH_PASSED.then("case-links", "2020-06-09", case=CASE)
    breached = BOTH_PASSED.then("breaches", "2020-06-09", breach=Breach.SAMPLE_TAMPERED, case=CASE)
    lead_only = BOTH_PASSED.then("case-links", "2020-06-09")
    assert lead_only.refused("completion", "2020-06-10", filed=False)[0] == "serious-without-case"
    for told in (linked, breached):
        assert told.then("completion", "2020-06-10", filed=False).status == "closed"
    closed = BOTH_PASSED.then("completion", "2020-06-10", filed=False, without_case="已移送公安")
    assert closed.disposition.completed is not None
    assert closed.disposition.completed.without_case == "已移送公安"


def test_what_is_not_serious_or_does_not_stand_needs_no_case() -> None:
    mild = opened(replace(HERE, serious_rule=None, serious_fact=None))
    told = mild.then("result-notice", "2020-03-04").then(
        "result-notice", "2020-03-05", recipient=SELLER
    )
    cleared = OBJECTED.then("objection-answers", "2020-03-12", upheld=True)

    assert told.events("completion", "2020-06-10", filed=False, without_order="已停业")
    assert cleared.events("completion", "2020-06-10", filed=False)


def test_who_was_cleared_before_the_notice_need_not_be_told_for_it_to_be_completed() -> None:
    one_told = opened(HERE).then("result-notice", "2020-03-02")
    contested = one_told.then("objections", "2020-03-10", ground=ObjectionGround.CONCLUSION)
    ready = contested.then("retests", "2020-03-16").then("retest-formalities", "2020-03-20")
    cleared = ready.then("retest-lab", "2020-03-26").then(
        "retest-report", "2020-04-10", qualified=True
    )

    assert cleared.refused("result-notice", "2020-04-11", recipient=SELLER)[0] == "gate-not-cleared"
    assert cleared.then("completion", "2020-04-12").disposition.completed is not None


def test_nothing_is_completed_while_someone_is_on_the_way_or_untold() -> None:
    one = opened().then("result-notice", "2020-03-04")

    assert ORDERED.refused("completion", "2020-06-10")[0] == "gate-all-ended"
    assert one.refused("completion", "2020-06-10")[0] == "gate-all-told"
    assert OBJECTED.refused("completion", "2020-06-10")[0] == "gate-conclusion-settled"
    assert TOLD.refused("completion", "2020-03-19")[0] == "gate-conclusion-settled"


def test_another_provinces_feedback_is_waited_for() -> None:
    told = (
        opened(ABROAD)
        .then("result-notice", "2020-03-04")
        .then("cross-province-notices", "2020-03-05")
        .then("result-notice", "2020-03-05", recipient=SELLER)
        .then("correction-orders", "2020-03-25", XUHUI_OFFICER, recipient=SELLER)
        .then("rechecks", "2020-05-05", XUHUI_OFFICER, recipient=SELLER, passed=True)
        .then("resumptions", "2020-05-06", XUHUI_OFFICER, recipient=SELLER)
    )
    referral = told.disposition.tracks[0].outside
    assert referral is not None

    assert told.refused("completion", "2020-06-10")[0] == "gate-all-ended"
    back = e.OutsideHandled(
        recipient=e.RecipientRole.PRODUCER,
        referral=referral.referral,
        outcome="handled",
        text="已责令改正",
    )
    assert told.after(back).then("completion", "2020-06-10").status == "closed"


# --- taking a step back --------------------------------------------------------------------------


def test_a_step_that_is_taken_back_counts_no_more_with_its_clocks() -> None:
    told = ORDERED.then("corrections", "2020-03-18", PUDONG_OFFICER, corrects=4)

    assert told.stages == TOLD.stages
    running = [each for each in told.moment(date(2020, 3, 18)).clocks if not each.stopped_on]
    assert sorted((each.rule, each.party) for each in running) == [
        ("OLD-57-HANDLE", "producer"),
        ("OLD-57-HANDLE", "seller"),
        ("PSS-OBJECT", "producer"),
        ("PSS-OBJECT", "seller"),
    ]
    again = told.then("correction-orders", "2020-03-17")
    assert again.moment(date(2020, 3, 18)).last_day("PSS-RECTIFY") == date(2020, 5, 18)
    assert again.disposition.version == 6


def test_what_was_settled_for_everyone_comes_back_for_everyone() -> None:
    upheld = OBJECTED.then("objection-answers", "2020-03-12", upheld=True)

    told = upheld.then("corrections", "2020-03-13", corrects=5)

    assert (told.stages, told.status) == (OBJECTED.stages, "objection")


def test_a_completion_is_taken_back_and_then_the_step_before() -> None:
    closed = BOTH_PASSED.then("completion", "2020-06-10")
    last = closed.disposition.version

    assert closed.refused("corrections", "2020-06-11", PUDONG_OFFICER, corrects=5)[0] == (
        "later-steps-rest-on-it"
    )
    reopened = closed.then("corrections", "2020-06-11", corrects=last)
    assert reopened.status == "resumed"
    told = reopened.then("corrections", "2020-06-11", PUDONG_OFFICER, corrects=6).then(
        "corrections", "2020-06-11", PUDONG_OFFICER, corrects=5
    )
    assert told.stages == {"producer": "rectifying", "seller": "resumed"}


def test_only_the_last_step_about_a_recipient_is_taken_back() -> None:
    assert REPORTED.refused("corrections", "2020-05-06", PUDONG_OFFICER, corrects=4)[0] == (
        "later-steps-rest-on-it"
    )
    seller = REPORTED.then("corrections", "2020-05-06", corrects=3)
    assert seller.stages["seller"] == "notifying"


@pytest.mark.parametrize("corrects", [1, 9, 0, -1])
def test_what_opened_it_or_never_was_is_not_taken_back(corrects: int) -> None:
    code = TOLD.refused("corrections", "2020-03-18", corrects=corrects)[0]

    assert code == ("step-not-undoable" if corrects == 1 else "no-such-event")


def test_a_step_is_taken_back_once_and_by_who_may_take_it() -> None:
    told = ORDERED.then("corrections", "2020-03-18", PUDONG_OFFICER, corrects=4)

    assert told.refused("corrections", "2020-03-18", PUDONG_OFFICER, corrects=4)[0] == (
        "no-such-event"
    )
    assert told.refused("corrections", "2020-03-18", corrects=5)[0] == "step-not-undoable"
    assert ORDERED.refused("corrections", "2020-03-18", ORGANISER, corrects=4)[0] == (
        "role-not-granted"
    )
    assert may_undo(ORDERED.disposition, PUDONG_OFFICER)
    assert may_undo(ORDERED.disposition, ORGANISER), "the seller's notice"
    assert not may_undo(ORDERED.disposition, AUDITOR)


def test_what_made_another_record_is_taken_back_there() -> None:
    told = ORDERED.then("case-links", "2020-03-20")

    refused = told.refused("corrections", "2020-03-21", corrects=5)

    assert refused == ("step-not-undoable", "PSS-KEEP", "54")
    assert told.events("corrections", "2020-03-21", PUDONG_OFFICER, corrects=4)


def test_a_link_to_a_wrong_case_is_taken_back_whatever_was_done_since() -> None:
    linked = ORDERED.then("case-links", "2020-03-20", PUDONG_OFFICER, case=CASE)
    later = linked.then("correction-reports", "2020-05-05")

    for told in (linked, later):
        for by in (PUDONG_OFFICER, ORGANISER):
            assert may_undo(told.disposition, by)
            back = told.then("corrections", "2020-05-06", by, corrects=5)
            assert back.disposition.tracks[0].links == ()
            assert back.then("case-links", "2020-05-07", case=CASE).disposition.tracks[0].links


def test_a_link_that_a_penalty_or_the_end_rests_on_stays() -> None:
    linked = FAILED_AGAIN.then("case-links", "2020-10-20", case=CASE)
    number = linked.disposition.version
    other = linked.then("case-links", "2020-10-20", case=OTHER_CASE)
    suspended = other.then("suspension-orders", "2020-10-21", until=date(2020, 11, 20))
    closed = BOTH_PASSED.then("case-links", "2020-06-09", case=CASE).then(
        "completion", "2020-06-10"
    )

    rests = "later-steps-rest-on-it"
    assert suspended.refused("corrections", "2020-10-22", corrects=number)[0] == rests
    assert suspended.events("corrections", "2020-10-22", corrects=number + 1)
    assert closed.refused("corrections", "2020-06-11", corrects=10)[0] == rests


def test_a_case_is_linked_to_a_recipient_once() -> None:
    told = ORDERED.then("case-links", "2020-03-20", case=CASE)

    assert told.refused("case-links", "2020-03-21", case=CASE)[:2] == (
        "case-already-linked",
        "PSS-PUNISH",
    )
    assert told.events("case-links", "2020-03-21", case=OTHER_CASE)
    assert told.events("case-links", "2020-03-21")


@pytest.mark.parametrize(
    ("own", "name", "uscc", "same"),
    [
        (None, "示例电器厂", "91A", True),
        (None, "示例另一厂", None, False),
        ("91A", "示例（曾用名）", "91A", True),
        ("91A", "示例电器厂", "91B", False),
        ("91A", "示例电器厂", None, True),
    ],
)
def test_a_case_is_against_the_recipient_by_its_code_or_else_by_its_name(
    own: str | None, name: str, uscc: str | None, *, same: bool
) -> None:
    firm = replace(MAKER.enterprise, name="示例电器厂", uscc=own)
    found = opened(replace(HERE, recipients=(replace(MAKER, enterprise=firm), SHOP))).about(
        PRODUCER
    )

    if same:
        check_party(found, name, uscc, "沪监案1号")
    else:
        with pytest.raises(Invalid, match="case-of-another-firm"):
            check_party(found, name, uscc, "沪监案1号")
