"""Everything that can be said has words in both languages, and the words fit what is known."""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest

from adapters.api.problems import BY_STATUS, KNOWN, Problem
from adapters.api.request import decoded
from adapters.wording.catalogue import Language, catalogue, say
from application.case_documents import CaseDocument
from application.inbox import Tab
from application.joint_review_queues import ReviewTab
from application.patterns import Suggestion
from application.sampling_check import Purpose
from application.supervision_queues import SupervisionTab
from application.views.case import CaseStatus, Shown
from domain.authority import Act, Role
from domain.bulletin.events import BulletinKind, Counted, GroupedBy
from domain.bulletin.state import BulletinStatus
from domain.case import kinds as k
from domain.case.docket import Series
from domain.case.gates import STEPS, Step
from domain.commands import Command
from domain.disposition.events import RecipientRole, ServiceMode
from domain.disposition.gates import STEPS as DISPOSITION_STEPS
from domain.disposition.gates import Step as DispositionStep
from domain.disposition.kinds import Breach, Licence, ObjectionGround, Uncorrected
from domain.disposition.state import DispositionStatus
from domain.joint_review import kinds as jr
from domain.lead.events import Source
from domain.lead.handover import Refer
from domain.lead.state import LeadStatus
from domain.reference.bases import Condition, Liable, Measure, Measured
from domain.reference.campaigns import CampaignKind
from domain.reference.catalogue import RiskClass
from domain.reference.thresholds import Pattern
from domain.referral.decisions import GiveFeedback, Return
from domain.referral.kinds import ReferralKind, TransferDocument
from domain.referral.state import ReferralStatus
from domain.sampling.result import Stage
from domain.supervision.events import SupervisionKind
from domain.supervision.state import SupervisionStatus
from tests.domain.statute.published import rules

ROOT = Path(__file__).parents[2]
ZH, EN = catalogue(Language.ZH), catalogue(Language.EN)
BOTH = pytest.mark.parametrize("language", Language, ids=lambda each: each.tag)

# The first argument that is a code, by what is raised with it.
RAISED = {
    "Refusal": 0, "OutOfOrder": 0, "out_of_order": 0, "NotPermitted": 0, "Invalid": 1, "Problem": 1,
}  # fmt: skip

LABELS: Mapping[str, tuple[type[StrEnum], ...]] = {
    "act": (Act,),
    "bulletin_kind": (BulletinKind,),
    "bulletin_status": (BulletinStatus,),
    "campaign_kind": (CampaignKind,),
    "counted": (Counted,),
    "pattern": (Pattern,),
    "suggestion": (Suggestion,),
    "grouped_by": (GroupedBy,),
    "condition": (Condition,),
    "kind": (ReferralKind,),
    "liable": (Liable,),
    "measure": (Measure,),
    "measured": (Measured,),
    "closing_event": (k.ClosingEvent,),
    "conclusion": (jr.Conclusion,),
    "ground": (jr.Ground,),
    "lapse": (jr.Lapse,),
    "origin": (jr.Origin,),
    "position_kind": (jr.PositionKind,),
    "review_status": (jr.ReviewStatus,),
    "review_tab": (ReviewTab,),
    "signer": (jr.Signer,),
    "supervision_kind": (SupervisionKind,),
    "supervision_status": (SupervisionStatus,),
    "supervision_tab": (SupervisionTab,),
    "discussion_purpose": (k.DiscussionPurpose,),
    "document": (CaseDocument,),
    "evidence_kind": (k.EvidenceKind,),
    "folder_kind": (k.FolderKind,),
    "hearing_end": (k.HearingEnd,),
    "major_ground": (k.MajorGround,),
    "measure_kind": (k.MeasureKind,),
    "mode": (k.CaseServiceMode,),  # those of ServiceMode among them
    "party_kind": (k.PartyKind,),
    "penalty_kind": (k.PenaltyKind,),
    "preservation_end": (k.PreservationEnd,),
    "publicity": (Shown,),
    "publicity_end": (k.PublicityEnd,),
    "recipient": (RecipientRole,),
    "release_ground": (k.ReleaseGround,),
    "review_kind": (k.ReviewKind,),
    "review_opinion": (k.ReviewOpinion,),
    "risk": (RiskClass,),
    "role": (Role,),
    "series": (Series,),
    "source": (Source,),
    "stage": (Stage,),
    "status": (LeadStatus, ReferralStatus, DispositionStatus),
    "step": (Step,),
    "disposition_step": (DispositionStep,),
    "objection_ground": (ObjectionGround,),
    "uncorrected": (Uncorrected,),
    "licence": (Licence,),
    "breach": (Breach,),
    "sampling_purpose": (Purpose,),
    "suspension_ground": (k.SuspensionGround,),
    "tab": (Tab,),
    "termination_ground": (k.TerminationGround,),
    "transfer_document": (TransferDocument,),
}
GATES = {gate.code for gates in STEPS.values() for gate in gates}
DISPOSITION_GATES = {gate.code for gates in DISPOSITION_STEPS.values() for gate in gates}


