"""What events of leads, referrals and dispositions do to their clocks (law.md 2.1, 5, 9, 12)."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

import domain.disposition.clocks as of_disposition
import domain.disposition.events as de
import domain.lead.clocks as of_lead
import domain.lead.events as le
import domain.referral.clocks as of_referral
import domain.referral.events as re
from application.ledger import Entry
from application.views.disposition import fold as fold_disposition
from application.views.lead import fold as fold_lead
from application.views.referral import fold as fold_referral
from domain.disposition.clocks import OBJECT, START
from domain.disposition.state import evolve
from domain.events import Event
from domain.lead.clocks import TIP_REPLY, VERIFY
from domain.referral.clocks import ACCEPT, DESIGNATE, DISPUTE, FEEDBACK
from domain.referral.kinds import ReferralKind
from domain.statute.clock import due_of
from domain.statute.rule import Force
from domain.statute.running import Running
from tests.domain.statute.published import calendar, rules
from tests.domain.story import (
    ACCEPTED,
    ASKED,
    CITY,
    CORPS,
    DISPATCHED,
    DISPATCHER,
    DRAFTED,
    LEAD_ID,
    MERGED,
    NEGOTIATED,
    NOT_FILED,
    OPENED,
    PUDONG,
    RECEIVED,
    REDIRECTED,
    REFERRAL_ID,
    REGISTERED,
    TAKEN,
    XUHUI,
    dispatched,
    issued,
)

FIRST = date(2020, 3, 2)
Row = tuple[str, str, date, date | None]  # rule, holder, trigger, stopped on

NAMED = le.SealedInformant(person=UUID(int=5), named=True, ciphertext="AA==")
TIP = replace(REGISTERED, source=le.Source.TIP, informant=NAMED)
RETURNED = le.LeadReturned(
    referral=REFERRAL_ID, org=XUHUI, to_org=CORPS, reason_code="no-competence", reason="无管辖权"
)
RECALLED = le.LeadRecalled(referral=REFERRAL_ID, org=CORPS, reason="有误")
REOPENED = le.LeadReopened(org=CORPS, new_facts="新证据")
UNMERGED = le.LeadUnmerged(out_of=UUID(int=2), reason="并非同一")
REPLIED = le.InformantReplied(org=CORPS, text="已不予立案")


def on(day: int) -> date:
    """The day, counted from the lead's receipt: each event is a day after the one before."""
    return FIRST + timedelta(day)


def received(day: int) -> le.LeadReceived:
    return le.LeadReceived(referral=REFERRAL_ID, org=XUHUI, received_on=on(day))


def entries(events: Sequence[Event]) -> list[Entry]:
    return [
        Entry(
            originator_id=LEAD_ID,
            originator_version=number + 1,
            event=event,
            by=DISPATCHER,
            effective_on=on(number),
            correlation=LEAD_ID,
        )
        for number, event in enumerate(events)
    ]


def lead_clocks(*events: le.LeadEvent) -> tuple[Running, ...]:
    row = None
    for entry in entries(events):
        row = fold_lead(row, entry)
    assert row is not None
    return row.clocks


def referral_clocks(*events: re.ReferralEvent) -> tuple[Running, ...]:
    row = None
    for entry in entries(events):
        row = fold_referral(row, entry)
    assert row is not None
    return row.clocks


def told(clocks: Sequence[Running]) -> list[Row]:
    return [(each.rule, each.holder, each.trigger, each.stopped_on) for each in clocks]


# --- whose clock runs ----------------------------------------------------------------------------


def test_a_lead_starts_the_clock_of_whoever_holds_it_on_the_day_of_its_receipt() -> None:
    (only,) = lead_clocks(replace(REGISTERED, org=PUDONG, received_on=date(2020, 2, 24)))

    assert told([only]) == [(VERIFY, CORPS, date(2020, 2, 24), None)]
    assert (only.number, only.trigger_event) == (1, 1)


