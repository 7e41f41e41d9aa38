"""Joint reviews over HTTP: five organisations, positions that lapse, minutes, and who sees what."""

from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest
from icalendar import Calendar
from msgspec.structs import replace

from adapters.calendar_feed import Session, calendar
from adapters.legal_day import SHANGHAI
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed, on_day
from tests.adapters.api.desk import Json, body_of, day, problem, statuses, today, together
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
from tests.adapters.api.scenes import Scenes

AGREE: Json = {"kind": "agree"}


@pytest.fixture
def review(bureau: Bureau) -> Review:
    """A review just asked for."""
    return Review(bureau, filed(bureau, today()))


def evidence(review: Review) -> Json:
    """A material change of the case."""
    handler = review.desk("xuhui-handler")
    case = handler.get(f"/cases/{review.case['id']}")
    body = {
        "kind": "record", "name": "补充笔录", "source": "现场", "obtainedOn": today(),
        "officers": ["xuhui-handler", "xuhui-handler2"],
    }  # fmt: skip
    return handler.do(f"/cases/{review.case['id']}/evidence", body, seen=case["version"])


def test_a_review_from_request_to_feedback(review: Review) -> None:
    assert review.body["status"] == "requested"
    assert "acceptance" in review.desk(CONVENER).get(review.path)["allowedActions"]

    review.frozen().do(CONVENER, "guidance", {"text": "建议加强证据", "answerBy": day(10)})
    answer = {"adopted": False, "text": "已另行取证"}
    review.do("xuhui-handler", "guidance-feedback", answer)
    done = review.do(CONVENER, "closing", {"reason": "办结"})

    assert (done["status"], done["feedback"]["adopted"]) == ("closed", False)
    assert done["quorum"] == {
        "base": 5, "needed": 4, "present": 5, "standing": 5, "reached": True, "awaited": [],
    }  # fmt: skip
    clocks = review.desk("auditor").get(f"{review.path}/clocks")["items"]
    assert {each["rule"]["id"] for each in clocks} == {
        "JR-SCREEN", "JR-SCHEDULE", "JR-MINUTES", "JR-GUIDANCE", "JR-FEEDBACK",
    }  # fmt: skip
    assert {each["rule"]["force"] for each in clocks} == {"internal"}
    history = review.desk("auditor").get(f"{review.path}/history")["items"]
    assert [each["text"] for each in history][-2].endswith("because: 已另行取证")


def test_five_organisations_at_once_leave_the_record_of_five_in_turn(bureau: Bureau) -> None:
    together_, in_turn = (Review(bureau, filed(bureau, today())).convened() for _ in range(2))
    seen = together_.version

    answers = together(
        *(
            partial(bureau.desk(member).send, f"{together_.path}/opinions", AGREE, seen=seen)
            for member in PANEL
        )
    )
    for member in PANEL:
        in_turn.do(member, "opinions", AGREE)

    assert statuses(answers) == [201] * 5
    one, other = (bureau.desk("auditor").get(each.path) for each in (together_, in_turn))
    assert one["status"] == other["status"] == "deliberated"
    assert one["quorum"] == other["quorum"]
    said = [
        sorted((each["member"], each["kind"], each["caseVersion"]) for each in body["positions"])
        for body in (one, other)
    ]
    assert said[0] == said[1]
    assert one["version"] == other["version"]


def test_a_position_lapses_with_the_case_and_is_given_anew(review: Review) -> None:
    review.convened()
    for member in PANEL:
        review.do(member, "opinions", AGREE)
    seen = review.version

    evidence(review)

    body = review.desk("auditor").get(review.path)
    assert {each["lapsed"] for each in body["positions"]} == {"case_changed"}
    assert (body["status"], body["quorum"]["standing"]) == ("convened", 0)
    conclusion = {"conclusion": "support", "text": "支持"}
    answer = review.desk(CHAIR).send(f"{review.path}/conclusion", conclusion, seen=review.version)
    problem(answer, 409, "quorum-not-reached")
    stale = review.desk(PANEL[1]).send(f"{review.path}/opinions", AGREE, seen=seen)
    changes = problem(stale, 412, "version-conflict")["changes"]
    assert [each["action"] for each in changes] == ["joint-review.case-changed"]

    for member in PANEL[:4]:
        review.do(member, "opinions", AGREE)
    concluded = review.do(CHAIR, "conclusion", conclusion | {"unheardBecause": "另有公务"})
    assert (concluded["concluded"]["forIt"], len(concluded["positions"])) == (4, 9)


