"""What can be chosen where a command takes a code or a number: people, and things of the record."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Protocol

from msgspec import Struct

from adapters.web.words import Words
from domain.authority import Act, grants
from domain.case.state import Case
from domain.lead.state import Lead
from domain.reference.officers import OfficerEntry
from domain.reference.reasons import ReasonUse

# Where a number is that of a piece of evidence.
NUMBERED = frozenset({"custody", "evidence-withdrawals"})
REASONS: Mapping[str, ReasonUse] = {
    "return": ReasonUse.RETURN,
    "no-filing": ReasonUse.NO_FILING,
}
# What a lead's tests are named by: one that is open, or any.
OPEN_TESTS = "test-results"


class Choice(Struct, frozen=True):
    """One option of a select; `group` is the heading it stands under, if there are many."""

    value: str
    text: str
    group: str = ""


Offered = Mapping[str, tuple[Choice, ...]]


class Offering(Protocol):
    """What knows the options for the fields of a command."""

    def of(self, noun: str, name: str) -> tuple[Choice, ...] | None:
        """The options for a field of a command; None where anything may be written."""
        ...


class Choices:
    """The options that a record and its bureau give.

    `offered` are those that had to be looked for, by field.
    """

    def __init__(
        self,
        words: Words,
        org: str,
        on: date,
        record: object = None,
        offered: Offered | None = None,
    ) -> None:
        self._words = words
        self._org = org
        self._on = on
        self._record = record
        self._offered = offered or {}

    def of(self, noun: str, name: str) -> tuple[Choice, ...] | None:
        """The options for a field of a command; None where anything may be written."""
        if name in self._offered:
            return self._offered[name]
        offers = self._of_reference(noun)
        if isinstance(self._record, Case):
            offers = {**offers, **self._of_case(self._record, noun)}
        if isinstance(self._record, Lead):
            lead = self._record
            offers = {**offers, "test": lambda: self._tests_of_lead(lead, noun)}
        return tuple(offers[name]()) if name in offers else None

    def _of_reference(self, noun: str) -> Mapping[str, Callable[[], Iterator[Choice]]]:
        offers: dict[str, Callable[[], Iterator[Choice]]] = {
            "handlers": lambda: self._officers(self._certified),
            "officer": self._officers,
            "clerk": self._officers,
            "members": self._officers,
            "team": self._officers,
            "to_org": self._organisations,
            "org": self._handling,
            "suggested_org": self._handling,
            "basis": self._bases,
            "bases": self._bases,
            "conditions": self._conditions,
            "product_kind": self._kinds,
            "product_kinds": self._kinds,
            "campaigns": self._campaigns,
        }
        if noun in REASONS:
            offers["reason_code"] = lambda: self._reasons(REASONS[noun])
        return offers

    def _of_case(self, case: Case, noun: str) -> Mapping[str, Callable[[], Iterator[Choice]]]:
        offers: dict[str, Callable[[], Iterator[Choice]]] = {
            "officers": lambda: self._present(case),
            "chair": lambda: self._apart(case, Act.CHAIR_HEARING),
            "approved_by": lambda: self._apart(case, Act.APPROVE_CASE),
            "discussion": lambda: self._discussions(case),
            "preservation": lambda: self._preserved(case),
            "measure": lambda: self._held(case),
            "test": lambda: self._tests(case),
            "period": lambda: self._excluded(case),
        }
        if noun in NUMBERED:
            offers["number"] = lambda: self._evidence(case)
        return offers

    def _present(self, case: Case) -> Iterator[Choice]:
        """Who handles the case first; who did before may have obtained what is entered late."""
        ever = (each for term in reversed(case.assigned) for each in term.handlers)
        for officer, name in {each.id: each.name for each in ever}.items():
            if officer not in case.recused:
                yield Choice(officer, name)

    def _evidence(self, case: Case) -> Iterator[Choice]:
        for number, each in case.evidence.items():
            yield Choice(str(number), f"{number} {each.name}")

    def _discussions(self, case: Case) -> Iterator[Choice]:
        for each in case.discussions:
            yield Choice(str(each.number), f"{each.held_on} {each.conclusion}")

    def _preserved(self, case: Case) -> Iterator[Choice]:
        for key, each in case.preservations.items():
            if each.ended is None:
                yield Choice(key, f"{key} {self._words.value('items', each.taken.items)}")

    def _held(self, case: Case) -> Iterator[Choice]:
        for key, each in case.measures.items():
            if each.released is None:
                yield Choice(key, f"{key} {self._words.value('items', each.taken.items)}")

    def _tests(self, case: Case) -> Iterator[Choice]:
        for key, each in case.tests.items():
            if each.result is None:
                yield Choice(key, f"{key} {each.ordered.lab}")

    def _excluded(self, case: Case) -> Iterator[Choice]:
        for key, each in case.exclusions.items():
            if each.ended_on is None:
                yield Choice(key, f"{key} {each.started.reason}")

    def _tests_of_lead(self, lead: Lead, noun: str) -> Iterator[Choice]:
        for name, each in lead.tests.items():
            if noun != OPEN_TESTS or each.received_on is None:
                yield Choice(name, f"{name} ({each.commissioned_on})")

    def _organisations(self) -> Iterator[Choice]:
        for each in self._words.known.organisations.values():
            if each.code != self._org:
                yield Choice(each.code, self._words.org(each.code))

    def _handling(self) -> Iterator[Choice]:
        for each in self._words.known.organisations.values():
            if each.handles_matters:
                yield Choice(each.code, self._words.org(each.code))

    def _bases(self) -> Iterator[Choice]:
        for code in self._words.known.bases:
            yield Choice(code, self._words.basis(code))

    def _conditions(self) -> Iterator[Choice]:
        rule = self._words.known.rules.get("PP-FILE-COND")
        named = (name for version in rule.versions for name in version.names) if rule else ()
        for name in dict.fromkeys(named):
            yield Choice(name, self._words.cap(self._words.say(f"filing_condition.{name}")))

    def _kinds(self) -> Iterator[Choice]:
        for code in self._words.known.catalogue:
            yield Choice(code, self._words.product_kind(code))

    def _campaigns(self) -> Iterator[Choice]:
        for code in self._words.known.campaigns:
            yield Choice(code, self._words.campaign(code))

    def _reasons(self, use: ReasonUse) -> Iterator[Choice]:
        for each in self._words.known.reasons.values():
            if each.use is use:
                yield Choice(each.code, self._words.reason(each.code))

    def _certified(self, officer: OfficerEntry) -> bool:
        ends = officer.certificate_until
        return bool(officer.certificate) and (ends is None or ends >= self._on)

    def _officers(
        self, suits: Callable[[OfficerEntry], object] = lambda _: True
    ) -> Iterator[Choice]:
        for each in self._words.known.officers.values():
            if each.org == self._org and each.active and suits(each):
                roles = self._words.value("role", each.roles)
                yield Choice(each.id, f"{each.name} ({roles})")

    def _apart(self, case: Case, act: Act) -> Iterator[Choice]:
        """The officers with a right who neither handled the case nor are recused."""
        return self._officers(
            lambda each: (
                grants(each.roles, act)
                and not (case.has_handled(each.id) or each.id in case.recused)
            )
        )
