"""A joint review as queues show it: where it stands, who is awaited, by what it is ordered."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from application.ledger import Entry
from application.views.view import Row, View, among, stamp
from domain.joint_review import events as e
from domain.joint_review.clocks import effects, frozen_effects
from domain.joint_review.kinds import Conclusion, Ground, Origin, ReviewStatus
from domain.joint_review.state import JointReview, evolve
from domain.joint_review.steps import FROZEN, IN_SESSION, OVER
from domain.statute.running import Running, after
from domain.time import day_of

NEVER = date(9999, 12, 31)


class Waits(StrEnum):
    """What a joint review waits for, whoever is to do it."""

    SCREEN = "screen"
    SCHEDULE = "schedule"
    SESSION = "session"
    MINUTES = "minutes"
    GUIDANCE = "guidance"
    FEEDBACK = "feedback"
    CLOSING = "closing"
    SUPERIOR = "superior"


class Slot(Struct, frozen=True, kw_only=True, rename="camel"):
    """A session as calendars keep it, whatever became of it; `left` are who was taken off it.

    `version` is that of the review when the session last changed, at `changed_at`.
    """

    number: int
    version: int
    changed_at: datetime
    starts_at: datetime
    place: str
    agenda: tuple[str, ...]
    people: tuple[str, ...]
    left: tuple[str, ...] = ()
    cancelled: bool = False
    held: bool = False


class JointReviewRow(Row, frozen=True, kw_only=True, rename="camel"):
    """One joint review. `review` is all that is known of it; `order_on` is what lists go by."""

    status: ReviewStatus
    case: UUID
    case_number: str
    case_title: str
    handling_org: str
    conveners: tuple[str, ...]
    convener: str | None
    origin: Origin
    grounds: tuple[Ground, ...]
    suggested_by: tuple[str, ...]
    serious: bool
    order_on: date | None
    ahead_days: int
    requested_on: date
    session_at: datetime | None = None
    members: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    conclusion: Conclusion | None = None
    clocks: tuple[Running, ...] = ()
    slots: tuple[Slot, ...] = ()
    review: JointReview

    @property
    def people(self) -> tuple[str, ...]:
        """Who has or had a seat and is not recused: only they see it in person."""
        return self.review.readers


def fold(row: JointReviewRow | None, entry: Entry) -> JointReviewRow:
    """The row after one more entry of the review's stream."""
    event = cast("e.JointReviewEvent", entry.event)
    before = row.review if row else None
    review = evolve(before, event)
    asked = review.requested
    return JointReviewRow(
        id=entry.originator_id,
        **stamp(entry),
        dossier=asked.dossier,
        orgs=among(asked.handling_org),
        status=review.status,
        case=asked.case,
        case_number=asked.case_number,
        case_title=asked.case_title,
        handling_org=asked.handling_org,
        conveners=asked.conveners,
        convener=review.convener,
        origin=asked.origin,
        grounds=asked.grounds,
        suggested_by=asked.suggested_by,
        serious=asked.serious,
        order_on=review.known.order_on,
        ahead_days=review.known.ahead_days,
        requested_on=row.requested_on if row else entry.effective_on,
        session_at=review.session.starts_at if review.session else None,
        members=tuple(each.id for each in review.voters),
        awaited=tuple(each.id for each in review.awaited) if _is_open(review) else (),
        signers=tuple(review.unsigned.values()) if _is_unsigned(review) else (),
        conclusion=review.conclusion.conclusion if review.conclusion else None,
        clocks=_ticked(row, entry, event, review),
        slots=slotted(row.slots if row else (), entry, event, review),
        review=review,
    )


def slotted(
    slots: tuple[Slot, ...], entry: Entry, event: e.JointReviewEvent, review: JointReview
) -> tuple[Slot, ...]:
    """The sessions after one more event: each that is set anew is another one."""
    last = slots[-1] if slots else None
    now: dict[str, Any] = {
        "version": entry.originator_version,
        "changed_at": stamp(entry)["recorded_at"],
        "people": review.seated,
    }
    if isinstance(event, e.SessionScheduled):
        new = Slot(
            number=len(slots) + 1,
            starts_at=event.starts_at,
            place=event.place,
            agenda=event.agenda,
            **now,
        )
        return (*_called_off(slots, now), new)
    if last is None or last.held or last.cancelled:
        return slots
    if isinstance(event, e.PanelChanged | e.MemberRecused):
        gone = tuple(each for each in (*last.left, *last.people) if each not in review.seated)
        return (*slots[:-1], replace(last, left=tuple(dict.fromkeys(gone)), **now))
    if isinstance(event, e.JointReviewConcluded):
        return (*slots[:-1], replace(last, held=True, **now))
    over = isinstance(event, e.SessionAdjourned) or review.status in OVER
    return _called_off(slots, now) if over else slots


