"""An explanation is one sentence in either language, with everything the date rests on."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from adapters.wording.catalogue import Language, catalogue
from adapters.wording.clock import explained, label
from domain.statute.clock import Clock, Granted
from domain.statute.intervals import Interval
from domain.statute.reckoning import compute
from domain.statute.rule import Unit
from tests.domain.statute.published import calendar, clock, day, extended, rules, without

BOTH = pytest.mark.parametrize("language", Language, ids=lambda each: each.tag)
PAUSED = Interval(
    kind="test", start=day("2020-03-05"), end=day("2020-03-10"), source="14", reason="送检"
)
STARTED = replace(clock("PP-VERIFY", "2020-03-02"), trigger_source="12")
BUSY = replace(
    STARTED,
    intervals=(PAUSED,),
    extensions=(replace(extended("2020-03-20"), source="15"),),
)


def told(clock: Clock, language: Language, today: str = "2020-03-24") -> str:
    return explained(compute(clock, calendar(), day(today)).explanation, language)


def test_a_full_explanation_in_chinese() -> None:
    assert told(BUSY, Language.ZH) == (
        "自 2020-03-02（收到材料，记录 12）起算，"
        "依《市场监督管理行政处罚程序暂行规定》第17条"
        "（规则 PP-VERIFY，PP2018 版，2019-04-01 起施行）为 15 个工作日，"
        "不计入 2020-03-05 之后至 2020-03-10 的检测、检验、检疫、鉴定时间（记录 14），"
        "理由是“送检”，负责人于 2020-03-20 批准延长 15 个工作日（记录 15），"
        "按国办发明电〔2019〕16号（2019-11-21 公布）、国办发明电〔2020〕1号（2020-01-26 公布）"
        "安排的工作日和节假日计算，因此期限至 2020-04-17 届满。"
    )


def test_a_full_explanation_in_english() -> None:
    assert told(BUSY, Language.EN) == (
        "It is due on 2020-04-17: counted from 2020-03-02 (materials received, entry 12), "
        "15 working days under Interim Provisions on Market-Regulation Penalty Procedure "
        "(SAMR Order 2), art. 17 (rule PP-VERIFY, version PP2018, in force since 2019-04-01), "
        "not counting the days after 2020-03-05 up to 2020-03-10 for testing, inspection, "
        "quarantine or appraisal (entry 14), because of “送检”, extended on 2020-03-20 by the "
        "responsible person for 15 working days (entry 15), by the working days and holidays of "
        "国办发明电〔2019〕16号 (published on 2019-11-21) and "
        "国办发明电〔2020〕1号 (published on 2020-01-26)."
    )


NOON = datetime(2021, 9, 17, 12, 0, tzinfo=timezone(timedelta(hours=8)))
FIXED = extended("2020-03-20", None, "collective_discussion", until="2020-05-20")
SUPPOSED = Granted(approver="leader", amount=15, unit=Unit.WORKING_DAY)


@pytest.mark.parametrize(
    ("asked", "zh", "en"),
    [
        (replace(STARTED, intervals=(without("2020-03-05"),)), "中止", "stopped since 2020-03-05"),
        (
            replace(STARTED, intervals=(replace(PAUSED, end=None),)),
            "已用 3 个工作日，共 15 个工作日",
            "with 3 working days used of 15 working days",
        ),
        (replace(STARTED, intervals=(without("2020-03-02"),)), "已用 0 个", "0 working days used"),
        (replace(STARTED, intervals=(without("2020-03-03"),)), "已用 1 个", "1 working day used"),
        (replace(STARTED, extensions=(FIXED,)), "决定延长至 2020-05-20", "until 2020-05-20"),
        (replace(STARTED, extensions=(SUPPOSED,)), "如经负责人批准延长", "supposing that"),
        (
            replace(STARTED, extensions=(replace(FIXED, approved_on=None),)),
            "如经负责人集体讨论决定延长至",
            "extends it until 2020-05-20",
        ),
        (replace(STARTED, extensions=(extended("2020-03-24"),)), "不予计算", "leaving out"),
        (clock("PSS-OBJECT", "2020-09-17"), "不是工作日，顺延至 2020-10-09", "to 2020-10-09"),
        (clock("PSS-RECHECK2", "2020-07-15"), "最早可于 2020-09-14", "open from 2020-09-14"),
        (clock("HR-NOTICE", "2021-09-30"), "往前计算", "by 2021-09-22 at the latest"),
        (clock("HR-NOTICE", "2021-09-30"), "第20、21条", "art. 20, 21"),
        (clock("PSS-NOTIFY", "2020-03-02"), "没有规定天数", "no number of days"),
        (clock("LEAD-ACCEPT", "2020-03-02"), "属内部时限", "an internal service level"),
        (
            replace(clock("SUP-FIX", "2022-11-07"), until=day("2022-11-30")),
            "应当在所定期限 2022-11-30 前办理",
            "by 2022-11-30, the day that was set, under",
        ),
        (clock("CRED-WAIT", "2022-03-02"), "有待核实", "still to be verified"),
        (clock("PP-VERIFY", "2026-12-18"), "2027 年放假安排尚未公布", "known for 2027"),
        (clock("ACL-DEMAND", "2027-12-20"), "2027、2028 年", "2027 and 2028"),
        (
            Clock(
                rule="CT-SEND",
                version=rules()["CT-SEND"].versions[-1],
                trigger=NOON.date(),
                instant=NOON,
            ),
            "2021-09-18 12:00",
            "2021-09-18 12:00",
        ),
    ],
)
def test_each_thing_a_date_rests_on_is_told(asked: Clock, zh: str, en: str) -> None:
    assert zh in told(asked, Language.ZH)
    assert en in told(asked, Language.EN)


@BOTH
def test_every_rule_shipped_is_explained_in_one_sentence(language: Language) -> None:
    for rule in rules().values():
        for version in rule.versions:
            asked = Clock(rule=rule.code, version=version, trigger=version.effective_from)
            words = told(asked, language, asked.trigger.isoformat())
            body, end = words[:-1], words[-1]
            assert end == ("。" if language is Language.ZH else ".")
            assert "…" not in words
            assert "。" not in body
            if language is Language.EN:
                assert not re.search(r"\. [A-Z]", body), words


@BOTH
def test_what_rules_name_has_words(language: Language) -> None:
    words = catalogue(language)
    for rule in rules().values():
        for version in rule.versions:
            assert f"instrument.{version.instrument}" in words
            assert version.amount is None or f"trigger.{version.trigger}" in words
            assert all(f"interval_kind.{kind}" in words for kind in version.excludes)
            assert all(f"approver.{each.approver}" in words for each in version.extensions)
    assert all(f"unit.{unit}" in words and f"clock.length-{unit}" in words for unit in Unit)


# --- what a list says ----------------------------------------------------------------------------

OBJECT = clock("PSS-OBJECT", "2020-03-04")  # 15 calendar days of a party, until 2020-03-19


def labelled(clock: Clock, today: str, language: Language) -> str:
    return label(compute(clock, calendar(), day(today)), day(today), language)


@pytest.mark.parametrize(
    ("today", "english", "chinese"),
    [
        ("2020-03-09", "10 days left (due 2020-03-19)", "剩余 10 日（至 2020-03-19）"),
        ("2020-03-18", "1 day left (due 2020-03-19)", "剩余 1 日（至 2020-03-19）"),
        ("2021-01-04", "Lapsed (2020-03-19)", "已届满（2020-03-19）"),
    ],
)
def test_a_right_that_nobody_used_lapsed_and_is_not_overdue(
    today: str, english: str, chinese: str
) -> None:
    assert labelled(OBJECT, today, Language.EN) == english
    assert labelled(OBJECT, today, Language.ZH) == chinese


def test_a_duty_is_overdue_by_working_days() -> None:
    recheck = clock("PSS-RECHECK", "2020-03-16")

    assert labelled(recheck, "2020-06-03", Language.EN) == "3 working days overdue"
    assert labelled(recheck, "2020-05-28", Language.EN).startswith("1 working day left")
    done = replace(recheck, met_on=day("2020-05-20"))
    assert labelled(done, "2020-06-03", Language.EN) == "Done (was due 2020-05-30)"


def test_a_right_of_working_days_is_counted_in_working_days() -> None:
    asked = clock("HR-REQUEST", "2020-03-04")

    assert labelled(asked, "2020-03-06", Language.EN).startswith("1 working day left")
    assert labelled(asked, "2020-03-20", Language.ZH).startswith("已届满")