@pytest.mark.parametrize(
    "kind", [ReferralKind.ASSIGN_DOWN, ReferralKind.INTRA_TRANSFER, ReferralKind.DESIGNATION]
)
def test_dispatch_ends_the_senders_clock_and_receipt_starts_the_receivers(
    kind: ReferralKind,
) -> None:
    sent = dispatched(kind)

    assert told(lead_clocks(REGISTERED, sent)) == [(VERIFY, CORPS, on(0), on(1))]
    assert told(lead_clocks(REGISTERED, sent, received(2), ACCEPTED)) == [
        (VERIFY, CORPS, on(0), on(1)),
        (VERIFY, XUHUI, on(2), None),
    ]


def test_the_receivers_clock_starts_on_the_day_it_received_not_the_day_of_entry() -> None:
    _, own = lead_clocks(REGISTERED, DISPATCHED, received(1))

    assert (own.trigger, own.trigger_event) == (on(1), 3)


def test_time_is_lost_when_the_lead_comes_back() -> None:
    clocks = lead_clocks(REGISTERED, DISPATCHED, received(2), RETURNED)

    assert told(clocks) == [(VERIFY, CORPS, on(0), None), (VERIFY, XUHUI, on(2), on(3))]
    assert due(clocks[0]) == date(2020, 3, 23)


@pytest.mark.parametrize("steps", [(RECALLED,), (received(2), RECALLED)])
def test_a_withdrawal_lets_the_senders_clock_run_on(steps: tuple[le.LeadEvent, ...]) -> None:
    first, *others = lead_clocks(REGISTERED, DISPATCHED, *steps)

    assert (first.stopped_on, first.stopped_event) == (None, None)
    assert all(each.stopped_on is not None for each in others)


def test_a_lead_sent_again_starts_one_clock_more() -> None:
    again = lead_clocks(REGISTERED, DISPATCHED, received(2), RETURNED, DISPATCHED, received(5))

    assert told(again) == [
        (VERIFY, CORPS, on(0), on(4)),
        (VERIFY, XUHUI, on(2), on(3)),
        (VERIFY, XUHUI, on(5), None),
    ]


def test_a_superior_that_is_asked_takes_no_clock_over() -> None:
    asked = dispatched(ReferralKind.REQUEST_UP)

    assert told(lead_clocks(REGISTERED, asked, received(2))) == [(VERIFY, CORPS, on(0), None)]


def designated(org: str) -> le.JurisdictionDesignated:
    return le.JurisdictionDesignated(
        referral=REFERRAL_ID, by_org=CITY, org=org, reason="行为发生地"
    )


@pytest.mark.parametrize(
    "before", [(dispatched(ReferralKind.REQUEST_UP),), (DISPATCHED, received(2))]
)
def test_a_designation_of_the_holder_lets_its_clock_run_on(
    before: tuple[le.LeadEvent, ...],
) -> None:
    first, *others = lead_clocks(REGISTERED, *before, designated(CORPS))

    assert first.stopped_on is None
    assert all(each.stopped_on is not None for each in others)


def test_a_designation_of_another_starts_its_clock_at_its_receipt() -> None:
    onward = replace(dispatched(ReferralKind.DESIGNATION), from_org=CITY, to_org=PUDONG)
    at_pudong = le.LeadReceived(referral=REFERRAL_ID, org=PUDONG, received_on=on(5))

    clocks = lead_clocks(REGISTERED, DISPATCHED, received(2), designated(PUDONG), onward, at_pudong)

    assert told(clocks) == [
        (VERIFY, CORPS, on(0), on(4)),
        (VERIFY, XUHUI, on(2), on(3)),
        (VERIFY, PUDONG, on(5), None),
    ]


# --- the end of a verification -------------------------------------------------------------------


@pytest.mark.parametrize("end", [NOT_FILED, REDIRECTED, MERGED])
def test_the_clock_ends_with_the_verification(end: le.LeadEvent) -> None:
    assert told(lead_clocks(REGISTERED, end)) == [(VERIFY, CORPS, on(0), on(1))]


