"""A step of the history is told as a sentence, from facts that its event is sure to hold."""

import string
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from types import UnionType
from typing import Any, get_args, get_origin
from uuid import UUID

import pytest
from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from adapters.web.words import Words
from adapters.wording.catalogue import Language, catalogue
from adapters.wording.story import SECTIONS, told, variant
from application.history import action_of
from domain import access
from domain.authority import Officer, Role
from domain.case.events import CaseEvent
from domain.disposition import events as disposition
from domain.events import Event
from domain.joint_review.events import Member, Quorum, SessionScheduled
from domain.lead import events as lead
from domain.party import Enterprise
from domain.reference.organisations import Organisation, OrganisationKind
from domain.reference.reasons import Reason, ReasonUse
from domain.reference.state import Reference
from domain.referral import events as referral
from domain.referral.kinds import ReferralKind
from domain.sampling import events as sampling
from domain.sampling.result import Stage, TestResult
from tests.adapters.steps import step_of

EVENTS: tuple[type[Struct], ...] = get_args(Event)
SCALARS = (str, int, date, Decimal, UUID)  # a datetime is a date


def test_a_moment_beyond_all_days_is_told_as_it_was_given() -> None:
    at = datetime(9999, 12, 31, 23, tzinfo=UTC)
    member = Member(id="m1", name="示例·周局", org="SHAMR")
    scheduled = SessionScheduled(
        session=1, starts_at=at, place="示例会议室", chair="m1", recorder=member, panel=(member,),
        agenda=("讨论",), agenda_position=1, case_version=1,
        quorum=Quorum(members=5, present=2, of=3),
    )  # fmt: skip

    text = told(step_of(scheduled, WANG, DAY), Language.ZH, KNOWN)

    assert "9999-12-31 23:00" in text
    assert Words(Language.ZH, KNOWN).instant(at) == "9999-12-31 23:00"


# --- every event ---------------------------------------------------------------------------------


def sentences(language: Language) -> dict[str, str]:
    """The sentences, by key."""
    return {
        key.removeprefix("story."): words
        for key, words in catalogue(language).items()
        if key.startswith("story.")
    }


def plain_key(kind: type[Struct]) -> str:
    """The key of the sentence about an event."""
    return action_of(str(kind.__struct_config__.tag)).replace(".", "-")


def certain(kind: type[Struct]) -> set[str]:
    """The facts that every event of this kind holds as a text, a number or a list of its own."""
    found: set[str] = set()
    for field in fields(kind):
        if is_scalar(field.type) or (field.required and get_origin(field.type) is tuple):
            found.add(field.name)
        elif isinstance(field.type, type) and issubclass(field.type, Struct):
            inner = (each for each in fields(field.type) if is_scalar(each.type))
            found |= {f"{field.name}_{each.encode_name}" for each in inner}
    return found


def is_scalar(kind: Any) -> bool:  # noqa: ANN401 - an annotation
    if get_args(kind) and get_origin(kind) not in (UnionType, tuple):
        kind = get_args(kind)[0]  # Annotated
    return isinstance(kind, type) and issubclass(kind, SCALARS) and kind is not bool


