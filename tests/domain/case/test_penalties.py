"""Which penalty is heavier, and what the thresholds take in."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from domain.case.events import Party, Penalty
from domain.case.grounds import discussion_grounds
from domain.case.kinds import MajorGround, Outcome, PenaltyKind, PublicityEnd, Stage, TermUnit
from domain.case.penalties import (
    MONEY,
    WEIGHT,
    check_penalties,
    hearing_grounds,
    is_heavier,
)
from domain.case.publicity import term_of
from tests.domain.case.story import (
    FIRM,
    HIGH,
    IN_2022,
    LAW,
    MAN,
    REPORT,
    REVOKE,
    SUSPEND_BUSINESS,
    WARNING,
    Told,
    at,
    decided,
    fine,
    gains,
    penalty,
)
from tests.domain.story import PUDONG, refusal

CRITICISM, DOWNGRADE = penalty(PenaltyKind.CRITICISM), penalty(PenaltyKind.DOWNGRADE)
GOODS = penalty(PenaltyKind.CONFISCATE_GOODS)


def closed(term: int | None, unit: TermUnit = TermUnit.DAY) -> Penalty:
    return replace(SUSPEND_BUSINESS, term=term, term_unit=unit)


def said_as(text: str) -> Penalty:
    return replace(SUSPEND_BUSINESS, text=text)


def scoped(*scope: str) -> Penalty:
    return replace(penalty(PenaltyKind.RESTRICT_BUSINESS), scope=scope)


def valued(amount: int) -> Penalty:
    return replace(GOODS, amount=Decimal(amount))


LAST_2018, FIRST_2021 = date(2021, 7, 14), date(2021, 7, 15)


# --- heavier than notified -----------------------------------------------------------------------


def some(kind: PenaltyKind) -> st.SearchStrategy[Penalty]:
    amounts = st.integers(1, 10**6).map(Decimal)
    return st.builds(Penalty, kind=st.just(kind), amount=amounts if kind in MONEY else st.none())


KINDS = st.lists(st.sampled_from(list(PenaltyKind)), unique=True, min_size=1, max_size=5)
PENALTIES = KINDS.flatmap(lambda kinds: st.tuples(*map(some, kinds)))


@given(PENALTIES)
def test_what_was_notified_is_not_heavier_than_itself(told: tuple[Penalty, ...]) -> None:
    assert not is_heavier(told, told)
    assert not is_heavier(tuple(reversed(told)), told)


@given(PENALTIES, st.data())
def test_to_drop_a_penalty_is_never_heavier(told: tuple[Penalty, ...], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.sampled_from(told), unique=True))

    assert not is_heavier(kept, told)


@given(PENALTIES, st.data(), st.integers(1, 10**6))
def test_more_money_of_a_kind_is_heavier_and_less_is_not(
    told: tuple[Penalty, ...], data: st.DataObject, more: int
) -> None:
    kind = data.draw(st.sampled_from(sorted(MONEY)))
    others = [each for each in told if each.kind is not kind]
    less = Penalty(kind=kind, amount=Decimal(1000))
    greater = replace(less, amount=Decimal(1000 + more))

    assert is_heavier([*others, greater], [*others, less])
    assert not is_heavier([*others, less], [*others, greater])


@given(PENALTIES, st.data())
def test_a_penalty_beside_all_that_was_notified_is_heavier(
    told: tuple[Penalty, ...], data: st.DataObject
) -> None:
    absent = [kind for kind in PenaltyKind if kind not in {each.kind for each in told}]
    added = data.draw(st.sampled_from(absent).flatmap(some))

    assert is_heavier([*told, added], told)


@given(PENALTIES, st.data())
def test_a_lighter_kind_in_place_of_a_graver_one_is_not_heavier_and_the_reverse_is(
    told: tuple[Penalty, ...], data: st.DataObject
) -> None:
    known = {each.kind for each in told}
    swaps = [
        (each, kind)
        for each in told
        for kind in PenaltyKind
        if kind not in known and WEIGHT[kind] < WEIGHT[each.kind]
    ]
    if not swaps:
        return
    graver, kind = data.draw(st.sampled_from(swaps))
    lighter = Penalty(kind=kind, amount=Decimal(1) if kind in MONEY else None)
    swapped = [lighter if each is graver else each for each in told]

    assert not is_heavier(swapped, told)
    assert is_heavier(told, swapped)


@pytest.mark.parametrize(
    ("told", "now", "heavier"),
    [
        ([fine(1000)], [fine(1000)], False),
        ([fine(1000)], [fine("1000.01")], True),
        ([fine(1000)], [WARNING], False),
        ([fine(1000)], [gains(1000)], False),
        ([fine(1000)], [gains(1001)], True),
        ([WARNING], [fine(1)], True),
        ([WARNING, fine(100)], [GOODS, fine(100)], True),
        ([REVOKE], [fine(10**6)], False),
        ([REVOKE], [SUSPEND_BUSINESS], False),
        ([SUSPEND_BUSINESS], [REVOKE], True),
        ([REVOKE, fine(10)], [SUSPEND_BUSINESS, fine(11)], True),
        ([REVOKE], [SUSPEND_BUSINESS, fine(1)], True),
        ([REVOKE, WARNING], [SUSPEND_BUSINESS, DOWNGRADE], True),
        ([fine(100), gains(50)], [fine(100)], False),
        ([fine(100), gains(50)], [gains(51)], True),
        ([fine(100)], [], False),
        ([], [WARNING], True),
        ([closed(7)], [closed(7)], False),
        ([closed(7)], [closed(8)], True),
        ([closed(7)], [closed(12, TermUnit.MONTH)], True),
        ([closed(12, TermUnit.MONTH)], [closed(7)], False),
        ([closed(12, TermUnit.MONTH)], [closed(1, TermUnit.YEAR)], True),  # nobody says it is not
        ([closed(13, TermUnit.MONTH)], [closed(1, TermUnit.YEAR)], False),
        ([closed(28)], [closed(1, TermUnit.MONTH)], True),
        ([closed(33)], [closed(1, TermUnit.MONTH)], False),
        ([closed(None, TermUnit.INDEFINITE)], [closed(99, TermUnit.YEAR)], False),
        ([closed(99, TermUnit.YEAR)], [closed(None, TermUnit.INDEFINITE)], True),
        ([closed(7)], [SUSPEND_BUSINESS], True),  # not known, so it may be longer
        ([SUSPEND_BUSINESS], [closed(7)], True),
        ([said_as("停业7日")], [said_as("停业12个月")], True),
        ([said_as("停业7日")], [said_as("停业7日")], False),
        ([scoped()], [scoped("甲", "乙")], False),
        ([scoped("甲", "乙")], [scoped("甲")], False),
        ([scoped("甲")], [scoped("甲", "乙")], True),
        ([scoped("甲")], [scoped()], True),
        ([GOODS], [GOODS], False),
        ([GOODS], [replace(GOODS, text="全部库存")], True),
        ([valued(100)], [GOODS], True),
        ([valued(100)], [valued(99)], False),
        ([REVOKE], [GOODS], False),
        ([fine(100)], [GOODS], True),
    ],
)
def test_a_worked_comparison(told: list[Penalty], now: list[Penalty], *, heavier: bool) -> None:
    assert is_heavier(now, told) is heavier


# --- what penalties may be -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "penalties", "code"),
    [
        (Outcome.PENALTY, [], "penalties-missing"),
        (Outcome.NO_PENALTY_EXEMPT, [WARNING], "penalties-without-penalty"),
        (Outcome.CRIMINAL, [fine(1)], "penalties-without-penalty"),
        (Outcome.PENALTY, [penalty(PenaltyKind.FINE)], "value-required"),
        (Outcome.PENALTY, [replace(WARNING, amount=Decimal(1))], "amount-without-money"),
        (Outcome.PENALTY, [fine(-1)], "amount-impossible"),
        (Outcome.PENALTY, [fine("0.001")], "amount-impossible"),
        (Outcome.PENALTY, [fine(1), fine(2)], "penalty-kind-twice"),
        (Outcome.PENALTY, [penalty(PenaltyKind.CONFISCATE_GAINS)], "value-required"),
        (Outcome.PENALTY, [GOODS], "goods-not-valued"),
        (Outcome.PENALTY, [replace(valued(1), to_be_valued=True)], "nothing-to-value"),
        (Outcome.PENALTY, [replace(gains(1), to_be_valued=True)], "nothing-to-value"),
        (Outcome.PENALTY, [replace(SUSPEND_BUSINESS, term=1)], "term-incomplete"),
        (Outcome.PENALTY, [closed(None)], "term-incomplete"),
        (Outcome.PENALTY, [closed(1, TermUnit.INDEFINITE)], "term-incomplete"),
        (
            Outcome.PENALTY,
            [replace(REVOKE, term=1, term_unit=TermUnit.DAY)],
            "term-without-duration",
        ),
    ],
)
def test_penalties_that_are_none_are_refused(
    outcome: Outcome, penalties: list[Penalty], code: str
) -> None:
    assert refusal(lambda: check_penalties(outcome, penalties)).code == code


def test_goods_may_be_valued_later_and_a_term_may_be_indefinite() -> None:
    later = replace(GOODS, to_be_valued=True)

    check_penalties(Outcome.PENALTY, [later, closed(None, TermUnit.INDEFINITE), gains(1)])


# --- HR-SCOPE: 以上 takes in the number itself ----------------------------------------------------


@pytest.mark.parametrize("on", [LAST_2018, FIRST_2021])
@pytest.mark.parametrize(
    ("party", "penalties", "grounds"),
    [
        (MAN, [fine("9999.99")], []),
        (MAN, [fine(10_000)], ["large_fine"]),
        (MAN, [gains("9999.99")], []),
        (MAN, [gains(10_000)], ["large_confiscation"]),
        (FIRM, [fine("99999.99")], []),
        (FIRM, [fine(100_000)], ["large_fine"]),
        (FIRM, [gains(60_000), replace(GOODS, amount=Decimal(40_000))], ["large_confiscation"]),
        (FIRM, [fine(60_000), gains(60_000)], []),  # each for itself
        (FIRM, [replace(GOODS, to_be_valued=True)], ["large_confiscation"]),  # it may be
        (FIRM, [SUSPEND_BUSINESS], ["suspension_order"]),
        (FIRM, [REVOKE], ["licence_revocation"]),
        (FIRM, [WARNING, CRITICISM], []),
    ],
)
def test_a_hearing_is_a_right_from_the_threshold_on(
    party: Party, penalties: Sequence[Penalty], grounds: list[str], on: date
) -> None:
    assert hearing_grounds(penalties, party, LAW, on) == grounds


@pytest.mark.parametrize("kind", ["closure", "employment_ban", "downgrade", "restrict_business"])
def test_from_2021_on_more_penalties_give_the_right(kind: str) -> None:
    given_ = [penalty(PenaltyKind(kind))]

    assert hearing_grounds(given_, FIRM, LAW, LAST_2018) == []
    assert hearing_grounds(given_, FIRM, LAW, FIRST_2021) == [kind]


# --- COL-*: collective discussion ----------------------------------------------------------------


class Change(Struct, frozen=True):
    """What makes a case more than an ordinary one."""

    major: tuple[MajorGround, ...] = ()
    split: bool = False
    heard: bool = False
    advised: bool = False


def grounds_on(
    on: date,
    penalties: tuple[Penalty, ...] = HIGH,
    party: Party = FIRM,
    org: str | None = None,
    change: Change | None = None,
) -> list[str]:
    """The grounds of a case that waits for its decision."""
    case = at(Stage.DECISION_PENDING, penalties=penalties, party=party).case
    assert case.concluded is not None
    assert case.proposal is not None
    change = change or Change()
    case = replace(
        case,
        filed=replace(case.filed, org=org or case.org),
        concluded=replace(case.concluded, major=change.major),
        proposal=replace(case.proposal, split=change.split),
    )
    if change.heard or change.advised:
        hearing = at(Stage.HEARING).case.hearing
        assert hearing is not None
        report = replace(REPORT, advises_discussion=change.advised)
        case = replace(case, hearing=replace(hearing, report=report))
    moment = at(Stage.DECISION_PENDING).moment(on)
    return discussion_grounds(case, moment)


SHANGHAI, NATIONAL = date(2020, 6, 30), date(2020, 7, 1)


@pytest.mark.parametrize(
    ("party", "org", "below", "at_least"),
    [
        (MAN, None, "249999.99", "250000"),
        (FIRM, None, "499999.99", "500000"),
        (MAN, PUDONG, "499999.99", "500000"),
        (FIRM, PUDONG, "999999.99", "1000000"),
    ],
)
def test_until_mid_2020_shanghai_said_what_is_large(
    party: Party, org: str | None, below: str, at_least: str
) -> None:
    assert grounds_on(SHANGHAI, (fine(below),), party, org) == []
    assert grounds_on(SHANGHAI, (fine(at_least),), party, org) == ["large"]
    assert grounds_on(NATIONAL, (fine(below),), party, org) == ["large"]


def test_fine_and_confiscation_count_together() -> None:
    both = (fine(250_000), gains(250_000))

    assert grounds_on(SHANGHAI, both) == ["large"]
    assert grounds_on(SHANGHAI, (fine(250_000), gains("249999.99"))) == []


@pytest.mark.parametrize(
    ("party", "below", "at_least"), [(MAN, "9999.99", "10000"), (FIRM, "99999.99", "100000")]
)
@pytest.mark.parametrize("on", [NATIONAL, LAST_2018])
def test_after_shanghais_opinion_large_is_what_is_large_for_a_hearing(
    party: Party, below: str, at_least: str, on: date
) -> None:
    assert grounds_on(on, (fine(below),), party) == []
    assert grounds_on(on, (fine(at_least),), party) == ["large"]


@pytest.mark.parametrize(
    ("penalties", "change", "in_2018", "in_2021"),
    [
        ((SUSPEND_BUSINESS,), Change(), ["suspension_order"], []),
        ((REVOKE,), Change(), ["licence_revocation"], []),
        ((WARNING,), Change(), [], []),
        ((WARNING,), Change(split=True), ["split"], []),
        ((WARNING,), Change(major=(MajorGround.SAFETY_IMPACT,)), ["safety_impact"], []),
        ((WARNING,), Change(major=(MajorGround.LEADER,)), ["leader"], []),
        ((WARNING,), Change(major=(MajorGround.COMPLEX,)), [], ["complex"]),
        ((WARNING,), Change(major=(MajorGround.PUBLIC_INTEREST,)), [], ["public_interest"]),
        ((WARNING,), Change(major=(MajorGround.BY_LAW,)), [], ["by_law"]),
        ((WARNING,), Change(heard=True), [], ["hearing"]),
        ((fine(10**6),), Change(), ["large"], []),
    ],
)
def test_each_version_has_its_own_grounds(
    penalties: tuple[Penalty, ...], change: Change, in_2018: list[str], in_2021: list[str]
) -> None:
    assert grounds_on(LAST_2018, penalties, change=change) == in_2018
    assert grounds_on(FIRST_2021, penalties, change=change) == in_2021


def test_until_mid_2020_the_chair_could_ask_for_a_discussion() -> None:
    assert grounds_on(SHANGHAI, (WARNING,), change=Change(advised=True)) == ["chair"]
    assert grounds_on(NATIONAL, (WARNING,), change=Change(advised=True)) == []


def test_without_a_penalty_nothing_needs_to_be_discussed() -> None:
    told = at(Stage.DECISION_PENDING, penalties=(REVOKE,))
    recheck = told.case.recheck
    assert recheck is not None
    spared = replace(recheck, outcome=Outcome.NO_PENALTY_EXEMPT, penalties=())

    assert discussion_grounds(told.case, told.moment(told.since)) == ["licence_revocation"]
    assert discussion_grounds(replace(told.case, recheck=spared), told.moment(told.since)) == []


# --- PUB-END: how long a penalty is shown --------------------------------------------------------


def term(penalties: tuple[Penalty, ...], on: date, party: Party = FIRM) -> PublicityEnd:
    told: Told = at(Stage.DECISION_PENDING, IN_2022, penalties, party)
    told = told.then(told.on(40), decided(penalties))
    return term_of(told.case, on, told.moment(max(on, told.since)))


SHORT, LONG = PublicityEnd.THREE_MONTHS, PublicityEnd.THREE_YEARS
VALID, LAST_VALID = date(2022, 7, 1), date(2027, 6, 30)


@pytest.mark.parametrize("on", [VALID, LAST_VALID])
@pytest.mark.parametrize(
    ("party", "penalties", "expected"),
    [
        (MAN, (fine(5_000),), SHORT),
        (MAN, (fine("5000.01"),), LONG),
        (FIRM, (fine(50_000),), SHORT),
        (FIRM, (fine("50000.01"),), LONG),
        (FIRM, (CRITICISM,), SHORT),
        (FIRM, (WARNING, fine(50_000)), SHORT),
        (FIRM, (CRITICISM, fine(50_000)), SHORT),
        (FIRM, (fine(1), gains(1)), LONG),
        (FIRM, (GOODS,), LONG),
        (FIRM, (SUSPEND_BUSINESS,), LONG),
    ],
)
def test_a_low_fine_is_shown_for_three_months(
    party: Party, penalties: tuple[Penalty, ...], expected: PublicityEnd, on: date
) -> None:
    assert term(penalties, on, party) is expected


@pytest.mark.parametrize("on", [VALID - timedelta(1), LAST_VALID + timedelta(1)])
def test_without_shanghais_standard_no_fine_is_low(on: date) -> None:
    assert term((fine(1),), on) is LONG
    assert term((CRITICISM,), on) is SHORT


def test_before_the_rules_of_2021_no_term_was_short() -> None:
    assert term((CRITICISM,), date(2021, 8, 31)) is LONG
    assert term((CRITICISM,), date(2021, 9, 1)) is SHORT