def test_a_change_of_the_case_and_a_conclusion_at_once_go_in_one_lawful_order(
    review: Review,
) -> None:
    review.convened()
    for member in PANEL:
        review.do(member, "opinions", AGREE)
    seen, conclusion = review.version, {"conclusion": "support", "text": "支持"}

    def change() -> object:
        return evidence(review)

    chair = review.desk(CHAIR)
    (answer, _) = together(
        partial(chair.send, f"{review.path}/conclusion", conclusion, seen=seen),
        change,  # type: ignore[arg-type]
    )

    body = review.desk("auditor").get(review.path)
    lapsed = [each["lapsed"] for each in body["positions"]]
    if answer.status_code == 201:
        assert (body["status"], lapsed) == ("concluded", [None] * 5)
    else:
        assert answer.status_code in (409, 412)
        assert (body["status"], lapsed) == ("convened", ["case_changed"] * 5)


def test_a_member_replaced_while_speaking_counts_or_is_refused(review: Review) -> None:
    review.convened()
    change = {"added": ["huangpu-leader"], "removed": [PANEL[4]], "reason": "另有公务"}
    seen = review.version

    answers = together(
        partial(review.desk(PANEL[4]).send, f"{review.path}/opinions", AGREE, seen=seen),
        partial(review.desk(CONVENER).send, f"{review.path}/panel-changes", change, seen=seen),
    )

    # Who speaks is no obstacle to the convener; whose seat is gone is told so.
    assert answers[1].status_code == 201
    assert answers[0].status_code in (201, 403, 412)
    body = review.desk("auditor").get(review.path)
    assert body["quorum"]["standing"] == 0
    assert [each["lapsed"] for each in body["positions"]] in ([], ["member_left"])
    after = review.desk(PANEL[4]).send(f"{review.path}/opinions", AGREE, seen=review.version)
    problem(after, 403, "not-a-member")  # what was said in the session stays theirs to read


def test_a_recused_member_neither_votes_nor_reads(review: Review) -> None:
    review.convened()
    member = review.desk(PANEL[4])
    assert member.get(f"{review.path}/dossier")["case"]["id"] == review.case["id"]

    review.do(CONVENER, "recusals", {"member": PANEL[4], "reason": "利害关系"})

    for path in ("", "/dossier", "/history"):
        problem(member.ask(f"{review.path}{path}"), 404, "not-found")
    problem(member.send(f"{review.path}/opinions", AGREE, seen=1), 404, "not-found")


def test_nobody_signs_before_the_quorum(review: Review) -> None:
    review.convened()
    answer = review.desk(CHAIR).send(f"{review.path}/signatures", {}, seen=review.version)

    told = problem(answer, 409, "joint-review-out-of-order")
    assert "signatures" not in told["allowedActions"]


def test_too_few_adjourn_the_session(review: Review) -> None:
    assert review.convened(PANEL[:3]).body["status"] == "adjourned"
    assert review.do(CONVENER, "schedule", session())["status"] == "scheduled"


def test_the_panel_sees_the_case_as_of_the_agenda_and_what_changed_since(review: Review) -> None:
    review.scheduled()
    evidence(review)
    member = review.desk("minhang-leader")

    dossier = member.get(f"{review.path}/dossier")

    assert dossier["case"]["file"].get("evidence") is None
    assert [each["resource"]["version"] for each in dossier["changesSince"]] == [3]
    problem(member.ask(f"/cases/{review.case['id']}"), 404, "not-found")
    problem(review.desk("jingan-leader").ask(f"{review.path}/dossier"), 404, "not-found")
    read = review.desk("auditor").get(f"{review.path}/history")["items"][-1]
    assert (read["actor"]["id"], read["text"].split(" read ")[1][:11]) == (
        "minhang-leader", "the dossier",
    )  # fmt: skip


