"""Clocks over the API: of a record, in lists of what is due, calculated; now and as once known."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from argon2 import PasswordHasher
from msgspec.structs import replace
from psycopg.conninfo import make_conninfo

from adapters.app import open_pool
from adapters.cli.demo_data import FOLDER
from adapters.cli.reference import installer
from adapters.files import shipped
from adapters.postgres.accounts import PostgresAccounts
from adapters.postgres.datastore import Datastore
from adapters.postgres.factory import open_ledger
from adapters.postgres.recorder import PostgresLedgerRecorder
from application.almanac import Almanac
from application.deadlines import Bucket
from application.desk import Desk as Writing
from application.directory import Directory
from application.ledger import Entry, Ledger
from application.reference import publish
from domain.authority import Officer, Role
from tests.adapters.api.bureau import Bureau, opened
from tests.adapters.api.conftest import Databases
from tests.adapters.api.desk import (
    PASSWORD,
    PUDONG,
    Desk,
    Handed,
    Json,
    body_of,
    day,
    lead_body,
    pointers,
    problem,
    today,
    until,
)
from tests.adapters.api.scenes import REASON, Scenes
from tests.conftest import create, drop
from tests.domain.statute.test_vectors import VECTORS
from tests.domain.story import REGISTERED

ALMANAC: Almanac = shipped.almanac()
CALENDAR = ALMANAC.calendar
TODAY = date.fromisoformat(today())
TEST = {"lab": "市质检院", "purpose": "接地"}
VERSION = "PP2022"
SOUND = {"rule": "PP-VERIFY", "from": "2020-03-02"}


def working_days_ago(days: int) -> str:
    return CALENDAR.subtract_working_days(TODAY, days).isoformat()


def due_from(received: str, days: int = 15) -> str:
    return CALENDAR.add_working_days(date.fromisoformat(received), days).isoformat()


def clocks(desk: Desk, kind: str, record: Json, **query: str | int) -> list[Json]:
    found: list[Json] = desk.get(f"/{kind}/{record['id']}/clocks", None, **query)["items"]
    return found


@pytest.fixture
def scenes(bureau: Bureau) -> Scenes:
    return Scenes(bureau)


# --- the clocks of a record ----------------------------------------------------------------------


def test_a_clock_says_what_is_due_from_whom_when_and_why(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")
    lead = dispatcher.do("/leads", lead_body(receivedOn=working_days_ago(6)))

    (clock,) = clocks(dispatcher, "leads", lead)

    assert clock["rule"] == {
        "id": "PP-VERIFY",
        "instrument": VERSION,
        "article": "18",
        "confidence": "high",
        "force": "statutory",
    }
    assert clock["record"] == {"kind": "leads", "id": lead["id"], "title": lead["title"]}
    assert (clock["holder"], clock["state"]) == (lead["holder"], "running")
    assert (clock["startedOn"], clock["dueOn"]) == (
        lead["receivedOn"],
        due_from(lead["receivedOn"]),
    )
    # On a day off, the sixth working day back is one of five since.
    used = 6 if CALENDAR.is_working_day(TODAY) else 5
    assert (clock["remainingWorkingDays"], clock["used"], clock["of"]) == (15 - used, used, 15)
    assert clock["label"] == f"{15 - used} working days left (due {clock['dueOn']})"
    assert clock["calendarRevision"]
    assert [step["type"] for step in clock["explanation"]][:2] == ["triggered", "rule"]


def test_an_explanation_is_a_sentence_in_both_languages(scenes: Scenes) -> None:
    handler, leader = scenes.officer("handler"), scenes.officer("leader")
    lead = handler.do("/leads", lead_body(receivedOn=working_days_ago(6)))
    path = f"/leads/{lead['id']}"
    handler.do(f"{path}/verification", seen=1)
    start, end = working_days_ago(4), working_days_ago(2)
    handler.do(f"{path}/tests", TEST | {"commissionedOn": start, "test": "T1"}, seen=2)
    result = {"test": "T1", "receivedOn": end, "conclusion": "不合格"}
    handler.do(f"{path}/test-results", result, seen=3)
    leader.do(f"{path}/extensions", {"reason": "案情复杂"}, seen=4)

    english, chinese = (
        handler.get(f"{path}/clocks", headers={"Accept-Language": language})["items"][0]
        for language in ("en", "zh-CN")
    )

    assert english["dueOn"] == due_from(lead["receivedOn"], 32) == chinese["dueOn"]
    (period,) = english["periods"]
    assert (period["kind"], period["start"], period["end"]) == ("test", start, end)
    assert (period["source"], period["reason"]) == ("3, 4", "接地")
    (extension,) = english["extensions"]
    assert (extension["approver"], extension["approvedOn"], extension["source"]) == (
        "leader",
        today(),
        "5",
    )
    for text, words in (
        (english["text"], ("art. 18", VERSION, "entry 3, 4", "entry 5", "15 working days")),
        (chinese["text"], ("第18条", VERSION, "记录 3、4", "记录 5", "15 个工作日")),
    ):
        for said in (*words, english["dueOn"], start, end, "国办发明电"):
            assert said in text, text
        assert text.count("。") <= 1
        assert text.endswith((".", "。"))
        assert "…" not in text


def test_receipt_starts_the_receivers_clock_and_dispatch_ends_the_senders(
    bureau: Bureau, accepted: Handed
) -> None:
    handler = bureau.desk("pudong-handler")

    sender, own = clocks(handler, "leads", accepted.lead)
    (answer,) = clocks(handler, "referrals", accepted.referral)

    assert (sender["state"], sender["stoppedOn"]) == ("met", today())
    assert (own["holder"], own["state"], own["startedOn"]) == (PUDONG, "running", today())
    assert own["dueOn"] == due_from(today())
    assert own["provisional"] is (own["dueOn"] > "2027")
    assert (answer["rule"]["id"], answer["rule"]["force"]) == ("LEAD-ACCEPT", "internal")
    assert (answer["state"], answer["stoppedLate"]) == ("met", False)


def test_the_wait_for_an_answer_runs_from_the_day_of_sending(
    bureau: Bureau, dispatched: Handed
) -> None:
    (answer,) = clocks(bureau.desk("pudong-handler"), "referrals", dispatched.referral)

    assert (answer["state"], answer["holder"], answer["startedOn"]) == ("running", PUDONG, today())
    assert "an internal service level and not law" in answer["text"]


def test_each_recipient_of_a_result_has_days_of_its_own(scenes: Scenes) -> None:
    found = scenes.disposition()
    officer = scenes.officer("handler")
    roles = ["producer", "seller"]
    for version, (role, ago) in enumerate(zip(roles, (3, 1), strict=False), 1):
        told = {"recipient": role, "receivedOn": day(-ago), "mode": "mail"}
        officer.do(f"/dispositions/{found['id']}/result-notice", told, seen=version)

    items = clocks(officer, "dispositions", found)

    assert [each["party"] for each in items] == roles
    assert {each["rule"]["id"] for each in items} == {"PSS-OBJECT"}
    assert [each["startedOn"] for each in items] == [day(-3), day(-1)][: len(roles)]


def test_only_those_a_record_concerns_see_its_clocks(bureau: Bureau, registered: Json) -> None:
    path = f"/leads/{registered['id']}/clocks"

    problem(bureau.desk("minhang-leader").ask(path), 404, "not-found")
    problem(bureau.desk("dispatcher").ask(f"/leads/{uuid4()}/clocks"), 404, "not-found")
    problem(bureau.desk("dispatcher").ask(path, colour="red"), 400, "unknown-parameter")


def test_a_pause_is_shown_with_its_reason_and_how_much_is_used(scenes: Scenes) -> None:
    handler = scenes.officer("handler")
    lead = handler.do("/leads", lead_body(receivedOn=working_days_ago(6)))
    handler.do(f"/leads/{lead['id']}/verification", seen=1)
    since = working_days_ago(4)
    handler.do(f"/leads/{lead['id']}/tests", TEST | {"commissionedOn": since}, seen=2)

    (clock,) = clocks(handler, "leads", lead)

    assert (clock["state"], clock["dueOn"], clock["remainingWorkingDays"]) == ("paused", None, None)
    assert (clock["pausedSince"], clock["pausedWhy"]) == (since, "test")
    assert (clock["used"], clock["of"]) == (2, 15)
    assert clock["label"] == f"Clock stopped since {since}"


def test_t6_a_pause_entered_late_changes_nothing_that_was_known_before(scenes: Scenes) -> None:
    handler = scenes.officer("handler")
    lead = handler.do("/leads", lead_body(receivedOn=working_days_ago(6)))
    handler.do(f"/leads/{lead['id']}/verification", seen=1)
    then = scenes.head()
    start, end = working_days_ago(4), working_days_ago(1)
    test = handler.do(f"/leads/{lead['id']}/tests", TEST | {"commissionedOn": start}, seen=2)
    paused = scenes.head()
    result = {"test": "1", "receivedOn": end, "conclusion": "不合格"}
    handler.do(f"/leads/{lead['id']}/test-results", result, seen=test["version"])

    def known(**query: int) -> tuple[str, str | None]:
        (clock,) = clocks(handler, "leads", lead, **query)
        return clock["state"], clock["dueOn"]

    assert known(asOfPosition=then) == ("running", due_from(lead["receivedOn"]))
    assert known(asOfPosition=paused) == ("paused", None)
    assert known() == ("running", due_from(lead["receivedOn"], 18))


# --- extension -----------------------------------------------------------------------------------


def verifying(scenes: Scenes, received: str) -> str:
    handler = scenes.officer("handler")
    lead = handler.do("/leads", lead_body(receivedOn=received))
    handler.do(f"/leads/{lead['id']}/verification", seen=1)
    return f"/leads/{lead['id']}"


@pytest.mark.parametrize("ago", [0, 1, 15])
def test_a_leader_extends_once_until_the_day_it_is_due(scenes: Scenes, ago: int) -> None:
    received = working_days_ago(ago) if ago else today()
    path, leader = verifying(scenes, received), scenes.officer("leader")

    leader.do(f"{path}/extensions", REASON, seen=2)
    again = leader.send(f"{path}/extensions", REASON, seen=3)

    (clock,) = leader.get(f"{path}/clocks")["items"]
    assert clock["dueOn"] == due_from(received, 30)
    body = problem(again, 409, "extended-already")
    assert (body["basis"], "article 18" in body["title"]) == ("PP-VERIFY", True)


def test_what_ran_out_is_not_extended(scenes: Scenes) -> None:
    received = working_days_ago(16)
    path, leader = verifying(scenes, received), scenes.officer("leader")

    refused = leader.send(f"{path}/extensions", REASON, seen=2)

    body = problem(refused, 409, "extension-after-expiry")
    assert body["basis"] == "PP-VERIFY"
    for said in ("article 18", "SAMR Order 61", due_from(received), today()):
        assert said in body["title"]
    assert leader.get(path)["version"] == 2
    (clock,) = leader.get(f"{path}/clocks")["items"]
    assert (clock["state"], clock["label"]) == ("overdue", "1 working day overdue")


def test_a_handler_extends_nothing(scenes: Scenes) -> None:
    path = verifying(scenes, working_days_ago(1))

    refused = scenes.officer("handler").send(f"{path}/extensions", REASON, seen=2)

    problem(refused, 403, "role-not-granted")


# --- lists of what is due ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def city(furnished_databases: Databases) -> Iterator[Bureau]:
    """A server with nothing but leads whose verification is due on known days."""
    with furnished_databases() as database, opened(database) as running:
        fill(running)
        yield running


def fill(bureau: Bureau) -> None:
    """Leads of Pudong and Jing'an for each bucket, one of each paused, one closed."""
    for org in (PUDONG, "310106"):
        handler, leader = bureau.desk(f"handler.{org}"), bureau.desk(f"leader.{org}")
        for ago in (40, 17, 16, 15, 14, 12, 11, 9, 4, 1):
            handler.do("/leads", lead_body(receivedOn=working_days_ago(ago), title=f"{org} {ago}"))
        paused = handler.do("/leads", lead_body(title=f"{org} paused"))
        handler.do(f"/leads/{paused['id']}/verification", seen=1)
        handler.do(f"/leads/{paused['id']}/tests", TEST | {"commissionedOn": day(-5)}, seen=2)
        closed = handler.do("/leads", lead_body(title=f"{org} closed"))
        handler.do(f"/leads/{closed['id']}/verification", seen=1)
        decided = {"reasonCode": "minor-corrected", "reason": "理由"}
        leader.do(f"/leads/{closed['id']}/no-filing", decided, seen=2)


