"""What an event holds as a list, as a part of a sentence: penalties, people, things."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from adapters.wording.catalogue import Language, catalogue, say

LIST = {Language.ZH: "、", Language.EN: ", "}
PENALTIES = {Language.ZH: "、", Language.EN: "; "}
GOODS = "confiscate_goods"


def listed(name: str, items: Sequence[Any], language: Language) -> str:
    """The items of the fact with this name; their number where they are told by nothing else."""
    match name:
        case "penalties":
            return PENALTIES[language].join(_penalty(each, language) for each in items)
        case "voices":
            told = [_voice(each, language) for each in items]
        case _ if all(isinstance(each, str) for each in items):
            told = list(items)
        case "handlers" | "members":
            told = [each["name"] for each in items]
        case _:
            return str(len(items))
    return LIST[language].join(told)


def sum_of_money(amount: str) -> str:
    """An amount in yuan without needless decimals: 20000, 3000.50."""
    value = Decimal(amount)
    return f"{value:.0f}" if value == value.to_integral_value() else f"{value:.2f}"


def _penalty(penalty: Mapping[str, Any], language: Language) -> str:
    kind = str(penalty["kind"])
    told = catalogue(language).get(f"penalty_kind.{kind}", kind)
    if penalty.get("amount") is not None:
        key = "phrase.penalty-goods" if kind == GOODS else "phrase.penalty-amount"
        told = say(language, key, {"kind": told, "amount": sum_of_money(penalty["amount"])})
    if penalty.get("text"):
        told = say(language, "phrase.penalty-text", {"penalty": told, "text": penalty["text"]})
    return _limited(told, penalty, language)


def _limited(told: str, penalty: Mapping[str, Any], language: Language) -> str:
    """How long a penalty lasts, and what it is restricted to."""
    if penalty.get("term"):
        unit = catalogue(language)[f"term_unit.{penalty['termUnit']}"]
        facts = {"penalty": told, "term": str(penalty["term"]), "unit": unit}
        told = say(language, "phrase.penalty-term", facts)
    elif penalty.get("termUnit"):
        told = say(language, "phrase.penalty-indefinite", {"penalty": told})
    if penalty.get("scope"):
        scope = LIST[language].join(penalty["scope"])
        told = say(language, "phrase.penalty-scope", {"penalty": told, "scope": scope})
    return told


def _voice(voice: Mapping[str, Any], language: Language) -> str:
    key = "phrase.agrees" if voice["agrees"] else "phrase.dissents"
    return say(language, key, {"name": voice["name"]})
