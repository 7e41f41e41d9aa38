"""What can happen to a case (案件). These types are the stored format.

Add optional fields freely; for anything else write a new event with a new tag. An event whose
legal day is that of its entry has no day of its own; the others name theirs.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from domain.case import kinds as k


class Party(Struct, frozen=True, kw_only=True, rename="camel"):
    """Who the case is against. `province` is that of registration, two digits (PUB-CROSS)."""

    name: str
    kind: k.PartyKind
    uscc: str | None = None
    address: str | None = None
    representative: str | None = None
    province: str | None = None


class Handler(Struct, frozen=True, kw_only=True, rename="camel"):
    """An officer with the certificate (执法证) held on the day of the act.

    A reviewer's `qualification` is the number of the legal one (法律职业资格证书).
    """

    id: str
    name: str
    certificate: str
    certificate_until: date | None = None
    qualification: str | None = None
    reviews_since: date | None = None


class Penalty(Struct, frozen=True, kw_only=True, rename="camel"):
    """One penalty. `amount` in yuan for fines and confiscation; `basis` codes its article.

    Goods may be `to_be_valued`. How long it lasts is `term` times its unit; `scope` is what it is
    restricted to, everything without. `mitigation` says why a fine is below the article's least.
    """

    kind: k.PenaltyKind
    amount: Decimal | None = None
    text: str = ""
    basis: str | None = None
    to_be_valued: bool = False
    term: int | None = None
    term_unit: k.TermUnit | None = None
    scope: tuple[str, ...] = ()
    mitigation: str | None = None


class Paper(Struct, frozen=True, kw_only=True, rename="camel"):
    """A file in the store, by its SHA-256 (hex)."""

    sha256: str
    size: int
    media_type: str
    name: str


# --- filing and people


class CaseFiled(Struct, frozen=True, kw_only=True, tag="case.filed.v1"):
    """立案. `conditions` are those found to be met (PP-FILE-COND)."""

    number: str
    lead: UUID
    dossier: UUID
    org: str
    title: str
    party: Party
    violation: str
    occurred_on: date | None = None
    place: str | None = None
    bases: tuple[str, ...] = ()
    product: str | None = None
    batch: str | None = None
    goods_value: Decimal | None = None
    conditions: tuple[str, ...] = ()
    handlers: tuple[Handler, ...]
    reason: str
    referral: UUID | None = None
    disposition: UUID | None = None
    supervising_org: str | None = None
    distinct_from: UUID | None = None
    serious: bool = False
    found_on: date | None = None
    touches_safety: bool = False
    harm_resulted: bool = False
    campaigns: tuple[str, ...] = ()


class HandlersAssigned(Struct, frozen=True, kw_only=True, tag="case.handlers-assigned.v1"):
    """`since` is the day from which they handle it; events of old do not say."""

    handlers: tuple[Handler, ...]
    reason: str
    since: date | None = None


class RecusalDecided(Struct, frozen=True, kw_only=True, tag="case.recusal-decided.v1"):
    """回避: asked by the officer or the party, decided as art. 4 says."""

    officer: str
    asked_by: str
    grounds: str
    granted: bool
    reason: str


class RightsExplained(Struct, frozen=True, kw_only=True, tag="case.rights-explained.v1"):
    on: date
    note: str | None = None


class CaseTagged(Struct, frozen=True, kw_only=True, tag="case.tagged.v1"):
    """The campaigns it belongs to from now on."""

    campaigns: tuple[str, ...]
    reason: str


class CaseCorrected(Struct, frozen=True, kw_only=True, tag="case.corrected.v1"):
    """An earlier event said something wrong; what is set here replaces it."""

    corrects: int
    reason: str
    title: str | None = None
    party: Party | None = None
    violation: str | None = None
    occurred_on: date | None = None
    place: str | None = None
    product: str | None = None
    batch: str | None = None
    goods_value: Decimal | None = None
    touches_safety: bool | None = None
    harm_resulted: bool | None = None


# --- evidence and measures


class EvidenceAdded(Struct, frozen=True, kw_only=True, tag="case.evidence-added.v1"):
    """Two `officers` obtained it, or it is `from_elsewhere`: from whom, and how it came."""

    number: int
    kind: k.EvidenceKind
    name: str
    source: str
    obtained_on: date
    place: str | None = None
    officers: tuple[str, ...] = ()
    paper: Paper | None = None
    custodian: str
    from_elsewhere: bool = False
    from_whom: str | None = None
    how: str | None = None


class EvidenceMoved(Struct, frozen=True, kw_only=True, tag="case.evidence-moved.v1"):
    """The chain of custody: who has it from now on, and where."""

    number: int
    custodian: str
    place: str | None = None
    reason: str


class EvidenceWithdrawn(Struct, frozen=True, kw_only=True, tag="case.evidence-withdrawn.v1"):
    """It is no evidence in this case after all; it stays readable."""

    number: int
    reason: str


class EvidencePreserved(Struct, frozen=True, kw_only=True, tag="case.evidence-preserved.v1"):
    """先行登记保存. In an emergency it is reported and approved within 24 hours."""

    preservation: str
    items: tuple[str, ...]
    place: str
    taken_at: datetime
    taken_on: date
    officers: tuple[str, ...]
    approved_by: str | None = None


class PreservationApproved(Struct, frozen=True, kw_only=True, tag="case.preservation-approved.v1"):
    preservation: str
    granted: bool
    decided_at: datetime
    reason: str | None = None


class PreservationEnded(Struct, frozen=True, kw_only=True, tag="case.preservation-ended.v1"):
    preservation: str
    by: k.PreservationEnd
    on: date
    reason: str | None = None


class MeasureTaken(Struct, frozen=True, kw_only=True, tag="case.measure-taken.v1"):
    """查封、扣押."""

    measure: str
    kind: k.MeasureKind
    items: tuple[str, ...]
    place: str
    taken_at: datetime
    taken_on: date
    officers: tuple[str, ...]
    document_no: str
    approved_by: str | None = None


class MeasureApproved(Struct, frozen=True, kw_only=True, tag="case.measure-approved.v1"):
    measure: str
    granted: bool
    decided_at: datetime
    reason: str | None = None


class MeasureExtended(Struct, frozen=True, kw_only=True, tag="case.measure-extended.v1"):
    measure: str
    approver: str
    amount: int
    reason: str
    told_on: date
    officer: str


class MeasureReleased(Struct, frozen=True, kw_only=True, tag="case.measure-released.v1"):
    measure: str
    ground: k.ReleaseGround
    on: date
    reason: str | None = None


# --- investigation


class TestCommissioned(Struct, frozen=True, kw_only=True, tag="case.test-commissioned.v1"):
    """委托检验. For items under a measure the period is told to the party in writing.

    `lapsed` are the rules whose period had run out before the test: it holds them up no more.
    """

    __test__ = False

    test: str
    lab: str
    purpose: str
    commissioned_on: date
    measure: str | None = None
    told_on: date | None = None
    lapsed: tuple[str, ...] = ()


class TestResultReceived(Struct, frozen=True, kw_only=True, tag="case.test-result-received.v1"):
    __test__ = False

    test: str
    received_on: date
    conclusion: str


class ExclusionStarted(Struct, frozen=True, kw_only=True, tag="case.exclusion-started.v1"):
    """Time the decision period does not count, of a kind that is no test, hearing or suspension."""

    key: str
    kind: str
    on: date
    reason: str


class ExclusionEnded(Struct, frozen=True, kw_only=True, tag="case.exclusion-ended.v1"):
    key: str
    on: date


class CaseSuspended(Struct, frozen=True, kw_only=True, tag="case.suspended.v1"):
    key: str
    ground: k.SuspensionGround
    reason: str


class CaseResumed(Struct, frozen=True, kw_only=True, tag="case.resumed.v1"):
    key: str
    reason: str


class DecisionPeriodExtended(Struct, frozen=True, kw_only=True, tag="case.period-extended.v1"):
    approver: str
    officer: str
    reason: str
    amount: int | None = None
    until: date | None = None
    discussion: int | None = None
    city_asked_on: date | None = None
    city_approval: str | None = None


class InvestigationTerminated(Struct, frozen=True, kw_only=True, tag="case.terminated.v1"):
    ground: k.TerminationGround
    reason: str


class InvestigationConcluded(Struct, frozen=True, kw_only=True, tag="case.concluded.v1"):
    """调查终结报告, and the file's day of arrival at the review unit."""

    facts: str
    opinion: str
    outcome: k.Outcome
    penalties: tuple[Penalty, ...] = ()
    major: tuple[k.MajorGround, ...] = ()
    paper: Paper | None = None
    review_received_on: date