def expected_bucket(due: date) -> Bucket:
    """Which list a day belongs to, counted day by day."""
    if due < TODAY:
        return Bucket.OVERDUE
    left, at = 0, TODAY
    while at < due:
        at += timedelta(1)
        left += CALENDAR.is_working_day(at)
    if left < 3 or (left == 3 and CALENDAR.is_working_day(due)):
        return Bucket.SOON
    return Bucket.WEEK if due.isocalendar()[:2] == TODAY.isocalendar()[:2] else Bucket.LATER


def titles(items: list[Json]) -> list[str]:
    return [each["record"]["title"] for each in items]


def test_every_deadline_is_in_one_bucket_and_the_right_one(city: Bureau) -> None:
    dispatcher = city.desk("dispatcher")
    listed = {
        bucket: dispatcher.listed("/deadlines", bucket=bucket, limit=100) for bucket in Bucket
    }

    for bucket in (Bucket.OVERDUE, Bucket.SOON, Bucket.WEEK, Bucket.LATER):
        for each in listed[bucket]:
            assert expected_bucket(date.fromisoformat(each["dueOn"])) is bucket
            assert each["state"] == ("overdue" if bucket is Bucket.OVERDUE else "running")
    running = [
        title
        for bucket in (Bucket.OVERDUE, Bucket.SOON, Bucket.WEEK, Bucket.LATER, Bucket.PAUSED)
        for title in titles(listed[bucket])
    ]
    assert sorted(running) == sorted(titles(listed[Bucket.OPEN]))
    assert len(set(running)) == len(running) == 22
    assert sorted(titles(listed[Bucket.PAUSED])) == ["310106 paused", "310115 paused"]
    assert len(listed[Bucket.OVERDUE]) == 6
    assert listed[Bucket.SOON]


