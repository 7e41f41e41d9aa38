"""Settings from the environment and the command line, checked once."""

import os
import re
from pathlib import Path

from msgspec import Struct

DATA = "CASETRAIL_DATA"
DATABASE_URL = "CASETRAIL_DATABASE_URL"
MASTER_KEY = "CASETRAIL_MASTER_KEY"
OBJECTS_URL = "CASETRAIL_OBJECTS_URL"
UPLOAD_LIMIT = "CASETRAIL_UPLOAD_LIMIT"
SMTP_URL = "CASETRAIL_SMTP_URL"
MAIL_FROM = "CASETRAIL_MAIL_FROM"

UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]+(/[^?#]*)?")


class Malformed(Exception):  # noqa: N818
    """A setting has a value that is none."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Settings(Struct, frozen=True, kw_only=True):
    """Where things are kept. Without `database_url` the embedded PostgreSQL in `data` is used.

    Without `objects_url` (s3://bucket/prefix) files are kept in `data`. `upload_limit`: bytes.
    """

    data: Path
    database_url: str | None = None
    master_key: str | None = None
    objects_url: str | None = None
    upload_limit: int = UPLOAD_LIMIT_BYTES
    smtp_url: str | None = None
    mail_from: str | None = None


def settings(data: str | None = None) -> Settings:
    """From the environment; `data` from the command line comes first. Raises Malformed."""
    folder = data or os.environ.get(DATA) or "var"
    return Settings(
        data=Path(folder).expanduser().resolve(),
        database_url=None if data else os.environ.get(DATABASE_URL) or None,
        master_key=os.environ.get(MASTER_KEY) or None,
        objects_url=objects_url(os.environ.get(OBJECTS_URL)),
        upload_limit=upload_limit(os.environ.get(UPLOAD_LIMIT)),
        smtp_url=os.environ.get(SMTP_URL) or None,
        mail_from=os.environ.get(MAIL_FROM) or None,
    )


def objects_url(given: str | None) -> str | None:
    """The bucket that files are kept in, or a part of it."""
    if given and not BUCKET.fullmatch(given):
        raise Malformed(OBJECTS_URL)
    return given or None


def upload_limit(given: str | None) -> int:
    """The largest upload, in bytes."""
    if given and not re.fullmatch("[1-9][0-9]{0,11}", given):
        raise Malformed(UPLOAD_LIMIT)
    return int(given) if given else UPLOAD_LIMIT_BYTES


def has_database(chosen: Settings) -> bool:
    """Whether there is a database to ask: a server's, or one in the folder."""
    here = (chosen.data / "postgres" / "PG_VERSION").exists()
    return chosen.database_url is not None or here
