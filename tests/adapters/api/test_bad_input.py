"""What is wrong with a request is said once, precisely, and changes nothing."""
# ruff: noqa: ARG001 - "unchanged" looks at the ledger before and after

from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import (
    MINHANG,
    PUDONG,
    V1,
    Desk,
    Handed,
    Json,
    body_of,
    day,
    lead_body,
    pointers,
    problem,
)

TOO_MANY_BYTES = 1024 * 1024 + 1
RETURN = {"reasonCode": "not-in-jurisdiction", "reason": "不在本区"}


@pytest.fixture
def unchanged(bureau: Bureau) -> Iterator[None]:
    """Checks that the ledger is where it was. Ask for it after the records it is about."""
    before = bureau.nobody.head()
    yield
    assert bureau.nobody.head() == before


def raw(desk: Desk, path: str, content: bytes, **headers: str) -> httpx.Response:
    given = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"} | headers
    return desk.http.post(V1 + path, content=content, headers=given)


# --- who asks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("token", [None, "unknown", "x" * 4000])
def test_without_a_session_nothing_is_read_or_done(bureau: Bureau, token: str | None) -> None:
    desk = bureau.visitor(token)

    for answer in (
        desk.ask("/leads"),
        desk.send("/leads", lead_body()),
        desk.ask("/sessions/current"),
    ):
        problem(answer, 401, "sign-in-needed")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_expired_session_is_none(bureau: Bureau) -> None:
    desk = bureau.sign_in("lab")
    with psycopg.connect(bureau.database, autocommit=True) as admin:
        admin.execute(
            "UPDATE sessions SET expires_at = now() - interval '1 second' WHERE officer = 'lab'"
        )

    problem(desk.ask("/leads"), 401, "sign-in-needed")


# --- which version, which key --------------------------------------------------------------------


def test_a_command_without_if_match_is_asked_for_it(
    bureau: Bureau, received: Handed, unchanged: None
) -> None:
    answer = bureau.desk("pudong-handler").send(f"{received.referral_path}/acceptance", {})

    problem(answer, 428, "if-match-missing")


@pytest.mark.parametrize(
    "seen", ["2", "*", 'W/"2"', '"two"', '"-2"', '""', '"2", "3"', '"99999999999999999999"', "²"]
)
def test_a_malformed_if_match_is_refused(
    bureau: Bureau, received: Handed, unchanged: None, seen: str
) -> None:
    answer = bureau.desk("pudong-handler").http.post(
        f"{V1}{received.referral_path}/acceptance",
        json={},
        headers={b"Idempotency-Key": b"malformed", b"If-Match": seen.encode("latin-1")},
    )

    problem(answer, 400, "if-match-malformed")


def test_a_stale_version_is_told_what_changed_and_what_can_be_done(
    bureau: Bureau, dispatched: Handed
) -> None:
    handler = bureau.desk("pudong-handler")
    handler.do(f"{dispatched.referral_path}/receipt", seen=1)
    before = handler.head()
    position = handler.get(dispatched.referral_path)["position"]

    answer = handler.send(f"{dispatched.referral_path}/receipt", {}, seen=1)

    body = problem(answer, 412, "version-conflict")
    assert body["currentVersion"] == 2
    (change,) = body["changes"]
    assert (change["action"], change["version"]) == ("referral.received", 2)
    assert change["actor"] == {"id": "pudong-handler", "name": "示例·浦办", "org": PUDONG}
    assert change["position"] == position
    assert change["recordedAt"].endswith("+08:00")
    assert body["allowedActions"] == ["acceptance", "dispute", "return"]
    assert body["title"].startswith("This record has changed. 1 change was made")
    assert handler.head() == before


def test_a_version_that_was_never_reached_is_stale_with_no_changes(
    bureau: Bureau, received: Handed, unchanged: None
) -> None:
    handler = bureau.desk("pudong-handler")

    answer = handler.send(f"{received.referral_path}/acceptance", {}, seen=99)

    body = problem(answer, 412, "version-conflict")
    assert (body["currentVersion"], body["changes"]) == (2, [])
    assert "-" not in body["title"]


def test_a_command_without_a_key_is_refused(
    bureau: Bureau, received: Handed, unchanged: None
) -> None:
    answer = bureau.desk("pudong-handler").http.post(
        f"{V1}{received.referral_path}/acceptance", json={}, headers={"If-Match": '"2"'}
    )

    problem(answer, 400, "idempotency-key-missing")


