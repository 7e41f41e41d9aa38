"""A referral: who may take which step when, and which way back its kind allows (law.md 12.2)."""

from collections.abc import Callable
from datetime import date

import pytest

import domain.referral.decisions as decide
import domain.referral.events as e
from domain.authority import Officer, Role
from domain.lead.events import Source
from domain.referral import answers
from domain.referral.kinds import ReferralKind, SubjectKind
from domain.referral.state import OPEN, Referral, ReferralStatus, evolve
from tests.domain.crime_story import STAGES as CRIMINAL
from tests.domain.crime_story import moment
from tests.domain.story import (
    ASKED,
    AUDITOR,
    CITY,
    CORPS,
    CORPS_LEADER,
    DISPATCHER,
    DRAFTED,
    FIRE,
    HANDLER,
    ISSUED,
    LEAD_ID,
    LEADER,
    NEGOTIATED,
    ONWARD_ID,
    PUDONG,
    PUDONG_HANDLER,
    RECEIVED,
    RECEIVED_ON,
    SUPERIOR,
    TAKEN,
    XUHUI,
    ZHEJIANG,
    issued,
    officer,
    referral_after,
    refusal,
    said,
)

BEFORE_2021, FROM_2021 = date(2021, 7, 14), date(2021, 7, 15)
CONCLUDED = e.HandlingConcluded(outcome="unfounded")
FEEDBACK = e.FeedbackGiven(org=XUHUI, outcome="unfounded", text="查无实据", final=True)
RETURNED = e.ReferralReturned(org=XUHUI, reason_code="duplicate", reason="重复")
WITHDRAWN = e.ReferralWithdrawn(org=CORPS, reason="误发")
DESIGNATED = e.DesignationMade(superior=CITY, org=PUDONG, reason="指定", referral=ONWARD_ID)
REFERRED_OUT = issued(ReferralKind.OTHER_DEPARTMENT, CORPS, FIRE)
BOUNCED = e.ReferralBounced(org=FIRE, reason="非本部门职责")
ASKED_TO_ASSIST = issued(ReferralKind.ASSISTANCE, CORPS, XUHUI)
DELAYED = e.DelayNotified(org=XUHUI, reason="需外调", until=date(2020, 6, 1), officer="某")
REPLIED = e.AssistanceReplied(org=XUHUI, text="已核实")
STAGES: dict[ReferralStatus, tuple[e.ReferralEvent, ...]] = {
    ReferralStatus.DRAFT: (DRAFTED,),
    ReferralStatus.SENT: (ISSUED,),
    ReferralStatus.RECEIVED: (ISSUED, RECEIVED),
    ReferralStatus.ACCEPTED: (ISSUED, RECEIVED, TAKEN),
    ReferralStatus.FEEDBACK_DUE: (ISSUED, RECEIVED, TAKEN, CONCLUDED),
    ReferralStatus.RETURNED: (ISSUED, RECEIVED, RETURNED),
    ReferralStatus.WITHDRAWN: (ISSUED, WITHDRAWN),
    ReferralStatus.DISPUTED: (ISSUED, RECEIVED, NEGOTIATED),
    ReferralStatus.REPORTED_UP: (ISSUED, RECEIVED, NEGOTIATED, ASKED),
    ReferralStatus.DESIGNATED: (ISSUED, RECEIVED, NEGOTIATED, ASKED, DESIGNATED),
    ReferralStatus.CLOSED: (ISSUED, RECEIVED, TAKEN, CONCLUDED, FEEDBACK),
    ReferralStatus.RECEIPTED: (REFERRED_OUT, RECEIVED),
    ReferralStatus.BOUNCED: (REFERRED_OUT, BOUNCED),
    ReferralStatus.REPLY_DUE: (ASKED_TO_ASSIST, RECEIVED),
    ReferralStatus.DELAY_NOTIFIED: (ASKED_TO_ASSIST, RECEIVED, DELAYED),
    ReferralStatus.REPLIED: (ASKED_TO_ASSIST, RECEIVED, REPLIED),
    **CRIMINAL,  # their steps are in test_criminal_transfer.py
}
RETURN = decide.Return(
    reason_code="not-competent", reason="生产地在浦东", suggested_org=PUDONG, evidence=("照片",)
)
WITHDRAW = decide.Withdraw(reason="误发")
DISPUTE = decide.Dispute(reason="无管辖权", suggested_org=PUDONG)
NEGOTIATE = decide.Dispute(reason="无管辖权", negotiate=True)
ASK = decide.RequestDesignation(reason="协商不成")
DESIGNATE = decide.Designate(org=PUDONG, reason="依法指定")
TELL = decide.GiveFeedback(outcome="unfounded", text="查无实据")
REMIND = decide.Remind(text="请尽快反馈", answer_by=date(2020, 3, 20))
REASONS = {"not-competent", "duplicate"}
COMMANDS: dict[str, Callable[[Referral, Officer], list[e.ReferralEvent]]] = {
    "approve": lambda referral, by: decide.approve(referral, by=by),
    "receive": lambda referral, by: decide.receive(
        referral, RECEIVED_ON, by=by, receiver=referral.to_org
    ),
    "accept": lambda referral, by: decide.accept(referral, by=by),
    "give_back": lambda referral, by: decide.give_back(referral, RETURN, by=by, reasons=REASONS),
    "withdraw": lambda referral, by: decide.withdraw(referral, WITHDRAW, by=by),
    "dispute": lambda referral, by: decide.dispute(
        referral, DISPUTE, by=by, on=FROM_2021, superior=CITY
    ),
    "negotiate": lambda referral, by: decide.dispute(
        referral, NEGOTIATE, by=by, on=RECEIVED_ON, superior=CITY
    ),
    "request_designation": lambda referral, by: decide.request_designation(
        referral, ASK, by=by, superior=CITY
    ),
    "designate": lambda referral, by: decide.designate(
        referral, DESIGNATE, by=by, onward=ONWARD_ID
    ),
    "give_feedback": lambda referral, by: decide.give_feedback(
        referral, TELL, by=by, receiver=referral.to_org
    ),
    "remind": lambda referral, by: decide.remind(referral, REMIND, by=by),
}
ALLOWED: dict[ReferralStatus, set[str]] = {
    ReferralStatus.DRAFT: {"approve", "withdraw"},
    ReferralStatus.SENT: {"receive", "withdraw", "remind"},
    ReferralStatus.RECEIVED: {
        "accept",
        "give_back",
        "withdraw",
        "dispute",
        "negotiate",
        "remind",
    },
    ReferralStatus.ACCEPTED: {"give_feedback", "remind"},
    ReferralStatus.FEEDBACK_DUE: {"give_feedback", "remind"},
    ReferralStatus.RETURNED: set(),
    ReferralStatus.WITHDRAWN: set(),
    ReferralStatus.DISPUTED: {"accept", "withdraw", "request_designation", "remind"},
    ReferralStatus.REPORTED_UP: {"withdraw", "designate", "remind"},
    ReferralStatus.DESIGNATED: set(),
    ReferralStatus.CLOSED: set(),
    ReferralStatus.RECEIPTED: set(),
    ReferralStatus.BOUNCED: set(),
    ReferralStatus.REPLY_DUE: set(),
    ReferralStatus.DELAY_NOTIFIED: set(),
    ReferralStatus.REPLIED: set(),
    **{status: set[str]() for status in CRIMINAL},
}
ANYTHING = (Role.LEADER, Role.DISPATCHER, Role.SUPERIOR)


