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
    assert int(lab.partition('data-label="回避次数">')[2].partition("<")[0]) >= 1
    assert "9A310100MA3000005A" in page
    assert "9A310100MA3000005A" not in elsewhere
    assert "示例·沈童" in toys
    assert "示例·秦检" not in toys
    assert "示例·吴法" in corps
    assert "没有符合条件的专家" in convener.get("/experts?field=x")


def test_a_case_is_brought_up_from_above_on_a_page(bureau: Bureau) -> None:
    case = filed(bureau, today())
    path = f"/cases/{case['id']}"

    with Reader(bureau, "superior") as superior:
        page = superior.get(path)
        form = f"{path}/from-above"
        refused = superior.send(form, superior.form(form))
        typed = {"/grounds": ["difficult"], "/question": ["如何定性"]}
        answer = superior.send(form, superior.form(form) | typed)
        done = superior.get(answer.headers["location"])
        again = superior.get(path)
        superior.get(form, 403)
    with Reader(bureau, "xuhui-leader") as leader:
        leader.get(form, 403)
        assert "from-above" not in leader.get(path)

    assert form in page
    assert refused.status_code == 400
    assert answer.status_code == 303
    assert "上级提级" in done
    assert "from-above" not in again


def test_a_suggested_case_is_brought_from_its_row(bureau: Bureau, convener: Reader) -> None:
    case = filed(bureau, today())
    asked = {"toOrg": "310115", "asked": "核实供货", "reason": "供货商在浦东"}
    path = f"/cases/{case['id']}"
    bureau.desk("xuhui-handler").do(f"{path}/assistance-requests", asked, seen=case["version"])
    bureau.desk("auditor").listed("/cases")

    with Reader(bureau, "xuhui-leader") as leader:
        assert f"{path}/joint-reviews" in leader.get("/joint-reviews")
    assert f"{path}/from-above" in convener.get("/joint-reviews")
    assert "cross_district" in convener.form(f"{path}/from-above")["/grounds"]


def test_a_panel_is_chosen_among_those_who_may_sit(
    bureau: Bureau, convener: Reader, review: Review
) -> None:
    other = Review(bureau, filed(bureau, today())).scheduled()
    other.desk("auditor").listed("/joint-reviews")
    review.do(CONVENER, "acceptance")
    path = f"{review.path}/schedule"

    shown = convener.get(path)
    typed = {"/startsAt": [f"{today()}T09:30"], "/panel": PANEL[:4], "/chair": [PANEL[0]]}
    again = convener.send(path, convener.form(path) | typed).text

    panel = shown.partition('id="f-panel"')[2].partition("</fieldset>")[0]
    for user in ("xuhui-handler", "auditor", "admin"):
        assert f'value="{user}"' not in panel
    experts = panel.partition("<summary>")[2].partition("</details>")[0]
    assert experts.startswith("专家库")
    assert "示例·秦检 (市质检院 · 电气安全、产品检验" in experts
    assert f"已排会审：{today()}" in shown
    assert "同日已有会审" in again.partition('value="superior"')[2][:200]
    chairs = again.partition('id="f-chair"')[2].partition("</select>")[0]
    assert f'value="{PANEL[1]}"' in chairs
    assert 'value="huangpu-leader"' not in chairs
    recorders = again.partition('id="f-recorder"')[2].partition("</select>")[0]
    assert f'value="{PANEL[1]}"' not in recorders


def test_a_session_is_set_anew_as_it_was_and_tells_who_sits_elsewhere(
    bureau: Bureau, convener: Reader, review: Review
) -> None:
    other = Review(bureau, filed(bureau, today())).scheduled()
    other.desk("auditor").listed("/joint-reviews")
    review.scheduled().do(PANEL[0], "adjournment", {"reason": "改期"})

    form = convener.form(f"{review.path}/schedule")

    assert form["/startsAt"] == [f"{today()}T09:30"]
    assert form["/place"] == ["示例会议室"]
    assert form["/agenda"] == ["案情汇报\n讨论"]
    assert form["/panel"] == sorted(PANEL, key=form["/panel"].index)
    assert (form["/chair"], form["/recorder"]) == ([PANEL[0]], ["intake"])
    done = convener.send(f"{review.path}/schedule", form)
    page = convener.get(done.headers["location"])
    told = page.partition("同日另有会审：")[2].partition("。")[0].split("、")
    assert {"示例·周局", "示例·郑队"} <= set(told)


