"""The catalogue year by year: over the API, on its page, and in the lists."""

from uuid import uuid4

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import lead_body
from tests.adapters.web.reader import Reader

PATH = "/reference/product-catalogue"
KIND = {"code": "toys", "nameZh": "示例玩具", "nameEn": "example toys", "risk": "C"}
OLD = {"notice": "示例目录（甲年版）", "effectiveFrom": "2021-01-01", "items": [KIND]}
NEW = {
    "notice": "示例目录（乙年版）",
    "effectiveFrom": "2099-01-01",
    "replaces": True,
    "items": [KIND | {"risk": "A"}],
}


def test_the_catalogue_is_that_of_today_of_a_day_or_a_revision(empty_bureau: Bureau) -> None:
    admin, reader = empty_bureau.desk("admin"), empty_bureau.desk("auditor")
    for number, body in enumerate((OLD, NEW), start=1):
        answer = admin.send(PATH, body, seen=number)
        assert answer.status_code == 201, answer.text

    today, future = reader.get(PATH), reader.get(PATH, on="2099-01-01")

    assert (today["revision"], future["revision"]) == (2, 3)
    assert [each["revision"] for each in today["revisions"]] == [1, 2, 3]
    assert [each["code"] for each in future["items"]] == ["toys"]
    assert len(today["items"]) > 1
    assert reader.get(PATH, revision=1)["notice"] == reader.get(PATH, on="2019-05-01")["notice"]
    assert reader.ask(PATH).headers["etag"] == '"3"'
    assert reader.ask(PATH, revision=9).status_code == 400
    assert reader.ask(PATH, revision=1, on="2020-01-01").status_code == 400
    with Reader(empty_bureau, "auditor") as page:
        shown = page.get("/catalogue")
        assert "示例目录（甲年版） · 第 2 版" in shown
        assert shown.count("尚未施行") == 1
        assert "示例玩具" in page.get("/catalogue?revision=3")
        assert "头盔" not in page.get("/catalogue?on=2099-06-01")


def test_only_a_catalogue_is_published_as_a_full_list(bureau: Bureau) -> None:
    body = {"notice": "示例", "effectiveFrom": "2021-01-01", "replaces": True}

    answer = bureau.desk("admin").send("/reference/campaigns", body, seen=1)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/replaces"


def test_a_lead_has_the_class_of_its_day_and_is_found_by_it(bureau: Bureau) -> None:
    desk = bureau.desk("dispatcher")
    lead = desk.do("/leads", lead_body(product=f"头盔 {uuid4()}"))

    assert (lead["risk"], lead["catalogueRevision"]) == ("A", 1)
    assert lead["id"] in {each["id"] for each in desk.listed("/leads", riskClass="A")}
    assert lead["id"] not in {each["id"] for each in desk.listed("/leads", riskClass="B")}
    with Reader(bureau, "dispatcher") as page:
        assert "A类" in page.get(f"/leads/{lead['id']}")
