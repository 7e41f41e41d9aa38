"""Cases in lists, on the board, among deadlines, in the past and in one story, and for whom."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec import Struct

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_commands import REASON, bodies
from tests.adapters.api.case_story import (
    SPARED,
    filed,
    filing,
    found,
    on_day,
    played,
    to_decide,
    turn,
    verified_lead,
)
from tests.adapters.api.desk import Desk, Json, problem

XUHUI, PUDONG = "310104", "310115"
DAY = "2022-11-08"
SMALL: Json = {
    "outcome": "penalty",
    "penalties": [{"kind": "fine", "amount": "1000", "basis": "PSS-51"}],
}


class Docket(Struct, frozen=True):
    """The cases of the module: what was done with each, by name."""

    cases: dict[str, Json]
    head: int

    def __getitem__(self, name: str) -> Json:
        return self.cases[name]


@pytest.fixture(scope="module")
def docket(bureau: Bureau) -> Docket:
    """A case that is investigated, one suspended, one let off, one punished; one of Pudong's."""
    sound = bodies("xuhui", DAY)
    measured = played(bureau, filed(bureau, "2022-11-07"), [
        turn("handler", "measures", **sound["measures"]),
        turn("handler", "preservations", **sound["preservations"]),
    ])  # fmt: skip
    suspended = played(bureau, filed(bureau, "2022-11-07"), [
        turn("leader", "suspensions", DAY, ground="force_majeure", reason="疫情"),
    ])  # fmt: skip
    spared = played(bureau, to_decide(bureau, DAY), [
        turn("leader", "decision", DAY, **REASON, **SPARED),
    ])  # fmt: skip
    punished = played(bureau, filed(bureau, DAY, title="无证生产案"), [
        *found(DAY),
        turn("handler", "investigation-conclusion", DAY, facts="清楚", opinion="处罚", **SMALL),
        turn("reviewer", "legal-reviews", DAY, kind="case_review", opinion="agree", text="同意"),
        turn("leader", "proposal", DAY, reason="同意", **SMALL),
        turn("handler", "notices", number="告1号", mode="direct", servedOn=DAY),
        turn("handler", "waiver", waivedOn=DAY, text="放弃"),
        turn("leader", "decision", DAY, reason="处罚", **SMALL),
    ])  # fmt: skip
    lead = verified_lead(bureau, "2022-11-07", by="pudong")
    handlers = ["pudong-handler", "pudong-handler2"]
    party = {"name": "示例灯具有限公司", "uscc": "91310115MA1FR0002G"}
    with on_day(bureau, "2022-11-07"):
        elsewhere = bureau.desk("pudong-leader").send(
            f"/leads/{lead['id']}/filing",
            filing("2022-11-07", handlers=handlers, party=party),
            seen=2,
        )
    assert elsewhere.status_code == 201, elsewhere.text
    cases = {
        "measured": measured, "suspended": suspended, "spared": spared, "punished": punished,
        "elsewhere": elsewhere.json(),
    }  # fmt: skip
    return Docket(cases, bureau.nobody.head())


def ids(rows: list[Json]) -> set[str]:
    return {row["id"] for row in rows}


FILTERS: list[tuple[Json, Callable[[Json], bool]]] = [
    ({"status": "suspended"}, lambda row: row["status"] == "suspended"),
    ({"status": "investigating"}, lambda row: row["status"] == "investigating"),
    ({"stage": "investigating"}, lambda row: row["stage"] == "investigating"),
    ({"stage": "decided", "org": XUHUI}, lambda row: row["stage"] == "decided"),
    ({"org": PUDONG}, lambda row: row["org"] == PUDONG),
    ({"handler": "xuhui-handler2"}, lambda row: row["org"] == XUHUI),
    ({"enterprise": "91310115MA1FR0002G"}, lambda row: row["org"] == PUDONG),
    ({"serious": "false"}, lambda row: not row["serious"]),
    ({"outcome": "penalty"}, lambda row: row["outcome"] == "penalty"),
    ({"outcome": "no_penalty_unfounded"}, lambda row: row["outcome"] == "no_penalty_unfounded"),
    ({"publicity": "due"}, lambda row: row["publicity"] == "due"),
    ({"q": "无证生产"}, lambda row: row["title"] == "无证生产案"),
    ({"q": "示例灯具"}, lambda row: row["org"] == PUDONG),
]


