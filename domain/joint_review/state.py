"""What a decision about a joint review needs to remember; also what its page shows."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from domain.joint_review import events as e
from domain.joint_review.kinds import Conclusion, Lapse, ReviewStatus, Signer
from domain.joint_review.sitting import Position, Sitting


class JointReview(Struct, frozen=True, kw_only=True):
    """One joint review. `panel`, `chair` and the session's recorder are those of now.

    `named` is everyone who ever had a seat. `seen` is the version of the last thing that whoever
    gives a position must have seen, `minutes_at` that of the minutes as they are.
    """

    requested: e.JointReviewRequested
    status: ReviewStatus = ReviewStatus.REQUESTED
    known: e.CaseKnown
    convener: str | None = None
    declined: e.JointReviewDeclined | None = None
    withdrawn: e.JointReviewWithdrawn | None = None
    session: e.SessionScheduled | None = None
    panel: tuple[e.Member, ...] = ()
    chair: str | None = None
    presided: str | None = None
    named: tuple[e.Member, ...] = ()
    recusals: tuple[e.MemberRecused, ...] = ()
    convened: e.SessionConvened | None = None
    left: tuple[str, ...] = ()
    adjourned: e.SessionAdjourned | None = None
    positions: tuple[Position, ...] = ()
    changes: tuple[e.CaseChanged, ...] = ()
    conclusion: e.JointReviewConcluded | None = None
    changed_since: tuple[e.CaseChanged, ...] = ()
    minutes: e.MinutesWritten | None = None
    minutes_at: int = 0
    signatures: tuple[e.MinutesSigned, ...] = ()
    annexes: tuple[e.MinutesAnnexed, ...] = ()
    guidance: e.GuidanceGiven | None = None
    feedback: e.FeedbackGiven | None = None
    sittings: tuple[Sitting, ...] = ()
    reconvened: tuple[e.JointReviewReconvened, ...] = ()
    closed: e.JointReviewClosed | None = None
    superior: e.SuperiorAnswered | None = None
    seen: int = 1
    version: int = 1

    @property
    def recused(self) -> frozenset[str]:
        """The members who may not take part."""
        return frozenset(each.member for each in self.recusals)

    @property
    def everyone(self) -> Mapping[str, e.Member]:
        """Everyone who ever had a seat, by id: whoever spoke has a name."""
        return {each.id: each for each in self.named}

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

    def last_of(self, member: str) -> int:
        """The version with the member's last position; 0 without any."""
        return max((each.at for each in self.positions if each.given.member == member), default=0)

    @property
    def unsigned(self) -> dict[Signer, str]:
        """Who has still to sign the minutes as they are."""
        if self.minutes is None or self.session is None or self.chair is None:
            return {}
        signed = {each.signer for each in self.signatures}
        signers = {Signer.CHAIR: self.chair, Signer.RECORDER: self.session.recorder.id}
        return {signer: officer for signer, officer in signers.items() if signer not in signed}

    @property
    def seated(self) -> tuple[str, ...]:
        """Who has a seat now: the panel without those recused, the recorder."""
        seats = [each.id for each in self.voters]
        if self.session and self.session.recorder.id not in self.recused:
            seats.append(self.session.recorder.id)
        return tuple(seats)

    @property
    def readers(self) -> tuple[str, ...]:
        """Who sees review and case in person: whoever has or had a seat and is not recused."""
        former = (each.id for each in self.named if each.id not in self.recused)
        return tuple(dict.fromkeys((*self.seated, *former)))

    @property
    def sitting(self) -> Sitting | None:
        """The session as it stands."""
        if self.session is None:
            return None
        number = len(self.sittings) + 1
        return Sitting(
            number=number,
            session=self.session,
            panel=self.panel,
            chair=self.chair,
            presided=self.presided,
            recusals=self.recusals,
            convened=self.convened,
            left=self.left,
            adjourned=self.adjourned,
            positions=tuple(each for each in self.positions if each.session == number),
            conclusion=self.conclusion,
            minutes=self.minutes,
            signatures=self.signatures,
            annexes=self.annexes,
            guidance=self.guidance,
            feedback=self.feedback,
        )


def evolve(review: JointReview | None, event: e.JointReviewEvent) -> JointReview:
    """The review after one more event; it never refuses."""
    if isinstance(event, e.JointReviewRequested):
        return JointReview(requested=event, known=event.known)
    assert review is not None, "the first event is JointReviewRequested"
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
    | e.JointReviewWithdrawn
    | e.JointReviewConcluded
    | e.MinutesWritten
    | e.MinutesSigned
    | e.MinutesAnnexed
    | e.GuidanceGiven
    | e.FeedbackGiven
    | e.JointReviewClosed
    | e.SuperiorAnswered
)


