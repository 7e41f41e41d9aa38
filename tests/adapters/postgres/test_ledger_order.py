"""Position order is commit order: whoever tails the ledger meets every event, once, in order."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from uuid import UUID, uuid4

from adapters.postgres.recorder import PostgresLedgerRecorder
from application.ledger import Appended, Conflict, Outcome
from tests.adapters.postgres.ledger_events import command, elsewhere, event, tail

THREADS = 10
PROCESSES = 2
EACH = 150
ALL = (THREADS + PROCESSES) * EACH


def test_tailing_readers_meet_every_event_once_in_order_while_many_write(
    database_url: str, recorder: PostgresLedgerRecorder
) -> None:
    def write(_: int) -> list[UUID]:
        events = [event() for _ in range(EACH)]
        for each in events:
            recorder.insert_events([each])
        return [UUID(str(each.originator_id)) for each in events]

    with ExitStack() as stack, ThreadPoolExecutor(THREADS + 2) as pool:
        reader = stack.enter_context(elsewhere(database_url, "tail", ALL))
        writers = [
            stack.enter_context(elsewhere(database_url, "write", EACH)) for _ in range(PROCESSES)
        ]
        tails = [pool.submit(tail, recorder, ALL) for _ in range(2)]
        written = [stream for streams in pool.map(write, range(THREADS)) for stream in streams]
        for writer in writers:
            written += [UUID(line) for line in writer.communicate()[0].split()]
        met_elsewhere = [UUID(line) for line in reader.communicate()[0].split()]
        met = [each.result() for each in tails]

    assert recorder.head() == ALL == len(set(written))
    assert set(met_elsewhere) == set(written)
    assert met == [met_elsewhere, met_elsewhere]


def test_events_of_one_command_stand_together(recorder: PostgresLedgerRecorder) -> None:
    def write(_: int) -> list[int]:
        stream = uuid4()
        return list(recorder.insert_events([event(stream, n) for n in range(1, 6)]) or ())

    with ThreadPoolExecutor(8) as pool:
        positions = list(pool.map(write, range(80)))

    assert all(each == list(range(each[0], each[0] + 5)) for each in positions)
    assert sorted(n for each in positions for n in each) == list(range(1, 401))


def test_of_concurrent_commands_for_one_version_one_is_recorded(
    recorder: PostgresLedgerRecorder,
) -> None:
    stream = uuid4()

    def write(number: int) -> Outcome:
        return recorder.append([command(event(stream, 1, str(number)))])[0]

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(write, range(24)))

    assert sum(isinstance(each, Appended) for each in outcomes) == 1
    assert sum(isinstance(each, Conflict) for each in outcomes) == 23
    assert recorder.head() == 1


def test_a_batch_keeps_the_order_of_its_commands_for_one_stream(
    recorder: PostgresLedgerRecorder,
) -> None:
    stream, other = uuid4(), uuid4()

    outcomes = recorder.append(
        [
            command(event(stream, 1)),
            command(event(stream, 2), event(other, 1)),
            command(event(stream, 2)),
            command(event(other, 2)),
        ]
    )

    assert [type(each) for each in outcomes] == [Appended, Appended, Conflict, Appended]
    rows = recorder.select_streams([stream, other])
    assert [(row.id, row.originator_id, row.originator_version) for row in rows] == [
        (1, stream, 1),
        (2, stream, 2),
        (3, other, 1),
        (4, other, 2),
    ]
    assert [row.id for row in recorder.select_streams([other, stream], upto=2)] == [1, 2]


def test_a_refused_command_leaves_no_gap(recorder: PostgresLedgerRecorder) -> None:
    taken = event()
    recorder.insert_events([taken])

    outcomes = recorder.append([command(), command(event(), taken), command()])

    assert [type(each) for each in outcomes] == [Appended, Conflict, Appended]
    assert [row.id for row in recorder.select_notifications(1, 10)] == [1, 2, 3]
