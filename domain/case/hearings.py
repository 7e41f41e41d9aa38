"""听证: asked for in time, presided over by someone apart, notified before, reported after."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from domain.authority import Act, Officer, grants
from domain.case import clocks as c
from domain.case import events as e
from domain.case.acting import check_apart, check_day, enter
from domain.case.gates import Step
from domain.case.kinds import HearingEnd, ReviewKind, Stage
from domain.case.law import Moment, cite
from domain.case.proposals import as_of
from domain.case.requirements import in_window
from domain.case.state import Case, Hearing
from domain.commands import Command
from domain.refusals import Invalid
from domain.statute.rule import Unit
from domain.text import Code, Line, Text
from domain.time import day_of

Names = Annotated[tuple[Line, ...], Meta(min_length=1, max_length=100)]


class RequestHearing(Command, frozen=True):
    """要求听证."""

    requested_on: date
    text: Text

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.requested_on


class NameChair(Command, frozen=True):
    """确定听证主持人, members and clerk: none of them handles the case."""

    chair: Code
    clerk: Code
    members: Annotated[tuple[Code, ...], Meta(max_length=4)] = ()
    named_on: date | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.named_on


class HandFile(Command, frozen=True):
    """移交案件材料 to the chair."""

    handed_on: date

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.handed_on


class Schedule(Command, frozen=True):
    """听证通知: time and place, told to the party days before."""

    at: datetime
    place: Line
    told_on: date
    public: bool = True
    announced_on: date | None = None
    why_not_public: Text | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.told_on


class Hold(Command, frozen=True):
    """举行听证."""

    held_on: date
    attendance: Names
    summary: Text

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.held_on


class End(Command, frozen=True):
    """终止听证."""

    ground: HearingEnd
    ended_on: date
    text: Text

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.ended_on


class Report(Command, frozen=True):
    """听证报告."""

    delivered_on: date
    opinion: Text
    advises_discussion: bool = False

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.delivered_on


def request(
    case: Case, command: RequestHearing, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """The party asks for a hearing in time: the decision period stands still until the report."""
    enter(case, Step.HEARING_REQUEST, by, as_of(moment, command.requested_on))
    assert case.notice is not None, "the gate asks for it"
    check_day("/requestedOn", command.requested_on, moment, case.notice.served_on)
    return [e.HearingRequested(requested_on=command.requested_on, text=command.text)]


def name_chair(
    case: Case,
    command: NameChair,
    people: Mapping[str, e.Handler],
    moment: Moment,
    *,
    by: Officer,
) -> list[e.CaseEvent]:
    """Names who hears the party; `people` are chair, clerk and members, by their pointers."""
    enter(case, Step.CHAIR, by, moment)
    check_apart(case, people, "HR-CHAIR", moment)
    chair, clerk, *members = people.values()
    cited = cite(moment.law.on("HR-CHAIR", moment.on))
    if len({each.id for each in people.values()}) < len(people):
        raise Invalid("/clerk", "hearing-parts-differ", basis="HR-CHAIR", **cited)
    entry = moment.roster.on(moment.on, chair.id)
    if entry is None or not grants(entry.roles, Act.CHAIR_HEARING):
        raise Invalid(
            "/chair", "chair-without-right", basis="HR-CHAIR", officer=chair.name, **cited
        )
    hearing = _hearing(case)
    on = command.named_on or moment.on
    check_day("/namedOn", on, moment, hearing.requested.requested_on)
    return [e.ChairNamed(chair=chair, members=tuple(members), clerk=clerk, on=on)]


def hand_file(case: Case, command: HandFile, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """The handlers give the chair the file."""
    enter(case, Step.HEARING_FILE, by, moment)
    named = _hearing(case).named
    assert named is not None, "the gate asks for it"
    check_day("/handedOn", command.handed_on, moment, named.on)
    return [e.HearingFileHandedOver(on=command.handed_on)]


def schedule(case: Case, command: Schedule, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Fixes time and place, early enough for the notice to the party and to the public."""
    enter(case, Step.SCHEDULE, by, moment)
    if command.at.tzinfo is None:
        raise Invalid("/at", "time-zone-missing", value=command.at.isoformat())
    day = day_of(command.at)
    handed = _hearing(case).file_on
    check_day("/toldOn", command.told_on, moment, handed)
    _check_notice(c.HEARING_NOTICE, "/toldOn", command.told_on, day, moment)
    if command.public:
        if command.announced_on is None:
            raise Invalid("/announcedOn", "value-required")
        check_day("/announcedOn", command.announced_on, moment, handed)
        _check_notice("HR-ANNOUNCE", "/announcedOn", command.announced_on, day, moment)
    elif command.why_not_public is None:
        raise Invalid("/whyNotPublic", "value-required")
    return [
        e.HearingScheduled(
            at=command.at,
            day=day,
            place=command.place,
            told_on=command.told_on,
            public=command.public,
            announced_on=command.announced_on,
            why_not_public=command.why_not_public,
        )
    ]


def hold(case: Case, command: Hold, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """The hearing was held."""
    enter(case, Step.HEARING, by, moment)
    scheduled = _hearing(case).scheduled
    assert scheduled is not None, "the gate asks for it"
    check_day("/heldOn", command.held_on, moment, scheduled.day)
    return [
        e.HearingHeld(
            held_on=command.held_on, attendance=command.attendance, summary=command.summary
        )
    ]


def end(case: Case, command: End, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """It ends without a report: the request withdrawn, or the party not there (HR-END).

    Where the party said nothing else there is nothing to re-check: it may still, until its time is
    over, make a statement.
    """
    enter(case, Step.HEARING_END, by, moment)
    check_day("/endedOn", command.ended_on, moment, _hearing(case).requested.requested_on)
    waiting = Stage.NOTICE_WINDOW if in_window(case, moment) else Stage.DECISION_PENDING
    return [
        e.HearingEnded(
            ground=command.ground,
            on=command.ended_on,
            text=command.text,
            returns_to=Stage.RECHECK if case.statements else waiting,
        )
    ]


def report(case: Case, command: Report, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """The chair's report: the decision period runs on."""
    enter(case, Step.HEARING_REPORT, by, moment)
    held = _hearing(case).held
    assert held is not None, "the gate asks for it"
    check_day("/deliveredOn", command.delivered_on, moment, held.held_on)
    again = ReviewKind.LEGAL_REVIEW in moment.law.names("PP-REVIEW-KIND", moment.on)
    return [
        e.HearingReportDelivered(
            on=command.delivered_on,
            opinion=command.opinion,
            advises_discussion=command.advises_discussion,
            review_from=command.delivered_on if again else None,
        )
    ]


def _hearing(case: Case) -> Hearing:
    assert case.hearing is not None, "the gate asks for it"
    return case.hearing


def _check_notice(rule: str, pointer: str, told: date, day: date, moment: Moment) -> None:
    """Refuses a notice later than so many days before the hearing."""
    last = moment.after(rule, day)  # counted back from the day of the hearing
    version = moment.law.on(rule, day)
    if last is not None and version is not None and told > last:
        raise Invalid(
            pointer,
            "hearing-notice-late",
            basis=rule,
            date=last.isoformat(),
            count=str(version.amount),
            unit=(version.unit or Unit.CALENDAR_DAY).value,
            **cite(version),
        )
