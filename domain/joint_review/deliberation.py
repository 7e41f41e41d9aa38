"""Commands of the session: attendance, positions, conclusion; and the functions that decide."""

from datetime import date

from domain.authority import Officer
from domain.commands import Command
from domain.joint_review import events as e
from domain.joint_review.convening import Codes, Lines
from domain.joint_review.kinds import Conclusion, PositionKind
from domain.joint_review.panel import PANEL
from domain.joint_review.state import JointReview
from domain.joint_review.steps import Step, enter
from domain.refusals import Invalid, OutOfOrder
from domain.text import Text
from domain.time import day_of

IN_FAVOUR = frozenset({PositionKind.AGREE, PositionKind.RESERVATION})


class Attend(Command, frozen=True):
    """到会情况: who of the panel is there; said again when someone comes or goes."""

    present: Codes
    observers: Lines = ()


class Adjourn(Command, frozen=True):
    """延期再会."""

    reason: Text


class GiveOpinion(Command, frozen=True):
    """审议意见 of the member who sends it; `conclusion` names the outcome the member is for.

    Who agrees is for supporting the handling unit, unless another outcome is named.
    """

    kind: PositionKind
    conclusion: Conclusion | None = None
    text: Text | None = None


class Conclude(Command, frozen=True):
    """会审结论; where a member present was not heard, why."""

    conclusion: Conclusion
    text: Text
    unheard_because: Text | None = None


def attend(
    review: JointReview, command: Attend, today: date, *, by: Officer
) -> list[e.JointReviewEvent]:
    """The session is convened if enough of those not recused are there; else it is adjourned.

    Said again in session: what those who left have said stands, and the quorum is that of now.
    """
    enter(review, Step.ATTENDANCE, by)
    assert review.session is not None, "it is scheduled"
    if today < day_of(review.session.starts_at):
        raise OutOfOrder("session-not-begun", date=day_of(review.session.starts_at).isoformat())
    voters = {each.id for each in review.voters}
    for number, member in enumerate(command.present):
        if member not in voters:
            raise Invalid(f"/present/{number}", "not-on-the-panel", officer=member)
    present = tuple(dict.fromkeys(command.present))
    base, needed = len(voters), review.needed
    if review.convened is None and len(present) < needed:
        return [e.SessionAdjourned(present=present, base=base, needed=needed)]
    if review.chair not in present:
        raise OutOfOrder("chair-not-present", basis=PANEL)
    before = review.convened.observers if review.convened else ()
    return [
        e.SessionConvened(
            present=present,
            base=base,
            needed=needed,
            observers=command.observers or before,
            left=tuple(each.id for each in review.present if each.id not in present),
        )
    ]


def adjourn(review: JointReview, command: Adjourn, *, by: Officer) -> list[e.JointReviewEvent]:
    """Another day is needed."""
    enter(review, Step.ADJOURNMENT, by)
    return [e.SessionAdjourned(reason=command.reason)]


def give_opinion(
    review: JointReview, command: GiveOpinion, *, by: Officer
) -> list[e.JointReviewEvent]:
    """The member's position on the case as it is now; one given before does not count any more."""
    enter(review, Step.OPINION, by)
    if command.kind is PositionKind.RECUSED:
        return [*_recused(review, command, by)]
    if command.kind in (PositionKind.DISSENT, PositionKind.RESERVATION) and command.text is None:
        raise Invalid("/text", "dissent-without-text", basis=PANEL)
    if command.conclusion is Conclusion.NO_CONSENSUS:
        raise Invalid("/conclusion", "not-to-be-voted-for")
    named = command.conclusion
    if named is None and command.kind in IN_FAVOUR:
        named = Conclusion.SUPPORT
    if command.kind is PositionKind.ABSTAIN:
        named = None
    if command.kind is PositionKind.DISSENT and named is Conclusion.SUPPORT:
        raise Invalid("/conclusion", "dissent-supports")
    return [
        e.PositionGiven(
            member=by.id,
            kind=command.kind,
            conclusion=named,
            text=command.text,
            case_version=review.known.version,
        )
    ]


def _recused(review: JointReview, command: GiveOpinion, by: Officer) -> list[e.JointReviewEvent]:
    if command.text is None:
        raise Invalid("/text", "reason-missing")
    if by.id == review.chair:
        raise OutOfOrder("chair-to-be-replaced")
    return [e.MemberRecused(member=by.id, reason=command.text)]


def conclude(review: JointReview, command: Conclude, *, by: Officer) -> list[e.JointReviewEvent]:
    """More than half of the panel is for it; there is no consensus if it is for nothing."""
    enter(review, Step.CONCLUSION, by)
    given = command.conclusion
    base, for_it = len(review.voters), review.count_for(given)
    if given is Conclusion.NO_CONSENSUS:
        if any(review.has_majority(each) for each in Conclusion):
            raise OutOfOrder("majority-was-found", basis=PANEL)
    elif not review.has_majority(given):
        raise OutOfOrder("no-majority", basis=PANEL, count=str(for_it), base=str(base))
    unheard = review.awaited
    if unheard and command.unheard_because is None:
        members = "、".join(each.name for each in unheard)
        raise Invalid("/unheardBecause", "members-unheard", members=members)
    return [
        e.JointReviewConcluded(
            conclusion=given,
            text=command.text,
            base=base,
            for_it=for_it,
            unheard=tuple(each.id for each in unheard),
            unheard_because=command.unheard_because if unheard else None,
        )
    ]
