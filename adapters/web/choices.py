"""What can be chosen where a command takes a code or a number: people, and things of the case."""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from adapters.web.words import Words
from domain.authority import Act, grants
from domain.case.state import Case
from domain.reference.officers import OfficerEntry

# Where a number is that of a piece of evidence.
NUMBERED = frozenset({"custody", "evidence-withdrawals"})


class Choice(Struct, frozen=True):
    """One option of a select."""

    value: str
    text: str


class Choices:
    """The options that a case and its bureau give."""

    def __init__(self, case: Case, words: Words) -> None:
        self._case = case
        self._words = words

    def of(self, noun: str, name: str) -> tuple[Choice, ...] | None:
        """The options for a field of a command; None where anything may be written."""
        if name == "number" and noun not in NUMBERED:
            return None
        offers: Mapping[str, Callable[[], Iterator[Choice]]] = {
            "officers": self._present,
            "handlers": lambda: self._officers(lambda each: each.certificate),
            "officer": self._officers,
            "chair": lambda: self._apart(Act.CHAIR_HEARING),
            "approved_by": lambda: self._apart(Act.APPROVE_CASE),
            "clerk": self._officers,
            "members": self._officers,
            "team": self._officers,
            "to_org": self._organisations,
            "basis": self._bases,
            "number": self._evidence,
            "discussion": self._discussions,
            "preservation": self._preserved,
            "measure": self._held,
            "test": self._tests,
            "period": self._excluded,
        }
        return tuple(offers[name]()) if name in offers else None

    def _present(self) -> Iterator[Choice]:
        """Who handles the case first; who did before may have obtained what is entered late."""
        ever = (each for term in reversed(self._case.assigned) for each in term.handlers)
        for officer, name in {each.id: each.name for each in ever}.items():
            if officer not in self._case.recused:
                yield Choice(officer, name)

    def _evidence(self) -> Iterator[Choice]:
        for number, each in self._case.evidence.items():
            yield Choice(str(number), f"{number} {each.name}")

    def _discussions(self) -> Iterator[Choice]:
        for each in self._case.discussions:
            yield Choice(str(each.number), f"{each.held_on} {each.conclusion}")

    def _preserved(self) -> Iterator[Choice]:
        for key, each in self._case.preservations.items():
            if each.ended is None:
                yield Choice(key, f"{key} {self._words.value('items', each.taken.items)}")

    def _held(self) -> Iterator[Choice]:
        for key, each in self._case.measures.items():
            if each.released is None:
                yield Choice(key, f"{key} {self._words.value('items', each.taken.items)}")

    def _tests(self) -> Iterator[Choice]:
        for key, each in self._case.tests.items():
            if each.result is None:
                yield Choice(key, f"{key} {each.ordered.lab}")

    def _excluded(self) -> Iterator[Choice]:
        for key, each in self._case.exclusions.items():
            if each.ended_on is None:
                yield Choice(key, f"{key} {each.started.reason}")

    def _organisations(self) -> Iterator[Choice]:
        for each in self._words.known.organisations.values():
            if each.code != self._case.org:
                yield Choice(each.code, self._words.org(each.code))

    def _bases(self) -> Iterator[Choice]:
        for code in self._words.known.bases:
            yield Choice(code, self._words.basis(code))

    def _officers(
        self, suits: Callable[[OfficerEntry], object] = lambda _: True
    ) -> Iterator[Choice]:
        for each in self._words.known.officers.values():
            if each.org == self._case.org and each.active and suits(each):
                roles = self._words.value("role", each.roles)
                yield Choice(each.id, f"{each.name} ({roles})")

    def _apart(self, act: Act) -> Iterator[Choice]:
        """The officers with a right who neither handled the case nor are recused."""
        case = self._case
        return self._officers(
            lambda each: (
                grants(each.roles, act)
                and not (case.has_handled(each.id) or each.id in case.recused)
            )
        )
