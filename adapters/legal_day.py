"""The legal day is Shanghai's, wherever the machine is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def on_the_clock(instant: datetime) -> datetime:
    """An instant as Shanghai's clocks show it. Beyond all days it stays as it was given."""
    try:
        return instant.astimezone(SHANGHAI)
    except OverflowError:
        return instant


def today() -> date:
    """The legal day of now."""
    return datetime.now(UTC).astimezone(SHANGHAI).date()
