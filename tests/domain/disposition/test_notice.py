"""A disposition is opened, its recipients are told, and given to who handles them (PSS-NOTIFY)."""

from datetime import date

import pytest
from msgspec.structs import replace

import domain.disposition.decisions as decide
import domain.disposition.events as e
from domain.authority import Officer
from domain.disposition.kinds import ObjectionGround
from domain.party import EnterpriseGiven
from domain.reference.catalogue import Seriousness
from domain.sampling.result import Stage
from tests.domain.disposition.story import (
    ABROAD,
    HERE,
    MAKER,
    NAMED,
    ORGANISER,
    PLATFORM,
    PRODUCER,
    PUDONG_OFFICER,
    SELLER,
    SHOP,
    TOLD,
    XUHUI_OFFICER,
    opened,
)
from tests.domain.story import (
    AUDITOR,
    CORPS,
    HANDLER,
    KETTLE,
    OPENED,
    PUDONG,
    REFERRAL_ID,
    RESULT,
    XUHUI,
    ZHEJIANG,
    refusal,
    said,
)
from tests.domain.story import PRODUCER as ZHEJIANG_PRODUCER
from tests.domain.story import SELLER as XUHUI_SELLER

WEIGHED = decide.Weighed(
    kind=KETTLE, serious=Seriousness("safety-item", "接地措施"), catalogue_revision=1
)
LICENSED_KIND = replace(KETTLE, licensed=True)


def test_an_unqualified_result_opens_a_disposition_with_what_made_it_serious() -> None:
    events = decide.open_disposition(
        RESULT, (ZHEJIANG_PRODUCER, XUHUI_SELLER), WEIGHED, by=ORGANISER, lead=None
    )

    assert events == [OPENED]
    assert opened(OPENED).disposition.serious


@pytest.mark.parametrize(("provincial", "at_stake"), [(True, True), (False, False)])
def test_a_licence_is_at_stake_in_a_national_or_provincial_sampling(
    *, provincial: bool, at_stake: bool
) -> None:
    weighed = decide.Weighed(kind=LICENSED_KIND, provincial=provincial)

    (event,) = decide.open_disposition(RESULT, (), weighed, by=ORGANISER, lead=None)

    assert isinstance(event, e.DispositionOpened)
    assert event.licence_at_stake is at_stake


def test_a_qualified_result_has_no_disposition() -> None:
    result = replace(RESULT, qualified=True, failed_items=())

    refused = refusal(
        lambda: decide.open_disposition(result, (), decide.Weighed(), by=ORGANISER, lead=None)
    )

    assert said(refused) == ("out-of-order", "result-is-qualified", None)


@pytest.mark.parametrize("by", [HANDLER, AUDITOR])
def test_only_who_imports_results_opens_dispositions(by: Officer) -> None:
    refused = refusal(
        lambda: decide.open_disposition(RESULT, (), decide.Weighed(), by=by, lead=None)
    )

    assert said(refused) == ("not-permitted", "role-not-granted", None)


# --- who is told ---------------------------------------------------------------------------------

PLACES: tuple[decide.Bureau, decide.Bureau] = ((PUDONG, False), (XUHUI, False))


def test_the_seller_and_the_labelled_producer_are_both_told() -> None:
    assert decide.recipients_of(RESULT, PLACES) == (replace(MAKER, labelled=True), SHOP)


def test_a_sample_taken_at_its_producer_has_one_recipient() -> None:
    result = replace(RESULT, stage=Stage.PRODUCTION, sampled=RESULT.producer)

    assert decide.recipients_of(result, PLACES) == (MAKER,)


def test_the_platform_is_told_of_what_was_bought_on_it() -> None:
    result = replace(RESULT, stage=Stage.ECOMMERCE, platform="示例平台")

    platform = decide.recipients_of(result, PLACES)[-1]

    assert (platform.role, platform.enterprise.name) == (PLATFORM, "示例平台")
    assert (platform.handling_org, platform.outside) == (None, False)