# --- review, proposal, notice


class ReviewExtended(Struct, frozen=True, kw_only=True, tag="case.review-extended.v1"):
    amount: int
    officer: str
    reason: str


class ReviewGiven(Struct, frozen=True, kw_only=True, tag="case.review-given.v1"):
    kind: k.ReviewKind
    opinion: k.ReviewOpinion
    text: str
    reviewer: Handler
    after_hearing: bool = False


class ProposalApproved(Struct, frozen=True, kw_only=True, tag="case.proposal-approved.v1"):
    """The responsible person approves what is proposed; `split` is a major disagreement."""

    outcome: k.Outcome
    penalties: tuple[Penalty, ...] = ()
    reason: str
    split: bool = False


class PublicNoticeStarted(Struct, frozen=True, kw_only=True, tag="case.public-notice.v1"):
    """公告送达: it is published; the paper counts as served when the notice's time has passed."""

    paper: k.ServedPaper
    on: date
    place: str
    why: str


class ProposalReturned(Struct, frozen=True, kw_only=True, tag="case.proposal-returned.v1"):
    """退回: what was proposed does not stand; it is investigated or reviewed again."""

    to: k.Stage
    reason: str


class NoticeServed(Struct, frozen=True, kw_only=True, tag="case.notice-served.v1"):
    """行政处罚告知书. `served_on` is the day it counts as served.

    `again` says why it is served in place of an earlier one.
    """

    number: str
    mode: k.CaseServiceMode
    served_on: date
    published_on: date | None = None
    receipt: str | None = None
    penalties: tuple[Penalty, ...]
    hearing_right: bool
    why: str | None = None
    again: str | None = None


