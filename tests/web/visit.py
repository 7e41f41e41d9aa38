"""A visit to the pages in a real browser, cut off from every other host."""

import os
from pathlib import Path

from playwright.sync_api import Browser, Page, Route

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