@pytest.mark.parametrize("key", ["", "a b", "k" * 256, '""'])
def test_a_malformed_key_is_refused(
    bureau: Bureau, received: Handed, unchanged: None, key: str
) -> None:
    answer = bureau.desk("pudong-handler").http.post(
        f"{V1}{received.referral_path}/acceptance",
        json={},
        headers={"If-Match": '"2"', "Idempotency-Key": key},
    )

    problem(answer, 400, "idempotency-key-malformed")


def test_the_same_key_with_another_body_is_refused(bureau: Bureau, registered: Json) -> None:
    dispatcher, key = bureau.desk("dispatcher"), str(uuid4())
    path = f"/leads/{registered['id']}/seriousness"
    first = dispatcher.send(path, {"serious": False, "reason": "误标"}, seen=1, key=key)
    before = dispatcher.head()

    other = dispatcher.send(path, {"serious": False, "reason": "另一理由"}, seen=1, key=key)

    assert first.status_code == 201
    problem(other, 422, "idempotency-key-reused")
    assert dispatcher.head() == before


def test_the_same_key_at_another_route_is_refused(bureau: Bureau, registered: Json) -> None:
    dispatcher, key = bureau.desk("dispatcher"), str(uuid4())
    path = f"/leads/{registered['id']}"
    assert dispatcher.send(
        f"{path}/referrals", {"toOrg": PUDONG, "reason": "r"}, seen=1, key=key
    ).is_success

    other = dispatcher.send(f"{path}/links", {}, seen=2, key=key)

    problem(other, 400, "body-invalid")
    sound = {"record": str(uuid4()), "relation": "同一批次", "reason": "r"}
    problem(dispatcher.send(f"{path}/links", sound, seen=2, key=key), 422, "idempotency-key-reused")


def test_keys_of_different_officers_are_different_keys(bureau: Bureau) -> None:
    key = str(uuid4())

    one = bureau.desk("dispatcher").send("/leads", lead_body(), key=key)
    other = bureau.desk("pudong-handler").send("/leads", lead_body(), key=key)

    assert (one.status_code, other.status_code) == (201, 201)
    assert "Idempotency-Replayed" not in other.headers


