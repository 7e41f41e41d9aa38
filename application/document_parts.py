"""What official documents are made of: parties, citations, evidence, sums, rights."""

from datetime import date
from typing import Literal

from msgspec import Struct

from domain.money import in_capitals, in_figures


class Party(Struct, frozen=True, kw_only=True):
    """当事人: a person or an entity, as the papers of its identity say."""

    kind: Literal["person", "entity"]
    name: str
    id_kind: str = "统一社会信用代码"
    id_number: str | None = None
    address: str | None = None
    legal_representative: str | None = None
    phone: str | None = None


class Citation(Struct, frozen=True, kw_only=True):
    """An article (第四十九条) of a law in one version (2018年修正), and its words."""

    law: str
    article: str
    version: str | None = None
    text: str | None = None


class Official(Struct, frozen=True, kw_only=True):
    """An officer with the number of the enforcement certificate (执法证号)."""

    name: str
    certificate: str | None = None


class Opinion(Struct, frozen=True, kw_only=True):
    """What somebody in charge wrote on a form, and when."""

    text: str
    name: str
    signed_on: date


class Evidence(Struct, frozen=True, kw_only=True):
    """A piece of evidence and what it proves."""

    name: str
    proves: str | None = None


class Amount(Struct, frozen=True):
    """A sum as papers write it, twice. `amount` makes it."""

    figures: str
    capitals: str


def amount(fen: int) -> Amount:
    """The sum in figures and in capital numerals. Raises ValueError as `in_capitals` does."""
    return Amount(in_figures(fen), in_capitals(fen))


class Penalty(Struct, frozen=True, kw_only=True):
    """One kind of penalty, such as 罚款 with its sum, or 没收…24个 without one."""

    words: str
    amount: Amount | None = None


class Contact(Struct, frozen=True, kw_only=True):
    """Whom to ask."""

    name: str
    phone: str
    address: str | None = None


class Right(Struct, frozen=True, kw_only=True):
    """A right to be used within so many working days, and what grants it."""

    working_days: int
    basis: tuple[Citation, ...]


class NoticeServed(Struct, frozen=True, kw_only=True):
    """The notice that went before a decision (行政处罚告知书)."""

    number: str
    served_on: date


class Defence(Struct, frozen=True, kw_only=True):
    """What the party put forward (陈述申辩), and how it was dealt with (复核)."""

    said: str
    answer: str


class Payment(Struct, frozen=True, kw_only=True):
    """By when and how to pay, and what the surcharge of three per cent a day rests on."""

    days: int
    how: str
    basis: tuple[Citation, ...]


class Remedies(Struct, frozen=True, kw_only=True):
    """Reconsideration (行政复议) and suit (行政诉讼): within what time, and where."""

    reconsideration_days: int
    reconsideration_body: str
    suit_months: int
    court: str
