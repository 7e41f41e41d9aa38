"""What no two bulletins of a bureau may have: a number, and the quarter that one counts.

Each is a stream of its own, written in the same append as the bulletin, so that two officers at
once can't take one twice.
"""

from uuid import UUID

from application.desk import Aggregate, Change, Desk, Loaded, Missing
from application.dockets import bookkeeping
from application.streams import claim_stream
from application.views.view import Row
from domain.bulletin.events import BulletinClaimed, BulletinKind, BulletinReleased, Scope
from domain.bulletin.state import Bulletin, Taken, taken
from domain.refusals import Invalid, OutOfOrder

TAKEN: Aggregate[Taken, Row] = Aggregate(bookkeeping("claim."), taken)


async def number_taken(desk: Desk, issuer: str, number: str, bulletin: UUID) -> list[Change]:
    """The change that takes a number for ever. Refuses one that is taken."""
    stream = claim_stream(f"bulletin-number/{issuer}/{number}")
    before = await _known(desk, stream)
    if before is not None and before.state.by is not None:
        raise Invalid("/number", "bulletin-number-taken", number=number)
    return [_change(stream, BulletinClaimed(bulletin=bulletin), before)]


async def quarter_taken(desk: Desk, state: Bulletin, scope: Scope, bulletin: UUID) -> list[Change]:
    """The changes by which a quarterly bulletin takes the quarter it counts, and leaves another."""
    key = quarter_of(state, scope)
    if key is None:
        return []
    before = await _known(desk, claim_stream(key))
    by = before.state.by if before else None
    if by == bulletin:
        return []
    if by is not None:
        raise OutOfOrder("bulletin-quarter-taken", first=str(scope.first), last=str(scope.last))
    left = [] if state.scope == scope else await quarter_left(desk, state, bulletin)
    return [_change(claim_stream(key), BulletinClaimed(bulletin=bulletin), before), *left]


async def quarter_left(desk: Desk, state: Bulletin, bulletin: UUID) -> list[Change]:
    """The change by which a bulletin leaves its quarter to another."""
    key = quarter_of(state, state.scope)
    if key is None:
        return []
    before = await _known(desk, claim_stream(key))
    own = before is not None and before.state.by == bulletin
    released = _change(claim_stream(key), BulletinReleased(bulletin=bulletin), before)
    return [released] if own else []


def quarter_of(state: Bulletin, scope: Scope) -> str | None:
    """The name of the quarter that a quarterly bulletin counts, for its issuer."""
    if state.kind is not BulletinKind.QUARTERLY:
        return None
    return f"bulletin-quarter/{state.issuer}/{scope.first}"


def _change(
    stream: UUID, event: BulletinClaimed | BulletinReleased, before: Loaded[Taken, Row] | None
) -> Change:
    return Change(stream=stream, aggregate=TAKEN, events=[event], before=before)


async def _known(desk: Desk, stream: UUID) -> Loaded[Taken, Row] | None:
    try:
        return await desk.known(TAKEN, stream)
    except Missing:
        return None