@pytest.mark.parametrize(("query", "passes"), FILTERS, ids=[str(query) for query, _ in FILTERS])
def test_a_filter_keeps_what_passes(
    bureau: Bureau, docket: Docket, query: Json, passes: Callable[[Json], bool]
) -> None:
    auditor = bureau.desk("auditor")
    wanted = {row["id"] for row in auditor.listed("/cases") if passes(row)}

    now = auditor.listed("/cases", **query)
    then = auditor.listed("/cases", asOfPosition=docket.head, **query)

    assert wanted
    assert ids(now) == ids(then) == wanted
    assert auditor.get("/cases", count="capped", **query)["count"]["count"] == len(wanted)


def test_a_case_is_found_by_its_number(bureau: Bureau, docket: Docket) -> None:
    case = docket["punished"]

    for query in ({"number": case["number"]}, {"q": case["decisionNumber"]}):
        (found,) = bureau.desk("xuhui-handler").listed("/cases", **query)
        assert found["id"] == case["id"]
        assert "file" not in found


def test_a_list_of_cases_goes_on_page_by_page(bureau: Bureau, docket: Docket) -> None:
    handler, found, query = bureau.desk("xuhui-handler"), list[Json](), dict[str, Any]()
    assert len(docket.cases) > 3
    while True:
        page = handler.get("/cases", limit=2, **query)
        found += page["items"]
        if "next" not in page:
            break
        query = {"cursor": page["next"]}

    assert [each["id"] for each in found] == [each["id"] for each in handler.listed("/cases")]
    days = [each["filedOn"] for each in found]
    assert days == sorted(days, reverse=True)


def test_the_board_counts_what_the_list_holds(bureau: Bureau, docket: Docket) -> None:
    handler = bureau.desk("xuhui-handler")
    head = {"Min-Position": str(docket.head)}

    board = handler.get("/cases/board", headers=head)

    counts = {column["stage"]: column["count"] for column in board["columns"]}
    assert "archived" not in counts
    for stage, count in counts.items():
        assert count == len(handler.listed("/cases", org=XUHUI, stage=stage)), stage
    assert (counts["investigating"], counts["decided"]) == (2, 1)
    assert sum(counts.values()) == 4
    (investigating,) = [c for c in board["columns"] if c["stage"] == "investigating"]
    assert ids(investigating["items"]) == {docket["measured"]["id"], docket["suspended"]["id"]}
    by_id = {each["id"]: each for each in investigating["items"]}
    assert by_id[docket["suspended"]["id"]]["clock"]["state"] == "paused"
    measured = by_id[docket["measured"]["id"]]
    assert (measured["clock"]["rule"]["id"], measured["clock"]["state"]) == ("PP-DECIDE", "overdue")
    assert measured["running"] >= 3  # decision, measure, preservation


def test_the_board_of_a_handler_and_of_another_bureau(bureau: Bureau, docket: Docket) -> None:
    auditor, head = bureau.desk("auditor"), {"Min-Position": str(docket.head)}

    mine = auditor.get("/cases/board", headers=head, handler="pudong-handler2")
    theirs = auditor.get("/cases/board", headers=head, org=PUDONG)
    every = auditor.get("/cases/board", headers=head)

    def total(board: Json) -> int:
        return sum(column["count"] for column in board["columns"])

    assert (total(mine), total(theirs), total(every)) == (1, 1, 5)
    assert theirs["org"] == PUDONG


def test_the_workload_counts_open_cases_of_each_handler(bureau: Bureau, docket: Docket) -> None:
    leader = bureau.desk("xuhui-leader")

    told = leader.get("/cases/workload", headers={"Min-Position": str(docket.head)})

    people = {each["handler"]["id"]: each for each in told["items"]}
    assert people.keys() == {"xuhui-handler", "xuhui-handler2"}
    for handler, person in people.items():
        own = leader.listed("/cases", handler=handler)
        assert person["open"] == sum(person["stages"].values()) == len(own)
        assert person["stages"]["investigating"] == 2
        assert person["handler"]["org"] == XUHUI
        assert person["handler"]["name"].startswith("示例")


