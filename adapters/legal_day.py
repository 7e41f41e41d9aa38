"""The legal day is Shanghai's, wherever the machine is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The legal day of now."""
    return datetime.now(UTC).astimezone(SHANGHAI).date()
