"""Repeated offenders, clusters over districts, campaigns: under the rights of who asks."""

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import HANDLERS, filing, on_day, verified_lead
from tests.adapters.api.desk import Json, day, lead_body
from tests.adapters.api.disposition_story import opened, ordered, step
from tests.adapters.api.test_bulletins import HEADER

FIRM = "9A3101091PMTDB4PGB"
ROW = (
    "{no},PT-{no},示例充电宝,示例牌,C-1,20260101,示例制造有限公司,{uscc},上海市{made},示例{sold}店,,"
    "上海市{sold},实体销售,,{day},示例检验院,不合格,外壳,,,示例-2026,"
)


def reported(bureau: Bureau, districts: tuple[str, ...] = ("徐汇区", "闵行区")) -> None:
    """A batch of one producer for each district, sold there."""
    rows = [
        ROW.format(no=number, uscc=FIRM, made="虹口区", sold=sold, day=day(-20))
        for number, sold in enumerate(districts)
    ]
    content = "\r\n".join([HEADER, *rows]).encode()
    summary = bureau.desk("dispatcher").upload("p.csv", content).json()
    assert summary["dispositions"] == len(districts), summary


def patterns(bureau: Bureau, user: str, kind: str) -> list[Json]:
    return bureau.desk(user).listed("/patterns", kind=kind)


def test_who_offends_again_and_a_product_in_several_districts_are_shown(
    empty_bureau: Bureau,
) -> None:
    dispatcher = empty_bureau.desk("dispatcher")
    reported(empty_bureau)
    dispatcher.listed("/dispositions")

    (offender,) = patterns(empty_bureau, "auditor", "offender")
    assert (offender["uscc"], offender["batches"]) == (FIRM, 2)
    assert (offender["name"], offender["products"]) == ("示例制造有限公司", ["示例充电宝"])
    (cluster,) = patterns(empty_bureau, "auditor", "cluster")
    assert cluster["districts"] == ["310104", "310112"]  # where sampled, not where made
    assert (cluster["batches"], cluster["operators"]) == (2, 3)
    assert len(cluster["dispositions"]) == 2
    assert (cluster["cases"], cluster["suggests"]) == ([], ["special-bulletin"])
    assert len(patterns(empty_bureau, "hongkou-handler", "offender")) == 1
    assert patterns(empty_bureau, "xuhui-handler", "offender") == []
    assert patterns(empty_bureau, "pudong-handler", "cluster") == []

    higher = {
        "notice": "提高阈值", "effectiveFrom": day(0),
        "items": [{"code": "offender", "batches": 3}, {"code": "cluster", "batches": 2,
                                                       "districts": 4}],
    }  # fmt: skip
    empty_bureau.desk("admin").do("/reference/thresholds", higher, seen=1)
    assert patterns(empty_bureau, "auditor", "offender") == []
    assert patterns(empty_bureau, "auditor", "cluster") == []


def test_a_campaign_counts_its_leads(empty_bureau: Bureau) -> None:
    dispatcher = empty_bureau.desk("dispatcher")
    for number in range(3):
        tags = ["ciie-2020", "cables"] if number else ["ciie-2020"]
        dispatcher.do("/leads", lead_body(campaigns=tags))

    counts = {each["campaign"]: each for each in dispatcher.listed("/campaigns")}

    assert (counts["ciie-2020"]["leads"], counts["ciie-2020"]["openLeads"]) == (3, 3)
    assert counts["cables"]["leads"] == 2
    assert empty_bureau.desk("pudong-handler").listed("/campaigns") == []


def test_a_campaign_goes_from_a_result_to_its_lead_and_the_case(empty_bureau: Bureau) -> None:
    handler, leader = (empty_bureau.desk(f"xuhui-{each}") for each in ("handler", "leader"))
    record = ordered(empty_bureau)
    tagged = {"campaigns": ["cables"], "reason": "纳入专项"}
    result = f"/dispositions/{record['id']}"
    handler.do(f"{result}/campaigns", tagged, seen=record["version"])
    record = step(empty_bureau, handler.get(result), "case-links", "2020-04-01", reason="严重")
    lead = f"/leads/{record['leads'][0]}"
    with on_day(empty_bureau, "2020-04-02"):
        handler.do(f"{lead}/verification", {}, seen=1)
        case = leader.do(f"{lead}/filing", filing("2020-04-02", handlers=HANDLERS), seen=2)

    (count,) = leader.listed("/campaigns")

    assert case["campaigns"] == ["cables"]
    assert count == {
        "campaign": "cables", "leads": 1, "openLeads": 0, "cases": 1, "openCases": 1,
        "dispositions": 1, "openDispositions": 1, "batches": 0,
    }  # fmt: skip
    for path in ("/leads", "/cases", "/dispositions"):
        assert len(leader.listed(path, campaign="cables")) == 1
        assert leader.listed(path, campaign="ciie-2020") == []
    assert empty_bureau.desk("pudong-handler").listed("/campaigns") == []

    leader.do(f"/cases/{case['id']}/campaigns", {"reason": "误归入"}, seen=case["version"])
    (count,) = leader.listed("/campaigns")
    assert (count["cases"], count["leads"]) == (0, 1)