def in_section(language: Language, section: str) -> dict[str, str]:
    """The words of one section, by key."""
    return {
        key.removeprefix(f"{section}."): words
        for key, words in catalogue(language).items()
        if key.startswith(f"{section}.")
    }


def uncounted(key: str) -> str:
    """The key whose words for a count of 1 these are; the key itself if they are not."""
    plain = key.removesuffix("-one")
    return plain if plain in EN else key


def facts_in(words: str) -> set[str]:
    """The names of the facts in a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


# --- both catalogues -----------------------------------------------------------------------------


def test_both_languages_have_the_same_keys() -> None:
    counted = {key for key in EN if uncounted(key) != key}

    assert ZH.keys() == EN.keys() - counted


@pytest.mark.parametrize("key", ZH)
def test_both_languages_tell_the_same_facts(key: str) -> None:
    assert facts_in(ZH[key]) == facts_in(EN[key]) == facts_in(EN.get(f"{key}-one", EN[key]))


@pytest.mark.parametrize("key", ZH)
def test_chinese_is_written_with_full_width_punctuation(key: str) -> None:
    words = re.sub(r"\{\w+\}", "", ZH[key])

    assert not set(words) & set(",.;:!?()\"'")
    assert re.search(r"[\u4e00-\u9fff]", words) or not re.search(r"\w", words)


@pytest.mark.parametrize("key", EN)
def test_english_has_no_chinese_in_it(key: str) -> None:
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", EN[key])


@BOTH
def test_the_article_is_named_in_one_way_only(language: Language) -> None:
    clause = catalogue(language)["citation.article"]

    for code, words in in_section(language, "problem").items():
        named = facts_in(words) & CITED
        assert words.count(clause) == len(named) / 2, code


@BOTH
def test_a_problem_is_told_in_whole_sentences(language: Language) -> None:
    for code, words in in_section(language, "problem").items():
        assert words.endswith((".", "。", "{why}", "{error}")), code


# --- problems ------------------------------------------------------------------------------------


# Said in a clause of its own, which is left out where no article is given.
CITED = {"instrument", "article"}

# What is added to a problem when the request is answered (adapters.api.failures.explain).
EXPLAINED = {"version-conflict": {"count"}, "lead-already-offered": {"date"}}


@cache
def raised() -> dict[str, list[set[str]]]:
    """Every code that the source raises, with the facts passed each time."""
    found: dict[str, list[set[str]]] = {}
    for folder in ("domain", "application", "adapters/api", "adapters/web"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for code, facts in raised_in(ast.parse(path.read_text(encoding="utf-8"))):
                found.setdefault(code, []).append(facts)
    for gate in GATES:
        found.setdefault(f"gate-{gate}", []).append({"stage"})
    for gate in DISPOSITION_GATES:
        found.setdefault(f"gate-{gate}", []).append({"status"})
    return found


def raised_in(module: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """The codes raised in a module; a name is looked up where its function sets it."""
    functions = [
        each
        for each in ast.walk(module)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    for function in functions:
        for call in ast.walk(function):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            at = RAISED.get(call.func.id)
            if at is not None:
                for code in codes(call.args[at], function):
                    yield code, facts_of(call)


def codes(argument: ast.expr, function: ast.AST) -> list[str]:
    """The texts an argument may be; none when a code is only handed on."""
    if isinstance(argument, ast.Name):
        return [
            code
            for each in ast.walk(function)
            if isinstance(each, ast.Assign) and argument.id in map(ast.unparse, each.targets)
            for code in codes(each.value, ast.Pass())
        ]
    parts: list[ast.expr] = []
    if isinstance(argument, ast.IfExp):
        parts = [argument.body, argument.orelse]
    elif isinstance(argument, ast.Call):
        parts = argument.args  # such as the default of a table
    elif isinstance(argument, ast.Constant):
        return [argument.value] if isinstance(argument.value, str) else []
    return [code for part in parts for code in codes(part, function)]


def facts_of(call: ast.Call) -> set[str]:
    """The names of the facts that a call passes."""
    given = {each.arg: each.value for each in call.keywords if each.arg is not None}
    if ast.unparse(call.func) != "Problem":
        return given.keys() - {"basis"}
    facts = given.get("facts")
    if not isinstance(facts, ast.Dict):
        return set()
    return {key.value for key in facts.keys if isinstance(key, ast.Constant)}  # type: ignore[misc]


def pointed_at() -> dict[str, str]:
    """A body that is wrong in one way each, and the code it is answered with."""
    bodies: dict[str, tuple[str, type[Command]]] = {
        "unknown-field": ('{"reason": "x", "nonsense": 1}', Refer),
        "value-required": ('{"reason": "x"}', Return),
        "text-empty": ('{"outcome": "x", "text": " "}', GiveFeedback),
        "reason-missing": ("{}", Refer),
        "return-reason-missing": ('{"reasonCode": "x", "reason": " "}', Return),
        "malformed": ('{"reason": "x", "toOrg": "!"}', Refer),
        "too-long": (f'{{"reason": "{"x" * 4001}"}}', Refer),
        "value-invalid": ('{"reason": "x", "effectiveOn": "2020-02-30"}', Refer),
    }
    return {code: code_of(*body) for code, body in bodies.items()}


def code_of(body: str, command: type[Command]) -> str:
    """The code that a wrong body is answered with."""
    with pytest.raises(Problem) as refused:
        decoded(body.encode(), command)
    return str(refused.value.errors[0]["code"])


def test_what_is_wrong_with_a_body_has_these_codes() -> None:
    assert all(code == expected for expected, code in pointed_at().items())


@BOTH
def test_every_problem_has_words_and_no_words_are_left_over(language: Language) -> None:
    known = {code for _, code in KNOWN.values()} | set(BY_STATUS.values())
    spoken = {uncounted(f"problem.{code}") for code in in_section(language, "problem")}

    assert {key.removeprefix("problem.") for key in spoken} == raised().keys() | known | set(
        pointed_at()
    )


@pytest.mark.parametrize("code", in_section(Language.ZH, "problem"))
def test_a_problem_is_told_with_facts_that_are_always_passed(code: str) -> None:
    passed = list(raised().get(code, []))
    if code in pointed_at() or not passed:
        passed.append(set())
    passed = [facts | EXPLAINED.get(code, set()) | CITED for facts in passed]

    assert facts_in(ZH[f"problem.{code}"]) <= set[str].intersection(*passed)


def test_a_status_is_said_in_words() -> None:
    facts = {"status": LeadStatus.NOT_FILED}

    assert "“不予立案”" in say(Language.ZH, "problem.lead-out-of-order", facts)
    assert "(no case opened)" in say(Language.EN, "problem.lead-out-of-order", facts)


def test_a_gate_is_told_with_the_stage_and_the_article() -> None:
    facts = {"stage": k.Stage.CLOSED, "instrument": "PP2022", "article": "22"}

    assert say(Language.ZH, "problem.gate-stage", facts) == (
        "案件目前为“已结案”，不能办理此事项"
        "（市场监督管理行政处罚程序规定（2022年修改），条款：22）。请查看现在可以办理的事项。"
    )
    assert "the stage “closed” (Provisions on Market-Regulation Penalty Procedure, as amended" in (
        say(Language.EN, "problem.gate-stage", facts)
    )


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        ({}, "送达当事人。请先", "the party yet. Serve"),
        (
            {"instrument": "SH-PQ2012", "article": "-"},
            "送达当事人（上海市产品质量条例）。请先",
            "the party yet (Shanghai Product Quality Regulation). Serve",
        ),
    ],
)
def test_an_article_that_is_not_known_leaves_no_gap(
    given: dict[str, str], zh: str, en: str
) -> None:
    assert zh in say(Language.ZH, "problem.gate-notice-served", given)
    assert en in say(Language.EN, "problem.gate-notice-served", given)


def test_a_stale_version_is_told_with_the_number_of_changes() -> None:
    assert conflict(Language.ZH, 2) == "内容已被更新。您打开之后有 2 项变更，请查看后再提交。"
    assert conflict(Language.ZH, 1) == "内容已被更新。您打开之后有 1 项变更，请查看后再提交。"
    assert "2 changes were made since you opened it. Review them," in conflict(Language.EN, 2)
    assert "1 change was made since you opened it. Review it," in conflict(Language.EN, 1)


def conflict(language: Language, count: int) -> str:
    return say(language, "problem.version-conflict", {"count": str(count)})


def test_what_is_not_known_leaves_a_gap_and_not_an_error() -> None:
    assert say(Language.EN, "problem.unknown-parameter").startswith("There is no parameter “…”.")
    assert say(Language.EN, "problem.never-heard-of") == "never heard of"


def test_braces_in_a_fact_are_only_text() -> None:
    told_of = say(Language.EN, "problem.unknown-parameter", {"name": "{name.__class__}"})

    assert "“{name.__class__}”" in told_of


# --- labels --------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("section", LABELS)
def test_every_value_has_a_label(language: Language, section: str) -> None:
    values = [member.value for kind in LABELS[section] for member in kind]

    assert sorted(in_section(language, section)) == sorted({*values})


@BOTH
def test_every_gate_and_stage_of_a_case_has_a_label(language: Language) -> None:
    assert in_section(language, "gate").keys() == GATES | DISPOSITION_GATES
    assert in_section(language, "case_stage").keys() == set(CaseStatus) == {*k.Stage, "suspended"}
    assert in_section(language, "outcome").keys() >= {*k.Outcome, "filed", "merged"}
    assert in_section(language, "mode").keys() >= set(ServiceMode)


@BOTH
def test_the_conditions_of_filing_have_words(language: Language) -> None:
    named = {name for version in rules()["PP-FILE-COND"].versions for name in version.names}

    assert in_section(language, "filing_condition").keys() == named


# --- the language --------------------------------------------------------------------------------

CHINESE_FOR = (
    None,
    "",
    "zh",
    "zh-CN",
    "ZH-hans-CN,zh;q=0.9,en;q=0.8",
    "zh, en",
    "en, zh",
    "en;q=0.5, zh;q=0.6",
    "en;q=0",
    "fr, de;q=0.7",
    "*",
    "zh;q=0.9, *;q=0.5",
    "english",
    "en_US",
    "en;q=nan",
    "en;q=inf",
    "en;q=2",
    "en;q=-1",
    "en;q=1_0",
    "en;level=1",
    ";;;,,,q=,=",
    "\x00\U0001f600",
)
ENGLISH_FOR = (
    "en",
    "EN-GB",
    "en-GB,en;q=0.9,zh;q=0.8",
    "fr, en;q=0.3",
    "zh;q=0.4 , en;q=0.5",
    "zh; q=0.8, en ;\tq = 1.000",
    "en;q=0.001",
    "zh;q=0, *",
    "zh;q=rubbish, en;q=0.1",
)


@pytest.mark.parametrize("accepted", CHINESE_FOR)
def test_chinese_is_spoken_unless_english_is_wanted_more(accepted: str | None) -> None:
    assert Language.of(accepted) is Language.ZH


@pytest.mark.parametrize("accepted", ENGLISH_FOR)
def test_english_is_spoken_where_it_is_wanted_more(accepted: str) -> None:
    assert Language.of(accepted) is Language.EN