def test_a_repeated_command_is_answered_as_it_was_the_first_time(
    bureau: Bureau, dispatched: Handed
) -> None:
    handler, key = bureau.desk("pudong-handler"), str(uuid4())
    path = f"{dispatched.referral_path}/receipt"
    first = handler.send(path, {}, seen=1, key=key)
    handler.do(f"{dispatched.referral_path}/acceptance", seen=2)
    before = handler.head()

    again = handler.send(path, {}, seen=1, key=key)

    assert again.status_code == first.status_code == 201
    assert again.headers["Idempotency-Replayed"] == "true"
    assert body_of(again) == body_of(first)
    for name in ("Location", "ETag", "Event-Position", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert handler.head() == before


def test_a_repeated_registration_is_answered_as_it_was_the_first_time(bureau: Bureau) -> None:
    dispatcher, key, given = bureau.desk("dispatcher"), str(uuid4()), lead_body()
    first = dispatcher.send("/leads", given, key=key)
    path = f"/leads/{body_of(first)['id']}"
    dispatcher.do(f"{path}/referrals", {"toOrg": PUDONG, "reason": "r"}, seen=1)

    again = dispatcher.send("/leads", given, key=key)

    assert again.headers["Idempotency-Replayed"] == "true"
    assert body_of(again) == body_of(first)
    assert again.headers["Location"] == first.headers["Location"]


# --- what is sent -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"nickname": "x"}, "/nickname", "unknown-field"),
        ({"enterprise": {"name": "示例", "phone": "1"}}, "/enterprise/phone", "unknown-field"),
        ({"title": 7}, "/title", "value-invalid"),
        ({"title": None}, "/title", "value-invalid"),
        ({"title": ""}, "/title", "text-empty"),
        ({"title": "   "}, "/title", "text-empty"),
        ({"title": "a\x00b"}, "/title", "text-empty"),
        ({"title": "a\x1bb"}, "/title", "text-empty"),
        ({"title": "长" * 201}, "/title", "too-long"),
        ({"violation": "长" * 4001}, "/violation", "too-long"),
        ({"source": "rumour"}, "/source", "value-invalid"),
        ({"campaigns": "cies"}, "/campaigns", "value-invalid"),
        ({"campaigns": ["a"] * 21}, "/campaigns", "too-long"),
        ({"campaigns": ["ok", "not ok"]}, "/campaigns/1", "malformed"),
        ({"receivedOn": "yesterday"}, "/receivedOn", "value-invalid"),
        ({"receivedOn": "2020-02-30"}, "/receivedOn", "value-invalid"),
        ({"receivedOn": 20200228}, "/receivedOn", "value-invalid"),
        ({"receivedOn": "2020-02-28T10:00:00Z"}, "/receivedOn", "value-invalid"),
        ({"receivedOn": day(1)}, "/receivedOn", "date-in-future"),
        ({"effectiveOn": day(1)}, "/effectiveOn", "date-in-future"),
        ({"effectiveOn": day(-11)}, "/effectiveOn", "date-before-receipt"),
        ({"productKind": "unheard-of"}, "/productKind", "unknown-product-kind"),
        ({"enterprise": {"name": "示例", "uscc": "9A310100MA1000001X"}}, "/enterprise/uscc",
         "uscc-check-character"),
        ({"informant": {"name": "示例"}}, "/informant", "informant-only-for-tips"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_pointed_at(
    bureau: Bureau, unchanged: None, change: Json, pointer: str, code: str
) -> None:
    answer = bureau.desk("dispatcher").send("/leads", lead_body(**change))

    body = body_of(answer)
    assert answer.status_code == 400, body
    problem(answer, 400, body["code"])
    assert [(each["pointer"], each["code"]) for each in body["errors"]] == [(pointer, code)]
    assert body["errors"][0]["message"]
    assert body["code"] in (code, "body-invalid")


@pytest.mark.parametrize("version", ["3", 3.5, None, True, 0, -1])
def test_a_number_is_a_number(
    bureau: Bureau, registered: Json, unchanged: None, version: object
) -> None:
    item = {"lead": registered["id"], "version": version, "toOrg": PUDONG, "reason": "r"}

    answer = bureau.desk("dispatcher").send("/lead-dispatch-batches", {"items": [item]})

    assert pointers(problem(answer, 400, "body-invalid")) == ["/items/0/version"]


@pytest.mark.parametrize(
    "path", ["acceptance", "receipt", "return", "dispute", "feedback", "withdrawal", "reminders"]
)
def test_every_command_refuses_what_it_does_not_know(
    bureau: Bureau, received: Handed, unchanged: None, path: str
) -> None:
    handler = bureau.desk("pudong-handler")
    given = RETURN | {"text": "t", "outcome": "o", "surprise": 1}
    if path in ("acceptance", "receipt"):
        given = {"surprise": 1}

    answer = handler.send(f"{received.referral_path}/{path}", given, seen=2)

    assert pointers(problem(answer, 400, "body-invalid"))[0].startswith("/")


@pytest.mark.parametrize("reason", ["", " ", "\t\n", "　", "a\x07", "字" * 4001, 5, None])
def test_a_return_needs_a_reason_that_says_something(
    bureau: Bureau, received: Handed, unchanged: None, reason: object
) -> None:
    answer = bureau.desk("pudong-handler").send(
        f"{received.referral_path}/return", RETURN | {"reason": reason}, seen=2
    )

    assert pointers(problem(answer, 400, "body-invalid")) == ["/reason"]


def test_a_return_needs_a_reason_at_all(bureau: Bureau, received: Handed, unchanged: None) -> None:
    answer = bureau.desk("pudong-handler").send(
        f"{received.referral_path}/return", {"reasonCode": "duplicate"}, seen=2
    )

    body = problem(answer, 400, "body-invalid")
    assert [(each["pointer"], each["code"]) for each in body["errors"]] == [
        ("/reason", "return-reason-missing")
    ]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"reasonCode": "because"}, "/reasonCode", "unknown-reason-code"),
        ({"reasonCode": "minor-corrected"}, "/reasonCode", "unknown-reason-code"),
        ({"suggestedOrg": "310199"}, "/suggestedOrg", "unknown-organisation"),
        ({"effectiveOn": day(1)}, "/effectiveOn", "date-in-future"),
        ({"effectiveOn": day(-1)}, "/effectiveOn", "date-before-receipt"),
    ],
)
def test_a_return_is_checked_against_what_is_known(
    bureau: Bureau, received: Handed, unchanged: None, change: Json, pointer: str, code: str
) -> None:
    answer = bureau.desk("pudong-handler").send(
        f"{received.referral_path}/return", RETURN | change, seen=2
    )

    assert pointers(problem(answer, 400, code)) == [pointer]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"receivedOn": day(1)}, "/receivedOn", "date-in-future"),
        ({"receivedOn": day(-1)}, "/receivedOn", "date-before-receipt"),
        ({"effectiveOn": day(1)}, "/effectiveOn", "date-in-future"),
    ],
)
def test_receipt_is_neither_in_the_future_nor_before_sending(
    bureau: Bureau, dispatched: Handed, unchanged: None, body: Json, pointer: str, code: str
) -> None:
    answer = bureau.desk("pudong-handler").send(f"{dispatched.referral_path}/receipt", body, seen=1)

    assert pointers(problem(answer, 400, code)) == [pointer]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"toOrg": "310199"}, "/toOrg", "unknown-organisation"),
        ({"toOrg": "SQI"}, "/toOrg", "organisation-does-not-handle"),
        ({"toOrg": "SHAMR-PSD"}, "/toOrg", "refer-to-itself"),
        ({"toOrg": "not a code"}, "/toOrg", "malformed"),
        ({"toOrg": None}, "/toOrg", "value-required"),
        ({"kind": "designation"}, "/kind", "referral-kind-not-offered"),
        ({"kind": "gift"}, "/kind", "value-invalid"),
        ({"reportBackBy": day(-1)}, "/reportBackBy", "date-before-start"),
        ({"effectiveOn": day(-11)}, "/effectiveOn", "date-before-receipt"),
    ],
)
def test_a_dispatch_is_checked_against_what_is_known(
    bureau: Bureau, registered: Json, unchanged: None, change: Json, pointer: str, code: str
) -> None:
    given = {"toOrg": PUDONG, "reason": "r"} | change

    answer = bureau.desk("dispatcher").send(f"/leads/{registered['id']}/referrals", given, seen=1)

    body = body_of(answer)
    problem(answer, 400, body["code"])
    assert [(each["pointer"], each["code"]) for each in body["errors"]] == [(pointer, code)]


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"not json",
        b'{"title": "x",}',
        b"\xff\xfe",
        b'{"title": "\\ud800"}',
        b"""{'title': 'x'}""",
    ],
)
def test_what_is_not_json_is_refused(bureau: Bureau, unchanged: None, content: bytes) -> None:
    answer = raw(bureau.desk("dispatcher"), "/leads", content)

    problem(answer, 400, "body-not-json")


