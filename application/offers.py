"""Offering a lead to another body: dispatched, transferred or reported up (分派、移送、报请)."""

from uuid import UUID, uuid4

from msgspec.structs import replace

from application.aggregates import LEAD, REFERRAL
from application.desk import Call, Change, Desk, Done
from application.directory import Directory
from application.leads import taken_up
from domain.lead.handover import Refer, check_offer, offer
from domain.lead.state import Lead
from domain.reference.organisations import Organisation
from domain.reference.state import Reference
from domain.referral import decisions as decide
from domain.referral.events import Subject
from domain.referral.kinds import ReferralKind, SubjectKind
from domain.refusals import Invalid, OutOfOrder


async def refer(
    desk: Desk, directory: Directory, lead_id: UUID, command: Refer, call: Call
) -> Done:
    """The lead is dispatched, transferred (a draft, unless a leader sends it) or reported up.

    What is answered is the referral.
    """
    lead, on = await taken_up(desk, lead_id, command, call)
    target = _target(directory.known, command, lead.state)
    command = replace(command, effective_on=on)
    check_offer(lead.state, command, target, by=call.by)
    referral_id = uuid4()
    begun = decide.begin(
        command.kind,
        subject_of(lead_id, lead.state),
        decide.Terms(
            from_org=lead.state.holder,
            to_org=target.code,
            reason=command.reason,
            dossier=lead.row.dossier,
            asked=command.asked,
            report_back_by=command.report_back_by,
            proposed_by=command.proposed_by,
        ),
        by=call.by,
    )
    changes = [Change(stream=referral_id, aggregate=REFERRAL, events=begun)]
    if decide.is_sent(begun):
        offered = offer(lead.state, command, referral_id, target)
        changes.append(Change(stream=lead_id, aggregate=LEAD, events=offered, before=lead))
    return await desk.record(call, on, *changes)


def subject_of(lead_id: UUID, lead: Lead) -> Subject:
    """A lead as it is described to a receiver."""
    return Subject(
        kind=SubjectKind.LEAD,
        id=lead_id,
        title=lead.title,
        product=lead.product,
        enterprise=lead.enterprise_name,
        source=lead.source,
        serious=lead.serious,
    )


def _target(known: Reference, command: Refer, lead: Lead) -> Organisation:
    if command.kind is ReferralKind.REQUEST_UP:
        superior = known.organisation(lead.holder).superior
        if superior is None:
            raise OutOfOrder("no-common-superior", basis="PP-DESIGNATE")
        return known.organisation(superior)
    if command.to_org is None:
        raise Invalid("/toOrg", "value-required")
    return known.organisation_given(command.to_org, "/toOrg")
