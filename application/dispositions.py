"""What users do with dispositions: each step is decided on the record, under the law of its day."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID, uuid4

from application.aggregates import CASE, DISPOSITION, LEAD, REFERRAL
from application.desk import Call, Change, Desk, Done, Loaded, Missing
from application.directory import Directory
from application.disposition_leads import lead_of
from application.views.case import CaseRow
from application.views.disposition import DispositionRow
from domain.authority import Officer, may_see
from domain.case.law import Law, Moment
from domain.case.state import Case
from domain.commands import Command
from domain.disposition import decisions, ending, escalation, objections, rectification
from domain.disposition.acting import about, acting, check_party
from domain.disposition.decisions import Bureau
from domain.disposition.events import DispositionEvent, NotifiedOutside
from domain.disposition.gates import Step
from domain.disposition.state import Disposition
from domain.lead.state import LeadStatus
from domain.reference.jurisdiction import bureau_at
from domain.reference.organisations import OrganisationKind
from domain.reference.state import Reference
from domain.referral.events import ReferralIssued, Subject
from domain.referral.kinds import ReferralKind, SubjectKind
from domain.refusals import Invalid
from domain.time import effective

DispositionRecord = Loaded[Disposition, DispositionRow]
Decide = Callable[..., list[DispositionEvent]]

# The commands that need nothing but the disposition and the law, by the noun they are POSTed to.
PLAIN: tuple[tuple[str, type[Command], Decide], ...] = (
    ("result-notice", decisions.ServeNotice, decisions.serve_notice),
    ("objections", objections.FileObjection, objections.file_objection),
    ("objection-answers", objections.AnswerObjection, objections.answer),
    ("retests", objections.OrderRetest, objections.order_retest),
    ("retest-formalities", objections.DoFormalities, objections.do_formalities),
    ("retest-lab", objections.NameLab, objections.name_lab),
    ("retest-report", objections.ReportRetest, objections.report_retest),
    ("retest-end", objections.EndRetest, objections.end_retest),
    ("correction-orders", rectification.OrderCorrection, rectification.order_correction),
    ("correction-reports", rectification.ReportCorrection, rectification.report_correction),
    ("rechecks", rectification.Recheck, rectification.recheck),
    ("non-corrections", rectification.FindUncorrected, rectification.find_uncorrected),
    ("resumptions", rectification.Resume, rectification.resume),
    ("announcements", escalation.Announce, escalation.announce),
    ("corrections", ending.Undo, ending.undo),
)

# Those that name a case, or register a lead.
LINKING: tuple[tuple[str, type[ending.LinkCase | ending.FindBreach], Decide], ...] = (
    ("case-links", ending.LinkCase, ending.link_case),
    ("breaches", ending.FindBreach, ending.find_breach),
)


async def take(
    desk: Desk,
    directory: Directory,
    disposition_id: UUID,
    command: Command,
    call: Call,
    decide: Decide,
) -> Done:
    """A plain command: read, decided, recorded."""
    disposition, moment = await taken(desk, directory, disposition_id, command, call)
    events = decide(disposition.state, command, moment, by=call.by)
    return await recorded(desk, call, moment, disposition, events)


async def add_recipient(
    desk: Desk,
    directory: Directory,
    disposition_id: UUID,
    command: decisions.AddRecipient,
    call: Call,
) -> Done:
    """增加告知对象: handled by the body at its place."""
    disposition, moment = await taken(desk, directory, disposition_id, command, call)
    bureau = bureau_by(command.enterprise.place, directory.known)
    events = decisions.add_recipient(disposition.state, command, bureau, moment, by=call.by)
    return await recorded(desk, call, moment, disposition, events)


async def assign(
    desk: Desk,
    directory: Directory,
    disposition_id: UUID,
    command: decisions.AssignBureau,
    call: Call,
) -> Done:
    """交办: a bureau of this city handles the result for one recipient."""
    disposition, moment = await taken(desk, directory, disposition_id, command, call)
    target = directory.known.organisation_given(command.to_org, "/toOrg")
    if not target.handles_matters:
        raise Invalid("/toOrg", "organisation-does-not-handle", org=target.code)
    events = decisions.assign(disposition.state, command, moment, by=call.by)
    return await recorded(desk, call, moment, disposition, events)


async def notify_outside(
    desk: Desk,
    directory: Directory,
    disposition_id: UUID,
    command: decisions.NotifyOutside,
    call: Call,
) -> Done:
    """跨省通报: a referral takes the result to another province; it is what is answered."""
    disposition, moment = await taken(desk, directory, disposition_id, command, call)
    referral_id = uuid4()
    events = decisions.notify_outside(disposition.state, command, referral_id, moment, by=call.by)
    told = events[0]
    assert isinstance(told, NotifiedOutside)
    target = directory.known.organisations.get(told.to_org)
    if target is None or target.kind is not OrganisationKind.OUTSIDE_BUREAU:
        raise Invalid("/toOrg", "organisation-not-outside", org=told.to_org)
    state = disposition.state
    issued = ReferralIssued(
        kind=ReferralKind.UNQUALIFIED_NOTICE,
        subject=Subject(
            kind=SubjectKind.DISPOSITION,
            id=disposition_id,
            title=f"{state.product}：{state.failed}",
            product=state.product,
            source="sampling",
            serious=state.serious,
        ),
        from_org=state.organiser,
        to_org=told.to_org,
        reason=command.reason,
        dossier=disposition.row.dossier,
    )
    return await desk.record(
        call,
        moment.on,
        Change(stream=referral_id, aggregate=REFERRAL, events=[issued]),
        _of(disposition, events),
    )


def bureau_by(place: str | None, known: Reference) -> Bureau:
    """The body at a place, and whether it is in another province."""
    found = bureau_at(place, known)
    return (found.code, found.is_outside) if found else (None, False)


async def report_up(
    desk: Desk,
    directory: Directory,
    disposition_id: UUID,
    command: escalation.ReportUp,
    call: Call,
) -> Done:
    """逐级上报: to the bureau's superior, or at once to a body of the province level."""
    disposition, moment = await taken(desk, directory, disposition_id, command, call)
    target = directory.known.organisation_given(command.to_org, "/toOrg")
    own = directory.known.organisations.get(call.by.org)
    if not target.is_at_province and (own is None or target.code != own.superior):
        raise Invalid("/toOrg", "organisation-not-above", org=target.code)
    events = escalation.report_up(
        disposition.state, command, moment, by=call.by, at_province=target.is_at_province
    )
    return await recorded(desk, call, moment, disposition, events)


