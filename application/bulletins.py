"""What users do with bulletins (通报), and with the results they are counted from."""

import asyncio
from datetime import date, datetime
from functools import reduce
from uuid import UUID, uuid4

from msgspec import Struct

import domain.bulletin.decisions as decide
import domain.sampling.correction as sampling
from application.aggregates import BULLETIN, DISPOSITION, RESULT
from application.bulletin_claims import number_taken, quarter_left, quarter_taken
from application.desk import Call, Change, Desk, Done, Loaded
from application.directory import Directory
from application.dispositions import bureau_by
from application.figures import Tallies, count
from application.queries import ReadModels
from application.views.bulletin import BulletinRow
from application.views.test_result import TestResultRow
from domain.bulletin.decisions import Counting, CutOff, Day
from domain.bulletin.events import BulletinEvent, Scope
from domain.bulletin.state import Bulletin
from domain.commands import Command
from domain.disposition.decisions import recipients_of
from domain.disposition.events import ResultAmended
from domain.reference.state import Reference
from domain.refusals import Invalid
from domain.sampling.events import ResultCorrected, SamplingEvent
from domain.tagging import check_campaigns
from domain.time import effective

WAIT_SECONDS = 5.0

BulletinRecord = Loaded[Bulletin, BulletinRow]
ResultRecord = Loaded[sampling.Recorded, TestResultRow]


class Counter(Struct, frozen=True):
    """What bulletins are counted with."""

    read_models: ReadModels
    tallies: Tallies
    directory: Directory

    async def count(self, scope: Scope, cut_off: CutOff) -> Counting:
        """The figures at a cut-off, once the lists have reached it. Raises Behind."""
        await self.read_models.wait_for(cut_off.position, WAIT_SECONDS)
        known = self.directory.at(cut_off.position)
        return await count(self.tallies, scope, cut_off, known)


async def draft(
    desk: Desk, directory: Directory, command: decide.DraftBulletin, call: Call, now: datetime
) -> Done:
    """起草通报."""
    on = effective(command.effective_on, today=call.today, not_before=None)
    head = await _head(desk)
    cut_off = await _cut_off(desk, command, now) or await _at(desk, head)
    events = decide.draft(
        command, directory.known, cut_off, head=head, by=call.by, today=call.today
    )
    return await desk.record(call, on, Change(stream=uuid4(), aggregate=BULLETIN, events=events))


async def redraft(
    desk: Desk,
    directory: Directory,
    bulletin_id: UUID,
    command: decide.RedraftBulletin,
    call: Call,
    now: datetime,
) -> Done:
    """修改草稿."""
    bulletin: BulletinRecord = await desk.current(BULLETIN, bulletin_id, call.expected)
    day = _day(bulletin, command, call)
    cut_off = await _cut_off(desk, command, now)
    head = await _head(desk)
    events = decide.redraft(
        bulletin.state, command, directory.known, cut_off, head=head, by=call.by, today=call.today
    )
    day.check()
    return await _record(desk, call, bulletin, day, events)


async def issue(
    desk: Desk, counter: Counter, bulletin_id: UUID, command: decide.IssueBulletin, call: Call
) -> Done:
    """发布通报: counted once more at the cut-off of the draft, and frozen."""
    bulletin: BulletinRecord = await desk.current(BULLETIN, bulletin_id, call.expected)
    state, day = bulletin.state, _day(bulletin, command, call)
    counting = await counter.count(state.scope, CutOff(state.cut_off, state.cut_off_at))
    events = decide.issue(state, command, counting, by=call.by, day=day)
    claims = [
        *await number_taken(desk, state.issuer, command.number, bulletin_id),
        *await quarter_taken(desk, state, state.scope, bulletin_id),
    ]
    return await _record(desk, call, bulletin, day, events, claims)


async def correct(
    desk: Desk,
    counter: Counter,
    bulletin_id: UUID,
    command: decide.CorrectBulletin,
    call: Call,
    now: datetime,
) -> Done:
    """更正通报."""
    bulletin: BulletinRecord = await desk.current(BULLETIN, bulletin_id, call.expected)
    state, day = bulletin.state, _day(bulletin, command, call)
    head = await _head(desk)
    cut_off = await _cut_off(desk, command, now) or await _at(desk, head)
    if cut_off.position > head:
        cut_off = await _at(desk, head)
    scope = command.scope.as_recorded() if command.scope else state.scope
    counting = await counter.count(scope, cut_off)
    known = counter.directory.known
    events = decide.correct(state, command, known, counting, by=call.by, day=day)
    claims = [
        *await number_taken(desk, state.issuer, command.number, bulletin_id),
        *await quarter_taken(desk, state, scope, bulletin_id),
    ]
    return await _record(desk, call, bulletin, day, events, claims)


