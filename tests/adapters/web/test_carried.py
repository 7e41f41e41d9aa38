"""What a form takes over from the step before, and how it comes back from what is typed."""

from decimal import Decimal
from typing import Any

import msgspec
import msgspec.inspect as mi
import pytest
from msgspec import Struct
from msgspec.structs import asdict

from adapters.web.prefilled import carried
from adapters.web.typed import object_of
from domain.case import corrections, decision, remedies
from domain.case import events as e
from domain.case.kinds import PenaltyKind, Stage, TermUnit
from tests.domain.case.story import at

PENALTIES = (
    e.Penalty(
        kind=PenaltyKind.FINE,
        amount=Decimal("8000.50"),
        basis="PQL-49",
        mitigation="主动消除危害后果\n配合调查",
    ),
    e.Penalty(kind=PenaltyKind.CONFISCATE_GOODS, text="电水壶", to_be_valued=True),
    e.Penalty(
        kind=PenaltyKind.SUSPENSION_ORDER,
        term=7,
        term_unit=TermUnit.DAY,
        scope=("一号生产线", "二号生产线"),
    ),
)


def read(body: type[Struct], given: dict[str, list[str]]) -> dict[str, Any]:
    info = mi.type_info(body)
    assert isinstance(info, mi.StructType)
    return object_of(info.fields, "", given)


def test_a_penalty_is_carried_on_with_all_that_limits_it() -> None:
    case = at(Stage.DECISION_PENDING, penalties=PENALTIES).case

    body = read(decision.Decide, carried(case, "decision")) | {"reason": "依法"}
    command = msgspec.convert(body, decision.Decide, strict=False)

    assert [e.Penalty(**asdict(each)) for each in command.penalties] == list(PENALTIES)


@pytest.mark.parametrize("typed", ["", "true", "false"])
@pytest.mark.parametrize(
    ("body", "name"),
    [(corrections.Correct, "harmResulted"), (remedies.EndRemedy, "remade")],
    ids=["correction", "end of a remedy"],
)
def test_what_may_be_left_open_is_not_answered_no(
    body: type[Struct], name: str, typed: str
) -> None:
    found = read(body, {f"/{name}": [typed]})

    assert found.get(name) == {"": None, "true": True, "false": False}[typed]
