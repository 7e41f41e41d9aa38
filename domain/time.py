"""Legal days: what an effective date may be. Pure: today is an argument."""

from datetime import date

from domain.refusals import Invalid


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
