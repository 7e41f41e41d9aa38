"""Supervision over HTTP: each kind from the paper to its closing, its clocks, and its queues."""

import pytest

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed
from tests.adapters.api.desk import Json, day, pointers, problem, today
from tests.adapters.api.supervision_story import SUPERIOR, Supervised

HANDLER, LEADER = "xuhui-handler", "xuhui-leader"


def test_a_decision_from_its_issue_to_the_closing(bureau: Bureau) -> None:
    told = Supervised(bureau, filed(bureau, today()), "decision")
    leader, auditor = bureau.desk(LEADER), bureau.desk("auditor")
    assert leader.get(told.path)["allowedActions"] == ["receipt"]
    assert told.due() == {"SUP-RECEIPT"}

    told.do(LEADER, "receipt")
    assert told.due() == {"SUP-FIX", "SUP-OBJECT"}
    told.do(LEADER, "reexamination", reason="认定事实有误")
    assert told.due() == {"SUP-FIX", "SUP-OBJECT-ANSWER"}
    told.do(SUPERIOR, "reexamination-answer", withdrawn=False, reason="事实清楚")
    told.do(LEADER, "correction", correctedOn=today(), text="已改正")
    assert told.due() == {"SUP-FIX-REPORT"}
    told.do(LEADER, "answer", text="报告改正情况")
    done = told.do(SUPERIOR, "closing", reason="已改正")

    assert (done["status"], done["answers"]) == ("closed", ["报告改正情况"])
    assert told.due() == set()
    clocks = {each["rule"]["id"]: each for each in auditor.get(f"{told.path}/clocks")["items"]}
    assert (clocks["SUP-FIX"]["dueOn"], clocks["SUP-FIX"]["holder"]) == (day(20), "310104")
    listed = leader.listed("/supervisions", case=told.case["id"])
    assert [each["id"] for each in listed] == [told.body["id"]]
    sentences = [each["text"] for each in auditor.get(f"{told.path}/history")["items"]]
    assert "sent 徐汇区市场监督管理局" not in sentences[0]
    assert "a supervision decision on" in sentences[0]
    own = auditor.get(f"/cases/{told.case['id']}")["version"]
    assert own == told.case["version"], "the case itself is untouched"


def test_an_opinion_is_answered_by_the_day_set_in_it(bureau: Bureau) -> None:
    told = Supervised(bureau, filed(bureau, today()), "opinion").do_all(LEADER, "receipt")

    (clock,) = told.open_clocks()
    assert (clock["rule"]["id"], clock["dueOn"]) == ("SUP-OPINION", day(20))
    assert clock["rule"]["force"] == "statutory"
    assert "the day that was set" in clock["text"]

    told.do(LEADER, "answer", text="已落实")
    told.do(SUPERIOR, "closing", reason="已落实")
    assert told.body["status"] == "closed"


def test_a_notice_gives_ten_working_days_and_takes_no_day(bureau: Bureau) -> None:
    case = filed(bureau, today())
    body = {"case": case["id"], "kind": "notice", "text": "报送材料", "answerBy": day(3)}

    refused = bureau.desk(SUPERIOR).send("/supervisions", body)
    told = Supervised(bureau, case, "notice").do_all(LEADER, "receipt")

    assert pointers(problem(refused, 400, "notice-has-its-own-days")) == ["/answerBy"]
    assert told.due() == {"SUP-INFO"}
    told.do(HANDLER, "answer", text="材料如附")
    assert told.due() == set()


def test_pressing_is_internal_and_sent_back_until_it_is_answered_well(bureau: Bureau) -> None:
    told = Supervised(bureau, filed(bureau, today()), "pressing", by="dispatcher")
    forces = {each["rule"]["id"]: each["rule"]["force"] for each in told.open_clocks()}
    assert forces == {"SUP-PRESS": "internal", "SUP-RECEIPT": "internal"}
    assert told.body["force"] == "internal"

    told.do(HANDLER, "receipt")
    told.do(HANDLER, "answer", text="正在办理")
    told.do("dispatcher", "answer-return", reason="未说明办结时间", answerBy=day(5))
    (clock,) = told.open_clocks()
    assert (clock["rule"]["id"], clock["dueOn"]) == ("SUP-ANSWER-AGAIN", day(5))
    told.do(HANDLER, "answer", text="本月底前办结")
    done = told.do("dispatcher", "closing", reason="同意")

    assert done["answers"] == ["正在办理", "本月底前办结"]


