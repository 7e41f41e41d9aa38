"""Dispositions over HTTP: worked case T12, a revocation with its two cases, and what reads tell."""

import pytest

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import Json, day, problem, statuses, together
from tests.adapters.api.disposition_story import (
    MAKER,
    MAKER_USCC,
    announced,
    decided_case,
    opened,
    ordered,
    stages,
    step,
)


@pytest.fixture(scope="module")
def published(bureau: Bureau) -> Json:
    """A disposition of which the failed re-check was announced on 15 July 2020."""
    return announced(bureau)


def refused(
    bureau: Bureau, record: Json, noun: str, code: str, by: str = "xuhui-handler", **body: object
) -> Json:
    """The problem a step is answered with; nothing is recorded."""
    path = f"/dispositions/{record['id']}/{noun}"
    given = {"recipient": "producer", **body}
    answer = bureau.desk(by).send(path, given, seen=record["version"])
    told = problem(answer, 409, code)
    assert bureau.desk("auditor").get(path.rpartition("/")[0])["version"] == record["version"]
    return told


# --- T12 -----------------------------------------------------------------------------------------


def test_the_second_re_check_takes_place_in_its_window_only(
    bureau: Bureau, published: Json
) -> None:
    early = refused(
        bureau, published, "rechecks", "gate-window-open",
        effectiveOn="2020-09-12", passed=True, text="第59日",
    )  # fmt: skip
    late = refused(
        bureau, published, "rechecks", "recheck-late",
        effectiveOn="2020-10-14", passed=True, text="第91日",
    )  # fmt: skip

    assert (early["basis"], early["article"]) == ("PSS-RECHECK2", "48")
    assert (late["basis"], late["article"]) == ("PSS-RECHECK2", "48")
    assert "day 60" in early["title"]


def test_the_clocks_of_an_announcement_are_those_of_the_law(
    bureau: Bureau, published: Json
) -> None:
    items = bureau.desk("xuhui-handler").get(f"/dispositions/{published['id']}/clocks")["items"]
    due = {(each["rule"]["id"], each["party"]): each["dueOn"] for each in items}

    assert due["PSS-RECTIFY", "producer"] == "2020-05-15"  # V14
    assert due["PSS-RECHECK", "producer"] == "2020-05-30"
    assert due["PSS-RECHECK2", "producer"] == "2020-10-13"  # V15
    assert due["PSS-OBJECT", "producer"] == "2020-03-19"
    assert due["PSS-OBJECT", "seller"] == "2020-03-20"
    labels = {(each["rule"]["id"], each["party"]): each["label"] for each in items}
    assert labels["PSS-OBJECT", "seller"] == "Lapsed (2020-03-20)"


def test_a_passed_second_re_check_ends_the_ban(bureau: Bureau) -> None:
    record = announced(bureau)
    assert record["status"] == "announced"
    refused(bureau, record, "resumptions", "gate-passed", effectiveOn="2020-08-01")

    record = step(bureau, record, "rechecks", "2020-09-14", passed=True, text="合格")
    record = step(bureau, record, "resumptions", "2020-09-15")

    assert stages(record)["producer"] == "resumed"
    assert record["recipients"][0]["mustStopSince"] is None
    assert record["recipients"][1]["mustStopSince"] == "2020-03-05"


# --- to the revocation ---------------------------------------------------------------------------


