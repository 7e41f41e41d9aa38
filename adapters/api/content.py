"""What a file is, told by its content while it passes by.

The signatures are those of the MIME Sniffing Standard (mimesniff.spec.whatwg.org, 6). Only the
very beginning counts: a page with a PDF header further down is no PDF.
"""

import asyncio
import codecs
import lzma
import re
import zlib
from collections.abc import AsyncGenerator, AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import BadZipFile, ZipFile

from adapters.api.media_types import DOCX, TEXT, XLSX, Kind, mismatch
from adapters.api.problems import Problem

SIGNATURES: dict[str, re.Pattern[bytes]] = {
    "application/pdf": re.compile(rb"%PDF-"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/tiff": re.compile(rb"II\*\x00|MM\x00\*"),
    "image/webp": re.compile(rb"RIFF.{4}WEBPVP", re.DOTALL),
    "audio/wav": re.compile(rb"RIFF.{4}WAVE", re.DOTALL),
    "audio/mpeg": re.compile(rb"ID3|\xff[\xfa\xfb\xf2\xf3]"),
    "video/mp4": re.compile(rb".{4}ftyp(?:mp4|.{8}(?:.{4}){0,30}?mp4)", re.DOTALL),
}
ZIP = b"PK\x03\x04"
LONGEST_SIGNATURE = 512

# The main part of an Office file in its list of parts; one with macros has another type.
MAIN_PARTS = {
    DOCX: b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    XLSX: b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
LIST_OF_PARTS = "[Content_Types].xml"
MOST_LISTED = 1024 * 1024
MACROS = "vbaproject"
IN_MEMORY = 1024 * 1024
# What the library raises for a zip that is damaged, encrypted or packed in a way it can't unpack.
DAMAGED = (
    BadZipFile, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError,
    lzma.LZMAError, zlib.error,
)  # fmt: skip

UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


async def checked(chunks: AsyncIterator[bytes], kind: Kind) -> AsyncGenerator[bytes]:
    """The chunks of a file that claims to be of a kind, unchanged.

    Raises a problem as soon as it can't be of it (415), or is empty (400).
    """
    head = await beginning(chunks)
    if not head:
        raise Problem(400, "upload-empty")
    content = content_of(head)
    try:
        content.see(head)
        require(content.found, kind)
        yield head
        async for chunk in chunks:
            content.see(chunk)
            yield chunk
        await asyncio.to_thread(content.end)
        require(content.found, kind)
    finally:
        content.close()


async def beginning(chunks: AsyncIterator[bytes]) -> bytes:
    """As many chunks as a signature needs, or all there are."""
    head = b""
    async for chunk in chunks:
        head += chunk
        if len(head) >= LONGEST_SIGNATURE:
            break
    return head


def require(found: str | None, kind: Kind) -> None:
    """Raises a 415 problem unless what was found so far is of the kind."""
    if found is not None and found != kind.content:
        raise mismatch(kind.media_type, found)


class Content:
    """A content that is told by its signature; `found` is its media type."""

    def __init__(self, found: str | None) -> None:
        self.found = found

    def see(self, chunk: bytes) -> None:
        """The next chunk. Raises a 415 problem when it belongs to nothing that is taken."""

    def end(self) -> None:
        """All was seen. Raises a 415 problem when it is nothing that is taken."""

    def close(self) -> None:
        """It is needed no more."""


class Text(Content):
    """UTF-8 without control characters. What begins as a page or a drawing does is no text."""

    def __init__(self) -> None:
        super().__init__(TEXT)
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._begun = False

    def see(self, chunk: bytes) -> None:
        """Raises a 415 problem for what is no text."""
        self._read(chunk)

    def end(self) -> None:
        """Raises a 415 problem when the last character is incomplete."""
        self._read(b"", last=True)

    def _read(self, chunk: bytes, *, last: bool = False) -> None:
        try:
            text = self._decoder.decode(chunk, last)
        except UnicodeDecodeError:
            raise Problem(415, "media-type-not-allowed") from None
        first = "" if self._begun else text.lstrip()[:1]
        self._begun = self._begun or bool(first)
        if first == "<" or UNPRINTED.search(text):
            raise Problem(415, "media-type-not-allowed")


class Zip(Content):
    """A zip: taken only if it is a document or a workbook. Its directory is at its end."""

    def __init__(self) -> None:
        super().__init__(None)
        self._copy: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - see `close`

    def see(self, chunk: bytes) -> None:
        """Keeps it for the end."""
        self._copy.write(chunk)

    def end(self) -> None:
        """Finds what it is. Raises a 415 problem for any other zip, and for macros."""
        self.found = office_type(self._copy)
        if self.found is None:
            raise Problem(415, "media-type-not-allowed")

    def close(self) -> None:
        """Throws the copy away."""
        self._copy.close()


def content_of(head: bytes) -> Content:
    """What a content begins as; text if it begins as nothing else."""
    if head.startswith(ZIP):
        return Zip()
    for media_type, signature in SIGNATURES.items():
        if signature.match(head):
            return Content(media_type)
    return Text()


def office_type(file: IO[bytes]) -> str | None:
    """The media type of a document or workbook without macros; None for any other zip."""
    try:
        with ZipFile(file) as parts, parts.open(LIST_OF_PARTS) as listed:
            if any(MACROS in name.lower() for name in parts.namelist()):
                return None
            types = listed.read(MOST_LISTED)
    except DAMAGED:
        return None
    return next((name for name, main in MAIN_PARTS.items() if main in types), None)
