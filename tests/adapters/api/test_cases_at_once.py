"""Two at once in the procedure of a case: one counts; numbers have no gap; one bureau is first."""

import re
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_commands import REASON
from tests.adapters.api.case_story import (
    SPARED,
    filed,
    filing,
    on_day,
    played,
    to_decide,
    turn,
    verified_lead,
)
from tests.adapters.api.desk import Json, body_of, problem, statuses, together

AT_ONCE = 40


def number_of(text: str) -> int:
    """The number in 沪市监徐立〔2024〕7号."""
    found = re.fullmatch(r"沪市监徐[立处]〔\d{4}〕(\d+)号", text)
    assert found, text
    return int(found[1])


@pytest.mark.parametrize(
    ("noun", "body", "users", "action"),
    [
        ("decision", {**REASON, **SPARED}, ("leader", "head"), "case.decided"),
        (
            "service",
            {"mode": "direct", "servedOn": "2022-03-01"},
            ("handler", "handler2"),
            "case.decision-served",
        ),
    ],
)
def test_of_two_officers_who_take_a_step_at_once_one_counts(
    bureau: Bureau, noun: str, body: Json, users: tuple[str, str], action: str
) -> None:
    case = to_decide(bureau, "2022-03-01")
    if noun == "service":
        decided = turn("leader", "decision", "2022-03-01", **REASON, **SPARED)
        case = played(bureau, case, [decided])
    path, given = f"/cases/{case['id']}/{noun}", {"effectiveOn": "2022-03-01", **body}
    desks = [bureau.desk(f"xuhui-{user}") for user in users]
    before = bureau.nobody.head()

    with on_day(bureau, "2022-03-01"):
        answers = together(
            *(partial(desk.send, path, given, seen=case["version"]) for desk in desks)
        )

    assert statuses(answers) == [201, 412]
    (lost,) = [answer for answer in answers if not answer.is_success]
    told = problem(lost, 412, "version-conflict")
    assert [change["action"] for change in told["changes"]] == [action]
    assert told["changes"][0]["actor"]["id"] in {f"xuhui-{user}" for user in users}
    appended = 2 if noun == "decision" else 1  # a decision takes a number
    assert bureau.nobody.head() == before + appended


def test_filings_at_once_take_consecutive_numbers(bureau: Bureau) -> None:
    leads = [verified_lead(bureau, "2024-03-01", batch=str(uuid4())) for _ in range(AT_ONCE)]
    leader = bureau.desk("xuhui-leader")

    with on_day(bureau, "2024-03-01"):
        answers = together(
            *(
                partial(leader.send, f"/leads/{each['id']}/filing", filing("2024-03-01"), seen=2)
                for each in leads
            )
        )

    assert statuses(answers) == [201] * AT_ONCE
    given = sorted(number_of(body_of(answer)["number"]) for answer in answers)
    assert given == list(range(1, AT_ONCE + 1))


def test_decisions_at_once_take_consecutive_numbers(bureau: Bureau) -> None:
    cases = [to_decide(bureau, "2024-04-01") for _ in range(3)]
    leader = bureau.desk("xuhui-leader")
    body = {"effectiveOn": "2024-04-01", **REASON, **SPARED}

    with on_day(bureau, "2024-04-01"):
        answers = together(
            *(
                partial(leader.send, f"/cases/{each['id']}/decision", body, seen=each["version"])
                for each in cases
            )
        )

    assert sorted(number_of(body_of(answer)["decisionNumber"]) for answer in answers) == [1, 2, 3]


def test_what_is_refused_takes_no_number(bureau: Bureau) -> None:
    leads = [verified_lead(bureau, "2019-03-01", batch=str(uuid4())) for _ in range(3)]
    leader, given = bureau.desk("xuhui-leader"), filing("2019-03-01")
    first, other, last = (f"/leads/{each['id']}/filing" for each in leads)

    one = leader.do(first, given, seen=2)
    alone = leader.send(other, {**given, "handlers": ["xuhui-handler"]}, seen=2)
    stale = leader.send(other, given, seen=1)
    two = leader.do(last, given, seen=2)

    assert (alone.status_code, stale.status_code) == (400, 412)
    assert [number_of(each["number"]) for each in (one, two)] == [1, 2]


def test_of_two_bureaus_that_file_for_one_act_at_once_the_first_has_it(bureau: Bureau) -> None:
    batch = str(uuid4())
    xuhui, pudong = (
        verified_lead(bureau, "2022-05-06", by=by, batch=batch) for by in ("xuhui", "pudong")
    )
    there = filing("2022-05-06", handlers=["pudong-handler", "pudong-handler2"])
    sends = (
        partial(
            bureau.desk("xuhui-leader").send,
            f"/leads/{xuhui['id']}/filing",
            filing("2022-05-06"),
            seen=2,
        ),
        partial(bureau.desk("pudong-leader").send, f"/leads/{pudong['id']}/filing", there, seen=2),
    )

    with on_day(bureau, "2022-05-06"):
        answers = together(*sends)

    assert statuses(answers) == [201, 409]
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    told = problem(lost, 409, "filed-first-elsewhere")
    assert told["basis"] == "PP-FIRST-FILER"
    assert body_of(won)["number"] in told["title"]


