"""Who does what in a case: who worked it judges nothing in it, and nobody judges oneself."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from application.allowed import may_take
from domain.authority import Act, Officer, Role
from domain.case import decision, evidence, filing, hearings, measures
from domain.case import events as e
from domain.case.acting import acting
from domain.case.evidence import AddEvidence
from domain.case.gates import Step, act_of, is_open
from domain.case.kinds import DiscussionPurpose, EvidenceKind, MeasureKind, Outcome, Stage
from domain.reference.officers import OfficerEntry
from domain.reference.roster import Roster
from domain.reference.state import ReferenceSet
from domain.refusals import Invalid, NotPermitted
from tests.domain.case.commands import HANDLING
from tests.domain.case.story import (
    BOTH,
    CHAIR,
    HANDLERS,
    HEAD,
    HIGH,
    IN_2020,
    IN_2022,
    LEADER,
    ROSTER,
    WANG,
    Told,
    at,
    cited,
    filed,
    handler,
    noon,
    officer,
    pp,
    seized,
)
from tests.domain.case.test_decision import DISCUSS, voice
from tests.domain.story import XUHUI, refusal, said

# Whoever may do everything, and is none of the case's handlers; and one who is.
OTHER = officer("other", *Role)
BUSY = officer("wang", *Role)
# By hand: what judges nothing. Everything else that is worked is the handlers'.
CLERICAL = {
    Step.CUSTODY, Step.PAYMENT, Step.PUBLICATION, Step.PUBLICATION_END,
    Step.PUBLICATION_WITHDRAWAL, Step.ARCHIVE, Step.LATE_ADDITION, Step.DOCUMENT,
}  # fmt: skip
WORKED = (HANDLING | {Step.CRIME, Step.REFERRAL, Step.ASSISTANCE}) - CLERICAL


def act(told: Told, step: Step, by: Officer) -> None:
    acting(told.case, step, by, told.moment(told.since))


# --- handlers work it, and nobody else -----------------------------------------------------------


@pytest.mark.parametrize("step", sorted(WORKED))
@BOTH
def test_only_its_handlers_work_a_case(step: Step, filed_on: date) -> None:
    told = filed(filed_on)

    refused = refusal(lambda: act(told, step, OTHER))

    assert said(refused) == ("not-permitted", "not-your-case", "PP-FILE-FORM")
    assert cited(refused) == pp(filed_on, "17(3)", "19(2)")
    act(told, step, BUSY)


@pytest.mark.parametrize("step", sorted(CLERICAL))
def test_what_judges_nothing_any_officer_of_the_bureau_may_record(step: Step) -> None:
    act(filed(), step, OTHER)


def test_who_handles_it_no_more_works_it_no_more() -> None:
    others = e.HandlersAssigned(handlers=(handler("zhao"), handler("li")), reason="调整")
    told = filed().then(IN_2020, others)

    assert refusal(lambda: act(told, Step.EVIDENCE, WANG)).code == "not-your-case"
    act(told, Step.EVIDENCE, officer("zhao", Role.HANDLER))


# --- who handled it judges nothing in it ---------------------------------------------------------

JUDGED = {
    Step.REVIEW: "PP-REVIEW-SEP",
    Step.PROPOSAL: "PP-NOTICE-FIRST",
    Step.DECISION: "PP-OUTCOMES",
    Step.DECISION_CHANGE: "PP-OUTCOMES",
    Step.MEASURE_APPROVAL: "ACL-EMERG",
    Step.MEASURE_EXTENSION: "PP-SEAL",
    Step.PRESERVATION_APPROVAL: "PP-EMERG-24H",
    Step.SUSPENSION: "PP-SUSPEND",
    Step.CHAIR: "HR-CHAIR",
    Step.HEARING: "HR-CHAIR",
    Step.DISCUSSION: "COL-WHO",
    Step.RECUSAL: "PP-RECUSE",
    Step.CLOSURE: "PP-CLOSE",
}


@pytest.mark.parametrize("step", [step for step in Step if act_of(step) is not Act.WORK_CASE])
@pytest.mark.parametrize("former", [False, True], ids=["handler", "former handler"])
def test_a_handler_neither_reviews_nor_hears_nor_approves(step: Step, *, former: bool) -> None:
    told = filed(IN_2022)
    if former:
        others = e.HandlersAssigned(handlers=(handler("zhao"), handler("li")), reason="调整")
        told = told.then(IN_2022, others)

    refused = refusal(lambda: act(told, step, BUSY))

    assert (refused.kind, refused.code) == ("not-permitted", "handler-not-apart")
    assert refused.basis == JUDGED.get(step, refused.basis)
    assert refused.facts["article"]
    act(told, step, OTHER)


def test_only_the_chair_who_was_named_presides() -> None:
    told = at(Stage.HEARING)
    named = e.ChairNamed(chair=handler("chair"), clerk=handler("clerk"), on=told.since)
    told = told.then(told.since, named)

    refused = refusal(lambda: act(told, Step.SCHEDULE, OTHER))

    assert said(refused) == ("not-permitted", "not-the-chair", "HR-CHAIR")
    assert refused.facts["officer"] == "chair"
    act(told, Step.SCHEDULE, CHAIR)


@pytest.mark.parametrize("step", Step)
def test_what_is_offered_is_what_is_not_refused(step: Step) -> None:
    told = at(Stage.HEARING)
    named = e.ChairNamed(chair=handler("chair"), clerk=handler("clerk"), on=told.since)
    recused = e.RecusalDecided(
        officer="li", asked_by="party", grounds="亲属", granted=True, reason="属实"
    )
    told = told.then(told.since, named, recused)
    elsewhere = replace(OTHER, org="310115")

    for by in (OTHER, BUSY, officer("li", *Role), CHAIR, officer("chair", *Role), elsewhere):
        try:
            act(told, step, by)
        except NotPermitted:
            assert not may_take(told.case, step, by)
        else:
            assert may_take(told.case, step, by)


# --- who approved a measure ----------------------------------------------------------------------

TWO = ("wang", "li")
SEIZE = measures.TakeMeasure(
    kind=MeasureKind.SEIZURE,
    items=("电水壶",),
    place="仓库",
    taken_at=noon(IN_2020),
    officers=TWO,
    document_no="1",
)
PRESERVE = evidence.Preserve(items=("账册",), place="仓库", taken_at=noon(IN_2020), officers=TWO)
HANDLING_LEADER = e.HandlersAssigned(
    handlers=(handler("wang"), handler("li"), handler("deputy")), reason="调整"
)


@BOTH
@pytest.mark.parametrize(
    ("approver", "code"),
    [
        ("示例·徐长", "unknown-officer"),
        ("stranger", "unknown-officer"),
        ("reviewer", "approver-not-responsible"),
        ("deputy", "handler-not-apart"),
        ("head", "handler-not-apart"),
    ],
    ids=["a name", "of another bureau", "no responsible person", "a handler", "recused"],
)
def test_a_responsible_person_apart_from_the_case_approves_a_measure(
    approver: str, code: str, filed_on: date
) -> None:
    recused = e.RecusalDecided(
        officer="head", asked_by="party", grounds="亲属", granted=True, reason="属实"
    )
    told = filed(filed_on).then(filed_on, HANDLING_LEADER, recused)
    seize = replace(SEIZE, taken_at=noon(filed_on), approved_by=approver)
    keep = replace(PRESERVE, taken_at=noon(filed_on), approved_by=approver)

    for ask, rule in (
        (lambda: told.ask(measures.take, seize), "ACL-PRE"),
        (lambda: told.ask(evidence.preserve, keep), "PP-EMERG-24H"),
    ):
        refused = refusal(ask)
        assert isinstance(refused, Invalid)
        assert (refused.pointer, refused.code, refused.basis) == ("/approvedBy", code, rule)
        assert refused.facts["article"]


def test_in_an_emergency_nobody_approved_yet() -> None:
    told = filed().take(measures.take, SEIZE).take(evidence.preserve, PRESERVE)

    assert told.case.measures["1"].approved is told.case.preservations["1"].approved is None


def test_who_left_the_bureau_approves_nothing_more() -> None:
    left = replace(ROSTER.revisions[0], effective_from=IN_2020, items={
        **ROSTER.revisions[0].items,
        "leader": OfficerEntry(
            id="leader", name="leader", org=XUHUI, roles=(Role.LEADER,), active=False
        ),
    })  # fmt: skip
    told, command = filed(), replace(SEIZE, approved_by="leader")
    moment = replace(told.moment(IN_2020), roster=Roster((*ROSTER.revisions, left)))

    refused = refusal(lambda: measures.take(told.case, command, moment, by=WANG))

    assert refused.code == "unknown-officer"
    assert told.ask(measures.take, command)


@BOTH
def test_an_emergency_that_nobody_approved_is_not_extended(filed_on: date) -> None:
    urgent = seized(noon(filed_on), "2", approved_by=None)
    told = filed(filed_on).then(filed_on, urgent)
    command = measures.ExtendMeasure(measure="2", days=10, reason="复杂", told_on=filed_on)

    assert not is_open(told.case, Step.MEASURE_EXTENSION, told.moment(filed_on))
    both = told.then(filed_on, seized(noon(filed_on)))
    assert is_open(both.case, Step.MEASURE_EXTENSION, both.moment(filed_on))
    refused = refusal(lambda: both.ask(measures.extend, command, by=LEADER))
    assert said(refused) == ("out-of-order", "measure-not-approved", "ACL-EMERG")
    assert cited(refused) == ("ACL2012", "19")
    approved = e.MeasureApproved(measure="2", granted=True, decided_at=noon(filed_on))
    assert told.then(filed_on, approved).ask(measures.extend, command, by=LEADER)


# --- who handled it on a day, with which certificate ---------------------------------------------

ADD = AddEvidence(
    kind=EvidenceKind.PHYSICAL, name="电水壶", source="现场", obtained_on=IN_2020, officers=TWO
)


def changed_hands(since: date | None) -> Told:
    """Zhao and Qian handle it since a day."""
    others = (handler("zhao"), handler("qian"))
    return filed().then(
        IN_2020 + timedelta(10), e.HandlersAssigned(handlers=others, reason="调整", since=since)
    )


@pytest.mark.parametrize(
    ("officers", "day", "theirs"),
    [
        (("wang", "li"), 9, True),
        (("wang", "li"), 10, True),
        (("wang", "li"), 11, False),
        (("zhao", "qian"), 9, False),
        (("zhao", "qian"), 10, True),
        (("wang", "zhao"), 10, True),
        (("wang", "zhao"), 9, False),
    ],
)
def test_what_was_obtained_by_who_handled_it_then_may_be_entered_late(
    officers: tuple[str, ...], day: int, *, theirs: bool
) -> None:
    told = changed_hands(IN_2020 + timedelta(10))
    command = replace(ADD, officers=officers, obtained_on=told.on(day))
    zhao = officer("zhao", Role.HANDLER)

    def ask() -> list[e.CaseEvent]:
        return told.ask(evidence.add_evidence, command, None, by=zhao, on=told.on(20))

    if theirs:
        assert ask()
    else:
        assert said(refusal(ask)) == ("invalid", "not-a-handler", "PP-TWO")


def test_a_change_of_hands_does_not_go_before_the_last_one() -> None:
    told = changed_hands(IN_2020 + timedelta(10))
    command = filing.AssignHandlers(handlers=TWO, reason="调整")

    refused = refusal(
        lambda: told.ask(filing.assign_handlers, command, HANDLERS, by=LEADER, on=told.on(9))
    )

    assert refused.code == "date-before-step"
    assert told.ask(filing.assign_handlers, command, HANDLERS, by=LEADER, on=told.on(10))


def test_a_change_of_old_that_names_no_day_shuts_nobody_out() -> None:
    told = changed_hands(None)

    for day in (0, 20):
        assert {each.id for each in told.case.handled_on(told.on(day))} == {
            "wang", "li", "zhao", "qian",
        }  # fmt: skip


def certified(until: date, effective_from: date) -> ReferenceSet:
    """A revision of the roster in which Li's certificate is good until a day."""
    li = OfficerEntry(
        id="li", name="li", org=XUHUI, roles=(Role.HANDLER,), certificate="沪li",
        certificate_until=until,
    )  # fmt: skip
    return ReferenceSet(items={"li": li}, effective_from=effective_from)