def _in_session(review: JointReview, event: Session) -> JointReview:
    match event:
        case e.SessionScheduled(panel=panel, chair=chair, recorder=recorder):
            renewed = replace(
                review, status=ReviewStatus.SCHEDULED, session=event, panel=panel, chair=chair,
                named=_also(review.named, (*panel, recorder)), convened=None, left=(), changes=(),
                seen=review.version,
            )  # fmt: skip
            return _lapsed(renewed, Lapse.RECONVENED)
        case e.PanelChanged(removed=removed):
            return _lapsed(_reseated(review, event), Lapse.MEMBER_LEFT, removed)
        case e.MemberRecused(member=member):
            recused = replace(review, recusals=(*review.recusals, event))
            return _lapsed(recused, Lapse.MEMBER_RECUSED, (member,))
        case e.SessionConvened(present=present, left=left):
            gone = dict.fromkeys((*review.left, *left))
            return replace(
                review, status=ReviewStatus.CONVENED, convened=event, adjourned=None,
                left=tuple(each for each in gone if each not in present),
            )  # fmt: skip
        case e.SessionAdjourned():
            return _adjourned(review, event)
        case e.PositionGiven(member=member):
            before = _lapsed(review, Lapse.REPLACED, (member,))
            given = Position(
                number=len(review.positions) + 1, session=len(review.sittings) + 1,
                at=review.version, given=event,
            )  # fmt: skip
            return replace(before, positions=(*before.positions, given))
        case e.CaseChanged():
            return _told(review, event)
        case e.JointReviewReconvened():
            return _reconvened(review, event)
    assert_never(event)


def _also(named: tuple[e.Member, ...], more: Iterable[e.Member]) -> tuple[e.Member, ...]:
    """Everyone named so far, each as last named."""
    return tuple({each.id: each for each in (*named, *more)}.values())


def _reseated(review: JointReview, event: e.PanelChanged) -> JointReview:
    session, recorder = review.session, event.recorder
    assert session is not None, "there is a panel"
    new = (recorder,) if recorder else ()
    return replace(
        review,
        panel=event.panel,
        chair=event.chair,
        session=replace(session, recorder=recorder) if recorder else session,
        named=_also(review.named, (*event.panel, *new)),
        seen=review.version,
    )


def _adjourned(review: JointReview, event: e.SessionAdjourned) -> JointReview:
    over = replace(review, adjourned=event).sitting
    assert over is not None, "it was scheduled"
    left = replace(
        review, status=ReviewStatus.ADJOURNED, adjourned=event, convened=None, left=(),
        sittings=(*review.sittings, over),
    )  # fmt: skip
    return _lapsed(left, Lapse.RECONVENED)


def _told(review: JointReview, event: e.CaseChanged) -> JointReview:
    """What changes after the conclusion is kept beside it: nothing that was said lapses."""
    told = replace(review, known=event.known)
    if not event.changes:
        return told
    if review.conclusion is not None:
        return replace(told, changed_since=(*review.changed_since, event))
    told = replace(told, changes=(*review.changes, event), seen=review.version)
    return _lapsed(told, Lapse.CASE_CHANGED)


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
    over = review.sitting
    assert over is not None, "it was concluded"
    again = replace(
        review, status=ReviewStatus.ACCEPTED, reconvened=(*review.reconvened, event),
        sittings=(*review.sittings, over), session=None, panel=(), chair=None, presided=None,
        convened=None, left=(), conclusion=None, changed_since=(), minutes=None, minutes_at=0,
        signatures=(), annexes=(), guidance=None, feedback=None,
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
        case e.JointReviewWithdrawn():
            return replace(review, status=ReviewStatus.WITHDRAWN, withdrawn=event)
        case e.JointReviewConcluded():
            return replace(
                review, status=ReviewStatus.CONCLUDED, conclusion=event, presided=review.chair
            )
        case e.MinutesWritten():
            return replace(review, minutes=event, minutes_at=review.version, signatures=())
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
        case e.JointReviewClosed(to_superior=up):
            left = ReviewStatus.SUPERIOR_ASKED if up else ReviewStatus.CLOSED
            return replace(review, status=left, closed=event)
        case e.SuperiorAnswered():
            return replace(review, status=ReviewStatus.CLOSED, superior=event)
    assert_never(event)