def test_an_unmerged_lead_runs_on_and_the_time_is_lost() -> None:
    assert told(lead_clocks(REGISTERED, MERGED, UNMERGED)) == [(VERIFY, CORPS, on(0), None)]


def test_new_facts_start_a_new_clock() -> None:
    assert told(lead_clocks(REGISTERED, NOT_FILED, REOPENED)) == [
        (VERIFY, CORPS, on(0), on(1)),
        (VERIFY, CORPS, on(2), None),
    ]


def test_a_corrected_day_of_receipt_is_what_the_first_clock_runs_from() -> None:
    corrected = le.LeadCorrected(corrects=1, reason="录入有误", received_on=date(2020, 2, 28))

    first, second = lead_clocks(REGISTERED, NOT_FILED, REOPENED, corrected)

    assert (first.trigger, second.trigger) == (date(2020, 2, 28), on(2))


def test_other_corrections_and_links_leave_the_clocks_alone() -> None:
    titled = le.LeadCorrected(corrects=1, reason="笔误", title="电热水壶")
    serious = le.LeadMarkedSerious(serious=True, reason="危害安全")

    assert lead_clocks(REGISTERED, titled, serious) == lead_clocks(REGISTERED)


# --- the informant -------------------------------------------------------------------------------


def test_who_gave_a_name_is_told_of_the_decision() -> None:
    clocks = lead_clocks(TIP, NOT_FILED)

    assert told(clocks) == [(VERIFY, CORPS, on(0), on(1)), (TIP_REPLY, CORPS, on(1), None)]
    assert told(lead_clocks(TIP, NOT_FILED, REPLIED))[1] == (TIP_REPLY, CORPS, on(1), on(2))


@pytest.mark.parametrize(
    "lead",
    [
        replace(TIP, informant=replace(NAMED, named=False)),
        replace(TIP, informant=None),
        replace(TIP, source=le.Source.COMPLAINT),
        REGISTERED,
    ],
)
def test_nobody_else_is(lead: le.LeadRegistered) -> None:
    assert [each.rule for each in lead_clocks(lead, NOT_FILED)] == [VERIFY]


@pytest.mark.parametrize(
    ("decided_on", "version"), [(date(2026, 4, 14), "CR2020"), (date(2026, 4, 15), None)]
)
def test_the_duty_ended_with_the_order_it_stood_in(decided_on: date, version: str | None) -> None:
    clock = Running(number=1, rule=TIP_REPLY, holder=CORPS, trigger=decided_on, trigger_event=1)

    found = clock.clock(rules())

    assert (found.version.instrument if found else None) == version


# --- tests and extension -------------------------------------------------------------------------


ORDERED = le.TestCommissioned(
    org=CORPS, test="1", lab="市质检院", purpose="接地", commissioned_on=date(2020, 3, 4)
)
ARRIVED = le.TestResultReceived(
    org=CORPS, test="1", received_on=date(2020, 3, 10), conclusion="不合格"
)
EXTENDED = le.VerificationExtended(org=CORPS, approver="leader", amount=15, reason="复杂")


def due(clock: Running) -> date | None:
    found = clock.clock(rules())
    assert found is not None
    return due_of(found, calendar()).due


@pytest.mark.parametrize(
    ("events", "day"),
    [
        ((), date(2020, 3, 23)),
        ((ORDERED,), None),
        ((ORDERED, ARRIVED), date(2020, 3, 27)),
        (
            (
                ORDERED,
                ARRIVED,
                le.TestDatesCorrected(
                    org=CORPS, test="1", reason="", received_on=date(2020, 3, 11)
                ),
            ),
            date(2020, 3, 30),
        ),
        ((EXTENDED,), date(2020, 4, 14)),
        ((ORDERED, ARRIVED, EXTENDED), date(2020, 4, 20)),
    ],
)
def test_a_test_pauses_and_an_approval_extends(
    events: tuple[le.LeadEvent, ...], day: date | None
) -> None:
    (only,) = lead_clocks(REGISTERED, *events)

    assert due(only) == day


