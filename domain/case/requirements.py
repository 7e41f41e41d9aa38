"""What the gates ask of a case: one small question each, answered from the record (law.md 2.8)."""

from domain.case import clocks as c
from domain.case import events as e
from domain.case.court import court_from, remedies_end
from domain.case.debts import outstanding, surcharge_due
from domain.case.grounds import discussion_grounds, was_heard
from domain.case.kinds import (
    TO_PARTY,
    ClosingEvent,
    DiscussionPurpose,
    Outcome,
    PenaltyKind,
    ReviewKind,
    ReviewOpinion,
    Stage,
)
from domain.case.law import Moment
from domain.case.penalties import is_heavier
from domain.case.periods import DISCUSSION, has_run_out, next_extension
from domain.case.state import Case

TWO = 2
PROPOSABLE = frozenset(
    {
        Stage.PROPOSAL_PENDING,
        Stage.NOTICE_PENDING,
        Stage.NOTICE_WINDOW,
        Stage.RECHECK,
        Stage.DECISION_PENDING,
    }
)
EXCLUDABLE = frozenset({"right_holder_identification", "refund_order"})
NEVER_EARLY = frozenset(
    {
        PenaltyKind.SUSPENSION_ORDER,
        PenaltyKind.RESTRICT_BUSINESS,
        PenaltyKind.EMPLOYMENT_BAN,
        PenaltyKind.DOWNGRADE,
        PenaltyKind.CLOSURE,
        PenaltyKind.LICENCE_REVOCATION,
    }
)


def has_two(case: Case, _: Moment) -> bool:
    return len([each for each in case.handlers if each.id not in case.recused]) >= TWO


def not_suspended(case: Case, _: Moment) -> bool:
    return case.suspension is None


def is_suspended(case: Case, _: Moment) -> bool:
    return case.suspension is not None


def is_police_matter(case: Case, _: Moment) -> bool:
    """Whether the police have, had, or should have the act that was punished (CT-COPY-PENALTY)."""
    return case.crime is not None or case.was_with_police


def is_punished(case: Case, _: Moment) -> bool:
    punished = case.decision is not None and case.decision.outcome is Outcome.PENALTY
    return punished and case.revoked is None


def no_crime(case: Case, _: Moment) -> bool:
    return case.crime is None


def with_police(case: Case, _: Moment) -> bool:
    """No crime is suspected, or the police have it: then it is left to them, and only that."""
    return case.crime is None or case.with_police is not None


def awaits_review(case: Case, _: Moment) -> bool:
    """Whether the review unit has the file: after the report, and again after a hearing."""
    again = case.stage in {Stage.RECHECK, Stage.DECISION_PENDING} and was_heard(case)
    return case.stage is Stage.REVIEWING or again


def has_notice(case: Case, _: Moment) -> bool:
    return case.notice is not None


def rights_explained(case: Case, _: Moment) -> bool:
    return case.rights_explained_on is not None


def has_standing_evidence(case: Case, _: Moment) -> bool:
    return bool(case.evidence.keys() - case.withdrawn)


def penalty_proposed(case: Case, _: Moment) -> bool:
    return case.outcome is Outcome.PENALTY


def agreed_possible(case: Case, _: Moment) -> bool:
    """Whether what was discussed can be decided: no heavier than the party was told."""
    agreed = case.agreed
    if agreed is None or case.crime is not None:
        return True
    if agreed.outcome is not Outcome.PENALTY:
        return agreed.outcome is not Outcome.CRIMINAL
    told = [each.penalties for each in (case.notice, case.recheck) if each is not None]
    heavier = any(is_heavier(agreed.penalties, each) for each in told)
    return case.notice is not None and not heavier


def no_open_test(case: Case, _: Moment) -> bool:
    return not case.open_tests


def is_reported(case: Case, _: Moment) -> bool:
    return case.concluded is not None


