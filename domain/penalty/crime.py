"""Where an act may be a crime, so that the case goes to the police (law.md 7, PQL 49, 50)."""

from collections.abc import Iterable
from decimal import Decimal

from domain.money import check_amount
from domain.reference.bases import Threshold

NOTHING = Decimal(0)


def crime_suspected(
    thresholds: Iterable[Threshold],
    *,
    sales: Decimal = NOTHING,
    unsold: Decimal = NOTHING,
    direct_loss: Decimal = NOTHING,
    injured: int = 0,
) -> list[Threshold]:
    """The thresholds reached: of yuan sold, unsold and lost, and people killed or badly injured.

    Refuses impossible amounts. The shipped thresholds (CL-140, CL-146) are from memory and
    unverified: a hint to look, not a finding.
    """
    for pointer, amount in (("/sales", sales), ("/unsold", unsold), ("/directLoss", direct_loss)):
        check_amount(pointer, amount)
    return [
        each
        for each in thresholds
        if each.sales * sales
        + each.unsold * unsold
        + each.direct_loss * direct_loss
        + each.injured * injured
        >= each.at_least
    ]
