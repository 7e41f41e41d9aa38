"""What the party owes: fine and confiscated gains, what was paid of them, and the surcharge."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.case import clocks as c
from domain.case.kinds import PaymentFor, PenaltyKind
from domain.case.law import Moment
from domain.case.penalties import sum_of
from domain.case.state import Case

DAILY = Decimal("0.03")
CENT = Decimal("0.01")
NOTHING = Decimal(0)
KINDS = {
    PaymentFor.GAINS: PenaltyKind.CONFISCATE_GAINS,
    PaymentFor.FINE: PenaltyKind.FINE,
}


def outstanding(case: Case, of: PaymentFor | None = None) -> Decimal:
    """What is not paid yet of fine and gains, or of one of them, in yuan."""
    owed = sum_of(case.penalties, KINDS.values() if of is None else [KINDS[of]])
    return owed - sum((part for _, what, part in _parts(case) if of in {None, what}), NOTHING)


def _parts(case: Case) -> Iterator[tuple[date, PaymentFor, Decimal]]:
    """What was paid, day by day, and what for. Where nobody says, gains are paid before the fine.

    No law gives the order; what was gained unlawfully is the party's least of all (convention).
    """
    gains = sum_of(case.penalties, {PenaltyKind.CONFISCATE_GAINS})
    gains -= sum((each.amount for each in case.payments if each.of is PaymentFor.GAINS), NOTHING)
    for each in sorted(case.payments, key=lambda payment: payment.paid_on):
        if each.of is not None:
            yield each.paid_on, each.of, each.amount
            continue
        to_gains = max(NOTHING, min(gains, each.amount))
        gains -= to_gains
        yield each.paid_on, PaymentFor.GAINS, to_gains
        yield each.paid_on, PaymentFor.FINE, each.amount - to_gains


def surcharge_due(case: Case, on: date, moment: Moment) -> Decimal:
    """3 % of the unpaid fine for each day overdue, at most the fine (PP 67/75, APL 51/72).

    Nothing is added for confiscation, nor while review or suit go on where the law says so
    (APL2021 73). What was surcharged before is taken off.
    """
    due = moment.last_day(c.PAY)
    fine = sum_of(case.penalties, {PenaltyKind.FINE})
    if due is None or on <= due or fine == 0:
        return NOTHING
    held = list(_held(case, moment))
    total, unpaid, day = NOTHING, fine, due
    for paid_on, what, amount in _parts(case):
        if what is not PaymentFor.FINE:
            continue
        if paid_on > day:
            total += unpaid * DAILY * _days(day, min(paid_on, on), held)
            day = min(paid_on, on)
        unpaid = max(NOTHING, unpaid - amount)
    total += unpaid * DAILY * _days(day, on, held)
    before = sum((each.surcharge for each in case.payments), NOTHING)
    return max(NOTHING, min(total, fine) - before).quantize(CENT, ROUND_HALF_UP)


def _held(case: Case, moment: Moment) -> Iterator[tuple[date, date]]:
    """Reviews and suits that stay the surcharge, by the law of the day they were sought."""
    for each in case.remedies:
        if "remedy" in moment.law.names("APL-SURCHARGE", each.sought.on):
            yield each.sought.on, each.ended.on if each.ended else date.max


def _days(start: date, end: date, held: list[tuple[date, date]]) -> int:
    """The days after `start` up to `end`, without those held (law.md 1.2, 6)."""
    apart = (min(end, last) - max(start, first) for first, last in held)
    return (end - start).days - sum(max(0, each.days) for each in apart)
