"""The pages of joint reviews: the queue by tabs, the record with every position, the forms."""

from collections.abc import Iterator

import httpx
import pytest

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed
from tests.adapters.api.desk import today
from tests.adapters.api.review_story import CONVENER, PANEL, Review, session
from tests.adapters.web.reader import Reader


@pytest.fixture
def review(bureau: Bureau) -> Review:
    return Review(bureau, filed(bureau, today()))


@pytest.fixture
def convener(bureau: Bureau) -> Iterator[Reader]:
    with Reader(bureau, CONVENER) as reader:
        yield reader


def test_the_queue_shows_what_waits_and_why_it_is_ordered_so(
    convener: Reader, review: Review
) -> None:
    review.desk("auditor").listed("/joint-reviews/queue")  # so that it has caught up
    page = convener.get("/joint-reviews?tab=screen")

    assert review.body["caseNumber"] in page
    assert "案件决定期限至" in page
    assert "金额较大" in page


def test_a_step_is_taken_with_a_form(convener: Reader, review: Review) -> None:
    path = f"{review.path}/acceptance"

    answer = convener.send(path, convener.form(path))

    assert answer.headers["location"].startswith(review.path)
    assert "受理会审申请" in convener.get(answer.headers["location"])


def test_what_is_wrong_is_said_beside_the_field(convener: Reader, review: Review) -> None:
    review.do(CONVENER, "acceptance")
    path = f"{review.path}/schedule"
    typed = {
        "/startsAt": [f"{today()}T09:30"], "/place": ["示例会议室"], "/chair": [PANEL[0]],
        "/recorder": ["intake"], "/panel": PANEL[:4], "/agenda": ["讨论"],
    }  # fmt: skip

    refused = convener.send(path, convener.form(path) | typed)
    done = convener.send(path, convener.form(path) | typed | {"/panel": PANEL})

    assert refused.status_code == 400
    assert "会审成员不得少于 5 人" in refused.text
    assert done.status_code == 303


def test_a_lapsed_position_is_struck_through_with_the_reason(
    bureau: Bureau, review: Review
) -> None:
    review.convened()
    review.do(PANEL[1], "opinions", {"kind": "dissent", "text": "证据不足"})
    handler = bureau.desk("xuhui-handler")
    case = handler.get(f"/cases/{review.case['id']}")
    corrected = {"corrects": 1, "title": "更正的案由", "reason": "笔误"}
    handler.do(f"/cases/{case['id']}/corrections", corrected, seen=case["version"])

    with Reader(bureau, PANEL[2]) as member:
        page = member.get(f"{review.path}?dossier=true")

    assert "<s>证据不足</s>" in page
    assert "意见提出后案情有变更，此意见已失效，仍予保留。" in page
    assert "未达到" in page
    assert f"/cases/{case['id']}" not in page  # not theirs to see but by the dossier
    assert "没有变更。" not in page


def test_the_page_outlives_every_change_of_the_panel(bureau: Bureau, review: Review) -> None:
    review.convened()
    review.do(PANEL[4], "opinions", {"kind": "dissent", "text": "抽样不当"})
    change = {"added": ["huangpu-leader"], "removed": [PANEL[4]], "reason": "另有公务"}
    review.do(CONVENER, "panel-changes", change)
    present = {"present": [*PANEL[:4], "huangpu-leader"]}
    review.do(PANEL[0], "attendance", present)
    review.do("huangpu-leader", "opinions", {"kind": "abstain"})

    with Reader(bureau, CONVENER) as convener:
        changed = convener.get(review.path)
        review.do(PANEL[0], "adjournment", {"reason": "改期"})
        adjourned = convener.get(review.path)
        others = [PANEL[0], "jingan-leader", "putuo-leader", "hongkou-leader", "yangpu-leader"]
        review.do(CONVENER, "schedule", session(panel=others))
        again = convener.get(review.path)

    for page in (changed, adjourned, again):
        assert "抽样不当" in page
        assert "示例·秦检" in page
        assert "示例·黄长" in page
    assert "示例·静长" in again


