"""What can be chosen in the forms of a joint review: people of the roster, and of the panel."""

from collections.abc import Iterable

from adapters.web.choices import Choice
from adapters.web.words import Words
from domain.joint_review.events import Member
from domain.joint_review.state import JointReview
from domain.reference.officers import OfficerEntry

OF_PANEL = frozenset({"removed", "member", "present"})
OF_ROSTER = frozenset({"panel", "added", "chair", "recorder"})


class ReviewChoices:
    """The options that a review and the roster give."""

    def __init__(self, review: JointReview, words: Words) -> None:
        self._review = review
        self._words = words

    def of(self, noun: str, name: str) -> tuple[Choice, ...] | None:
        """The options for a field of a command; None where anything may be written."""
        if name in OF_PANEL and noun != "schedule":
            return tuple(self._members(self._review.voters))
        if name in OF_ROSTER:
            return tuple(self._officers())
        return None

    def _members(self, members: Iterable[Member]) -> Iterable[Choice]:
        for each in members:
            yield Choice(each.id, f"{each.name} ({self._words.org(each.org)})")

    def _officers(self) -> Iterable[Choice]:
        active = (each for each in self._words.known.officers.values() if each.active)
        # Experts first: they are on the roster for this.
        for each in sorted(active, key=lambda each: (not each.expertise, each.org, each.id)):
            yield Choice(each.id, self._named(each))

    def _named(self, each: OfficerEntry) -> str:
        fields = self._words.value("expertise", each.expertise)
        return f"{each.name} ({self._words.org(each.org)}{f' · {fields}' if fields else ''})"