@pytest.mark.parametrize(
    "party",
    [
        {"name": "示例电器(上海) 有限公司", "kind": "entity"},
        {"name": "示例旧名有限公司", "kind": "entity", "uscc": "91310104MA1FR0001F"},
    ],
    ids=["by name", "by code"],
)
def test_a_firm_is_known_by_its_name_and_by_its_code(bureau: Bureau, party: Json) -> None:
    batch, day = str(uuid4()), "2022-05-10"
    filed(bureau, day, batch=batch)
    lead = verified_lead(bureau, day, by="pudong", batch=batch)
    given = filing(day, handlers=["pudong-handler", "pudong-handler2"], party=party)

    answer = bureau.desk("pudong-leader").send(f"/leads/{lead['id']}/filing", given, seen=2)

    problem(answer, 409, "filed-first-elsewhere")


def test_a_correction_claims_the_act_that_it_is_about_now(bureau: Bureau) -> None:
    day, taken, free = "2022-05-11", str(uuid4()), str(uuid4())
    filed(bureau, day, batch=taken)
    case = filed(bureau, day)
    handler, path = bureau.desk("xuhui-handler"), f"/cases/{case['id']}/corrections"
    before = case["batch"]

    def correct(batch: str, seen: int) -> Any:  # noqa: ANN401 - an answer
        body = {"corrects": 1, "reason": "笔误", "batch": batch}
        with on_day(bureau, day):
            return handler.send(path, body, seen=seen)

    problem(correct(taken, 1), 409, "filed-first-elsewhere")
    assert correct(free, 1).status_code == 201

    # What it was about before is free for others, and what it is about now is not.
    other = filed(bureau, day, batch=before)
    assert other["batch"] == before
    lead = verified_lead(bureau, day, by="pudong", batch=free)
    given = filing(day, handlers=["pudong-handler", "pudong-handler2"])
    answer = bureau.desk("pudong-leader").send(f"/leads/{lead['id']}/filing", given, seen=2)
    problem(answer, 409, "filed-first-elsewhere")


def test_another_act_is_filed_when_the_officer_says_why_it_is_another(bureau: Bureau) -> None:
    batch, day = str(uuid4()), "2022-05-09"
    first = filed(bureau, day, batch=batch)
    lead = verified_lead(bureau, day, by="pudong", batch=batch)
    leader, path = bureau.desk("pudong-leader"), f"/leads/{lead['id']}/filing"
    given = filing(day, handlers=["pudong-handler", "pudong-handler2"])

    problem(leader.send(path, given, seen=2), 409, "filed-first-elsewhere")
    elsewhere = given | {"distinctFrom": str(uuid4()), "distinctBecause": "不同行为"}
    problem(leader.send(path, elsewhere, seen=2), 400, "no-such-record")
    unsaid = given | {"distinctFrom": first["id"]}
    problem(leader.send(path, unsaid, seen=2), 400, "value-required")

    case = leader.do(path, unsaid | {"distinctBecause": "另一时间的另一行为"}, seen=2)
    assert case["org"] == "310115"


def test_the_same_decision_ten_times_at_once_is_one_event(bureau: Bureau) -> None:
    case, key = to_decide(bureau, "2022-06-01"), str(uuid4())
    path, leader = f"/cases/{case['id']}/decision", bureau.desk("xuhui-leader")
    body, before = {"effectiveOn": "2022-06-01", **REASON, **SPARED}, bureau.nobody.head()

    with on_day(bureau, "2022-06-01"):
        answers = together(*[lambda: leader.send(path, body, seen=case["version"], key=key)] * 10)
        again = leader.send(path, body, seen=case["version"], key=key)

    assert bureau.nobody.head() == before + 2
    done = [answer for answer in answers if answer.status_code == 201]
    assert done
    for answer in answers:
        if answer not in done:
            problem(answer, 409, "request-in-flight")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert {body_of(answer)["decisionNumber"] for answer in done} == {
        body_of(again)["decisionNumber"]
    }


def test_the_same_filing_ten_times_at_once_is_one_case(bureau: Bureau) -> None:
    lead, key = verified_lead(bureau, "2022-07-01", batch=str(uuid4())), str(uuid4())
    leader, given = bureau.desk("xuhui-leader"), filing("2022-07-01")
    path, before = f"/leads/{lead['id']}/filing", bureau.nobody.head()

    with on_day(bureau, "2022-07-01"):
        answers = together(*[lambda: leader.send(path, given, seen=2, key=key)] * 10)
        again = leader.send(path, given, seen=2, key=key)

    assert bureau.nobody.head() == before + 5  # case, lead, number, claims by code and name
    done = [answer for answer in answers if answer.status_code == 201]
    assert {body_of(answer)["id"] for answer in [*done, again]} == {body_of(again)["id"]}
    assert again.headers["Location"] == f"/api/v1/cases/{body_of(again)['id']}"
