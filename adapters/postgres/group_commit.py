"""Group commit: whoever finds the appender idle leads, and takes along all that queued up.

One durable write then carries many commands, which is the largest lever on throughput
(eventstore.md 2.1). Plain threads; no thread of its own.
"""

from collections import deque
from collections.abc import Callable, Sequence
from itertools import pairwise
from threading import Lock, Thread
from typing import Generic, TypeVar

from eventsourcing.persistence import OperationalError

LINGER_SECONDS = 0.0005

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Ticket(Generic[Item, Result]):
    __slots__ = ("answer", "appointed", "awake", "behind", "item", "turn")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.turn = Lock()
        self.turn.acquire()
        self.awake = False
        self.appointed = False
        self.answer: Result | Exception | None = None
        self.behind: _Ticket[Item, Result] | None = None

    def wake(self) -> None:
        self.awake = True
        self.turn.release()

    def pass_on(self) -> None:
        if self.behind is not None:
            self.behind.wake()

    def stand_in(self) -> None:
        self.turn.acquire()
        self.pass_on()


class GroupCommit(Generic[Item, Result]):
    """Calls `write` with batches of what concurrent callers submit; each gets its own result.

    A result that is an exception is raised for its caller alone; an exception that `write` raises
    is raised for all of the batch. Callers are served in the order they came.

    Callers just answered are usually about to submit again. So a leader who expects company, going
    by the batch before, waits a moment for it; a single caller never waits. The answered wake one
    another in a chain: all woken at once would only fight for the interpreter lock.
    """

    def __init__(
        self, write: Callable[[Sequence[Item]], Sequence[Result | Exception]], *, most: int = 256
    ) -> None:
        self._write = write
        self._most = most
        self._mutex = Lock()
        self._waiting: deque[_Ticket[Item, Result]] = deque()
        self._busy = False
        self._expected = 1
        self._company: Lock | None = None

    def submit(self, item: Item) -> Result:
        """Waits until the item was written with a batch. Raises what is raised for it."""
        ticket = _Ticket[Item, Result](item)
        try:
            if not self._queue(ticket):
                ticket.turn.acquire()
            if ticket.appointed:
                self._lead()
        except BaseException:
            self._withdraw(ticket)
            raise
        ticket.pass_on()
        if isinstance(ticket.answer, Exception):
            raise ticket.answer
        assert ticket.answer is not None
        return ticket.answer

    def _queue(self, ticket: _Ticket[Item, Result]) -> bool:
        with self._mutex:
            self._waiting.append(ticket)
            if self._company is not None and len(self._waiting) >= self._expected:
                self._company.release()
                self._company = None
            if not self._busy:
                self._busy = ticket.awake = ticket.appointed = True
        return ticket.appointed

    def _lead(self) -> None:
        batch: list[_Ticket[Item, Result]] = []
        try:
            self._linger()
            self._take(batch)
            answers = self._write([ticket.item for ticket in batch])
            for ticket, answer in zip(batch, answers, strict=True):
                ticket.answer = answer
        except Exception as error:  # noqa: BLE001 - raised again by each caller of the batch
            for ticket in batch:
                ticket.answer = error
        except BaseException:
            for ticket in batch:
                ticket.answer = OperationalError("interrupted; it may have been recorded")
            raise
        finally:
            if batch:
                self._hand_over(batch)

    def _linger(self) -> None:
        with self._mutex:
            if len(self._waiting) >= self._expected:
                return
            company = self._company = Lock()
            company.acquire()
        company.acquire(timeout=LINGER_SECONDS)
        with self._mutex:
            self._company = None

    def _take(self, batch: list[_Ticket[Item, Result]]) -> None:
        with self._mutex:
            while self._waiting and len(batch) < self._most:
                batch.append(self._waiting.popleft())

    def _hand_over(self, batch: Sequence[_Ticket[Item, Result]]) -> None:
        for ticket, behind in pairwise(batch):
            ticket.behind = behind
        with self._mutex:
            self._expected = min(self._most, len(batch) + len(self._waiting))
            self._appoint()

    def _appoint(self) -> None:
        if self._waiting:
            self._waiting[0].appointed = True
            self._waiting[0].wake()
        else:
            self._busy = False

    def _withdraw(self, ticket: _Ticket[Item, Result]) -> None:
        """Lets an interrupted caller go without those behind it waiting for ever."""
        with self._mutex:
            queued = ticket in self._waiting
            if queued:
                self._waiting.remove(ticket)
                if ticket.appointed:
                    self._appoint()
        if queued:
            return
        if ticket.awake:
            ticket.pass_on()
        else:
            Thread(target=ticket.stand_in, daemon=True).start()