def entitled(referral: Referral, name: str) -> Officer:
    """Someone whose office allows the step, so that only the stage decides."""
    if name in {"approve", "withdraw", "remind"}:
        return officer(referral.from_org, *ANYTHING)
    if name == "designate":
        return officer(referral.superior or CITY, *ANYTHING)
    return officer(referral.to_org, *ANYTHING)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("status", ReferralStatus)
def test_each_stage_allows_what_the_law_lists_and_nothing_else(
    status: ReferralStatus, name: str
) -> None:
    referral = referral_after(*STAGES[status])
    assert referral.status is status
    by = entitled(referral, name)

    if name in ALLOWED[status]:
        assert COMMANDS[name](referral, by)
    else:
        assert refusal(lambda: COMMANDS[name](referral, by)).kind == "out-of-order"
    assert referral == referral_after(*STAGES[status])


@pytest.mark.parametrize("by", [AUDITOR, officer("310101", *ANYTHING)])
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("status", [each for each in ReferralStatus if ALLOWED[each]])
def test_a_stranger_takes_no_step(status: ReferralStatus, name: str, by: Officer) -> None:
    referral = referral_after(*STAGES[status])
    refused = refusal(lambda: COMMANDS[name](referral, by))

    assert refused.kind == "not-permitted" or refused.code == "designation-not-requested"


