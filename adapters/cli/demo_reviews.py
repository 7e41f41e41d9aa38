"""Joint reviews of the demonstration's cases: one to screen, one in session, one to be answered."""

from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

import msgspec

from adapters.api.commands import COMMANDS, bringing
from adapters.api.office import Office
from adapters.legal_day import SHANGHAI
from application import joint_reviews
from application.aggregates import CASE, JOINT_REVIEW
from application.desk import Call
from application.streams import case_stream, lead_stream
from domain.joint_review.convening import Request
from domain.joint_review.kinds import Ground

PANEL = ["superior", "corps-leader", "xuhui-leader", "huangpu-leader", "lab"]
SESSION = {
    "place": "市局第三会议室（示例）",
    "chair": "superior",
    "recorder": "intake",
    "panel": PANEL,
    "agenda": ["案情汇报", "讨论", "形成结论"],
}
Steps = tuple[tuple[str, str, dict[str, Any]], ...]

ATTENDED: Steps = (
    ("dispatcher", "acceptance", {}),
    ("dispatcher", "schedule", SESSION),
    ("superior", "attendance", {"present": PANEL}),
)
AGREED: Steps = tuple((member, "opinions", {"kind": "agree"}) for member in PANEL)
MINUTES = {
    "report": "办案机构汇报案情和证据。",
    "proposal": "拟依法处罚。",
    "deliberation": "与会人员逐一发表意见。",
}
GUIDED: Steps = (
    ("superior", "conclusion", {"conclusion": "support", "text": "事实清楚，支持办案机构意见。"}),
    ("intake", "minutes", MINUTES),
    ("superior", "signatures", {}),
    ("intake", "signatures", {}),
    ("dispatcher", "guidance", {"text": "请依法定程序作出决定，并反馈采纳情况。"}),
)
DISSENT = {"kind": "dissent", "conclusion": "supplement", "text": "抽样程序的证据不足"}
# By the number of the demonstration's case: who asks, why, and what happened.
REVIEWS: tuple[tuple[str, str, Ground, str, Steps], ...] = (
    ("1", "pudong-leader", Ground.PUBLIC_ATTENTION, "涉案产品流向多区，如何统一处理", ()),
    (
        "3", "pudong-leader", Ground.AMOUNT, "罚款幅度是否适当",
        (*ATTENDED, ("superior", "opinions", {"kind": "agree"}), ("lab", "opinions", DISSENT)),
    ),
    ("2", "minhang-leader", Ground.DIFFICULT, "法律适用有分歧", (*ATTENDED, *AGREED, *GUIDED)),
)  # fmt: skip


async def load_reviews(office: Office, system: str) -> None:
    """Loads the reviews that are missing; in the one in session a position has lapsed."""
    for number, user, ground, question, steps in REVIEWS:
        case_id = case_stream(lead_stream(system, number))
        case = await office.desk.load(CASE, case_id)
        if case.state.joint_review is not None:
            continue
        asked = Request(grounds=(ground,), question=question, proposal="拟依法处罚")
        done = await joint_reviews.request(bringing(office), case_id, asked, _as(office, user))
        for officer, noun, body in steps:
            await _take(office, done.stream, officer, noun, body)
    await _correct(office, case_stream(lead_stream(system, "3")))


async def _take(
    office: Office, review: UUID, officer: str, noun: str, body: dict[str, Any]
) -> None:
    of = JOINT_REVIEW
    command = next(each for each in COMMANDS if each.of is of and each.noun == noun)
    if noun == "schedule":
        starts = datetime.combine(office.today, time(9, 30), SHANGHAI)
        body = body | {"startsAt": starts.isoformat()}
    await command.act(office, review, msgspec.convert(body, command.body), _as(office, officer))


async def _correct(office: Office, case: UUID) -> None:
    command = next(each for each in COMMANDS if each.of is CASE and each.noun == "corrections")
    body = {"corrects": 1, "occurredOn": office.today, "reason": "核对后更正违法行为发生日期"}
    given = msgspec.convert(body, command.body)
    await command.act(office, case, given, _as(office, "pudong-handler"))


def _as(office: Office, user: str) -> Call:
    officer = office.directory.officer(user)
    assert officer is not None, f"the roster has {user}"
    return Call(by=officer, today=office.today, correlation=uuid4(), channel="demo")
