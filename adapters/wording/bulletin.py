"""Bulletins in words: what heads them, what their values are called, the whole in a sentence."""

from collections.abc import Iterator, Sequence

from adapters.wording.catalogue import Language, catalogue, say
from adapters.wording.story import campaign, organisation
from application.bulletin_files import Publication, Table, total
from application.figures import OF_OPERATORS, Batch, Difference
from domain.bulletin.decisions import CutOff
from domain.bulletin.events import Counted, Figure, GroupedBy, Scope
from domain.bulletin.state import PUBLIC, BulletinStatus
from domain.place import AIRPORT, UNKNOWN
from domain.reference.organisations import OrganisationKind
from domain.reference.state import Reference
from domain.time import SHANGHAI

UNITS = dict.fromkeys(OF_OPERATORS, "operators") | {Counted.CASES: "cases"}
# The columns of a list of batches.
LISTED = (
    "report", "product", "batch-number", "sampled-at", "producer-place", "district",
    "laboratory", "conclusion", "handling", "behind-operators", "behind-cases",
)  # fmt: skip
# What a batch is grouped by, by the field that says it.
BY_FIELD = {
    "stage": GroupedBy.STAGE,
    "producer_place": GroupedBy.PRODUCER_PLACE,
    "product_kind": GroupedBy.PRODUCT,
    "district": GroupedBy.DISTRICT,
}


def header(of: Publication, language: Language) -> Iterator[tuple[str, str]]:
    """What stands above every form of a bulletin, each with its label."""
    row, edition = of.row, of.edition
    yield _label("kind", language), say(language, f"bulletin_kind.{row.kind}")
    yield _label("status", language), standing(of, language)
    if edition:
        yield _label("number", language), edition.number
    yield _label("issuer", language), organisation(row.issuer, language, of.known)
    day = edition.issued_on if edition else row.drafted_on
    yield _label("issued-on" if edition else "drafted-on", language), day.isoformat()
    yield _label("cut-off", language), cut_off_of(of.cut_off, language)
    yield _label("scope", language), scope_of(of.scope, language, of.known)
    if of.before:
        yield _label("replaces", language), of.before.number
    if edition and edition.reason:
        yield _label("reason", language), edition.reason
    if row.withdrawn_because:
        yield _label("withdrawn", language), f"{row.withdrawn_on} {row.withdrawn_because}"


def _label(name: str, language: Language) -> str:
    return say(language, f"bulletin.of-{name}")


def standing(of: Publication, language: Language) -> str:
    """Where what is read stands: an edition before the last was corrected since."""
    status = of.row.status
    if status in PUBLIC:
        status = BulletinStatus.ISSUED
        if of.edition is not of.row.edition:
            status = BulletinStatus.CORRECTED
    return say(language, f"bulletin_status.{status}")


def mark(of: Publication, language: Language) -> str | None:
    """What lies across a paper that does not hold: a draft, one dropped, one withdrawn."""
    match of.row.status:
        case BulletinStatus.DRAFT:
            return say(language, "bulletin.draft")
        case BulletinStatus.DROPPED | BulletinStatus.WITHDRAWN as status:
            return say(language, f"bulletin_status.{status}")
        case _:
            return None


def cut_off_of(cut_off: CutOff, language: Language) -> str:
    """Up to when is counted, with the position of the ledger that it stands for."""
    position = str(cut_off.position)
    if cut_off.at is None:
        return say(language, "bulletin.cut-off-position", {"position": position})
    at = f"{cut_off.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return say(language, "bulletin.cut-off-at", {"at": at, "position": position})


def heading(counted: Counted, language: Language) -> str:
    """What a column counts, with its unit where that does not say itself."""
    name, unit = say(language, f"counted.{counted}"), unit_of(counted, language)
    if unit in name:
        return name
    return f"{name}（{unit}）" if language is Language.ZH else f"{name} ({unit})"


def unit_of(counted: Counted, language: Language) -> str:
    """In what is counted."""
    return say(language, f"bulletin.unit-{UNITS.get(counted, 'batches')}")


def note_of(grouped_by: GroupedBy, language: Language) -> str:
    """How a table is counted; nothing where it says itself."""
    return catalogue(language).get(f"bulletin.note-{grouped_by}", "")


def rate_of(table: Table, row: tuple[str, tuple[int, ...]]) -> str:
    """The share of a row's batches that is unqualified."""
    batches, unqualified = (
        table.number(row, each) for each in (Counted.BATCHES, Counted.UNQUALIFIED)
    )
    return percent(unqualified, batches)


def headings(table: Table, language: Language) -> list[str]:
    """The heads of a table's columns; the rate follows what it is of."""
    batches, unqualified, *others = (heading(each, language) for each in table.counted)
    return [batches, unqualified, _rate(language), *others]


def cells(table: Table, row: tuple[str, tuple[int, ...]]) -> list[int | str]:
    """The cells of a row below those."""
    batches, unqualified, *others = row[1]
    return [batches, unqualified, rate_of(table, row), *others]


