"""The clocks of a record under events in any order: only the final set of facts counts (T5)."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.statute.clock import Clock, Granted, due_of
from domain.statute.intervals import Interval
from domain.statute.running import (
    Continue,
    Effect,
    Extend,
    Pause,
    Resume,
    Retrigger,
    Running,
    Shift,
    Start,
    Stop,
    after,
)
from tests.domain.statute.published import calendar, rules

RULE = "PP-VERIFY"
FIRST = date(2020, 3, 2)
XUHUI, PUDONG = "310104", "310115"
STARTED = after((), [Start(rule=RULE, on=FIRST, holder=XUHUI)], 1)
DAYS = st.dates(date(2020, 2, 24), date(2020, 5, 1))


def day(number: int) -> date:
    """A day, counted from the first."""
    return FIRST + timedelta(number)


def told(clocks: Sequence[Running], effects: Sequence[Effect]) -> tuple[Running, ...]:
    """The clocks after effects of one event each."""
    found = tuple(clocks)
    for event, effect in enumerate(effects, 2):
        found = after(found, [effect], event)
    return found


def due(clock: Running) -> date | None:
    found = clock.clock(rules())
    return None if found is None else due_of(found, calendar()).due


# --- any order -----------------------------------------------------------------------------------


@st.composite
def some_test(draw: st.DrawFn) -> list[Effect]:
    """One test: ordered, perhaps ended, perhaps with corrected days, in the order entered."""
    key, start = draw(st.uuids()).hex, draw(DAYS)
    told_so: list[Effect] = [Pause(rule=RULE, key=key, kind="test", on=start)]
    if draw(st.booleans()):
        told_so.append(Resume(rule=RULE, key=key, on=start + timedelta(draw(st.integers(0, 30)))))
    if draw(st.booleans()):
        told_so.append(Shift(rule=RULE, key=key, start=draw(DAYS)))
    if draw(st.booleans()):
        told_so.append(Shift(rule=RULE, key=key, end=draw(DAYS)))
    return told_so


EXTENSION = st.builds(
    Extend, rule=st.just(RULE), approver=st.just("leader"), on=DAYS, amount=st.integers(1, 15)
)


@st.composite
def histories(draw: st.DrawFn) -> list[list[Effect]]:
    """Strands of events: each in its order, between them any."""
    strands: list[list[Effect]] = draw(st.lists(some_test(), max_size=4))
    extensions: list[Extend] = draw(st.lists(EXTENSION, max_size=2))
    strands.extend([each] for each in extensions)
    if draw(st.booleans()):
        strands.append([Retrigger(rule=RULE, on=draw(DAYS))])
    return strands


def woven(strands: list[list[Effect]], random: Random) -> list[Effect]:
    """One order of all events that keeps the order of each strand."""
    left = [list(each) for each in strands]
    order: list[Effect] = []
    while any(left):
        order.append(random.choice([each for each in left if each]).pop(0))
    return order


def final(strands: list[list[Effect]]) -> Clock:
    """The clock that the last word on every fact gives, worked out by itself."""
    trigger = FIRST
    intervals: list[Interval] = []
    extensions: list[Granted] = []
    for strand in strands:
        start, end = date.min, None
        for effect in strand:
            match effect:
                case Pause(on=on):
                    start = on
                case Resume(on=on):
                    end = on
                case Shift(start=first, end=last):
                    start, end = first or start, last or end
                case Extend():
                    extensions.append(
                        Granted(
                            approver=effect.approver, approved_on=effect.on, amount=effect.amount
                        )
                    )
                case Retrigger(on=on):
                    trigger = on
                case _:
                    raise AssertionError(effect)
        if start != date.min:
            intervals.append(Interval(kind="test", start=start, end=end))
    version = rules()[RULE].on(trigger)
    assert version is not None
    return Clock(
        rule=RULE,
        version=version,
        trigger=trigger,
        intervals=tuple(intervals),
        extensions=tuple(extensions),
    )


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_entries_gives_the_due_date_of_the_final_facts(
    strands: list[list[Effect]], random: Random
) -> None:
    (only,) = told(STARTED, woven(strands, random))

    assert due(only) == due_of(final(strands), calendar()).due


@given(histories(), st.randoms(use_true_random=False))
def test_events_entered_at_once_say_what_they_say_one_after_another(
    strands: list[list[Effect]], random: Random
) -> None:
    order = woven(strands, random)

    (at_once,) = after(STARTED, order, 2)
    (one_by_one,) = told(STARTED, order)

    assert due(at_once) == due(one_by_one)


PAUSE = Pause(rule=RULE, key="1", kind="test", on=day(2), reason="接地")
RESUME = Resume(rule=RULE, key="1", on=day(8))
EXTEND = Extend(rule=RULE, approver="leader", on=day(10), amount=15)
TRIGGER = Retrigger(rule=RULE, on=day(-4))


@pytest.mark.parametrize(
    "order",
    [
        order
        for order in permutations([PAUSE, RESUME, EXTEND, TRIGGER])
        if order.index(PAUSE) < order.index(RESUME)
    ],
)
def test_the_worked_case_in_all_orders(order: tuple[Effect, ...]) -> None:
    (only,) = told(STARTED, order)

    # From 27 February 30 working days, and four more for 5 to 10 March.
    assert only.trigger == date(2020, 2, 27)
    assert due(only) == date(2020, 4, 16)


# --- one clock among several ---------------------------------------------------------------------


def test_clocks_are_numbered_and_keep_their_event() -> None:
    clocks = after(STARTED, [Start(rule=RULE, on=day(3), holder=PUDONG, party="seller")], 7)

    assert [(each.number, each.trigger_event, each.party) for each in clocks] == [
        (1, 1, None),
        (2, 7, "seller"),
    ]


BOTH = after(STARTED, [Start(rule=RULE, on=day(1), holder=PUDONG, party="seller")], 2)


@pytest.mark.parametrize(
    ("effect", "stopped"),
    [
        (Stop(rule=RULE, on=day(5)), [day(5), day(5)]),
        (Stop(rule=RULE, on=day(5), holder=XUHUI), [day(5), None]),
        (Stop(rule=RULE, on=day(5), party="seller"), [None, day(5)]),
        (Stop(rule=RULE, on=day(5), holder=XUHUI, party="seller"), [None, None]),
        (Stop(rule="PP-DISPUTE", on=day(5)), [None, None]),
    ],
)
def test_what_is_done_ends_whom_it_was_due_from(effect: Stop, stopped: list[date | None]) -> None:
    assert [each.stopped_on for each in after(BOTH, [effect], 3)] == stopped


def test_what_ended_does_not_end_again() -> None:
    ended = after(STARTED, [Stop(rule=RULE, on=day(5))], 3)

    assert after(ended, [Stop(rule=RULE, on=day(6))], 4) == ended


def test_the_holders_last_clock_runs_on_and_no_other() -> None:
    third = after(BOTH, [Start(rule=RULE, on=day(4), holder=XUHUI)], 3)
    ended = after(third, [Stop(rule=RULE, on=day(5))], 4)

    found = after(ended, [Continue(rule=RULE, holder=XUHUI)], 5)

    assert [each.stopped_on for each in found] == [day(5), day(5), None]
    assert found[2].stopped_event is None


def test_nothing_runs_on_that_never_ran() -> None:
    assert after(BOTH, [Continue(rule=RULE, holder="310106")], 3) == BOTH
    assert after(BOTH, [Continue(rule="PP-DISPUTE", holder=XUHUI)], 3) == BOTH


def test_what_ended_is_neither_paused_nor_extended() -> None:
    ended = after(STARTED, [Stop(rule=RULE, on=day(5))], 3)

    assert told(ended, [PAUSE, EXTEND]) == ended


def test_a_pause_of_what_ended_still_ends_and_is_corrected() -> None:
    (only,) = told(
        STARTED,
        [PAUSE, Stop(rule=RULE, on=day(5)), RESUME, Shift(rule=RULE, key="1", start=day(3))],
    )

    assert [(each.start, each.end, each.source) for each in only.intervals] == [
        (day(3), day(8), "2, 4, 5")
    ]


@pytest.mark.parametrize("effect", [RESUME, Shift(rule=RULE, key="1", end=day(3))])
def test_a_pause_that_nobody_entered_is_not_changed(effect: Effect) -> None:
    assert after(STARTED, [effect], 3) == STARTED


def test_the_first_clock_alone_began_on_the_day_that_was_corrected() -> None:
    assert [each.trigger for each in after(BOTH, [TRIGGER], 3)] == [day(-4), day(1)]


def test_a_rule_not_known_or_not_in_force_gives_no_clock() -> None:
    (only,) = STARTED

    assert only.clock({}) is None
    assert only.clock({"PP-DISPUTE": rules()["PP-DISPUTE"]}) is None
    (early,) = after((), [Start(rule=RULE, on=date(2019, 3, 31), holder=XUHUI)], 1)
    assert early.clock(rules()) is None


def test_a_clock_names_the_events_it_rests_on() -> None:
    (only,) = told(STARTED, [PAUSE, EXTEND, Stop(rule=RULE, on=day(12))])

    found = only.clock(rules())

    assert found is not None
    assert (found.trigger_source, found.met_source, found.met_on) == ("1", "4", day(12))
    assert [each.source for each in found.intervals] == ["2"]
    assert [each.source for each in found.extensions] == ["3"]
    assert found.holder == XUHUI
