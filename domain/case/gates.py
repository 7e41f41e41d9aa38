"""What each next step of a case needs, as a checklist with the article of every item (law.md 2.8).

One table answers the checklist, the allowed actions and the refusals. To add a rule: a function of
the case and the moment, and a line in `STEPS`.
"""

from collections.abc import Mapping
from enum import StrEnum

from domain.authority import Act
from domain.case import requirements as n
from domain.case.events import Penalty
from domain.case.kinds import Outcome, Stage
from domain.case.law import Moment, cite
from domain.case.penalties import is_heavier
from domain.case.resting import something_correctable
from domain.case.state import Case
from domain.gates import Checked as Checked  # noqa: PLC0414 - part of the answer
from domain.gates import Gate, checked, missing
from domain.refusals import OutOfOrder


class Step(StrEnum):
    """The steps that have gates; named as they are POSTed to."""

    INVESTIGATORS = "investigators"
    RECUSAL = "recusals"
    CORRECTION = "corrections"
    ENTRY_CORRECTION = "entry-corrections"
    RIGHTS = "rights-notice"
    EVIDENCE = "evidence"
    CUSTODY = "custody"
    EVIDENCE_WITHDRAWAL = "evidence-withdrawals"
    PRESERVATION = "preservations"
    PRESERVATION_APPROVAL = "preservation-approvals"
    PRESERVATION_END = "preservation-ends"
    MEASURE = "measures"
    MEASURE_APPROVAL = "measure-approvals"
    MEASURE_EXTENSION = "measure-extensions"
    MEASURE_RELEASE = "measure-releases"
    TEST = "tests"
    TEST_RESULT = "test-results"
    EXCLUSION = "excluded-periods"
    EXCLUSION_END = "excluded-period-ends"
    ASSISTANCE = "assistance-requests"
    SUSPENSION = "suspensions"
    RESUMPTION = "resumptions"
    EXTENSION = "extensions"
    TERMINATION = "termination"
    CONCLUSION = "investigation-conclusion"
    REVIEW = "legal-reviews"
    REVIEW_EXTENSION = "review-extensions"
    PROPOSAL = "proposal"
    PUBLIC_NOTICE = "public-notices"
    PROPOSAL_RETURN = "proposal-returns"
    NOTICE = "notices"
    STATEMENT = "statements"
    WAIVER = "waiver"
    HEARING_REQUEST = "hearing-requests"
    CHAIR = "hearing-chair"
    HEARING_FILE = "hearing-file"
    SCHEDULE = "hearing-schedule"
    HEARING = "hearings"
    HEARING_END = "hearing-end"
    HEARING_REPORT = "hearing-report"
    RECHECK = "post-notice-recheck"
    DISCUSSION = "collective-discussions"
    DECISION = "decision"
    SERVICE = "service"
    REMEDY = "remedies"
    REMEDY_END = "remedy-ends"
    PAYMENT = "payments"
    DEFERRAL = "payment-deferrals"
    DEMAND = "demands"
    COURT = "court-applications"
    EXECUTION = "enforcement"
    PUSH = "publication-push"
    PUSH_RECEIPT = "publication-push-receipt"
    PUBLICATION = "publication"
    PUBLICATION_END = "publication-end"
    PUBLICATION_WITHDRAWAL = "publication-withdrawal"
    DECISION_CHANGE = "decision-changes"
    DECISION_REVOCATION = "decision-revocations"
    CRIME = "criminal-transfer"
    DECISION_COPY = "decision-copies"
    REFERRAL = "referrals"
    JOINT_REVIEW = "joint-reviews"
    CLOSURE = "closure"
    ARCHIVE = "archive"
    LATE_ADDITION = "late-additions"
    DOCUMENT = "documents"


def at(rule: str, *stages: Stage) -> Gate[Case]:
    """The gate that a case is in one of these stages."""
    allowed = frozenset(stages)
    return Gate("stage", rule, lambda case, _: case.stage in allowed)


WORKING = (Stage.INVESTIGATING,)
BEFORE_DECISION = (
    Stage.INVESTIGATING,
    Stage.REVIEWING,
    Stage.PROPOSAL_PENDING,
    Stage.NOTICE_PENDING,
    Stage.NOTICE_WINDOW,
    Stage.HEARING,
    Stage.RECHECK,
    Stage.DECISION_PENDING,
)
ANSWERED = (Stage.NOTICE_WINDOW, Stage.RECHECK, Stage.DECISION_PENDING)
OPEN = (*BEFORE_DECISION, Stage.DECIDED, Stage.EXECUTING, Stage.CLOSING)
DONE = (Stage.CLOSED, Stage.ARCHIVED)

