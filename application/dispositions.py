"""What users do with dispositions up to notification."""

from uuid import UUID, uuid4

import domain.disposition.decisions as decide
from application.aggregates import DISPOSITION, REFERRAL
from application.desk import Call, Change, Desk, Done
from application.directory import Directory
from domain.disposition.events import NotifiedOutside
from domain.referral.events import ReferralIssued, Subject
from domain.referral.kinds import ReferralKind, SubjectKind
from domain.refusals import Invalid
from domain.time import effective


async def serve_notice(
    desk: Desk, disposition_id: UUID, command: decide.ServeNotice, call: Call
) -> Done:
    """One recipient received the written notice."""
    disposition = await desk.current(DISPOSITION, disposition_id, call.expected)
    on = effective(command.effective_on or command.received_on, today=call.today, not_before=None)
    events = decide.serve_notice(disposition.state, command, by=call.by, today=call.today)
    return await desk.record(
        call,
        on,
        Change(stream=disposition_id, aggregate=DISPOSITION, events=events, before=disposition),
    )


async def notify_outside(
    desk: Desk,
    directory: Directory,
    disposition_id: UUID,
    command: decide.NotifyOutside,
    call: Call,
) -> Done:
    """跨省通报: a referral takes the result to the bureau of another province."""
    disposition = await desk.current(DISPOSITION, disposition_id, call.expected)
    on = effective(command.effective_on, today=call.today, not_before=None)
    referral_id = uuid4()
    events = decide.notify_outside(disposition.state, command, referral_id, by=call.by)
    told = events[0]
    assert isinstance(told, NotifiedOutside)
    target = directory.known.organisations.get(told.to_org)
    if target is None or not target.is_outside:
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
        on,
        Change(stream=disposition_id, aggregate=DISPOSITION, events=events, before=disposition),
        Change(stream=referral_id, aggregate=REFERRAL, events=[issued]),
    )