RENEWED = Roster(
    (
        certified(date(2020, 6, 30), date(2019, 1, 1)),
        certified(date(2025, 6, 30), date(2020, 9, 1)),
    )
)


@pytest.mark.parametrize(
    ("day", "good"),
    [("2020-06-30", True), ("2020-07-01", False), ("2020-08-31", False), ("2020-09-01", True)],
)
def test_a_certificate_is_that_of_the_day_and_may_have_been_renewed(
    day: str, *, good: bool
) -> None:
    known_then = e.HandlersAssigned(
        handlers=(handler("wang"), handler("li", date(2020, 6, 30))), reason="调整"
    )
    told, on = filed().then(IN_2020, known_then), date.fromisoformat(day)
    moment = replace(told.moment(on), roster=RENEWED)
    command = replace(ADD, obtained_on=on)

    def ask() -> list[e.CaseEvent]:
        return evidence.add_evidence(told.case, command, None, moment, by=WANG)

    if good:
        assert ask()
    else:
        refused = refusal(ask)
        assert said(refused) == ("invalid", "certificate-expired", "PP-TWO")
        assert refused.facts["date"] == "2020-06-30"


def test_who_gave_the_certificate_up_acts_no_more() -> None:
    (first, _) = RENEWED.revisions
    entry = first.items["li"]
    assert isinstance(entry, OfficerEntry)
    none = replace(first, items={"li": replace(entry, certificate=None)})
    told = filed()
    moment = replace(told.moment(IN_2020), roster=Roster((first, none)))

    refused = refusal(lambda: evidence.add_evidence(told.case, ADD, None, moment, by=WANG))

    assert said(refused) == ("invalid", "certificate-missing", "PP-TWO")
    assert cited(refused) == ("PP2018", "19")


