"""The range of a fine by an article: from the value of the goods, or in yuan (law.md 11)."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct

from domain.money import check_amount
from domain.reference.bases import BasisVersion, Branch, Fine, LegalBasis, Measured
from domain.refusals import Invalid
from domain.statute.rule import nearest


class Explanation(Struct, frozen=True, kw_only=True, rename="camel"):
    """What a range rests on; `counted_on` is the amount that was multiplied."""

    version: BasisVersion
    branch: Branch
    counted_on: Decimal | None = None


class FineRange(Struct, frozen=True, kw_only=True, rename="camel"):
    """From how much to how much, both included, in yuan: exact, so there may be parts of a fen."""

    minimum: Decimal
    maximum: Decimal
    explanation: Explanation


def basis_on(bases: Mapping[str, LegalBasis], code: str, day: date) -> BasisVersion:
    """The version of a basis in force on the day of the act (law.md 13.3).

    Refuses an unknown basis and one that was not in force.
    """
    basis = bases.get(code)
    if basis is None or not basis.versions:
        raise Invalid("/basis", "unknown-basis", value=code)
    version = basis.on(day)
    if version is None:
        near = nearest(basis.versions, day)
        raise Invalid(
            "/on",
            "basis-not-in-force",
            basis=code,
            value=code,
            date=day.isoformat(),
            instrument=near.instrument,
            article=near.article,
        )
    return version


def branch_of(version: BasisVersion, code: str) -> Branch:
    """The branch of that code. Refuses one the article doesn't have."""
    for branch in version.branches:
        if branch.code == code:
            return branch
    raise Invalid(
        "/branch",
        "unknown-branch",
        value=code,
        instrument=version.instrument,
        article=version.article,
    )


def fine_range(
    version: BasisVersion,
    branch: Branch,
    *,
    goods_value: Decimal | None = None,
    gains: Decimal | None = None,
) -> FineRange:
    """The range of the fine by a branch of an article.

    Refuses an impossible amount, a branch without a fine, and a missing amount that is multiplied.
    """
    given = {Measured.GOODS_VALUE: ("/goodsValue", goods_value), Measured.GAINS: ("/gains", gains)}
    for pointer, amount in given.values():
        if amount is not None:
            check_amount(pointer, amount)
    fine = branch.fine
    if fine is None:
        raise Invalid(
            "/branch", "fine-not-provided", instrument=version.instrument, article=version.article
        )
    if fine.measured is None:
        return _range(version, branch, fine, None)
    pointer, counted_on = given[fine.measured]
    if counted_on is None:
        raise Invalid(
            pointer,
            "amount-needed",
            measured=fine.measured,
            instrument=version.instrument,
            article=version.article,
        )
    return _range(version, branch, fine, counted_on)


def _range(
    version: BasisVersion, branch: Branch, fine: Fine, counted_on: Decimal | None
) -> FineRange:
    times = Decimal(1) if counted_on is None else counted_on
    return FineRange(
        minimum=plain(fine.least * times),
        maximum=plain(fine.most * times),
        explanation=Explanation(version=version, branch=branch, counted_on=counted_on),
    )


def plain(amount: Decimal) -> Decimal:
    """The same amount without zeros at the end, and without an exponent."""
    whole = amount.to_integral_value()
    return whole if amount == whole else amount.normalize()


def heaviest(ranges: Iterable[FineRange]) -> FineRange:
    """The range by which one act is fined that breaks several rules (law.md 11, APL2021 art. 29).

    The article says the rule "with the higher fine"; that the maximum decides, then the minimum, is
    convention. Compare what is imposed on the same person. Raises ValueError where there is none.
    """
    return max(ranges, key=lambda each: (each.maximum, each.minimum))
