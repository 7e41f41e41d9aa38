"""What penalties weigh: which are heavier, and which give a right to a hearing or a discussion."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal

from domain.case.events import Party, Penalty
from domain.case.kinds import Outcome, PenaltyKind, TermUnit
from domain.case.law import Law
from domain.money import check_amount
from domain.refusals import Invalid

MONEY = frozenset({PenaltyKind.FINE, PenaltyKind.CONFISCATE_GAINS, PenaltyKind.CONFISCATE_GOODS})
CONFISCATION = MONEY - {PenaltyKind.FINE}
LASTING = frozenset(
    {
        PenaltyKind.SUSPEND_PERMIT,
        PenaltyKind.RESTRICT_BUSINESS,
        PenaltyKind.SUSPENSION_ORDER,
        PenaltyKind.EMPLOYMENT_BAN,
    }
)
FOR_EVER = 10**9
WEIGHT = {kind: place for place, kind in enumerate(PenaltyKind)}


def check_penalties(
    outcome: Outcome, penalties: Sequence[Penalty], pointer: str = "/penalties"
) -> None:
    """Refuses penalties that don't fit the outcome, or amounts that are none."""
    if outcome is Outcome.PENALTY and not penalties:
        raise Invalid(pointer, "penalties-missing", basis="PP-OUTCOMES")
    if outcome is not Outcome.PENALTY and penalties:
        raise Invalid(pointer, "penalties-without-penalty", basis="PP-OUTCOMES")
    for number, each in enumerate(penalties):
        _check_amount(each, f"{pointer}/{number}")
        _check_term(each, f"{pointer}/{number}/term")
    kinds = [each.kind for each in penalties]
    if len(kinds) != len(set(kinds)):
        raise Invalid(pointer, "penalty-kind-twice")


def _check_amount(penalty: Penalty, here: str) -> None:
    """Money has its amount; goods have their value, or are still to be valued."""
    goods = penalty.kind is PenaltyKind.CONFISCATE_GOODS
    if penalty.to_be_valued and (not goods or penalty.amount is not None):
        raise Invalid(f"{here}/toBeValued", "nothing-to-value", value=penalty.kind)
    if penalty.amount is not None:
        if penalty.kind not in MONEY:
            raise Invalid(f"{here}/amount", "amount-without-money", value=penalty.kind)
        check_amount(f"{here}/amount", penalty.amount)
    elif penalty.kind in MONEY and not penalty.to_be_valued:
        code = "goods-not-valued" if goods else "value-required"
        raise Invalid(f"{here}/amount", code)


def _check_term(penalty: Penalty, here: str) -> None:
    """Only what lasts has a length: so many of a unit, or an indefinite time."""
    term, unit = penalty.term, penalty.term_unit
    if (term is None) is not (unit in {None, TermUnit.INDEFINITE}):
        raise Invalid(here, "term-incomplete")
    if unit is not None and penalty.kind not in LASTING:
        raise Invalid(here, "term-without-duration", value=penalty.kind)


def sum_of(penalties: Iterable[Penalty], kinds: Iterable[PenaltyKind]) -> Decimal:
    """What the penalties of these kinds come to, in yuan."""
    wanted = set(kinds)
    amounts = (each.amount or Decimal(0) for each in penalties if each.kind in wanted)
    return sum(amounts, Decimal(0))


def is_heavier(decided: Sequence[Penalty], notified: Sequence[Penalty]) -> bool:
    """Whether the party is worse off than it was told (PP2018 50-52, PP2022 56-58).

    Worse is more of a kind, in money, time or scope, and a penalty that was not notified, unless it
    is a lighter one in place of a graver one; money in place of money is not to be more.
    """
    told = {each.kind: each for each in notified}
    now = {each.kind: each for each in decided}
    if any(_is_more(now[kind], told[kind]) for kind in now.keys() & told.keys()):
        return True
    added, dropped = now.keys() - told.keys(), told.keys() - now.keys()
    if not _in_place_of(added, dropped):
        return True
    graver = any(WEIGHT[kind] > WEIGHT[PenaltyKind.FINE] for kind in dropped)
    unvalued = any(is_unvalued(now[kind]) for kind in added)
    more = unvalued or sum_of(decided, added) > sum_of(notified, dropped)
    return more and not graver