NOT_SUSPENDED = Gate("not-suspended", "PP-SUSPEND", n.not_suspended)
TWO_HANDLERS = Gate("two-handlers", "PP-TWO", n.has_two)
NO_CRIME = Gate("no-open-crime", "CT-NOSUBST", n.no_crime)
CRIME_WITH_POLICE = Gate("no-open-crime", "CT-NOSUBST", n.with_police)
NO_TEST = Gate("no-open-test", "PP-DECIDE", n.no_open_test)
REVIEWED = Gate("review-passed", "PP-NO-REVIEW-NO-DECISION", n.is_reviewed)
NOT_REVOKED = Gate("not-revoked", "PP-OUTCOMES", n.not_revoked)
NO_REMEDY = Gate("no-open-remedy", "REM-SUIT", n.no_open_remedy)
PUBLISHABLE = Gate("publishable", "PUB-SCOPE", n.is_publishable)
HEARING_OPEN = Gate("hearing-open", "HR-CHAIR", n.hearing_asked)
PERIOD_OPEN = Gate("period-open", "PP-DECIDE", n.period_open)
NOTICE_STANDS = Gate("notice-served", "PP-NOTICE-FIRST", n.has_notice)
SOMETHING_OWED = Gate("something-owed", "PP-PAY", n.something_owed)

INVESTIGATION = (at("PP-TWO", *WORKING), NOT_SUSPENDED, TWO_HANDLERS)

