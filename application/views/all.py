"""All read models, and which of them an event belongs to."""

from functools import lru_cache
from typing import Any

from application.views.bulletin import BULLETINS
from application.views.case import CASES
from application.views.disposition import DISPOSITIONS
from application.views.joint_review import JOINT_REVIEWS
from application.views.lead import LEADS
from application.views.referral import REFERRALS
from application.views.supervision import SUPERVISIONS
from application.views.test_result import RESULTS
from application.views.view import View

VIEWS: tuple[View[Any], ...] = (
    LEADS,
    REFERRALS,
    CASES,
    DISPOSITIONS,
    RESULTS,
    BULLETINS,
    JOINT_REVIEWS,
    SUPERVISIONS,
)


@lru_cache(maxsize=256)
def view_of(topic: str) -> View[Any] | None:
    """The read model a topic's events are folded into; None for those nobody lists."""
    return next((view for view in VIEWS if topic.startswith(view.topics)), None)
