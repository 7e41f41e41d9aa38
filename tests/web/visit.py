"""A visit to the pages in a real browser, cut off from every other host."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, expect

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import PASSWORD

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIGN_IN = {"zh-CN": "登录", "en": "Sign in"}
SCREENSHOTS = os.environ.get("CASETRAIL_SCREENSHOTS")


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

    def go(self, path: str) -> Page:
        """A page without anything that loads later."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200
        return self.page

    def picture(self, name: str, *, whole: bool = False) -> None:
        if SCREENSHOTS:
            self.page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png", full_page=whole)

    def is_clean(self, *, refused: int = 0) -> None:
        """Nothing was asked of another host, nothing complained of; a refusal is a 4xx answer."""
        answers = [each for each in self.complaints if "the server responded with" in each]
        assert len(answers) == refused
        assert (self.elsewhere, self.complaints) == ([], answers)


def scrolls_sideways(page: Page) -> bool:
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wide


def signed_in(
    browser: Browser, bureau: Bureau, user: str, language: str = "zh-CN", width: int = 1280
) -> Visit:
    """An officer's browser."""
    visit = Visit(browser, bureau.url, language, width)
    page = visit.open("/cases")
    page.locator("#user").fill(user)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name=SIGN_IN[language], exact=True).click()
    expect(page.locator(".who")).to_be_visible()
    return visit


def accessible(page: Page) -> None:
    """What axe finds wrong with a page: nothing."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES
    )
    wrong = [(each["id"], [n["html"] for n in each["nodes"]][:3]) for each in found["violations"]]
    assert wrong == []


def is_shown_well(visit: Visit, address: str, name: str, language: str) -> None:
    """A page in full width and on a telephone: accessible, pictured, and not too wide."""
    visit.page.set_viewport_size({"width": 1280, "height": 860})
    page = visit.go(address)
    if language == "zh-CN":  # what is checked is the same in both
        accessible(page)
    visit.picture(f"{name}.{language}")
    page.set_viewport_size({"width": 375, "height": 800})
    assert not scrolls_sideways(page), name
    visit.picture(f"telephone.{name}.{language}", whole=True)
