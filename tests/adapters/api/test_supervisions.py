"""Supervision over HTTP: from the paper to its closing, with the clocks of SUP2020."""

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed
from tests.adapters.api.desk import day, problem, today


def test_a_decision_from_its_issue_to_the_closing(bureau: Bureau) -> None:
    case, superior = filed(bureau, today()), bureau.desk("superior")
    leader, auditor = bureau.desk("xuhui-leader"), bureau.desk("auditor")
    body = {"case": case["id"], "kind": "decision", "text": "限期改正", "answerBy": day(20)}

    found = superior.do("/supervisions", body)
    path = f"/supervisions/{found['id']}"
    assert leader.get(path)["allowedActions"] == ["receipt"]
    leader.do(f"{path}/receipt", {}, seen=1)
    leader.do(f"{path}/correction", {"correctedOn": today(), "text": "已改正"}, seen=2)
    leader.do(f"{path}/answer", {"text": "报告改正情况"}, seen=3)
    done = superior.do(f"{path}/closing", {"reason": "已改正"}, seen=4)

    assert (done["status"], done["answers"]) == ("closed", ["报告改正情况"])
    clocks = auditor.get(f"{path}/clocks")["items"]
    assert {each["rule"]["id"] for each in clocks} == {"SUP-OBJECT", "SUP-FIX-REPORT"}
    listed = leader.listed("/supervisions", case=case["id"])
    assert [each["id"] for each in listed] == [found["id"]]
    told = [each["text"] for each in auditor.get(f"{path}/history")["items"]]
    assert told[0].endswith("限期改正")
    own = auditor.get(f"/cases/{case['id']}")["version"]
    assert own == case["version"], "the case itself is untouched"


def test_only_the_superior_issues_papers(bureau: Bureau) -> None:
    case = filed(bureau, today())
    body = {"case": case["id"], "kind": "notice", "text": "请报送材料"}

    for user in ("dispatcher", "xuhui-leader"):
        problem(bureau.desk(user).send("/supervisions", body), 403, "role-not-granted")