class StatementReceived(Struct, frozen=True, kw_only=True, tag="case.statement-received.v1"):
    received_on: date
    text: str


class RightsWaived(Struct, frozen=True, kw_only=True, tag="case.rights-waived.v1"):
    on: date
    text: str


# --- hearing


class HearingRequested(Struct, frozen=True, kw_only=True, tag="case.hearing-requested.v1"):
    requested_on: date
    text: str


class ChairNamed(Struct, frozen=True, kw_only=True, tag="case.hearing-chair-named.v1"):
    chair: Handler
    members: tuple[Handler, ...] = ()
    clerk: Handler
    on: date


class HearingFileHandedOver(Struct, frozen=True, kw_only=True, tag="case.hearing-file-handed.v1"):
    on: date


class HearingScheduled(Struct, frozen=True, kw_only=True, tag="case.hearing-scheduled.v1"):
    at: datetime
    day: date
    place: str
    told_on: date
    public: bool
    announced_on: date | None = None
    why_not_public: str | None = None


class HearingHeld(Struct, frozen=True, kw_only=True, tag="case.hearing-held.v1"):
    held_on: date
    attendance: tuple[str, ...]
    summary: str


class HearingEnded(Struct, frozen=True, kw_only=True, tag="case.hearing-ended.v1"):
    ground: k.HearingEnd
    on: date
    text: str
    returns_to: k.Stage = k.Stage.RECHECK


class HearingReportDelivered(Struct, frozen=True, kw_only=True, tag="case.hearing-reported.v1"):
    """听证报告. From `review_from` on the legal review after the hearing is due."""

    on: date
    opinion: str
    advises_discussion: bool = False
    review_from: date | None = None


class RecheckDone(Struct, frozen=True, kw_only=True, tag="case.recheck-done.v1"):
    """复核 of what the party said: what is proposed now, never heavier than notified."""

    accepted: bool
    text: str
    outcome: k.Outcome
    penalties: tuple[Penalty, ...] = ()


# --- discussion and decision


class Voice(Struct, frozen=True, kw_only=True, rename="camel"):
    """What one responsible person said in the discussion."""

    officer: str
    name: str
    agrees: bool
    text: str


class DiscussionHeld(Struct, frozen=True, kw_only=True, tag="case.discussion-held.v1"):
    """集体讨论 by the responsible persons of the deciding bureau (COL-WHO).

    `officer` is the one whose recusal was discussed.
    """

    number: int
    purpose: k.DiscussionPurpose
    held_on: date
    voices: tuple[Voice, ...]
    conclusion: str
    outcome: k.Outcome | None = None
    penalties: tuple[Penalty, ...] = ()
    until: date | None = None
    officer: str | None = None


class DecisionMade(Struct, frozen=True, kw_only=True, tag="case.decided.v1"):
    """`publish_by` is the rule by which it is published: the version of the day has it."""

    number: str
    outcome: k.Outcome
    penalties: tuple[Penalty, ...] = ()
    reason: str
    officer: str
    absent: bool = False
    in_time_rule: str | None = None
    publish_by: str | None = None


class DecisionServed(Struct, frozen=True, kw_only=True, tag="case.decision-served.v1"):
    mode: k.CaseServiceMode
    served_on: date
    published_on: date | None = None
    receipt: str | None = None
    told_of_publicity: bool = False
    why: str | None = None
    court_from: date | None = None


