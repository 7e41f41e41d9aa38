"""案号 and 文号 that a bureau gives in a year, without gaps; and who filed first for an act.

Both are streams of their own, written in the same append as the case, so that two officers at once
can't give one number twice, and two bureaus can't file for the same act unawares.
"""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace


class Series(StrEnum):
    """What is numbered."""

    CASE = "case"  # 立案
    DECISION = "decision"  # 处罚决定


class NumberGiven(Struct, frozen=True, kw_only=True, tag="docket.number-given.v1"):
    """The next number of a bureau's series in a year."""

    org: str
    year: int
    series: Series
    number: int
    case: UUID


class ActClaimed(Struct, frozen=True, kw_only=True, tag="claim.filed.v1"):
    """A bureau filed a case for an act (PP-FIRST-FILER)."""

    org: str
    case: UUID
    number: str
    distinct_because: str | None = None


class ActReleased(Struct, frozen=True, kw_only=True, tag="claim.released.v1"):
    """A correction made the case one about another act."""

    case: UUID


DocketEvent = NumberGiven | ActClaimed | ActReleased


class Docket(Struct, frozen=True):
    """The last number of each series."""

    last: Mapping[str, int] = {}

    def next(self, series: Series) -> int:
        """The number to give."""
        return self.last.get(series, 0) + 1


class Claim(Struct, frozen=True):
    """Who filed for an act, first to last."""

    filed: tuple[ActClaimed, ...] = ()


def counted(docket: Docket | None, event: NumberGiven) -> Docket:
    """The docket after one more number."""
    known = docket or Docket()
    return replace(known, last={**known.last, event.series: event.number})


def claimed(claim: Claim | None, event: ActClaimed | ActReleased) -> Claim:
    """The claim after one more filing, or one less."""
    known = claim or Claim()
    if isinstance(event, ActReleased):
        return Claim(tuple(each for each in known.filed if each.case != event.case))
    return Claim((*known.filed, event))
