"""What is asked for together is done together, and everyone gets their own answer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from application.batcher import Batcher


class Clerk:
    """Doubles numbers; notes what came together; waits for `open` before it answers."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.began = Event()
        self.open = Event()
        self.open.set()

    def work(self, asked: Sequence[int]) -> list[int]:
        self.batches.append(list(asked))
        self.began.set()
        self.open.wait(5)
        if 13 in asked:
            raise ValueError("13")
        return [each * 2 for each in asked]


def with_batcher(
    clerk: Clerk, story: Callable[[Batcher[int, int]], Awaitable[Any]], most: int = 256
) -> Any:  # noqa: ANN401
    async def run() -> Any:  # noqa: ANN401
        with ThreadPoolExecutor(1) as threads:
            return await story(Batcher(clerk.work, threads, most=most))

    return asyncio.run(run())


def test_what_is_asked_in_one_tick_is_one_batch_in_order() -> None:
    clerk = Clerk()

    async def story(batcher: Batcher[int, int]) -> list[int]:
        return await asyncio.gather(*(batcher.ask(each) for each in range(12)))

    assert with_batcher(clerk, story) == [each * 2 for each in range(12)]
    assert clerk.batches == [list(range(12))]


def test_what_is_asked_meanwhile_waits_and_goes_together_next() -> None:
    clerk = Clerk()
    clerk.open.clear()

    async def story(batcher: Batcher[int, int]) -> list[int]:
        first = asyncio.create_task(batcher.ask(1))
        await asyncio.to_thread(clerk.began.wait, 5)
        later = [asyncio.create_task(batcher.ask(each)) for each in (2, 3, 4)]
        await asyncio.sleep(0.01)
        clerk.open.set()
        return [await each for each in (first, *later)]

    assert with_batcher(clerk, story) == [2, 4, 6, 8]
    assert clerk.batches == [[1], [2, 3, 4]]


def test_a_batch_has_a_limit() -> None:
    clerk = Clerk()

    async def story(batcher: Batcher[int, int]) -> list[int]:
        return await asyncio.gather(*(batcher.ask(each) for each in range(7)))

    assert with_batcher(clerk, story, most=3) == [0, 2, 4, 6, 8, 10, 12]
    assert clerk.batches == [[0, 1, 2], [3, 4, 5], [6]]


def test_an_error_is_told_to_every_caller_of_the_batch_and_to_no_other() -> None:
    clerk = Clerk()

    async def story(batcher: Batcher[int, int]) -> None:
        together = [batcher.ask(each) for each in (1, 13, 2)]
        answers = await asyncio.gather(*together, return_exceptions=True)
        assert [type(each) for each in answers] == [ValueError] * 3
        assert await batcher.ask(4) == 8

    with_batcher(clerk, story)


def test_an_answer_too_few_is_an_error_and_leaves_nobody_waiting() -> None:
    async def story() -> None:
        with ThreadPoolExecutor(1) as threads:
            batcher: Batcher[int, int] = Batcher(lambda _asked: [], threads)
            async with asyncio.timeout(2):
                with pytest.raises(ValueError, match="zip"):
                    await batcher.ask(1)

    asyncio.run(story())


def test_a_caller_who_leaves_disturbs_no_other() -> None:
    clerk = Clerk()
    clerk.open.clear()

    async def story(batcher: Batcher[int, int]) -> int:
        leaving, staying = (asyncio.create_task(batcher.ask(each)) for each in (1, 2))
        await asyncio.to_thread(clerk.began.wait, 5)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        clerk.open.set()
        return await staying

    assert with_batcher(clerk, story) == 4
    assert clerk.batches == [[1, 2]]


def test_a_caller_who_leaves_before_the_batch_is_taken_disturbs_no_other() -> None:
    clerk = Clerk()

    async def story(batcher: Batcher[int, int]) -> int:
        leaving, staying = (asyncio.create_task(batcher.ask(each)) for each in (1, 2))
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        return await staying

    assert with_batcher(clerk, story) == 4


def test_after_the_threads_are_gone_callers_are_told() -> None:
    async def story() -> None:
        threads = ThreadPoolExecutor(1)
        batcher: Batcher[int, int] = Batcher(list, threads)
        assert await batcher.ask(1) == 1
        threads.shutdown()
        with pytest.raises(RuntimeError, match="shutdown"):
            await batcher.ask(2)

    asyncio.run(story())
