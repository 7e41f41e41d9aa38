"""What a disposition has on each recipient, in the order it happened: grounds, texts, numbers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from adapters.api.disposition_files import cost_of
from adapters.web.related import Related
from adapters.web.words import Words
from domain.case.law import Moment
from domain.disposition import events as e
from domain.disposition.ending import UNDOABLE
from domain.disposition.gates import Step
from domain.disposition.state import Disposition, Track

STEPS: Mapping[type[e.DispositionEvent], Step] = {
    **UNDOABLE,
    e.NotifiedOutside: Step.OUTSIDE,
    e.CaseLinked: Step.CASE_LINK,
    e.BreachFound: Step.BREACH,
}
OTHERS: Mapping[type[e.DispositionEvent], str] = {
    e.OutsideHandled: "outside-handled",
    e.OutsideWithdrawn: "outside-withdrawn",
    e.ResultAmended: "result-amended",
}
SHOWN = frozenset({*STEPS, *OTHERS})
# Told by the heading, by a link, or elsewhere on the page.
NOT_TOLD = frozenset({"recipient", "result", "product_kind", "case", "lead", "referral"})
LINKS = ("case", "lead", "referral")


class Paper(Struct, frozen=True):
    """One thing that happened: its name, what it says, and the records it names."""

    name: str
    pairs: tuple[tuple[str, str], ...]
    links: tuple[Related, ...]


class Papers(Struct, frozen=True):
    """What there is on one recipient; on all of them together without one."""

    track: Track | None
    papers: tuple[Paper, ...]


def papers_of(
    disposition: Disposition, moment: Moment, links: Sequence[Related], words: Words
) -> list[Papers]:
    """What happened and counts, recipient by recipient, then what is about all."""
    known = {each.id: each for each in links}
    tracks: list[Track | None] = [*disposition.tracks, None]
    found = [
        Papers(
            track,
            tuple(
                Paper(
                    _name(event, words),
                    tuple(_pairs(event, disposition, moment, words)),
                    tuple(_links(event, known)),
                )
                for event in _in_time(disposition, track)
            ),
        )
        for track in tracks
    ]
    return [each for each in found if each.papers]


def _in_time(disposition: Disposition, track: Track | None) -> list[e.DispositionEvent]:
    """What happened to a recipient by its legal day; what has none, where it was recorded."""
    role, last = track.role if track else None, date.min
    dated: list[tuple[date, e.DispositionEvent]] = []
    for taken in disposition.standing:
        event = taken.event
        if type(event) in SHOWN and getattr(event, "recipient", None) is role:
            last = getattr(event, "on", None) or getattr(event, "received_on", None) or last
            dated.append((last, event))
    return [event for _, event in sorted(dated, key=lambda each: each[0])]


def _name(event: e.DispositionEvent, words: Words) -> str:
    step = STEPS.get(type(event))
    if step is not None:
        return words.action("dispositions", step)
    return words.cap(words.say(f"disposition_paper.{OTHERS[type(event)]}"))


def _pairs(
    event: e.DispositionEvent, disposition: Disposition, moment: Moment, words: Words
) -> Iterator[tuple[str, str]]:
    noun = STEPS.get(type(event)) or OTHERS[type(event)]
    yield from words.details(event, noun, NOT_TOLD)
    if isinstance(event, e.RetestReported):
        bearer = cost_of(disposition, moment)
        track = next((each for each in disposition.tracks if each.role == bearer), None)
        payer = track.recipient.enterprise.name if track else words.org(disposition.organiser)
        yield words.label("retest-cost"), payer


def _links(event: e.DispositionEvent, known: Mapping[UUID, Related]) -> Iterator[Related]:
    named = (getattr(event, name, None) for name in LINKS)
    yield from (known[each] for each in named if isinstance(each, UUID) and each in known)
