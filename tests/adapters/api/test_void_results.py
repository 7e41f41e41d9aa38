"""A test result that was entered by mistake is voided, and counts no more."""

from uuid import uuid4

from tests.adapters.api.bureau import Bureau
from tests.adapters.web.reader import Reader
from tests.adapters.web.test_import_pages import table


def test_a_voided_result_stays_to_be_read_and_counts_no_more(bureau: Bureau) -> None:
    number, rule = f"V-{uuid4().hex[:8]}", f"VR-{uuid4().hex[:8]}"
    desk = bureau.desk("dispatcher")
    content = table(number, rule=rule).decode().replace("不合格,标志", "合格,").encode()
    assert desk.upload("v.csv", content).status_code == 201
    (result,) = desk.listed("/test-results", reportNo=number)
    path = f"/test-results/{result['id']}"
    assert desk.get(path)["allowedActions"] == ["corrections", "void"]
    with Reader(bureau, "dispatcher") as page:
        form = page.form(f"{path}/void") | {"/reason": ["重复录入"]}
        assert page.send(f"{path}/void", form).status_code == 303

    assert desk.get(path)["voided"] is True
    assert desk.get(path)["allowedActions"] == []
    (again,) = desk.listed("/test-results", reportNo=number, voided="true")
    assert again["id"] == result["id"]
    figures = desk.get(
        "/test-results/figures", {"Min-Position": str(desk.head())}, samplingRule=rule
    )["figures"]
    assert sum(each["batches"] for each in figures) == 0
    with Reader(bureau, "dispatcher") as page:
        assert "已作废" in page.get(f"/test-results?samplingRule={rule}")


def test_a_result_with_a_disposition_is_corrected_instead(bureau: Bureau) -> None:
    number = f"V-{uuid4().hex[:8]}"
    desk = bureau.desk("dispatcher")
    desk.upload("v.csv", table(number))
    (result,) = desk.listed("/test-results", reportNo=number)
    path = f"/test-results/{result['id']}"

    refused = desk.send(f"{path}/void", {"reason": "误"}, seen=1)

    assert refused.status_code == 409
    assert refused.json()["code"] == "result-has-disposition"
    given = {"reason": "漏填", "issuer": "AMR-33", "recognisedBy": "示例协议"}
    corrected = desk.do(f"{path}/corrections", given, seen=1)
    assert corrected["result"]["issuer"] == "AMR-33"
