"""What an officer could do with a record now, asked without recording anything.

What depends on more than the record is left to the command: the day, another record, the input.
"""

from collections.abc import Iterator

from application.desk import Loaded
from application.referrals import acting_for, common_superior
from application.views.bulletin import BulletinRow
from application.views.case import CaseRow
from application.views.disposition import DispositionRow
from application.views.lead import LeadRow
from application.views.referral import ReferralRow
from application.views.test_result import TestResultRow
from domain.authority import Act, Officer, may
from domain.bulletin import state as bulletins
from domain.case.acting import barred
from domain.case.gates import Step, act_of, is_open
from domain.case.law import Moment
from domain.case.state import Case
from domain.disposition.acting import may_take as may_step
from domain.disposition.ending import may_undo
from domain.disposition.gates import STEPS as DISPOSITION_STEPS
from domain.disposition.gates import Step as DispositionStep
from domain.disposition.requirements import About
from domain.disposition.state import Disposition
from domain.gates import missing
from domain.lead.clocks import VERIFY
from domain.lead.decisions import CLOSED, PUBLIC
from domain.lead.handover import FREE
from domain.lead.state import Lead, LeadStatus
from domain.reference.state import Reference
from domain.referral.answers import REPLYING
from domain.referral.criminal_steps import NEXT
from domain.referral.decisions import DISPUTABLE, is_returnable
from domain.referral.kinds import ReferralKind, SubjectKind
from domain.referral.state import OPEN, Referral, ReferralStatus
from domain.refusals import OutOfOrder
from domain.sampling.correction import Recorded, may_correct, may_void
from domain.tagging import may_tag

HANDLED = frozenset({ReferralStatus.ACCEPTED, ReferralStatus.FEEDBACK_DUE})


def on_lead(lead: Loaded[Lead, LeadRow], by: Officer) -> list[str]:
    """The sub-resources of a lead that the officer may POST to."""
    if by.org != lead.state.holder:
        return []
    return [name for name, act in _lead_actions(lead) if may(by, act)]


def _lead_actions(lead: Loaded[Lead, LeadRow]) -> Iterator[tuple[str, Act]]:
    state = lead.state
    yield "corrections", Act.CORRECT_LEAD
    yield "links", Act.LINK_LEADS
    yield from _about_informant(state)
    if state.tests:
        yield "test-corrections", Act.VERIFY_LEAD
    if state.merged_into is not None:
        yield "unmerges", Act.LINK_LEADS
    if state.status is LeadStatus.NOT_FILED:
        yield "reopening", Act.DECIDE_FILING
    if state.status not in CLOSED:
        yield "seriousness", Act.LINK_LEADS
    if state.open_offer is None and state.status in FREE:
        yield from _while_free(state)
    if state.status is LeadStatus.VERIFYING and _is_extensible(lead):
        yield "extensions", Act.EXTEND


def _about_informant(lead: Lead) -> Iterator[tuple[str, Act]]:
    if lead.informant is None or lead.informant_erased:
        return
    yield "informant-erasure", Act.ERASE_INFORMANT
    if lead.decided:
        yield "informant-replies", Act.VERIFY_LEAD


def _is_extensible(lead: Loaded[Lead, LeadRow]) -> bool:
    running = [
        each
        for each in lead.row.clocks
        if each.rule == VERIFY and each.holder == lead.state.holder and each.stopped_on is None
    ]
    return bool(running) and not running[-1].extensions


def _while_free(lead: Lead) -> Iterator[tuple[str, Act]]:
    if lead.status is LeadStatus.VERIFYING:
        yield "tests", Act.VERIFY_LEAD
        yield "criminal-transfer", Act.VERIFY_LEAD
    if lead.open_tests:
        yield "test-results", Act.VERIFY_LEAD
        return  # until its results are in, it is neither handed on nor decided
    yield from _offers(lead)
    if not lead.absorbed:
        yield "merges", Act.LINK_LEADS
    if lead.source in PUBLIC:
        yield "informant-redirection", Act.VERIFY_LEAD
    if lead.status is LeadStatus.REGISTERED:
        yield "verification", Act.VERIFY_LEAD
        return
    yield "filing", Act.DECIDE_FILING
    yield "no-filing", Act.DECIDE_FILING


def _offers(lead: Lead) -> Iterator[tuple[str, Act]]:
    yield "referrals", Act.REQUEST_DESIGNATION
    taken = lead.accepted_under
    if taken is not None and taken.to_org == lead.holder:
        return  # what was handed on is not handed on again
    yield "referrals", Act.DISPATCH
    if lead.source not in PUBLIC:
        yield "referrals", Act.TRANSFER


def on_referral(
    referral: Loaded[Referral, ReferralRow], by: Officer, known: Reference
) -> list[str]:
    """The sub-resources of a referral that the officer may POST to."""
    return [
        name
        for name, act, org in _referral_actions(referral.state, known)
        if org == by.org and may(by, act)
    ]


