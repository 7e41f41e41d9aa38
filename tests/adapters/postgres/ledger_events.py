"""Commands for tests of the ledger, and programs that write and read it elsewhere."""

import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from time import monotonic, sleep
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent

from adapters.postgres.datastore import Datastore
from adapters.postgres.recorder import PostgresLedgerRecorder
from application.ledger import Append, Receipt

TOPIC = "lead.received.v1"


def event(stream: UUID | None = None, version: int = 1, state: str = "{}") -> StoredEvent:
    """One event, of a stream of its own unless one is given."""
    return StoredEvent(stream or uuid4(), version, TOPIC, state.encode())


def command(*events: StoredEvent, receipt: Receipt | None = None) -> Append:
    """One command; of one event if none is given."""
    return Append(events or [event()], receipt)


def receipt(key: str = "k-1", body: str = "body") -> Receipt:
    """The receipt of officer u-17's command."""
    return Receipt("u-17", key, body.encode())


def tail(recorder: PostgresLedgerRecorder, upto: int, *, seconds: float = 60) -> list[UUID]:
    """The streams of all events as a tailing reader meets them, until it has seen a number."""
    met: list[UUID] = []
    last, deadline = 0, monotonic() + seconds
    while len(met) < upto and monotonic() < deadline:
        page = recorder.select_notifications(last, 100, inclusive_of_start=False)
        assert [each.id for each in page] == list(range(last + 1, last + 1 + len(page)))
        met += [UUID(str(each.originator_id)) for each in page]
        last += len(page)
        sleep(0 if page else 0.001)
    return met


@contextmanager
def elsewhere(url: str, what: str, number: int) -> Generator[subprocess.Popen[str]]:
    """This module's `main` in another process."""
    arguments = [sys.executable, "-m", "tests.adapters.postgres.ledger_events", url, what]
    with subprocess.Popen(  # noqa: S603 - this program
        [*arguments, str(number)], stdout=subprocess.PIPE, text=True
    ) as process:
        yield process


def main(arguments: Sequence[str]) -> None:
    """`URL write NUMBER` appends so many events, `URL tail NUMBER` reads them; prints streams."""
    url, what, number = arguments
    datastore = Datastore(url)
    recorder = PostgresLedgerRecorder(datastore)
    if what == "write":
        for _ in range(int(number)):
            one = event()
            recorder.insert_events([one])
            print(one.originator_id)  # noqa: T201
    else:
        for stream in tail(recorder, int(number)):
            print(stream)  # noqa: T201
    recorder.close()
    datastore.close()


if __name__ == "__main__":
    main(sys.argv[1:])
