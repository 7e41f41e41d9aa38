"""How a kept file is handed out: to be saved, never to be shown or run by a browser."""

from base64 import b64encode
from typing import Any

from litestar import Response
from litestar.response import Stream

from adapters.api.file_names import attachment
from adapters.api.office import Office
from application.store import Stored


async def send(office: Office, stored: Stored) -> Response[Any]:
    """The content of a kept file, streamed. Whoever calls it has asked for the right to read it.

    All of it is checked before the response begins. Raises MissingObject (404), Altered (500)
    and StoreUnavailable (503).
    """
    chunks = await office.store.read(stored.sha256)
    return Stream(
        chunks,
        media_type=stored.media_type,
        headers={
            "Content-Length": str(stored.size),
            "Content-Disposition": attachment(stored.name),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
            "Repr-Digest": repr_digest(stored.sha256),
        },
    )


def repr_digest(sha256: str) -> str:
    """A Repr-Digest (RFC 9530, 3)."""
    return f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"
