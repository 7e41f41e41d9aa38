"""The officer's own reminders: one digest a day, before the dates pass."""

from litestar import Response, get

from adapters.api.answers import PREFIX, respond
from adapters.api.office import Office, Req
from adapters.api.request import Nothing, asked
from adapters.api.signed_in import signed_in
from domain.authority import Officer

SHOWN = 30


@get(f"{PREFIX}/reminders")
@signed_in()
async def reminders(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """每日提醒: the officer's digests of the last days, the latest first."""
    asked(request, Nothing)
    return respond({"items": await office.digests.of(by.id, SHOWN)})
