"""The pages of every morning in a real browser: leads come in, are handed on, and become cases."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import on_day
from tests.adapters.api.desk import PASSWORD, PUDONG, Json, lead_body
from tests.web.visit import accessible, is_shown_well, signed_in

DAY = "2023-01-30"
LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "en"])


@pytest.fixture(scope="module")
def office(bureau: Bureau) -> Iterator[Bureau]:
    """The bureau on a day in January 2023."""
    with on_day(bureau, DAY):
        yield bureau


def new_lead(office: Bureau, title: str) -> Json:
    """A lead that waits for its dispatch."""
    body = lead_body(title=title, receivedOn="2023-01-28", place="上海市浦东新区")
    return office.desk("dispatcher").do("/leads", body)


def sent(office: Bureau, title: str, *steps: str) -> Json:
    """The referral of a new lead to Pudong, after these steps of Pudong's."""
    lead = new_lead(office, title)
    path = f"/leads/{lead['id']}/referrals"
    body = {"toOrg": PUDONG, "reason": "行为发生地在浦东"}
    referral = office.desk("dispatcher").do(path, body, seen=1)
    handler = office.desk("pudong-handler")
    for noun in steps:
        path = f"/referrals/{referral['id']}/{noun}"
        referral = handler.do(path, seen=referral["version"])
    return referral


def test_a_tip_is_registered_and_its_informant_read_for_a_reason(
    office: Bureau, browser: Browser
) -> None:
    visit = signed_in(browser, office, "intake")
    page = visit.go("/leads")
    page.get_by_role("link", name="登记线索").click()
    page.get_by_label("来源 （必填）").select_option(label="举报")
    page.get_by_label("线索标题").fill("举报充电宝起火")
    page.get_by_label("收到日期").fill("2023-01-28")
    page.get_by_label("产品", exact=True).fill("示例充电宝")
    page.get_by_label("企业名称").fill("示例电源有限公司")
    page.get_by_label("统一社会信用代码").fill("91310000MA1FL000XX")
    page.get_by_role("group", name="举报人").get_by_label("姓名").fill("示例·举报人乙")
    page.get_by_role("button", name="查重").click()
    expect(page.locator("aside")).to_contain_text("未发现可能重复的线索")
    page.get_by_role("button", name="登记线索").last.click()

    # the wrong code is told beside its field, and nothing is lost
    expect(page.locator("#f-enterprise-uscc-wrong")).to_be_visible()
    expect(page.get_by_label("线索标题")).to_have_value("举报充电宝起火")
    accessible(page)
    page.get_by_label("统一社会信用代码").fill("")
    page.get_by_role("button", name="登记线索").last.click()
    expect(page.get_by_role("status")).to_contain_text("举报充电宝起火")
    expect(page.locator("main")).not_to_contain_text("举报人乙")

    # the details are shown once it is said why, and the reading is recorded
    page.get_by_role("link", name="查看举报人信息").click()
    accessible(page)
    page.get_by_label("查看事由").fill("核实联系方式")
    page.get_by_role("button", name="查看举报人信息").click()
    expect(page.locator("main")).to_contain_text("示例·举报人乙")
    path = page.url.partition("/leads/")[2].partition("/")[0]
    readings = office.desk("auditor").get(f"/leads/{path}/informant-readings")["items"]
    assert [each["reason"] for each in readings] == ["核实联系方式"]
    visit.is_clean(refused=1)


def test_leads_are_dispatched_together_and_each_is_answered(
    office: Bureau, browser: Browser
) -> None:
    new_lead(office, "示例取暖器漏电")
    new_lead(office, "示例插线板起火")
    gone = new_lead(office, "示例电热毯过热")
    office.desk("dispatcher").listed("/leads")
    visit = signed_in(browser, office, "dispatcher")
    page = visit.go("/workbench")
    page.get_by_role("link", name="待分派的线索").click()
    row = page.get_by_role("row", name="示例取暖器漏电")
    expect(row).to_contain_text("请先打开查看")
    expect(row).to_contain_text("浦东新区市场监管局")
    for title in ("示例取暖器漏电", "示例插线板起火", "示例电热毯过热"):
        page.get_by_role("link", name=title).click()
        page.go_back()
    page.reload()
    for title in ("示例取暖器漏电", "示例插线板起火", "示例电热毯过热"):
        page.get_by_label(f"选择 {title}").check()
    page.get_by_label("送往单位 示例插线板起火").select_option(label="闵行区市场监管局")
    page.get_by_role("button", name="分派所选线索").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写")  # and what was ticked stays so
    page.get_by_label("理由").fill("行为发生地在该辖区")
    accessible(page)
    visit.picture("dispatch.zh-CN", whole=True)
    office.desk("dispatcher").do(
        f"/leads/{gone['id']}/seriousness", {"serious": False, "reason": "复核"}, seen=1
    )
    page.get_by_role("button", name="分派所选线索").click()

    told = page.get_by_role("status")
    expect(told).to_contain_text("✓ 示例取暖器漏电 → 浦东新区市场监管局")
    expect(told).to_contain_text("✓ 示例插线板起火 → 闵行区市场监管局")
    expect(told).to_contain_text("✗ 示例电热毯过热 内容已被更新")
    expect(page.get_by_role("table")).not_to_contain_text("示例取暖器漏电")
    visit.is_clean()


