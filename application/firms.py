"""企业与产品: which firms and products records name, and which of them a word finds."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from application.queries import Ask, ReadModels
from application.sampling_check import key_of
from application.views.case import CASES, CaseRow
from application.views.disposition import DISPOSITIONS, DispositionRow
from application.views.lead import LEADS, LeadRow
from application.views.test_result import RESULTS, TestResultRow
from application.views.view import Row, View
from domain.case.kinds import PartyKind
from domain.party import Enterprise
from domain.reference.catalogue import ProductKind
from domain.sampling.product import plain

CODE = re.compile(r"^[0-9A-HJ-NP-RTUW-Y]{18}$")
# How many records of each list are looked through, the newest first.
SEEN = 200
MOST = 50
# Each list, and how it is asked for the records of a credit code.
LISTS: Sequence[tuple[View[Any], str, str]] = (
    (LEADS, "equal", "enterprise"),
    (CASES, "equal", "enterprise"),
    (DISPOSITIONS, "holding", "enterprises"),
    (RESULTS, "holding", "enterprises"),
)


class Firm(Struct, frozen=True, kw_only=True, rename="camel"):
    """A firm by its newest name, and how many of the records looked through name it."""

    uscc: str | None
    name: str
    records: int


class Found(Struct, frozen=True, kw_only=True, rename="camel"):
    """What a word finds; `more` when there are records that were not looked through."""

    firms: tuple[Firm, ...] = ()
    products: tuple[str, ...] = ()
    more: bool = False


def firms_of(row: Row) -> tuple[Enterprise, ...]:
    """The firms a record is about, each once; never a natural person."""
    match row:
        case LeadRow(enterprise=Enterprise() as enterprise):
            named: tuple[Enterprise, ...] = (enterprise,)
        case CaseRow(party=party) if party.kind is PartyKind.ENTITY:
            named = (Enterprise(name=party.name, uscc=party.uscc),)
        case DispositionRow(recipients=recipients):
            named = tuple(each.enterprise for each in recipients)
        case TestResultRow(result=result):
            named = (result.producer, result.sampled)
        case _:
            named = ()
    return tuple({key_of(each): each for each in reversed(named)}.values())[::-1]


def product_of(row: Row) -> tuple[str | None, str | None]:
    """The product a record is about, and the batch."""
    match row:
        case LeadRow() | CaseRow():
            return row.product, row.batch
        case DispositionRow() | TestResultRow():
            return row.result.product, row.result.batch
        case _:
            return None, None


async def look_up(models: ReadModels, words: str, org: str | None, at: int | None) -> Found:
    """The firms whose name or code, and the products whose name the words are part of."""
    code = words.strip().upper()
    if CODE.match(code):
        asks = {
            view: Ask(equal={column: code}) if how == "equal" else Ask(holding={column: code})
            for view, how, column in LISTS
        }
    else:
        asks = {view: Ask(words=words.strip()) for view, _, _ in LISTS}
    rows, more = await newest(models, asks, org, at)
    wanted = plain(words)
    firms = [
        each
        for row in rows
        for each in firms_of(row)
        if wanted in plain(each.name) or (each.uscc is not None and code in each.uscc)
    ]
    products = (product_of(row)[0] for row in rows)
    named = dict.fromkeys(each for each in products if each and wanted in plain(each))
    return Found(firms=_counted(firms), products=tuple(named)[:MOST], more=more)


def _counted(firms: Iterable[Enterprise]) -> tuple[Firm, ...]:
    found: dict[str, Firm] = {}
    for each in firms:
        known = found.get(key_of(each))
        records = known.records + 1 if known else 1
        name = known.name if known else each.name
        found[key_of(each)] = Firm(uscc=each.uscc, name=name, records=records)
    return tuple(sorted(found.values(), key=lambda each: -each.records))[:MOST]


async def product_names(
    models: ReadModels, name: str, kinds: Sequence[ProductKind], org: str | None, at: int | None
) -> tuple[str, ...]:
    """The names of products meant by a word: of the catalogue's kind it names, or that hold it."""
    kind = next((each for each in kinds if name in (each.code, each.name_zh, *each.aliases)), None)
    views: tuple[View[Any], ...] = (LEADS, DISPOSITIONS, RESULTS)
    asks = {view: Ask(words=name) for view, _, _ in LISTS}
    if kind is not None:
        asks = {view: Ask(equal={"product_kind": kind.code}) for view in views}
    rows, _ = await newest(models, asks, org, at)
    wanted = plain(name)
    products = (product_of(row)[0] for row in rows)
    named = (each for each in products if each and (kind is not None or wanted in plain(each)))
    return tuple(dict.fromkeys(named))[:MOST]


async def newest(
    models: ReadModels, asks: dict[View[Any], Ask], org: str | None, at: int | None
) -> tuple[list[Row], bool]:
    """The newest records of several lists, and whether any list has more."""
    rows: list[Row] = []
    more = False
    for view, ask in asks.items():
        page = await models.page(view, replace(ask, org=org, at=at, limit=SEEN, descending=True))
        rows += page.rows
        more = more or page.next is not None
    return rows, more
