"""Whole sessions of five organisations at once, and what each may miss of the others'."""

from collections.abc import Callable
from functools import partial

import httpx
import pytest
from msgspec.structs import replace

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed
from tests.adapters.api.desk import Json, problem, statuses, today, together
from tests.adapters.api.review_story import (
    CHAIR,
    CONVENER,
    MINUTES,
    PANEL,
    RECORDER,
    Review,
)

AGREE: Json = {"kind": "agree"}
SPARE = "huangpu-leader"
CONCLUSION: Json = {"conclusion": "support", "text": "支持"}
RECUSAL: Json = {"member": PANEL[3], "reason": "利害关系"}
SWAP: Json = {"added": [SPARE], "removed": [PANEL[4]], "reason": "另有公务"}
SAID: dict[str, Json] = {
    CHAIR: AGREE,
    PANEL[1]: {"kind": "reservation", "text": "补强证据"},
    PANEL[2]: {"kind": "dissent", "conclusion": "modify", "text": "幅度偏重"},
    PANEL[3]: AGREE,
    PANEL[4]: {"kind": "abstain"},
}


@pytest.fixture
def review(bureau: Bureau) -> Review:
    """A review just asked for."""
    return Review(bureau, filed(bureau, today()))


def sending(
    review: Review, user: str, noun: str, body: Json, seen: int
) -> Callable[[], httpx.Response]:
    """A step that waits to be sent."""
    return partial(review.desk(user).send, f"{review.path}/{noun}", body, seen=seen)


def evidence(review: Review) -> None:
    """A material change of the case."""
    handler = review.desk("xuhui-handler")
    path = f"/cases/{review.case['id']}"
    body = {
        "kind": "record", "name": "补充笔录", "source": "现场", "obtainedOn": today(),
        "officers": ["xuhui-handler", "xuhui-handler2"],
    }  # fmt: skip
    handler.do(f"{path}/evidence", body, seen=handler.get(path)["version"])


def concurrent(review: Review) -> None:
    """The session with everyone at once in each of its parts; who is told to look again does."""
    review.convened()
    at_once(review, [(user, "opinions", body) for user, body in SAID.items()])
    at_once(review, [
        (CONVENER, "recusals", RECUSAL), (PANEL[1], "opinions", SAID[PANEL[1]]),
        (PANEL[2], "opinions", SAID[PANEL[2]]),
    ])  # fmt: skip
    at_once(review, [(CONVENER, "panel-changes", SWAP), (CHAIR, "opinions", AGREE)])
    evidence(review)
    review.do(CHAIR, "attendance", {"present": [*PANEL[:3], SPARE]})
    final = {**{each: SAID[each] for each in PANEL[:3]}, SPARE: AGREE}
    at_once(review, [(user, "opinions", body) for user, body in final.items()])
    review.do(CHAIR, "conclusion", CONCLUSION)
    review.do(RECORDER, "minutes", MINUTES)
    at_once(review, [(CHAIR, "signatures", {}), (RECORDER, "signatures", {})])


def at_once(review: Review, steps: list[tuple[str, str, Json]]) -> None:
    """Steps sent together on one version; who is told 412 sees what changed and sends again."""
    seen = review.version
    answers = together(*(sending(review, *step, seen) for step in steps))
    for (user, noun, body), answer in zip(steps, answers, strict=True):
        if answer.status_code == 412:
            review.do(user, noun, body)
        else:
            assert answer.status_code == 201, answer.text


def sequential(review: Review) -> None:
    """The same, one after the other."""
    review.convened()
    for user, body in SAID.items():
        review.do(user, "opinions", body)
    review.do(CONVENER, "recusals", RECUSAL)
    for user in PANEL[1:3]:
        review.do(user, "opinions", SAID[user])
    review.do(CONVENER, "panel-changes", SWAP)
    review.do(CHAIR, "opinions", AGREE)
    evidence(review)
    review.do(CHAIR, "attendance", {"present": [*PANEL[:3], SPARE]})
    for user in PANEL[:3]:
        review.do(user, "opinions", SAID[user])
    review.do(SPARE, "opinions", AGREE)
    review.do(CHAIR, "conclusion", CONCLUSION)
    review.do(RECORDER, "minutes", MINUTES)
    for signer in (CHAIR, RECORDER):
        review.do(signer, "signatures")