def _called_off(slots: tuple[Slot, ...], now: Mapping[str, Any]) -> tuple[Slot, ...]:
    """Who was asked to a session is told that it is not held; the panel of then stays."""
    if not slots or slots[-1].held or slots[-1].cancelled:
        return slots
    told = replace(slots[-1], cancelled=True, version=now["version"], changed_at=now["changed_at"])
    return (*slots[:-1], told)


def _is_open(review: JointReview) -> bool:
    return review.status in IN_SESSION


def _is_unsigned(review: JointReview) -> bool:
    return review.status is ReviewStatus.CONCLUDED


def waits_for(review: JointReview) -> Waits | None:
    """What is to be done next; nothing once it is over."""
    match review.status:
        case ReviewStatus.REQUESTED:
            return Waits.SCREEN
        case ReviewStatus.ACCEPTED | ReviewStatus.ADJOURNED:
            return Waits.SCHEDULE
        case ReviewStatus.SCHEDULED | ReviewStatus.CONVENED | ReviewStatus.DELIBERATED:
            return Waits.SESSION
        case ReviewStatus.CONCLUDED:
            return Waits.MINUTES
        case ReviewStatus.FEEDBACK_DUE:
            return Waits.FEEDBACK
        case ReviewStatus.ADOPTED | ReviewStatus.DEPARTED:
            return Waits.CLOSING
        case ReviewStatus.MINUTES_SIGNED:
            return Waits.GUIDANCE if is_agreed(review) else Waits.CLOSING
        case ReviewStatus.SUPERIOR_ASKED:
            return Waits.SUPERIOR
        case _:
            return None


def is_agreed(review: JointReview) -> bool:
    """Whether the panel came to a conclusion: without one it is convened again, or closed."""
    found = review.conclusion
    return found is not None and found.conclusion is not Conclusion.NO_CONSENSUS


def concluders(review: JointReview) -> list[str]:
    """The chair, once enough was said to conclude."""
    due = _is_open(review) and review.is_quorate
    return [review.chair] if due and review.chair else []


def writers(review: JointReview) -> list[str]:
    """Who writes the minutes as long as there are none: the chair or the recorder."""
    if not _is_unsigned(review) or review.minutes is not None or review.session is None:
        return []
    return [each for each in (review.chair, review.session.recorder.id) if each]


def _ticked(
    row: JointReviewRow | None, entry: Entry, event: e.JointReviewEvent, review: JointReview
) -> tuple[Running, ...]:
    asked, on = review.requested, entry.effective_on
    convener = review.convener or asked.conveners[0]
    done = effects(event, on, convener, asked.handling_org)
    if isinstance(event, e.MinutesSigned) and review.conclusion and review.status in FROZEN:
        done = frozen_effects(review.conclusion.conclusion, on, convener)
    return after(row.clocks if row else (), done, entry.originator_version)


def columns(row: JointReviewRow) -> Mapping[str, Any]:
    """What queues are filtered by."""
    return {
        "status": row.status,
        "case_id": row.case,
        "handling_org": row.handling_org,
        "convener": row.convener,
        "conveners": list(row.conveners),
        "members": list(row.review.seated),
        "awaited": list(row.awaited),
        "signers": list(row.signers),
        "concluders": concluders(row.review),
        "writers": writers(row.review),
        "asked": sorted({each for slot in row.slots for each in (*slot.people, *slot.left)}),
        "recused": sorted(row.review.recused),
        "last_session_on": max((day_of(each.starts_at) for each in row.slots), default=None),
        "waits": waits_for(row.review),
        "session_on": day_of(row.session_at) if row.session_at else None,
        "serious": row.serious,
        "words": f"{row.case_number} {row.case_title}",
    }


JOINT_REVIEWS: View[JointReviewRow] = View(
    "joint_reviews",
    JointReviewRow,
    "joint-review.",
    fold,
    columns,
    lambda row: row.order_on or NEVER,
    ahead=True,
    people="members",
)
