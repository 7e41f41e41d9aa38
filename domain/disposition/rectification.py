"""The order to correct, the report on it, the re-checks, and resuming (PSS-RECTIFY … -NORESUME)."""

from domain.authority import Officer
from domain.case.law import Moment
from domain.commands import Command
from domain.disposition import events as e
from domain.disposition.acting import check_after, enter, out_of_order
from domain.disposition.clocks import RECHECK, RECHECK2
from domain.disposition.gates import Step
from domain.disposition.kinds import Uncorrected
from domain.disposition.requirements import About
from domain.disposition.state import Disposition, DispositionStatus, Track
from domain.refusals import Invalid
from domain.text import Line, Text

ROUNDS = {
    DispositionStatus.RECTIFYING: 1,
    DispositionStatus.ANNOUNCED: 2,
    DispositionStatus.SUSPENDED_RECTIFY: 3,
}
PERIODS = {1: RECHECK, 2: RECHECK2}


class OrderCorrection(Command, frozen=True):
    """责令改正: sixty days to correct, seventy-five to be re-checked, both from its day (D7)."""

    recipient: e.RecipientRole
    text: Text
    document_no: Line | None = None


class ReportCorrection(Command, frozen=True):
    """整改报告, 复查申请: stock cleared, goods dealt with, in writing (SHPQ-30)."""

    recipient: e.RecipientRole
    text: Text
    recheck_requested: bool = True


class Recheck(Command, frozen=True):
    """复查. After its period only with the reason: it is the bureau that is late then."""

    recipient: e.RecipientRole
    passed: bool
    text: Text
    lab: Line | None = None
    report_no: Line | None = None
    late_because: Text | None = None


class FindUncorrected(Command, frozen=True):
    """逾期不改正: counts as a failed re-check (PQL-17, SHPQ-30)."""

    recipient: e.RecipientRole
    ground: Uncorrected
    text: Text


class Resume(Command, frozen=True):
    """恢复生产、销售: the operator is told, after a passed re-check only (PSS-NORESUME)."""

    recipient: e.RecipientRole
    document_no: Line | None = None


def order_correction(
    disposition: Disposition, command: OrderCorrection, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Orders one recipient to correct; an objection that is open does not stop it."""
    _entered(disposition, Step.ORDER, command.recipient, moment, by)
    return [
        e.CorrectionOrdered(
            recipient=command.recipient,
            org=by.org,
            on=moment.on,
            text=command.text,
            document_no=command.document_no,
        )
    ]


def report_correction(
    disposition: Disposition, command: ReportCorrection, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Takes the operator's report, in time or late."""
    _entered(disposition, Step.REPORT, command.recipient, moment, by)
    return [
        e.CorrectionReported(
            recipient=command.recipient,
            on=moment.on,
            text=command.text,
            recheck_requested=command.recheck_requested,
        )
    ]


def recheck(
    disposition: Disposition, command: Recheck, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """The re-check of the round that is due; too early is refused, too late without a reason."""
    found = _entered(disposition, Step.RECHECK, command.recipient, moment, by)
    this = ROUNDS[found.track.stage]
    period = PERIODS.get(this)
    late = period is not None and moment.is_past(period, command.recipient)
    if late and period is not None and command.late_because is None:
        due = moment.last_day(period, command.recipient)
        raise out_of_order("recheck-late", period, moment, date=due.isoformat() if due else "")
    if not late and command.late_because is not None:
        raise Invalid("/lateBecause", "recheck-not-late")
    return [
        e.RecheckDone(
            recipient=command.recipient,
            round=this,
            passed=command.passed,
            on=moment.on,
            text=command.text,
            lab=command.lab,
            report_no=command.report_no,
            late_because=command.late_because,
        )
    ]


def find_uncorrected(
    disposition: Disposition, command: FindUncorrected, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Finds that nothing was corrected, or that no re-check was applied for, after the period.

    After the term of a suspension it is the third failure: who vanished is not re-checked.
    """
    found = _entered(disposition, Step.NOT_CORRECTED, command.recipient, moment, by)
    if command.ground is Uncorrected.NO_APPLICATION:
        _check_no_application(found, moment)
    elif found.track.stage is DispositionStatus.ANNOUNCED:
        raise out_of_order("only-a-recheck-counts", RECHECK2, moment)
    return [
        e.NotCorrected(
            recipient=command.recipient,
            round=ROUNDS[found.track.stage],
            ground=command.ground,
            on=moment.on,
            text=command.text,
        )
    ]


def resume(
    disposition: Disposition, command: Resume, moment: Moment, *, by: Officer
) -> list[e.DispositionEvent]:
    """Tells the operator that the ban is over."""
    _entered(disposition, Step.RESUMPTION, command.recipient, moment, by)
    return [e.Resumed(recipient=command.recipient, on=moment.on, document_no=command.document_no)]


def _check_no_application(found: About, moment: Moment) -> None:
    """Refuses where no application is needed, or one was made since the last measure."""
    track = found.track
    if track.role is not e.RecipientRole.PRODUCER:
        raise out_of_order("only-producers-apply", "SHPQ-30", moment)
    if _applied(track):
        raise out_of_order("recheck-applied-for", "SHPQ-30", moment)


def _applied(track: Track) -> bool:
    begun = track.suspension or track.announced or track.order
    assert begun is not None, "the stage asks for it"
    return any(each.recheck_requested and each.on >= begun.on for each in track.reports)


def _entered(
    disposition: Disposition, step: Step, role: e.RecipientRole, moment: Moment, by: Officer
) -> About:
    found = enter(disposition, step, role, moment, by=by)
    check_after(moment, found.track.since)
    return found