def is_reviewed(case: Case, moment: Moment) -> bool:
    """Whether a review was passed; under two kinds of review, once more after a hearing.

    A review was of the kind asked for on its day: a later version does not undo it (law.md 13.1).
    """
    given = case.review
    if given is None or not _is_passed(case, given):
        return False
    legal = ReviewKind.LEGAL_REVIEW
    if not was_heard(case) or legal not in moment.law.names("PP-REVIEW-KIND", moment.on):
        return True
    return given.after_hearing and given.kind is legal


def _is_passed(case: Case, given: e.ReviewGiven) -> bool:
    """Any other opinion is passed by the proposal, or the re-check, that deals with it."""
    if given.opinion in {ReviewOpinion.AGREE, ReviewOpinion.SUPPLEMENT}:
        return given.opinion is ReviewOpinion.AGREE
    dealt_with = case.recheck if given.after_hearing else case.proposal
    return dealt_with is not None


def is_proposed(case: Case, _: Moment) -> bool:
    return case.proposal is not None


def is_notified(case: Case, _: Moment) -> bool:
    return not case.penal or case.notice is not None


def window_over(case: Case, moment: Moment) -> bool:
    """Whether the party has used its time to answer, let it pass, or given it up."""
    notice = case.notice
    if not case.penal:
        return True
    if notice is None:
        return False
    if case.waived is not None or was_heard(case):
        return True
    if case.statements and not notice.hearing_right:
        return True
    rules = [c.STATEMENT, *([c.HEARING_REQUEST] if notice.hearing_right else [])]
    return all(moment.is_past(rule) for rule in rules)


def _hearing_over(case: Case) -> bool:
    hearing = case.hearing
    return hearing is not None and (hearing.report is not None or hearing.ended is not None)


def heard_where_asked(case: Case, _: Moment) -> bool:
    return case.hearing is None or _hearing_over(case)


def is_rechecked(case: Case, _: Moment) -> bool:
    """What the party said, in writing or at a hearing, was considered."""
    said = bool(case.statements) or was_heard(case)
    return not case.penal or not said or case.recheck is not None


def is_discussed(case: Case, moment: Moment) -> bool:
    return not discussion_grounds(case, moment) or case.agreed is not None


def in_window(case: Case, moment: Moment) -> bool:
    return case.notice is not None and not moment.is_past(c.STATEMENT)


def may_be_heard(case: Case, _: Moment) -> bool:
    """Whether a hearing can be asked for: a right given up is gone."""
    right = case.notice is not None and case.notice.hearing_right
    return right and case.penal and case.waived is None


def hearing_in_time(case: Case, moment: Moment) -> bool:
    return case.notice is not None and not moment.is_past(c.HEARING_REQUEST)


def no_hearing_yet(case: Case, _: Moment) -> bool:
    return case.hearing is None


def hearing_asked(case: Case, _: Moment) -> bool:
    return case.stage is Stage.HEARING


def chair_named(case: Case, _: Moment) -> bool:
    return case.hearing is not None and case.hearing.named is not None


def file_handed(case: Case, _: Moment) -> bool:
    return case.hearing is not None and case.hearing.file_on is not None


def is_scheduled(case: Case, _: Moment) -> bool:
    """Whether a hearing is to be held; a further day of it is scheduled like the first."""
    hearing = case.hearing
    return hearing is not None and hearing.scheduled is not None and hearing.held is None


def is_held(case: Case, _: Moment) -> bool:
    return case.hearing is not None and case.hearing.held is not None


def is_decided(case: Case, _: Moment) -> bool:
    return case.decision is not None


def awaits_service(case: Case, _: Moment) -> bool:
    """Whether a notice or a decision is to be served."""
    decided = case.decision is not None and case.decision.outcome in TO_PARTY
    unserved = decided and case.served is None and case.revoked is None
    return case.stage is Stage.NOTICE_PENDING or unserved


def not_publishing(case: Case, _: Moment) -> bool:
    return case.publishing is None


def not_served(case: Case, _: Moment) -> bool:
    return case.served is None


