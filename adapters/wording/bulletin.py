"""Bulletins in words: groupings, values with their names, the statement of the whole."""

from collections.abc import Sequence

from adapters.wording.catalogue import Language, catalogue, say
from adapters.wording.story import campaign
from application.bulletin_files import total
from domain.bulletin.events import Counted, Figure, GroupedBy, Scope
from domain.place import AIRPORT, UNKNOWN
from domain.reference.organisations import OrganisationKind
from domain.reference.state import Reference


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
    for each in known.organisations.values():
        airport = each.kind is OrganisationKind.AIRPORT_BRANCH and value == AIRPORT
        bureau = each.handles_matters or each.kind is OrganisationKind.OUTSIDE_BUREAU
        if airport or (bureau and each.area == value):
            name = each.name_zh if language is Language.ZH else each.name_en
            return name if airport else _place(name)
    return value


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
