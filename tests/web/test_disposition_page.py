"""The page of an unqualified result in a real browser: time strips, checklist, forms."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.disposition_story import announced, ordered
from tests.web.visit import accessible, is_shown_well, scrolls_sideways, signed_in


def stop(page: Page, name: str) -> str:
    """What the first strip says of a stop."""
    found = page.locator(".strip").first.locator("li", has_text=name).first
    return " ".join(found.inner_text().split())


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_strip_shows_how_far_each_recipient_has_come(
    browser: Browser, bureau: Bureau, language: str
) -> None:
    record = announced(bureau)
    visit = signed_in(browser, bureau, "xuhui-handler", language)

    page = visit.go(f"/dispositions/{record['id']}")

    expect(page.locator(".strip")).to_have_count(2)
    announcement, second = {
        "zh-CN": ("公告", "再次复查"), "en": ("Announcement", "Second re-check"),
    }[language]  # fmt: skip
    assert "2020-07-15" in stop(page, announcement)
    assert "2020-09-14" in stop(page, second)  # V15
    assert "2020-10-13" in stop(page, second)
    assert "web." not in page.locator("main").inner_text()
    assert not scrolls_sideways(page)
    accessible(page)
    visit.picture(f"disposition-{language}", whole=True)
    visit.is_clean()


def test_a_step_is_taken_from_the_page_with_its_checklist(browser: Browser, bureau: Bureau) -> None:
    record = ordered(bureau)
    visit = signed_in(browser, bureau, "xuhui-handler", "zh-CN")
    page = visit.go(f"/dispositions/{record['id']}")

    page.get_by_role("link", name="登记整改报告").click()
    expect(page.locator(".gates .met")).to_have_count(1)
    expect(page.get_by_label("被告知人")).to_have_value("producer")
    accessible(page)
    visit.picture("disposition-form")
    page.locator("#f-text").fill("已整改")
    page.locator("#f-effectiveOn").fill("2020-05-05")
    page.locator("#step button.first").click()

    expect(page.get_by_role("status")).to_contain_text("已整改")
    assert "2020-05-05" in stop(page, "改正期")
    visit.is_clean()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_queue_leads_by_keyboard_to_a_form(
    browser: Browser, bureau: Bureau, language: str
) -> None:
    record = ordered(bureau)
    bureau.desk("xuhui-handler").listed("/dispositions")
    visit = signed_in(browser, bureau, "xuhui-handler", language)
    is_shown_well(visit, "/disposition-queue?tab=overdue", "disposition-queue", language)
    page = visit.page
    page.set_viewport_size({"width": 1280, "height": 860})

    name = {"zh-CN": "认定逾期不改正", "en": "Find it not corrected"}[language]
    row = page.get_by_role("row", name=record["result"]["reportNo"])
    link = row.get_by_role("link", name=name)
    link.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#f-recipient")).to_have_value("producer")
    visit.is_clean()


def test_the_page_fits_a_telephone(browser: Browser, bureau: Bureau) -> None:
    visit = signed_in(browser, bureau, "xuhui-handler", "zh-CN", 380)

    page = visit.go(f"/dispositions/{ordered(bureau)['id']}")

    assert not scrolls_sideways(page)
    accessible(page)
    visit.picture("telephone-disposition")