def test_a_district_sees_its_own_and_nobody_elses(city: Bureau) -> None:
    handler = city.desk(f"handler.{PUDONG}")

    own = handler.listed("/deadlines", limit=100)
    body = handler.get("/deadlines", bucket="overdue")
    others = handler.listed("/deadlines", holder="310106", limit=100)

    assert {each["holder"] for each in own} == {PUDONG}
    assert len(own) == 11
    assert (body["holder"], body["bucket"]) == (PUDONG, "overdue")
    assert others == []


def test_a_dispatcher_sees_all_or_those_of_one(city: Bureau) -> None:
    dispatcher = city.desk("dispatcher")

    assert len(dispatcher.listed("/deadlines", limit=100)) == 22
    of_one = dispatcher.listed("/deadlines", holder="310106", limit=100)

    assert {each["holder"] for each in of_one} == {"310106"}
    assert len(of_one) == 11


@pytest.mark.parametrize("limit", [1, 2, 7])
@pytest.mark.parametrize("bucket", ["open", "overdue", "later"])
def test_pages_visit_everything_once_in_order_of_the_day_due(
    city: Bureau, limit: int, bucket: str
) -> None:
    dispatcher = city.desk("dispatcher")
    whole = dispatcher.listed("/deadlines", bucket=bucket, limit=100)
    seen: list[Json] = []
    query: dict[str, str | int] = {"bucket": bucket, "limit": limit}

    while True:
        answer = dispatcher.ask("/deadlines", None, **query)
        body = body_of(answer)
        seen += body["items"]
        assert len(body["items"]) <= limit
        assert ("next" in body) == ("Link" in answer.headers)
        if "next" not in body:
            break
        query["cursor"] = body["next"]

    assert seen == whole
    days = [each["dueOn"] or "9999" for each in seen]
    assert days == sorted(days)
    assert len({each["id"] for each in seen}) == len(seen)