def is_served(case: Case, _: Moment) -> bool:
    return case.served is not None


def period_open(_: Case, moment: Moment) -> bool:
    """Whether the decision period still runs, whatever day the step is dated."""
    return moment.last(c.DECIDE) is not None and not has_run_out(c.DECIDE, moment)


def extension_left(_: Case, moment: Moment) -> bool:
    return next_extension(c.DECIDE, moment) is not None


def extension_discussed(case: Case, moment: Moment) -> bool:
    """Whether a further extension was discussed, until a day after the one that is due now."""
    left = next_extension(c.DECIDE, moment)
    if left is None or left.approver != DISCUSSION:
        return True
    due = moment.last_day(c.DECIDE)
    ends = [each.until for each in case.discussions if each.purpose is DiscussionPurpose.EXTENSION]
    return any(end is not None and (due is None or end > due) for end in ends)


def review_running(_: Case, moment: Moment) -> bool:
    last = moment.last(c.REVIEW)
    return last is not None and last.stopped_on is None and not has_run_out(c.REVIEW, moment)


def review_extensible(_: Case, moment: Moment) -> bool:
    return next_extension(c.REVIEW, moment) is not None


def time_excludable(_: Case, moment: Moment) -> bool:
    """Whether the version of the decision period excludes any time that is entered by hand."""
    last = moment.last(c.DECIDE)
    clock = last.clock(moment.law.rules) if last else None
    return clock is not None and bool(EXCLUDABLE & set(clock.version.excludes))


def measure_extensible(case: Case, moment: Moment) -> bool:
    """Whether a measure is held with approval, within its time, and was not extended yet."""
    held = (name for name, each in case.measures.items() if each.released is None)
    return any(
        case.measures[name].approved
        and next_extension(c.SEAL, moment, name) is not None
        and not has_run_out(c.SEAL, moment, name)
        for name in held
    )


def hearing_day_come(case: Case, moment: Moment) -> bool:
    scheduled = case.hearing.scheduled if case.hearing else None
    return scheduled is not None and scheduled.day <= moment.on


def something_owed(case: Case, moment: Moment) -> bool:
    return outstanding(case) > 0 or surcharge_due(case, moment.on, moment) > 0


def payment_ahead(_: Case, moment: Moment) -> bool:
    return not has_run_out(c.PAY, moment)


def paid_or_at_court(case: Case, _: Moment) -> bool:
    """Whether nothing is owed, or a court that was asked may end the enforcement."""
    return outstanding(case) <= 0 or case.court is not None


def may_end_publication(case: Case, moment: Moment) -> bool:
    """Whether the publication had its time, or may end earlier once applied for (PUB-EARLY)."""
    published = case.publicity.published
    due = moment.last_day(c.TERMS[published.until]) if published else None
    over = due is None or moment.on >= due
    return over or (case.closing is ClosingEvent.EXECUTED and not never_early(case))


def never_early(case: Case) -> bool:
    """Whether a penalty is among those that stay public to the end (PUB-EARLY)."""
    return any(each.kind in NEVER_EARLY for each in case.penalties)


def is_unpaid(case: Case, moment: Moment) -> bool:
    """Whether money is overdue; what is not money has no day here by which it is due."""
    if moment.last(c.PAY) is None:
        return True
    return moment.is_past(c.PAY) and outstanding(case) > 0


def no_open_remedy(case: Case, _: Moment) -> bool:
    return case.open_remedy is None


def remedy_open(case: Case, _: Moment) -> bool:
    return case.open_remedy is not None


def remedies_over(case: Case, moment: Moment) -> bool:
    """Whether review and suit are out of time, or decided."""
    end = remedies_end(case, moment)
    return end is not None and moment.on > end


def is_demanded(case: Case, moment: Moment) -> bool:
    return case.demand is not None and moment.is_past(c.DEMAND)


def court_in_time(case: Case, moment: Moment) -> bool:
    """Within three months after the time for review and suit ran out (ACL 53)."""
    begun = court_from(case, moment)
    end = moment.after(c.ENFORCE, begun) if begun else None
    return end is None or moment.on <= end