@pytest.mark.parametrize(
    ("day", "until"),
    [("2018-01-01", "2020-06-30"), ("2020-08-31", "2020-06-30"), ("2021-01-01", "2025-06-30")],
)
def test_the_roster_of_a_day_is_the_last_revision_in_effect(day: str, until: str) -> None:
    found = RENEWED.on(date.fromisoformat(day), "li")

    assert found is not None
    assert found.certificate_until == date.fromisoformat(until)


def test_who_came_later_or_was_struck_off_is_found_where_there_is_something() -> None:
    gone = Roster((*RENEWED.revisions, ReferenceSet(effective_from=date(2022, 1, 1))))
    later = Roster((ReferenceSet(effective_from=date(2018, 1, 1)), *RENEWED.revisions))

    assert gone.on(date(2022, 1, 1), "li") is None
    assert later.on(date(2018, 6, 1), "li") == RENEWED.revisions[0].items["li"]
    assert Roster().on(IN_2020, "li") is None


# --- recusal and discussion ----------------------------------------------------------------------


def talk(
    told: Told,
    purpose: DiscussionPurpose,
    *names: str,
    by: Officer = LEADER,
    **change: Any,  # noqa: ANN401 - any field
) -> list[e.CaseEvent]:
    """A discussion in which these have a voice."""
    given: dict[str, Any] = {"purpose": purpose, "held_on": told.since, "outcome": None}
    given |= {"penalties": (), "until": told.on(200)} | change
    voices = tuple(voice(each) for each in names)
    return told.ask(decision.discuss, replace(DISCUSS, **given), voices, by=by)


