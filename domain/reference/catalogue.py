"""The catalogue of key products (重点产品质量监控目录): their classes and serious items."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from domain.sampling.result import TestResult


class RiskClass(StrEnum):
    """A is what harms people first; C is everything with no safety record."""

    A = "A"
    B = "B"
    C = "C"


class ProductKind(Struct, frozen=True, kw_only=True, rename="camel"):
    """A kind of product. A failed item whose name holds one of `safety_items` is serious.

    In class A every failure is serious (危害人身、财产安全). `aliases` are other words for the
    product; `handled_by` names the body that handles it wherever it is found.
    """

    code: str
    name_zh: str
    name_en: str
    risk: RiskClass
    aliases: tuple[str, ...] = ()
    safety_items: tuple[str, ...] = ()
    licensed: bool = False
    handled_by: str | None = None


class Catalogue(Struct, frozen=True):
    """The catalogue in force on a day: its revision, and the kinds of product by their codes."""

    revision: int = 0
    kinds: Mapping[str, ProductKind] = {}

    def kind_of(self, product: str) -> ProductKind | None:
        """The kind of a product's name."""
        return kind_of(product, tuple(self.kinds.values()))


class Seriousness(Struct, frozen=True):
    """Why a result is serious: the class or the failed item that made it so."""

    rule: str
    fact: str


def kind_of(product: str, kinds: tuple[ProductKind, ...]) -> ProductKind | None:
    """The catalogue's kind for a product's name: the longest name or alias it contains."""
    found = [
        (len(word), kind)
        for kind in kinds
        for word in (kind.name_zh, *kind.aliases)
        if word in product
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def seriousness(result: TestResult, kind: ProductKind | None) -> Seriousness | None:
    """Whether an unqualified result endangers persons or property, and by which rule."""
    if result.qualified or kind is None:
        return None
    if kind.risk is RiskClass.A:
        return Seriousness("catalogue-class-a", kind.code)
    for failed in result.failed_items:
        if any(word in failed.item for word in kind.safety_items):
            return Seriousness("safety-item", failed.item)
    return None
