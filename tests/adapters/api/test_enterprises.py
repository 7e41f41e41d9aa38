"""Views of enterprises and products: who finds them, what they hold, what may be sampled again."""

from collections.abc import Iterator

import pytest

from domain.party import check_character
from tests.adapters.api.bureau import Bureau, opened
from tests.adapters.api.case_story import filed, filing, on_day, verified_lead
from tests.adapters.api.conftest import Databases
from tests.adapters.api.desk import Desk, Json, day, problem
from tests.adapters.api.disposition_story import MAKER, MAKER_USCC, ordered, results_file

SHOP, OTHER = (code + check_character(code) for code in ("91310112MA1FR0009", "91310104MA1FR0077"))
SOLD = {"被抽样者": "示例文具店", "被抽样者统一社会信用代码": SHOP}
CHILDREN = {"标称生产者": "示例玩具厂", "标称生产者统一社会信用代码": OTHER, **SOLD}


def imported(desk: Desk, given: dict[str, str] | None = None, /, **cells: str) -> None:
    _, content = results_file(**cells)
    answer = desk.upload("results.csv", content, **(given or {}))
    assert answer.status_code == 201, answer.text
    assert not answer.json()["errors"], answer.text


def case_about(bureau: Bureau, product: str, batch: str) -> Json:
    """A case that Xuhui files about a batch."""
    lead = verified_lead(bureau, "2020-03-20", product=product, batch=batch)
    with on_day(bureau, "2020-03-20"):
        path = f"/leads/{lead['id']}/filing"
        return bureau.desk("xuhui-leader").do(path, filing("2020-03-20"), seen=lead["version"])


@pytest.fixture(scope="module")
def sampled(furnished_databases: Databases) -> Iterator[Bureau]:
    """A kettle is corrected, a toy passed at a shop, a lamp was sampled in another province."""
    with furnished_databases() as database, opened(database) as bureau:
        ordered(bureau)
        dispatcher = bureau.desk("dispatcher")
        toy = {"产品名称": "儿童玩具", "抽样日期": "2020-02-21", **CHILDREN}
        imported(dispatcher, 检验结论="合格", 不合格项目="", **toy)
        lamp = {"产品名称": "示例台灯", "抽样日期": "2020-02-22"}
        elsewhere = {"issuer": "AMR-33", "recognisedBy": "长三角互认协议"}
        imported(dispatcher, elsewhere, **lamp)
        case_about(bureau, "快速电水壶", "示例批-1")
        bureau.desk("auditor").listed("/cases")
        yield bureau


def check(bureau: Bureau, product: str, user: str = "xuhui-handler", **more: str) -> Json:
    query = {"product": product, "on": "2020-03-20", **more}
    return bureau.desk(user).get("/sampling-check", None, **query)


# --- may it be sampled again ---------------------------------------------------------------------


@pytest.mark.parametrize("on", ["0001-01-01", "0001-07-19"])
def test_a_day_out_of_reach_is_refused(sampled: Bureau, on: str) -> None:
    query = {"uscc": MAKER_USCC, "product": "电水壶", "on": on}

    answer = sampled.desk("xuhui-handler").ask("/sampling-check", None, **query)

    problem(answer, 400, "parameter-invalid")


def test_the_firm_is_named_by_its_code_or_its_name(sampled: Bureau) -> None:
    problem(
        sampled.desk("xuhui-handler").ask("/sampling-check", product="电水壶"),
        400,
        "parameter-invalid",
    )

    assert not check(sampled, "快速电水壶", name=MAKER)["allowed"]
    assert not check(sampled, "快速电水壶", name="示例家电商店")["allowed"]
    assert check(sampled, "快速电水壶", name="示例家电")["allowed"]


