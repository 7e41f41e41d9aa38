"""立案, who handles the case, recusal, first notice and corrections."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

import domain.lead.events as le
from domain.authority import Officer, Role
from domain.case import corrections, filing
from domain.case import events as e
from domain.case.docket import ActClaimed, Claim, NumberGiven, Series, claimed, counted
from domain.case.kinds import DiscussionPurpose, PartyKind, Stage
from domain.case.law import Moment
from domain.lead.state import Lead
from tests.domain.case.story import (
    BOTH,
    HANDLERS,
    HEAD,
    IN_2020,
    IN_2022,
    LAW,
    LEADER,
    STRANGER,
    WANG,
    Told,
    at,
    cited,
    filed,
    handler,
    pp,
)
from tests.domain.story import (
    ACCEPTED,
    DISPATCHED,
    LEAD_ID,
    NOT_FILED,
    REGISTERED,
    XUHUI,
    lead_after,
    refusal,
    said,
)

VERIFYING = le.VerificationStarted(org=XUHUI)
ALL_FOUR = ("initial_evidence", "penalty_due", "own_jurisdiction", "within_limitation")
CASE_ID = UUID(int=3)
FILE = filing.File(
    title="电水壶接地不合格",
    party=filing.PartyGiven(name="示例电器厂", kind=PartyKind.ENTITY),
    violation="销售不合格电水壶",
    reason="涉嫌违法",
    handlers=("wang", "li"),
)
OPENED = filing.Opened(
    case=CASE_ID, number="1号", lead_id=LEAD_ID, dossier=LEAD_ID, handlers=HANDLERS
)


def lead(received_on: date = IN_2020, *more: le.LeadEvent) -> Lead:
    """A lead that Xuhui verifies."""
    first = replace(REGISTERED, org=XUHUI, holder=XUHUI, received_on=received_on)
    return lead_after(first, VERIFYING, *more)


def file(
    command: filing.File = FILE,
    on: date = IN_2020,
    opened: filing.Opened = OPENED,
    by: Officer = LEADER,
    of: Lead | None = None,
) -> tuple[list[e.CaseEvent], list[le.LeadEvent]]:
    moment = Moment(on=on, today=on, law=LAW)
    return filing.file(of or lead(), command, opened, moment, by=by)


def test_a_case_is_filed_on_its_lead() -> None:
    of_case, of_lead = file(replace(FILE, goods_value=Decimal(9000), bases=("PQL-49",)))

    assert of_case == [
        e.CaseFiled(
            number="1号",
            lead=LEAD_ID,
            dossier=LEAD_ID,
            org=XUHUI,
            title=FILE.title,
            party=e.Party(name="示例电器厂", kind=PartyKind.ENTITY),
            violation=FILE.violation,
            handlers=HANDLERS,
            reason="涉嫌违法",
            goods_value=Decimal(9000),
            bases=("PQL-49",),
            found_on=IN_2020,
        )
    ]
    assert of_lead == [le.FilingDecided(org=XUHUI, case=CASE_ID, number="1号", reason="涉嫌违法")]


@pytest.mark.parametrize(
    ("code", "occurred_on", "refused_with"),
    [
        ("PQL-999", None, "unknown-basis"),
        ("PQL-49", date(2018, 12, 28), "basis-not-in-force"),
        ("PQL-49", date(2018, 12, 29), None),
    ],
)
def test_a_case_is_filed_by_articles_in_force_for_the_act(
    code: str, occurred_on: date | None, refused_with: str | None
) -> None:
    command = replace(FILE, bases=("PQL-50", code), occurred_on=occurred_on)

    if refused_with is None:
        (opened,) = file(command)[0]
        assert isinstance(opened, e.CaseFiled)
        assert opened.bases == ("PQL-50", code)
        return
    refused = refusal(lambda: file(command))
    assert (refused.code, getattr(refused, "pointer", None)) == (
        refused_with,
        "/bases/0" if occurred_on else "/bases/1",
    )


def test_only_a_leader_of_the_bureau_that_verified_files() -> None:
    assert said(refusal(lambda: file(by=WANG))) == ("not-permitted", "role-not-granted", None)
    refused = refusal(lambda: file(by=STRANGER))
    assert said(refused) == ("not-permitted", "not-your-organisation", None)


FIRST = replace(REGISTERED, org=XUHUI, holder=XUHUI)
TEST = le.TestCommissioned(
    org=XUHUI, test="1", lab="市质检院", purpose="接地", commissioned_on=IN_2020
)


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ((FIRST,), "lead-out-of-order"),
        ((FIRST, VERIFYING, NOT_FILED), "lead-out-of-order"),
        ((FIRST, VERIFYING, TEST), "lead-being-tested"),
        ((FIRST, DISPATCHED), "lead-is-offered"),
    ],
)
def test_a_case_is_filed_on_a_lead_that_was_verified(
    events: tuple[le.LeadEvent, ...], code: str
) -> None:
    assert refusal(lambda: file(of=lead_after(*events))).code == code


@pytest.mark.parametrize("on", [date(2019, 4, 1), date(2021, 7, 14)])
def test_until_2021_the_leader_decides_without_a_list(on: date) -> None:
    file(on=on, of=lead(on))


@pytest.mark.parametrize(
    ("on", "instrument"),
    [
        (date(2021, 7, 15), "PP2021"),
        (date(2022, 10, 31), "PP2021"),
        (date(2022, 11, 1), "PP2022"),
    ],
)
@pytest.mark.parametrize("missing", ALL_FOUR)
def test_from_2021_on_all_four_conditions_must_hold(
    missing: str, on: date, instrument: str
) -> None:
    three = tuple(each for each in ALL_FOUR if each != missing)

    refused = refusal(lambda: file(replace(FILE, conditions=three), on, of=lead(on)))

    assert said(refused) == ("invalid", "filing-condition-missing", "PP-FILE-COND")
    assert cited(refused) == (instrument, "19")
    assert refused.facts["condition"] == missing
    file(replace(FILE, conditions=ALL_FOUR), on, of=lead(on))


def test_a_condition_nobody_knows_is_refused() -> None:
    command = replace(FILE, conditions=(*ALL_FOUR, "good_weather"))

    refused = refusal(lambda: file(command, IN_2022, of=lead(IN_2022)))

    assert refused.code == "filing-condition-unknown"


@pytest.mark.parametrize(
    ("found_on", "occurred_on", "grave", "last"),
    [
        ("2020-03-02", "2018-03-02", "", None),
        ("2020-03-03", "2018-03-02", "", "2020-03-02"),
        ("2020-03-03", "2018-03-02", "safety harm", "2020-03-02"),  # five years from 2021-07-15
        ("2021-07-14", "2016-07-15", "safety harm", "2018-07-15"),
        ("2022-02-28", "2020-02-29", "", None),
        ("2022-03-01", "2020-02-29", "", "2022-02-28"),
        ("2021-07-15", "2016-07-15", "safety harm", None),
        ("2021-07-16", "2016-07-15", "safety harm", "2021-07-15"),
        ("2021-07-16", "2019-07-15", "", "2021-07-15"),
        # Both are asked for: what is touched, and what came of it.
        ("2021-07-16", "2019-07-15", "safety", "2021-07-15"),
        ("2021-07-16", "2019-07-15", "harm", "2021-07-15"),
    ],
)
def test_what_was_found_too_late_is_not_punished(
    found_on: str,
    occurred_on: str,
    grave: str,
    last: str | None,
) -> None:
    found = date.fromisoformat(found_on)
    command = replace(
        FILE,
        occurred_on=date.fromisoformat(occurred_on),
        touches_safety="safety" in grave,
        harm_resulted="harm" in grave,
        conditions=ALL_FOUR,
    )

    def ask() -> object:
        return file(command, found, of=lead(found))

    if last is None:
        assert ask()
    else:
        refused = refusal(ask)
        assert refused.code == "limitation-passed"
        assert refused.facts["date"] == last


def test_what_counts_is_the_day_of_the_find_and_not_that_of_the_filing() -> None:
    command = replace(FILE, occurred_on=date(2018, 3, 2))

    file(command, date(2020, 3, 20), of=lead(date(2020, 3, 2)))


@pytest.mark.parametrize(
    ("handlers", "code", "rule", "articles"),
    [
        (HANDLERS[:1], "two-officers-needed", "PP-FILE-FORM", ("17(3)", "19(2)")),
        ((HANDLERS[0], HANDLERS[0]), "two-officers-needed", "PP-FILE-FORM", ("17(3)", "19(2)")),
        (
            (HANDLERS[0], handler("li", date(2020, 3, 1))),
            "certificate-expired",
            "PP-TWO",
            ("19", "22"),
        ),
    ],
)
@BOTH
def test_two_officers_with_certificates_handle_a_case(
    handlers: tuple[e.Handler, ...],
    code: str,
    rule: str,
    articles: tuple[str, str],
    filed_on: date,
) -> None:
    opened = replace(OPENED, handlers=handlers)
    command = replace(FILE, conditions=ALL_FOUR if filed_on == IN_2022 else ())
    assign = filing.AssignHandlers(handlers=("wang", "li"), reason="调整")

    at_filing = refusal(lambda: file(command, filed_on, opened, of=lead(filed_on)))
    later = refusal(
        lambda: filed(filed_on).ask(filing.assign_handlers, assign, handlers, by=LEADER)
    )

    for refused in (at_filing, later):
        assert said(refused) == ("invalid", code, rule)
        assert cited(refused) == pp(filed_on, *articles)


def test_a_certificate_is_good_on_its_last_day() -> None:
    last_day = replace(OPENED, handlers=(HANDLERS[0], handler("li", IN_2020)))

    file(opened=last_day)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"occurred_on": date(2020, 3, 3)}, "date-in-future"),
        ({"goods_value": Decimal(-1)}, "amount-impossible"),
        ({"goods_value": Decimal("NaN")}, "amount-impossible"),
        (
            {"party": filing.PartyGiven(name="示例", uscc="91310104MA1FR0000A")},
            "uscc-check-character",
        ),
    ],
)
def test_facts_that_cannot_be_are_refused(change: dict[str, Any], code: str) -> None:
    assert refusal(lambda: file(replace(FILE, **change))).code == code


def test_a_lead_that_was_referred_says_so_in_the_case() -> None:
    first = replace(REGISTERED, org="SHAMR-CORPS")
    received = le.LeadReceived(referral=DISPATCHED.referral, org=XUHUI, received_on=IN_2020)
    referred = lead_after(first, DISPATCHED, received, ACCEPTED, VERIFYING)

    (event,), _ = file(of=referred)

    assert isinstance(event, e.CaseFiled)
    assert (event.org, event.referral) == (XUHUI, DISPATCHED.referral)


# --- who handles it ------------------------------------------------------------------------------


def test_others_handle_it_from_now_on() -> None:
    told = filed()
    new = (handler("zhao"), handler("qian"))
    command = filing.AssignHandlers(handlers=("zhao", "qian"), reason="调整")

    assert told.ask(filing.assign_handlers, command, new, by=LEADER) == [
        e.HandlersAssigned(handlers=new, reason="调整", since=IN_2020)
    ]


def recusal(officer: str = "li", *, granted: bool = True) -> e.RecusalDecided:
    return e.RecusalDecided(
        officer=officer, asked_by="officer", grounds="亲属", granted=granted, reason="属实"
    )


def test_who_is_recused_is_not_named() -> None:
    told = filed().then(IN_2020, recusal())
    command = filing.AssignHandlers(handlers=("wang", "li"), reason="调整")

    refused = refusal(lambda: told.ask(filing.assign_handlers, command, HANDLERS, by=LEADER))

    assert said(refused) == ("invalid", "officer-recused", "PP-RECUSE")


DECIDE = filing.DecideRecusal(officer="li", grounds="亲属", granted=True, reason="属实")


@pytest.mark.parametrize(
    ("roles", "by"), [((Role.HANDLER,), LEADER), ((Role.LEADER,), HEAD)], ids=["officer", "leader"]
)
def test_a_leader_decides_about_officers_and_the_head_about_leaders(
    roles: tuple[Role, ...], by: Officer
) -> None:
    assert filed().ask(filing.decide_recusal, DECIDE, roles, by=by) == [recusal()]


@BOTH
def test_a_leader_decides_neither_about_leaders_nor_about_himself(filed_on: date) -> None:
    told = filed(filed_on)
    own = replace(DECIDE, officer="leader")

    by_peer = refusal(lambda: told.ask(filing.decide_recusal, DECIDE, (Role.LEADER,), by=LEADER))
    by_self = refusal(lambda: told.ask(filing.decide_recusal, own, (Role.LEADER,), by=LEADER))

    assert said(by_peer) == ("not-permitted", "recusal-by-head", "PP-RECUSE")
    assert said(by_self) == ("not-permitted", "recusal-of-oneself", "PP-RECUSE")
    assert cited(by_peer) == cited(by_self) == pp(filed_on, "4", "4")


@BOTH
def test_the_heads_recusal_is_discussed(filed_on: date) -> None:
    told = filed(filed_on)
    held = e.DiscussionHeld(
        number=1,
        purpose=DiscussionPurpose.RECUSAL,
        held_on=filed_on,
        voices=(),
        conclusion="同意",
        officer="head",
    )
    about = replace(DECIDE, officer="head")

    def ask(told: Told, by: Officer = LEADER) -> list[e.CaseEvent]:
        return told.ask(filing.decide_recusal, about, (Role.HEAD,), by=by)

    others = [replace(held, officer=each) for each in ("deputy", None)]  # None: events of old
    refused = refusal(lambda: ask(told.then(filed_on, *others)))
    assert said(refused) == ("out-of-order", "recusal-not-discussed", "PP-RECUSE")
    after = told.then(filed_on, held)
    assert ask(after) == [recusal("head")]
    oneself = refusal(lambda: ask(after, HEAD))
    assert said(oneself) == ("not-permitted", "recusal-of-oneself", "PP-RECUSE")
    assert cited(oneself) == pp(filed_on, "4", "4")


def test_a_later_decision_about_an_officer_replaces_an_earlier_one() -> None:
    told = filed().then(IN_2020, recusal())
    assert told.case.recused == {"li"}

    assert told.then(IN_2020, recusal(granted=False)).case.recused == set()


# --- first notice and corrections ----------------------------------------------------------------


def test_the_party_is_told_its_rights() -> None:
    told = filed()
    command = filing.ExplainRights(told_on=told.on(2), note="现场")

    assert told.ask(filing.explain_rights, command) == [
        e.RightsExplained(on=told.on(2), note="现场")
    ]
    refused = refusal(
        lambda: told.ask(filing.explain_rights, command, on=told.on(1), today=told.on(1))
    )
    assert refused.code == "date-in-future"


def test_a_correction_names_the_event_and_replaces_what_it_sets() -> None:
    told = filed()
    party = filing.PartyGiven(name="示例新名", kind=PartyKind.PERSON)
    command = corrections.Correct(corrects=1, reason="笔误", party=party, goods_value=Decimal(5))

    (event,) = told.ask(corrections.correct, command)

    assert event == e.CaseCorrected(
        corrects=1,
        reason="笔误",
        party=e.Party(name="示例新名", kind=PartyKind.PERSON),
        goods_value=Decimal(5),
    )
    facts = told.then(IN_2020, event).case.filed
    assert (facts.party.name, facts.goods_value, facts.title) == (
        "示例新名",
        Decimal(5),
        told.case.filed.title,
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"corrects": 2, "title": "新"}, "no-such-event"),
        ({}, "nothing-to-correct"),
        ({"occurred_on": date(2020, 3, 3)}, "date-in-future"),
        ({"goods_value": Decimal("0.001")}, "amount-impossible"),
        (
            {"party": filing.PartyGiven(name="示例", uscc="91310104MA1FR0000A")},
            "uscc-check-character",
        ),
    ],
)
def test_a_correction_says_something_possible(change: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {"corrects": 1, "reason": "笔误"} | change
    command = corrections.Correct(**given)

    assert refusal(lambda: filed().ask(corrections.correct, command)).code == code


def test_a_closed_case_is_not_corrected_but_added_to() -> None:
    told: Told = at(Stage.CLOSED)
    command = corrections.Correct(corrects=1, reason="笔误", title="新")

    refused = refusal(lambda: told.ask(corrections.correct, command))

    assert said(refused) == ("out-of-order", "gate-stage", "PP-ARCHIVE")


# --- numbers -------------------------------------------------------------------------------------


def test_each_series_counts_for_itself() -> None:
    first = NumberGiven(org=XUHUI, year=2020, series=Series.CASE, number=1, case=CASE_ID)
    docket = counted(counted(None, first), replace(first, number=2))

    assert (docket.next(Series.CASE), docket.next(Series.DECISION)) == (3, 1)


def test_who_filed_for_an_act_is_known_in_order() -> None:
    first = ActClaimed(org=XUHUI, case=CASE_ID, number="1号")
    second = replace(first, number="2号", distinct_because="不同批次")

    assert claimed(claimed(None, first), second) == Claim((first, second))
