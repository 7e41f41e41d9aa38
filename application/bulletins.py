"""What users do with bulletins (通报), and with the results they are counted from."""

import asyncio
from functools import reduce
from uuid import UUID, uuid4

import domain.bulletin.decisions as decide
import domain.sampling.correction as sampling
from application.aggregates import BULLETIN, DISPOSITION, RESULT
from application.desk import Call, Change, Desk, Done, Loaded
from application.directory import Directory
from application.figures import Tallies, count
from application.queries import ReadModels
from application.views.bulletin import BulletinRow
from application.views.test_result import TestResultRow
from domain.bulletin.decisions import Counting
from domain.bulletin.events import BulletinEvent
from domain.bulletin.state import Bulletin
from domain.commands import Command
from domain.disposition.events import ResultAmended
from domain.sampling.events import ResultCorrected, SamplingEvent
from domain.tagging import check_campaigns
from domain.time import effective

WAIT_SECONDS = 5.0

BulletinRecord = Loaded[Bulletin, BulletinRow]
ResultRecord = Loaded[sampling.Recorded, TestResultRow]


async def draft(
    desk: Desk, directory: Directory, command: decide.DraftBulletin, call: Call
) -> Done:
    """起草通报."""
    on = effective(command.effective_on, today=call.today, not_before=None)
    events = decide.draft(
        command, directory.known.organisations, head=await _head(desk), by=call.by
    )
    return await desk.record(call, on, Change(stream=uuid4(), aggregate=BULLETIN, events=events))


async def redraft(
    desk: Desk, bulletin_id: UUID, command: decide.RedraftBulletin, call: Call
) -> Done:
    """修改草稿."""
    bulletin = await desk.current(BULLETIN, bulletin_id, call.expected)
    events = decide.redraft(bulletin.state, command, head=await _head(desk), by=call.by)
    return await _record(desk, call, bulletin, command, events)


async def issue(
    desk: Desk,
    read_models: ReadModels,
    tallies: Tallies,
    bulletin_id: UUID,
    command: decide.IssueBulletin,
    call: Call,
) -> Done:
    """发布通报: counted once more at the cut-off of the draft, and frozen."""
    bulletin = await desk.current(BULLETIN, bulletin_id, call.expected)
    state = bulletin.state
    counting = await counted(read_models, tallies, state, state.cut_off)
    events = decide.issue(state, command, counting, by=call.by, today=call.today)
    return await _record(desk, call, bulletin, command, events)


async def correct(
    desk: Desk,
    read_models: ReadModels,
    tallies: Tallies,
    bulletin_id: UUID,
    command: decide.CorrectBulletin,
    call: Call,
) -> Done:
    """更正通报."""
    bulletin = await desk.current(BULLETIN, bulletin_id, call.expected)
    head = await _head(desk)
    cut_off = head if command.cut_off is None else min(command.cut_off, head)
    counting = await counted(read_models, tallies, bulletin.state, cut_off)
    events = decide.correct(bulletin.state, command, counting, by=call.by)
    return await _record(desk, call, bulletin, command, events)


async def drop(desk: Desk, bulletin_id: UUID, command: decide.DropBulletin, call: Call) -> Done:
    """作废草稿."""
    bulletin = await desk.current(BULLETIN, bulletin_id, call.expected)
    events = decide.drop(bulletin.state, command, by=call.by)
    return await _record(desk, call, bulletin, command, events)


async def counted(
    read_models: ReadModels, tallies: Tallies, bulletin: Bulletin, cut_off: int
) -> Counting:
    """The figures at a cut-off, once the lists have reached it. Raises Behind."""
    await read_models.wait_for(cut_off, WAIT_SECONDS)
    return await count(tallies, bulletin.scope, cut_off)


async def correct_result(
    desk: Desk, directory: Directory, result_id: UUID, command: sampling.CorrectResult, call: Call
) -> Done:
    """更正检验结果."""
    result: ResultRecord = await desk.current(RESULT, result_id, call.expected)
    on = effective(command.effective_on, today=call.today, not_before=None)
    check_campaigns(command.campaigns or (), directory.known.campaigns)
    events = sampling.correct(result.state, command, directory.known, by=call.by, today=call.today)
    change = Change(stream=result_id, aggregate=RESULT, events=events, before=result)
    copies = await _copies(desk, result, events, command.reason)
    return await desk.record(call, on, change, *copies)


async def void_result(
    desk: Desk, result_id: UUID, command: sampling.VoidResult, call: Call
) -> Done:
    """作废检验结果."""
    result: ResultRecord = await desk.current(RESULT, result_id, call.expected)
    on = effective(command.effective_on, today=call.today, not_before=None)
    events = sampling.void(result.state, command, by=call.by)
    change = Change(stream=result_id, aggregate=RESULT, events=events, before=result)
    return await desk.record(call, on, change)


async def _copies(
    desk: Desk, result: ResultRecord, events: list[SamplingEvent], reason: str
) -> list[Change]:
    """The same correction of what a disposition says of the result."""
    if result.row.disposition is None:
        return []
    after = reduce(sampling.evolve, events, result.state).result
    (correction,) = (each for each in events if isinstance(each, ResultCorrected))
    again = correction.catalogue_revision is not None
    disposition = await desk.load(DISPOSITION, result.row.disposition)
    amended = ResultAmended(
        result=after,
        product_kind=correction.product_kind if again else result.row.product_kind,
        reason=reason,
        catalogue_revision=correction.catalogue_revision,
        risk=correction.risk,
    )
    copy = Change(
        stream=disposition.stream, aggregate=DISPOSITION, events=[amended], before=disposition
    )
    return [copy]


async def _record(
    desk: Desk,
    call: Call,
    bulletin: BulletinRecord,
    command: Command,
    events: list[BulletinEvent],
) -> Done:
    on = effective(command.effective_on, today=call.today, not_before=None)
    change = Change(stream=bulletin.stream, aggregate=BULLETIN, events=events, before=bulletin)
    return await desk.record(call, on, change)


async def _head(desk: Desk) -> int:
    return await asyncio.to_thread(desk.ledger.batch.head)