def test_a_firm_whose_name_holds_that_of_another_is_another(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")
    for shop, sampled_on in (("示例甲店", day(-60)), ("示例甲店分店", day(-30))):
        lamp = {"产品名称": "示例灯", "抽样日期": sampled_on, "报告送达日期": day(-20)}
        imported(dispatcher, 被抽样者=shop, **lamp)
    dispatcher.listed("/dispositions")

    found = check(bureau, "示例灯", name="示例甲店", on=day(0))

    assert found["last"]["sampledOn"] == day(-60)
    (shown,) = dispatcher.get("/enterprises/by-name", name="示例甲店")["samplingCheck"]
    assert shown["last"]["sampledOn"] == day(-60)


def test_the_same_product_is_one_of_the_same_name_however_it_is_typed(sampled: Bureau) -> None:
    assert not check(sampled, " 快速 电水壶", uscc=MAKER_USCC)["allowed"]
    assert not check(sampled, "儿童玩具", uscc=OTHER)["allowed"]

    other = check(sampled, "书包", uscc=OTHER)

    assert other["allowed"]
    assert "same name" in other["note"]


def test_at_a_shop_it_says_whose_product_it_was_and_whom_it_bars(sampled: Bureau) -> None:
    found = check(sampled, "儿童玩具", uscc=SHOP)

    assert not found["allowed"]
    assert found["last"]["producer"]["uscc"] == OTHER
    assert found["last"]["sampled"]["uscc"] == SHOP
    assert {"SHAMR", "SHAMR-CORPS", "310115", "SHAMR-AIRPORT"} <= set(found["barred"])
    assert "made by 示例玩具厂" in found["text"]
    assert "the city and every district" in found["text"]


def test_a_sampling_in_another_province_bars_nobody_here(sampled: Bureau) -> None:
    assert check(sampled, "示例台灯", uscc=MAKER_USCC)["allowed"]


def test_it_is_answered_as_of_a_moment(sampled: Bureau) -> None:
    desk = sampled.desk("auditor")
    query: dict[str, str | int] = {"uscc": MAKER_USCC, "product": "快速电水壶", "on": "2020-03-20"}

    then = desk.get("/sampling-check", None, asOfPosition=1, **query)

    assert (then["allowed"], then["asOfPosition"]) == (True, 1)


# --- the views -----------------------------------------------------------------------------------


def test_a_firm_is_seen_with_what_runs_and_what_may_be_sampled(sampled: Bureau) -> None:
    seen = sampled.desk("auditor").get(f"/enterprises/{MAKER_USCC}")

    assert seen["names"][0] == MAKER
    counts = seen["together"]["counts"]
    assert (counts["dispositions"], counts["cases"], counts["test_results"]) == (2, 1, 2)
    assert counts["joint_reviews"] == 0
    record = next(
        each["id"]
        for each in seen["together"]["items"]["dispositions"]
        if each["result"]["product"] == "快速电水壶"
    )
    running = [each for each in seen["deadlines"] if each["record"]["id"] == record]
    assert running
    assert running == sorted(running, key=lambda each: each["dueOn"])
    assert seen["offender"] is None  # more than two years ago
    # Today the half year is long over.
    assert {each["product"]: each["allowed"] for each in seen["samplingCheck"]} == {
        "快速电水壶": True,
        "示例台灯": True,
    }


def test_a_view_says_per_product_who_may_not_sample_it_again(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")
    toy = {"产品名称": "示例积木", "抽样日期": day(-30), "报告送达日期": day(-20), **CHILDREN}
    imported(dispatcher, **toy)
    imported(dispatcher, **toy | {"抽样日期": day(-25)})
    dispatcher.listed("/dispositions")

    for path in (f"/enterprises/{SHOP}", "/products?name=示例积木"):
        (found,) = bureau.desk("minhang-handler").get(path)["samplingCheck"]
        assert (found["product"], found["allowed"]) == ("示例积木", False)
        assert found["last"]["sampledOn"] == day(-25)
        assert found["last"]["producer"]["name"] == "示例玩具厂"
        assert (found["rule"], found["article"]) == ("PSS-NODUP", "8")
        assert "310112" in found["barred"]
    whole = bureau.desk("auditor").get(f"/enterprises/{OTHER}")
    assert (whole["offender"]["batches"], whole["offender"]["name"]) == (2, "示例玩具厂")


def test_a_firm_without_a_code_is_seen_by_its_name(sampled: Bureau) -> None:
    desk = sampled.desk("auditor")

    seen = desk.get("/enterprises/by-name", name="示例家电商店")

    assert seen["together"]["counts"]["dispositions"] == 2
    assert seen["uscc"] is None
    problem(desk.ask("/enterprises/by-name", name="示例家电"), 404, "not-found")


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("快速电水壶", ["快速电水壶"]),
        ("电水壶", ["快速电水壶"]),
        ("书包", ["儿童玩具"]),
        ("children-products", ["儿童玩具"]),
    ],
)
def test_a_product_is_found_by_name_by_part_of_it_and_by_kind(
    sampled: Bureau, name: str, names: list[str]
) -> None:
    seen = sampled.desk("auditor").get("/products", name=name)

    assert seen["names"] == names
    assert {e["result"]["product"] for e in seen["together"]["items"]["test_results"]} == {*names}


def test_a_batch_that_is_not_there_is_not_found(sampled: Bureau) -> None:
    answer = sampled.desk("auditor").ask("/products", name="电水壶", batch="示例没有")

    problem(answer, 404, "not-found")


@pytest.mark.parametrize("words", ["示例电器", MAKER_USCC, MAKER_USCC.lower()])
def test_a_firm_is_found_by_a_word_or_its_code(sampled: Bureau, words: str) -> None:
    found = sampled.desk("auditor").get("/enterprises", q=words)

    assert [(each["uscc"], each["name"]) for each in found["firms"]] == [(MAKER_USCC, MAKER)]
    assert not found["more"]


def test_a_word_finds_products_and_who_was_sampled(sampled: Bureau) -> None:
    desk = sampled.desk("auditor")

    assert desk.get("/enterprises", q="水壶")["products"] == ["快速电水壶"]
    assert [each["uscc"] for each in desk.get("/enterprises", q="文具店")["firms"]] == [SHOP]
    assert desk.get("/enterprises", q="文具店", asOfPosition=1)["firms"] == []
    assert sampled.desk("pudong-handler").get("/enterprises", q="示例电器")["firms"] == []


def test_a_natural_person_is_no_firm(bureau: Bureau) -> None:
    person = {"name": "示例某人", "kind": "person"}
    filed(bureau, "2020-03-20", party=person)
    desk = bureau.desk("xuhui-handler")

    assert desk.listed("/cases", q="示例某人")
    assert desk.get("/enterprises", q="示例某人")["firms"] == []


def test_bureaus_see_the_results_of_their_own_firms(sampled: Bureau) -> None:
    def results(user: str) -> set[str]:
        return {e["result"]["product"] for e in sampled.desk(user).listed("/test-results")}

    assert results("xuhui-handler") == {"快速电水壶", "示例台灯", "儿童玩具"}  # made there
    assert results("minhang-handler") == {"快速电水壶", "示例台灯", "儿童玩具"}  # sampled there
    assert results("pudong-handler") == set()


def test_cases_and_leads_are_listed_by_product_and_batch(bureau: Bureau) -> None:
    case_about(bureau, "示例电热毯", "示例批-7")
    desk = bureau.desk("xuhui-handler")

    for path in ("/cases", "/leads"):
        (found,) = desk.listed(path, product="示例电热毯", batch="示例批-7")
        assert found["batch"] == "示例批-7"
        assert desk.listed(path, product="示例电热毯", batch="示例批-8") == []
