"""Group commit: whoever finds the appender idle leads, and takes along all that queued up meanwhile.

One durable write then carries many commands, which is the largest lever on throughput
(eventstore.md 2.1). Plain threads; no thread of its own.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Ticket(Generic[Item, Result]):
    __slots__ = ("error", "item", "lead", "result", "turn")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.turn = Lock()
        self.turn.acquire()
        self.lead = False
        self.result: Result | None = None
        self.error: BaseException | None = None


class GroupCommit(Generic[Item, Result]):
    """Calls `write` with batches of what concurrent callers submit; each gets its own result."""

    def __init__(
        self, write: Callable[[Sequence[Item]], Sequence[Result]], *, most: int = 256
    ) -> None:
        self._write = write
        self._most = most
        self._mutex = Lock()
        self._waiting: deque[_Ticket[Item, Result]] = deque()
        self._busy = False

    def submit(self, item: Item) -> Result:
        """Waits until the item was written with a batch. Raises what `write` raised for it."""
        ticket = _Ticket[Item, Result](item)
        with self._mutex:
            self._waiting.append(ticket)
            leads, self._busy = not self._busy, True
        if not leads:
            ticket.turn.acquire()
        if leads or ticket.lead:
            self._lead()
        if ticket.error is not None:
            raise ticket.error
        assert ticket.result is not None
        return ticket.result

    def _lead(self) -> None:
        with self._mutex:
            size = min(self._most, len(self._waiting))
            batch = [self._waiting.popleft() for _ in range(size)]
        try:
            results = self._write([ticket.item for ticket in batch])
            for ticket, result in zip(batch, results, strict=True):
                ticket.result = result
        except BaseException as error:  # noqa: BLE001 - handed to every caller of the batch
            for ticket in batch:
                ticket.error = error
        self._hand_over()
        for ticket in batch:
            if ticket.turn.locked():
                ticket.turn.release()

    def _hand_over(self) -> None:
        with self._mutex:
            if not self._waiting:
                self._busy = False
                return
            successor = self._waiting[0]
            successor.lead = True
        successor.turn.release()