def test_a_platform_has_nothing_to_object_to_and_nothing_to_correct() -> None:
    platform = replace(SHOP, role=PLATFORM, handling_org=XUHUI)
    told = opened(replace(HERE, recipients=(MAKER, SHOP, platform))).then(
        "result-notice", "2020-03-04", recipient=PLATFORM
    )

    assert told.moment(date(2020, 3, 5)).clocks == ()
    assert told.refused("objections", "2020-03-05", recipient=PLATFORM, ground="sampling") == (
        "gate-operates",
        "PSS-OBJECT",
        "36",
    )
    assert told.refused(
        "correction-orders", "2020-03-05", by=XUHUI_OFFICER, recipient=PLATFORM
    ) == ("gate-operates", "PSS-RECTIFY", "46")
    assert told.disposition.tracks[2].must_stop_since is None


# --- notices -------------------------------------------------------------------------------------


def test_the_objection_window_opens_when_every_operator_was_served() -> None:
    one = opened().then("result-notice", "2020-03-04", recipient=SELLER)

    assert (one.status, TOLD.status) == ("notifying", "objection_window")


def test_each_recipient_has_fifteen_days_of_its_own_from_its_receipt() -> None:
    moment = TOLD.moment(date(2020, 3, 10))

    assert moment.last_day("PSS-OBJECT", PRODUCER) == date(2020, 3, 19)
    assert moment.last_day("PSS-OBJECT", SELLER) == date(2020, 3, 20)


def test_what_may_not_be_sold_any_more_is_so_since_the_notice() -> None:
    assert [each.must_stop_since for each in TOLD.disposition.tracks] == [
        date(2020, 3, 4),
        date(2020, 3, 5),
    ]
    assert opened().disposition.tracks[0].must_stop_since is None


@pytest.mark.parametrize(
    ("by", "org"), [(ORGANISER, CORPS), (XUHUI_OFFICER, XUHUI)], ids=["organiser", "bureau"]
)
def test_the_organiser_or_the_handling_bureau_serves_a_notice(by: Officer, org: str) -> None:
    (event,) = opened().events("result-notice", "2020-03-04", by, recipient=SELLER)

    assert isinstance(event, e.ResultNoticeServed)
    assert event.org == org


def test_another_bureau_serves_nothing() -> None:
    assert (
        opened().refused("result-notice", "2020-03-04", PUDONG_OFFICER, recipient=SELLER)[0]
        == "not-your-organisation"
    )


def test_each_recipient_is_served_once() -> None:
    assert TOLD.refused("result-notice", "2020-03-06") == ("gate-untold", "PSS-NOTIFY", "35")


@pytest.mark.parametrize(
    ("day", "code"), [("2030-01-02", "date-in-future"), ("2020-03-01", "date-before-receipt")]
)
def test_a_notice_is_received_between_the_report_and_today(day: str, code: str) -> None:
    assert opened().refused("result-notice", day)[0] == code


def test_without_a_day_of_delivery_the_day_of_sampling_is_the_earliest() -> None:
    told = opened(replace(HERE, result=replace(RESULT, delivered_on=None)))

    assert told.events("result-notice", RESULT.sampled_on.isoformat())


def test_nobody_is_served_who_is_not_a_recipient() -> None:
    told = opened(replace(HERE, recipients=(MAKER,)))

    assert told.refused("result-notice", "2020-03-04", recipient=SELLER)[0] == "no-such-recipient"


# --- another province ----------------------------------------------------------------------------


def test_the_bureau_at_the_producers_place_is_told_once() -> None:
    told = opened(ABROAD).then("cross-province-notices", "2020-03-04")

    assert told.status == "notifying"
    assert told.refused("cross-province-notices", "2020-03-05") == (
        "gate-not-referred-outside",
        "PSS-OUTSIDE",
        "44(2)",
    )


