"""A criminal transfer: its steps, who decides, which papers, what runs meanwhile (law.md 7)."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import domain.referral.criminal_events as c
from application.ledger import Entry
from application.views.referral import ReferralRow
from application.views.referral import fold as fold_row
from domain.authority import Officer, Role
from domain.referral import criminal, objections
from domain.referral.decisions import Terms
from domain.referral.events import ReferralEvent
from domain.referral.kinds import PoliceResult, ProsecutorStep, TransferDocument
from domain.referral.state import Referral, ReferralStatus, evolve
from domain.refusals import Refusal
from domain.statute.clock import Due, due_of, is_late
from domain.statute.running import Running
from tests.domain.crime_story import (
    ACCEPTED,
    APPROVED,
    ASKED,
    CASE_ID,
    DECLINED,
    DOCUMENTS,
    EXPLANATION_ASKED,
    FILED,
    FORMED,
    FRI,
    HANDED,
    LAW,
    LEGAL,
    MON,
    OBJECTED,
    ORDERED,
    PASSED_ON,
    PROCURATORATE,
    RECEIPTED,
    REPORTED,
    RESUMED,
    REVERSED,
    RULES,
    SENT,
    STAGES,
    SUBJECT,
    SUGGESTED,
    SUPPLEMENTED,
    THU,
    TODAY,
    TUE,
    UPHELD,
    WED,
    at,
    moment,
    steps,
    who,
)
from tests.domain.story import (
    AUDITOR,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    POLICE,
    PUDONG,
    XUHUI,
    officer,
    referral_after,
    refusal,
    said,
)

S = ReferralStatus
BEFORE, FROM = date(2020, 8, 6), date(2020, 8, 7)  # Order 730 replaces the text of 2001


# --- the machine ---------------------------------------------------------------------------------


def test_the_stages_of_the_story_are_all_there_are() -> None:
    assert {status: referral_after(*events).status for status, events in STAGES.items()} == {
        status: status for status in STAGES
    }
    assert LEGAL.keys() == STAGES.keys()


@pytest.mark.parametrize(
    ("status", "name"), [(status, name) for status in STAGES for name in RULES]
)
def test_each_status_allows_its_steps_and_refuses_the_rest_with_the_article(
    status: ReferralStatus, name: str
) -> None:
    referral, step = referral_after(*STAGES[status]), steps()[name]

    if name in LEGAL[status]:
        (event,) = step.taken(referral, moment(), who(name))
        assert evolve(referral, event).status is step.to
    else:
        refused = refusal(lambda: step.taken(referral, moment(), who(name)))
        assert said(refused) == ("out-of-order", "crime-step-out-of-order", RULES[name])
        assert refused.facts.keys() == {"status", "instrument", "article"}


@pytest.mark.parametrize(
    "by", [AUDITOR, DISPATCHER, officer(XUHUI, Role.REVIEWER), officer(PUDONG, Role.HANDLER)]
)
@pytest.mark.parametrize("name", sorted(set(RULES) - {"approve", "refuse"}))
def test_only_the_bureaus_own_people_record_the_steps(name: str, by: Officer) -> None:
    step = steps()[name]
    status = next(each for each, names in LEGAL.items() if name in names)

    refused = refusal(lambda: step.taken(referral_after(*STAGES[status]), moment(), by))

    assert refused.kind == "not-permitted"


# --- the team and the head -----------------------------------------------------------------------

TEAM = criminal.FormTeam(reason="达到追诉标准", offence="罪名", to_org=POLICE, team=("li", "wang"))
TERMS = Terms(from_org=XUHUI, to_org=POLICE, reason="达到追诉标准", dossier=CASE_ID)


def test_two_officers_look_into_it() -> None:
    (formed,) = criminal.form_team(TEAM, SUBJECT, TERMS, moment())

    assert formed == replace(FORMED, reason="达到追诉标准", offence="罪名")


@pytest.mark.parametrize("team", [(), ("li",), ("li", "li")])
@pytest.mark.parametrize(("day", "instrument"), [(BEFORE, "CT2001"), (FROM, "CT2020")])
def test_one_officer_is_no_team(team: tuple[str, ...], day: date, instrument: str) -> None:
    command = replace(TEAM, team=team)

    refused = refusal(lambda: criminal.form_team(command, SUBJECT, TERMS, moment(day)))

    assert said(refused) == ("invalid", "crime-team-too-small", "CT-TEAM")
    assert refused.facts == {"instrument": instrument, "article": "5(1)"}


@pytest.mark.parametrize("by", [HANDLER, LEADER, AUDITOR])
@pytest.mark.parametrize(("day", "instrument"), [(BEFORE, "CT2001"), (FROM, "CT2020")])
@pytest.mark.parametrize("name", ["approve", "refuse"])
def test_nobody_but_the_head_decides(by: Officer, day: date, instrument: str, name: str) -> None:
    referral = referral_after(FORMED, REPORTED)

    refused = refusal(lambda: steps(day)[name].taken(referral, moment(day), by))

    assert said(refused) == ("not-permitted", "crime-only-by-head", "CT-APPROVE")
    assert refused.facts == {"instrument": instrument, "article": "5(2)"}


def test_the_head_of_another_bureau_does_not_decide() -> None:
    referral = referral_after(FORMED, REPORTED)

    refused = refusal(
        lambda: steps()["approve"].taken(referral, moment(), officer(PUDONG, Role.HEAD))
    )

    assert refused.code == "not-your-organisation"


def test_a_refusal_has_its_reasons() -> None:
    referral = referral_after(FORMED, REPORTED)
    command = criminal.DecideTransfer(granted=False, decided_at=at(FRI, 9))

    refused = refusal(lambda: criminal.decide_transfer(referral, command, moment(), by=HEAD))

    assert said(refused) == ("invalid", "crime-fact-missing", "CT-APPROVE")


# --- the papers ----------------------------------------------------------------------------------


def sent(
    documents: tuple[criminal.DocumentGiven, ...], copied_to: str | None
) -> list[ReferralEvent]:
    command = criminal.Send(sent_at=at(FRI, 9), documents=documents, copied_to=copied_to)
    return [
        *criminal.send(referral_after(FORMED, REPORTED, APPROVED), command, moment(), by=HANDLER)
    ]


@pytest.mark.parametrize("missing", [each.kind for each in DOCUMENTS])
def test_nothing_is_sent_without_the_five_kinds_of_papers(missing: TransferDocument) -> None:
    papers = tuple(each for each in DOCUMENTS if each.kind is not missing)

    refused = refusal(lambda: sent(papers, PROCURATORATE))

    assert said(refused) == ("invalid", "transfer-document-missing", "CT-DOCS")
    assert refused.facts["transfer_document"] == missing
    assert refused.facts["article"] == "6"


def test_where_nothing_was_tested_it_is_said_so() -> None:
    none = TransferDocument.NO_TEST_REPORTS
    papers = tuple(
        replace(each, kind=none) if each.kind is TransferDocument.TEST_REPORTS else each
        for each in DOCUMENTS
    )

    (event,) = sent(papers, PROCURATORATE)

    assert isinstance(event, c.CrimeCaseSent)
    assert none in {each.kind for each in event.documents}


def test_the_procuratorate_has_a_copy() -> None:
    refused = refusal(lambda: sent(DOCUMENTS, None))

    assert said(refused) == ("invalid", "crime-fact-missing", "CT-COPY")
    assert refused.facts["instrument"] == "GJH2006"


# --- what the police do --------------------------------------------------------------------------

AT_POLICE = referral_after(*STAGES[S.WITH_POLICE])
LACKING: list[tuple[criminal.RecordPoliceResult, str]] = [
    (criminal.RecordPoliceResult(result=PoliceResult.FILED), "CT-DECIDE"),
    (criminal.RecordPoliceResult(result=PoliceResult.DECLINED, number="1"), "CT-DECIDE"),
    (criminal.RecordPoliceResult(result=PoliceResult.PASSED_ON, to_body="乙"), "CT-RECEIPT"),
    (
        criminal.RecordPoliceResult(result=PoliceResult.PASSED_ON, passed_at=at(FRI, 9)),
        "CT-RECEIPT",
    ),
]


@pytest.mark.parametrize(("command", "rule"), LACKING)
def test_a_result_says_what_it_rests_on(command: criminal.RecordPoliceResult, rule: str) -> None:
    refused = refusal(
        lambda: criminal.record_police_result(AT_POLICE, command, moment(), by=HANDLER)
    )

    assert said(refused) == ("invalid", "crime-fact-missing", rule)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (MON, "date-before-step"),  # the police had it on Tuesday
        (FRI, "decision-after-notice"),
        (TODAY + timedelta(1), "date-in-future"),
    ],
)
def test_the_police_decide_between_their_receipt_and_their_notice(day: date, code: str) -> None:
    command = criminal.RecordPoliceResult(result=PoliceResult.FILED, number="1", decided_on=day)

    refused = refusal(
        lambda: criminal.record_police_result(AT_POLICE, command, moment(THU), by=HANDLER)
    )

    assert refused.code == code


@pytest.mark.parametrize(
    ("given_at", "code"),
    [
        (at(MON, 14, 59), "moment-before-step"),  # sent at three
        (datetime(2023, 3, 10, 9), "time-zone-missing"),  # noqa: DTZ001
        (at(TODAY + timedelta(1), 9), "date-in-future"),
    ],
)
def test_a_moment_is_one_that_was(given_at: datetime, code: str) -> None:
    referral = referral_after(*STAGES[S.SENT_TO_POLICE])
    command = criminal.RecordReceipt(received_at=given_at, body="示例公安分局")

    refused = refusal(lambda: criminal.record_receipt(referral, command, moment(), by=HANDLER))

    assert refused.code == code


def test_what_was_passed_on_is_signed_for_again_by_who_is_competent() -> None:
    passed = referral_after(*STAGES[S.PASSED_ON])
    command = criminal.RecordReceipt(received_at=at(FRI, 9), body="另一公安分局")

    (event,) = criminal.record_receipt(passed, command, moment(), by=HANDLER)

    assert evolve(passed, event).status is S.WITH_POLICE


def test_the_party_is_told_that_sealed_items_went_to_the_police() -> None:
    filed = referral_after(*STAGES[S.POLICE_FILED])
    command = criminal.HandOver(items=("车",), receipt="交接单", measures=("1",))

    refused = refusal(lambda: criminal.hand_over(filed, command, ("1", "2"), moment(), by=HANDLER))
    unknown = refusal(lambda: criminal.hand_over(filed, command, ("2",), moment(), by=HANDLER))
    told = replace(command, told_on=FRI)
    (event,) = criminal.hand_over(filed, told, ("1", "2"), moment(), by=HANDLER)

    assert said(refused) == ("invalid", "party-not-told-of-handover", "ACL-CRIME")
    assert refused.facts["article"] == "21"
    assert said(unknown) == ("invalid", "no-such-measure", "ACL-CRIME")
    assert event == c.ItemsHandedOver(items=("车",), receipt="交接单", sealed=("1",), told_on=FRI)


def test_the_prosecutor_is_not_told_reasons_before_asking() -> None:
    asked = Running(number=1, rule="CT-PROS-ASK", holder=POLICE, trigger=FRI, trigger_event=9)
    referral = referral_after(*STAGES[S.PROSECUTOR_ASKED])
    command = objections.RecordProsecutorStep(
        step=ProsecutorStep.FILING_ORDERED, text="通知立案", explained_on=THU
    )

    refused = refusal(
        lambda: objections.record_prosecutor_step(
            referral, command, moment(clocks=(asked,)), by=HANDLER
        )
    )

    assert refused.code == "date-before-step"


@pytest.mark.parametrize(
    ("status", "received_on"),
    [
        (S.POLICE_DECLINED, THU),
        (S.RECON_UPHELD, THU),
        (S.REASONS_ACCEPTED, THU),
        (S.POLICE_FILED, FRI),  # the police found no crime later, and say so now
        (S.HANDED_OVER, FRI),
    ],
)
def test_the_end_counts_from_the_last_refusal_to_file(
    status: ReferralStatus, received_on: date
) -> None:
    command = objections.Conclude(reason="恢复处理")

    (event,) = objections.conclude(
        referral_after(*STAGES[status]), command, THU, moment(), by=HANDLER
    )

    assert event == c.AdministrationResumed(reason="恢复处理", received_on=received_on)


# --- what runs, and until when -------------------------------------------------------------------


def row_of(*told: tuple[date, ReferralEvent]) -> ReferralRow:
    """The row after these events, each on its day."""
    row: ReferralRow | None = None
    for version, (on, event) in enumerate(told, 1):
        entry = Entry(
            originator_id=UUID(int=50),
            originator_version=version,
            event=event,
            by=HANDLER,
            effective_on=on,
            correlation=UUID(int=51),
            position=version,
        )
        row = fold_row(row, entry)
    assert row is not None
    return row


def due(row: ReferralRow, rule: str) -> tuple[Due, bool]:
    """When the last clock of a rule is due, and whether what was due came late."""
    running = [each for each in row.clocks if each.rule == rule][-1]
    clock = running.clock(LAW.rules)
    assert clock is not None
    ends = due_of(clock, LAW.calendar)
    return ends, is_late(clock, ends)


# The day of the fact, and the last day: three calendar days, the first not counted; the end moves
# out of a published holiday period and never off an ordinary weekend (D2).
THREE_DAYS = [
    ("2023-03-06", "2023-03-09"),
    ("2023-03-09", "2023-03-12"),  # a Sunday
    ("2023-09-26", "2023-10-07"),  # the 29th begins the autumn holidays
    ("2020-01-21", "2020-02-03"),  # the Spring Festival that was made longer
]


@pytest.mark.parametrize(("start", "end"), THREE_DAYS)
@pytest.mark.parametrize(
    ("before", "event", "rule"),
    [
        ((FORMED,), REPORTED, "CT-APPROVE"),
        (STAGES[S.WITH_POLICE], FILED, "CT-HANDOVER"),
        (STAGES[S.WITH_POLICE], DECLINED, "CT-RECONSIDER"),
        (STAGES[S.RECONSIDER_REQUESTED], UPHELD, "CT-PROSECUTOR"),
        (STAGES[S.RECONSIDER_REQUESTED], REVERSED, "CT-HANDOVER"),
    ],
)
def test_three_days_are_calendar_days(
    start: str, end: str, before: tuple[ReferralEvent, ...], event: ReferralEvent, rule: str
) -> None:
    day = date.fromisoformat(start)

    row = row_of(*((day, each) for each in before), (day, event))

    assert due(row, rule)[0].due == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("event", "rule", "start", "end"),
    [
        (replace(RECEIPTED, received_at=at(TUE, 10)), "CT-DECIDE", TUE, FRI),
        (replace(ASKED, requested_at=at(WED, 9)), "CT-MATERIALS", WED, date(2023, 3, 11)),
        (OBJECTED, "CT-RECON-DECIDE", FRI, date(2023, 3, 13)),
        (EXPLANATION_ASKED, "CT-PROS-ASK", MON, date(2023, 3, 13)),
        (ORDERED, "CT-PROS-FILE", MON, date(2023, 3, 21)),
    ],
)
def test_what_the_police_or_the_bureau_have_to_do_next(
    event: ReferralEvent, rule: str, start: date, end: date
) -> None:
    row = row_of((MON, FORMED), (MON, event))

    (running,) = [each for each in row.clocks if each.rule == rule]
    assert (running.trigger, due(row, rule)[0].due) == (start, end)
    assert running.holder == (XUHUI if rule == "CT-MATERIALS" else POLICE)


@pytest.mark.parametrize(
    ("sent_at", "late"),
    [(at(TUE, 9), False), (at(TUE, 9, 1), True), (at(MON, 9), False)],
)
def test_it_is_sent_within_twenty_four_hours_to_the_minute(
    sent_at: datetime, *, late: bool
) -> None:
    row = row_of(
        (MON, FORMED), (MON, REPORTED), (MON, APPROVED), (TUE, replace(SENT, sent_at=sent_at))
    )

    ends, was_late = due(row, "CT-SEND")

    assert ends.due_at == at(TUE, 9)
    assert was_late is late


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (replace(ASKED, requested_at=at(WED, 10)), "CT-MATERIALS-ASK"),
        (replace(PASSED_ON, passed_at=at(WED, 10)), "CT-RECEIPT"),
    ],
)
def test_twenty_four_hours_bind_the_police_only_if_they_make_use_of_them(
    event: c.MaterialsRequested | c.CasePassedOn, rule: str
) -> None:
    history = [(TUE, each) for each in STAGES[S.WITH_POLICE]]
    later = (
        replace(event, requested_at=at(WED, 10, 1))
        if isinstance(event, c.MaterialsRequested)
        else replace(event, passed_at=at(WED, 10, 1))
    )

    assert rule not in {each.rule for each in row_of(*history).clocks}
    assert due(row_of(*history, (WED, event)), rule)[1] is False
    assert due(row_of(*history, (WED, later)), rule)[1] is True


def test_late_steps_are_recorded_and_shown_as_late() -> None:
    late = at(FRI, 10)
    row = row_of((MON, FORMED), (MON, REPORTED), (FRI, replace(APPROVED, decided_at=late)))

    ends, was_late = due(row, "CT-APPROVE")
    assert (ends.due, was_late) == (THU, True)


def test_the_police_are_late_by_their_own_decision_and_not_by_its_notice() -> None:
    history = [(TUE, each) for each in STAGES[S.WITH_POLICE]]
    noticed = date(2023, 3, 20)

    row = row_of(*history, (noticed, replace(DECLINED, decided_on=FRI)))
    late = row_of(*history, (noticed, replace(DECLINED, decided_on=date(2023, 3, 13))))

    assert due(row, "CT-DECIDE")[1] is False
    assert due(late, "CT-DECIDE")[1] is True


@pytest.mark.parametrize(("day", "instrument"), [(BEFORE, "CT2001"), (FROM, "CT2020")])
def test_the_text_of_the_day_of_the_fact_applies(day: date, instrument: str) -> None:
    row = row_of((day, FORMED), (day, REPORTED))

    (running,) = row.clocks
    clock = running.clock(LAW.rules)
    assert clock is not None
    assert (clock.version.instrument, clock.version.article) == (instrument, "5(2)")
    assert due(row, "CT-APPROVE")[0].due == day + timedelta(3)  # the limits are the same


# What is owed in each status, and by whom; nothing else runs.
OWED: dict[ReferralStatus, dict[str, str]] = {
    S.TEAM_FORMED: {},
    S.REPORT_SUBMITTED: {"CT-APPROVE": XUHUI},
    S.REFUSED: {},
    S.APPROVED: {"CT-SEND": XUHUI},
    S.SENT_TO_POLICE: {},
    S.WITH_POLICE: {"CT-DECIDE": POLICE},
    S.MATERIALS_REQUESTED: {"CT-DECIDE": POLICE, "CT-MATERIALS": XUHUI},
    S.SUPPLEMENTED: {"CT-DECIDE": POLICE},
    S.PASSED_ON: {},
    S.POLICE_FILED: {"CT-HANDOVER": XUHUI},
    S.HANDED_OVER: {},
    S.POLICE_DECLINED: {"CT-RECONSIDER": XUHUI},
    S.RECONSIDER_REQUESTED: {"CT-RECON-DECIDE": POLICE},
    S.RECON_UPHELD: {"CT-PROSECUTOR": XUHUI},
    S.PROSECUTOR_SUGGESTED: {},
    S.PROSECUTOR_ASKED: {"CT-PROS-ASK": POLICE},
    S.FILING_ORDERED: {"CT-PROS-FILE": POLICE},
    S.REASONS_ACCEPTED: {},
    S.ADMIN_RESUMED: {},
}


@settings(max_examples=150)
@given(data=st.data(), length=st.integers(1, 30))
def test_whatever_way_it_goes_one_question_is_open_and_only_its_clock_runs(
    data: st.DataObject, length: int
) -> None:
    told: list[tuple[date, ReferralEvent]] = [(MON, FORMED)]
    referral: Referral = evolve(None, FORMED)
    for number in range(length):
        day = MON + timedelta(number + 1)
        names = LEGAL[referral.status]
        tried = data.draw(st.sampled_from(sorted(RULES)))
        name = (
            tried
            if data.draw(st.booleans()) or not names
            else data.draw(st.sampled_from(sorted(names)))
        )
        try:
            events = steps(day)[name].taken(referral, moment(day), who(name))
        except Refusal:
            assert name not in names
            continue
        assert name in names
        for event in events:
            referral = evolve(referral, event)
            told.append((day, event))
    row = row_of(*told)

    running = {each.rule: each.holder for each in row.clocks if each.stopped_on is None}
    assert row.status is referral.status
    assert running == OWED[referral.status]
    assert list(running.values()).count(XUHUI) <= 1
    assert referral.version == row.version


def test_the_row_tells_what_became_of_it() -> None:
    days = [MON, MON, MON, MON, TUE, WED, WED, THU, FRI]
    events = [*STAGES[S.WITH_POLICE], ASKED, SUPPLEMENTED, FILED, HANDED]

    row = row_of(*zip(days, events, strict=True))

    assert row.crime is not None
    assert row.crime.team == ("li", "wang")
    assert row.crime.police == "示例公安分局"
    assert [each.kind for each in row.crime.documents] == [each.kind for each in DOCUMENTS]
    assert row.crime.items == ("电动自行车",)
    assert row.crime.last_step_on == FRI
    assert row.crime.result_on is None
    assert row.orgs == (XUHUI, POLICE)


def test_the_row_knows_when_the_last_refusal_to_file_came() -> None:
    declined = [*((TUE, each) for each in STAGES[S.WITH_POLICE]), (THU, DECLINED)]

    by_police = row_of(*declined)
    upheld = row_of(*declined, (THU, OBJECTED), (FRI, UPHELD))
    reversed_ = row_of(*declined, (THU, OBJECTED), (FRI, REVERSED))
    accepted = row_of(*declined, (THU, SUGGESTED), (THU, EXPLANATION_ASKED), (FRI, ACCEPTED))
    ended = row_of(*declined, (FRI, RESUMED))

    found = [each.crime and each.crime.result_on for each in (by_police, upheld, reversed_)]
    assert found == [THU, FRI, None]
    assert accepted.crime is not None
    assert accepted.crime.result_on == FRI
    assert ended.status is S.ADMIN_RESUMED
