"""Uploading a file for a command to take up: streamed, limited in size and kind, read back."""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import InternalServerException
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from adapters.api.answers import PREFIX, path_of, respond
from adapters.api.content import checked
from adapters.api.downloads import send
from adapters.api.file_names import received_name
from adapters.api.media_types import claimed
from adapters.api.office import Office, Req
from adapters.api.problems import Problem
from adapters.api.request import Nothing, asked, refuse_the_past
from adapters.api.signed_in import signed_in
from application.desk import Missing
from application.store import Stored, TooLarge
from application.uploads import Upload, own
from domain.authority import Officer

MIB = 1024 * 1024


class UploadQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """The file's name, for a sender that can't set Content-Disposition."""

    name: str | None = None


class Uploaded(Struct, frozen=True, kw_only=True, rename="camel"):
    """An uploaded file; `id` is what a command refers to."""

    id: UUID
    sha256: str
    size: int
    media_type: str
    name: str


# The limit is a setting, known when a request comes: see `received`.
@post(f"{PREFIX}/uploads", request_max_body_size=None)
@signed_in()
async def upload(request: Req, office: Office, by: Officer) -> Response[Any]:
    """Keeps the body as a file: 201 with the id that a command takes it up by.

    The same body again is the same content under another id: no Idempotency-Key is needed.
    """
    refuse_the_past(request)
    query = asked(request, UploadQuery)
    name = received_name(request.headers.get("content-disposition"), query.name)
    limit: int = request.app.state.upload_limit
    try:
        refuse_announced(request, limit)
    except TooLarge as error:
        raise too_large(error) from None
    sent_as = request.headers.get("content-type")
    upload_id, stored = await kept(office, by, name, sent_as, received(request), limit)
    body = as_answered(upload_id, stored)
    return respond(body, status=201, headers={"Location": path_of("uploads", upload_id)})


async def kept(
    office: Office, by: Officer, name: str, sent_as: str | None,
    content: AsyncGenerator[bytes], limit: int,
) -> tuple[UUID, Stored]:  # fmt: skip
    """Keeps a file and notes whose it is. Raises a problem for what is too large or not taken."""
    kind = claimed(name, sent_as)
    try:
        sha256, size = await office.store.put(checked(content, kind), limit=limit)
    except TooLarge as error:
        raise too_large(error) from None
    stored = Stored(sha256=sha256, size=size, media_type=kind.media_type, name=name)
    return await office.uploads.note(stored, by), stored


@get(f"{PREFIX}/uploads/{{upload_id:uuid}}")
@signed_in()
async def uploaded(request: Req, office: Office, by: Officer) -> Response[Any]:
    """What an uploaded file is; for its own organisation."""
    asked(request, Nothing)
    found = await found_in(request, office, by)
    return respond(as_answered(found.id, found.stored))


@get(f"{PREFIX}/uploads/{{upload_id:uuid}}/content")
@signed_in()
async def uploaded_content(request: Req, office: Office, by: Officer) -> Response[Any]:
    """An uploaded file itself; for its own organisation."""
    asked(request, Nothing)
    found = await found_in(request, office, by)
    return await send(office, found.stored)


def handlers() -> list[HTTPRouteHandler]:
    """The routes of uploads."""
    return [upload, uploaded, uploaded_content]


async def found_in(request: Req, office: Office, by: Officer) -> Upload:
    """The upload in the path. Raises Missing when it is none of the officer's organisation."""
    upload_id: UUID = request.path_params["upload_id"]
    found = await own(office.uploads, upload_id, by)
    if found is None:
        raise Missing(upload_id)
    return found


def refuse_announced(request: Req, limit: int) -> None:
    """Raises TooLarge when the request says so itself, before anything is received."""
    if (request.content_length or 0) > limit:
        raise TooLarge(limit)


async def received(request: Req) -> AsyncGenerator[bytes]:
    """The body as it comes in. A sender that goes away is no end of it, but a 400 problem."""
    try:
        async for chunk in request.stream():
            if chunk:
                yield chunk
    except InternalServerException:
        raise Problem(400, "upload-cut-off") from None


def too_large(error: TooLarge) -> Problem:
    """A 413 problem that names the limit; what else the sender has to say isn't listened to."""
    shown = f"{error.limit / MIB:.4g} MiB"
    headers = {"Connection": "close"}
    return Problem(
        413, "upload-too-large", facts={"limit": shown}, headers=headers, limit=error.limit
    )


def as_answered(upload_id: UUID, stored: Stored) -> Uploaded:
    """An upload as its sender sees it."""
    return Uploaded(
        id=upload_id,
        sha256=stored.sha256,
        size=stored.size,
        media_type=stored.media_type,
        name=stored.name,
    )