def test_a_list_goes_backwards_is_counted_and_searched(city: Bureau) -> None:
    dispatcher = city.desk("dispatcher")
    forward = dispatcher.listed("/deadlines", limit=100)

    backward = dispatcher.listed("/deadlines", limit=100, order="desc")
    counted = dispatcher.get("/deadlines", bucket="overdue", count="capped", limit=1)
    found = dispatcher.listed("/deadlines", q="310106 1", limit=100)

    assert backward == forward[::-1]
    assert counted["count"] == {"count": 6, "exact": True}
    assert titles(found) == [each for each in titles(forward) if each.startswith("310106 1")]


def test_due_before_a_day_leaves_that_day_out(city: Bureau) -> None:
    dispatcher = city.desk("dispatcher")
    whole = dispatcher.listed("/deadlines", limit=100)
    middle = whole[10]["dueOn"]

    before = dispatcher.listed("/deadlines", dueBefore=middle, limit=100)
    both = dispatcher.listed("/deadlines", dueBefore=middle, bucket="overdue", limit=100)

    assert before == [each for each in whole if each["dueOn"] and each["dueOn"] < middle]
    assert both == [each for each in before if each["dueOn"] < today()]
    assert dispatcher.listed("/deadlines", dueBefore="0001-01-01") == []
    assert len(dispatcher.listed("/deadlines", dueBefore="9999-12-31", limit=100)) == 20


