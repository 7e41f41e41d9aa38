"""Reason codes: why a lead was returned, why no case was opened, and the rule each rests on."""

from enum import StrEnum

from msgspec import Struct


class ReasonUse(StrEnum):
    """The act a reason code belongs to."""

    RETURN = "return"
    NO_FILING = "no_filing"


class Reason(Struct, frozen=True, kw_only=True, rename="camel"):
    """One reason an officer can choose."""

    code: str
    use: ReasonUse
    label_zh: str
    label_en: str
    basis: str | None = None
