"""Read, decide, record: what a desk promises whoever else is at work, and however often asked."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import Notification

import domain.lead.decisions as decide
from application.aggregates import DISPOSITION, LEAD, REFERRAL
from application.desk import (
    Aggregate,
    Change,
    Contended,
    Desk,
    Done,
    Missing,
    Stale,
    folded,
)
from application.directory import Directory
from application.leads import decide_no_filing, mark_serious, start_verification
from application.ledger import Ledger
from application.referrals import accept, give_back, receive, withdraw
from domain.access import InformantRead
from domain.referral import decisions as referral_decide
from domain.referral.state import ReferralStatus
from domain.refusals import Refusal
from tests.application.bureau import (
    call,
    comes_between,
    dispatched,
    linked,
    registered,
    story,
    verified,
)
from tests.application.memory import recorder_of
from tests.domain.story import HANDLER, LEADER, TODAY, XUHUI

T = TypeVar("T")


def test_what_was_recorded_is_answered_and_read_alike(desk: Desk, directory: Directory) -> None:
    async def told() -> None:
        done = await registered(desk, directory)
        assert (done.version, done.replayed) == (1, False)
        assert done.position == desk.ledger.batch.head()
        loaded = await desk.load(LEAD, done.stream)
        assert loaded.row == done.row
        assert loaded.row.recorded_at.tzinfo is UTC
        assert await desk.known(LEAD, done.stream) == loaded

    story(told)


def test_a_record_that_is_not_there_is_missing(desk: Desk, directory: Directory) -> None:
    async def told() -> None:
        with pytest.raises(Missing):
            await desk.load(LEAD, uuid4())
        lead = await registered(desk, directory)
        await is_missing(desk, REFERRAL, lead.stream)
        await is_missing(desk, DISPOSITION, lead.stream)

    story(told)


async def is_missing(desk: Desk, aggregate: Aggregate[Any, Any], stream: UUID) -> None:
    with pytest.raises(Missing):
        await desk.load(aggregate, stream)
    with pytest.raises(Missing):
        await desk.known(aggregate, stream)


def test_one_who_saw_an_old_version_is_told_which_one_it_is_now(
    desk: Desk, directory: Directory
) -> None:
    async def told() -> None:
        lead = await registered(desk, directory)
        await verified(desk, lead, expected=1)
        with pytest.raises(Stale) as told_so:
            await verified(desk, lead, expected=1)
        assert (told_so.value.expected, told_so.value.version) == (1, 2)
        with pytest.raises(Stale):
            await verified(desk, lead, expected=9)

    story(told)


def test_a_version_recorded_by_another_process_is_found(
    desk: Desk, directory: Directory, ledger: Ledger
) -> None:
    elsewhere = Desk(ledger)

    async def told() -> None:
        lead = await registered(desk, directory)
        await verified(elsewhere, lead, expected=1)
        assert (await desk.known(LEAD, lead.stream)).version == 1
        assert (await desk.current(LEAD, lead.stream, 2)).version == 2
        assert (await desk.known(LEAD, lead.stream)).version == 2

    story(told)
    elsewhere.close()


def test_of_a_known_record_only_what_came_after_is_read(
    desk: Desk, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, unknowing = Desk(desk.ledger), Desk(desk.ledger)
    read: list[int] = []
    select = desk.ledger.batch.select_later

    def counted(after: Mapping[UUID, int]) -> Sequence[Notification]:
        found = select(after)
        read.append(len(found))
        return found

    async def told() -> None:
        monkeypatch.setattr(desk.ledger.batch, "select_later", counted)
        stream = (await registered(desk, directory)).stream
        for version in range(1, 6):
            serious = decide.MarkSerious(serious=bool(version % 2), reason="标记")
            await mark_serious(elsewhere, stream, serious, call(expected=version))
        assert read == [1], "the other desk read the registration"

        first = await desk.load(LEAD, stream)
        again = await desk.load(LEAD, stream)
        await desk.known(LEAD, stream)
        fresh = await unknowing.load(LEAD, stream)

        assert read == [1, 5, 0, 6]
        assert first == again == fresh

    story(told)
    elsewhere.close()
    unknowing.close()


def test_a_district_and_the_city_at_once_one_wins_and_the_other_learns_of_it(
    desk: Desk, directory: Directory
) -> None:
    async def told() -> None:
        lead = await registered(desk, directory)
        sent = await dispatched(desk, directory, lead)
        got = await receive(
            desk, directory, sent.stream, referral_decide.Receive(), call(HANDLER, expected=1)
        )
        taking, back = call(HANDLER, expected=got.version), call(expected=got.version)
        both = await asyncio.gather(
            desk.run(
                taking,
                REFERRAL,
                lambda: accept(desk, sent.stream, referral_decide.Accept(), taking),
            ),
            desk.run(
                back,
                REFERRAL,
                lambda: withdraw(desk, sent.stream, referral_decide.Withdraw(reason="误发"), back),
            ),
            return_exceptions=True,
        )
        assert [type(each) for each in both] == [Done, Stale]
        referral = await desk.load(REFERRAL, sent.stream)
        assert referral.row.status is ReferralStatus.ACCEPTED
        assert (await desk.load(LEAD, lead.stream)).row.holder == XUHUI

    story(told)


def test_all_changes_of_a_command_are_recorded_or_none(
    desk: Desk, directory: Directory, ledger: Ledger
) -> None:
    async def told() -> None:
        lead = await registered(desk, directory)
        stale = await desk.load(LEAD, lead.stream)
        await comes_between(ledger, lead.stream, 2)
        head = ledger.batch.head()
        new = Change(stream=uuid4(), aggregate=LEAD, events=[linked("一")])
        old = Change(stream=lead.stream, aggregate=LEAD, events=[linked("二")], before=stale)
        with pytest.raises(Contended):
            await desk.record(call(), TODAY, new, old)
        assert ledger.batch.head() == head

    story(told)


def test_commands_of_one_tick_share_a_durable_write(
    desk: Desk, directory: Directory, ledger: Ledger
) -> None:
    async def told() -> None:
        recorder = recorder_of(ledger)
        recorder.batches.clear()
        await asyncio.gather(*(registered(desk, directory, str(each)) for each in range(40)))
        assert sum(recorder.batches) == 40
        assert len(recorder.batches) <= 3

    story(told)


def test_a_stream_that_only_collects_takes_notes_of_several_at_once(
    desk: Desk, ledger: Ledger
) -> None:
    stream, read = uuid4(), InformantRead(lead=uuid4(), person=uuid4(), reason="核实")

    async def told() -> None:
        await asyncio.gather(*(desk.note(call(), stream, read) for _ in range(4)))
        assert len(await desk.history([stream])) == 4
        assert len(await desk.history([stream], upto=2)) == 2
        assert ledger.batch.head() == 4

    story(told)


def test_a_lead_goes_to_a_district_comes_back_and_is_closed(
    desk: Desk, directory: Directory
) -> None:
    async def told() -> list[str]:
        lead = await registered(desk, directory)
        statuses: list[str] = []

        async def now() -> int:
            record = await desk.load(LEAD, lead.stream)
            assert record == folded(LEAD, await desk.history([lead.stream]))
            statuses.append(record.row.status)
            return record.version

        sent = await dispatched(desk, directory, lead)
        await now()
        got = await receive(
            desk, directory, sent.stream, referral_decide.Receive(), call(HANDLER, expected=1)
        )
        back = referral_decide.Return(reason_code="duplicate", reason="已有同一线索")
        await give_back(desk, directory, sent.stream, back, call(HANDLER, expected=got.version))
        lead = Done(await desk.load(LEAD, lead.stream), 0)
        await now()
        again = await dispatched(desk, directory, lead)
        got = await receive(
            desk, directory, again.stream, referral_decide.Receive(), call(HANDLER, expected=1)
        )
        await accept(
            desk, again.stream, referral_decide.Accept(), call(HANDLER, expected=got.version)
        )
        version = await now()
        closing = decide.DecideNoFiling(reason_code="unfounded", reason="事实不成立")
        await decide_no_filing(
            desk, directory, lead.stream, closing, call(LEADER, expected=version)
        )
        await now()
        assert (await desk.load(REFERRAL, again.stream)).row.status is ReferralStatus.FEEDBACK_DUE
        return statuses

    assert story(told) == ["dispatched", "registered", "verifying", "not_filed"]


def test_a_refusal_is_no_event(desk: Desk, directory: Directory, ledger: Ledger) -> None:
    async def told() -> None:
        lead = await registered(desk, directory)
        head = ledger.batch.head()
        by_another = call(HANDLER, expected=1)
        with pytest.raises(Refusal):
            await start_verification(desk, lead.stream, decide.StartVerification(), by_another)
        assert ledger.batch.head() == head

    story(told)
