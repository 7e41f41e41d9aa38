"""What may be asked of a rule, and whether a period may be extended (law.md 2.8, 13)."""

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from domain.refusals import Invalid, NotPermitted, OutOfOrder
from domain.statute.calendar import Calendar
from domain.statute.clock import Clock, Granted, due_of
from domain.statute.reckoning import Reckoning
from domain.statute.rule import Direction, Extension, Rule, RuleVersion, Unit, nearest

LONGEST = 999  # of an extension for which the rule has no limit


def version_on(rules: Mapping[str, Rule], code: str, day: date) -> RuleVersion:
    """The version of a rule in force on the day of its trigger; it keeps it (law.md 13.2)."""
    rule = rules.get(code)
    if rule is None or not rule.versions:
        raise Invalid("/rule", "unknown-rule", rule=code)
    version = rule.on(day)
    if version is None:
        near = nearest(rule.versions, day)
        raise Invalid(
            "/trigger",
            "rule-not-in-force",
            basis=code,
            rule=code,
            date=day.isoformat(),
            instrument=near.instrument,
            article=near.article,
        )
    return version


def check_trigger(rule: str, version: RuleVersion, trigger: date, *, today: date) -> None:
    """Refuses a trigger in the future; what a period must come before may well be (a hearing)."""
    if trigger > today and version.direction is Direction.AFTER:
        raise Invalid(
            "/trigger",
            "trigger-in-future",
            basis=rule,
            date=trigger.isoformat(),
            instrument=version.instrument,
            article=version.article,
        )


def check_open(reckoning: Reckoning, on: date) -> None:
    """Refuses an act before its window opens (PSS-RECHECK2)."""
    if reckoning.opens_on is not None and on < reckoning.opens_on:
        raise OutOfOrder(
            "window-not-open",
            basis=reckoning.rule,
            date=reckoning.opens_on.isoformat(),
            instrument=reckoning.version.instrument,
            article=reckoning.version.article,
        )


def may_extend(clock: Clock, calendar: Calendar, granted: Granted, *, today: date) -> None:
    """Refuses an extension that the rule does not provide for, or that comes too late."""
    _check_running(clock, calendar, granted, today)
    stage = _stage(clock, granted)
    _check_earlier_stages(clock, stage)
    _check_length(clock, calendar, stage, granted)
    due_of(replace(clock, extensions=(*clock.extensions, granted)), calendar)  # can be reckoned


def _check_running(clock: Clock, calendar: Calendar, granted: Granted, today: date) -> None:
    version = clock.version
    if clock.met_on is not None:
        raise OutOfOrder(
            "clock-already-met",
            basis=clock.rule,
            date=clock.met_on.isoformat(),
            instrument=version.instrument,
            article=version.article,
        )
    on = granted.approved_on or today
    if not clock.trigger <= on <= today:
        raise Invalid(
            "/approvedOn",
            "extension-date-impossible",
            basis=clock.rule,
            date=on.isoformat(),
            first=clock.trigger.isoformat(),
            last=today.isoformat(),
            instrument=version.instrument,
            article=version.article,
        )
    _check_in_time(clock, calendar, on)


def _check_in_time(clock: Clock, calendar: Calendar, on: date) -> None:
    due = due_of(clock, calendar).due
    if due is not None and on > due:
        raise OutOfOrder(
            "extension-after-expiry",
            basis=clock.rule,
            date=on.isoformat(),
            due=due.isoformat(),
            instrument=clock.version.instrument,
            article=clock.version.article,
        )


def _stage(clock: Clock, granted: Granted) -> Extension:
    version = clock.version
    if not version.extensions:
        raise OutOfOrder(
            "extension-not-provided",
            basis=clock.rule,
            rule=clock.rule,
            instrument=version.instrument,
            article=version.article,
        )
    stage = next((each for each in version.extensions if each.approver == granted.approver), None)
    if stage is None:
        raise NotPermitted(
            "extension-not-by-approver",
            basis=clock.rule,
            approver=granted.approver,
            instrument=version.instrument,
            article=version.article,
        )
    used = any(each.approver == granted.approver for each in clock.extensions)
    if used and not stage.repeats:
        raise OutOfOrder(
            "extended-already",
            basis=clock.rule,
            approver=granted.approver,
            instrument=version.instrument,
            article=version.article,
        )
    return stage


def _check_earlier_stages(clock: Clock, stage: Extension) -> None:
    version = clock.version
    used = {each.approver for each in clock.extensions}
    for earlier in version.extensions[: version.extensions.index(stage)]:
        if earlier.approver not in used:
            raise OutOfOrder(
                "extension-stage-skipped",
                basis=clock.rule,
                approver=earlier.approver,
                instrument=version.instrument,
                article=version.article,
            )


def _check_length(clock: Clock, calendar: Calendar, stage: Extension, granted: Granted) -> None:
    version = clock.version
    due = due_of(clock, calendar).due
    longer = granted.until is not None and (due is None or granted.until > due)
    if stage.fixed_end and (not longer or granted.amount is not None):
        raise Invalid(
            "/until",
            "extension-without-end",
            basis=clock.rule,
            approver=stage.approver,
            instrument=version.instrument,
            article=version.article,
        )
    limit = stage.amount or LONGEST
    unit = stage.unit or version.unit or Unit.CALENDAR_DAY
    by_amount = granted.until is None and 0 < (granted.amount or 0) <= limit
    by_day = longer and stage.amount is None and granted.amount is None
    if not (by_amount or by_day) or (granted.unit or unit) is not unit:
        raise Invalid(
            "/amount",
            "extension-beyond-limit",
            basis=clock.rule,
            limit=str(limit),
            unit=unit.value,
            instrument=version.instrument,
            article=version.article,
        )


def with_extension(clock: Clock) -> Granted:
    """The next extension the rule provides for, in full, as if it were granted in time."""
    stages = clock.version.extensions[len(clock.extensions) :]
    stage = next((each for each in stages if each.amount is not None), None)
    if stage is None:
        raise OutOfOrder(
            "extension-not-provided",
            basis=clock.rule,
            rule=clock.rule,
            instrument=clock.version.instrument,
            article=clock.version.article,
        )
    return Granted(approver=stage.approver, amount=stage.amount, unit=stage.unit)