def test_there_is_no_dossier_before_the_agenda(review: Review) -> None:
    problem(review.desk("auditor").ask(f"{review.path}/dossier"), 409, "agenda-missing")


def test_it_changes_nothing_of_the_case_but_a_note(review: Review) -> None:
    auditor, path = review.desk("auditor"), f"/cases/{review.case['id']}"
    before = auditor.get(f"{path}/clocks")["items"]
    gates = auditor.get(f"{path}/gates", step="decision")["items"]

    review.frozen()

    assert auditor.get(f"{path}/clocks")["items"] == before
    assert auditor.get(f"{path}/gates", step="decision")["items"] == gates


def test_a_case_has_one_open_review(review: Review) -> None:
    leader, path = review.desk("xuhui-leader"), f"/cases/{review.case['id']}"
    again = partial(leader.send, f"{path}/joint-reviews", REQUEST)

    problem(again(seen=leader.get(path)["version"]), 409, "joint-review-open")
    review.do(CONVENER, "decline", {"reason": "不属重大疑难"})
    assert again(seen=leader.get(path)["version"]).status_code == 201


def test_the_superior_brings_a_case_up(bureau: Bureau) -> None:
    case = filed(bureau, today())
    body = {**REQUEST, "case": case["id"]}

    answer = bureau.desk("superior").send("/joint-reviews", body)

    assert answer.status_code == 201, answer.text
    assert body_of(answer)["origin"] == "superior"
    leader = bureau.desk("xuhui-leader")
    problem(leader.send("/joint-reviews", body), 403, "role-not-granted")


@pytest.mark.parametrize(
    ("changed", "code", "pointer"),
    [
        ({"panel": PANEL[:4]}, "panel-not-odd", "/panel"),
        ({"chair": "nobody"}, "chair-not-on-panel", "/chair"),
        ({"recorder": PANEL[1]}, "recorder-on-panel", "/recorder"),
        ({"recorder": "nobody"}, "unknown-officer", "/recorder"),
        ({"panel": [*PANEL[:4], "nobody"]}, "unknown-officer", "/panel/4"),
        ({"panel": [*PANEL[:4], "xuhui-handler"]}, "member-of-handling-team", "/panel/4"),
        ({"startsAt": "2020-01-01T09:00:00+08:00"}, "session-in-past", "/startsAt"),
        ({"agenda": []}, "text-empty", "/agenda"),
    ],
)
def test_a_panel_that_would_not_be_one_is_refused(
    review: Review, changed: Json, code: str, pointer: str
) -> None:
    review.do(CONVENER, "acceptance")
    answer = review.desk(CONVENER).send(
        f"{review.path}/schedule", session(**changed), seen=review.version
    )

    assert answer.status_code == 400, answer.text
    (error,) = body_of(answer)["errors"]
    assert (error["code"], error["pointer"]) == (code, pointer)


# --- queues, feed, minutes ------------------------------------------------------------------------


def queued(review: Review, user: str, tab: str) -> list[str]:
    """The ids in a tab of an officer's queue."""
    items = review.desk(user).listed("/joint-reviews/queue", tab=tab, limit=100)
    return [each["id"] for each in items]


