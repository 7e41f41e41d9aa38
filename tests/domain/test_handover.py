"""How a lead changes hands: one open offer, never passed on, the holder stays until acceptance."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

import domain.lead.events as e
from domain.authority import Officer, Role
from domain.lead import handover
from domain.lead.state import Lead, LeadStatus, evolve
from domain.reference.organisations import Organisation
from domain.referral.kinds import ReferralKind
from tests.domain.story import (
    ACCEPTED,
    AUDITOR,
    CITY,
    CORPS,
    CORPS_LEADER,
    DISPATCHED,
    DISPATCHER,
    HANDLER,
    LEADER,
    MERGED,
    NOT_FILED,
    ONWARD_ID,
    ORGANISATIONS,
    PSD,
    PUDONG,
    RECEIVED_ON,
    REDIRECTED,
    REFERRAL_ID,
    REGISTERED,
    SUPERIOR,
    TODAY,
    VERIFYING,
    XUHUI,
    ZHEJIANG,
    dispatched,
    lead_after,
    officer,
    refusal,
    said,
)

AT_PUDONG = ORGANISATIONS[PUDONG]
AT_XUHUI = ORGANISATIONS[XUHUI]
DISPATCH = handover.Refer(to_org=PUDONG, reason="属地")
TRANSFER = handover.Refer(kind=ReferralKind.INTRA_TRANSFER, to_org=PUDONG, reason="属地")
ASK_UP = handover.Refer(kind=ReferralKind.REQUEST_UP, reason="管辖不明")
REPORTED_UP = e.LeadDispatched(
    referral=REFERRAL_ID,
    kind=ReferralKind.REQUEST_UP,
    from_org=CORPS,
    to_org=CITY,
    reason="管辖不明",
)
BOTH = officer(CORPS, Role.DISPATCHER, Role.LEADER)
HELD_IN_XUHUI = (REGISTERED, DISPATCHED, ACCEPTED)
OFFERED = lead_after(REGISTERED, DISPATCHED)


def check(
    lead: Lead, command: handover.Refer, by: Officer, to: Organisation = AT_PUDONG
) -> Callable[[], None]:
    return lambda: handover.check_offer(lead, command, to, by=by)


def test_an_offer_keeps_the_holder_and_says_why() -> None:
    lead = lead_after(REGISTERED)

    check(lead, DISPATCH, DISPATCHER)()
    (event,) = handover.offer(lead, DISPATCH, REFERRAL_ID, AT_PUDONG)

    assert event == e.LeadDispatched(
        referral=REFERRAL_ID,
        kind=ReferralKind.ASSIGN_DOWN,
        from_org=CORPS,
        to_org=PUDONG,
        reason="属地",
    )
    offered = evolve(lead, event)
    assert (offered.status, offered.holder) == (LeadStatus.DISPATCHED, CORPS)


@pytest.mark.parametrize(
    ("events", "allowed"),
    [
        ((REGISTERED,), True),
        ((REGISTERED, VERIFYING), True),
        ((REGISTERED, DISPATCHED), False),
        ((REGISTERED, VERIFYING, NOT_FILED), False),
        ((REGISTERED, REDIRECTED), False),
        ((REGISTERED, MERGED), False),
    ],
)
@pytest.mark.parametrize("command", [DISPATCH, TRANSFER, ASK_UP])
def test_only_a_lead_that_is_free_is_offered(
    events: tuple[e.LeadEvent, ...], command: handover.Refer, *, allowed: bool
) -> None:
    lead = lead_after(*events)
    to = ORGANISATIONS[CITY] if command is ASK_UP else AT_PUDONG

    if allowed:
        check(lead, command, BOTH, to)()
    else:
        assert refusal(check(lead, command, BOTH, to)).kind == "out-of-order"


def test_there_is_at_most_one_open_offer() -> None:
    for ask in (
        check(OFFERED, DISPATCH, DISPATCHER),
        lambda: handover.offer(OFFERED, DISPATCH, ONWARD_ID, AT_PUDONG),
    ):
        refused = refusal(ask)
        assert said(refused) == ("out-of-order", "lead-already-offered", None)
        assert refused.facts == {"org": XUHUI}


@pytest.mark.parametrize("command", [DISPATCH, TRANSFER])
@pytest.mark.parametrize("accepted", [False, True])
def test_a_receiver_of_a_dispatched_lead_returns_it_and_does_not_pass_it_on(
    command: handover.Refer, *, accepted: bool
) -> None:
    lead = lead_after(*HELD_IN_XUHUI) if accepted else OFFERED

    for by in (HANDLER, LEADER):
        assert said(refusal(check(lead, command, by))) == (
            "not-permitted",
            "onward-referral-not-allowed",
            "LEAD-RETURN",
        )


@pytest.mark.parametrize("command", [DISPATCH, TRANSFER])
@pytest.mark.parametrize("kind", [ReferralKind.INTRA_TRANSFER, ReferralKind.DESIGNATION])
@pytest.mark.parametrize("accepted", [False, True])
def test_a_receiver_of_a_transferred_lead_asks_the_superior_and_does_not_pass_it_on(
    command: handover.Refer, kind: ReferralKind, *, accepted: bool
) -> None:
    offered = (REGISTERED, dispatched(kind))
    lead = lead_after(*offered, ACCEPTED) if accepted else lead_after(*offered)

    assert said(refusal(check(lead, command, LEADER))) == (
        "not-permitted",
        "onward-transfer-not-allowed",
        "PP-NO-RETRANSFER",
    )


def test_a_receiver_may_always_ask_the_superior() -> None:
    check(lead_after(*HELD_IN_XUHUI), ASK_UP, HANDLER, ORGANISATIONS[CITY])()


def test_the_superior_that_was_asked_is_not_told_off_for_passing_on() -> None:
    lead = lead_after(REGISTERED, REPORTED_UP)

    refused = refusal(check(lead, DISPATCH, officer(CITY, Role.DISPATCHER)))

    assert said(refused) == ("not-permitted", "not-your-organisation", None)


@pytest.mark.parametrize("source", e.Source)
def test_a_public_tip_is_not_transferred_but_may_be_dispatched(source: e.Source) -> None:
    lead = lead_after(
        e.LeadRegistered(
            source=source,
            source_system="12315",
            source_ref="1",
            title="头盔",
            org=CORPS,
            holder=CORPS,
            received_on=RECEIVED_ON,
        )
    )

    check(lead, DISPATCH, BOTH)()
    if source in {e.Source.TIP, e.Source.COMPLAINT}:
        assert said(refusal(check(lead, TRANSFER, BOTH))) == (
            "out-of-order",
            "public-tip-not-transferred",
            "CR-NO-COMPETENCE",
        )
    else:
        check(lead, TRANSFER, BOTH)()


@pytest.mark.parametrize("to", [CITY, PSD, ZHEJIANG])
def test_a_lead_goes_only_to_bodies_that_handle_matters(to: str) -> None:
    refused = refusal(check(lead_after(REGISTERED), DISPATCH, DISPATCHER, ORGANISATIONS[to]))

    assert said(refused) == ("invalid", "organisation-does-not-handle", None)


def test_a_lead_is_not_offered_to_its_own_holder() -> None:
    refused = refusal(check(lead_after(REGISTERED), DISPATCH, DISPATCHER, ORGANISATIONS[CORPS]))

    assert said(refused) == ("invalid", "refer-to-itself", None)


@pytest.mark.parametrize("kind", [ReferralKind.DESIGNATION, ReferralKind.UNQUALIFIED_NOTICE])
def test_a_holder_neither_designates_nor_notifies_by_offering(kind: ReferralKind) -> None:
    command = handover.Refer(kind=kind, to_org=PUDONG, reason="属地")

    refused = refusal(check(lead_after(REGISTERED), command, DISPATCHER))

    assert said(refused) == ("invalid", "referral-kind-not-offered", None)


@pytest.mark.parametrize(
    ("command", "by"),
    [(DISPATCH, CORPS_LEADER), (TRANSFER, DISPATCHER), (ASK_UP, DISPATCHER), (DISPATCH, AUDITOR)],
)
def test_each_way_of_offering_needs_its_own_right(command: handover.Refer, by: Officer) -> None:
    refused = refusal(check(lead_after(REGISTERED), command, by))

    assert said(refused) == ("not-permitted", "role-not-granted", None)


def test_only_the_holder_offers() -> None:
    elsewhere = officer(PUDONG, Role.DISPATCHER)

    refused = refusal(check(lead_after(REGISTERED), DISPATCH, elsewhere, AT_XUHUI))

    assert said(refused) == ("not-permitted", "not-your-organisation", None)


@pytest.mark.parametrize(("due", "allowed"), [(date(2020, 3, 9), False), (TODAY, True)])
def test_the_report_is_not_due_before_the_dispatch(due: date, *, allowed: bool) -> None:
    command = handover.Refer(to_org=PUDONG, reason="属地", effective_on=TODAY, report_back_by=due)
    ask = check(lead_after(REGISTERED), command, DISPATCHER)

    if allowed:
        ask()
    else:
        assert said(refusal(ask)) == ("invalid", "date-before-start", None)


def test_receipt_starts_the_receivers_period_and_moves_nothing() -> None:
    (event,) = handover.receive(OFFERED, REFERRAL_ID, RECEIVED_ON)

    assert event == e.LeadReceived(referral=REFERRAL_ID, org=XUHUI, received_on=RECEIVED_ON)
    received = evolve(OFFERED, event)
    assert (received.holder, received.open_offer) == (CORPS, OFFERED.open_offer)


def test_acceptance_moves_the_lead() -> None:
    (event,) = handover.accept(OFFERED, REFERRAL_ID)

    held = evolve(OFFERED, event)
    assert (held.holder, held.status, held.open_offer) == (XUHUI, LeadStatus.VERIFYING, None)


@pytest.mark.parametrize("stage", [(REGISTERED,), (REGISTERED, VERIFYING)])
@pytest.mark.parametrize("way", ["return", "recall", "designated to the holder"])
def test_what_comes_back_is_where_it_was_and_the_reason_is_kept(
    stage: tuple[e.LeadEvent, ...], way: str
) -> None:
    before = lead_after(*stage)
    offered = lead_after(*stage, DISPATCHED)
    answers: dict[str, Callable[[], list[e.LeadEvent]]] = {
        "return": lambda: handover.give_back(offered, REFERRAL_ID, "not-competent", "生产地在外"),
        "recall": lambda: handover.recall(offered, REFERRAL_ID, "生产地在外"),
        "designated to the holder": lambda: handover.designate(
            offered, REFERRAL_ID, ORGANISATIONS[CORPS], "生产地在外", None, by=SUPERIOR
        ),
    }

    (event,) = answers[way]()

    back = evolve(offered, event)
    assert (back.status, back.holder, back.open_offer) == (before.status, CORPS, None)
    assert "生产地在外" in str(event)


def test_a_return_goes_to_the_dispatcher_and_nowhere_else() -> None:
    (event,) = handover.give_back(OFFERED, REFERRAL_ID, "duplicate", "重复")

    assert event == e.LeadReturned(
        referral=REFERRAL_ID, org=XUHUI, to_org=CORPS, reason_code="duplicate", reason="重复"
    )


def test_a_dispute_leaves_the_lead_with_its_holder() -> None:
    (event,) = handover.dispute(OFFERED, REFERRAL_ID, "无管辖权")

    assert event == e.JurisdictionDisputed(referral=REFERRAL_ID, org=XUHUI, reason="无管辖权")
    disputed = evolve(OFFERED, event)
    assert (disputed.holder, disputed.status) == (CORPS, LeadStatus.DISPATCHED)


def test_a_designation_offers_the_lead_to_the_body_it_names() -> None:
    events = handover.designate(OFFERED, REFERRAL_ID, AT_PUDONG, "依法指定", ONWARD_ID, by=SUPERIOR)

    lead = OFFERED
    for event in events:
        lead = evolve(lead, event)
    assert lead.open_offer is not None
    assert lead.open_offer.referral == ONWARD_ID
    assert lead.open_offer.kind is ReferralKind.DESIGNATION
    assert (lead.holder, lead.before) == (CORPS, LeadStatus.REGISTERED)


def test_a_designation_names_a_body_that_handles_matters() -> None:
    refused = refusal(
        lambda: handover.designate(
            OFFERED, REFERRAL_ID, ORGANISATIONS[PSD], "依法指定", ONWARD_ID, by=SUPERIOR
        )
    )

    assert said(refused) == ("invalid", "organisation-does-not-handle", None)


@pytest.mark.parametrize(
    "lead",
    [OFFERED, lead_after(REGISTERED), lead_after(*HELD_IN_XUHUI)],
    ids=lambda lead: lead.status,
)
def test_a_step_of_another_referral_does_not_touch_the_lead(lead: Lead) -> None:
    other = UUID(int=99)
    asks: tuple[Callable[[], object], ...] = (
        lambda: handover.receive(lead, other, RECEIVED_ON),
        lambda: handover.accept(lead, other),
        lambda: handover.give_back(lead, other, "duplicate", "重复"),
        lambda: handover.recall(lead, other, "重复"),
        lambda: handover.dispute(lead, other, "无管辖权"),
        lambda: handover.designate(lead, other, AT_PUDONG, "指定", ONWARD_ID, by=SUPERIOR),
    )

    assert {said(refusal(ask)) for ask in asks} == {("out-of-order", "offer-not-open", None)}
