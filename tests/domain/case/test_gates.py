"""Which step is open at which stage, whose it is, and what the checklist says of it."""

from datetime import date
from uuid import UUID

import pytest

from domain.authority import Officer, Role
from domain.case import events as e
from domain.case.clocks import STATEMENT
from domain.case.evidence import AddEvidence, add_evidence
from domain.case.gates import STEPS, Step, checklist, is_open
from domain.case.kinds import EvidenceKind, Outcome, Stage
from domain.refusals import NotPermitted
from tests.domain.case.commands import ASKS, OF_REFERRALS, Pick, ask, who
from tests.domain.case.story import (
    BOTH,
    CRIME,
    EVIDENCE,
    IN_2022,
    LAW,
    STRANGER,
    SUSPENDED,
    Told,
    at,
    commissioned,
    filed,
    handler,
    noon,
    officer,
    preserved,
    receipted,
    seized,
)
from tests.domain.story import refusal, said

BEFORE = (
    "investigating reviewing proposal_pending notice_pending notice_window hearing recheck "
    "decision_pending"
)
AFTER = "decided executing closing"
ANSWERED = "notice_window recheck decision_pending"
# law.md 12.3, by hand: at which stages a step can be taken at all, other things being equal.
STAGES: dict[Step, str] = {
    Step.INVESTIGATORS: f"{BEFORE} {AFTER}",
    Step.RECUSAL: BEFORE,
    Step.CORRECTION: f"{BEFORE} {AFTER}",
    Step.RIGHTS: BEFORE,
    Step.EVIDENCE: BEFORE,
    Step.EVIDENCE_WITHDRAWAL: BEFORE,
    Step.PRESERVATION: "investigating",
    Step.MEASURE: "investigating",
    Step.TEST: BEFORE,
    Step.ASSISTANCE: BEFORE,
    Step.JOINT_REVIEW: BEFORE,
    Step.SUSPENSION: BEFORE,
    Step.EXTENSION: BEFORE,
    Step.TERMINATION: BEFORE,
    Step.CONCLUSION: "investigating",
    Step.REVIEW: "reviewing",
    Step.REVIEW_EXTENSION: "reviewing",
    Step.PROPOSAL: f"proposal_pending notice_pending {ANSWERED}",
    Step.PROPOSAL_RETURN: f"proposal_pending notice_pending {ANSWERED}",
    Step.NOTICE: f"notice_pending {ANSWERED}",
    Step.STATEMENT: f"{ANSWERED} hearing",
    Step.WAIVER: ANSWERED,
    Step.HEARING_REQUEST: ANSWERED,
    Step.CHAIR: "hearing",
    Step.HEARING_END: "hearing",
    Step.RECHECK: "recheck decision_pending",
    Step.DISCUSSION: BEFORE,
    Step.PAYMENT: "executing",
    Step.DEFERRAL: "executing",
    Step.CRIME: f"{BEFORE} {AFTER}",
    Step.SERVICE: "decided",
    Step.PUBLICATION: "decided executing closing closed archived",
    Step.DECISION_CHANGE: "decided executing closing closed",
    Step.DECISION_REVOCATION: "decided executing closing closed archived",
    Step.CLOSURE: "closing",
    Step.ARCHIVE: "closed",
    Step.LATE_ADDITION: "closed archived",
}
# What needs something else at hand: asked in their own files.
ELSEWHERE = set(Step) - set(STAGES)


@pytest.mark.parametrize("stage", Stage)
@BOTH
def test_each_stage_has_the_steps_of_the_law_and_no_others(stage: Stage, filed_on: date) -> None:
    told = at(stage, filed_on)
    told = told.then(told.since, EVIDENCE)
    moment = told.moment(min(told.since, told.on(28)))

    found = {step for step in STAGES if is_open(told.case, step, moment)}

    assert found == {step for step, stages in STAGES.items() if stage in stages.split()}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("step", [step for step in Step if step not in OF_REFERRALS])