def is_elsewhere(case: Case, moment: Moment) -> bool:
    """Whether the party is registered in another province, which publishes (PUB-CROSS)."""
    away = c.is_away(case.filed.party.province)
    return away and moment.law.on(c.PUSH, moment.on) is not None


def not_pushed(case: Case, _: Moment) -> bool:
    return case.publicity.pushed is None


def awaits_push_receipt(case: Case, _: Moment) -> bool:
    return case.publicity.pushed is not None and case.publicity.received is None


def is_publishable(case: Case, moment: Moment) -> bool:
    return is_punished(case, moment) and c.is_public(case.penalties)


def is_unpublished(case: Case, _: Moment) -> bool:
    shown = case.publicity
    over = shown.withdrawn is not None or (shown.stopped is not None and shown.outdated)
    return shown.published is None or over


def is_published(case: Case, _: Moment) -> bool:
    shown = case.publicity
    return shown.published is not None and shown.stopped is None and shown.withdrawn is None


def is_outdated(case: Case, _: Moment) -> bool:
    return case.publicity.outdated


def not_revoked(case: Case, _: Moment) -> bool:
    return case.revoked is None


def measures_over(case: Case, _: Moment) -> bool:
    return all(each.released is not None for each in case.measures.values())


def lapsed(case: Case, moment: Moment) -> list[str]:
    """What was preserved and not dealt with in its days: it lapsed by itself (PP 32/35)."""
    kept = [name for name, each in case.preservations.items() if each.ended is None]
    return [name for name in kept if moment.is_past(c.PRESERVE, name)]


def expired(case: Case, moment: Moment) -> list[str]:
    """The measures that outlasted their days: they must be released at once (ACL 27, 28)."""
    held = [name for name, each in case.measures.items() if each.released is None]
    return [name for name in held if moment.is_past(c.SEAL, name)]


def preserved_over(case: Case, moment: Moment) -> bool:
    """What was preserved was dealt with; a registration that lapsed needs no act (PP 32/35)."""
    kept = [name for name, each in case.preservations.items() if each.ended is None]
    return len(lapsed(case, moment)) == len(kept)


def is_closing(case: Case, _: Moment) -> bool:
    return case.closing is not None


def last_served(case: Case, _: Moment) -> bool:
    """A decision not to punish reaches the party too before the case is closed."""
    decided = case.decision
    standing = decided is not None and case.revoked is None and decided.outcome in TO_PARTY
    return not standing or case.served is not None


def is_referred(case: Case, _: Moment) -> bool:
    moved = case.decision is not None and case.decision.outcome is Outcome.OTHER_DEPARTMENT
    return not moved or case.referred is not None


def preservation_unapproved(case: Case, _: Moment) -> bool:
    return any(each.approved is None for each in case.preservations.values())


def preserving(case: Case, _: Moment) -> bool:
    return any(each.ended is None for each in case.preservations.values())


def measure_unapproved(case: Case, _: Moment) -> bool:
    return any(each.approved is None for each in case.measures.values())


def measure_held(case: Case, _: Moment) -> bool:
    return any(each.released is None for each in case.measures.values())


def measure_approved(case: Case, _: Moment) -> bool:
    return any(each.approved and each.released is None for each in case.measures.values())


def awaits_result(case: Case, _: Moment) -> bool:
    return bool(case.open_tests)


def exclusion_open(case: Case, _: Moment) -> bool:
    return any(each.ended_on is None for each in case.exclusions.values())


def has_evidence(case: Case, _: Moment) -> bool:
    return bool(case.evidence)


def for_another_department(case: Case, _: Moment) -> bool:
    decided = case.decision
    return decided is not None and decided.outcome is Outcome.OTHER_DEPARTMENT


def not_referred(case: Case, _: Moment) -> bool:
    return case.referred is None


def review_given(case: Case, _: Moment) -> bool:
    return case.review is not None