def test_a_producer_elsewhere_is_handled_there_and_the_seller_here() -> None:
    told = (
        opened(ABROAD)
        .then("result-notice", "2020-03-04")
        .then("cross-province-notices", "2020-03-05")
        .then("result-notice", "2020-03-05", recipient=SELLER)
        .then("correction-orders", "2020-03-25", XUHUI_OFFICER, recipient=SELLER)
    )

    assert told.stages == {"producer": "referred_outside", "seller": "rectifying"}
    assert told.refused("correction-orders", "2020-03-25", XUHUI_OFFICER)[0] == "no-bureau-yet"


def test_the_other_province_reports_back_or_the_notice_is_withdrawn() -> None:
    told = (
        opened(ABROAD)
        .then("result-notice", "2020-03-04")
        .then("cross-province-notices", "2020-03-05")
    )
    referral = told.disposition.tracks[0].outside
    assert referral is not None

    handled = told.after(
        *decide.handled_outside(told.disposition, referral.referral, "handled", "已责令改正")
    )
    back = told.after(
        *decide.withdrawn_outside(told.disposition, referral.referral, "误发", date(2020, 3, 9))
    )

    assert handled.disposition.tracks[0].feedback is not None
    assert back.stages["producer"] == "objection_window"
    assert decide.handled_outside(told.disposition, REFERRAL_ID, "x", "x") == []


def test_a_firm_in_the_city_is_not_notified_outside() -> None:
    assert opened().refused("cross-province-notices", "2020-03-05") == (
        "gate-outside",
        "PSS-OUTSIDE",
        "44(2)",
    )


def test_an_outside_bureau_that_is_not_known_has_to_be_named() -> None:
    unknown = replace(ZHEJIANG_PRODUCER, handling_org=None)
    told = opened(replace(ABROAD, recipients=(unknown, XUHUI_SELLER)))

    assert told.refused("cross-province-notices", "2020-03-05")[0] == "value-required"
    assert told.events("cross-province-notices", "2020-03-05", to_org=ZHEJIANG)


def test_only_the_organiser_notifies_outside() -> None:
    assert (
        opened(ABROAD).refused("cross-province-notices", "2020-03-05", XUHUI_OFFICER)[0]
        == "not-your-organisation"
    )


# --- which bureau handles it ---------------------------------------------------------------------


def test_the_organiser_gives_it_to_another_bureau_whose_five_days_start() -> None:
    told = TOLD.then("assignments", "2020-03-20", to_org=XUHUI)

    assert told.stages["producer"] == "handling"
    assert told.moment(date(2020, 3, 20)).last_day("OLD-57-HANDLE") == date(2020, 3, 27)
    assert (
        told.refused("correction-orders", "2020-03-23", PUDONG_OFFICER)[0]
        == "not-your-organisation"
    )
    ordered = told.then("correction-orders", "2020-03-23", XUHUI_OFFICER)
    assert ordered.stages["producer"] == "rectifying"


def test_a_producer_whose_place_is_unknown_has_no_bureau_until_one_is_named() -> None:
    unknown = replace(MAKER, handling_org=None)
    told = opened(replace(HERE, recipients=(unknown, SHOP))).then("result-notice", "2020-03-04")

    assert told.refused("correction-orders", "2020-03-16", ORGANISER)[0] == "role-not-granted"
    assert told.refused("correction-orders", "2020-03-16", PUDONG_OFFICER)[0] == "no-bureau-yet"
    given = told.then("assignments", "2020-03-16").then("correction-orders", "2020-03-16")
    assert given.status == "rectifying"


def test_a_recipient_without_a_known_place_has_no_bureau() -> None:
    producer, _ = decide.recipients_of(RESULT, ((None, False), (PUDONG, False)))

    assert (producer.handling_org, producer.outside) == (None, False)


# --- who is found later --------------------------------------------------------------------------