def test_results_are_imported_into_a_campaign(empty_bureau: Bureau) -> None:
    dispatcher = empty_bureau.desk("dispatcher")
    row = ROW.format(no=7, uscc=FIRM, made="虹口区", sold="徐汇区", day=day(-20))
    content = f"{HEADER}\r\n{row}".encode()

    refused = dispatcher.upload("c.csv", content, campaign="none")
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown-campaign")
    dispatcher.upload("c.csv", content, campaign="cables")

    (count,) = dispatcher.listed("/campaigns")
    assert (count["dispositions"], count["batches"]) == (1, 1)
    (result,) = dispatcher.listed("/test-results", campaign="cables")
    assert result["campaigns"] == ["cables"]


def test_a_lead_takes_only_published_campaigns(empty_bureau: Bureau) -> None:
    dispatcher = empty_bureau.desk("dispatcher")

    for campaigns, code in ((["none"], "unknown-campaign"), (["cables", "cables"], "given-twice")):
        refused = dispatcher.send("/leads", lead_body(campaigns=campaigns))
        assert (refused.status_code, refused.json()["code"]) == (400, code)


def test_a_maker_and_a_shop_of_the_same_batches_are_no_cluster(empty_bureau: Bureau) -> None:
    reported(empty_bureau, ("徐汇区", "徐汇区"))
    empty_bureau.desk("dispatcher").listed("/dispositions")

    assert patterns(empty_bureau, "auditor", "cluster") == []


def test_a_batch_sampled_elsewhere_counts_where_it_was_made(empty_bureau: Bureau) -> None:
    dispatcher = empty_bureau.desk("dispatcher")
    reported(empty_bureau, ("徐汇区",))
    sold = ROW.format(no=9, uscc=FIRM, made="虹口区", sold="徐汇区", day=day(-20))
    content = f"{HEADER}\r\n{sold.replace('上海市徐汇区', '浙江省宁波市')}".encode()
    assert dispatcher.upload("q.csv", content).json()["dispositions"] == 1
    dispatcher.listed("/dispositions")

    (cluster,) = patterns(empty_bureau, "auditor", "cluster")

    assert cluster["districts"] == ["310104", "310109"]


def test_a_cluster_names_the_open_cases_of_its_product(empty_bureau: Bureau) -> None:
    reported(empty_bureau)
    lead = verified_lead(empty_bureau, "2020-04-01", product="示例充电宝")
    with on_day(empty_bureau, "2020-04-01"):
        leader = empty_bureau.desk("xuhui-leader")
        path = f"/leads/{lead['id']}/filing"
        case = leader.do(path, filing("2020-04-01"), seen=lead["version"])
    leader.listed("/cases")

    (cluster,) = patterns(empty_bureau, "auditor", "cluster")

    assert [each["id"] for each in cluster["cases"]] == [case["id"]]
    assert cluster["suggests"] == ["joint-review", "special-bulletin"]


def test_patterns_and_campaigns_are_answered_as_of_a_moment(empty_bureau: Bureau) -> None:
    auditor = empty_bureau.desk("auditor")
    before = auditor.head()
    reported(empty_bureau)
    empty_bureau.desk("dispatcher").do("/leads", lead_body(campaigns=["cables"]))
    after = auditor.head()
    xuhui = empty_bureau.desk("xuhui-handler")

    for kind in ("offender", "cluster"):
        assert auditor.listed("/patterns", kind=kind, asOfPosition=before) == []
        (now,) = auditor.listed("/patterns", kind=kind)
        assert auditor.listed("/patterns", kind=kind, asOfPosition=after) == [now]
        assert xuhui.listed("/patterns", kind=kind, asOfPosition=after) == []
    assert auditor.listed("/campaigns", asOfPosition=before) == []
    assert auditor.listed("/campaigns", asOfPosition=after) == auditor.listed("/campaigns")
    assert xuhui.listed("/campaigns", asOfPosition=after) == []


def test_a_batch_that_a_re_test_cleared_counts_for_no_pattern(empty_bureau: Bureau) -> None:
    rows = {"抽样日期": day(-40), "报告送达日期": day(-30)}
    opened(empty_bureau.desk("dispatcher"), **rows)
    record = opened(empty_bureau.desk("dispatcher"), **rows)
    record = step(empty_bureau, record, "result-notice", receivedOn=day(-28))
    both = patterns(empty_bureau, "auditor", "offender")
    assert [each["batches"] for each in both] == [2, 2]  # the maker and the shop

    record = step(
        empty_bureau, record, "objections", ground="conclusion", receivedOn=day(-18), text="异议"
    )
    record = step(empty_bureau, record, "retests", receivedOn=day(-17), text="同意复检")
    record = step(empty_bureau, record, "retest-formalities", day(-16))
    record = step(empty_bureau, record, "retest-lab", day(-15), lab="示例复检中心")
    step(empty_bureau, record, "retest-report", day(-10), qualified=True, reportNo="复-1")

    assert patterns(empty_bureau, "auditor", "offender") == []
