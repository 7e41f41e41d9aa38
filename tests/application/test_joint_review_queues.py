"""No joint review drops out of the queues: whoever may act on it finds it in a tab of theirs."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

import pytest

from application.joint_review_queues import ReviewTab, Waiting, waiting
from application.views.joint_review import JointReviewRow, columns, fold
from domain.authority import Act, Officer, Role, grants
from domain.joint_review import events as e
from domain.joint_review.convening import Request, request
from domain.joint_review.kinds import Conclusion, Ground, Origin, PositionKind, ReviewStatus, Signer
from domain.joint_review.panel import member_of
from domain.joint_review.steps import OVER, Step, allowed
from domain.time import SHANGHAI
from tests.application.test_history import told
from tests.domain import joint_review_story as story

REVIEW = UUID(int=9)
DAY = story.DAY
MEMBERS = tuple(member_of(each) for each in story.PANEL)
ALL = tuple(each.id for each in MEMBERS)

ASKED = request(
    story.CASE,
    Request(grounds=(Ground.AMOUNT,), question="定性是否准确"),
    story.ASKED,
    Origin.HANDLING_UNIT,
    by=story.HANDLING,
)
ACCEPTED = e.JointReviewAccepted(org=story.PSD)
ADJOURNED = e.SessionAdjourned(reason="缺席")
CONVENED = e.SessionConvened(present=ALL, base=5, needed=4)
MINUTES = e.MinutesWritten(number=1, report="汇报", proposal="罚款", deliberation="讨论")
GUIDED = e.GuidanceGiven(org=story.PSD, text="指导")
CLOSED = e.JointReviewClosed(reason="办结")


def scheduled(number: int = 1, days: int = 0) -> e.SessionScheduled:
    return e.SessionScheduled(
        session=number,
        starts_at=datetime(2020, 4, 7, 9, 30, tzinfo=SHANGHAI) + timedelta(days),
        place="示例会议室",
        chair="m1",
        recorder=member_of(story.RECORDER),
        panel=MEMBERS,
        agenda=("讨论",),
        agenda_position=40,
        case_version=3,
        quorum=story.QUORUM,
    )


def said(member: str, conclusion: Conclusion | None = Conclusion.SUPPORT) -> e.PositionGiven:
    kind = PositionKind.AGREE if conclusion else PositionKind.ABSTAIN
    return e.PositionGiven(member=member, kind=kind, conclusion=conclusion, case_version=3)


def concluded(conclusion: Conclusion = Conclusion.SUPPORT) -> e.JointReviewConcluded:
    return e.JointReviewConcluded(conclusion=conclusion, text="结论", base=5, for_it=5)


def signed(signer: Signer, officer: str) -> e.MinutesSigned:
    return e.MinutesSigned(number=1, signer=signer, officer=officer, name=officer)


def answered(*, adopted: bool) -> e.FeedbackGiven:
    return e.FeedbackGiven(org=story.HANDLING.org, adopted=adopted, text="反馈")


BEGUN = [*ASKED, ACCEPTED]
IN_SESSION = [*BEGUN, scheduled(), CONVENED]
SAID = [*IN_SESSION, *(said(each) for each in ALL)]
ENDED = [*SAID, concluded()]
SIGNATURES = [signed(Signer.CHAIR, "m1"), signed(Signer.RECORDER, "recorder")]
FROZEN = [*ENDED, MINUTES, *SIGNATURES]
NONE = Conclusion.NO_CONSENSUS
STAGES: Mapping[str, Sequence[e.JointReviewEvent]] = {
    "requested": ASKED,
    "accepted": BEGUN,
    "scheduled for later": [*BEGUN, scheduled(days=3)],
    "scheduled for today": [*BEGUN, scheduled()],
    "not held": [*BEGUN, scheduled(days=-3)],
    "adjourned": [*BEGUN, scheduled(), ADJOURNED],
    "convened": IN_SESSION,
    "one has spoken": [*IN_SESSION, said("m2")],
    "all but one have spoken": SAID[:-1],
    "all have spoken": SAID,
    "not finished on its day": [*BEGUN, scheduled(days=-1), CONVENED, *SAID[len(IN_SESSION) :]],
    "concluded": ENDED,
    "written": [*ENDED, MINUTES],
    "signed once": [*ENDED, MINUTES, SIGNATURES[0]],
    "frozen": FROZEN,
    "no consensus": [*SAID, concluded(NONE), MINUTES, *SIGNATURES],
    "convened again": [
        *SAID, concluded(NONE), MINUTES, *SIGNATURES, e.JointReviewReconvened(reason="再议"),
    ],
    "referred up": [
        *SAID, concluded(NONE), MINUTES, *SIGNATURES,
        e.JointReviewClosed(reason="意见不一", to_superior=True),
    ],
    "guided": [*FROZEN, GUIDED],
    "adopted": [*FROZEN, GUIDED, answered(adopted=True)],
    "departed from": [*FROZEN, GUIDED, answered(adopted=False)],
}  # fmt: skip
# What may be done if need be, when minutes are written or frozen: nothing waits for it.
AT_WILL = {Step.ANNEX, Step.MINUTES}
# Who signs may be replaced until both have; it is done only if one of them can't.
REPLACING = {Step.PANEL}
PEOPLE = (story.CONVENER, story.HANDLING, story.WRITER, story.ABOVE, *story.MEMBERS)


def row_of(events: Sequence[e.JointReviewEvent]) -> JointReviewRow:
    """The row after these events."""
    row: JointReviewRow | None = None
    for entry in told(*([(REVIEW, event)] for event in events)):
        row = fold(row, entry)
    assert row is not None
    return row


def is_in(row: JointReviewRow, asked: Waiting) -> bool:
    """What the database makes of the question, on one row."""
    cells: Mapping[str, Any] = columns(row)
    if any(cells[name] != value for name, value in asked.equal.items()):
        return False
    if any(value not in cells[name] for name, value in asked.holding.items()):
        return False
    for name, (first, last) in asked.between.items():
        value = cells[name]
        if value is None or (first and value < first) or (last and value > last):
            return False
    return all(cells[name] != value for name, value in asked.other.items())


def tabs_of(row: JointReviewRow, by: Officer) -> set[ReviewTab]:
    """The tabs of an officer that show a review."""
    others = set(ReviewTab) - {ReviewTab.OVERDUE}
    found = {tab: [is_in(row, each) for each in waiting(tab, by, DAY)] for tab in others}
    assert all(sum(each) <= 1 for each in found.values()), "counted once"
    return {tab for tab, each in found.items() if any(each)}


def test_the_stages_are_all_there_are() -> None:
    statuses = {row_of(events).status for events in STAGES.values()}

    assert statuses >= set(ReviewStatus) - OVER


@pytest.mark.parametrize("stage", STAGES)
def test_whoever_may_act_finds_it_in_a_tab_of_what_is_to_do(stage: str) -> None:
    row = row_of(STAGES[stage])
    at_will = AT_WILL if row.review.minutes else set[Step]()
    if row.review.conclusion is not None:
        at_will |= REPLACING
    acting = [by for by in PEOPLE if set(allowed(row.review, by)) - at_will]

    assert acting, "somebody may act"
    for by in acting:
        assert tabs_of(row, by) - {ReviewTab.MINE}, by.id


@pytest.mark.parametrize(
    ("stage", "user", "tabs"),
    [
        ("requested", story.CONVENER, {ReviewTab.SCREEN}),
        ("requested", story.HANDLING, {ReviewTab.SCREEN}),
        ("scheduled for later", story.MEMBERS[4], {ReviewTab.UPCOMING, ReviewTab.MINE}),
        ("scheduled for later", story.HANDLING, {ReviewTab.UPCOMING}),
        ("scheduled for today", story.WRITER, {ReviewTab.TODAY, ReviewTab.MINE}),
        ("not held", story.WRITER, {ReviewTab.UNHELD, ReviewTab.MINE}),
        ("convened", story.CHAIR, {ReviewTab.TODAY, ReviewTab.POSITION, ReviewTab.MINE}),
        ("all have spoken", story.CHAIR, {ReviewTab.TODAY, ReviewTab.CONCLUSION, ReviewTab.MINE}),
        ("all have spoken", story.MEMBERS[1], {ReviewTab.TODAY, ReviewTab.MINE}),
        ("concluded", story.WRITER, {ReviewTab.MINUTES, ReviewTab.MINE}),
        ("concluded", story.MEMBERS[1], {ReviewTab.MINE}),
        ("written", story.WRITER, {ReviewTab.SIGNATURE, ReviewTab.MINE}),
        ("signed once", story.CHAIR, {ReviewTab.MINE}),
        ("frozen", story.CONVENER, {ReviewTab.GUIDANCE}),
        ("no consensus", story.CONVENER, {ReviewTab.CLOSING}),
        ("guided", story.HANDLING, {ReviewTab.FEEDBACK}),
        ("departed from", story.CONVENER, {ReviewTab.CLOSING}),
    ],
)
def test_each_tab_shows_what_it_says(stage: str, user: Officer, tabs: set[ReviewTab]) -> None:
    assert tabs_of(row_of(STAGES[stage]), user) == tabs


@pytest.mark.parametrize("events", [[*BEGUN, CLOSED], [*FROZEN, GUIDED, CLOSED]])
def test_what_is_over_waits_for_nobody(events: Sequence[e.JointReviewEvent]) -> None:
    row = row_of(events)

    assert set(chain(*(tabs_of(row, by) for by in PEOPLE))) <= {ReviewTab.MINE}


def test_the_tabs_of_a_day_are_those_of_the_day_asked_for() -> None:
    row = row_of(STAGES["scheduled for later"])

    (on_the_day,) = waiting(ReviewTab.TODAY, story.CONVENER, DAY + timedelta(3))
    (before,) = waiting(ReviewTab.TODAY, story.CONVENER, DAY)

    assert is_in(row, on_the_day)
    assert not is_in(row, before)


# --- who sees it, and its sessions ----------------------------------------------------------------


def test_conveners_see_it_by_their_role_and_not_by_their_organisation() -> None:
    row = row_of(STAGES["scheduled for today"])
    acting = {Act.CONVENE, Act.SUPERVISE, Act.ISSUE_SUPERVISION}

    assert row.orgs == (story.HANDLING.org,)
    for role in Role:  # so the organisations of the conveners need not be named
        convenes = any(grants([role], act) for act in acting)
        assert not convenes or grants([role], Act.READ_ALL)


def test_a_session_set_anew_is_another_one_and_the_former_is_off() -> None:
    moved = row_of([*BEGUN, scheduled(), scheduled(days=2), ADJOURNED, scheduled(days=4)]).slots

    assert [each.cancelled for each in moved] == [True, True, False]
    assert [each.number for each in moved] == [1, 2, 3]
    assert [each.version for each in moved] == [4, 5, 6]


def test_who_leaves_the_panel_is_kept_beside_it() -> None:
    spare = member_of(story.SPARE)
    changed = e.PanelChanged(
        panel=(*MEMBERS[:4], spare), chair="m1", added=("spare",), removed=("m5",), reason="公务"
    )
    recused = e.MemberRecused(member="m4", reason="利害关系")

    (slot,) = row_of([*BEGUN, scheduled(), changed, recused]).slots

    assert slot.left == ("m5", "m4")
    assert set(slot.people) == {"m1", "m2", "m3", "spare", "recorder"}
    assert columns(row_of([*BEGUN, scheduled(), changed]))["asked"] == [*ALL, "recorder", "spare"]


def test_a_session_that_was_held_stays() -> None:
    again = [*STAGES["convened again"], scheduled(2, days=7)]

    assert [(each.held, each.cancelled) for each in row_of(again).slots] == [
        (True, False), (False, False),
    ]  # fmt: skip


def test_a_session_of_a_review_that_is_closed_is_off() -> None:
    (slot,) = row_of([*BEGUN, scheduled(), CLOSED]).slots

    assert slot.cancelled
