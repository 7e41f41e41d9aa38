"""Clocks under pause, resume, extension and correction in any order (product.md T5)."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from domain.refusals import OutOfOrder
from domain.statute.clock import Clock, Granted, due_of
from domain.statute.counting import days_between, rolled
from domain.statute.decisions import may_extend, version_on
from domain.statute.intervals import Interval, union
from domain.statute.reckoning import compute
from domain.statute.rule import Direction, Meaning, Roll, RuleVersion, Unit
from tests.domain.statute.published import calendar, rules

TRIGGERS = st.dates(date(2020, 1, 1), date(2025, 12, 31))
RULES = st.sampled_from(["PP-VERIFY", "PP-DECIDE", "PP-SEAL"])
EVERY_VERSION = st.sampled_from(
    [
        (rule.code, version)
        for rule in rules().values()
        for version in rule.versions
        if version.amount is not None and version.direction is Direction.AFTER
    ]
)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = draw(st.dates(date(2019, 12, 1), date(2026, 6, 30)))
    length = draw(st.integers(0, 60))
    kind = draw(st.sampled_from(["test", "hearing", "suspension", "something_else"]))
    return Interval(kind=kind, start=start, end=start + timedelta(length))


@st.composite
def extensions(draw: st.DrawFn) -> Granted:
    approved_on = draw(TRIGGERS)
    if draw(st.booleans()):
        return Granted(approver="leader", approved_on=approved_on, amount=draw(st.integers(1, 40)))
    until = approved_on + timedelta(draw(st.integers(0, 90)))
    return Granted(approver="collective_discussion", approved_on=approved_on, until=until)


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    rule, trigger = draw(RULES), draw(TRIGGERS)
    near = trigger + timedelta(draw(st.integers(0, 100)))
    given_intervals = [
        replace(each, start=near, end=near + (each.end - each.start) if each.end else None)
        if draw(st.booleans())
        else each
        for each in draw(st.lists(intervals(), max_size=4))
    ]
    return Clock(
        rule=rule,
        version=version_on(rules(), rule, trigger),
        trigger=trigger,
        intervals=tuple(given_intervals),
        extensions=tuple(draw(st.lists(extensions(), max_size=3))),
    )


def due(clock: Clock) -> date:
    found = due_of(clock, calendar()).due
    assert found is not None
    return found


@given(clocks(), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(clock: Clock, shuffled: Random) -> None:
    mixed = replace(
        clock,
        intervals=tuple(shuffled.sample(clock.intervals, len(clock.intervals))),
        extensions=tuple(shuffled.sample(clock.extensions, len(clock.extensions))),
    )

    assert compute(mixed, calendar(), clock.trigger) == compute(clock, calendar(), clock.trigger)


@given(clocks())
def test_the_due_date_is_never_before_the_trigger(clock: Clock) -> None:
    found = due_of(clock, calendar())

    assert found.last is not None
    assert found.last > clock.trigger
    assert due(clock) >= found.last


@given(EVERY_VERSION, TRIGGERS)
def test_a_period_of_any_rule_ends_after_its_trigger(
    rule: tuple[str, RuleVersion], trigger: date
) -> None:
    assert due(Clock(rule=rule[0], version=rule[1], trigger=trigger)) > trigger


@given(clocks(), st.integers(0, 40))
def test_a_later_trigger_is_never_due_earlier(clock: Clock, days: int) -> None:
    later = replace(clock, trigger=clock.trigger + timedelta(days))

    assert due(later) >= due(clock)


@given(clocks(), intervals())
def test_more_excluded_time_is_never_due_earlier(clock: Clock, more: Interval) -> None:
    assert due(replace(clock, intervals=(*clock.intervals, more))) >= due(clock)


@given(clocks())
def test_only_the_union_of_the_intervals_matters(clock: Clock) -> None:
    counting = sorted(
        (each for each in clock.intervals if each.kind in clock.version.excludes),
        key=lambda each: each.start,
    )
    joined = tuple(
        Interval(kind=clock.version.excludes[0], start=each.start, end=each.end)
        for each in union([each for each in counting if each.end != each.start])
    )

    assert due(replace(clock, intervals=joined)) == due(clock)


@given(clocks())
def test_it_is_counting_day_by_day(clock: Clock) -> None:
    plain = replace(clock, extensions=())
    version = plain.version
    assert version.amount is not None
    day, left = plain.trigger, version.amount

    while left:
        day += timedelta(1)
        counts = version.unit is not Unit.WORKING_DAY or calendar().is_working_day(day)
        left -= counts and not any(excluded(each, day, version) for each in plain.intervals)

    assert due_of(plain, calendar()).last == day
    assert due(plain) == rolled(calendar(), day, version.roll)


def excluded(interval: Interval, day: date, version: RuleVersion) -> bool:
    assert interval.end is not None
    return interval.kind in version.excludes and interval.start < day <= interval.end


@given(clocks(), st.dates(date(2020, 1, 1), date(2027, 1, 1)))
def test_used_and_left_fit_the_length(clock: Clock, today: date) -> None:
    found = compute(clock, calendar(), today)

    assert found.used is not None
    assert found.of is not None
    assert 0 <= found.used <= found.of
    assert (found.remaining or 0) < 0 or found.due is None or today <= found.due


class Told(Struct, frozen=True):
    """What an officer does to a clock; `number` says which interval or extension."""

    act: str
    number: int
    day: date


ACTS = st.lists(
    st.builds(
        Told,
        st.sampled_from(["pause", "resume", "correct", "extend", "withdraw"]),
        st.integers(0, 2),
        st.dates(date(2020, 3, 3), date(2020, 5, 1)),
    ),
    max_size=12,
)


@given(ACTS)
def test_pause_resume_extend_and_correct_leave_only_their_final_set(acts: list[Told]) -> None:
    started = Clock(
        rule="PP-VERIFY",
        version=version_on(rules(), "PP-VERIFY", date(2020, 3, 2)),
        trigger=date(2020, 3, 2),
    )
    pauses: dict[int, Interval] = {}
    granted: dict[int, Granted] = {}

    for told in acts:  # computed on the way, too: that leaves nothing behind
        compute(facts(started, pauses, granted), calendar(), told.day)
        take(told, pauses, granted)

    backwards = facts(
        started,
        dict(reversed(pauses.items())),
        dict(reversed(granted.items())),
    )
    final = facts(started, pauses, granted)
    assert due_of(final, calendar()) == due_of(backwards, calendar())
    if not pauses and not granted:
        assert due(final) == date(2020, 3, 23)


def take(told: Told, pauses: dict[int, Interval], granted: dict[int, Granted]) -> None:
    paused = pauses.get(told.number)
    match told.act:
        case "pause" if paused is None:
            pauses[told.number] = Interval(kind="test", start=told.day)
        case "resume" | "correct" if paused is not None:
            pauses[told.number] = replace(paused, end=max(told.day, paused.start))
        case "extend":
            granted[told.number] = Granted(approver="leader", approved_on=told.day, amount=15)
        case _:
            granted.pop(told.number, None)


def facts(clock: Clock, pauses: dict[int, Interval], granted: dict[int, Granted]) -> Clock:
    return replace(clock, intervals=tuple(pauses.values()), extensions=tuple(granted.values()))


@given(clocks(), st.integers(1, 60))
def test_an_extension_after_expiry_is_refused_and_changes_nothing(clock: Clock, days: int) -> None:
    bare = replace(clock, extensions=())
    late = Granted(approver="leader", approved_on=due(bare) + timedelta(days), amount=15)

    with pytest.raises(OutOfOrder) as refused:
        may_extend(bare, calendar(), late, today=date(2030, 1, 1))

    assert refused.value.code == "extension-after-expiry"
    assert due(replace(bare, extensions=(late,))) == due(bare)


@given(TRIGGERS, st.sampled_from(Roll))
def test_rolling_ends_on_a_day_that_does_not_roll(last: date, policy: Roll) -> None:
    day = rolled(calendar(), last, policy)

    assert day >= last
    assert rolled(calendar(), day, policy) == day
    if policy is Roll.NON_WORKDAY:
        assert calendar().is_working_day(day)


def test_no_days_lie_between_a_day_and_one_before_it() -> None:
    assert days_between(calendar(), Unit.CALENDAR_DAY, date(2020, 3, 2), date(2020, 3, 1)) == 0


def test_the_rules_have_deadlines_terms_and_waiting_times() -> None:
    found = {version.meaning for rule in rules().values() for version in rule.versions}

    assert found == set(Meaning)
