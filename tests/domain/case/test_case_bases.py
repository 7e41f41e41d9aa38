"""What penalties rest on: an article of the right day, and a fine within it (PP-DOC, APL 37)."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.case import events as e
from domain.case.bases import article_of, check_bases
from domain.case.kinds import Outcome, PenaltyKind, Stage
from domain.case.proposals import ApproveProposal, PenaltyGiven, approve_proposal
from tests.domain.case.story import (
    IN_2022,
    LAW,
    LEADER,
    MAN,
    Told,
    at,
    cited,
    fine,
    gains,
    penalty,
)
from tests.domain.statute.published import day
from tests.domain.story import refusal, said


def case(
    occurred_on: str = "2022-06-01", value: int | None = 10_000, bases: tuple[str, ...] = ()
) -> Told:
    """A case of 2022 with an act of a day, and goods worth so much."""
    told = at(Stage.PROPOSAL_PENDING, IN_2022)
    worth = None if value is None else Decimal(value)
    filed = replace(told.case.filed, occurred_on=day(occurred_on), goods_value=worth, bases=bases)
    return replace(told, case=replace(told.case, filed=filed))


def by(code: str, amount: int | str) -> e.Penalty:
    return replace(fine(amount), basis=code)


def checked(told: Told, *penalties: e.Penalty, on: date = IN_2022) -> None:
    check_bases(told.case, penalties, told.moment(on))


@pytest.mark.parametrize("amount", ["10000", "20000", "30000"])
def test_a_fine_within_its_article_is_given(amount: str) -> None:
    checked(case(), by("PQL-49", amount))


def test_a_fine_above_its_article_is_refused_whatever_is_said() -> None:
    above = replace(by("PQL-49", "30000.01"), mitigation="主动消除危害后果")

    refused = refusal(lambda: checked(case(), above))

    assert (refused.code, refused.facts["value"]) == ("fine-above-range", "30000")
    assert cited(refused) == ("PQL2018", "49")


@pytest.mark.parametrize(
    ("on", "instrument", "article"),
    [(date(2021, 7, 14), "APL2017", "27"), (date(2021, 7, 15), "APL2021", "32")],
)
def test_a_fine_below_its_article_takes_a_reason(on: date, instrument: str, article: str) -> None:
    below, told = by("PQL-49", "9999.99"), case("2021-06-01")

    refused = refusal(lambda: checked(told, below, on=on))

    assert said(refused) == ("invalid", "fine-below-range", "APL-MITIGATE")
    assert cited(refused) == (instrument, article)
    checked(told, replace(below, mitigation="主动消除危害后果"), on=on)


def test_what_an_article_multiplies_has_to_be_known() -> None:
    refused = refusal(lambda: checked(case(value=None), by("PQL-49", 10_000)))

    assert (refused.code, refused.facts["measured"]) == ("amount-needed", "goods_value")
    income = (by("PQL-61", 1_500), replace(gains(1_000), basis="PQL-61"))
    checked(case(value=None), *income)
    assert refusal(lambda: checked(case(), by("PQL-61", 1_500))).code == "amount-needed"


def test_an_article_without_a_fine_fines_nobody() -> None:
    assert refusal(lambda: checked(case(), by("PQL-56", 100))).code == "fine-not-provided"


def test_an_article_that_is_not_known_in_full_says_nothing_of_the_fine() -> None:
    checked(case(value=None), by("SHPQ-42", 100))


def test_a_fine_of_persons_is_not_one_of_a_firm() -> None:
    told = case()
    man = replace(told, case=replace(told.case, filed=replace(told.case.filed, party=MAN)))

    assert refusal(lambda: checked(told, by("PQL-57", 20_000))).code == "fine-below-range"
    checked(man, by("PQL-57", 20_000))


@pytest.mark.parametrize("code", ["PQL-999", "49"])
def test_a_code_that_is_none_is_refused(code: str) -> None:
    refused = refusal(lambda: checked(case(), replace(penalty(PenaltyKind.WARNING), basis=code)))

    assert (refused.code, getattr(refused, "pointer", None)) == (
        "unknown-basis",
        "/penalties/0/basis",
    )


def test_an_article_of_a_later_day_is_refused() -> None:
    refused = refusal(lambda: checked(case("2018-12-28"), by("PQL-49", 10_000)))

    assert refused.code == "basis-not-in-force"
    assert cited(refused) == ("PQL2018", "49")
    checked(case("2018-12-29"), by("PQL-49", 10_000))


def test_a_penalty_rests_on_an_article_of_its_own_or_of_the_case() -> None:
    warning = penalty(PenaltyKind.WARNING)

    refused = refusal(lambda: checked(case(), warning))

    assert said(refused) == ("invalid", "basis-missing", "PP-DOC")
    assert cited(refused) == ("PP2022", "62")
    checked(case(bases=("PQL-49",)), warning)
    above = refusal(lambda: checked(case(bases=("PQL-49",)), fine(30_001)))
    assert above.code == "fine-above-range"


@pytest.mark.parametrize(
    ("act", "decided", "instrument"),
    [
        ("2023-07-19", "2023-07-19", "IPL2005"),
        ("2023-07-19", "2023-07-20", "IPL2023"),  # no fine any more: milder
        ("2023-07-20", "2024-01-01", "IPL2023"),
    ],
)
def test_the_law_of_the_act_gives_way_to_a_milder_one(
    act: str, decided: str, instrument: str
) -> None:
    assert article_of(LAW, "IPL-53", day(act), day(decided), "/basis").instrument == instrument


def test_a_later_law_that_is_no_milder_changes_nothing() -> None:
    found = article_of(LAW, "IPL-45", day("2023-07-19"), day("2024-01-01"), "/basis")

    assert found.instrument == "IPL2005"


def test_a_proposal_is_refused_with_its_basis() -> None:
    told = case()
    given = (PenaltyGiven(kind=PenaltyKind.FINE, amount=Decimal(1), basis="PQL-999"),)
    command = ApproveProposal(outcome=Outcome.PENALTY, reason="同意", penalties=given)

    refused = refusal(lambda: told.ask(approve_proposal, command, by=LEADER))

    assert refused.code == "unknown-basis"
