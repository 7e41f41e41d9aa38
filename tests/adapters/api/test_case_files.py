"""The file of a case as the API shows it."""

from collections.abc import Iterator
from datetime import date
from typing import cast

import msgspec
from msgspec.structs import replace

from adapters.api.case_files import case_file, fact, written
from domain.case import events as e
from domain.case.state import Case, evolve
from tests.adapters.a_case import COURSE, FILED, PAPER
from tests.adapters.api.desk import Json


def folded() -> Case:
    case: Case | None = None
    for _, _, event in COURSE:
        case = evolve(case, cast("e.CaseEvent", event))
    assert case is not None
    return case


CASE = folded()
TAKEN_AT = next(each.taken_at for _, _, each in COURSE if isinstance(each, e.EvidencePreserved))


def parts(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, dict):
        for each in cast("dict[str, object]", value).values():
            yield from parts(each)
    elif isinstance(value, list):
        for each in cast("list[object]", value):
            yield from parts(each)


def test_a_file_is_json_without_empty_parts_and_stored_tags() -> None:
    told = case_file(CASE)

    assert msgspec.json.decode(msgspec.json.encode(told)).keys() == told.keys()
    assert {"filed", "evidence", "decision", "archived", "assigned"} <= told.keys()
    assert not {"version", "stage", "suspension"} & told.keys()
    assert told["evidence"]["1"]["obtainedOn"] == date(2021, 8, 3)
    inner = [cast("Json", each) for each in parts(told) if isinstance(each, dict)]
    assert not [each for each in inner if "type" in each]
    empty: tuple[object, ...] = (None, [], {}, "")
    assert not [value for each in inner for value in each.values() if value in empty]


def test_what_officers_named_keeps_its_name() -> None:
    taken = e.EvidencePreserved(
        preservation="north_hall",
        items=("插座",),
        place="仓库",
        taken_at=TAKEN_AT,
        taken_on=date(2021, 8, 3),
        officers=("a", "b"),
    )

    told = case_file(evolve(evolve(None, FILED), taken))

    assert told["preservations"]["north_hall"]["taken"]["takenOn"] == date(2021, 8, 3)


def test_what_did_not_change_is_not_written_again() -> None:
    evidence = CASE.evidence[1]

    assert fact(evidence) is fact(replace(evidence, name=evidence.name))
    assert fact(evidence) is not fact(replace(evidence, name="另一份"))
    assert written(frozenset({"b", "a"})) == ["a", "b"]
    assert written(PAPER) == {
        "sha256": PAPER.sha256, "size": 1, "mediaType": "application/pdf", "name": "决定书.pdf",
    }  # fmt: skip
