"""Pages of enterprises and products: found by a word, with links to and from their records."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.adapters.api.bureau import Bureau, opened
from tests.adapters.api.case_story import filing, on_day, verified_lead
from tests.adapters.api.conftest import Databases
from tests.adapters.api.desk import day
from tests.adapters.api.disposition_story import MAKER, MAKER_USCC
from tests.adapters.api.disposition_story import opened as opened_disposition
from tests.adapters.web.reader import Reader

PRODUCT = "示例电缆"


@pytest.fixture(scope="module")
def clustered(furnished_databases: Databases) -> Iterator[Bureau]:
    """A cable found unqualified in two districts, and a case about it in Xuhui."""
    with furnished_databases() as database, opened(database) as bureau:
        dispatcher = bureau.desk("dispatcher")
        recent = {"抽样日期": day(-20), "报告送达日期": day(-10)}
        for place in ("上海市闵行区", "上海市徐汇区"):
            opened_disposition(dispatcher, 产品名称=PRODUCT, 被抽样者所在地=place, **recent)
        lead = verified_lead(bureau, "2020-04-01", product=PRODUCT)
        with on_day(bureau, "2020-04-01"):
            path = f"/leads/{lead['id']}/filing"
            bureau.desk("xuhui-leader").do(path, filing("2020-04-01"), seen=lead["version"])
        bureau.desk("auditor").listed("/cases")
        yield bureau


def links(page: str, path: str) -> list[str]:
    return [each.replace("&amp;", "&") for each in re.findall(rf'href="({path}[^"]*)"', page)]


def test_a_word_leads_to_the_firm_and_the_firm_to_its_records(clustered: Bureau) -> None:
    with Reader(clustered, "auditor") as reader:
        (firm,) = links(reader.get("/enterprises?q=示例电器"), "/enterprises/[0-9A-Z]")
        page = reader.get(firm)

        assert f"<h1>{MAKER}" in page
        assert "屡次不合格</b>" in page
        assert "不得重复抽查" in page
        for record in ("/dispositions/", "/test-results/", "/cases/"):
            reader.get(links(page, record)[0])
        disposition = reader.get(links(page, "/dispositions/")[0])

    assert links(disposition, f"/enterprises/{MAKER_USCC}")
    assert links(disposition, "/enterprises/by-name")
    assert links(disposition, "/products")


def test_a_lead_and_a_case_lead_to_the_views(clustered: Bureau) -> None:
    with Reader(clustered, "xuhui-handler") as reader:
        for path in ("/cases?view=list&", "/leads?"):
            listed = reader.get(f"{path}product={quote(PRODUCT)}")
            record = reader.get(links(listed, r"/(?:cases|leads)/[0-9a-f]{8}")[0])
            assert links(record, "/products")
        assert "没有符合条件的" in reader.get(f"/cases?view=list&product={quote(PRODUCT)}&batch=无")


def test_a_shop_without_a_code_has_a_page_by_its_name(clustered: Bureau) -> None:
    with Reader(clustered, "auditor") as reader:
        (shop,) = links(reader.get("/enterprises?q=家电商店"), "/enterprises/by-name")

        assert "（无）" in reader.get(shop)


def test_the_views_are_replayed(clustered: Bureau) -> None:
    with Reader(clustered, "auditor") as reader:
        page = reader.get(f"/products?name={quote('电缆')}")
        assert "没有名为“电缆”的产品" in page
        assert 'name="name" value="电缆"' in page
        assert "您正在查看" in reader.get(f"/products?name={quote('电缆')}&asOf={day(0)}")
        reader.get(f"/products?name={quote('电缆')}&asOf={day(-1)}", 404)
        assert "您正在查看" in reader.get(f"/patterns?kind=cluster&asOf={day(0)}")
        assert "没有达到阈值" in reader.get(f"/patterns?kind=cluster&asOf={day(-1)}")
        assert "您正在查看" in reader.get(f"/campaigns?asOf={day(-1)}")


@pytest.mark.parametrize("firm", [MAKER_USCC, MAKER_USCC.lower(), MAKER])
def test_whether_it_may_be_sampled_again_is_asked_by_a_form(clustered: Bureau, firm: str) -> None:
    with Reader(clustered, "minhang-handler") as reader:
        page = reader.get(f"/sampling-check?firm={quote(firm)}&product={quote(PRODUCT)}&on=")
        assert "不得重复抽查该生产者的该产品" in page
        path = f"/sampling-check?firm={quote(firm)}&product={quote('示例电线')}"
        assert "六个月内没有" in reader.get(path)
        assert 'role="alert"' in reader.get(f"{path}&on=0001-01-01", 400)


def test_a_cluster_leads_to_its_cases_and_to_a_draft_that_is_filled_in(clustered: Bureau) -> None:
    with Reader(clustered, "xuhui-handler") as reader:
        page = reader.get("/patterns?kind=cluster")
        reader.get(links(page, "/cases/[^/]*/joint-reviews")[0])
        assert not links(page, r"/bulletins\?")
    with Reader(clustered, "dispatcher") as reader:
        page = reader.get("/patterns?kind=cluster")
        assert not links(page, "/cases/[^/]*/joint-reviews")
        (draft,) = links(page, r"/bulletins\?")
        drafted = reader.get(draft.partition("#")[0])

    assert '<option value="special" selected>' in drafted
    assert '<option value="cables" selected>' in drafted
    assert f"关于{PRODUCT}不合格情况的专项通报" in drafted
