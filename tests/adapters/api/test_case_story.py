"""A whole case over HTTP, in the procedures of 2020 and 2022, its clocks worked out by hand."""

from hashlib import sha256

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_commands import volume
from tests.adapters.api.case_story import filed, found, played, turn
from tests.adapters.api.desk import Json

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
FINE: Json = {"kind": "fine", "amount": "200000", "basis": "PQL-49"}
GOODS: Json = {"kind": "confiscate_goods", "amount": "12000", "text": "没收插座120只"}
LESS: Json = {**FINE, "amount": "180000"}
PENALTY: Json = {"outcome": "penalty", "penalties": [FINE, GOODS]}
MILDER: Json = {"outcome": "penalty", "penalties": [LESS, GOODS]}

MAIN = volume("filing_form", "evidence", "notice", "statement", "decision", "receipt")
SECONDARY = volume("source", "report", "review", "hearing_report", "discussion", "closing_form")


def voices(*officers: str) -> list[Json]:
    """What responsible persons said, all agreeing."""
    return [{"officer": f"xuhui-{each}", "agrees": True, "text": "同意"} for each in officers]


def clock(bureau: Bureau, case: Json, rule: str) -> Json:
    """The last clock of a rule."""
    items: list[Json] = bureau.desk("xuhui-handler").get(f"/cases/{case['id']}/clocks")["items"]
    return [each for each in items if each["rule"]["id"] == rule][-1]


def test_a_case_of_2022_runs_from_lead_to_archive(bureau: Bureau) -> None:
    case = filed(bureau, "2022-11-07", goodsValue="100000")
    assert case["stage"] == "investigating"
    assert clock(bureau, case, "PP-DECIDE")["dueOn"] == "2023-02-05"

    case = played(bureau, case, [
        turn("handler", "rights-notice", toldOn="2022-11-08"),
        turn(
            "handler", "evidence", "2022-11-08", kind="record", name="现场笔录",
            source="示例电器经营场所", obtainedOn="2022-11-08",
            officers=["xuhui-handler", "xuhui-handler2"],
        ),
        turn(
            "handler", "preservations", items=["插座120只"], place="示例仓库",
            takenAt="2022-11-08T10:00:00+08:00", officers=["xuhui-handler", "xuhui-handler2"],
            approvedBy="xuhui-leader",
        ),
        turn(
            "handler", "preservation-ends", preservation="1", by="coercive_measure",
            endedOn="2022-11-15",
        ),
        turn(
            "handler", "measures", kind="seizure", items=["插座120只"], place="示例仓库",
            takenAt="2022-11-15T09:00:00+08:00", officers=["xuhui-handler", "xuhui-handler2"],
            documentNo="示例扣〔2022〕1号", approvedBy="xuhui-leader",
        ),
        turn(
            "handler", "tests", lab="市质检院", purpose="认证符合性", measure="1",
            commissionedOn="2022-11-16", toldOn="2022-11-16",
        ),
        turn(
            "handler", "test-results", test="t1", receivedOn="2022-12-06",
            conclusion="不符合标准",
        ),
        turn("leader", "suspensions", "2022-12-07", ground="legal_question", reason="请示法律适用"),
        turn("handler", "resumptions", "2022-12-20", reason="收到答复"),
        turn(
            "handler", "investigation-conclusion", "2023-01-05", facts="事实清楚",
            opinion="建议处罚", major=["complex"], **PENALTY,
        ),
        turn("reviewer", "legal-reviews", "2023-01-12", kind="legal_review", opinion="agree",
             text="同意"),
        turn("leader", "proposal", "2023-01-13", reason="同意", **PENALTY),
        turn("handler", "notices", number="示例告〔2023〕1号", mode="direct",
             servedOn="2023-01-16", receipt="签收"),
        turn("handler", "hearing-requests", requestedOn="2023-01-18", text="要求听证"),
        turn("leader", "hearing-chair", namedOn="2023-01-19", chair="xuhui-reviewer",
             clerk="xuhui-clerk"),
        turn("handler", "hearing-file", handedOn="2023-01-20"),
        turn("reviewer", "hearing-schedule", at="2023-02-08T09:30:00+08:00", place="示例听证室",
             toldOn="2023-01-28", announcedOn="2023-02-01"),
        turn("reviewer", "hearings", heldOn="2023-02-08", attendance=["当事人", "办案人员"],
             summary="听取陈述"),
        turn("reviewer", "hearing-report", deliveredOn="2023-02-13", opinion="建议从轻"),
        turn("reviewer", "legal-reviews", "2023-02-14", kind="legal_review", opinion="agree",
             text="听证后审核，同意"),
        turn("handler", "post-notice-recheck", "2023-02-15", accepted=True, text="部分采纳",
             **MILDER),
    ])  # fmt: skip

    # 90 days from 7 November are 5 February; not counted are 20 days of test (17.11.-6.12.),
    # 13 of suspension (8.-20.12.) and 26 of the hearing (19.1.-13.2.): 59 days more, 5 April, the
    # day of the Qingming holiday, so 6 April.
    assert clock(bureau, case, "PP-DECIDE")["dueOn"] == "2023-04-06"

    case = played(bureau, case, [
        turn("leader", "extensions", "2023-02-20", approver="leader", reason="案情复杂"),
        turn("leader", "collective-discussions", purpose="extension", heldOn="2023-04-20",
             voices=voices("leader", "deputy", "head"), conclusion="延长至6月30日",
             until="2023-06-30"),
        turn("leader", "extensions", "2023-04-21", approver="collective_discussion",
             reason="仍不能作出决定", until="2023-06-30", discussion=1),
        turn("leader", "collective-discussions", purpose="decision", heldOn="2023-05-10",
             voices=voices("leader", "deputy", "head"), conclusion="同意处罚", **MILDER),
        turn("leader", "decision", "2023-05-11", reason="依法处罚", **MILDER),
    ])  # fmt: skip
    assert case["decisionNumber"] == "沪市监徐处〔2023〕1号"
    assert clock(bureau, case, "PP-DECIDE")["dueOn"] == "2023-06-30"
    assert not clock(bureau, case, "PP-DECIDE")["stoppedLate"]

    case = played(bureau, case, [
        turn("handler", "service", mode="direct", servedOn="2023-05-12", toldOfPublicity=True,
             receipt="签收"),
        turn("handler", "publication", publishedOn="2023-05-19"),
        turn("handler", "measure-releases", measure="1", ground="decided",
             releasedOn="2023-05-12"),
        turn("handler", "payments", amount="180000", paidOn="2023-05-20"),
        turn("handler", "enforcement", endedOn="2023-05-22", text="罚款缴清，物品没收"),
        turn("leader", "closure", "2023-05-30", text="同意结案"),
        turn("handler", "archive", "2023-06-30", number="示例档〔2023〕1号",
             main=MAIN, secondary=SECONDARY),
    ])  # fmt: skip
    assert (case["stage"], case["publicity"]) == ("archived", "published")
    # 20 working days from 11 May 2023; 15 from 22 May, with 5. to 23 June the Dragon Boat days off.
    assert clock(bureau, case, "PUB-20")["dueOn"] == "2023-06-08"
    assert clock(bureau, case, "PP-CLOSE")["dueOn"] == "2023-06-12"
    assert clock(bureau, case, "PUB-END-3Y")["dueOn"] == "2026-05-19"
    assert case["allowedActions"] == [
        "campaigns", "custody", "documents", "late-additions", "publication-end", "remedies",
    ]  # fmt: skip


