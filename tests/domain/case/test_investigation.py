"""Evidence, preservation, measures, tests, time not counted, suspension, conclusion."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

import pytest
from msgspec.structs import replace

from domain.case import events as e
from domain.case import evidence, investigation, measures
from domain.case.kinds import (
    EvidenceKind,
    MajorGround,
    MeasureKind,
    Outcome,
    PenaltyKind,
    PreservationEnd,
    ReleaseGround,
    ReviewOpinion,
    Stage,
    SuspensionGround,
    TerminationGround,
)
from domain.case.proposals import PenaltyGiven
from domain.refusals import Invalid
from tests.domain.case.story import (
    BOTH,
    EVIDENCE,
    HIGH,
    IN_2020,
    IN_2022,
    LEADER,
    RESUMED,
    SUSPENDED,
    WANG,
    Told,
    at,
    cited,
    commissioned,
    filed,
    handler,
    noon,
    pp,
    preserved,
    ready,
    result,
    reviewed,
    seized,
)
from tests.domain.story import refusal, said

TWO = ("wang", "li")
ADD = evidence.AddEvidence(
    kind=EvidenceKind.PHYSICAL, name="电水壶", source="现场", obtained_on=IN_2020, officers=TWO
)

FROM_ELSEWHERE = replace(
    ADD,
    officers=(),
    from_elsewhere=True,
    from_whom="示例街道办事处",
    how="随案移送",
    obtained_on=date(2019, 12, 1),
)


# --- evidence ------------------------------------------------------------------------------------


def test_evidence_is_numbered_and_has_a_custodian() -> None:
    told = filed().then(IN_2020, EVIDENCE)

    assert told.ask(evidence.add_evidence, ADD, None) == [replace(EVIDENCE, number=2)]


def test_evidence_from_elsewhere_needs_no_officers_of_the_case() -> None:
    (event,) = filed().ask(evidence.add_evidence, FROM_ELSEWHERE, None)

    assert isinstance(event, e.EvidenceAdded)
    assert (event.officers, event.obtained_on) == ((), date(2019, 12, 1))
    assert (event.from_elsewhere, event.from_whom, event.how) == (
        True,
        "示例街道办事处",
        "随案移送",
    )


@BOTH
@pytest.mark.parametrize(
    ("change", "pointer", "basis"),
    [
        ({"from_whom": None}, "/fromWhom", "PP-EVID-REUSE"),
        ({"how": None}, "/how", "PP-EVID-REUSE"),
        ({"from_elsewhere": False}, "/fromElsewhere", None),
        ({"officers": ("wang",)}, "/officers", "PP-TWO"),
    ],
    ids=["from whom", "how", "not said to be", "one officer"],
)
def test_evidence_from_elsewhere_says_from_whom_and_how(
    change: dict[str, Any], pointer: str, basis: str | None, filed_on: date
) -> None:
    told = filed(filed_on)

    refused = refusal(
        lambda: told.ask(evidence.add_evidence, replace(FROM_ELSEWHERE, **change), None)
    )

    assert isinstance(refused, Invalid)
    assert (refused.pointer, refused.basis) == (pointer, basis)
    if basis == "PP-EVID-REUSE":
        assert cited(refused) == pp(filed_on, "20", "23")


@BOTH
@pytest.mark.parametrize(
    ("officers", "code"),
    [
        ((), "two-officers-needed"),
        (("wang",), "two-officers-needed"),
        (("wang", "wang"), "two-officers-needed"),
        (("wang", "stranger"), "not-a-handler"),
    ],
)
def test_two_handlers_collect_evidence_and_take_measures(
    officers: tuple[str, ...], code: str, filed_on: date
) -> None:
    told = filed(filed_on)
    add = replace(ADD, officers=officers, obtained_on=filed_on)
    keep = replace(PRESERVE, officers=officers, taken_at=noon(filed_on))
    seize = replace(SEIZE, officers=officers, taken_at=noon(filed_on))

    for ask in (
        lambda: told.ask(evidence.add_evidence, add, None),
        lambda: told.ask(evidence.preserve, keep),
        lambda: told.ask(measures.take, seize),
    ):
        refused = refusal(ask)
        assert said(refused) == ("invalid", code, "PP-TWO")
        assert cited(refused) == pp(filed_on, "19", "22")


def test_a_certificate_must_have_been_good_on_the_day() -> None:
    told = filed().then(
        IN_2020,
        e.HandlersAssigned(
            handlers=(handler("wang"), handler("li", date(2020, 3, 1))), reason="调整"
        ),
    )

    refused = refusal(lambda: told.ask(evidence.add_evidence, ADD, None))

    assert said(refused) == ("invalid", "certificate-expired", "PP-TWO")
    assert told.ask(evidence.add_evidence, replace(ADD, obtained_on=date(2020, 3, 1)), None)


def test_who_was_recused_collects_nothing_more() -> None:
    told = filed().then(
        IN_2020,
        e.HandlersAssigned(
            handlers=(handler("wang"), handler("li"), handler("zhao")), reason="调整"
        ),
        e.RecusalDecided(
            officer="li", asked_by="party", grounds="亲属", granted=True, reason="属实"
        ),
    )

    refused = refusal(lambda: told.ask(evidence.add_evidence, ADD, None))

    assert said(refused) == ("invalid", "not-a-handler", "PP-TWO")


def test_the_chain_of_custody_is_kept() -> None:
    told = filed().then(IN_2020, EVIDENCE)
    command = evidence.MoveEvidence(number=1, custodian="库房", reason="入库")

    told = told.take(evidence.move_evidence, command)

    assert told.events[-1] == e.EvidenceMoved(number=1, custodian="库房", reason="入库")
    assert told.case.evidence[1].custodian == "库房"
    assert [each.custodian for each in told.case.custody] == ["库房"]


def test_withdrawn_evidence_stays_readable() -> None:
    told = filed().then(IN_2020, EVIDENCE)
    command = evidence.WithdrawEvidence(number=1, reason="无关")

    told = told.take(evidence.withdraw_evidence, command)

    assert list(told.case.evidence) == list(told.case.withdrawn) == [1]
    alone = refusal(lambda: told.ask(evidence.withdraw_evidence, command))
    two = told.then(IN_2020, replace(EVIDENCE, number=2))
    again = refusal(lambda: two.ask(evidence.withdraw_evidence, command))
    assert (alone.code, again.code) == ("gate-has-evidence", "evidence-withdrawn")


def test_what_is_not_there_is_neither_moved_nor_withdrawn() -> None:
    told = filed().then(IN_2020, EVIDENCE)
    move = evidence.MoveEvidence(number=2, custodian="库房", reason="入库")
    withdraw = evidence.WithdrawEvidence(number=2, reason="无关")

    assert refusal(lambda: told.ask(evidence.move_evidence, move)).code == "no-such-evidence"
    assert refusal(lambda: told.ask(evidence.withdraw_evidence, withdraw)).code == (
        "no-such-evidence"
    )
    bare = refusal(lambda: filed().ask(evidence.withdraw_evidence, withdraw))
    assert bare.code == "gate-has-evidence"


# --- preservation and measures -------------------------------------------------------------------

PRESERVE = evidence.Preserve(
    items=("账册",), place="仓库", taken_at=noon(IN_2020), officers=TWO, approved_by="leader"
)
SEIZE = measures.TakeMeasure(
    kind=MeasureKind.SEIZURE,
    items=("电水壶50只",),
    place="仓库",
    taken_at=noon(IN_2020),
    officers=TWO,
    document_no="1",
    approved_by="leader",
)


def test_what_is_taken_gets_a_name_and_its_day() -> None:
    assert filed().ask(evidence.preserve, PRESERVE) == [preserved(noon(IN_2020))]
    assert filed().ask(measures.take, SEIZE) == [seized(noon(IN_2020))]


def test_names_are_given_once() -> None:
    told = filed().then(IN_2020, preserved(noon(IN_2020)), seized(noon(IN_2020)))
    keep, seize = replace(PRESERVE, preservation="1"), replace(SEIZE, measure="1")

    for ask in (
        lambda: told.ask(evidence.preserve, keep),
        lambda: told.ask(measures.take, seize),
    ):
        assert refusal(ask).code == "name-taken"
    (event,) = told.ask(measures.take, SEIZE)
    assert isinstance(event, e.MeasureTaken)
    assert event.measure == "2"


def test_a_moment_has_its_time_zone_and_is_past() -> None:
    bare = replace(SEIZE, taken_at=datetime(2020, 3, 2, 12))  # noqa: DTZ001
    future = replace(PRESERVE, taken_at=noon(date(2020, 3, 3)))
    told = filed()

    assert refusal(lambda: told.ask(measures.take, bare, on=IN_2020)).code == "time-zone-missing"
    ask = refusal(lambda: told.ask(evidence.preserve, future, on=IN_2020, today=IN_2020))
    assert ask.code == "date-in-future"


def urgent() -> Told:
    """A preservation and a measure of an emergency."""
    at_noon = noon(IN_2020)
    return filed().then(
        IN_2020, preserved(at_noon, approved_by=None), seized(at_noon, approved_by=None)
    )


@pytest.mark.parametrize("granted", [True, False])
def test_an_emergency_is_approved_or_ends_at_once(*, granted: bool) -> None:
    told, when = urgent(), noon(IN_2020) + timedelta(hours=5)
    keep = evidence.ApprovePreservation(preservation="1", granted=granted, decided_at=when)
    seize = measures.ApproveMeasure(measure="1", granted=granted, decided_at=when)

    first, *ended = told.ask(evidence.approve_preservation, keep, by=LEADER)
    assert first == e.PreservationApproved(preservation="1", granted=granted, decided_at=when)
    returned = e.PreservationEnded(preservation="1", by=PreservationEnd.RETURNED, on=IN_2020)
    assert ended == ([] if granted else [returned])

    first, *ended = told.ask(measures.approve, seize, by=LEADER)
    assert first == e.MeasureApproved(measure="1", granted=granted, decided_at=when)
    ground = ReleaseGround.NOT_APPROVED
    released = e.MeasureReleased(measure="1", ground=ground, on=IN_2020)
    assert ended == ([] if granted else [released])


def test_an_approval_comes_after_the_act_and_once() -> None:
    told, early = urgent(), noon(IN_2020) - timedelta(minutes=1)
    keep = evidence.ApprovePreservation(preservation="1", granted=True, decided_at=early)
    seize = measures.ApproveMeasure(measure="1", granted=True, decided_at=early)

    for ask in (
        lambda: told.ask(evidence.approve_preservation, keep, by=LEADER),
        lambda: told.ask(measures.approve, seize, by=LEADER),
    ):
        assert refusal(ask).code == "date-before-step"

    done = filed().then(
        IN_2020,
        *(preserved(noon(IN_2020), name, who) for name, who in (("1", "leader"), ("2", None))),
        *(seized(noon(IN_2020), name, who) for name, who in (("1", "leader"), ("2", None))),
    )
    twice = refusal(lambda: done.ask(evidence.approve_preservation, keep, by=LEADER))
    assert said(twice) == ("out-of-order", "approval-given", "PP-EMERG-24H")
    twice = refusal(lambda: done.ask(measures.approve, seize, by=LEADER))
    assert said(twice) == ("out-of-order", "approval-given", "ACL-EMERG")


def test_what_was_given_back_before_is_not_given_back_again() -> None:
    told = urgent().then(
        IN_2020,
        e.PreservationEnded(preservation="1", by=PreservationEnd.RETURNED, on=IN_2020),
        e.MeasureReleased(measure="1", ground=ReleaseGround.OTHER, on=IN_2020),
    )
    when = noon(IN_2020)
    keep = evidence.ApprovePreservation(preservation="1", granted=False, decided_at=when)
    seize = measures.ApproveMeasure(measure="1", granted=False, decided_at=when)

    assert len(told.ask(evidence.approve_preservation, keep, by=LEADER)) == 1
    assert len(told.ask(measures.approve, seize, by=LEADER)) == 1


@pytest.mark.parametrize("by", PreservationEnd)
def test_a_preservation_ends_in_one_of_five_ways(by: PreservationEnd) -> None:
    told = filed().then(IN_2020, preserved(noon(IN_2020)), preserved(noon(IN_2020), "2"))
    command = evidence.EndPreservation(preservation="1", by=by, ended_on=told.on(3))

    ended = told.ask(evidence.end_preservation, command)

    assert ended == [e.PreservationEnded(preservation="1", by=by, on=told.on(3))]
    after = told.then(told.on(3), *ended)
    refused = refusal(lambda: after.ask(evidence.end_preservation, command))
    assert said(refused) == ("out-of-order", "preservation-ended", "PP-REGISTER-EVID")


def test_it_does_not_end_before_it_began() -> None:
    told = filed().then(told_on := date(2020, 3, 5), preserved(noon(told_on)))
    command = evidence.EndPreservation(
        preservation="1", by=PreservationEnd.RETURNED, ended_on=date(2020, 3, 4)
    )

    assert refusal(lambda: told.ask(evidence.end_preservation, command)).code == "date-before-step"


EXTEND = measures.ExtendMeasure(measure="1", days=30, reason="复杂", told_on=date(2020, 3, 20))


def test_a_leader_extends_a_measure_and_the_party_is_told() -> None:
    told = filed().then(IN_2020, seized(noon(IN_2020)))

    assert told.ask(measures.extend, EXTEND, by=LEADER, on=date(2020, 3, 20)) == [
        e.MeasureExtended(
            measure="1",
            approver="leader",
            amount=30,
            reason="复杂",
            told_on=date(2020, 3, 20),
            officer="leader",
        )
    ]


def test_a_measure_is_released_once_and_then_not_extended() -> None:
    told = filed().then(IN_2020, seized(noon(IN_2020)), seized(noon(IN_2020), "2"))
    command = measures.ReleaseMeasure(
        measure="1", ground=ReleaseGround.UNRELATED, released_on=told.on(3)
    )

    told = told.take(measures.release, command)

    assert told.events[-1] == e.MeasureReleased(
        measure="1", ground=ReleaseGround.UNRELATED, on=told.on(3)
    )
    again = refusal(lambda: told.ask(measures.release, command))
    longer = refusal(lambda: told.ask(measures.extend, EXTEND, by=LEADER))
    for refused in (again, longer):
        assert said(refused) == ("out-of-order", "measure-released", "PP-SEAL")


@pytest.mark.parametrize("name", ["release", "extend", "approve"])
def test_a_measure_that_is_not_there_is_not_touched(name: str) -> None:
    told = filed().then(IN_2020, seized(noon(IN_2020)), seized(noon(IN_2020), "2", None))
    asks: dict[str, tuple[Any, Any]] = {
        "release": (
            measures.release,
            measures.ReleaseMeasure(measure="9", ground=ReleaseGround.OTHER, released_on=IN_2020),
        ),
        "extend": (measures.extend, replace(EXTEND, measure="9")),
        "approve": (
            measures.approve,
            measures.ApproveMeasure(measure="9", granted=True, decided_at=noon(IN_2020)),
        ),
    }

    by = WANG if name == "release" else LEADER
    refused = refusal(lambda: told.ask(*asks[name], by=by))

    assert (refused.code, refused.facts["value"]) == ("no-such-measure", "9")


# --- tests and time not counted ------------------------------------------------------------------

ORDER = investigation.CommissionTest(lab="市质检院", purpose="接地", commissioned_on=IN_2020)


def test_a_test_is_ordered_and_its_result_received_once() -> None:
    told = filed()
    told = told.take(investigation.commission_test, ORDER)
    assert told.events[-1] == commissioned("t1", IN_2020)
    received = investigation.ReceiveTestResult(
        test="t1", received_on=told.on(9), conclusion="不合格"
    )

    told = told.take(investigation.receive_test_result, received, on=told.on(9))

    assert told.events[-1] == result("t1", told.on(9))
    closed = refusal(lambda: told.ask(investigation.receive_test_result, received))
    assert said(closed) == ("out-of-order", "gate-test-open", "PP-DECIDE")
    two = told.then(told.since, commissioned("t2", told.since))
    refused = refusal(lambda: two.ask(investigation.receive_test_result, received))
    assert said(refused) == ("out-of-order", "test-result-known", None)


def test_a_test_has_a_name_of_its_own_and_its_result_comes_after_it() -> None:
    told = filed().then(date(2020, 3, 5), commissioned("t1", date(2020, 3, 5)))
    again = replace(ORDER, test="t1")
    unknown = investigation.ReceiveTestResult(test="t9", received_on=IN_2020, conclusion="合格")
    early = replace(unknown, test="t1", received_on=date(2020, 3, 4))

    assert refusal(lambda: told.ask(investigation.commission_test, again)).code == (
        "test-name-taken"
    )
    nameless = refusal(lambda: told.ask(investigation.receive_test_result, unknown))
    too_early = refusal(lambda: told.ask(investigation.receive_test_result, early))
    assert (nameless.code, too_early.code) == ("no-such-test", "date-before-step")


@BOTH
def test_a_test_holds_a_measure_only_if_the_party_was_told(filed_on: date) -> None:
    told = filed(filed_on)
    told = told.then(filed_on, seized(noon(filed_on)))
    command = replace(ORDER, commissioned_on=filed_on, measure="1")

    refused = refusal(lambda: told.ask(investigation.commission_test, command))

    assert said(refused) == ("invalid", "test-time-not-told", "PP-SEAL")
    assert cited(refused) == pp(filed_on, "35", "38")
    (event,) = told.ask(investigation.commission_test, replace(command, told_on=filed_on))
    assert isinstance(event, e.TestCommissioned)
    assert (event.measure, event.told_on) == ("1", filed_on)
    released = told.then(
        filed_on, e.MeasureReleased(measure="1", ground=ReleaseGround.OTHER, on=filed_on)
    )
    gone = refusal(
        lambda: released.ask(investigation.commission_test, replace(command, told_on=filed_on))
    )
    assert gone.code == "measure-released"


Kind = Literal["right_holder_identification", "refund_order"]


@pytest.mark.parametrize("kind", ["right_holder_identification", "refund_order"])
@pytest.mark.parametrize(
    ("filed_on", "counts_not"), [(date(2021, 7, 14), False), (date(2021, 7, 15), True)]
)
def test_from_2021_on_more_time_does_not_count(
    kind: Kind, filed_on: date, *, counts_not: bool
) -> None:
    told = filed(filed_on)
    command = investigation.StartExclusion(kind=kind, from_day=told.on(10), reason="辨认")

    def ask() -> list[e.CaseEvent]:
        return told.ask(investigation.start_exclusion, command, on=told.on(10))

    if counts_not:
        assert ask() == [e.ExclusionStarted(key="x1", kind=kind, on=told.on(10), reason="辨认")]
    else:
        refused = refusal(ask)
        assert said(refused) == ("out-of-order", "gate-time-excludable", "PP-DECIDE")
        assert refused.facts["article"] in {"57", "64"}


def test_such_time_ends_once_and_not_before_it_began() -> None:
    told = filed(IN_2022)
    started = e.ExclusionStarted(key="x1", kind="refund_order", on=told.on(5), reason="退款")
    told = told.then(told.on(5), started)
    end = investigation.EndExclusion(period="x1", until=told.on(9))

    unknown, early = replace(end, period="x2"), replace(end, until=told.on(4))
    nameless = refusal(lambda: told.ask(investigation.end_exclusion, unknown, today=told.on(9)))
    too_early = refusal(lambda: told.ask(investigation.end_exclusion, early, today=told.on(9)))
    assert (nameless.code, too_early.code) == ("no-such-period", "date-before-step")
    told = told.take(investigation.end_exclusion, end, on=told.on(9))
    assert told.events[-1] == e.ExclusionEnded(key="x1", on=told.on(9))
    again = refusal(lambda: told.ask(investigation.end_exclusion, end))
    assert again.code == "gate-exclusion-open"


# --- suspension, termination, conclusion ---------------------------------------------------------


@pytest.mark.parametrize("ground", SuspensionGround)
def test_a_leader_suspends_on_one_of_five_grounds_and_it_resumes(ground: SuspensionGround) -> None:
    told = filed()
    command = investigation.Suspend(ground=ground, reason="原因")

    told = told.take(investigation.suspend, command, by=LEADER)

    assert told.events[-1] == e.CaseSuspended(key="s1", ground=ground, reason="原因")
    assert told.case.stage is Stage.INVESTIGATING
    twice = refusal(lambda: told.ask(investigation.suspend, command, by=LEADER))
    assert said(twice) == ("out-of-order", "gate-not-suspended", "PP-SUSPEND")
    resume = investigation.Resume(reason="原因消除")
    told = told.take(investigation.resume, resume)
    assert told.events[-1] == RESUMED
    refused = refusal(lambda: told.ask(investigation.resume, resume))
    assert said(refused) == ("out-of-order", "gate-suspended", "PP-SUSPEND")
    assert told.ask(investigation.suspend, command, by=LEADER) == [
        e.CaseSuspended(key="s2", ground=ground, reason="原因")
    ]


@pytest.mark.parametrize("ground", TerminationGround)
def test_a_leader_terminates_and_the_case_is_to_be_closed(ground: TerminationGround) -> None:
    command = investigation.Terminate(ground=ground, reason="注销")

    told = filed().take(investigation.terminate, command, by=LEADER)

    assert told.events[-1] == e.InvestigationTerminated(ground=ground, reason="注销")
    assert told.case.stage is Stage.CLOSING


def test_a_suspended_case_is_resumed_before_it_is_terminated() -> None:
    told = filed().then(IN_2020, SUSPENDED)
    command = investigation.Terminate(ground=TerminationGround.PARTY_DEAD, reason="死亡")

    refused = refusal(lambda: told.ask(investigation.terminate, command, by=LEADER))

    assert said(refused) == ("out-of-order", "gate-not-suspended", "PP-SUSPEND")


CONCLUDE = investigation.Conclude(
    facts="事实",
    opinion="处罚",
    outcome=Outcome.PENALTY,
    penalties=(PenaltyGiven(kind=PenaltyKind.FINE, amount=HIGH[0].amount),),
    major=(MajorGround.COMPLEX,),
)


def test_the_report_goes_to_the_review_unit() -> None:
    told = ready()
    command = replace(CONCLUDE, review_received_on=told.on(3))

    assert told.ask(investigation.conclude, command, None, on=told.on(2), today=told.on(3)) == [
        e.InvestigationConcluded(
            facts="事实",
            opinion="处罚",
            outcome=Outcome.PENALTY,
            penalties=HIGH,
            major=(MajorGround.COMPLEX,),
            review_received_on=told.on(3),
        )
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"penalties": ()}, "penalties-missing"),
        ({"outcome": Outcome.NO_PENALTY_UNFOUNDED}, "penalties-without-penalty"),
        ({"review_received_on": date(2020, 3, 1)}, "date-before-step"),
        ({"review_received_on": date(2020, 3, 3)}, "date-in-future"),
    ],
)
def test_a_report_that_cannot_be_is_refused(change: dict[str, Any], code: str) -> None:
    command = replace(CONCLUDE, **change)

    refused = refusal(lambda: ready().ask(investigation.conclude, command, None, on=IN_2020))

    assert refused.code == code


def test_no_report_while_a_test_is_open() -> None:
    told = filed().then(IN_2020, commissioned("t1", IN_2020))

    refused = refusal(lambda: told.ask(investigation.conclude, CONCLUDE, None))

    assert said(refused) == ("out-of-order", "gate-no-open-test", "PP-DECIDE")


def test_supplementary_investigation_begins_the_report_anew() -> None:
    told = at(Stage.REVIEWING)
    told = told.then(told.since, reviewed(ReviewOpinion.SUPPLEMENT))

    assert (told.case.stage, told.case.concluded) == (Stage.INVESTIGATING, None)
    assert told.ask(investigation.conclude, CONCLUDE, None)