@pytest.mark.parametrize("content", [b"[]", b"null", b'"text"', b"7"])
def test_json_that_is_no_object_is_refused(bureau: Bureau, unchanged: None, content: bytes) -> None:
    body = problem(raw(bureau.desk("dispatcher"), "/leads", content), 400, "body-invalid")

    assert pointers(body) == [""]


def test_deep_nesting_is_refused(bureau: Bureau, unchanged: None) -> None:
    answer = raw(bureau.desk("dispatcher"), "/leads", b"[" * 100_000)

    assert answer.status_code == 400


def test_a_body_over_the_limit_is_refused(bureau: Bureau, unchanged: None) -> None:
    answer = raw(bureau.desk("dispatcher"), "/leads", b" " * TOO_MANY_BYTES)

    problem(answer, 413, "body-too-large")


def test_a_body_over_the_limit_is_refused_whose_length_is_not_said(
    bureau: Bureau, unchanged: None
) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(17):
            yield b" " * 65536

    answer = bureau.desk("dispatcher").http.post(
        f"{V1}/leads", content=chunks(), headers={"Idempotency-Key": "chunks"}
    )

    problem(answer, 413, "body-too-large")


def test_signing_in_with_too_large_a_body_is_refused(bureau: Bureau) -> None:
    answer = bureau.nobody.http.post(f"{V1}/sessions", content=b" " * TOO_MANY_BYTES)

    problem(answer, 413, "body-too-large")


# --- commands in the past ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["asOf", "asOfPosition", "asof"])
def test_nothing_is_done_in_the_past(
    bureau: Bureau, received: Handed, unchanged: None, name: str
) -> None:
    answer = bureau.desk("pudong-handler").send(
        f"{received.referral_path}/acceptance?{name}=1", {}, seen=2
    )

    problem(answer, 400, "command-in-the-past")