def test_guidance_stops_no_clock_and_is_answered_with_reasons(bureau: Bureau) -> None:
    case, auditor = filed(bureau, today()), bureau.desk("auditor")
    before = auditor.get(f"/cases/{case['id']}/clocks")["items"]

    told = Supervised(bureau, case, "guidance", by="dispatcher", answerBy=None)
    told.do(HANDLER, "receipt")
    assert bureau.desk(HANDLER).get(told.path)["allowedActions"] == ["feedback"]
    told.do(HANDLER, "feedback", adopted=False, text="证据不支持该定性")
    told.do("dispatcher", "closing", reason="尊重办案单位决定")

    assert (told.body["force"], told.body["adopted"]) == ("internal", False)
    assert told.due() == set()
    assert auditor.get(f"/cases/{case['id']}/clocks")["items"] == before
    assert auditor.get(f"/cases/{case['id']}")["version"] == case["version"]
    sentences = [each["text"] for each in auditor.get(f"{told.path}/history")["items"]]
    assert any("departed from the guidance, because: 证据不支持该定性" in s for s in sentences)


def test_a_receipt_is_not_back_dated_before_the_issue(bureau: Bureau) -> None:
    told = Supervised(bureau, filed(bureau, today()), "notice")
    leader = bureau.desk(LEADER)

    refused = leader.send(f"{told.path}/receipt", {"receivedOn": "2010-01-01"}, seen=1)

    assert pointers(problem(refused, 400, "date-before-step")) == ["/receivedOn"]
    assert told.due() == {"SUP-RECEIPT"}


def test_no_step_has_a_day_before_the_one_it_follows(bureau: Bureau) -> None:
    told = Supervised(bureau, filed(bureau, day(-9)), "opinion", effectiveOn=day(-6))
    told.do(LEADER, "receipt", receivedOn=day(-3))

    body = {"text": "已办理", "effectiveOn": day(-5)}
    refused = bureau.desk(LEADER).send(f"{told.path}/answer", body, seen=2)

    assert pointers(problem(refused, 400, "date-before-receipt")) == ["/effectiveOn"]


def test_what_nobody_received_is_withdrawn(bureau: Bureau) -> None:
    told = Supervised(bureau, filed(bureau, today()), "opinion")

    done = told.do(SUPERIOR, "withdrawal", reason="发错单位")

    assert (done["status"], done["allowedActions"]) == ("withdrawn", [])
    assert told.due() == set()


def test_when_the_case_ends_meanwhile_it_is_closed_unanswered(bureau: Bureau) -> None:
    case = filed(bureau, today())
    told = Supervised(bureau, case, "opinion").do_all(LEADER, "receipt")
    ended = {"ground": "party_dissolved", "reason": "当事人已注销"}
    over = bureau.desk(LEADER).do(f"/cases/{case['id']}/termination", ended, seen=1)

    done = told.do(SUPERIOR, "closing", reason="案件已终止调查")

    assert over["stage"] == "closing"
    assert done["status"] == "closed"


def test_only_the_superior_issues_papers(bureau: Bureau) -> None:
    case = filed(bureau, today())
    body = {"case": case["id"], "kind": "notice", "text": "请报送材料"}

    for user in ("dispatcher", "xuhui-leader"):
        problem(bureau.desk(user).send("/supervisions", body), 403, "role-not-granted")


# --- queues --------------------------------------------------------------------------------------


def in_tab(bureau: Bureau, user: str, tab: str, **query: str) -> list[str]:
    return [row["id"] for row in bureau.desk(user).listed("/supervisions/queue", tab=tab, **query)]


