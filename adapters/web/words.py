"""Values in the words of a page: names in place of codes, enumerations in either language."""

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from uuid import UUID

import msgspec
from msgspec import Struct

from adapters.legal_day import on_the_clock
from adapters.wording.catalogue import Language, catalogue, say
from adapters.wording.clock import law
from adapters.wording.phrase import listed, sum_of_money
from adapters.wording.story import campaign, organisation
from application.case_documents import CaseDocument
from application.views.case import Shown
from domain.case.events import Handler, Paper, Party, Penalty, Voice
from domain.case.kinds import CaseServiceMode, Stage
from domain.disposition.events import RecipientRole, ServiceMode
from domain.disposition.state import DispositionStatus
from domain.lead.state import LeadStatus
from domain.reference.catalogue import RiskClass
from domain.reference.state import Reference
from domain.referral.kinds import ReferralKind
from domain.referral.state import ReferralStatus

# Enumerations whose words are in a section of another name.
SECTIONS: Mapping[type[Enum], str] = {
    CaseServiceMode: "mode",
    Shown: "publicity",
    Stage: "case_stage",
    CaseDocument: "document",
    DispositionStatus: "status",
    LeadStatus: "status",
    RecipientRole: "recipient",
    ReferralKind: "kind",
    ReferralStatus: "status",
    RiskClass: "risk",
    ServiceMode: "mode",
}
# Collections whose commands are the steps of a checklist, by the section of their words.
STEPS: Mapping[str, str] = {"cases": "step", "dispositions": "disposition_step"}
UNSAID = frozenset(
    {"dossier", "lead", "referral", "disposition", "key", "taken_on", "after_hearing"}
)
# What a page tells in another place, or nobody asks.
OF_ROWS = frozenset(
    {
        "id", "version", "position", "recorded_at", "orgs", "clocks", "status", "status_before",
        "title", "holder", "holder_since", "last_step_on", "serious", "has_informant", "step",
        "catalogue_revision", "state", "campaigns", "waits",
    }
)  # fmt: skip
SHORT = 12


class Fact(Struct, frozen=True):
    """Something a record says: a text, or groups of facts."""

    label: str
    text: str = ""
    groups: tuple[tuple["Fact", ...], ...] = ()


