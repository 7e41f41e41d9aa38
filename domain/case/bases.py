"""What penalties rest on: articles in force for the act, and fines within their range (law.md 11).

An amount that an article multiplies is the value of the goods as the case has it, or the gains that
are confiscated.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from domain.case.events import Penalty
from domain.case.kinds import PartyKind, PenaltyKind
from domain.case.law import Law, Moment, cite
from domain.case.state import Case
from domain.penalty.fine import FineRange, basis_on, fine_range
from domain.reference.bases import BasisVersion, Fine, Liable, Measured
from domain.refusals import Invalid

Counted = Mapping[Measured, Decimal | None]
ENDLESS = Decimal("Infinity")


def article_of(
    law: Law, code: str, act_on: date, on: date, pointer: str, counted: Counted | None = None
) -> BasisVersion:
    """The article for an act: that of its day, or the one of today if it fines less (APL2021 37).

    Refuses a code that is none, and an article that was not in force.
    """
    try:
        then = basis_on(law.bases, code, act_on)
    except Invalid as refused:
        raise Invalid(pointer, refused.code, basis=refused.basis, **refused.facts) from None
    now = law.bases[code].on(on)
    if now is None or now is then:
        return then
    known = counted or {}
    return now if _most(now, known) < _most(then, known) else then


def acted_on(case: Case, moment: Moment) -> date:
    """The day of the act; the filing's, where it is not known."""
    return case.filed.occurred_on or moment.filed_on


def check_bases(case: Case, penalties: Sequence[Penalty], moment: Moment) -> None:
    """Refuses a penalty without an article of its own or of the case, or a fine not within it."""
    gains = (each.amount for each in penalties if each.kind is PenaltyKind.CONFISCATE_GAINS)
    counted = {Measured.GOODS_VALUE: case.filed.goods_value, Measured.GAINS: next(gains, None)}
    act_on = acted_on(case, moment)
    for number, each in enumerate(penalties):
        here = f"/penalties/{number}"
        codes = (each.basis,) if each.basis else case.filed.bases
        if not codes:
            cited = cite(moment.law.on("PP-DOC", moment.on))
            raise Invalid(f"{here}/basis", "basis-missing", basis="PP-DOC", **cited)
        articles = [
            article_of(moment.law, code, act_on, moment.on, f"{here}/basis", counted)
            for code in codes
        ]
        if each.kind is PenaltyKind.FINE and all(article.complete for article in articles):
            _check_fine(case, each, articles, counted, here, moment)


def _check_fine(
    case: Case,
    fine: Penalty,
    articles: Sequence[BasisVersion],
    counted: Counted,
    here: str,
    moment: Moment,
) -> None:
    assert fine.amount is not None, "a fine has an amount"
    named = {"instrument": articles[0].instrument, "article": articles[0].article}
    ranges = list(_ranges(articles, counted, case.filed.party.kind))
    if not ranges:
        lacking = _multiplied(articles)
        if lacking is None:
            raise Invalid(f"{here}/basis", "fine-not-provided", **named)
        raise Invalid(f"{here}/amount", "amount-needed", measured=lacking, **named)
    if any(each.minimum <= fine.amount <= each.maximum for each in ranges):
        return
    most = max(each.maximum for each in ranges)
    if fine.amount > most:
        raise Invalid(f"{here}/amount", "fine-above-range", value=str(most), **named)
    if fine.mitigation is None:
        cited = cite(moment.law.on("APL-MITIGATE", moment.on))
        least = str(min(each.minimum for each in ranges))
        raise Invalid(
            f"{here}/mitigation", "fine-below-range", basis="APL-MITIGATE", value=least, **cited
        )


def _ranges(
    articles: Sequence[BasisVersion], counted: Counted, party: PartyKind
) -> Iterator[FineRange]:
    """What the articles fine this party with, where the amount they multiply is known."""
    for article in articles:
        for branch in article.branches:
            others = branch.liable is Liable.PERSONS and party is not PartyKind.PERSON
            measured = branch.fine.measured if branch.fine else None
            unknown = measured is not None and counted[measured] is None
            if branch.fine is not None and not others and not unknown:
                yield fine_range(
                    article,
                    branch,
                    goods_value=counted[Measured.GOODS_VALUE],
                    gains=counted[Measured.GAINS],
                )


def _multiplied(articles: Sequence[BasisVersion]) -> Measured | None:
    fines = (branch.fine for article in articles for branch in article.branches)
    return next((fine.measured for fine in fines if fine is not None and fine.measured), None)


def _most(article: BasisVersion, counted: Counted) -> Decimal:
    """The highest fine of an article; without end where the amount it multiplies is unknown."""
    fines = (branch.fine for branch in article.branches if branch.fine is not None)
    return max((each.most * _times(each, counted) for each in fines), default=Decimal(0))


def _times(fine: Fine, counted: Counted) -> Decimal:
    if fine.measured is None:
        return Decimal(1)
    known = counted.get(fine.measured)
    return ENDLESS if known is None else known
