"""The ledger in memory, which the use cases' tests stand on, answers as PostgreSQL's does."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from adapters.postgres.recorder import PostgresLedgerRecorder
from application.ledger import Append, Appended, LedgerRecorder, Outcome, Receipt
from tests.adapters.postgres.ledger_events import TOPIC
from tests.application.memory import MemoryRecorder

STREAMS = [UUID(int=each) for each in range(1, 5)]


def commands(seed: int) -> list[Append]:
    """Commands on few streams and with few keys, so that they meet."""
    random = Random(seed)  # noqa: S311 - the same each time
    return [command(random) for _ in range(random.randrange(10, 60))]


def command(random: Random) -> Append:
    streams = random.sample(STREAMS, random.randrange(1, 3))
    events = [
        StoredEvent(stream, random.randrange(1, 8), random.choice([TOPIC, "lead.linked.v1"]), b"{}")
        for stream in streams
    ]
    keyed = random.random() < 0.5
    receipt = Receipt("u", f"k-{random.randrange(6)}", bytes([random.randrange(2)]))
    return Append(events, receipt if keyed else None)


def seen(recorder: LedgerRecorder, commands: Sequence[Append]) -> list[object]:
    """All that a recorder answers, but for its clock."""
    answers: list[object] = [
        [without_time(outcome) for outcome in recorder.append([each])] for each in commands
    ]
    answers += [
        [(each.id, each.originator_id, each.originator_version) for each in found]
        for found in (
            recorder.select_streams(STREAMS[:2]),
            recorder.select_streams(STREAMS, upto=5),
        )
    ]
    keys = [Receipt("u", f"k-{number}", b"\x00") for number in range(7)]
    answers += [recorder.find_receipt(each) for each in keys]
    return [*answers, recorder.head(), positions_at(recorder)]


def without_time(outcome: Outcome) -> object:
    return list(outcome.positions) if isinstance(outcome, Appended) else outcome


def positions_at(recorder: LedgerRecorder) -> list[int]:
    """Before the first, and after the last."""
    found = recorder.select_streams(STREAMS)
    times = sorted(getattr(each, "recorded_at") for each in found)  # noqa: B009 - the library's type
    day = timedelta(days=1)
    return [recorder.position_at(times[0] - day), recorder.position_at(times[-1] + day)]


@pytest.mark.parametrize("seed", range(8))
def test_the_ledger_in_memory_answers_as_the_one_in_postgresql(
    seed: int, recorder: PostgresLedgerRecorder
) -> None:
    given = commands(seed)

    assert seen(MemoryRecorder(), given) == seen(recorder, given)