def in_all(
    table: Table, language: Language
) -> Iterator[tuple[Counted | None, str, int | str, str]]:
    """What is counted in all, line by line: what (None for the rate), how many, in which unit."""
    row = table.rows[0]
    for each in table.counted:
        name, unit = say(language, f"counted.{each}"), unit_of(each, language)
        yield each, name, table.number(row, each), unit
        if each is Counted.UNQUALIFIED:
            yield None, _rate(language), rate_of(table, row), ""


def _rate(language: Language) -> str:
    return say(language, "bulletin.unqualified-rate")


def change_of(each: Difference, language: Language, known: Reference) -> str:
    """What a changed figure is of."""
    named = value_of(each.grouped_by, each.value, language, known)
    return f"{named} · {heading(each.counted, language)}"


def batch_lines(
    found: Sequence[Batch], language: Language, known: Reference
) -> Iterator[tuple[str | int, ...]]:
    """Batches as lines of a list, under a line of headings."""
    yield tuple(say(language, f"web.{each}") for each in LISTED)
    separator = "；" if language is Language.ZH else "; "
    for each in found:
        told = (
            value_of(grouped_by, getattr(each, name), language, known)
            for name, grouped_by in BY_FIELD.items()
            if grouped_by is not GroupedBy.PRODUCT
        )
        conclusion = say(language, "web.unqualified" if each.unqualified else "web.qualified")
        yield (
            each.report_no,
            each.product,
            each.batch or "",
            *told,
            each.lab,
            conclusion,
            say(language, f"status.{each.status}") if each.status else "",
            separator.join(operators_of(each, language, known)),
            len(each.filed),
        )


def operators_of(batch: Batch, language: Language, known: Reference) -> list[str]:
    """The operators of a batch: who, how far it has come, in which line it is counted."""
    return [
        f"{each.operator} · {say(language, f'status.{each.stage}')}"
        f" · {_area(each.district, language, known)}"
        for each in batch.operators
    ]


def value_of(grouped_by: GroupedBy, value: str, language: Language, known: Reference) -> str:
    """What a group is called."""
    if value == UNKNOWN:
        return say(language, "bulletin.unknown")
    if grouped_by is GroupedBy.PRODUCT and value in known.catalogue:
        kind = known.catalogue[value]
        return kind.name_zh if language is Language.ZH else kind.name_en
    if grouped_by is GroupedBy.DISTRICT:
        return _area(value, language, known)
    return catalogue(language).get(f"bulletin.{value.replace('_', '-')}", value)


def _area(value: str, language: Language, known: Reference) -> str:
    if value == UNKNOWN:
        return say(language, "bulletin.unknown")
    for each in known.organisations.values():
        airport = each.kind is OrganisationKind.AIRPORT_BRANCH and value == AIRPORT
        bureau = each.handles_matters or each.kind is OrganisationKind.OUTSIDE_BUREAU
        if airport or (bureau and each.area == value):
            name = each.name_zh if language is Language.ZH else each.name_en
            return name if airport else _place(name)
    return catalogue(language).get(f"bulletin.{value}", value)


def _place(name: str) -> str:
    """The place that a bureau is named after."""
    for ending in (
        "市场监督管理局", "市场监管局", " Market Regulation Administration",
        " District Market Regulation Bureau", " Market Regulation Bureau",
    ):  # fmt: skip
        name = name.removesuffix(ending)
    return name


def scope_of(scope: Scope, language: Language, known: Reference) -> str:
    """What is counted, in words."""
    separator = "；" if language is Language.ZH else "; "
    comma = "、" if language is Language.ZH else ", "
    parts: list[str] = []
    if scope.first or scope.last:
        first, last = (str(day) if day else "…" for day in (scope.first, scope.last))
        parts.append(say(language, "bulletin.sampled-between", {"first": first, "last": last}))
    if scope.sampling_rules:
        rules = comma.join(scope.sampling_rules)
        parts.append(say(language, "bulletin.by-rules", {"rules": rules}))
    if scope.product_kinds:
        kinds = [value_of(GroupedBy.PRODUCT, e, language, known) for e in scope.product_kinds]
        parts.append(say(language, "bulletin.of-kinds", {"kinds": comma.join(kinds)}))
    if scope.campaigns:
        named = comma.join(campaign(each, language, known) for each in scope.campaigns)
        parts.append(say(language, "bulletin.in-campaigns", {"campaigns": named}))
    if scope.recognised:
        parts.append(say(language, "bulletin.with-recognised"))
    return separator.join(parts)


def statement(figures: Sequence[Figure], language: Language) -> str:
    """The whole in a sentence, as published bulletins begin."""
    facts = {each.value: str(total(figures, each)) for each in Counted}
    batches, unqualified = (total(figures, c) for c in (Counted.BATCHES, Counted.UNQUALIFIED))
    facts["rate"] = percent(batches - unqualified, batches)
    return say(language, "bulletin.statement", facts)


def percent(part: int, whole: int) -> str:
    """A share with one digit, half rounded up: of nothing, a dash."""
    if not whole:
        return "—"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"
