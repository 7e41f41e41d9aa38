"""Extensions of the case's periods: in time, and as the rule provides."""

from domain.case.law import Moment, cite
from domain.refusals import OutOfOrder
from domain.statute.clock import Clock, Granted
from domain.statute.decisions import may_extend

LEADER = "leader"


def running(rule: str, moment: Moment, party: str | None = None) -> Clock:
    """The last clock of a rule. Raises OutOfOrder without one."""
    last = moment.last(rule, party)
    clock = last.clock(moment.law.rules) if last else None
    if clock is None:
        raise OutOfOrder("no-running-clock", basis=rule)
    return clock


def check_extension(rule: str, granted: Granted, moment: Moment, party: str | None = None) -> None:
    """Refuses an extension that the rule does not provide for, or that comes too late."""
    clock = running(rule, moment, party)
    check_not_expired(rule, moment, party)
    may_extend(clock, moment.law.calendar, granted, today=moment.today)


def check_not_expired(rule: str, moment: Moment, party: str | None = None) -> None:
    """Refuses an extension after the period ran out, whatever day it is dated."""
    last, due = moment.last(rule, party), moment.last_day(rule, party)
    if last is not None and due is not None and moment.today > due:
        raise OutOfOrder(
            "extension-after-expiry",
            basis=rule,
            date=moment.today.isoformat(),
            due=due.isoformat(),
            **cite(moment.law.on(rule, last.trigger)),
        )
