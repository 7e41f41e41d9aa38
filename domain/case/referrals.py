"""The case's side of its referrals: a suspected crime, another department, assistance (12.2)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from domain.authority import Officer
from domain.case import clocks as c
from domain.case import events as e
from domain.case.acting import acting, check_day, enter
from domain.case.gates import Step, check
from domain.case.kinds import Outcome, ReleaseGround
from domain.case.law import Moment
from domain.case.state import Case
from domain.commands import Command
from domain.refusals import OutOfOrder
from domain.text import Code, Line, Text


class AskAssistance(Command, frozen=True):
    """请求协助调查: another bureau, here or elsewhere, is asked for something (PP-ASSIST)."""

    to_org: Code
    asked: Text
    reason: Text


class ReferOut(Command, frozen=True):
    """移送其他部门, once it was so decided (PP-OTHER-DEPT)."""

    to_org: Code
    reason: Text


class CopyDecision(Command, frozen=True):
    """抄送处罚决定书 to police and procuratorate, within ten days (CT-COPY-PENALTY)."""

    copied_on: date
    to: Annotated[tuple[Line, ...], Meta(min_length=2, max_length=10)]

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or self.copied_on


def copy_decision(
    case: Case, command: CopyDecision, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Police and procuratorate learn what was punished before, or after, they had the case."""
    enter(case, Step.DECISION_COPY, by, moment)
    running = moment.last(c.COPY)
    since = running.trigger if running else moment.filed_on
    check_day("/copiedOn", command.copied_on, moment, since)
    return [e.DecisionCopied(on=command.copied_on, to=command.to)]


def ask_joint_review(
    case: Case, review: UUID, origin: str, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """提请会审 by the handling unit, or from above: only before the decision."""
    if origin == "handling_unit":
        acting(case, Step.JOINT_REVIEW, by, moment)
    check(case, Step.JOINT_REVIEW, moment)
    return [e.JointReviewAsked(review=review, origin=origin)]


def suspect_crime(
    case: Case, reason: str, offence: str, referral: UUID, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """A crime is suspected: from here on no penalty (CT-NOSUBST)."""
    enter(case, Step.CRIME, by, moment)
    return [e.CrimeSuspected(reason=reason, offence=offence, referral=referral)]


def receive_crime(case: Case, referral: UUID, received_on: date, body: str) -> list[e.CaseEvent]:
    """The police signed for it: the case may be decided as theirs."""
    _suspected(case, referral)
    return [e.CrimeReceipted(referral=referral, received_on=received_on, body=body)]


def hand_over_sealed(
    case: Case, measures: tuple[str, ...], on: date, receipt: str
) -> list[e.CaseEvent]:
    """What was sealed or seized and went to the police: those measures are over (ACL 21)."""
    return [
        e.MeasureReleased(
            measure=name,
            ground=ReleaseGround.HANDED_OVER,
            on=on,
            reason=f"移交公安机关：{receipt}",
        )
        for name in measures
        if name in sealed(case)
    ]


def sealed(case: Case) -> tuple[str, ...]:
    """The measures that are not released."""
    return tuple(name for name, each in case.measures.items() if each.released is None)


def clear_crime(case: Case, referral: UUID, reason: str, received_on: date) -> list[e.CaseEvent]:
    """It was not transferred, or finally not filed: the bureau handles it (CT-BACK).

    Where it was decided, or proposed, to leave it to the police, the investigation goes on (D5).
    """
    _suspected(case, referral)
    decided, proposed = case.decision, case.proposal
    left = {each.outcome for each in (decided, proposed) if each is not None}
    return [
        e.CrimeSuspicionCleared(
            reason=reason,
            referral=referral,
            received_on=received_on,
            reopened=Outcome.CRIMINAL in left,
        )
    ]


def ask_assistance(
    case: Case, command: AskAssistance, referral: UUID, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Asks another bureau; no clock of the case stops for it."""
    enter(case, Step.ASSISTANCE, by, moment)
    return [e.AssistanceAsked(referral=referral, to_org=command.to_org, asked=command.asked)]


def receive_answer(
    case: Case, referral: UUID, org: str, text: str, evidence: tuple[str, ...]
) -> list[e.CaseEvent]:
    """Who was asked for assistance replied; what it says is in the file."""
    if str(referral) not in case.assistance:
        return []
    return [e.AssistanceAnswered(referral=referral, org=org, text=text, evidence=evidence)]


def refer_out(
    case: Case, command: ReferOut, referral: UUID, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Refers a case that was decided to be another department's."""
    enter(case, Step.REFERRAL, by, moment)
    return [e.CaseReferred(referral=referral, to_org=command.to_org)]


def come_back(case: Case, referral: UUID, reason: str) -> list[e.CaseEvent]:
    """The other department did not take it, or it was taken back: it may be referred again."""
    if case.referred is None or case.referred.referral != referral:
        return []
    return [e.CaseCameBack(referral=referral, reason=reason)]


def _suspected(case: Case, referral: UUID) -> None:
    if case.crime is None or case.crime.referral != referral:
        raise OutOfOrder("crime-not-suspected", basis="CT-NOSUBST")
