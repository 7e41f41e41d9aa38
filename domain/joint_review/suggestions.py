"""Which cases are suggested for joint review, and by which rule: thresholds are dated data.

The rules are in data/rules/joint-review.json. A suggestion decides nothing: it is shown on the case
and in the screening queue, and named in a request.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct

from domain.case import events as c
from domain.case.kinds import ReviewOpinion
from domain.case.state import Case
from domain.joint_review.kinds import Ground
from domain.statute.rule import Rule

RULES: Mapping[str, Ground] = {
    "JR-AMOUNT": Ground.AMOUNT,
    "JR-SAFETY": Ground.PERSONAL_SAFETY,
    "JR-DISTRICTS": Ground.CROSS_DISTRICT,
    "JR-SPLIT": Ground.SPLIT_OPINIONS,
    "JR-CRIME": Ground.SUSPECTED_CRIME,
    "JR-CLUSTER": Ground.CLUSTER,
    "JR-ATTENTION": Ground.PUBLIC_ATTENTION,
}


class Around(Struct, frozen=True, kw_only=True):
    """What a rule looks at beside the case: the campaigns that have priority, and the party.

    `of_party` is how many open cases it has, this one among them.
    """

    of_party: int = 1
    urgent: frozenset[str] = frozenset()


ALONE = Around()


class Suggestion(Struct, frozen=True, kw_only=True, rename="camel"):
    """A rule that suggests a joint review, and the ground it is for."""

    rule: str
    ground: Ground
    amount: Decimal | None = None
    threshold: Decimal | None = None


def suggestions(
    case: Case, rules: Mapping[str, Rule], on: date, around: Around = ALONE
) -> tuple[Suggestion, ...]:
    """What suggests a joint review of the case by the rules in force on a day."""
    return tuple(_suggested(case, rules, on, around))


def _suggested(
    case: Case, rules: Mapping[str, Rule], on: date, around: Around
) -> Iterator[Suggestion]:
    for code, ground in RULES.items():
        rule = rules.get(code)
        version = rule.on(on) if rule else None
        if version is None:
            continue
        if ground is Ground.AMOUNT:
            at_stake = amount_at_stake(case)
            threshold = version.amounts.get(case.filed.party.kind.value)
            if threshold is not None and at_stake >= threshold:
                yield Suggestion(rule=code, ground=ground, amount=at_stake, threshold=threshold)
        elif ground is Ground.CLUSTER:
            count = around.of_party
            if count >= version.amounts.get("cases", count + 1):
                yield Suggestion(rule=code, ground=ground, amount=Decimal(count))
        elif ground is Ground.PUBLIC_ATTENTION:
            if around.urgent.intersection(case.campaigns):
                yield Suggestion(rule=code, ground=ground)
        elif _holds(case, ground):
            yield Suggestion(rule=code, ground=ground)


def is_difficult(event: c.CaseEvent) -> bool:
    """Whether a rule may suggest a joint review from this event on: whether one does, see above."""
    match event:
        case c.CaseFiled(serious=serious, campaigns=campaigns):
            return serious or bool(campaigns)
        case c.CrimeSuspected() | c.AssistanceAsked():
            return True
        case c.CaseTagged(campaigns=campaigns):
            return bool(campaigns)
        case c.ReviewGiven(opinion=opinion):
            return opinion is not ReviewOpinion.AGREE
        case c.InvestigationConcluded() | c.ProposalApproved() | c.RecheckDone():
            return any(each.amount for each in event.penalties)
        case _:
            return False


def amount_at_stake(case: Case) -> Decimal:
    """Fines and what is confiscated in money, as decided or proposed."""
    return sum((each.amount or Decimal(0) for each in case.penalties), Decimal(0))


def _holds(case: Case, ground: Ground) -> bool:
    match ground:
        case Ground.PERSONAL_SAFETY:
            return case.filed.serious
        case Ground.CROSS_DISTRICT:
            return bool(case.assistance)
        case Ground.SPLIT_OPINIONS:
            differ = any(each.opinion is not ReviewOpinion.AGREE for each in case.reviews)
            return differ or (case.proposal is not None and case.proposal.split)
        case Ground.SUSPECTED_CRIME:
            return case.crime is not None
        case _:
            return False