def test_a_draft_is_sent_by_a_responsible_person_of_its_bureau() -> None:
    draft = referral_after(DRAFTED)

    assert said(refusal(lambda: decide.approve(draft, by=HANDLER))) == (
        "not-permitted",
        "role-not-granted",
        None,
    )
    (event,) = decide.approve(draft, by=LEADER)
    assert evolve(draft, event).status is ReferralStatus.SENT


def test_receipt_notes_the_day_it_arrived() -> None:
    events = decide.receive(referral_after(ISSUED), RECEIVED_ON, by=HANDLER, receiver=XUHUI)

    assert events == [e.ReferralReceived(org=XUHUI, received_on=RECEIVED_ON)]


def test_a_dispatched_lead_is_returned_with_code_reason_evidence_and_a_better_address() -> None:
    referral = referral_after(ISSUED, RECEIVED)

    assert decide.give_back(referral, RETURN, by=HANDLER, reasons=REASONS) == [
        e.ReferralReturned(
            org=XUHUI,
            reason_code="not-competent",
            reason="生产地在浦东",
            suggested_org=PUDONG,
            evidence=("照片",),
        )
    ]


def test_a_return_needs_a_reason_in_force() -> None:
    referral = referral_after(ISSUED, RECEIVED)

    refused = refusal(lambda: decide.give_back(referral, RETURN, by=HANDLER, reasons=set()))

    assert said(refused) == ("invalid", "unknown-reason-code", None)


def test_what_was_not_received_is_not_returned() -> None:
    refused = refusal(
        lambda: decide.give_back(referral_after(ISSUED), RETURN, by=HANDLER, reasons=REASONS)
    )

    assert said(refused) == ("out-of-order", "referral-out-of-order", None)


@pytest.mark.parametrize(
    ("kind", "code", "basis"),
    [
        (ReferralKind.INTRA_TRANSFER, "transferred-not-returnable", "PP-NO-RETRANSFER"),
        (ReferralKind.DESIGNATION, "designation-is-binding", "PP-DESIGNATE"),
        (ReferralKind.REQUEST_UP, "request-is-decided", "PP-DESIGNATE"),
    ],
)
def test_only_what_was_dispatched_is_returned(kind: ReferralKind, code: str, basis: str) -> None:
    referral = referral_after(issued(kind), RECEIVED)

    refused = refusal(lambda: decide.give_back(referral, RETURN, by=HANDLER, reasons=REASONS))

    assert said(refused) == ("out-of-order", code, basis)


def test_what_a_superior_assigned_is_disputed_upward_and_not_returned() -> None:
    subject = e.Subject(
        kind=SubjectKind.LEAD, id=LEAD_ID, title="电水壶", source=Source.ASSIGNED_FROM_ABOVE
    )
    referral = referral_after(issued(subject=subject), RECEIVED)

    refused = refusal(lambda: decide.give_back(referral, RETURN, by=HANDLER, reasons=REASONS))

    assert said(refused) == ("out-of-order", "assigned-not-returnable", "LEAD-RETURN")
    assert decide.dispute(referral, DISPUTE, by=HANDLER, on=RECEIVED_ON, superior=CITY)


def test_a_request_to_the_superior_is_decided_and_not_accepted() -> None:
    request = referral_after(issued(ReferralKind.REQUEST_UP, XUHUI, CITY), RECEIVED)

    refused = refusal(lambda: decide.accept(request, by=officer(CITY, Role.LEADER)))

    assert said(refused) == ("out-of-order", "request-is-decided", "PP-DESIGNATE")


@pytest.mark.parametrize(
    ("kind", "by"),
    [
        (ReferralKind.ASSIGN_DOWN, DISPATCHER),
        (ReferralKind.INTRA_TRANSFER, CORPS_LEADER),
        (ReferralKind.REQUEST_UP, CORPS_LEADER),
        (ReferralKind.UNQUALIFIED_NOTICE, DISPATCHER),
    ],
)
def test_the_sender_takes_it_back_before_acceptance(kind: ReferralKind, by: Officer) -> None:
    for events in ((issued(kind),), (issued(kind), RECEIVED)):
        assert decide.withdraw(referral_after(*events), WITHDRAW, by=by) == [WITHDRAWN]
    accepted = referral_after(issued(kind), RECEIVED, TAKEN)
    assert said(refusal(lambda: decide.withdraw(accepted, WITHDRAW, by=by))) == (
        "out-of-order",
        "referral-out-of-order",
        None,
    )


def test_the_receiver_takes_nothing_back() -> None:
    refused = refusal(lambda: decide.withdraw(referral_after(ISSUED), WITHDRAW, by=LEADER))

    assert refused.kind == "not-permitted"


