"""Legal days: what an effective date may be. Pure: today is an argument."""

from datetime import date, datetime, timedelta, timezone

from domain.refusals import Invalid

# China has had no daylight saving since 1992.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def day_of(instant: datetime) -> date:
    """The legal day of an instant: that of Shanghai. Beyond all days it is the first or last."""
    if instant.tzinfo is None:
        return instant.date()  # to be refused, but not for what day it is where the program runs
    try:
        return instant.astimezone(SHANGHAI).date()
    except OverflowError:
        return date.min if instant.year == date.min.year else date.max


def effective(
    given: date | None, *, today: date, not_before: date | None, pointer: str = "/effectiveOn"
) -> date:
    """The legal date of an act: `given` or today.

    Refuses a day in the future and one before the matter was received (product.md 10.5).
    """
    day = given or today
    if day > today:
        raise Invalid(pointer, "date-in-future", date=day.isoformat())
    if not_before is not None and day < not_before:
        raise Invalid(
            pointer, "date-before-receipt", date=day.isoformat(), receipt=not_before.isoformat()
        )
    return day
