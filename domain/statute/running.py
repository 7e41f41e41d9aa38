"""The clocks of a record: what its events do to them. No rule text, no calendar, no today in here.

A record keeps these facts; the day a clock is due is computed from them, a version of the rule and
the calendar known (law.md 1.2). To attach a clock, an aggregate returns `Start` with a rule id.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from domain.statute.clock import Clock, Granted
from domain.statute.intervals import Interval
from domain.statute.rule import Rule, Unit


class Start(Struct, frozen=True, kw_only=True):
    """A period begins. `party` is who or what it is for, where a record has several at once.

    `at` is the moment of the fact, for periods in hours; `until` the day that whoever set it off
    set for its end, where the text leaves that to them.
    """

    rule: str
    on: date
    holder: str
    party: str | None = None
    at: datetime | None = None
    until: date | None = None


class Stop(Struct, frozen=True, kw_only=True):
    """What was due has been done, or need not be done any more; `at` is for periods in hours."""

    rule: str
    on: date
    holder: str | None = None
    party: str | None = None
    at: datetime | None = None


class Continue(Struct, frozen=True, kw_only=True):
    """The holder's last clock runs on as if it had not been stopped: the time is lost."""

    rule: str
    holder: str


class Pause(Struct, frozen=True, kw_only=True):
    """Time that is not counted begins; `key` names it for the end and for corrections."""

    rule: str
    key: str
    kind: str
    on: date
    reason: str | None = None
    party: str | None = None


class Resume(Struct, frozen=True, kw_only=True):
    """The time named `key` ends. A later one replaces it."""

    rule: str
    key: str
    on: date
    party: str | None = None


class Shift(Struct, frozen=True, kw_only=True):
    """The time named `key` had other days than were entered."""

    rule: str
    key: str
    start: date | None = None
    end: date | None = None
    party: str | None = None


class Extend(Struct, frozen=True, kw_only=True):
    """The period is longer, by someone's approval."""

    rule: str
    approver: str
    on: date
    amount: int | None = None
    unit: Unit | None = None
    until: date | None = None
    officer: str | None = None
    party: str | None = None


class Retrigger(Struct, frozen=True, kw_only=True):
    """The period began on another day than was entered."""

    rule: str
    on: date
    party: str | None = None


class Undo(Struct, frozen=True, kw_only=True):
    """The event of that version never happened: nothing it did to any clock stands."""

    event: int


class Redate(Struct, frozen=True, kw_only=True):
    """The event of that version happened on another day, at the same hour."""

    event: int
    on: date


Effect = Start | Stop | Continue | Pause | Resume | Shift | Extend | Retrigger | Undo | Redate


class Running(Struct, frozen=True, kw_only=True, rename="camel"):
    """One clock of a record. Event references are versions of the record's events."""

    number: int
    rule: str
    holder: str
    trigger: date
    trigger_event: int
    party: str | None = None
    instant: datetime | None = None
    until: date | None = None
    intervals: tuple[Interval, ...] = ()
    keys: tuple[str, ...] = ()
    extensions: tuple[Granted, ...] = ()
    extended_by: tuple[str, ...] = ()
    stopped_on: date | None = None
    stopped_at: datetime | None = None
    stopped_event: int | None = None

    def clock(self, rules: Mapping[str, Rule]) -> Clock | None:
        """The clock under the rule in force on its trigger; None when there was none then."""
        rule = rules.get(self.rule)
        version = rule.on(self.trigger) if rule else None
        if version is None:
            return None
        return Clock(
            rule=self.rule,
            version=version,
            trigger=self.trigger,
            instant=self.instant,
            until=self.until,
            trigger_source=str(self.trigger_event),
            intervals=self.intervals,
            extensions=self.extensions,
            met_on=self.stopped_on,
            met_at=self.stopped_at,
            met_source=None if self.stopped_event is None else str(self.stopped_event),
            holder=self.holder,
        )


def after(
    clocks: tuple[Running, ...], effects: Iterable[Effect], event: int
) -> tuple[Running, ...]:
    """The clocks after one more event of the record, whose version is `event`."""
    for effect in effects:
        clocks = _after_one(clocks, effect, event)
    return clocks


def _undone(clocks: tuple[Running, ...], event: int) -> tuple[Running, ...]:
    return tuple(_without(each, event) for each in clocks if each.trigger_event != event)


def _without(clock: Running, event: int) -> Running:
    if clock.stopped_event == event:
        clock = replace(clock, stopped_on=None, stopped_at=None, stopped_event=None)
    pairs = zip(clock.intervals, clock.keys, strict=True)
    kept = [(each, key) for each, key in pairs if begun_by(each) != event]
    longer = zip(clock.extensions, clock.extended_by, strict=False)
    return replace(
        clock,
        intervals=tuple(_reopened(each, event) for each, _ in kept),
        keys=tuple(key for _, key in kept),
        extensions=tuple(each for each in clock.extensions if each.source != str(event)),
        extended_by=tuple(who for each, who in longer if each.source != str(event)),
    )


