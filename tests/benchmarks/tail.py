"""A tailing reader in a process of its own: prints how many events it saw, in order, up to a head.

Arguments: URL, the position to start after. The head to stop at comes as a line of input.
"""

import select
import sys
from time import sleep

from adapters.postgres.datastore import Datastore
from adapters.postgres.recorder import PostgresLedgerRecorder

PAGE = 5000


def main(url: str, after: int) -> int:
    """The number of events seen after a position; a position that is passed over is not seen."""
    datastore = Datastore(url, pool_size=1)
    recorder = PostgresLedgerRecorder(datastore)
    print("ready", flush=True)
    last, seen, head = after, 0, None
    while head is None or last < head:
        found = recorder.select_notifications(last, PAGE, inclusive_of_start=False)
        seen += len({each.id for each in found if each.id > last})
        last = found[-1].id if found else last
        if head is None and select.select([sys.stdin], [], [], 0)[0]:
            head = int(sys.stdin.readline())
        sleep(0 if len(found) == PAGE else 0.02)
    recorder.close()
    datastore.close()
    return seen


if __name__ == "__main__":
    print(main(sys.argv[1], int(sys.argv[2])))
