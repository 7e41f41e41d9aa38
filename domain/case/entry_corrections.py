"""录入更正: an entry made in error is undone, or given its right day, while nothing rests on it."""

from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.authority import Officer
from domain.case import events as e
from domain.case.acting import check_day, enter
from domain.case.entries import day_of
from domain.case.gates import Step
from domain.case.law import Moment, cite
from domain.case.resting import is_correctable, resting_on
from domain.case.state import Case, corrected
from domain.commands import Command
from domain.events import topic_of
from domain.refusals import Invalid, OutOfOrder
from domain.text import Text

RULE = "PP-ARCHIVE"


class CorrectEntry(Command, frozen=True):
    """更正录入错误. without `on` the entry of that number was never made."""

    corrects: Annotated[int, Meta(ge=1)]
    reason: Text
    on: date | None = None


def correct_entry(
    case: Case, command: CorrectEntry, since: date, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Undoes or redates an entry. `since` is the day of the last step without the error.

    Raises Invalid for what is no such entry, OutOfOrder while something rests on it.
    """
    enter(case, Step.ENTRY_CORRECTION, by, moment)
    cited = cite(moment.law.on(RULE, moment.on))
    number = str(command.corrects)
    if command.corrects > case.version:
        raise Invalid("/corrects", "no-such-event", value=number)
    if not is_correctable(case, command.corrects):
        raise Invalid("/corrects", "entry-not-correctable", basis=RULE, value=number, **cited)
    resting = next(resting_on(case, command.corrects), None)
    if resting is not None:
        raise OutOfOrder("entry-rested-on", basis=RULE, value=number, number=str(resting), **cited)
    entry = case.entries[command.corrects - 1]
    if command.on is not None:
        _check_redated(case, entry, command.on, since, moment)
    event = e.EntryCorrected(
        of=command.corrects,
        entry=topic_of(entry),
        reason=command.reason,
        on=command.on,
        stage=case.stage,
        since=since,
    )
    return [replace(event, stage=corrected(case, event).stage)]


def _check_redated(case: Case, entry: e.CaseEvent, on: date, since: date, moment: Moment) -> None:
    if day_of(entry) is None:
        raise Invalid("/on", "entry-without-day", basis=RULE)
    check_day("/on", on, moment, _earliest(case, entry, since))


def _earliest(case: Case, entry: e.CaseEvent, since: date) -> date | None:
    """What an entry can't be dated before."""
    match entry:
        case e.TestResultReceived(test=name):
            return case.tests[name].ordered.commissioned_on
        case e.ExclusionEnded(key=key):
            return case.exclusions[key].started.on
        case e.MeasureReleased(measure=name):
            return case.measures[name].taken.taken_on
        case e.PreservationEnded(preservation=name):
            return case.preservations[name].taken.taken_on
        case e.PaymentRecorded() | e.ExecutionCompleted() | e.ExecutionEnded():
            return case.served.served_on if case.served else None
        case e.DecisionServed():
            return since
        case _:
            return None
