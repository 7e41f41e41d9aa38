"""Supervisions of the demonstration's cases: unread, to be answered, re-examined, closed."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

from adapters.api.commands import COMMANDS
from adapters.api.office import Office
from application import supervisions
from application.aggregates import SUPERVISION
from application.desk import Call
from application.streams import case_stream, lead_stream
from domain.supervision.decisions import Issue
from domain.supervision.events import SupervisionKind as Kind

# Who does what so many days ago.
Steps = tuple[tuple[int, str, str, dict[str, Any]], ...]

RECEIPT = ("receipt", dict[str, Any]())
# By the number of the demonstration's case: who issued what, how many days ago, to be answered in
# how many days from then, and what happened since.
SUPERVISIONS: tuple[tuple[str, str, Kind, int, int | None, str, Steps], ...] = (
    ("2", "dispatcher", Kind.PRESSING, 12, 7, "案件中止已久，请尽快恢复调查并书面说明进展。", ()),
    (
        "1", "superior", Kind.OPINION, 6, 9, "请完善扣押物品的保管和告知手续。",
        ((4, "pudong-handler", *RECEIPT),),
    ),
    (
        "3", "superior", Kind.DECISION, 5, 20, "处罚告知书认定事实不清，请依法改正。",
        (
            (4, "pudong-leader", *RECEIPT),
            (2, "pudong-leader", "reexamination", {"reason": "认定已有检验报告佐证，请予复查。"}),
        ),
    ),
    ("1", "superior", Kind.NOTICE, 1, None, "请报送该案抽样、检验和扣押的全部材料。", ()),
    (
        "4", "superior", Kind.OPINION, 15, 10, "请核实罚款缴纳情况并公示处罚信息。",
        (
            (14, "pudong-handler", *RECEIPT),
            (9, "pudong-handler", "answer", {"text": "罚款已缴纳，处罚信息已公示。"}),
        ),
    ),
    (
        "4", "dispatcher", Kind.GUIDANCE, 40, 10, "同类产品流向多区，建议一并核查销售去向。",
        (
            (38, "pudong-handler", *RECEIPT),
            (33, "pudong-leader", "feedback", {"adopted": True, "text": "已列入调查，核查台账。"}),
            (30, "dispatcher", "closing", {"reason": "已采纳并落实。"}),
        ),
    ),
)  # fmt: skip


async def load_supervisions(office: Office, system: str) -> None:
    """Loads the supervisions, each as it came about."""
    for number, by, kind, days_ago, days, text, steps in SUPERVISIONS:
        command = Issue(
            case=case_stream(lead_stream(system, number)),
            kind=kind,
            text=text,
            answer_by=None if days is None else _day(office, days_ago - days),
        )
        done = await supervisions.issue(
            office.desk, office.directory, command, _as(office, by, days_ago)
        )
        for ago, officer, noun, body in steps:
            await _take(office, done.stream, _as(office, officer, ago), noun, body)


async def _take(
    office: Office, supervision: UUID, call: Call, noun: str, body: dict[str, Any]
) -> None:
    command = next(each for each in COMMANDS if each.of is SUPERVISION and each.noun == noun)
    await command.act(office, supervision, msgspec.convert(body, command.body), call)


def _day(office: Office, days_ago: int) -> date:
    return office.today - timedelta(days_ago)


def _as(office: Office, user: str, days_ago: int) -> Call:
    officer = office.directory.officer(user)
    assert officer is not None, f"the roster has {user}"
    return Call(by=officer, today=_day(office, days_ago), correlation=uuid4(), channel="demo")
