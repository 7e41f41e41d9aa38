"""The OpenAPI document says what the application does: its routes, its parameters, its bodies."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from litestar.routes import HTTPRoute

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed
from tests.adapters.api.desk import V1, Handed, Json, body_of, lead_body
from tests.adapters.api.scenes import Scenes

# Sent twice, they do no harm.
RECEIPTLESS = ("sessions", "uploads", "calendar-token")
METHODS = {"get", "post", "delete", "put", "patch"}


@pytest.fixture(scope="module")
def document(bureau: Bureau) -> Json:
    answer = bureau.nobody.ask("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    return body_of(answer)


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert method in METHODS
            yield method, path, operation


def references(value: object) -> Iterator[str]:
    """Every $ref below a value."""
    if isinstance(value, dict):
        found = cast("Json", value)
        if isinstance(found.get("$ref"), str):
            yield found["$ref"]
        for inner in found.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from references(inner)


def resolved(document: Json, reference: str) -> Json:
    assert reference.startswith("#/"), f"{reference} points outside"
    found: Any = document
    for name in reference[2:].split("/"):
        found = found[name.replace("~1", "/").replace("~0", "~")]
    assert isinstance(found, dict)
    return cast("Json", found)


def schema_of(document: Json, name: str) -> Json:
    return resolved(document, f"#/components/schemas/{name}")


def test_it_lists_the_routes_of_the_application_and_no_others(
    bureau: Bureau, document: Json
) -> None:
    served = {
        (method.lower(), route.path_format)
        for route in bureau.app.routes
        if isinstance(route, HTTPRoute) and route.path_format.startswith((V1, "/health"))
        for method in route.methods - {"OPTIONS", "HEAD"}
    }

    assert {(method, path) for method, path, _ in operations(document)} == served


def test_it_has_what_the_standard_requires(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"]
    assert document["info"]["version"]
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    for method, path, operation in operations(document):
        assert operation["responses"], path
        for status, response in operation["responses"].items():
            assert status == "default" or 200 <= int(status) < 600
            assert "$ref" in response or response["description"]
        places = [(each["in"], each["name"]) for each in operation["parameters"]]
        assert len(places) == len(set(places)), path
        assert all(each["schema"] for each in operation["parameters"]), path
        assert ("requestBody" in operation) == (method == "post"), path
        assert all(each.get("required") for each in operation["parameters"] if each["in"] == "path")


def test_every_reference_resolves(document: Json) -> None:
    found = set(references(document))

    assert found
    for reference in found:
        assert resolved(document, reference)


def test_everything_it_describes_is_used(document: Json) -> None:
    used, waiting = set[str](), list(references(document["paths"]))
    while waiting:
        reference = waiting.pop()
        if reference not in used:
            used.add(reference)
            waiting += references(resolved(document, reference))

    described = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert described - used == set()


def test_a_path_declares_the_parameters_it_holds(document: Json) -> None:
    for _, path, operation in operations(document):
        held = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        declared = {each["name"] for each in operation["parameters"] if each["in"] == "path"}

        assert declared == held, path


def test_a_command_on_a_record_declares_its_headers(document: Json) -> None:
    for method, path, operation in operations(document):
        if method != "post" or path in {f"{V1}/{each}" for each in RECEIPTLESS}:
            continue
        required = {
            each["name"]
            for each in operation["parameters"]
            if each["in"] == "header" and each["required"]
        }
        on_a_version = "{record_id}" in path or path.startswith(f"{V1}/reference/")
        assert required == {"Idempotency-Key"} | ({"If-Match"} if on_a_version else set()), path


def test_every_parameter_of_a_list_is_taken(bureau: Bureau, document: Json) -> None:
    for method, path, operation in operations(document):
        if method != "get" or "{" in path:
            continue
        for each in operation["parameters"]:
            if each["in"] == "query":
                answer = bureau.desk("dispatcher").ask(f"{path}?{each['name']}=1")
                assert "unknown-parameter" not in answer.text, (path, each["name"])


def test_everything_but_signing_in_secret_addresses_and_health_needs_a_session(
    document: Json,
) -> None:
    assert document["security"] == [{"bearer": []}, {"cookie": []}]
    open_to_all = {path for _, path, operation in operations(document) if "security" in operation}

    secret = f"{V1}/calendars/{{token}}"
    assert open_to_all == {f"{V1}/sessions", secret, "/health/live", "/health/ready"}


def test_it_fetches_nothing_from_elsewhere(bureau: Bureau, document: Json) -> None:
    assert all(reference.startswith("#/") for reference in references(document))
    assert [server["url"] for server in document["servers"]] == ["/"]
    page = bureau.nobody.http.get("/docs")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "http://" not in page.text
    assert "https://" not in page.text


def test_records_are_as_described(bureau: Bureau, document: Json, received: Handed) -> None:
    dispatcher, scenes = bureau.desk("dispatcher"), Scenes(bureau)
    told = {
        "LeadRow": dispatcher.get(received.lead_path),
        "ReferralRow": dispatcher.get(received.referral_path),
        "CaseRow": dispatcher.get(f"/cases/{filed(bureau, '2023-03-01')['id']}"),
        "DispositionRow": dispatcher.get(f"/dispositions/{scenes.disposition()['id']}"),
    }

    for name, body in told.items():
        described = schema_of(document, name)
        in_the_past = {"asOf", "asOfPosition"}
        assert set(body) == set(described["properties"]) - in_the_past, name
        assert set(described["required"]) <= set(body), name
    in_the_file = schema_of(document, "CaseRow")["properties"]["file"]["properties"]
    assert told["CaseRow"]["file"]
    assert set(told["CaseRow"]["file"]) <= set(in_the_file)


def test_rows_of_a_list_are_as_described(bureau: Bureau, document: Json) -> None:
    dispatcher = bureau.desk("dispatcher")
    dispatcher.do("/leads", lead_body())
    Scenes(bureau).imported()
    Scenes(bureau).offered()
    filed(bureau, "2023-03-02")

    for path in (
        "/leads", "/referrals", "/cases", "/dispositions", "/test-results", "/dispatch-queue",
    ):  # fmt: skip
        answers = document["paths"][V1 + path]["get"]["responses"]["200"]
        page = answers["content"]["application/json"]["schema"]
        row = page["properties"]["items"]["items"]
        parts = [resolved(document, ref) for ref in references(row)] + row.get("allOf", [])
        described = {name for part in parts for name in part.get("properties", {})}
        told = dispatcher.listed(path)
        assert told, path
        assert set(told[0]) <= described, path


def test_names_that_several_kinds_of_record_use_are_told_apart(document: Json) -> None:
    def body(noun: str) -> str:
        command = document["paths"][f"{V1}/{noun}"]["post"]
        reference: str = command["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        return reference.rpartition("/")[2]

    told = {kind: body(f"{kind}s/{{record_id}}/corrections") for kind in ("lead", "case")} | {
        "reference": body("reference/calendars"),
        "case's": body("cases/{record_id}/publication"),
    }

    assert told == {
        "lead": "LeadCorrect",
        "case": "CaseCorrect",
        "reference": "ReferencePublish",
        "case's": "CasePublish",
    }
    assert "goodsValue" in schema_of(document, "CaseCorrect")["properties"]
    assert "goodsValue" not in schema_of(document, "LeadCorrect")["properties"]


def test_the_checklist_of_a_case_is_as_described(bureau: Bureau, document: Json) -> None:
    path = "/cases/{record_id}/gates"
    answers = document["paths"][V1 + path]["get"]["responses"]["200"]
    described = answers["content"]["application/json"]["schema"]["properties"]
    step = described["items"]["items"]["properties"]
    case = filed(bureau, "2023-03-03")

    told = bureau.desk("xuhui-handler").get(f"/cases/{case['id']}/gates")

    assert set(told) == set(described)
    assert set(told["items"][0]) == set(step)
    gate = schema_of(document, "Checked")["properties"]
    assert set(told["items"][0]["gates"][0]) == {*gate, "text"}


def test_a_page_is_as_described(bureau: Bureau, document: Json) -> None:
    for path in ("/leads", "/inbox", "/dispatch-queue"):
        answers = document["paths"][V1 + path]["get"]["responses"]["200"]
        described = answers["content"]["application/json"]["schema"]["properties"]
        desk = bureau.desk("dispatcher")

        page = desk.get(path, count="capped", limit=1, asOfPosition=desk.head())

        assert set(page) <= set(described), path


def test_figures_are_as_described(bureau: Bureau, document: Json) -> None:
    path = f"{V1}/test-results/figures"
    answers = document["paths"][path]["get"]["responses"]["200"]
    described = answers["content"]["application/json"]["schema"]["properties"]

    assert set(bureau.desk("dispatcher").get(path)) <= set(described)


def test_a_body_takes_what_is_described(document: Json) -> None:
    described = schema_of(document, "Register")

    assert set(lead_body()) <= set(described["properties"])
    assert set(described["required"]) == {"source", "title", "receivedOn"}
    assert described["additionalProperties"] is False


def test_a_problem_is_as_described(bureau: Bureau, document: Json) -> None:
    described = schema_of(document, "Problem")

    told = body_of(bureau.desk("dispatcher").send("/leads", {"surprise": 1}))

    assert set(described["required"]) <= set(told) <= set(described["properties"])