def _referral_actions(state: Referral, known: Reference) -> Iterator[tuple[str, Act, str]]:
    if state.kind is ReferralKind.CRIMINAL:
        yield from _criminal_steps(state)
        return
    receiver = acting_for(known, state)
    yield from _asked(state, receiver)
    notice = state.kind is ReferralKind.UNQUALIFIED_NOTICE
    if state.status is ReferralStatus.RECEIVED and state.subject.kind is SubjectKind.LEAD:
        yield from _answers(state, known)
    if state.status in HANDLED or (notice and state.status is ReferralStatus.RECEIVED):
        yield "feedback", Act.GIVE_FEEDBACK, receiver
    yield from _steps(state, receiver, known)
    withdrawable = state.kind is not ReferralKind.DESIGNATION
    if withdrawable and state.status in OPEN | {ReferralStatus.DRAFT}:
        yield "withdrawal", _sender_act(state.kind), state.from_org
    if state.status in OPEN | HANDLED:
        for watching in {state.from_org, state.superior or state.from_org}:
            yield "reminders", Act.SUPERVISE, watching


def _answers(state: Referral, known: Reference) -> Iterator[tuple[str, Act, str]]:
    if state.kind is ReferralKind.REQUEST_UP:
        yield "designation", Act.DESIGNATE, state.to_org
        return
    yield "acceptance", Act.ANSWER_OFFER, state.to_org
    if is_returnable(state):
        yield "return", Act.ANSWER_OFFER, state.to_org
    if state.kind in DISPUTABLE and _has_superior(state, known):
        yield "dispute", Act.ANSWER_OFFER, state.to_org


def _steps(state: Referral, receiver: str, known: Reference) -> Iterator[tuple[str, Act, str]]:
    match state.status:
        case ReferralStatus.DRAFT:
            yield "approval", Act.APPROVE_TRANSFER, state.from_org
        case ReferralStatus.SENT:
            yield "receipt", Act.RECEIVE, receiver
        case ReferralStatus.DISPUTED:
            yield "acceptance", Act.ANSWER_OFFER, state.to_org
            if _has_superior(state, known):
                for side in (state.from_org, state.to_org):
                    yield "jurisdiction-request", Act.REQUEST_DESIGNATION, side
        case ReferralStatus.REPORTED_UP:
            yield "designation", Act.DESIGNATE, state.superior or ""
        case _:
            pass


def _asked(state: Referral, receiver: str) -> Iterator[tuple[str, Act, str]]:
    """What a body does that is not to take the matter over from a bureau."""
    if state.kind is ReferralKind.OTHER_DEPARTMENT and state.status is ReferralStatus.SENT:
        yield "bounce", Act.RECEIVE, receiver
    if state.status in REPLYING:
        yield "reply", Act.GIVE_FEEDBACK, receiver
        yield "delay-notice", Act.GIVE_FEEDBACK, receiver


def _criminal_steps(state: Referral) -> Iterator[tuple[str, Act, str]]:
    if state.status is ReferralStatus.REPORT_SUBMITTED:
        yield "transfer-approval", Act.DECIDE_CRIME, state.from_org
    for noun, statuses in NEXT.items():
        if state.status in statuses:
            yield noun, Act.WORK_CASE, state.from_org


def _has_superior(state: Referral, known: Reference) -> bool:
    try:
        common_superior(known, state)
    except OutOfOrder:
        return False
    return True


def _sender_act(kind: ReferralKind) -> Act:
    if kind is ReferralKind.UNQUALIFIED_NOTICE:
        return Act.SERVE_NOTICE
    return Act.DISPATCH if kind is ReferralKind.ASSIGN_DOWN else Act.TRANSFER


def on_case(case: Loaded[Case, CaseRow], by: Officer, moment: Moment) -> Iterator[str]:
    """The sub-resources of a case that the officer may POST to: its gates are open today."""
    for step in Step:
        if may_take(case.state, step, by) and is_open(case.state, step, moment):
            yield step.value


def may_take(case: Case, step: Step, by: Officer) -> bool:
    """Whether a step of the case is this officer's to take, once its gates are open."""
    return by.org == case.org and may(by, act_of(step)) and barred(case, step, by) is None


def on_disposition(
    disposition: Loaded[Disposition, DispositionRow], by: Officer, moment: Moment
) -> Iterator[str]:
    """The sub-resources of a disposition that the officer may POST to, about some recipient."""
    state = disposition.state
    everyone = [About(state, track) for track in state.tracks]
    for step in DispositionStep:
        if step is DispositionStep.CORRECTION:
            if may_undo(state, by):
                yield step.value
        elif any(
            may_step(found, step, by) and missing(DISPOSITION_STEPS[step], found, moment) is None
            for found in everyone
        ):
            yield step.value


def on_tags(state: object, by: Officer) -> list[str]:
    """Whether the officer may say which campaigns a record belongs to."""
    if isinstance(state, Lead | Case | Disposition) and may_tag(state, by):
        return ["campaigns"]
    return []


def on_bulletin(bulletin: Loaded[bulletins.Bulletin, BulletinRow], by: Officer) -> Iterator[str]:
    """The sub-resources of a bulletin that the officer may POST to."""
    state = bulletin.state
    draft = state.status is bulletins.BulletinStatus.DRAFT
    if draft and by.org == state.org and may(by, Act.DRAFT_BULLETIN):
        yield from ("redraft", "drop")
    if by.org == state.issuer and may(by, Act.ISSUE_BULLETIN):
        if draft:
            yield "issue"
        elif state.status in bulletins.PUBLIC:
            yield from ("corrections", "withdrawal")


def on_result(result: Loaded[Recorded, TestResultRow], by: Officer) -> Iterator[str]:
    """The sub-resources of a test result that the officer may POST to."""
    if may_correct(result.state, by):
        yield "corrections"
    if may_void(result.state, by):
        yield "void"