def record(review: Review) -> Json:
    """What a session leaves, whoever was first in each part of it."""
    body = review.desk("auditor").get(review.path)
    told = {name: body[name] for name in ("status", "panel", "chair", "quorum", "recusals")}
    positions = sorted(
        (each["member"], each["kind"], each["caseVersion"], str(each["lapsed"]))
        for each in body["positions"]
    )
    changes = [(each["changes"], sorted(each["lapsed"])) for each in body["changes"]]
    signatures = sorted((each["signer"], each["officer"]) for each in body["signatures"])
    return told | {
        "positions": positions,
        "changes": changes,
        "signatures": signatures,
        "concluded": body["concluded"],
        "minutes": body["minutes"],
        "version": body["version"],
    }


def test_a_whole_session_at_once_leaves_the_record_of_one_in_turn(bureau: Bureau) -> None:
    at_one_time, in_turn = (Review(bureau, filed(bureau, today())) for _ in range(2))

    concurrent(at_one_time)
    sequential(in_turn)

    assert record(at_one_time) == record(in_turn)
    assert record(in_turn)["status"] == "minutes_signed"


def test_a_busy_session_is_no_obstacle_to_recusal_and_replacement(review: Review) -> None:
    review.convened()
    seen = review.version

    answers = together(
        *(sending(review, member, "opinions", AGREE, seen) for member in PANEL[:3]),
        sending(review, CONVENER, "recusals", RECUSAL, seen),
    )
    assert statuses(answers) == [201] * 4
    seen = review.version
    answers = together(
        *(sending(review, member, "opinions", AGREE, seen) for member in PANEL[:3]),
        sending(review, CONVENER, "panel-changes", SWAP, seen),
    )

    assert answers[-1].status_code == 201, answers[-1].text
    assert {each.status_code for each in answers[:-1]} <= {201, 412}


def test_a_member_s_second_word_rests_on_the_first(review: Review) -> None:
    review.convened()
    seen, member = review.version, PANEL[1]

    answers = together(
        *(sending(review, member, "opinions", AGREE, seen) for _ in range(4)),
        sending(review, PANEL[2], "opinions", AGREE, seen),
    )

    assert statuses(answers[:4]) == [201, 412, 412, 412]
    assert answers[4].status_code == 201
    body = review.desk("auditor").get(review.path)
    assert sorted(each["member"] for each in body["positions"]) == sorted([member, PANEL[2]])
    review.do(member, "opinions", {"kind": "abstain"})


def test_both_sign_at_once_and_what_they_signed_is_kept(review: Review) -> None:
    review.concluded().do(RECORDER, "minutes", MINUTES)
    seen = review.version

    answers = together(*(sending(review, by, "signatures", {}, seen) for by in (CHAIR, RECORDER)))

    assert statuses(answers) == [201, 201]
    body = review.desk("auditor").get(review.path)
    assert body["status"] == "minutes_signed"
    (paper,) = [each["paper"] for each in body["signatures"] if each.get("paper")]
    printed = review.desk(CHAIR).ask(f"{review.path}/minutes/content")
    assert int(printed.headers["content-length"]) == paper["size"] == len(printed.content)
    office, press = review.office, review.office.press
    try:
        office.press = replace(press, mark="换了模板")
        again = review.desk(CHAIR).ask(f"{review.path}/minutes/content")
    finally:
        office.press = press
    assert again.content == printed.content


def test_a_signature_is_below_the_minutes_that_were_seen(review: Review) -> None:
    review.concluded().do(RECORDER, "minutes", MINUTES)
    seen = review.version
    review.do(RECORDER, "minutes", MINUTES | {"report": "重写"})

    stale = sending(review, CHAIR, "signatures", {}, seen)()

    problem(stale, 412, "version-conflict")
