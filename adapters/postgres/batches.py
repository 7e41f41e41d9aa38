"""Which commands can go into one call: no two of the same stream, nor of the same key."""

from collections.abc import Hashable, Iterator, Sequence

from application.ledger import Append


def rounds(batch: Sequence[Append]) -> Iterator[list[int]]:
    """Numbers of the commands, in rounds; what meets an earlier one waits for the next round.

    A command with two events for one version is in no round: it can't be recorded.
    """
    waiting = [n for n, command in enumerate(batch) if _is_consistent(command)]
    while waiting:
        claimed: set[Hashable] = set()
        now: list[int] = []
        later: list[int] = []
        for n in waiting:
            wanted = _claims(batch[n])
            (later if claimed & wanted else now).append(n)
            claimed |= wanted
        yield now
        waiting = later


def _claims(command: Append) -> set[Hashable]:
    claims: set[Hashable] = {event.originator_id for event in command.events}
    if command.receipt is not None:
        claims.add((command.receipt.actor, command.receipt.key))
    return claims


def _is_consistent(command: Append) -> bool:
    places = {(event.originator_id, event.originator_version) for event in command.events}
    return len(places) == len(command.events) > 0