def test_filters_by_rule_and_kind(city: Bureau) -> None:
    dispatcher = city.desk("dispatcher")

    assert len(dispatcher.listed("/deadlines", rule="PP-VERIFY", limit=100)) == 22
    assert dispatcher.listed("/deadlines", rule="PP-DISPUTE") == []
    assert len(dispatcher.listed("/deadlines", kind="leads", limit=100)) == 22
    assert dispatcher.listed("/deadlines", kind="referrals") == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"bucket": "yesterday"}, "parameter-invalid"),
        ({"kind": "nonsense"}, "parameter-invalid"),
        ({"dueBefore": "soon"}, "parameter-invalid"),
        ({"limit": "101"}, "parameter-invalid"),
        ({"cursor": "nonsense"}, "parameter-invalid"),
        ({"colour": "red"}, "unknown-parameter"),
        ({"due_before": "2020-01-01"}, "unknown-parameter"),
        ({"asOf": "9000-01-01"}, "moment-in-future"),
    ],
)
def test_a_list_refuses_what_it_does_not_know(
    city: Bureau, query: Mapping[str, str], code: str
) -> None:
    problem(city.desk("dispatcher").ask("/deadlines", None, **query), 400, code)


@pytest.mark.parametrize("instant", ["0001-01-01", "0001-01-02T00:00:00Z", "1900-01-01"])
@pytest.mark.parametrize("bucket", list(Bucket))
def test_before_anything_was_known_nothing_was_due(
    city: Bureau, instant: str, bucket: Bucket
) -> None:
    found = city.desk("dispatcher").get("/deadlines", asOf=instant, bucket=bucket)

    assert found["items"] == []


def test_a_list_is_that_of_what_was_known_then(city: Bureau) -> None:
    dispatcher, handler = city.desk("dispatcher"), city.desk(f"handler.{PUDONG}")
    lead = handler.do("/leads", lead_body(receivedOn=working_days_ago(16), title="late"))
    then = dispatcher.head()
    path = f"/leads/{lead['id']}"
    handler.do(f"{path}/verification", seen=1)
    handler.do(f"{path}/tests", TEST | {"commissionedOn": working_days_ago(10)}, seen=2)

    def listed(**query: str | int) -> list[str]:
        return titles(dispatcher.listed("/deadlines", q="late", **query))

    assert listed(bucket="overdue", asOfPosition=then) == ["late"]
    assert listed(bucket="overdue") == []
    assert listed(bucket="paused") == ["late"]