def test_beside_an_opinion_stands_what_is_asked_and_what_changed(
    bureau: Bureau, review: Review
) -> None:
    review.convened()
    handler = bureau.desk("xuhui-handler")
    case = handler.get(f"/cases/{review.case['id']}")
    corrected = {"corrects": 1, "title": "更正的案由", "reason": "笔误"}
    handler.do(f"/cases/{case['id']}/corrections", corrected, seen=case["version"])

    with Reader(bureau, "lab") as lab:
        page = lab.get(f"{review.path}/opinions")
        refused = lab.send(
            f"{review.path}/opinions", lab.form(f"{review.path}/opinions") | {"/kind": ["dissent"]}
        )

    for said in (
        "定性是否准确",
        "拟罚款",
        "案情汇报",
        "变更案情（更正）",
        "反对或者保留意见，应当写明理由。",
    ):
        assert said in page
    assert refused.status_code == 400
    assert "反对或者保留意见应当写明理由。" in refused.text


def test_the_page_is_shown_as_it_was(bureau: Bureau, review: Review) -> None:
    review.convened()
    review.do("lab", "opinions", {"kind": "dissent", "text": "抽样不当"})
    then = review.desk("auditor").head()
    review.do(CONVENER, "recusals", {"member": "minhang-leader", "reason": "利害关系"})
    review.do(PANEL[0], "adjournment", {"reason": "改期"})

    with Reader(bureau, CONVENER) as convener:
        past = convener.get(f"{review.path}?asOfPosition={then}&dossier=true")
        now = convener.get(review.path)
        convener.get(f"{review.path}?asOf=2999-01-01", 400)
        queue = convener.get(f"/joint-reviews?tab=today&asOfPosition={then}")

    assert "会审中" in past
    assert "利害关系" not in past
    assert f"{review.path}/adjournment" not in past
    assert "所据案情为第" in past
    for said in ("利害关系", "改期", "延期再会"):
        assert said in now
    assert review.body["caseNumber"] in queue
    assert "您正在查看" in queue


def test_earlier_sessions_stay_with_their_minutes(bureau: Bureau, review: Review) -> None:
    review.convened(PANEL[:4])
    for member in PANEL[:4]:
        review.do(member, "opinions", {"kind": "abstain"})
    review.do(PANEL[0], "conclusion", {"conclusion": "no_consensus", "text": "意见不一"})
    review.do(
        "intake", "minutes", {"report": "首次汇报", "proposal": "罚款", "deliberation": "争论"}
    )
    for signer in (PANEL[0], "intake"):
        review.do(signer, "signatures")
    review.do(CONVENER, "reconvening", {"reason": "补充材料后再议"})
    others = [PANEL[0], "jingan-leader", "putuo-leader", "hongkou-leader", "yangpu-leader"]
    review.do(CONVENER, "schedule", session(panel=others))

    with Reader(bureau, CONVENER) as convener:
        page = convener.get(review.path)
        minutes = page.partition("以前的会议")[2].partition('href="/api')[2].partition('"')[0]
        pdf = convener.http.get(f"/api{minutes}")

    for said in (
        "会议纪要（第 1 稿）",
        "首次汇报",
        "缺席",
        "示例·秦检",
        "补充材料后再议",
        "第 1 次会议",
    ):
        assert said in page
    assert "移送报告" not in page
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")


def test_why_it_is_over_is_said(bureau: Bureau, review: Review) -> None:
    review.do(CONVENER, "acceptance")
    review.do(CONVENER, "closing", {"reason": "提请单位撤回"})

    with Reader(bureau, "xuhui-leader") as leader:
        assert "提请单位撤回" in leader.get(review.path)


def test_the_workbench_counts_the_joint_reviews_that_wait(bureau: Bureau, review: Review) -> None:
    review.convened().desk("auditor").listed("/joint-reviews")

    def bench(user: str) -> str:
        with Reader(bureau, user) as reader:
            page = reader.get("/workbench")
            return page.partition('id="bench-joint-reviews"')[2].partition("</section>")[0]

    convener, member, handler = (bench(user) for user in (CONVENER, "lab", "xuhui-handler"))
    for tab in ("screen", "schedule", "guidance", "closing", "today"):
        assert f"/joint-reviews?tab={tab}" in convener
    for tab in ("today", "position", "signature"):
        assert f"/joint-reviews?tab={tab}" in member
    assert "tab=screen" not in member
    assert "tab=feedback" in handler
    assert "<b>0</b>" not in member.partition("tab=position")[2].partition("</li>")[0]