def test_a_revocation_rests_on_two_cases_of_the_matter(bureau: Bureau) -> None:
    record = announced(bureau)
    record = step(bureau, record, "rechecks", "2020-09-20", passed=False, text="仍不合格")
    assert record["status"] == "suspension_pending"
    record = decided_case(bureau, record, "2020-10-20", "suspension_order")
    suspending = record["case"]
    record = step(
        bureau, record, "suspension-orders", "2020-10-21", case=suspending, until="2020-11-20"
    )
    assert record["status"] == "suspended_rectify"
    refused(
        bureau, record, "rechecks", "gate-term-over",
        effectiveOn="2020-11-20", passed=False, text="整顿期内",
    )  # fmt: skip
    refused(bureau, record, "licence-revocations", "gate-revocable", case=suspending)
    record = step(bureau, record, "rechecks", "2020-11-25", passed=False, text="再次不合格")
    refused(
        bureau, record, "licence-revocations", "case-without-penalty",
        case=suspending, effectiveOn="2020-11-26",
    )  # fmt: skip

    record = decided_case(bureau, record, "2021-01-11", "licence_revocation", after=suspending)
    revoking = record["case"]
    record = step(bureau, record, "licence-revocations", "2021-01-12", case=revoking)
    record = step(
        bureau, record, "completion", "2021-01-20", text="办结", withoutOrder="销售者已停业"
    )

    assert stages(record)["producer"] == "revoked"
    assert (record["status"], record["completedOn"]) == ("closed", "2021-01-20")
    assert record["cases"] == [suspending, revoking]
    story = bureau.desk("xuhui-handler").get(f"/dispositions/{record['id']}/history")["items"]
    assert any("revoked the business licence of the producer" in each["text"] for each in story)


def test_a_case_of_another_matter_suspends_nothing(bureau: Bureau) -> None:
    other = decided_case(bureau, announced(bureau), "2020-10-20", "suspension_order")
    record = announced(bureau)
    record = step(bureau, record, "rechecks", "2020-09-20", passed=False, text="仍不合格")
    body = {"recipient": "producer", "case": other["case"], "until": "2020-11-20"}
    path = f"/dispositions/{record['id']}/suspension-orders"

    answer = bureau.desk("xuhui-handler").send(path, body, seen=record["version"])
    problem(answer, 400, "case-of-another-matter")

    hidden = {**body, "case": record["id"]}
    answer = bureau.desk("xuhui-handler").send(path, hidden, seen=record["version"])
    problem(answer, 400, "no-such-record")


# --- objections, other provinces, breaches -------------------------------------------------------


def test_a_re_test_in_another_laboratory_overturns_the_result(bureau: Bureau) -> None:
    record = ordered(bureau)
    record = step(
        bureau, record, "objections", ground="conclusion", receivedOn="2020-03-18", text="异议"
    )
    record = step(bureau, record, "retests", receivedOn="2020-03-20", text="同意复检")
    record = step(bureau, record, "retest-formalities", "2020-03-23")
    told = refused(
        bureau, record, "retest-lab", "retest-in-first-lab", by="dispatcher",
        effectiveOn="2020-03-25", lab="示例检测中心",
    )  # fmt: skip
    assert told["article"] == "39"
    record = step(bureau, record, "retest-lab", "2020-03-25", lab="示例复检中心")
    record = step(bureau, record, "retest-report", "2020-04-10", qualified=True, reportNo="复-1")

    assert stages(record) == {"producer": "cleared", "seller": "cleared"}
    whole = bureau.desk("dispatcher").get(f"/dispositions/{record['id']}")
    assert whole["file"]["retestCostBornBy"] == "organiser"
    assert whole["file"]["standing"] == "cleared"


