"""Bulletins over HTTP: to the digit what was published, the same at their cut-off for ever."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import openpyxl
import pypdf
import pytest

from adapters.cli.demo_data import FILES, FOLDER
from tests.adapters.api.bureau import Bureau, opened
from tests.adapters.api.case_story import on_day
from tests.adapters.api.conftest import Databases
from tests.adapters.api.desk import Json, problem
from tests.adapters.api.test_published_figures import PUBLISHED

# The figures published for operators are those of a later day: none of it is in the three files.
OPERATORS = {"SHSSXZ0042-2023": 12, "SHSSXZ0047-2023": 2, "SHSSXZ0247-2025": 0}
OF_OPERATORS = {"operators", "completed", "correcting", "waiting", "ended"}
HEADER = (FOLDER / f"{FILES[0]}.csv").read_text("utf-8-sig").splitlines()[0]


@pytest.fixture(scope="module")
def imported(furnished_databases: Databases) -> Iterator[Bureau]:
    with furnished_databases() as database, opened(database) as bureau:
        for name in FILES:
            content = (FOLDER / f"{name}.csv").read_bytes()
            assert bureau.desk("dispatcher").upload(f"{name}.csv", content).status_code == 201
        yield bureau


def drafted(bureau: Bureau, **scope: object) -> Json:
    quarterly = "first" in scope
    body = {"kind": "quarterly" if quarterly else "special", "title": "示例通报", "scope": scope}
    return bureau.desk("dispatcher").do("/bulletins", body)


def issued(bureau: Bureau, bulletin: Json, number: str | None = None) -> Json:
    path = f"/bulletins/{bulletin['id']}/issue"
    body = {"number": number or f"示例通〔2026〕{bulletin['id'][:8]}号"}
    return bureau.desk("superior").do(path, body, seen=bulletin["version"])


def numbers(figures: list[Json]) -> dict[tuple[str, str, str], int]:
    return {(e["groupedBy"], e["value"], e["counted"]): e["number"] for e in figures}


# --- what was published --------------------------------------------------------------------------


@pytest.mark.parametrize("rule", PUBLISHED)
def test_a_bulletin_says_what_the_published_one_said(imported: Bureau, rule: str) -> None:
    bulletin = issued(imported, drafted(imported, samplingRules=[rule]))

    found = numbers(bulletin["editions"][0]["figures"])

    for (group, value), (batches, unqualified) in PUBLISHED[rule].items():
        assert found[group, value, "batches"] == batches
        assert found.get((group, value, "unqualified"), 0) == unqualified
    assert found["all", "all", "operators"] == OPERATORS[rule]
    told = [key for key in found if key[0] in {"all", "stage", "producer-place"}]
    assert {key[:2] for key in told} == set(PUBLISHED[rule])


def test_every_figure_is_that_of_the_batches_behind_it(imported: Bureau) -> None:
    bulletin = drafted(imported, samplingRules=list(PUBLISHED))
    desk, path = imported.desk("auditor"), f"/bulletins/{bulletin['id']}"

    for each in desk.get(f"{path}/figures")["figures"]:
        group = {name: each[name] for name in ("counted", "groupedBy", "value")}
        answer = desk.get(f"{path}/batches", limit=100, **group)
        found = answer["items"]
        if each["counted"] in OF_OPERATORS:
            assert len(answer["operators"]) == each["number"], each
        elif each["counted"] == "cases":
            assert len(answer["cases"]) == each["number"], each
        else:
            assert len(found) == each["number"] == answer["count"]["seen"], each


# --- T9 ------------------------------------------------------------------------------------------

ROW = (
    "{no},{report},电动擦窗机,示例牌,W-1,20260101,示例制造有限公司,,江苏省苏州市,示例网店,,"
    "浙江省杭州市,电商,示例平台甲,{day},示例检验院,{conclusion},{failed},,,SHSSXZ0099-2026,"
)


def a_quarter(bureau: Bureau, year: int) -> Json:
    """A quarter with three batches of January and March, and one of the next; its draft."""
    days = (f"{year}-01-12", f"{year}-01-20", f"{year}-03-31", f"{year}-04-01")
    rows = [
        ROW.format(
            no=number, report=f"T9-{year}-{number}", day=day,
            conclusion="不合格" if number == 1 else "合格",
            failed="安全绳强度" if number == 1 else "",
        )
        for number, day in enumerate(days, start=1)
    ]  # fmt: skip
    content = "\r\n".join([HEADER, *rows]).encode()
    summary = bureau.desk("dispatcher").upload("q1.csv", content).json()
    assert (summary["rows"], summary["refused"]) == (4, 0), summary
    return drafted(bureau, first=f"{year}-01-01", last=f"{year}-03-31")


def test_a_quarter_is_the_same_at_its_cut_off_and_another_after_a_correction(
    imported: Bureau,
) -> None:
    with on_day(imported, "2024-04-02"):
        bulletin = issued(imported, a_quarter(imported, 2024))
    path = f"/bulletins/{bulletin['id']}"
    dispatcher, auditor = imported.desk("dispatcher"), imported.desk("auditor")
    (january,) = dispatcher.listed("/test-results", reportNo="T9-2024-1")
    where = f"/test-results/{january['id']}"

    correction = {"stage": "physical_shop", "reason": "抽样单录入有误"}
    with on_day(imported, "2024-04-20"):
        corrected = dispatcher.do(f"{where}/corrections", correction, seen=1)

    assert corrected["result"]["platform"] is None
    dispatcher.listed("/test-results")  # the lists have caught up
    again = auditor.get(f"{path}/comparison", asOfPosition=bulletin["cutOff"])["comparison"]
    assert again["reproduced"] is True
    assert again["differences"] == again["batches"] == []
    assert again["before"]["figures"] == bulletin["editions"][0]["figures"]
    assert again["before"]["sha256"] == bulletin["editions"][0]["sha256"]
    now = auditor.get(f"{path}/comparison")["comparison"]
    assert now["reproduced"] is True
    told = {(e["value"], e["counted"]): (e["before"], e["after"]) for e in now["differences"]}
    assert told == {
        ("ecommerce", "batches"): (3, 2),
        ("ecommerce", "unqualified"): (1, 0),
        ("physical_shop", "batches"): (0, 1),
        ("physical_shop", "unqualified"): (0, 1),
    }
    (change,) = now["batches"]
    assert change["reportNo"] == "T9-2024-1"
    assert (change["before"]["stage"], change["after"]["stage"]) == ("ecommerce", "physical_shop")
    assert numbers(auditor.get(f"{path}/figures")["figures"]) == numbers(
        bulletin["editions"][0]["figures"]
    )

    notice = {"number": "示例通〔2024〕2号", "reason": "抽样环节录入有误"}
    path = f"/bulletins/{bulletin['id']}"
    renewed = imported.desk("superior").do(f"{path}/corrections", notice, seen=2)
    assert renewed["status"] == "corrected"
    assert renewed["editions"][0] == bulletin["editions"][0]
    last = numbers(renewed["editions"][1]["figures"])
    assert last["stage", "physical_shop", "unqualified"] == 1


def test_a_quarter_is_not_issued_before_it_is_over(imported: Bureau) -> None:
    with on_day(imported, "2022-03-31"):
        draft = a_quarter(imported, 2022)
        path = f"/bulletins/{draft['id']}/issue"
        answer = imported.desk("superior").send(path, {"number": "示例1"}, seen=1)

    problem(answer, 409, "bulletin-period-open")


# --- rights --------------------------------------------------------------------------------------


def test_a_draft_is_the_divisions_and_an_issued_bulletin_everyones(imported: Bureau) -> None:
    draft = drafted(imported, samplingRules=["SHSSXZ0047-2023"])
    path, district = f"/bulletins/{draft['id']}", imported.desk("pudong-handler")
    problem(district.ask(path), 404, "not-found")
    problem(district.ask(f"{path}/figures"), 404, "not-found")
    problem(
        imported.desk("dispatcher").send(f"{path}/issue", {"number": "1"}, seen=1),
        403, "role-not-granted",
    )  # fmt: skip
    assert draft["id"] not in [each["id"] for each in district.listed("/bulletins")]

    issued(imported, draft)

    assert draft["id"] in [each["id"] for each in district.listed("/bulletins")]
    assert district.get(path)["status"] == "issued"
    assert district.get(f"{path}/figures")["figures"]
    problem(district.ask(f"{path}/comparison"), 403, "role-not-granted")
    assert district.get(f"{path}/batches")["items"] == []
    assert imported.desk("auditor").get(f"{path}/batches")["items"]


# --- files ---------------------------------------------------------------------------------------


def test_the_files_of_a_bulletin_say_what_it_says(imported: Bureau) -> None:
    body = {
        "kind": "special", "title": "=示例通报", "scope": {"samplingRules": ["SHSSXZ0042-2023"]},
    }  # fmt: skip
    bulletin = issued(imported, imported.desk("dispatcher").do("/bulletins", body))
    desk, path = imported.desk("pudong-handler"), f"/bulletins/{bulletin['id']}/files"

    rows = list(csv.reader(StringIO(desk.ask(f"{path}/csv").content.decode("utf-8-sig"))))
    assert rows[0][0] == "'=示例通报"
    assert ["unqualified rate", "15.0%", ""] in rows
    assert ["operators concerned", "12", "operators"] in rows
    assert ["E-commerce", "39", "6", "15.4%"] in rows
    heads = {row[0]: row[1] for row in rows[1:9]}
    assert (heads["Kind"], heads["Status"]) == ("special bulletin", "issued")
    assert heads["Number"] == bulletin["editions"][0]["number"]
    assert heads["Issuing body"] == "Shanghai Market Regulation Administration"
    assert f"(position {bulletin['cutOff']})" in heads["Counted up to"]
    annexed = [row for row in rows if row[-1].startswith("SHCC2023-")]
    assert [row[0] for row in annexed] == ["1", "2", "3", "4", "5", "6"]

    book = openpyxl.load_workbook(BytesIO(desk.ask(f"{path}/xlsx").content))
    first = book.worksheets[0]
    assert (first["A1"].value, first["A1"].data_type) == ("=示例通报", "s")
    assert book.sheetnames == [
        "Summary", "In all", "Where sampled", "Producer's place", "Kind of product", "District",
        "Laboratory", "Annex",
    ]  # fmt: skip
    places = book["Producer's place"]
    assert ("Other provinces", 39, 5, "12.8%") in [row[:4] for row in places.values]
    drawn = {each.title for each in book.worksheets if each._charts}  # noqa: SLF001
    assert drawn == {"Where sampled", "Producer's place", "District"}
    assert book["Annex"].max_row == 7

    pdf = desk.ask(f"{path}/pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    text = pypdf.PdfReader(BytesIO(pdf.content)).pages[0].extract_text().replace("\n", "")
    assert "共抽查40批次，不合格6批次" in text.replace(" ", "")
    assert desk.ask(f"{path}/pdf").content == pdf.content
    problem(desk.ask(f"{path}/doc"), 404, "not-found")


# --- results of another province -----------------------------------------------------------------


def test_results_of_another_province_count_when_they_are_recognised(imported: Bureau) -> None:
    row = ROW.format(no=1, report="ZJ-1", day="2021-05-01", conclusion="合格", failed="")
    content = f"{HEADER}\r\n{row}".encode()
    desk, given = (
        imported.desk("dispatcher"),
        {"issuer": "AMR-33", "recognisedBy": "长三角互认协议"},
    )
    problem(desk.upload("z.csv", content, issuer="310115", recognisedBy="甲"), 400,
            "issuer-not-outside")  # fmt: skip
    problem(desk.upload("z.csv", content, issuer="AMR-33"), 400, "value-required")
    assert desk.upload("z.csv", content, **given).status_code == 201

    (result,) = desk.listed("/test-results", reportNo="ZJ-1", recognised="true")
    tested = result["result"]
    assert (tested["issuer"], tested["recognisedBy"]) == ("AMR-33", "长三角互认协议")
    for recognised in (False, True):
        bulletin = drafted(imported, first="2021-04-01", last="2021-06-30", recognised=recognised)
        found = numbers(desk.get(f"/bulletins/{bulletin['id']}/figures")["figures"])
        assert found["all", "all", "batches"] == int(recognised)


# --- files with columns of their own -------------------------------------------------------------


def test_a_file_with_other_columns_is_read_by_a_saved_mapping(imported: Bureau) -> None:
    header = "检验报告号,样品,生产企业,生产地,受检单位,流通环节,抽样日,结果,备注"
    row = "MAP-1,示例头盔,示例头盔厂,浙江省宁波市,示例商场,流通,2021-02-03,符合,无"
    content = f"{header}\r\n{row}".encode("gb18030")
    desk, admin = imported.desk("dispatcher"), imported.desk("admin")
    problem(desk.upload("m.csv", content), 400, "file-refused")
    mapping: Json = {
        "code": "m1", "org": "SHAMR-PSD",
        "columns": {
            "检验报告号": "报告编号", "样品": "产品名称", "生产企业": "标称生产者",
            "生产地": "标称生产者所在地", "受检单位": "被抽样者", "流通环节": "抽样环节",
            "抽样日": "抽样日期", "结果": "检验结论", "备注": "",
        },
        "values": {"流通": "实体销售", "符合": "合格"},
        "fixed": {"检验机构": "示例检验院"},
    }  # fmt: skip
    revision = {"notice": "示例", "effectiveFrom": "2020-01-01", "items": [mapping]}
    wrong = revision | {"items": [mapping | {"columns": {"样品": "没有的列"}}]}
    refused = admin.send("/reference/import-mappings", wrong, seen=0)
    problem(refused, 400, "value-invalid")
    admin.do("/reference/import-mappings", revision, seen=0)

    summary = desk.upload("m.csv", content).json()

    assert (summary["rows"], summary["refused"]) == (1, 0), summary
    (result,) = desk.listed("/test-results", reportNo="MAP-1")
    assert result["result"]["stage"] == "physical_shop"
    assert result["result"]["lab"] == "示例检验院"
    assert result["result"]["qualified"] is True
    problem(imported.desk("dispatcher.310115").upload("m.csv", content), 400, "file-refused")
