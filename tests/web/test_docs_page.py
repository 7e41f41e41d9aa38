"""The pages in a real browser: they work without the internet, by keyboard, on a telephone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.adapters.cli.demo import Demo, running_demo
from tests.conftest import new_folder
from tests.web.visit import Visit, scrolls_sideways

LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "en"])


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """A demonstration to look at."""
    with new_folder() as folder, running_demo(folder) as running:
        yield running


@LANGUAGES
def test_the_landing_page_speaks_the_readers_language(
    browser: Browser, demo: Demo, language: str
) -> None:
    visit = Visit(browser, demo.url, language)

    page = visit.open("/")

    assert page.get_attribute("html", "lang") == language
    heading = {"zh-CN": "每一步都留痕", "en": "Every step leaves its trail"}[language]
    assert heading in page.inner_text("h1")
    page.get_by_role("link", name={"zh-CN": "接口文档", "en": "API documentation"}[language])
    visit.picture(f"landing.{language}", whole=True)
    visit.is_clean()


@LANGUAGES
@pytest.mark.parametrize("path", ["/", "/docs"])
def test_it_fits_a_telephone(browser: Browser, demo: Demo, language: str, path: str) -> None:
    visit = Visit(browser, demo.url, language, width=360)

    page = visit.open(path)
    page.wait_for_selector("h1, .opblock-tag")

    visit.picture(f"telephone.{path.strip('/') or 'landing'}.{language}", whole=True)
    assert not scrolls_sideways(page)
    visit.is_clean()


@LANGUAGES
def test_the_documentation_lists_the_operations_and_tries_one(
    browser: Browser, demo: Demo, language: str
) -> None:
    visit = Visit(browser, demo.url, language)

    page = visit.open("/docs")
    page.wait_for_selector(".opblock-tag")
    visit.picture(f"docs.{language}")
    tags = page.locator(".opblock-tag").all_inner_texts()
    assert {"leads", "referrals", "sessions"} <= {tag.split()[0] for tag in tags}

    page.locator(".opblock-tag", has_text="sessions").click()
    sign_in = page.locator(".opblock-post", has_text="/api/v1/sessions")
    sign_in.locator(".opblock-summary-control").click()
    sign_in.get_by_role("button", name="Try it out").click()
    sign_in.locator("textarea").fill('{"user": "dispatcher", "password": "casetrail-demo"}')
    sign_in.get_by_role("button", name="Execute").click()
    sign_in.locator(".live-responses-table .response-col_status", has_text="201").wait_for()
    visit.picture(f"docs.signed-in.{language}")

    visit.is_clean()


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_the_focus_can_be_seen(browser: Browser, demo: Demo, path: str) -> None:
    visit = Visit(browser, demo.url, "zh-CN")
    page = visit.open(path)
    page.wait_for_selector("h1, .opblock-tag")

    for _ in range(4):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [s.outlineStyle, parseFloat(s.outlineWidth), e.tagName]; })()"
        )
        assert style[2] != "BODY"
        assert style[0] != "none"
        assert style[1] >= 2
    visit.is_clean()
