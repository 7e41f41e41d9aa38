"""What can happen to a bulletin (通报). These types are the stored format."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct


class BulletinKind(StrEnum):
    """What a bulletin is about."""

    QUARTERLY = "quarterly"  # 季度通报
    SPECIAL = "special"  # 专项通报


class Counted(StrEnum):
    """What a figure counts. Every operator concerned has come to one of the four that follow it."""

    BATCHES = "batches"  # 抽查批次
    UNQUALIFIED = "unqualified"  # 不合格批次
    OPERATORS = "operators"  # 涉及经营者
    COMPLETED = "completed"  # 已完成整改的经营者: 复查合格
    CORRECTING = "correcting"  # 正在整改的经营者
    WAITING = "waiting"  # 尚未责令改正的经营者
    ENDED = "ended"  # 其他终结: 吊销、通报外地、未责令而办结
    CASES = "cases"  # 立案
    OUTSIDE = "outside"  # 移送外省市
    UPHELD = "upheld"  # 异议成立
    OVERTURNED = "overturned"  # 复检改判


class GroupedBy(StrEnum):
    """What figures are broken down by."""

    ALL = "all"  # 合计
    STAGE = "stage"  # 抽样环节
    PRODUCER_PLACE = "producer-place"  # 标称生产者所在地
    PRODUCT = "product"  # 产品类别
    DISTRICT = "district"  # 区
    LABORATORY = "laboratory"  # 检验机构


class Scope(Struct, frozen=True, kw_only=True, rename="camel"):
    """The batches that count: sampled in the period, by these rules, of these kinds, in campaigns.

    What is left empty does not narrow. Results of other provinces count only if `recognised`.
    """

    first: date | None = None
    last: date | None = None
    sampling_rules: tuple[str, ...] = ()
    product_kinds: tuple[str, ...] = ()
    recognised: bool = False
    campaigns: tuple[str, ...] = ()


class Figure(Struct, frozen=True, kw_only=True, rename="camel"):
    """One number: how many of what, in which group."""

    counted: Counted
    grouped_by: GroupedBy
    value: str
    number: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What the number is of."""
        return self.grouped_by.value, self.value, self.counted.value


class BulletinDrafted(Struct, frozen=True, kw_only=True, tag="bulletin.drafted.v1"):
    """`issuer` is the body in whose name it is issued; `cut_off` a position of the ledger.

    `cut_off_at` is the moment that was asked for, or at which that position was recorded.
    """

    org: str
    issuer: str
    kind: BulletinKind
    title: str
    scope: Scope
    cut_off: int
    cut_off_at: datetime | None = None


class BulletinRedrafted(Struct, frozen=True, kw_only=True, tag="bulletin.redrafted.v1"):
    """Only what is set is changed."""

    title: str | None = None
    scope: Scope | None = None
    cut_off: int | None = None
    cut_off_at: datetime | None = None


class BulletinIssued(Struct, frozen=True, kw_only=True, tag="bulletin.issued.v1"):
    """`sha256` is that of scope, cut-off and figures (application/figures.py)."""

    number: str
    cut_off: int
    figures: tuple[Figure, ...]
    sha256: str
    cut_off_at: datetime | None = None


class BulletinCorrected(Struct, frozen=True, kw_only=True, tag="bulletin.corrected.v1"):
    """更正通报: new figures with a cut-off of their own; those issued before stay on record.

    Title and scope are what they were, unless they are given.
    """

    number: str
    reason: str
    cut_off: int
    figures: tuple[Figure, ...]
    sha256: str
    cut_off_at: datetime | None = None
    title: str | None = None
    scope: Scope | None = None


class BulletinWithdrawn(Struct, frozen=True, kw_only=True, tag="bulletin.withdrawn.v1"):
    """撤销: it does not hold any more, and stays to be read."""

    reason: str


class BulletinDropped(Struct, frozen=True, kw_only=True, tag="bulletin.dropped.v1"):
    """A draft will not be issued."""

    reason: str


BulletinEvent = (
    BulletinDrafted
    | BulletinRedrafted
    | BulletinIssued
    | BulletinCorrected
    | BulletinWithdrawn
    | BulletinDropped
)


class BulletinClaimed(Struct, frozen=True, kw_only=True, tag="claim.bulletin-issued.v1"):
    """A bulletin has a number, or counts a quarter, which no other of its issuer may have."""

    bulletin: UUID


class BulletinReleased(Struct, frozen=True, kw_only=True, tag="claim.bulletin-released.v1"):
    """A bulletin counts the quarter no more: it was withdrawn, or corrected to be of another."""

    bulletin: UUID


BulletinClaimEvent = BulletinClaimed | BulletinReleased
