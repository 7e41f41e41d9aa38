"""A joint review as queues show it: where it stands, who is awaited, by what it is ordered."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from application.ledger import Entry
from application.views.view import Row, View, among, stamp
from domain.joint_review import events as e
from domain.joint_review.clocks import effects, frozen_effects
from domain.joint_review.kinds import Conclusion, Ground, Origin, ReviewStatus
from domain.joint_review.state import JointReview, evolve
from domain.joint_review.steps import FROZEN
from domain.statute.running import Running, after
from domain.time import day_of

NEVER = date(9999, 12, 31)


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
        orgs=among(asked.handling_org, *asked.conveners),
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
        review=review,
    )


def _is_open(review: JointReview) -> bool:
    return review.status in (ReviewStatus.CONVENED, ReviewStatus.DELIBERATED)


def _is_unsigned(review: JointReview) -> bool:
    return review.status is ReviewStatus.CONCLUDED


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
)
