"""What a case's events do to its clocks (law.md 2.1, 3, 4, 10)."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from domain.case import events as e
from domain.case.kinds import (
    TO_PARTY,
    Outcome,
    PenaltyKind,
    PublicityEnd,
    RemedyKind,
    RemedyOutcome,
    Stage,
)
from domain.statute import running as r
from domain.time import day_of

DECIDE = "PP-DECIDE"
REVIEW = "PP-REVIEW"
STATEMENT = "PP-STATEMENT"
HEARING_REQUEST = "HR-REQUEST"
CHAIR, FILE, SET = "HR-CHAIR", "HR-FILE", "HR-SET"
HEARING_NOTICE, HEARING_REPORT = "HR-NOTICE", "HR-REPORT"
PRESERVE, SEAL = "PP-REGISTER-EVID", "PP-SEAL"
# Two rules for one day: a preservation and a measure may bear the same name.
PRESERVE_REPORT, SEAL_REPORT = "PP-EMERG-24H", "ACL-EMERG"
SERVE, PUBLIC_SERVICE, PAY = "PP-SERVE", "PP-PUBLIC-SERVICE", "PP-PAY"
DEMAND, ENFORCE = "PP-ENFORCE-DEMAND", "PP-ENFORCE"
RECONSIDER, SUIT, SUIT_AFTER = "REM-RECONSIDER", "REM-SUIT", "REM-SUIT-AFTER"
CLOSE = "PP-CLOSE"
PUBLISH, PUSH, PUSH_RECEIVED = "PUB-20", "PUB-CROSS", "PUB-CROSS-RECEIVE"
WITHDRAW, WITHDRAW_BEFORE = "PUB-FIX", "PP-WITHDRAW-PUB"
COPY = "CT-COPY-PENALTY"
TERMS = {PublicityEnd.THREE_MONTHS: "PUB-END-3M", PublicityEnd.THREE_YEARS: "PUB-END-3Y"}

ANSWER = (STATEMENT, HEARING_REQUEST)
PROCEDURE = (DECIDE, REVIEW, *ANSWER, CHAIR, FILE, SET, HEARING_REPORT, PUBLIC_SERVICE)
REMEDIES = (RECONSIDER, SUIT, SUIT_AFTER)
PERFORMANCE = (SERVE, PUBLIC_SERVICE, *REMEDIES, PAY, DEMAND, ENFORCE, COPY)
PUBLICATION = (PUBLISH, PUSH, PUSH_RECEIVED)

TAKEN_DOWN = (WITHDRAW, WITHDRAW_BEFORE)

# What the keys of time not counted begin with; those of suspensions are the events' own.
TEST, HEARING, NOTICE = "test-", "hearing-", "notice-"

HOME = "31"  # the province whose bureaus these are


class Facts(Struct, frozen=True, kw_only=True):
    """What the effects depend on, as it was before the event."""

    holder: str
    province: str | None = None
    penalties: tuple[e.Penalty, ...] = ()
    published: bool = False
    moved_to_police: bool = False
    was_with_police: bool = False
    decided_on: date | None = None
    hearings: int = 0
    notices: int = 0
    publishing: bool = False


def begun(clocks: Iterable[r.Running], prefix: str) -> int:
    """How often time of a kind was taken out of the case's decision periods, by their keys."""
    keys = [key for clock in clocks if clock.rule == DECIDE for key in clock.keys]
    return sum(key.startswith(prefix) for key in keys)


def is_running(clocks: Iterable[r.Running], rule: str) -> bool:
    """Whether a clock of a rule has not been stopped."""
    return any(clock.rule == rule and clock.stopped_on is None for clock in clocks)


