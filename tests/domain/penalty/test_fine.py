"""The range of a fine, the heaviest of several, and from where a crime is suspected."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import MOST, check_amount
from domain.penalty.crime import crime_suspected
from domain.penalty.fine import FineRange, basis_on, branch_of, fine_range, heaviest
from domain.reference.bases import BasisVersion, Branch
from domain.refusals import Invalid
from tests.domain.penalty.test_bases import BASES, VERSIONS

DAY = date(2021, 8, 1)
AMOUNTS = st.decimals(0, MOST, allow_nan=False, places=2)
FINED = [(version, branch) for _, version in VERSIONS for branch in version.branches if branch.fine]


def ranged(code: str, branch: str = "main", day: date = DAY, **given: str) -> tuple[str, str]:
    found = found_by(code, branch, day, **given)
    return str(found.minimum), str(found.maximum)


def found_by(code: str, branch: str = "main", day: date = DAY, **given: str) -> FineRange:
    version = basis_on(BASES, code, day)
    amounts: dict[str, Any] = {name: Decimal(amount) for name, amount in given.items()}
    return fine_range(version, branch_of(version, branch), **amounts)


@pytest.mark.parametrize(
    ("code", "branch", "value", "minimum", "maximum"),
    [
        ("PQL-49", "main", "120000", "120000", "360000"),
        ("PQL-50", "main", "120000.00", "60000", "360000"),
        ("PQL-50", "main", "0.01", "0.005", "0.03"),
        ("PQL-51", "main", "33333.33", "0", "33333.33"),
        ("PQL-54", "dates-and-warnings", "33333.33", "0", "9999.999"),
        ("IPL-50", "act", "1000", "50", "200"),
        ("IPL-50", "refusal", "1000", "1000", "3000"),
        ("PQL-49", "main", "0", "0", "0"),
        ("PQL-49", "main", "1000000000000", "1000000000000", "3000000000000"),
    ],
)
def test_a_fine_is_a_multiple_of_the_value_of_the_goods(
    code: str, branch: str, value: str, minimum: str, maximum: str
) -> None:
    assert ranged(code, branch, goods_value=value) == (minimum, maximum)


def test_a_fine_is_a_multiple_of_the_unlawful_income() -> None:
    assert ranged("PQL-61", gains="1000", goods_value="9") == ("500", "3000")


def test_a_fine_in_yuan_needs_no_value() -> None:
    assert ranged("PQL-57", "unit") == ("50000", "100000")
    assert ranged("PQL-57", "persons") == ("10000", "50000")
    assert ranged("IPL-48", goods_value="1") == ("50000", "200000")
    assert ranged("IPL-53", day=date(2023, 7, 19)) == ("0", "5000")


def test_a_range_says_what_it_rests_on() -> None:
    found = found_by("IPL-49", "receiver", goods_value="10")

    assert found.explanation.version.instrument == "IPL2005"
    assert found.explanation.branch.code == "receiver"
    assert found.explanation.counted_on == Decimal(10)


@pytest.mark.parametrize(
    ("code", "branch", "given", "refusal", "pointer"),
    [
        ("PQL-49", "main", {}, "amount-needed", "/goodsValue"),
        ("PQL-49", "main", {"gains": "5"}, "amount-needed", "/goodsValue"),
        ("PQL-61", "main", {"goods_value": "5"}, "amount-needed", "/gains"),
        ("PQL-49", "main", {"goods_value": "-1"}, "amount-impossible", "/goodsValue"),
        ("PQL-57", "unit", {"goods_value": "NaN"}, "amount-impossible", "/goodsValue"),
        ("PQL-49", "main", {"goods_value": "1", "gains": "0.001"}, "amount-impossible", "/gains"),
        ("PQL-56", "main", {}, "fine-not-provided", "/branch"),
        ("PQL-49", "persons", {}, "unknown-branch", "/branch"),
        ("SHPQ-42", "main", {}, "unknown-branch", "/branch"),
        ("PQL-99", "main", {}, "unknown-basis", "/basis"),
    ],
)
def test_what_cannot_be_reckoned_is_refused(
    code: str, branch: str, given: dict[str, str], refusal: str, pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ranged(code, branch, DAY, **given)

    assert (refused.value.code, refused.value.pointer) == (refusal, pointer)


@pytest.mark.parametrize(
    ("code", "day", "instrument"),
    [("PQL-49", "2018-12-28", "PQL2018"), ("IPL-45", "2005-08-31", "IPL2005")],
)
def test_a_basis_not_in_force_names_the_nearest_version(
    code: str, day: str, instrument: str
) -> None:
    with pytest.raises(Invalid) as refused:
        basis_on(BASES, code, date.fromisoformat(day))

    assert (refused.value.code, refused.value.pointer) == ("basis-not-in-force", "/on")
    assert (refused.value.facts["instrument"], refused.value.facts["date"]) == (instrument, day)


@given(st.sampled_from(FINED), AMOUNTS, AMOUNTS)
def test_more_value_is_never_a_lighter_fine_and_the_range_is_not_empty(
    fined: tuple[BasisVersion, Branch], first: Decimal, second: Decimal
) -> None:
    low, high = (
        fine_range(*fined, goods_value=each, gains=each) for each in sorted((first, second))
    )

    for each in (low, high):
        assert 0 <= each.minimum <= each.maximum
        assert "E" not in f"{each.minimum} {each.maximum}"
    assert low.minimum <= high.minimum
    assert low.maximum <= high.maximum


@given(st.sampled_from(FINED), AMOUNTS)
def test_a_range_is_exact(fined: tuple[BasisVersion, Branch], value: Decimal) -> None:
    version, branch = fined
    found = fine_range(version, branch, goods_value=value, gains=value)

    assert branch.fine
    times = value if branch.fine.measured else Decimal(1)
    assert (found.minimum, found.maximum) == (branch.fine.least * times, branch.fine.most * times)


def test_the_heavier_fine_applies() -> None:
    by_49, by_50, by_51 = (
        found_by(code, goods_value="1000") for code in ("PQL-49", "PQL-50", "PQL-51")
    )

    assert heaviest([by_51, by_50, by_49]) is by_49
    assert heaviest([by_51, by_50]) is by_50
    assert heaviest([by_51]) is by_51
    assert heaviest([found_by("IPL-48"), by_49]).maximum == Decimal(200000)
    with pytest.raises(ValueError, match="empty"):
        heaviest([])


def reached(**given: Any) -> list[str]:  # noqa: ANN401 - amounts and a number
    thresholds = [each for _, version in VERSIONS for each in version.thresholds]
    facts: dict[str, Any] = {
        name: value if name == "injured" else Decimal(value) for name, value in given.items()
    }
    return [each.code for each in crime_suspected(thresholds, **facts)]


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, []),
        ({"sales": "49999.99"}, []),
        ({"sales": "50000"}, ["CL-140-sales", "CL-140-combined"]),
        ({"unsold": "149999.99"}, []),
        ({"unsold": "150000"}, ["CL-140-unsold", "CL-140-combined"]),
        ({"sales": "30000", "unsold": "60000"}, ["CL-140-combined"]),
        ({"sales": "30000", "unsold": "59999.99"}, []),
        ({"direct_loss": "99999.99"}, []),
        ({"direct_loss": "100000"}, ["CL-146-loss"]),
        ({"injured": 1}, ["CL-146-injury"]),
    ],
)
def test_a_crime_is_suspected_from_the_threshold_on(
    facts: dict[str, Any], codes: list[str]
) -> None:
    assert reached(**facts) == codes


@pytest.mark.parametrize("name", ["sales", "unsold", "direct_loss"])
def test_no_crime_is_read_from_an_impossible_amount(name: str) -> None:
    with pytest.raises(Invalid, match="amount-impossible"):
        reached(**{name: "-1"})


@pytest.mark.parametrize("text", ["0", "12.5", "12.50", "1000000000000"])
def test_an_amount_is_taken(text: str) -> None:
    check_amount("/fine", Decimal(text))


@pytest.mark.parametrize(
    "text",
    ["-0.01", "-0", "0.001", "1.000", "1000000000000.01", "1E+3", "1E-9", "1E+999", "NaN", "sNaN",
     "Infinity"],
)  # fmt: skip
def test_an_amount_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_amount("/fine", Decimal(text))

    assert (refused.value.code, refused.value.pointer) == ("amount-impossible", "/fine")