class Words:
    """What a page says, in one language, with the names known."""

    def __init__(self, language: Language, known: Reference) -> None:
        self.language = language
        self.known = known

    def say(self, key: str, **facts: object) -> str:
        """The words for a key."""
        return say(self.language, key, {name: str(fact) for name, fact in facts.items()})

    @property
    def separator(self) -> str:
        """What stands between the items of a list."""
        return "、" if self.language is Language.ZH else ", "

    def has(self, key: str) -> bool:
        """Whether there are words for a key."""
        return key in catalogue(self.language)

    def org(self, code: str) -> str:
        """The name of an organisation."""
        return organisation(code, self.language, self.known)

    def officer(self, user: str) -> str:
        """The name of an officer."""
        found = self.known.officers.get(user)
        return found.name if found else user

    def rule(self, code: str) -> str:
        """The name of a rule."""
        found = self.known.rules.get(code)
        if found is None:
            return code
        return found.name_zh if self.language is Language.ZH else found.name_en

    def basis(self, code: str) -> str:
        """The name of a legal basis, with its code."""
        found = self.known.bases.get(code)
        if found is None:
            return code
        name = found.name_zh if self.language is Language.ZH else found.name_en
        return f"{name} ({code})"

    def product_kind(self, code: str) -> str:
        """The name of a kind of product."""
        found = self.known.catalogue.get(code)
        if found is None:
            return code
        return found.name_zh if self.language is Language.ZH else found.name_en

    def campaign(self, code: str) -> str:
        """The name of a campaign."""
        return campaign(code, self.language, self.known)

    def party(self, code: str) -> str:
        """Whose clock it is: the recipient's of a disposition, or a thing of a case by its key."""
        key = f"recipient.{code}"
        return self.say(key) if self.has(key) else code

    def reason(self, code: str) -> str:
        """The label of a reason; other words for what came of something, or itself."""
        found = self.known.reasons.get(code)
        if found is None:
            return self.say(f"outcome.{code}") if self.has(f"outcome.{code}") else code
        return found.label_zh if self.language is Language.ZH else found.label_en

    def action(self, collection: str, noun: str) -> str:
        """What a command is called."""
        steps = STEPS.get(collection)
        key = f"{steps}.{noun}"
        return self.cap(self.say(key if self.has(key) else f"action.{collection}-{noun}"))

    def law(self, instrument: str | None, article: str | None) -> str:
        """A law and its article; nothing for a rule that was not in force."""
        if instrument is None or article is None:
            return ""
        return law(self.say(f"instrument.{instrument}"), article, self.language)

    @staticmethod
    def cap(text: str) -> str:
        """Words that begin a line: with a capital."""
        return text[:1].upper() + text[1:]

    def label(self, name: str, noun: str = "") -> str:
        """What a field is called; in one command it may have a name of its own."""
        own = f"field.{noun}-{name}"
        return self.say(own if noun and self.has(own) else f"field.{name}")

    def one_of(self, value: Enum) -> str:
        """A value of an enumeration."""
        return self.say(f"{section_of(type(value))}.{value.value}")

    def money(self, amount: Decimal) -> str:
        """A sum in yuan, with thousands apart."""
        whole, _, part = sum_of_money(str(amount)).partition(".")
        return self.say("web.yuan", amount=f"{int(whole):,}" + (f".{part}" if part else ""))

    def instant(self, when: datetime) -> str:
        """A moment as Shanghai's clocks show it."""
        return f"{on_the_clock(when):%Y-%m-%d %H:%M}"

    def details(
        self, facts: Struct, noun: str = "", without: AbstractSet[str] = frozenset()
    ) -> Iterator[tuple[str, str]]:
        """The fields of an event that say something, each with its label."""
        for name in facts.__struct_fields__:
            value = getattr(facts, name)
            if name not in UNSAID | without and value not in (None, "", ()):
                yield self.label(name, noun), self.value(name, value)

    def facts(self, row: Struct, within: str = "") -> "Iterator[Fact]":
        """What a row says, its records within as groups of facts; links are shown elsewhere.

        A field may have a name of its own `within` a group.
        """
        for name in row.__struct_fields__:
            value = getattr(row, name)
            if name in UNSAID | OF_ROWS or value in (None, "", (), False):
                continue
            several = cast("tuple[object, ...]", value if isinstance(value, tuple) else (value,))
            label = self.label(name, within)
            if isinstance(several[0], UUID):
                continue
            if isinstance(several[0], Struct):
                inner = (tuple(self.facts(cast("Struct", each), name)) for each in several)
                yield Fact(label, groups=tuple(inner))
            else:
                yield Fact(label, self.value(name, value))

    def value(self, name: str, value: Any) -> str:  # noqa: ANN401 - any value of an event
        """A value of an event."""
        match value:
            case bool():
                return self.say("web.yes" if value else "web.no")
            case Decimal():
                return self.money(value)
            case datetime():
                return self.instant(value)
            case date():
                return value.isoformat()
            case tuple():
                return self._many(name, cast("tuple[object, ...]", value))
            case _:
                return self._named(name, value)

    def _named(self, name: str, value: Any) -> str:  # noqa: ANN401 - as above
        match value:
            case Enum():
                return self.cap(self.one_of(value))
            case Paper():
                return f"{value.name} (SHA-256 {value.sha256[:SHORT]}…)"
            case Party() | Handler():
                return value.name
            case str() if name in NAMED:
                return NAMED[name](self, value)
            case _:
                key = f"{name}.{value}"
                return self.say(key) if self.has(key) else str(value)

    def _many(self, name: str, items: tuple[object, ...]) -> str:
        if items and isinstance(items[0], Penalty | Voice):
            named = "penalties" if isinstance(items[0], Penalty) else "voices"
            return listed(named, msgspec.to_builtins(items), self.language)
        return self.separator.join(self.value(name, each) for each in items)


def section_of(kind: type[Enum]) -> str:
    """The section of an enumeration: EvidenceKind is [evidence_kind]."""
    return SECTIONS.get(kind) or re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


# Codes that are told by name.
NAMED: Mapping[str, Callable[[Words, str], str]] = {
    **dict.fromkeys(("officer", "officers", "approved_by", "team"), Words.officer),
    **dict.fromkeys(
        (
            "org", "to_org", "from_org", "holder", "registered_by", "dispatching_org",
            "handling_org", "supervising_org", "superior", "suggested_org", "designated_org",
            "organiser", "issuer", "bureau",
        ),
        Words.org,
    ),
    **dict.fromkeys(("basis", "bases"), Words.basis),
    **dict.fromkeys(("reason_code", "outcome"), Words.reason),
    **dict.fromkeys(("product_kind", "serious_fact"), Words.product_kind),
    "campaigns": Words.campaign,
}  # fmt: skip
