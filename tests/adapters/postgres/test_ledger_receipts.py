"""The same command twice is one event and one answer; and when it was recorded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from adapters.postgres.datastore import Datastore
from adapters.postgres.recorder import PostgresLedgerRecorder
from application.ledger import Appended, KeyReused, LedgerRecorder, Outcome, Replayed
from tests.adapters.postgres.ledger_events import command, event, receipt

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_our_recorder_takes_batches(recorder: PostgresLedgerRecorder) -> None:
    assert isinstance(recorder, LedgerRecorder)


def test_the_same_receipt_ten_times_at_once_is_one_event(
    recorder: PostgresLedgerRecorder,
) -> None:
    def send(_: int) -> Outcome:
        return recorder.append([command(receipt=receipt())])[0]

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(send, range(10)))

    (recorded,) = [each for each in outcomes if isinstance(each, Appended)]
    (row,) = recorder.select_notifications(1, 10)
    assert list(recorded.positions) == [1]
    first = Replayed(UUID(str(row.originator_id)), 1, 1)
    assert [each for each in outcomes if each is not recorded] == [first] * 9
    assert recorder.find_receipt(receipt()) == first


def test_a_key_with_another_command_is_refused(recorder: PostgresLedgerRecorder) -> None:
    recorder.append([command(receipt=receipt())])

    assert recorder.append([command(receipt=receipt(body="other"))]) == [KeyReused()]
    assert recorder.find_receipt(receipt(body="other")) == KeyReused()
    assert recorder.find_receipt(receipt("k-2")) is None
    assert recorder.head() == 1


def test_a_batch_tells_its_commands_apart(recorder: PostgresLedgerRecorder) -> None:
    stream, other = uuid4(), uuid4()
    one = command(event(stream, 1), event(other, 1), event(stream, 2), receipt=receipt("k-1"))
    recorder.append([one])

    outcomes = recorder.append(
        [
            command(receipt=receipt("k-2")),
            command(event(), event(), receipt=receipt("k-1")),
            command(event(stream, 2), receipt=receipt("k-3")),
            command(receipt=receipt("k-1", "other")),
            command(event(), event(), receipt=receipt("k-4")),
            command(receipt=receipt("k-4")),
        ]
    )

    first, replayed, _, _, last, same_batch = outcomes
    assert isinstance(first, Appended)
    assert isinstance(last, Appended)
    assert list(first.positions) == [4]
    assert replayed == Replayed(stream, 2, 3)
    assert [type(each).__name__ for each in outcomes[2:4]] == ["Conflict", "KeyReused"]
    assert list(last.positions) == [5, 6]
    assert isinstance(same_batch, Replayed)
    assert same_batch.position == 6
    assert recorder.find_receipt(receipt("k-3")) is None


def test_recorded_at_never_goes_back_nor_ahead(datastore: Datastore) -> None:
    clock = iter([START, START - timedelta(days=1), START + timedelta(days=36500)])
    recorder = PostgresLedgerRecorder(datastore, clock=lambda: next(clock))

    appended = [recorder.append([command()])[0] for _ in range(3)]

    rows = recorder.select_notifications(1, 3)
    assert [row.recorded_at for row in rows[:2]] == [START, START]
    assert START < rows[2].recorded_at <= datetime.now(UTC) + timedelta(seconds=1)
    assert [each.recorded_at for each in appended if isinstance(each, Appended)] == [
        row.recorded_at for row in rows
    ]
    recorder.close()


def test_the_position_at_an_instant_is_the_last_one_until_then(datastore: Datastore) -> None:
    minutes = iter([0, 0, 1, 5, 5, 5, 9])
    recorder = PostgresLedgerRecorder(
        datastore, clock=lambda: START + timedelta(minutes=next(minutes))
    )
    assert recorder.position_at(START) == 0
    for _ in range(7):
        recorder.append([command()])

    asked = [-1, 0, 1, 4, 5, 8, 9, 99]

    found = [recorder.position_at(START + timedelta(minutes=minute)) for minute in asked]
    assert found == [0, 2, 3, 3, 6, 6, 7, 7]
    recorder.close()
