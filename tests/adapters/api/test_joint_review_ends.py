"""How joint reviews end over HTTP, what they hear of their case, and what stays of a session."""

import pytest

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed
from tests.adapters.api.desk import Json, problem, today
from tests.adapters.api.review_story import (
    CHAIR,
    CONVENER,
    MINUTES,
    PANEL,
    RECORDER,
    REQUEST,
    Review,
    session,
)

ABSTAIN: Json = {"kind": "abstain"}


@pytest.fixture
def review(bureau: Bureau) -> Review:
    """A review just asked for."""
    return Review(bureau, filed(bureau, today()))


def on_case(review: Review, user: str, noun: str, body: Json) -> Json:
    """A step in the case of a review."""
    desk, path = review.desk(user), f"/cases/{review.case['id']}"
    return desk.do(f"{path}/{noun}", body, seen=desk.get(path)["version"])


def split(review: Review) -> Review:
    """Signed minutes of a session without a consensus."""
    review.convened()
    for member in PANEL:
        review.do(member, "opinions", ABSTAIN)
    review.do(CHAIR, "conclusion", {"conclusion": "no_consensus", "text": "未形成一致意见"})
    review.do(RECORDER, "minutes", MINUTES)
    for signer in (CHAIR, RECORDER):
        review.do(signer, "signatures")
    return review


def test_the_handling_unit_withdraws_and_may_ask_again(review: Review) -> None:
    done = review.do("xuhui-leader", "withdrawal", {"reason": "已查清"})

    assert (done["status"], done["withdrawn"]["reason"]) == ("withdrawn", "已查清")
    assert on_case(review, "xuhui-leader", "joint-reviews", REQUEST)["status"] == "requested"


def test_the_superior_s_answer_ends_what_the_panel_left_open(review: Review) -> None:
    split(review)
    clocks = review.desk("auditor").get(f"{review.path}/clocks")["items"]
    assert "JR-GUIDANCE" not in {each["rule"]["id"] for each in clocks}

    asked = review.do(CONVENER, "closing", {"reason": "请示", "toSuperior": True})
    assert asked["status"] == "superior_asked"
    superior = review.desk("superior")
    assert "superior-answer" in superior.get(review.path)["allowedActions"]
    done = review.do("superior", "superior-answer", {"text": "按原意见处理"})

    assert (done["status"], done["superior"]["text"]) == ("closed", "按原意见处理")


def test_the_minutes_of_an_earlier_session_are_still_printed(review: Review) -> None:
    split(review)
    then = review.desk(CHAIR).ask(f"{review.path}/minutes/content").content
    review.do(CONVENER, "reconvening", {"reason": "补充材料"})
    path = f"{review.path}/sittings/1/minutes/content"

    assert review.desk(CHAIR).ask(path).content == then
    problem(review.desk(CHAIR).ask(f"{review.path}/minutes/content"), 404, "not-found")
    problem(review.desk(CHAIR).ask(f"{review.path}/sittings/2/minutes/content"), 404, "not-found")
    (first,) = review.desk("auditor").get(review.path)["sittings"]
    assert [each["given"]["kind"] for each in first["positions"]] == ["abstain"] * 5


def test_annexes_are_printed_beside_the_minutes(review: Review) -> None:
    review.frozen()
    path = f"{review.path}/minutes/annexes/content"
    then = review.desk(CHAIR).ask(f"{review.path}/minutes/content").content
    problem(review.desk(CHAIR).ask(path), 404, "not-found")

    review.do(CHAIR, "minutes-annexes", {"text": "地点有误", "reason": "笔误"})

    assert review.desk(CHAIR).ask(path).content[:5] == b"%PDF-"
    assert review.desk(CHAIR).ask(f"{review.path}/minutes/content").content == then


def test_a_case_that_is_over_leaves_only_closing(review: Review) -> None:
    review.convened()
    on_case(review, "xuhui-leader", "termination", {"ground": "party_dissolved", "reason": "注销"})

    body = review.desk(CONVENER).get(review.path)
    assert body["allowedActions"] == ["closing"]
    assert body["changes"][-1]["changes"] == ["case.terminated"]
    opinion = review.desk(PANEL[1]).send(
        f"{review.path}/opinions", {"kind": "agree"}, seen=review.version
    )
    problem(opinion, 409, "joint-review-case-over")
    assert review.do(CONVENER, "closing", {"reason": "案件已终止"})["status"] == "closed"