def test_a_rule_that_was_withdrawn_is_gone_from_the_lists(empty_bureau: Bureau) -> None:
    dispatcher = empty_bureau.desk("dispatcher")
    lead = dispatcher.do("/leads", lead_body())
    assert len(dispatcher.listed("/deadlines")) == 1
    seen = dispatcher.get("/reference/rule-sets")["revision"]
    withdrawal = {"notice": "废止", "effectiveFrom": "2026-01-01", "withdrawn": ["PP-VERIFY"]}

    administrator = empty_bureau.desk("administrator.SHAMR")
    answer = administrator.send("/reference/rule-sets", withdrawal, seen=seen)

    assert answer.status_code == 201, answer.text
    assert dispatcher.get("/deadlines")["items"] == []  # even before the list was told
    assert clocks(dispatcher, "leads", lead) == []
    then = int(answer.headers["Event-Position"]) - 1
    assert len(clocks(dispatcher, "leads", lead, asOfPosition=then)) == 1
    until(lambda: dispatcher.listed("/deadlines") == [])
    assert len(dispatcher.listed("/deadlines", asOfPosition=then)) == 1


# --- what was known of the calendar --------------------------------------------------------------

LEAD = UUID(int=2020)


class Hands:
    """A clock that is set by hand."""

    def __init__(self, day: str) -> None:
        self.set(day)

    def set(self, day: str) -> None:
        self.now = datetime.fromisoformat(f"{day}T09:00+08:00").astimezone(UTC)


@pytest.fixture(scope="module")
def january(server_url: str, template: str) -> Iterator[Bureau]:
    """A server whose ledger was written in the winter of 2019 to 2020."""
    name = f"{template}_january"
    create(server_url, name, template)
    url = make_conninfo(server_url, dbname=name)
    asyncio.run(write_january(url))
    with opened(url) as running:
        yield running
    drop(server_url, name)


async def write_january(url: str) -> None:
    """Notice 1 in November, a lead on 17 January, notice 2 on the 27th."""
    hands, datastore, ledger = Hands("2019-11-22"), Datastore(url), open_ledger(url)
    recorder = PostgresLedgerRecorder(datastore, clock=lambda: hands.now)
    own, ledger.recorder = ledger.recorder, recorder
    desk, directory = Writing(ledger), Directory(ledger)
    call = installer(TODAY)
    later: list[Any] = []
    for set_name, revision in shipped.revisions():
        if {item["code"] for item in revision.items} == {"2020-changed"}:
            later.append(revision)
        else:
            await publish(desk, directory, set_name, revision, call)
    roster = shipped.read(FOLDER / "demo" / "officers.json")
    await publish(desk, directory, "officers", roster, call)
    hands.set("2020-01-17")
    register(ledger, date(2020, 1, 17))
    hands.set("2020-01-27")
    await publish(desk, directory, "calendars", later[0], call)
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    async with open_pool(url, 2) as pool:
        ids = [str(item["id"]) for item in roster.items]
        await PostgresAccounts(pool).store_hashes(dict.fromkeys(ids, hashed))
    desk.close()
    ledger.recorder = own
    recorder.close()
    datastore.close()
    ledger.close()


def register(ledger: Ledger, on: date) -> None:
    """A lead of the product supervision division, received that day."""
    lead = replace(REGISTERED, org="SHAMR-PSD", holder="SHAMR-PSD", received_on=on)
    by = Officer("u", "某某", "SHAMR-PSD", (Role.DISPATCHER,))
    registered = Entry(
        originator_id=LEAD,
        originator_version=1,
        event=lead,
        by=by,
        effective_on=on,
        correlation=LEAD,
    )
    ledger.append([([registered], None)])


@pytest.mark.parametrize(
    ("as_of", "due", "revisions", "left"),
    [
        ("2020-01-26", "2020-02-12", ["2020"], 10),
        ("2020-01-26T23:59:59+08:00", "2020-02-12", ["2020"], 10),
        ("2020-01-27", "2020-02-14", ["2020", "2020-changed"], 10),
        ("2020-01-28T18:00:00+08:00", "2020-02-14", ["2020", "2020-changed"], 10),
    ],
)
def test_t1_a_lead_is_due_by_the_notices_known_then(
    january: Bureau, as_of: str, due: str, revisions: list[str], left: int
) -> None:
    dispatcher = january.desk("dispatcher")

    body = dispatcher.get(f"/leads/{LEAD}/clocks", asOf=as_of)
    (listed,) = dispatcher.get("/deadlines", asOf=as_of, bucket="later")["items"]

    (clock,) = body["items"]
    assert (clock["dueOn"], clock["calendarRevision"]) == (due, revisions)
    assert (clock["state"], clock["startedOn"]) == ("running", "2020-01-17")
    assert clock["remainingWorkingDays"] == left
    assert clock["text"].count("国办发明电") == len(revisions)
    assert listed == clock
    assert body["asOf"].startswith(as_of[:10])


