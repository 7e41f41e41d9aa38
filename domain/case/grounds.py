"""Which review a case needs, and why the responsible persons must discuss it (PP2022 50, COL-*)."""

from collections.abc import Iterator

from domain.case.kinds import PenaltyKind, ReviewKind
from domain.case.law import Moment
from domain.case.penalties import is_large
from domain.case.state import Case


def review_kind(case: Case, moment: Moment) -> ReviewKind:
    """Which review the case needs on that day (PP-REVIEW-KIND)."""
    known = moment.law.names("PP-REVIEW-KIND", moment.on)
    if ReviewKind.LEGAL_REVIEW not in known:
        return ReviewKind.CASE_REVIEW
    grounds = set(moment.law.names("COL-2021", moment.on))  # the list of art. 50(1)
    major = case.concluded is not None and bool(grounds & set(case.concluded.major))
    legal = major or was_heard(case)
    return ReviewKind.LEGAL_REVIEW if legal else ReviewKind.CASE_REVIEW


def was_heard(case: Case) -> bool:
    """Whether a hearing was held to its report."""
    return case.hearing is not None and case.hearing.report is not None


def discussion_grounds(case: Case, moment: Moment) -> list[str]:
    """Why the responsible persons must discuss the penalty (PP-COLLECTIVE); none if not."""
    if not case.penal:
        return []
    law, on = moment.law, moment.on
    named: set[str] = set()
    for code in ("COL-2018", "COL-2021", "COL-SH-2017"):
        named |= set(law.names(code, on))
    return [ground for ground in _grounds(case, moment) if ground in named]


def _grounds(case: Case, moment: Moment) -> Iterator[str]:
    if _is_large(case, moment):
        yield "large"
    yield from (each.kind.value for each in case.penalties if each.kind is not PenaltyKind.FINE)
    if case.concluded is not None:
        yield from (ground.value for ground in case.concluded.major)
    if case.proposal is not None and case.proposal.split:
        yield "split"
    if was_heard(case):
        yield "hearing"
    report = case.hearing.report if case.hearing else None
    if report is not None and report.advises_discussion:
        yield "chair"


def _is_large(case: Case, moment: Moment) -> bool:
    local = moment.law.on("COL-SH-2017", moment.on)
    version = local or moment.law.on("COL-2018", moment.on)
    if version is None:
        return False
    kind = case.filed.party.kind
    own = version.amounts.get(f"{kind}:{case.org}")
    amounts = {**version.amounts, kind: own} if own is not None else version.amounts
    return is_large(case.penalties, case.filed.party, amounts)
