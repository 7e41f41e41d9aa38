"""When each step of a criminal transfer can be taken, and what every step checks."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from domain.authority import Act, Officer, require
from domain.case.acting import check_day
from domain.case.evidence import check_instant
from domain.case.law import Moment, cite
from domain.referral.state import Referral, ReferralStatus
from domain.refusals import Invalid, OutOfOrder
from domain.time import day_of

S = ReferralStatus
AT_POLICE = frozenset({S.WITH_POLICE, S.MATERIALS_REQUESTED, S.SUPPLEMENTED})
UNFILED = frozenset({S.POLICE_DECLINED, S.RECON_UPHELD, S.REASONS_ACCEPTED})
FOUND_NO_CRIME = frozenset({S.POLICE_FILED, S.HANDED_OVER})  # the police did, later (CT-BACK)

# In which statuses a step can be taken, by the noun it is POSTed to; the head's is not in here.
NEXT: Mapping[str, frozenset[ReferralStatus]] = {
    "transfer-report": frozenset({S.TEAM_FORMED}),
    "sending": frozenset({S.APPROVED}),
    "police-receipt": frozenset({S.SENT_TO_POLICE, S.PASSED_ON}),
    "materials-request": frozenset({S.WITH_POLICE, S.SUPPLEMENTED}),
    "supplement": frozenset({S.MATERIALS_REQUESTED}),
    "police-result": AT_POLICE | {S.FILING_ORDERED},
    "handover": frozenset({S.POLICE_FILED}),
    "reconsideration": frozenset({S.POLICE_DECLINED}),
    "reconsideration-result": frozenset({S.RECONSIDER_REQUESTED}),
    "prosecutor-suggestion": frozenset({S.POLICE_DECLINED, S.RECON_UPHELD}),
    "prosecutor-step": frozenset({S.PROSECUTOR_SUGGESTED, S.PROSECUTOR_ASKED}),
    "conclusion-without-filing": UNFILED | FOUND_NO_CRIME,
}


def enter(
    referral: Referral,
    allowed: Collection[ReferralStatus],
    rule: str,
    moment: Moment,
    by: Officer,
) -> None:
    """Refuses a step to who may not take it, or in a status it does not belong to."""
    require(by, Act.WORK_CASE, org=referral.from_org)
    must_be(referral, allowed, rule, moment)


def must_be(
    referral: Referral, allowed: Collection[ReferralStatus], rule: str, moment: Moment
) -> None:
    """Refuses a step out of its order, by the article of the day."""
    if referral.status not in allowed:
        raise OutOfOrder(
            "crime-step-out-of-order", basis=rule, status=referral.status, **cited(rule, moment)
        )


def check_moment(referral: Referral, pointer: str, at: datetime, moment: Moment) -> None:
    """Refuses a moment without its time zone, one to come, or one before the last recorded."""
    check_instant(pointer, at, moment, moment.since)
    before = referral.last_at
    if before is not None and at < before:
        raise Invalid(pointer, "moment-before-step", earliest=before.isoformat())


def police_decided_on(referral: Referral, given: date | None, moment: Moment) -> date:
    """The day of the police's decision: no later than its notice, no earlier than their receipt."""
    day = given or moment.on
    received = referral.last_at
    check_day("/decidedOn", day, moment, None if received is None else day_of(received))
    if day > moment.on:
        raise Invalid("/decidedOn", "decision-after-notice", date=day.isoformat())
    return day


def fact_given(value: str | None, pointer: str, rule: str, moment: Moment) -> str:
    """A fact that the step needs."""
    if value is None:
        raise Invalid(pointer, "crime-fact-missing", basis=rule, **cited(rule, moment))
    return value


def cited(rule: str, moment: Moment) -> dict[str, str]:
    """The instrument and article of a rule on the day of the step."""
    return cite(moment.law.on(rule, moment.on))
