"""What is done while a lead is verified: who, when, on which days, and what a refusal rests on."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

import domain.lead.events as e
import domain.lead.verification as decide
from domain.authority import Officer, Role
from domain.lead.state import Lead, LeadStatus, Test
from domain.referral.kinds import ReferralKind
from domain.statute.clock import Clock
from tests.domain.statute.published import calendar, clock, extended, without
from tests.domain.story import (
    ACCEPTED,
    AUDITOR,
    CORPS,
    DISPATCHED,
    DISPATCHER,
    HANDLER,
    LEADER,
    MERGED,
    PUDONG_LEADER,
    RECEIVED_ON,
    REDIRECTED,
    REGISTERED,
    TODAY,
    XUHUI,
    dispatched,
    lead_after,
    officer,
    refusal,
    said,
)

TOMORROW = date(2020, 3, 11)
DUE = date(2020, 3, 23)  # of a lead received on 2 March
TIP = replace(
    REGISTERED,
    source=e.Source.TIP,
    informant=e.SealedInformant(person=UUID(int=5), named=True, ciphertext="AA=="),
)
HELD = (DISPATCHED, ACCEPTED)  # by Xuhui, which verifies it
ORDERED = e.TestCommissioned(
    org=XUHUI, test="1", lab="市质检院", purpose="接地", commissioned_on=date(2020, 3, 4)
)
ARRIVED = e.TestResultReceived(
    org=XUHUI, test="1", received_on=date(2020, 3, 6), conclusion="不合格"
)
FILED = e.FilingDecided(org=XUHUI, case=UUID(int=50), number="示例1号", reason="立案")
NOT_FILED = e.NoFilingDecided(org=XUHUI, reason_code="unfounded", reason="事实不成立")
REOPENED = e.LeadReopened(org=XUHUI, new_facts="新证据")
ERASED = e.InformantErased(org=XUHUI, person=UUID(int=5), reason="本人要求")
ASKED_UP = dispatched(ReferralKind.REQUEST_UP)

TEST = decide.CommissionTest(
    lab="市质检院", purpose="接地", commissioned_on=date(2020, 3, 4), test="2"
)
RESULT = decide.ReceiveTestResult(test="1", received_on=date(2020, 3, 6), conclusion="不合格")
CORRECTION = decide.CorrectTestDates(test="1", reason="录入有误", commissioned_on=date(2020, 3, 5))
EXTENSION = decide.ExtendVerification(reason="案情复杂")
REPLY = decide.ReplyToInformant(text="已不予立案")

STAGES: dict[str, tuple[e.LeadEvent, ...]] = {
    LeadStatus.REGISTERED: (replace(TIP, holder=XUHUI),),
    LeadStatus.DISPATCHED: (replace(TIP, holder=XUHUI), replace(DISPATCHED, from_org=XUHUI)),
    LeadStatus.VERIFYING: (TIP, *HELD, ORDERED),
    "asked up": (TIP, *HELD, ORDERED, ASKED_UP),
    LeadStatus.FILED: (TIP, *HELD, ORDERED, FILED),
    LeadStatus.NOT_FILED: (TIP, *HELD, ORDERED, NOT_FILED),
    "reopened": (TIP, *HELD, ORDERED, NOT_FILED, REOPENED),
    LeadStatus.CLOSED_REDIRECTED: (TIP, *HELD, ORDERED, REDIRECTED),
    LeadStatus.MERGED: (TIP, *HELD, ORDERED, MERGED),
}
WHILE_VERIFIED = {LeadStatus.VERIFYING, "reopened"}
TESTED = {*STAGES} - {LeadStatus.REGISTERED, LeadStatus.DISPATCHED}

Decision = Callable[[Lead, Officer], list[e.LeadEvent]]


def extend(
    lead: Lead,
    by: Officer = LEADER,
    *,
    on: date = TODAY,
    own: Clock | None = None,
    today: date = TODAY,
) -> list[e.LeadEvent]:
    running = own or clock("PP-VERIFY", "2020-03-02")
    return decide.extend_verification(lead, EXTENSION, on, running, calendar(), by=by, today=today)


DECISIONS: dict[str, tuple[Decision, set[str], set[Role]]] = {
    "commission": (
        lambda lead, by: decide.commission_test(lead, TEST, by=by, today=TODAY),
        WHILE_VERIFIED,
        {Role.HANDLER, Role.LEADER, Role.HEAD},
    ),
    "result": (
        lambda lead, by: decide.receive_test_result(lead, RESULT, by=by, today=TODAY),
        WHILE_VERIFIED,
        {Role.HANDLER, Role.LEADER, Role.HEAD},
    ),
    "correct": (
        lambda lead, by: decide.correct_test_dates(lead, CORRECTION, by=by, today=TODAY),
        TESTED,
        {Role.HANDLER, Role.LEADER, Role.HEAD},
    ),
    "extend": (extend, WHILE_VERIFIED, {Role.LEADER, Role.HEAD}),
    "reply": (
        lambda lead, by: decide.reply_to_informant(lead, REPLY, by=by),
        {LeadStatus.FILED, LeadStatus.NOT_FILED, "reopened"},
        {Role.HANDLER, Role.LEADER, Role.HEAD},
    ),
}
ALL = pytest.mark.parametrize("name", DECISIONS)


@ALL
@pytest.mark.parametrize("stage", STAGES)
def test_each_has_its_stages(name: str, stage: str) -> None:
    ask, stages, _ = DECISIONS[name]
    lead = lead_after(*STAGES[stage])

    if stage in stages:
        assert ask(lead, LEADER)
    else:
        refused = refusal(lambda: ask(lead, LEADER))
        assert refused.code in {"lead-out-of-order", "lead-is-offered", "no-such-test"}


@ALL
@pytest.mark.parametrize("role", Role)
def test_each_has_its_roles(name: str, role: Role) -> None:
    ask, stages, roles = DECISIONS[name]
    lead = lead_after(*STAGES["reopened" if name == "reply" else LeadStatus.VERIFYING])
    assert stages

    if role in roles:
        assert ask(lead, officer(XUHUI, role))
    else:
        refused = refusal(lambda: ask(lead, officer(XUHUI, role)))
        assert said(refused) == ("not-permitted", "role-not-granted", None)


@ALL
def test_only_the_holder_acts(name: str) -> None:
    ask = DECISIONS[name][0]
    lead = lead_after(*STAGES["reopened"])

    for outsider in (PUDONG_LEADER, officer(CORPS, Role.LEADER)):
        assert refusal(lambda by=outsider: ask(lead, by)).code == "not-your-organisation"  # type: ignore[misc]
    for stranger in (AUDITOR, DISPATCHER):
        assert refusal(lambda by=stranger: ask(lead, by)).code == "role-not-granted"  # type: ignore[misc]


# --- tests ---------------------------------------------------------------------------------------


VERIFIED = lead_after(REGISTERED, *HELD)
TESTING = lead_after(REGISTERED, *HELD, ORDERED)
TESTED_LEAD = lead_after(REGISTERED, *HELD, ORDERED, ARRIVED)


def commission(lead: Lead, **fields: object) -> list[e.LeadEvent]:
    command = replace(TEST, **fields)
    return decide.commission_test(lead, command, by=HANDLER, today=TODAY)


def result(lead: Lead, **fields: object) -> list[e.LeadEvent]:
    command = replace(RESULT, **fields)
    return decide.receive_test_result(lead, command, by=HANDLER, today=TODAY)


def correct(lead: Lead, **fields: object) -> list[e.LeadEvent]:
    command = decide.CorrectTestDates(test="1", reason="录入有误")
    return decide.correct_test_dates(lead, replace(command, **fields), by=HANDLER, today=TODAY)


def test_a_test_is_ordered_with_its_own_day_however_late_it_is_entered() -> None:
    assert commission(VERIFIED) == [
        e.TestCommissioned(
            org=XUHUI,
            test="2",
            lab="市质检院",
            purpose="接地",
            commissioned_on=date(2020, 3, 4),
        )
    ]


@pytest.mark.parametrize(("lead", "name"), [(VERIFIED, "1"), (TESTING, "2"), (TESTED_LEAD, "2")])
def test_a_test_without_a_name_gets_a_number(lead: Lead, name: str) -> None:
    (event,) = commission(lead, test=None)

    assert isinstance(event, e.TestCommissioned)
    assert event.test == name


@pytest.mark.parametrize("lead", [TESTING, TESTED_LEAD])
def test_a_name_is_used_once(lead: Lead) -> None:
    refused = refusal(lambda: commission(lead, test="1"))

    assert (refused.code, refused.facts) == ("test-name-taken", {"value": "1"})


def test_a_result_is_noted_once() -> None:
    assert result(TESTING) == [ARRIVED]
    assert refusal(lambda: result(TESTED_LEAD)).code == "no-open-test"
    assert refusal(lambda: result(TESTING, test="2")).code == "no-open-test"


ASKED_WITH_A_DAY: list[tuple[Callable[[date], list[e.LeadEvent]], str]] = [
    (lambda day: commission(VERIFIED, commissioned_on=day), "commissionedOn"),
    (lambda day: result(TESTING, received_on=day), "receivedOn"),
    (lambda day: correct(TESTED_LEAD, commissioned_on=day), "commissionedOn"),
    (lambda day: correct(TESTED_LEAD, received_on=day), "receivedOn"),
]


@pytest.mark.parametrize(("ask", "field"), ASKED_WITH_A_DAY)
def test_a_day_of_a_test_has_come_and_is_not_before_the_lead(
    ask: Callable[[date], object], field: str
) -> None:
    late, early = (refusal(lambda day=day: ask(day)) for day in (TOMORROW, date(2020, 3, 1)))  # type: ignore[misc]

    assert (late.code, late.facts) == ("date-in-future", {"date": "2020-03-11"})
    assert early.code == "date-before-receipt"
    assert early.facts == {"date": "2020-03-01", "receipt": "2020-03-02"}
    assert {getattr(each, "pointer", None) for each in (late, early)} == {f"/{field}"}


@pytest.mark.parametrize(
    ("ask", "pointer"),
    [
        (lambda: result(TESTING, received_on=date(2020, 3, 3)), "/receivedOn"),
        (lambda: correct(TESTED_LEAD, received_on=date(2020, 3, 3)), "/receivedOn"),
        (lambda: correct(TESTED_LEAD, commissioned_on=date(2020, 3, 7)), "/commissionedOn"),
        (
            lambda: correct(
                TESTED_LEAD, commissioned_on=date(2020, 3, 9), received_on=date(2020, 3, 8)
            ),
            "/receivedOn",
        ),
    ],
)
def test_a_result_never_comes_before_its_test(ask: Callable[[], object], pointer: str) -> None:
    refused = refusal(ask)

    assert said(refused) == ("invalid", "test-dates-inverted", "PP-VERIFY")
    assert getattr(refused, "pointer", None) == pointer


def test_a_result_may_come_on_the_day_of_its_test() -> None:
    assert result(TESTING, received_on=date(2020, 3, 4))
    assert result(TESTING, received_on=TODAY)


def test_what_is_set_is_corrected_and_nothing_else() -> None:
    moved = date(2020, 3, 5)

    assert correct(TESTING, commissioned_on=moved) == [
        e.TestDatesCorrected(org=XUHUI, test="1", reason="录入有误", commissioned_on=moved)
    ]
    assert correct(TESTED_LEAD, received_on=moved) == [
        e.TestDatesCorrected(org=XUHUI, test="1", reason="录入有误", received_on=moved)
    ]


def test_a_correction_says_something_of_a_test_that_is_known() -> None:
    assert refusal(lambda: correct(TESTED_LEAD)).code == "nothing-to-correct"
    assert refusal(lambda: correct(VERIFIED, received_on=TODAY)).code == "no-such-test"
    still_open = refusal(lambda: correct(TESTING, received_on=TODAY))
    assert (still_open.code, getattr(still_open, "pointer", None)) == (
        "test-still-open",
        "/receivedOn",
    )


def test_a_later_correction_is_measured_by_the_one_before() -> None:
    earlier = e.TestDatesCorrected(org=XUHUI, test="1", reason="", commissioned_on=date(2020, 3, 3))
    lead = lead_after(REGISTERED, *HELD, ORDERED, ARRIVED, earlier)

    assert lead.tests == {"1": Test(date(2020, 3, 3), date(2020, 3, 6))}
    assert correct(lead, received_on=date(2020, 3, 3))


def test_what_is_known_of_a_test_never_stops_a_lead_from_being_read() -> None:
    stray = e.TestDatesCorrected(org=XUHUI, test="9", reason="", received_on=TODAY)
    result_alone = replace(ARRIVED, test="8")

    found = lead_after(REGISTERED, stray, result_alone)

    assert found.open_tests == set()
    assert found.tests == {
        "9": Test(RECEIVED_ON, TODAY),
        "8": Test(date(2020, 3, 6), date(2020, 3, 6)),
    }


# --- extension -----------------------------------------------------------------------------------


def test_an_extension_is_what_the_rule_allows() -> None:
    (extended_event,) = extend(VERIFIED)

    assert extended_event == e.VerificationExtended(
        org=XUHUI, approver="leader", amount=15, reason="案情复杂", officer=LEADER.name
    )


@pytest.mark.parametrize("on", [RECEIVED_ON, DUE])
def test_it_is_extended_until_the_day_it_is_due(on: date) -> None:
    assert extend(VERIFIED, on=on, today=DUE)


def test_it_is_not_extended_once_it_ran_out() -> None:
    refused = refusal(lambda: extend(VERIFIED, on=date(2020, 3, 24), today=date(2020, 3, 24)))

    assert said(refused) == ("out-of-order", "extension-after-expiry", "PP-VERIFY")
    assert refused.facts == {
        "date": "2020-03-24",
        "due": "2020-03-23",
        "instrument": "PP2018",
        "article": "17",
    }


def test_a_period_that_ran_out_is_not_extended_by_dating_back() -> None:
    refused = refusal(lambda: extend(VERIFIED, on=DUE, today=date(2020, 6, 1)))

    assert said(refused) == ("out-of-order", "extension-after-expiry", "PP-VERIFY")


def test_it_is_extended_once() -> None:
    own = clock("PP-VERIFY", "2020-03-02", extensions=(extended("2020-03-05"),))

    refused = refusal(lambda: extend(VERIFIED, own=own))

    assert said(refused) == ("out-of-order", "extended-already", "PP-VERIFY")
    assert refused.facts["article"] == "17"


def test_it_is_extended_while_it_is_paused() -> None:
    own = clock("PP-VERIFY", "2020-03-02", intervals=(without("2020-03-04"),))

    assert extend(VERIFIED, own=own, on=date(2020, 5, 6), today=date(2020, 5, 6))


@pytest.mark.parametrize("on", [date(2020, 3, 1), date(2020, 3, 11)])
def test_an_approval_lies_between_receipt_and_today(on: date) -> None:
    refused = refusal(lambda: extend(VERIFIED, on=on))

    assert (refused.code, refused.facts["article"]) == ("extension-date-impossible", "17")


def test_nothing_is_extended_where_no_period_runs() -> None:
    refused = refusal(
        lambda: decide.extend_verification(
            VERIFIED, EXTENSION, TODAY, None, calendar(), by=LEADER, today=TODAY
        )
    )

    assert said(refused) == ("out-of-order", "no-running-clock", "PP-VERIFY")


def test_the_rule_may_provide_for_no_extension() -> None:
    own = clock("PP-VERIFY", "2020-03-02")
    own = replace(own, version=replace(own.version, extensions=()))

    refused = refusal(lambda: extend(VERIFIED, own=own))

    assert said(refused) == ("out-of-order", "extension-not-provided", "PP-VERIFY")


# --- reply ---------------------------------------------------------------------------------------


def test_the_informant_is_told_what_was_decided() -> None:
    lead = lead_after(TIP, *HELD, NOT_FILED)

    assert decide.reply_to_informant(lead, REPLY, by=HANDLER) == [
        e.InformantReplied(org=XUHUI, text="已不予立案")
    ]


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ((REGISTERED, *HELD, NOT_FILED), "no-informant"),
        ((TIP, *HELD, NOT_FILED, ERASED), "informant-erased"),
        ((TIP, *HELD), "lead-out-of-order"),
    ],
)
def test_a_reply_needs_an_informant_and_a_decision(
    events: tuple[e.LeadEvent, ...], code: str
) -> None:
    refused = refusal(lambda: decide.reply_to_informant(lead_after(*events), REPLY, by=HANDLER))

    assert said(refused) == ("out-of-order", code, "CR-TIP-REPLY")
