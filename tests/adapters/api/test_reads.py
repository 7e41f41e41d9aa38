"""Reads: conditional, caught up with what was written, in pages, counted, in two languages."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import (
    PUDONG,
    V1,
    Desk,
    Handed,
    Json,
    body_of,
    day,
    lead_body,
    problem,
)


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', '"7", "1"', "*"])
def test_what_is_known_is_not_sent_again(bureau: Bureau, registered: Json, tag: str) -> None:
    answer = bureau.desk("dispatcher").ask(
        f"/leads/{registered['id']}", headers={"If-None-Match": tag}
    )

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == '"1"'


@pytest.mark.parametrize("tag", ['"2"', "1", '"10"', "nonsense"])
def test_what_is_not_known_is_sent(bureau: Bureau, registered: Json, tag: str) -> None:
    answer = bureau.desk("dispatcher").ask(
        f"/leads/{registered['id']}", headers={"If-None-Match": tag}
    )

    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_tag_gives_away_no_record_one_may_not_see(bureau: Bureau, registered: Json) -> None:
    for record in (registered["id"], str(uuid4())):
        answer = bureau.desk("minhang-leader").ask(
            f"/leads/{record}", headers={"If-None-Match": '"1"'}
        )
        problem(answer, 404, "not-found")


def test_a_command_names_its_event(bureau: Bureau, dispatched: Handed) -> None:
    handler = bureau.desk("pudong-handler")

    answer = handler.send(f"{dispatched.referral_path}/receipt", {}, seen=1)

    assert answer.headers["ETag"] == '"2"'
    assert answer.headers["Location"] == f"{V1}/events/{answer.headers['Event-Position']}"
    event = handler.get(answer.headers["Location"])
    assert event["specversion"] == "1.0"
    assert event["type"] == "cn.shanghai.scjg.lead.received.v1"
    assert event["subject"] == dispatched.lead["id"]
    assert event["actororg"] == PUDONG
    assert event["effectiveon"] == day(0)
    assert datetime.fromisoformat(event["time"]).utcoffset() is not None
    before = handler.get(f"/events/{event['position'] - 1}")
    assert before["type"] == "cn.shanghai.scjg.referral.received.v1"
    assert before["subject"] == dispatched.referral["id"]


def test_a_new_record_is_where_its_location_says(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")

    answer = dispatcher.send("/leads", lead_body())

    assert answer.headers["Location"] == f"{V1}/leads/{body_of(answer)['id']}"
    assert dispatcher.get(answer.headers["Location"]) == body_of(answer)


def test_a_referral_is_where_its_location_says(bureau: Bureau, registered: Json) -> None:
    dispatcher = bureau.desk("dispatcher")

    answer = dispatcher.send(
        f"/leads/{registered['id']}/referrals", {"toOrg": PUDONG, "reason": "r"}, seen=1
    )

    assert dispatcher.get(answer.headers["Location"]) == body_of(answer)


def test_a_list_that_is_waited_for_has_what_was_written(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")

    for _ in range(10):
        written = dispatcher.send("/leads", lead_body())
        position = {"Min-Position": written.headers["Event-Position"]}

        found = dispatcher.get("/leads", headers=position, q=body_of(written)["sourceRef"])["items"]

        assert [row["id"] for row in found] == [body_of(written)["id"]]
        assert found[0]["version"] == 1


def test_a_position_that_is_not_reached_is_said_to_be_so(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")
    ahead = {"Min-Position": str(dispatcher.head() + 1000)}

    answer = dispatcher.ask("/leads", headers=ahead)

    problem(answer, 503, "not-yet-projected")
    assert answer.headers["Retry-After"] == "1"
    assert 1.5 < answer.elapsed.total_seconds() < 5


@pytest.fixture(scope="module")
def campaign(bureau: Bureau) -> str:
    """Twenty-three leads of one campaign, several received on the same day."""
    name = "epidemic-2020"
    for number in range(23):
        bureau.desk("dispatcher").do(
            "/leads", lead_body(campaigns=[name], receivedOn=day(-(number // 5)))
        )
    return name


def pages(desk: Desk, first: httpx.Response) -> Iterator[httpx.Response]:
    """A list's pages, each found by the Link header of the one before."""
    answer = first
    while True:
        assert answer.status_code == 200, answer.text
        yield answer
        if "next" not in answer.links:
            return
        link = answer.links["next"]["url"]
        assert parse_qs(urlsplit(link).query)["cursor"] == [body_of(answer)["next"]]
        answer = desk.ask(link)


