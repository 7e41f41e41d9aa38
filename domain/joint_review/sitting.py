"""One session of a joint review: who sat, what each said, what came of it."""

from msgspec import Struct

from domain.case.events import Paper
from domain.joint_review import events as e
from domain.joint_review.kinds import Lapse


class Position(Struct, frozen=True, kw_only=True):
    """One position as it was given; it stands until it lapses, and stays readable then.

    `at` is the review's version with it.
    """

    number: int
    session: int
    at: int = 0
    given: e.PositionGiven
    lapsed: Lapse | None = None
    lapsed_by: int | None = None


class Sitting(Struct, frozen=True, kw_only=True):
    """A session as it was when it was over: adjourned, or the panel convened again."""

    number: int = 1
    session: e.SessionScheduled
    panel: tuple[e.Member, ...] = ()
    chair: str | None = None
    presided: str | None = None
    recusals: tuple[e.MemberRecused, ...] = ()
    convened: e.SessionConvened | None = None
    left: tuple[str, ...] = ()
    adjourned: e.SessionAdjourned | None = None
    positions: tuple[Position, ...] = ()
    conclusion: e.JointReviewConcluded | None = None
    minutes: e.MinutesWritten | None = None
    signatures: tuple[e.MinutesSigned, ...] = ()
    annexes: tuple[e.MinutesAnnexed, ...] = ()
    guidance: e.GuidanceGiven | None = None
    feedback: e.FeedbackGiven | None = None

    @property
    def voters(self) -> tuple[e.Member, ...]:
        """The panel without those recused."""
        recused = {each.member for each in self.recusals}
        return tuple(each for each in self.panel if each.id not in recused)

    @property
    def is_frozen(self) -> bool:
        """Whether both have signed the minutes as they are."""
        return len({each.signer for each in self.signatures}) > 1

    @property
    def paper(self) -> Paper | None:
        """The minutes as they were printed when they were frozen."""
        return next((each.paper for each in self.signatures if each.paper), None)
