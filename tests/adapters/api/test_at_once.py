"""Two at once, and the same thing many times: one of them counts, and the others are told."""

from functools import partial
from uuid import uuid4

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import (
    MINHANG,
    PUDONG,
    Handed,
    Json,
    body_of,
    lead_body,
    problem,
    statuses,
    together,
)

ROUNDS = 5


def test_of_two_acceptances_at_once_exactly_one_counts(bureau: Bureau, received: Handed) -> None:
    handler, leader = bureau.desk("pudong-handler"), bureau.desk("pudong-leader")
    path, before = f"{received.referral_path}/acceptance", handler.head()

    answers = together(
        lambda: handler.send(path, {}, seen=2), lambda: leader.send(path, {}, seen=2)
    )

    assert statuses(answers) == [201, 412]
    (lost,) = [answer for answer in answers if answer.status_code != 201]
    body = problem(lost, 412, "version-conflict")
    assert [change["action"] for change in body["changes"]] == ["referral.accepted"]
    assert handler.head() == before + 2
    assert handler.get(received.lead_path)["holder"] == PUDONG


def test_acceptance_racing_withdrawal_leaves_one_winner_whom_the_loser_is_told_of(
    bureau: Bureau,
) -> None:
    dispatcher, handler = bureau.desk("dispatcher"), bureau.desk("pudong-handler")
    for _ in range(ROUNDS):
        lead = dispatcher.do("/leads", lead_body())
        where = f"/leads/{lead['id']}/referrals"
        referral = dispatcher.do(where, {"toOrg": PUDONG, "reason": "r"}, seen=1)
        path = f"/referrals/{referral['id']}"
        handler.do(f"{path}/receipt", seen=1)

        accepted, withdrawn = together(
            partial(handler.send, f"{path}/acceptance", {}, seen=2),
            partial(dispatcher.send, f"{path}/withdrawal", {"reason": "误送"}, seen=2),
        )

        assert statuses([accepted, withdrawn]) == [201, 412]
        won, lost, action, status = (
            (accepted, withdrawn, "referral.accepted", "verifying")
            if accepted.is_success
            else (withdrawn, accepted, "referral.withdrawn", "registered")
        )
        body = problem(lost, 412, "version-conflict")
        assert [change["action"] for change in body["changes"]] == [action]
        assert body["changes"][0]["actor"]["org"] in (PUDONG, "SHAMR-PSD")
        assert body["currentVersion"] == body_of(won)["version"]
        assert dispatcher.get(f"/leads/{lead['id']}")["status"] == status


def test_two_offers_at_once_leave_one_open(bureau: Bureau, registered: Json) -> None:
    dispatcher, path = bureau.desk("dispatcher"), f"/leads/{registered['id']}/referrals"

    answers = together(
        *(
            partial(dispatcher.send, path, {"toOrg": org, "reason": "r"}, seen=1)
            for org in (PUDONG, MINHANG)
        )
    )

    assert statuses(answers) == [201, 412]
    assert len(dispatcher.get(f"/leads/{registered['id']}")["referrals"]) == 1


def test_the_same_command_ten_times_at_once_is_one_event(bureau: Bureau, received: Handed) -> None:
    handler, key = bureau.desk("pudong-handler"), str(uuid4())
    path, before = f"{received.referral_path}/acceptance", handler.head()

    answers = together(*[lambda: handler.send(path, {}, seen=2, key=key)] * 10)

    assert handler.head() == before + 2
    done = [answer for answer in answers if answer.status_code == 201]
    waiting = [answer for answer in answers if answer.status_code != 201]
    assert [answer for answer in done if "Idempotency-Replayed" not in answer.headers]
    for answer in waiting:
        problem(answer, 409, "request-in-flight")
        assert answer.headers["Retry-After"] == "1"
    again = handler.send(path, {}, seen=2, key=key)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert {answer.text for answer in [*done, again]} == {again.text}


def test_the_same_registration_ten_times_at_once_is_one_lead(bureau: Bureau) -> None:
    dispatcher, given = bureau.desk("dispatcher"), lead_body()
    before = dispatcher.head()

    answers = together(*[lambda: dispatcher.send("/leads", given)] * 10)

    assert statuses(answers) == [201, *[409] * 9]
    for answer in answers:
        if not answer.is_success:
            assert problem(answer, 409, "already-exists")["existing"]
    assert dispatcher.head() == before + 1


def test_merging_two_leads_into_one_another_at_once_merges_one(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")
    one, other = (dispatcher.do("/leads", lead_body())["id"] for _ in range(2))

    answers = together(
        lambda: dispatcher.send(f"/leads/{one}/merges", {"into": other, "reason": "r"}, seen=1),
        lambda: dispatcher.send(f"/leads/{other}/merges", {"into": one, "reason": "r"}, seen=1),
    )

    assert statuses(answers)[0] == 201
    assert statuses(answers)[1] in (409, 412)
    merged = [dispatcher.get(f"/leads/{each}")["status"] for each in (one, other)]
    assert sorted(merged) == ["merged", "registered"]
