"""What a decision about a case needs to remember: what happened, as it stands after corrections.

It is also what the case file shows. Facts keep the form of the event that brought them.
"""

from collections.abc import Mapping
from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.case import events as e
from domain.case.entries import redated
from domain.case.kinds import (
    ClosingEvent,
    DiscussionPurpose,
    Outcome,
    ReviewOpinion,
    Stage,
)
from domain.case.stages import led_to

CORRECTABLE = (
    "title", "party", "violation", "occurred_on", "place", "product", "batch", "goods_value",
    "touches_safety", "harm_resulted",
)  # fmt: skip


class Preservation(Struct, frozen=True, kw_only=True):
    """Evidence registered and preserved; `approved` is None while an emergency is unreported."""

    taken: e.EvidencePreserved
    approved: bool | None
    ended: e.PreservationEnded | None = None


class Measure(Struct, frozen=True, kw_only=True):
    """A sealing or seizure."""

    taken: e.MeasureTaken
    approved: bool | None
    extended: e.MeasureExtended | None = None
    released: e.MeasureReleased | None = None


class Test(Struct, frozen=True, kw_only=True):
    """A test of the case: it has no result yet without the second."""

    __test__ = False  # not a test class

    ordered: e.TestCommissioned
    result: e.TestResultReceived | None = None


class Exclusion(Struct, frozen=True, kw_only=True):
    """Time that does not count, of a kind of its own."""

    started: e.ExclusionStarted
    ended_on: date | None = None


class Hearing(Struct, frozen=True, kw_only=True):
    """A hearing from its request to its report."""

    requested: e.HearingRequested
    named: e.ChairNamed | None = None
    file_on: date | None = None
    scheduled: e.HearingScheduled | None = None
    held: e.HearingHeld | None = None
    ended: e.HearingEnded | None = None
    report: e.HearingReportDelivered | None = None


class Remedy(Struct, frozen=True, kw_only=True):
    """A review or a suit; it is open without its end."""

    sought: e.RemedySought
    ended: e.RemedyEnded | None = None


class Superseded(Struct, frozen=True, kw_only=True):
    """A notice that does not stand any more, and what the party said to it."""

    notice: e.NoticeServed
    statements: tuple[e.StatementReceived, ...] = ()
    waived: e.RightsWaived | None = None
    hearing: Hearing | None = None
    recheck: e.RecheckDone | None = None


class Assistance(Struct, frozen=True, kw_only=True):
    """What another bureau was asked for, and what it answered."""

    asked: e.AssistanceAsked
    answered: e.AssistanceAnswered | None = None


class Publicity(Struct, frozen=True, kw_only=True):
    """The publication of the penalty. `outdated`: what is published does not stand any more."""

    pushed: e.PenaltyPushed | None = None
    received: e.PushReceived | None = None
    published: e.PenaltyPublished | None = None
    outdated: bool = False
    stopped: e.PublicityStopped | None = None
    withdrawn: e.PublicityWithdrawn | None = None


