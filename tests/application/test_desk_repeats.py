"""However often a command is sent, and whoever comes between: it is recorded once."""

import asyncio
from uuid import uuid4

import pytest

from application.aggregates import LEAD
from application.desk import (
    Change,
    Contended,
    Desk,
    Done,
    Exists,
    KeyUsed,
)
from application.directory import Directory
from application.ledger import Ledger
from application.views.lead import LeadRow
from domain.access import InformantRead
from domain.lead.state import LeadStatus
from domain.refusals import OutOfOrder
from tests.application.bureau import (
    call,
    comes_between,
    linked,
    registered,
    story,
    verified,
)
from tests.domain.story import TODAY


def test_a_number_enters_once(desk: Desk, directory: Directory) -> None:
    async def told() -> None:
        first = await registered(desk, directory)
        with pytest.raises(Exists) as told_so:
            await registered(desk, directory)
        assert told_so.value.stream == first.stream
        several = await asyncio.gather(
            *(registered(desk, directory, "2") for _ in range(5)), return_exceptions=True
        )
        assert sorted(type(each).__name__ for each in several) == ["Done", *["Exists"] * 4]

    story(told)


def test_the_same_command_answers_as_it_did_then(desk: Desk, directory: Directory) -> None:
    async def told() -> None:
        given = call(key="k-1")
        first = await desk.run(given, LEAD, lambda: registered(desk, directory, "1", given))
        await verified(desk, first, expected=1)

        again = await desk.run(given, LEAD, lambda: registered(desk, directory, "1", given))

        assert again.replayed
        assert (again.stream, again.version, again.position) == (first.stream, 1, first.position)
        assert again.row == first.row
        assert isinstance(again.row, LeadRow)
        assert again.row.status is LeadStatus.REGISTERED

    story(told)


def test_ten_at_once_of_the_same_command_record_one_event(
    desk: Desk, directory: Directory, ledger: Ledger
) -> None:
    async def told() -> None:
        lead = await registered(desk, directory)
        before = ledger.batch.head()

        done = await asyncio.gather(
            *(verified(desk, lead, expected=1, key="k-2") for _ in range(10))
        )

        assert ledger.batch.head() == before + 1
        assert {(each.version, each.position) for each in done} == {(2, before + 1)}
        assert [each.replayed for each in done].count(False) == 1

    story(told)


def test_a_command_refused_now_but_recorded_before_answers_as_it_did_then(
    desk: Desk, directory: Directory
) -> None:
    async def told() -> None:
        lead = await registered(desk, directory)
        first = await verified(desk, lead, expected=None, key="k-3")
        again = await verified(desk, lead, expected=None, key="k-3")
        stale = await verified(desk, lead, expected=1, key="k-3")
        assert (again, stale) == (replayed(first), replayed(first))
        with pytest.raises(OutOfOrder):
            await verified(desk, lead, expected=None, key="k-4")

    story(told)


def replayed(done: Done) -> Done:
    return Done(done.record, done.position, replayed=True)


def test_a_key_used_for_another_command_is_refused(desk: Desk, directory: Directory) -> None:
    async def told() -> None:
        await registered(desk, directory, "1", call(key="k-1"))
        other = call(key="k-1", body="other")
        with pytest.raises(KeyUsed):
            await desk.run(other, LEAD, lambda: registered(desk, directory, "2", other))
        with pytest.raises(KeyUsed):  # as well when the command is refused besides
            await desk.run(other, LEAD, lambda: registered(desk, directory, "1", other))
        with pytest.raises(KeyUsed):
            await desk.earlier(other.receipt)
        with pytest.raises(KeyUsed):
            await desk.refuse_used_keys([receipt for receipt in [other.receipt] if receipt])

    story(told)


def test_what_came_of_a_command_is_known_by_its_key(desk: Desk, directory: Directory) -> None:
    async def told() -> None:
        given = call(key="k-1")
        assert await desk.earlier(given.receipt) is None
        assert await desk.earlier(None) is None
        done = await registered(desk, directory, "1", given)
        earlier = await desk.earlier(given.receipt)
        assert earlier is not None
        assert (earlier.stream, earlier.version, earlier.position) == (
            done.stream,
            1,
            done.position,
        )
        await desk.refuse_used_keys([receipt for receipt in [given.receipt] if receipt])

    story(told)


def test_one_who_gave_no_version_is_decided_anew_when_another_comes_between(
    desk: Desk, directory: Directory, ledger: Ledger
) -> None:
    async def told() -> None:
        lead = await registered(desk, directory)
        attempts: list[int] = []

        async def act() -> Done:
            record = await desk.known(LEAD, lead.stream)
            attempts.append(record.version)
            if len(attempts) < 3:
                await comes_between(ledger, lead.stream, record.version + 1)
            change = Change(
                stream=lead.stream, aggregate=LEAD, events=[linked("同一产品")], before=record
            )
            return await desk.record(call(), TODAY, change)

        done = await desk.run(call(), LEAD, act)

        assert attempts == [1, 2, 3]
        assert done.version == 4

    story(told)


def test_one_who_is_always_overtaken_gives_up(
    desk: Desk, directory: Directory, ledger: Ledger
) -> None:
    async def told() -> None:
        lead = await registered(desk, directory)

        async def act() -> Done:
            record = await desk.load(LEAD, lead.stream)
            await comes_between(ledger, lead.stream, record.version + 1)
            change = Change(
                stream=lead.stream, aggregate=LEAD, events=[linked("同一产品")], before=record
            )
            return await desk.record(call(), TODAY, change)

        with pytest.raises(Contended):
            await desk.run(call(), LEAD, act)

    story(told)


def test_the_same_note_is_taken_once(desk: Desk) -> None:
    stream, read = uuid4(), InformantRead(lead=uuid4(), person=uuid4(), reason="核实")

    async def told() -> None:
        await asyncio.gather(*(desk.note(call(key="k-1"), stream, read) for _ in range(3)))
        await desk.note(call(key="k-1"), stream, read)
        assert len(await desk.history([stream])) == 1
        with pytest.raises(KeyUsed):
            await desk.note(call(key="k-1", body="other"), stream, read)

    story(told)
