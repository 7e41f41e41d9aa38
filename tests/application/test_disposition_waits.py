"""What waits in a disposition: every recipient's next step, whatever another has come to."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

import domain.disposition.events as e
from application.almanac import Almanac
from application.disposition_queue import question, waits_on, waits_still
from application.views.disposition import DISPOSITIONS, DispositionRow
from application.views.disposition_waits import Waiting, waits_of
from domain.disposition.kinds import ObjectionGround
from domain.party import Enterprise
from tests.application.test_history import told
from tests.domain.disposition.story import (
    ABROAD,
    ANNOUNCED,
    DONE,
    FAILED,
    FAILED_AGAIN,
    FAILED_THRICE,
    HERE,
    LICENSED,
    MAKER,
    NAMED,
    OBJECTED,
    ORDERED,
    PLATFORM,
    REPORTED,
    RETESTED,
    REVOKED,
    SHOP,
    SUSPENDED,
    TOLD,
    UP,
    Told,
    opened,
)
from tests.domain.statute.published import calendar, rules, years
from tests.domain.story import CITY, CORPS, PUDONG, XUHUI

RECORD = UUID(int=77)
ALMANAC = Almanac(rules(), years(), calendar())
PASSED = REPORTED.then("rechecks", "2020-05-28", passed=True)
RESUMED = PASSED.then("resumptions", "2020-06-01")
PARALLEL = ORDERED.then("objections", "2020-03-18", ground=ObjectionGround.CONCLUSION)
PLACELESS = opened(replace(HERE, recipients=(replace(MAKER, handling_org=None), SHOP)))
SHOP_ONLINE = e.Recipient(role=PLATFORM, enterprise=Enterprise(name="示例平台"), handling_org=None)
ALONE = opened(replace(HERE, recipients=(MAKER,))).then("result-notice", "2020-03-04")
ENDED = (
    ALONE.then("correction-orders", "2020-03-16")
    .then("correction-reports", "2020-05-05")
    .then("rechecks", "2020-05-28", passed=True)
    .then("resumptions", "2020-06-01")
)
LICENCE_FAILED = (
    opened(LICENSED)
    .then("result-notice", "2020-03-04")
    .then("correction-orders", "2020-03-16")
    .then("rechecks", "2020-05-28", passed=False)
)
BOTH_UNTOLD = ("notice producer " + CORPS, "notice seller " + CORPS)
SHOP_ORDER = f"order seller {XUHUI}"


def row_of(story: Told) -> DispositionRow:
    """The row that lists have of a disposition."""
    row: DispositionRow | None = None
    events = [[(RECORD, taken.event)] for taken in story.disposition.taken]
    for entry in told(*events):
        row = DISPOSITIONS.fold(row, entry)
    assert row is not None
    return row


def waiting(story: Told) -> set[str]:
    """What waits, about whom, and with whom."""
    found = waits_of(story.disposition)
    return {f"{each.waiting} {each.recipient} {org}" for each in found for org in each.orgs}


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (opened(), {*BOTH_UNTOLD}),
        (TOLD, {f"order producer {PUDONG}", SHOP_ORDER}),
        (ORDERED, {SHOP_ORDER}),
        (PARALLEL, {f"objection producer {CORPS}", SHOP_ORDER}),
        (OBJECTED, {f"objection producer {CORPS}", f"order producer {PUDONG}", SHOP_ORDER}),
        (RETESTED, {f"retest producer {CORPS}", f"order producer {PUDONG}", SHOP_ORDER}),
        (DONE, {f"retest producer {CORPS}", f"order producer {PUDONG}", SHOP_ORDER}),
        (NAMED, {f"retest producer {CORPS}", f"order producer {PUDONG}", SHOP_ORDER}),
        (FAILED, {f"report producer {PUDONG}", SHOP_ORDER}),
        (UP, {f"announcement producer {CITY}", SHOP_ORDER}),
        (ANNOUNCED, {SHOP_ORDER}),
        (FAILED_AGAIN, {f"penalty producer {PUDONG}", SHOP_ORDER}),
        (SUSPENDED, {f"third_recheck producer {PUDONG}", SHOP_ORDER}),
        (FAILED_THRICE, {f"penalty producer {PUDONG}", SHOP_ORDER}),
        (REVOKED, {SHOP_ORDER}),
        (PASSED, {f"resumption producer {PUDONG}", SHOP_ORDER}),
        (RESUMED, {SHOP_ORDER}),
        (ENDED, {f"completion producer {CORPS}"}),
        (ENDED.then("completion", "2020-06-02"), set[str]()),
        (PLACELESS, {f"assignment producer {CORPS}", *BOTH_UNTOLD}),
        (opened(ABROAD), {f"outside producer {CORPS}", *BOTH_UNTOLD}),
        (opened(ABROAD).then("cross-province-notices", "2020-03-04"), {*BOTH_UNTOLD}),
        (
            LICENCE_FAILED,
            {
                f"report producer {PUDONG}",
                f"penalty producer {PUDONG}",
                f"notice seller {CORPS}",
            },
        ),
    ],
)
def test_each_recipient_waits_for_its_own_next_step(story: Told, expected: set[str]) -> None:
    assert waiting(story) == expected


def test_an_untold_seller_waits_beside_an_ordered_producer() -> None:
    story = opened().then("result-notice", "2020-03-04").then("correction-orders", "2020-03-16")

    assert story.status == "rectifying"
    assert waiting(story) == {f"notice seller {CORPS}"}


def test_a_platform_is_told_and_nothing_else() -> None:
    online = opened(replace(HERE, recipients=(MAKER, SHOP_ONLINE)))
    assert f"notice platform {CORPS}" in waiting(online)

    both = online.then("result-notice", "2020-03-04", recipient=PLATFORM)
    assert "platform" not in " ".join(waiting(both))


def test_whose_handling_elsewhere_is_unanswered_is_not_to_be_closed() -> None:
    abroad = opened(replace(ABROAD, recipients=ABROAD.recipients[:1]))
    referred = abroad.then("result-notice", "2020-03-04").then(
        "cross-province-notices", "2020-03-04"
    )
    assert waiting(referred) == set()

    answered = e.OutsideHandled(
        recipient=MAKER.role, referral=UUID(int=63), outcome="handled", text="已责令改正"
    )
    assert waiting(referred.after(answered)) == {f"completion producer {CORPS}"}


@pytest.mark.parametrize(("day", "waits"), [(date(2020, 3, 20), True), (date(2020, 4, 1), False)])
def test_a_re_test_that_was_waived_waits_no_more(day: date, waits: bool) -> None:  # noqa: FBT001
    row = row_of(RETESTED)

    assert waits_still(row, Waiting.RETEST, CORPS, ALMANAC, day) is waits
    assert len(waits_on(row, Waiting.ORDER, PUDONG, ALMANAC, day)) == 1


def test_the_third_re_check_waits_for_the_end_of_the_term() -> None:
    row = row_of(SUSPENDED)

    held = [
        waits_still(row, Waiting.THIRD_RECHECK, PUDONG, ALMANAC, date(2020, 11, day))
        for day in (20, 21)
    ]
    assert held == [False, True]
    assert not waits_still(row, Waiting.THIRD_RECHECK, XUHUI, ALMANAC, date(2020, 11, 21))


@pytest.mark.parametrize("tab", [Waiting.NOTICE, Waiting.OBJECTION, Waiting.ORDER])
def test_a_list_is_asked_for_what_waits_with_a_body(tab: Waiting) -> None:
    view, ask = question(tab, XUHUI, date(2020, 3, 20))

    assert view is DISPOSITIONS
    columns = DISPOSITIONS.columns(row_of(TOLD))
    asked = all(item in columns[name] for name, item in ask.holding.items())
    assert asked is (tab is Waiting.ORDER)


def test_a_row_says_who_stands_where() -> None:
    columns = DISPOSITIONS.columns(row_of(ORDERED))

    assert "producer rectifying" in columns["standing"]
    assert "seller objection_window" in columns["standing"]
    assert "seller rectifying" not in columns["standing"]
    assert not columns["goes_outside"]
    assert DISPOSITIONS.columns(row_of(opened(ABROAD)))["goes_outside"]
    assert DISPOSITIONS.columns(row_of(opened(LICENSED)))["licence_at_stake"]


def test_who_was_closed_without_an_order_stands_at_the_end() -> None:
    story = ORDERED.then("correction-reports", "2020-05-05").then(
        "rechecks", "2020-05-28", passed=True
    )
    story = story.then("resumptions", "2020-06-01")
    closed = story.then("completion", "2020-06-02", without_order="已停业")

    assert "seller closed" in DISPOSITIONS.columns(row_of(closed))["standing"]
