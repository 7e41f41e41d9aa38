"""Bulletins over HTTP: to the digit what was published, the same at their cut-off for ever."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4

import openpyxl
import pypdf
import pytest

from adapters.cli.demo_data import FILES, FOLDER
from application.result_files import COLUMNS
from tests.adapters.api.bureau import Bureau, opened
from tests.adapters.api.case_story import on_day
from tests.adapters.api.conftest import Databases
from tests.adapters.api.desk import Json, pointers, problem
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


SEVERAL = {2017, 2019}  # years whose quarters are imported more than once


def a_quarter(bureau: Bureau, year: int, day: str) -> Json:
    """A quarter with three batches of January and March, and one of the next; its draft."""
    name = f"T9-{year}" if year not in SEVERAL else uuid4().hex[:6]
    days = (f"{year}-01-12", f"{year}-01-20", f"{year}-03-31", f"{year}-04-01")
    rows = [
        ROW.format(
            no=number, report=f"{name}-{number}", day=day,
            conclusion="不合格" if number == 1 else "合格",
            failed="安全绳强度" if number == 1 else "",
        )
        for number, day in enumerate(days, start=1)
    ]  # fmt: skip
    content = "\r\n".join([HEADER, *rows]).encode()
    summary = bureau.desk("dispatcher").upload("q1.csv", content).json()
    assert (summary["rows"], summary["refused"]) == (4, 0), summary
    with on_day(bureau, day):
        return drafted(bureau, first=f"{year}-01-01", last=f"{year}-03-31")


def test_a_quarter_is_the_same_at_its_cut_off_and_another_after_a_correction(
    imported: Bureau,
) -> None:
    draft = a_quarter(imported, 2024, "2024-04-01")
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
    path = f"/bulletins/{bulletin['id']}"
    renewed = imported.desk("superior").do(f"{path}/corrections", notice, seen=2)
    assert renewed["status"] == "corrected"
    assert renewed["editions"][0] == bulletin["editions"][0]
    last = numbers(renewed["editions"][1]["figures"])
    assert last["stage", "physical_shop", "unqualified"] == 1


def test_a_difference_of_operators_is_that_of_the_batches_named(imported: Bureau) -> None:
    dispatcher, auditor = imported.desk("dispatcher"), imported.desk("auditor")
    path = f"/bulletins/{a_quarter(imported, 2018, '2018-04-01')['id']}"
    (result,) = dispatcher.listed("/test-results", reportNo="T9-2018-1")
    producer = {"name": "示例另一有限公司", "place": "上海浦东新区张江"}
    correction = {"producer": producer, "reason": "生产者录入有误"}

    dispatcher.do(f"/test-results/{result['id']}/corrections", correction, seen=1)

    dispatcher.listed("/test-results")
    compared = auditor.get(f"{path}/comparison")["comparison"]
    assert compared["more"] == 0
    (change,) = compared["batches"]
    before, after = ([e["operator"] for e in change[at]["operators"]] for at in ("before", "after"))
    assert before == ["示例制造有限公司", "示例网店"]
    assert after == ["示例另一有限公司", "示例网店"]
    places = [change[at]["producerPlace"] for at in ("before", "after")]
    assert places == ["other-provinces", "shanghai"]


def test_a_quarter_is_not_issued_before_it_is_over(imported: Bureau) -> None:
    draft = a_quarter(imported, 2022, "2022-03-31")
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
    assert ["unqualified rate", "15.0%", ""] in rows
    assert ["operators concerned", "12", "operators"] in rows
    assert ["E-commerce", "39", "6", "15.4%"] in rows
    heads = {row[0]: row[1] for row in rows[1:9]}
    assert (heads["Kind"], heads["Status"]) == ("special bulletin", "issued")
    assert heads["Number"] == bulletin["editions"][0]["number"]
    assert heads["Issuing body"] == "Shanghai Market Regulation Administration"
    assert f"(position {bulletin['cutOff']})" in heads["Counted up to"]
    annexed = [row for row in rows if row and row[-1].startswith("SHCC2023-")]
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
    sheets: list[Any] = book.worksheets
    drawn = {each.title for each in sheets if each._charts}
    assert drawn == {"Where sampled", "Producer's place", "District"}
    assert book["Annex"].max_row == 7

    pdf = desk.ask(f"{path}/pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    text = pypdf.PdfReader(BytesIO(pdf.content)).pages[0].extract_text().replace("\n", "")
    assert "共抽查40批次，不合格6批次" in text.replace(" ", "")
    assert desk.ask(f"{path}/pdf").content == pdf.content
    problem(desk.ask(f"{path}/doc"), 404, "not-found")


# --- what is issued stays as it is ---------------------------------------------------------------


def files_of(bureau: Bureau, bulletin: Json, **query: int) -> list[bytes]:
    desk = bureau.desk("auditor")
    path = f"/bulletins/{bulletin['id']}/files"
    answers = [desk.ask(f"{path}/{kind}", None, **query) for kind in ("pdf", "csv")]
    assert [each.status_code for each in answers] == [200, 200]
    return [each.content for each in answers]


def revised(bureau: Bureau, name: str) -> None:
    """The catalogue with a kind that has another name."""
    admin = bureau.desk("admin")
    found = admin.get("/reference/product-catalogue")
    (kind,) = (each for each in found["items"] if each["code"] == "window-robots")
    body = {
        "notice": "改名", "effectiveFrom": "2020-01-01",
        "items": [kind | {"nameZh": name, "nameEn": name}],
    }  # fmt: skip
    admin.do("/reference/product-catalogue", body, seen=found["revision"])


def test_names_in_an_issued_bulletin_are_those_of_when_it_was_issued(imported: Bureau) -> None:
    bulletin = issued(imported, drafted(imported, samplingRules=["SHSSXZ0042-2023"]))
    before = files_of(imported, bulletin)

    revised(imported, "甲乙丙")

    assert files_of(imported, bulletin) == before
    draft = drafted(imported, samplingRules=["SHSSXZ0042-2023"])
    assert "甲乙丙" in files_of(imported, draft)[1].decode("utf-8-sig")


def test_a_first_edition_is_read_as_it_was_after_a_correction(imported: Bureau) -> None:
    scope = {"samplingRules": ["SHSSXZ0042-2023"]}
    bulletin = issued(imported, drafted(imported, **scope))
    path, before = f"/bulletins/{bulletin['id']}", files_of(imported, bulletin)
    first = bulletin["editions"][0]
    notice = {
        "number": f"{first['number']}（更正）", "reason": "统计范围有误",
        "title": "示例通报（更正）",
        "scope": {"samplingRules": ["SHSSXZ0042-2023", "SHSSXZ0047-2023"]},
    }  # fmt: skip

    superior, auditor = imported.desk("superior"), imported.desk("auditor")
    renewed = superior.do(f"{path}/corrections", notice, seen=2)

    assert renewed["title"] == "示例通报（更正）"
    figures = [auditor.get(f"{path}/figures", edition=each) for each in (1, 2)]
    assert figures[0]["figures"] == first["figures"]
    assert [numbers(each["figures"])["all", "all", "batches"] for each in figures] == [40, 60]
    problem(auditor.ask(f"{path}/figures", edition=3), 404, "not-found")
    assert [part.replace(b",corrected\r\n", b",issued\r\n") for part in files_of(
        imported, bulletin, edition=1)[1:]] == before[1:]  # fmt: skip
    corrected = files_of(imported, bulletin)[1].decode("utf-8-sig")
    assert f"Replaces,{first['number']}" in corrected
    assert "In all · batches,40,60" in corrected
    compared = auditor.get(f"{path}/comparison", edition=1)["comparison"]
    assert [each["reproduced"] for each in compared["editions"]] == [True, True]
    assert compared["before"]["sha256"] == first["sha256"]
    found = auditor.get(f"{path}/batches", edition=1)
    assert found["count"] == {"all": 40, "seen": 40}


def test_a_correction_that_says_the_same_is_refused(imported: Bureau) -> None:
    bulletin = issued(imported, drafted(imported, samplingRules=["SHSSXZ0047-2023"]))
    path = f"/bulletins/{bulletin['id']}/corrections"

    answer = imported.desk("superior").send(path, {"number": "示例2", "reason": "误"}, seen=2)

    problem(answer, 409, "correction-unchanged")


def test_a_withdrawn_bulletin_stays_to_be_read_and_frees_its_quarter(imported: Bureau) -> None:
    superior = imported.desk("superior")
    one, other = (a_quarter(imported, 2019, "2019-04-02") for _ in range(2))
    with on_day(imported, "2019-04-02"):
        bulletin = issued(imported, one)
        path = f"/bulletins/{bulletin['id']}"
        again = {"number": "示例通〔2019〕2号"}
        taken = superior.send(f"/bulletins/{other['id']}/issue", again, seen=1)
        problem(taken, 409, "bulletin-quarter-taken")

        withdrawn = superior.do(f"{path}/withdrawal", {"reason": "口径有误"}, seen=2)

        superior.do(f"/bulletins/{other['id']}/issue", again, seen=1)
    assert withdrawn["status"] == "withdrawn"
    assert withdrawn["withdrawnBecause"] == "口径有误"
    district = imported.desk("pudong-handler")
    assert district.get(path)["status"] == "withdrawn"
    assert district.get(f"{path}/figures")["figures"] == bulletin["editions"][0]["figures"]
    text = district.ask(f"{path}/files/csv").content.decode("utf-8-sig")
    assert "Withdrawn,2019-04-02 口径有误" in text
    pdf = pypdf.PdfReader(BytesIO(district.ask(f"{path}/files/pdf").content))
    assert "已撤销" in pdf.pages[0].extract_text()


def test_a_quarter_is_kept_by_a_correction_and_left_by_one_of_another(imported: Bureau) -> None:
    superior, auditor = imported.desk("superior"), imported.desk("auditor")
    one, other = (a_quarter(imported, 2017, f"2017-07-0{day}") for day in (2, 3))
    path, next_quarter = f"/bulletins/{one['id']}", {"first": "2017-04-01", "last": "2017-06-30"}
    with on_day(imported, "2017-07-03"):
        issued(imported, one, "示例通〔2017〕1号")
        body = {
            "number": "示例通〔2017〕2号",
            "reason": "标题有误",
            "title": "一季度",
            "cutOff": 10**9,
        }
        superior.do(f"{path}/corrections", body, seen=2)
        taken = superior.send(f"/bulletins/{other['id']}/issue", {"number": "3"}, seen=1)
        problem(taken, 409, "bulletin-quarter-taken")
        body = {"number": "示例通〔2017〕4号", "reason": "统计期有误", "scope": next_quarter}

        moved = superior.do(f"{path}/corrections", body, seen=3)

        superior.do(f"/bulletins/{other['id']}/issue", {"number": "示例通〔2017〕5号"}, seen=1)
    assert moved["scope"]["first"] == "2017-04-01"
    numbered = [auditor.get(f"{path}/figures", edition=each)["figures"] for each in (2, 3)]
    assert [numbers(each)["all", "all", "batches"] for each in numbered] == [6, 2]


def test_a_dropped_draft_is_dropped(imported: Bureau) -> None:
    draft = drafted(imported, samplingRules=["SHSSXZ0042-2023"])

    dropped = imported.desk("dispatcher").do(
        f"/bulletins/{draft['id']}/drop", {"reason": "重复"}, seen=1
    )

    assert dropped["status"] == "dropped"


def test_a_number_is_given_once(imported: Bureau) -> None:
    first, second = (drafted(imported, samplingRules=["SHSSXZ0042-2023"]) for _ in range(2))
    issued(imported, first, "示例通〔2026〕同号")
    path = f"/bulletins/{second['id']}/issue"

    answer = imported.desk("superior").send(path, {"number": "示例通〔2026〕同号"}, seen=1)

    refused = problem(answer, 400, "bulletin-number-taken")
    assert pointers(refused) == ["/number"]


def test_a_bulletin_on_nothing_is_not_issued(imported: Bureau) -> None:
    draft = drafted(imported, samplingRules=["没有的细则"])
    path = f"/bulletins/{draft['id']}/issue"

    problem(imported.desk("superior").send(path, {"number": "0"}, seen=1), 409, "bulletin-empty")


def test_a_bulletin_is_not_issued_before_it_was_drafted(imported: Bureau) -> None:
    draft = drafted(imported, samplingRules=["SHSSXZ0042-2023"])
    path, body = f"/bulletins/{draft['id']}/issue", {"number": "9", "effectiveOn": "2019-01-01"}

    answer = imported.desk("superior").send(path, body, seen=1)

    problem(answer, 400, "bulletin-date-too-early")


# --- up to when is counted -----------------------------------------------------------------------


def test_a_cut_off_is_given_as_a_moment(imported: Bureau) -> None:
    desk, scope = imported.desk("dispatcher"), {"samplingRules": ["SHSSXZ0042-2023"]}
    body = {"kind": "special", "title": "示例通报", "scope": scope}
    before = desk.do("/bulletins", body | {"cutOffAt": "2020-01-01T00:00:00+08:00"})
    assert before["cutOff"] == 0
    assert before["cutOffAt"] == "2020-01-01T00:00:00+08:00"
    empty = desk.ask(f"/bulletins/{before['id']}/files/csv").content.decode("utf-8-sig")
    assert "batches,0,batches" in empty
    assert "Where sampled" not in empty
    future = body | {"cutOffAt": "2999-01-01T00:00:00+08:00"}
    problem(desk.send("/bulletins", future), 400, "cut-off-moment-in-future")
    twice = body | {"cutOffAt": "2020-01-01T00:00:00+08:00", "cutOff": 5}
    problem(desk.send("/bulletins", twice), 400, "cut-off-twice")

    now = desk.do("/bulletins", body)

    moment = now["cutOffAt"]
    again = desk.do("/bulletins", body | {"cutOffAt": moment})
    assert again["cutOff"] == now["cutOff"]
    redraft = f"/bulletins/{before['id']}/redraft"
    moved = desk.do(redraft, {"cutOffAt": moment}, seen=1)
    assert (moved["cutOff"], moved["cutOffAt"]) == (now["cutOff"], moment)
    problem(desk.send(redraft, {}, seen=2), 400, "nothing-to-change")


# --- what is behind a figure ---------------------------------------------------------------------


def test_operators_behind_a_figure_have_names_and_the_list_is_a_file(imported: Bureau) -> None:
    bulletin = issued(imported, drafted(imported, samplingRules=["SHSSXZ0042-2023"]))
    desk, path = imported.desk("auditor"), f"/bulletins/{bulletin['id']}/batches"

    found = desk.get(path, counted="operators")

    assert len(found["operators"]) == 12
    assert {each["comeTo"] for each in found["operators"]} == {"waiting"}
    assert all(each["name"].startswith("示例") and each["uscc"] for each in found["operators"])
    asked = {"counted": "operators", "groupedBy": "district", "value": "310101"}
    here = desk.get(path, None, **asked)
    assert [each["districts"] for each in here["operators"]] == [["310101"]] * 2
    text = desk.ask(f"{path}/csv", None, **asked).content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Report,Product,Batch,")
    assert "SHCC2023-0028" in text
    district = imported.desk("huangpu-handler").get(path)
    assert district["count"] == {"all": 40, "seen": 1}


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
