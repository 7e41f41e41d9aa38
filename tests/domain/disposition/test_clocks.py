"""What a disposition's clocks are: whose turn it is to begin, and what ends them (12.4, OLD-57)."""

from datetime import date

import pytest
from msgspec.structs import replace

import domain.disposition.events as e
from domain.disposition.decisions import withdrawn_outside
from domain.disposition.kinds import ObjectionGround
from tests.domain.disposition.story import (
    ABROAD,
    HERE,
    MAKER,
    OBJECTED,
    ORDERED,
    PRODUCER,
    REFERRAL,
    REVOKED,
    SELLER,
    SHOP,
    TOLD,
    Told,
    opened,
)
from tests.domain.story import PUDONG, XUHUI

DAY = date(2020, 6, 1)
START = "OLD-57-HANDLE"
Clock = tuple[str, date, date | None]


def beginning(told: Told, role: e.RecipientRole = PRODUCER) -> list[Clock]:
    """The clocks of who has to begin: holder, first and last day."""
    return [
        (each.holder, each.trigger, each.stopped_on)
        for each in told.moment(DAY).clocks
        if each.rule == START and each.party == role
    ]


def running(told: Told, role: e.RecipientRole = PRODUCER) -> list[str]:
    """The rules of a recipient's clocks that run still."""
    clocks = told.moment(DAY).clocks
    return [each.rule for each in clocks if each.party == role and not each.stopped_on]


def test_the_bureau_at_its_place_has_to_begin_as_soon_as_an_operator_is_told() -> None:
    assert beginning(opened()) == []
    assert beginning(TOLD) == [(PUDONG, date(2020, 3, 4), None)]
    assert beginning(TOLD, SELLER) == [(XUHUI, date(2020, 3, 5), None)]
    assert beginning(ORDERED) == [(PUDONG, date(2020, 3, 4), date(2020, 3, 16))]


def test_where_no_place_is_known_it_begins_with_the_assignment() -> None:
    told = opened(replace(HERE, recipients=(replace(MAKER, handling_org=None), SHOP))).then(
        "result-notice", "2020-03-04"
    )

    assert beginning(told) == []
    assert beginning(told.then("assignments", "2020-03-09")) == [(PUDONG, date(2020, 3, 9), None)]


def test_a_bureau_assigned_before_the_notice_begins_with_the_notice() -> None:
    told = opened().then("assignments", "2020-03-03", to_org=XUHUI)

    assert beginning(told) == []
    assert beginning(told.then("result-notice", "2020-03-04")) == [(XUHUI, date(2020, 3, 4), None)]


def test_another_bureau_takes_the_clock_over() -> None:
    told = TOLD.then("assignments", "2020-03-20", to_org=XUHUI)

    assert beginning(told) == [
        (PUDONG, date(2020, 3, 4), date(2020, 3, 20)),
        (XUHUI, date(2020, 3, 20), None),
    ]


def test_what_another_province_handles_is_nobodys_here_until_it_comes_back() -> None:
    told = opened(ABROAD).then("result-notice", "2020-03-04")
    unknown = opened(replace(HERE, recipients=(replace(MAKER, handling_org=None), SHOP))).then(
        "result-notice", "2020-03-04"
    )
    assigned = unknown.then("assignments", "2020-03-05")

    sent = assigned.after(
        e.NotifiedOutside(
            recipient=PRODUCER, referral=REFERRAL, to_org="330000", reason="x", on=date(2020, 3, 6)
        )
    )
    back = sent.after(*withdrawn_outside(sent.disposition, REFERRAL, "误发", date(2020, 3, 9)))

    assert beginning(told) == []
    assert beginning(sent) == [(PUDONG, date(2020, 3, 5), date(2020, 3, 6))]
    assert beginning(back)[1:] == [(PUDONG, date(2020, 3, 9), None)]


def test_a_notice_to_another_province_of_old_is_dated_by_the_step_before() -> None:
    sent = TOLD.after(
        e.NotifiedOutside(recipient=PRODUCER, referral=REFERRAL, to_org="330000", reason="x")
    )

    assert beginning(sent) == [(PUDONG, date(2020, 3, 4), date(2020, 3, 5))]


def test_a_completion_ends_what_waited_with_a_bureau() -> None:
    told = TOLD.then("completion", "2020-04-01", without_order="已停业")

    assert running(told) == running(told, SELLER) == ["PSS-OBJECT"]
    back = told.then("corrections", "2020-04-02", corrects=told.disposition.version)
    assert beginning(back) == [(PUDONG, date(2020, 3, 4), None)]


def test_a_revoked_business_licence_ends_the_clocks_of_the_firm() -> None:
    assert running(REVOKED) == ["PSS-OBJECT"]


@pytest.mark.parametrize(
    ("ground", "left"),
    [
        (ObjectionGround.SAMPLING, []),
        (ObjectionGround.AUTHENTICITY, ["PSS-OBJECT", "OLD-57-HANDLE"]),
    ],
)
def test_who_alone_is_cleared_leaves_the_others_their_clocks(
    ground: ObjectionGround, left: list[str]
) -> None:
    told = TOLD.then("objections", "2020-03-10", ground=ground).then(
        "objection-answers", "2020-03-12", upheld=True
    )

    assert (running(told), running(told, SELLER)) == ([], left)
    assert running(OBJECTED) == [START]
