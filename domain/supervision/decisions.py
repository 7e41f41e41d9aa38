"""The commands about a supervision, and the functions that decide them (law.md 9, SUP-*)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.authority import Act, Officer, require
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
# A day is set in these papers; a notice has its own ten working days.
DATED = frozenset({Kind.PRESSING, Kind.DECISION, Kind.OPINION})


class Issue(Command, frozen=True):
    """督办 or a paper of enforcement supervision on a lower bureau's case."""

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


class Close(Command, frozen=True):
    """办结 by the superior."""

    reason: Text


class Step(StrEnum):
    """The steps, named as they are POSTed to."""

    RECEIPT = "receipt"
    CORRECTION = "correction"
    OBJECTION = "reexamination"
    OBJECTION_ANSWER = "reexamination-answer"
    ANSWER = "answer"
    CLOSING = "closing"


# Whether it is the superior's step, and where the supervision must stand.
STEPS: Mapping[Step, tuple[bool, frozenset[SupervisionStatus]]] = {
    Step.RECEIPT: (False, frozenset({Status.ISSUED})),
    Step.CORRECTION: (False, frozenset({Status.RECEIVED})),
    Step.OBJECTION: (False, frozenset({Status.RECEIVED})),
    Step.OBJECTION_ANSWER: (True, frozenset({Status.OBJECTED})),
    Step.ANSWER: (False, frozenset({Status.RECEIVED, Status.CORRECTED})),
    Step.CLOSING: (True, frozenset({Status.ISSUED, Status.ANSWERED})),
}
ONLY_DECISIONS = frozenset({Step.CORRECTION, Step.OBJECTION, Step.OBJECTION_ANSWER})


def enter(supervision: Supervision, step: Step, by: Officer) -> None:
    """Refuses a step to who may not take it, or where the supervision does not stand there."""
    issued = supervision.issued
    above, statuses = STEPS[step]
    if above:
        require(by, Act.SUPERVISE, org=issued.from_org)
    else:
        require(by, Act.WORK_CASE, org=issued.to_org)
    if step in ONLY_DECISIONS and issued.kind is not Kind.DECISION:
        raise OutOfOrder("only-for-supervision-decisions", basis=FIX)
    if supervision.status not in statuses:
        raise OutOfOrder("supervision-out-of-order", supervision_status=supervision.status)
    if step is Step.OBJECTION and supervision.objected is not None:
        raise OutOfOrder("reexamined-already", basis=OBJECT)
    if step is Step.ANSWER and issued.kind is Kind.DECISION and supervision.corrected is None:
        raise OutOfOrder("correction-first", basis=FIX)


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
    """Papers need the superior bureau's responsible person; pressing does not (SUP-APPROVAL)."""
    paper = command.kind is not Kind.PRESSING
    act = Act.ISSUE_SUPERVISION if paper else Act.SUPERVISE
    require(by, act, org=by.org)
    if by.org not in superiors:
        raise NotPermitted("not-your-organisation", act=act, org=superiors[0])
    if paper:
        _check_in_force(RULES[command.kind], moment)
    if command.kind in DATED and command.answer_by is None:
        raise Invalid("/answerBy", "value-required")
    if command.answer_by is not None and command.answer_by < moment.on:
        raise Invalid("/answerBy", "date-in-past", date=command.answer_by.isoformat())
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


def _check_in_force(rule: str, moment: Moment) -> None:
    if moment.law.on(rule, moment.on) is None:
        raise OutOfOrder("supervision-rule-not-in-force", basis=rule, date=moment.on.isoformat())


def receive(
    supervision: Supervision, command: Receive, moment: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """The bureau's periods run from this day."""
    enter(supervision, Step.RECEIPT, by)
    day = command.received_on or moment.on
    if day > moment.today:
        raise Invalid("/receivedOn", "date-in-future", date=day.isoformat())
    return [e.SupervisionReceived(kind=supervision.issued.kind, received_on=day)]


def report_correction(
    supervision: Supervision, command: ReportCorrection, moment: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """What was ordered is done; ten working days to report it."""
    enter(supervision, Step.CORRECTION, by)
    if command.corrected_on > moment.today:
        raise Invalid("/correctedOn", "date-in-future", date=command.corrected_on.isoformat())
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


def close(
    supervision: Supervision, command: Close, _: Moment, *, by: Officer
) -> list[e.SupervisionEvent]:
    """The superior is content, or takes it back unread."""
    enter(supervision, Step.CLOSING, by)
    return [e.SupervisionClosed(reason=command.reason)]
