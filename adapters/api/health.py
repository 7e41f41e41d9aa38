"""Whether the process lives, and whether it can do its work: how far each part is, and why not."""

import asyncio
from typing import Any

from litestar import Response, get

from adapters.api.answers import respond
from adapters.api.office import Req, office_of
from adapters.api.problems import problem_of

MOST_BEHIND = 10_000


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
    body: dict[str, Any] = {
        "status": "ready" if head - projected < MOST_BEHIND else "behind",
        "head": head,
        "projected": projected,
        "behind": head - projected,
        "parked": parked,
    }
    return respond(body, status=200 if body["status"] == "ready" else 503)
