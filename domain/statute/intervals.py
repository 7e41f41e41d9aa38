"""Time that a period does not count: testing, hearings, suspension. Convention of law.md 1.2(6)."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from domain.refusals import Invalid
from domain.statute.rule import RuleVersion


class Interval(Struct, frozen=True, kw_only=True, rename="camel"):
    """Days d with start < d <= end are not counted; `end` None: it still goes on.

    `source` refers to the event, or the events, it comes from.
    """

    kind: str
    start: date
    end: date | None = None
    source: str | None = None
    reason: str | None = None


class Span(Struct, frozen=True):
    """Days not counted, after intervals that touch were joined."""

    start: date
    end: date | None


def counting(version: RuleVersion, intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The intervals that the rule excludes, in order; an empty one says nothing."""
    found = (
        each
        for each in intervals
        if each.kind in version.excludes and (each.end is None or each.end > each.start)
    )
    return tuple(sorted(found, key=lambda each: (each.start, each.end or date.max, each.kind)))


def union(intervals: Sequence[Interval]) -> tuple[Span, ...]:
    """The intervals, given in order of their starts, joined where they overlap."""
    spans: list[Span] = []
    for each in intervals:
        last = spans[-1] if spans else None
        if last is None or (last.end is not None and each.start > last.end):
            spans.append(Span(each.start, each.end))
        elif last.end is not None and (each.end is None or each.end > last.end):
            spans[-1] = Span(last.start, each.end)
    return tuple(spans)


def check_intervals(
    rule: str, version: RuleVersion, intervals: Sequence[Interval], *, today: date
) -> None:
    """Refuses given intervals that are inverted, begin in the future, overlap or don't count."""
    for number, each in enumerate(intervals):
        pointer = f"/intervals/{number}"
        _check_interval(pointer, rule, version, each, today)
        earlier = next((one for one in intervals[:number] if _overlap(one, each)), None)
        if earlier is not None:
            raise Invalid(
                pointer,
                "intervals-overlap",
                basis=rule,
                first=_written(earlier),
                second=_written(each),
                instrument=version.instrument,
                article=version.article,
            )


def _check_interval(
    pointer: str, rule: str, version: RuleVersion, given: Interval, today: date
) -> None:
    if given.end is not None and given.end < given.start:
        raise Invalid(
            f"{pointer}/end",
            "interval-inverted",
            basis=rule,
            interval=_written(given),
            instrument=version.instrument,
            article=version.article,
        )
    if given.start > today:
        raise Invalid(f"{pointer}/start", "date-in-future", date=given.start.isoformat())
    if given.kind not in version.excludes:
        raise Invalid(
            f"{pointer}/kind",
            "interval-not-excluded",
            basis=rule,
            rule=rule,
            interval_kind=given.kind,
            instrument=version.instrument,
            article=version.article,
        )


def _overlap(one: Interval, other: Interval) -> bool:
    return one.start < (other.end or date.max) and other.start < (one.end or date.max)


def _written(interval: Interval) -> str:
    return f"{interval.start}..{interval.end or ''}"
