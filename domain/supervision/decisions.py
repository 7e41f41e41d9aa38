"""The commands about a supervision, and the functions that decide them (law.md 9, SUP-*)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.authority import Act, Officer, require
from domain.case.acting import check_day, check_reckoned
from domain.case.law import Moment, cite
from domain.case.state import Case
from domain.commands import Command
from domain.refusals import Invalid, NotPermitted, OutOfOrder, Refusal
from domain.supervision import events as e
from domain.supervision.clocks import FIX, INFO, OBJECT, OPINION
from domain.supervision.state import Supervision, SupervisionStatus
from domain.text import Line, Text

Kind = e.SupervisionKind
Status = SupervisionStatus
APPROVAL = "SUP-APPROVAL"
RULES: Mapping[e.SupervisionKind, str] = {
    Kind.NOTICE: INFO,
    Kind.DECISION: FIX,
    Kind.OPINION: OPINION,
}
# The papers of enforcement supervision: each needs the superior bureau's responsible person.
PAPERS = frozenset(RULES)
# A day is set in these; a notice has its own ten working days, and to guidance one may be set.
DATED = frozenset({Kind.PRESSING, Kind.DECISION, Kind.OPINION})


class Issue(Command, frozen=True):
    """督办, guidance or a paper of enforcement supervision on a lower bureau's case."""

    case: UUID
    kind: e.SupervisionKind
    text: Text
    number: Line | None = None
    answer_by: date | None = None


class Receive(Command, frozen=True):
    """签收."""

    received_on: date | None = None


class ReportCorrection(Command, frozen=True):
    """改正 of what a decision orders."""

    corrected_on: date
    text: Text


class RequestReexamination(Command, frozen=True):
    """申请复查 of a decision, within five working days of its receipt (SUP-OBJECT)."""

    reason: Text


class AnswerReexamination(Command, frozen=True):
    """复查答复 of the superior."""

    withdrawn: bool
    reason: Text


class Answer(Command, frozen=True):
    """答复 of the bureau."""

    text: Text


class GiveFeedback(Command, frozen=True):
    """反馈 to guidance: adopted, or departed from with the reasons."""

    adopted: bool
    text: Text


class ReturnAnswer(Command, frozen=True):
    """退回答复 that does not do, to be given again by a day."""

    reason: Text
    answer_by: date


class Withdraw(Command, frozen=True):
    """撤回 by the superior before the bureau received it."""

    reason: Text


class Close(Command, frozen=True):
    """办结 by the superior, whether or not it was answered."""

    reason: Text


class Step(StrEnum):
    """The steps, named as they are POSTed to."""

    RECEIPT = "receipt"
    WITHDRAWAL = "withdrawal"
    CORRECTION = "correction"
    OBJECTION = "reexamination"
    OBJECTION_ANSWER = "reexamination-answer"
    ANSWER = "answer"
    FEEDBACK = "feedback"
    RETURN = "answer-return"
    CLOSING = "closing"


# Whether it is the superior's step, and where the supervision must stand.
STEPS: Mapping[Step, tuple[bool, frozenset[SupervisionStatus]]] = {
    Step.RECEIPT: (False, frozenset({Status.ISSUED})),
    Step.WITHDRAWAL: (True, frozenset({Status.ISSUED})),
    Step.CORRECTION: (False, frozenset({Status.RECEIVED, Status.RETURNED})),
    Step.OBJECTION: (False, frozenset({Status.RECEIVED})),
    Step.OBJECTION_ANSWER: (True, frozenset({Status.OBJECTED})),
    Step.ANSWER: (False, frozenset({Status.RECEIVED, Status.CORRECTED, Status.RETURNED})),
    Step.FEEDBACK: (False, frozenset({Status.RECEIVED, Status.RETURNED})),
    Step.RETURN: (True, frozenset({Status.ANSWERED})),
    Step.CLOSING: (
        True, frozenset({Status.RECEIVED, Status.CORRECTED, Status.ANSWERED, Status.RETURNED}),
    ),
}  # fmt: skip
ONLY_DECISIONS = frozenset({Step.CORRECTION, Step.OBJECTION, Step.OBJECTION_ANSWER})
# What undoes a paper is for who may issue one (SUP-APPROVAL).
UNDOES = frozenset({Step.WITHDRAWAL, Step.OBJECTION_ANSWER})


def enter(supervision: Supervision, step: Step, by: Officer) -> None:
    """Refuses a step to who may not take it, or where the supervision does not stand there."""
    issued = supervision.issued
    above, statuses = STEPS[step]
    if above:
        undone = step in UNDOES and issued.kind in PAPERS
        require(by, Act.ISSUE_SUPERVISION if undone else Act.SUPERVISE, org=issued.from_org)
    else:
        require(by, Act.WORK_CASE, org=issued.to_org)
    if step in ONLY_DECISIONS and issued.kind is not Kind.DECISION:
        raise OutOfOrder("only-for-supervision-decisions", basis=FIX)
    if step in (Step.ANSWER, Step.FEEDBACK):
        _check_how_answered(issued.kind, step)
    if supervision.status not in statuses:
        raise OutOfOrder("supervision-out-of-order", supervision_status=supervision.status)
    if step is Step.OBJECTION and supervision.objected is not None:
        raise OutOfOrder("reexamined-already", basis=OBJECT)
    if step is Step.ANSWER and issued.kind is Kind.DECISION and supervision.corrected is None:
        raise OutOfOrder("correction-first", basis=FIX)


def _check_how_answered(kind: e.SupervisionKind, step: Step) -> None:
    advice = kind is Kind.GUIDANCE
    if advice is not (step is Step.FEEDBACK):
        raise OutOfOrder("guidance-needs-feedback" if advice else "only-for-guidance")


