"""Group commit: everyone is served, in turn, with their own answer, whoever is interrupted."""

# Looks inside to know that callers have queued up.
# pyright: reportPrivateUsage=false

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from eventsourcing.persistence import OperationalError

from adapters.postgres.group_commit import GroupCommit


def doubled(batch: Sequence[int]) -> list[int | Exception]:
    return [ValueError(str(item)) if item < 0 else item * 2 for item in batch]


def eventually(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + 10
    while not condition():
        assert monotonic() < deadline
        sleep(0.001)


def test_each_caller_gets_its_own_answer() -> None:
    sizes = list[int]()

    def write(batch: Sequence[int]) -> list[int | Exception]:
        sizes.append(len(batch))
        sleep(0.001)
        return doubled(batch)

    group = GroupCommit[int, int](write, most=5)
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(group.submit, range(1, 2001))) == list(range(2, 4002, 2))

    assert max(sizes) == 5


def test_an_error_of_one_is_raised_for_that_one() -> None:
    group = GroupCommit[int, int](doubled)

    with pytest.raises(ValueError, match="-3"):
        group.submit(-3)
    assert group.submit(3) == 6


def test_an_error_of_the_batch_is_raised_for_all_of_it_and_no_more() -> None:
    first = Event()

    def write(batch: Sequence[int]) -> list[int | Exception]:
        if len(batch) > 1:
            raise OSError("disk")
        first.wait(10)
        return doubled(batch)

    group = GroupCommit[int, int](write)
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(group.submit, 1)]
        eventually(lambda: group._busy and not group._waiting)
        calls += [pool.submit(group.submit, n) for n in (2, 3, 4)]
        eventually(lambda: len(group._waiting) == 3)
        first.set()
        errors = [call.exception() for call in calls]

    assert [type(error) for error in errors] == [type(None), OSError, OSError, OSError]
    assert group.submit(5) == 10


def test_callers_are_served_in_the_order_they_came() -> None:
    order, hold = list[int](), Event()

    def write(batch: Sequence[int]) -> list[int | Exception]:
        hold.wait(10)
        order.extend(batch)
        return doubled(batch)

    group = GroupCommit[int, int](write, most=3)
    threads = [Thread(target=group.submit, args=(n,)) for n in range(20)]
    for n, thread in enumerate(threads):
        thread.start()
        eventually(lambda n=n: group._busy and len(group._waiting) == n)  # type: ignore[misc]
    hold.set()
    for thread in threads:
        thread.join(10)

    assert order == list(range(20))


def test_a_single_caller_never_waits_for_company() -> None:
    group = GroupCommit[int, int](doubled)

    begun = monotonic()
    for n in range(1, 1001):
        group.submit(n)

    assert monotonic() - begun < 0.25


def test_an_interrupted_leader_is_the_only_one_interrupted() -> None:
    interrupt = Event()

    def write(batch: Sequence[int]) -> list[int | Exception]:
        if not interrupt.is_set():
            eventually(lambda: len(group._waiting) == 3)
            interrupt.set()
            raise KeyboardInterrupt
        return doubled(batch)

    group = GroupCommit[int, int](write)
    with ThreadPoolExecutor(4) as pool:
        leader = pool.submit(group.submit, 1)
        eventually(lambda: group._busy)
        others = [pool.submit(group.submit, n) for n in (2, 3, 4)]
        assert isinstance(leader.exception(10), KeyboardInterrupt)
        assert [other.result(10) for other in others] == [4, 6, 8]


def test_those_in_the_batch_of_an_interrupted_leader_are_told() -> None:
    hold = Event()

    def write(batch: Sequence[int]) -> list[int | Exception]:
        hold.wait(10)
        if len(batch) > 1:
            raise KeyboardInterrupt
        return doubled(batch)

    group = GroupCommit[int, int](write)
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(group.submit, 1)]
        eventually(lambda: group._busy and not group._waiting)
        for n in (2, 3, 4):
            calls.append(pool.submit(group.submit, n))
            eventually(lambda n=n: len(group._waiting) == n - 1)  # type: ignore[misc]
        hold.set()
        errors = [call.exception(10) for call in calls]

    expected = [type(None), KeyboardInterrupt, OperationalError, OperationalError]
    assert [type(error) for error in errors] == expected


@pytest.mark.parametrize("taken", [False, True], ids=["still queued", "in the batch at hand"])
def test_a_waiting_caller_may_be_interrupted(
    *, taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = Event()

    def write(batch: Sequence[int]) -> list[int | Exception]:
        hold.wait(10)
        return doubled(batch)

    group = GroupCommit[int, int](write)
    interrupted = _InterruptedTurn(group, taken=taken)
    monkeypatch.setattr("adapters.postgres.group_commit.Lock", interrupted.lock)
    with ThreadPoolExecutor(6) as pool:
        calls = [pool.submit(group.submit, 1)]
        eventually(lambda: group._busy and not group._waiting)
        for n in (2, 3, 4, 5):
            calls.append(pool.submit(group.submit, n))
            eventually(lambda n=n: len(group._waiting) >= n - 2)  # type: ignore[misc]
        hold.set()
        results = [call.exception(10) or call.result() for call in calls]

    assert [each for each in results if isinstance(each, int)] == [2, 4, 8, 10]
    assert isinstance(results[2], KeyboardInterrupt)


class _InterruptedTurn:
    """Makes the locks of a group; the third caller's is interrupted while it waits for its turn."""

    def __init__(self, group: GroupCommit[int, int], *, taken: bool) -> None:
        self._group = group
        self._taken = taken
        self._made = 0

    def lock(self) -> object:
        self._made += 1
        return _Turn(self, interrupted=self._made == 3)

    def moment(self) -> None:
        """Waits for the moment at which the caller is interrupted."""
        if self._taken:
            eventually(lambda: not self._group._waiting)
        else:
            eventually(lambda: len(self._group._waiting) == 2)


class _Turn:
    def __init__(self, maker: _InterruptedTurn, *, interrupted: bool) -> None:
        from threading import Lock  # noqa: PLC0415 - the real one

        self._lock = Lock()
        self._maker = maker
        self._interrupted = interrupted
        self._asked = 0

    def acquire(self, timeout: float = -1) -> bool:
        self._asked += 1
        if self._interrupted and self._asked == 2:
            self._maker.moment()
            raise KeyboardInterrupt
        return self._lock.acquire(timeout=timeout)

    def release(self) -> None:
        self._lock.release()