def test_a_form_that_is_not_open_is_refused(bureau: Bureau, review: Review) -> None:
    with Reader(bureau, "xuhui-handler") as handler:
        assert handler.http.get(f"{review.path}/acceptance").status_code == 403
        assert handler.http.get(f"{review.path}/nonsense").status_code == 404


def test_the_minutes_and_what_followed_are_on_the_page(bureau: Bureau, review: Review) -> None:
    review.frozen().do(CONVENER, "guidance", {"text": "建议加强证据"})
    review.do("xuhui-handler", "guidance-feedback", {"adopted": True, "text": "已采纳"})

    with Reader(bureau, "xuhui-leader") as leader:
        page = leader.get(review.path)
        filed_page = leader.get(f"/cases/{review.case['id']}")

    for said in ("案情汇报", "建议加强证据", "已采纳", "支持办案机构意见"):
        assert said in page
    assert review.path in filed_page


def test_a_case_that_a_rule_suggests_says_so(bureau: Bureau, convener: Reader) -> None:
    case = filed(bureau, today())
    asked = {"toOrg": "310115", "asked": "核实供货", "reason": "供货商在浦东"}
    path = f"/cases/{case['id']}"
    bureau.desk("xuhui-handler").do(f"{path}/assistance-requests", asked, seen=case["version"])
    bureau.desk("auditor").listed("/cases")

    assert "JR-DISTRICTS" in convener.get(path)
    assert path in convener.get("/joint-reviews")


def test_a_case_is_brought_up_from_its_page(bureau: Bureau) -> None:
    case = filed(bureau, today())
    path = f"/cases/{case['id']}/joint-reviews"

    with Reader(bureau, "xuhui-leader") as leader:
        typed = {"/grounds": ["amount"], "/question": ["如何定性"]}
        answer = leader.send(path, leader.form(path) | typed)

    assert answer.status_code == 303


def test_a_calendar_is_subscribed_to_and_taken_back(bureau: Bureau, review: Review) -> None:
    review.scheduled().desk("lab").listed("/joint-reviews")
    path = "/joint-reviews/calendar"

    with Reader(bureau, "lab") as reader:
        first = reader.get(path)
        made = reader.post(path)
        url = made.text.partition('id="address" value="')[2].partition('"')[0]
        later = reader.get(path)
        feed = httpx.get(url, trust_env=False)
        ended = reader.post(f"{path}/end")
        gone = httpx.get(url, trust_env=False)

    assert "生成订阅地址" in first
    assert (made.status_code, ended.status_code) == (200, 303)
    assert url not in later
    assert "订阅地址已于" in later
    assert review.body["caseNumber"] in feed.text
    assert gone.status_code == 404


def test_experts_are_found_by_field_and_organisation(
    bureau: Bureau, convener: Reader, review: Review
) -> None:
    review.scheduled().do(CONVENER, "recusals", {"member": "lab", "reason": "利害关系"})
    review.desk("auditor").listed("/joint-reviews")

    page, toys, corps = (
        convener.get(f"/experts{query}") for query in ("", "?field=儿童用品", "?org=SHAMR-CORPS")
    )
    with Reader(bureau, "xuhui-leader") as leader:
        elsewhere = leader.get("/experts")

    lab = page.partition("示例·秦检")[2].partition("</tr>")[0]
    assert "电气安全、产品检验" in lab
    assert int(lab.split("<td>")[3].partition("<")[0]) >= 1
    assert "91310104MA1FR0001F" in page
    assert "91310104MA1FR0001F" not in elsewhere
    assert "示例·沈童" in toys
    assert "示例·秦检" not in toys
    assert "示例·吴法" in corps
    assert "没有符合条件的专家" in convener.get("/experts?field=x")
