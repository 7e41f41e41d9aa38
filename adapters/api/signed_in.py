"""What every route has in common: who asks is known, and every failure is answered as a problem."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response

from adapters.api.failures import failed
from adapters.api.office import Office, Req, office_of
from adapters.api.request import officer_of
from application.desk import Aggregate
from domain.authority import Officer

Answering = Callable[[Req, Office, Officer], Awaitable[Response[Any]]]
AnsweringAnyone = Callable[[Req, Office], Awaitable[Response[Any]]]
Handling = Callable[[Req], Awaitable[Response[Any]]]


def signed_in(kind: Aggregate[Any, Any] | None = None) -> Callable[[Answering], Handling]:
    """Turns a function of request, office and officer into a route handler.

    `kind` is that of the record in the path, for telling a refused sender what it may do instead.
    """

    def decorate(answer: Answering) -> Handling:
        async def handle(request: Req) -> Response[Any]:
            office = office_of(request)
            by: Officer | None = None
            try:
                by = await officer_of(request, office)
                return await answer(request, office, by)
            except Exception as error:  # noqa: BLE001 - every failure is answered as a problem
                record_id = request.path_params.get("record_id")
                return await failed(error, request, office, by, kind, record_id)

        handle.__name__ = answer.__name__
        handle.__doc__ = answer.__doc__
        return handle

    return decorate


def anyone(answer: AnsweringAnyone) -> Handling:
    """Turns a function of request and office into a route handler that needs no sign-in."""

    async def handle(request: Req) -> Response[Any]:
        office = office_of(request)
        try:
            return await answer(request, office)
        except Exception as error:  # noqa: BLE001 - every failure is answered as a problem
            return await failed(error, request, office, None)

    handle.__name__ = answer.__name__
    handle.__doc__ = answer.__doc__
    return handle
