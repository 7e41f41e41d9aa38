"""Settings from the environment and the command line, checked once."""

import os
from pathlib import Path

from msgspec import Struct

DATA = "CASETRAIL_DATA"
DATABASE_URL = "CASETRAIL_DATABASE_URL"
MASTER_KEY = "CASETRAIL_MASTER_KEY"
SMTP_URL = "CASETRAIL_SMTP_URL"
MAIL_FROM = "CASETRAIL_MAIL_FROM"


class Settings(Struct, frozen=True, kw_only=True):
    """Where things are kept. Without `database_url` the embedded PostgreSQL in `data` is used."""

    data: Path
    database_url: str | None = None
    master_key: str | None = None
    smtp_url: str | None = None
    mail_from: str | None = None


def settings(data: str | None = None) -> Settings:
    """From the environment; `data` from the command line comes first."""
    folder = data or os.environ.get(DATA) or "var"
    return Settings(
        data=Path(folder).expanduser().resolve(),
        database_url=None if data else os.environ.get(DATABASE_URL) or None,
        master_key=os.environ.get(MASTER_KEY) or None,
        smtp_url=os.environ.get(SMTP_URL) or None,
        mail_from=os.environ.get(MAIL_FROM) or None,
    )
