"""Other bodies in a case: another department that is competent, a bureau asked for assistance."""

from uuid import UUID, uuid4

from application import joint_review_ties
from application.aggregates import CASE, REFERRAL
from application.cases import CaseRecord, taken
from application.criminal_transfers import subject_of_case
from application.desk import Call, Change, Desk, Done
from application.directory import Directory
from domain.case import referrals as case_side
from domain.case.events import CaseEvent
from domain.case.law import Moment
from domain.reference.organisations import check_department
from domain.referral.events import ReferralIssued
from domain.referral.kinds import ReferralKind
from domain.refusals import Invalid


async def refer_out(
    desk: Desk, directory: Directory, case_id: UUID, command: case_side.ReferOut, call: Call
) -> Done:
    """移送其他部门 of a case so decided. What is answered is the referral."""
    case, moment = await taken(desk, directory, case_id, command, call)
    check_department(directory.known.organisation_given(command.to_org, "/toOrg"))
    referral_id = uuid4()
    events = case_side.refer_out(case.state, command, referral_id, moment, by=call.by)
    issued = ReferralIssued(
        kind=ReferralKind.OTHER_DEPARTMENT,
        subject=subject_of_case(case),
        from_org=case.state.org,
        to_org=command.to_org,
        reason=command.reason,
        dossier=case.row.dossier,
    )
    return await _both(desk, call, moment, issued, referral_id, case, events)


async def ask_assistance(
    desk: Desk, directory: Directory, case_id: UUID, command: case_side.AskAssistance, call: Call
) -> Done:
    """协助调查: another bureau is asked. What is answered is the referral."""
    case, moment = await taken(desk, directory, case_id, command, call)
    target = directory.known.organisation_given(command.to_org, "/toOrg")
    if not target.assists or target.code == case.state.org:
        raise Invalid("/toOrg", "organisation-does-not-assist", org=target.code)
    referral_id = uuid4()
    events = case_side.ask_assistance(case.state, command, referral_id, moment, by=call.by)
    issued = ReferralIssued(
        kind=ReferralKind.ASSISTANCE,
        subject=subject_of_case(case),
        from_org=case.state.org,
        to_org=command.to_org,
        reason=command.reason,
        asked=command.asked,
        dossier=case.row.dossier,
    )
    return await _both(desk, call, moment, issued, referral_id, case, events)


async def _both(
    desk: Desk,
    call: Call,
    moment: Moment,
    issued: ReferralIssued,
    referral_id: UUID,
    case: CaseRecord,
    events: list[CaseEvent],
) -> Done:
    return await joint_review_ties.recorded(
        desk,
        call,
        moment,
        Change(stream=referral_id, aggregate=REFERRAL, events=[issued]),
        Change(stream=case.stream, aggregate=CASE, events=events, before=case),
    )