STEPS: Mapping[Step, tuple[Gate[Case], ...]] = {
    Step.INVESTIGATORS: (at("PP-FILE-FORM", *OPEN),),
    Step.RECUSAL: (at("PP-RECUSE", *BEFORE_DECISION),),
    Step.CORRECTION: (at("PP-ARCHIVE", *OPEN),),
    Step.ENTRY_CORRECTION: (
        at("PP-ARCHIVE", *OPEN),
        Gate("correctable-entry", "PP-ARCHIVE", something_correctable),
    ),
    Step.RIGHTS: (at("PP-FIRST-NOTICE", *BEFORE_DECISION),),
    Step.EVIDENCE: (at("PP-TWO", *BEFORE_DECISION), TWO_HANDLERS),
    Step.CUSTODY: (Gate("has-evidence", "PP-TWO", n.has_evidence),),
    Step.EVIDENCE_WITHDRAWAL: (
        at("PP-TWO", *BEFORE_DECISION),
        Gate("has-evidence", "PP-TWO", n.has_standing_evidence),
    ),
    Step.PRESERVATION: INVESTIGATION,
    Step.PRESERVATION_APPROVAL: (
        Gate("preservation-unapproved", "PP-EMERG-24H", n.preservation_unapproved),
    ),
    Step.PRESERVATION_END: (Gate("preserving", "PP-REGISTER-EVID", n.preserving),),
    Step.MEASURE: INVESTIGATION,
    Step.MEASURE_APPROVAL: (Gate("measure-unapproved", "ACL-EMERG", n.measure_unapproved),),
    Step.MEASURE_EXTENSION: (
        Gate("measure-held", "PP-SEAL", n.measure_held),
        Gate("measure-approved", "ACL-EMERG", n.measure_approved),
        Gate("measure-extensible", "PP-SEAL", n.measure_extensible),
    ),
    Step.MEASURE_RELEASE: (Gate("measure-held", "PP-SEAL", n.measure_held),),
    Step.TEST: (at("PP-DECIDE", *BEFORE_DECISION), NOT_SUSPENDED),
    Step.EXCLUSION: (
        at("PP-DECIDE", *BEFORE_DECISION),
        Gate("time-excludable", "PP-DECIDE", n.time_excludable),
        PERIOD_OPEN,
    ),
    Step.TEST_RESULT: (Gate("test-open", "PP-DECIDE", n.awaits_result),),
    Step.EXCLUSION_END: (Gate("exclusion-open", "PP-DECIDE", n.exclusion_open),),
    Step.ASSISTANCE: (at("PP-ASSIST", *BEFORE_DECISION),),
    Step.SUSPENSION: (at("PP-SUSPEND", *BEFORE_DECISION), NOT_SUSPENDED, PERIOD_OPEN),
    Step.RESUMPTION: (Gate("suspended", "PP-SUSPEND", n.is_suspended),),
    Step.EXTENSION: (
        at("PP-DECIDE", *BEFORE_DECISION),
        PERIOD_OPEN,
        Gate("extension-left", "PP-DECIDE", n.extension_left),
        Gate("extension-discussed", "COL-EXT", n.extension_discussed),
    ),
    Step.TERMINATION: (at("PP-TERMINATE", *BEFORE_DECISION), NOT_SUSPENDED, NO_CRIME),
    Step.CONCLUSION: (
        *INVESTIGATION,
        NO_TEST,
        Gate("rights-explained", "PP-FIRST-NOTICE", n.rights_explained),
        Gate("has-evidence", "PP-DOC", n.has_standing_evidence),
    ),
    Step.REVIEW: (
        Gate("stage", "PP-REVIEW-KIND", n.awaits_review),
        Gate("report", "PP-REVIEW", n.is_reported),
        NOT_SUSPENDED,
    ),
    Step.REVIEW_EXTENSION: (
        Gate("stage", "PP-REVIEW", n.awaits_review),
        Gate("review-running", "PP-REVIEW", n.review_running),
        Gate("review-extensible", "PP-REVIEW", n.review_extensible),
    ),
    Step.PROPOSAL: (
        at("PP-NOTICE-FIRST", *n.PROPOSABLE),
        Gate("review-given", "PP-REVIEW-KIND", n.review_given),
        NOT_SUSPENDED,
        CRIME_WITH_POLICE,
    ),
    Step.PUBLIC_NOTICE: (
        Gate("awaits-service", "PP-PUBLIC-SERVICE", n.awaits_service),
        Gate("no-public-notice", "PP-PUBLIC-SERVICE", n.not_publishing),
        NOT_SUSPENDED,
    ),
    Step.PROPOSAL_RETURN: (at("PP-NOTICE-FIRST", *n.PROPOSABLE), NOT_SUSPENDED),
    Step.NOTICE: (
        at("PP-NOTICE-FIRST", Stage.NOTICE_PENDING, *ANSWERED),
        Gate("penalty-proposed", "PP-NOTICE-FIRST", n.penalty_proposed),
        NOT_SUSPENDED,
        NO_CRIME,
    ),
    Step.STATEMENT: (
        at("PP-STATEMENT", *ANSWERED, Stage.HEARING),
        Gate("statement-in-time", "PP-STATEMENT", n.in_window),
    ),
    Step.WAIVER: (at("PP-STATEMENT", *ANSWERED), NOTICE_STANDS),
    Step.HEARING_REQUEST: (
        at("HR-REQUEST", *ANSWERED),
        Gate("hearing-right", "HR-SCOPE", n.may_be_heard),
        Gate("no-hearing-yet", "HR-REQUEST", n.no_hearing_yet),
        Gate("hearing-in-time", "HR-REQUEST", n.hearing_in_time),
    ),
    Step.CHAIR: (HEARING_OPEN,),
    Step.HEARING_FILE: (HEARING_OPEN, Gate("chair-named", "HR-FILE", n.chair_named)),
    Step.SCHEDULE: (HEARING_OPEN, Gate("hearing-file", "HR-SET", n.file_handed)),
    Step.HEARING: (
        HEARING_OPEN,
        Gate("hearing-scheduled", "HR-NOTICE", n.is_scheduled),
        Gate("hearing-day", "HR-NOTICE", n.hearing_day_come),
    ),
    Step.HEARING_END: (HEARING_OPEN,),
    Step.HEARING_REPORT: (HEARING_OPEN, Gate("hearing-held", "HR-REPORT", n.is_held)),
    Step.RECHECK: (
        at("PP-NOTICE-FIRST", Stage.RECHECK, Stage.DECISION_PENDING),
        NOTICE_STANDS,
        Gate("hearing-over", "HR-REPORT", n.heard_where_asked),
        NOT_SUSPENDED,
        CRIME_WITH_POLICE,
    ),
    Step.DISCUSSION: (at("COL-WHO", *BEFORE_DECISION),),
    Step.DECISION: (
        at("PP-OUTCOMES", *ANSWERED),
        NOT_SUSPENDED,
        CRIME_WITH_POLICE,
        TWO_HANDLERS,
        NO_TEST,
        Gate("report", "PP-REVIEW", n.is_reported),
        REVIEWED,
        Gate("proposal", "PP-NOTICE-FIRST", n.is_proposed),
        Gate("notice-served", "PP-NOTICE-FIRST", n.is_notified),
        Gate("window-over", "PP-STATEMENT", n.window_over),
        Gate("hearing-over", "HR-REPORT", n.heard_where_asked),
        Gate("rechecked", "PP-NOTICE-FIRST", n.is_rechecked),
        Gate("discussed", "PP-COLLECTIVE", n.is_discussed),
        Gate("agreed-as-notified", "PP-NOTICE-FIRST", n.agreed_possible),
    ),
    Step.SERVICE: (
        Gate("decided", "PP-SERVE", n.is_decided),
        Gate("not-served", "PP-SERVE", n.not_served),
        NOT_REVOKED,
    ),
    Step.REMEDY: (Gate("served", "PP-SERVE", n.is_served), NO_REMEDY, NOT_REVOKED),
    Step.REMEDY_END: (Gate("remedy-open", "REM-SUIT", n.remedy_open),),
    Step.PAYMENT: (at("PP-PAY", Stage.EXECUTING), SOMETHING_OWED),
    Step.DEFERRAL: (
        at("PP-PAY", Stage.EXECUTING),
        SOMETHING_OWED,
        Gate("payment-ahead", "PP-PAY", n.payment_ahead),
    ),
    Step.DEMAND: (
        at("PP-ENFORCE-DEMAND", Stage.EXECUTING),
        Gate("payment-overdue", "PP-PAY", n.is_unpaid),
    ),
    Step.COURT: (
        at("PP-ENFORCE", Stage.EXECUTING),
        NO_REMEDY,
        Gate("remedies-over", "REM-SUIT", n.remedies_over),
        Gate("demand-over", "PP-ENFORCE-DEMAND", n.is_demanded),
        Gate("court-in-time", "PP-ENFORCE", n.court_in_time),
    ),
    Step.EXECUTION: (
        at("PP-CLOSE", Stage.EXECUTING),
        Gate("served", "PP-SERVE", n.is_served),
        Gate("paid-in-full", "PP-CLOSE", n.paid_or_at_court),
    ),
    Step.PUSH: (
        PUBLISHABLE,
        Gate("registered-elsewhere", "PUB-CROSS", n.is_elsewhere),
        Gate("not-pushed", "PUB-CROSS", n.not_pushed),
    ),
    Step.PUSH_RECEIPT: (Gate("pushed", "PUB-CROSS", n.awaits_push_receipt),),
    Step.PUBLICATION: (
        PUBLISHABLE,
        Gate("unpublished", "PUB-20", n.is_unpublished),
    ),
    Step.PUBLICATION_END: (
        Gate("published", "PUB-END-3Y", n.is_published),
        Gate("publication-over", "PUB-END-3Y", n.may_end_publication),
    ),
    Step.PUBLICATION_WITHDRAWAL: (
        Gate("published", "PP-WITHDRAW-PUB", n.is_published),
        Gate("decision-changed", "PP-WITHDRAW-PUB", n.is_outdated),
    ),
    Step.DECISION_CHANGE: (
        Gate("decided", "PP-OUTCOMES", n.is_decided),
        Gate("penalty-decided", "PP-OUTCOMES", n.is_punished),
        NOT_REVOKED,
        at("PP-OUTCOMES", Stage.DECIDED, Stage.EXECUTING, Stage.CLOSING, Stage.CLOSED),
    ),
    Step.DECISION_REVOCATION: (
        Gate("decided", "PP-OUTCOMES", n.is_decided),
        NOT_REVOKED,
    ),
    Step.CRIME: (at("CT-TEAM", *OPEN), NO_CRIME),
    Step.DECISION_COPY: (
        Gate("punished", "CT-COPY-PENALTY", n.is_punished),
        Gate("police-matter", "CT-COPY-PENALTY", n.is_police_matter),
    ),
    Step.REFERRAL: (
        Gate("for-another-department", "PP-OTHER-DEPT", n.for_another_department),
        Gate("not-referred", "PP-OTHER-DEPT", n.not_referred),
    ),
    Step.JOINT_REVIEW: (at("JR-REQUEST", *BEFORE_DECISION),),
    Step.CLOSURE: (
        at("PP-CLOSE", Stage.CLOSING),
        Gate("closing-event", "PP-CLOSE", n.is_closing),
        Gate("decision-served", "PP-SERVE", n.last_served),
        Gate("referred", "PP-OTHER-DEPT", n.is_referred),
        Gate("measures-over", "PP-SEAL", n.measures_over),
        Gate("preservations-over", "PP-REGISTER-EVID", n.preserved_over),
    ),
    Step.ARCHIVE: (at("PP-CLOSE", Stage.CLOSED),),
    Step.LATE_ADDITION: (at("PP-CLOSE", *DONE),),
    Step.DOCUMENT: (),
}

