"""公示 of the penalty: when, for how long, and when it is taken down (law.md 10)."""

from datetime import date

from domain.authority import Officer
from domain.case import clocks as c
from domain.case import events as e
from domain.case.acting import check_day, enter
from domain.case.gates import Step
from domain.case.kinds import ClosingEvent, PenaltyKind, PublicityEnd
from domain.case.law import Moment, cite
from domain.case.penalties import sum_of
from domain.case.requirements import never_early
from domain.case.state import Case
from domain.commands import Command
from domain.refusals import OutOfOrder
from domain.text import Code, Line, Text


class Push(Command, frozen=True):
    """推送 to the bureau of the province where the party is registered (PUB-CROSS)."""

    pushed_on: date
    to_org: Code

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.pushed_on


class ConfirmPush(Command, frozen=True):
    """外省收到推送: its own days to publish begin."""

    received_on: date

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.received_on


class Publish(Command, frozen=True):
    """公示处罚信息."""

    published_on: date
    place: Line = "国家企业信用信息公示系统"

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.published_on


class StopPublication(Command, frozen=True):
    """停止公示: at its end, or earlier on application (PUB-EARLY)."""

    stopped_on: date
    reason: Text
    early: bool = False

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.stopped_on


class WithdrawPublication(Command, frozen=True):
    """撤回公示: the decision was changed or revoked."""

    withdrawn_on: date
    reason: Text

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.withdrawn_on


def term_of(case: Case, on: date, moment: Moment) -> PublicityEnd:
    """Three months for criticism or a lower fine alone, three years for the rest (PUB-END)."""
    kinds = {each.kind.value for each in case.penalties} - {PenaltyKind.WARNING.value}
    if not kinds <= set(moment.law.names("PUB-END-3M", on)):
        return PublicityEnd.THREE_YEARS
    version = moment.law.on("PUB-LOW-SH", on)
    limit = version.amounts.get(case.filed.party.kind) if version else None
    fine = sum_of(case.penalties, {PenaltyKind.FINE})
    low = fine == 0 or (limit is not None and fine <= limit)
    return PublicityEnd.THREE_MONTHS if low else PublicityEnd.THREE_YEARS


def publish_by(case: Case, moment: Moment) -> str:
    """The rule by which a decision of that day is published: PUB-CROSS is one of 2021-09-01."""
    pushed = c.is_away(case.filed.party.province) and moment.law.on(c.PUSH, moment.on)
    return c.PUSH if pushed else c.PUBLISH


def withdraw_by(moment: Moment) -> str:
    """The rule by which what does not stand any more is taken down on that day."""
    return c.WITHDRAW if moment.law.on(c.WITHDRAW, moment.on) else c.WITHDRAW_BEFORE


def publish(case: Case, command: Publish, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Publishes the penalty; how long it stays follows from it."""
    enter(case, Step.PUBLICATION, by, moment)
    check_day("/publishedOn", command.published_on, moment, _decided_on(moment))
    until = term_of(case, command.published_on, moment)
    return [e.PenaltyPublished(on=command.published_on, until=until, place=command.place)]


def push(case: Case, command: Push, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """The record goes to the other province, within ten working days of the decision."""
    enter(case, Step.PUSH, by, moment)
    check_day("/pushedOn", command.pushed_on, moment, _decided_on(moment))
    return [e.PenaltyPushed(on=command.pushed_on, to_org=command.to_org)]


def confirm_push(
    case: Case, command: ConfirmPush, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """It arrived: the other province has ten working days from then."""
    enter(case, Step.PUSH_RECEIPT, by, moment)
    pushed = case.publicity.pushed
    assert pushed is not None, "the gate asks for it"
    check_day("/receivedOn", command.received_on, moment, pushed.on)
    return [e.PushReceived(on=command.received_on, to_org=pushed.to_org)]


def _decided_on(moment: Moment) -> date:
    started = [each for each in moment.clocks if each.rule in (c.PUBLISH, c.PUSH)]
    assert started, "they begin with the decision"
    return started[-1].trigger


def stop(case: Case, command: StopPublication, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Ends the publication: not before its time, unless it may end early."""
    enter(case, Step.PUBLICATION_END, by, moment)
    published = case.publicity.published
    assert published is not None, "the gate asks for it"
    check_day("/stoppedOn", command.stopped_on, moment, published.on)
    rule = c.TERMS[published.until]
    due = moment.last_day(rule)
    if due is not None and command.stopped_on < due and not command.early:
        version = moment.law.on(rule, published.on)
        raise OutOfOrder("publicity-not-over", basis=rule, date=due.isoformat(), **cite(version))
    if command.early:
        _check_early(case, command, moment)
    return [e.PublicityStopped(on=command.stopped_on, early=command.early, reason=command.reason)]


def _check_early(case: Case, command: StopPublication, moment: Moment) -> None:
    """Early only for what may end early, and after the party performed it (PUB-EARLY)."""
    cited = cite(moment.law.on("PUB-EARLY", command.stopped_on))
    if never_early(case):
        raise OutOfOrder("publicity-not-early", basis="PUB-EARLY", **cited)
    if case.closing is not ClosingEvent.EXECUTED:
        raise OutOfOrder("publicity-not-performed", basis="PUB-EARLY", **cited)


def withdraw(
    case: Case, command: WithdrawPublication, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Takes down what does not stand any more, within three working days (PUB-FIX)."""
    enter(case, Step.PUBLICATION_WITHDRAWAL, by, moment)
    published = case.publicity.published
    assert published is not None, "the gate asks for it"
    check_day("/withdrawnOn", command.withdrawn_on, moment, published.on)
    return [e.PublicityWithdrawn(on=command.withdrawn_on, reason=command.reason)]