UPHELD = TOLD.then("objections", "2020-03-10", ground=ObjectionGround.AUTHENTICITY).then(
    "objection-answers", "2020-03-12", upheld=True
)
MADE_BY = EnterpriseGiven(name="示例实际生产厂", place="上海市徐汇区")


def test_a_platform_that_is_found_later_is_told_too() -> None:
    told = TOLD.then("recipients", "2020-03-10", role=PLATFORM)

    assert told.stages["platform"] == "notifying"
    platform = told.disposition.tracks[2].recipient
    assert (platform.enterprise.name, platform.handling_org) == ("示例平台", None)
    assert told.refused("completion", "2020-06-10")[0] == "gate-all-told"
    assert told.refused("recipients", "2020-03-11", role=PLATFORM)[0] == "gate-recipient-vacant"
    back = told.then("corrections", "2020-03-11", corrects=told.disposition.version)
    assert back.disposition.tracks == TOLD.disposition.tracks


def test_who_really_made_it_takes_the_place_of_whom_the_label_names() -> None:
    told = UPHELD.then("recipients", "2020-03-16", role=PRODUCER, enterprise=MADE_BY)

    assert told.stages == {"producer": "notifying", "seller": "objection_window"}
    (former,) = told.disposition.former
    assert (former.recipient.enterprise, former.cleared) == (MAKER.enterprise, True)
    assert told.disposition.tracks[0].bureau == PUDONG

    served = told.then("result-notice", "2020-03-18")
    assert served.moment(date(2020, 3, 18)).last_day("PSS-OBJECT", PRODUCER) == date(2020, 4, 2)
    assert served.events("objections", "2020-03-30", ground=ObjectionGround.SAMPLING)
    ordered = served.then("correction-orders", "2020-03-20")
    assert ordered.stages["producer"] == "rectifying"


def test_a_correction_of_the_result_does_not_rename_who_was_added() -> None:
    told = UPHELD.then("recipients", "2020-03-16", role=PRODUCER, enterprise=MADE_BY)
    amended = e.ResultAmended(
        result=RESULT, product_kind=None, reason="录入有误", recipients=(MAKER, SHOP)
    )

    after = told.after(amended)

    assert after.disposition.tracks[0].recipient.enterprise == MADE_BY.as_recorded()


def test_who_is_added_after_a_re_test_is_bound_by_it() -> None:
    tested = NAMED.then("retest-report", "2020-04-10", qualified=False)
    one = tested.then("recipients", "2020-04-12", role=PLATFORM)

    assert one.disposition.tracks[2].final


def test_nobody_is_put_in_the_place_of_whom_the_conclusion_concerns() -> None:
    refused = TOLD.refused("recipients", "2020-03-16", role=PRODUCER, enterprise=MADE_BY)

    assert refused[:2] == ("recipient-present", "PSS-NOTIFY")


def test_where_the_conclusion_fell_for_all_nobody_else_is_told() -> None:
    sampling = TOLD.then("objections", "2020-03-10", ground=ObjectionGround.SAMPLING).then(
        "objection-answers", "2020-03-12", upheld=True
    )
    tested = NAMED.then("retest-report", "2020-04-10", qualified=True)

    for told in (sampling, tested):
        assert told.refused("recipients", "2020-04-12", role=PLATFORM) == (
            "gate-conclusion-stands",
            "PSS-NOTIFY",
            "35",
        )


def test_only_the_organiser_adds_a_recipient_and_with_a_sound_code() -> None:
    assert TOLD.refused("recipients", "2020-03-10", XUHUI_OFFICER, role=PLATFORM)[0] == (
        "not-your-organisation"
    )
    wrong = EnterpriseGiven(name="示例平台", uscc="91310104MA1FR0001A")
    assert TOLD.refused("recipients", "2020-03-10", role=PLATFORM, enterprise=wrong)[0] == (
        "uscc-check-character"
    )
    assert TOLD.refused("recipients", "2019-01-01", role=PLATFORM)[0] == "date-before-step"
