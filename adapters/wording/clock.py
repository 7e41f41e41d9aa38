"""Why a clock is due when it is, as one sentence in either language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import assert_never

from adapters.wording.catalogue import Language, catalogue, say
from application.deadlines import is_duty
from domain.statute import explanation as x
from domain.statute.reckoning import ClockState, Reckoning
from domain.statute.rule import Confidence, Direction, Force, Meaning, Unit

COMMA = {Language.ZH: "，", Language.EN: ", "}
LIST = {Language.ZH: "、", Language.EN: " and "}

WRITTEN = {
    Language.ZH: {",": "、", "-": "至", "(": "（", ")": "）"},
    Language.EN: {",": ", ", "-": " to "},
}

Alone = x.Triggered | x.Ruled | x.Excluded | x.Extended | x.Opened | x.Rolled | x.Ended


def label(reckoning: Reckoning, today: date, language: Language) -> str:
    """What a list says beside the record: days left first, the date second (product.md 6).

    A duty's are working days. What a party may do until then is not late when it ends, and its
    days are counted as its rule counts them.
    """
    facts = {"due": str(reckoning.due or ""), "since": str(reckoning.paused_since or "")}
    remaining, key = reckoning.remaining, str(reckoning.state)
    if reckoning.due is not None and not is_duty(reckoning.version):
        if reckoning.state is ClockState.OVERDUE:
            key = "lapsed"
        elif remaining is not None and reckoning.version.unit is Unit.CALENDAR_DAY:
            key, remaining = "open", (reckoning.due - today).days
    if remaining is not None:
        facts["count"] = str(abs(remaining))
    return say(language, f"deadline.{key}", facts)


def explained(steps: Sequence[x.Step], language: Language) -> str:
    """The article and its version, the notices counted by, each interval and extension, the day."""
    rule = next((each for each in steps if isinstance(each, x.Ruled)), None)
    *reasons, result = [
        clause
        for _, group in groupby(steps, key=type)
        for clause in _clauses(list(group), rule, language)
    ]
    facts = {"reasons": COMMA[language].join(reasons), "result": result}
    sentence = say(language, "clock.sentence", facts)
    return f"{sentence[:1].upper()}{sentence[1:]}"


def _clauses(steps: Sequence[x.Step], rule: x.Ruled | None, language: Language) -> Iterator[str]:
    """The words for steps of one kind: notices, and years without one, are told together."""
    alone = [each for each in steps if not isinstance(each, x.Consulted | x.Unpublished)]
    notices = [_notice(each, language) for each in steps if isinstance(each, x.Consulted)]
    years = [str(each.year) for each in steps if isinstance(each, x.Unpublished)]
    for step in alone:
        yield from _told(step, rule, language)
    if notices:
        yield say(language, "clock.calendar", {"notices": LIST[language].join(notices)})
    if years:
        yield say(language, "clock.provisional", {"years": LIST[language].join(years)})


def _told(step: Alone, rule: x.Ruled | None, language: Language) -> Iterator[str]:
    match step:
        case x.Triggered():
            yield _triggered(step, rule, language)
        case x.Ruled():
            yield from _ruled(step, language)
        case x.Excluded():
            yield from _excluded(step, language)
        case x.Extended():
            yield _extended(step, rule, language)
        case x.Opened():
            yield say(language, "clock.opens", {"on": step.on.isoformat()})
        case x.Rolled():
            facts = {"last": step.last.isoformat(), "due": step.due.isoformat()}
            yield say(language, f"clock.rolled-{step.policy}", facts)
        case x.Ended():
            yield _ended(step, rule, language)
        case _:
            assert_never(step)


def _triggered(step: x.Triggered, rule: x.Ruled | None, language: Language) -> str:
    on = step.on.isoformat() if step.at is None else step.at.isoformat(" ", "minutes")
    back = rule is not None and rule.direction is Direction.BEFORE
    key = "clock.before" if back else "clock.triggered"
    return _sourced(key, {"on": on, "trigger": step.trigger}, step.source, language)


def _ruled(step: x.Ruled, language: Language) -> Iterator[str]:
    facts = {
        "law": law(title_of(step, language), step.article, language),
        "rule": step.rule,
        "version": step.instrument,
        "since": step.effective_from.isoformat(),
    }
    if step.until is not None:
        yield say(language, "clock.rule-set", {**facts, "until": step.until.isoformat()})
    elif step.amount is None or step.unit is None:
        yield say(language, "clock.rule-prompt", facts)
    else:
        yield say(
            language, "clock.rule", {**facts, "length": _length(step.amount, step.unit, language)}
        )
    if step.force is not Force.STATUTORY:
        yield say(language, f"clock.{step.force}")
    if {step.confidence, step.reading} - {Confidence.HIGH, None}:
        yield say(language, "clock.unsure")


def title_of(step: x.Ruled, language: Language) -> str:
    """The instrument's title; where the rule gives none, that of the catalogue."""
    given = step.instrument_zh if language is Language.ZH else step.instrument_en
    return given or catalogue(language).get(f"instrument.{step.instrument}", step.instrument)


