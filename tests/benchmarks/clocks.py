"""Clocks reckoned anew after a calendar revision: due dates alone, and with their explanation."""

import random
from datetime import date, timedelta
from time import perf_counter
from typing import Any

from domain.statute.calendar import Calendar
from domain.statute.clock import Clock, Granted, due_of
from domain.statute.decisions import version_on
from domain.statute.intervals import Interval
from domain.statute.reckoning import compute
from tests.domain.statute.published import rules, years

CLOCKS = 100_000
RULES = ("PP-VERIFY", "PP-DECIDE", "PSS-OBJECT", "PSS-RECTIFY", "PP-DESIGNATE")
TARGET_SECONDS = 20


def run() -> dict[str, Any]:
    """Clocks of five rules from 2020 to 2026, a third of them paused twice or extended."""
    clocks = some_clocks()
    before = Calendar(years(), known_on=date(2020, 1, 25))
    known = [due_of(each, before).due for each in clocks]

    start = perf_counter()
    after = Calendar(years())
    due = [due_of(each, after).due for each in clocks]
    dates = perf_counter() - start

    start = perf_counter()
    calendar = Calendar(years())
    for each in clocks:
        compute(each, calendar, date(2026, 7, 1))
    everything = perf_counter() - start
    return {
        "clocks": CLOCKS,
        "due dates: seconds": round(dates, 2),
        "due dates: clocks a second": round(CLOCKS / dates),
        "with state and explanation: seconds": round(everything, 2),
        "with state and explanation: clocks a second": round(CLOCKS / everything),
        "moved by the notices since": sum(old != new for old, new in zip(known, due, strict=True)),
        "met": max(dates, everything) <= TARGET_SECONDS,
    }


def some_clocks() -> list[Clock]:
    """The same ones each time."""
    dice = random.Random(20200302)
    return [a_clock(dice) for _ in range(CLOCKS)]


def a_clock(dice: random.Random) -> Clock:
    """A clock that was started on some day, and perhaps paused and extended."""
    rule = dice.choice(RULES)
    trigger = date(2020, 1, 2) + timedelta(dice.randrange(2300))
    paused = [
        Interval(
            kind="test",
            start=trigger + timedelta(first),
            end=trigger + timedelta(first + dice.randrange(1, 20)),
        )
        for first in (dice.randrange(10), dice.randrange(10, 30))
    ]
    granted = Granted(approver="leader", approved_on=trigger + timedelta(10), amount=15)
    busy = dice.random() < 1 / 3
    return Clock(
        rule=rule,
        version=version_on(rules(), rule, trigger),
        trigger=trigger,
        intervals=tuple(paused) if busy else (),
        extensions=(granted,) if busy and rule in RULES[:2] else (),
    )