def test_commands_take_no_parameters(bureau: Bureau, received: Handed, unchanged: None) -> None:
    answer = bureau.desk("pudong-handler").send(
        f"{received.referral_path}/acceptance?force=true", {}, seen=2
    )

    problem(answer, 400, "unknown-parameter")


# --- what doesn't exist, and what is others' -----------------------------------------------------


Asked = Callable[[Desk, str], httpx.Response]
NOUNS_OF_REFERRALS = (
    "approval", "receipt", "acceptance", "return", "withdrawal", "dispute",
    "jurisdiction-request", "designation", "feedback", "reminders",
)  # fmt: skip
NOUNS_OF_LEADS = (
    "verification", "no-filing", "informant-redirection", "reopening", "merges", "unmerges",
    "links", "corrections", "seriousness", "referrals",
)  # fmt: skip


@pytest.mark.parametrize("below", ["", "/history", *(f"/{noun}" for noun in NOUNS_OF_REFERRALS)])
def test_another_bureaus_referral_is_as_one_that_does_not_exist(
    bureau: Bureau, received: Handed, unchanged: None, below: str
) -> None:
    as_one_that_does_not_exist(bureau, "/referrals", received.referral["id"], below)


@pytest.mark.parametrize(
    "below",
    [
        "", "/history", "/similar", "/informant", "/informant-readings",
        *(f"/{noun}" for noun in NOUNS_OF_LEADS),
    ],
)  # fmt: skip
def test_another_bureaus_lead_is_as_one_that_does_not_exist(
    bureau: Bureau, received: Handed, unchanged: None, below: str
) -> None:
    as_one_that_does_not_exist(bureau, "/leads", received.lead["id"], below)


def as_one_that_does_not_exist(bureau: Bureau, path: str, record: str, below: str) -> None:
    stranger = bureau.desk("minhang-leader")
    nowhere = str(uuid4())

    def asked(which: str, body: Json) -> Json:
        where = f"{path}/{which}{below}"
        reading = below in ("", "/history", "/similar", "/informant", "/informant-readings")
        answer = (
            stranger.ask(where, headers={"Audit-Reason": "why"})
            if reading
            else stranger.send(where, body, seen=1)
        )
        told = problem(answer, 404, "not-found")
        assert told.pop("instance") == V1 + where
        return told | {"headers": {n for n in answer.headers if n != "date"}}

    for body in ({}, {"nonsense": 1}):
        assert asked(record, body) == asked(nowhere, body)


def test_an_event_of_another_bureaus_record_does_not_exist(
    bureau: Bureau, received: Handed, unchanged: None
) -> None:
    stranger = bureau.desk("minhang-leader")

    for position in (received.referral["position"], 10**9, 0, 2**63, 10**30):
        problem(stranger.ask(f"/events/{position}"), 404, "not-found")


def test_a_lead_of_another_bureau_is_no_record_to_merge_into(
    bureau: Bureau, received: Handed
) -> None:
    stranger = bureau.desk("minhang-leader")
    own = stranger.do("/leads", lead_body())
    path, told = f"/leads/{own['id']}/merges", list[str]()

    for into in (received.lead["id"], str(uuid4())):
        answer = stranger.send(path, {"into": into, "reason": "r"}, seen=1)
        body = problem(answer, 400, "no-such-record")
        assert pointers(body) == ["/into"]
        told.append(body["errors"][0]["message"].replace(into, ""))

    assert told[0] == told[1]


@pytest.mark.parametrize(
    "path", ["/leads/not-a-uuid", "/nothing", f"/leads/{UUID(int=9)}/nothing", "/referrals/1"]
)
def test_what_is_no_address_is_not_found(bureau: Bureau, path: str) -> None:
    problem(bureau.desk("dispatcher").ask(path), 404, "not-found")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/leads"), ("DELETE", "/leads"), ("PATCH", "/inbox")]
)
def test_nothing_is_deleted_or_overwritten(bureau: Bureau, method: str, path: str) -> None:
    answer = bureau.desk("dispatcher").http.request(method, V1 + path)

    problem(answer, 405, "method-not-allowed")
    assert answer.headers["Allow"]


# --- rights and state ---------------------------------------------------------------------------