def law(title: str, article: str, language: Language) -> str:
    """An article of an instrument; `-` is no article."""
    if article == "-":
        return say(language, "clock.law-whole", {"title": title})
    for plain, written in WRITTEN[language].items():
        article = article.replace(plain, written)
    return say(language, "clock.law", {"title": title, "article": article})


def _excluded(step: x.Excluded, language: Language) -> Iterator[str]:
    facts = {"start": step.start.isoformat(), "interval_kind": step.kind}
    if step.end is None:
        yield _sourced("clock.paused", facts, step.source, language)
    else:
        facts["end"] = step.end.isoformat()
        yield _sourced("clock.excluded", facts, step.source, language)
    if step.reason:
        yield say(language, "clock.because", {"reason": step.reason})


def _extended(step: x.Extended, rule: x.Ruled | None, language: Language) -> str:
    unit = step.unit or (rule.unit if rule else None) or Unit.CALENDAR_DAY
    facts = {
        "approver": step.approver,
        "approved_on": step.approved_on.isoformat() if step.approved_on else "",
        "until": step.until.isoformat() if step.until else "",
        "length": _length(step.amount or 0, unit, language),
    }
    if not step.in_time:
        return _sourced("clock.too-late", facts, step.source, language)
    key = "clock.supposed" if step.approved_on is None else "clock.extended"
    if step.amount is None:
        key += "-until"
    if step.approved_on is None:
        return say(language, key, facts)
    return _sourced(key, facts, step.source, language)


def _notice(step: x.Consulted, language: Language) -> str:
    key = "clock.notice-about" if step.published_on_approximate else "clock.notice"
    number = step.number or step.title
    return say(language, key, {"number": number, "published_on": step.published_on.isoformat()})


def _ended(step: x.Ended, rule: x.Ruled | None, language: Language) -> str:
    if step.due is None:
        if step.of is None or step.used is None or step.unit is None:
            return say(language, "clock.no-due")
        used, length = (_length(count, step.unit, language) for count in (step.used, step.of))
        return say(language, "clock.held-up", {"used": used.strip(), "length": length})
    due = step.due.isoformat() if step.due_at is None else step.due_at.isoformat(" ", "minutes")
    key = f"clock.due-{rule.meaning if rule else Meaning.DEADLINE}"
    if rule and rule.direction is Direction.BEFORE:
        key = "clock.due-deadline-before"
    return say(language, key, {"due": due})


def _length(count: int, unit: Unit, language: Language) -> str:
    return say(language, f"clock.length-{unit}", {"count": str(count)})


def _sourced(key: str, facts: Mapping[str, str], source: str | None, language: Language) -> str:
    if source is None:
        return say(language, key, facts)
    origin = source.replace(", ", "、") if language is Language.ZH else source
    return say(language, f"{key}-with-source", {**facts, "origin": origin})
