"""Joint reviews in a real browser: the queue, a member who speaks by keyboard, the past."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed
from tests.adapters.api.desk import Json, today
from tests.adapters.api.review_story import CONVENER, PANEL, Review
from tests.web.visit import accessible, scrolls_sideways, signed_in

LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "en"])


def changed(review: Review) -> Json:
    """A material change of the case."""
    handler = review.desk("xuhui-handler")
    path = f"/cases/{review.case['id']}"
    body = {"corrects": 1, "title": "更正的案由", "reason": "笔误"}
    return handler.do(f"{path}/corrections", body, seen=handler.get(path)["version"])


def in_session(bureau: Bureau) -> Review:
    """A review in which one position has lapsed."""
    review = Review(bureau, filed(bureau, today())).convened()
    review.do(PANEL[1], "opinions", {"kind": "dissent", "text": "抽样程序的证据不足"})
    changed(review)
    review.desk("auditor").listed("/joint-reviews")
    return review


def tab_to(page: Page, selector: str) -> None:
    """Goes on by the tabulator until an element has the focus."""
    wanted = page.locator(selector)
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


@LANGUAGES
def test_the_queue_is_read_in_both_languages(
    browser: Browser, bureau: Bureau, language: str
) -> None:
    review = in_session(bureau)
    visit = signed_in(browser, bureau, CONVENER, language)

    page = visit.go("/joint-reviews?tab=today")

    expect(page.get_by_role("cell", name=review.body["caseNumber"])).to_be_visible()
    expect(page.locator('.tabs [aria-current="page"]')).to_contain_text(
        "今日会审" if language == "zh-CN" else "Today"
    )
    assert not scrolls_sideways(page)
    accessible(page)
    visit.picture(f"joint-reviews-{language}", whole=True)
    visit.is_clean()


def test_a_member_gives_a_position_by_keyboard(browser: Browser, bureau: Bureau) -> None:
    review = in_session(bureau)
    visit = signed_in(browser, bureau, "lab")
    page = visit.go(review.path)

    tab_to(page, ".steps a.first")
    page.keyboard.press("Enter")
    expect(page.locator("aside")).to_contain_text("变更案情（更正）")
    accessible(page)
    visit.picture("joint-review-opinion", whole=True)
    tab_to(page, "#f-kind")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    tab_to(page, "#step button.first")
    page.keyboard.press("Enter")

    # the reasons are asked for, and nothing is lost
    expect(page.get_by_role("alert")).to_contain_text("反对或者保留意见应当写明理由。")
    tab_to(page, "#f-text")
    expect(page.locator("#f-kind")).to_have_value("dissent")
    page.keyboard.type("检验样品来源不明")
    tab_to(page, "#step button.first")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("检验样品来源不明")
    visit.is_clean(refused=1)


@LANGUAGES
def test_a_lapsed_position_stays_readable(browser: Browser, bureau: Bureau, language: str) -> None:
    review = in_session(bureau)
    visit = signed_in(browser, bureau, CONVENER, language)

    page = visit.go(f"{review.path}?dossier=true")

    lapsed = page.locator(".lapsed")
    expect(lapsed).to_contain_text("抽样程序的证据不足")
    expect(lapsed).to_contain_text(
        "意见提出后案情有变更，此意见已失效，仍予保留。"
        if language == "zh-CN"
        else "The case changed after this opinion. The opinion no longer counts and is kept."
    )
    accessible(page)
    visit.picture(f"joint-review-{language}", whole=True)
    visit.is_clean()


def test_the_record_is_played_back(browser: Browser, bureau: Bureau) -> None:
    review = in_session(bureau)
    visit = signed_in(browser, bureau, CONVENER)
    page = visit.go(review.path)

    page.locator("#history + ol > li").nth(1).get_by_role("link").click()

    expect(page.get_by_role("status")).to_contain_text("此页不能修改")
    expect(page.locator(".lapsed")).to_have_count(0)
    expect(page.locator(".content")).to_contain_text("抽样程序的证据不足")
    expect(page.locator("a.button")).to_have_count(0)
    accessible(page)
    visit.is_clean()


@LANGUAGES
def test_the_experts_are_found_by_field(browser: Browser, bureau: Bureau, language: str) -> None:
    visit = signed_in(browser, bureau, CONVENER, language)
    page = visit.go("/experts")
    accessible(page)
    visit.picture(f"experts-{language}")

    page.locator("select[name=field]").select_option("儿童用品")
    page.locator(".filters button").click()

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("示例·沈童")
    visit.is_clean()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_panel_is_put_together(browser: Browser, bureau: Bureau, language: str) -> None:
    review = Review(bureau, filed(bureau, today()))
    review.do(CONVENER, "acceptance")
    visit = signed_in(browser, bureau, CONVENER, language)

    page = visit.go(f"{review.path}/schedule")

    expect(page.locator("#f-panel details[open]")).to_have_count(1)
    accessible(page)
    page.locator("#f-panel details", has_text="徐汇区" if language == "zh-CN" else "Xuhui").locator(
        "summary"
    ).click()
    accessible(page)
    visit.picture(f"joint-review-schedule-{language}", whole=True)
    visit.is_clean()


def test_the_pages_fit_a_telephone(browser: Browser, bureau: Bureau) -> None:
    review = in_session(bureau)
    visit = signed_in(browser, bureau, "lab", "zh-CN", 390)

    for name, path in (
        ("queue", "/joint-reviews?tab=mine"),
        ("record", f"{review.path}?dossier=true"),
        ("opinion", f"{review.path}/opinions"),
        ("calendar", "/joint-reviews/calendar"),
        ("experts", "/experts"),
    ):
        page = visit.go(path)
        assert not scrolls_sideways(page), name
        accessible(page)
        visit.picture(f"telephone-joint-review-{name}", whole=True)
    visit.is_clean()
