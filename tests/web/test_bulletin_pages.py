"""Bulletins in a real browser: drafted, issued, compared, read on a telephone; accessible."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from adapters.cli.demo_data import FILES, FOLDER
from tests.adapters.api.bureau import Bureau, opened
from tests.adapters.api.conftest import Databases
from tests.adapters.api.desk import PASSWORD, day
from tests.adapters.api.disposition_story import MAKER_USCC
from tests.adapters.api.disposition_story import opened as opened_disposition
from tests.web.visit import Visit, is_shown_well, scrolls_sideways, signed_in

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def imported(furnished_databases: Databases) -> Iterator[Bureau]:
    with furnished_databases() as database, opened(database) as bureau:
        for name in FILES:
            content = (FOLDER / f"{name}.csv").read_bytes()
            assert bureau.desk("dispatcher").upload(f"{name}.csv", content).status_code == 201
        bureau.desk("auditor").listed("/test-results")
        yield bureau


def visiting(browser: Browser, bureau: Bureau, user: str, width: int = 1200) -> Visit:
    visit = Visit(browser, bureau.url, "zh-CN", width)
    page = visit.go("/sign-in")
    page.locator("#user").fill(user)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".who")).to_be_visible()
    return visit


def is_accessible(page: Page) -> None:
    page.evaluate(AXE)
    found: Any = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(found => found.violations.map("
        "each => [each.id, each.nodes.map(node => node.html)]))",
        RULES,
    )
    assert found == []


def test_a_bulletin_from_its_draft_to_what_it_would_be_now(
    browser: Browser, imported: Bureau
) -> None:
    dispatcher = visiting(browser, imported, "dispatcher")
    page = dispatcher.go("/bulletins")
    is_accessible(page)
    page.locator("#b-kind").select_option("special")
    page.locator("#b-title").fill("电动擦窗机专项通报（示例）")
    page.locator("#b-rules").fill("SHSSXZ0042-2023")
    dispatcher.picture("bulletin-draft", whole=True)
    page.locator("section form button.first").click()
    expect(page.locator("h1")).to_have_text("电动擦窗机专项通报（示例）")
    address = page.url.partition("?")[0]
    dispatcher.is_clean()

    superior = visiting(browser, imported, "superior")
    page = superior.go(address)
    page.get_by_role("link", name="发布通报").click()
    page.get_by_label("编号").fill("示例通〔2026〕1号")
    is_accessible(page)
    page.locator("#step button.first").click()
    expect(page.get_by_role("status")).to_have_text("已记录。")
    page.get_by_role("link", name="重新计算并与当前比较").click()
    expect(page.locator("#compare .notice")).to_contain_text("与发布时完全一致")
    is_accessible(page)
    superior.picture("bulletin", whole=True)
    page.get_by_role("link", name="39").first.click()
    expect(page.locator("tbody tr")).to_have_count(39)
    is_accessible(page)
    superior.picture("batches")
    page.locator("tbody a").first.click()
    is_accessible(page)
    superior.picture("product")
    superior.is_clean()

    telephone = visiting(browser, imported, "auditor", 390)
    page = telephone.go(address)
    assert not scrolls_sideways(page)
    expect(page.locator(".bars li").first).to_be_visible()
    telephone.picture("telephone-bulletin", whole=True)
    telephone.is_clean()


@pytest.mark.parametrize(
    "path",
    [
        "/bulletins", "/patterns", "/catalogue", "/campaigns", "/enterprises?q=示例",
        "/enterprises/9A3101091PMTDB4PGB", "/products?name=擦窗机",
        "/sampling-check?firm=9A3101091PMTDB4PGB&product=电动擦窗机&on=2023-06-01",
    ],
)  # fmt: skip
def test_the_pages_fit_a_telephone(browser: Browser, imported: Bureau, path: str) -> None:
    visit = visiting(browser, imported, "auditor", 380)

    page = visit.go(path)

    assert not scrolls_sideways(page)
    is_accessible(page)
    visit.picture(f"telephone{path.partition('?')[0].replace('/', '-')}")
    visit.is_clean()


def test_a_cluster_and_its_firm_are_shown_well(browser: Browser, imported: Bureau) -> None:
    dispatcher = imported.desk("dispatcher")
    recent = {"抽样日期": day(-20), "报告送达日期": day(-10), "产品名称": "示例电缆"}
    for place in ("上海市闵行区", "上海市徐汇区"):
        opened_disposition(dispatcher, 被抽样者所在地=place, **recent)
    dispatcher.listed("/dispositions")
    for language in ("zh-CN", "en"):
        visit = signed_in(browser, imported, "dispatcher", language)
        for name, path in (
            ("cluster", "/patterns?kind=cluster"),
            ("offenders", "/patterns"),
            ("firm", f"/enterprises/{MAKER_USCC}"),
            ("firms", "/enterprises?q=示例电"),
            ("product-view", "/products?name=电缆"),
            ("sampling-check", f"/sampling-check?firm={MAKER_USCC}&product=示例电缆"),
        ):
            is_shown_well(visit, path, name, language)
        visit.is_clean()