def test_the_workload_counts_the_cases_with_a_duty_that_is_overdue(
    bureau: Bureau, docket: Docket
) -> None:
    leader = bureau.desk("xuhui-leader")
    told = leader.get("/cases/workload", headers={"Min-Position": str(docket.head)})
    late = {each["record"]["id"] for each in leader.listed("/deadlines", bucket="overdue")}

    for person in told["items"]:
        own = leader.listed("/cases", handler=person["handler"]["id"])
        open_ones = {each["id"] for each in own if each["stage"] not in ("closed", "archived")}
        assert person["overdue"] == len(open_ones & late) > 0


@pytest.mark.parametrize("below", ["board", "workload"])
def test_the_board_and_the_workload_are_asked_of_the_past(
    bureau: Bureau, docket: Docket, below: str
) -> None:
    leader, path = bureau.desk("xuhui-leader"), f"/cases/{below}"
    now = leader.get(path, headers={"Min-Position": str(docket.head)})

    then = leader.get(path, asOfPosition=docket.head)
    before = leader.get(path, asOfPosition=1)

    assert then.pop("asOfPosition") == docket.head
    assert then.keys() == now.keys()
    listed = "columns" if below == "board" else "items"
    assert [each.get("count", each.get("open")) for each in then[listed]] == [
        each.get("count", each.get("open")) for each in now[listed]
    ]
    assert sum(each.get("count", 0) for each in before[listed]) == 0


def due(desk: Desk, **query: str | int) -> dict[tuple[str, str], str]:
    """The deadlines of a list: record and rule, and the day."""
    return {
        (each["record"]["id"], each["rule"]["id"]): each["dueOn"]
        for each in desk.listed("/deadlines", kind="cases", **query)
    }


def test_measures_about_to_lapse_are_found_by_their_rules(bureau: Bureau, docket: Docket) -> None:
    handler, case = bureau.desk("xuhui-handler"), docket["measured"]["id"]
    rules = "PP-SEAL,PP-REGISTER-EVID"

    with on_day(bureau, "2022-11-14"):
        preservation_soon = due(handler, rule=rules, bucket="soon")
        both = due(handler, rule=rules)
    with on_day(bureau, "2022-12-06"):
        seal_soon = due(handler, rule=rules, bucket="soon")
        overdue = due(handler, rule=rules, bucket="overdue")

    seal, preservation = (case, "PP-SEAL"), (case, "PP-REGISTER-EVID")
    assert both == {seal: "2022-12-08", preservation: "2022-11-17"}
    assert list(preservation_soon) == [preservation]
    assert list(seal_soon) == [seal]
    assert list(overdue) == [preservation]


def test_publicity_that_is_due_is_found_by_its_rule(bureau: Bureau, docket: Docket) -> None:
    handler, case = bureau.desk("xuhui-handler"), docket["punished"]["id"]

    with on_day(bureau, "2022-12-01"):
        found = due(handler, rule="PUB-20")

    # 20 working days from Tuesday 8 November, without a holiday among them.
    assert found == {(case, "PUB-20"): "2022-12-06"}


def test_the_holder_of_a_deadline_is_the_bureau(bureau: Bureau, docket: Docket) -> None:
    case = docket["elsewhere"]["id"]

    assert (case, "PP-DECIDE") in due(bureau.desk("pudong-handler"))
    assert (case, "PP-DECIDE") in due(bureau.desk("auditor"), holder=PUDONG)
    assert (case, "PP-DECIDE") not in due(bureau.desk("xuhui-handler"))
    assert due(bureau.desk("xuhui-handler"), holder=PUDONG) == {}


