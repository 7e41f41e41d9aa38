"""Importing in a real browser: a sample is mapped, a file is tried, its errors are read."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.adapters.api.bureau import Bureau
from tests.web.visit import accessible, is_shown_well, signed_in

HEADER = "检验报告号,样品,生产企业,受检单位,流通环节,抽样日,承检机构,结果,备注"
ROWS = (
    "BR-1,头盔,示例厂,示例店,流通,2021年2月3日,示例院,符合,无",
    "BR-2,头盔,示例厂,示例店,市场,2021.2.30,示例院,符合,无",
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A file with columns of its own, and a row that is wrong."""
    path = tmp_path / "示例结果.csv"
    path.write_text("\r\n".join([HEADER, *ROWS]), encoding="utf-8")
    return path


def test_a_file_with_columns_of_its_own_is_mapped_tried_and_imported(
    bureau: Bureau, browser: Browser, table: Path
) -> None:
    visit = signed_in(browser, bureau, "dispatcher")
    page = visit.go("/imports/mappings")
    accessible(page)
    page.get_by_label("文件 （必填）").set_input_files(table)
    page.get_by_role("button", name="读取表头").click()
    expect(page.get_by_label("检验结论", exact=True)).to_have_value("结果")
    accessible(page)
    page.locator("#m-code").fill("browser-1")
    page.get_by_label("文件中表示“实体销售”的用语").fill("流通")
    page.get_by_label("文件中表示“合格”的用语", exact=True).fill("符合")
    page.get_by_role("button", name="保存对照").click()
    expect(page.get_by_role("status")).to_contain_text("列名对照已保存")
    accessible(page)

    page.get_by_role("link", name="结果导入").first.click()
    page.get_by_label("文件 （必填）").set_input_files(table)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("main")).to_contain_text("试导入：仅检查")
    expect(page.locator("table")).to_contain_text("2021.2.30")
    accessible(page)
    page.get_by_role("link", name="正式导入").click()
    page.get_by_label("文件 （必填）").set_input_files(table)
    page.get_by_label("导入方式").select_option(label="导入无误的行")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("dl")).to_contain_text("browser-1")
    page.get_by_role("link", name="检验结果").last.click()
    expect(page.locator("table")).to_contain_text("头盔 BR-1")
    accessible(page)
    visit.is_clean()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_pages_fit_in_both_languages(bureau: Bureau, browser: Browser, language: str) -> None:
    visit = signed_in(browser, bureau, "dispatcher", language)
    for path in ("/imports", "/imports/mappings", "/test-results", "/catalogue"):
        is_shown_well(visit, path, path.strip("/").replace("/", "-"), language)
    visit.is_clean()