def allowed(supervision: Supervision, by: Officer) -> list[Step]:
    """The steps that the officer may take now."""
    return [step for step in Step if _is_open(supervision, step, by)]


def _is_open(supervision: Supervision, step: Step, by: Officer) -> bool:
    try:
        enter(supervision, step, by)
    except Refusal:
        return False
    return True


def issue(
    case: Case, command: Issue, superiors: tuple[str, ...], moment: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """What `superiors` send a bureau: their divisions and, last, the superior."""
    _check_may_issue(command.kind, superiors, by)
    if command.kind in PAPERS:
        _check_in_force(APPROVAL, moment)
        _check_in_force(RULES[command.kind], moment)
    _check_set_day(command, moment)
    return [
        e.SupervisionIssued(
            kind=command.kind,
            case=command.case,
            case_number=case.filed.number,
            case_title=case.filed.title,
            dossier=case.filed.dossier,
            from_org=by.org,
            to_org=case.org,
            text=command.text,
            number=command.number,
            answer_by=command.answer_by,
        )
    ]


def _check_may_issue(kind: e.SupervisionKind, superiors: tuple[str, ...], by: Officer) -> None:
    """Papers are the superior's own and need its responsible person (SUP-APPROVAL)."""
    paper = kind in PAPERS
    act = Act.ISSUE_SUPERVISION if paper else Act.SUPERVISE
    require(by, act, org=by.org)
    if by.org not in (superiors[-1:] if paper else superiors):
        raise NotPermitted("not-your-organisation", act=act, org=superiors[-1])


def issuable(superiors: tuple[str, ...], by: Officer) -> tuple[e.SupervisionKind, ...]:
    """What an officer may issue to a bureau with these superiors; nothing without any."""
    return tuple(kind for kind in Kind if superiors and _is_issuable(kind, superiors, by))


def _is_issuable(kind: e.SupervisionKind, superiors: tuple[str, ...], by: Officer) -> bool:
    try:
        _check_may_issue(kind, superiors, by)
    except NotPermitted:
        return False
    return True


def _check_in_force(rule: str, moment: Moment) -> None:
    if moment.law.on(rule, moment.on) is None:
        raise OutOfOrder("supervision-rule-not-in-force", basis=rule, date=moment.on.isoformat())


def _check_set_day(command: Issue, moment: Moment) -> None:
    if command.answer_by is None:
        if command.kind in DATED:
            raise Invalid("/answerBy", "value-required")
    elif command.kind is Kind.NOTICE:
        raise Invalid("/answerBy", "notice-has-its-own-days", basis=INFO)
    else:
        _check_to_come(command.answer_by, moment)


def _check_to_come(day: date, moment: Moment) -> None:
    """A day that is set lies ahead, and within what is reckoned: else no clock would run."""
    check_reckoned("/answerBy", day)
    if day < moment.on:
        raise Invalid("/answerBy", "date-in-past", date=day.isoformat())


def receive(
    supervision: Supervision, command: Receive, moment: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """The bureau's periods run from this day: not before the paper was issued."""
    enter(supervision, Step.RECEIPT, by)
    day = command.received_on or moment.on
    check_day("/receivedOn", day, moment, moment.since)
    return [e.SupervisionReceived(kind=supervision.issued.kind, received_on=day)]


def report_correction(
    supervision: Supervision, command: ReportCorrection, moment: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """What was ordered is done; ten working days to report it.

    It may have been while a re-examination went on, but not before the decision was received.
    """
    enter(supervision, Step.CORRECTION, by)
    received = supervision.received
    assert received is not None, "only what was received is corrected"
    check_day("/correctedOn", command.corrected_on, moment, received.received_on)
    return [e.CorrectionDone(corrected_on=command.corrected_on, text=command.text)]


def request_reexamination(
    supervision: Supervision, command: RequestReexamination, moment: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """Refused after the five working days."""
    enter(supervision, Step.OBJECTION, by)
    if moment.is_past(OBJECT):
        last = moment.last_day(OBJECT)
        version = moment.law.on(OBJECT, moment.on)
        raise OutOfOrder("reexamination-late", basis=OBJECT, date=str(last), **cite(version))
    return [e.ReexaminationRequested(reason=command.reason)]


def answer_reexamination(
    supervision: Supervision, command: AnswerReexamination, _: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """A decision that is withdrawn is over."""
    enter(supervision, Step.OBJECTION_ANSWER, by)
    return [e.ReexaminationAnswered(withdrawn=command.withdrawn, reason=command.reason)]


def answer(
    supervision: Supervision, command: Answer, _: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """The bureau answers; of a decision, it reports what it corrected."""
    enter(supervision, Step.ANSWER, by)
    return [e.SupervisionAnswered(text=command.text)]


def give_feedback(
    supervision: Supervision, command: GiveFeedback, _: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """Adopted or not, the bureau answers for its decision."""
    enter(supervision, Step.FEEDBACK, by)
    return [e.SupervisionAnswered(text=command.text, adopted=command.adopted)]


def return_answer(
    supervision: Supervision, command: ReturnAnswer, moment: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """The bureau answers once more, by a day the superior sets."""
    enter(supervision, Step.RETURN, by)
    _check_to_come(command.answer_by, moment)
    return [e.AnswerReturned(reason=command.reason, answer_by=command.answer_by)]


def withdraw(
    supervision: Supervision, command: Withdraw, _: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """What nobody received yet may be taken back."""
    enter(supervision, Step.WITHDRAWAL, by)
    return [e.SupervisionWithdrawn(reason=command.reason)]


def close(
    supervision: Supervision, command: Close, _: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """The superior is content, or lets it rest: the case may have ended meanwhile."""
    enter(supervision, Step.CLOSING, by)
    return [e.SupervisionClosed(reason=command.reason)]