class Case(Struct, frozen=True, kw_only=True):
    """One case. `filed` carries the facts of the filing as corrected since.

    `assigned` says who handled it when; `agreed` is the discussion that the decision follows.
    `entries` are all its events with their right days; those numbered in `undone` never were.
    """

    filed: e.CaseFiled
    stage: Stage = Stage.INVESTIGATING
    handlers: tuple[e.Handler, ...]
    assigned: tuple[e.HandlersAssigned, ...] = ()
    recusals: tuple[e.RecusalDecided, ...] = ()
    rights_explained_on: date | None = None
    evidence: Mapping[int, e.EvidenceAdded] = {}
    custody: tuple[e.EvidenceMoved, ...] = ()
    withdrawn: frozenset[int] = frozenset()
    preservations: Mapping[str, Preservation] = {}
    measures: Mapping[str, Measure] = {}
    tests: Mapping[str, Test] = {}
    exclusions: Mapping[str, Exclusion] = {}
    suspension: e.CaseSuspended | None = None
    suspensions: int = 0
    extensions: tuple[e.DecisionPeriodExtended, ...] = ()
    terminated: e.InvestigationTerminated | None = None
    concluded: e.InvestigationConcluded | None = None
    reviews: tuple[e.ReviewGiven, ...] = ()
    review: e.ReviewGiven | None = None
    proposal: e.ProposalApproved | None = None
    publishing: e.PublicNoticeStarted | None = None
    notice: e.NoticeServed | None = None
    statements: tuple[e.StatementReceived, ...] = ()
    waived: e.RightsWaived | None = None
    hearing: Hearing | None = None
    recheck: e.RecheckDone | None = None
    superseded: tuple[Superseded, ...] = ()
    discussions: tuple[e.DiscussionHeld, ...] = ()
    agreed: e.DiscussionHeld | None = None
    decision: e.DecisionMade | None = None
    served: e.DecisionServed | None = None
    changed: e.DecisionChanged | None = None
    revoked: e.DecisionRevoked | None = None
    remedies: tuple[Remedy, ...] = ()
    payments: tuple[e.PaymentRecorded, ...] = ()
    deferral: e.PaymentDeferred | None = None
    demand: e.DemandServed | None = None
    court: e.CourtApplied | None = None
    closing: ClosingEvent | None = None
    publicity: Publicity = Publicity()
    closed: e.CaseClosed | None = None
    archived: e.CaseArchived | None = None
    additions: tuple[e.LateAddition, ...] = ()
    documents: tuple[e.DocumentIssued, ...] = ()
    crime: e.CrimeSuspected | None = None
    with_police: e.CrimeReceipted | None = None
    was_with_police: bool = False
    copied: e.DecisionCopied | None = None
    referred: e.CaseReferred | None = None
    assistance: Mapping[str, Assistance] = {}
    joint_review: UUID | None = None
    campaigns: tuple[str, ...] = ()
    entries: tuple[e.CaseEvent, ...] = ()
    undone: frozenset[int] = frozenset()

    @property
    def version(self) -> int:
        """The number of its last entry."""
        return len(self.entries)

    @property
    def org(self) -> str:
        """The bureau that handles and decides it."""
        return self.filed.org

    @property
    def recused(self) -> set[str]:
        """The officers who may not act in it, by the last decision about each."""
        last = {each.officer: each.granted for each in self.recusals}
        return {officer for officer, granted in last.items() if granted}

    @property
    def open_tests(self) -> list[str]:
        """The tests without a result."""
        return [name for name, test in self.tests.items() if test.result is None]

    @property
    def outcome(self) -> Outcome | None:
        """What is proposed as things are; None before the proposal."""
        source = self.recheck or self.proposal
        return source.outcome if source else None

    @property
    def penal(self) -> bool:
        """Whether a penalty is what is proposed; none is while a crime is suspected."""
        return self.crime is None and self.outcome is Outcome.PENALTY

    @property
    def penalties(self) -> tuple[e.Penalty, ...]:
        """The penalties that stand, or are proposed as things are."""
        for source in (self.changed, self.decision, self.recheck, self.proposal, self.concluded):
            if source is not None:
                return source.penalties
        return ()

    @property
    def open_remedy(self) -> Remedy | None:
        """The review or suit that goes on."""
        return next((each for each in self.remedies if each.ended is None), None)

    @property
    def ever_handled(self) -> frozenset[str]:
        """Everyone who is, or was, one of its handlers."""
        return frozenset(each.id for term in self.assigned for each in term.handlers)

    def has_handled(self, officer: str) -> bool:
        """Whether the officer is, or was, one of its handlers."""
        return officer in self.ever_handled

    def handled_on(self, day: date) -> tuple[e.Handler, ...]:
        """Who handled it on a day; on that of a change, and of one whose day is unknown, both."""
        ends = [*(term.since for term in self.assigned[1:]), None]
        return tuple(
            each
            for term, end in zip(self.assigned, ends, strict=True)
            if (term.since is None or term.since <= day) and (end is None or day <= end)
            for each in term.handlers
        )

    @property
    def judges(self) -> set[str]:
        """Who reviewed it or hears the party: they may not handle it."""
        judges = [each.reviewer for each in self.reviews]
        for hearing in (self.hearing, *(each.hearing for each in self.superseded)):
            named = hearing.named if hearing else None
            judges += [named.chair, named.clerk, *named.members] if named else []
        return {each.id for each in judges}


