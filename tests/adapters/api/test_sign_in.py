"""Signing in and out."""

from uuid import uuid4

import httpx
import psycopg
import pytest

from adapters.postgres.accounts import NOBODY, hasher, matches
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import (
    PASSWORD,
    PUDONG,
    V1,
    Json,
    body_of,
    pointers,
    problem,
    statuses,
    today,
    together,
    until,
)

COOKIE = "casetrail_session"
CURRENT = f"{V1}/sessions/current"


def sign_in(bureau: Bureau, user: str, password: str = PASSWORD) -> httpx.Response:
    """A sign-in whose cookie nobody keeps."""
    given = {"user": user, "password": password}
    headers = {"Accept-Language": "en"}
    return httpx.post(f"{bureau.url}{V1}/sessions", json=given, headers=headers, trust_env=False)


def wrong(bureau: Bureau, user: str) -> Json:
    body = problem(sign_in(bureau, user, "wrong"), 401, "sign-in-failed")
    assert user not in str(body)
    return body


def test_who_signs_in_is_told_who_they_are(bureau: Bureau) -> None:
    answer = sign_in(bureau, "pudong-handler")

    body = body_of(answer)
    assert answer.status_code == 201
    assert body["officer"] == {
        "id": "pudong-handler", "name": "示例·浦办", "org": PUDONG, "roles": ["handler"],
    }  # fmt: skip
    assert body["expiresAt"].endswith("+08:00")
    assert body["expiresAt"] > today()
    assert answer.headers["Cache-Control"] == "no-store"
    desk = bureau.visitor(body["token"])
    assert desk.get("/sessions/current") == body["officer"]


def test_the_cookie_works_and_scripts_cannot_read_it(bureau: Bureau) -> None:
    answer = sign_in(bureau, "pudong-handler")

    cookie = answer.headers["Set-Cookie"].lower()
    for attribute in (f"{COOKIE}=", "httponly", "samesite=strict", "path=/"):
        assert attribute in cookie
    browser = bureau.visitor(None)
    browser.http.cookies.set(COOKIE, answer.cookies[COOKIE])
    assert browser.get("/sessions/current")["id"] == "pudong-handler"


def test_a_wrong_password_is_answered_as_an_unknown_user(bureau: Bureau) -> None:
    assert wrong(bureau, "songjiang-handler") == wrong(bureau, "nobody-of-that-name")


def test_an_unknown_user_costs_as_much_as_a_wrong_password() -> None:
    assert not hasher.check_needs_rehash(NOBODY)
    assert not matches(NOBODY, PASSWORD)


def test_a_passwords_case_and_spaces_matter(bureau: Bureau) -> None:
    for password in (PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD}\0", f"{PASSWORD}x"):
        problem(sign_in(bureau, "songjiang-leader", password), 401, "sign-in-failed")


@pytest.mark.parametrize("user", ["qingpu-handler", "stranger"])
def test_the_sixth_failure_in_a_row_has_to_wait(bureau: Bureau, user: str) -> None:
    for _ in range(5):
        wrong(bureau, user)

    answer = sign_in(bureau, user, "wrong")

    problem(answer, 429, "too-many-failures")
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    problem(sign_in(bureau, user), 429, "too-many-failures")
    assert sign_in(bureau, "qingpu-leader").status_code == 201


def test_a_success_forgets_the_failures_before_it(bureau: Bureau) -> None:
    for _ in range(4):
        wrong(bureau, "fengxian-handler")
    assert sign_in(bureau, "fengxian-handler").status_code == 201

    for _ in range(5):
        wrong(bureau, "fengxian-handler")


def test_guessing_many_at_once_is_no_way_around_the_limit(bureau: Bureau) -> None:
    answers = together(*[lambda: sign_in(bureau, "chongming-handler", "guess")] * 15)

    assert statuses(answers) == [401] * 5 + [429] * 10


def test_signing_in_many_times_at_once_is_no_failure(bureau: Bureau) -> None:
    answers = together(*[lambda: sign_in(bureau, "chongming-leader")] * 8)

    assert statuses(answers) == [201] * 8
    assert len({body_of(answer)["token"] for answer in answers}) == 8


