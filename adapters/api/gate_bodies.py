"""Gates as a checklist shows them."""

from collections.abc import Iterable
from typing import Any

from adapters.wording.catalogue import Language, say
from domain.gates import Checked


def gate_bodies(checked: Iterable[Checked], language: Language) -> list[dict[str, Any]]:
    """Each gate with its words, and the article that asks for it."""
    return [
        {
            "code": each.code,
            "text": say(language, f"gate.{each.code}"),
            "met": each.met,
            "rule": each.rule,
            "instrument": each.instrument,
            "article": each.article,
        }
        for each in checked
    ]
