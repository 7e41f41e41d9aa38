"""Commands after the session: minutes, guidance, feedback; and the functions that decide them."""

from datetime import date

from domain.authority import Officer
from domain.commands import Command
from domain.joint_review import events as e
from domain.joint_review.convening import Lines
from domain.joint_review.kinds import Conclusion, ReviewStatus, Signer
from domain.joint_review.state import JointReview
from domain.joint_review.steps import Step, enter
from domain.refusals import Invalid
from domain.text import Text


class WriteMinutes(Command, frozen=True):
    """会议纪要: what was reported, proposed and said. Names and positions come from the record."""

    report: Text
    proposal: Text
    deliberation: Text
    observers: Lines = ()


class Sign(Command, frozen=True):
    """签名 of the chair or the recorder below the minutes as they are."""


class Annex(Command, frozen=True):
    """更正附页 to minutes that are frozen."""

    text: Text
    reason: Text


class Guide(Command, frozen=True):
    """指导意见 to the handling unit, to be answered by a day."""

    text: Text
    answer_by: date | None = None


class GiveFeedback(Command, frozen=True):
    """反馈 of the handling unit: adopted, or departed from with the reasons."""

    adopted: bool
    text: Text


class Reconvene(Command, frozen=True):
    """重新会审, where no consensus was found, or the case changed since the conclusion."""

    reason: Text


class Close(Command, frozen=True):
    """办结; without a consensus the superior may be asked."""

    reason: Text
    to_superior: bool = False


class AnswerAsSuperior(Command, frozen=True):
    """上级答复 to what the panel could not agree on."""

    text: Text


def write_minutes(
    review: JointReview, command: WriteMinutes, *, by: Officer
) -> list[e.JointReviewEvent]:
    """What is written again needs both signatures anew."""
    enter(review, Step.MINUTES, by)
    return [
        e.MinutesWritten(
            number=review.minutes.number + 1 if review.minutes else 1,
            report=command.report,
            proposal=command.proposal,
            deliberation=command.deliberation,
            observers=command.observers,
        )
    ]


def sign(review: JointReview, _: Sign, *, by: Officer) -> list[e.JointReviewEvent]:
    """Each signs once; the second signature freezes the minutes."""
    enter(review, Step.SIGNATURE, by)
    assert review.minutes is not None, "they are written"
    signer = Signer.CHAIR if by.id == review.chair else Signer.RECORDER
    return [
        e.MinutesSigned(number=review.minutes.number, signer=signer, officer=by.id, name=by.name)
    ]


def annex(review: JointReview, command: Annex, *, by: Officer) -> list[e.JointReviewEvent]:
    """Frozen minutes stay as they are; what is wrong in them is said beside."""
    enter(review, Step.ANNEX, by)
    return [e.MinutesAnnexed(text=command.text, reason=command.reason)]


def guide(
    review: JointReview, command: Guide, today: date, *, by: Officer
) -> list[e.JointReviewEvent]:
    """The handling unit is told what the panel advises; it decides by itself."""
    enter(review, Step.GUIDANCE, by)
    if command.answer_by is not None and command.answer_by < today:
        raise Invalid("/answerBy", "date-in-past", date=command.answer_by.isoformat())
    return [e.GuidanceGiven(org=by.org, text=command.text, answer_by=command.answer_by)]


def give_feedback(
    review: JointReview, command: GiveFeedback, *, by: Officer
) -> list[e.JointReviewEvent]:
    """Adopted or not, the handling unit answers for its decision."""
    enter(review, Step.FEEDBACK, by)
    return [e.FeedbackGiven(org=by.org, adopted=command.adopted, text=command.text)]


def reconvene(review: JointReview, command: Reconvene, *, by: Officer) -> list[e.JointReviewEvent]:
    """Another session; the record of this one stays."""
    enter(review, Step.RECONVENING, by)
    return [e.JointReviewReconvened(reason=command.reason)]


def close(review: JointReview, command: Close, *, by: Officer) -> list[e.JointReviewEvent]:
    """The review is over, unless the superior is asked; guidance may never have been answered."""
    enter(review, Step.CLOSING, by)
    concluded = review.conclusion.conclusion if review.conclusion else None
    if command.to_superior and concluded is not Conclusion.NO_CONSENSUS:
        raise Invalid("/toSuperior", "consensus-was-found")
    return [
        e.JointReviewClosed(
            reason=command.reason,
            to_superior=command.to_superior,
            unanswered=review.status is ReviewStatus.FEEDBACK_DUE,
        )
    ]


def answer_as_superior(
    review: JointReview, command: AnswerAsSuperior, *, by: Officer
) -> list[e.JointReviewEvent]:
    """With the superior's word the review is over; the handling unit decides by itself."""
    enter(review, Step.SUPERIOR_ANSWER, by)
    return [e.SuperiorAnswered(org=by.org, text=command.text)]
