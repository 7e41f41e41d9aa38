"""The fine calculator: what an article punishes an act with, by branch (罚款幅度)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct

from domain.penalty.fine import FineRange, basis_on, branch_of, fine_range
from domain.reference.bases import BasisVersion, Branch, LegalBasis


class Asked(Struct, frozen=True, kw_only=True):
    """An article, the day of the act, what is multiplied, and one branch or all."""

    basis: str
    on: date
    goods_value: Decimal | None = None
    gains: Decimal | None = None
    branch: str | None = None


class Punished(Struct, frozen=True, kw_only=True):
    """The article as it was in force, and its branches with the range of the fine, if any."""

    basis: LegalBasis
    version: BasisVersion
    branches: tuple[tuple[Branch, FineRange | None], ...]


def punished(asked: Asked, bases: Mapping[str, LegalBasis]) -> Punished:
    """What the article provides for.

    Refuses an unknown basis or branch, a basis not in force on the day, an impossible amount, and
    a missing amount that a fine is a multiple of.
    """
    version = basis_on(bases, asked.basis, asked.on)
    branches = version.branches if asked.branch is None else (branch_of(version, asked.branch),)
    return Punished(
        basis=bases[asked.basis],
        version=version,
        branches=tuple((each, _range(version, each, asked)) for each in branches),
    )


def _range(version: BasisVersion, branch: Branch, asked: Asked) -> FineRange | None:
    if branch.fine is None:
        return None
    return fine_range(version, branch, goods_value=asked.goods_value, gains=asked.gains)