def test_signing_out_ends_the_session_and_no_other(bureau: Bureau) -> None:
    one, other = bureau.sign_in("jinshan-handler"), bureau.sign_in("jinshan-handler")
    one.get("/sessions/current")

    answer = one.http.delete(CURRENT)

    assert (answer.status_code, answer.content) == (204, b"")
    problem(one.ask("/sessions/current"), 401, "sign-in-needed")
    problem(one.http.delete(CURRENT), 401, "sign-in-needed")
    assert other.get("/sessions/current")["id"] == "jinshan-handler"


def test_signing_out_by_cookie_takes_the_cookie_away(bureau: Bureau) -> None:
    token = body_of(sign_in(bureau, "jinshan-leader"))["token"]
    browser = bureau.visitor(None)
    browser.http.cookies.set(COOKIE, token)

    answer = browser.http.delete(CURRENT)

    assert answer.status_code == 204
    assert "max-age=0" in answer.headers["Set-Cookie"].lower()
    problem(bureau.visitor(token).ask("/sessions/current"), 401, "sign-in-needed")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/user"),
        ({"user": "lab"}, "/password"),
        ({"user": "", "password": "x"}, "/user"),
        ({"user": "lab", "password": ""}, "/password"),
        ({"user": "a\0b", "password": "x"}, "/user"),
        ({"user": "x" * 65, "password": "x"}, "/user"),
        ({"user": "lab", "password": "x" * 1001}, "/password"),
        ({"user": 7, "password": "x"}, "/user"),
        ({"user": "lab", "password": "x", "admin": True}, "/admin"),
    ],
)
def test_a_malformed_sign_in_is_pointed_at(bureau: Bureau, body: Json, pointer: str) -> None:
    answer = bureau.nobody.http.post(f"{V1}/sessions", json=body)

    assert pointers(problem(answer, 400, "body-invalid")) == [pointer]
    assert "x" * 65 not in answer.text


def test_a_password_is_never_answered(bureau: Bureau) -> None:
    for answer in (sign_in(bureau, "lab"), sign_in(bureau, "lab", "sesame-sesame")):
        assert PASSWORD not in answer.text
        assert "sesame" not in answer.text


def test_a_deactivated_officer_is_out(empty_bureau: Bureau) -> None:
    admin, handler = empty_bureau.desk("admin"), empty_bureau.desk("pudong-handler")
    roster = admin.ask("/reference/officers")
    entry = next(each for each in body_of(roster)["items"] if each["id"] == "pudong-handler")
    revision = {
        "notice": "调离", "effectiveFrom": today(), "items": [entry | {"active": False}],
    }  # fmt: skip

    published = admin.http.post(
        f"{V1}/reference/officers",
        json=revision,
        headers={"If-Match": roster.headers["ETag"], "Idempotency-Key": str(uuid4())},
    )

    assert published.status_code == 201, published.text
    problem(handler.ask("/sessions/current"), 401, "sign-in-needed")
    problem(sign_in(empty_bureau, "pudong-handler"), 401, "sign-in-failed")
    assert empty_bureau.desk("pudong-leader").get("/sessions/current")


def test_a_changed_role_counts_at_once(empty_bureau: Bureau) -> None:
    admin, handler = empty_bureau.desk("admin"), empty_bureau.desk("pudong-handler")
    roster = admin.ask("/reference/officers")
    entry = next(each for each in body_of(roster)["items"] if each["id"] == "pudong-handler")
    revision = {
        "notice": "任命",
        "effectiveFrom": today(),
        "items": [entry | {"roles": ["auditor"]}],
    }

    admin.http.post(
        f"{V1}/reference/officers",
        json=revision,
        headers={"If-Match": roster.headers["ETag"], "Idempotency-Key": str(uuid4())},
    )

    assert handler.get("/sessions/current")["roles"] == ["auditor"]


def test_what_was_refused_is_noted_for_auditors(bureau: Bureau) -> None:
    bureau.desk("auditor").send("/leads", {})

    def noted() -> bool:
        with psycopg.connect(bureau.database) as admin:
            found = admin.execute(
                "SELECT officer, org, method, path, status FROM refusals WHERE officer = 'auditor'"
            ).fetchall()
        return found == [("auditor", "SHAMR", "POST", f"{V1}/leads", 400)]

    until(noted)
