"""The fine calculator over the API: ranges with their article, in both languages, and refusals."""

import pytest

from adapters.files import shipped
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import Desk, Json, body_of, pointers, problem

PATH = "/fine-range"
SOUND = {"basis": "PQL-49", "goodsValue": "120000", "on": "2021-08-01"}
ZH = {"Accept-Language": "zh-CN"}


@pytest.fixture
def desk(bureau: Bureau) -> Desk:
    return bureau.desk("pudong-handler")


def branches(body: Json) -> list[tuple[str, str | None, str | None]]:
    return [(each["branch"], each["minimum"], each["maximum"]) for each in body["branches"]]


def test_a_range_is_answered_with_its_article(desk: Desk) -> None:
    body = desk.get(PATH, None, **SOUND)

    assert (body["basis"], body["version"], body["article"]) == ("PQL-49", "PQL2018", "49")
    assert branches(body) == [("main", "120000", "360000")]
    assert (body["complete"], body["confidence"]) == (True, "high")
    (branch,) = body["branches"]
    assert (branch["countedOn"], branch["crimePossible"]) == ("120000", True)
    assert branch["measures"][-1] == {
        "measure": "revoke_business_licence",
        "condition": "serious",
        "years": None,
        "label": "revocation of the business licence",
    }


def test_a_range_is_told_in_the_language_asked_for(desk: Desk) -> None:
    chinese = desk.ask(PATH, ZH, **SOUND)

    assert chinese.headers["Content-Language"] == "zh-CN"
    assert body_of(chinese)["text"] == (
        "依《产品质量法（2018年修正）》第49条，处 120,000 元以上 360,000 元以下罚款，"
        "即货值金额 120,000 元的 1 倍以上 3 倍以下。"
    )
    assert desk.get(PATH, None, **SOUND)["text"] == (
        "Under Product Quality Law (2018), art. 49, a fine from 120,000 to 360,000 yuan, "
        "which is 100% to 300% of the value of goods (120,000 yuan)."
    )


@pytest.mark.parametrize(
    ("query", "version", "found"),
    [
        (
            {"basis": "PQL-57", "on": "2021-08-01"},
            "PQL2018",
            [("unit", "50000", "100000"), ("persons", "10000", "50000")],
        ),
        (
            {"basis": "PQL-57", "on": "2021-08-01", "branch": "persons"},
            "PQL2018",
            [("persons", "10000", "50000")],
        ),
        (
            {"basis": "IPL-50", "on": "2023-07-20", "goodsValue": "999.99"},
            "IPL2023",
            [("act", "49.9995", "199.998"), ("refusal", "999.99", "2999.97")],
        ),
        ({"basis": "IPL-49", "on": "2021-08-01", "branch": "giver"}, "IPL2005",
         [("giver", "0", "200000")]),
        ({"basis": "PQL-61", "on": "2021-08-01", "gains": "10"}, "PQL2018", [("main", "5", "30")]),
        ({"basis": "IPL-53", "on": "2023-07-19"}, "IPL2005", [("main", "0", "5000")]),
        ({"basis": "IPL-53", "on": "2023-07-20"}, "IPL2023", [("main", None, None)]),
        ({"basis": "SHPQ-42", "on": "2023-07-20"}, "SH-PQ2012", []),
    ],
)  # fmt: skip
def test_every_branch_is_answered_by_the_version_of_the_day(
    desk: Desk, query: dict[str, str], version: str, found: list[tuple[str, str, str]]
) -> None:
    body = desk.get(PATH, None, **query)

    assert body["version"] == version
    assert branches(body) == found
    assert "…" not in body["text"]


def test_what_is_not_known_says_so(desk: Desk) -> None:
    body = desk.get(PATH, None, basis="SHPQ-42", on="2021-08-01")

    assert (body["complete"], body["confidence"]) == (False, "open")
    assert "isn't known here yet" in body["text"]
    assert "still to be verified" in body["text"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_basis_shipped_is_told_without_a_gap(desk: Desk, language: str) -> None:
    for code, basis in shipped.bases().items():
        day = basis.versions[-1].effective_from.isoformat()
        query = {"basis": code, "on": day, "goodsValue": "100", "gains": "10"}
        body = body_of(desk.ask(PATH, {"Accept-Language": language}, **query))

        assert body["text"]
        assert "…" not in body["text"]
        for branch in body["branches"]:
            labels = [each["label"] for each in branch["measures"]]
            assert all(labels), code


@pytest.mark.parametrize(
    ("changed", "code", "pointer", "words"),
    [
        ({"basis": "PQL-99"}, "unknown-basis", "/basis", "PQL-99"),
        ({"on": "2018-12-28"}, "basis-not-in-force", "/on", "article 49"),
        ({"branch": "nobody"}, "unknown-branch", "/branch", "nobody"),
        ({"goodsValue": "-1"}, "amount-impossible", "/goodsValue", "-1"),
        ({"goodsValue": "NaN"}, "amount-impossible", "/goodsValue", "NaN"),
        ({"gains": "0.001"}, "amount-impossible", "/gains", "0.001"),
        ({"basis": "PQL-61"}, "amount-needed", "/gains", "unlawful income"),
    ],
)
def test_a_calculation_refuses_with_the_article(
    desk: Desk, changed: dict[str, str], code: str, pointer: str, words: str
) -> None:
    answer = desk.ask(PATH, None, **(SOUND | changed))

    body = problem(answer, 400, code)
    assert pointers(body) == [pointer]
    assert words in body["title"]
    assert "…" not in body["title"]


@pytest.mark.parametrize(
    ("query", "code", "name"),
    [
        ({"on": "2021-08-01"}, "parameter-invalid", "basis"),
        ({"basis": "PQL-49"}, "parameter-invalid", "on"),
        (SOUND | {"on": "1 August"}, "parameter-invalid", "on"),
        (SOUND | {"goodsValue": "much"}, "parameter-invalid", "goodsValue"),
        (SOUND | {"goodsvalue": "1"}, "unknown-parameter", "goodsvalue"),
    ],
)
def test_a_calculation_refuses_parameters_that_are_not_its_own(
    desk: Desk, query: dict[str, str], code: str, name: str
) -> None:
    body = problem(desk.ask(PATH, None, **query), 400, code)

    assert pointers(body) == [f"/{name}"]


def test_nobody_calculates_without_signing_in(bureau: Bureau) -> None:
    problem(bureau.nobody.ask(PATH, None, **SOUND), 401, "sign-in-needed")


def test_the_legal_bases_are_a_set_of_reference_data(desk: Desk) -> None:
    body = desk.get("/reference/legal-bases")

    assert (body["revision"], len(body["items"])) == (1, len(shipped.bases()))


def test_a_revision_with_a_fine_from_high_to_low_is_refused(empty_bureau: Bureau) -> None:
    admin = empty_bureau.desk("admin")
    path = "/reference/legal-bases"
    item = next(each for each in admin.get(path)["items"] if each["code"] == "PQL-49")
    item["versions"][0]["branches"][0]["fine"]["most"] = "0.5"
    revision = {"notice": "修订", "effectiveFrom": "2020-01-01", "items": [item]}

    answer = admin.send(path, revision, seen=1)

    assert pointers(problem(answer, 400, "value-invalid")) == ["/items/0/versions"]
