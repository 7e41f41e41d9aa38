"""Settings from the environment and the command line, checked once."""

import os
from pathlib import Path

from msgspec import Struct

DATA = "CASETRAIL_DATA"
DATABASE_URL = "CASETRAIL_DATABASE_URL"
MASTER_KEY = "CASETRAIL_MASTER_KEY"


class Settings(Struct, frozen=True, kw_only=True):
    """Where things are kept. Without `database_url` the embedded PostgreSQL in `data` is used."""

    data: Path
    database_url: str | None = None
    master_key: str | None = None


def settings(data: str | None = None) -> Settings:
    """From the environment; `data` from the command line comes first."""
    folder = data or os.environ.get(DATA) or "var"
    return Settings(
        data=Path(folder).expanduser().resolve(),
        database_url=None if data else os.environ.get(DATABASE_URL) or None,
        master_key=os.environ.get(MASTER_KEY) or None,
    )
