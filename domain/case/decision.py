"""集体讨论 and 处理决定: discussed where the law asks, never heavier than the party was told."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from domain.authority import Officer
from domain.case import clocks as c
from domain.case import events as e
from domain.case.acting import TWO, check_day, enter
from domain.case.gates import Step, check_crime, check_not_heavier
from domain.case.kinds import CaseServiceMode, DiscussionPurpose, Outcome
from domain.case.law import Moment, cite
from domain.case.penalties import is_same
from domain.case.proposals import Penalties, check_service, checked
from domain.case.publicity import publish_by, withdraw_by
from domain.case.state import Case
from domain.commands import Command
from domain.refusals import Invalid, NotPermitted, OutOfOrder
from domain.text import Code, Line, Text


class VoiceGiven(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What a responsible person said."""

    officer: Code
    agrees: bool
    text: Text


class Discuss(Command, frozen=True):
    """集体讨论 of the decision, of a further extension, or of the recusal of an `officer`."""

    purpose: DiscussionPurpose
    held_on: date
    voices: Annotated[tuple[VoiceGiven, ...], Meta(min_length=1, max_length=30)]
    conclusion: Text
    outcome: Outcome | None = None
    penalties: Penalties = ()
    until: date | None = None
    officer: Code | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.held_on


class Decide(Command, frozen=True):
    """处理决定. `absent`: the party was not there when it was announced (PP-SERVE)."""

    outcome: Outcome
    reason: Text
    penalties: Penalties = ()
    absent: bool = False


class Serve(Command, frozen=True):
    """送达决定书, with the notice that it will be published (PUB-TELL)."""

    mode: CaseServiceMode
    served_on: date
    receipt: Line | None = None
    told_of_publicity: bool = False
    confirmed_address: bool = False

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.served_on


class ChangeDecision(Command, frozen=True):
    """变更决定: by review, court or the bureau itself."""

    by_body: Line
    penalties: Penalties
    reason: Text


class RevokeDecision(Command, frozen=True):
    """撤销决定. `remade`: the bureau has to decide anew."""

    by_body: Line
    reason: Text
    remade: bool


def discuss(
    case: Case,
    command: Discuss,
    voices: tuple[e.Voice, ...],
    moment: Moment,
    *,
    by: Officer,
) -> list[e.CaseEvent]:
    """Records what the responsible persons of the deciding bureau discussed (COL-WHO)."""
    enter(case, Step.DISCUSSION, by, moment)
    deciding = command.purpose is DiscussionPurpose.DECISION
    check_day("/heldOn", command.held_on, moment, moment.since if deciding else moment.filed_on)
    # No national text says how many: a majority of those who spoke is a convention (C7).
    cited = cite(moment.law.on("COL-QUORUM", moment.on))
    if len({each.officer for each in voices}) < TWO:
        raise Invalid("/voices", "discussion-of-one", basis="COL-QUORUM", **cited)
    if sum(each.agrees for each in voices) * 2 <= len(voices):
        raise Invalid("/voices", "discussion-without-majority", basis="COL-QUORUM", **cited)
    penalties = _of_subject(case, command, moment)
    _check_voices(case, command, voices, moment, by=by)
    return [
        e.DiscussionHeld(
            number=len(case.discussions) + 1,
            purpose=command.purpose,
            held_on=command.held_on,
            voices=voices,
            conclusion=command.conclusion,
            outcome=command.outcome,
            penalties=penalties,
            until=command.until,
            officer=command.officer,
        )
    ]


def _check_voices(
    case: Case, command: Discuss, voices: Sequence[e.Voice], moment: Moment, *, by: Officer
) -> None:
    """No voice for who is recused; on the case for its handlers; on a recusal for its officer."""
    cited = cite(moment.law.on("PP-RECUSE", moment.on))
    recusal = command.purpose is DiscussionPurpose.RECUSAL
    if recusal and by.id == command.officer:
        raise NotPermitted("recusal-of-oneself", basis="PP-RECUSE", **cited)
    for number, each in enumerate(voices):
        here = f"/voices/{number}/officer"
        if each.officer in case.recused:
            raise Invalid(here, "officer-recused", basis="PP-RECUSE", officer=each.name, **cited)
        if recusal and each.officer == command.officer:
            raise Invalid(here, "recusal-of-oneself", basis="PP-RECUSE", **cited)
        if not recusal and case.has_handled(each.officer):
            version = moment.law.on("COL-WHO", moment.on)
            raise Invalid(
                here, "handler-not-apart", basis="COL-WHO", officer=each.name, **cite(version)
            )


