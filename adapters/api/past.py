"""Reading the past: ?asOf= (what was known then) or ?asOfPosition=; waiting for the present."""

import asyncio
import re
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from adapters.api.answers import local, memento
from adapters.api.office import Office, Req
from adapters.api.problems import Problem
from adapters.api.request import instant, is_day
from adapters.legal_day import SHANGHAI

WAIT_SECONDS = 2.0
POSITION = re.compile(r"^[0-9]{1,18}$")


class Moment(Struct, frozen=True):
    """The point a read answers for; None is now."""

    position: int | None = None
    instant: datetime | None = None

    def note(self, body: dict[str, Any], headers: dict[str, str]) -> None:
        """Says in the answer which past it shows."""
        if self.position is None:
            return
        body["asOfPosition"] = self.position
        if self.instant is not None:
            body["asOf"] = local(self.instant)
            headers["Memento-Datetime"] = memento(self.instant)


async def moment(office: Office, as_of: str | None, as_of_position: int | None) -> Moment:
    """The moment asked for. Raises a 400 problem for the future, or for both at once."""
    if as_of is not None and as_of_position is not None:
        raise Problem(400, "as-of-twice")
    if as_of_position is not None:
        head = await asyncio.to_thread(office.desk.ledger.batch.head)
        if not 0 <= as_of_position <= head:
            raise Problem(400, "position-in-future", facts={"head": str(head)})
        return Moment(as_of_position)
    if as_of is None:
        return Moment()
    when = instant(as_of)
    if is_day(as_of) and when.astimezone(SHANGHAI).date() == office.today:
        when = office.clock()  # today is not over: what is known of it until now
    if when > office.clock():
        raise Problem(400, "moment-in-future")
    position = await asyncio.to_thread(office.desk.ledger.batch.position_at, when)
    return Moment(position, when)


async def caught_up(request: Req, office: Office, at: Moment) -> None:
    """Waits until the lists have reached Min-Position, or the position of the past asked for."""
    given = request.headers.get("min-position")
    if given is not None and not POSITION.match(given):
        raise Problem(400, "min-position-malformed")
    wanted = max(int(given) if given else 0, at.position or 0)
    if wanted:
        await office.read_models.wait_for(wanted, WAIT_SECONDS)


async def day_of(at: Moment, office: Office) -> date:
    """The day a read answers for, in Shanghai: of a position, the one it was recorded on."""
    if not at.position:  # now, or before anything was recorded
        return office.today
    instant = at.instant
    if instant is None:
        recorder = office.desk.ledger.recorder
        (found,) = await asyncio.to_thread(recorder.select_notifications, at.position, 1)
        instant = getattr(found, "recorded_at", None)
    return instant.astimezone(SHANGHAI).date() if instant else office.today
