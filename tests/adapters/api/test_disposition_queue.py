"""What waits in dispositions: a tab for each kind, with the body whose turn it is, on any day."""

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import on_day
from tests.adapters.api.desk import Desk, Json, day, problem
from tests.adapters.api.disposition_story import announced, opened, ordered, step


def queued(desk: Desk, tab: str, **query: str) -> list[Json]:
    """What is in a tab, as far as the ledger has come."""
    head = {"Min-Position": str(desk.head())}
    return list(
        desk.get("/disposition-queue", headers=head, tab=tab, limit="100", **query)["items"]
    )


def ids(items: list[Json]) -> set[str]:
    """The dispositions in a tab."""
    return {each["record"]["id"] if "record" in each else each["id"] for each in items}


def test_the_parallel_ways_of_two_recipients_wait_each_in_its_tab(bureau: Bureau) -> None:
    dispatcher, xuhui = bureau.desk("dispatcher"), bureau.desk("xuhui-handler")
    minhang = bureau.desk("minhang-handler")
    record = opened(dispatcher)
    record = step(bureau, record, "result-notice", receivedOn="2020-03-04")
    record = step(bureau, record, "correction-orders", "2020-03-16", text="限期改正")

    assert record["status"] == "rectifying"
    assert record["waits"] == [
        {"waiting": "notice", "step": "result-notice", "recipient": "seller", "orgs": ["SHAMR-PSD"]}
    ]
    assert record["id"] in ids(queued(dispatcher, "notice"))
    assert record["id"] not in ids(queued(xuhui, "notice"))

    step(
        bureau, record, "result-notice", recipient="seller", receivedOn="2020-03-05",
    )  # fmt: skip
    assert record["id"] not in ids(queued(dispatcher, "notice"))
    assert record["id"] in ids(queued(minhang, "order"))


def test_an_objection_beside_an_order_waits_for_its_answer(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")
    record = step(
        bureau, ordered(bureau), "objections", ground="conclusion", receivedOn="2020-03-18",
        text="异议",
    )  # fmt: skip
    assert record["status"] == "rectifying"
    assert record["id"] in ids(queued(dispatcher, "objection"))

    record = step(bureau, record, "retests", receivedOn="2020-03-20", text="同意复检")
    assert record["id"] not in ids(queued(dispatcher, "objection"))
    assert record["id"] not in ids(queued(dispatcher, "retest"))  # waived long ago, by now

    step(bureau, record, "retest-formalities", "2020-03-23")
    assert record["id"] in ids(queued(dispatcher, "retest"))


def test_a_failed_re_check_waits_with_who_reports_and_then_with_who_announces(
    bureau: Bureau,
) -> None:
    xuhui, city = bureau.desk("xuhui-handler"), bureau.desk("superior")
    record = ordered(bureau)
    record = step(bureau, record, "rechecks", "2020-05-28", passed=False, text="仍不合格")
    assert record["id"] in ids(queued(xuhui, "report"))

    record = step(bureau, record, "reports-up", "2020-06-05", toOrg="SHAMR")
    assert record["id"] not in ids(queued(xuhui, "report"))
    assert record["id"] in ids(queued(city, "announcement"))

    step(bureau, record, "announcements", "2020-07-15", place="市局网站")
    assert record["id"] not in ids(queued(city, "announcement"))


def test_a_penalty_waits_for_its_case_and_a_pass_for_the_word_to_resume(bureau: Bureau) -> None:
    xuhui = bureau.desk("xuhui-handler")
    failed = announced(bureau)
    failed = step(bureau, failed, "rechecks", "2020-09-20", passed=False, text="仍不合格")
    passed = ordered(bureau)
    passed = step(bureau, passed, "rechecks", "2020-05-28", passed=True, text="合格")

    assert failed["id"] in ids(queued(xuhui, "penalty"))
    assert passed["id"] in ids(queued(xuhui, "resumption"))
    step(bureau, passed, "resumptions", "2020-06-01")
    assert passed["id"] not in ids(queued(xuhui, "resumption"))


def test_the_queue_of_the_past_is_reckoned_on_its_own_day(bureau: Bureau) -> None:
    record = ordered(bureau, day(-10))
    position = bureau.desk("xuhui-handler").head()

    with on_day(bureau, day(100)):
        later = bureau.sign_in("xuhui-handler")
        then = {"asOfPosition": str(position)}

        assert record["id"] in ids(queued(later, "overdue"))
        assert record["id"] in ids(queued(later, "recheck"))
        assert record["id"] not in ids(queued(later, "overdue", **then))
        assert record["id"] not in ids(queued(later, "recheck", **then))


def test_nobody_asks_for_the_queue_of_an_organisation_there_is_not(bureau: Bureau) -> None:
    auditor = bureau.desk("auditor")

    problem(auditor.ask("/disposition-queue", org="nonsense"), 400, "unknown-organisation")
    assert auditor.get("/disposition-queue", org="310104", tab="order")["org"] == "310104"
    problem(
        bureau.desk("xuhui-handler").ask("/disposition-queue", org="nonsense"), 404, "not-found"
    )


# --- reads of one disposition, and the list -----------------------------------------------------


def test_the_checklist_is_read_as_of_the_past(bureau: Bureau) -> None:
    xuhui = bureau.desk("xuhui-handler")
    record = ordered(bureau)
    position = record["position"]
    step(bureau, record, "correction-reports", "2020-05-05", text="已整改")
    path, one = f"/dispositions/{record['id']}/gates", "correction-orders"

    now = xuhui.get(path, recipient="producer", step=one)
    then = xuhui.get(path, recipient="producer", asOfPosition=str(position - 1), step=one)

    assert [each["ready"] for each in now["items"]] == [False]
    assert [(each["ready"], each["allowed"]) for each in then["items"]] == [(True, False)]
    assert (now["status"], then["status"]) == ("rectifying", "objection_window")
    assert then["asOfPosition"] == position - 1
    problem(xuhui.ask(path, asOfPosition=str(10**9)), 400, "position-in-future")


def test_the_list_is_filtered_by_who_stands_where(bureau: Bureau) -> None:
    dispatcher = bureau.desk("dispatcher")
    there, abroad = ordered(bureau), opened(dispatcher, 标称生产者所在地="浙江省宁波市")
    late = opened(dispatcher, 报告送达日期="2020-05-04")

    def listed(**query: str) -> set[str]:
        return {each["id"] for each in dispatcher.listed("/dispositions", limit="100", **query)}

    assert there["id"] in listed(recipient="producer", stage="rectifying")
    assert there["id"] not in listed(recipient="seller", stage="rectifying")
    assert there["id"] in listed(recipient="seller", stage="objection_window")
    assert there["id"] in listed(stage="rectifying")
    assert abroad["id"] in listed(outside="true")
    assert there["id"] not in listed(outside="true")
    assert there["id"] in listed(outside="false")
    assert late["id"] in listed(deliveredFrom="2020-05-04", deliveredTo="2020-05-04")
    assert there["id"] not in listed(deliveredFrom="2020-05-04")
    assert there["id"] in listed(licenceAtStake="false")
    problem(dispatcher.ask("/dispositions", stage="nonsense"), 400, "parameter-invalid")
