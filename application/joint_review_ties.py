"""What ties a case to its joint review: what the review knows of it, and hears of its changes."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from application.aggregates import CASE, JOINT_REVIEW
from application.desk import Call, Change, Desk, Done, Loaded, entries_of, folded
from application.views.case import CaseRow
from domain.case.clocks import DECIDE
from domain.case.events import CaseEvent, HandlersAssigned, RecusalDecided
from domain.case.law import Law, Moment
from domain.case.state import Case
from domain.events import topic_of
from domain.joint_review.events import CaseChanged, CaseKnown, MemberRecused
from domain.joint_review.kinds import ReviewStatus
from domain.joint_review.material import is_over, material
from domain.joint_review.state import JointReview
from domain.joint_review.steps import PLANNED

ORDER = "JR-ORDER"
# Until it is answered, by the handling unit or the superior, it is told of changes in the case.
LISTENING = PLANNED | {
    ReviewStatus.REQUESTED,
    ReviewStatus.ACCEPTED,
    ReviewStatus.ADJOURNED,
    ReviewStatus.CONCLUDED,
    ReviewStatus.MINUTES_SIGNED,
    ReviewStatus.FEEDBACK_DUE,
    ReviewStatus.SUPERIOR_ASKED,
}


def known_of(law: Law, case: Loaded[Case, CaseRow], today: date) -> CaseKnown:
    """What a review knows of its case: the version, and the day that lists order it by."""
    moment = Moment(on=today, today=today, law=law, clocks=case.row.clocks)
    due = moment.last_day(DECIDE)
    rule = law.on(ORDER, today)
    days = int(rule.amounts["days"]) if rule and case.state.filed.serious else 0
    order_on = due - timedelta(days) if due else None
    over = is_over(case.state)
    return CaseKnown(version=case.version, order_on=order_on, ahead_days=days, over=over)


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
    now = folded(CASE, entries_of(call, moment.on, change), case)
    events = [each for each in change.events if isinstance(each, CaseEvent)]
    told = [*_recused(review.state, now.state, events)]
    known = known_of(moment.law, now, call.today)
    changes = material(events)
    if changes or (known.order_on, known.over) != _heard(review.state):
        told.append(_changed(review.state, known, changes, told))
    if not told:
        return ()
    return (Change(stream=review.stream, aggregate=JOINT_REVIEW, events=told, before=review),)


def _heard(review: JointReview) -> tuple[date | None, bool]:
    return review.known.order_on, review.known.over


def _recused(
    review: JointReview, case: Case, events: Sequence[CaseEvent]
) -> Iterator[MemberRecused | CaseChanged]:
    """Who handles the case now, or is recused in it, has no seat from the same moment on."""
    if review.conclusion is not None:
        return
    out = case.ever_handled | case.recused
    for event in events:
        if isinstance(event, HandlersAssigned | RecusalDecided):
            by_case = topic_of(event).rpartition(".")[0]
            for member in review.seated:
                if member in out:
                    yield MemberRecused(member=member, reason=event.reason, by_case=by_case)


def _changed(
    review: JointReview,
    known: CaseKnown,
    changes: tuple[str, ...],
    before: Sequence[MemberRecused | CaseChanged],
) -> CaseChanged:
    gone = {each.member for each in before if isinstance(each, MemberRecused)}
    lapsing = changes and review.conclusion is None
    standing = [each.given.member for each in review.standing] if lapsing else []
    lapsed = tuple(each for each in standing if each not in gone)
    return CaseChanged(known=known, changes=changes, lapsed=lapsed)
