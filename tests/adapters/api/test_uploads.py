"""Uploaded files: what is wrong with one is said in one answer, and changes nothing."""
# ruff: noqa: ARG001 - "unchanged" looks at the ledger before and after

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest

from adapters.api.imports import MAX_FILE_BYTES, OVERHEAD_BYTES
from adapters.cli.demo_data import FOLDER
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import V1, body_of, problem, statuses, together

DISHWASHERS = (FOLDER / "dishwashers-2023.csv").read_bytes()
ROBOTS = (FOLDER / "window-cleaning-robots-2023.csv").read_bytes()


@pytest.fixture
def unchanged(bureau: Bureau) -> Iterator[None]:
    before = bureau.nobody.head()
    yield
    assert bureau.nobody.head() == before


def with_a_bad_row(content: bytes) -> bytes:
    """The file with an impossible date in its first row."""
    text = content.decode("gb18030")
    return re.sub(r",2023-\d\d-\d\d,", ",2023-02-30,", text, count=1).encode("gb18030")


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    bureau: Bureau, unchanged: None
) -> None:
    answer = bureau.desk("dispatcher").upload("d.csv", DISHWASHERS, mode="dry-run")

    assert answer.status_code == 201
    assert (body_of(answer)["rows"], body_of(answer)["dispositions"]) == (20, 1)
    assert body_of(answer)["mode"] == "dry-run"


def test_a_bad_row_is_reported_and_the_good_ones_go_in(empty_bureau: Bureau) -> None:
    answer = empty_bureau.desk("dispatcher").upload("d.csv", with_a_bad_row(DISHWASHERS))

    body = body_of(answer)
    assert (body["rows"], body["refused"]) == (20, 1)
    (error,) = body["errors"]
    assert error["row"] == 2
    assert error["column"]
    assert error["value"]
    assert error["message"]
    assert error["message_zh"]


def test_all_or_nothing_is_nothing_with_a_bad_row(bureau: Bureau, unchanged: None) -> None:
    answer = bureau.desk("dispatcher").upload(
        "d.csv", with_a_bad_row(DISHWASHERS), mode="all-or-nothing"
    )

    body = body_of(answer)
    assert (body["refused"], body["dispositions"], body["leads"]) == (1, 0, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("not.xlsx", DISHWASHERS),
        ("cut.xlsx", (FOLDER / "window-cleaning-robots-2023.xlsx").read_bytes()[:4000]),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(2000)),
        ("other.csv", b"a,b,c\n1,2,3\n"),
        ("results.exe", DISHWASHERS),
        ("results", DISHWASHERS[:-1]),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused_in_one_line(
    bureau: Bureau, unchanged: None, name: str, content: bytes
) -> None:
    answer = bureau.desk("dispatcher").upload(name, content)

    body = problem(answer, 400, "file-refused")
    assert body["fileCode"]
    assert "\n" not in body["title"]


def test_a_file_over_the_limit_is_refused(bureau: Bureau, unchanged: None) -> None:
    too_much = bytes(MAX_FILE_BYTES + OVERHEAD_BYTES + 1)

    answer = bureau.desk("dispatcher").upload("big.csv", too_much)

    problem(answer, 413, "body-too-large")


def test_an_upload_without_a_file_is_refused(bureau: Bureau, unchanged: None) -> None:
    dispatcher = bureau.desk("dispatcher")
    key = {"Idempotency-Key": "upload"}

    for answer in (
        dispatcher.http.post(f"{V1}/imports", headers=key, data={"mode": "dry-run"}),
        dispatcher.http.post(f"{V1}/imports", headers=key, json={}),
        dispatcher.http.post(f"{V1}/imports", headers=key, content=b"x"),
    ):
        problem(answer, 400, "file-missing")


def test_an_upload_takes_only_what_it_knows(bureau: Bureau, unchanged: None) -> None:
    dispatcher = bureau.desk("dispatcher")

    problem(dispatcher.upload("d.csv", DISHWASHERS, mode="half"), 400, "parameter-invalid")
    problem(dispatcher.upload("d.csv", DISHWASHERS, colour="red"), 400, "unknown-parameter")


def test_an_upload_needs_a_key_and_a_role(bureau: Bureau, unchanged: None) -> None:
    without = bureau.desk("dispatcher").http.post(
        f"{V1}/imports", files={"file": ("d.csv", DISHWASHERS)}
    )

    problem(without, 400, "idempotency-key-missing")
    for user in ("pudong-leader", "auditor", "superior", "admin"):
        answer = bureau.desk(user).upload("d.csv", DISHWASHERS)
        problem(answer, 403, "role-not-granted")
    problem(bureau.nobody.upload("d.csv", DISHWASHERS), 401, "sign-in-needed")


def test_the_same_upload_is_answered_as_the_first_time(empty_bureau: Bureau) -> None:
    dispatcher, key = empty_bureau.desk("dispatcher"), str(uuid4())
    first = dispatcher.upload("d.csv", DISHWASHERS, key=key)
    before = dispatcher.head()

    again = dispatcher.upload("d.csv", DISHWASHERS, key=key)

    assert again.status_code == 201
    assert again.headers["Idempotency-Replayed"] == "true"
    assert body_of(again) == body_of(first)
    for name in ("Location", "Event-Position"):
        assert again.headers[name] == first.headers[name]
    assert dispatcher.head() == before


def test_the_same_key_with_another_file_is_refused(empty_bureau: Bureau) -> None:
    dispatcher, key = empty_bureau.desk("dispatcher"), str(uuid4())
    dispatcher.upload("d.csv", DISHWASHERS, key=key)
    before = dispatcher.head()

    answer = dispatcher.upload("d.csv", ROBOTS, key=key)

    problem(answer, 422, "idempotency-key-reused")
    assert dispatcher.head() == before


def test_the_same_file_five_times_at_once_is_imported_once(empty_bureau: Bureau) -> None:
    dispatcher = empty_bureau.desk("dispatcher")
    before = dispatcher.head()

    answers = together(*[lambda: dispatcher.upload("d.csv", DISHWASHERS)] * 5)

    assert statuses(answers) == [201] * 5
    assert sum(body_of(answer)["dispositions"] for answer in answers) == 1
    assert sum(body_of(answer)["skipped"] for answer in answers) == 80
    recorded = len(dispatcher.listed("/test-results", limit=100))
    assert recorded == 20
    assert dispatcher.head() >= before + 21
