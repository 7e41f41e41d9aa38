"""行政复议 and 行政诉讼 against the decision: when they begin, how they end, what follows."""

from datetime import date

from domain.authority import Officer
from domain.case import clocks as c
from domain.case import events as e
from domain.case.acting import check_day, enter
from domain.case.court import later_of
from domain.case.decision import ChangeDecision, RevokeDecision, changed, revoked
from domain.case.gates import Step
from domain.case.kinds import RemedyKind, RemedyOutcome
from domain.case.law import Moment, cite
from domain.case.proposals import Penalties
from domain.case.state import Case
from domain.commands import Command
from domain.refusals import Invalid
from domain.text import Line, Text


class SeekRemedy(Command, frozen=True):
    """申请行政复议 or 提起行政诉讼: the day it was taken up, and by whom."""

    kind: RemedyKind
    sought_on: date
    body: Line

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.sought_on


class EndRemedy(Command, frozen=True):
    """复议、诉讼终结: the day its decision was received, or took effect.

    `penalties` are what stands after a change; `remade` says whether a revoked decision is made
    anew.
    """

    ended_on: date
    outcome: RemedyOutcome
    text: Text
    penalties: Penalties = ()
    remade: bool | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.ended_on


def seek(case: Case, command: SeekRemedy, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """The party seeks relief: while it does, the court is not asked to enforce."""
    enter(case, Step.REMEDY, by, moment)
    assert case.served is not None, "the gate asks for it"
    earlier = [each.ended.on for each in case.remedies if each.ended is not None]
    check_day("/soughtOn", command.sought_on, moment, max([case.served.served_on, *earlier]))
    return [e.RemedySought(kind=command.kind, on=command.sought_on, body=command.body)]


def end(case: Case, command: EndRemedy, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """It is over; the decision that it changed or revoked does not stand any more."""
    enter(case, Step.REMEDY_END, by, moment)
    remedy = case.open_remedy
    assert remedy is not None, "the gate asks for it"
    sought = remedy.sought
    if case.revoked is not None and command.outcome in {
        RemedyOutcome.CHANGED,
        RemedyOutcome.REVOKED,
    }:
        cited = cite(moment.law.on("PP-OUTCOMES", moment.on))
        raise Invalid("/outcome", "decision-revoked-before", basis="PP-OUTCOMES", **cited)
    check_day("/endedOn", command.ended_on, moment, sought.on)
    follows = list(_follows(case, command, sought.body, moment))
    revoking = command.outcome is RemedyOutcome.REVOKED
    ended = e.RemedyEnded(
        kind=sought.kind,
        on=command.ended_on,
        outcome=command.outcome,
        text=command.text,
        court_from=None if revoking else _court_from(case, command, sought.kind, moment),
    )
    return [ended, *follows]


def _follows(
    case: Case, command: EndRemedy, body: str, moment: Moment
) -> list[e.DecisionChanged | e.DecisionRevoked]:
    if command.outcome is not RemedyOutcome.CHANGED and command.penalties:
        raise Invalid("/penalties", "penalties-without-change")
    match command.outcome:
        case RemedyOutcome.CHANGED:
            change = ChangeDecision(by_body=body, penalties=command.penalties, reason=command.text)
            return [changed(case, change, moment)]
        case RemedyOutcome.REVOKED:
            if command.remade is None:
                raise Invalid("/remade", "value-required")
            revoke = RevokeDecision(by_body=body, reason=command.text, remade=command.remade)
            return [revoked(revoke, moment)]
        case _:
            return []


def _court_from(case: Case, command: EndRemedy, kind: RemedyKind, moment: Moment) -> date | None:
    """When the three months to ask the court begin: a suit is final, a review leaves 15 days."""
    if kind is RemedyKind.SUIT:
        end: date | None = command.ended_on
    elif command.outcome is RemedyOutcome.WITHDRAWN:
        end = moment.last_day(c.SUIT)
    else:
        end = moment.after(c.SUIT_AFTER, command.ended_on)
    return later_of(end, case.deferral.until if case.deferral else None, moment)
