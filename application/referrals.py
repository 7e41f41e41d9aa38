"""What users do with referrals: each step is taken on the referral and what it carries."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID, uuid4

import domain.referral.decisions as decide
from application.aggregates import CASE, DISPOSITION, LEAD, REFERRAL
from application.desk import Call, Change, Desk, Done, Loaded, Missing
from application.directory import Directory
from application.leads import concluded, reason_codes
from application.views.lead import LeadRow
from application.views.referral import ReferralRow
from domain.case import referrals as case_side
from domain.case.law import Law, Moment
from domain.commands import Command
from domain.disposition.decisions import handled_outside, withdrawn_outside
from domain.disposition.events import DispositionEvent
from domain.disposition.state import Disposition
from domain.lead import handover
from domain.lead.events import LeadEvent
from domain.lead.state import Lead
from domain.reference.reasons import ReasonUse
from domain.reference.state import Reference
from domain.referral import answers
from domain.referral.events import ReferralEvent, ReferralIssued
from domain.referral.kinds import ReferralKind, SubjectKind
from domain.referral.state import Referral
from domain.refusals import Invalid, OutOfOrder
from domain.time import effective

ReferralRecord = Loaded[Referral, ReferralRow]
LeadRecord = Loaded[Lead, LeadRow]


async def approve(
    desk: Desk, directory: Directory, referral_id: UUID, command: decide.Approve, call: Call
) -> Done:
    """A drafted transfer is approved and sent."""
    referral = await desk.current(REFERRAL, referral_id, call.expected)
    lead = await desk.known(LEAD, referral.state.subject.id)
    on = effective(command.effective_on, today=call.today, not_before=lead.row.last_step_on)
    events = decide.approve(referral.state, by=call.by)
    sent = handover.Refer(
        kind=referral.state.kind,
        to_org=referral.state.to_org,
        reason=referral.state.reason,
        effective_on=on,
        report_back_by=referral.row.report_back_by,
    )
    target = directory.known.organisation(referral.state.to_org)
    handover.check_offer(lead.state, sent, target, by=call.by)
    offered = handover.offer(lead.state, sent, referral_id, target)
    return await _both(desk, call, on, (referral, events), (lead, offered))


async def receive(
    desk: Desk, directory: Directory, referral_id: UUID, command: decide.Receive, call: Call
) -> Done:
    """签收: the receiver has it; its own period starts on the day of receipt."""
    referral = await desk.current(REFERRAL, referral_id, call.expected)
    sent_on = referral.row.sent_on
    on = effective(command.effective_on, today=call.today, not_before=sent_on)
    received_on = effective(
        command.received_on or on, today=call.today, not_before=sent_on, pointer="/receivedOn"
    )
    receiver = acting_for(directory.known, referral.state)
    events = decide.receive(referral.state, received_on, by=call.by, receiver=receiver)
    if referral.state.subject.kind is not SubjectKind.LEAD:
        return await _alone(desk, call, on, referral, events)
    lead = await desk.known(LEAD, referral.state.subject.id)
    received = handover.receive(lead.state, referral_id, received_on)
    changes = [of_referral(referral, events), _of_lead(lead, received)]
    if referral.state.kind is ReferralKind.OTHER_DEPARTMENT:
        changes += await concluded(desk, lead.state, "transferred-to-department")
    return await desk.record(call, on, *changes)


async def bounce(
    desk: Desk, directory: Directory, referral_id: UUID, command: answers.Bounce, call: Call
) -> Done:
    """退件: another department did not take it, so that it is the sender's again."""
    referral, moment = await taken_referral(desk, directory, referral_id, command, call)
    receiver = acting_for(directory.known, referral.state)
    events = answers.bounce(referral.state, command, moment, by=call.by, receiver=receiver)
    changes = [of_referral(referral, events)]
    if referral.state.subject.kind is SubjectKind.LEAD:
        lead = await desk.known(LEAD, referral.state.subject.id)
        changes.append(_of_lead(lead, handover.bounce(lead.state, referral_id, command.reason)))
    else:
        changes += await _came_back(desk, referral, command.reason)
    return await desk.record(call, moment.on, *changes)


async def reply(
    desk: Desk, directory: Directory, referral_id: UUID, command: answers.Reply, call: Call
) -> Done:
    """回复协助调查: the case that asked has the answer in its file."""
    referral, moment = await taken_referral(desk, directory, referral_id, command, call)
    receiver = acting_for(directory.known, referral.state)
    events = answers.reply(referral.state, command, moment, by=call.by, receiver=receiver)
    changes = [of_referral(referral, events)]
    subject = referral.state.subject
    if subject.kind is SubjectKind.CASE:
        case = await desk.known(CASE, subject.id)
        answered = case_side.receive_answer(
            case.state, referral_id, referral.state.to_org, command.text, command.evidence
        )
        changes.append(Change(stream=subject.id, aggregate=CASE, events=answered, before=case))
    return await desk.record(call, moment.on, *changes)


