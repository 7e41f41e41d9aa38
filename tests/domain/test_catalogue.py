"""The catalogue: which kind a product is, and what makes a failure serious."""

import pytest
from msgspec.structs import replace

from domain.reference.catalogue import ProductKind, RiskClass, Seriousness, kind_of, seriousness
from domain.sampling.result import FailedItem
from tests.domain.story import HELMET, KETTLE, RESULT

POT = ProductKind(code="pot", name_zh="水壶", name_en="pot", risk=RiskClass.C)
KINDS = (POT, KETTLE, HELMET)


@pytest.mark.parametrize(
    ("product", "code"),
    [
        ("安全帽", "helmet"),
        ("电动自行车头盔", "helmet"),
        ("不锈钢快速电水壶", "kettle"),
        ("不锈钢水壶", "pot"),
    ],
)
def test_the_longest_name_or_alias_decides_the_kind(product: str, code: str) -> None:
    kind = kind_of(product, KINDS)

    assert kind is not None
    assert kind.code == code


def test_an_unlisted_product_has_no_kind() -> None:
    assert kind_of("毛巾", KINDS) is None
    assert kind_of("电水壶", ()) is None


def test_every_failure_of_class_a_is_serious() -> None:
    result = replace(RESULT, failed_items=(FailedItem(item="标志"),))

    assert seriousness(result, HELMET) == Seriousness("catalogue-class-a", "helmet")


def test_in_other_classes_a_safety_item_makes_it_serious() -> None:
    assert seriousness(RESULT, KETTLE) == Seriousness("safety-item", "接地措施")


@pytest.mark.parametrize("kind", [KETTLE, POT, None])
def test_other_failures_are_not_serious(kind: ProductKind | None) -> None:
    result = replace(RESULT, failed_items=(FailedItem(item="标志"),))

    assert seriousness(result, kind) is None


@pytest.mark.parametrize("kind", [HELMET, KETTLE, None])
def test_a_qualified_result_is_never_serious(kind: ProductKind | None) -> None:
    assert seriousness(replace(RESULT, qualified=True), kind) is None
