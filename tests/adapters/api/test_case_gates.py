"""办案关口: the checklist, the allowed actions and the refusals of a case say the same."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from adapters.wording.catalogue import Language, say
from domain.case.gates import Step
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_commands import (
    APPROVED,
    FINE,
    PENALTY,
    PRESIDED,
    REVIEWED,
    WORKED,
    bodies,
)
from tests.adapters.api.case_story import Turn, filed, on_day, played, turn
from tests.adapters.api.desk import Json, body_of

# A penalty that the party may be heard about, and that has to be discussed.
LARGE: Json = {"outcome": "penalty", "penalties": [{**FINE, "amount": "150000"}]}
MAJOR = {"facts": "事实清楚", "opinion": "建议处罚", "major": ["complex"], **LARGE}
OFFICERS = ("xuhui-handler", "xuhui-leader", "xuhui-reviewer")
SENDERS = {
    **dict.fromkeys(WORKED, "xuhui-handler"),
    **dict.fromkeys(APPROVED, "xuhui-leader"),
    **dict.fromkeys((*REVIEWED, *PRESIDED), "xuhui-reviewer"),
}
# These are about one thing of several: that it is not there is said by its name.
ABOUT_ONE = {
    "custody", "preservation-approvals", "preservation-ends", "measure-approvals",
    "measure-extensions", "measure-releases", "test-results", "excluded-period-ends",
}  # fmt: skip

Stop = tuple[str, list[Turn]]

# The last day of each stretch is the one on which the case is looked at.
COURSE: list[Stop] = [
    ("2022-11-07", []),
    ("2022-12-05", [
        turn("handler", "rights-notice", "2022-11-08", toldOn="2022-11-08"),
        turn("handler", "evidence", "2022-11-08", **{
            **bodies("xuhui", "2022-11-08")["evidence"], "effectiveOn": "2022-11-08"}),
        turn("handler", "measures", **bodies("xuhui", "2022-11-08")["measures"]),
        turn("handler", "tests", **bodies("xuhui", "2022-11-09")["tests"]),
        turn("leader", "suspensions", "2022-12-05", ground="legal_question", reason="请示"),
    ]),
    ("2022-12-13", [
        turn("handler", "resumptions", "2022-12-06", reason="收到答复"),
        turn("handler", "test-results", **bodies("xuhui", "2022-12-06")["test-results"]),
        turn("leader", "measure-approvals", **bodies("xuhui", "2022-12-06")["measure-approvals"]),
        turn("handler", "investigation-conclusion", "2022-12-07", **MAJOR),
        turn("reviewer", "legal-reviews", "2022-12-08", kind="legal_review", opinion="agree",
             text="同意"),
        turn("leader", "proposal", "2022-12-09", reason="同意", **LARGE),
        turn("handler", "notices", number="示例告", mode="direct", servedOn="2022-12-12"),
        turn("handler", "statements", receivedOn="2022-12-13", text="请求从轻"),
    ]),
    ("2022-12-28", [
        turn("handler", "hearing-requests", requestedOn="2022-12-14", text="要求听证"),
        turn("leader", "hearing-chair", namedOn="2022-12-15", chair="xuhui-reviewer",
             clerk="xuhui-clerk"),
        turn("handler", "hearing-file", handedOn="2022-12-15"),
        turn("reviewer", "hearing-schedule", at="2022-12-28T09:30:00+08:00", place="示例听证室",
             toldOn="2022-12-16", announcedOn="2022-12-16"),
    ]),
    ("2023-01-06", [
        turn("reviewer", "hearings", heldOn="2022-12-28", attendance=["当事人"], summary="陈述"),
        turn("reviewer", "hearing-report", deliveredOn="2022-12-30", opinion="维持"),
        turn("reviewer", "legal-reviews", "2023-01-03", kind="legal_review", opinion="agree",
             text="同意"),
        turn("handler", "post-notice-recheck", "2023-01-04", accepted=False, text="不予采纳",
             **LARGE),
        turn("leader", "collective-discussions", purpose="decision", heldOn="2023-01-06",
             voices=[{"officer": f"xuhui-{o}", "agrees": True, "text": "同意"}
                     for o in ("leader", "deputy", "head")], conclusion="同意", **LARGE),
    ]),
    ("2023-01-11", [
        turn("leader", "decision", "2023-01-09", reason="依法处罚", **LARGE),
        turn("handler", "service", mode="direct", servedOn="2023-01-11", toldOfPublicity=True),
    ]),
    ("2023-02-01", [
        turn("handler", "measure-releases", measure="1", ground="decided", releasedOn="2023-01-12"),
        turn("handler", "payments", amount="150000", paidOn="2023-01-20"),
        turn("handler", "enforcement", endedOn="2023-01-21", text="执行完毕"),
        turn("leader", "closure", "2023-02-01", text="同意结案"),
    ]),
]  # fmt: skip


def test_checklist_allowed_actions_and_refusals_agree_through_a_case(bureau: Bureau) -> None:
    case, stages = filed(bureau, "2022-11-07"), set[str]()
    for day, turns in COURSE:
        case = played(bureau, case, turns)
        with on_day(bureau, day):
            steps = the_checklists_agree(bureau, case)
            every_step_that_is_not_ready_is_refused_by_its_gate(bureau, case, steps, day)
            no_step_that_is_ready_is_refused_by_a_gate(bureau, case, steps, day)
        stages.add(case["status"])

    assert stages == {
        "investigating", "suspended", "recheck", "hearing", "decision_pending", "executing",
        "closed",
    }  # fmt: skip


def the_checklists_agree(bureau: Bureau, case: Json) -> dict[str, Json]:
    path, found = f"/cases/{case['id']}", dict[str, Json]()
    for user in OFFICERS:
        desk = bureau.desk(user)
        told = desk.get(f"{path}/gates")
        assert told["stage"] == case["stage"]
        allowed = sorted(each["step"] for each in told["items"] if each["allowed"])
        offered = set(desk.get(path)["allowedActions"]) - {"campaigns"}  # which is no step
        assert allowed == sorted(offered), (user, case["status"])
        found |= {each["step"]: each for each in told["items"]}
    return found


def every_step_that_is_not_ready_is_refused_by_its_gate(
    bureau: Bureau, case: Json, steps: dict[str, Json], day: str
) -> None:
    before = bureau.nobody.head()
    for noun, answer in answers(bureau, case, steps, day, ready=False):
        told = body_of(answer)
        if noun in ABOUT_ONE:
            assert answer.status_code in (400, 409), (noun, told)
            continue
        first = next(gate for gate in steps[noun]["gates"] if not gate["met"])
        assert (answer.status_code, told["code"]) == (409, f"gate-{first['code']}"), (noun, told)
        cited = {name: told.get(name) for name in ("instrument", "article")}
        assert told["basis"] == first["rule"]
        assert cited == {name: first[name] for name in cited}, noun
        assert cited["article"], f"{noun}: {first['rule']} names no article on {day}"
    assert bureau.nobody.head() == before


def no_step_that_is_ready_is_refused_by_a_gate(
    bureau: Bureau, case: Json, steps: dict[str, Json], day: str
) -> None:
    done = 0
    for noun, answer in answers(bureau, case, steps, day, ready=True):
        assert answer.status_code in (201, 400, 409, 403), (noun, answer.text)
        told = body_of(answer)
        assert not str(told.get("code", "")).startswith("gate-"), (noun, told)
        assert told.get("code") not in ("body-invalid", "role-not-granted"), (noun, told)
        done += answer.status_code == 201
    assert done > 1


def answers(
    bureau: Bureau, case: Json, steps: dict[str, Json], day: str, *, ready: bool
) -> Iterator[tuple[str, httpx.Response]]:
    """What each step is answered: the ready ones on a copy of the case, which they change."""
    sound = bodies("xuhui", day)
    for noun, body in sound.items():
        if steps[noun]["ready"] is ready:
            which = copied(bureau, case) if ready else case["id"]
            path = f"/cases/{which}/{noun}"
            yield noun, bureau.desk(SENDERS[noun]).send(path, body, seen=case["version"])


def copied(bureau: Bureau, case: Json) -> UUID:
    """Another case to which the same happened: its events once more, under another id."""
    copy = uuid4()
    statement = (
        "INSERT INTO ledger SELECT (SELECT max(position) FROM ledger) + version, %s, version,"
        " topic, now(), payload FROM ledger WHERE stream_id = %s"
    )
    with psycopg.connect(bureau.database) as connection:
        connection.execute(statement, [copy, case["id"]])
    return copy


@pytest.mark.parametrize(("tag", "language"), [("zh-CN", Language.ZH), ("en", Language.EN)])
def test_the_checklist_is_told_in_both_languages(
    bureau: Bureau, tag: str, language: Language
) -> None:
    case, handler = filed(bureau, "2022-11-07"), bureau.desk("xuhui-handler")
    spoken = {"Accept-Language": tag}

    answer = handler.ask(f"/cases/{case['id']}/gates", headers=spoken)

    assert answer.headers["Content-Language"] == tag
    assert answer.headers["ETag"] == '"1"'
    items = body_of(answer)["items"]
    assert [each["step"] for each in items] == list(Step)
    for each in items:
        assert each["text"] == say(language, f"step.{each['step']}") != each["step"]
        for gate in each["gates"]:
            assert gate["text"] == say(language, f"gate.{gate['code']}") != gate["code"]


@pytest.mark.parametrize(("tag", "stage"), [("zh-CN", "调查取证"), ("en", "investigation")])
def test_a_refusal_names_stage_and_article_in_both_languages(
    bureau: Bureau, tag: str, stage: str
) -> None:
    case, leader = filed(bureau, "2022-11-07"), bureau.desk("xuhui-leader")

    answer = leader.send(
        f"/cases/{case['id']}/decision",
        {"effectiveOn": "2022-11-07", "reason": "理由", **PENALTY},
        seen=1,
        Accept_Language=tag,
    )

    told = body_of(answer)
    assert (told["code"], told["basis"]) == ("gate-stage", "PP-OUTCOMES")
    assert stage in told["title"].lower()
    assert told["article"] in told["title"]
    assert told["instrument"] == "PP2022"
    assert "2022" in told["title"] or tag == "zh-CN"


def test_one_step_can_be_asked_for(bureau: Bureau) -> None:
    case = filed(bureau, "2022-11-07")

    told = bureau.desk("xuhui-leader").get(f"/cases/{case['id']}/gates", step="decision")

    (decision,) = told["items"]
    assert (decision["step"], decision["ready"], decision["allowed"]) == ("decision", False, False)
    met = {gate["code"]: gate["met"] for gate in decision["gates"]}
    assert (met["stage"], met["not-suspended"], met["report"]) == (False, True, False)


def test_who_is_recused_is_allowed_nothing(bureau: Bureau) -> None:
    case = filed(bureau, "2022-11-07")
    recusal = {**bodies("xuhui", "2022-11-07")["recusals"], "granted": True}
    path = f"/cases/{case['id']}"
    bureau.desk("xuhui-leader").do(f"{path}/recusals", recusal, seen=1)

    desk = bureau.desk("xuhui-handler2")

    assert not [each for each in desk.get(f"{path}/gates")["items"] if each["allowed"]]
    assert desk.get(path)["allowedActions"] == []
    answer = desk.send(f"{path}/rights-notice", {"toldOn": "2022-11-07"}, seen=2)
    assert (answer.status_code, body_of(answer)["code"]) == (403, "officer-recused")
