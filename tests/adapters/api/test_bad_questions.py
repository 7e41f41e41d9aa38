"""What is wrong with a question: unknown, repeated and malformed parameters and headers."""

from urllib.parse import urlencode

import pytest

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed
from tests.adapters.api.desk import V1, Json, day, pointers, problem
from tests.adapters.api.scenes import Scenes

LISTS = (
    "/leads",
    "/referrals",
    "/cases",
    "/dispositions",
    "/test-results",
    "/inbox",
    "/dispatch-queue",
)


@pytest.mark.parametrize("path", LISTS)
def test_a_repeated_parameter_is_refused(bureau: Bureau, path: str) -> None:
    answer = bureau.desk("dispatcher").ask(f"{path}?limit=1&limit=2")

    problem(answer, 400, "repeated-parameter")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"), ("limit", "101"), ("limit", "-1"), ("limit", "ten"), ("limit", ""),
        ("cursor", "nonsense"), ("cursor", "W10"), ("cursor", "您好"), ("cursor", ""),
        ("order", "sideways"), ("count", "all"), ("q", "x" * 101), ("q", "a\0b"),
        ("asOf", "yesterday"), ("asOf", "2020-13-01"), ("asOf", ""),
        ("asOf", "0001-01-01T00:00:00+14:00"), ("asOf", "9999-12-31T23:59:59-12:00"),
        ("asOfPosition", "one"),
    ],
)  # fmt: skip
def test_a_malformed_parameter_is_refused(bureau: Bureau, path: str, name: str, value: str) -> None:
    body = problem(
        bureau.desk("dispatcher").ask(f"{path}?{urlencode({name: value})}"),
        400,
        "parameter-invalid",
    )

    assert name in body["title"]
    assert pointers(body) in ([], [f"/{name}"])


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/leads", "status", "lost"),
        ("/leads", "source", "rumour"),
        ("/leads", "serious", "perhaps"),
        ("/leads", "holder", "a\0b"),
        ("/leads", "campaign", "a\0b"),
        ("/referrals", "kind", "gift"),
        ("/referrals", "subject", "1"),
        ("/cases", "status", "lost"),
        ("/cases", "stage", "suspended"),
        ("/cases", "outcome", "maybe"),
        ("/cases", "publicity", "soon"),
        ("/cases", "serious", "perhaps"),
        ("/cases", "handler", "a\0b"),
        ("/cases", "number", "a\0b"),
        ("/cases/board", "org", "a\0b"),
        ("/cases/workload", "handler", "a\0b"),
        ("/deadlines", "kind", "test-results"),
        ("/deadlines", "rule", "PP-SEAL,a\0b"),
        ("/dispositions", "enterprise", "a\0b"),
        ("/test-results", "stage", "moon"),
        ("/test-results/figures", "samplingRule", "a\0b"),
        ("/inbox", "tab", "outbox"),
        ("/inbox", "org", "a\0b"),
    ],
)
def test_a_malformed_filter_is_refused(bureau: Bureau, path: str, name: str, value: str) -> None:
    problem(
        bureau.desk("dispatcher").ask(f"{path}?{urlencode({name: value})}"),
        400,
        "parameter-invalid",
    )


@pytest.mark.parametrize("path", [*LISTS, "/reference/officers", "/test-results/figures"])
def test_the_future_is_not_known(bureau: Bureau, path: str) -> None:
    dispatcher = bureau.desk("dispatcher")

    problem(dispatcher.ask(path, asOf=day(2)), 400, "moment-in-future")
    problem(dispatcher.ask(path, asOf="9999-12-31"), 400, "moment-in-future")
    for position in (dispatcher.head() + 1, -1, 10**30):
        problem(dispatcher.ask(path, asOfPosition=position), 400, "position-in-future")
    problem(dispatcher.ask(path, asOf=day(-1), asOfPosition=1), 400, "as-of-twice")


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01", "0001-01-01T00:00:00-12:00", "2020-01-28T18:00:00Z", "2020-01-28T18:00:00+08:00",
     "2020-01-28 18:00", "2020-01-28"],
)  # fmt: skip
def test_any_moment_of_the_past_can_be_asked_for(bureau: Bureau, moment: str) -> None:
    answer = bureau.desk("dispatcher").ask("/leads", asOf=moment)

    assert answer.status_code == 200, answer.text
    assert answer.headers["Memento-Datetime"].endswith("GMT")


@pytest.mark.parametrize("position", ["-1", "one", "1.5", "²", "9" * 5000, "9" * 30])
def test_a_malformed_min_position_is_refused(bureau: Bureau, position: str) -> None:
    answer = bureau.desk("dispatcher").http.get(
        f"{V1}/leads", headers={b"Min-Position": position.encode("latin-1")}
    )

    problem(answer, 400, "min-position-malformed")


def test_a_scope_of_history_is_one_of_two(bureau: Bureau, registered: Json) -> None:
    answer = bureau.desk("dispatcher").ask(f"/leads/{registered['id']}/history", scope="all")

    problem(answer, 400, "parameter-invalid")


@pytest.mark.parametrize("path", ["/cases/board", "/cases/workload"])
def test_a_malformed_min_position_is_refused_beside_lists(bureau: Bureau, path: str) -> None:
    answer = bureau.desk("dispatcher").ask(path, headers={"Min-Position": "soon"})

    problem(answer, 400, "min-position-malformed")


def test_a_step_of_the_checklist_is_one_of_them(bureau: Bureau) -> None:
    path = f"/cases/{filed(bureau, '2022-11-07')['id']}/gates"

    problem(bureau.desk("xuhui-handler").ask(path, step="lost"), 400, "parameter-invalid")


@pytest.mark.parametrize("number", ["0", "-1", "2", "9" * 30, "one", "1.5"])
@pytest.mark.parametrize("what", ["evidence", "documents"])
def test_a_paper_that_is_not_there_is_not_found(bureau: Bureau, what: str, number: str) -> None:
    case = Scenes(bureau).case_with_papers()

    answer = Scenes(bureau).officer("handler").ask(f"/cases/{case['id']}/{what}/{number}/content")

    problem(answer, 404, "not-found")


def test_anothers_inbox_is_not_found(bureau: Bureau) -> None:
    problem(bureau.desk("pudong-handler").ask("/inbox", org="310101"), 404, "not-found")


def test_a_problem_says_what_it_means_where_its_type_points(bureau: Bureau) -> None:
    type_ = problem(bureau.nobody.ask("/leads"), 401, "sign-in-needed")["type"]

    about = bureau.nobody.ask(type_)

    assert about.json()["title"] == "Sign in first."
    problem(bureau.nobody.ask("/problems/no-such-problem"), 404, "not-found")