@BOTH
def test_the_recusal_of_an_officer_is_discussed_without_that_officer(filed_on: date) -> None:
    told, purpose = filed(filed_on), DiscussionPurpose.RECUSAL

    nobody = refusal(lambda: talk(told, purpose, "leader", "deputy"))
    own = refusal(lambda: talk(told, purpose, "leader", "head", officer="head"))
    by_self = refusal(lambda: talk(told, purpose, "leader", "deputy", by=HEAD, officer="head"))

    assert isinstance(nobody, Invalid)
    assert (nobody.pointer, nobody.code, nobody.basis) == (
        "/officer", "value-required", "PP-RECUSE",
    )  # fmt: skip
    assert isinstance(own, Invalid)
    assert (own.pointer, own.code) == ("/voices/1/officer", "recusal-of-oneself")
    assert said(by_self) == ("not-permitted", "recusal-of-oneself", "PP-RECUSE")
    assert cited(nobody) == cited(own) == cited(by_self) == pp(filed_on, "4", "4")
    (held,) = talk(told, purpose, "leader", "deputy", officer="head")
    assert isinstance(held, e.DiscussionHeld)
    assert held.officer == "head"
    decide = filing.DecideRecusal(officer="head", grounds="亲属", granted=True, reason="属实")
    assert told.then(filed_on, held).ask(filing.decide_recusal, decide, (Role.HEAD,), by=LEADER)


def test_a_leader_who_handles_the_case_has_no_voice_in_its_decision() -> None:
    told = at(Stage.DECISION_PENDING, IN_2022).then(IN_2022, HANDLING_LEADER)
    given: dict[str, Any] = {"outcome": Outcome.PENALTY, "penalties": DISCUSS.penalties}

    refused = refusal(
        lambda: talk(told, DiscussionPurpose.DECISION, "leader", "head", "deputy", **given)
    )

    assert isinstance(refused, Invalid)
    assert (refused.pointer, refused.code) == ("/voices/2/officer", "handler-not-apart")
    assert (refused.basis, cited(refused)) == ("COL-WHO", ("APL2021", "57(2)"))
    assert talk(told, DiscussionPurpose.DECISION, "leader", "head", **given)
    assert talk(told, DiscussionPurpose.RECUSAL, "leader", "deputy", officer="head")
    assert told.case.penalties == HIGH


@BOTH
def test_a_chair_has_the_right_to_preside(filed_on: date) -> None:
    told = at(Stage.HEARING, filed_on)
    command = hearings.NameChair(chair="clerk", clerk="chair")
    people = {"/chair": handler("clerk"), "/clerk": handler("chair")}

    refused = refusal(lambda: told.ask(hearings.name_chair, command, people, by=LEADER))

    assert isinstance(refused, Invalid)
    assert (refused.pointer, refused.code) == ("/chair", "chair-without-right")
    assert (refused.basis, refused.facts["article"]) == ("HR-CHAIR", "18")