def _reopened(interval: Interval, event: int) -> Interval:
    if ended_by(interval) != event:
        return interval
    return replace(interval, end=None, source=str(begun_by(interval)))


def _redated(clock: Running, effect: Redate) -> Running:
    event, on = effect.event, effect.on
    if clock.trigger_event == event:
        clock = replace(clock, trigger=on, instant=_on(clock.instant, on))
    if clock.stopped_event == event:
        clock = replace(clock, stopped_on=on, stopped_at=_on(clock.stopped_at, on))
    return replace(
        clock,
        intervals=tuple(
            replace(
                each,
                start=on if begun_by(each) == event else each.start,
                end=on if ended_by(each) == event else each.end,
            )
            for each in clock.intervals
        ),
    )


def _on(instant: datetime | None, day: date) -> datetime | None:
    """The same hour of another day."""
    return None if instant is None else instant.replace(day.year, day.month, day.day)


def begun_by(interval: Interval) -> int:
    """The event with which an interval begins: its source names it first."""
    return int((interval.source or "0").split(", ")[0])


def ended_by(interval: Interval) -> int | None:
    """The event that ended an interval, if one did."""
    _, *ended = (interval.source or "0").split(", ")
    return int(ended[-1]) if ended and interval.end is not None else None


def _after_one(clocks: tuple[Running, ...], effect: Effect, event: int) -> tuple[Running, ...]:
    match effect:
        case Start():
            started = Running(
                number=clocks[-1].number + 1 if clocks else 1,
                rule=effect.rule,
                holder=effect.holder,
                trigger=effect.on,
                trigger_event=event,
                party=effect.party,
                instant=effect.at,
                until=effect.until,
            )
            return (*clocks, started)
        case Continue():
            return _continued(clocks, effect)
        case Undo(event=undone):
            return _undone(clocks, undone)
        case Redate():
            return tuple(_redated(each, effect) for each in clocks)
        case _:
            return tuple(_changed(each, effect, event) for each in clocks)


def _continued(clocks: tuple[Running, ...], effect: Continue) -> tuple[Running, ...]:
    own = [each for each in clocks if each.rule == effect.rule and each.holder == effect.holder]
    if not own:
        return clocks
    last = own[-1].number
    return tuple(
        replace(each, stopped_on=None, stopped_at=None, stopped_event=None)
        if each.number == last
        else each
        for each in clocks
    )


def _changed(
    clock: Running, effect: Stop | Pause | Resume | Shift | Extend | Retrigger, event: int
) -> Running:
    if clock.rule != effect.rule or effect.party not in (None, clock.party):
        return clock
    match effect:
        case Stop(on=on, holder=holder, at=at):
            if clock.stopped_on is not None or holder not in (None, clock.holder):
                return clock
            return replace(clock, stopped_on=on, stopped_at=at, stopped_event=event)
        case Resume() | Shift():
            return _interval_changed(clock, effect, event)
        case Retrigger(on=on):
            return replace(clock, trigger=on) if clock.number == 1 else clock
        case Pause() | Extend():
            return clock if clock.stopped_on is not None else _added(clock, effect, event)
    assert_never(effect)


def _added(clock: Running, effect: Pause | Extend, event: int) -> Running:
    if isinstance(effect, Pause):
        interval = Interval(
            kind=effect.kind, start=effect.on, source=str(event), reason=effect.reason
        )
        return replace(
            clock, intervals=(*clock.intervals, interval), keys=(*clock.keys, effect.key)
        )
    granted = Granted(
        approver=effect.approver,
        approved_on=effect.on,
        amount=effect.amount,
        unit=effect.unit,
        until=effect.until,
        source=str(event),
    )
    who = (effect.officer,) if effect.officer else ()
    return replace(
        clock,
        extensions=(*clock.extensions, granted),
        extended_by=(*clock.extended_by, *who),
    )


def _interval_changed(clock: Running, effect: Resume | Shift, event: int) -> Running:
    if effect.key not in clock.keys:
        return clock
    at = clock.keys.index(effect.key)
    before = clock.intervals[at]
    changed = replace(
        before,
        start=before.start if isinstance(effect, Resume) else effect.start or before.start,
        end=effect.on if isinstance(effect, Resume) else effect.end or before.end,
        source=f"{before.source}, {event}",
    )
    return replace(clock, intervals=(*clock.intervals[:at], changed, *clock.intervals[at + 1 :]))