def effects(event: e.CaseEvent, on: date, facts: Facts) -> list[r.Effect]:
    """What an event with this legal date does to the case's clocks."""
    match event:
        case e.CaseFiled(org=org):
            return [r.Start(rule=DECIDE, on=on, holder=org)]
        case e.CaseSuspended(key=key, reason=reason):
            return [r.Pause(rule=DECIDE, key=key, kind="suspension", on=on, reason=reason)]
        case e.CaseResumed(key=key):
            return [r.Resume(rule=DECIDE, key=key, on=on)]
        case e.ExclusionStarted(key=key, kind=kind, on=day, reason=reason):
            return [r.Pause(rule=DECIDE, key=key, kind=kind, on=day, reason=reason)]
        case e.ExclusionEnded(key=key, on=day):
            return [r.Resume(rule=DECIDE, key=key, on=day)]
        case e.DecisionPeriodExtended() as extended:
            return [
                r.Extend(
                    rule=DECIDE,
                    approver=extended.approver,
                    on=on,
                    amount=extended.amount,
                    until=extended.until,
                    officer=extended.officer,
                )
            ]
        case e.InvestigationTerminated():
            return [*_ended(PROCEDURE, on), *_to_be_closed(on, facts)]
        case e.InvestigationConcluded(review_received_on=day):
            return [r.Start(rule=REVIEW, on=day, holder=facts.holder)]
        case e.EntryCorrected(of=of, on=day):
            return [r.Undo(event=of)] if day is None else [r.Redate(event=of, on=day)]
        case e.ReviewExtended(amount=amount, officer=officer):
            extend = r.Extend(rule=REVIEW, approver="leader", on=on, amount=amount, officer=officer)
            return [extend]
        case e.ReviewGiven():
            return [r.Stop(rule=REVIEW, on=on)]
        case e.CrimeSuspicionCleared(received_on=day):
            # The old period was ended by the decision to transfer; a new one begins (D5).
            begun = r.Start(rule=DECIDE, on=day, holder=facts.holder)
            again: list[r.Effect] = [r.Stop(rule=CLOSE, on=on), begun]
            untold = [] if facts.was_with_police else _ended((COPY,), on)
            return untold + (again if facts.moved_to_police else [])
        case e.CrimeSuspected() if facts.penalties and facts.decided_on is not None:
            return [r.Start(rule=COPY, on=facts.decided_on, holder=facts.holder)]
        case e.DecisionCopied(on=day):
            return [r.Stop(rule=COPY, on=day)]
        case _:
            return (
                _collected(event, on, facts)
                or _heard(event, on, facts)
                or _decided(event, on, facts)
            )


def _ended(rules: tuple[str, ...], on: date) -> list[r.Effect]:
    return [r.Stop(rule=rule, on=on) for rule in rules]


def _collected(event: e.CaseEvent, on: date, facts: Facts) -> list[r.Effect]:
    holder = facts.holder
    match event:
        case e.EvidencePreserved(preservation=name, taken_on=day, taken_at=at) as taken:
            begun = r.Start(rule=PRESERVE, on=day, holder=holder, party=name)
            reported = r.Start(rule=PRESERVE_REPORT, on=day, holder=holder, party=name, at=at)
            return [begun, reported] if taken.approved_by is None else [begun]
        case e.MeasureTaken(measure=name, taken_on=day, taken_at=at) as taken:
            begun = r.Start(rule=SEAL, on=day, holder=holder, party=name)
            reported = r.Start(rule=SEAL_REPORT, on=day, holder=holder, party=name, at=at)
            return [begun, reported] if taken.approved_by is None else [begun]
        case e.PreservationApproved(preservation=name, decided_at=at):
            return [r.Stop(rule=PRESERVE_REPORT, on=day_of(at), party=name, at=at)]
        case e.MeasureApproved(measure=name, decided_at=at):
            return [r.Stop(rule=SEAL_REPORT, on=day_of(at), party=name, at=at)]
        case e.PreservationEnded(preservation=name, on=day):
            return [r.Stop(rule=PRESERVE, on=day, party=name)]
        case e.MeasureReleased(measure=name, on=day):
            return [r.Stop(rule=SEAL, on=day, party=name)]
        case e.MeasureExtended(measure=name, approver=who, amount=amount) as longer:
            extend = r.Extend(
                rule=SEAL,
                approver=who,
                on=on,
                amount=amount,
                officer=longer.officer,
                party=name,
            )
            return [extend]
        case e.TestCommissioned(test=name, commissioned_on=day, purpose=purpose, measure=measure):
            key = _key_of_test(name)
            pauses = [r.Pause(rule=DECIDE, key=key, kind="test", on=day, reason=purpose)]
            if measure is not None:
                pauses.append(
                    r.Pause(rule=SEAL, key=key, kind="test", on=day, reason=purpose, party=measure)
                )
            return [each for each in pauses if each.rule not in event.lapsed]
        case e.TestResultReceived(test=name, received_on=day):
            key = _key_of_test(name)
            return [r.Resume(rule=rule, key=key, on=day) for rule in (DECIDE, SEAL)]
        case _:
            return []


def _key_of_test(name: str) -> str:
    """Tests are named by officers: no name may be that of a suspension or a hearing."""
    return f"{TEST}{name}"


