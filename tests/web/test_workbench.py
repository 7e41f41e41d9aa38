"""The workbench in a real browser: a day's work by forms, by keyboard, on a telephone, on paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed, on_day, played, turn
from tests.adapters.api.desk import PASSWORD, Json
from tests.web.visit import Visit, accessible, is_shown_well, scrolls_sideways, signed_in

DAY = "2023-01-30"
# A firm for each case: an act is filed for once.
FIRMS = iter(["电器", "家电", "贸易", "商贸", "电子", "实业"])
TWO = ["xuhui-handler", "xuhui-handler2"]
FINE: Json = {"kind": "fine", "amount": "200000", "basis": "PQL-49"}
GOODS: Json = {"kind": "confiscate_goods", "amount": "12000", "text": "没收插座120只"}
PENALTY: Json = {"outcome": "penalty", "penalties": [FINE, GOODS]}
LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "en"])


def new_case(bureau: Bureau, title: str) -> Json:
    """A case against a firm of its own, investigated in November 2022."""
    party = {"name": f"示例{next(FIRMS)}（上海）有限公司", "kind": "entity", "uscc": None}
    case = filed(bureau, "2022-11-07", title=title, party=party, goodsValue="80000")
    return played(bureau, case, [
        turn("handler", "rights-notice", toldOn="2022-11-08"),
        turn("handler", "evidence", "2022-11-08", kind="record", name="现场笔录",
             source="示例电器经营场所", obtainedOn="2022-11-08", officers=TWO),
        turn("handler", "evidence", "2022-11-08", kind="physical", name="插座样品",
             source="示例电器仓库", obtainedOn="2022-11-08", officers=TWO),
        turn("handler", "measures", kind="seizure", items=["插座120只"], place="示例仓库",
             takenAt="2022-11-15T09:00:00+08:00", officers=TWO,
             documentNo="示例扣〔2022〕1号", approvedBy="xuhui-leader"),
        turn("handler", "tests", lab="市质检院", purpose="认证符合性", measure="1",
             commissionedOn="2022-11-16", toldOn="2022-11-16"),
        turn("handler", "test-results", test="t1", receivedOn="2022-12-20",
             conclusion="不符合标准"),
    ])  # fmt: skip


def notified(bureau: Bureau, case: Json) -> Json:
    """The case when its party has been told."""
    return played(bureau, case, [
        turn("handler", "investigation-conclusion", "2023-01-05", facts="事实清楚",
             opinion="建议处罚", major=["complex"], **PENALTY),
        turn("reviewer", "legal-reviews", "2023-01-12", kind="legal_review", opinion="agree",
             text="同意"),
        turn("leader", "proposal", "2023-01-13", reason="同意", **PENALTY),
        turn("handler", "notices", number="示例告〔2023〕1号", mode="direct",
             servedOn="2023-01-16", receipt="签收"),
    ])  # fmt: skip


@pytest.fixture(scope="module")
def workbench(bureau: Bureau) -> Iterator[Bureau]:
    """The bureau on a day in January 2023."""
    with on_day(bureau, DAY):
        yield bureau


@pytest.fixture(scope="module")
def case(workbench: Bureau) -> Json:
    """A case to look at: told to the party, to be discussed before it is decided."""
    case = notified(workbench, new_case(workbench, "销售未经认证的插座案"))
    played(workbench, new_case(workbench, "销售不合格取暖器案"), [
        turn("leader", "suspensions", "2022-12-28", ground="legal_question", reason="请示"),
    ])  # fmt: skip
    workbench.desk("xuhui-handler").listed("/cases")
    return case


@LANGUAGES
def test_every_page_is_accessible_and_fits_a_telephone(
    case: Json, workbench: Bureau, browser: Browser, language: str
) -> None:
    visit = signed_in(browser, workbench, "xuhui-leader", language)
    path = f"/cases/{case['id']}"
    pages = {
        "board": "/cases",
        "list": "/cases?view=list",
        "workload": "/cases/workload",
        "measures": "/cases/measures",
        "case-file": path,
        "case-all": f"{path}?tab=all",
        "past": f"{path}?asOfPosition={case['position'] - 2}",
        "form": f"{path}/collective-discussions",
    }
    for name, address in pages.items():
        is_shown_well(visit, address, name, language)
    visit.is_clean()


def test_the_sign_in_page_is_accessible(workbench: Bureau, browser: Browser) -> None:
    visit = Visit(browser, workbench.url, "zh-CN", 375)
    page = visit.open("/sign-in")
    accessible(page)
    assert not scrolls_sideways(page)
    visit.picture("telephone.sign-in")
    visit.is_clean()


def test_a_days_work_by_forms(workbench: Bureau, browser: Browser) -> None:
    case = new_case(workbench, "销售不合格插座案")
    workbench.desk("xuhui-handler").listed("/cases")
    visit = signed_in(browser, workbench, "xuhui-handler")
    page = visit.page

    # from the board to the file, to the form
    page.get_by_role("link", name="销售不合格插座案").click()
    page.get_by_role("link", name="登记证据", exact=True).click()
    page.get_by_label("种类").select_option(label="书证")
    page.get_by_label("名称").fill("进货台账")
    page.get_by_label("来源").fill("示例电器（上海）有限公司")
    page.get_by_label("取得日期").fill("2023-01-29")
    page.get_by_label("示例·徐办").check()
    page.get_by_label("文件", exact=True).set_input_files(
        {"name": "台账.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
    )
    page.get_by_role("button", name="提交").last.click()

    # one officer is not enough: told beside the field, which has the focus; nothing is lost
    beside = page.locator("#f-officers")
    expect(beside).to_contain_text("至少应有两名执法人员")
    expect(beside).to_contain_text("市场监督管理行政处罚程序规定")
    expect(beside).to_be_focused()
    expect(page.get_by_label("名称")).to_have_value("进货台账")
    accessible(page)
    visit.picture("refused.zh-CN", whole=True)
    page.get_by_label("示例·徐协").check()
    page.get_by_role("button", name="提交").last.click()
    expect(page.get_by_role("status")).to_contain_text("进货台账")
    page.get_by_role("link", name="证据与措施").click()
    expect(page.get_by_role("link", name="台账.pdf")).to_be_visible()

    # meanwhile someone else does something: the form says what
    page.get_by_role("link", name="交接证据", exact=True).click()
    page.get_by_label("证据", exact=False).first.select_option("3")
    page.get_by_label("保管人").fill("示例·保管员")
    page.get_by_label("理由").fill("入库")
    played(workbench, workbench.desk("xuhui-handler").get(f"/cases/{case['id']}"), [
        turn("handler", "tests", lab="市质检院", purpose="复核", commissionedOn=DAY),
    ])  # fmt: skip
    page.get_by_role("button", name="提交").last.click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("内容已被更新。您打开之后有 1 项变更")
    expect(alert).to_contain_text("市质检院")
    expect(alert).to_be_focused()
    visit.picture("stale.zh-CN", whole=True)

    # in the other language, with what was typed; then it is recorded
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("Custodian")).to_have_value("示例·保管员")
    page.get_by_role("button", name="Submit").last.click()
    expect(page.get_by_role("status")).to_contain_text("Recorded:")
    visit.is_clean(refused=2)


def test_penalties_are_rows_that_need_no_script(workbench: Bureau, browser: Browser) -> None:
    case = new_case(workbench, "销售不合格充电器案")
    visit = signed_in(browser, workbench, "xuhui-handler", "en")
    page = visit.go(f"/cases/{case['id']}")
    page.get_by_role("link", name="Conclude the investigation", exact=True).click()
    page.get_by_label("Facts").fill("销售不合格插座")
    page.get_by_label("Proposed handling").fill("建议处罚")
    page.get_by_label("Outcome").select_option(label="A penalty")
    for number, (kind, field, value) in enumerate(
        [("Fine", "Amount (yuan)", "86000"), ("Confiscation of goods", "Amount (yuan)", "12000")]
    ):
        page.get_by_role("button", name="Add to: Penalties").click()
        row = page.locator("fieldset.row").nth(number)
        row.get_by_label("Kind").select_option(label=kind)
        row.get_by_label(field).fill(value)
    accessible(page)
    visit.picture("rows.en", whole=True)
    page.get_by_role("button", name="Submit").last.click()
    expect(page.get_by_role("status")).to_contain_text("86000")
    expect(page.locator("[aria-current=step]")).to_contain_text("Review")
    visit.is_clean()


def test_a_double_click_records_once(workbench: Bureau, browser: Browser) -> None:
    case = new_case(workbench, "销售不合格电线案")
    visit = signed_in(browser, workbench, "xuhui-handler")
    page = visit.go(f"/cases/{case['id']}/custody")
    page.locator("select").select_option("1")
    page.get_by_label("保管人").fill("示例·保管员")
    page.get_by_label("理由").fill("入库")

    page.get_by_role("button", name="提交").last.dblclick()

    expect(page.get_by_role("status")).to_contain_text("示例·保管员")
    after = workbench.desk("xuhui-handler").get(f"/cases/{case['id']}")
    assert after["version"] == case["version"] + 1
    visit.is_clean()


def test_it_works_by_keyboard(case: Json, workbench: Bureau, browser: Browser) -> None:
    visit = Visit(browser, workbench.url, "zh-CN")
    page = visit.open("/cases")
    page.keyboard.type("xuhui-handler")  # the first input has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".who")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"

    # Enter in a form sends it, and does not change the language
    visit.go(f"/cases/{case['id']}/custody")
    page.locator("select").select_option("1")
    page.get_by_label("理由").fill("入库")
    page.get_by_label("保管人").fill("示例·保管员")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("示例·保管员")
    visit.is_clean()


def test_the_file_is_printed_without_what_only_a_screen_needs(
    case: Json, workbench: Bureau, browser: Browser
) -> None:
    visit = signed_in(browser, workbench, "auditor")
    page = visit.go(f"/cases/{case['id']}?tab=all")
    page.emulate_media(media="print")

    for gone in ("header nav", ".tabs", ".replay", "aside"):
        assert not page.locator(gone).first.is_visible(), gone
    expect(page.locator("#history")).to_be_visible()
    visit.picture("print.zh-CN", whole=True)
    visit.is_clean()
