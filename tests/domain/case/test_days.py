"""A fact's own day is checked whatever day the act is given: `effectiveOn` hides nothing (41)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.case import events as e
from domain.case import performance
from domain.case.clocks import PAY
from domain.case.debts import outstanding
from domain.case.gates import Step
from domain.case.kinds import CaseServiceMode, PublicityEnd, RemedyKind, Stage
from tests.domain.case.commands import ASKS, Pick, who
from tests.domain.case.story import (
    CRIME,
    FIRM,
    IN_2022,
    Told,
    at,
    commissioned,
    handler,
    noon,
    preserved,
    published,
    seized,
)
from tests.domain.story import refusal

DAY = at(Stage.HEARING, IN_2022).since
NAMED = e.ChairNamed(chair=handler("chair"), clerk=handler("clerk"), on=DAY)
HANDED = e.HearingFileHandedOver(on=DAY)
SCHEDULED = e.HearingScheduled(at=noon(DAY), day=DAY, place="三楼", told_on=DAY, public=False)
HELD = e.HearingHeld(held_on=DAY, attendance=("当事人",), summary="笔录")
URGENT = (
    preserved(noon(IN_2022), approved_by=None),
    seized(noon(IN_2022), approved_by=None),
)
SHOWN = published(at(Stage.EXECUTING, IN_2022).since, PublicityEnd.THREE_YEARS)
ELSEWHERE = e.CaseCorrected(corrects=1, party=replace(FIRM, province="32"), reason="登记地有误")
PUSHED = e.PenaltyPushed(on=SHOWN.on, to_org="AMR-32")
SUED = e.RemedySought(kind=RemedyKind.SUIT, on=SHOWN.on, body="示例法院")
PAID = e.PaymentRecorded(amount=Decimal(100_000), paid_on=SHOWN.on, in_full=True)
ENFORCED = e.ExecutionCompleted(on=SHOWN.on, text="已缴清")
REVISED = e.DecisionChanged(by_body="复议机关", penalties=(), reason="过重")

# Where each step that has a day of its own can be taken, and what goes before it.
PLACES: dict[Step, tuple[Stage, tuple[e.CaseEvent, ...]]] = {
    Step.RIGHTS: (Stage.INVESTIGATING, ()),
    Step.PRESERVATION: (Stage.INVESTIGATING, ()),
    Step.PRESERVATION_APPROVAL: (Stage.INVESTIGATING, URGENT),
    Step.PRESERVATION_END: (Stage.INVESTIGATING, URGENT),
    Step.MEASURE: (Stage.INVESTIGATING, ()),
    Step.MEASURE_APPROVAL: (Stage.INVESTIGATING, URGENT),
    Step.MEASURE_EXTENSION: (Stage.INVESTIGATING, (seized(noon(IN_2022)),)),
    Step.MEASURE_RELEASE: (Stage.INVESTIGATING, URGENT),
    Step.TEST: (Stage.INVESTIGATING, ()),
    Step.TEST_RESULT: (Stage.INVESTIGATING, (commissioned("t1", IN_2022),)),
    Step.EXCLUSION: (Stage.INVESTIGATING, ()),
    Step.EXCLUSION_END: (
        Stage.INVESTIGATING,
        (e.ExclusionStarted(key="x1", kind="refund_order", on=IN_2022, reason="退款"),),
    ),
    Step.DISCUSSION: (Stage.DECISION_PENDING, ()),
    Step.NOTICE: (Stage.NOTICE_PENDING, ()),
    Step.STATEMENT: (Stage.NOTICE_WINDOW, ()),
    Step.WAIVER: (Stage.NOTICE_WINDOW, ()),
    Step.HEARING_REQUEST: (Stage.NOTICE_WINDOW, ()),
    Step.CHAIR: (Stage.HEARING, ()),
    Step.HEARING_FILE: (Stage.HEARING, (NAMED,)),
    Step.SCHEDULE: (Stage.HEARING, (NAMED, HANDED)),
    Step.HEARING: (Stage.HEARING, (NAMED, HANDED, SCHEDULED)),
    Step.HEARING_END: (Stage.HEARING, ()),
    Step.HEARING_REPORT: (Stage.HEARING, (NAMED, HANDED, SCHEDULED, HELD)),
    Step.SERVICE: (Stage.DECIDED, ()),
    Step.PAYMENT: (Stage.EXECUTING, ()),
    Step.DEFERRAL: (Stage.EXECUTING, ()),
    Step.EXECUTION: (Stage.EXECUTING, (PAID,)),
    Step.PUBLIC_NOTICE: (Stage.NOTICE_PENDING, ()),
    Step.REMEDY: (Stage.EXECUTING, ()),
    Step.REMEDY_END: (Stage.EXECUTING, (SUED,)),
    Step.DECISION_COPY: (Stage.EXECUTING, (CRIME,)),
    Step.PUSH: (Stage.EXECUTING, (ELSEWHERE,)),
    Step.PUSH_RECEIPT: (Stage.EXECUTING, (ELSEWHERE, PUSHED)),
    Step.PUBLICATION: (Stage.EXECUTING, ()),
    Step.PUBLICATION_END: (Stage.EXECUTING, (SHOWN, PAID, ENFORCED)),
    Step.PUBLICATION_WITHDRAWAL: (Stage.EXECUTING, (SHOWN, REVISED)),
}
# These ask whether it is time on the fact's own day: see below.
TIMED = {Step.DEMAND, Step.COURT}


def place(step: Step) -> Told:
    """A case in which the step can be taken."""
    stage, events = PLACES[step]
    told = at(stage, IN_2022)
    return told.then(told.since, *events)


def test_every_step_that_has_a_day_of_its_own_is_here() -> None:
    told = at(Stage.INVESTIGATING, IN_2022)
    dated = {step for step in ASKS if ASKS[step](told, Pick(told.since))[1].acted_on is not None}

    assert dated <= PLACES.keys() | TIMED


@pytest.mark.parametrize("step", PLACES)
@pytest.mark.parametrize("number", [0, 1, 2], ids=["first", "second", "third"])
def test_a_fact_from_before_the_filing_is_refused_though_the_act_is_dated_later(
    step: Step, number: int
) -> None:
    told = place(step)
    decide, command, given = ASKS[step](told, Pick(IN_2022 - timedelta(1), number))

    refused = refusal(
        lambda: told.ask(
            decide, replace(command, effective_on=told.since), *given, by=who(step), on=told.since
        )
    )

    assert refused.code == "date-before-step"


def test_a_discussion_of_the_decision_follows_what_is_decided_on() -> None:
    told = place(Step.DISCUSSION)
    decide, command, given = ASKS[Step.DISCUSSION](told, Pick(told.since - timedelta(1)))

    refused = refusal(
        lambda: told.ask(decide, command, *given, by=who(Step.DISCUSSION), on=told.since)
    )

    assert refused.code == "date-before-step"


def overdue() -> tuple[Told, date]:
    """A case whose penalty is to be paid by a day."""
    told = at(Stage.EXECUTING, IN_2022)
    due = told.due(PAY)
    assert due is not None
    return told, due


def test_a_demand_is_in_time_by_the_day_it_was_served() -> None:
    told, due = overdue()
    late = due + timedelta(10)

    early = refusal(
        lambda: told.ask(
            performance.demand, performance.ServeDemand(served_on=due), on=late, today=late
        )
    )

    assert early.code == "gate-payment-overdue"
    served = performance.ServeDemand(served_on=due + timedelta(1))
    assert told.ask(performance.demand, served, on=late, today=late)


def test_the_court_is_asked_in_time_by_the_day_of_the_application() -> None:
    told, due = overdue()
    demanded = e.DemandServed(served_on=due + timedelta(1), mode=CaseServiceMode.DIRECT)
    told = told.then(due + timedelta(1), demanded)
    late = due + timedelta(200)
    command = performance.ApplyToCourt(applied_on=due + timedelta(60), court="示例法院")

    refused = refusal(
        lambda: told.ask(
            performance.apply_to_court, command, by=who(Step.COURT), on=late, today=late
        )
    )

    assert refused.code == "gate-remedies-over"


def test_enforcement_ends_after_what_was_paid() -> None:
    told, due = overdue()
    told = told.then(due, e.PaymentRecorded(amount=outstanding(told.case), paid_on=due))
    command = performance.EndEnforcement(ended_on=due - timedelta(1), text="执行完毕")

    refused = refusal(lambda: told.ask(performance.end, command, on=due))

    assert refused.code == "date-before-step"
    assert told.ask(performance.end, replace(command, ended_on=due))
