"""What users do with a suspected crime: each step on the referral, and on what it carries."""

from collections.abc import Callable
from uuid import UUID, uuid4

from application import joint_review_ties, leads, offers
from application.aggregates import CASE, LEAD, REFERRAL
from application.cases import CaseRecord, entry_of, law_of, taken
from application.desk import Call, Change, Desk, Done, Loaded
from application.directory import Directory
from application.referrals import ReferralRecord, of_referral, taken_referral
from application.views.lead import LeadRow
from domain.case import referrals as case_side
from domain.case.events import CaseEvent
from domain.case.law import Moment, cite
from domain.commands import Command
from domain.lead import handover as lead_side
from domain.lead.events import LeadEvent
from domain.lead.state import Lead
from domain.reference.organisations import check_police
from domain.reference.state import Reference
from domain.referral import criminal, objections
from domain.referral.criminal_events import AdministrationResumed, CriminalEvent
from domain.referral.decisions import Terms
from domain.referral.kinds import ReferralKind, SubjectKind
from domain.referral.subject import Subject
from domain.refusals import OutOfOrder
from domain.time import day_of

Decide = Callable[..., list[CriminalEvent]]
OfCase = Callable[[CaseRecord], list[CaseEvent]]
OfLead = Callable[[Loaded[Lead, LeadRow]], list[LeadEvent]]

# The steps that concern the referral alone, by the noun they are POSTed to.
PLAIN: tuple[tuple[str, type[Command], Decide], ...] = (
    ("transfer-report", criminal.SubmitReport, criminal.submit_report),
    ("sending", criminal.Send, criminal.send),
    ("materials-request", criminal.RecordMaterialsRequest, criminal.record_materials_request),
    ("supplement", criminal.Supplement, criminal.supplement),
    ("police-result", criminal.RecordPoliceResult, criminal.record_police_result),
    ("reconsideration", objections.RequestReconsideration, objections.request_reconsideration),
    ("reconsideration-result", objections.RecordReconsideration, objections.record_reconsideration),
    ("prosecutor-suggestion", objections.SuggestSupervision, objections.suggest_supervision),
    ("prosecutor-step", objections.RecordProsecutorStep, objections.record_prosecutor_step),
)


async def criminal_transfer(
    desk: Desk, directory: Directory, case_id: UUID, command: criminal.FormTeam, call: Call
) -> Done:
    """移送司法: the case is suspected to be a crime, and a team looks into it.

    What is answered is the referral.
    """
    case, moment = await taken(desk, directory, case_id, command, call)
    referral_id = uuid4()
    suspected = case_side.suspect_crime(
        case.state, command.reason, command.offence, referral_id, moment, by=call.by
    )
    terms = Terms(
        from_org=case.state.org,
        to_org=command.to_org,
        reason=command.reason,
        dossier=case.row.dossier,
    )
    begun = _begun(directory.known, command, subject_of_case(case), terms, moment)
    return await joint_review_ties.recorded(
        desk,
        call,
        moment,
        Change(stream=referral_id, aggregate=REFERRAL, events=begun),
        Change(stream=case_id, aggregate=CASE, events=suspected, before=case),
    )


async def transfer_lead(
    desk: Desk, directory: Directory, lead_id: UUID, command: criminal.FormTeam, call: Call
) -> Done:
    """移送司法 of a lead that is being verified. What is answered is the referral."""
    lead, on = await leads.taken_up(desk, lead_id, command, call)
    moment = Moment(on=on, today=call.today, law=law_of(directory))
    referral_id = uuid4()
    suspected = lead_side.suspect_crime(
        lead.state, command.reason, command.offence, referral_id, by=call.by
    )
    terms = Terms(
        from_org=lead.state.holder,
        to_org=command.to_org,
        reason=command.reason,
        dossier=lead.row.dossier,
    )
    subject = offers.subject_of(lead_id, lead.state)
    begun = _begun(directory.known, command, subject, terms, moment)
    return await desk.record(
        call,
        on,
        Change(stream=referral_id, aggregate=REFERRAL, events=begun),
        Change(stream=lead_id, aggregate=LEAD, events=suspected, before=lead),
    )


def subject_of_case(case: CaseRecord) -> Subject:
    """A case as it is described to a receiver."""
    filed = case.state.filed
    return Subject(
        kind=SubjectKind.CASE,
        id=case.stream,
        title=filed.title,
        product=filed.product,
        enterprise=filed.party.name,
        serious=filed.serious,
    )


def _begun(
    known: Reference, command: criminal.FormTeam, subject: Subject, terms: Terms, moment: Moment
) -> list[CriminalEvent]:
    police = known.organisation_given(command.to_org, "/toOrg")
    check_police(police, known.area_of(terms.from_org), **cite(moment.law.on("CT-SEND", moment.on)))
    for number, officer in enumerate(command.team):
        entry_of(known, officer, terms.from_org, f"/team/{number}")
    return criminal.form_team(command, subject, terms, moment)


