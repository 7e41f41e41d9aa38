"""Dispositions over HTTP: a result is imported, and each step is taken by its officer."""

from typing import Any
from uuid import uuid4

from adapters.files.columns import COLUMNS
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import HANDLERS, filing, found, on_day, played, turn
from tests.adapters.api.desk import Desk, Json, body_of

MAKER = "示例电器（上海）有限公司"
MAKER_USCC = "91310104MA1FR0001F"
ROW = {
    "产品名称": "快速电水壶",
    "标称生产者": MAKER,
    "标称生产者统一社会信用代码": MAKER_USCC,
    "标称生产者所在地": "上海市徐汇区",
    "被抽样者": "示例家电商店",
    "被抽样者所在地": "上海市闵行区",
    "抽样环节": "实体销售",
    "抽样日期": "2020-02-20",
    "检验机构": "示例检测中心",
    "检验结论": "不合格",
    "不合格项目": "接地措施",
    "报告送达日期": "2020-03-02",
}
BY = {
    "result-notice": "dispatcher",
    "recipients": "dispatcher",
    "objections": "dispatcher",
    "objection-answers": "dispatcher",
    "retests": "dispatcher",
    "retest-formalities": "dispatcher",
    "retest-lab": "dispatcher",
    "retest-report": "dispatcher",
    "assignments": "dispatcher",
    "announcements": "superior",
    "completion": "dispatcher",
}


def results_file(**cells: str) -> tuple[str, bytes]:
    """A file of one result, and its report number."""
    number = f"SH-{uuid4().hex[:12]}"
    row = {**ROW, "报告编号": number, "生产日期或批号": number, **cells}
    lines = (COLUMNS, [row.get(column, "") for column in COLUMNS])
    return number, "\n".join(",".join(line) for line in lines).encode()


def opened(desk: Desk, **cells: str) -> Json:
    """The disposition of an unqualified kettle, made in Xuhui and sold in Minhang."""
    number, content = results_file(**cells)
    answer = desk.upload("results.csv", content)
    assert answer.status_code == 201, answer.text
    assert body_of(answer)["dispositions"] == 1, answer.text
    (found,) = desk.listed("/dispositions", q=number)
    return desk.get(f"/dispositions/{found['id']}")


def step(
    bureau: Bureau,
    record: Json,
    noun: str,
    on: str | None = None,
    by: str | None = None,
    **body: Any,  # noqa: ANN401 - JSON
) -> Json:
    """The disposition after a step by its officer."""
    desk = bureau.desk(by or BY.get(noun, "xuhui-handler"))
    given = {"effectiveOn": on} if on else {}
    if noun not in {"completion", "corrections", "recipients"}:
        given["recipient"] = "producer"
    path = f"/dispositions/{record['id']}"
    return desk.do(f"{path}/{noun}", given | body, seen=record["version"])


def stages(record: Json) -> dict[str, str]:
    """Where each recipient stands."""
    return {each["role"]: each["stage"] for each in record["recipients"]}


def ordered(bureau: Bureau, on: str = "2020-03-16", **cells: str) -> Json:
    """A disposition whose producer was told, and ordered to correct."""
    record = opened(bureau.desk("dispatcher"), **cells)
    record = step(bureau, record, "result-notice", receivedOn="2020-03-04")
    record = step(
        bureau, record, "result-notice", recipient="seller", receivedOn="2020-03-05", mode="mail"
    )
    return step(bureau, record, "correction-orders", on, text="停止销售，限期改正")


def announced(bureau: Bureau) -> Json:
    """A disposition whose producer failed the first re-check, announced on 15 July 2020."""
    record = ordered(bureau)
    record = step(bureau, record, "correction-reports", "2020-05-05", text="已整改")
    record = step(bureau, record, "rechecks", "2020-05-28", passed=False, text="接地仍不合格")
    record = step(bureau, record, "reports-up", "2020-06-05", toOrg="SHAMR")
    return step(bureau, record, "announcements", "2020-07-15", place="市局网站")


def decided_case(
    bureau: Bureau, record: Json, day: str, kind: str, after: str | None = None
) -> Json:
    """A case filed from the disposition and decided on a day, with a penalty of this kind."""
    record = step(bureau, record, "case-links", day, reason="复查不合格，应予处罚")
    lead = f"/leads/{record['leads'][-1]}"
    handler, leader = bureau.desk("xuhui-handler"), bureau.desk("xuhui-leader")
    handler.do(f"{lead}/verification", {"effectiveOn": day}, seen=1)
    distinct = {"distinctFrom": after, "distinctBecause": "另一次复查之后"} if after else {}
    with on_day(bureau, day):
        body = filing(day, violation=f"复查仍不合格（{day}）", handlers=HANDLERS, **distinct)
        case = leader.do(f"{lead}/filing", body, seen=2)
    penalty: Json = {"outcome": "penalty", "penalties": [{"kind": kind, "text": "限期整顿"}]}
    voices = [
        {"officer": f"xuhui-{each}", "agrees": True, "text": "同意"}
        for each in ("leader", "deputy", "head")
    ]
    case = played(bureau, case, [
        *found(day),
        turn("handler", "investigation-conclusion", day, facts="事实", opinion="处罚",
             major=["safety_impact"], **penalty),
        turn("reviewer", "legal-reviews", day, kind="case_review", opinion="agree", text="同意"),
        turn("leader", "proposal", day, reason="同意", **penalty),
        turn("handler", "notices", number="示例告1号", mode="direct", servedOn=day),
        turn("handler", "waiver", waivedOn=day, text="书面放弃"),
        turn("leader", "collective-discussions", purpose="decision", heldOn=day, voices=voices,
             conclusion="同意", **penalty),
        turn("leader", "decision", day, reason="依法处罚", **penalty),
    ])  # fmt: skip
    return record | {"case": case["id"]}
