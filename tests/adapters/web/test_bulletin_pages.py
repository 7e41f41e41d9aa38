"""The pages of bulletins, enterprises and products: what they show is what the API answers."""

import re
from collections.abc import Iterator
from io import BytesIO

import pypdf
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
        assert "Batches sampled: 40, of which unqualified: 6; qualified: 85.0%." in page
        assert "compare=now" not in page
        assert path in reader.get("/bulletins")
        assert reader.http.get(f"{path}/files/pdf").content.startswith(b"%PDF")


def test_a_draft_is_changed_in_what_is_touched_only(imported: Bureau) -> None:
    with Reader(imported, "dispatcher") as reader:
        form = {
            "/kind": "special", "/title": "擦窗机通报", "/scope/first": "2023-01-01",
            "/scope/samplingRules": "SHSSXZ0042-2023\nSHSSXZ0047-2023",
            "/scope/productKinds": "window-robots", "/cutOffAt": "2026-01-01T08:00",
        }  # fmt: skip
        answer = reader.post("/bulletins", **hidden(reader.get("/bulletins")), **form)
        assert answer.status_code == 303, answer.text
        path = answer.headers["location"].partition("?")[0]
        redraft, desk = f"{path}/redraft", imported.desk("dispatcher")
        before = desk.get(path)
        fields = reader.form(redraft)
        assert fields["/title"] == ["擦窗机通报"]
        assert fields["/scope/samplingRules"] == ["SHSSXZ0042-2023\nSHSSXZ0047-2023"]
        assert fields["/scope/productKinds"] == ["window-robots"]
        assert fields["/cutOffAt"] == ["2026-01-01T08:00"]
        assert "抽样日期自" in reader.get(redraft)

        untouched = reader.send(redraft, fields)
        assert untouched.status_code == 400
        assert "没有改动" in untouched.text
        answer = reader.send(redraft, fields | {"/title": ["擦窗机通报（二稿）"]})

    assert answer.status_code == 303, answer.text
    after = desk.get(path)
    assert after["title"] == "擦窗机通报（二稿）"
    kept = ("scope", "cutOff", "cutOffAt")
    assert [after[name] for name in kept] == [before[name] for name in kept]


def test_a_dropped_draft_is_printed_as_such(imported: Bureau) -> None:
    path = drafted(imported)
    imported.desk("dispatcher").do(f"{path}/drop", {"reason": "重复"}, seen=1)

    pdf = imported.desk("dispatcher").ask(f"{path}/files/pdf").content

    text = pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert "已作废" in text
    assert "草稿" not in text


def test_editions_are_read_and_a_withdrawn_bulletin_is_marked(imported: Bureau) -> None:
    path, desk = drafted(imported), imported.desk("superior")
    desk.do(f"{path}/issue", {"number": "示例通31号"}, seen=1)
    correction = {"number": "示例通32号", "reason": "标题有误", "title": "擦窗机通报（更正）"}
    desk.do(f"{path}/corrections", correction, seen=2)
    with Reader(imported, "superior") as reader:
        last = reader.get(path)
        assert f"{path}?edition=1" in last
        assert "擦窗机通报（更正）" in last
        first = reader.get(f"{path}?edition=1&compare=now")
        assert "擦窗机专项通报" in first
        assert "此后已更正" in first
        assert f"{path}/files/pdf?edition=1" in first
        assert first.count("按其截至位置重新计算一致") == 2
        reader.get(f"{path}?edition=3", 404)

        desk.do(f"{path}/withdrawal", {"reason": "口径有误"}, seen=3)

        assert "撤销：口径有误" in reader.get(path)


def test_a_reader_of_some_is_told_how_many_there_are(imported: Bureau) -> None:
    path = drafted(imported)
    imported.desk("superior").do(f"{path}/issue", {"number": "示例通33号"}, seen=1)
    with Reader(imported, "huangpu-handler") as reader:
        page = reader.get(f"{path}/batches?counted=operators")
        assert "共 6 批次，您可查看其中 1 批次" in page
        for link in re.findall(r'href="(/(?:dispositions|test-results)/[0-9a-f-]+)"', page):
            assert "SHCC2023-0028" in reader.get(link)
        listed = re.findall(r'href="([^"]*/batches/csv[^"]*)"', page)[0].replace("&amp;", "&")
        assert "SHCC2023-0028" in reader.http.get(listed).text


def test_each_batch_behind_a_figure_leads_to_its_records(imported: Bureau) -> None:
    path = drafted(imported)
    with Reader(imported, "auditor") as reader:
        page = reader.get(f"{path}/batches?counted=unqualified")
        links = re.findall(r'href="(/(dispositions|test-results)/[0-9a-f-]+)"', page)
        assert [kind for _, kind in links].count("test-results") == 6
        assert [kind for _, kind in links].count("dispositions") == 6
        for link, _ in links[:2]:
            assert "SHCC2023-0001" in reader.get(link)


def test_a_refused_draft_keeps_what_was_typed(imported: Bureau) -> None:
    with Reader(imported, "dispatcher") as reader:
        form = {"/kind": "quarterly", "/title": "示例一季度", "/scope/first": "2023-01-02"}
        answer = reader.post("/bulletins", **hidden(reader.get("/bulletins")), **form)

    assert answer.status_code == 400
    assert "季度通报的统计期须为一个自然季度" in answer.text
    assert "示例一季度" in answer.text
    assert "2023-01-02" in answer.text


def test_a_comparison_says_what_is_another_in_each_batch(imported: Bureau) -> None:
    path, dispatcher = drafted(imported, "SHSSXZ0047-2023"), imported.desk("dispatcher")
    imported.desk("superior").do(f"{path}/issue", {"number": "示例通34号"}, seen=1)
    result = dispatcher.listed("/test-results", samplingRule="SHSSXZ0047-2023", qualified="false")[
        0
    ]
    firm = {name: result["result"]["producer"][name] for name in ("name", "uscc", "place")}
    corrections = f"/test-results/{result['id']}/corrections"
    body = {"reason": "误", "producer": {"name": "示例他厂", "place": "日本东京"}}
    dispatcher.do(corrections, body, seen=1)
    dispatcher.listed("/test-results")

    with Reader(imported, "auditor") as reader:
        page = reader.get(f"{path}?compare=now")
    dispatcher.do(corrections, {"reason": "改回", "producer": firm}, seen=2)

    assert "本市 → 境外" in page
    assert "境外 · 不合格批次" in page


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