def test_a_case_of_2020_runs_from_lead_to_archive(bureau: Bureau) -> None:
    case = filed(bureau, "2020-03-02", conditions=[], goodsValue="100000")
    assert clock(bureau, case, "PP-DECIDE")["dueOn"] == "2020-05-31"

    case = played(bureau, case, [
        turn(
            "handler", "preservations", items=["插座80只"], place="示例仓库",
            takenAt="2020-03-05T10:00:00+08:00", officers=["xuhui-handler", "xuhui-handler2"],
        ),
        turn("leader", "preservation-approvals", preservation="1", granted=True,
             decidedAt="2020-03-06T09:00:00+08:00"),
        turn("handler", "preservation-ends", preservation="1", by="sent_for_test",
             endedOn="2020-03-12"),
        turn("handler", "tests", lab="市质检院", purpose="安全性能", commissionedOn="2020-03-12"),
        turn("handler", "test-results", test="t1", receivedOn="2020-04-01", conclusion="不合格"),
        *found("2020-04-01"),
        turn("leader", "suspensions", "2020-04-02", ground="force_majeure", reason="疫情防控"),
        turn("handler", "resumptions", "2020-04-20", reason="恢复办案"),
        turn("handler", "investigation-conclusion", "2020-05-06", facts="事实清楚",
             opinion="建议处罚", **PENALTY),
        turn("reviewer", "legal-reviews", "2020-05-13", kind="case_review", opinion="agree",
             text="同意"),
        turn("leader", "proposal", "2020-05-14", reason="同意", **PENALTY),
        turn("handler", "notices", number="示例告〔2020〕1号", mode="direct",
             servedOn="2020-05-15", receipt="签收"),
        turn("handler", "statements", receivedOn="2020-05-18", text="请求从轻"),
        turn("handler", "hearing-requests", requestedOn="2020-05-19", text="要求听证"),
        turn("leader", "hearing-chair", namedOn="2020-05-20", chair="xuhui-reviewer",
             clerk="xuhui-clerk"),
        turn("handler", "hearing-file", handedOn="2020-05-21"),
        turn("reviewer", "hearing-schedule", at="2020-06-03T09:30:00+08:00", place="示例听证室",
             toldOn="2020-05-26", announcedOn="2020-05-29"),
        turn("reviewer", "hearings", heldOn="2020-06-03", attendance=["当事人", "办案人员"],
             summary="听取陈述"),
        turn("reviewer", "hearing-report", deliveredOn="2020-06-08", opinion="维持"),
        turn("handler", "post-notice-recheck", "2020-06-09", accepted=False, text="不予采纳",
             **PENALTY),
        turn("leader", "extensions", "2020-06-10", approver="leader", reason="案情复杂"),
        turn("leader", "collective-discussions", purpose="decision", heldOn="2020-06-15",
             voices=voices("leader", "deputy", "head"), conclusion="同意处罚", **PENALTY),
        turn("leader", "decision", "2020-06-16", reason="依法处罚", **PENALTY),
        turn("handler", "service", mode="mail", servedOn="2020-06-19", receipt="邮件回执"),
        turn("handler", "publication", publishedOn="2020-07-08"),
    ])  # fmt: skip

    # 31 May, and 20 days of test (13.3.-1.4.), 18 of suspension (3.-20.4.), 20 of the hearing
    # (20.5.-8.6.): 58 days more are 28 July; the extension makes it 27 August.
    decide = clock(bureau, case, "PP-DECIDE")
    assert (decide["dueOn"], decide["stoppedOn"]) == ("2020-08-27", "2020-06-16")
    # Three working days from Friday 15 May; 15 calendar days from 19 June are 4 July, a Saturday.
    assert clock(bureau, case, "PP-STATEMENT")["dueOn"] == "2020-05-20"
    assert clock(bureau, case, "PP-PAY")["dueOn"] == "2020-07-06"
    # 20 working days from 16 June: 25 and 26 June are holidays, Sunday 28 June is made up for.
    assert clock(bureau, case, "PUB-20")["dueOn"] == "2020-07-15"

    case = played(bureau, case, [
        turn("handler", "payments", amount="200000", surcharge="12000", paidOn="2020-07-08"),
        turn("handler", "enforcement", endedOn="2020-07-09", text="执行完毕"),
        turn("leader", "closure", "2020-07-20", text="同意结案"),
        turn("handler", "archive", "2020-08-03", number="示例档〔2020〕1号",
             main=MAIN, secondary=SECONDARY),
    ])  # fmt: skip
    assert case["stage"] == "archived"


