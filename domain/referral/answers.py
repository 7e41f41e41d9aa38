"""How bodies that are only asked answer: another department, or a bureau asked for assistance."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from domain.authority import Act, Officer, require
from domain.case.law import Moment, cite
from domain.commands import Command
from domain.referral import events as e
from domain.referral.clocks import ASSIST, RECEIVER
from domain.referral.kinds import ReferralKind
from domain.referral.state import Referral, ReferralStatus
from domain.refusals import OutOfOrder
from domain.statute.clock import Granted
from domain.statute.decisions import may_extend
from domain.text import Line, Text

REPLYING = frozenset({ReferralStatus.REPLY_DUE, ReferralStatus.DELAY_NOTIFIED})


class Bounce(Command, frozen=True):
    """退件: another department sends the matter back."""

    reason: Text


class Reply(Command, frozen=True):
    """回复协助调查, with the evidence that comes along."""

    text: Text
    evidence: Annotated[tuple[Line, ...], Meta(max_length=50)] = ()


class NotifyDelay(Command, frozen=True):
    """告知延期: the asker is told before the reply is due (PP-ASSIST)."""

    reason: Text
    until: date


def bounce(
    referral: Referral, command: Bounce, moment: Moment, *, by: Officer, receiver: str
) -> list[e.ReferralEvent]:
    """Another department did not take it: it is the sender's again."""
    require(by, Act.RECEIVE, org=receiver)
    if referral.kind is not ReferralKind.OTHER_DEPARTMENT:
        raise OutOfOrder("only-other-departments-bounce", **_cited("PP-OTHER-DEPT", moment))
    _must_be(referral, {ReferralStatus.SENT}, "PP-OTHER-DEPT", moment)
    return [e.ReferralBounced(org=referral.to_org, reason=command.reason)]


def reply(
    referral: Referral, command: Reply, moment: Moment, *, by: Officer, receiver: str
) -> list[e.ReferralEvent]:
    """Answers a request for assistance, in time or late."""
    require(by, Act.GIVE_FEEDBACK, org=receiver)
    _must_be(referral, REPLYING, ASSIST, moment)
    return [e.AssistanceReplied(org=referral.to_org, text=command.text, evidence=command.evidence)]


def notify_delay(
    referral: Referral, command: NotifyDelay, moment: Moment, *, by: Officer, receiver: str
) -> list[e.ReferralEvent]:
    """Tells the asker in time that it takes until a later day, as often as it does (no limit)."""
    require(by, Act.GIVE_FEEDBACK, org=receiver)
    _must_be(referral, REPLYING, ASSIST, moment)
    running = moment.last(ASSIST)
    clock = running.clock(moment.law.rules) if running else None
    if clock is None:
        raise OutOfOrder("no-running-clock", basis=ASSIST)
    told = Granted(approver=RECEIVER, approved_on=moment.on, until=command.until)
    may_extend(clock, moment.law.calendar, told, today=moment.today)
    return [
        e.DelayNotified(
            org=referral.to_org, reason=command.reason, until=command.until, officer=by.name
        )
    ]


def _must_be(
    referral: Referral, allowed: set[ReferralStatus] | frozenset[ReferralStatus], rule: str,
    moment: Moment,
) -> None:  # fmt: skip
    if referral.status not in allowed:
        raise OutOfOrder("referral-out-of-order", status=referral.status, **_cited(rule, moment))


def _cited(rule: str, moment: Moment) -> dict[str, str]:
    return {"basis": rule, **cite(moment.law.on(rule, moment.on))}