def test_a_case_is_read_as_it_was(bureau: Bureau, docket: Docket) -> None:
    handler, case = bureau.desk("xuhui-handler"), docket["punished"]
    path = f"/cases/{case['id']}"
    steps = handler.get(f"{path}/history")["items"]
    noticed = next(each for each in steps if each["action"] == "case.notice-served")
    at = noticed["position"]

    answer = handler.ask(path, asOfPosition=at)
    then, now = answer.json(), handler.get(path)

    assert answer.headers["ETag"] == f'"{then["version"]}"' == '"7"'
    assert (then["stage"], now["stage"]) == ("notice_window", "decided")
    assert "allowedActions" not in then
    assert then["file"]["notice"]["number"] == "告1号"
    assert not {"waived", "decision"} & set(then["file"])
    assert {"waived", "decision", "notice"} <= set(now["file"])
    assert then["decisionNumber"] is None
    (row,) = handler.listed("/cases", number=case["number"], asOfPosition=at)
    assert {name: then[name] for name in row} == row
    ticking = handler.get(f"{path}/clocks", asOfPosition=at)["items"]
    assert {"PP-STATEMENT", "PP-DECIDE"} <= {each["rule"]["id"] for each in ticking}
    assert "PUB-20" not in {each["rule"]["id"] for each in ticking}
    assert len(handler.get(f"{path}/history", asOfPosition=at)["items"]) == 7


def test_a_case_did_not_exist_before_it_was_filed(bureau: Bureau, docket: Docket) -> None:
    handler, path = bureau.desk("xuhui-handler"), f"/cases/{docket['punished']['id']}"
    filed_at = handler.get(f"{path}/history")["items"][0]["position"]
    before = filed_at - 4  # it was filed with its number, its claim and the lead's decision

    problem(handler.ask(path, asOfPosition=before), 404, "not-found")
    assert handler.listed("/cases", number=docket["punished"]["number"], asOfPosition=before) == []


def test_lead_and_case_are_one_story(bureau: Bureau, docket: Docket) -> None:
    handler, case = bureau.desk("xuhui-handler"), docket["measured"]
    head = {"Min-Position": str(docket.head)}

    alone = handler.get(f"/cases/{case['id']}/history")["items"]
    of_case, of_lead = (
        handler.get(f"/{path}/history", headers=head, scope="dossier")["items"]
        for path in (f"cases/{case['id']}", f"leads/{case['lead']}")
    )

    assert [each["action"] for each in alone] == [
        "case.filed", "case.measure-taken", "case.evidence-preserved",
    ]  # fmt: skip
    assert of_case == of_lead
    assert [each["action"] for each in of_case] == [
        "lead.registered", "lead.verification-started", "case.filed", "case.measure-taken",
        "case.evidence-preserved",
    ]  # fmt: skip
    assert "lead.filing-decided" in [each["action"] for each in of_case[2]["also"]]
    assert all(each["text"] for each in of_case)
    assert [date.fromisoformat(each["effectiveOn"]) for each in of_case] == sorted(
        date.fromisoformat(each["effectiveOn"]) for each in of_case
    )


def test_another_bureau_sees_nothing_of_a_case_anywhere(bureau: Bureau, docket: Docket) -> None:
    stranger, case = bureau.desk("pudong-leader"), docket["measured"]
    own = {docket["elsewhere"]["id"]}

    assert ids(stranger.listed("/cases")) == own
    assert ids(stranger.listed("/cases", asOfPosition=docket.head)) == own
    for query in ({"number": case["number"]}, {"org": XUHUI}, {"handler": "xuhui-handler"}):
        assert stranger.listed("/cases", **query) == []
        assert stranger.listed("/cases", asOfPosition=docket.head, **query) == []
    for below in ("board", "workload"):
        problem(stranger.ask(f"/cases/{below}", org=XUHUI), 404, "not-found")
        assert XUHUI not in stranger.ask(f"/cases/{below}").text
    for below in ("", "/history", "/history?scope=dossier", "/clocks", "/gates",
                  "/evidence/1/content", "/documents/1/content",
                  f"?asOfPosition={docket.head}"):  # fmt: skip
        problem(stranger.ask(f"/cases/{case['id']}{below}"), 404, "not-found")


def test_the_list_of_a_handler_elsewhere_names_nobody(bureau: Bureau, docket: Docket) -> None:
    stranger = bureau.desk("pudong-handler")
    assert docket["measured"]["org"] == XUHUI

    board = stranger.get("/cases/board", handler="xuhui-handler")

    assert sum(column["count"] for column in board["columns"]) == 0
