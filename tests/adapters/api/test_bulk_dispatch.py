"""Bulk dispatch: each lead by itself, with an answer of its own."""

from collections.abc import Sequence
from uuid import uuid4

import httpx
import pytest

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import (
    MINHANG,
    PUDONG,
    Json,
    body_of,
    lead_body,
    pointers,
    problem,
)


def item(lead: str, version: int = 1, org: str = PUDONG, **more: object) -> Json:
    return {"lead": lead, "version": version, "toOrg": org, "reason": "集中分派"} | more


def opened_leads(bureau: Bureau, number: int) -> list[str]:
    """Leads that the dispatcher has looked at."""
    dispatcher = bureau.desk("dispatcher")
    leads = [dispatcher.do("/leads", lead_body())["id"] for _ in range(number)]
    for lead in leads:
        dispatcher.get(f"/leads/{lead}")
    return leads


def batch(bureau: Bureau, items: Sequence[Json], key: str | None = None) -> httpx.Response:
    return bureau.desk("dispatcher").send("/lead-dispatch-batches", {"items": items}, key=key)


def test_each_lead_has_an_answer_of_its_own(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")
    sound, moved_on, busy, elsewhere = opened_leads(bureau, 4)
    unopened = dispatcher.do("/leads", lead_body())["id"]
    dispatcher.do(f"/leads/{moved_on}/seriousness", {"serious": False, "reason": "r"}, seen=1)
    dispatcher.do(f"/leads/{busy}/referrals", {"toOrg": PUDONG, "reason": "r"}, seen=1)
    before, unknown = dispatcher.head(), str(uuid4())

    answer = batch(
        bureau,
        [
            item(sound),
            item(moved_on),
            item(busy, version=2),
            item(elsewhere, org="310199"),
            item(unopened),
            item(unknown),
        ],
    )

    assert answer.status_code == 207
    answers = body_of(answer)["items"]
    assert [(each["lead"], each["status"]) for each in answers] == [
        (sound, 201), (moved_on, 412), (busy, 409), (elsewhere, 400), (unopened, 409),
        (unknown, 404),
    ]  # fmt: skip
    assert [each.get("code") for each in answers] == [
        None, "version-conflict", "lead-already-offered", "unknown-organisation", "never-opened",
        "not-found",
    ]  # fmt: skip
    assert dispatcher.head() == before + 2
    done, stale = answers[:2]
    assert done["position"] == dispatcher.head()
    assert (done["referral"]["toOrg"], done["referral"]["status"]) == (PUDONG, "sent")
    assert dispatcher.get(f"/referrals/{done['referral']['id']}") == done["referral"]
    assert stale["currentVersion"] == 2
    assert [change["action"] for change in stale["changes"]] == ["lead.marked-serious"]
    assert "referrals" in stale["allowedActions"]
    assert [each["title"] for each in answers[1:] if "…" in each["title"]] == []
    assert pointers(answers[3]) == ["/toOrg"]


def test_a_lead_twice_in_a_batch_is_dispatched_once(bureau: Bureau) -> None:
    (lead,) = opened_leads(bureau, 1)

    answers = body_of(batch(bureau, [item(lead), item(lead, org=MINHANG)]))["items"]

    assert sorted(each["status"] for each in answers) == [201, 412]


def test_a_batch_again_is_answered_as_before_and_dispatches_nothing(bureau: Bureau) -> None:
    one, other = opened_leads(bureau, 2)
    items, key = [item(one), item(other, org=MINHANG)], str(uuid4())
    first = body_of(batch(bureau, items, key))["items"]
    bureau.desk("pudong-handler").do(f"/referrals/{first[0]['referral']['id']}/receipt", seen=1)
    before = bureau.nobody.head()

    again = body_of(batch(bureau, items, key))["items"]

    assert [each["replayed"] for each in first] == [False, False]
    assert [each["replayed"] for each in again] == [True, True]
    assert [each["referral"] for each in again] == [each["referral"] for each in first]
    assert bureau.nobody.head() == before


def test_a_key_used_for_another_batch_is_refused_whole(bureau: Bureau) -> None:
    one, other = opened_leads(bureau, 2)
    key = str(uuid4())
    assert batch(bureau, [item(one)], key).status_code == 207
    before = bureau.nobody.head()

    answer = batch(bureau, [item(one), item(other)], key)

    problem(answer, 422, "idempotency-key-reused")
    assert bureau.nobody.head() == before


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/items"),
        ({"items": []}, "/items"),
        ({"items": [item(str(uuid4()))] * 201}, "/items"),
        ({"items": [item(str(uuid4()), reason="")]}, "/items/0/reason"),
        ({"items": [item(str(uuid4())), item("no id")]}, "/items/1/lead"),
        ({"items": [item(str(uuid4()), colour="red")]}, "/items/0/colour"),
        ({"items": [item(str(uuid4()))], "all": True}, "/all"),
    ],
)
def test_a_malformed_batch_is_refused_whole(bureau: Bureau, body: Json, pointer: str) -> None:
    before = bureau.nobody.head()

    answer = bureau.desk("dispatcher").send("/lead-dispatch-batches", body)

    assert pointers(problem(answer, 400, "body-invalid")) == [pointer]
    assert bureau.nobody.head() == before


def test_only_a_dispatcher_dispatches(bureau: Bureau) -> None:
    for user in ("pudong-leader", "superior", "auditor", "intake"):
        answer = bureau.desk(user).send("/lead-dispatch-batches", {"items": [item(str(uuid4()))]})

        problem(answer, 403, "role-not-granted")