def test_a_bureau_receives_returns_and_files_a_case(office: Bureau, browser: Browser) -> None:
    sent(office, "示例学步车无防撞间距")
    sent(office, "示例消防面罩不合格", "receipt")
    office.desk("pudong-handler").listed("/referrals")
    visit = signed_in(browser, office, "pudong-handler")
    page = visit.go("/workbench")
    page.locator("a[href='/inbox?tab=receipt']").click()
    expect(page.locator("main")).to_contain_text("接收单位不得自行移送")
    page.get_by_role("button", name="签收 示例学步车无防撞间距").click()
    expect(page.get_by_role("status")).to_contain_text("已记录")
    expect(page.locator("main")).not_to_contain_text("示例学步车无防撞间距")  # at once
    page.get_by_role("link", name="待接收").click()
    page.get_by_role("button", name="接收 示例学步车无防撞间距").click()

    # the other one goes back, with its reason
    page.get_by_role("link", name="退回 示例消防面罩不合格").click()
    page.get_by_role("button", name="提交").last.click()
    page.get_by_label("理由类别").select_option(index=1)
    page.get_by_label("理由 （必填）").fill("生产地不在浦东")
    accessible(page)
    visit.picture("return.zh-CN", whole=True)
    page.get_by_role("button", name="提交").last.click()
    expect(page.get_by_role("status")).to_contain_text("生产地不在浦东")
    expect(page.locator(".deadline")).to_contain_text("已退回")

    # a leader files the case, and goes on in its file
    leader = signed_in(browser, office, "pudong-leader")
    page = leader.go("/leads?q=示例学步车无防撞间距")
    page.get_by_role("link", name="示例学步车无防撞间距").click()
    page.get_by_role("link", name="立案", exact=True).click()
    expect(page.get_by_label("案由")).to_have_value("示例学步车无防撞间距")
    page.get_by_label("违法行为 （必填）").fill("销售不合格学步车")
    page.get_by_label("理由 （必填）").fill("有证据初步证明存在违法行为")
    for name in ("示例·浦办", "示例·浦协"):
        page.get_by_role("group", name="办案人员").get_by_label(name).check()
    for box in page.get_by_role("group", name="立案条件").get_by_role("checkbox").all():
        box.check()
    page.get_by_label("违法行为发生日期").fill("2023-01-20")
    accessible(page)
    leader.picture("filing.zh-CN", whole=True)
    page.get_by_role("button", name="提交").last.click()
    expect(page.locator("[aria-current=step]")).to_contain_text("调查")
    expect(page.get_by_role("status")).to_contain_text("立案")
    links = page.locator(".links")
    expect(links).to_contain_text("已立案")
    expect(links).to_contain_text("待反馈")
    links.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("示例学步车无防撞间距")
    visit.is_clean()
    leader.is_clean()


def test_a_form_survives_the_end_of_its_session(office: Bureau, browser: Browser) -> None:
    lead = new_lead(office, "示例儿童座椅断裂")
    visit = signed_in(browser, office, "dispatcher")
    page = visit.go(f"/leads/{lead['id']}/seriousness")
    page.get_by_label("否").check()
    page.get_by_label("理由").fill("经复核没有人受伤")
    page.context.clear_cookies()
    page.get_by_role("button", name="提交").last.click()

    expect(page.get_by_role("status")).to_contain_text("会话已结束")
    accessible(page)
    page.keyboard.type("dispatcher")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="返回所填表单").press("Enter")
    expect(page.get_by_label("理由")).to_have_value("经复核没有人受伤")
    page.get_by_role("button", name="提交").last.click()
    expect(page.get_by_role("status")).to_contain_text("经复核没有人受伤")
    visit.is_clean(refused=1)


def test_who_supervises_presses_for_action(office: Bureau, browser: Browser) -> None:
    sent(office, "示例燃气灶熄火保护失灵")
    office.desk("dispatcher").listed("/referrals")
    visit = signed_in(browser, office, "dispatcher", "en")
    page = visit.go("/deadlines?bucket=open&kind=referrals")
    row = page.get_by_role("row", name="示例燃气灶熄火保护失灵").first
    row.get_by_text("Why this date").click()
    row.get_by_role("link", name="Press for action").click()
    page.get_by_label("Text").fill("请于三日内签收")
    page.get_by_role("button", name="Submit").last.click()
    expect(page.get_by_role("status")).to_contain_text("请于三日内签收")
    visit.is_clean()


@LANGUAGES
def test_every_page_is_accessible_and_fits_a_telephone(
    office: Bureau, browser: Browser, language: str
) -> None:
    referral = sent(office, f"示例防火门耐火不足 {language}", "receipt")
    office.desk("dispatcher").listed("/leads")
    lead = f"/leads/{referral['subject']['id']}"
    pages = {
        "workbench": "/workbench",
        "workbench-past": f"/workbench?asOfPosition={referral['position'] - 1}",
        "inbox": "/inbox?tab=acceptance",
        "leads": "/leads",
        "lead": lead,
        "lead-all": f"{lead}?tab=all",
        "lead-past": f"{lead}?asOfPosition={referral['position'] - 1}",
        "register": "/leads/new",
        "referrals": "/referrals",
        "referral": f"/referrals/{referral['id']}",
        "return": f"/referrals/{referral['id']}/return",
        "dispositions": "/dispositions",
        "disposition-queue": "/disposition-queue",
        "deadlines": "/deadlines?bucket=open",
    }
    visit = signed_in(browser, office, "pudong-leader", language)
    for name, address in pages.items():
        is_shown_well(visit, address, name, language)
    visit.is_clean()