async def withdraw(
    desk: Desk, bulletin_id: UUID, command: decide.WithdrawBulletin, call: Call
) -> Done:
    """撤销通报."""
    bulletin: BulletinRecord = await desk.current(BULLETIN, bulletin_id, call.expected)
    day = _day(bulletin, command, call)
    events = decide.withdraw(bulletin.state, command, by=call.by, day=day)
    left = await quarter_left(desk, bulletin.state, bulletin_id)
    return await _record(desk, call, bulletin, day, events, left)


async def drop(desk: Desk, bulletin_id: UUID, command: decide.DropBulletin, call: Call) -> Done:
    """作废草稿."""
    bulletin: BulletinRecord = await desk.current(BULLETIN, bulletin_id, call.expected)
    day = _day(bulletin, command, call)
    events = decide.drop(bulletin.state, command, by=call.by, day=day)
    return await _record(desk, call, bulletin, day, events)


async def correct_result(
    desk: Desk, directory: Directory, result_id: UUID, command: sampling.CorrectResult, call: Call
) -> Done:
    """更正检验结果."""
    result: ResultRecord = await desk.current(RESULT, result_id, call.expected)
    on = effective(command.effective_on, today=call.today, not_before=None)
    check_campaigns(command.campaigns or (), directory.known.campaigns)
    events = sampling.correct(result.state, command, directory.known, by=call.by, today=call.today)
    change = Change(stream=result_id, aggregate=RESULT, events=events, before=result)
    copies = await _copies(desk, directory.known, result, events, command.reason, on)
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
    desk: Desk,
    known: Reference,
    result: ResultRecord,
    events: list[SamplingEvent],
    reason: str,
    on: date,
) -> list[Change]:
    """The same correction of what a disposition says of the result, and of who handles it."""
    if result.row.disposition is None:
        return []
    after = reduce(sampling.evolve, events, result.state).result
    (correction,) = (each for each in events if isinstance(each, ResultCorrected))
    again = correction.catalogue_revision is not None
    disposition = await desk.load(DISPOSITION, result.row.disposition)
    bureaus = bureau_by(after.producer.place, known), bureau_by(after.sampled.place, known)
    amended = ResultAmended(
        result=after,
        product_kind=correction.product_kind if again else result.row.product_kind,
        reason=reason,
        recipients=recipients_of(after, bureaus),
        on=on,
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
    day: Day,
    events: list[BulletinEvent],
    claims: list[Change] | None = None,
) -> Done:
    change = Change(stream=bulletin.stream, aggregate=BULLETIN, events=events, before=bulletin)
    return await desk.record(call, day.on, change, *(claims or ()))


def _day(bulletin: BulletinRecord, command: Command, call: Call) -> Day:
    """The day of an act, and that of the draft or of the edition before."""
    on = effective(command.effective_on, today=call.today, not_before=None)
    edition = bulletin.row.edition
    return Day(on, edition.issued_on if edition else bulletin.row.drafted_on)


async def _cut_off(desk: Desk, command: decide.CutOffGiven, now: datetime) -> CutOff | None:
    """The cut-off that a command gives, as position or moment; None if it gives none."""
    if command.cut_off_at is not None:
        if command.cut_off_at > now:
            raise Invalid("/cutOffAt", "cut-off-moment-in-future")
        batch = desk.ledger.batch
        position = await asyncio.to_thread(batch.position_at, command.cut_off_at)
        return CutOff(position, command.cut_off_at)
    return None if command.cut_off is None else await _at(desk, command.cut_off)


async def _at(desk: Desk, position: int) -> CutOff:
    """A position, with the moment it was recorded at."""
    found = await asyncio.to_thread(desk.ledger.recorder.select_notifications, position, 1)
    moments = (getattr(each, "recorded_at", None) for each in found if each.id == position)
    return CutOff(position, next(moments, None))


async def _head(desk: Desk) -> int:
    return await asyncio.to_thread(desk.ledger.batch.head)
