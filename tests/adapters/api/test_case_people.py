"""Who works a case, who approved in it, and who read what is in it, over HTTP."""

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_commands import bodies
from tests.adapters.api.case_story import filed, played, turn
from tests.adapters.api.desk import Json, body_of, problem

DAY = "2022-11-08"


def case_with_papers(bureau: Bureau) -> Json:
    """A case with a piece of evidence and a printed document."""
    sent = bureau.desk("xuhui-handler").send_file("记录.pdf", b"%PDF-1.7 ...")
    evidence = {**bodies("xuhui", DAY)["evidence"], "upload": body_of(sent)["id"]}
    return played(bureau, filed(bureau, "2022-11-07"), [
        turn("handler", "evidence", **evidence),
        turn("handler", "documents", DAY, document="filing-approval-form"),
    ])  # fmt: skip


def test_who_read_a_file_of_the_case_is_noted_for_auditors(bureau: Bureau) -> None:
    case = case_with_papers(bureau)
    path = f"/cases/{case['id']}"
    reader, auditor = bureau.desk("xuhui-reviewer"), bureau.desk("auditor")

    for below in ("evidence/1/content", "documents/1/content"):
        assert reader.ask(f"{path}/{below}").status_code == 200
    refused = [
        reader.ask(f"{path}/evidence/2/content"),
        bureau.desk("pudong-handler").ask(f"{path}/evidence/1/content"),
    ]

    assert [each.status_code for each in refused] == [404, 404]
    read = [
        each for each in auditor.get(f"{path}/history")["items"]
        if each["action"] == "access.content-read"
    ]  # fmt: skip
    assert [each["text"].partition("示例·徐法 ")[2] for each in read] == [
        "downloaded the file of evidence 1",
        "downloaded document 1",
    ]
    paper = case["file"]["evidence"]["1"]["paper"]
    assert (read[0]["actor"]["id"], read[0]["facts"]["sha256"]) == (
        "xuhui-reviewer", paper["sha256"],
    )  # fmt: skip
    assert auditor.get(path)["version"] == case["version"]
    of_own = [each["action"] for each in reader.get(f"{path}/history")["items"]]
    assert "access.content-read" not in of_own


def test_a_measure_is_approved_by_a_responsible_person_on_the_roster(bureau: Bureau) -> None:
    case, handler = filed(bureau, "2022-11-07"), bureau.desk("xuhui-handler")
    body, path = bodies("xuhui", DAY)["measures"], f"/cases/{case['id']}/measures"

    for approver, code in (
        ("示例·徐长", "malformed"),
        ("pudong-leader", "unknown-officer"),
        ("xuhui-reviewer", "approver-not-responsible"),
    ):
        answer = handler.send(path, {**body, "approvedBy": approver}, seen=1)
        told = body_of(answer)
        assert answer.status_code == 400
        assert [(each["pointer"], each["code"]) for each in told["errors"]] == [
            ("/approvedBy", code)
        ]
    taken = handler.do(path, {**body, "approvedBy": "xuhui-leader"}, seen=1)

    assert taken["file"]["measures"]["1"]["taken"]["approvedBy"] == "xuhui-leader"


def test_who_does_not_handle_a_case_is_offered_and_allowed_none_of_its_work(
    bureau: Bureau,
) -> None:
    case = filed(bureau, "2022-11-07")
    path, leader = f"/cases/{case['id']}", bureau.desk("xuhui-leader")

    answer = leader.send(f"{path}/evidence", bodies("xuhui", DAY)["evidence"], seen=1)

    told = problem(answer, 403, "not-your-case")
    assert (told["basis"], told["article"]) == ("PP-FILE-FORM", "19(2)")
    assert "evidence" not in leader.get(path)["allowedActions"]
    assert "evidence" in bureau.desk("xuhui-handler2").get(path)["allowedActions"]
    assert "termination" in leader.get(path)["allowedActions"]