def test_a_step_that_is_not_open_is_refused_and_says_why(step: Step, stage: Stage) -> None:
    told = at(stage, IN_2022)
    moment = told.moment(told.since)
    missing = [each for each in checklist(told.case, step, moment) if not each.met]

    if not missing:
        assert is_open(told.case, step, moment)
        return
    refused = refusal(lambda: ask(told, step, Pick(told.since)))
    first = missing[0]
    version = LAW.on(first.rule, told.since)
    assert (refused.code, refused.basis) == (f"gate-{first.code}", first.rule)
    assert refused.facts.get("stage") == stage
    assert version is None or (first.instrument, first.article) == (
        version.instrument,
        version.article,
    )
    assert refused.facts.get("article") == first.article


def test_the_gates_of_a_decision_are_told_in_the_order_of_the_procedure() -> None:
    told = at(Stage.INVESTIGATING)

    codes = [each.code for each in checklist(told.case, Step.DECISION, told.moment(told.since))]

    assert codes == [
        "stage",
        "not-suspended",
        "no-open-crime",
        "two-handlers",
        "no-open-test",
        "report",
        "review-passed",
        "proposal",
        "notice-served",
        "window-over",
        "hearing-over",
        "rechecked",
        "discussed",
        "agreed-as-notified",
    ]


def test_every_gate_rests_on_a_rule_that_is_known() -> None:
    unknown = {gate.rule for gates in STEPS.values() for gate in gates} - set(LAW.rules)

    assert not unknown
    assert set(STEPS) == set(Step)


# --- whose step it is ----------------------------------------------------------------------------


def ready(step: Step) -> Told:
    """A case in which nothing but the person could stand in the way of the step."""
    stage = Stage(STAGES.get(step, "investigating").split()[0])
    told = at(stage)
    return told.then(told.since, EVIDENCE, commissioned("t1", told.since), seized(noon(told.since)))


@pytest.mark.parametrize("step", ASKS)
def test_a_step_of_another_bureau_is_refused(step: Step) -> None:
    told = ready(step)
    by = Officer(STRANGER.id, STRANGER.name, STRANGER.org, tuple(Role))

    refused = refusal(lambda: ask(told, step, Pick(told.since, by=by)))

    assert said(refused) == ("not-permitted", "not-your-organisation", None)