def _of_subject(case: Case, command: Discuss, moment: Moment) -> tuple[e.Penalty, ...]:
    if command.purpose is DiscussionPurpose.RECUSAL and command.officer is None:
        version = moment.law.on("PP-RECUSE", moment.on)
        raise Invalid("/officer", "value-required", basis="PP-RECUSE", **cite(version))
    if command.purpose is DiscussionPurpose.DECISION:
        if command.outcome is None:
            raise Invalid("/outcome", "value-required")
        return checked(case, command.outcome, command.penalties, moment)
    if command.purpose is DiscussionPurpose.EXTENSION and command.until is None:
        raise Invalid("/until", "extension-without-end", basis="PP-DECIDE", approver="discussion")
    return ()


def decide(
    case: Case, command: Decide, number: str, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Decides the case: every gate open, as discussed, no heavier than the party was told."""
    enter(case, Step.DECISION, by, moment)
    check_crime(case, command.outcome, moment)
    penalties = checked(case, command.outcome, command.penalties, moment)
    cited = cite(moment.law.on("PP-NOTICE-FIRST", moment.on))
    if command.outcome is Outcome.PENALTY:
        if case.notice is None:
            raise OutOfOrder("penalty-not-notified", basis="PP-NOTICE-FIRST", **cited)
        check_not_heavier(penalties, case.notice.penalties, moment)
        if case.recheck is not None:
            check_not_heavier(penalties, case.recheck.penalties, moment)
    _check_as_discussed(case, command.outcome, penalties, moment)
    return [
        e.DecisionMade(
            number=number,
            outcome=command.outcome,
            penalties=penalties,
            reason=command.reason,
            officer=by.name,
            absent=command.absent,
            publish_by=publish_by(case, moment) if penalties else None,
        )
    ]


def _check_as_discussed(
    case: Case, outcome: Outcome, penalties: tuple[e.Penalty, ...], moment: Moment
) -> None:
    agreed = case.agreed
    if agreed is None or outcome is Outcome.CRIMINAL:
        return
    if agreed.outcome is not outcome or not is_same(agreed.penalties, penalties):
        version = moment.law.on("PP-COLLECTIVE", moment.on)
        raise OutOfOrder("differs-from-discussion", basis="PP-COLLECTIVE", **cite(version))


def serve(case: Case, command: Serve, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Serves the decision; the party is told then that it will be published."""
    enter(case, Step.SERVICE, by, moment)
    notice = check_service(case, command.mode, command.served_on, moment)
    assert case.decision is not None, "the gate asks for it"
    _check_electronic(command, moment)
    version = moment.law.on("PUB-TELL", command.served_on)
    penal = case.decision.outcome is Outcome.PENALTY
    if version is not None and penal and not command.told_of_publicity:
        raise Invalid("/toldOfPublicity", "publicity-not-told", basis="PUB-TELL", **cite(version))
    return [
        e.DecisionServed(
            mode=command.mode,
            served_on=command.served_on,
            published_on=notice.on if notice else None,
            receipt=command.receipt,
            told_of_publicity=command.told_of_publicity,
            why=notice.why if notice else None,
            court_from=moment.after(c.SUIT, command.served_on) if penal else None,
        )
    ]


def _check_electronic(command: Serve, moment: Moment) -> None:
    """A decision goes by electronic means only from 2021-07-15, to an address confirmed for it."""
    if command.mode is not CaseServiceMode.ELECTRONIC:
        return
    version = moment.law.on("PP-SERVE", command.served_on)
    cited = cite(version)
    modes = version.names if version else ()
    if command.mode.value not in modes:
        raise Invalid("/mode", "decision-not-electronic", basis="PP-SERVE", **cited)
    if not command.confirmed_address:
        raise Invalid("/confirmedAddress", "address-not-confirmed", basis="PP-SERVE", **cited)


def change(
    case: Case, command: ChangeDecision, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Another penalty stands in place of the one decided: never heavier than the party was told."""
    enter(case, Step.DECISION_CHANGE, by, moment)
    return [changed(case, command, moment)]


def changed(case: Case, command: ChangeDecision, moment: Moment) -> e.DecisionChanged:
    """What stands now, and by which rules it is published and the old one taken down."""
    penalties = checked(case, Outcome.PENALTY, command.penalties, moment)
    check_not_heavier(penalties, case.notice.penalties if case.notice else (), moment)
    return e.DecisionChanged(
        by_body=command.by_body,
        penalties=penalties,
        reason=command.reason,
        withdraw_by=withdraw_by(moment),
        publish_by=publish_by(case, moment),
    )


def revoke(
    case: Case, command: RevokeDecision, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """The decision does not stand any more."""
    enter(case, Step.DECISION_REVOCATION, by, moment)
    return [revoked(command, moment)]


def revoked(command: RevokeDecision, moment: Moment) -> e.DecisionRevoked:
    """The end of a decision, and by which rule its publication is taken down."""
    return e.DecisionRevoked(
        by_body=command.by_body,
        reason=command.reason,
        remade=command.remade,
        withdraw_by=withdraw_by(moment),
    )