def _is_more(now: Penalty, told: Penalty) -> bool:
    """Whether one penalty is more than another of its kind: in money, in time or in scope.

    What cannot be compared is more, unless the same words say it.
    """
    if now.kind in MONEY:
        if now.amount is None or told.amount is None:
            return told.amount is not None or now.text != told.text
        return now.amount > told.amount
    return (now.kind in LASTING and _is_longer(now, told)) or _is_wider(now, told)


def _is_longer(now: Penalty, told: Penalty) -> bool:
    if now.term_unit is None and told.term_unit is None:
        return now.text != told.text
    if now.term_unit is None or told.term_unit is None:
        return True
    if now.term_unit is told.term_unit:
        return (now.term or 0) > (told.term or 0)
    return _days(now)[1] > _days(told)[0]


def _days(penalty: Penalty) -> tuple[int, int]:
    """How long a penalty lasts at least and at most: the days of months are not always the same."""
    amount = penalty.term or 0
    match penalty.term_unit:
        case TermUnit.DAY:
            return amount, amount
        case TermUnit.MONTH | TermUnit.YEAR:
            months = amount * (12 if penalty.term_unit is TermUnit.YEAR else 1)
            days = months * 146_097 // 4_800  # the days of the Gregorian calendar's 400 years
            return (days - 2, days + 2)
        case _:
            return FOR_EVER, FOR_EVER


def _is_wider(now: Penalty, told: Penalty) -> bool:
    return bool(told.scope) and not (now.scope and set(now.scope) <= set(told.scope))


def is_same(one: Sequence[Penalty], other: Sequence[Penalty]) -> bool:
    """Whether two come to the same: neither is heavier than the other."""
    return not is_heavier(one, other) and not is_heavier(other, one)


def is_unvalued(penalty: Penalty) -> bool:
    """Whether goods are confiscated that nobody has valued: what they come to is not known."""
    return penalty.kind is PenaltyKind.CONFISCATE_GOODS and penalty.amount is None


def _in_place_of(added: AbstractSet[PenaltyKind], dropped: AbstractSet[PenaltyKind]) -> bool:
    """Whether each kind that is new stands for one that is not lighter."""
    new, old = (
        sorted((WEIGHT[kind] for kind in kinds), reverse=True) for kinds in (added, dropped)
    )
    return len(new) <= len(old) and all(a <= b for a, b in zip(new, old, strict=False))


def hearing_grounds(penalties: Sequence[Penalty], party: Party, law: Law, on: date) -> list[str]:
    """Why the party may ask for a hearing (HR-SCOPE), by the thresholds of the day."""
    version = law.on("HR-SCOPE", on)
    if version is None:
        return []
    named = [each.kind.value for each in penalties if each.kind.value in version.names]
    return [*named, *_large(penalties, party, version.amounts)]


def _large(
    penalties: Sequence[Penalty], party: Party, amounts: dict[str, Decimal]
) -> Iterator[str]:
    threshold = amounts.get(party.kind)
    if threshold is None:
        return
    if sum_of(penalties, {PenaltyKind.FINE}) >= threshold:
        yield "large_fine"
    if any(map(is_unvalued, penalties)) or sum_of(penalties, CONFISCATION) >= threshold:
        yield "large_confiscation"


def is_large(penalties: Sequence[Penalty], party: Party, amounts: dict[str, Decimal]) -> bool:
    """Whether fine and confiscation together reach the threshold for this kind of party.

    Goods that are not valued yet are taken to reach it.
    """
    threshold = amounts.get(party.kind)
    if threshold is None:
        return False
    return any(map(is_unvalued, penalties)) or sum_of(penalties, MONEY) >= threshold
