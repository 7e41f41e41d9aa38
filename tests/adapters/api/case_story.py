"""A case from its lead to the archive over HTTP: the steps of a script, each by its officer."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from msgspec import Struct

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import Json

HANDLERS = ["xuhui-handler", "xuhui-handler2"]
CONDITIONS = ["initial_evidence", "penalty_due", "own_jurisdiction", "within_limitation"]
DAYS = {
    "toldOn", "takenAt", "endedOn", "releasedOn", "receivedOn", "servedOn", "requestedOn",
    "namedOn", "handedOn", "announcedOn", "heldOn", "deliveredOn", "paidOn", "on", "publishedOn",
    "commissionedOn", "waivedOn", "appliedOn", "decidedAt", "stoppedOn", "withdrawnOn",
}  # fmt: skip
SPARED: Json = {"outcome": "no_penalty_unfounded"}
PARTY = {"name": "示例电器（上海）有限公司", "uscc": "91310104MA1FR0001F", "kind": "entity"}


class Turn(Struct, frozen=True):
    """One step: who, which noun, what."""

    user: str
    noun: str
    body: Json


def turn(user: str, noun: str, on: str | None = None, **body: Any) -> Turn:  # noqa: ANN401 - JSON
    """A step by a Xuhui officer, on a legal day."""
    dated = {"effectiveOn": on} if on else {}
    return Turn(f"xuhui-{user}", noun, {**dated, **body})


def verified_lead(
    bureau: Bureau,
    day: str,
    by: str = "xuhui",
    **fields: Any,  # noqa: ANN401 - JSON
) -> Json:
    """A lead that a bureau verifies since a day."""
    handler = bureau.desk(f"{by}-handler")
    body = {
        "source": "inspection",
        "title": "示例插座未经认证",
        "receivedOn": day,
        "product": "插座",
        "effectiveOn": day,
        "batch": f"示例-{day}",
        **fields,
    }
    lead = handler.do("/leads", body)
    return handler.do(f"/leads/{lead['id']}/verification", {"effectiveOn": day}, seen=1)


def filing(day: str, **fields: Any) -> Json:  # noqa: ANN401 - JSON
    """What a leader files a case with."""
    return {
        "effectiveOn": day,
        "title": "销售未经认证的插座案",
        "party": PARTY,
        "violation": "销售未经强制性产品认证的插座",
        "reason": "有证据初步证明存在违法行为",
        "handlers": HANDLERS,
        "conditions": CONDITIONS,
        "occurredOn": day,
        "goodsValue": "50000",
        "bases": ["PQL-49"],
        **fields,
    }


def filed(bureau: Bureau, day: str, batch: str | None = None, **fields: Any) -> Json:  # noqa: ANN401 - JSON
    """A case filed on a day: of a batch of its own, so that each is another act."""
    lead = verified_lead(bureau, day, batch=batch or f"示例-{uuid4()}")
    path, leader = f"/leads/{lead['id']}/filing", bureau.desk("xuhui-leader")
    with on_day(bureau, day):
        return leader.do(path, filing(day, **fields), seen=lead["version"])


@contextmanager
def on_day(bureau: Bureau, day: str) -> Generator[None]:
    """The office as it is on another day: nobody can extend a period today that ended then."""
    office = bureau.app.state.office
    real = office.clock
    office.clock = lambda: datetime.fromisoformat(f"{day}T15:00:00+08:00")
    try:
        yield
    finally:
        office.clock = real


def found(day: str) -> list[Turn]:
    """What every investigation has before it is concluded: rights explained, and evidence."""
    record = {"kind": "record", "name": "现场笔录", "source": "经营场所", "officers": HANDLERS}
    return [
        turn("handler", "rights-notice", day, toldOn=day),
        turn("handler", "evidence", day, obtainedOn=day, **record),
    ]


def to_decide(bureau: Bureau, day: str, **fields: Any) -> Json:  # noqa: ANN401 - JSON
    """A case in which nothing was found, ready to be decided on the day it was filed."""
    return played(bureau, filed(bureau, day, **fields), [
        *found(day),
        turn("handler", "investigation-conclusion", day, facts="事实", opinion="不罚", **SPARED),
        turn("reviewer", "legal-reviews", day, kind="case_review", opinion="agree", text="同意"),
        turn("leader", "proposal", day, reason="同意", **SPARED),
    ])  # fmt: skip


def day_of(body: Json) -> str:
    """The day a step is taken: its legal date, or the last it speaks of."""
    given = [str(value)[:10] for name, value in body.items() if name in DAYS]
    return str(body.get("effectiveOn") or max(given))


def played(bureau: Bureau, case: Json, turns: Iterable[Turn]) -> Json:
    """The case after the steps; each must succeed."""
    for each in turns:
        path, desk = f"/cases/{case['id']}/{each.noun}", bureau.desk(each.user)
        with on_day(bureau, day_of(each.body)):
            answer = desk.send(path, each.body, seen=case["version"])
        assert answer.status_code == 201, (each.noun, each.body, answer.text)
        case = answer.json()
    return case
