"""What a decision about a joint review needs to remember; also what its page shows."""

from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from domain.joint_review import events as e
from domain.joint_review.kinds import Conclusion, Lapse, ReviewStatus, Signer


class Position(Struct, frozen=True, kw_only=True):
    """One position as it was given; it stands until it lapses, and stays readable then."""

    number: int
    session: int
    given: e.PositionGiven
    lapsed: Lapse | None = None
    lapsed_by: int | None = None


class Sitting(Struct, frozen=True, kw_only=True):
    """A session that was over before the review was convened again: it stays as it was."""

    session: e.SessionScheduled
    convened: e.SessionConvened | None = None
    conclusion: e.JointReviewConcluded | None = None
    minutes: e.MinutesWritten | None = None
    signatures: tuple[e.MinutesSigned, ...] = ()


class JointReview(Struct, frozen=True, kw_only=True):
    """One joint review. `panel` and `chair` are those of now.

    `seen` is the version of the last thing that whoever gives a position must have seen.
    """

    requested: e.JointReviewRequested
    status: ReviewStatus = ReviewStatus.REQUESTED
    known: e.CaseKnown
    convener: str | None = None
    declined: e.JointReviewDeclined | None = None
    session: e.SessionScheduled | None = None
    panel: tuple[e.Member, ...] = ()
    chair: str | None = None
    recusals: tuple[e.MemberRecused, ...] = ()
    convened: e.SessionConvened | None = None
    adjourned: e.SessionAdjourned | None = None
    positions: tuple[Position, ...] = ()
    changes: tuple[e.CaseChanged, ...] = ()
    conclusion: e.JointReviewConcluded | None = None
    minutes: e.MinutesWritten | None = None
    signatures: tuple[e.MinutesSigned, ...] = ()
    annexes: tuple[e.MinutesAnnexed, ...] = ()
    guidance: e.GuidanceGiven | None = None
    feedback: e.FeedbackGiven | None = None
    sittings: tuple[Sitting, ...] = ()
    reconvened: tuple[e.JointReviewReconvened, ...] = ()
    closed: e.JointReviewClosed | None = None
    seen: int = 1
    version: int = 1

    @property
    def recused(self) -> frozenset[str]:
        """The members who may not take part."""
        return frozenset(each.member for each in self.recusals)

    @property
    def voters(self) -> tuple[e.Member, ...]:
        """The panel without those recused: the base of quorum and majority."""
        return tuple(each for each in self.panel if each.id not in self.recused)

    @property
    def needed(self) -> int:
        """How many of the voters make a quorum."""
        quorum = self.session.quorum if self.session else None
        return -(-len(self.voters) * quorum.present // quorum.of) if quorum else 0

    @property
    def present(self) -> tuple[e.Member, ...]:
        """The voters who attend."""
        here = self.convened.present if self.convened else ()
        return tuple(each for each in self.voters if each.id in here)

    @property
    def standing(self) -> tuple[Position, ...]:
        """The positions that count."""
        return tuple(each for each in self.positions if each.lapsed is None)

    @property
    def awaited(self) -> tuple[e.Member, ...]:
        """The members present who have no standing position."""
        said = {each.given.member for each in self.standing}
        return tuple(each for each in self.present if each.id not in said)

    @property
    def is_quorate(self) -> bool:
        """Whether enough members are present, and enough positions stand."""
        return bool(self.voters) and len(self.present) >= self.needed <= len(self.standing)

    def count_for(self, conclusion: Conclusion) -> int:
        """How many standing positions are for an outcome."""
        return sum(each.given.conclusion is conclusion for each in self.standing)

    def has_majority(self, conclusion: Conclusion) -> bool:
        """Whether more than half of the panel, not of those present, is for an outcome."""
        return 2 * self.count_for(conclusion) > len(self.voters)

    @property
    def unsigned(self) -> dict[Signer, str]:
        """Who has still to sign the minutes as they are."""
        if self.minutes is None or self.session is None or self.chair is None:
            return {}
        signed = {each.signer for each in self.signatures}
        signers = {Signer.CHAIR: self.chair, Signer.RECORDER: self.session.recorder.id}
        return {signer: officer for signer, officer in signers.items() if signer not in signed}

    @property
    def readers(self) -> tuple[str, ...]:
        """Who sees review and case in person: the panel without those recused, the recorder."""
        voters = tuple(each.id for each in self.voters)
        return (*voters, self.session.recorder.id) if self.session else voters


def evolve(review: JointReview | None, event: e.JointReviewEvent) -> JointReview:
    """The joint review after one more event; never refuses."""
    if isinstance(event, e.JointReviewRequested):
        return JointReview(requested=event, known=event.known)
    assert review is not None, "a joint review's first event is JointReviewRequested"
    review = replace(review, version=review.version + 1)
    if isinstance(event, Session):
        return _deliberating(_in_session(review, event))
    return _around(review, event)


Session = (
    e.SessionScheduled
    | e.PanelChanged
    | e.MemberRecused
    | e.SessionConvened
    | e.SessionAdjourned
    | e.PositionGiven
    | e.CaseChanged
    | e.JointReviewReconvened
)
Around = (
    e.JointReviewAccepted
    | e.JointReviewDeclined
    | e.JointReviewConcluded
    | e.MinutesWritten
    | e.MinutesSigned
    | e.MinutesAnnexed
    | e.GuidanceGiven
    | e.FeedbackGiven
    | e.JointReviewClosed
)


def _in_session(review: JointReview, event: Session) -> JointReview:
    match event:
        case e.SessionScheduled(panel=panel, chair=chair):
            renewed = replace(
                review, status=ReviewStatus.SCHEDULED, session=event, panel=panel, chair=chair,
                convened=None, recusals=(), changes=(), seen=review.version,
            )  # fmt: skip
            return _lapsed(renewed, Lapse.RECONVENED)
        case e.PanelChanged(panel=panel, chair=chair, removed=removed):
            changed = replace(review, panel=panel, chair=chair, seen=review.version)
            return _lapsed(changed, Lapse.MEMBER_LEFT, removed)
        case e.MemberRecused(member=member):
            recused = replace(review, recusals=(*review.recusals, event))
            return _lapsed(recused, Lapse.MEMBER_RECUSED, (member,))
        case e.SessionConvened():
            return replace(review, status=ReviewStatus.CONVENED, convened=event, adjourned=None)
        case e.SessionAdjourned():
            left = replace(review, status=ReviewStatus.ADJOURNED, adjourned=event, convened=None)
            return _lapsed(left, Lapse.RECONVENED)
        case e.PositionGiven(member=member):
            before = _lapsed(review, Lapse.REPLACED, (member,))
            session = review.session.session if review.session else 0
            given = Position(number=len(review.positions) + 1, session=session, given=event)
            return replace(before, positions=(*before.positions, given))
        case e.CaseChanged(known=known, changes=changes):
            told = replace(review, known=known)
            if not changes:
                return told
            told = replace(told, changes=(*review.changes, event), seen=review.version)
            return _lapsed(told, Lapse.CASE_CHANGED)
        case e.JointReviewReconvened():
            return _reconvened(review, event)
    assert_never(event)


def _lapsed(review: JointReview, why: Lapse, members: tuple[str, ...] | None = None) -> JointReview:
    """The standing positions of these members (None: of all) do not count from here on."""
    positions = tuple(
        replace(each, lapsed=why, lapsed_by=review.version)
        if each.lapsed is None and (members is None or each.given.member in members)
        else each
        for each in review.positions
    )
    return replace(review, positions=positions)


def _reconvened(review: JointReview, event: e.JointReviewReconvened) -> JointReview:
    session = review.session
    assert session is not None, "it was concluded"
    over = Sitting(
        session=session,
        convened=review.convened,
        conclusion=review.conclusion,
        minutes=review.minutes,
        signatures=review.signatures,
    )
    again = replace(
        review, status=ReviewStatus.ACCEPTED, reconvened=(*review.reconvened, event),
        sittings=(*review.sittings, over), session=None, panel=(), chair=None, convened=None,
        conclusion=None, minutes=None, signatures=(),
    )  # fmt: skip
    return _lapsed(again, Lapse.RECONVENED)


def _deliberating(review: JointReview) -> JointReview:
    """In session, all is said once each member present has a standing position."""
    if review.status not in (ReviewStatus.CONVENED, ReviewStatus.DELIBERATED):
        return review
    done = bool(review.standing) and not review.awaited
    return replace(review, status=ReviewStatus.DELIBERATED if done else ReviewStatus.CONVENED)


def _around(review: JointReview, event: Around) -> JointReview:
    match event:
        case e.JointReviewAccepted(org=org):
            return replace(review, status=ReviewStatus.ACCEPTED, convener=org)
        case e.JointReviewDeclined(org=org):
            return replace(review, status=ReviewStatus.DECLINED, convener=org, declined=event)
        case e.JointReviewConcluded():
            return replace(review, status=ReviewStatus.CONCLUDED, conclusion=event)
        case e.MinutesWritten():
            return replace(review, minutes=event, signatures=())
        case e.MinutesSigned():
            signed = replace(review, signatures=(*review.signatures, event))
            frozen = not signed.unsigned
            return replace(signed, status=ReviewStatus.MINUTES_SIGNED) if frozen else signed
        case e.MinutesAnnexed():
            return replace(review, annexes=(*review.annexes, event))
        case e.GuidanceGiven():
            return replace(review, status=ReviewStatus.FEEDBACK_DUE, guidance=event)
        case e.FeedbackGiven(adopted=adopted):
            answered = ReviewStatus.ADOPTED if adopted else ReviewStatus.DEPARTED
            return replace(review, status=answered, feedback=event)
        case e.JointReviewClosed():
            return replace(review, status=ReviewStatus.CLOSED, closed=event)
    assert_never(event)