@pytest.mark.parametrize("limit", [1, 5, 22, 23, 100])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_the_pages_hold_every_row_exactly_once_in_order(
    bureau: Bureau, campaign: str, limit: int, order: str
) -> None:
    desk = bureau.desk("dispatcher")
    caught_up = {"Min-Position": str(desk.head())}
    first = desk.ask("/leads", headers=caught_up, campaign=campaign, limit=limit, order=order)

    found = [body_of(page)["items"] for page in pages(desk, first)]

    rows = [row for page in found for row in page]
    assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)
    assert len(rows) == len({row["id"] for row in rows}) == 23
    days = [row["receivedOn"] for row in rows]
    assert days == sorted(days, reverse=order == "desc")


def test_pages_of_the_past_stay_in_the_past(bureau: Bureau, campaign: str) -> None:
    desk = bureau.desk("dispatcher")
    first = desk.ask("/leads", campaign=campaign, limit=10, asOfPosition=desk.head())
    desk.do("/leads", lead_body(campaigns=[campaign], receivedOn=day(-2)))

    found = [row for page in pages(desk, first) for row in body_of(page)["items"]]

    assert len(found) == 23
    assert {page.json()["asOfPosition"] for page in pages(desk, first)} == {
        body_of(first)["asOfPosition"]
    }


@pytest.mark.parametrize("path", ["/leads", "/inbox", "/dispatch-queue", "/referrals"])
@pytest.mark.usefixtures("accepted")
def test_rows_are_counted_only_when_asked_for(bureau: Bureau, path: str) -> None:
    desk = bureau.desk("dispatcher")
    rows = desk.listed(path, limit=100)

    assert "count" not in desk.get(path)
    counted = desk.get(path, count="capped", limit=1)["count"]
    assert counted == {"count": len(rows), "exact": True}


def test_filters_narrow_a_list(bureau: Bureau, accepted: Handed) -> None:
    desk = bureau.desk("dispatcher")
    lead = accepted.lead["id"]

    def found(**query: str) -> bool:
        return lead in [row["id"] for row in desk.listed("/leads", limit=100, **query)]

    assert found(holder=PUDONG)
    assert found(status="verifying", serious="true", source="inspection")
    assert found(productCategory="children-products")
    assert not found(holder="310112")
    assert not found(status="registered")
    assert not found(serious="false")
    assert not found(campaign="none")


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", '"', "；--", "%%"])
def test_search_takes_words_as_they_are(bureau: Bureau, registered: Json, words: str) -> None:
    title = f"标题{words}{registered['id']}"
    desk = bureau.desk("dispatcher")
    desk.do("/leads", lead_body(title=title))

    found = desk.listed("/leads", q=f"题{words}{registered['id']}")

    assert [row["title"] for row in found] == [title]
    assert all(words in row["title"] for row in desk.listed("/leads", q=f"标题{words}"))


def test_similar_leads_say_what_they_share(bureau: Bureau) -> None:
    desk, product, firm = bureau.desk("dispatcher"), f"产品{uuid4()}", f"企业{uuid4()}"
    given = {"product": product, "batch": "A1", "enterprise": {"name": firm}}
    one = desk.do("/leads", lead_body(**given))
    two = desk.do("/leads", lead_body(**given))
    three = desk.do("/leads", lead_body(product=product, batch="B2"))
    caught_up = {"Min-Position": str(desk.head())}

    found = desk.get(f"/leads/{one['id']}/similar", headers=caught_up)["items"]

    assert [(row["id"], row["shares"]) for row in found] == [
        (two["id"], ["enterprise", "product", "batch"]),
        (three["id"], ["product"]),
    ]


