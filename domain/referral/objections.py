"""What the bureau does when the police do not file: reconsideration, supervision, or the end."""

from datetime import date
from typing import assert_never

from domain.authority import Officer
from domain.case.acting import check_day
from domain.case.law import Moment
from domain.commands import Command
from domain.referral import criminal_events as e
from domain.referral.criminal_clocks import EXPLAIN
from domain.referral.criminal_steps import FOUND_NO_CRIME, NEXT, enter, police_decided_on
from domain.referral.kinds import ProsecutorStep
from domain.referral.state import Referral, ReferralStatus
from domain.text import Line, Text

PROSECUTOR_STEPS = {
    ProsecutorStep.REASONS_ASKED: frozenset({ReferralStatus.PROSECUTOR_SUGGESTED}),
    ProsecutorStep.FILING_ORDERED: frozenset({ReferralStatus.PROSECUTOR_ASKED}),
    ProsecutorStep.REASONS_ACCEPTED: NEXT["prosecutor-step"],
}


class RequestReconsideration(Command, frozen=True):
    """提请复议; `received_on` is when the police had it."""

    reason: Text
    received_on: date | None = None


class RecordReconsideration(Command, frozen=True):
    """公安机关复议决定: 立案, or 维持不予立案."""

    filed: bool
    number: Line
    reason: Text
    decided_on: date | None = None


class SuggestSupervision(Command, frozen=True):
    """建议检察机关进行立案监督."""

    body: Line
    reason: Text


class RecordProsecutorStep(Command, frozen=True):
    """What the procuratorate does; `explained_on` is when the police explained themselves."""

    step: ProsecutorStep
    text: Text
    explained_on: date | None = None


class Conclude(Command, frozen=True):
    """未立案，恢复行政处理: the bureau lets it rest, or the police found no crime (CT-BACK)."""

    reason: Text


def request_reconsideration(
    referral: Referral, command: RequestReconsideration, moment: Moment, *, by: Officer
) -> list[e.CriminalEvent]:
    """Asks the police who did not file to look again."""
    enter(referral, NEXT["reconsideration"], "CT-RECONSIDER", moment, by)
    received_on = command.received_on or moment.on
    check_day("/receivedOn", received_on, moment, moment.on)
    return [e.ReconsiderationRequested(reason=command.reason, received_on=received_on)]


def record_reconsideration(
    referral: Referral, command: RecordReconsideration, moment: Moment, *, by: Officer
) -> list[e.CriminalEvent]:
    """The police file after all, or stay with it."""
    enter(referral, NEXT["reconsideration-result"], "CT-RECON-DECIDE", moment, by)
    return [
        e.ReconsiderationDecided(
            filed=command.filed,
            number=command.number,
            decided_on=police_decided_on(referral, command.decided_on, moment),
            reason=command.reason,
        )
    ]


def suggest_supervision(
    referral: Referral, command: SuggestSupervision, moment: Moment, *, by: Officer
) -> list[e.CriminalEvent]:
    """Suggests filing supervision, at once or after a reconsideration."""
    enter(referral, NEXT["prosecutor-suggestion"], "CT-PROSECUTOR", moment, by)
    return [e.ProsecutorSuggested(body=command.body, reason=command.reason)]


def record_prosecutor_step(
    referral: Referral, command: RecordProsecutorStep, moment: Moment, *, by: Officer
) -> list[e.CriminalEvent]:
    """The procuratorate asks the police why; then orders a filing, or lets it be."""
    enter(referral, PROSECUTOR_STEPS[command.step], "CT-PROS-ASK", moment, by)
    explained = command.explained_on
    if explained is not None:
        asked = moment.last(EXPLAIN)
        check_day("/explainedOn", explained, moment, asked.trigger if asked else None)
    match command.step:
        case ProsecutorStep.REASONS_ASKED:
            return [e.ReasonsAsked(text=command.text)]
        case ProsecutorStep.FILING_ORDERED:
            return [e.FilingOrdered(text=command.text, explained_on=explained or moment.on)]
        case ProsecutorStep.REASONS_ACCEPTED:
            return [e.ReasonsAccepted(text=command.text, explained_on=explained)]
    assert_never(command.step)


def conclude(
    referral: Referral,
    command: Conclude,
    result_on: date | None,
    moment: Moment,
    *,
    by: Officer,
) -> list[e.CriminalEvent]:
    """Ends it without a filing; `result_on` is when the last refusal to file was received."""
    enter(referral, NEXT["conclusion-without-filing"], "CT-BACK", moment, by)
    received_on = moment.on if referral.status in FOUND_NO_CRIME else result_on or moment.on
    return [e.AdministrationResumed(reason=command.reason, received_on=received_on)]