def test_each_tab_shows_what_waits_for_whom(review: Review) -> None:
    own = review.body["id"]
    assert own in queued(review, CONVENER, "screen")
    assert own not in queued(review, "minhang-leader", "screen")
    review.do(CONVENER, "acceptance")
    assert own in queued(review, CONVENER, "schedule")
    review.do(CONVENER, "schedule", session())
    assert own in queued(review, "lab", "today")
    review.do(CHAIR, "attendance", {"present": PANEL})
    assert own in queued(review, "lab", "position")
    review.do("lab", "opinions", AGREE)
    assert own not in queued(review, "lab", "position")
    for member in PANEL[:4]:
        review.do(member, "opinions", AGREE)
    review.do(CHAIR, "conclusion", {"conclusion": "support", "text": "支持"})
    review.do(RECORDER, "minutes", MINUTES)
    assert own in queued(review, RECORDER, "signature")
    assert own not in queued(review, CONVENER, "signature")
    for signer in (CHAIR, RECORDER):
        review.do(signer, "signatures")
    review.do(CONVENER, "guidance", {"text": "指导"})
    assert own in queued(review, "xuhui-handler", "feedback")
    assert own not in queued(review, "minhang-leader", "feedback")


def test_a_tab_of_sessions_is_turned_page_by_page(review: Review, bureau: Bureau) -> None:
    """Those of one's bureau and those one sits on, in one order."""
    review.scheduled()
    panel = ["dispatcher.SHAMR", "xuhui-deputy", "corps-leader", "minhang-leader", "lab"]
    elsewhere = Scenes(bureau).review(session(panel=panel, chair=panel[0]))
    desk = bureau.desk("xuhui-deputy")
    whole = [each["id"] for each in desk.listed("/joint-reviews/queue", tab="today", limit=100)]

    found: list[str] = []
    query: dict[str, str] = {"tab": "today", "limit": "1"}
    while True:
        page = desk.get("/joint-reviews/queue", None, **query)
        found += [each["id"] for each in page["items"]]
        if "next" not in page:
            break
        query["cursor"] = page["next"]

    assert {review.body["id"], elsewhere} <= set(whole)
    assert found == whole
    assert page["tabs"]["today"] == len(set(whole))


def test_the_queue_of_the_past_is_shown_by_the_rights_of_now(review: Review) -> None:
    review.convened()
    then = review.desk("auditor").head()

    def queue() -> list[str]:
        path = "/joint-reviews/queue"
        items = review.desk("lab").listed(path, tab="position", asOfPosition=then, limit=100)
        return [each["id"] for each in items]

    assert review.body["id"] in queue()
    review.do(CONVENER, "recusals", {"member": "lab", "reason": "利害关系"})
    assert review.body["id"] not in queue()


def test_what_is_due_first_and_grave_comes_first_and_says_why(bureau: Bureau) -> None:
    late, soon = (Review(bureau, filed(bureau, on)) for on in (today(), day(-20)))
    grave = Review(bureau, filed(bureau, day(-10), batch=str(uuid4())))
    queue = bureau.desk(CONVENER).listed("/joint-reviews/queue", tab="screen", limit=100)
    places = {each["id"]: number for number, each in enumerate(queue)}

    assert places[soon.body["id"]] < places[grave.body["id"]] < places[late.body["id"]]
    order = queue[places[soon.body["id"]]]["order"]
    assert [each["code"] for each in order["because"]] == ["case-due"]
    assert order["because"][0]["text"].startswith("the case is to be decided by 20")


def test_what_was_not_done_in_time_is_overdue(bureau: Bureau) -> None:
    with on_day(bureau, day(-30)):
        review = Review(bureau, filed(bureau, day(-30)))

    assert review.body["id"] in queued(review, CONVENER, "overdue")
    counts = review.desk(CONVENER).get("/joint-reviews/queue")["tabs"]
    assert counts["overdue"] >= 1


def feed(review: Review, user: str) -> list[Any]:
    """The sessions of one review in an officer's calendar."""
    head = {"Min-Position": str(review.desk(user).head())}
    answer = review.desk(user).ask("/joint-reviews/sessions.ics", headers=head)
    assert answer.headers.get_list("content-type") == ["text/calendar; charset=utf-8"]
    return events(answer.text, review)


