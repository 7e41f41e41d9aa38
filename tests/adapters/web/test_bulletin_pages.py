"""The pages of bulletins, enterprises and products: what they show is what the API answers."""

import re
from collections.abc import Iterator

import pytest

from adapters.cli.demo_data import FILES, FOLDER
from tests.adapters.api.bureau import Bureau, opened
from tests.adapters.api.conftest import Databases
from tests.adapters.web.reader import Reader, loads


@pytest.fixture(scope="module")
def imported(furnished_databases: Databases) -> Iterator[Bureau]:
    with furnished_databases() as database, opened(database) as bureau:
        for name in FILES:
            content = (FOLDER / f"{name}.csv").read_bytes()
            assert bureau.desk("dispatcher").upload(f"{name}.csv", content).status_code == 201
        bureau.desk("auditor").listed("/test-results")
        yield bureau


def hidden(page: str) -> dict[str, str]:
    """The key and version of the form that is sent."""
    return {
        name: re.findall(rf'name="{name}" value="(\w+)"', page)[-1] for name in ("key", "version")
    }


def drafted(bureau: Bureau, rule: str = "SHSSXZ0042-2023") -> str:
    """The address of a bulletin that was drafted by form."""
    with Reader(bureau, "dispatcher") as reader:
        form = {"/kind": "special", "/title": "擦窗机专项通报", "/scope/samplingRules": rule}
        answer = reader.post("/bulletins", **hidden(reader.get("/bulletins")), **form)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].partition("?")[0]


def test_a_bulletin_is_drafted_issued_and_compared_by_forms(imported: Bureau) -> None:
    path = drafted(imported)
    with Reader(imported, "superior") as reader:
        page = reader.get(path)
        assert "共抽查 40 批次，不合格 6 批次，合格率 85.0%" in page
        form = hidden(reader.get(f"{path}/issue"))
        answer = reader.post(f"{path}/issue", **form, **{"/number": "示例通1号"})
        assert answer.status_code == 303, answer.text

        page = reader.get(f"{path}?compare=now")

    assert "示例通1号" in page
    assert "与发布时完全一致" in page
    assert "与当前数据没有差异" in page
    loaded, inline = loads(page)
    assert all(each.startswith("/") for each in loaded)
    assert inline == []
    with Reader(imported, "pudong-handler", "en") as reader:
        page = reader.get(path)
        assert "40 batches were sampled, 6 were unqualified; 85.0% qualified" in page
        assert "compare=now" not in page
        assert path in reader.get("/bulletins")
        assert reader.http.get(f"{path}/files/pdf").content.startswith(b"%PDF")


def test_a_refused_draft_keeps_what_was_typed(imported: Bureau) -> None:
    with Reader(imported, "dispatcher") as reader:
        form = {"/kind": "quarterly", "/title": "示例一季度", "/scope/first": "2023-01-02"}
        answer = reader.post("/bulletins", **hidden(reader.get("/bulletins")), **form)

    assert answer.status_code == 400
    assert "季度通报的统计期须为一个自然季度" in answer.text
    assert "示例一季度" in answer.text
    assert "2023-01-02" in answer.text


def test_a_refused_issue_says_why_on_the_page(imported: Bureau) -> None:
    path = drafted(imported)
    with Reader(imported, "superior") as reader:
        form = hidden(reader.get(f"{path}/issue")) | {"/number": "示例通9号"}
        assert reader.post(f"{path}/issue", **form).status_code == 303
        answer = reader.post(f"{path}/issue", **form | {"version": "2", "key": "0" * 32})

    assert answer.status_code == 409
    assert "目前为“已发布”，不是草稿" in answer.text


def test_a_number_leads_to_its_batches_and_they_to_firm_and_product(imported: Bureau) -> None:
    path = drafted(imported)
    with Reader(imported, "auditor") as reader:
        link = re.findall(
            r'href="([^"]*value=ecommerce[^"]*counted=unqualified)"', reader.get(path)
        )
        page = reader.get(link[0].replace("&amp;", "&"))
        assert page.count("SHCC2023-") == 6
        product = re.findall(r'href="(/products[^"]*)"', page)[0].replace("&amp;", "&")
        page = reader.get(product)
        firm = re.findall(r'href="(/enterprises/\w+)"', page)[0]
        assert "示例擦窗机制造" in reader.get(firm)


@pytest.mark.parametrize(
    "path",
    [
        "/patterns",
        "/patterns?kind=cluster",
        "/catalogue",
        "/campaigns",
        "/bulletins?q=擦窗",
        "/enterprises",
        "/enterprises?q=擦窗",
        "/products?name=擦窗机",
        "/sampling-check",
        "/enterprises/9A3101091PMTDB4PGB",
        "/cases?view=list",
        "/leads",
    ],
)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_pages_say_everything_in_words(imported: Bureau, path: str, language: str) -> None:
    with Reader(imported, "auditor", language) as reader:
        page = reader.get(path)

    assert "…" not in re.sub(r"SHA-256 \w+…", "", page)
    assert not re.search(r">\s*web[. ]|[a-z]+\.[a-z]+-[a-z]+", re.sub(r"<[^>]*>", ">", page))


def test_a_district_sees_no_enterprise_that_is_not_its_own(imported: Bureau) -> None:
    with Reader(imported, "pudong-handler") as reader:
        reader.get("/enterprises/9A3101091PMTDB4PGB", 404)
    with Reader(imported, "hongkou-handler") as reader:
        page = reader.get("/enterprises/9A3101091PMTDB4PGB")
    assert "不合格结果处理" in page