class DecisionChanged(Struct, frozen=True, kw_only=True, tag="case.decision-changed.v1"):
    """Changed by review, court or the bureau itself; `penalties` are those that stand now.

    `withdraw_by` and `publish_by` are the rules by which what was published is taken down and
    what stands now is published, in force on that day.
    """

    by_body: str
    penalties: tuple[Penalty, ...]
    reason: str
    withdraw_by: str | None = None
    publish_by: str | None = None


class DecisionRevoked(Struct, frozen=True, kw_only=True, tag="case.decision-revoked.v1"):
    by_body: str
    reason: str
    remade: bool
    withdraw_by: str | None = None


# --- performance


class RemedySought(Struct, frozen=True, kw_only=True, tag="case.remedy-sought.v1"):
    """The party asked for review (行政复议) or sued (行政诉讼), and `body` took it up."""

    kind: k.RemedyKind
    on: date
    body: str


class RemedyEnded(Struct, frozen=True, kw_only=True, tag="case.remedy-ended.v1"):
    """Review or suit is over: its decision was received, or took effect, on that day.

    `court_from` is when the time for a suit runs out then; the court may be asked from there on.
    """

    kind: k.RemedyKind
    on: date
    outcome: k.RemedyOutcome
    text: str
    court_from: date | None = None


class PaymentRecorded(Struct, frozen=True, kw_only=True, tag="case.payment-recorded.v1"):
    """`of` is what it was paid for; without it gains are paid first, then the fine."""

    amount: Decimal
    surcharge: Decimal = Decimal(0)
    paid_on: date
    reference: str | None = None
    in_full: bool = False
    of: k.PaymentFor | None = None


class PaymentDeferred(Struct, frozen=True, kw_only=True, tag="case.payment-deferred.v1"):
    until: date
    requested_on: date
    reason: str
    officer: str
    instalments: tuple[date, ...] = ()
    court_from: date | None = None


class DemandServed(Struct, frozen=True, kw_only=True, tag="case.demand-served.v1"):
    """催告. `court_from`: where nothing before said when the three months for the court begin."""

    served_on: date
    mode: k.CaseServiceMode
    court_from: date | None = None


class CourtApplied(Struct, frozen=True, kw_only=True, tag="case.court-applied.v1"):
    on: date
    court: str


class ExecutionCompleted(Struct, frozen=True, kw_only=True, tag="case.execution-completed.v1"):
    on: date
    text: str


class ExecutionEnded(Struct, frozen=True, kw_only=True, tag="case.execution-ended.v1"):
    """A court ruled that enforcement is ended."""

    on: date
    court: str
    text: str


# --- publicity


class PenaltyPublished(Struct, frozen=True, kw_only=True, tag="case.penalty-published.v1"):
    on: date
    until: k.PublicityEnd
    place: str


class PenaltyPushed(Struct, frozen=True, kw_only=True, tag="case.penalty-pushed.v1"):
    """推送: the record went to the province where the party is registered (PUB-CROSS)."""

    on: date
    to_org: str


class PushReceived(Struct, frozen=True, kw_only=True, tag="case.push-received.v1"):
    """The other province has it, and publishes it within its own days."""

    on: date
    to_org: str


class PublicityStopped(Struct, frozen=True, kw_only=True, tag="case.publicity-stopped.v1"):
    """The publication ended, at its time or early (PUB-EARLY)."""

    on: date
    early: bool
    reason: str


class PublicityWithdrawn(Struct, frozen=True, kw_only=True, tag="case.publicity-withdrawn.v1"):
    on: date
    reason: str


# --- closing


class CaseClosed(Struct, frozen=True, kw_only=True, tag="case.closed.v1"):
    by: k.ClosingEvent
    text: str
    officer: str


class Folder(Struct, frozen=True, kw_only=True, rename="camel"):
    """One paper of the file, as its index lists it."""

    name: str
    number: str | None = None
    on: date | None = None
    pages: int | None = None
    paper: Paper | None = None
    kind: k.FolderKind = k.FolderKind.OTHER


class CaseArchived(Struct, frozen=True, kw_only=True, tag="case.archived.v1"):
    """归档: the main volume (正卷) and the secondary one (副卷)."""

    number: str
    main: tuple[Folder, ...]
    secondary: tuple[Folder, ...]


class LateAddition(Struct, frozen=True, kw_only=True, tag="case.late-addition.v1"):
    """Something that reached the file after it was closed."""

    text: str
    reason: str
    paper: Paper | None = None