def evolve(case: Case | None, event: e.CaseEvent) -> Case:
    """The case after one more event; never refuses."""
    if isinstance(event, e.CaseFiled):
        first = e.HandlersAssigned(handlers=event.handlers, reason=event.reason)
        return Case(
            filed=event,
            handlers=event.handlers,
            assigned=(first,),
            campaigns=event.campaigns,
            entries=(event,),
        )
    assert case is not None, "a case's first event is CaseFiled"
    if isinstance(event, e.EntryCorrected):
        return corrected(case, event)
    stage = led_to(case.stage, event) or case.stage
    return replace(_next(case, event), stage=stage, entries=(*case.entries, event))


def corrected(case: Case, event: e.EntryCorrected) -> Case:
    """The case as if an entry had not been made, or had been made with its right day."""
    entries, undone = [*case.entries, event], case.undone
    if event.on is None:
        undone |= {event.of}
    else:
        entries[event.of - 1] = redated(entries[event.of - 1], event.on)
    stands: Case | None = None
    for number, entry in enumerate(entries, 1):
        if number not in undone and not isinstance(entry, e.EntryCorrected):
            stands = evolve(stands, entry)
    assert stands is not None, "the filing is never undone"
    return replace(stands, entries=tuple(entries), undone=undone)


Collected = (
    e.EvidenceAdded
    | e.EvidenceMoved
    | e.EvidenceWithdrawn
    | e.EvidencePreserved
    | e.PreservationApproved
    | e.PreservationEnded
    | e.MeasureTaken
    | e.MeasureApproved
    | e.MeasureExtended
    | e.MeasureReleased
    | e.TestCommissioned
    | e.TestResultReceived
    | e.ExclusionStarted
    | e.ExclusionEnded
)
Heard = (
    e.HearingRequested
    | e.ChairNamed
    | e.HearingFileHandedOver
    | e.HearingScheduled
    | e.HearingHeld
    | e.HearingEnded
    | e.HearingReportDelivered
)
Performed = (
    e.RemedySought
    | e.RemedyEnded
    | e.PaymentRecorded
    | e.PaymentDeferred
    | e.DemandServed
    | e.CourtApplied
    | e.ExecutionCompleted
    | e.ExecutionEnded
    | e.PenaltyPublished
    | e.PenaltyPushed
    | e.PushReceived
    | e.PublicityStopped
    | e.PublicityWithdrawn
)
Noted = (
    e.HandlersAssigned
    | e.RecusalDecided
    | e.RightsExplained
    | e.CaseCorrected
    | e.CaseTagged
    | e.CaseSuspended
    | e.CaseResumed
    | e.DecisionPeriodExtended
    | e.ReviewExtended
    | e.LateAddition
    | e.DocumentIssued
    | e.CrimeSuspected
    | e.CrimeReceipted
    | e.CrimeSuspicionCleared
    | e.DecisionCopied
    | e.AssistanceAsked
    | e.AssistanceAnswered
    | e.JointReviewAsked
    | e.CaseReferred
    | e.CaseCameBack
)

Proceeded = (
    e.InvestigationTerminated
    | e.InvestigationConcluded
    | e.ReviewGiven
    | e.ProposalApproved
    | e.PublicNoticeStarted
    | e.ProposalReturned
    | e.NoticeServed
    | e.StatementReceived
    | e.RightsWaived
    | e.RecheckDone
    | e.DiscussionHeld
    | e.DecisionMade
    | e.DecisionServed
    | e.DecisionChanged
    | e.DecisionRevoked
    | e.CaseClosed
    | e.CaseArchived
)


def _next(case: Case, event: Collected | Heard | Performed | Noted | Proceeded) -> Case:
    if isinstance(event, Collected):
        return _collected(case, event)
    if isinstance(event, Heard):
        return _heard(case, event)
    if isinstance(event, Performed):
        return _performed(case, event)
    if isinstance(event, Noted):
        return _noted(case, event)
    return _proceeded(case, event)