async def take(
    desk: Desk,
    directory: Directory,
    referral_id: UUID,
    command: Command,
    call: Call,
    decide: Decide,
) -> Done:
    """A step that concerns the referral alone."""
    referral, moment = await _criminal(desk, directory, referral_id, command, call)
    events = decide(referral.state, command, moment, by=call.by)
    return await joint_review_ties.recorded(desk, call, moment, of_referral(referral, events))


async def decide_transfer(
    desk: Desk,
    directory: Directory,
    referral_id: UUID,
    command: criminal.DecideTransfer,
    call: Call,
) -> Done:
    """The head decides; what is not transferred is handled here again."""
    referral, moment = await _criminal(desk, directory, referral_id, command, call)
    events = criminal.decide_transfer(referral.state, command, moment, by=call.by)
    changes = [of_referral(referral, events)]
    if not command.granted:
        reason = command.reason or ""
        changes += await _of_subject(
            desk,
            referral,
            lambda case: case_side.clear_crime(case.state, referral_id, reason, moment.on),
            lambda lead: lead_side.clear_crime(lead.state, referral_id, reason, None),
        )
    return await joint_review_ties.recorded(desk, call, moment, *changes)


async def record_receipt(
    desk: Desk,
    directory: Directory,
    referral_id: UUID,
    command: criminal.RecordReceipt,
    call: Call,
) -> Done:
    """The police signed for it: the case may be decided as theirs from now on."""
    referral, moment = await _criminal(desk, directory, referral_id, command, call)
    events = criminal.record_receipt(referral.state, command, moment, by=call.by)
    day = day_of(command.received_at)
    changes = await _of_subject(
        desk,
        referral,
        lambda case: case_side.receive_crime(case.state, referral_id, day, command.body),
        lambda _: [],
    )
    return await joint_review_ties.recorded(
        desk, call, moment, of_referral(referral, events), *changes
    )


async def hand_over(
    desk: Desk, directory: Directory, referral_id: UUID, command: criminal.HandOver, call: Call
) -> Done:
    """Items and materials go to the police, sealed ones too; who sent the lead learns of it."""
    referral, moment = await _criminal(desk, directory, referral_id, command, call)
    sealed: tuple[str, ...] = ()
    if referral.state.subject.kind is SubjectKind.CASE:
        case = await desk.known(CASE, referral.state.subject.id)
        sealed = case_side.sealed(case.state)
    events = criminal.hand_over(referral.state, command, sealed, moment, by=call.by)
    changes = [of_referral(referral, events)]
    changes += await _of_subject(
        desk,
        referral,
        lambda case: case_side.hand_over_sealed(
            case.state, command.measures, moment.on, command.receipt
        ),
        lambda _: [],
    )
    if referral.state.subject.kind is SubjectKind.LEAD:
        lead = await desk.known(LEAD, referral.state.subject.id)
        changes += await leads.concluded(desk, lead.state, "transferred-to-police")
    return await joint_review_ties.recorded(desk, call, moment, *changes)


async def conclude(
    desk: Desk, directory: Directory, referral_id: UUID, command: objections.Conclude, call: Call
) -> Done:
    """It ended without a filing: handled here again, from the day the last refusal came (D5)."""
    referral, moment = await _criminal(desk, directory, referral_id, command, call)
    result_on = referral.row.crime.result_on if referral.row.crime else None
    events = objections.conclude(referral.state, command, result_on, moment, by=call.by)
    (ended,) = events
    assert isinstance(ended, AdministrationResumed)
    day, reason = ended.received_on, command.reason
    changes = await _of_subject(
        desk,
        referral,
        lambda case: case_side.clear_crime(case.state, referral_id, reason, day),
        lambda lead: lead_side.clear_crime(lead.state, referral_id, reason, day),
    )
    return await joint_review_ties.recorded(
        desk, call, moment, of_referral(referral, events), *changes
    )


async def _criminal(
    desk: Desk, directory: Directory, referral_id: UUID, command: Command, call: Call
) -> tuple[ReferralRecord, Moment]:
    referral, moment = await taken_referral(desk, directory, referral_id, command, call)
    if referral.state.kind is not ReferralKind.CRIMINAL:
        raise OutOfOrder("only-for-criminal-transfers", kind=referral.state.kind)
    return referral, moment


async def _of_subject(
    desk: Desk, referral: ReferralRecord, of_case: OfCase, of_lead: OfLead
) -> list[Change]:
    """What happens to the case or lead in the same append; nothing where there is no event."""
    subject = referral.state.subject
    if subject.kind is SubjectKind.CASE:
        case = await desk.known(CASE, subject.id)
        change = Change(stream=case.stream, aggregate=CASE, events=of_case(case), before=case)
    else:
        lead = await desk.known(LEAD, subject.id)
        change = Change(stream=lead.stream, aggregate=LEAD, events=of_lead(lead), before=lead)
    return [change] if change.events else []