def _heard(event: e.CaseEvent, on: date, facts: Facts) -> list[r.Effect]:
    holder = facts.holder
    match event:
        case e.PublicNoticeStarted(on=day):
            key = f"{NOTICE}{facts.notices + 1}"
            begun = r.Start(rule=PUBLIC_SERVICE, on=day, holder=holder)
            return [begun, r.Pause(rule=DECIDE, key=key, kind="public_notice", on=day)]
        case e.ProposalApproved():
            return [*_ended(ANSWER, on), *_publishing_over(on, facts)]
        case e.ProposalReturned(to=to):
            again = r.Start(rule=REVIEW, on=on, holder=holder)
            ended = [*_ended((*ANSWER, REVIEW), on), *_publishing_over(on, facts)]
            return [*ended, *([again] if to is Stage.REVIEWING else [])]
        case e.NoticeServed(served_on=day, hearing_right=right, published_on=published):
            rules = ANSWER if right else (STATEMENT,)
            starts = [r.Start(rule=rule, on=day, holder=holder) for rule in rules]
            served = [*_ended(ANSWER, on), *starts]
            if facts.publishing:
                return [*served, *_publishing_over(day, facts)]
            return [*served, *_public_notice(f"{NOTICE}{facts.notices + 1}", published, day)]
        case e.RightsWaived(on=day):
            return _ended(ANSWER, day)
        case e.StatementReceived(received_on=day):
            return [r.Stop(rule=STATEMENT, on=day)]
        case e.HearingRequested(requested_on=day):
            # From the request to the report: the texts fix neither end (D4).
            return [
                *_ended(ANSWER, day),
                r.Start(rule=CHAIR, on=day, holder=holder),
                r.Pause(rule=DECIDE, key=f"{HEARING}{facts.hearings + 1}", kind="hearing", on=day),
            ]
        case e.ChairNamed(on=day):
            ended = _ended((CHAIR, FILE, SET, HEARING_REPORT), day)
            return [*ended, r.Start(rule=FILE, on=day, holder=holder)]
        case e.HearingFileHandedOver(on=day):
            return [*_ended((FILE, SET), day), r.Start(rule=SET, on=day, holder=holder)]
        case e.HearingScheduled(day=day, told_on=told):
            return [
                r.Stop(rule=SET, on=on),
                r.Start(rule=HEARING_NOTICE, on=day, holder=holder),
                r.Stop(rule=HEARING_NOTICE, on=told),
            ]
        case e.HearingHeld(held_on=day):
            start = r.Start(rule=HEARING_REPORT, on=day, holder=holder)
            return [r.Stop(rule=HEARING_REPORT, on=day), start]
        case e.HearingReportDelivered(on=day, review_from=review_from):
            over = _hearing_over(day, facts)
            if review_from is None:
                return over
            return [*over, r.Start(rule=REVIEW, on=review_from, holder=holder)]
        case e.HearingEnded(on=day, returns_to=stage):
            over = _hearing_over(day, facts)
            waiting = stage is Stage.NOTICE_WINDOW
            return [*over, r.Continue(rule=STATEMENT, holder=holder)] if waiting else over
        case _:
            return []


def _publishing_over(on: date, facts: Facts) -> list[r.Effect]:
    if not facts.publishing:
        return []
    key = f"{NOTICE}{facts.notices}"
    return [r.Resume(rule=DECIDE, key=key, on=on), r.Stop(rule=PUBLIC_SERVICE, on=on)]


def _hearing_over(on: date, facts: Facts) -> list[r.Effect]:
    return [
        *_ended((CHAIR, FILE, SET, HEARING_REPORT), on),
        r.Resume(rule=DECIDE, key=f"{HEARING}{facts.hearings}", on=on),
    ]


def _public_notice(key: str, published: date | None, served: date) -> list[r.Effect]:
    if published is None:
        return []
    return [
        r.Pause(rule=DECIDE, key=key, kind="public_notice", on=published),
        r.Resume(rule=DECIDE, key=key, on=served),
    ]


def _decided(event: e.CaseEvent, on: date, facts: Facts) -> list[r.Effect]:
    holder = facts.holder
    match event:
        case e.DecisionMade() as decided:
            return _decision(decided, on, facts)
        case e.DecisionServed(served_on=day, court_from=court_from):
            periods = [RECONSIDER, SUIT]
            if any(each.kind is PenaltyKind.FINE or each.amount for each in facts.penalties):
                periods.append(PAY)
            starts = [r.Start(rule=rule, on=day, holder=holder) for rule in periods]
            return [*_ended((SERVE, PUBLIC_SERVICE), day), *starts, *_to_court(court_from, facts)]
        case e.RemedySought(kind=kind, on=day):
            over = REMEDIES if kind is RemedyKind.SUIT else (RECONSIDER,)
            return _ended((*over, ENFORCE), day)
        case e.RemedyEnded(on=day, court_from=court_from) as ended:
            reviewed = ended.kind is RemedyKind.RECONSIDERATION
            anew = reviewed and ended.outcome is not RemedyOutcome.WITHDRAWN
            after = r.Start(rule=SUIT_AFTER, on=day, holder=holder)
            to_court = _to_court(court_from, facts)
            return [r.Stop(rule=SUIT, on=day), after, *to_court] if anew else to_court
        case e.PaymentRecorded(paid_on=day, in_full=True):
            return _ended((PAY, DEMAND, ENFORCE), day)
        case e.PaymentDeferred(until=until, officer=officer, court_from=court_from):
            longer = r.Extend(rule=PAY, approver="leader", on=on, until=until, officer=officer)
            return [longer, *_to_court(court_from, facts, on)]
        case e.DemandServed(served_on=day, court_from=court_from):
            begun = r.Start(rule=DEMAND, on=day, holder=holder)
            return [r.Stop(rule=DEMAND, on=day), begun, *_to_court(court_from, facts, day)]
        case e.CourtApplied(on=day):
            return _ended((DEMAND, ENFORCE, PAY), day)
        case e.ExecutionCompleted(on=day) | e.ExecutionEnded(on=day):
            return [*_ended((PAY, DEMAND, ENFORCE), day), *_to_be_closed(day, facts)]
        case e.CaseClosed():
            return [r.Stop(rule=CLOSE, on=on)]
        case _:
            return _published(event, on, facts)