@pytest.mark.parametrize("events", [(), (RECEIVED,)])
def test_a_designation_is_binding(events: tuple[e.ReferralEvent, ...]) -> None:
    referral = referral_after(issued(ReferralKind.DESIGNATION, CITY, XUHUI), *events)

    for ask, code, basis in (
        (
            lambda: decide.give_back(referral, RETURN, by=HANDLER, reasons=REASONS),
            "designation-is-binding",
            "PP-DESIGNATE",
        ),
        (
            lambda: decide.withdraw(referral, WITHDRAW, by=SUPERIOR),
            "designation-is-binding",
            "PP-DESIGNATE",
        ),
        (
            lambda: decide.dispute(referral, DISPUTE, by=HANDLER, on=FROM_2021, superior=CITY),
            "not-disputable",
            "PP-DISPUTE",
        ),
    ):
        assert said(refusal(ask)) == ("out-of-order", code, basis)


@pytest.mark.parametrize(
    ("kind", "on", "direct"),
    [
        (ReferralKind.INTRA_TRANSFER, BEFORE_2021, False),
        (ReferralKind.INTRA_TRANSFER, FROM_2021, True),
        (ReferralKind.ASSIGN_DOWN, BEFORE_2021, True),
        (ReferralKind.ASSIGN_DOWN, FROM_2021, True),
    ],
)
def test_until_2021_bureaus_negotiate_before_they_ask_the_superior(
    kind: ReferralKind, on: date, *, direct: bool
) -> None:
    referral = referral_after(issued(kind), RECEIVED)

    def ask() -> list[e.ReferralEvent]:
        return decide.dispute(referral, DISPUTE, by=HANDLER, on=on, superior=CITY)

    if direct:
        assert ask() == [
            e.ReferralDisputed(
                org=XUHUI, reason="无管辖权", negotiating=False, suggested_org=PUDONG
            ),
            e.DesignationRequested(org=XUHUI, superior=CITY, reason="无管辖权"),
        ]
    else:
        assert said(refusal(ask)) == ("out-of-order", "negotiate-first", "PP-DISPUTE")


@pytest.mark.parametrize(("org", "by"), [(XUHUI, HANDLER), (CORPS, CORPS_LEADER)])
def test_either_side_of_a_failed_negotiation_asks_the_superior(org: str, by: Officer) -> None:
    referral = referral_after(ISSUED, RECEIVED, NEGOTIATED)

    (event,) = decide.request_designation(referral, ASK, by=by, superior=CITY)

    assert event == e.DesignationRequested(org=org, superior=CITY, reason="协商不成")
    assert evolve(referral, event).superior == CITY


def test_a_receiver_may_give_way_in_the_negotiation() -> None:
    referral = referral_after(ISSUED, RECEIVED, NEGOTIATED)

    (event,) = decide.accept(referral, by=HANDLER)

    assert evolve(referral, event).status is ReferralStatus.ACCEPTED


def test_the_superior_that_was_asked_designates() -> None:
    referral = referral_after(ISSUED, RECEIVED, NEGOTIATED, ASKED)

    assert decide.designate(referral, DESIGNATE, by=SUPERIOR, onward=ONWARD_ID) == [
        e.DesignationMade(superior=CITY, org=PUDONG, reason="依法指定", referral=ONWARD_ID)
    ]


def test_a_superior_asked_directly_designates_once_it_has_the_papers() -> None:
    request = issued(ReferralKind.REQUEST_UP, XUHUI, CITY)

    assert said(
        refusal(
            lambda: decide.designate(
                referral_after(request), DESIGNATE, by=SUPERIOR, onward=ONWARD_ID
            )
        )
    ) == ("out-of-order", "referral-out-of-order", None)
    assert decide.designate(
        referral_after(request, RECEIVED), DESIGNATE, by=SUPERIOR, onward=ONWARD_ID
    )


def test_nobody_designates_unasked() -> None:
    referral = referral_after(ISSUED, RECEIVED)

    refused = refusal(lambda: decide.designate(referral, DESIGNATE, by=SUPERIOR, onward=ONWARD_ID))

    assert said(refused) == ("out-of-order", "designation-not-requested", "PP-DESIGNATE")


def test_another_superior_does_not_designate() -> None:
    referral = referral_after(ISSUED, RECEIVED, NEGOTIATED, ASKED)
    other = officer("SAMR", Role.SUPERIOR)

    refused = refusal(lambda: decide.designate(referral, DESIGNATE, by=other, onward=ONWARD_ID))

    assert said(refused) == ("not-permitted", "not-your-organisation", None)