async def notify_delay(
    desk: Desk, directory: Directory, referral_id: UUID, command: answers.NotifyDelay, call: Call
) -> Done:
    """告知延期回复, before the reply is due."""
    referral, moment = await taken_referral(desk, directory, referral_id, command, call)
    receiver = acting_for(directory.known, referral.state)
    events = answers.notify_delay(referral.state, command, moment, by=call.by, receiver=receiver)
    return await _alone(desk, call, moment.on, referral, events)


async def accept(desk: Desk, referral_id: UUID, command: decide.Accept, call: Call) -> Done:
    """接收: the receiver answers for it from now on."""
    referral, lead, on = await _open(desk, referral_id, command.effective_on, call)
    events = decide.accept(referral.state, by=call.by)
    return await _both(
        desk, call, on, (referral, events), (lead, handover.accept(lead.state, referral_id))
    )


async def give_back(
    desk: Desk, directory: Directory, referral_id: UUID, command: decide.Return, call: Call
) -> Done:
    """退回: it is the dispatcher's again, with the reason."""
    referral, lead, on = await _open(desk, referral_id, command.effective_on, call)
    codes = reason_codes(directory.known, ReasonUse.RETURN)
    _check_suggested(directory.known, command.suggested_org)
    events = decide.give_back(referral.state, command, by=call.by, reasons=codes)
    returned = handover.give_back(lead.state, referral_id, command.reason_code, command.reason)
    return await _both(desk, call, on, (referral, events), (lead, returned))


async def withdraw(desk: Desk, referral_id: UUID, command: decide.Withdraw, call: Call) -> Done:
    """撤回: the sender takes it back before it is accepted."""
    referral = await desk.current(REFERRAL, referral_id, call.expected)
    on = effective(command.effective_on, today=call.today, not_before=referral.row.sent_on)
    events = decide.withdraw(referral.state, command, by=call.by)
    drafted = referral.row.status == "draft"
    if drafted or referral.state.subject.kind is not SubjectKind.LEAD:
        back = await _came_back(desk, referral, command.reason)
        back += await _of_disposition(
            desk, referral, lambda of: withdrawn_outside(of, referral_id, command.reason, on)
        )
        return await desk.record(call, on, of_referral(referral, events), *back)
    lead = await desk.known(LEAD, referral.state.subject.id)
    recalled = handover.recall(lead.state, referral_id, command.reason)
    return await _both(desk, call, on, (referral, events), (lead, recalled))


async def dispute(
    desk: Desk, directory: Directory, referral_id: UUID, command: decide.Dispute, call: Call
) -> Done:
    """管辖争议: negotiated, or put before the common superior."""
    referral, lead, on = await _open(desk, referral_id, command.effective_on, call)
    _check_suggested(directory.known, command.suggested_org)
    superior = common_superior(directory.known, referral.state)
    events = decide.dispute(referral.state, command, by=call.by, on=on, superior=superior)
    disputed = handover.dispute(lead.state, referral_id, command.reason)
    return await _both(desk, call, on, (referral, events), (lead, disputed))


async def request_designation(
    desk: Desk,
    directory: Directory,
    referral_id: UUID,
    command: decide.RequestDesignation,
    call: Call,
) -> Done:
    """报请指定: negotiation failed."""
    referral = await desk.current(REFERRAL, referral_id, call.expected)
    on = effective(command.effective_on, today=call.today, not_before=referral.row.received_on)
    superior = common_superior(directory.known, referral.state)
    events = decide.request_designation(referral.state, command, by=call.by, superior=superior)
    return await _alone(desk, call, on, referral, events)


async def designate(
    desk: Desk, directory: Directory, referral_id: UUID, command: decide.Designate, call: Call
) -> Done:
    """指定管辖: the superior names the competent body; a new referral takes the matter there."""
    referral, lead, on = await _open(desk, referral_id, command.effective_on, call)
    target = directory.known.organisation_given(command.org, "/org")
    onward = None if command.org == lead.state.holder else uuid4()
    events = decide.designate(referral.state, command, by=call.by, onward=onward)
    settled = handover.designate(
        lead.state, referral_id, target, command.reason, onward, by=call.by
    )
    changes = [
        Change(stream=referral_id, aggregate=REFERRAL, events=events, before=referral),
        Change(stream=lead.stream, aggregate=LEAD, events=settled, before=lead),
    ]
    if onward is not None:
        issued = ReferralIssued(
            kind=ReferralKind.DESIGNATION,
            subject=referral.state.subject,
            from_org=call.by.org,
            to_org=command.org,
            reason=command.reason,
            dossier=referral.state.dossier,
            after=referral_id,
        )
        changes.append(Change(stream=onward, aggregate=REFERRAL, events=[issued]))
    return await desk.record(call, on, *changes)


async def give_feedback(
    desk: Desk, directory: Directory, referral_id: UUID, command: decide.GiveFeedback, call: Call
) -> Done:
    """办理反馈: the sender learns what came of it."""
    referral = await desk.current(REFERRAL, referral_id, call.expected)
    on = effective(command.effective_on, today=call.today, not_before=referral.row.received_on)
    receiver = acting_for(directory.known, referral.state)
    events = decide.give_feedback(referral.state, command, by=call.by, receiver=receiver)
    told = await _of_disposition(
        desk, referral, lambda of: handled_outside(of, referral_id, command.outcome, command.text)
    )
    return await desk.record(call, on, of_referral(referral, events), *told)


