"""From how much on something is shown as a pattern: repeated offenders, clusters."""

from enum import StrEnum

from msgspec import Struct


class Pattern(StrEnum):
    """What is looked for."""

    OFFENDER = "offender"  # 屡次不合格经营者
    CLUSTER = "cluster"  # 同一产品在几个区不合格


class Threshold(Struct, frozen=True, kw_only=True, rename="camel"):
    """Unqualified batches of the last `months`: at least so many, in at least so many districts."""

    code: Pattern
    batches: int
    districts: int = 1
    months: int = 12
