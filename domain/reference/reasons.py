"""Reason codes: why a lead was returned, why no case was opened, and the rule each rests on."""

from enum import StrEnum

from msgspec import Struct

from domain.text import Code, Line


class ReasonUse(StrEnum):
    """The act a reason code belongs to."""

    RETURN = "return"
    NO_FILING = "no_filing"


class Reason(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """One reason an officer can choose."""

    code: Code
    use: ReasonUse
    label_zh: Line
    label_en: Line
    basis: str | None = None