def test_papers_of_a_case_are_printed_kept_and_handed_out_as_they_were(bureau: Bureau) -> None:
    handler = bureau.desk("xuhui-handler")
    case = filed(bureau, "2023-03-01", bases=["PQL-49"])
    photo = handler.http.post(
        "/api/v1/uploads",
        content=PNG,
        headers={
            "Content-Type": "image/png",
            "Content-Disposition": 'attachment; filename="p.png"',
        },
    ).json()

    case = played(bureau, case, [
        turn(
            "handler", "evidence", "2023-03-02", kind="audiovisual", name="现场照片", source="现场",
            obtainedOn="2023-03-02", officers=["xuhui-handler", "xuhui-handler2"],
            upload=photo["id"],
        ),
        turn("handler", "documents", "2023-03-02", document="filing-approval-form"),
    ])  # fmt: skip
    evidence = handler.ask(f"/cases/{case['id']}/evidence/1/content")
    form = handler.ask(f"/cases/{case['id']}/documents/1/content")
    paper = case["file"]["documents"][0]["paper"]

    assert (evidence.status_code, evidence.content) == (200, PNG)
    assert case["file"]["evidence"]["1"]["paper"]["sha256"] == sha256(PNG).hexdigest()
    assert form.content.startswith(b"%PDF")
    assert sha256(form.content).hexdigest() == paper["sha256"]
    assert form.headers["content-disposition"].startswith("attachment")
    assert (
        bureau.desk("pudong-handler").ask(f"/cases/{case['id']}/documents/1/content").status_code
        == 404
    )
