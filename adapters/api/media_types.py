"""Which kinds of file are taken, and what a sender claims a file to be."""

from pathlib import PurePath

from msgspec import Struct

from adapters.api.problems import Problem

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "text/plain"
CSV = "text/csv"
UNCLAIMED = frozenset({"", "application/octet-stream"})


class Kind(Struct, frozen=True):
    """A kind of file: its media type, how its content is told, what else senders call it."""

    media_type: str
    content: str
    aliases: frozenset[str]


def kind(media_type: str, *aliases: str, content: str | None = None) -> Kind:
    """A kind; its content can be told from all others unless `content` says from which not."""
    return Kind(media_type, content or media_type, frozenset(aliases))


JPEG, TIFF = kind("image/jpeg", "image/jpg"), kind("image/tiff")
KINDS: dict[str, Kind] = {
    ".pdf": kind("application/pdf"),
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": kind("image/png"),
    ".tif": TIFF,
    ".tiff": TIFF,
    ".webp": kind("image/webp"),
    ".mp4": kind("video/mp4"),
    ".mp3": kind("audio/mpeg", "audio/mp3"),
    ".wav": kind("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"),
    ".docx": kind(DOCX),
    ".xlsx": kind(XLSX),
    ".txt": kind(TEXT),
    # Windows calls it so where Excel is installed.
    ".csv": kind(CSV, "application/csv", "application/vnd.ms-excel", content=TEXT),
}
KNOWN = frozenset[str]().union(*({each.media_type} | each.aliases for each in KINDS.values()))


def claimed(name: str, sent_as: str | None) -> Kind:
    """The kind a file claims to be, by its name and the Content-Type it was sent with.

    Its name counts because whoever opens it later goes by that. Raises a 415 problem when the
    claim is none that is taken, or when the two do not agree.
    """
    found = KINDS.get(PurePath(name).suffix.lower())
    sent = (sent_as or "").partition(";")[0].strip().lower()
    if found is None or sent not in KNOWN | UNCLAIMED:
        raise Problem(415, "media-type-not-allowed")
    if sent not in UNCLAIMED | found.aliases | {found.media_type}:
        raise mismatch(sent, found.media_type)
    return found


def mismatch(claim: str, found: str) -> Problem:
    """The problem of a file that is not what it says it is."""
    return Problem(415, "media-type-mismatch", facts={"claimed": claim, "found": found})