@pytest.mark.parametrize(
    ("accepted_languages", "tag", "title"),
    [
        ("en", "en", "Sign in first."),
        ("zh-CN", "zh-CN", "请先登录。"),
        ("", "zh-CN", "请先登录。"),
        ("fr", "zh-CN", "请先登录。"),
        ("en;q=0.5, zh;q=0.9", "zh-CN", "请先登录。"),
        ("en-GB, zh;q=0.5", "en", "Sign in first."),
    ],
)
def test_a_problem_is_told_in_the_language_asked_for(
    bureau: Bureau, accepted_languages: str, tag: str, title: str
) -> None:
    answer = bureau.nobody.ask("/leads", headers={"Accept-Language": accepted_languages})

    assert answer.headers["Content-Language"] == tag
    assert body_of(answer)["title"] == title


def test_reference_data_is_shown_with_its_revision(bureau: Bureau) -> None:
    desk = bureau.desk("pudong-handler")

    for name in ("organisations", "officers", "product-catalogue", "reason-codes"):
        answer = desk.ask(f"/reference/{name}")
        body = body_of(answer)

        assert (body["revision"], answer.headers["ETag"]) == (1, '"1"')
        assert body["items"]
        assert body["validFrom"] == "2020-01-01"


def test_before_it_was_published_there_was_no_reference_data(bureau: Bureau) -> None:
    then = bureau.desk("pudong-handler").get("/reference/officers", asOfPosition=0)

    assert (then["revision"], then["items"], then["asOfPosition"]) == (0, [], 0)


def test_a_revision_of_reference_data_needs_the_one_before(empty_bureau: Bureau) -> None:
    admin = empty_bureau.desk("admin")
    item = {"code": "too-old", "use": "return", "labelZh": "线索过时", "labelEn": "Too old"}
    body: Json = {"notice": "增补", "effectiveFrom": day(0), "items": [item]}
    path, before = "/reference/reason-codes", admin.head()

    problem(admin.send(path, body), 428, "if-match-missing")
    problem(admin.send(path, body, seen=7), 412, "version-conflict")
    problem(admin.send(path, body | {"items": [item | {"x": 1}]}, seen=1), 400, "unknown-field")
    problem(admin.send(path, body | {"items": [{"code": "a b"}]}, seen=1), 400, "code-malformed")
    problem(admin.send(path, body | {"notice": " "}, seen=1), 400, "body-invalid")
    problem(admin.send(path, body | {"publishedOn": day(1)}, seen=1), 400, "date-in-future")
    problem(empty_bureau.desk("auditor").send(path, body, seen=1), 403, "role-not-granted")
    assert admin.head() == before

    published = admin.send(path, body, seen=1)

    assert (published.status_code, published.headers["ETag"]) == (201, '"2"')
    assert "too-old" in [each["code"] for each in admin.get(path)["items"]]
    then = admin.get(path, asOfPosition=before)
    assert "too-old" not in [each["code"] for each in then["items"]]


def test_a_revision_is_published_once_for_one_key(empty_bureau: Bureau) -> None:
    admin, key = empty_bureau.desk("admin"), str(uuid4())
    item = {"code": "too-old", "use": "return", "labelZh": "线索过时", "labelEn": "Too old"}
    body = {"notice": "增补", "effectiveFrom": day(0), "items": [item]}
    first = admin.send("/reference/reason-codes", body, seen=1, key=key)
    before = admin.head()

    again = admin.send("/reference/reason-codes", body, seen=1, key=key)

    assert again.status_code == first.status_code == 201
    assert again.headers["Idempotency-Replayed"] == "true"
    assert body_of(again) == body_of(first)
    assert admin.head() == before
    other = admin.send("/reference/reason-codes", body | {"notice": "x"}, seen=1, key=key)
    problem(other, 422, "idempotency-key-reused")


def test_health_tells_how_far_everything_is(bureau: Bureau, registered: Json) -> None:
    bureau.desk("dispatcher").listed("/leads")

    ready = bureau.nobody.ask("/health/ready")

    body = body_of(ready)
    assert (ready.status_code, body["status"], body["parked"]) == (200, "ready", [])
    assert body["head"] == body["projected"] >= registered["position"]
    assert body_of(bureau.nobody.ask("/health/live")) == {"status": "live"}
