"""The pages of unqualified results: what waits and its form, what was done, and all in words."""

import re
from html.parser import HTMLParser

import pytest

from application.views.disposition_waits import Waiting
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import Json
from tests.adapters.api.disposition_story import decided_case, opened, ordered, step
from tests.adapters.web.reader import Reader, fields_of

# What a code looks like among Chinese words, and among English ones.
CODES = {"zh-CN": re.compile(r"\b[a-z][a-z_]+\b"), "en": re.compile(r"\b[a-z]+_[a-z_]+\b")}


class Text(HTMLParser):
    """What stands on a page, below its header."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._inside = self._inside or tag == "main"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.said.append(data)


def text_of(page: str) -> str:
    """The words of a page."""
    text = Text()
    text.feed(page)
    return " ".join(" ".join(text.said).split())


def row_with(page: str, record: Json) -> str:
    """The rows of a queue that are about a record."""
    rows = page.split("<tr>")[1:]
    return "".join(each for each in rows if f"/dispositions/{record['id']}" in each)


@pytest.fixture(scope="module")
def suspended(bureau: Bureau) -> Json:
    """A cable whose maker objected, was ordered, failed twice, and was suspended by a case."""
    record = ordered(bureau, 产品名称="电线电缆")
    steps: tuple[tuple[str, str | None, Json], ...] = (
        ("objections", None,
         {"ground": "conclusion", "receivedOn": "2020-03-18", "text": "仪器未检定"}),
        ("retests", None, {"receivedOn": "2020-03-20", "text": "同意复检"}),
        ("retest-formalities", "2020-03-23", {}),
        ("retest-lab", "2020-03-25", {"lab": "示例复检中心"}),
        ("retest-report", "2020-04-10", {"qualified": False, "reportNo": "复-7"}),
        ("correction-reports", "2020-05-05", {"text": "已更换绝缘层"}),
        ("rechecks", "2020-05-28", {"passed": False, "text": "绝缘仍不合格"}),
        ("reports-up", "2020-06-05", {"toOrg": "SHAMR"}),
        ("announcements", "2020-07-15", {"place": "市局网站公告栏"}),
        ("rechecks", "2020-09-20", {"passed": False, "text": "第二次仍不合格"}),
        ("breaches", "2020-09-25", {"breach": "resumed_without_pass", "text": "仍在销售"}),
    )  # fmt: skip
    for noun, on, fields in steps:
        record = step(bureau, record, noun, on, **fields)
    record = decided_case(bureau, record, "2020-10-20", "suspension_order")
    case = record["case"]
    record = step(bureau, record, "suspension-orders", "2020-10-21", case=case, until="2020-11-20")
    return record | {"case": case}


# --- what was done -------------------------------------------------------------------------------


def test_the_page_tells_what_was_done_about_each_recipient(bureau: Bureau, suspended: Json) -> None:
    with Reader(bureau, "xuhui-handler") as reader:
        page = reader.get(f"/dispositions/{suspended['id']}")
    said = text_of(page)

    told = (
        "仪器未检定", "检验结论", "同意复检", "示例复检中心", "复-7", "停止销售，限期改正",
        "已更换绝缘层", "绝缘仍不合格", "市局网站公告栏", "停业整顿截止日 2020-11-20",
        "未经复查合格恢复生产、销售",
    )  # fmt: skip
    assert [each for each in told if each not in said] == []
    assert re.search(r"复检费用由谁承担 示例电器（上海）有限公司", said)
    assert said.index("仪器未检定") < said.index("已更换绝缘层") < said.index("第二次仍不合格")
    assert f'href="/cases/{suspended["case"]}"' in page
    assert f'href="/leads/{suspended["leads"][0]}"' in page


def test_the_page_of_the_past_tells_what_was_done_until_then(
    bureau: Bureau, suspended: Json
) -> None:
    desk = bureau.desk("xuhui-handler")
    steps = desk.get(f"/dispositions/{suspended['id']}/history")["items"]
    retested = next(each["position"] for each in steps if "复-7" in each["text"])
    with Reader(bureau, "xuhui-handler") as reader:
        then = text_of(reader.get(f"/dispositions/{suspended['id']}?asOfPosition={retested}"))

    assert "仪器未检定" in then
    assert "已更换绝缘层" not in then


# --- what waits ----------------------------------------------------------------------------------


def test_the_queue_leads_straight_to_the_form_about_the_recipient(bureau: Bureau) -> None:
    record = opened(bureau.desk("dispatcher"))
    record = step(bureau, record, "result-notice", receivedOn="2020-03-04")
    record = step(bureau, record, "correction-orders", "2020-03-16", text="限期改正")
    bureau.desk("dispatcher").listed("/dispositions")
    with Reader(bureau, "dispatcher") as reader:
        page = row_with(reader.get("/disposition-queue?tab=notice"), record)
        form = f"/dispositions/{record['id']}/result-notice?recipient=seller"

        assert "示例家电商店" in page
        assert record["result"]["reportNo"] in page
        assert "recipient=producer" not in page
        assert f'href="{form}"' in page
        assert fields_of(reader.get(form))["/recipient"] == ["seller"]


def test_a_deadline_of_the_queue_is_told_with_its_days(bureau: Bureau) -> None:
    record = ordered(bureau)
    bureau.desk("xuhui-handler").listed("/dispositions")
    with Reader(bureau, "xuhui-handler") as reader:
        late = row_with(reader.get("/disposition-queue?tab=overdue"), record)

    assert "2020-05-15" in late
    assert "/non-corrections?recipient=producer" in late


def test_a_district_sees_its_own_work_and_no_organisers_duty(bureau: Bureau) -> None:
    record = ordered(bureau)
    opened(bureau.desk("dispatcher"))
    bureau.desk("dispatcher").listed("/dispositions")
    with Reader(bureau, "xuhui-handler") as district, Reader(bureau, "dispatcher") as organiser:
        bench = district.get("/workbench")

        assert 'href="/disposition-queue?tab=overdue"' in bench
        assert "tab=notice" not in bench
        assert 'href="/disposition-queue?tab=notice"' in organiser.get("/workbench")
        tabs = text_of(district.get("/disposition-queue")).partition("期限 产品")[0]
        assert "待告知 0" in tabs
        assert not tabs.endswith("没有待办的事项。")  # it begins where something waits
        district.get("/disposition-queue?org=310112", 404)
    with Reader(bureau, "auditor") as auditor:
        page = auditor.get("/disposition-queue?org=310104&tab=overdue")
        assert record["id"] in page
        assert "/non-corrections" not in page
        auditor.get("/disposition-queue?org=nonsense", 400)
        auditor.get("/disposition-queue?tab=nonsense", 400)


def test_the_queue_of_the_past_offers_no_form(bureau: Bureau) -> None:
    record = opened(bureau.desk("dispatcher"))
    step(bureau, record, "result-notice", receivedOn="2020-03-04")
    bureau.desk("dispatcher").listed("/dispositions")
    with Reader(bureau, "dispatcher") as reader:
        then = f"/disposition-queue?tab=notice&asOfPosition={record['position']}"
        page = row_with(reader.get(then), record)

    assert page.count("待告知") == 2  # the producer and the seller
    assert "/result-notice" not in page


# --- the list ------------------------------------------------------------------------------------


def test_the_list_is_filtered_by_who_stands_where_and_says_what_is_due(bureau: Bureau) -> None:
    record = ordered(bureau)
    number = record["result"]["reportNo"]
    bureau.desk("dispatcher").listed("/dispositions")
    with Reader(bureau, "dispatcher") as reader:
        page = reader.get(f"/dispositions?q={number}&recipient=producer&stage=rectifying")
        assert record["id"] in page
        assert "徐汇区市场监管局" in text_of(page)
        assert "处理机构启动处理 · 销售者" in text_of(page)  # told, and not ordered yet
        other = f"/dispositions?q={number}&recipient=seller&stage=rectifying"
        assert record["id"] not in reader.get(other)
        late = f"/dispositions?q={number}&deliveredFrom=2020-03-03&outside=&stage="
        assert record["id"] not in reader.get(late)


# --- in words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_code_stands_on_a_page(bureau: Bureau, suspended: Json, language: str) -> None:
    one = f"/dispositions/{suspended['id']}"
    bureau.desk("xuhui-handler").listed("/dispositions")
    paths = (
        f"{one}?tab=all", f"{one}/suspension-orders", f"{one}/rechecks", "/dispositions",
        "/deadlines?bucket=open&kind=dispositions", "/workbench",
        *(f"/disposition-queue?tab={tab}" for tab in Waiting),
    )  # fmt: skip
    with Reader(bureau, "xuhui-handler", language) as reader:
        found = {path: CODES[language].findall(text_of(reader.get(path))) for path in paths}
        overview = text_of(reader.get(one))

    assert {path: codes for path, codes in found.items() if codes} == {}
    assert ("电线电缆" if language == "zh-CN" else "Wires and cables") in overview


def test_the_last_day_of_a_suspension_is_asked_for_as_that(bureau: Bureau, suspended: Json) -> None:
    with Reader(bureau, "xuhui-handler") as reader:
        form = text_of(reader.get(f"/dispositions/{suspended['id']}/suspension-orders"))

    assert "停业整顿截止日" in form
    assert "延期" not in form
