"""A joint review as the API shows it: panel, quorum, every position, what followed."""

from typing import Any

from adapters.api.case_files import camel_case, without_empty, written
from domain.joint_review.state import JointReview

SHOWN = (
    "panel", "chair", "session", "recusals", "convened", "adjourned", "changes", "minutes",
    "signatures", "annexes", "guidance", "feedback", "declined", "withdrawn", "left",
    "changed_since", "reconvened", "sittings", "closed", "superior",
)  # fmt: skip


def review_file(review: JointReview) -> dict[str, Any]:
    """What was said and done, with the quorum as it stands. Lapsed positions stay in it."""
    shown = {camel_case(name): written(getattr(review, name)) for name in SHOWN}
    return without_empty(shown) | {
        "question": review.requested.question,
        "proposal": review.requested.proposal,
        "positionsBasedOn": review.seen,
        "concluded": written(review.conclusion),
        "quorum": quorum_of(review),
        "positions": [
            written(each.given)
            | {"number": each.number, "session": each.session, "lapsed": each.lapsed}
            for each in review.positions
        ],
    }


def quorum_of(review: JointReview) -> dict[str, Any]:
    """The base without those recused, what is needed of it, and what there is."""
    return {
        "base": len(review.voters),
        "needed": review.needed,
        "present": len(review.present),
        "standing": len(review.standing),
        "reached": review.is_quorate,
        "awaited": [each.id for each in review.awaited],
    }