def _to_court(court_from: date | None, facts: Facts, again: date | None = None) -> list[r.Effect]:
    """The three months to ask the court begin on a day to come; `again` is when they began anew."""
    if court_from is None:
        return []
    stopped = [] if again is None else [r.Stop(rule=ENFORCE, on=again)]
    return [*stopped, r.Start(rule=ENFORCE, on=court_from, holder=facts.holder)]


def _decision(event: e.DecisionMade, on: date, facts: Facts) -> list[r.Effect]:
    done = _ended(PROCEDURE, on)
    begun = [SERVE] if event.absent and event.outcome in TO_PARTY else []
    if event.outcome is not Outcome.PENALTY:
        served = [r.Start(rule=rule, on=on, holder=facts.holder) for rule in begun]
        return [*done, *served, *_to_be_closed(on, facts)]
    if is_public(event.penalties):
        begun.append(event.publish_by or _publishing(facts))
    if facts.was_with_police:
        begun.append(COPY)
    return [*done, *(r.Start(rule=rule, on=on, holder=facts.holder) for rule in begun)]


def _publishing(facts: Facts) -> str:
    return PUSH if is_away(facts.province) else PUBLISH


def is_away(province: str | None) -> bool:
    """Whether a party is registered in another province."""
    return province not in (None, HOME)


def is_public(penalties: Iterable[e.Penalty]) -> bool:
    """Whether the penalties are published: a warning alone is not (PUB-SCOPE)."""
    return any(each.kind is not PenaltyKind.WARNING for each in penalties)


def _published(event: e.CaseEvent, on: date, facts: Facts) -> list[r.Effect]:
    holder = facts.holder
    match event:
        case e.PenaltyPublished(on=day, until=until):
            return [*_ended(PUBLICATION, day), r.Start(rule=TERMS[until], on=day, holder=holder)]
        case e.PenaltyPushed(on=day):
            return [r.Stop(rule=PUSH, on=day)]
        case e.PushReceived(on=day, to_org=there):
            return [r.Start(rule=PUSH_RECEIVED, on=day, holder=there)]
        case e.PublicityStopped(on=day):
            return [r.Stop(rule=rule, on=day) for rule in TERMS.values()]
        case e.PublicityWithdrawn(on=day):
            return [r.Stop(rule=rule, on=day) for rule in (*TAKEN_DOWN, *TERMS.values())]
        case e.DecisionRevoked(remade=remade, withdraw_by=rule):
            stopped = _ended((*PERFORMANCE, *PUBLICATION, CLOSE), on)
            withdrawn = _taken_down(rule, on, facts)
            again = [r.Start(rule=DECIDE, on=on, holder=holder)] if remade else []
            return [*stopped, *withdrawn, *(again or _to_be_closed(on, facts))]
        case e.DecisionChanged(penalties=penalties) as changed:
            # What stands now is to be published, in its own time from its own day.
            rule = changed.publish_by or _publishing(facts)
            again = [r.Start(rule=rule, on=on, holder=holder)] if is_public(penalties) else []
            down = _taken_down(changed.withdraw_by, on, facts)
            return [*_ended(PUBLICATION, on), *down, *again]
        case _:
            return []


def _taken_down(rule: str | None, on: date, facts: Facts) -> list[r.Effect]:
    begun = r.Start(rule=rule or WITHDRAW, on=on, holder=facts.holder)
    return [begun] if facts.published else []


def _to_be_closed(on: date, facts: Facts) -> list[r.Effect]:
    return [r.Start(rule=CLOSE, on=on, holder=facts.holder)]
