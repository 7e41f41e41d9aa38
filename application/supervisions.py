"""What superior and bureau do with a supervision: issue, receive, correct, answer, close."""

from collections.abc import Callable
from uuid import UUID, uuid4

from application.aggregates import CASE, SUPERVISION
from application.cases import law_of, moment_of
from application.desk import Call, Change, Desk, Done
from application.directory import Directory
from application.joint_reviews import conveners_of
from domain.case.law import Moment
from domain.commands import Command
from domain.supervision import decisions as decide
from domain.supervision.events import SupervisionEvent
from domain.time import effective

Decide = Callable[..., list[SupervisionEvent]]

PLAIN: tuple[tuple[str, type[Command], Decide], ...] = (
    ("receipt", decide.Receive, decide.receive),
    ("correction", decide.ReportCorrection, decide.report_correction),
    ("reexamination", decide.RequestReexamination, decide.request_reexamination),
    ("reexamination-answer", decide.AnswerReexamination, decide.answer_reexamination),
    ("answer", decide.Answer, decide.answer),
    ("closing", decide.Close, decide.close),
)


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
    """A step: read, decided, recorded."""
    found = await desk.current(SUPERVISION, record_id, call.expected)
    on = effective(command.effective_on, today=call.today, not_before=found.row.issued_on)
    moment = Moment(on=on, today=call.today, law=law_of(directory), clocks=found.row.clocks)
    events = plain(found.state, command, moment, by=call.by)
    change = Change(stream=record_id, aggregate=SUPERVISION, events=events, before=found)
    return await desk.record(call, on, change)
