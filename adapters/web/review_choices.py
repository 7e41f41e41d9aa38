"""What can be chosen in the forms of a joint review: people of the roster, and of the panel."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct

from adapters.api.office import Office
from adapters.web.choices import Choice
from adapters.web.typed import Given, last
from adapters.web.words import Words
from application.aggregates import CASE
from application.joint_reviews import ReviewRecord
from application.queries import Ask
from application.views.joint_review import JOINT_REVIEWS, Waits
from domain.authority import Role
from domain.joint_review.events import Member
from domain.joint_review.state import JointReview
from domain.joint_review.steps import Step
from domain.reference.officers import OfficerEntry
from domain.time import day_of

OF_PANEL = frozenset({"removed", "member", "present"})
OF_ROSTER = frozenset({"panel", "added", "chair", "recorder"})
CHOOSING = frozenset({Step.SCHEDULE, Step.PANEL})
# Who has no part in the work of cases does not sit in judgment of it either.
APART = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
MOST_SESSIONS = 500


class Roster(Struct, frozen=True, kw_only=True):
    """What is known of who may sit on a panel.

    `team` may not, nor may whoever has ties to `parties`; `about` is what the case says, `sessions`
    are the days on which officers sit elsewhere.
    """

    team: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    about: str = ""
    sessions: Mapping[str, Sequence[date]] = {}

    def may_sit(self, each: OfficerEntry) -> bool:
        """Whether an officer may be on the panel."""
        tied = self.parties & set(each.recused_from)
        return (
            each.active and not tied and each.id not in self.team and not set(each.roles) <= APART
        )

    def nearness(self, each: OfficerEntry) -> int:
        """How much of an expert's fields the case speaks of, in pairs of characters."""
        fields = each.expertise
        return sum(a + b in self.about for field in fields for a, b in pairwise(field))


async def roster_of(office: Office, review: ReviewRecord) -> Roster:
    """What the case and the other sessions say of who may sit on the panel of a review."""
    case = (await office.desk.known(CASE, review.row.case)).state
    party, asked = case.filed.party, review.state.requested
    told = (case.filed.title, case.filed.violation, asked.question)
    return Roster(
        team=frozenset(case.ever_handled | case.recused),
        parties=frozenset(each for each in (party.uscc, party.name) if each),
        about="\n".join(each for each in told if each),
        sessions=await _sessions(office, review),
    )


async def _sessions(office: Office, review: ReviewRecord) -> Mapping[str, Sequence[date]]:
    """The days from today on that officers sit on the panel of another review."""
    ask = Ask(
        equal={"waits": Waits.SESSION},
        between={"session_on": (office.today, None)},
        limit=MOST_SESSIONS,
    )
    found: dict[str, list[date]] = {}
    for row in (await office.read_models.page(JOINT_REVIEWS, ask)).rows:
        if row.id != review.stream and row.session_at is not None:
            for member in row.people:
                found.setdefault(member, []).append(day_of(row.session_at))
    return {member: sorted(set(days)) for member, days in found.items()}


def double_booked(review: JointReview, roster: Roster) -> tuple[str, ...]:
    """Those of the panel who sit elsewhere on the day of the session: told, not refused."""
    if review.session is None:
        return ()
    day = day_of(review.session.starts_at)
    return tuple(each.name for each in review.voters if day in roster.sessions.get(each.id, ()))


class ReviewChoices:
    """The options that a review and the roster give; `given` is what was typed so far."""

    def __init__(self, review: JointReview, roster: Roster, words: Words, given: Given) -> None:
        self._review = review
        self._roster = roster
        self._words = words
        self._given = given

    def of(self, noun: str, name: str) -> tuple[Choice, ...] | None:
        """The options for a field of a command; None where anything may be written."""
        if name in OF_PANEL and noun != "schedule":
            return tuple(self._members(self._review.voters))
        if name not in OF_ROSTER:
            return None
        if name == "chair":
            chosen = self._panel(noun)
            found = self._grouped(lambda each: each.id in chosen if chosen else True)
            return tuple(found)
        if name == "recorder":
            return tuple(self._grouped(lambda each: each.id not in self._panel(noun)))
        here = {each.id for each in self._review.panel} if name == "added" else set[str]()
        return tuple(self._grouped(lambda each: each.id not in here))

    def _panel(self, noun: str) -> set[str]:
        """Who was chosen so far to sit on the panel."""
        if noun == "schedule":
            return set(self._given.get("/panel", ()))
        stay = {each.id for each in self._review.voters} - set(self._given.get("/removed", ()))
        return stay | set(self._given.get("/added", ()))

    def _members(self, members: Iterable[Member]) -> Iterator[Choice]:
        for each in members:
            yield Choice(each.id, f"{each.name} ({self._words.org(each.org)})")

    def _grouped(self, suits: Callable[[OfficerEntry], bool]) -> Iterator[Choice]:
        """Experts first, those whose fields the case speaks of on top; then bureau by bureau."""
        every = self._words.known.officers.values()
        found = [each for each in every if self._roster.may_sit(each) and suits(each)]
        experts = sorted(
            (each for each in found if each.expertise),
            key=lambda each: (-self._roster.nearness(each), each.org, each.id),
        )
        for each in experts:
            yield Choice(each.id, self._named(each), self._words.say("web.experts"))
        others = (each for each in found if not each.expertise)
        places = {code: n for n, code in enumerate(self._words.known.organisations)}
        for each in sorted(others, key=lambda each: (places.get(each.org, len(places)), each.id)):
            yield Choice(each.id, self._named(each), self._words.org(each.org))

    def _named(self, each: OfficerEntry) -> str:
        """Name, role, fields of expertise, and whether the officer sits elsewhere."""
        words = self._words
        said = [words.value("role", each.roles)]
        if each.expertise:
            said = [words.org(each.org), words.separator.join(each.expertise)]
            if self._roster.nearness(each):
                said.append(words.say("web.near"))
        days = self._roster.sessions.get(each.id, ())
        if self._day() in days:
            said.append(f"△ {words.say('web.sits-elsewhere')}")
        elif days:
            said.append(words.say("web.sits-on", dates=words.separator.join(map(str, days))))
        return f"{each.name} ({' · '.join(said)})"

    def _day(self) -> date | None:
        typed = last(self._given.get("/startsAt", ()))[:10]
        try:
            return date.fromisoformat(typed)
        except ValueError:
            session = self._review.session
            return day_of(session.starts_at) if session and not typed else None
