"""处罚时效: within what time of the act it must be found, to be punished at all (PP-LIMITATION)."""

from datetime import date

from msgspec import Struct

from domain.case.law import Moment, cite
from domain.refusals import OutOfOrder


class Found(Struct, frozen=True, kw_only=True):
    """An act and the day it was found; the law is that of the day it was filed."""

    occurred_on: date
    found_on: date
    filed_on: date
    touches_safety: bool
    harm_resulted: bool


def check_limitation(act: Found, moment: Moment) -> None:
    """Two years from the act; five where life, health or financial safety is touched and harmed.

    What counts is the day it was found, that of the lead, and not the day of the filing.
    """
    grave = act.touches_safety and act.harm_resulted
    longer = grave and moment.law.on("PP-LIMITATION-LONG", act.filed_on)
    rule = "PP-LIMITATION-LONG" if longer else "PP-LIMITATION"
    version = moment.law.on(rule, act.filed_on)
    if version is None or version.amount is None:
        return
    last = add_years(act.occurred_on, version.amount)
    if act.found_on > last:
        raise OutOfOrder("limitation-passed", basis=rule, date=last.isoformat(), **cite(version))


def add_years(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28."""
    year = day.year + years
    leap = day.month == 2 and day.day == 29  # noqa: PLR2004 - the leap day
    return date(year, day.month, 28 if leap else day.day)
