"""What is said to users, in Simplified Chinese and English, from one catalogue each."""

import os
import re
import tomllib
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
# Facts that are said in the words of a section of another name.
SECTIONS = {"stage": "case_stage", "condition": "filing_condition"}
NO_ARTICLE = "-"
WEIGHT = re.compile(r"q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


class Language(Enum):
    """A language of the catalogues."""

    ZH = "zh-CN"
    EN = "en"

    @property
    def tag(self) -> str:
        """The language tag (BCP 47)."""
        return self.value

    @classmethod
    def of(cls, accepted: str | None) -> "Language":
        """The best one for an Accept-Language header (RFC 9110, 12.5.4).

        Chinese unless English is wanted more.
        """
        weights: dict[str, float] = {}
        for part in (accepted or "").lower().split(","):
            name, _, quality = part.partition(";")
            main = name.strip().split("-")[0]
            weights[main] = max(weights.get(main, 0.0), _weight(quality))
        others = weights.get("*", 0.0)
        english_first = weights.get("en", others) > weights.get("zh", others)
        return cls.EN if english_first else cls.ZH


def say(language: Language, key: str, facts: Mapping[str, str] | None = None) -> str:
    """The words for a key, with facts filled in; the key itself when there are none.

    A fact that has words of its own is said in them: `status` in those of the section [status].
    The clause [citation.article] is left out where no article is given.
    """
    known = catalogue(language)
    given = facts or {}
    words = known.get(f"{key}-one") if given.get("count") == "1" else None
    words = words or known.get(key)
    if words is None:
        return key.rpartition(".")[2].replace("-", " ")
    said = {
        name: known.get(f"{SECTIONS.get(name, name)}.{fact}", fact) for name, fact in given.items()
    }
    return _cited(words, given.get("article"), known).format_map(_Facts(said))


def _cited(words: str, article: str | None, known: Mapping[str, str]) -> str:
    clause = known["citation.article"]
    if article is None:
        return words.replace(clause, "")
    return words.replace(clause, known["citation.whole"]) if article == NO_ARTICLE else words


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """All words of a language, by dotted key."""
    text = (FOLDER / f"{language.tag}.toml").read_text(encoding="utf-8")
    return {
        f"{section}.{key}": words
        for section, entries in tomllib.loads(text).items()
        for key, words in entries.items()
    }


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _weight(text: str) -> float:
    if not text.strip():
        return 1.0
    found = WEIGHT.fullmatch(text.strip())
    return float(found[1]) if found else 0.0


def language_of_environment() -> Language:
    """The language of the terminal: Chinese where LC_ALL, LC_MESSAGES or LANG say so."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        given = os.environ.get(name)
        if given:
            return Language.ZH if given.lower().startswith("zh") else Language.EN
    return Language.EN