def test_the_last_feedback_closes_the_referral_and_an_interim_one_does_not() -> None:
    referral = referral_after(ISSUED, RECEIVED, TAKEN)
    interim = decide.GiveFeedback(outcome="verifying", text="正在核查", final=False)

    (said_meanwhile,) = decide.give_feedback(referral, interim, by=HANDLER, receiver=XUHUI)
    (said_at_last,) = decide.give_feedback(referral, TELL, by=HANDLER, receiver=XUHUI)

    assert evolve(referral, said_meanwhile).status is ReferralStatus.ACCEPTED
    assert evolve(referral, said_at_last).status is ReferralStatus.CLOSED


def test_a_notice_to_another_province_is_answered_without_being_accepted() -> None:
    notice = issued(ReferralKind.UNQUALIFIED_NOTICE, CORPS, ZHEJIANG)
    referral = referral_after(notice, RECEIVED)

    events = decide.give_feedback(referral, TELL, by=DISPATCHER, receiver=CORPS)

    assert events == [
        e.FeedbackGiven(org=ZHEJIANG, outcome="unfounded", text="查无实据", final=True)
    ]


def test_the_superior_that_was_asked_may_remind_too() -> None:
    referral = referral_after(ISSUED, RECEIVED, NEGOTIATED, ASKED)

    assert decide.remind(referral, REMIND, by=SUPERIOR) == [
        e.Reminded(org=CITY, text="请尽快反馈", answer_by=date(2020, 3, 20))
    ]
    assert evolve(referral, decide.remind(referral, REMIND, by=SUPERIOR)[0]).status is (
        ReferralStatus.REPORTED_UP
    )


def test_feedback_is_due_once_what_was_accepted_is_decided() -> None:
    accepted = referral_after(ISSUED, RECEIVED, TAKEN)

    assert decide.conclude(accepted, "unfounded") == [CONCLUDED]
    assert decide.conclude(referral_after(*STAGES[ReferralStatus.FEEDBACK_DUE]), "again") == []


def test_a_referral_is_open_until_it_is_answered() -> None:
    assert {
        ReferralStatus.SENT,
        ReferralStatus.RECEIVED,
        ReferralStatus.DISPUTED,
        ReferralStatus.REPORTED_UP,
    } == OPEN


def test_a_handler_of_another_bureau_accepts_nothing() -> None:
    referral = referral_after(ISSUED, RECEIVED)

    assert said(refusal(lambda: decide.accept(referral, by=PUDONG_HANDLER))) == (
        "not-permitted",
        "not-your-organisation",
        None,
    )


@pytest.mark.parametrize("kind", sorted(set(ReferralKind) - {ReferralKind.OTHER_DEPARTMENT}))
def test_only_another_department_sends_back(kind: ReferralKind) -> None:
    bounce = answers.Bounce(reason="非本部门职责")

    refused = refusal(
        lambda: answers.bounce(
            referral_after(issued(kind)), bounce, moment(), by=HANDLER, receiver=XUHUI
        )
    )

    assert said(refused) == ("out-of-order", "only-other-departments-bounce", "PP-OTHER-DEPT")


@pytest.mark.parametrize("status", sorted(set(STAGES) - answers.REPLYING))
def test_only_who_was_asked_for_assistance_replies(status: ReferralStatus) -> None:
    referral = referral_after(*STAGES[status])

    for refused in (
        refusal(
            lambda: answers.reply(
                referral, answers.Reply(text="已核实"), moment(), by=HANDLER, receiver=XUHUI
            )
        ),
        refusal(
            lambda: answers.notify_delay(
                referral,
                answers.NotifyDelay(reason="需外调", until=date(2024, 6, 1)),
                moment(),
                by=HANDLER,
                receiver=XUHUI,
            )
        ),
    ):
        assert said(refused) == ("out-of-order", "referral-out-of-order", "PP-ASSIST")
        assert refused.facts["article"] == "45"


def test_a_delay_needs_a_period_that_runs() -> None:
    referral = referral_after(ASKED_TO_ASSIST, RECEIVED)
    delay = answers.NotifyDelay(reason="需外调", until=date(2024, 6, 1))

    refused = refusal(
        lambda: answers.notify_delay(referral, delay, moment(), by=HANDLER, receiver=XUHUI)
    )

    assert refused.code == "no-running-clock"
