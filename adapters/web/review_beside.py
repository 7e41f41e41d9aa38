"""What stands beside the forms of a session: what is asked and proposed, and what changed since."""

from typing import Any

from adapters.api.office import Office
from adapters.api.past import Moment
from adapters.api.records import history_of
from adapters.wording.catalogue import Language
from application.joint_reviews import ReviewRecord
from domain.authority import Officer
from domain.joint_review.steps import Step

# Where the panel or the chair says something about the case.
ABOUT_THE_CASE = frozenset({Step.OPINION, Step.CONCLUSION, Step.MINUTES, Step.GUIDANCE})
CHANGED = "joint-review.case-changed"


async def review_beside(
    office: Office, review: ReviewRecord, noun: str, by: Officer, language: Language
) -> dict[str, Any] | None:
    """What the form of a step shows of the review; nothing for a step that is not of the session.

    The dossier is read on the review's page, where the reading is noted.
    """
    session = review.state.session
    if noun not in ABOUT_THE_CASE or session is None:
        return None
    history = await history_of(office, review.stream, by, Moment(), language, whole=False)
    return {
        "template": "review-beside.html",
        "path": f"/joint-reviews/{review.stream}",
        "asked": review.state.requested,
        "agenda": session.agenda,
        "changes": [
            each
            for each in history
            if each["action"] == CHANGED
            and each["facts"].get("changes")
            and each["position"] > session.agenda_position
        ],
    }