async def remind(desk: Desk, referral_id: UUID, command: decide.Remind, call: Call) -> Done:
    """督办: the sender or the superior presses for action."""
    referral = await desk.current(REFERRAL, referral_id, call.expected)
    on = effective(command.effective_on, today=call.today, not_before=referral.row.sent_on)
    if command.answer_by is not None and command.answer_by < on:
        raise Invalid("/answerBy", "date-before-start", date=command.answer_by.isoformat())
    events = decide.remind(referral.state, command, by=call.by)
    return await _alone(desk, call, on, referral, events)


def acting_for(known: Reference, referral: Referral) -> str:
    """Who records the receiver's steps: itself, or the sender for a body without officers here."""
    receiver = known.organisations.get(referral.to_org)
    outside = receiver is not None and receiver.is_outside
    return referral.from_org if outside else referral.to_org


def common_superior(known: Reference, referral: Referral) -> str:
    """The superior of both sides. Raises OutOfOrder when they have none in common here."""
    receiver = known.organisations.get(referral.to_org)
    if receiver is None or receiver.superior is None:
        raise OutOfOrder("no-common-superior", basis="PP-DESIGNATE")
    sender = known.organisations.get(referral.from_org)
    if sender is None or receiver.superior not in {sender.code, sender.superior}:
        raise OutOfOrder("no-common-superior", basis="PP-DESIGNATE")
    return receiver.superior


async def taken_referral(
    desk: Desk, directory: Directory, referral_id: UUID, command: Command, call: Call
) -> tuple[ReferralRecord, Moment]:
    """The referral a command is about, and the moment of the act: no day before its last step."""
    referral = await desk.current(REFERRAL, referral_id, call.expected)
    row, almanac = referral.row, directory.almanac()
    crime = row.crime.last_step_on if row.crime else None
    earliest = crime or row.received_on or row.sent_on
    on = effective(command.acted_on, today=call.today, not_before=earliest)
    law = Law(almanac.rules, almanac.calendar)
    return referral, Moment(on=on, today=call.today, law=law, since=earliest, clocks=row.clocks)


def of_referral(referral: ReferralRecord, events: Sequence[ReferralEvent]) -> Change:
    """What happened to a referral."""
    return Change(stream=referral.stream, aggregate=REFERRAL, events=events, before=referral)


def _of_lead(lead: LeadRecord, events: list[LeadEvent]) -> Change:
    return Change(stream=lead.stream, aggregate=LEAD, events=events, before=lead)


async def _came_back(desk: Desk, referral: ReferralRecord, reason: str) -> list[Change]:
    """A case that another department did not take, or that was not to go there after all."""
    subject, kind = referral.state.subject, referral.state.kind
    if subject.kind is not SubjectKind.CASE or kind is not ReferralKind.OTHER_DEPARTMENT:
        return []
    case = await desk.known(CASE, subject.id)
    events = case_side.come_back(case.state, referral.stream, reason)
    change = Change(stream=case.stream, aggregate=CASE, events=events, before=case)
    return [change] if events else []


async def _of_disposition(
    desk: Desk,
    referral: ReferralRecord,
    decision: Callable[[Disposition], list[DispositionEvent]],
) -> list[Change]:
    """What a notice to another province does to the disposition it carries."""
    if referral.state.kind is not ReferralKind.UNQUALIFIED_NOTICE:
        return []
    try:
        disposition = await desk.known(DISPOSITION, referral.state.subject.id)
    except Missing:
        return []
    events = decision(disposition.state)
    change = Change(
        stream=disposition.stream, aggregate=DISPOSITION, events=events, before=disposition
    )
    return [change] if events else []


async def _open(
    desk: Desk, referral_id: UUID, effective_on: date | None, call: Call
) -> tuple[ReferralRecord, LeadRecord, date]:
    referral = await desk.current(REFERRAL, referral_id, call.expected)
    if referral.state.subject.kind is not SubjectKind.LEAD:
        raise OutOfOrder("not-for-this-kind", kind=referral.state.kind)
    lead = await desk.known(LEAD, referral.state.subject.id)
    earliest = referral.row.received_on or referral.row.sent_on
    on = effective(effective_on, today=call.today, not_before=earliest)
    return referral, lead, on


async def _both(
    desk: Desk,
    call: Call,
    on: date,
    referral: tuple[ReferralRecord, list[ReferralEvent]],
    lead: tuple[LeadRecord, list[LeadEvent]],
) -> Done:
    return await desk.record(call, on, of_referral(*referral), _of_lead(*lead))


async def _alone(
    desk: Desk, call: Call, on: date, referral: ReferralRecord, events: list[ReferralEvent]
) -> Done:
    return await desk.record(call, on, of_referral(referral, events))


def _check_suggested(known: Reference, org: str | None) -> None:
    if org is not None:
        known.organisation_given(org, "/suggestedOrg")
