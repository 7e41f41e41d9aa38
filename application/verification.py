"""What users do while they verify a lead that moves its clock: tests, extension, reply."""

from uuid import UUID

import domain.lead.verification as decide
from application.aggregates import LEAD
from application.desk import Call, Change, Desk, Done
from application.directory import Directory
from application.leads import decided, taken_up
from domain.lead.clocks import VERIFY


async def commission_test(
    desk: Desk, lead_id: UUID, command: decide.CommissionTest, call: Call
) -> Done:
    """A test is ordered: the clock pauses on its day, however late it is entered."""
    return await decided(
        desk,
        lead_id,
        command,
        call,
        lambda lead: decide.commission_test(lead, command, by=call.by, today=call.today),
    )


async def receive_test_result(
    desk: Desk, lead_id: UUID, command: decide.ReceiveTestResult, call: Call
) -> Done:
    """The result arrived: the clock runs on."""
    return await decided(
        desk,
        lead_id,
        command,
        call,
        lambda lead: decide.receive_test_result(lead, command, by=call.by, today=call.today),
    )


async def correct_test_dates(
    desk: Desk, lead_id: UUID, command: decide.CorrectTestDates, call: Call
) -> Done:
    """A test had other days: due dates follow, what was computed before stays as it was."""
    return await decided(
        desk,
        lead_id,
        command,
        call,
        lambda lead: decide.correct_test_dates(lead, command, by=call.by, today=call.today),
    )


async def reply_to_informant(
    desk: Desk, lead_id: UUID, command: decide.ReplyToInformant, call: Call
) -> Done:
    """A named informant was told."""
    return await decided(
        desk,
        lead_id,
        command,
        call,
        lambda lead: decide.reply_to_informant(lead, command, by=call.by),
    )


async def extend(
    desk: Desk, directory: Directory, lead_id: UUID, command: decide.ExtendVerification, call: Call
) -> Done:
    """The holder's clock is extended, if it still runs and the rule allows it."""
    lead, on = await taken_up(desk, lead_id, command, call)
    almanac = directory.almanac()
    own = [
        each
        for each in lead.row.clocks
        if each.rule == VERIFY and each.holder == lead.state.holder and each.stopped_on is None
    ]
    clock = own[-1].clock(almanac.rules) if own else None
    events = decide.extend_verification(
        lead.state, command, on, clock, almanac.calendar, by=call.by, today=call.today
    )
    return await desk.record(
        call, on, Change(stream=lead_id, aggregate=LEAD, events=events, before=lead)
    )