# What a reviewer, a hearing's chair or a responsible person does; the rest is the handlers' work.
REVIEWED_BY = frozenset({Step.REVIEW})
# Recording what was paid, kept, shown or filed judges nothing: any officer of the bureau may.
CLERICAL = frozenset(
    {
        Step.CUSTODY,
        Step.PAYMENT,
        Step.PUBLICATION,
        Step.PUBLICATION_END,
        Step.PUBLICATION_WITHDRAWAL,
        Step.ARCHIVE,
        Step.LATE_ADDITION,
        Step.DOCUMENT,
        Step.JOINT_REVIEW,
    }
)
CHAIRED = frozenset({Step.SCHEDULE, Step.HEARING, Step.HEARING_REPORT})
APPROVED = frozenset(
    {
        Step.INVESTIGATORS,
        Step.RECUSAL,
        Step.PRESERVATION_APPROVAL,
        Step.MEASURE_APPROVAL,
        Step.MEASURE_EXTENSION,
        Step.SUSPENSION,
        Step.EXTENSION,
        Step.TERMINATION,
        Step.REVIEW_EXTENSION,
        Step.PROPOSAL,
        Step.PROPOSAL_RETURN,
        Step.ENTRY_CORRECTION,
        Step.CHAIR,
        Step.DISCUSSION,
        Step.DECISION,
        Step.DEFERRAL,
        Step.REMEDY_END,
        Step.COURT,
        Step.DECISION_CHANGE,
        Step.DECISION_REVOCATION,
        Step.CLOSURE,
    }
)