def events(text: str, review: Review) -> list[Any]:
    found: Any = Calendar.from_ical(text)
    days = [event["dtstart"].dt for event in found.walk("VEVENT")]
    assert days == sorted(days)
    return [each for each in found.walk("VEVENT") if review.body["id"] in str(each["uid"])]


def statuses_of(found: list[Any]) -> list[str]:
    return [str(each["status"]) for each in found]


def test_sessions_are_a_calendar_of_whoever_is_concerned(review: Review) -> None:
    review.scheduled()

    for user in ("lab", RECORDER, CONVENER, "auditor", "xuhui-handler", "xuhui-leader"):
        (event,) = feed(review, user)
        assert str(event["summary"]) == f"Joint review of {review.body['caseNumber']}"
        assert str(event["location"]) == "示例会议室"
        assert event["dtstart"].dt == datetime.fromisoformat(f"{today()}T01:30:00+00:00")
        assert event["dtstart"].dt.astimezone(SHANGHAI).hour == 9
        assert event["dtstart"].to_ical().endswith(b"Z")
        assert str(event["url"]).endswith(review.path)
        assert statuses_of([event]) == ["CONFIRMED"]
    assert feed(review, "jingan-leader") == []
    assert feed(review, "admin") == []


def test_a_session_that_is_set_anew_is_called_off_in_calendars(review: Review) -> None:
    review.scheduled()
    (first,) = feed(review, "lab")
    moved = session(startsAt=f"{day(2)}T14:00:00+08:00")
    review.do(CONVENER, "schedule", moved)

    off, on = feed(review, "lab")

    assert statuses_of([off, on]) == ["CANCELLED", "CONFIRMED"]
    assert off["uid"] == first["uid"] != on["uid"]
    assert off["sequence"] > first["sequence"]
    assert off["last-modified"].dt >= first["last-modified"].dt
    others = ["jingan-leader", *PANEL[:4]]
    review.do(CONVENER, "schedule", {**moved, "panel": others})
    assert statuses_of(feed(review, "lab")) == ["CANCELLED", "CANCELLED"]
    assert statuses_of(feed(review, "jingan-leader")) == ["CONFIRMED"]


def test_who_is_taken_off_the_panel_hears_that_much_and_no_more(review: Review) -> None:
    review.scheduled()
    change = {"added": ["huangpu-leader"], "removed": ["lab"], "reason": "另有公务"}
    review.do(CONVENER, "panel-changes", change)

    (off,) = feed(review, "lab")

    assert statuses_of([off]) == ["CANCELLED"]
    assert "location" not in off
    assert "description" not in off
    assert statuses_of(feed(review, "huangpu-leader")) == ["CONFIRMED"]
    review.do(CHAIR, "adjournment", {"reason": "改期"})
    assert statuses_of(feed(review, "huangpu-leader")) == ["CANCELLED"]


def test_what_was_held_stays_in_calendars_for_ninety_days(bureau: Bureau) -> None:
    reviews: list[Review] = []
    for ago in (-89, -91):
        with on_day(bureau, day(ago)):
            held = Review(bureau, filed(bureau, day(ago)))
            held.do(CONVENER, "acceptance")
            held.do(CONVENER, "schedule", session(startsAt=f"{day(ago)}T09:30:00+08:00"))
        reviews.append(held)

    assert [len(feed(each, "lab")) for each in reviews] == [1, 0]


def test_a_calendar_program_subscribes_by_a_secret_address(review: Review) -> None:
    review.scheduled()
    lab = review.desk("lab")
    lab.listed("/joint-reviews")  # so that it has caught up

    first, second = (lab.do("/calendar-token")["url"] for _ in range(2))

    def read(url: str) -> httpx.Response:
        return httpx.get(url, trust_env=False)

    assert read(first).status_code == 404
    assert statuses_of(events(read(second).text, review)) == ["CONFIRMED"]
    assert read(second[:-5] + "x.ics").status_code == 404
    review.do(CONVENER, "recusals", {"member": "lab", "reason": "利害关系"})
    lab.listed("/joint-reviews")
    assert statuses_of(events(read(second).text, review)) == ["CANCELLED"]
    assert lab.http.delete("/api/v1/calendar-token").status_code == 204
    assert read(second).status_code == 404


