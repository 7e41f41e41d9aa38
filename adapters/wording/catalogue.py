"""What is said to users, in Simplified Chinese and English, from one catalogue each."""

import os
import tomllib
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


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
        """The best one for an Accept-Language header (RFC 9110, 12.5.4); Chinese unless English is wanted more."""
        weights = {"zh": 0.0, "en": 0.0}
        for part in (accepted or "").lower().split(","):
            name, _, quality = part.strip().partition(";q=")
            main = name.split("-")[0]
            if main in weights:
                weights[main] = max(weights[main], _number(quality or "1"))
        return cls.EN if weights["en"] > weights["zh"] else cls.ZH


def say(language: Language, key: str, facts: Mapping[str, str] | None = None) -> str:
    """The words for a key, with facts filled in; the key itself when there are none."""
    words = catalogue(language).get(key)
    if words is None:
        return key.rpartition(".")[2].replace("-", " ")
    return words.format_map(_Facts(facts or {}))


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


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def language_of_environment() -> Language:
    """The language of the terminal: Chinese where LC_ALL, LC_MESSAGES or LANG say so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        given = os.environ.get(name)
        if given:
            return Language.ZH if given.lower().startswith("zh") else Language.EN
    return Language.EN