def act_of(step: Step) -> Act:
    """The right that a step takes."""
    if step in REVIEWED_BY:
        return Act.REVIEW_CASE
    if step in CHAIRED:
        return Act.CHAIR_HEARING
    return Act.APPROVE_CASE if step in APPROVED else Act.WORK_CASE


def check(case: Case, step: Step, moment: Moment) -> None:
    """Refuses a step whose gates are not all open: the first that is not, with its article."""
    gate = missing(STEPS[step], case, moment)
    if gate is not None:
        version = moment.law.on(gate.rule, moment.on)
        raise OutOfOrder(f"gate-{gate.code}", basis=gate.rule, stage=case.stage, **cite(version))


def is_open(case: Case, step: Step, moment: Moment) -> bool:
    """Whether nothing is missing for a step."""
    return missing(STEPS[step], case, moment) is None


def checklist(case: Case, step: Step, moment: Moment) -> list[Checked]:
    """Every gate of a step as it stands."""
    return checked(STEPS[step], case, moment)


def check_crime(case: Case, outcome: Outcome, moment: Moment) -> None:
    """Refuses to punish what the police have, and to leave to them what they have not (CT)."""
    left = outcome is Outcome.CRIMINAL
    if case.crime is not None and not left:
        version = moment.law.on("CT-NOSUBST", moment.on)
        raise OutOfOrder("penalty-while-crime", basis="CT-NOSUBST", **cite(version))
    if left and case.crime is None:
        version = moment.law.on("CT-TEAM", moment.on)
        raise OutOfOrder("crime-not-suspected", basis="CT-TEAM", **cite(version))
    if left and case.with_police is None:
        version = moment.law.on("CT-RECEIPT", moment.on)
        raise OutOfOrder("crime-not-receipted", basis="CT-RECEIPT", **cite(version))


def check_not_heavier(
    decided: tuple[Penalty, ...], notified: tuple[Penalty, ...], moment: Moment
) -> None:
    """Refuses a heavier penalty than the party was told of (PP-NOTICE-FIRST)."""
    if is_heavier(decided, notified):
        version = moment.law.on("PP-NOTICE-FIRST", moment.on)
        raise OutOfOrder("heavier-than-notified", basis="PP-NOTICE-FIRST", **cite(version))
