"""Objections to a result, their answers, and the re-test that settles it (PSS-OBJECT … -END)."""

from datetime import date

from domain.authority import Officer
from domain.case.law import Moment
from domain.commands import Command
from domain.disposition import events as e
from domain.disposition.acting import check_after, enter, out_of_order
from domain.disposition.gates import Step
from domain.disposition.kinds import ObjectionGround
from domain.disposition.requirements import own_objection
from domain.disposition.state import Disposition, Retest
from domain.refusals import Invalid
from domain.text import Line, Text


class FileObjection(Command, frozen=True):
    """提出异议: in writing, within fifteen days of the notice (PSS-OBJECT)."""

    recipient: e.RecipientRole
    ground: ObjectionGround
    received_on: date
    text: Text

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.received_on


class AnswerObjection(Command, frozen=True):
    """异议处理结果: told in writing; the law sets no limit to it (PSS-OBJ-KIND)."""

    recipient: e.RecipientRole
    upheld: bool
    text: Text


class OrderRetest(Command, frozen=True):
    """复检通知: received by the applicant on a day, whose seven days start there."""

    recipient: e.RecipientRole
    received_on: date
    text: Text

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.received_on


class DoFormalities(Command, frozen=True):
    """办理复检手续."""

    recipient: e.RecipientRole


class NameLab(Command, frozen=True):
    """确定复检机构: another than the first, unless there is only that one (PSS-RETEST-LAB)."""

    recipient: e.RecipientRole
    lab: Line
    only_because: Text | None = None


class ReportRetest(Command, frozen=True):
    """复检结论: final (PSS-RETEST-END)."""

    recipient: e.RecipientRole
    qualified: bool
    report_no: Line
    text: Text | None = None


class EndRetest(Command, frozen=True):
    """终止复检: the spare sample was hidden, moved, sold or damaged."""

    recipient: e.RecipientRole
    reason: Text


def file_objection(
    disposition: Disposition, command: FileObjection, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Takes an objection in time. It stops neither an order to correct nor a case."""
    found = enter(disposition, Step.OBJECTION, command.recipient, moment, by=by)
    told = found.track.notified
    assert told is not None, "the gate asks for it"
    check_after(moment, told.received_on, "/receivedOn")
    return [
        e.ObjectionFiled(
            number=max((each.filed.number for each in disposition.objections), default=0) + 1,
            recipient=command.recipient,
            ground=command.ground,
            on=moment.on,
            text=command.text,
        )
    ]


def answer(
    disposition: Disposition, command: AnswerObjection, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Upholds an objection, so that the conclusion does not hold, or rejects it."""
    found = enter(disposition, Step.ANSWER, command.recipient, moment, by=by)
    objection = own_objection(found)
    assert objection is not None, "the gate asks for it"
    check_after(moment, objection.filed.on)
    return [
        e.ObjectionAnswered(
            objection=objection.filed.number,
            recipient=command.recipient,
            ground=objection.filed.ground,
            upheld=command.upheld,
            on=moment.on,
            text=command.text,
        )
    ]


def order_retest(
    disposition: Disposition, command: OrderRetest, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Answers an objection to the conclusion by a re-test."""
    found = enter(disposition, Step.RETEST, command.recipient, moment, by=by)
    objection = own_objection(found)
    assert objection is not None, "the gate asks for it"
    check_after(moment, objection.filed.on, "/receivedOn")
    return [
        e.RetestOrdered(
            objection=objection.filed.number,
            recipient=command.recipient,
            on=moment.on,
            text=command.text,
        )
    ]


def do_formalities(
    disposition: Disposition, command: DoFormalities, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """The applicant does the formalities in time; otherwise the re-test is waived."""
    _retest(disposition, Step.FORMALITIES, command.recipient, moment, by)
    return [e.RetestFormalitiesDone(recipient=command.recipient, on=moment.on)]


def name_lab(
    disposition: Disposition, command: NameLab, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Names the laboratory of the re-test."""
    _retest(disposition, Step.LAB, command.recipient, moment, by)
    first = _plain(command.lab) == _plain(disposition.lab)
    if first and command.only_because is None:
        raise out_of_order("retest-in-first-lab", "PSS-RETEST-LAB", moment, lab=command.lab)
    if not first and command.only_because is not None:
        raise Invalid("/onlyBecause", "not-the-first-lab", lab=disposition.lab)
    return [
        e.RetestLabNamed(
            recipient=command.recipient,
            lab=command.lab,
            on=moment.on,
            only_because=command.only_because,
        )
    ]


def report_retest(
    disposition: Disposition, command: ReportRetest, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Settles the conclusion for everyone."""
    _retest(disposition, Step.RETEST_REPORT, command.recipient, moment, by)
    return [
        e.RetestReported(
            recipient=command.recipient,
            qualified=command.qualified,
            report_no=command.report_no,
            on=moment.on,
            text=command.text,
        )
    ]


def end_retest(
    disposition: Disposition, command: EndRetest, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Ends a re-test that can't be done any more: the first result is final."""
    _retest(disposition, Step.RETEST_END, command.recipient, moment, by)
    return [e.RetestEnded(recipient=command.recipient, on=moment.on, reason=command.reason)]


def _retest(
    disposition: Disposition, step: Step, role: e.RecipientRole, moment: Moment, by: Officer
) -> Retest:
    enter(disposition, step, role, moment, by=by)
    retest = disposition.retest
    assert retest is not None, "the gates ask for it"
    check_after(moment, retest.last_on)
    return retest


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