async def order_suspension(
    desk: Desk,
    directory: Directory,
    disposition_id: UUID,
    command: escalation.OrderSuspension,
    call: Call,
) -> Done:
    """责令停业整顿, as a case of the matter decided."""
    disposition, moment = await taken(desk, directory, disposition_id, command, call)
    acting(about(disposition.state, command.recipient), Step.SUSPENSION, call.by)
    decided = await _decided(desk, disposition, command.case, call.by)
    events = escalation.order_suspension(disposition.state, command, decided, moment, by=call.by)
    return await recorded(desk, call, moment, disposition, events)


async def revoke_licence(
    desk: Desk,
    directory: Directory,
    disposition_id: UUID,
    command: escalation.RevokeLicence,
    call: Call,
) -> Done:
    """吊销, as a case of the matter decided."""
    disposition, moment = await taken(desk, directory, disposition_id, command, call)
    acting(about(disposition.state, command.recipient), Step.REVOCATION, call.by)
    decided = await _decided(desk, disposition, command.case, call.by)
    events = escalation.revoke_licence(disposition.state, command, decided, moment, by=call.by)
    return await recorded(desk, call, moment, disposition, events)


async def link(
    desk: Desk,
    directory: Directory,
    disposition_id: UUID,
    command: ending.LinkCase | ending.FindBreach,
    call: Call,
    decide: Decide,
) -> Done:
    """A case that the officer can see, or a new lead from which one may be filed."""
    disposition, moment = await taken(desk, directory, disposition_id, command, call)
    recipient = about(disposition.state, command.recipient)
    acting(recipient, Step.CASE_LINK, call.by)
    if command.case is not None:
        case = await _case(desk, command.case, call.by)
        party = case.state.filed.party
        check_party(recipient, party.name, party.uscc, case.row.number)
        events = decide(disposition.state, command, None, moment, by=call.by)
        return await recorded(desk, call, moment, disposition, events)
    why = command.reason if isinstance(command, ending.LinkCase) else command.text
    lead = lead_of(directory.known, disposition, command.recipient, why, moment.on, call.by)
    events = decide(disposition.state, command, lead.stream, moment, by=call.by)
    return await recorded(desk, call, moment, disposition, events, lead)


