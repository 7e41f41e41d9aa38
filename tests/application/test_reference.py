"""What is refused of a revision before it is published."""

import pytest
from msgspec.structs import replace

from application.reference import check_mappings, check_once
from application.result_files import REQUIRED
from domain.reference.mappings import ImportMapping
from tests.domain.story import CORPS, KNOWN, refusal, said

SOUND = ImportMapping(
    code="m1",
    org=CORPS,
    columns={f"列{number}": column for number, column in enumerate(REQUIRED)} | {"备注": ""},
    values={"流通": "实体销售", "符合": "合格"},
)


def test_a_sound_mapping_is_taken() -> None:
    check_mappings([SOUND], KNOWN)


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        (replace(SOUND, org="nowhere"), "/items/0/org", "unknown-organisation"),
        (replace(SOUND, columns={}), "/items/0/columns", "columns-missing"),
        (
            replace(SOUND, columns={**SOUND.columns, "又": "检验结论"}),
            "/items/0/columns/又", "given-twice",
        ),
        (
            replace(SOUND, columns={**SOUND.columns, "a/b": "没有"}),
            "/items/0/columns/a~1b", "unknown-column",
        ),
        (replace(SOUND, fixed={"检验机构": "甲"}), "/items/0/fixed/检验机构", "given-twice"),
        (replace(SOUND, values={"符合": "好得很"}), "/items/0/values/符合", "unknown-word"),
        (
            replace(
                SOUND,
                columns={n: to for n, to in SOUND.columns.items() if to != "检验结论"},
                fixed={"检验结论": "好"},
            ),
            "/items/0/fixed/检验结论", "unknown-word",
        ),
    ],
)  # fmt: skip
def test_a_mapping_that_no_file_could_be_read_by_is_refused(
    wrong: ImportMapping, pointer: str, code: str
) -> None:
    refused = refusal(lambda: check_mappings([wrong], KNOWN))

    assert said(refused)[:2] == ("invalid", code)
    assert refused.pointer == pointer  # type: ignore[attr-defined]


def test_the_columns_that_are_missing_are_named() -> None:
    columns = {n: to for n, to in SOUND.columns.items() if to != "检验机构"}

    refused = refusal(lambda: check_mappings([replace(SOUND, columns=columns)], KNOWN))

    assert refused.facts["columns"] == "检验机构"


def test_two_items_of_one_code_are_refused() -> None:
    refused = refusal(lambda: check_once([{"code": "a"}, {"id": "b"}, {"code": "a"}]))

    assert said(refused) == ("invalid", "given-twice", None)
