"""The pages of supervisions in a real browser: pressed from the deadlines, and readable for all."""

import pytest
from playwright.sync_api import Browser, expect

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed
from tests.adapters.api.desk import day, today
from tests.adapters.api.supervision_story import Supervised
from tests.web.visit import is_shown_well, signed_in


def test_an_overdue_case_is_pressed_for_and_the_bureau_answers(
    bureau: Bureau, browser: Browser
) -> None:
    case = filed(bureau, day(-300))
    bureau.desk("dispatcher").listed("/deadlines")
    above = signed_in(browser, bureau, "dispatcher", "en")
    page = above.go("/deadlines?bucket=overdue&kind=cases&holder=310104")
    page.get_by_role("row", name=case["number"]).first.get_by_role("link", name="Pressing").click()
    expect(page.get_by_label("Kind")).to_have_value("pressing")
    page.get_by_label("Text").fill("请尽快办结")
    page.get_by_label("Answer by").fill(day(9))
    page.get_by_role("button", name="Submit").last.click()
    expect(page.get_by_role("status")).to_contain_text("请尽快办结")
    above.is_clean()

    below = signed_in(browser, bureau, "xuhui-leader")
    page = below.go("/supervisions")
    page.get_by_role("row", name=case["number"]).get_by_role("link").click()
    page.get_by_role("link", name="签收").click()
    page.get_by_role("button", name="提交").last.click()
    page.get_by_role("link", name="答复").first.click()
    page.get_by_label("内容").fill("本周办结")
    page.get_by_role("button", name="提交").last.click()
    expect(page.get_by_role("status")).to_contain_text("本周办结")
    below.is_clean()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_is_accessible_and_fits_a_telephone(
    bureau: Bureau, browser: Browser, language: str
) -> None:
    case = filed(bureau, today())
    told = Supervised(bureau, case, "opinion").do_all("xuhui-leader", "receipt")
    told.do("xuhui-leader", "answer", text="示例·第一次答复")
    told.do("superior", "answer-return", reason="示例·未说明整改", answerBy=day(9))
    Supervised(bureau, case, "guidance")
    bureau.desk("superior").listed("/supervisions")

    for user, pages in {
        "superior": {
            "supervisions": "/supervisions?tab=waiting",
            "supervise": f"/cases/{case['id']}/supervisions",
        },
        "xuhui-leader": {
            "supervisions-to-answer": "/supervisions?tab=answer",
            "supervision": f"{told.path}?tab=all",
            "supervision-answer": f"{told.path}/answer",
            "supervised-case": f"/cases/{case['id']}",
        },
    }.items():
        visit = signed_in(browser, bureau, user, language)
        for name, address in pages.items():
            is_shown_well(visit, address, name, language)
        visit.is_clean()
