"""The main job over HTTP: from a sampling file to a lead that is closed, and looking back at it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

import pytest
from msgspec import Struct

from adapters.cli.demo_data import FOLDER
from application.inbox import Tab
from tests.adapters.api.bureau import Bureau, opened
from tests.adapters.api.conftest import Databases
from tests.adapters.api.desk import (
    HUANGPU,
    MINHANG,
    PSD,
    PUDONG,
    V1,
    Desk,
    Json,
    body_of,
    problem,
    today,
)

ROBOTS = "window-cleaning-robots-2023.csv"
REPORT = "SHCC2023-0001"


class Told(Struct):
    """The story: who sits where, the records, and the ledger's position after each step."""

    bureau: Bureau
    lead: str
    referrals: list[str]
    positions: dict[str, int]
    summary: Json
    queue: list[Json]

    @property
    def lead_path(self) -> str:
        return f"/leads/{self.lead}"

    def at_desk(self, user: str) -> Desk:
        return self.bureau.desk(user)

    def moment(self, step: str) -> str:
        """When a step was recorded."""
        event = self.at_desk("auditor").get(f"/events/{self.positions[step]}")
        return str(event["time"])


class Teller:
    """Takes the steps of the story, and notes where the ledger is after each."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.positions: dict[str, int] = {}

    def step(self, name: str, user: str, path: str, body: Json, seen: int | None) -> Json:
        answer = self.bureau.desk(user).send(path, body, seen=seen)
        assert answer.status_code == 201, (name, answer.text)
        self.positions[name] = int(answer.headers["Event-Position"])
        return body_of(answer)

    def on(self, name: str, user: str, referral: Json, noun: str, **body: object) -> Json:
        path = f"/referrals/{referral['id']}/{noun}"
        return self.step(name, user, path, body, referral["version"])


@pytest.fixture(scope="module")
def told(furnished_databases: Databases) -> Iterator[Told]:
    with furnished_databases() as database, opened(database) as bureau:
        yield tell(bureau)


def tell(bureau: Bureau) -> Told:
    dispatcher, teller = bureau.desk("dispatcher"), Teller(bureau)
    imported = dispatcher.upload(ROBOTS, (FOLDER / ROBOTS).read_bytes())
    assert imported.status_code == 201, imported.text
    teller.positions["imported"] = int(imported.headers["Event-Position"])
    queue = dispatcher.listed("/dispatch-queue")
    lead = next(row["id"] for row in queue if row["sourceRef"] == REPORT)
    path = f"/leads/{lead}"

    def version() -> int:
        return int(dispatcher.get(path)["version"])

    first = teller.step(
        "dispatched", "dispatcher", f"{path}/referrals",
        {"toOrg": PUDONG, "reason": "销售者在浦东", "proposedBy": "place-of-act"}, version(),
    )  # fmt: skip
    first = teller.on("received", "pudong-handler", first, "receipt")
    first = teller.on(
        "returned", "pudong-handler", first, "return",
        reasonCode="not-in-jurisdiction", reason="销售者已迁至闵行", suggestedOrg=MINHANG,
    )  # fmt: skip
    second = teller.step(
        "dispatched again", "dispatcher", f"{path}/referrals",
        {"toOrg": MINHANG, "reason": "按浦东局意见改送"}, version(),
    )  # fmt: skip
    second = teller.on("received again", "minhang-handler", second, "receipt")
    second = teller.on(
        "disputed", "minhang-handler", second, "dispute", reason="仓库在黄浦", suggestedOrg=HUANGPU
    )
    second = teller.on(
        "designated", "superior", second, "designation", org=HUANGPU, reason="仓库所在地管辖"
    )
    third = bureau.desk("huangpu-handler").get(f"/referrals/{second['nextReferral']}")
    third = teller.on("received at last", "huangpu-handler", third, "receipt")
    third = teller.on("accepted", "huangpu-handler", third, "acceptance")
    teller.step(
        "not filed", "huangpu-leader", f"{path}/no-filing",
        {"reasonCode": "minor-corrected", "reason": "已下架并召回"}, version(),
    )  # fmt: skip
    third = bureau.desk("huangpu-handler").get(f"/referrals/{third['id']}")
    assert third["status"] == "feedback_due"
    third = teller.on(
        "closed", "huangpu-handler", third, "feedback",
        outcome="minor-corrected", text="不予立案，已督促召回",
    )  # fmt: skip
    referrals = [first["id"], second["id"], third["id"]]
    return Told(bureau, lead, referrals, teller.positions, body_of(imported), queue)


def test_forty_robots_are_six_dispositions_and_three_leads(told: Told) -> None:
    counts = {name: told.summary[name] for name in ("rows", "dispositions", "leads", "skipped")}

    assert counts == {"rows": 40, "dispositions": 6, "leads": 3, "skipped": 0}
    assert told.summary["refused"] == 0


def test_the_queue_proposes_a_bureau_and_says_why(told: Told) -> None:
    proposals = {row["sourceRef"]: row["proposal"] for row in told.queue}

    assert set(proposals) == {REPORT, "SHCC2023-0005", "SHCC2023-0039"}
    assert proposals[REPORT] == {
        "org": "SHAMR-CORPS",
        "rule": "no-place-in-shanghai",
        "fact": "广东省佛山市",
        "openThere": 0,
    }


def test_the_lead_ends_not_filed_with_the_feedback_given(told: Told) -> None:
    lead = told.at_desk("huangpu-handler").get(told.lead_path)
    statuses = [
        told.at_desk("dispatcher").get(f"/referrals/{each}")["status"] for each in told.referrals
    ]

    assert (lead["status"], lead["holder"]) == ("not_filed", HUANGPU)
    assert lead["outcome"] == "minor-corrected"
    assert lead["outcomeReason"] == "已下架并召回"
    assert [back["reason"] for back in lead["returns"]] == ["销售者已迁至闵行"]
    assert statuses == ["returned", "designated", "closed"]


def test_the_history_tells_who_did_what_and_why_in_order(told: Told) -> None:
    steps = told.at_desk("dispatcher").get(f"{told.lead_path}/history")["items"]

    assert [(step["action"], step["actor"]["id"], step["reason"]) for step in steps] == [
        ("lead.registered", "dispatcher", None),
        ("lead.dispatched", "dispatcher", "销售者在浦东"),
        ("lead.received", "pudong-handler", None),
        ("lead.returned", "pudong-handler", "销售者已迁至闵行"),
        ("lead.dispatched", "dispatcher", "按浦东局意见改送"),
        ("lead.received", "minhang-handler", None),
        ("lead.jurisdiction-disputed", "minhang-handler", "仓库在黄浦"),
        ("lead.jurisdiction-designated", "superior", "仓库所在地管辖"),
        ("lead.received", "huangpu-handler", None),
        ("lead.accepted", "huangpu-handler", None),
        ("lead.no-filing-decided", "huangpu-leader", "已下架并召回"),
    ]
    assert [step["position"] for step in steps] == sorted(step["position"] for step in steps)
    assert [step["recordedAt"] for step in steps] == sorted(step["recordedAt"] for step in steps)
    assert {step["effectiveOn"] for step in steps[1:]} == {today()}
    assert {step["actor"]["org"] for step in steps[2:4]} == {PUDONG}


def test_the_history_says_what_changed_from_what_to_what(told: Told) -> None:
    steps = told.at_desk("dispatcher").get(f"{told.lead_path}/history")["items"]
    accepted = next(step for step in steps if step["action"] == "lead.accepted")
    changes = {each["path"]: (each["old"], each["new"]) for each in accepted["changes"]}

    assert changes["/status"] == ("dispatched", "verifying")
    assert changes["/holder"] == (PSD, HUANGPU)
    assert changes["/offer/toOrg"] == (HUANGPU, None)


def test_what_is_empty_is_not_a_change(told: Told) -> None:
    steps = told.at_desk("dispatcher").get(f"{told.lead_path}/history")["items"]
    changes = [each for step in steps for each in step["changes"]]

    nothing: tuple[object, ...] = (None, [])
    assert [c for c in changes if c["old"] in nothing and c["new"] in nothing] == []


def test_at_no_moment_has_the_lead_two_holders_or_none(told: Told) -> None:
    steps = told.at_desk("dispatcher").get(f"{told.lead_path}/history")["items"]
    held = [each for step in steps for each in step["changes"] if each["path"] == "/holder"]

    assert held[0]["old"] is None
    assert all(before["new"] == after["old"] for before, after in pairwise(held))
    assert [each["new"] for each in held] == [PSD, HUANGPU]


def test_the_history_reads_as_sentences_in_both_languages(told: Told) -> None:
    dispatcher, path = told.at_desk("dispatcher"), f"{told.lead_path}/history"

    english = dispatcher.ask(path)
    chinese = dispatcher.ask(path, headers={"Accept-Language": "zh-CN"})

    assert english.headers["Content-Language"] == "en"
    assert chinese.headers["Content-Language"] == "zh-CN"
    returned = body_of(english)["items"][3]["text"]
    assert "Pudong New Area Market Regulation Bureau" in returned
    assert "Not in our jurisdiction — 销售者已迁至闵行" in returned
    assert "不属于本局管辖——销售者已迁至闵行" in body_of(chinese)["items"][3]["text"]
    texts = [step["text"] for each in (english, chinese) for step in body_of(each)["items"]]
    assert [text for text in texts if "…" in text or "{" in text] == []


def test_the_dossier_groups_what_one_act_did_to_both_sides(told: Told) -> None:
    dispatcher = told.at_desk("dispatcher")
    dispatcher.get("/leads", headers={"Min-Position": str(dispatcher.head())})
    steps = dispatcher.get(f"{told.lead_path}/history", scope="dossier")["items"]

    def together(step: Json) -> set[str]:
        return {step["action"], *(effect["action"] for effect in step["also"])}

    assert [together(step) for step in steps] == [
        {"sampling.result-recorded", "disposition.opened", "lead.registered"},
        {"referral.issued", "lead.dispatched"},
        {"referral.received", "lead.received"},
        {"referral.returned", "lead.returned"},
        {"referral.issued", "lead.dispatched"},
        {"referral.received", "lead.received"},
        {"referral.disputed", "referral.designation-requested", "lead.jurisdiction-disputed"},
        {
            "referral.designation-made", "referral.issued",
            "lead.jurisdiction-designated", "lead.dispatched",
        },
        {"referral.received", "lead.received"},
        {"referral.accepted", "lead.accepted"},
        {"lead.no-filing-decided", "referral.handling-concluded"},
        {"referral.feedback-given"},
    ]  # fmt: skip


def test_a_bureau_reads_of_the_dossier_only_what_it_may_see(told: Told) -> None:
    handler = told.at_desk("pudong-handler")
    own = f"/referrals/{told.referrals[0]}/history"

    steps = handler.get(own, scope="dossier")["items"]

    resources = {each["resource"]["id"] for step in steps for each in (step, *step["also"])}
    assert resources == {told.referrals[0]}


@pytest.mark.parametrize(
    ("step", "status", "offered_to", "returns"),
    [
        ("imported", "registered", None, 0),
        ("dispatched", "dispatched", PUDONG, 0),
        ("received", "dispatched", PUDONG, 0),
        ("returned", "registered", None, 1),
        ("disputed", "dispatched", MINHANG, 1),
        ("designated", "dispatched", HUANGPU, 1),
        ("accepted", "verifying", None, 1),
        ("closed", "not_filed", None, 1),
    ],
)
def test_the_lead_is_shown_as_it_was(
    told: Told, step: str, status: str, offered_to: str | None, returns: int
) -> None:
    desk, position = told.at_desk("dispatcher"), told.positions[step]

    by_position = desk.get(told.lead_path, asOfPosition=position)
    by_moment = desk.get(told.lead_path, asOf=told.moment(step))

    assert by_position["asOfPosition"] == by_moment["asOfPosition"] == position
    assert by_moment["asOf"] == told.moment(step)
    for then in (by_position, by_moment):
        assert then["status"] == status
        assert (then["offer"]["toOrg"] if then["offer"] else None) == offered_to
        assert len(then["returns"]) == returns
        assert "allowedActions" not in then


@pytest.mark.parametrize(
    ("step", "org", "tabs"),
    [
        ("imported", PUDONG, {}),
        ("dispatched", PUDONG, {"receipt": 1}),
        ("received", PUDONG, {"acceptance": 1}),
        ("returned", PUDONG, {"returned": 1}),
        ("dispatched again", MINHANG, {"receipt": 1}),
        ("disputed", MINHANG, {"acceptance": 1}),
        ("designated", MINHANG, {}),
        ("designated", HUANGPU, {"receipt": 1}),
        ("received at last", HUANGPU, {"acceptance": 1}),
        ("accepted", HUANGPU, {"handling": 1}),
        ("not filed", HUANGPU, {"feedback": 1}),
        ("closed", HUANGPU, {}),
    ],
)
def test_the_inbox_is_shown_as_it_was(
    told: Told, step: str, org: str, tabs: dict[str, int]
) -> None:
    none = dict.fromkeys(list(Tab), 0)
    user = {PUDONG: "pudong-handler", MINHANG: "minhang-handler", HUANGPU: "huangpu-handler"}[org]
    tab = next(iter(tabs), "receipt")

    by_position = told.at_desk(user).get("/inbox", tab=tab, asOfPosition=told.positions[step])
    by_moment = told.at_desk("auditor").get("/inbox", tab=tab, org=org, asOf=told.moment(step))

    for then in (by_position, by_moment):
        assert then["tabs"] == none | tabs
        assert len(then["items"]) == sum(tabs.values())
        assert all(row["toOrg"] == org for row in then["items"])


@pytest.mark.parametrize(
    ("step", "waits"),
    [("imported", True), ("dispatched", False), ("returned", True), ("dispatched again", False)],
)
def test_the_queue_is_shown_as_it_was(told: Told, step: str, waits: bool) -> None:  # noqa: FBT001
    queue = told.at_desk("dispatcher").get("/dispatch-queue", asOfPosition=told.positions[step])[
        "items"
    ]

    row = next((each for each in queue if each["id"] == told.lead), None)
    assert (row is not None) == waits
    assert len(queue) == 2 + waits
    if row is not None:
        assert row["returnedBy"] == ([PUDONG] if step == "returned" else [])


def test_the_history_is_shown_as_it_was(told: Told) -> None:
    desk, path = told.at_desk("dispatcher"), f"{told.lead_path}/history"

    then = desk.get(path, asOfPosition=told.positions["returned"])

    assert [step["action"] for step in then["items"]] == [
        "lead.registered", "lead.dispatched", "lead.received", "lead.returned",
    ]  # fmt: skip
    assert then["items"] == desk.get(path)["items"][:4]


def test_a_moment_of_the_past_is_named_in_memento_datetime(told: Told) -> None:
    moment = told.moment("returned")

    for path in (told.lead_path, f"{told.lead_path}/history", "/leads", "/inbox"):
        answer = told.at_desk("dispatcher").ask(path, asOf=moment)

        told_of = parsedate_to_datetime(answer.headers["Memento-Datetime"])
        assert told_of == datetime.fromisoformat(moment).replace(microsecond=0)


def test_a_day_of_the_past_is_meant_to_its_end(told: Told) -> None:
    yesterday = (datetime.fromisoformat(today()) - timedelta(1)).date().isoformat()

    answer = told.at_desk("dispatcher").ask("/leads", asOf=yesterday)

    assert answer.status_code == 200, answer.text
    assert body_of(answer)["items"] == []
    assert body_of(answer)["asOf"].startswith(f"{yesterday}T23:59:59")
    assert "15:59:59 GMT" in answer.headers["Memento-Datetime"]


def test_before_it_was_recorded_there_was_no_lead(told: Told) -> None:
    answer = told.at_desk("dispatcher").ask(told.lead_path, asOfPosition=1)

    problem(answer, 404, "not-found")


def test_rights_in_the_past_are_those_of_now(told: Told) -> None:
    pudong, huangpu = told.at_desk("pudong-handler"), told.at_desk("huangpu-handler")
    then = told.positions["received"]

    assert pudong.ask(told.lead_path, asOfPosition=then).status_code == 404
    assert pudong.ask(f"{told.lead_path}/history", asOfPosition=then).status_code == 404
    assert pudong.get("/leads", asOfPosition=then)["items"] == []
    assert huangpu.get(told.lead_path, asOfPosition=then)["offer"]["toOrg"] == PUDONG
    assert [row["id"] for row in huangpu.get("/leads", asOfPosition=then)["items"]] == [told.lead]


def test_every_step_names_its_event(told: Told) -> None:
    for position in told.positions.values():
        event = told.at_desk("auditor").get(f"/events/{position}")

        assert event["id"] == str(position)
        assert event["type"].startswith("cn.shanghai.scjg.")


def test_the_same_file_again_changes_nothing(told: Told) -> None:
    dispatcher = told.at_desk("dispatcher")
    before = dispatcher.head()

    answer = dispatcher.upload(ROBOTS, (FOLDER / ROBOTS).read_bytes())

    assert answer.status_code == 201
    again = body_of(answer)
    assert (again["rows"], again["skipped"]) == (40, 40)
    assert (again["dispositions"], again["leads"], again["refused"]) == (0, 0, 0)
    assert dispatcher.head() == before


def test_the_same_figures_as_a_spreadsheet_change_nothing(told: Told) -> None:
    dispatcher = told.at_desk("dispatcher")
    before = dispatcher.head()
    name = "window-cleaning-robots-2023.xlsx"

    answer = dispatcher.upload(name, (FOLDER / name).read_bytes())

    assert body_of(answer)["skipped"] == 40
    assert dispatcher.head() == before


def test_an_import_is_found_where_its_location_says(told: Told) -> None:
    location = f"{V1}/imports/{told.summary['importId']}"

    state = told.at_desk("dispatcher").get(location)

    assert state["state"] == "done"
    assert state["summary"]["dispositions"] == 6
    problem(told.at_desk("pudong-handler").ask(location), 404, "not-found")