def test_another_province_reports_back_on_the_notice(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")
    record = opened(dispatcher, 标称生产者所在地="浙江省宁波市")
    record = step(bureau, record, "result-notice", receivedOn="2020-03-04")
    path = f"/dispositions/{record['id']}"
    referral = dispatcher.do(
        f"{path}/cross-province-notices", {"recipient": "producer", "reason": "生产地"},
        seen=record["version"],
    )  # fmt: skip
    one = f"/referrals/{referral['id']}"
    assert stages(dispatcher.get(path))["producer"] == "referred_outside"
    dispatcher.do(f"{one}/receipt", {}, seen=1)

    dispatcher.do(f"{one}/feedback", {"outcome": "handled", "text": "已责令改正"}, seen=2)

    (producer, _) = dispatcher.get(path)["file"]["tracks"]
    assert producer["feedback"]["text"] == "已责令改正"


def test_a_place_that_was_wrong_is_corrected_and_then_notified_outside(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")
    record = opened(dispatcher, 标称生产者所在地="")
    path = f"/dispositions/{record['id']}"
    body = {"recipient": "producer", "reason": "生产地"}
    for org in ("310104", "SH-FIRE"):
        refused = dispatcher.send(
            f"{path}/cross-province-notices", {**body, "toOrg": org}, seen=record["version"]
        )
        problem(refused, 400, "organisation-not-outside")

    (result,) = dispatcher.listed("/test-results", reportNo=record["result"]["reportNo"])
    producer = {"name": MAKER, "uscc": MAKER_USCC, "place": "浙江省宁波市"}
    correction = {"producer": producer, "reason": "所在地漏填"}
    dispatcher.do(f"/test-results/{result['id']}/corrections", correction, seen=1)

    after = dispatcher.get(path)
    assert after["recipients"][0]["outside"] is True
    referral = dispatcher.do(f"{path}/cross-province-notices", body, seen=after["version"])
    assert referral["toOrg"] == after["recipients"][0]["handlingOrg"]


def test_a_withdrawn_notice_leaves_the_producer_to_us(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")
    record = opened(dispatcher, 标称生产者所在地="浙江省宁波市")
    path = f"/dispositions/{record['id']}"
    body = {"recipient": "producer", "reason": "生产地"}
    referral = dispatcher.do(f"{path}/cross-province-notices", body, seen=1)

    dispatcher.do(f"/referrals/{referral['id']}/withdrawal", {"reason": "误发"}, seen=1)

    assert "cross-province-notices" in dispatcher.get(path)["allowedActions"]


def test_a_breach_becomes_a_lead_in_the_dossier(bureau: Bureau) -> None:
    record = ordered(bureau)

    record = step(
        bureau, record, "breaches", "2020-04-01", breach="resumed_without_pass", text="仍在销售"
    )

    lead = bureau.desk("xuhui-handler").get(f"/leads/{record['leads'][0]}")
    assert (lead["disposition"], lead["source"]) == (record["id"], "sampling")
    assert (lead["holder"], lead["receivedOn"]) == ("310104", "2020-04-01")
    assert lead["dossier"] == record["dossier"]


def test_a_wrong_step_is_taken_back_and_stays_in_the_history(bureau: Bureau) -> None:
    record = ordered(bureau)

    record = step(bureau, record, "corrections", by="xuhui-handler", corrects=4, reason="日期有误")

    assert stages(record)["producer"] == "objection_window"
    whole = bureau.desk("xuhui-handler").get(f"/dispositions/{record['id']}")
    assert whole["file"]["undone"] == [4]
    story = bureau.desk("xuhui-handler").get(f"/dispositions/{record['id']}/history")["items"]
    assert any("ordered the producer to correct" in each["text"] for each in story)


def test_one_bureau_closes_nothing_for_another_and_a_serious_result_has_a_case(
    bureau: Bureau,
) -> None:
    record = ordered(bureau)
    record = step(bureau, record, "rechecks", "2020-05-20", passed=True, text="合格")
    record = step(bureau, record, "resumptions", "2020-05-21")
    path, body = (
        f"/dispositions/{record['id']}/completion",
        {"text": "办结", "withoutOrder": "已停业"},
    )

    answer = bureau.desk("xuhui-handler").send(path, body, seen=record["version"])
    told = problem(answer, 403, "left-to-another")
    assert "Minhang" in told["title"]

    by = "minhang-handler"
    if record["serious"]:
        answer = bureau.desk(by).send(path, body, seen=record["version"])
        problem(answer, 409, "serious-without-case")
        body["withoutCase"] = "已移送公安机关"
    record = bureau.desk(by).do(path, body, seen=record["version"])
    record = step(bureau, record, "corrections", by=by, corrects=record["version"], reason="误办")
    assert record["completedOn"] is None


# --- at once -------------------------------------------------------------------------------------


def test_two_notices_at_once_are_both_served_one_after_the_other(bureau: Bureau) -> None:
    record = opened(bureau.desk("dispatcher"))
    path = f"/dispositions/{record['id']}/result-notice"
    dispatcher, district = bureau.desk("dispatcher"), bureau.desk("minhang-handler")
    producer = {"recipient": "producer", "receivedOn": "2020-03-04"}
    seller = {"recipient": "seller", "receivedOn": "2020-03-05"}

    answers = together(
        lambda: dispatcher.send(path, producer, seen=1),
        lambda: district.send(path, seller, seen=1),
    )

    assert statuses(answers) == [201, 412]
    again, body = (dispatcher, producer) if answers[0].status_code == 412 else (district, seller)
    assert again.send(path, body, seen=2).status_code == 201
    assert dispatcher.get(path.rpartition("/")[0])["status"] == "objection_window"


# --- reads ---------------------------------------------------------------------------------------


def test_the_checklist_tells_what_a_step_needs_and_by_which_article(
    bureau: Bureau, published: Json
) -> None:
    path = f"/dispositions/{published['id']}/gates"
    (item,) = bureau.desk("xuhui-handler").get(
        path, step="suspension-orders", recipient="producer"
    )["items"]

    assert (item["ready"], item["allowed"]) == (False, False)
    (gate,) = item["gates"]
    assert (gate["rule"], gate["article"], gate["met"]) == ("PQL-17", "17", False)
    everything = bureau.desk("xuhui-handler").get(path)["items"]
    allowed = {each["step"] for each in everything if each["allowed"]}
    record = bureau.desk("xuhui-handler").get(path.rpartition("/")[0])
    assert allowed == set(record["allowedActions"]) - {"campaigns"}  # which is no step


def test_windows_that_lapsed_are_shown_without_an_event(bureau: Bureau) -> None:
    record = opened(bureau.desk("dispatcher"))
    for role, on in (("producer", "2020-03-04"), ("seller", "2020-03-05")):
        record = step(bureau, record, "result-notice", recipient=role, receivedOn=on)

    file = bureau.desk("dispatcher").get(f"/dispositions/{record['id']}")["file"]

    assert (record["status"], file["standing"]) == ("objection_window", "final")
    assert file["lapsed"] == ["objection:producer", "objection:seller"]


def test_the_queue_tells_what_waits_with_whom(empty_bureau: Bureau) -> None:
    bureau, dispatcher = empty_bureau, empty_bureau.desk("dispatcher")
    untold = opened(dispatcher)
    overdue = ordered(bureau)
    due = ordered(bureau, day(-70))
    waiting = announced(bureau)
    handler, head = bureau.desk("xuhui-handler"), {"Min-Position": str(dispatcher.head())}

    def queue(tab: str) -> list[str]:
        desk = dispatcher if tab == "notice" else handler
        items = desk.get("/disposition-queue", headers=head, tab=tab)["items"]
        return [each["record"]["id"] if "record" in each else each["id"] for each in items]

    assert queue("notice") == [untold["id"]]
    assert sorted(queue("overdue")) == sorted([overdue["id"], due["id"]])
    assert queue("recheck") == [overdue["id"], due["id"]]
    assert queue("window") == [waiting["id"]]
    tabs = handler.get("/disposition-queue", headers=head)["tabs"]
    assert {name: count for name, count in tabs.items() if count} == {
        "overdue": 2, "recheck": 2, "window": 1
    }  # fmt: skip
    problem(handler.ask("/disposition-queue", org="310112"), 404, "not-found")


# --- no repeated sampling ------------------------------------------------------------------------


def test_no_product_is_sampled_twice_in_six_months(bureau: Bureau, published: Json) -> None:
    handler = bureau.desk("xuhui-handler")
    head = {"Min-Position": str(handler.head())}

    def check(product: str, on: str, **more: str) -> Json:
        query = {"uscc": MAKER_USCC, "product": product, "on": on, **more}
        return handler.get("/sampling-check", headers=head, **query)

    assert published["result"]["sampledOn"] == "2020-02-20"
    early = check("快速电水壶", "2020-08-20")
    assert (early["allowed"], early["opensOn"]) == (False, "2020-08-21")
    assert (early["rule"], early["article"]) == ("PSS-NODUP", "8")
    assert "before 2020-08-21" in early["text"]
    last = early["last"]
    assert (last["sampledOn"], last["organiser"]) == ("2020-02-20", "SHAMR-PSD")
    assert check("快速电水壶", "2020-08-21")["allowed"]
    assert check("电饭锅", "2020-08-20")["allowed"]
    assert check("快速电水壶", "2020-08-20", purpose="follow_up")["allowed"]
