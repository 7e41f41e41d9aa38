"""A step of the history as a sentence, in either language: made when read, never stored."""

from typing import Any

from adapters.wording.catalogue import Language, say
from application.history import Step
from domain.reference.state import Reference

ORGANISATIONS = ("org", "to_org", "from_org", "by_org", "superior", "suggested_org", "holder")


def told(step: Step, language: Language, known: Reference) -> str:
    """Who did what, and why, with names in place of codes."""
    facts: dict[str, str] = {
        name: _worded(name, value, language, known)
        for name, value in step.main.facts.items()
        if isinstance(value, str | int)
    }
    facts["actor"] = f"{organisation(step.actor.org, language, known)} {step.actor.name}"
    facts["on"] = step.effective_on.isoformat()
    for name in ("enterprise", "result", "subject"):
        facts |= _inner(name, step.main.facts.get(name))
    return say(language, f"story.{step.main.action.replace('.', '-')}", facts)


def organisation(code: str, language: Language, known: Reference) -> str:
    """The name of an organisation in a language; its code if it is not known."""
    found = known.organisations.get(code)
    if found is None:
        return code
    return found.name_zh if language is Language.ZH else found.name_en


def _worded(name: str, value: Any, language: Language, known: Reference) -> str:
    if name in ORGANISATIONS:
        return organisation(str(value), language, known)
    if name == "reason_code":
        reason = known.reasons.get(str(value))
        if reason is not None:
            return reason.label_zh if language is Language.ZH else reason.label_en
    if name in ("source", "kind", "recipient", "mode"):
        return say(language, f"{name}.{value}")
    return str(value)


def _inner(name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {f"{name}_{key}": str(item) for key, item in value.items() if item is not None}
