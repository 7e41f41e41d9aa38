"""What shows only when records are seen together: firms, products, repetition, clusters."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol, runtime_checkable
from uuid import UUID

from msgspec import Struct

from domain.case.kinds import Stage
from domain.reference.thresholds import Threshold


class Repeated(Struct, frozen=True, kw_only=True, rename="camel"):
    """An operator with unqualified batches again and again; `uscc` is its name if it has none.

    Only batches whose conclusion stands for it: none that a re-test or an objection cleared.
    """

    uscc: str
    name: str
    batches: int
    products: tuple[str, ...]
    districts: tuple[str, ...]


class Suggestion(StrEnum):
    """What may be done about a cluster."""

    JOINT_REVIEW = "joint-review"  # 提请会审
    SPECIAL_BULLETIN = "special-bulletin"  # 起草专项通报


class OpenCase(Struct, frozen=True, kw_only=True, rename="camel"):
    """A case about the product that is not over: a joint review may be requested from it."""

    id: UUID
    number: str
    title: str
    stage: Stage
    org: str


class Cluster(Struct, frozen=True, kw_only=True, rename="camel"):
    """A product found unqualified in several districts.

    A batch counts in one district: where it was sampled, or that of its maker if that was
    elsewhere. `dispositions` are those of some of its batches.
    """

    product: str
    product_kind: str | None
    batches: int
    operators: int
    districts: tuple[str, ...]
    dispositions: tuple[UUID, ...] = ()
    cases: tuple[OpenCase, ...] = ()
    suggests: tuple[Suggestion, ...] = ()


class CampaignCount(Struct, frozen=True, kw_only=True, rename="camel"):
    """What is in a campaign: leads, cases and results, those under way, the batches tested."""

    campaign: str
    leads: int
    open_leads: int
    cases: int
    open_cases: int
    dispositions: int
    open_dispositions: int
    batches: int


@runtime_checkable
class Patterns(Protocol):
    """Looks for patterns in what an organisation may see (None: everything), now or as of `at`."""

    async def offenders(
        self,
        threshold: Threshold,
        today: date,
        org: str | None,
        at: int | None = None,
        uscc: str | None = None,
    ) -> Sequence[Repeated]:
        """Operators that reach the threshold, the worst first; or the one with a credit code."""
        ...

    async def clusters(
        self, threshold: Threshold, today: date, org: str | None, at: int | None = None
    ) -> Sequence[Cluster]:
        """Products that reach the threshold, the widest first."""
        ...

    async def campaigns(self, org: str | None, at: int | None = None) -> Sequence[CampaignCount]:
        """How many records each campaign has."""
        ...


def since(threshold: Threshold, today: date) -> date:
    """The first day that counts."""
    month = today.year * 12 + today.month - 1 - threshold.months
    return date(month // 12, month % 12 + 1, 1)
