"""Deadlines: what is due from whom, when and why; computed, never stored as a fact (DESIGN 1.6)."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, assert_never
from uuid import UUID, uuid5

from application.almanac import Almanac
from application.ledger import Entry
from application.views.bulletin import BulletinRow
from application.views.case import CaseRow
from application.views.disposition import DispositionRow
from application.views.joint_review import JointReviewRow
from application.views.lead import LeadRow
from application.views.referral import ReferralRow
from application.views.supervision import SupervisionRow
from application.views.test_result import TestResultRow
from application.views.view import Row, View
from domain.refusals import Refusal
from domain.statute.calendar import Calendar
from domain.statute.clock import Clock, due_of, is_late
from domain.statute.explanation import notices
from domain.statute.reckoning import Reckoning, compute
from domain.statute.rule import Force, Meaning, RuleVersion
from domain.statute.running import Running

Clocked = LeadRow | ReferralRow | CaseRow | DispositionRow | JointReviewRow | SupervisionRow
NEVER = date(9999, 12, 31)
SOON_WORKING_DAYS = 3
# Who has a right and no duty: nobody is late with what need not be done.
RIGHTS = frozenset({"party", "applicant"})


class Stage(StrEnum):
    """Where a clock stands, whatever the day: overdue is for who looks at a day to say.

    What is awaited runs too, but nobody is late when it ends: an objection may be made until then.
    """

    RUNNING = "running"
    AWAITED = "awaited"
    PAUSED = "paused"
    STOPPED = "stopped"


class Bucket(StrEnum):
    """How a list of deadlines is divided (product.md S8)."""

    OVERDUE = "overdue"
    SOON = "soon"
    WEEK = "week"
    LATER = "later"
    PAUSED = "paused"
    OPEN = "open"


class DeadlineRow(Row, frozen=True, kw_only=True, rename="camel"):
    """One clock of a record, with the day it is due by what was known at `position`."""

    record: UUID
    kind: str
    title: str
    rule: str
    instrument: str
    article: str
    force: Force
    holder: str
    party: str | None = None
    stage: Stage
    trigger: date
    due: date | None = None
    early_warning: date | None = None
    provisional: bool = False
    calendars: tuple[str, ...] = ()
    paused_since: date | None = None
    paused_why: str | None = None
    extended_by: tuple[str, ...] = ()
    stopped_on: date | None = None
    stopped_late: bool = False
    clock: Running


def deadlines_of(row: Row, almanac: Almanac) -> Iterator[DeadlineRow]:
    """The deadlines of a record by the rules and calendars known; none for a rule not in force."""
    if not isinstance(row, Clocked):
        return
    for running in row.clocks:
        clock = running.clock(almanac.rules)
        if clock is None or (clock.version.amount is None and clock.until is None):
            continue
        try:
            deadline = _deadline(row, running, clock, almanac.calendar)
        except (Refusal, OverflowError):
            # A rule or a day beyond all reckoning must not hold up everyone else's deadlines.
            continue
        yield deadline


def _deadline(row: Clocked, running: Running, clock: Clock, calendar: Calendar) -> DeadlineRow:
    # What depends on the day is left to who asks: stored is what holds on any day.
    ends = due_of(clock, calendar)
    calendars, unpublished = notices(clock, ends, calendar, clock.trigger)
    held_up = running.intervals if ends.due is None else ()
    open_interval = next((each for each in held_up if each.end is None), None)
    stage = Stage.RUNNING if is_duty(clock.version) else Stage.AWAITED
    return DeadlineRow(
        id=uuid5(row.id, str(running.number)),
        version=row.version,
        position=row.position,
        recorded_at=row.recorded_at,
        dossier=row.dossier,
        orgs=row.orgs,
        record=row.id,
        kind=kind_of(row),
        title=title_of(row),
        rule=running.rule,
        instrument=clock.version.instrument,
        article=clock.version.article,
        force=clock.version.force,
        holder=running.holder,
        party=running.party,
        stage=Stage.STOPPED if running.stopped_on else Stage.PAUSED if open_interval else stage,
        trigger=running.trigger,
        due=ends.due,
        early_warning=ends.last,
        provisional=bool(unpublished),
        calendars=tuple(each.code for each in calendars),
        paused_since=open_interval.start if open_interval else None,
        paused_why=open_interval.kind if open_interval else None,
        extended_by=tuple(each.approver for each in running.extensions),
        stopped_on=running.stopped_on,
        stopped_late=is_late(clock, ends),
        clock=running,
    )


def is_duty(version: RuleVersion) -> bool:
    """Whether the holder is late when it ends: not with a term, or with a time to use a right."""
    return version.meaning is Meaning.DEADLINE and version.duty_of not in RIGHTS


def kind_of(row: Clocked) -> str:
    """The collection a record belongs to."""
    match row:
        case LeadRow():
            return "leads"
        case ReferralRow():
            return "referrals"
        case CaseRow():
            return "cases"
        case DispositionRow():
            return "dispositions"
        case JointReviewRow():
            return "joint-reviews"
        case SupervisionRow():
            return "supervisions"
    assert_never(row)


def title_of(row: Clocked | TestResultRow | BulletinRow) -> str:
    """What a list calls the record."""
    match row:
        case LeadRow():
            return row.title
        case ReferralRow():
            return row.subject.title
        case CaseRow():
            return f"{row.title} {row.number}"
        case DispositionRow() | TestResultRow():
            return f"{row.result.product} {row.result.report_no}"
        case JointReviewRow() | SupervisionRow():
            return f"{row.case_title} {row.case_number}"
        case BulletinRow():
            return row.title
    assert_never(row)


def same(before: DeadlineRow | None, after: DeadlineRow) -> bool:
    """Whether a new computation says nothing new: only then it needs no row of its own."""
    if before is None:
        return False
    return _said(before) == _said(after)


def _said(row: DeadlineRow) -> tuple[Any, ...]:
    return (
        row.title, row.orgs, row.dossier, row.rule, row.instrument, row.article, row.force,
        row.holder, row.party, row.stage, row.due, row.early_warning, row.provisional,
        row.calendars, row.paused_since, row.stopped_on, row.clock,
    )  # fmt: skip


def columns(row: DeadlineRow) -> Mapping[str, Any]:
    """What lists of deadlines are filtered by."""
    return {
        "record": row.record,
        "kind": row.kind,
        "rule": row.rule,
        "force": row.force,
        "holder": row.holder,
        "stage": row.stage,
        "due": row.due,
        "words": row.title,
    }


def not_folded(row: DeadlineRow | None, entry: Entry) -> DeadlineRow:
    """Deadlines are derived from the rows of records, not folded from events."""
    raise TypeError(f"no fold: {row} {entry.position}")


DEADLINES: View[DeadlineRow] = View(
    "deadlines",
    DeadlineRow,
    "\0",
    not_folded,
    columns,
    lambda row: row.due or NEVER,
    ahead=True,
)


def days_of(bucket: Bucket, today: date, calendar: Calendar) -> tuple[date | None, date | None]:
    """The first and the last day on which what is in a bucket is due; None is open-ended.

    This week ends on its Sunday; soon is within three working days.
    """
    soon = calendar.add_working_days(today, SOON_WORKING_DAYS)
    week = max(soon, today + timedelta(6 - today.weekday()))
    match bucket:
        case Bucket.OVERDUE:
            return None, today - timedelta(1)
        case Bucket.SOON:
            return today, soon
        case Bucket.WEEK:
            return soon + timedelta(1), week
        case Bucket.LATER:
            return week + timedelta(1), None
        case Bucket.PAUSED:
            return NEVER, None
        case Bucket.OPEN:
            return None, None
    assert_never(bucket)


def stages_of(bucket: Bucket) -> tuple[Stage, ...]:
    """Where the clocks of a bucket stand. Nobody is late with what is awaited."""
    match bucket:
        case Bucket.OVERDUE:
            return (Stage.RUNNING,)
        case Bucket.SOON | Bucket.WEEK | Bucket.LATER:
            return (Stage.RUNNING, Stage.AWAITED)
        case Bucket.PAUSED:
            return (Stage.PAUSED,)
        case Bucket.OPEN:
            return (Stage.RUNNING, Stage.AWAITED, Stage.PAUSED)
    assert_never(bucket)


def reckoned(row: DeadlineRow, almanac: Almanac, today: date) -> Reckoning | None:
    """What a deadline says on a day, with its explanation."""
    clock = row.clock.clock(almanac.rules)
    return None if clock is None else compute(clock, almanac.calendar, today)
