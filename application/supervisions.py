"""What superior and bureau do with a supervision: issue, receive, correct, answer, close."""

from collections.abc import Callable
from uuid import UUID, uuid4

from application.aggregates import CASE, SUPERVISION
from application.cases import law_of, moment_of
from application.desk import Call, Change, Desk, Done
from application.directory import Directory
from application.joint_reviews import conveners_of
from domain.authority import Officer
from domain.case.law import Moment
from domain.commands import Command
from domain.reference.state import Reference
from domain.supervision import decisions as decide
from domain.supervision.events import SupervisionEvent, SupervisionKind
from domain.time import effective

Decide = Callable[..., list[SupervisionEvent]]

PLAIN: tuple[tuple[str, type[Command], Decide], ...] = (
    ("receipt", decide.Receive, decide.receive),
    ("withdrawal", decide.Withdraw, decide.withdraw),
    ("correction", decide.ReportCorrection, decide.report_correction),
    ("reexamination", decide.RequestReexamination, decide.request_reexamination),
    ("reexamination-answer", decide.AnswerReexamination, decide.answer_reexamination),
    ("answer", decide.Answer, decide.answer),
    ("feedback", decide.GiveFeedback, decide.give_feedback),
    ("answer-return", decide.ReturnAnswer, decide.return_answer),
    ("closing", decide.Close, decide.close),
)


def issuable(known: Reference, org: str, by: Officer) -> tuple[SupervisionKind, ...]:
    """What an officer may issue on a bureau's cases; nothing where there is nobody above it."""
    above = known.organisation(org).superior
    return decide.issuable(conveners_of(known, org) if above else (), by)


async def issue(desk: Desk, directory: Directory, command: decide.Issue, call: Call) -> Done:
    """A superior supervises a lower bureau's case. What is answered is the supervision."""
    case = await desk.load(CASE, command.case)
    on = effective(command.effective_on, today=call.today, not_before=case.row.filed_on)
    superiors = conveners_of(directory.known, case.state.org)
    moment = moment_of(directory, case, on, call.today)
    events = decide.issue(case.state, command, superiors, moment, by=call.by)
    return await desk.record(call, on, Change(stream=uuid4(), aggregate=SUPERVISION, events=events))


async def take(
    desk: Desk, directory: Directory, record_id: UUID, command: Command, call: Call, plain: Decide
) -> Done:
    """A step: read, decided, recorded; on no day before the last step's."""
    found = await desk.current(SUPERVISION, record_id, call.expected)
    since = found.row.last_step_on
    on = effective(command.effective_on, today=call.today, not_before=since)
    moment = Moment(
        on=on, today=call.today, law=law_of(directory), since=since, clocks=found.row.clocks
    )
    events = plain(found.state, command, moment, by=call.by)
    change = Change(stream=record_id, aggregate=SUPERVISION, events=events, before=found)
    return await desk.record(call, on, change)