def test_intervals_and_extensions_name_their_events() -> None:
    moved = le.TestDatesCorrected(org=CORPS, test="1", reason="", received_on=date(2020, 3, 11))

    (only,) = lead_clocks(REGISTERED, ORDERED, EXTENDED, ARRIVED, moved)

    assert [(each.source, each.reason) for each in only.intervals] == [("2, 4, 5", "接地")]
    assert [each.source for each in only.extensions] == ["3"]


def test_a_clock_that_ended_is_neither_paused_nor_extended_and_its_test_still_ends() -> None:
    other = replace(ORDERED, test="2")

    stopped, own = lead_clocks(
        REGISTERED, ORDERED, DISPATCHED, received(3), ACCEPTED, other, EXTENDED, ARRIVED
    )

    assert [each.end for each in stopped.intervals] == [date(2020, 3, 10)]
    assert not stopped.extensions
    assert own.keys == ("2",)
    assert len(own.extensions) == 1


# --- referrals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "starts"),
    [
        (ReferralKind.ASSIGN_DOWN, [(ACCEPT, XUHUI, on(0), None)]),
        (ReferralKind.DESIGNATION, [(ACCEPT, XUHUI, on(0), None)]),
        (ReferralKind.REQUEST_UP, []),
        (ReferralKind.UNQUALIFIED_NOTICE, []),
    ],
)
def test_what_is_sent_waits_for_an_answer(kind: ReferralKind, starts: list[Row]) -> None:
    assert told(referral_clocks(issued(kind))) == starts


def test_a_transfer_waits_from_its_approval() -> None:
    approved = re.ReferralApproved(org=XUHUI)

    assert told(referral_clocks(DRAFTED)) == []
    assert told(referral_clocks(DRAFTED, approved)) == [(ACCEPT, PUDONG, on(1), None)]


@pytest.mark.parametrize(
    "answer",
    [
        TAKEN,
        re.ReferralReturned(org=XUHUI, reason_code="duplicate", reason="重复"),
        re.ReferralWithdrawn(org=CORPS, reason="有误"),
        NEGOTIATED,
    ],
)
def test_an_answer_ends_the_wait(answer: re.ReferralEvent) -> None:
    first, *_ = referral_clocks(issued(), RECEIVED, answer)

    assert told([first]) == [(ACCEPT, XUHUI, on(0), on(2))]


def test_a_dispute_is_negotiated_then_put_before_the_superior_then_settled() -> None:
    settled = re.DesignationMade(superior=CITY, org=CORPS, reason="行为地")

    assert told(referral_clocks(issued(), RECEIVED, NEGOTIATED, ASKED, settled)) == [
        (ACCEPT, XUHUI, on(0), on(2)),
        (DISPUTE, XUHUI, on(2), on(3)),
        (DESIGNATE, CITY, on(3), on(4)),
    ]


def test_a_superior_asked_at_once_has_its_days_and_nobody_negotiates() -> None:
    disputed = replace(NEGOTIATED, negotiating=False)

    clocks = told(referral_clocks(issued(), RECEIVED, disputed, ASKED))

    assert [each[0] for each in clocks] == [ACCEPT, DESIGNATE]


@pytest.mark.parametrize("end", [TAKEN, re.ReferralWithdrawn(org=CORPS, reason="有误")])
def test_who_accepts_after_all_ends_the_dispute(end: re.ReferralEvent) -> None:
    clocks = referral_clocks(issued(), RECEIVED, NEGOTIATED, ASKED, end)

    assert all(each.stopped_on is not None for each in clocks)


