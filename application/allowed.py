"""What an officer could do with a record now, asked without recording anything."""

from collections.abc import Iterator

from application.desk import Loaded
from application.referrals import acting_for
from application.views.disposition import DispositionRow
from application.views.lead import LeadRow
from application.views.referral import ReferralRow
from domain.authority import Act, Officer, may
from domain.disposition.state import Disposition
from domain.lead.decisions import PUBLIC
from domain.lead.state import Lead, LeadStatus
from domain.reference.state import Reference
from domain.referral.decisions import DISPUTABLE, is_returnable
from domain.referral.kinds import ReferralKind, SubjectKind
from domain.referral.state import OPEN, Referral, ReferralStatus

HANDLED = frozenset({ReferralStatus.ACCEPTED, ReferralStatus.FEEDBACK_DUE})


def on_lead(lead: Loaded[Lead, LeadRow], by: Officer) -> list[str]:
    """The sub-resources of a lead that the officer may POST to."""
    if by.org != lead.state.holder:
        return []
    return [name for name, act in _lead_actions(lead.state) if may(by, act)]


def _lead_actions(lead: Lead) -> Iterator[tuple[str, Act]]:
    yield "corrections", Act.CORRECT_LEAD
    yield "links", Act.LINK_LEADS
    if lead.informant is not None and not lead.informant_erased:
        yield "informant-erasure", Act.ERASE_INFORMANT
        yield "informant-replies", Act.VERIFY_LEAD
    if lead.tests:
        yield "test-corrections", Act.VERIFY_LEAD
    if lead.merged_into is not None:
        yield "unmerges", Act.LINK_LEADS
    if lead.status is LeadStatus.NOT_FILED:
        yield "reopening", Act.DECIDE_FILING
    if lead.open_offer is not None or lead.status not in (
        LeadStatus.REGISTERED,
        LeadStatus.VERIFYING,
    ):
        return
    yield "seriousness", Act.LINK_LEADS
    yield "merges", Act.LINK_LEADS
    yield "referrals", Act.DISPATCH
    yield "referrals", Act.TRANSFER
    if lead.status is LeadStatus.REGISTERED:
        yield "verification", Act.VERIFY_LEAD
    else:
        yield "no-filing", Act.DECIDE_FILING
        yield "tests", Act.VERIFY_LEAD
        yield "extensions", Act.EXTEND
        if lead.open_tests:
            yield "test-results", Act.VERIFY_LEAD
    if lead.source in PUBLIC:
        yield "informant-redirection", Act.VERIFY_LEAD


def on_referral(
    referral: Loaded[Referral, ReferralRow], by: Officer, known: Reference
) -> list[str]:
    """The sub-resources of a referral that the officer may POST to."""
    state = referral.state
    receiver = acting_for(known, state)
    return [
        name
        for name, act, org in _referral_actions(state, receiver)
        if org == by.org and may(by, act)
    ]


def _referral_actions(state: Referral, receiver: str) -> Iterator[tuple[str, Act, str]]:
    of_lead = state.subject.kind is SubjectKind.LEAD
    if state.status is ReferralStatus.RECEIVED and of_lead:
        yield from _answers(state)
    elif state.status is ReferralStatus.RECEIVED or state.status in HANDLED:
        yield "feedback", Act.GIVE_FEEDBACK, receiver
    yield from _steps(state, receiver)
    if state.status in OPEN | {ReferralStatus.DRAFT}:
        yield "withdrawal", _sender_act(state.kind), state.from_org
    if state.status in OPEN | HANDLED:
        yield "reminders", Act.SUPERVISE, state.from_org


def _answers(state: Referral) -> Iterator[tuple[str, Act, str]]:
    if state.kind is ReferralKind.REQUEST_UP:
        yield "designation", Act.DESIGNATE, state.to_org
        return
    yield "acceptance", Act.ANSWER_OFFER, state.to_org
    if is_returnable(state):
        yield "return", Act.ANSWER_OFFER, state.to_org
    if state.kind in DISPUTABLE:
        yield "dispute", Act.ANSWER_OFFER, state.to_org


def _steps(state: Referral, receiver: str) -> Iterator[tuple[str, Act, str]]:
    match state.status:
        case ReferralStatus.DRAFT:
            yield "approval", Act.APPROVE_TRANSFER, state.from_org
        case ReferralStatus.SENT:
            yield "receipt", Act.RECEIVE, receiver
        case ReferralStatus.DISPUTED:
            yield "acceptance", Act.ANSWER_OFFER, state.to_org
            for side in (state.from_org, state.to_org):
                yield "jurisdiction-request", Act.REQUEST_DESIGNATION, side
        case ReferralStatus.REPORTED_UP:
            yield "designation", Act.DESIGNATE, state.superior or ""
        case _:
            pass


def _sender_act(kind: ReferralKind) -> Act:
    if kind is ReferralKind.UNQUALIFIED_NOTICE:
        return Act.SERVE_NOTICE
    return Act.DISPATCH if kind is ReferralKind.ASSIGN_DOWN else Act.TRANSFER


def on_disposition(disposition: Loaded[Disposition, DispositionRow], by: Officer) -> Iterator[str]:
    """The sub-resources of a disposition that the officer may POST to."""
    state = disposition.state
    own = {state.organiser, *(each.handling_org for each in state.recipients)}
    if not may(by, Act.SERVE_NOTICE) or by.org not in own:
        return
    if state.notified < {each.role for each in state.recipients}:
        yield "result-notice"
    outside = {each.role for each in state.recipients if each.outside}
    if by.org == state.organiser and state.referred_outside < outside:
        yield "cross-province-notices"
