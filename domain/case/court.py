"""Since when the court can be asked to enforce: the end of review and suit, and of a deferral."""

from datetime import date

from domain.case import clocks as c
from domain.case.kinds import RemedyKind, RemedyOutcome
from domain.case.law import Moment
from domain.case.state import Case


def remedies_end(case: Case, moment: Moment) -> date | None:
    """The day that the time for review and suit runs out; None while one of them goes on.

    After a review a suit has fifteen days; what a suit decided is final.
    """
    if case.open_remedy is not None:
        return None
    ended = [each.ended for each in case.remedies if each.ended is not None]
    last = ended[-1] if ended else None
    if last is not None and last.kind is RemedyKind.SUIT:
        return last.on
    reviewed = any(each.outcome is not RemedyOutcome.WITHDRAWN for each in ended)
    return moment.last_day(c.SUIT_AFTER if reviewed else c.SUIT)


def court_from(case: Case, moment: Moment) -> date | None:
    """When the three months to ask the court begin (ACL 53, APL2021 72).

    The time for suit has run out then; so has, where the law says so, that of a deferral.
    """
    deferred = case.deferral.until if case.deferral else None
    return later_of(remedies_end(case, moment), deferred, moment)


def later_of(end: date | None, deferred: date | None, moment: Moment) -> date | None:
    """The end of the remedies, or that of a deferral where the law begins the months with it."""
    if end is None or deferred is None:
        return end
    return max(end, deferred) if "deferral" in moment.law.names(c.ENFORCE, moment.on) else end