def test_a_superior_that_is_asked_has_seven_days_from_its_receipt() -> None:
    asked = issued(ReferralKind.REQUEST_UP, to_org=CITY)
    there = re.ReferralReceived(org=CITY, received_on=on(1))
    settled = re.DesignationMade(superior=CITY, org=CORPS, reason="行为地")

    (only,) = referral_clocks(asked, there, settled)

    assert told([only]) == [(DESIGNATE, CITY, on(1), on(2))]


def test_what_was_concluded_is_reported_and_only_the_last_report_ends_that() -> None:
    concluded = re.HandlingConcluded(outcome="unfounded")
    told_once = re.FeedbackGiven(org=XUHUI, outcome="unfounded", text="核查中", final=False)

    events = (issued(), RECEIVED, TAKEN, concluded, told_once)
    _, feedback = referral_clocks(*events)
    _, reported = referral_clocks(*events, replace(told_once, final=True))

    assert told([feedback, reported]) == [
        (FEEDBACK, XUHUI, on(3), None),
        (FEEDBACK, XUHUI, on(3), on(5)),
    ]


def test_reminders_change_no_clock() -> None:
    reminded = re.Reminded(org=CORPS, text="请尽快")

    assert referral_clocks(issued(), reminded) == referral_clocks(issued())


@pytest.mark.parametrize("rule", [ACCEPT, FEEDBACK])
def test_acceptance_and_feedback_are_service_levels_and_not_law(rule: str) -> None:
    clock = Running(number=1, rule=rule, holder=XUHUI, trigger=on(0), trigger_event=1)

    found = clock.clock(rules())

    assert found is not None
    assert found.version.force is Force.INTERNAL


@pytest.mark.parametrize("rule", [VERIFY, TIP_REPLY, DISPUTE, DESIGNATE, OBJECT])
def test_the_others_are_law(rule: str) -> None:
    clock = Running(number=1, rule=rule, holder=XUHUI, trigger=on(0), trigger_event=1)

    found = clock.clock(rules())

    assert found is not None
    assert found.version.force is Force.STATUTORY


# --- dispositions --------------------------------------------------------------------------------


def test_each_recipient_has_its_own_days_to_object() -> None:
    producer, seller = de.RecipientRole.PRODUCER, de.RecipientRole.SELLER
    told_producer, told_seller = (
        de.ResultNoticeServed(
            recipient=role, org=CORPS, received_on=on(day), mode=de.ServiceMode.MAIL
        )
        for role, day in ((producer, 4), (seller, 1))
    )
    outside = de.NotifiedOutside(
        recipient=producer, referral=REFERRAL_ID, to_org="330000", reason="外省"
    )

    row = None
    for entry in entries([OPENED, outside, told_producer, told_seller]):
        row = fold_disposition(row, entry)

    assert row is not None
    *windows, begin = row.clocks
    assert told(windows) == [(OBJECT, CORPS, on(4), None), (OBJECT, CORPS, on(1), None)]
    assert [each.party for each in windows] == [producer, seller]
    assert [due(each) for each in windows] == [date(2020, 3, 23), date(2020, 3, 18)]
    assert told([begin]) == [(START, XUHUI, on(1), None)]


# --- the lists of effects are complete -----------------------------------------------------------


def test_a_disposition_that_is_opened_starts_nothing() -> None:
    assert of_disposition.effects(OPENED, evolve(None, OPENED)) == []


def test_a_referral_that_was_drafted_starts_nothing() -> None:
    facts = of_referral.Facts(kind=ReferralKind.INTRA_TRANSFER, to_org=PUDONG)

    assert of_referral.effects(DRAFTED, on(0), facts) == []


def test_acceptance_and_dispute_are_the_referrals_and_start_nothing_for_the_lead() -> None:
    facts = of_lead.Facts(holder=CORPS, offer_kind=ReferralKind.ASSIGN_DOWN)
    disputed = le.JurisdictionDisputed(referral=REFERRAL_ID, org=XUHUI, reason="无管辖权")

    assert of_lead.effects(ACCEPTED, on(0), facts) == []
    assert of_lead.effects(disputed, on(0), facts) == []
