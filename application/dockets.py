"""Numbers without gaps, and who filed first: streams that go along with a case's events."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from application.desk import Aggregate, Change, Desk, Loaded, Missing
from application.ledger import Entry
from application.streams import claim_stream, docket_stream
from application.views.view import Row, View, stamp
from domain.case.docket import (
    ActClaimed,
    ActReleased,
    Claim,
    Docket,
    NumberGiven,
    Series,
    claimed,
    counted,
)
from domain.reference.state import Reference

S = TypeVar("S")

# What stands before the number in a bureau's papers: 沪市监<bureau>立〔2021〕1号.
WORDS = {Series.CASE: "立", Series.DECISION: "处"}


def bookkeeping(topics: str) -> View[Row]:
    """A row for streams that nobody lists: it only carries the version."""

    def fold(row: Row | None, entry: Entry) -> Row:
        del row
        return Row(id=entry.originator_id, **stamp(entry), dossier=entry.originator_id, orgs=())

    return View(topics.rstrip("."), Row, topics, fold, _no_columns, _no_sort)


def _no_columns(row: Row) -> dict[str, Any]:
    raise TypeError(f"not listed: {row.id}")


def _no_sort(row: Row) -> Any:  # noqa: ANN401 - never returns
    raise TypeError(f"not listed: {row.id}")


DOCKET: Aggregate[Docket, Row] = Aggregate(bookkeeping("docket."), counted)
CLAIM: Aggregate[Claim, Row] = Aggregate(bookkeeping("claim."), claimed)


async def next_number(
    desk: Desk, known: Reference, org: str, year: int, series: Series, case: UUID
) -> tuple[str, Change]:
    """The number in words, and the change that gives it; two at once can't give it twice."""
    stream = docket_stream(org, year)
    docket = await _known(desk, DOCKET, stream)
    number = docket.state.next(series) if docket else 1
    given = NumberGiven(org=org, year=year, series=series, number=number, case=case)
    change = Change(stream=stream, aggregate=DOCKET, events=[given], before=docket)
    return f"沪市监{short(known, org)}{WORDS[series]}〔{year}〕{number}号", change


def short(known: Reference, org: str) -> str:
    """The sign of a bureau in its papers, such as 浦 for Pudong's."""
    found = known.organisations.get(org)
    return found.sign if found is not None and found.sign else org


Claimed = Loaded[Claim, Row]


async def filed_before(desk: Desk, keys: Iterable[str]) -> dict[str, Claimed | None]:
    """Who filed so far for an act, by each of what it is known by."""
    return {key: await _known(desk, CLAIM, claim_stream(key)) for key in sorted(keys)}


def claims_of(
    before: Mapping[str, Claimed | None], but: UUID | None = None
) -> tuple[ActClaimed, ...]:
    """Each case filed for the act once, but one's own."""
    found = (each for known in before.values() if known for each in known.state.filed)
    return tuple({each.case: each for each in found if each.case != but}.values())


def claim(before: Mapping[str, Claimed | None], event: ActClaimed) -> list[Change]:
    """The changes that claim an act."""
    return [
        Change(stream=claim_stream(key), aggregate=CLAIM, events=[event], before=known)
        for key, known in before.items()
    ]


def released(before: Mapping[str, Claimed | None], case: UUID) -> list[Change]:
    """The changes that give up an act that is not the case's after all."""
    return [
        Change(
            stream=claim_stream(key), aggregate=CLAIM, events=[ActReleased(case=case)], before=known
        )
        for key, known in before.items()
        if known and case in {each.case for each in known.state.filed}
    ]


async def _known(desk: Desk, aggregate: Aggregate[S, Row], stream: UUID) -> Loaded[S, Row] | None:
    try:
        return await desk.known(aggregate, stream)
    except Missing:
        return None