def test_t1_a_position_answers_for_the_day_it_was_recorded_on(january: Bureau) -> None:
    dispatcher = january.desk("dispatcher")
    head = dispatcher.head()

    found = [
        clocks(dispatcher, "leads", {"id": LEAD}, asOfPosition=at)[0] for at in (head - 1, head)
    ]
    (now,) = clocks(dispatcher, "leads", {"id": LEAD})

    assert [(each["dueOn"], each["state"]) for each in (*found, now)] == [
        ("2020-02-12", "running"),
        ("2020-02-14", "running"),
        ("2020-02-14", "overdue"),
    ]
    assert [each["remainingWorkingDays"] for each in found] == [15, 10]
    overdue = dispatcher.get("/deadlines", asOfPosition=head, bucket="overdue")["items"]
    assert overdue == []


# --- the calculator ------------------------------------------------------------------------------


def calculated(desk: Desk, rule: str, start: str, **query: str) -> Json:
    return desk.get("/deadline", None, rule=rule, **{"from": start}, **query)


def refused(desk: Desk, rule: str, start: str, **query: str) -> Json:
    answer = desk.ask("/deadline", None, rule=rule, **{"from": start}, **query)
    assert answer.status_code == 400, answer.text
    return problem(answer, 400, body_of(answer)["code"])


@pytest.mark.parametrize(("rule", "start", "early", "due"), [each[1:] for each in VECTORS], ids=str)
def test_a_worked_date_is_calculated(
    bureau: Bureau, rule: str, start: str, early: str, due: str
) -> None:
    found = calculated(bureau.desk("pudong-handler"), rule, start)

    assert (found["rule"], found["early_warning"], found["due"]) == (rule, early, due)
    assert found["provisional"] is False
    assert found["explanation"][-1] == {"type": "due", **found["explanation"][-1]}
    assert due in found["text"]


@pytest.mark.parametrize(
    ("rule", "start", "query", "due"),
    [
        ("PP-VERIFY", "2020-04-24", {"extended": "true"}, "2020-06-08"),  # V4
        ("PP-DECIDE", "2020-03-02", {"extended": "true"}, "2020-06-30"),  # V9
        ("PP-VERIFY", "2020-01-17", {"knownOn": "2020-01-25"}, "2020-02-12"),  # T1
        ("PP-VERIFY", "2020-01-17", {"knownOn": "2020-01-26"}, "2020-02-14"),
        ("PP-VERIFY", "2020-02-24", {"excluded": "2020-03-02..2020-03-10"}, "2020-03-24"),  # T6
        (
            "PP-VERIFY",
            "2020-03-02",
            {"excluded": "2020-03-04..2020-03-06,2020-03-10..2020-03-11"},
            "2020-03-26",
        ),
        ("PP-VERIFY", "2020-03-02", {"excluded": "2020-03-04..2020-03-04"}, "2020-03-23"),
        (
            "PP-VERIFY",
            "2020-03-02",
            {"excluded": "2020-03-04..2020-03-10", "extended": "true"},
            "2020-04-20",
        ),
    ],
)
def test_a_calculation_leaves_time_out_extends_and_forgets(
    bureau: Bureau, rule: str, start: str, query: dict[str, str], due: str
) -> None:
    assert calculated(bureau.desk("pudong-handler"), rule, start, **query)["due"] == due


def test_v24_a_day_of_a_year_not_published_is_provisional(bureau: Bureau) -> None:
    found = calculated(bureau.desk("pudong-handler"), "PP-DECIDE", "2026-11-02")

    assert (found["due"], found["provisional"]) == ("2027-01-31", True)
    assert {"type": "provisional", "year": 2027} in found["explanation"]
    assert "2027" in found["text"]


