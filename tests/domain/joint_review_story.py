"""A joint review at every stage, told by commands; with the people who take part."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from domain.authority import Officer, Role
from domain.case.state import evolve as evolve_case
from domain.joint_review import events as e
from domain.joint_review.convening import (
    Accept,
    Asked,
    Invited,
    Request,
    Schedule,
    accept,
    request,
    schedule,
)
from domain.joint_review.deliberation import Attend, Conclude, GiveOpinion, attend, give_opinion
from domain.joint_review.deliberation import conclude as conclude_
from domain.joint_review.kinds import Conclusion, Ground, Origin, PositionKind
from domain.joint_review.outcome import Sign, WriteMinutes, sign, write_minutes
from domain.joint_review.panel import Dossier
from domain.joint_review.state import JointReview, evolve
from domain.reference.officers import OfficerEntry
from domain.time import SHANGHAI
from tests.domain.case.story import FILED, HEAD

DAY = date(2020, 4, 7)
PSD, BUREAU = "SHAMR-PSD", "SHAMR"
CONVENER = Officer("chen", "示例·陈派", PSD, (Role.DISPATCHER,))
ABOVE = Officer("zhou", "示例·周局", BUREAU, (Role.SUPERIOR,))
CASE_ID = UUID(int=7)
CASE = evolve_case(None, FILED)
HANDLING = HEAD  # of the bureau that handles it

# Five organisations sit on the panel; the chair is the first.
ORGS = (PSD, "SHAMR-CORPS", "310115", "310112", "SQI")


def entry(name: str, org: str, **fields: object) -> OfficerEntry:
    return OfficerEntry(id=name, name=f"示例·{name}", org=org, roles=(), **fields)  # type: ignore[arg-type]


PANEL = tuple(entry(f"m{number}", org) for number, org in enumerate(ORGS, 1))
RECORDER = entry("recorder", PSD)
SPARE = entry("spare", "310101")
MEMBERS = tuple(Officer(each.id, each.name, each.org, ()) for each in PANEL)
CHAIR = MEMBERS[0]
WRITER = Officer("recorder", "示例·recorder", PSD, ())
QUORUM = e.Quorum(members=5, present=2, of=3, organisations=2)
KNOWN = e.CaseKnown(version=3, order_on=date(2020, 5, 1))
DOSSIER = Dossier(
    position=40, version=3, parties=frozenset({"91310104MA1FR0001F"}), team=frozenset({"wang"})
)
ASKED = Asked(case_id=CASE_ID, conveners=(PSD, BUREAU), suggested_by=("JR-AMOUNT",), known=KNOWN)
SCHEDULE = Schedule(
    starts_at=datetime(2020, 4, 7, 9, 30, tzinfo=SHANGHAI),
    place="示例会议室",
    chair="m1",
    recorder="recorder",
    panel=tuple(each.id for each in PANEL),
    agenda=("案情汇报", "讨论"),
)
ALL = tuple(each.id for each in PANEL)
MINUTES = WriteMinutes(report="汇报", proposal="罚款", deliberation="讨论")
EVIDENCE = e.CaseChanged(
    known=e.CaseKnown(version=4), changes=("case.evidence-added",), lapsed=("m2",)
)


def after(review: JointReview | None, events: Sequence[e.JointReviewEvent]) -> JointReview:
    for event in events:
        review = evolve(review, event)
    assert review is not None
    return review


def requested() -> JointReview:
    command = Request(grounds=(Ground.AMOUNT,), question="定性是否准确")
    return after(None, request(CASE, command, ASKED, Origin.HANDLING_UNIT, by=HANDLING))


def accepted() -> JointReview:
    review = requested()
    return after(review, accept(review, Accept(), by=CONVENER))


def scheduled() -> JointReview:
    review, invited = accepted(), Invited(PANEL, RECORDER)
    return after(review, schedule(review, SCHEDULE, invited, DOSSIER, QUORUM, DAY, by=CONVENER))


def convened(present: tuple[str, ...] = ALL) -> JointReview:
    review = scheduled()
    return after(review, attend(review, Attend(present=present), DAY, by=CHAIR))


def said(
    review: JointReview, by: Officer, kind: PositionKind = PositionKind.AGREE,
    conclusion: Conclusion | None = None,
) -> JointReview:  # fmt: skip
    command = GiveOpinion(kind=kind, conclusion=conclusion, text="意见")
    return after(review, give_opinion(review, command, by=by))


def deliberated() -> JointReview:
    review = convened()
    for member in MEMBERS:
        review = said(review, member)
    return review


def concluded(conclusion: Conclusion = Conclusion.SUPPORT) -> JointReview:
    review = convened()
    kind = PositionKind.AGREE
    if conclusion is Conclusion.NO_CONSENSUS:
        kind = PositionKind.ABSTAIN
    for member in MEMBERS:
        review = said(review, member, kind)
    return after(review, conclude_(review, Conclude(conclusion=conclusion, text="结论"), by=CHAIR))


def frozen(conclusion: Conclusion = Conclusion.SUPPORT) -> JointReview:
    review = concluded(conclusion)
    review = after(review, write_minutes(review, MINUTES, by=WRITER))
    for by in (CHAIR, WRITER):
        review = after(review, sign(review, Sign(), by=by))
    return review