def _collected(case: Case, event: Collected) -> Case:
    match event:
        case e.EvidenceAdded(number=number):
            return replace(case, evidence={**case.evidence, number: event})
        case e.EvidenceMoved(number=number, custodian=custodian, place=place):
            before = case.evidence[number]
            moved = replace(before, custodian=custodian, place=place or before.place)
            evidence = {**case.evidence, number: moved}
            return replace(case, evidence=evidence, custody=(*case.custody, event))
        case e.EvidenceWithdrawn(number=number):
            return replace(case, withdrawn=case.withdrawn | {number})
        case e.ExclusionStarted(key=key):
            started = Exclusion(started=event)
            return replace(case, exclusions={**case.exclusions, key: started})
        case e.ExclusionEnded(key=key, on=on):
            ended = replace(case.exclusions[key], ended_on=on)
            return replace(case, exclusions={**case.exclusions, key: ended})
        case e.TestCommissioned(test=name):
            return replace(case, tests={**case.tests, name: Test(ordered=event)})
        case e.TestResultReceived(test=name):
            done = replace(case.tests[name], result=event)
            return replace(case, tests={**case.tests, name: done})
        case e.EvidencePreserved() | e.PreservationApproved() | e.PreservationEnded():
            key, preserved = _preserved(case, event)
            return replace(case, preservations={**case.preservations, key: preserved})
        case e.MeasureTaken() | e.MeasureApproved() | e.MeasureExtended() | e.MeasureReleased():
            key, measured = _measured(case, event)
            return replace(case, measures={**case.measures, key: measured})
    assert_never(event)


def _preserved(
    case: Case, event: e.EvidencePreserved | e.PreservationApproved | e.PreservationEnded
) -> tuple[str, Preservation]:
    key = event.preservation
    match event:
        case e.EvidencePreserved(approved_by=approver):
            return key, Preservation(taken=event, approved=None if approver is None else True)
        case e.PreservationApproved(granted=granted):
            return key, replace(case.preservations[key], approved=granted)
        case e.PreservationEnded():
            return key, replace(case.preservations[key], ended=event)
    assert_never(event)


def _measured(
    case: Case,
    event: e.MeasureTaken | e.MeasureApproved | e.MeasureExtended | e.MeasureReleased,
) -> tuple[str, Measure]:
    key = event.measure
    match event:
        case e.MeasureTaken(approved_by=approver):
            return key, Measure(taken=event, approved=None if approver is None else True)
        case e.MeasureApproved(granted=granted):
            return key, replace(case.measures[key], approved=granted)
        case e.MeasureExtended():
            return key, replace(case.measures[key], extended=event)
        case e.MeasureReleased():
            return key, replace(case.measures[key], released=event)
    assert_never(event)


def _heard(case: Case, event: Heard) -> Case:
    if isinstance(event, e.HearingRequested):
        return replace(case, hearing=Hearing(requested=event))
    hearing = case.hearing
    assert hearing is not None, "a hearing is asked for first"
    match event:
        case e.ChairNamed():
            # Another chair begins with the file.
            return replace(case, hearing=Hearing(requested=hearing.requested, named=event))
        case e.HearingFileHandedOver(on=on):
            return replace(case, hearing=replace(hearing, file_on=on))
        case e.HearingScheduled():
            return replace(case, hearing=replace(hearing, scheduled=event, held=None))
        case e.HearingHeld():
            return replace(case, hearing=replace(hearing, held=event))
        case e.HearingEnded():
            return replace(case, hearing=replace(hearing, ended=event))
        case e.HearingReportDelivered():
            # What was re-checked or discussed before has not considered the hearing.
            heard = replace(hearing, report=event)
            return replace(case, hearing=heard, recheck=None, agreed=None)
    assert_never(event)


