"""What penalties weigh: which are heavier, and which give a right to a hearing or a discussion."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal

from domain.case.events import Party, Penalty
from domain.case.kinds import Outcome, PenaltyKind
from domain.case.law import Law
from domain.money import check_amount
from domain.refusals import Invalid

MONEY = frozenset({PenaltyKind.FINE, PenaltyKind.CONFISCATE_GAINS, PenaltyKind.CONFISCATE_GOODS})
CONFISCATION = MONEY - {PenaltyKind.FINE}
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
        here = f"{pointer}/{number}/amount"
        if each.kind is PenaltyKind.FINE and each.amount is None:
            raise Invalid(here, "value-required")
        if each.amount is not None and each.kind not in MONEY:
            raise Invalid(here, "amount-without-money", value=each.kind)
        if each.amount is not None:
            check_amount(here, each.amount)
    kinds = [each.kind for each in penalties]
    if len(kinds) != len(set(kinds)):
        raise Invalid(pointer, "penalty-kind-twice")


def sum_of(penalties: Iterable[Penalty], kinds: Iterable[PenaltyKind]) -> Decimal:
    """What the penalties of these kinds come to, in yuan."""
    wanted = set(kinds)
    amounts = (each.amount or Decimal(0) for each in penalties if each.kind in wanted)
    return sum(amounts, Decimal(0))


def is_heavier(decided: Sequence[Penalty], notified: Sequence[Penalty]) -> bool:
    """Whether the party is worse off than it was told (PP2018 50-52, PP2022 56-58).

    Worse is more money of a kind, and a penalty that was not notified, unless it is a lighter one
    in place of a graver one; money in place of money is not to be more.
    """
    told, now = sums_of(notified), sums_of(decided)
    if any(now[kind] > told[kind] for kind in now.keys() & told.keys()):
        return True
    added, dropped = now.keys() - told.keys(), told.keys() - now.keys()
    if not _in_place_of(added, dropped):
        return True
    graver = any(WEIGHT[kind] > WEIGHT[PenaltyKind.FINE] for kind in dropped)
    more = sum(now[kind] for kind in added) > sum(told[kind] for kind in dropped)
    return more and not graver


def sums_of(penalties: Iterable[Penalty]) -> dict[PenaltyKind, Decimal]:
    """What the penalties come to by kind: kinds without money count as zero."""
    return {each.kind: each.amount or Decimal(0) for each in penalties}


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
    if sum_of(penalties, CONFISCATION) >= threshold:
        yield "large_confiscation"


def is_large(penalties: Sequence[Penalty], party: Party, amounts: dict[str, Decimal]) -> bool:
    """Whether fine and confiscation together reach the threshold for this kind of party."""
    threshold = amounts.get(party.kind)
    return threshold is not None and sum_of(penalties, MONEY) >= threshold
