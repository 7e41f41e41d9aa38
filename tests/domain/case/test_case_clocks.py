"""The clocks of a case against days counted by hand (law.md 1.2, 2.1, 3, 4, 10, 15)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from msgspec.structs import replace

from domain.case import clocks as c
from domain.case import events as e
from domain.case.kinds import (
    CaseServiceMode,
    Outcome,
    PreservationEnd,
    PublicityEnd,
    ReleaseGround,
    Stage,
    TerminationGround,
)
from domain.statute.reckoning import ClockState, Reckoning, compute
from domain.time import SHANGHAI
from tests.domain.case.story import (
    BOTH,
    FILED,
    FIRM,
    HIGH,
    IN_2020,
    IN_2022,
    LAW,
    RESUMED,
    SUSPENDED,
    WARNING,
    Told,
    at,
    commissioned,
    concluded,
    decided,
    filed,
    fine,
    noon,
    preserved,
    published,
    result,
    seized,
)
from tests.domain.case.story import reviewed as review
from tests.domain.statute.published import day

PUBLIC = CaseServiceMode.PUBLIC_NOTICE
HANDLER = e.Handler(id="chair", name="chair", certificate="")


def state(told: Told, rule: str, today: date, now: datetime | None = None) -> Reckoning:
    """What the last clock of a rule says on a day."""
    running = told.moment(told.since).last(rule)
    assert running is not None
    clock = running.clock(LAW.rules)
    assert clock is not None
    return compute(clock, LAW.calendar, today, now=now)


def stopped(told: Told, rule: str) -> date | None:
    running = told.moment(told.since).last(rule)
    assert running is not None
    return running.stopped_on


# --- PP-DECIDE: 90 + 30 + a fixed day, without what does not count -------------------------------


def test_ninety_days_and_thirty_more() -> None:
    told = filed(IN_2020)
    assert told.due(c.DECIDE) == day("2020-05-31")  # V6

    longer = told.then(
        day("2020-05-30"),
        e.DecisionPeriodExtended(approver="leader", officer="leader", reason="复杂", amount=30),
    )
    assert longer.due(c.DECIDE) == day("2020-06-30")  # V9


def test_everything_that_does_not_count_by_hand() -> None:
    """Filed on 7 November 2022 (a Monday): 90 days end on 5 February 2023.

    Suspended from 20 November to 30 November:         10 days (21 to 30)
    Tested from 25 November to 10 December:            10 days more (1 to 10, the rest overlaps)
    Goods identified from 12 December to 15 December:    3 days (13 to 15)
    Notice published 20 December, served 19 January:    30 days (21 December to 19 January)
    A hearing asked for on 20 January, reported on 10 February: 21 days (21 January to 10 February)
    Together 74 days: 5 February + 74 = 20 April 2023.
    """
    told = filed(IN_2022)
    assert told.due(c.DECIDE) == day("2023-02-05")

    told = told.then(day("2022-11-20"), SUSPENDED)
    assert told.due(c.DECIDE) is None
    told = told.then(day("2022-11-25"), commissioned("t1", day("2022-11-25")))
    told = told.then(day("2022-11-30"), RESUMED)
    assert told.due(c.DECIDE) is None
    told = told.then(day("2022-12-10"), result("t1", day("2022-12-10")))
    assert told.due(c.DECIDE) == day("2023-02-25")  # 20 days later
    told = told.then(
        day("2022-12-12"),
        e.ExclusionStarted(
            key="x1", kind="right_holder_identification", on=day("2022-12-12"), reason="辨认"
        ),
    )
    told = told.then(day("2022-12-15"), e.ExclusionEnded(key="x1", on=day("2022-12-15")))
    assert told.due(c.DECIDE) == day("2023-02-28")
    notice = e.NoticeServed(
        number="1",
        mode=PUBLIC,
        served_on=day("2023-01-19"),
        published_on=day("2022-12-20"),
        penalties=HIGH,
        hearing_right=True,
        why="下落不明",
    )
    told = told.then(day("2023-01-19"), notice)
    assert told.due(c.DECIDE) == day("2023-03-30")
    told = told.then(
        day("2023-01-20"), e.HearingRequested(requested_on=day("2023-01-20"), text="要求")
    )
    assert told.due(c.DECIDE) is None
    told = told.then(
        day("2023-02-10"), e.HearingReportDelivered(on=day("2023-02-10"), opinion="维持")
    )
    assert told.due(c.DECIDE) == day("2023-04-20")

    told = told.then(
        day("2023-04-20"),
        e.DecisionPeriodExtended(approver="leader", officer="leader", reason="复杂", amount=30),
    )
    # 20 May 2023 is no day of a holiday published by the State Council.
    assert told.due(c.DECIDE) == day("2023-05-20")
    told = told.then(
        day("2023-05-20"),
        e.DecisionPeriodExtended(
            approver="collective_discussion",
            officer="leader",
            reason="复杂",
            until=day("2023-07-31"),
            discussion=1,
        ),
    )
    assert told.due(c.DECIDE) == day("2023-07-31")


Happening = tuple[date, e.CaseEvent]
EVENTS: list[Happening] = [
    (day("2022-11-20"), SUSPENDED),
    (day("2022-11-30"), RESUMED),
    (day("2022-11-25"), commissioned("t1", day("2022-11-25"))),
    (day("2022-12-10"), result("t1", day("2022-12-10"))),
    (
        day("2022-12-01"),
        e.DecisionPeriodExtended(approver="leader", officer="leader", reason="复杂", amount=30),
    ),
]
ORDERS = [
    order
    for order in permutations(range(5))
    if order.index(0) < order.index(1) and order.index(2) < order.index(3)
]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "".join(map(str, order)))
def test_whatever_order_they_are_entered_in_the_period_ends_on_one_day(
    order: tuple[int, ...],
) -> None:
    told = filed(IN_2022)
    for place in order:
        on, event = EVENTS[place]
        told = told.then(on, event)

    # 90 + 30 days end on 7 March 2023; 20 days (21 November to 10 December) do not count.
    assert told.due(c.DECIDE) == day("2023-03-27")


def test_a_test_entered_after_it_was_done_counts_from_its_own_days() -> None:
    told = filed(IN_2022).then(
        day("2023-01-31"),
        commissioned("t1", day("2022-11-25")),
        result("t1", day("2022-12-10")),
    )

    assert told.due(c.DECIDE) == day("2023-02-20")  # 15 days


def test_two_tests_at_once_count_once_and_the_period_waits_for_both() -> None:
    told = filed(IN_2022).then(
        day("2022-12-01"),
        commissioned("t1", day("2022-11-20")),
        commissioned("t2", day("2022-11-25")),
        result("t1", day("2022-11-30")),
    )
    assert told.due(c.DECIDE) is None

    told = told.then(day("2022-12-05"), result("t2", day("2022-12-05")))

    assert told.due(c.DECIDE) == day("2023-02-20")  # 15 days: 21 November to 5 December


def test_a_test_may_bear_the_name_of_a_suspension() -> None:
    told = filed(IN_2022).then(day("2022-11-20"), SUSPENDED, commissioned("s1", day("2022-11-20")))

    told = told.then(day("2022-11-30"), RESUMED, result("s1", day("2022-12-10")))

    assert told.due(c.DECIDE) == day("2023-02-25")


def test_under_the_rules_of_2018_a_refund_counts() -> None:
    told = filed(IN_2020).then(
        day("2020-03-10"),
        e.ExclusionStarted(key="x1", kind="refund_order", on=day("2020-03-10"), reason="退款"),
    )

    assert told.due(c.DECIDE) == day("2020-05-31")


def test_the_decision_ends_what_ran_in_the_procedure() -> None:
    told = at(Stage.DECISION_PENDING, IN_2022)
    told = told.then(told.on(40), decided())

    for rule in (c.DECIDE, c.REVIEW, c.STATEMENT, c.HEARING_REQUEST):
        assert stopped(told, rule) is not None


def test_a_termination_ends_it_too_and_the_closing_begins() -> None:
    told = at(Stage.HEARING, IN_2022)
    on = told.on(30)
    told = told.then(
        on, e.InvestigationTerminated(ground=TerminationGround.PARTY_DISSOLVED, reason="注销")
    )

    for rule in (c.DECIDE, c.CHAIR, c.STATEMENT, c.HEARING_REQUEST):
        assert stopped(told, rule) is not None
    assert told.moment(on).last(c.CLOSE) is not None


# --- review, statement, hearing ------------------------------------------------------------------


@BOTH
def test_the_review_has_ten_working_days_from_the_file(filed_on: date) -> None:
    told = filed(filed_on)
    received = told.on(4)  # a Friday
    told = told.then(received, concluded(received))

    assert told.due(c.REVIEW) == received + timedelta(14)
    longer = told.then(received, e.ReviewExtended(amount=5, officer="leader", reason="复杂"))
    assert longer.due(c.REVIEW) == received + timedelta(21)
    assert stopped(told.then(received + timedelta(3), review()), c.REVIEW) == received + timedelta(
        3
    )


@pytest.mark.parametrize(
    ("served", "due"), [("2021-07-14", "2021-07-19"), ("2021-07-15", "2021-07-22")]
)
def test_v11_the_party_has_three_days_and_from_2021_on_five(served: str, due: str) -> None:
    notice = e.NoticeServed(
        number="1",
        mode=CaseServiceMode.DIRECT,
        served_on=day(served),
        penalties=HIGH,
        hearing_right=True,
    )
    told = filed(day("2021-06-01")).then(day(served), notice)

    assert told.due(c.STATEMENT) == told.due(c.HEARING_REQUEST) == day(due)


def test_a_notice_without_a_right_to_a_hearing_starts_no_time_to_ask_for_one() -> None:
    told = at(Stage.NOTICE_WINDOW, penalties=(fine(1),))

    assert told.moment(told.since).last(c.HEARING_REQUEST) is None


def test_a_hearing_has_its_days_one_after_another() -> None:
    """From Monday 5 December 2022: 3 working days, 3, 5, then 5 from the hearing."""
    told = at(Stage.HEARING, IN_2022)  # asked for on 5 December
    assert told.due(c.CHAIR) == day("2022-12-08")
    chair = e.ChairNamed(chair=HANDLER, clerk=HANDLER, on=day("2022-12-07"))
    told = told.then(day("2022-12-07"), chair)
    assert (stopped(told, c.CHAIR), told.due(c.FILE)) == (day("2022-12-07"), day("2022-12-12"))
    told = told.then(day("2022-12-09"), e.HearingFileHandedOver(on=day("2022-12-09")))
    assert (stopped(told, c.FILE), told.due(c.SET)) == (day("2022-12-09"), day("2022-12-16"))
    scheduled = e.HearingScheduled(
        at=noon(day("2022-12-26")),
        day=day("2022-12-26"),
        place="三楼",
        told_on=day("2022-12-14"),
        public=False,
    )
    told = told.then(day("2022-12-14"), scheduled)
    assert stopped(told, c.SET) == day("2022-12-14")
    # Seven working days before Monday 26 December: Thursday 15 December.
    assert told.due(c.HEARING_NOTICE) == day("2022-12-15")
    assert not state(told, c.HEARING_NOTICE, day("2022-12-20")).met_late
    held = e.HearingHeld(held_on=day("2022-12-26"), attendance=("当事人",), summary="各述己见")
    told = told.then(day("2022-12-26"), held)
    # 31 December to 2 January are the holiday of New Year 2023.
    assert told.due(c.HEARING_REPORT) == day("2023-01-03")
    told = told.then(
        day("2022-12-30"), e.HearingReportDelivered(on=day("2022-12-30"), opinion="维持")
    )
    assert stopped(told, c.HEARING_REPORT) == day("2022-12-30")
    # Asked for on 5 December, reported on 30 December: 25 days more than 5 February.
    assert told.due(c.DECIDE) == day("2023-03-02")


def test_a_further_day_of_hearing_begins_the_time_for_the_report_anew() -> None:
    told = at(Stage.HEARING, IN_2022)
    for on in (day("2022-12-26"), day("2022-12-28")):
        told = told.then(on, e.HearingHeld(held_on=on, attendance=("当事人",), summary="再开"))

    running = [each for each in told.clocks if each.rule == c.HEARING_REPORT]

    assert [each.stopped_on for each in running] == [day("2022-12-28"), None]


def test_another_chair_is_given_the_file_anew() -> None:
    told = at(Stage.HEARING, IN_2022)
    for on in (day("2022-12-07"), day("2022-12-08")):
        told = told.then(on, e.ChairNamed(chair=HANDLER, clerk=HANDLER, on=on))

    running = [each for each in told.clocks if each.rule == c.FILE]

    assert [each.stopped_on for each in running] == [day("2022-12-08"), None]


def test_a_second_hearing_after_a_new_start_is_time_of_its_own() -> None:
    told = at(Stage.HEARING, IN_2022)
    told = told.then(told.on(30), e.HearingReportDelivered(on=told.on(30), opinion="维持"))
    told = told.then(told.on(32), e.CrimeSuspected(reason="金额", offence="140"))
    told = told.then(told.on(32), e.ProposalApproved(outcome=Outcome.CRIMINAL, reason="移送"))
    told = told.then(
        told.on(34), e.CrimeSuspicionCleared(reason="否", received_on=told.on(34), reopened=True)
    )
    assert told.case.stage is Stage.INVESTIGATING
    again = [
        event for event in at(Stage.HEARING, IN_2022).events if not isinstance(event, e.CaseFiled)
    ]
    for event in again[:-1]:
        told = told.then(told.on(40), event)
    told = told.then(told.on(41), e.HearingRequested(requested_on=told.on(41), text="要求"))
    assert told.due(c.DECIDE) is None

    told = told.then(told.on(51), e.HearingReportDelivered(on=told.on(51), opinion="维持"))

    # 2 days of the first (29, 30) and 10 of the second (42 to 51).
    assert told.due(c.DECIDE) == told.on(90 + 12)


# --- measures and preservation -------------------------------------------------------------------


@BOTH
def test_a_measure_lasts_thirty_days_and_thirty_more_net_of_tests(filed_on: date) -> None:
    told = filed(filed_on)
    taken = told.on(6)
    told = told.then(taken, seized(noon(taken)))
    assert told.due(c.SEAL, "1") == taken + timedelta(30)

    told = told.then(told.on(10), commissioned("t1", told.on(10), measure="1"))
    assert told.due(c.SEAL, "1") is None
    told = told.then(told.on(17), result("t1", told.on(17)))
    assert told.due(c.SEAL, "1") == taken + timedelta(37)
    told = told.then(told.on(40), extended_measure(told.on(40)))

    assert told.due(c.SEAL, "1") == taken + timedelta(67)


def extended_measure(on: date, name: str = "1") -> e.MeasureExtended:
    return e.MeasureExtended(
        measure=name, approver="leader", amount=30, reason="复杂", told_on=on, officer="leader"
    )


def test_each_measure_has_its_own_clock() -> None:
    told = filed(IN_2022)
    told = told.then(told.on(1), seized(noon(told.on(1)), "a"))
    told = told.then(told.on(5), seized(noon(told.on(5)), "b"))
    told = told.then(told.on(6), commissioned("t1", told.on(6), measure="a"))
    told = told.then(
        told.on(7), e.MeasureReleased(measure="b", ground=ReleaseGround.OTHER, on=told.on(7))
    )

    assert told.due(c.SEAL, "a") is None
    assert told.due(c.SEAL, "b") == told.on(35)
    assert [each.stopped_on for each in told.clocks if each.rule == c.SEAL] == [None, told.on(7)]


def test_an_extension_counts_from_its_approval_whenever_the_party_was_told() -> None:
    told = filed(IN_2022)
    told = told.then(told.on(1), seized(noon(told.on(1))))

    told = told.then(told.on(30), extended_measure(told.on(20)))

    running = told.moment(told.since).last(c.SEAL)
    assert running is not None
    assert [each.approved_on for each in running.extensions] == [told.on(30)]


@pytest.mark.parametrize(
    ("taken", "due"),
    [
        ("2021-07-14", "2021-07-21"),  # seven calendar days
        ("2021-07-15", "2021-07-26"),  # seven working days: 16, 19 to 23, 26
        ("2020-04-27", "2020-05-06"),  # the seventh day is in the holiday of 1 to 5 May
    ],
)
def test_preserved_evidence_has_seven_days(taken: str, due: str) -> None:
    told = filed(day("2020-03-02")).then(day(taken), preserved(noon(day(taken))))

    assert told.due(c.PRESERVE, "1") == day(due)


@pytest.mark.parametrize(
    ("taken_at", "due_at"),
    [
        (datetime(2022, 11, 11, 23, 30, tzinfo=SHANGHAI), "2022-11-12T23:30:00+08:00"),  # a Friday
        (datetime(2022, 11, 12, 0, 0, tzinfo=SHANGHAI), "2022-11-13T00:00:00+08:00"),
        (datetime(2020, 1, 24, 12, 0, tzinfo=SHANGHAI), "2020-01-25T12:00:00+08:00"),  # holiday
    ],
)
@pytest.mark.parametrize("rule", [c.PRESERVE_REPORT, c.SEAL_REPORT])
def test_an_emergency_is_approved_within_twenty_four_hours_weekend_or_not(
    rule: str, taken_at: datetime, due_at: str
) -> None:
    on = taken_at.date()
    urgent = preserved if rule == c.PRESERVE_REPORT else seized
    told = filed(on - timedelta(5)).then(on, urgent(taken_at, approved_by=None))
    due = datetime.fromisoformat(due_at)

    found = state(told, rule, due.date(), now=due)
    later = state(told, rule, due.date(), now=due + timedelta(seconds=1))

    assert found.due_at == due
    assert (found.state, later.state) == (ClockState.RUNNING, ClockState.OVERDUE)


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (1, True)])
@pytest.mark.parametrize("rule", [c.PRESERVE_REPORT, c.SEAL_REPORT])
def test_an_approval_is_late_to_the_minute(rule: str, minutes: int, *, late: bool) -> None:
    at_ = datetime(2022, 11, 11, 9, 0, tzinfo=SHANGHAI)
    decided_at = at_ + timedelta(days=1, minutes=minutes)
    told = filed(IN_2022)
    if rule == c.PRESERVE_REPORT:
        told = told.then(at_.date(), preserved(at_, approved_by=None))
        approval: e.CaseEvent = e.PreservationApproved(
            preservation="1", granted=True, decided_at=decided_at
        )
    else:
        told = told.then(at_.date(), seized(at_, approved_by=None))
        approval = e.MeasureApproved(measure="1", granted=True, decided_at=decided_at)
    told = told.then(decided_at.date(), approval)

    assert state(told, rule, decided_at.date()).met_late is late


def test_a_moment_is_of_the_day_it_is_in_shanghai() -> None:
    utc = datetime.fromisoformat("2022-11-11T16:30:00+00:00")  # half past midnight on the 12th
    told = filed(IN_2022).then(day("2022-11-12"), preserved(utc, approved_by=None))

    running = told.moment(told.since).last(c.PRESERVE_REPORT)

    assert running is not None
    assert running.trigger == day("2022-11-12")
    assert state(told, c.PRESERVE_REPORT, day("2022-11-13")).due_at == utc + timedelta(1)


def test_a_preservation_and_a_measure_of_one_name_are_approved_apart() -> None:
    told = filed(IN_2022)
    at_noon = noon(told.on(1))
    told = told.then(
        told.on(1), preserved(at_noon, approved_by=None), seized(at_noon, approved_by=None)
    )

    told = told.then(
        told.on(1), e.PreservationApproved(preservation="1", granted=True, decided_at=at_noon)
    )

    assert stopped(told, c.PRESERVE_REPORT) == told.on(1)
    assert stopped(told, c.SEAL_REPORT) is None


def test_what_was_approved_before_is_reported_to_nobody() -> None:
    told = filed(IN_2022).then(day("2022-11-08"), preserved(noon(day("2022-11-08"))))

    assert told.moment(told.since).last(c.PRESERVE_REPORT) is None
    ended = e.PreservationEnded(preservation="1", by=PreservationEnd.RETURNED, on=day("2022-11-09"))
    assert stopped(told.then(day("2022-11-09"), ended), c.PRESERVE) == day("2022-11-09")


# --- service, performance ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published_on", "due"),
    [("2021-05-14", "2021-07-13"), ("2021-07-16", "2021-08-15")],
)
def test_v19_public_notice_serves_after_sixty_days_and_from_2021_on_thirty(
    published_on: str, due: str
) -> None:
    moment = filed(day("2021-05-01")).moment(day("2021-12-01"))

    assert moment.after(c.PUBLIC_SERVICE, day(published_on)) == day(due)


@pytest.mark.parametrize(
    ("decided_on", "due"),
    [
        ("2021-07-14", "2021-07-21"),  # seven calendar days
        ("2021-07-15", "2021-07-26"),  # seven working days
        ("2020-04-11", "2020-04-20"),  # the seventh day is a Saturday
    ],
)
@pytest.mark.parametrize("outcome", [Outcome.PENALTY, Outcome.NO_PENALTY_EXEMPT])
def test_a_decision_is_served_on_the_absent_within_seven_days(
    decided_on: str, due: str, outcome: Outcome
) -> None:
    penalties = HIGH if outcome is Outcome.PENALTY else ()
    made = replace(decided(penalties, outcome), absent=True)
    told = filed(day("2020-03-02")).then(day(decided_on), made)

    assert told.due(c.SERVE) == day(due)


def test_who_was_there_is_served_at_once() -> None:
    told = at(Stage.DECIDED)

    assert told.moment(told.since).last(c.SERVE) is None


@pytest.mark.parametrize(
    ("served", "due"),
    [("2022-11-08", "2022-11-23"), ("2022-11-11", "2022-11-28")],  # a Saturday rolls to Monday
)
def test_a_fine_is_paid_within_fifteen_days(served: str, due: str) -> None:
    told = at(Stage.DECIDED, day("2022-09-01"))
    told = told.then(
        day(served), e.DecisionServed(mode=CaseServiceMode.DIRECT, served_on=day(served))
    )

    assert told.due(c.PAY) == day(due)


def test_what_is_no_money_is_not_paid() -> None:
    told = at(Stage.EXECUTING, penalties=(WARNING,))

    assert told.moment(told.since).last(c.PAY) is None


def test_paid_in_full_is_paid_on_that_day() -> None:
    told = at(Stage.EXECUTING)
    paid = e.PaymentRecorded(amount=Decimal(100_000), paid_on=told.on(45), in_full=True)
    told = told.then(told.on(50), paid)

    assert stopped(told, c.PAY) == told.on(45)


def test_the_demand_gives_ten_working_days_and_the_court_three_months() -> None:
    told = at(Stage.EXECUTING, IN_2022)
    served = day("2023-07-03")
    demand = e.DemandServed(
        served_on=served, mode=CaseServiceMode.DIRECT, court_from=day("2023-06-19")
    )
    told = told.then(served, demand)

    assert told.due(c.DEMAND) == day("2023-07-17")
    assert told.due(c.ENFORCE) == day("2023-09-19")
    asked = told.then(day("2023-07-18"), e.CourtApplied(on=day("2023-07-18"), court="示例法院"))
    assert {stopped(asked, rule) for rule in (c.DEMAND, c.ENFORCE, c.PAY)} == {day("2023-07-18")}


@pytest.mark.parametrize(
    ("on", "due"),
    [("2020-12-21", "2021-01-12"), ("2022-12-26", "2023-01-17")],  # V18 is the first
)
def test_v18_a_case_is_closed_within_fifteen_working_days(on: str, due: str) -> None:
    told = at(Stage.EXECUTING, day(on) - timedelta(60))
    told = told.then(day(on), e.ExecutionCompleted(on=day(on), text="已缴清"))

    assert told.due(c.CLOSE) == day(due)


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.PENALTY])
def test_every_other_decision_is_a_closing_event(outcome: Outcome) -> None:
    told = at(Stage.DECISION_PENDING)
    told = told.then(told.on(40), decided((), outcome))

    assert told.case.stage is Stage.CLOSING
    assert told.moment(told.since).last(c.CLOSE) is not None


# --- publicity -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "due"), [("2021-09-01", "2021-09-29"), ("2020-09-21", "2020-10-23")]
)
def test_v17_a_penalty_is_published_within_twenty_working_days_of_the_decision(
    on: str, due: str
) -> None:
    told = at(Stage.DECISION_PENDING, day(on) - timedelta(40)).then(day(on), decided())

    assert told.due(c.PUBLISH) == day(due)


def test_a_party_of_another_province_is_told_there() -> None:
    away = replace(FILED, party=replace(FIRM, province="33"))
    told = filed(IN_2022, away).then(day("2022-12-01"), decided())

    assert told.moment(told.since).last(c.PUBLISH) is None
    assert told.due(c.PUSH) == day("2022-12-15")


def test_a_warning_alone_is_not_published() -> None:
    told = filed(IN_2022).then(day("2022-12-01"), decided((WARNING,)))

    assert not [each for each in told.clocks if each.rule in (c.PUBLISH, c.PUSH)]


@pytest.mark.parametrize(
    ("until", "rule", "due"),
    [
        (PublicityEnd.THREE_MONTHS, "PUB-END-3M", "2023-02-28"),  # no 30 February
        (PublicityEnd.THREE_YEARS, "PUB-END-3Y", "2025-11-30"),
    ],
)
def test_a_publication_has_its_term(until: PublicityEnd, rule: str, due: str) -> None:
    told = at(Stage.DECIDED, day("2022-10-01"))
    told = told.then(day("2022-11-30"), published(day("2022-11-30"), until))

    assert told.due(rule) == day(due)
    assert stopped(told, c.PUBLISH) == day("2022-11-30")


def test_what_is_changed_is_withdrawn_within_three_working_days() -> None:
    told = at(Stage.DECIDED, day("2022-10-01"))
    told = told.then(day("2022-11-25"), published(day("2022-11-25")))
    changed = e.DecisionChanged(by_body="法院", penalties=(fine(1),), reason="过重")
    told = told.then(day("2022-12-02"), changed)  # a Friday

    assert told.due(c.WITHDRAW) == day("2022-12-07")


def test_what_was_never_published_is_not_withdrawn() -> None:
    told = at(Stage.DECIDED, IN_2022)
    changed = e.DecisionChanged(by_body="法院", penalties=(WARNING,), reason="过重")
    told = told.then(told.on(41), changed)

    assert told.moment(told.since).last(c.WITHDRAW) is None
    assert stopped(told, c.PUBLISH) == told.on(41)  # a warning is not published


# --- decided anew --------------------------------------------------------------------------------


@BOTH
def test_a_decision_to_be_made_anew_begins_another_period_and_ends_all_others(
    filed_on: date,
) -> None:
    told = at(Stage.EXECUTING, filed_on)
    on = told.on(70)
    told = told.then(on, e.DecisionRevoked(by_body="复议机关", reason="程序", remade=True))

    running = {each.rule for each in told.clocks if each.stopped_on is None}
    assert running == {c.DECIDE}
    assert told.due(c.DECIDE) == on + timedelta(90)


def test_a_case_that_the_police_declined_has_ninety_days_from_their_answer() -> None:
    told = at(Stage.PROPOSAL_PENDING, IN_2022)
    told = told.then(told.on(25), e.CrimeSuspected(reason="金额", offence="140"))
    told = told.then(told.on(26), e.ProposalApproved(outcome=Outcome.CRIMINAL, reason="移送"))
    told = told.then(told.on(27), decided((), Outcome.CRIMINAL))
    told = told.then(
        told.on(60),
        e.CrimeSuspicionCleared(reason="不予立案", received_on=told.on(58), reopened=True),
    )

    assert told.case.stage is Stage.INVESTIGATING
    assert {each.rule for each in told.clocks if each.stopped_on is None} == {c.DECIDE}
    assert told.due(c.DECIDE) == told.on(58 + 90)
