"""What shows only when records are seen together: firms, products, repetition, clusters."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, runtime_checkable

from msgspec import Struct

from domain.reference.thresholds import Threshold


class Repeated(Struct, frozen=True, kw_only=True, rename="camel"):
    """An operator with unqualified batches again and again; `uscc` is its name if it has none."""

    uscc: str
    name: str
    batches: int
    products: tuple[str, ...]
    districts: tuple[str, ...]


class Cluster(Struct, frozen=True, kw_only=True, rename="camel"):
    """A product found unqualified in several districts."""

    product: str
    batches: int
    operators: int
    districts: tuple[str, ...]


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
    """Looks for patterns in what an organisation may see; None is everything."""

    async def offenders(
        self, threshold: Threshold, today: date, org: str | None
    ) -> Sequence[Repeated]:
        """Operators that reach the threshold, the worst first."""
        ...

    async def clusters(
        self, threshold: Threshold, today: date, org: str | None
    ) -> Sequence[Cluster]:
        """Products that reach the threshold, the widest first."""
        ...

    async def campaigns(self, org: str | None) -> Sequence[CampaignCount]:
        """How many records each campaign has."""
        ...


def since(threshold: Threshold, today: date) -> date:
    """The first day that counts."""
    month = today.year * 12 + today.month - 1 - threshold.months
    return date(month // 12, month % 12 + 1, 1)
