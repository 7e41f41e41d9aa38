"""What the tests of pages share: a browser, and a bureau to visit."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.adapters.api.conftest import bureau, furnished_databases

__all__ = ["browser", "bureau", "furnished_databases"]


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
