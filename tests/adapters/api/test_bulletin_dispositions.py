"""What became of unqualified results, as bulletins count it: over dispositions taken there."""

from collections.abc import Iterator

import pytest

from tests.adapters.api.bureau import Bureau, opened
from tests.adapters.api.case_story import HANDLERS, filing, on_day
from tests.adapters.api.conftest import Databases
from tests.adapters.api.desk import Json
from tests.adapters.api.disposition_story import opened as disposition
from tests.adapters.api.disposition_story import ordered, step

FIRST, SECOND = "示例一院", "示例二院"
SHOP = "示例家电商店"
Figures = dict[tuple[str, str, str], int]


def told(bureau: Bureau, record: Json) -> Json:
    record = step(bureau, record, "result-notice", receivedOn="2020-03-04")
    return step(bureau, record, "result-notice", recipient="seller", receivedOn="2020-03-05")


def corrected(bureau: Bureau, rule: str) -> Json:
    """Maker and shop passed their re-checks."""
    cells = {"标称生产者": "示例甲厂", "标称生产者统一社会信用代码": "", "实施细则编号": rule}
    record = ordered(bureau, 检验机构=FIRST, **cells)
    record = step(bureau, record, "rechecks", "2020-05-20", passed=True, text="合格")
    seller = {"recipient": "seller", "by": "minhang-handler"}
    record = step(bureau, record, "correction-orders", "2020-03-21", text="下架", **seller)
    return step(bureau, record, "rechecks", "2020-05-21", passed=True, text="合格", **seller)


def a_case(bureau: Bureau, record: Json) -> tuple[Json, str]:
    """The disposition with a case filed from it."""
    record = step(bureau, record, "case-links", "2020-04-01", reason="严重质量问题")
    lead = f"/leads/{record['leads'][-1]}"
    with on_day(bureau, "2020-04-02"):
        bureau.desk("xuhui-handler").do(f"{lead}/verification", {}, seen=1)
        body = filing("2020-04-02", handlers=HANDLERS)
        case = bureau.desk("xuhui-leader").do(f"{lead}/filing", body, seen=2)
    return record, case["id"]


def objected(bureau: Bureau, record: Json, ground: str) -> Json:
    given = {"ground": ground, "receivedOn": "2020-03-18", "text": "异议"}
    return step(bureau, record, "objections", **given)


def upheld(bureau: Bureau, record: Json, ground: str) -> Json:
    record = objected(bureau, told(bureau, record), ground)
    return step(bureau, record, "objection-answers", "2020-03-20", upheld=True, text="成立")


def overturned(bureau: Bureau, record: Json) -> Json:
    record = objected(bureau, told(bureau, record), "conclusion")
    record = step(bureau, record, "retests", receivedOn="2020-03-20", text="同意复检")
    record = step(bureau, record, "retest-formalities", "2020-03-23")
    record = step(bureau, record, "retest-lab", "2020-03-25", lab="示例复检中心")
    return step(bureau, record, "retest-report", "2020-04-10", qualified=True, reportNo="复-1")


def counted(bureau: Bureau, rule: str) -> Figures:
    scope = {"kind": "special", "title": "示例通报", "scope": {"samplingRules": [rule]}}
    desk = bureau.desk("dispatcher")
    bulletin = desk.do("/bulletins", scope)
    found = desk.get(f"/bulletins/{bulletin['id']}/figures")["figures"]
    return {(each["groupedBy"], each["value"], each["counted"]): each["number"] for each in found}


@pytest.fixture(scope="module")
def office(furnished_databases: Databases) -> Iterator[Bureau]:
    with furnished_databases() as database, opened(database) as bureau:
        yield bureau


def test_a_bulletin_tells_what_became_of_the_unqualified(office: Bureau) -> None:
    rule, dispatcher = "SH-A", office.desk("dispatcher")
    corrected(office, rule)
    correcting = {"标称生产者": "示例乙厂", "标称生产者统一社会信用代码": ""}
    record, case = a_case(office, ordered(office, 检验机构=SECOND, 实施细则编号=rule, **correcting))
    outside = disposition(
        dispatcher, 检验机构=SECOND, 实施细则编号=rule, 标称生产者所在地="浙江省宁波市",
        标称生产者="示例丙厂", 标称生产者统一社会信用代码="",
    )  # fmt: skip
    notice = {"recipient": "producer", "reason": "生产地"}
    dispatcher.do(f"/dispositions/{outside['id']}/cross-province-notices", notice, seen=1)
    upheld(office, disposition(dispatcher, 检验机构=FIRST, 实施细则编号=rule), "sampling")
    overturned(office, disposition(dispatcher, 检验机构=SECOND, 实施细则编号=rule))

    found = counted(office, rule)

    assert record["leads"]
    of_all = {name: number for (group, _, name), number in found.items() if group == "all"}
    assert of_all == {
        "batches": 5, "unqualified": 3, "operators": 4, "completed": 1, "correcting": 1,
        "waiting": 1, "ended": 1, "cases": 1, "outside": 1, "upheld": 1, "overturned": 1,
    }  # fmt: skip
    assert found["laboratory", FIRST, "upheld"] == 1
    assert found["laboratory", SECOND, "overturned"] == 1
    assert ("laboratory", FIRST, "overturned") not in found
    assert found["laboratory", SECOND, "cases"] == 1
    assert found["district", "310104", "completed"] == 1
    assert found["district", "310104", "correcting"] == 1
    assert case


def test_a_case_about_two_batches_is_one_case(office: Bureau) -> None:
    rule = "SH-B"
    _, case = a_case(office, ordered(office, 检验机构=FIRST, 实施细则编号=rule))
    linked = ordered(office, 检验机构=SECOND, 实施细则编号=rule)
    step(office, linked, "case-links", "2020-04-05", reason="同一违法行为", case=case)

    found = counted(office, rule)

    assert found["all", "all", "cases"] == 1
    assert found["laboratory", FIRST, "cases"] == 1
    assert found["laboratory", SECOND, "cases"] == 1


def test_a_batch_that_is_not_its_labelled_makers_stays_unqualified(office: Bureau) -> None:
    rule = "SH-C"
    upheld(office, disposition(office.desk("dispatcher"), 实施细则编号=rule), "authenticity")

    found = counted(office, rule)

    assert found["all", "all", "unqualified"] == found["all", "all", "upheld"] == 1
    assert found["all", "all", "operators"] == 1


def test_a_corrected_result_reads_the_same_in_its_disposition(office: Bureau) -> None:
    record, desk = ordered(office), office.desk("dispatcher")
    (result,) = desk.listed("/test-results", reportNo=record["result"]["reportNo"])
    body = {
        "reason": "录入有误", "product": "示例头盔",
        "producer": {"name": "示例丁厂", "place": "上海市徐汇区"},
    }  # fmt: skip
    desk.do(f"/test-results/{result['id']}/corrections", body, seen=1)

    (listed,) = desk.listed("/dispositions", q="示例丁厂")

    assert listed["id"] == record["id"]
    assert (listed["result"]["product"], listed["productKind"]) == ("示例头盔", "helmets")
    assert listed["recipients"][0]["enterprise"]["name"] == "示例丁厂"
    assert listed["recipients"][1]["enterprise"]["name"] == SHOP
    assert [each["stage"] for each in listed["recipients"]] == [
        "rectifying", "objection_window",
    ]  # fmt: skip
    story = desk.get(f"/dispositions/{record['id']}/history")["items"]
    assert "录入有误" in story[-1]["text"]
