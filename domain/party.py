"""Who the law is applied to: enterprises, by unified social credit code (统一社会信用代码)."""

from typing import Annotated

from msgspec import Meta, Struct

from domain.text import Line

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

Uscc = Annotated[str, Meta(pattern=r"^[0-9A-HJ-NP-RTUW-Y]{18}$")]
"""Eighteen characters of GB 32100-2015; `uscc_is_sound` also checks the last one."""


def check_character(first17: str) -> str:
    """The 18th character that belongs to the first 17 (GB 32100-2015, 4.1)."""
    total = sum(
        ALPHABET.index(sign) * weight for sign, weight in zip(first17, WEIGHTS, strict=True)
    )
    return ALPHABET[(31 - total % 31) % 31]


def uscc_is_sound(code: str) -> bool:
    """Whether the code has 18 characters of the alphabet and the right check character."""
    return (
        len(code) == len(WEIGHTS) + 1
        and set(code) <= set(ALPHABET)
        and check_character(code[:-1]) == code[-1]
    )


class Enterprise(Struct, frozen=True, kw_only=True, rename="camel"):
    """A producer or seller, as its papers name it: `place` is 省市区 text, as entered.

    It stands in stored events, so it has no limits: they would be applied again at replay.
    """

    name: str
    uscc: str | None = None
    place: str | None = None


class EnterpriseGiven(
    Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """An enterprise as a command names it, with the limits of what may be given."""

    name: Line
    uscc: Uscc | None = None
    place: Line | None = None

    def as_recorded(self) -> Enterprise:
        """The enterprise as events keep it."""
        return Enterprise(name=self.name, uscc=self.uscc, place=self.place)
