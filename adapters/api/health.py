"""Whether the process lives, and whether it can do its work: how far each part is, and why not."""

import asyncio
from typing import Any

from litestar import Response, get

from adapters.api.answers import respond
from adapters.api.office import Office, Req, office_of
from adapters.api.problems import problem_of

MOST_SECONDS_BEHIND = 30.0


@get("/health/live")
async def live(request: Req) -> Response[bytes]:
    """The process answers."""
    del request
    return respond({"status": "live"})


@get("/health/ready")
async def ready(request: Req) -> Response[bytes]:
    """The ledger's head, how far the read models are behind it, and what is parked."""
    office = office_of(request)
    try:
        head = await asyncio.to_thread(office.desk.ledger.batch.head)
        projected, parked = await office.read_models.progress()
    except Exception as error:  # noqa: BLE001 - whatever it is, the process is not ready
        problem = problem_of(error)
        unavailable = {"status": "unavailable", "code": problem.code}
        return respond(unavailable, status=503, headers={"Retry-After": "2"})
    late = await _seconds_behind(office, projected) if projected < head else 0.0
    body: dict[str, Any] = {
        "status": "ready" if late < MOST_SECONDS_BEHIND else "behind",
        "head": head,
        "projected": projected,
        "behind": head - projected,
        "behindSeconds": round(late, 1),
        "parked": parked,
    }
    return respond(body, status=200 if body["status"] == "ready" else 503)


async def _seconds_behind(office: Office, projected: int) -> float:
    """How long ago the first event was recorded that the read models don't show yet.

    Measured by time, not by number: a projection that has stopped is noticed however little is
    recorded meanwhile.
    """
    read = office.desk.ledger.recorder.select_notifications
    waiting = await asyncio.to_thread(read, projected + 1, 1)
    recorded_at = getattr(waiting[0], "recorded_at", None) if waiting else None
    return (office.clock() - recorded_at).total_seconds() if recorded_at else 0.0
