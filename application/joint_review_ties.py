"""What ties a case to its joint review: what the review knows of it, and hears of its changes."""

from datetime import date, timedelta

from application.aggregates import CASE, JOINT_REVIEW
from application.desk import Call, Change, Desk, Done, Loaded, entries_of, folded
from application.views.case import CaseRow
from domain.case.clocks import DECIDE
from domain.case.events import CaseEvent
from domain.case.law import Law, Moment
from domain.case.state import Case
from domain.joint_review.events import CaseChanged, CaseKnown
from domain.joint_review.kinds import ReviewStatus
from domain.joint_review.material import material
from domain.joint_review.steps import PLANNED

ORDER = "JR-ORDER"
# Until it is concluded, a review is told of what changes in the case.
LISTENING = PLANNED | {ReviewStatus.REQUESTED, ReviewStatus.ACCEPTED, ReviewStatus.ADJOURNED}


def known_of(law: Law, case: Loaded[Case, CaseRow], today: date) -> CaseKnown:
    """What a review knows of its case: the version, and the day that lists order it by."""
    moment = Moment(on=today, today=today, law=law, clocks=case.row.clocks)
    due = moment.last_day(DECIDE)
    rule = law.on(ORDER, today)
    days = int(rule.amounts["days"]) if rule and case.state.filed.serious else 0
    order_on = due - timedelta(days) if due else None
    return CaseKnown(version=case.version, order_on=order_on, ahead_days=days)


async def recorded(desk: Desk, call: Call, moment: Moment, *changes: Change) -> Done:
    """Records changes; a case's open joint review hears of them in the same append.

    So no position is counted on a case that is no longer the one it was about.
    """
    told = [each for change in changes for each in await _told_of(desk, call, moment, change)]
    return await desk.record(call, moment.on, *changes, *told)


async def _told_of(desk: Desk, call: Call, moment: Moment, change: Change) -> tuple[Change, ...]:
    case = change.before
    if case is None or change.aggregate is not CASE or case.state.joint_review is None:
        return ()
    review = await desk.known(JOINT_REVIEW, case.state.joint_review)
    if review.state.status not in LISTENING:
        return ()
    entries = entries_of(call, moment.on, change)
    known = known_of(moment.law, folded(CASE, entries, case), call.today)
    changes = material([each for each in change.events if isinstance(each, CaseEvent)])
    if not changes and known.order_on == review.state.known.order_on:
        return ()
    lapsed = tuple(each.given.member for each in review.state.standing) if changes else ()
    told = CaseChanged(known=known, changes=changes, lapsed=lapsed)
    return (Change(stream=review.stream, aggregate=JOINT_REVIEW, events=[told], before=review),)
