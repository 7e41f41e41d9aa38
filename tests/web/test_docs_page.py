"""The pages in a real browser: they work without the internet, by keyboard, on a telephone."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.adapters.cli.demo import Demo, running_demo

SCREENSHOTS = os.environ.get("CASETRAIL_SCREENSHOTS")
LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "en"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium. `.ci/run` installs it; elsewhere its absence skips these tests."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium or "chromium", args=["--no-sandbox"]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demonstration to look at."""
    with running_demo(tmp_path_factory.mktemp("web")) as running:
        yield running


class Visit:
    """A page, cut off from every other host, that notes what it asked for and complained of."""

    def __init__(self, browser: Browser, url: str, language: str, width: int = 1200) -> None:
        context = browser.new_context(
            locale=language, viewport={"width": width, "height": 900}, base_url=url
        )
        self.url = url
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.route("**/*", self._watch)
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _watch(self, route: Route) -> None:
        asked = route.request.url
        if asked.startswith((self.url, "data:", "blob:")):
            route.continue_()
        else:
            self.elsewhere.append(asked)
            route.abort()

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def open(self, path: str) -> Page:
        answer = self.page.goto(path, wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200
        return self.page

    def picture(self, name: str, *, whole: bool = False) -> None:
        if SCREENSHOTS:
            self.page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png", full_page=whole)

    def is_clean(self) -> None:
        assert (self.elsewhere, self.complaints) == ([], [])


def scrolls_sideways(page: Page) -> bool:
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wide


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
