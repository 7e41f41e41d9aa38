"""A correction of the result is taken over: what was done about it goes on as before."""

from datetime import date

from msgspec.structs import replace

import domain.disposition.events as e
from domain.party import Enterprise
from tests.domain.disposition.story import (
    HERE,
    MAKER,
    ORDERED,
    PRODUCER,
    PUDONG_OFFICER,
    REPORTED,
    SHOP,
    TOLD,
    Told,
    opened,
)
from tests.domain.story import PUDONG, XUHUI, ZHEJIANG

RENAMED = replace(
    HERE.result, product="示例电热水壶", producer=Enterprise(name="示例改名厂", place="浦东新区")
)
AMENDED = e.ResultAmended(result=RENAMED, product_kind=None, reason="录入有误")


def named(told: Told) -> list[str]:
    return [each.recipient.enterprise.name for each in told.disposition.tracks]


def test_recipients_are_named_as_the_result_names_them() -> None:
    told = ORDERED.after(AMENDED)

    assert named(told) == ["示例改名厂", HERE.result.sampled.name]
    assert told.disposition.product == "示例电热水壶"
    assert told.stages == ORDERED.stages


def test_a_platform_keeps_its_name() -> None:
    platform = e.Recipient(
        role=e.RecipientRole.PLATFORM, enterprise=Enterprise(name="示例平台"), handling_org=None
    )
    begun = opened(replace(HERE, recipients=(*HERE.recipients, platform)))

    assert named(begun.after(AMENDED))[2] == "示例平台"


def test_a_step_before_it_can_be_taken_back_and_leaves_it_standing() -> None:
    told = REPORTED.after(AMENDED).then("corrections", "2020-05-06", PUDONG_OFFICER, corrects=5)

    assert told.stages["producer"] == "rectifying"
    assert told.disposition.tracks[0].reports == ()
    assert named(told)[0] == "示例改名厂"


# --- the place was unknown or wrong --------------------------------------------------------------

AWAY = replace(MAKER, handling_org=ZHEJIANG, outside=True)
MOVED_AWAY = replace(AMENDED, recipients=(AWAY, SHOP))
UNPLACED = opened(replace(HERE, recipients=(replace(MAKER, handling_org=None), SHOP)))


def test_a_producer_whose_place_turns_out_to_be_elsewhere_is_notified_there() -> None:
    for begun in (UNPLACED, TOLD):
        told = begun.after(MOVED_AWAY)

        assert told.disposition.tracks[0].bureau is None
        (event,) = told.events("cross-province-notices", "2020-03-06")
        assert isinstance(event, e.NotifiedOutside)
        assert event.to_org == ZHEJIANG
    assert [each.bureau for each in TOLD.after(MOVED_AWAY).disposition.tracks] == [None, XUHUI]


def test_a_place_found_in_the_city_gives_the_bureau_there() -> None:
    told = UNPLACED.after(replace(AMENDED, recipients=(MAKER, SHOP)))

    assert told.disposition.tracks[0].bureau == PUDONG


def test_who_was_ordered_assigned_or_referred_stays_where_it_is_handled() -> None:
    sent = UNPLACED.then("cross-province-notices", "2020-03-06", to_org=ZHEJIANG)
    back_here = replace(AMENDED, recipients=(MAKER, SHOP))

    assert ORDERED.after(MOVED_AWAY).disposition.tracks[0].bureau == PUDONG
    assert not ORDERED.after(MOVED_AWAY).disposition.tracks[0].recipient.outside
    assigned = TOLD.then("assignments", "2020-03-06", to_org=XUHUI)
    assert assigned.after(MOVED_AWAY).disposition.tracks[0].bureau == XUHUI
    assert sent.after(back_here).disposition.tracks[0].bureau is None


def test_who_has_no_known_place_is_notified_where_the_organiser_says() -> None:
    assert UNPLACED.refused("cross-province-notices", "2020-03-06")[0] == "value-required"
    assert UNPLACED.events("cross-province-notices", "2020-03-06", to_org=ZHEJIANG)
    given = UNPLACED.then("assignments", "2020-03-06")
    assert given.refused("cross-province-notices", "2020-03-06", to_org=ZHEJIANG)[0] == (
        "gate-outside"
    )


def test_the_turn_to_begin_goes_with_the_place() -> None:
    told = TOLD.after(replace(MOVED_AWAY, on=date(2020, 3, 10)))

    clocks = told.moment(date(2020, 3, 10)).clocks
    (own,) = (each for each in clocks if each.rule == "OLD-57-HANDLE" and each.party == PRODUCER)
    assert own.stopped_on == date(2020, 3, 10)
