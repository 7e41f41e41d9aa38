"""The calculator's questions and answers, as the API and the command line write them."""

from datetime import date
from typing import Any

import msgspec

from adapters.wording.catalogue import Language
from adapters.wording.clock import explained
from domain.statute.reckoning import Reckoning


def interval(text: str) -> tuple[date, date]:
    """FROM..TO as two days, each written YYYY-MM-DD. Raises ValueError."""
    first, _, last = text.strip().partition("..")
    return msgspec.convert(first, date), msgspec.convert(last, date)


def calculated(reckoning: Reckoning, language: Language) -> dict[str, Any]:
    """The calculator's answer."""
    return {
        "rule": reckoning.rule,
        "version": reckoning.version.instrument,
        "article": reckoning.version.article,
        "due": reckoning.due,
        "early_warning": reckoning.early_warning,
        "opens_on": reckoning.opens_on,
        "provisional": reckoning.provisional,
        "calendar_revision": ", ".join(reckoning.calendars) or None,
        "explanation": msgspec.to_builtins(reckoning.explanation),
        "text": explained(reckoning.explanation, language),
    }
