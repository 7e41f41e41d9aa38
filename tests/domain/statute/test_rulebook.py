"""The rulebook in data/rules: it decodes strictly, and says what the legal reference says."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from domain.statute.rule import (
    Direction,
    Extension,
    Force,
    Meaning,
    Roll,
    Rule,
    RuleVersion,
    Unit,
)
from tests.domain.statute.rulebook_table import IN_FORCE, TABLE

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "data/rules"
FILES = sorted(FOLDER.glob("*.json"))
README = (FOLDER / "README.md").read_text()

# As reference data is published: application/reference.py.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[ -~]+")
# Working days need no rolling, and hours have none (law.md 1.2).
ROLLING = frozenset({Unit.CALENDAR_DAY, Unit.MONTH, Unit.YEAR})
FLAGGED = "PP2021"  # its text was not seen (D3)


class Revision(Struct, rename="camel", forbid_unknown_fields=True):
    """The outer shape of a file."""

    notice: str
    effective_from: date
    items: list[Rule]


def revision(file: Path) -> Revision:
    return msgspec.json.decode(file.read_bytes(), type=Revision)


RULES = {rule.code: rule for file in FILES for rule in revision(file).items}
VERSIONS = [(rule.code, version) for rule in RULES.values() for version in rule.versions]


def in_force(code: str, day: str) -> RuleVersion:
    found = RULES[code].on(date.fromisoformat(day))
    assert found is not None
    return found


def unknown(given: dict[str, Any], struct: type[Struct]) -> set[str]:
    return given.keys() - set(struct.__struct_encode_fields__)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_decodes_with_no_field_unknown(file: Path) -> None:
    found = revision(file)
    raw = msgspec.json.decode(file.read_bytes())

    assert found.notice
    for rule in raw["items"]:
        assert not unknown(rule, Rule)
        for version in rule["versions"]:
            assert not unknown(version, RuleVersion)
            for extension in version.get("extensions", []):
                assert not unknown(extension, Extension)


def test_no_text_is_empty() -> None:
    for file in FILES:
        assert '""' not in file.read_text()


def test_codes_are_unique_and_can_be_published() -> None:
    codes = [rule.code for file in FILES for rule in revision(file).items]

    assert len(codes) == len(set(codes))
    assert all(CODE.fullmatch(code) for code in codes)


def test_every_rule_is_named_in_both_languages() -> None:
    for rule in RULES.values():
        assert CHINESE.search(rule.name_zh), rule.code
        assert ENGLISH.fullmatch(rule.name_en), rule.code


def test_a_version_names_its_instrument_and_consequence_in_both_languages() -> None:
    for code, version in VERSIONS:
        assert CHINESE.search(version.instrument_zh or ""), code
        assert ENGLISH.fullmatch(version.instrument_en or ""), code
        assert (version.consequence is None) == (version.consequence_zh is None), code
        assert version.consequence is None or ENGLISH.fullmatch(version.consequence), code
        assert version.consequence_zh is None or CHINESE.search(version.consequence_zh), code
        assert version.article, code


def test_versions_follow_each_other_and_never_overlap() -> None:
    for rule in RULES.values():
        assert rule.versions
        for version in rule.versions:
            until = version.effective_until
            assert until is None or version.effective_from < until, rule.code
        for earlier, later in zip(rule.versions, rule.versions[1:], strict=False):
            assert earlier.effective_until is not None, rule.code
            assert earlier.effective_until <= later.effective_from, rule.code


def test_a_version_has_a_unit_exactly_where_it_has_an_amount() -> None:
    for code, version in VERSIONS:
        assert (version.amount is None) == (version.unit is None), code
        assert version.amount is None or version.amount > 0
        for extension in version.extensions:
            assert (extension.amount is None) == (extension.unit is None), code


Line = tuple[str, str, str, str, str | None, int | None, str, str, frozenset[str], str]


def as_transcribed() -> list[Line]:
    """The table, one line for each version."""
    lines: list[Line] = []
    for code, keys, articles, amount, unit, extensions, excluded, confidence in TABLE:
        named = keys.split()
        places = articles.split()
        if len(places) == 1:
            places *= len(named)
        for key, article in zip(named, places, strict=True):
            instrument, from_, until = held(key)
            sure = confidence
            if instrument == FLAGGED and "/" not in sure:
                sure += "/medium"
            kinds = frozenset(excluded.split())
            lines.append(
                (code, instrument, article, from_, until, amount, unit, extensions, kinds, sure)
            )
    return lines


def held(key: str) -> tuple[str, str, str | None]:
    """A version key of the table with its days."""
    instrument, _, last = key.partition("<")
    instrument, _, first = instrument.partition(">")
    from_, until = IN_FORCE[instrument]
    return instrument, first or from_, last or until


def as_published() -> list[Line]:
    """The files, one line for each version."""
    return [
        (
            code,
            version.instrument,
            version.article,
            version.effective_from.isoformat(),
            version.effective_until.isoformat() if version.effective_until else None,
            version.amount,
            version.unit.value if version.unit else "",
            ", ".join(summary(extension) for extension in version.extensions),
            frozenset(version.excludes),
            version.confidence + (f"/{version.reading}" if version.reading else ""),
        )
        for code, version in VERSIONS
    ]


def summary(extension: Extension) -> str:
    added = f" +{extension.amount}{extension.unit}" if extension.amount else ""
    return extension.approver + added + (" to a fixed end" if extension.fixed_end else "")


def test_the_files_hold_what_the_legal_reference_says_and_nothing_else() -> None:
    transcribed, published = as_transcribed(), as_published()

    assert len(published) == len(set(published))
    assert set(transcribed) - set(published) == set()
    assert set(published) - set(transcribed) == set()
    assert len(transcribed) == len(published)


def test_the_versions_of_a_rule_stand_in_the_order_of_the_table() -> None:
    def dates(lines: list[Line]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for line in lines:
            found.setdefault(line[0], []).append(line[3])
        return found

    assert dates(as_transcribed()) == dates(as_published())


@pytest.mark.parametrize(
    ("code", "day", "instrument", "amount", "unit"),
    [
        ("PP-STATEMENT", "2019-04-01", "PP2018", 3, "WD"),
        ("PP-STATEMENT", "2021-07-14", "PP2018", 3, "WD"),
        ("PP-STATEMENT", "2021-07-15", "PP2021", 5, "WD"),
        ("PP-STATEMENT", "2022-10-31", "PP2021", 5, "WD"),
        ("PP-STATEMENT", "2022-11-01", "PP2022", 5, "WD"),
        ("PP-REGISTER-EVID", "2021-07-14", "PP2018", 7, "CD"),
        ("PP-REGISTER-EVID", "2021-07-15", "PP2021", 7, "WD"),
        ("PP-PUBLIC-SERVICE", "2021-07-14", "PP2018", 60, "CD"),
        ("PP-PUBLIC-SERVICE", "2021-07-15", "PP2021", 30, "CD"),
        ("HR-NOTICE", "2021-07-14", "HR2018", 7, "CD"),
        ("HR-NOTICE", "2021-07-15", "HR2021", 7, "WD"),
        ("APL-HEAR-REQ", "2021-07-14", "APL2017", 3, "CD"),
        ("APL-HEAR-REQ", "2021-07-15", "APL2021", 5, "WD"),
        ("PSS-OBJECT", "2020-01-01", "PSS2020", 15, "CD"),
        ("CR-MEDIATE", "2020-01-01", "CR2020", 45, "WD"),
        ("CR-MEDIATE", "2026-04-14", "CR2020", 45, "WD"),
        ("CR-MEDIATE", "2026-04-15", "CR2026", 60, "CD"),
        ("CR-TIP-REPLY", "2026-04-14", "CR2020", 5, "WD"),
        ("CT-APPROVE", "2020-08-06", "CT2001", 3, "CD"),
        ("CT-APPROVE", "2020-08-07", "CT2020", 3, "CD"),
        ("PUB-20", "2021-08-31", "PUB2014", 20, "WD"),
        ("PUB-20", "2021-09-01", "PUB2021", 20, "WD"),
        ("DIS-PUB", "2021-09-01", "DIS2021", 20, "WD"),
        ("COL-SH-2017-EXT", "2020-06-30", "SH-COL2017", 5, "WD"),
        ("AES-TOOLS", "2026-02-01", "AES2026", None, None),
        ("PUB-LOW-SH", "2022-07-01", "SH-FINE2022", None, None),
        ("PUB-LOW-SH", "2027-06-30", "SH-FINE2022", None, None),
    ],
)
def test_a_boundary_day_has_the_version_that_begins_or_ends_on_it(
    code: str, day: str, instrument: str, amount: int | None, unit: str | None
) -> None:
    found = in_force(code, day)

    assert (found.instrument, found.amount, found.unit) == (instrument, amount, unit)


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("PP-STATEMENT", "2019-03-31"),
        ("PP-FILE-COND", "2021-07-14"),
        ("PP-WITHDRAW-PUB", "2021-07-14"),
        ("PSS-OBJECT", "2019-12-31"),
        ("CR-MEDIATE", "2019-12-31"),
        ("CR-TIP-REPLY", "2026-04-15"),
        ("CR-REPEAT", "2026-04-14"),
        ("PUB-CROSS", "2021-08-31"),
        ("PUB-2014", "2021-09-01"),
        ("SUP-INFO", "2020-03-31"),
        ("COL-SH-2017-EXT", "2020-07-01"),
        ("AES-TOOLS", "2026-01-31"),
        ("PUB-LOW-SH", "2022-06-30"),
        ("PUB-LOW-SH", "2027-07-01"),
    ],
)
def test_before_its_first_and_after_its_last_day_a_rule_is_not_in_force(
    code: str, day: str
) -> None:
    assert RULES[code].on(date.fromisoformat(day)) is None


def test_the_identification_by_the_right_holder_is_excluded_from_the_2021_text_on() -> None:
    assert in_force("PP-VERIFY", "2021-07-14").excludes == ("test",)
    assert "right_holder_identification" in in_force("PP-VERIFY", "2021-07-15").excludes
    assert "refund_order" not in in_force("PP-DECIDE", "2021-07-14").excludes
    assert "refund_order" in in_force("PP-DECIDE", "2021-07-15").excludes


def test_only_notices_and_a_request_for_extension_are_counted_back() -> None:
    back = {code for code, version in VERSIONS if version.direction is Direction.BEFORE}

    assert back == {"HR-NOTICE", "HR-ANNOUNCE", "APL-HEAR-NOTICE", "COL-SH-2017-EXT"}


def test_the_second_re_check_is_the_only_window() -> None:
    windows = {code: version.opens_after for code, version in VERSIONS if version.opens_after}

    assert windows == {"PSS-RECHECK2": 60}


def test_waiting_periods_and_terms_are_told_from_deadlines() -> None:
    def meaning(one: Meaning) -> set[str]:
        return {code for code, version in VERSIONS if version.meaning is one}

    assert meaning(Meaning.EARLIEST) == {
        "PSS-NODUP",
        "PSS-KEEP",
        "CRED-WAIT",
        "CRED-WAIT-12M",
        "DIS-EARLY",
    }
    assert meaning(Meaning.TERM) == {"PP-PUBLIC-SERVICE", "PUB-END-3M", "PUB-END-3Y", "DIS-END"}


def roll_expected(code: str, version: RuleVersion) -> Roll:
    """law.md 1.3: what rolls, and on which days."""
    deadline = version.meaning is Meaning.DEADLINE and version.direction is Direction.AFTER
    if version.unit not in ROLLING or not deadline or "-LIMIT" in code:
        return Roll.NONE
    if version.duty_of == "party" or code in {"PP-SERVE", "APL-SERVE"}:
        return Roll.NON_WORKDAY
    return Roll.PUBLISHED_PERIOD


def test_the_roll_policy_follows_whose_period_it_is() -> None:
    for code, version in VERSIONS:
        assert version.roll is roll_expected(code, version), code


def test_service_levels_are_internal_and_never_sure() -> None:
    internal = {code for code, version in VERSIONS if version.force is Force.INTERNAL}

    assert internal == {
        "LEAD-ACCEPT",
        "LEAD-FORWARD",
        "LEAD-REPORT-FILING",
        "LEAD-FEEDBACK",
        "OLD-57",
        "OLD-57-HANDLE",
        "OLD-57-RECTIFY",
        "PQL-17-RECHECK",
        "LOC-OBJ",
        "SUP-RECEIPT",
        "SUP-PRESS",
        "SUP-GUIDANCE",
        "SUP-ANSWER-AGAIN",
        *(code for code in RULES if code.startswith("JR-")),
    }
    assert all(v.confidence != "high" for _, v in VERSIONS if v.force is not Force.STATUTORY)


def documented(heading: str) -> set[str]:
    """The codes in the first column of a table of the README."""
    found: set[str] = set()
    section = README.split(f"\n## {heading} ")[1].split("\n## ")[0]
    for line in section.splitlines():
        row = re.match(r"\| `([^`]+)` \| (.+?) \| (.+?) \|", line)
        if row:
            assert CHINESE.search(row[2]), row[1]
            assert ENGLISH.fullmatch(row[3]), row[1]
            found.add(row[1])
    return found


def test_the_readme_explains_every_code_in_both_languages_and_no_other() -> None:
    extensions = [extension for _, version in VERSIONS for extension in version.extensions]

    assert documented("Triggers") == {version.trigger for _, version in VERSIONS}
    assert documented("Version keys") == {version.instrument for _, version in VERSIONS}
    assert documented("Version keys") == IN_FORCE.keys()
    assert documented("Excluded intervals") == {k for _, v in VERSIONS for k in v.excludes}
    assert documented("Who extends") == {extension.approver for extension in extensions}
    assert documented("Conditions of an extension") == {
        extension.condition for extension in extensions if extension.condition
    }
    assert documented("Whose duty or right") == {v.duty_of for _, v in VERSIONS if v.duty_of}


def test_every_source_is_listed() -> None:
    section = README.split("\n## Sources ")[1]
    listed = set(re.findall(r"\bS\d+\b|\bMEM\b", section))

    assert listed == {source for _, version in VERSIONS for source in version.sources}


def test_whatever_a_refusal_rests_on_can_be_explained() -> None:
    code = [file.read_text() for file in (ROOT / "domain").rglob("*.py")]
    named = {basis for text in code for basis in re.findall(r'basis="([^"]+)"', text)}
    reasons = msgspec.json.decode((ROOT / "data/reference/reasons.json").read_bytes())["items"]

    assert named
    assert named | {reason["basis"] for reason in reasons} <= RULES.keys()
