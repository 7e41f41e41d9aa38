"""A step of the history as a sentence, in either language: made when read, never stored."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from adapters.legal_day import on_the_clock
from adapters.wording.catalogue import Language, catalogue, say
from adapters.wording.phrase import listed, sum_of_money
from application.history import Step
from domain.reference.state import Reference

ORGANISATIONS = frozenset(
    {"org", "to_org", "from_org", "by_org", "superior", "suggested_org", "holder", "organiser"}
)
REASONS = frozenset({"reason_code", "outcome"})
OFFICERS = frozenset({"officer", "officers", "approved_by", "member", "left"})
INSTANTS = frozenset({"at", "taken_at", "decided_at", "starts_at"})
MONEY = frozenset({"amount", "surcharge"})

# Facts told in the words of a section that has not their name.
SECTIONS: Mapping[str, Mapping[str, str]] = {
    "case.evidence-added": {"kind": "evidence_kind"},
    "case.preservation-ended": {"by": "preservation_end"},
    "case.measure-taken": {"kind": "measure_kind"},
    "case.measure-released": {"ground": "release_ground"},
    "case.exclusion-started": {"kind": "interval_kind"},
    "case.suspended": {"ground": "suspension_ground"},
    "case.terminated": {"ground": "termination_ground"},
    "case.concluded": {"major": "major_ground"},
    "case.review-given": {"kind": "review_kind", "opinion": "review_opinion"},
    "case.proposal-returned": {"to": "case_stage"},
    "case.hearing-ended": {"ground": "hearing_end", "returns_to": "case_stage"},
    "case.entry-corrected": {"stage": "case_stage"},
    "case.discussion-held": {"purpose": "discussion_purpose"},
    "case.public-notice": {"paper": "served_paper"},
    "case.payment-recorded": {"of": "payment_for"},
    "case.remedy-sought": {"kind": "remedy_kind"},
    "case.remedy-ended": {"kind": "remedy_kind", "outcome": "remedy_outcome"},
    "case.penalty-published": {"until": "publicity_end"},
    "case.closed": {"by": "closing_event"},
    "joint-review.position-given": {"kind": "position_kind", "conclusion": "conclusion"},
    "joint-review.concluded": {"conclusion": "conclusion"},
    "joint-review.case-changed": {"changes": "change"},
    "disposition.objection-filed": {"ground": "objection_ground"},
    "disposition.objection-answered": {"ground": "objection_ground"},
    "disposition.not-corrected": {"ground": "uncorrected"},
}
ZERO = re.compile(r"0+(\.0+)?")


def told(step: Step, language: Language, known: Reference) -> str:
    """Who did what, and why, with names in place of codes."""
    given: Mapping[str, object] = step.main.facts
    sections = SECTIONS.get(step.main.action, {})

    def said(name: str, value: object) -> str:
        if isinstance(value, list | tuple):
            items = cast("Sequence[object]", value)
            named = [said(name, each) if isinstance(each, str) else each for each in items]
            return listed(name, named, language)
        return _named(name, str(value), sections.get(name), language, known)

    facts = {"on": step.effective_on.isoformat()}
    facts |= {name: said(name, value) for name, value in _flat(given).items()}
    facts["actor"] = f"{organisation(step.actor.org, language, known)} {step.actor.name}"
    return say(language, key_of(step.main.action, given, language), facts)


def organisation(code: str, language: Language, known: Reference) -> str:
    """The name of an organisation in a language; its code if it is not known."""
    found = known.organisations.get(code)
    if found is None:
        return code
    return found.name_zh if language is Language.ZH else found.name_en


def campaign(code: str, language: Language, known: Reference) -> str:
    """The name of a campaign in a language; its code if it is not known."""
    found = known.campaigns.get(code)
    if found is None:
        return code
    return found.name_zh if language is Language.ZH else found.name_en


def key_of(action: str, facts: Mapping[str, object], language: Language) -> str:
    """The key of an action's sentence: the one made for most of this step's facts, in their order.

    A key is only found by way of the shorter ones: -with-until-with-discussion by -with-until.
    """
    known = catalogue(language)
    key = f"story.{action.replace('.', '-')}"
    for name, value in facts.items():
        longer = f"{key}-{variant(name, value)}"
        key = longer if longer in known else key
    return key


def variant(name: str, value: object) -> str:
    """What a key ends in for a fact: its kind, yes or no, or that it is there (zero is not)."""
    if name == "kind":
        ending = str(value)
    elif isinstance(value, bool):
        ending = name if value else f"not-{name}"
    else:
        there = bool(value) and not (isinstance(value, str) and ZERO.fullmatch(value))
        ending = f"with-{name}" if there else f"without-{name}"
    return ending.replace("_", "-")


def _named(name: str, value: str, section: str | None, language: Language, known: Reference) -> str:
    if section is not None:
        return catalogue(language).get(f"{section}.{value}", value)
    if name in ORGANISATIONS:
        return organisation(value, language, known)
    if name in OFFICERS and value in known.officers:
        return known.officers[value].name
    if name in REASONS and value in known.reasons:
        reason = known.reasons[value]
        return reason.label_zh if language is Language.ZH else reason.label_en
    if name == "campaigns":
        return campaign(value, language, known)
    return _written(name, value)


def _written(name: str, value: str) -> str:
    if name in INSTANTS:
        return f"{on_the_clock(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return sum_of_money(value) if name in MONEY else value


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
        if isinstance(value, str | int | list | tuple) and not isinstance(value, bool)
    }
