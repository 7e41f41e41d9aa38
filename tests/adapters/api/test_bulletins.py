"""Bulletins over HTTP: to the digit what was published, the same at their cut-off for ever."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import openpyxl
import pypdf
import pytest

from adapters.cli.demo_data import FILES, FOLDER
from application.result_files import COLUMNS
from tests.adapters.api.bureau import Bureau, opened
from tests.adapters.api.case_story import on_day
from tests.adapters.api.conftest import Databases
from tests.adapters.api.desk import Json, problem
from tests.adapters.api.test_published_figures import PUBLISHED

# The figures published for operators are those of a later day: none of it is in the three files.
OPERATORS = {"SHSSXZ0042-2023": 12, "SHSSXZ0047-2023": 2, "SHSSXZ0247-2025": 0}
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


def issued(bureau: Bureau, bulletin: Json, number: str = "示例通〔2026〕1号") -> Json:
    path = f"/bulletins/{bulletin['id']}"
    return bureau.desk("superior").do(f"{path}/issue", {"number": number}, seen=bulletin["version"])


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
        found = desk.get(f"{path}/batches", limit=100, **group)["items"]
        by_operator = each["counted"] in {"operators", "completed", "correcting"}
        assert len(found) == each["number"] or (by_operator and bool(found) == bool(each["number"]))


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
    draft = a_quarter(imported, 2024)
    with on_day(imported, "2024-04-02"):
        bulletin = issued(imported, draft)
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
    renewed = imported.desk("superior").do(f"{path}/corrections", notice, seen=2)
    assert renewed["status"] == "corrected"
    assert renewed["editions"][0] == bulletin["editions"][0]
    last = numbers(renewed["editions"][1]["figures"])
    assert last["stage", "physical_shop", "unqualified"] == 1


def test_a_quarter_is_not_issued_before_it_is_over(imported: Bureau) -> None:
    draft = a_quarter(imported, 2022)
    path = f"/bulletins/{draft['id']}/issue"

    with on_day(imported, "2022-03-31"):
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
    assert ["In all", "40", "6", "12", "0", "0", "0", "0", "0", "0"] in rows
    assert ["E-commerce", "39", "6"] in rows

    sheet = openpyxl.load_workbook(BytesIO(desk.ask(f"{path}/xlsx").content)).active
    assert sheet is not None
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=示例通报", "s")
    found = [tuple(cell for cell in row if cell is not None) for row in sheet.values]
    assert ("Other provinces", 39, 5) in found

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
    problem(refused, 400, "unknown-column")
    foreign = revision | {"items": [mapping | {"org": "310115"}]}
    problem(desk.send("/reference/import-mappings", foreign, seen=0), 403, "not-your-organisation")
    desk.do("/reference/import-mappings", revision, seen=0)
    campaigns = {"notice": "示例", "effectiveFrom": "2020-01-01"}
    problem(desk.send("/reference/campaigns", campaigns, seen=1), 403, "role-not-granted")
    problem(desk.upload("m.csv", content, mapping="m2"), 400, "unknown-mapping")
    usual = ",".join(COLUMNS).encode() + b"\r\nx"
    problem(desk.upload("u.csv", usual, mapping="m1"), 400, "file-refused")

    summary = desk.upload("m.csv", content, mapping="m1").json()

    assert (summary["rows"], summary["refused"], summary["mapping"]) == (1, 0, "m1"), summary
    taken = revision | {"items": [mapping | {"org": "310115"}]}
    other = imported.desk("dispatcher.310115").send("/reference/import-mappings", taken, seen=1)
    problem(other, 403, "not-your-organisation")
    (result,) = desk.listed("/test-results", reportNo="MAP-1")
    assert result["result"]["stage"] == "physical_shop"
    assert result["result"]["lab"] == "示例检验院"
    assert result["result"]["qualified"] is True
    problem(imported.desk("dispatcher.310115").upload("m.csv", content), 400, "file-refused")
