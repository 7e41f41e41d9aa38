"""A step of the history as a sentence, in either language: made when read, never stored."""

from collections.abc import Mapping
from typing import cast

from adapters.wording.catalogue import Language, catalogue, say
from application.history import Step
from domain.reference.state import Reference

ORGANISATIONS = frozenset(
    {"org", "to_org", "from_org", "by_org", "superior", "suggested_org", "holder", "organiser"}
)
REASONS = frozenset({"reason_code", "outcome"})


def told(step: Step, language: Language, known: Reference) -> str:
    """Who did what, and why, with names in place of codes."""
    given: Mapping[str, object] = step.main.facts
    facts = {
        name: _named(name, str(value), language, known) for name, value in _flat(given).items()
    }
    facts["actor"] = f"{organisation(step.actor.org, language, known)} {step.actor.name}"
    facts["on"] = step.effective_on.isoformat()
    return say(language, key_of(step.main.action, given, language), facts)


def organisation(code: str, language: Language, known: Reference) -> str:
    """The name of an organisation in a language; its code if it is not known."""
    found = known.organisations.get(code)
    if found is None:
        return code
    return found.name_zh if language is Language.ZH else found.name_en


def key_of(action: str, facts: Mapping[str, object], language: Language) -> str:
    """The key of an action's sentence: one made for a fact of this step, or the plain one."""
    plain = f"story.{action.replace('.', '-')}"
    keys = (f"{plain}-{variant(name, value)}" for name, value in facts.items())
    return next((key for key in keys if key in catalogue(language)), plain)


def variant(name: str, value: object) -> str:
    """What a key ends in for a fact: its kind, yes or no, or that it is there."""
    if name == "kind":
        ending = str(value)
    elif isinstance(value, bool):
        ending = name if value else f"not-{name}"
    else:
        ending = f"with-{name}" if value else f"without-{name}"
    return ending.replace("_", "-")


def _named(name: str, value: str, language: Language, known: Reference) -> str:
    if name in ORGANISATIONS:
        return organisation(value, language, known)
    reason = known.reasons.get(value) if name in REASONS else None
    if reason is None:
        return value
    return reason.label_zh if language is Language.ZH else reason.label_en


def _flat(facts: Mapping[str, object]) -> dict[str, object]:
    inner = {
        f"{name}_{key}": item
        for name, value in facts.items()
        if isinstance(value, dict)
        for key, item in cast("dict[str, object]", value).items()
    }
    return {
        name: value
        for name, value in {**facts, **inner}.items()
        if isinstance(value, str | int) and not isinstance(value, bool)
    }