def _performed(case: Case, event: Performed) -> Case:
    match event:
        case e.RemedySought():
            return replace(case, remedies=(*case.remedies, Remedy(sought=event)))
        case e.RemedyEnded():
            *before, last = case.remedies
            return replace(case, remedies=(*before, replace(last, ended=event)))
        case e.PaymentRecorded():
            return replace(case, payments=(*case.payments, event))
        case e.PaymentDeferred():
            return replace(case, deferral=event)
        case e.DemandServed():
            return replace(case, demand=event)
        case e.CourtApplied():
            return replace(case, court=event)
        case e.ExecutionCompleted():
            return replace(case, closing=ClosingEvent.EXECUTED)
        case e.ExecutionEnded():
            return replace(case, closing=ClosingEvent.COURT_ENDED)
        case e.PenaltyPublished():
            shown = Publicity(
                pushed=case.publicity.pushed, received=case.publicity.received, published=event
            )
            return replace(case, publicity=shown)
        case e.PenaltyPushed():
            return replace(case, publicity=replace(case.publicity, pushed=event, received=None))
        case e.PushReceived():
            return replace(case, publicity=replace(case.publicity, received=event))
        case e.PublicityStopped():
            return replace(case, publicity=replace(case.publicity, stopped=event))
        case e.PublicityWithdrawn():
            return replace(case, publicity=replace(case.publicity, withdrawn=event))
    assert_never(event)


def _noted(case: Case, event: Noted) -> Case:
    match event:
        case e.HandlersAssigned(handlers=handlers):
            return replace(case, handlers=handlers, assigned=(*case.assigned, event))
        case e.RecusalDecided():
            return replace(case, recusals=(*case.recusals, event))
        case e.RightsExplained(on=on):
            return replace(case, rights_explained_on=on)
        case e.CaseCorrected():
            given = {name: getattr(event, name) for name in CORRECTABLE}
            changed = {name: value for name, value in given.items() if value is not None}
            return replace(case, filed=replace(case.filed, **changed))
        case e.CaseTagged(campaigns=campaigns):
            return replace(case, campaigns=campaigns)
        case e.CaseSuspended():
            return replace(case, suspension=event, suspensions=case.suspensions + 1)
        case e.CaseResumed():
            return replace(case, suspension=None)
        case e.DecisionPeriodExtended():
            return replace(case, extensions=(*case.extensions, event))
        case e.LateAddition():
            return replace(case, additions=(*case.additions, event))
        case e.DocumentIssued():
            return replace(case, documents=(*case.documents, event))
        case e.CrimeSuspected() | e.CrimeReceipted() | e.CrimeSuspicionCleared():
            return _crime(case, event)
        case e.DecisionCopied():
            return replace(case, copied=event)
        case e.CaseReferred():
            return replace(case, referred=event)
        case e.CaseCameBack():
            return replace(case, referred=None)
        case e.AssistanceAsked() | e.AssistanceAnswered():
            return replace(case, assistance=_assisted(case, event))
        case e.JointReviewAsked(review=review):
            return replace(case, joint_review=review)
        case e.ReviewExtended():
            return case
    assert_never(event)


def _assisted(
    case: Case, event: e.AssistanceAsked | e.AssistanceAnswered
) -> Mapping[str, Assistance]:
    key = str(event.referral)
    if isinstance(event, e.AssistanceAsked):
        return {**case.assistance, key: Assistance(asked=event)}
    return {**case.assistance, key: replace(case.assistance[key], answered=event)}


def _crime(
    case: Case, event: e.CrimeSuspected | e.CrimeReceipted | e.CrimeSuspicionCleared
) -> Case:
    match event:
        case e.CrimeSuspected():
            return replace(case, crime=event)
        case e.CrimeReceipted():
            return replace(case, with_police=event, was_with_police=True)
        case e.CrimeSuspicionCleared(reopened=reopened):
            # Not filed after the case was left to the police: it is open again (D5).
            cleared = replace(case, crime=None, with_police=None)
            return _afresh(cleared) if reopened else cleared
    assert_never(event)


def _afresh(case: Case) -> Case:
    """Back to the investigation: everything from the report on is made anew.

    What was published of the old decision stays to be withdrawn.
    """
    return replace(
        _unproposed(case),
        concluded=None,
        decision=None,
        served=None,
        changed=None,
        revoked=None,
        remedies=(),
        copied=None,
        payments=(),
        deferral=None,
        demand=None,
        court=None,
        closing=None,
        referred=None,
        closed=None,
        archived=None,
    )