def test_a_calculation_says_which_version_and_which_notices(bureau: Bureau) -> None:
    found = calculated(bureau.desk("pudong-handler"), "PP-VERIFY", "2020-01-17")

    assert (found["version"], found["article"]) == ("PP2018", "17")
    assert found["calendar_revision"] == "2020, 2020-changed"


@pytest.mark.parametrize(
    ("rule", "start", "query", "code", "pointer", "words"),
    [
        ("PP-NONE", "2020-03-02", {}, "unknown-rule", "/rule", "PP-NONE"),
        ("PP-VERIFY", "2019-03-31", {}, "rule-not-in-force", "/from", "article 17"),
        ("CR-TIP-REPLY", "2026-04-15", {}, "rule-not-in-force", "/from", "article 31(2)"),
        ("PP-VERIFY", day(1), {}, "trigger-in-future", "/from", "article 18"),
        ("PP-VERIFY", "9999-12-31", {}, "trigger-in-future", "/from", "article 18"),
        (
            "PP-VERIFY",
            "2020-03-02",
            {"excluded": "2020-03-06..2020-03-04"},
            "interval-inverted",
            "/excluded/0/end",
            "article 17",
        ),
        (
            "PP-VERIFY",
            "2020-03-02",
            {"excluded": "2020-03-04..2020-03-06,2020-03-05..2020-03-09"},
            "intervals-overlap",
            "/excluded/1",
            "article 17",
        ),
        (
            "PP-CLOSE",
            "2020-03-02",
            {"excluded": "2020-03-04..2020-03-06"},
            "interval-not-excluded",
            "/excluded/0/kind",
            "does not exclude any time",
        ),
        (
            "PP-VERIFY",
            "2020-03-02",
            {"excluded": "2020-03-04..9999-12-31"},
            "date-out-of-range",
            "/excluded/0/end",
            "9999-12-31",
        ),
        (
            "PP-CLOSE",
            "2020-03-02",
            {"extended": "true"},
            "extension-not-provided",
            "/extended",
            "article",
        ),
    ],
)
def test_a_calculation_refuses_with_the_article(
    bureau: Bureau,
    rule: str,
    start: str,
    query: dict[str, str],
    code: str,
    pointer: str,
    words: str,
) -> None:
    body = refused(bureau.desk("pudong-handler"), rule, start, **query)

    assert (body["code"], pointers(body)) == (code, [pointer])
    assert words in body["title"]
    assert "…" not in body["title"]


@pytest.mark.parametrize(
    ("query", "code", "name"),
    [
        ({"from": "2020-03-02"}, "parameter-invalid", "rule"),
        ({"rule": "PP-VERIFY"}, "parameter-invalid", "from"),
        ({"rule": "PP-VERIFY", "from": "2 March"}, "parameter-invalid", "from"),
        (SOUND | {"extended": "perhaps"}, "parameter-invalid", "extended"),
        (SOUND | {"knownOn": "x"}, "parameter-invalid", "knownOn"),
        (SOUND | {"colour": "red"}, "unknown-parameter", "colour"),
        ({"rule": "PP-VERIFY", "start": "2020-03-02"}, None, None),
    ],
)
def test_a_calculation_refuses_parameters_that_are_not_its_own(
    bureau: Bureau, query: dict[str, str], code: str | None, name: str | None
) -> None:
    answer = bureau.desk("pudong-handler").ask("/deadline", None, **query)

    body = body_of(answer)
    assert answer.status_code == 400
    if name is not None:
        assert (body["code"], pointers(body)) == (code, [f"/{name}"])


@pytest.mark.parametrize(
    "excluded",
    ["2020-03-04", "2020-03-04..", "..2020-03-04", "2020-03-04..x", "20200304..20200306", ","],
)
def test_an_interval_is_two_days(bureau: Bureau, excluded: str) -> None:
    body = refused(bureau.desk("pudong-handler"), "PP-VERIFY", "2020-03-02", excluded=excluded)

    assert (body["code"], pointers(body)) == ("parameter-invalid", ["/excluded"])


def test_nobody_calculates_without_signing_in(bureau: Bureau) -> None:
    problem(bureau.nobody.ask("/deadline", rule="PP-VERIFY"), 401, "sign-in-needed")
