"""What a fine may be, and why, as one sentence in either language."""

from collections.abc import Iterator
from decimal import Decimal

from adapters.wording.catalogue import Language, say
from adapters.wording.clock import COMMA, law
from domain.penalty.fine import FineRange, plain
from domain.reference.bases import BasisVersion, Branch, Fine
from domain.statute.rule import Confidence


def explained(
    version: BasisVersion, branch: Branch | None, found: FineRange | None, language: Language
) -> str:
    """The article, for whom and when, the range and what it is a multiple of."""
    facts = {
        "law": _place(version, branch, language),
        "clauses": COMMA[language].join(_clauses(version, branch, found, language)),
    }
    return say(language, "fine.sentence", facts)


def _place(version: BasisVersion, branch: Branch | None, language: Language) -> str:
    chinese = language is Language.ZH
    title = version.instrument_zh if chinese else version.instrument_en
    article = law(title, version.article, language)
    name = branch and (branch.name_zh if chinese else branch.name_en)
    return say(language, "fine.branch", {"law": article, "branch": name}) if name else article


def _clauses(
    version: BasisVersion, branch: Branch | None, found: FineRange | None, language: Language
) -> Iterator[str]:
    if branch is None or branch.fine is None or found is None:
        yield say(language, f"fine.{_why_none(version)}")
    else:
        if branch.fine.condition:
            yield say(language, f"condition.{branch.fine.condition}")
        yield from _range(branch.fine, found, language)
    if {version.confidence, version.reading} - {Confidence.HIGH, None}:
        yield say(language, "clock.unsure")


def _why_none(version: BasisVersion) -> str:
    if not version.complete:
        return "incomplete"
    return "only-crime" if version.thresholds else "none"


def _range(fine: Fine, found: FineRange, language: Language) -> Iterator[str]:
    facts = {"minimum": yuan(found.minimum), "maximum": yuan(found.maximum)}
    yield say(language, "fine.from-to" if fine.least else "fine.up-to", facts)
    counted_on = found.explanation.counted_on
    if fine.measured is None or counted_on is None:
        return
    counted = {
        "measured": fine.measured,
        "counted_on": yuan(counted_on),
        "least": multiple(fine.least, language),
        "most": multiple(fine.most, language),
    }
    yield say(language, "fine.counted" if fine.least else "fine.counted-up-to", counted)


def yuan(amount: Decimal) -> str:
    """An amount with its fen, if it has any."""
    short = plain(amount)
    places = short.as_tuple().exponent
    return f"{short:,.{max(2, -int(places))}f}" if places else f"{short:,}"


def multiple(times: Decimal, language: Language) -> str:
    """A multiple as it is written: Chinese law says 3 倍, but 50% below one."""
    if language is Language.ZH and times >= 1:
        return f"{plain(times)} 倍"
    return f"{plain(times * 100)}%"