async def complete(
    desk: Desk, directory: Directory, disposition_id: UUID, command: ending.Complete, call: Call
) -> Done:
    """办结: a serious result has led to a case, or it is said why not."""
    disposition, moment = await taken(desk, directory, disposition_id, command, call)
    filed = await _is_filed(desk, disposition)
    events = ending.complete(disposition.state, command, moment, by=call.by, filed=filed)
    return await recorded(desk, call, moment, disposition, events)


async def _is_filed(desk: Desk, disposition: DispositionRecord) -> bool:
    """Whether a lead of the matter, since its import or a step, was filed as a case."""
    row = disposition.row
    leads = [*((row.lead,) if row.lead else ()), *row.leads]
    found = [await desk.load(LEAD, each) for each in leads]
    return any(each.state.status is LeadStatus.FILED for each in found)


async def taken(
    desk: Desk, directory: Directory, disposition_id: UUID, command: Command, call: Call
) -> tuple[DispositionRecord, Moment]:
    """The disposition a command is about, and the moment of the act.

    What a step may not be dated before is the step of the same recipient that it follows.
    """
    disposition = await desk.current(DISPOSITION, disposition_id, call.expected)
    on = effective(command.acted_on, today=call.today, not_before=None)
    return disposition, moment_of(directory, disposition, on, call.today)


def moment_of(
    directory: Directory, disposition: DispositionRecord, on: date, today: date
) -> Moment:
    """A moment in the life of a disposition, with its clocks."""
    almanac = directory.almanac()
    law = Law(almanac.rules, almanac.calendar)
    return Moment(on=on, today=today, law=law, clocks=disposition.row.clocks)


async def recorded(
    desk: Desk,
    call: Call,
    moment: Moment,
    disposition: DispositionRecord,
    events: Sequence[DispositionEvent],
    *others: Change,
) -> Done:
    """Records what was decided on a disposition, with what goes along."""
    return await desk.record(call, moment.on, _of(disposition, events), *others)


def _of(disposition: DispositionRecord, events: Sequence[DispositionEvent]) -> Change:
    return Change(
        stream=disposition.stream, aggregate=DISPOSITION, events=events, before=disposition
    )


async def _case(desk: Desk, case_id: UUID, by: Officer) -> Loaded[Case, CaseRow]:
    """A case that the officer can see. Raises Invalid."""
    try:
        case = await desk.load(CASE, case_id)
    except Missing:
        raise Invalid("/case", "no-such-record", value=str(case_id)) from None
    if not may_see(by, case.row.orgs):
        raise Invalid("/case", "no-such-record", value=str(case_id))
    return case


async def _decided(
    desk: Desk, disposition: DispositionRecord, case_id: UUID, by: Officer
) -> escalation.Decided:
    """What a case decided that stands; of this matter if it was filed from it, or linked to it."""
    found = await _case(desk, case_id, by)
    case, row = found.state, found.row
    linked = {link.case for each in disposition.state.tracks for link in each.links}
    stands = case.decision is not None and case.revoked is None
    return escalation.Decided(
        case=case_id,
        number=row.decision_number or row.number,
        of_matter=case.filed.disposition == disposition.stream or case_id in linked,
        party=case.filed.party.name,
        party_uscc=case.filed.party.uscc,
        on=row.decided_on if stands else None,
        penalties={each.kind for each in case.penalties} if stands else set(),
    )