def enums_in(kind: Any) -> list[type[StrEnum]]:  # noqa: ANN401 - an annotation
    """The closed lists that an annotation names."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return [kind]
    return [found for each in get_args(kind) for found in enums_in(each)]


def endings(kind: type[Struct]) -> dict[str, set[str]]:
    """What a key about this event may end in, each with the facts that are certain then."""
    known = [variants(field) for field in fields(kind)]
    found = {"": certain(kind)}
    for one in known:
        found |= {ending: certain(kind) | more for ending, more in one.items()}
    for one, two in combinations(known, 2):
        for first, more in one.items():
            found |= {first + ending: certain(kind) | more | also for ending, also in two.items()}
    return found


def variants(field: FieldInfo) -> dict[str, set[str]]:
    """What a key may end in for one fact of an event, with the facts that are certain then."""
    values: tuple[object, ...] = ("given", None)
    if field.type is bool:
        values = (True, False)
    elif bool in get_args(field.type):
        values = (True, False, None)
    elif field.name == "kind":
        values = tuple(value for values in enums_in(field.type) for value in values)
    parts = [each for each in get_args(field.type) if isinstance(each, type)]
    within = {
        f"{field.name}_{inner.encode_name}"
        for each in parts
        if issubclass(each, Struct)
        for inner in fields(each)
        if is_scalar(inner.type)
    }
    return {
        f"-{variant(field.name, value)}": {field.name, *within} if value else set[str]()
        for value in values
    }


POSSIBLE = {
    plain_key(kind) + ending: facts | {"actor", "on"}
    for kind in EVENTS
    for ending, facts in endings(kind).items()
}


@pytest.mark.parametrize("language", Language, ids=lambda each: each.tag)
def test_every_event_has_a_sentence_and_every_sentence_an_event(language: Language) -> None:
    assert {plain_key(kind) for kind in EVENTS} <= sentences(language).keys() <= POSSIBLE.keys()


@pytest.mark.parametrize("key", sentences(Language.ZH))
def test_a_sentence_tells_only_what_its_event_is_sure_to_hold(key: str) -> None:
    parts = string.Formatter().parse(sentences(Language.ZH)[key])

    assert {name for _, name, _, _ in parts if name is not None} <= POSSIBLE[key]


@pytest.mark.parametrize("language", Language, ids=lambda each: each.tag)
@pytest.mark.parametrize(
    "kind", [*get_args(CaseEvent), *get_args(disposition.DispositionEvent)], ids=plain_key
)
def test_what_is_kept_from_a_closed_list_has_words(kind: type[Struct], language: Language) -> None:
    action = action_of(str(kind.__struct_config__.tag))
    for field in fields(kind):
        for values in enums_in(field.type):
            section = SECTIONS.get(action, {}).get(field.name, field.name)
            assert {f"{section}.{value}" for value in values} <= catalogue(language).keys()


def test_a_section_is_named_only_for_a_fact_that_is_there() -> None:
    facts = {
        action_of(str(kind.__struct_config__.tag)): {field.name for field in fields(kind)}
        for kind in EVENTS
    }

    for action, sections in SECTIONS.items():
        assert sections.keys() <= facts[action]
        assert all(
            any(key.startswith(f"{section}.") for key in catalogue(Language.ZH))
            for section in sections.values()
        )


# --- some of them, told --------------------------------------------------------------------------

DAY = date(2020, 3, 10)
ID = UUID(int=1)
WANG = Officer("wang", "王某", "CORPS", (Role.DISPATCHER,))
XUHUI = Organisation(
    code="310104", kind=OrganisationKind.DISTRICT_BUREAU, name_zh="徐汇区局", name_en="Xuhui"
)
CORPS = Organisation(
    code="CORPS", kind=OrganisationKind.CORPS, name_zh="执法总队", name_en="the corps"
)
WRONG_PLACE = Reason(
    code="wrong-place", use=ReasonUse.RETURN, label_zh="无管辖权", label_en="no jurisdiction"
)
KNOWN = Reference(
    organisations={each.code: each for each in (XUHUI, CORPS)},
    reasons={WRONG_PLACE.code: WRONG_PLACE},
)


def registered(serious: str | None = None) -> Event:
    return lead.LeadRegistered(
        source=lead.Source.TIP,
        source_system="12315",
        source_ref="1",
        title="电水壶漏电",
        org="CORPS",
        holder="CORPS",
        received_on=DAY,
        serious_because=serious,
    )


def dispatched(kind: ReferralKind) -> Event:
    return lead.LeadDispatched(
        referral=ID, kind=kind, from_org="CORPS", to_org="310104", reason="属地"
    )


def returned(to_org: str, code: str) -> Event:
    return lead.LeadReturned(
        referral=ID, org="310104", to_org=to_org, reason_code=code, reason="产地在浦东"
    )


def suggested(org: str | None) -> Event:
    return referral.ReferralReturned(
        org="310104", reason_code="wrong-place", reason="产地", suggested_org=org
    )


def feedback(*, final: bool) -> Event:
    return referral.FeedbackGiven(org="310104", outcome="wrong-place", text="已办", final=final)


def disputed(*, negotiating: bool) -> Event:
    return referral.ReferralDisputed(org="310104", reason="产地", negotiating=negotiating)


def opened() -> Event:
    return disposition.DispositionOpened(
        organiser="CORPS",
        result=TestResult(
            report_no="SH-1",
            product="电水壶",
            producer=Enterprise(name="甲厂"),
            sampled=Enterprise(name="乙店"),
            stage=Stage.ECOMMERCE,
            sampled_on=DAY,
            lab="质检院",
            qualified=False,
        ),
        product_kind=None,
        catalogue_revision=1,
        recipients=(),
    )


def served() -> Event:
    return disposition.ResultNoticeServed(
        recipient=disposition.RecipientRole.SELLER,
        org="310104",
        received_on=DAY,
        mode=disposition.ServiceMode.MAIL,
    )


def imported() -> Event:
    return sampling.ResultsImported(
        org="CORPS",
        file_name="a",
        sha256="",
        rows=9,
        dispositions=3,
        leads=1,
        skipped=0,
        refused=2,
        imported_on=DAY,
    )


TOLD: tuple[tuple[Event, str, str], ...] = (
    (
        registered(),
        "登记线索“电水壶漏电”（来源：举报，2020-03-10 收到）",
        "registered the lead “电水壶漏电” (source: tip, received 2020-03-10)",
    ),
    (dispatched(ReferralKind.ASSIGN_DOWN), "分派至徐汇区局：属地", "dispatched it to Xuhui: 属地"),
    (
        dispatched(ReferralKind.REQUEST_UP),
        "报请徐汇区局指定管辖：属地",
        "asked Xuhui to designate jurisdiction: 属地",
    ),
    (dispatched(ReferralKind.UNQUALIFIED_NOTICE), "送交徐汇区局：属地", "sent it to Xuhui: 属地"),
    (
        returned("CORPS", "wrong-place"),
        "退回执法总队：无管辖权——产地在浦东",
        "returned it to the corps: no jurisdiction — 产地在浦东",
    ),
    (
        returned("elsewhere", "unheard-of"),
        "退回elsewhere：unheard-of——产地在浦东",
        "returned it to elsewhere: unheard-of — 产地在浦东",
    ),
    (suggested(None), "退回：无管辖权——产地", "returned it: no jurisdiction — 产地"),
    (
        suggested("CORPS"),
        "退回，建议由执法总队办理：无管辖权——产地",
        "returned it and suggested the corps: no jurisdiction — 产地",
    ),
    (
        lead.LeadMarkedSerious(serious=True, reason="触电"),
        "标为重大：触电",
        "marked it as serious: 触电",
    ),
    (
        lead.LeadMarkedSerious(serious=False, reason="误标"),
        "取消重大标记：误标",
        "removed the serious mark: 误标",
    ),
    (
        referral.HandlingConcluded(outcome="informant-redirected"),
        "作出处理，待反馈：已告知举报人",
        "decided the matter, so feedback is due: informant told where to go",
    ),
    (
        disputed(negotiating=True),
        "提出管辖争议，先行协商：产地",
        "disputed jurisdiction, to be negotiated first: 产地",
    ),
    (disputed(negotiating=False), "提出管辖争议：产地", "disputed jurisdiction: 产地"),
    (
        feedback(final=True),
        "登记徐汇区局的办理反馈（无管辖权）：已办",
        "recorded the outcome feedback of Xuhui (no jurisdiction): 已办",
    ),
    (
        feedback(final=False),
        "登记徐汇区局的阶段性反馈（无管辖权）：已办",
        "recorded interim feedback of Xuhui (no jurisdiction): 已办",
    ),
    (
        opened(),
        "开始“电水壶”的不合格结果处理（报告编号 SH-1）",
        "opened the disposition of an unqualified result: 电水壶 (report SH-1)",
    ),
    (
        served(),
        "向销售者告知检验结果（邮寄送达，2020-03-10 收到）",
        "notified the seller of the test result (service by mail, received 2020-03-10)",
    ),
    (
        imported(),
        "导入“a”：9 行，新增 3 项不合格结果处理、1 条线索，跳过 0 行，未导入 2 行",
        "imported “a” (rows: 9, dispositions opened: 3, leads opened: 1, skipped: 0, refused: 2)",
    ),
    (
        access.InformantRead(lead=ID, person=ID, reason="核实"),
        "查看举报人信息，事由：核实",
        "viewed the informant's details. Reason: 核实",
    ),
    (
        access.ContentRead(case=ID, evidence=1, sha256="0" * 64),
        "下载第 1 号证据的文件",
        "downloaded the file of evidence 1",
    ),
    (
        access.ContentRead(case=ID, document=2, sha256="0" * 64),
        "下载第 2 份文书",
        "downloaded document 2",
    ),
)


@pytest.mark.parametrize(("event", "chinese", "english"), TOLD)
def test_a_step_reads_like_a_story(event: Event, chinese: str, english: str) -> None:
    step = step_of(event, WANG, DAY)

    assert told(step, Language.ZH, KNOWN) == f"执法总队 王某 {chinese}"
    assert told(step, Language.EN, KNOWN) == f"the corps 王某 {english}"


def test_a_lead_that_is_serious_from_the_start_is_told_so() -> None:
    step = step_of(registered("catalogue-class-a"), WANG, DAY)

    assert "标为重大" in told(step, Language.ZH, KNOWN)
    assert "marked as serious" in told(step, Language.EN, KNOWN)
