"""What waits in dispositions with a body: which list to ask for it, and what holds on the day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from application.almanac import Almanac
from application.deadlines import DEADLINES, DeadlineRow, Stage, reckoned
from application.queries import Ask
from application.views.disposition import DISPOSITIONS, DispositionRow
from application.views.disposition_waits import NEXT, Waiting, Waits
from application.views.view import View
from domain.authority import Act
from domain.case.law import Law, Moment
from domain.disposition.clocks import RECHECK, RECHECK2, RECTIFY
from domain.disposition.gates import Step, act_of
from domain.disposition.requirements import About, is_term_over, is_waived

RECHECK_AHEAD = timedelta(15)  # from the sixtieth of seventy-five days
WINDOW_AHEAD = timedelta(45)  # thirty days of window, and the longest holiday at its end

# What a clock tells: the rule, whether its time is a party's to use, which days it may be due on,
# and the step to take.
CLOCKS: Mapping[Waiting, tuple[str, Stage, timedelta, Step]] = {
    Waiting.OVERDUE: (RECTIFY, Stage.AWAITED, timedelta(-1), Step.NOT_CORRECTED),
    Waiting.RECHECK: (RECHECK, Stage.RUNNING, RECHECK_AHEAD, Step.RECHECK),
    Waiting.WINDOW: (RECHECK2, Stage.RUNNING, WINDOW_AHEAD, Step.RECHECK),
}
STEP_OF: Mapping[Waiting, Step] = {
    Waiting.COMPLETION: Step.COMPLETION,
    **{waiting: step for waiting, step, _ in NEXT},
}
# Of these the list holds more than waits on a day: they are looked at one by one.
OF_THE_DAY = frozenset({Waiting.WINDOW, Waiting.RETEST, Waiting.THIRD_RECHECK})


def question(waiting: Waiting, org: str, today: date) -> tuple[View[Any], Ask]:
    """Which list to ask for what waits with a body, and how."""
    if waiting not in CLOCKS:
        return DISPOSITIONS, Ask(holding={"waiting": f"{waiting} {org}"})
    rule, stage, ahead, _ = CLOCKS[waiting]
    equal = {"kind": "dispositions", "rule": rule, "holder": org, "stage": stage}
    return DEADLINES, Ask(equal=equal, due=(None, today + ahead))


def act_for(waiting: Waiting) -> Act:
    """The right to do what waits."""
    clocked = CLOCKS.get(waiting)
    return act_of(clocked[-1] if clocked else STEP_OF[waiting])


def waits_still(
    row: DispositionRow | DeadlineRow, waiting: Waiting, org: str, almanac: Almanac, today: date
) -> bool:
    """Whether what a list holds waits on the day: a window may not be open, a re-test be waived."""
    if isinstance(row, DeadlineRow):
        return is_open(row, almanac, today)
    return bool(waits_on(row, waiting, org, almanac, today))


def waits_on(
    row: DispositionRow, waiting: Waiting, org: str, almanac: Almanac, today: date
) -> Sequence[Waits]:
    """What waits with a body on a day, recipient by recipient."""
    day = moment_then(row, almanac, today)
    return [
        each
        for each in row.waits
        if each.waiting is waiting and org in each.orgs and _has_come(row, each, day)
    ]


def _has_come(row: DispositionRow, waits: Waits, day: Moment) -> bool:
    track = row.state.of(waits.recipient)
    if waits.step is Step.FORMALITIES:
        return not is_waived(row.state, day)
    if waits.waiting is Waiting.THIRD_RECHECK and track is not None:
        return is_term_over(About(row.state, track), day)
    return True


def moment_then(row: DispositionRow, almanac: Almanac, today: date) -> Moment:
    """A day in the life of a disposition, by what was known."""
    law = Law(almanac.rules, almanac.calendar)
    return Moment(on=today, today=today, law=law, clocks=row.clocks)


def is_open(row: DeadlineRow, almanac: Almanac, today: date) -> bool:
    """Whether the window of a clock has opened; one without a window always is."""
    reckoning = reckoned(row, almanac, today)
    return reckoning is None or reckoning.opens_on is None or reckoning.opens_on <= today
