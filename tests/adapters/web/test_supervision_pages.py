"""The pages of supervisions: the record of each kind, the queue by tabs, issuing from a case."""

import pytest

from domain.supervision.events import SupervisionKind
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed
from tests.adapters.api.desk import Json, day, today
from tests.adapters.api.supervision_story import SUPERIOR, Supervised
from tests.adapters.web.reader import Reader

HANDLER, LEADER = "xuhui-handler", "xuhui-leader"
KINDS = {
    "pressing": ("督办", "pressing for action"),
    "guidance": ("指导意见", "guidance"),
    "notice": ("执法监督通知书", "supervision notice"),
    "decision": ("执法监督决定书", "supervision decision"),
    "opinion": ("执法监督意见书", "supervision opinion"),
}
ANSWERED: dict[str, list[tuple[str, Json]]] = {
    "guidance": [("feedback", {"adopted": False, "text": "示例·不予采纳的理由"})],
    "decision": [
        ("correction", {"correctedOn": today(), "text": "示例·改正"}),
        ("answer", {"text": "示例·报告"}),
    ],
}


@pytest.mark.parametrize("kind", SupervisionKind)
@pytest.mark.parametrize(("language", "number"), [("zh-CN", 0), ("en", 1)])
def test_each_kind_has_a_page_for_both_sides(
    bureau: Bureau, kind: SupervisionKind, language: str, number: int
) -> None:
    told = Supervised(bureau, filed(bureau, today()), kind).do_all(HANDLER, "receipt")
    for noun, body in ANSWERED.get(kind, [("answer", {"text": "示例·答复"})]):
        told.do(HANDLER, noun, **body)

    for user in (HANDLER, SUPERIOR, "auditor"):
        with Reader(bureau, user, language) as reader:
            for tab in ("deadlines", "history", "overview"):
                page = reader.get(f"{told.path}?tab={tab}")
                assert KINDS[kind][number] in page.lower()
                assert f'href="/cases/{told.case["id"]}"' in page
            page = reader.get(f"{told.path}?tab=all")
            assert told.body["answers"][-1] in page
            assert "请依法办理" in page


def test_what_has_no_legal_force_says_so(bureau: Bureau) -> None:
    case = filed(bureau, today())

    with Reader(bureau, LEADER) as reader:
        guidance = reader.get(Supervised(bureau, case, "guidance").path)
        opinion = reader.get(Supervised(bureau, case, "opinion").path)

    assert "不具有法律效力，不影响案件的各项期限" in guidance
    assert "法律效力" not in opinion


def test_what_was_sent_back_is_beside_the_answer_and_the_past_can_be_seen(bureau: Bureau) -> None:
    told = Supervised(bureau, filed(bureau, today()), "opinion").do_all(LEADER, "receipt")
    told.do(LEADER, "answer", text="示例·第一次答复")
    then = bureau.desk("auditor").head()
    told.do(SUPERIOR, "answer-return", reason="示例·未说明整改", answerBy=day(9))

    with Reader(bureau, LEADER) as reader:
        page, before = reader.get(told.path), reader.get(f"{told.path}?asOfPosition={then}")

    assert "示例·未说明整改" in page
    assert f"已退回，{day(9)} 前重新答复" in page
    assert f'href="{told.path}/answer"' in page
    assert "示例·未说明整改" not in before
    assert "示例·第一次答复" in before


def test_a_step_is_taken_with_its_form(bureau: Bureau) -> None:
    told = Supervised(bureau, filed(bureau, today()), "guidance")

    with Reader(bureau, LEADER) as reader:
        receipt, feedback = f"{told.path}/receipt", f"{told.path}/feedback"
        answer = reader.send(receipt, reader.form(receipt))
        assert answer.headers["location"].startswith(told.path)
        typed = {"/adopted": ["true"], "/text": ["示例·已采纳"]}
        answer = reader.send(feedback, reader.form(feedback) | typed)
        page = reader.get(answer.headers["location"])

    assert "采纳指导意见：示例·已采纳" in page


# --- issuing -------------------------------------------------------------------------------------


