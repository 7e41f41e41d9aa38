"""Gathers what requests ask for in one tick of the event loop, and asks for it at once.

The ledger's library is synchronous. One worker thread takes a batch at a time, so no request waits
for a thread of its own, and a durable write is shared (DESIGN 3, "From request to ledger").
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Batcher(Generic[Asked, Answer]):
    """Calls `work` in `executor` with batches; each caller awaits its own answer."""

    def __init__(
        self,
        work: Callable[[Sequence[Asked]], Sequence[Answer]],
        executor: Executor,
        *,
        most: int = 256,
    ) -> None:
        self._work = work
        self._executor = executor
        self._most = most
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._running: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Answer:
        """The answer, once the batch it went with is done. Raises what `work` raised."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((asked, future))
        if self._running is None:
            self._running = loop.create_task(self._run())
        return await future

    async def _run(self) -> None:
        try:
            await asyncio.sleep(0)  # lets the rest of this tick join the first batch
            while self._waiting:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._answer(batch)
        finally:
            self._running = None

    async def _answer(self, batch: list[tuple[Asked, "asyncio.Future[Answer]"]]) -> None:
        loop = asyncio.get_running_loop()
        asked = [each for each, _ in batch]
        try:
            answers = await loop.run_in_executor(self._executor, self._work, asked)
            answered = list(zip(batch, answers, strict=True))
        except Exception as error:  # noqa: BLE001 - every caller of the batch is told
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), answer in answered:
            if not future.done():
                future.set_result(answer)
