"""罚款幅度 beside the penalties of a form: what the articles named would fine."""

from collections.abc import Iterable
from typing import Any

from adapters.api.fines import fine_body
from adapters.web.forms import Control
from adapters.web.typed import Given
from adapters.web.words import Words
from application.desk import Loaded
from application.fines import Asked, punished
from domain.case.state import Case
from domain.refusals import Refusal


def fines_beside(
    record: Loaded[Any, Any], controls: Iterable[Control], given: Given, words: Words
) -> list[dict[str, Any]]:
    """The range of the fine by each article the case or the form names, and what it counts on."""
    case = record.state
    if not isinstance(case, Case) or not any(each.name == "/penalties" for each in controls):
        return []
    typed = [value for name, values in given.items() if name.endswith("/basis") for value in values]
    named = [*case.filed.bases, *typed]
    return [_range(case, basis, words) for basis in dict.fromkeys(named) if basis]


def _range(case: Case, basis: str, words: Words) -> dict[str, Any]:
    on = case.filed.occurred_on
    if on is None:
        return {"name": words.basis(basis), "text": words.say("page.no-day-of-act")}
    try:
        asked = Asked(basis=basis, on=on, goods_value=case.filed.goods_value)
        body = fine_body(punished(asked, words.known.bases), words.language)
    except Refusal as refused:
        facts = {name: str(fact) for name, fact in refused.facts.items()}
        return {"name": words.basis(basis), "text": words.say(f"problem.{refused.code}", **facts)}
    return {"name": words.basis(basis), "text": body["text"]}