def test_a_superior_issues_from_the_case_and_the_bureau_sees_it_there(bureau: Bureau) -> None:
    case = filed(bureau, today())
    path = f"/cases/{case['id']}/supervisions"
    typed = {"/kind": ["opinion"], "/text": ["示例·请完善程序"], "/answerBy": [day(9)]}

    with Reader(bureau, SUPERIOR) as reader:
        assert f'href="{path}"' in reader.get(f"/cases/{case['id']}")
        refused = reader.send(path, reader.form(path) | typed | {"/answerBy": [""]})
        done = reader.send(path, reader.form(path) | typed)
        assert "示例·请完善程序" in reader.get(done.headers["location"])

    assert refused.status_code == 400
    assert 'href="#f-answerBy"' in refused.text
    bureau.desk("auditor").listed("/supervisions")
    with Reader(bureau, LEADER) as reader:
        page = reader.get(f"/cases/{case['id']}")
    assert "执法监督意见书" in page
    assert f'href="{path}"' not in page


def test_a_division_presses_and_guides_and_issues_no_paper(bureau: Bureau) -> None:
    path = f"/cases/{filed(bureau, today())['id']}/supervisions"

    with Reader(bureau, "dispatcher") as reader:
        page = reader.get(f"{path}?kind=pressing")

    assert '<option value="pressing" selected>' in page
    assert '<option value="guidance">' in page
    assert 'value="decision"' not in page


def test_nobody_else_issues(bureau: Bureau) -> None:
    path = f"/cases/{filed(bureau, today())['id']}/supervisions"

    for user, status in ((LEADER, 403), ("auditor", 403), ("pudong-leader", 404)):
        with Reader(bureau, user) as reader:
            assert reader.http.get(path).status_code == status
            assert reader.send(path, {}).status_code == status


def test_a_case_that_is_overdue_is_pressed_for_from_the_deadlines(bureau: Bureau) -> None:
    case = filed(bureau, day(-300))
    bureau.desk("auditor").listed("/deadlines")

    with Reader(bureau, "dispatcher") as reader:
        page = reader.get("/deadlines?bucket=overdue&kind=cases&holder=310104")
    with Reader(bureau, LEADER) as reader:
        own = reader.get("/deadlines?bucket=overdue&kind=cases")

    offered = f'href="/cases/{case["id"]}/supervisions?kind=pressing"'
    assert offered in page
    assert offered not in own


# --- the queue -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_queue_has_the_tabs_of_the_readers_side(bureau: Bureau, language: str) -> None:
    told = Supervised(bureau, filed(bureau, today()), "pressing", by="dispatcher")
    bureau.desk("auditor").listed("/supervisions")

    for user, own, others in (
        (LEADER, ("receipt", "answer", "overdue", "all"), ("closing", "reexamination")),
        ("dispatcher", ("closing", "reexamination", "waiting", "overdue", "all"), ("receipt",)),
        ("auditor", ("receipt", "closing", "all"), ()),
    ):
        with Reader(bureau, user, language) as reader:
            pages = {tab: reader.get(f"/supervisions?tab={tab}") for tab in (*own, *others)}
        at_first = pages[own[0]]
        assert all(f"/supervisions?tab={tab}" in at_first for tab in own)
        assert not any(f"/supervisions?tab={tab}" in at_first for tab in others)
        assert told.path in pages["all"]


def test_the_queue_and_the_workbench_say_what_waits_now_and_what_waited_then(
    bureau: Bureau,
) -> None:
    told = Supervised(bureau, filed(bureau, today()), "opinion")
    then = bureau.desk("auditor").head()
    told.do(LEADER, "receipt")
    bureau.desk("auditor").listed("/supervisions")

    with Reader(bureau, LEADER) as reader:
        receipt, answer = (
            reader.get(f"/supervisions?tab={each}") for each in ("receipt", "answer")
        )
        before = reader.get(f"/supervisions?tab=receipt&asOfPosition={then}")
        bench = reader.get("/workbench")

    assert told.path not in receipt
    assert told.path in answer
    assert told.path in before
    assert 'href="/supervisions?tab=answer"' in bench
    assert "待改正、待答复" in bench
    with Reader(bureau, "xuhui-reviewer") as reader:
        assert "/supervisions?tab=answer" not in reader.get("/workbench")


def test_a_superior_may_look_at_a_bureaus_queue(bureau: Bureau) -> None:
    told = Supervised(bureau, filed(bureau, today()), "opinion")
    bureau.desk("auditor").listed("/supervisions")

    with Reader(bureau, SUPERIOR) as reader:
        page = reader.get("/supervisions?tab=all&org=310104")

    assert told.path in page
    with Reader(bureau, "pudong-leader") as reader:
        assert reader.http.get("/supervisions?org=310104").status_code == 404
        assert reader.http.get(told.path).status_code == 404
