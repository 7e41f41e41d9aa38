"""What can happen to a joint review (会审). These types are the stored format.

A joint review advises: none of these events stops a clock of the case or stands in for a step of
it (law.md 8.2).
"""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from domain.case.events import Paper
from domain.joint_review.kinds import Conclusion, Ground, Origin, PositionKind, Signer


class Member(Struct, frozen=True, kw_only=True, rename="camel"):
    """Who sits on the panel, as they were when named. An expert has fields of expertise."""

    id: str
    name: str
    org: str
    expertise: tuple[str, ...] = ()


class Quorum(Struct, frozen=True, kw_only=True, rename="camel"):
    """What the session needs, as configured when it was scheduled (JR-PANEL): `present` of `of`.

    A panel is named with `members` from so many `organisations`; with fewer `voters` left after
    recusals nothing is decided.
    """

    members: int
    present: int
    of: int
    voters: int = 3
    organisations: int = 1


class CaseKnown(Struct, frozen=True, kw_only=True, rename="camel"):
    """The case as the review last heard of it.

    `order_on` is the day its decision was due by then, less the days that serious matters go
    ahead; lists are ordered by it. What is due is always computed from the case itself. A case
    that is `over` was terminated, closed or handed on.
    """

    version: int
    order_on: date | None = None
    ahead_days: int = 0
    over: bool = False


class JointReviewRequested(Struct, frozen=True, kw_only=True, tag="joint-review.requested.v1"):
    """提请会审. `conveners` are the bodies that may screen it: the superior and its divisions."""

    case: UUID
    case_number: str
    case_title: str
    dossier: UUID
    handling_org: str
    conveners: tuple[str, ...]
    origin: Origin
    grounds: tuple[Ground, ...]
    suggested_by: tuple[str, ...] = ()
    question: str
    proposal: str | None = None
    serious: bool = False
    known: CaseKnown


class JointReviewAccepted(Struct, frozen=True, kw_only=True, tag="joint-review.accepted.v1"):
    """受理: `org` convenes it."""

    org: str
    reason: str | None = None


class JointReviewDeclined(Struct, frozen=True, kw_only=True, tag="joint-review.declined.v1"):
    """不予受理."""

    org: str
    reason: str


class JointReviewWithdrawn(Struct, frozen=True, kw_only=True, tag="joint-review.withdrawn.v1"):
    """撤回: the handling unit asks no more."""

    org: str
    reason: str


class SessionScheduled(Struct, frozen=True, kw_only=True, tag="joint-review.scheduled.v1"):
    """排期. The panel sees the case as of `agenda_position`, when it had `case_version`."""

    session: int
    starts_at: datetime
    place: str
    chair: str
    recorder: Member
    panel: tuple[Member, ...]
    observers: tuple[str, ...] = ()
    agenda: tuple[str, ...]
    agenda_position: int
    case_version: int
    quorum: Quorum


class PanelChanged(Struct, frozen=True, kw_only=True, tag="joint-review.panel-changed.v1"):
    """更换成员: the panel from now on; `removed` are the ids of those who left.

    A `recorder` is named where another one takes over.
    """

    panel: tuple[Member, ...]
    chair: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reason: str
    recorder: Member | None = None


class MemberRecused(Struct, frozen=True, kw_only=True, tag="joint-review.member-recused.v1"):
    """回避: the member leaves the quorum's base, and what was said does not count.

    It lasts as long as the review. `by_case` is the step of the case that brought it about.
    """

    member: str
    reason: str
    by_case: str | None = None


class SessionConvened(Struct, frozen=True, kw_only=True, tag="joint-review.convened.v1"):
    """开会: enough members are present, of those not recused.

    Said again in session: `left` are those who were there before, whose positions stand.
    """

    present: tuple[str, ...]
    base: int
    needed: int
    observers: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class SessionAdjourned(Struct, frozen=True, kw_only=True, tag="joint-review.adjourned.v1"):
    """延期: too few were present, or for another reason."""

    reason: str | None = None
    present: tuple[str, ...] = ()
    base: int | None = None
    needed: int | None = None


class PositionGiven(Struct, frozen=True, kw_only=True, tag="joint-review.position-given.v1"):
    """审议意见 of one member; `conclusion` is the outcome the member is for."""

    member: str
    kind: PositionKind
    conclusion: Conclusion | None = None
    text: str | None = None
    case_version: int


class CaseChanged(Struct, frozen=True, kw_only=True, tag="joint-review.case-changed.v1"):
    """案情变更. `changes` are the actions that matter (material.py): positions lapse by them.

    Without any, only the day the decision is due moved. After the conclusion nothing lapses.
    """

    known: CaseKnown
    changes: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()


class JointReviewConcluded(Struct, frozen=True, kw_only=True, tag="joint-review.concluded.v1"):
    """结论: `for_it` of the panel's `base` members are for it; more than half are needed.

    `unheard` were present and had no position; why it was concluded without them is said.
    """

    conclusion: Conclusion
    text: str
    base: int
    for_it: int
    unheard: tuple[str, ...] = ()
    unheard_because: str | None = None


class MinutesWritten(Struct, frozen=True, kw_only=True, tag="joint-review.minutes-written.v1"):
    """会议纪要, as it is to be signed. Written again, it needs both signatures anew."""

    number: int
    report: str
    proposal: str
    deliberation: str
    observers: tuple[str, ...] = ()


class MinutesSigned(Struct, frozen=True, kw_only=True, tag="joint-review.minutes-signed.v1"):
    """签名 below the minutes of that number. With both signatures they are frozen.

    `paper` is what was frozen: the minutes as printed then, with the second signature.
    """

    number: int
    signer: Signer
    officer: str
    name: str
    paper: Paper | None = None


class MinutesAnnexed(Struct, frozen=True, kw_only=True, tag="joint-review.minutes-annexed.v1"):
    """更正附页: what is to be added to minutes that are frozen."""

    text: str
    reason: str


class GuidanceGiven(Struct, frozen=True, kw_only=True, tag="joint-review.guidance-given.v1"):
    """指导意见 to the handling unit, which answers by a day."""

    org: str
    text: str
    answer_by: date | None = None


class FeedbackGiven(Struct, frozen=True, kw_only=True, tag="joint-review.feedback-given.v1"):
    """反馈: adopted, or departed from with reasons. The handling unit stays responsible."""

    org: str
    adopted: bool
    text: str


class JointReviewReconvened(Struct, frozen=True, kw_only=True, tag="joint-review.reconvened.v1"):
    """重新会审: without a consensus, or because too much changed."""

    reason: str


class JointReviewClosed(Struct, frozen=True, kw_only=True, tag="joint-review.closed.v1"):
    """办结; `to_superior` where no consensus was found and the superior is asked.

    `unanswered`: the guidance was never answered.
    """

    reason: str
    to_superior: bool = False
    unanswered: bool = False


class SuperiorAnswered(Struct, frozen=True, kw_only=True, tag="joint-review.superior-answered.v1"):
    """上级答复, where the panel found no consensus; with it the review is over."""

    org: str
    text: str


JointReviewEvent = (
    JointReviewRequested
    | JointReviewAccepted
    | JointReviewDeclined
    | JointReviewWithdrawn
    | SessionScheduled
    | PanelChanged
    | MemberRecused
    | SessionConvened
    | SessionAdjourned
    | PositionGiven
    | CaseChanged
    | JointReviewConcluded
    | MinutesWritten
    | MinutesSigned
    | MinutesAnnexed
    | GuidanceGiven
    | FeedbackGiven
    | JointReviewReconvened
    | JointReviewClosed
    | SuperiorAnswered
)