def _unproposed(case: Case) -> Case:
    """Back to the review: nothing is proposed, and no notice stands."""
    return replace(_unnotified(case), review=None, proposal=None, agreed=None)


def _unnotified(case: Case) -> Case:
    """Without the notice that stood, and whatever followed from it; both stay readable."""
    case = replace(case, publishing=None)
    if case.notice is None:
        return case
    superseded = Superseded(
        notice=case.notice,
        statements=case.statements,
        waived=case.waived,
        hearing=case.hearing,
        recheck=case.recheck,
    )
    plain = (each for each in reversed(case.reviews) if not each.after_hearing)
    return replace(
        case,
        superseded=(*case.superseded, superseded),
        review=next(plain, None),
        notice=None,
        statements=(),
        waived=None,
        hearing=None,
        recheck=None,
        agreed=None,
    )


def _proceeded(case: Case, event: Proceeded) -> Case:
    match event:
        case e.InvestigationTerminated():
            return replace(case, terminated=event, closing=ClosingEvent.TERMINATED)
        case e.InvestigationConcluded():
            return replace(case, concluded=event, review=None, agreed=None)
        case e.ReviewGiven():
            return _reviewed(case, event)
        case e.ProposalApproved():
            return replace(_unnotified(case), proposal=event)
        case e.ProposalReturned(to=to):
            concluded = case.concluded if to is Stage.REVIEWING else None
            return replace(_unproposed(case), concluded=concluded)
        case e.PublicNoticeStarted():
            return replace(case, publishing=event)
        case e.NoticeServed():
            return replace(_unnotified(case), notice=event)
        case e.StatementReceived():
            statements = (*case.statements, event)
            return replace(case, statements=statements, recheck=None, agreed=None)
        case e.RightsWaived():
            return replace(case, waived=event)
        case e.RecheckDone():
            # What was discussed after an earlier re-check has not considered this one.
            agreed = case.agreed if case.recheck is None else None
            return replace(case, recheck=event, agreed=agreed)
        case e.DiscussionHeld(purpose=purpose):
            agreed = event if purpose is DiscussionPurpose.DECISION else case.agreed
            return replace(case, discussions=(*case.discussions, event), agreed=agreed)
        case e.CaseClosed():
            return replace(case, closed=event)
        case e.CaseArchived():
            return replace(case, archived=event)
        case e.DecisionMade() | e.DecisionServed() | e.DecisionChanged() | e.DecisionRevoked():
            return _decided(case, event)
    assert_never(event)


def _decided(
    case: Case, event: e.DecisionMade | e.DecisionServed | e.DecisionChanged | e.DecisionRevoked
) -> Case:
    match event:
        case e.DecisionMade(outcome=outcome):
            penal = outcome is Outcome.PENALTY
            closing = None if penal else ClosingEvent.NO_PENALTY_OR_MOVED
            shown = _unpushed(case.publicity)
            return replace(case, decision=event, closing=closing, publicity=shown)
        case e.DecisionServed():
            return replace(case, served=event, publishing=None)
        case e.DecisionChanged():
            shown = _unpushed(_outdated(case.publicity))
            return replace(case, changed=event, publicity=shown)
        case e.DecisionRevoked(remade=remade):
            shown = _outdated(case.publicity)
            revoked = replace(case, revoked=event, changed=None, publicity=shown)
            if remade:
                return _afresh(revoked)
            return replace(revoked, closed=None, archived=None, closing=ClosingEvent.OTHER)
    assert_never(event)


def _outdated(shown: Publicity) -> Publicity:
    return replace(shown, outdated=shown.published is not None)


def _unpushed(shown: Publicity) -> Publicity:
    """Another decision goes to the other province anew."""
    return replace(shown, pushed=None, received=None)


def _reviewed(case: Case, event: e.ReviewGiven) -> Case:
    reviewed = replace(case, reviews=(*case.reviews, event), review=event)
    if event.opinion is ReviewOpinion.SUPPLEMENT:
        return replace(_unproposed(reviewed), concluded=None)
    if event.after_hearing and event.opinion is not ReviewOpinion.AGREE:
        return replace(reviewed, recheck=None)
    return reviewed