def test_a_session_beyond_all_days_does_not_take_the_others_with_it() -> None:
    sound = Session(
        review=uuid4(), number=1, sequence=4, title="会审", url="/joint-reviews/1",
        changed_at=datetime(2020, 4, 1, tzinfo=UTC),
        starts_at=datetime(2020, 4, 7, 9, 30, tzinfo=SHANGHAI),
    )  # fmt: skip
    absurd = [
        replace(sound, starts_at=datetime(9999, 12, 31, 23, tzinfo=zone))
        for zone in (UTC, SHANGHAI, timezone(-timedelta(hours=12)))
    ]

    found: Any = Calendar.from_ical(calendar([*absurd, sound], "会审"))

    assert [str(each["uid"]) for each in found.walk("VEVENT")] == [f"{sound.review}-1@casetrail"]


def test_the_minutes_are_a_draft_until_both_have_signed(review: Review) -> None:
    path = f"{review.path}/minutes/content"
    review.concluded()
    problem(review.desk(CHAIR).ask(path), 404, "not-found")
    review.do(RECORDER, "minutes", MINUTES)
    draft = review.desk(CHAIR).ask(path)
    for signer in (CHAIR, RECORDER):
        review.do(signer, "signatures")

    final = review.desk("xuhui-handler").ask(path)

    assert draft.headers["content-type"] == final.headers["content-type"] == "application/pdf"
    assert draft.content[:5] == final.content[:5] == b"%PDF-"
    assert review.desk(CHAIR).ask(path).content == final.content != draft.content
    review.do(CONVENER, "guidance", {"text": "指导"})
    assert review.desk(CHAIR).ask(path).content == final.content


def test_a_rule_suggests_cases_until_they_are_brought(bureau: Bureau) -> None:
    case = filed(bureau, today())
    leader, path = bureau.desk("xuhui-handler"), f"/cases/{case['id']}"
    asked = {"toOrg": "310115", "asked": "核实供货", "reason": "供货商在浦东"}
    leader.do(f"{path}/assistance-requests", asked, seen=case["version"])
    version = leader.get(path)["version"]

    listed = leader.listed("/joint-reviews/suggestions", limit=100)
    (found,) = [each["suggestions"] for each in listed if each["id"] == case["id"]]
    own = leader.get(f"{path}/joint-review-suggestions")

    assert found[0] == {
        "rule": "JR-DISTRICTS", "ground": "cross_district", "text": "several districts",
        "amount": None, "threshold": None,
    }  # fmt: skip
    assert own["items"][0]["rule"] == "JR-DISTRICTS"
    asked_for = leader.do(f"{path}/joint-reviews", REQUEST, seen=version)
    assert "JR-DISTRICTS" in asked_for["suggestedBy"]
    listed = leader.listed("/joint-reviews/suggestions", limit=100)
    assert case["id"] not in [each["id"] for each in listed]


def test_a_party_with_several_open_cases_is_suggested_in_the_list_too(bureau: Bureau) -> None:
    party = {"kind": "entity", "name": "示例连锁有限公司", "uscc": "91310115MA1KABCD9D"}
    handler = bureau.desk("xuhui-handler")

    def file() -> Json:
        return filed(bureau, today(), party=party, violation=f"违法行为 {uuid4()}")

    def suggested() -> dict[str, list[str]]:
        listed = handler.listed("/joint-reviews/suggestions", limit=100)
        return {each["id"]: [by["rule"] for by in each["suggestions"]] for each in listed}

    cases = [file(), file()]
    assert not suggested().keys() & {each["id"] for each in cases}
    cases.append(file())

    found = suggested()
    for each in cases:
        own = handler.get(f"/cases/{each['id']}/joint-review-suggestions")["items"]
        assert found[each["id"]] == [by["rule"] for by in own] == ["JR-CLUSTER"]
