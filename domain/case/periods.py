"""Extensions of the case's periods: in time, and as the rule provides."""

from domain.case.law import Moment, cite
from domain.refusals import OutOfOrder
from domain.statute.clock import Clock, Granted
from domain.statute.decisions import may_extend
from domain.statute.rule import Extension

LEADER = "leader"
DISCUSSION = "collective_discussion"


def running(rule: str, moment: Moment, party: str | None = None) -> Clock:
    """The last clock of a rule. Raises OutOfOrder without one."""
    last = moment.last(rule, party)
    clock = last.clock(moment.law.rules) if last else None
    if clock is None:
        raise OutOfOrder("no-running-clock", basis=rule)
    return clock


def has_run_out(rule: str, moment: Moment, party: str | None = None) -> bool:
    """Whether the last clock of a rule has run out, whatever day a step is dated."""
    due = moment.last_day(rule, party)
    return due is not None and moment.today > due


def next_extension(rule: str, moment: Moment, party: str | None = None) -> Extension | None:
    """The extension that the last clock of a rule has left; None without one."""
    last = moment.last(rule, party)
    clock = last.clock(moment.law.rules) if last else None
    if clock is None or clock.met_on is not None:
        return None
    used = {each.approver for each in clock.extensions}
    return next((each for each in clock.version.extensions if each.approver not in used), None)


def check_extension(rule: str, granted: Granted, moment: Moment, party: str | None = None) -> None:
    """Refuses an extension that the rule does not provide for, or that comes too late."""
    clock = running(rule, moment, party)
    check_not_expired(rule, moment, party)
    may_extend(clock, moment.law.calendar, granted, today=moment.today)


def check_not_expired(rule: str, moment: Moment, party: str | None = None) -> None:
    """Refuses an extension after the period ran out, whatever day it is dated."""
    last, due = moment.last(rule, party), moment.last_day(rule, party)
    if last is not None and due is not None and has_run_out(rule, moment, party):
        raise OutOfOrder(
            "extension-after-expiry",
            basis=rule,
            date=moment.today.isoformat(),
            due=due.isoformat(),
            **cite(moment.law.on(rule, last.trigger)),
        )