class DocumentIssued(Struct, frozen=True, kw_only=True, tag="case.document-issued.v1"):
    """A paper printed from the record; kept as evidence of what was issued."""

    document: str
    number: str | None = None
    paper: Paper


# --- crime


class CrimeSuspected(Struct, frozen=True, kw_only=True, tag="case.crime-suspected.v1"):
    """涉嫌犯罪: no penalty from here on until the police have had it (CT-NOSUBST)."""

    reason: str
    offence: str
    referral: UUID | None = None


class CrimeReceipted(Struct, frozen=True, kw_only=True, tag="case.crime-receipted.v1"):
    """The police signed for the transfer; `body` is who did."""

    referral: UUID
    received_on: date
    body: str


class CrimeSuspicionCleared(Struct, frozen=True, kw_only=True, tag="case.crime-cleared.v1"):
    """The transfer was refused here, or the police finally declined: it is handled here.

    `reopened`: it had been left to the police, so that it is investigated again.
    """

    reason: str
    referral: UUID | None = None
    received_on: date
    reopened: bool = False


class DecisionCopied(Struct, frozen=True, kw_only=True, tag="case.decision-copied.v1"):
    """抄送: police and procuratorate have the penalty decision (CT-COPY-PENALTY)."""

    on: date
    to: tuple[str, ...]


class AssistanceAsked(Struct, frozen=True, kw_only=True, tag="case.assistance-asked.v1"):
    referral: UUID
    to_org: str
    asked: str


class AssistanceAnswered(Struct, frozen=True, kw_only=True, tag="case.assistance-answered.v1"):
    """The bureau that was asked replied; with what came along."""

    referral: UUID
    org: str
    text: str
    evidence: tuple[str, ...] = ()


class JointReviewAsked(Struct, frozen=True, kw_only=True, tag="case.joint-review-asked.v1"):
    """提请会审: it stops no clock and stands in for no step of the case."""

    review: UUID
    origin: str


class CaseReferred(Struct, frozen=True, kw_only=True, tag="case.referred.v1"):
    """The case goes to another department, once the decision says so (OTHER_DEPARTMENT)."""

    referral: UUID
    to_org: str


class CaseCameBack(Struct, frozen=True, kw_only=True, tag="case.came-back.v1"):
    """The other department did not take it, or the referral was withdrawn."""

    referral: UUID
    reason: str


# --- corrections


class EntryCorrected(Struct, frozen=True, kw_only=True, tag="case.entry-corrected.v1"):
    """An earlier entry was an error: without `on` it was never made, with it that was its day.

    `of` is the entry's number in the case, `entry` its kind. Without the error the case stands at
    `stage`, its last step taken on `since`.
    """

    of: int
    entry: str
    reason: str
    on: date | None = None
    stage: k.Stage
    since: date


CaseEvent = (
    CaseFiled
    | HandlersAssigned
    | RecusalDecided
    | RightsExplained
    | CaseCorrected
    | CaseTagged
    | EvidenceAdded
    | EvidenceMoved
    | EvidenceWithdrawn
    | EvidencePreserved
    | PreservationApproved
    | PreservationEnded
    | MeasureTaken
    | MeasureApproved
    | MeasureExtended
    | MeasureReleased
    | TestCommissioned
    | TestResultReceived
    | ExclusionStarted
    | ExclusionEnded
    | CaseSuspended
    | CaseResumed
    | DecisionPeriodExtended
    | InvestigationTerminated
    | InvestigationConcluded
    | ReviewExtended
    | ReviewGiven
    | ProposalApproved
    | PublicNoticeStarted
    | ProposalReturned
    | NoticeServed
    | StatementReceived
    | RightsWaived
    | HearingRequested
    | ChairNamed
    | HearingFileHandedOver
    | HearingScheduled
    | HearingHeld
    | HearingEnded
    | HearingReportDelivered
    | RecheckDone
    | DiscussionHeld
    | DecisionMade
    | DecisionServed
    | DecisionChanged
    | DecisionRevoked
    | RemedySought
    | RemedyEnded
    | PaymentRecorded
    | PaymentDeferred
    | DemandServed
    | CourtApplied
    | ExecutionCompleted
    | ExecutionEnded
    | PenaltyPublished
    | PenaltyPushed
    | PushReceived
    | PublicityStopped
    | PublicityWithdrawn
    | CaseClosed
    | CaseArchived
    | LateAddition
    | DocumentIssued
    | CrimeSuspected
    | CrimeReceipted
    | CrimeSuspicionCleared
    | DecisionCopied
    | AssistanceAsked
    | AssistanceAnswered
    | JointReviewAsked
    | CaseReferred
    | CaseCameBack
    | EntryCorrected
)