def test_a_role_that_is_not_granted_is_refused(
    bureau: Bureau, received: Handed, unchanged: None
) -> None:
    dispatcher = bureau.desk("dispatcher")

    answer = dispatcher.send(f"{received.referral_path}/acceptance", {}, seen=2)

    body = problem(answer, 403, "role-not-granted")
    assert body["allowedActions"] == ["reminders", "withdrawal"]


def test_another_organisations_step_is_refused_to_one_who_sees_it(
    bureau: Bureau, dispatched: Handed, unchanged: None
) -> None:
    answer = bureau.desk("superior").send(f"{dispatched.referral_path}/receipt", {}, seen=1)

    problem(answer, 403, "not-your-organisation")


def test_a_second_offer_is_refused(bureau: Bureau, dispatched: Handed, unchanged: None) -> None:
    answer = bureau.desk("dispatcher").send(
        f"{dispatched.lead_path}/referrals",
        {"toOrg": MINHANG, "reason": "r"},
        seen=dispatched.lead["version"],
    )

    problem(answer, 409, "lead-already-offered")


@pytest.mark.parametrize("kind", ["assign_down", "intra_transfer"])
@pytest.mark.parametrize("state", ["received", "accepted"])
@pytest.mark.parametrize("user", ["pudong-handler", "pudong-leader"])
def test_a_dispatched_lead_is_not_passed_on(
    bureau: Bureau, request: pytest.FixtureRequest, kind: str, state: str, user: str
) -> None:
    handed: Handed = request.getfixturevalue(state)
    before = bureau.nobody.head()

    answer = bureau.desk(user).send(
        f"{handed.lead_path}/referrals",
        {"kind": kind, "toOrg": MINHANG, "reason": "不归我局"},
        seen=handed.lead["version"],
    )

    body = problem(answer, 403, "onward-referral-not-allowed")
    assert body["basis"] == "LEAD-RETURN"
    assert "allowedActions" in body
    assert bureau.nobody.head() == before


def test_a_transferred_lead_is_not_passed_on_nor_returned(bureau: Bureau) -> None:
    leader, receiver = bureau.desk("pudong-leader"), bureau.desk("minhang-handler")
    lead = leader.do("/leads", lead_body())
    transfer = leader.do(
        f"/leads/{lead['id']}/referrals",
        {"kind": "intra_transfer", "toOrg": MINHANG, "reason": "企业在闵行"},
        seen=1,
    )
    path = f"/referrals/{transfer['id']}"
    transfer = receiver.do(f"{path}/receipt", seen=transfer["version"])

    onward = receiver.send(
        f"/leads/{lead['id']}/referrals",
        {"kind": "intra_transfer", "toOrg": "310101", "reason": "r"},
        seen=receiver.get(f"/leads/{lead['id']}")["version"],
    )
    returned = receiver.send(f"{path}/return", RETURN, seen=transfer["version"])

    body = problem(onward, 403, "onward-transfer-not-allowed")
    assert body["basis"] == "PP-NO-RETRANSFER"
    body = problem(returned, 409, "transferred-not-returnable")
    assert body["basis"] == "PP-NO-RETRANSFER"
    assert body["allowedActions"] == ["acceptance", "dispute"]


def test_what_was_accepted_is_not_withdrawn(
    bureau: Bureau, accepted: Handed, unchanged: None
) -> None:
    answer = bureau.desk("dispatcher").send(
        f"{accepted.referral_path}/withdrawal", {"reason": "r"}, seen=accepted.seen
    )

    assert problem(answer, 409, "referral-out-of-order")["allowedActions"] == ["reminders"]


def test_the_same_number_of_a_source_enters_once(bureau: Bureau) -> None:
    dispatcher, given = bureau.desk("dispatcher"), lead_body()
    first = dispatcher.do("/leads", given)
    before = dispatcher.head()

    again = dispatcher.send("/leads", given | {"title": "另一个标题"})

    body = problem(again, 409, "already-exists")
    assert body["existing"] == f"{V1}/leads/{first['id']}"
    assert dispatcher.get(body["existing"])["title"] == given["title"]
    assert dispatcher.head() == before


def test_who_may_not_see_the_existing_lead_is_not_told_where_it_is(bureau: Bureau) -> None:
    given = lead_body()
    bureau.desk("dispatcher").do("/leads", given)

    answer = bureau.desk("minhang-handler").send("/leads", given)

    assert "existing" not in problem(answer, 409, "already-exists")