def test_what_changes_after_the_conclusion_is_heard_of(review: Review) -> None:
    review.frozen().do(CONVENER, "guidance", {"text": "指导"})
    corrected = {"corrects": 1, "title": "更正的案由", "reason": "笔误"}
    on_case(review, "xuhui-handler", "corrections", corrected)

    body = review.desk(CONVENER).get(review.path)
    assert [each["changes"] for each in body["changedSince"]] == [["case.corrected"]]
    assert [each["lapsed"] for each in body["positions"]] == [None] * 5
    assert "reconvening" in body["allowedActions"]
    assert review.do(CONVENER, "reconvening", {"reason": "案由有变"})["status"] == "accepted"


def test_a_member_recused_in_the_case_is_recused_from_the_review(bureau: Bureau) -> None:
    review = Review(bureau, filed(bureau, today()))
    panel = [*PANEL[:4], "xuhui-deputy"]
    review.do(CONVENER, "acceptance")
    review.do(CONVENER, "schedule", session(panel=panel))
    recusal = {
        "officer": "xuhui-deputy", "askedBy": "party", "grounds": "近亲属", "granted": True,
        "reason": "属实",
    }  # fmt: skip
    head = review.desk("auditor").head()

    on_case(review, "xuhui-head", "recusals", recusal)

    body = review.desk("auditor").get(review.path)
    assert [(each["member"], each["byCase"]) for each in body["recusals"]] == [
        ("xuhui-deputy", "case.recusal-decided")
    ]
    assert body["quorum"]["base"] == 4
    assert review.desk("auditor").head() == head + 2  # in the same append
    again = review.desk(CONVENER).send(
        f"{review.path}/schedule", session(panel=panel), seen=review.version
    )
    assert problem(again, 400, "member-of-handling-team")["basis"] == "JR-RECUSE"


def test_a_member_who_handles_the_case_now_is_recused(bureau: Bureau) -> None:
    review = Review(bureau, filed(bureau, today()))
    review.do(CONVENER, "acceptance")
    review.do(CONVENER, "schedule", session(panel=[*PANEL[:4], "xuhui-deputy"]))
    handlers = {"handlers": ["xuhui-handler", "xuhui-deputy"], "reason": "调整"}

    on_case(review, "xuhui-leader", "investigators", handlers)

    body = review.desk("auditor").get(review.path)
    assert [each["member"] for each in body["recusals"]] == ["xuhui-deputy"]


def test_what_a_request_is_suggested_by_counts_the_party_s_other_cases(bureau: Bureau) -> None:
    first, *_ = [filed(bureau, today()) for _ in range(3)]
    bureau.desk("auditor").listed("/cases")

    asked = bureau.desk("xuhui-leader").do(
        f"/cases/{first['id']}/joint-reviews", REQUEST, seen=first["version"]
    )

    assert "JR-CLUSTER" in asked["suggestedBy"]


def test_a_campaign_with_priority_suggests_its_cases(bureau: Bureau) -> None:
    urgent = {
        "code": "urgent-campaign", "kind": "rectification", "nameZh": "示例专项",
        "nameEn": "Campaign", "first": "2020-01-01", "priority": True,
    }  # fmt: skip
    administrator = bureau.desk("administrator.SHAMR")
    seen = administrator.get("/reference/campaigns")["revision"]
    revision = {"notice": "专项", "effectiveFrom": "2020-01-01", "items": [urgent]}
    administrator.do("/reference/campaigns", revision, seen=seen)
    case = filed(bureau, today())
    path = f"/cases/{case['id']}"
    tags = {"campaigns": ["urgent-campaign"], "reason": "纳入专项"}
    bureau.desk("xuhui-leader").do(f"{path}/campaigns", tags, seen=case["version"])

    own = bureau.desk("xuhui-leader").get(f"{path}/joint-review-suggestions")
    listed = bureau.desk("xuhui-leader").listed("/joint-reviews/suggestions", limit=100)
    asked = bureau.desk("xuhui-leader").do(f"{path}/joint-reviews", REQUEST, seen=2)

    assert "JR-ATTENTION" in [each["rule"] for each in own["items"]]
    assert case["id"] in [each["id"] for each in listed]
    assert "JR-ATTENTION" in asked["suggestedBy"]