def test_it_waits_for_the_bureau_then_for_the_superior(bureau: Bureau) -> None:
    told = Supervised(bureau, filed(bureau, today()), "decision")
    own = told.body["id"]

    assert own in in_tab(bureau, LEADER, "receipt")
    assert own in in_tab(bureau, SUPERIOR, "waiting")
    told.do(LEADER, "receipt")
    assert own not in in_tab(bureau, LEADER, "receipt")
    assert own in in_tab(bureau, LEADER, "answer")
    told.do(LEADER, "reexamination", reason="有异议")
    assert own in in_tab(bureau, SUPERIOR, "reexamination")
    told.do(SUPERIOR, "reexamination-answer", withdrawn=False, reason="维持")
    told.do(LEADER, "correction", correctedOn=today(), text="改正")
    assert own in in_tab(bureau, LEADER, "answer")
    told.do(LEADER, "answer", text="报告")
    assert own in in_tab(bureau, SUPERIOR, "closing")
    told.do(SUPERIOR, "closing", reason="办结")
    assert own not in in_tab(bureau, SUPERIOR, "closing")
    assert own in in_tab(bureau, LEADER, "all")


def test_a_row_of_the_queue_says_what_presses_and_the_tabs_are_counted(bureau: Bureau) -> None:
    told = Supervised(bureau, filed(bureau, today()), "opinion").do_all(LEADER, "receipt")
    leader = bureau.desk(LEADER)

    body = leader.get(
        "/supervisions/queue", headers={"Min-Position": str(leader.head())}, tab="answer"
    )

    (row,) = [each for each in body["items"] if each["id"] == told.body["id"]]
    assert (row["pressing"]["rule"]["id"], row["pressing"]["dueOn"]) == ("SUP-OPINION", day(20))
    assert (body["org"], body["tab"]) == ("310104", "answer")
    assert body["tabs"]["answer"] >= 1
    assert leader.get("/supervisions/queue")["tab"] == "receipt"
    assert bureau.desk(SUPERIOR).get("/supervisions/queue")["tab"] == "closing"


def test_what_is_late_is_in_the_overdue_tab_once_and_among_the_deadlines(bureau: Bureau) -> None:
    case = filed(bureau, day(-60))
    early = {"effectiveOn": day(-50), "answerBy": day(-30)}
    told = Supervised(bureau, case, "pressing", by="dispatcher", **early)

    for user in (LEADER, "dispatcher", "auditor"):
        assert in_tab(bureau, user, "overdue").count(told.body["id"]) == 1
    due = bureau.desk(LEADER).listed("/deadlines", bucket="overdue", kind="supervisions")
    late = {each["rule"]["id"] for each in due if each["record"]["id"] == told.body["id"]}
    assert late == {"SUP-RECEIPT", "SUP-PRESS"}


def test_nobody_is_late_for_not_asking_for_a_re_examination(bureau: Bureau) -> None:
    case = filed(bureau, day(-60))
    told = Supervised(bureau, case, "decision", effectiveOn=day(-50), answerBy=day(20))
    told.do(LEADER, "receipt", receivedOn=day(-40))

    assert told.body["id"] not in in_tab(bureau, LEADER, "overdue")


def test_the_queue_can_be_asked_for_as_it_was(bureau: Bureau) -> None:
    told = Supervised(bureau, filed(bureau, today()), "opinion")
    then = bureau.desk("auditor").head()
    told.do(LEADER, "receipt")

    before = in_tab(bureau, LEADER, "receipt", asOfPosition=str(then))

    assert told.body["id"] in before
    assert told.body["id"] not in in_tab(bureau, LEADER, "receipt")


@pytest.mark.parametrize("tab", ["receipt", "all"])
def test_another_district_sees_nothing_of_it(bureau: Bureau, tab: str) -> None:
    told = Supervised(bureau, filed(bureau, today()), "opinion")
    stranger = bureau.desk("pudong-leader")

    assert told.body["id"] not in in_tab(bureau, "pudong-leader", tab)
    problem(stranger.ask("/supervisions/queue", org="310104"), 404, "not-found")
    problem(stranger.ask(told.path), 404, "not-found")
    issued: Json = {"case": told.case["id"], "kind": "opinion", "text": "x", "answerBy": day(9)}
    problem(bureau.desk("pudong-leader").send("/supervisions", issued), 403, "role-not-granted")
