"""The legal bases in data/reference decode strictly, and say what the legal reference says."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import asdict, replace

from domain.reference.bases import (
    BasisVersion,
    Branch,
    Condition,
    Fine,
    LegalBasis,
    Sanction,
    Threshold,
    is_sound,
)
from tests.domain.penalty.bases_table import TABLE, THRESHOLDS, WITHOUT, Row
from tests.domain.statute.rulebook_table import IN_FORCE

FILE = Path(__file__).parents[3] / "data/reference/bases.json"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[ -~]+")
FACTS = ("sales", "unsold", "direct_loss", "injured")
CRIMINAL_LAW = {"CL1997": ("1997-10-01", None)}  # not in law.md: from memory, and marked so


class Revision(Struct, rename="camel", forbid_unknown_fields=True):
    """The outer shape of the file."""

    notice: str
    effective_from: date
    items: tuple[LegalBasis, ...]


BASES = {each.code: each for each in msgspec.json.decode(FILE.read_bytes(), type=Revision).items}
VERSIONS = [(basis.code, version) for basis in BASES.values() for version in basis.versions]


def unknown(given: dict[str, object], struct: type[Struct]) -> set[str]:
    return given.keys() - set(struct.__struct_encode_fields__)


def test_the_file_has_no_field_unknown_and_no_empty_text() -> None:
    text = FILE.read_text(encoding="utf-8")
    nested: dict[str, type[Struct]] = {
        "items": LegalBasis,
        "versions": BasisVersion,
        "branches": Branch,
        "measures": Sanction,
        "thresholds": Threshold,
        "fine": Fine,
    }

    def walk(value: dict[str, object]) -> None:
        for name, kind in nested.items():
            below = value.get(name, [])
            for each in cast("list[dict[str, object]]", below if name != "fine" else [below]):
                assert not each or not unknown(each, kind), each
                if each:
                    walk(each)

    walk(msgspec.json.decode(text))
    assert '""' not in text


def test_codes_are_unique() -> None:
    items = msgspec.json.decode(FILE.read_bytes())["items"]

    assert len(items) == len(BASES)


def test_everything_is_named_in_both_languages() -> None:
    for code, version in VERSIONS:
        several = len(version.branches) > 1
        basis = BASES[code]
        pairs = [
            (basis.name_zh, basis.name_en),
            (version.instrument_zh, version.instrument_en),
            (version.offence_zh, version.offence_en),
            *((each.name_zh or "", each.name_en or "") for each in version.branches if several),
        ]
        for zh, en in pairs:
            assert CHINESE.search(zh), code
            assert ENGLISH.fullmatch(en), code


def summary(fine: Fine | None) -> tuple[str, str]:
    """A fine and its condition, as the table writes them."""
    if fine is None:
        return "", ""
    measured = f" {fine.measured}" if fine.measured else ""
    return f"{fine.least}..{fine.most}{measured}", fine.condition or ""


def sanction(each: Sanction) -> str:
    return f"{each.measure}/{each.condition}" if each.condition else each.measure


def as_published() -> list[Row]:
    return [
        (
            code,
            version.instrument,
            version.article,
            branch.code,
            branch.liable,
            *summary(branch.fine),
            " ".join(map(sanction, branch.measures)),
            branch.crime_possible,
        )
        for code, version in VERSIONS
        for branch in version.branches
    ]


def test_the_file_holds_what_the_legal_reference_says_and_nothing_else() -> None:
    transcribed = [(code, key, *rest) for code, keys, *rest in TABLE for key in keys.split()]

    assert sorted(as_published()) == sorted(transcribed)
    assert BASES.keys() == {row[0] for row in TABLE} | WITHOUT.keys()


def test_a_version_is_in_force_as_long_as_its_instrument() -> None:
    for code, version in VERSIONS:
        from_, until = (IN_FORCE | CRIMINAL_LAW)[version.instrument]
        assert version.effective_from == date.fromisoformat(from_), code
        assert version.effective_until == (date.fromisoformat(until) if until else None), code


def test_what_is_not_known_is_marked() -> None:
    for code, confidence in WITHOUT.items():
        (version,) = BASES[code].versions
        assert (version.branches, version.confidence) == ((), confidence)
        assert version.note
    assert {code for code, version in VERSIONS if not version.complete} == {"SHPQ-42"}
    unsure = {code for code, version in VERSIONS if version.reading or version.confidence != "high"}
    assert unsure == WITHOUT.keys() | {"SHPQ-46", "SHPQ-47"}


def test_the_thresholds_of_a_crime_are_those_of_the_legal_reference() -> None:
    found = [
        (
            code,
            str(each.at_least),
            {name: asdict(each)[name] for name in FACTS if asdict(each)[name]},
        )
        for code, version in VERSIONS
        for each in version.thresholds
    ]

    assert found == list(THRESHOLDS)


def test_who_is_punished_as_a_seller_is_fined_as_one() -> None:
    (version,) = BASES["PQL-62"].versions
    for branch in version.branches:
        assert branch.as_in
        assert branch.fine
        (like,) = BASES[branch.as_in].versions[0].branches
        assert replace(branch.fine, condition=None) == like.fine


@pytest.mark.parametrize(
    ("code", "day", "instrument"),
    [
        ("PQL-49", "2018-12-28", None),
        ("PQL-49", "2018-12-29", "PQL2018"),
        ("IPL-45", "2005-08-31", None),
        ("IPL-45", "2005-09-01", "IPL2005"),
        ("IPL-45", "2023-07-19", "IPL2005"),
        ("IPL-45", "2023-07-20", "IPL2023"),
        ("PSS-51", "2019-12-31", None),
        ("PSS-51", "2020-01-01", "PSS2020"),
        ("SHPQ-46", "2012-08-31", None),
        ("SHPQ-46", "9999-12-31", "SH-PQ2012"),
    ],
)
def test_a_version_holds_from_its_first_day_until_the_day_before_the_next(
    code: str, day: str, instrument: str | None
) -> None:
    found = BASES[code].on(date.fromisoformat(day))

    assert (found and found.instrument) == instrument


def test_the_fine_for_no_report_was_dropped_in_2023() -> None:
    fines = [version.branches[0].fine for version in BASES["IPL-53"].versions if version.branches]

    assert fines == [Fine(most=Decimal(5000), condition=Condition.OVERDUE), None]


def with_fine(least: str, most: str) -> LegalBasis:
    basis = BASES["PQL-49"]
    (version,) = basis.versions
    fine = Fine(least=Decimal(least), most=Decimal(most))
    branch = replace(version.branches[0], fine=fine)
    return replace(basis, versions=(replace(version, branches=(branch,)),))


@pytest.mark.parametrize(
    ("least", "most"),
    [("3", "1"), ("-1", "3"), ("NaN", "3"), ("1", "NaN"), ("1", "Infinity"), ("1", "1E+13")],
)
def test_a_fine_that_cannot_be_reckoned_is_not_sound(least: str, most: str) -> None:
    assert not is_sound(with_fine(least, most))


def test_branches_of_one_name_are_not_sound() -> None:
    basis = BASES["PQL-57"]
    (version,) = basis.versions
    twice = replace(version, branches=(version.branches[0],) * 2)

    assert not is_sound(replace(basis, versions=(twice,)))
    assert all(map(is_sound, BASES.values()))
    assert is_sound(with_fine("3", "3"))