@pytest.mark.parametrize("step", ASKS)
@pytest.mark.parametrize(
    "role", [Role.INTAKE, Role.DISPATCHER, Role.SUPERIOR, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_who_works_on_no_cases_takes_no_step(step: Step, role: Role) -> None:
    told = ready(step)

    refused = refusal(lambda: ask(told, step, Pick(told.since, by=officer("other", role))))

    assert said(refused) == ("not-permitted", "role-not-granted", None)


MAY_NOT: dict[Role, set[Step]] = {
    Role.HANDLER: {step for step in ASKS if who(step).roles != (Role.HANDLER,)},
    Role.LEADER: {Step.REVIEW},
    Role.REVIEWER: {
        step
        for step in ASKS
        if step not in {Step.REVIEW, Step.SCHEDULE, Step.HEARING, Step.HEARING_REPORT}
    },
}


@pytest.mark.parametrize(
    ("role", "step"), [(role, step) for role, steps in MAY_NOT.items() for step in sorted(steps)]
)
def test_what_another_decides_is_not_for_this_role(role: Role, step: Step) -> None:
    told = ready(step)

    refused = refusal(lambda: ask(told, step, Pick(told.since, by=officer("other", role))))

    assert isinstance(refused, NotPermitted)
    assert refused.code == "role-not-granted"


@pytest.mark.parametrize("step", ASKS)
def test_who_is_recused_takes_no_step(step: Step) -> None:
    by = who(step)
    recused = e.RecusalDecided(
        officer=by.id, asked_by="party", grounds="亲属", granted=True, reason="属实"
    )
    told = ready(step)
    told = told.then(told.since, recused)

    refused = refusal(lambda: ask(told, step, Pick(told.since)))

    assert said(refused) == ("not-permitted", "officer-recused", "PP-RECUSE")
    assert (refused.facts["instrument"], refused.facts["article"]) == ("PP2018", "4")


# --- a suspension and a suspicion lie over the stages --------------------------------------------


@pytest.mark.parametrize(
    "step",
    [
        Step.PRESERVATION,
        Step.MEASURE,
        Step.TEST,
        Step.SUSPENSION,
        Step.TERMINATION,
        Step.CONCLUSION,
        Step.REVIEW,
        Step.PROPOSAL,
        Step.NOTICE,
        Step.RECHECK,
        Step.DECISION,
    ],
)
def test_while_suspended_nothing_proceeds(step: Step) -> None:
    told = at(Stage.INVESTIGATING)
    suspended = told.then(told.since, SUSPENDED)

    before, after = listed(told, step), listed(suspended, step)

    assert (before["not-suspended"], after["not-suspended"]) == (True, False)
    assert is_open(suspended.case, Step.RESUMPTION, suspended.moment(told.since))


def listed(told: Told, step: Step) -> dict[str, bool]:
    """The checklist of a step on the day of the last one."""
    return {each.code: each.met for each in checklist(told.case, step, told.moment(told.since))}


def test_the_rights_of_the_party_are_not_suspended() -> None:
    told = at(Stage.NOTICE_WINDOW)
    told = told.then(told.since, SUSPENDED)
    moment = told.moment(told.since)

    for step in (Step.STATEMENT, Step.HEARING_REQUEST, Step.WAIVER):
        assert is_open(told.case, step, moment)


@pytest.mark.parametrize(
    "stage", [Stage.NOTICE_PENDING, Stage.NOTICE_WINDOW, Stage.RECHECK, Stage.DECISION_PENDING]
)
def test_a_suspected_crime_leaves_only_the_transfer(stage: Stage) -> None:
    told = at(stage)
    told = told.then(told.since, CRIME)
    late = told.moment(told.on(60))

    for step in (Step.NOTICE, Step.TERMINATION, Step.DECISION, Step.CRIME):
        assert not is_open(told.case, step, late)
    assert not is_open(told.case, Step.PROPOSAL, late)
    told = told.then(told.since, receipted(told.since))
    assert is_open(told.case, Step.PROPOSAL, told.moment(told.on(60)))
    moved = told.then(told.since, e.ProposalApproved(outcome=Outcome.CRIMINAL, reason="移送"))
    assert moved.case.stage is Stage.DECISION_PENDING
    assert is_open(moved.case, Step.DECISION, moved.moment(told.since))


def test_what_the_checklist_asks_changes_with_the_day() -> None:
    told = at(Stage.NOTICE_WINDOW)
    due = told.due(STATEMENT)
    assert due is not None

    states = [
        {each.code: each.met for each in checklist(told.case, Step.DECISION, told.moment(day))}
        for day in (due, date.fromordinal(due.toordinal() + 1))
    ]

    assert [each["window-over"] for each in states] == [False, True]
    assert all(states[1].values())


@pytest.mark.parametrize("step", [Step.PRESERVATION_APPROVAL, Step.MEASURE_APPROVAL])
def test_only_an_emergency_is_approved_afterwards(step: Step) -> None:
    told = at(Stage.INVESTIGATING)
    at_noon = noon(told.since)
    approved = told.then(told.since, preserved(at_noon), seized(at_noon))
    urgent = told.then(
        told.since, preserved(at_noon, approved_by=None), seized(at_noon, approved_by=None)
    )

    assert not is_open(approved.case, step, approved.moment(told.since))
    assert is_open(urgent.case, step, urgent.moment(told.since))


# --- steps that need something at hand -----------------------------------------------------------

TODAY = at(Stage.INVESTIGATING).since
NEEDS: dict[Step, e.CaseEvent] = {
    Step.CUSTODY: EVIDENCE,
    Step.EVIDENCE_WITHDRAWAL: EVIDENCE,
    Step.PRESERVATION_END: preserved(noon(TODAY)),
    Step.MEASURE_EXTENSION: seized(noon(TODAY)),
    Step.MEASURE_RELEASE: seized(noon(TODAY)),
    Step.TEST_RESULT: commissioned("t1", TODAY),
    Step.EXCLUSION_END: e.ExclusionStarted(key="x1", kind="refund_order", on=TODAY, reason="退款"),
    Step.RESUMPTION: SUSPENDED,
}


@pytest.mark.parametrize("step", NEEDS)
def test_a_step_about_a_thing_is_open_once_there_is_one(step: Step) -> None:
    told = filed()
    having = told.then(TODAY, NEEDS[step])

    assert not is_open(told.case, step, told.moment(TODAY))
    assert is_open(having.case, step, having.moment(TODAY))


HEARD: tuple[tuple[Step, e.CaseEvent], ...] = (
    (
        Step.HEARING_FILE,
        e.ChairNamed(chair=handler("chair"), clerk=handler("clerk"), on=TODAY),
    ),
    (Step.SCHEDULE, e.HearingFileHandedOver(on=TODAY)),
    (
        Step.HEARING,
        e.HearingScheduled(at=noon(TODAY), day=TODAY, place="三楼", told_on=TODAY, public=False),
    ),
    (Step.HEARING_REPORT, e.HearingHeld(held_on=TODAY, attendance=("当事人",), summary="笔录")),
)


def test_the_steps_of_a_hearing_open_one_after_another() -> None:
    told = at(Stage.HEARING)
    for step, event in HEARD:
        assert not is_open(told.case, step, told.moment(told.since))
        told = told.then(told.since, event)
        assert is_open(told.case, step, told.moment(told.since))


@pytest.mark.parametrize("step", [step for step, _ in HEARD])
def test_no_step_of_a_hearing_is_open_after_it(step: Step) -> None:
    told = at(Stage.HEARING)
    told = told.then(told.since, *(event for _, event in HEARD))
    assert listed(told, step)["hearing-open"]

    told = told.then(told.since, e.HearingReportDelivered(on=told.since, opinion="维持"))

    assert not listed(told, step)["hearing-open"]


@pytest.mark.parametrize("step", [Step.DEMAND, Step.COURT, Step.PAYMENT, Step.EXECUTION])
@pytest.mark.parametrize("stage", [Stage.DECIDED, Stage.CLOSING, Stage.CLOSED])
def test_a_penalty_is_performed_while_it_is_executed(stage: Stage, step: Step) -> None:
    assert listed(at(Stage.EXECUTING), step)["stage"]
    assert not listed(at(stage), step)["stage"]


def test_a_case_goes_to_another_department_once_and_only_when_so_decided() -> None:
    told = at(Stage.DECISION_PENDING)
    moved = told.then(
        told.on(40),
        e.DecisionMade(
            number="1", outcome=Outcome.OTHER_DEPARTMENT, reason="移送", officer="leader"
        ),
    )
    gone = moved.then(told.on(41), e.CaseReferred(referral=UUID(int=9), to_org="other"))

    found = [is_open(each.case, Step.REFERRAL, each.moment(each.since)) for each in (told, moved)]

    assert found == [False, True]
    assert not is_open(gone.case, Step.REFERRAL, gone.moment(gone.since))


@pytest.mark.parametrize(
    "step", [Step.EVIDENCE, Step.PRESERVATION, Step.MEASURE, Step.CONCLUSION, Step.DECISION]
)
def test_one_handler_alone_investigates_nothing(step: Step) -> None:
    told = at(Stage.INVESTIGATING)
    told = told.then(
        TODAY,
        e.RecusalDecided(
            officer="li", asked_by="party", grounds="亲属", granted=True, reason="属实"
        ),
    )

    assert listed(told, step)["two-handlers"] is False


def test_evidence_from_elsewhere_needs_two_handlers_too() -> None:
    alone = e.HandlersAssigned(handlers=(handler("wang"),), reason="调离")
    told = at(Stage.INVESTIGATING).then(TODAY, alone)
    command = AddEvidence(
        kind=EvidenceKind.DOCUMENTARY,
        name="函",
        source="移送机关",
        obtained_on=TODAY,
        from_elsewhere=True,
    )

    refused = refusal(lambda: told.ask(add_evidence, command, None))

    assert said(refused) == ("out-of-order", "gate-two-handlers", "PP-TWO")
