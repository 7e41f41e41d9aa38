"""Deadlines from what is known, the calculator, and what officers do that moves a lead's clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import domain.lead.events as le
import domain.lead.verification as decide
from adapters.files import shipped
from application import verification
from application.aggregates import LEAD
from application.almanac import Almanac, Almanacs
from application.calculator import Given, calculate
from application.deadlines import (
    DEADLINES,
    NEVER,
    Bucket,
    DeadlineRow,
    Stage,
    days_of,
    deadlines_of,
    is_duty,
    not_folded,
    reckoned,
    same,
    stages_of,
)
from application.desk import Call, Desk, Done
from application.directory import Directory
from application.ledger import Entry, Ledger
from application.reference import Publish, check_reckonable
from application.reference import publish as publish_revision
from application.views.disposition import fold as fold_disposition
from application.views.lead import LeadRow
from application.views.lead import fold as fold_lead
from application.views.referral import fold as fold_referral
from domain.disposition.events import RecipientRole, ResultNoticeServed, ServiceMode
from domain.events import Event
from domain.lead.clocks import VERIFY
from domain.reference.events import CalendarsPublished, RulesPublished
from domain.refusals import Invalid, Refusal
from domain.statute.calendar import Holiday
from domain.statute.reckoning import ClockState
from domain.statute.rule import Extension, Rule
from tests.application.bureau import ADMINISTRATOR, call, publish, registered, story, verified
from tests.domain.story import (
    CORPS,
    CORPS_LEADER,
    DISPATCHER,
    LEAD_ID,
    NOT_FILED,
    OPENED,
    REGISTERED,
    TODAY,
    issued,
)

ALMANAC = shipped.almanac()
RULES, CALENDAR = ALMANAC.rules, ALMANAC.calendar
YEARS = {each.code: each for each in ALMANAC.years}
START, LATER = date(2020, 3, 2), date(2020, 4, 1)
INVERTED = {"excluded": [(date(2020, 3, 6), date(2020, 3, 5))]}
OVERLAPPING = {
    "excluded": [(date(2020, 3, 4), date(2020, 3, 6)), (date(2020, 3, 5), date(2020, 3, 9))]
}
ONE = {"excluded": [(date(2020, 3, 4), date(2020, 3, 6))]}
ENDLESS = {"excluded": [(date(2020, 3, 4), date(2200, 1, 1))]}


def entry(version: int, event: Event, position: int = 1) -> Entry:
    return Entry(
        originator_id=LEAD_ID,
        originator_version=version,
        event=event,
        by=DISPATCHER,
        effective_on=TODAY,
        correlation=LEAD_ID,
        position=position,
        recorded_at=datetime(2020, 3, 10, tzinfo=UTC),
    )


def lead_row(*events: le.LeadEvent) -> LeadRow:
    row = None
    for version, event in enumerate((REGISTERED, *events), 1):
        row = fold_lead(row, entry(version, event))
    assert row is not None
    return row


def deadlines(*events: le.LeadEvent, almanac: Almanac = ALMANAC) -> list[DeadlineRow]:
    return list(deadlines_of(lead_row(*events), almanac))


ORDERED = le.TestCommissioned(
    org=CORPS, test="1", lab="院", purpose="接地", commissioned_on=date(2020, 3, 4)
)
EXTENDED = le.VerificationExtended(org=CORPS, approver="leader", amount=15, reason="复杂")


# --- what is stored of a clock -------------------------------------------------------------------


def test_a_deadline_says_what_holds_on_any_day() -> None:
    (row,) = deadlines()

    assert (row.record, row.kind, row.title) == (LEAD_ID, "leads", "电水壶接地不合格")
    assert (row.rule, row.instrument, row.article) == (VERIFY, "PP2018", "17")
    assert (row.holder, row.stage, row.trigger) == (CORPS, Stage.RUNNING, date(2020, 3, 2))
    assert (row.due, row.early_warning, row.provisional) == (
        date(2020, 3, 23),
        date(2020, 3, 23),
        False,
    )
    assert row.calendars == ("2020", "2020-changed")
    assert DEADLINES.columns(row) == {
        "record": LEAD_ID,
        "kind": "leads",
        "rule": VERIFY,
        "force": "statutory",
        "holder": CORPS,
        "stage": "running",
        "due": date(2020, 3, 23),
        "words": "电水壶接地不合格",
    }
    assert DEADLINES.sort(row) == row.due


def test_a_paused_one_says_since_when_and_why_and_comes_last() -> None:
    (row,) = deadlines(ORDERED)

    assert (row.stage, row.due) == (Stage.PAUSED, None)
    assert (row.paused_since, row.paused_why) == (date(2020, 3, 4), "test")
    assert DEADLINES.sort(row) == NEVER


def test_one_that_ended_says_when_and_whether_that_was_late() -> None:
    def decided(on: date) -> DeadlineRow:
        row = fold_lead(lead_row(), replace(entry(2, NOT_FILED), effective_on=on))
        return next(deadlines_of(row, ALMANAC))

    in_time, late = decided(date(2020, 3, 23)), decided(date(2020, 3, 24))

    assert (in_time.stage, in_time.stopped_late) == (Stage.STOPPED, False)
    assert (late.stopped_on, late.stopped_late) == (date(2020, 3, 24), True)


def test_it_says_who_extended_it() -> None:
    (row,) = deadlines(EXTENDED)

    assert (row.extended_by, row.due) == (("leader",), date(2020, 4, 14))


def test_referrals_and_dispositions_have_deadlines_by_their_own_names() -> None:
    referral = fold_referral(None, entry(1, issued()))
    told = ResultNoticeServed(
        recipient=RecipientRole.SELLER, org=CORPS, received_on=TODAY, mode=ServiceMode.MAIL
    )
    disposition = fold_disposition(fold_disposition(None, entry(1, OPENED)), entry(2, told))

    (wait,), (window, begin) = (list(deadlines_of(row, ALMANAC)) for row in (referral, disposition))

    assert (wait.kind, wait.title, wait.rule) == ("referrals", "电水壶接地不合格", "LEAD-ACCEPT")
    assert (window.kind, window.title) == ("dispositions", "快速电水壶 W-2020-1")
    assert (window.stage, window.party) == (Stage.AWAITED, "seller")
    assert (begin.rule, begin.party) == ("OLD-57-HANDLE", "seller")  # told, it is to be handled


def test_without_a_rule_in_force_there_is_no_deadline() -> None:
    (row,) = deadlines()
    prompt = replace(RULES[VERIFY].versions[0], amount=None, unit=None)
    promptly = {VERIFY: replace(RULES[VERIFY], versions=(prompt,))}

    assert deadlines(almanac=Almanac()) == []
    assert deadlines(almanac=Almanac(promptly, ALMANAC.years, CALENDAR)) == []
    assert list(deadlines_of(row, ALMANAC)) == []  # it has no clocks of its own


@pytest.mark.parametrize("amount", [10**7, 10**12])
def test_a_period_beyond_all_days_gives_no_deadline(amount: int) -> None:
    endless = tuple(replace(each, amount=amount) for each in RULES[VERIFY].versions)
    rules = {VERIFY: replace(RULES[VERIFY], versions=endless)}

    assert deadlines(almanac=Almanac(rules, ALMANAC.years, CALENDAR)) == []


@pytest.mark.parametrize(
    ("rule", "duty"),
    [
        (VERIFY, True),
        ("LEAD-ACCEPT", True),
        ("PSS-OBJECT", False),  # a party may act, or not
        ("PUB-END-3M", False),  # a term
        ("PSS-NODUP", False),  # a time to wait
    ],
)
def test_only_the_holders_own_duty_can_be_overdue(rule: str, duty: bool) -> None:  # noqa: FBT001
    assert is_duty(RULES[rule].versions[-1]) is duty


def test_two_that_say_the_same_need_no_row_of_their_own() -> None:
    (row,) = deadlines()

    assert same(row, replace(row, position=9, version=9))
    assert not same(None, row)
    for changed in (
        replace(row, due=NEVER),
        replace(row, title="另一标题"),
        replace(row, stage=Stage.AWAITED),
        replace(row, instrument="PP2021"),
        replace(row, calendars=("2020",)),
        replace(row, orgs=()),
    ):
        assert not same(row, changed)


def test_what_it_says_on_a_day_needs_its_rule() -> None:
    (row,) = deadlines()

    found = reckoned(row, ALMANAC, date(2020, 3, 24))

    assert found is not None
    assert (found.state, found.remaining) == (ClockState.OVERDUE, -1)
    assert reckoned(row, Almanac(), TODAY) is None


def test_deadlines_are_derived_and_not_folded() -> None:
    with pytest.raises(TypeError):
        not_folded(None, entry(1, REGISTERED))


# --- buckets -------------------------------------------------------------------------------------


def is_in(bucket: Bucket, due: date, today: date) -> bool:
    first, last = days_of(bucket, today, CALENDAR)
    return (first is None or first <= due) and (last is None or due <= last)


@given(st.dates(date(2019, 6, 1), date(2026, 11, 1)), st.integers(-40, 60))
def test_a_day_due_is_in_exactly_one_bucket(today: date, ahead: int) -> None:
    due = today + timedelta(ahead)
    timed = (Bucket.OVERDUE, Bucket.SOON, Bucket.WEEK, Bucket.LATER)

    assert [is_in(bucket, due, today) for bucket in timed].count(True) == 1
    assert is_in(Bucket.OVERDUE, due, today) is (due < today)
    if is_in(Bucket.SOON, due, today):
        assert CALENDAR.working_days_between(today, due) <= 3
    if is_in(Bucket.WEEK, due, today):
        assert due.isocalendar()[:2] == today.isocalendar()[:2]
    if is_in(Bucket.LATER, due, today):
        assert CALENDAR.working_days_between(today, due) >= 3


def test_the_week_ends_on_its_sunday() -> None:
    monday = date(2020, 3, 2)

    assert days_of(Bucket.SOON, monday, CALENDAR) == (monday, date(2020, 3, 5))
    assert days_of(Bucket.WEEK, monday, CALENDAR) == (date(2020, 3, 6), date(2020, 3, 8))
    assert days_of(Bucket.LATER, monday, CALENDAR) == (date(2020, 3, 9), None)
    assert days_of(Bucket.PAUSED, monday, CALENDAR) == (NEVER, None)
    assert days_of(Bucket.OPEN, monday, CALENDAR) == (None, None)


def test_nobody_is_late_with_what_is_awaited() -> None:
    assert [bucket for bucket in Bucket if Stage.AWAITED in stages_of(bucket)] == [
        Bucket.SOON,
        Bucket.WEEK,
        Bucket.LATER,
        Bucket.OPEN,
    ]
    assert all(Stage.STOPPED not in stages_of(bucket) for bucket in Bucket)


# --- almanacs ------------------------------------------------------------------------------------


def revision(kind: Callable[..., Any], number: int, *items: object, withdrawn: str = "") -> Any:  # noqa: ANN401
    return kind(
        revision=number,
        published_on=TODAY,
        effective_from=TODAY,
        notice="修订",
        items=items,
        withdrawn=(withdrawn,) if withdrawn else (),
    )


def test_each_position_has_the_almanac_of_its_revisions() -> None:
    almanacs = Almanacs()
    for position, event in (
        (2, revision(RulesPublished, 1, RULES[VERIFY])),
        (3, REGISTERED),
        (5, revision(CalendarsPublished, 1, YEARS["2020"])),
        (8, revision(CalendarsPublished, 2, YEARS["2020-changed"])),
        (9, revision(RulesPublished, 2, withdrawn=VERIFY)),
        (9, revision(RulesPublished, 3, RULES[VERIFY])),  # told twice
    ):
        almanacs.apply(entry(1, event, position))

    assert almanacs.positions == [0, 2, 5, 8, 9]
    assert [set(almanacs.at(at).rules) for at in (0, 1, 2, 8, 9)] == [
        set(), set(), {VERIFY}, {VERIFY}, set(),
    ]  # fmt: skip
    assert [len(almanacs.at(at).years) for at in (4, 5, 7, 8, 100)] == [0, 1, 1, 2, 2]
    assert almanacs.at() is almanacs.at(None) is almanacs.at(9)
    assert almanacs.at(8).calendar.is_working_day(date(2020, 2, 1)) is False
    assert almanacs.at(5).calendar.is_working_day(date(2020, 2, 1)) is True
    assert almanacs.at(8).known_on(date(2020, 1, 25)).is_working_day(date(2020, 2, 1)) is True


# --- the calculator ------------------------------------------------------------------------------


def calculated(rule: str, start: str, *, today: date = LATER, **fields: Any) -> date | None:  # noqa: ANN401
    asked = Given(rule=rule, start=date.fromisoformat(start), **fields)
    return calculate(asked, ALMANAC, today=today).due


def days(*intervals: str) -> list[tuple[date, date]]:
    pairs = (each.split("..") for each in intervals)
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in pairs]


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({}, date(2020, 3, 23)),
        ({"extended": True}, date(2020, 4, 14)),
        ({"excluded": days("2020-03-04..2020-03-10")}, date(2020, 3, 27)),
        ({"excluded": days("2020-03-10..2020-03-10")}, date(2020, 3, 23)),
        # What is to come may be supposed.
        ({"excluded": days("2020-03-16..2020-03-20"), "today": START}, date(2020, 3, 27)),
        ({"today": START}, date(2020, 3, 23)),
    ],
)  # fmt: skip
def test_a_day_is_calculated(fields: dict[str, Any], due: date) -> None:
    assert calculated(VERIFY, "2020-03-02", **fields) == due


def test_what_was_known_is_what_is_counted_by() -> None:
    assert calculated(VERIFY, "2020-01-17", known_on=date(2020, 1, 25)) == date(2020, 2, 12)
    assert calculated(VERIFY, "2020-01-17", known_on=date(2020, 1, 26)) == date(2020, 2, 14)


def test_what_must_lie_before_something_may_lie_before_something_to_come() -> None:
    assert calculated("HR-NOTICE", "2026-11-02", today=date(2026, 10, 1)) == date(2026, 10, 22)


@pytest.mark.parametrize(
    ("rule", "start", "fields", "pointer", "code"),
    [
        ("PP-NONE", "2020-03-02", {}, "/rule", "unknown-rule"),
        (VERIFY, "2019-03-31", {}, "/from", "rule-not-in-force"),
        (VERIFY, "2020-04-02", {}, "/from", "trigger-in-future"),
        (VERIFY, "2020-03-02", INVERTED, "/excluded/0/end", "interval-inverted"),
        (VERIFY, "2020-03-02", OVERLAPPING, "/excluded/1", "intervals-overlap"),
        ("PP-CLOSE", "2020-03-02", ONE, "/excluded/0/kind", "interval-not-excluded"),
        (VERIFY, "2020-03-02", ENDLESS, "/excluded/0/end", "date-out-of-range"),
        ("PP-CLOSE", "2020-03-02", {"extended": True}, "/extended", "extension-not-provided"),
    ],
)  # fmt: skip
def test_a_refusal_points_at_what_was_given(
    rule: str, start: str, fields: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        calculated(rule, start, **fields)

    assert (refused.value.pointer, refused.value.code) == (pointer, code)
    if code not in {"unknown-rule", "date-out-of-range"}:
        assert refused.value.facts["article"]
        assert refused.value.basis == rule


# --- what moves a lead's clock -------------------------------------------------------------------


@pytest.fixture
def lawful(ledger: Ledger, directory: Directory) -> Directory:
    """The directory with rules and calendars."""
    publish(ledger, "rules", 1, revision(RulesPublished, 1, RULES[VERIFY]))
    publish(ledger, "calendars", 1, revision(CalendarsPublished, 1, *YEARS.values()))
    directory.refresh()
    return directory


def by_leader(done: Done) -> Call:
    return call(CORPS_LEADER, expected=done.version)


async def under_way(desk: Desk, directory: Directory) -> Done:
    lead = await registered(desk, directory)
    return await verified(desk, lead, expected=1)


def dues(desk: Desk, directory: Directory, lead: UUID) -> list[date | None]:
    async def load() -> list[date | None]:
        found = await desk.load(LEAD, lead)
        return [each.due for each in deadlines_of(found.row, directory.almanac())]

    return story(load)


def test_a_test_and_its_result_and_their_correction_move_the_day(
    desk: Desk, lawful: Directory
) -> None:
    async def told() -> Done:
        lead = await under_way(desk, lawful)
        order = decide.CommissionTest(
            lab="院", purpose="接地", commissioned_on=date(2020, 3, 4), test="T"
        )
        lead = await verification.commission_test(desk, lead.stream, order, by_leader(lead))
        result = decide.ReceiveTestResult(
            test="T", received_on=date(2020, 3, 9), conclusion="不合格"
        )
        lead = await verification.receive_test_result(desk, lead.stream, result, by_leader(lead))
        moved = decide.CorrectTestDates(test="T", reason="笔误", received_on=TODAY)
        return await verification.correct_test_dates(desk, lead.stream, moved, by_leader(lead))

    lead = story(told)

    assert dues(desk, lawful, lead.stream) == [date(2020, 3, 27)]
    assert isinstance(lead.row, LeadRow)
    assert [each.source for each in lead.row.clocks[0].intervals] == ["3, 4, 5"]


def test_an_extension_is_granted_by_the_rule_that_is_known(desk: Desk, lawful: Directory) -> None:
    async def told() -> Done:
        lead = await under_way(desk, lawful)
        command = decide.ExtendVerification(reason="复杂")
        return await verification.extend(desk, lawful, lead.stream, command, by_leader(lead))

    lead = story(told)

    assert dues(desk, lawful, lead.stream) == [date(2020, 4, 14)]


@pytest.mark.parametrize(
    ("on", "today", "code"),
    [
        (None, date(2020, 3, 24), "extension-after-expiry"),
        (date(2020, 3, 23), date(2020, 3, 23), None),
        (date(2020, 3, 4), date(2020, 3, 23), None),
        (date(2020, 3, 23), date(2020, 3, 24), "extension-after-expiry"),
        (date(2020, 3, 1), date(2020, 3, 23), "date-before-receipt"),
        (date(2020, 3, 24), date(2020, 3, 23), "date-in-future"),
    ],
)
def test_an_approval_is_given_and_entered_before_the_period_runs_out(
    desk: Desk, lawful: Directory, on: date | None, today: date, code: str | None
) -> None:
    async def told() -> str | None:
        lead = await under_way(desk, lawful)
        command = decide.ExtendVerification(reason="复杂", effective_on=on)
        circumstances = replace(by_leader(lead), today=today)
        try:
            await verification.extend(desk, lawful, lead.stream, command, circumstances)
        except Refusal as refused:
            return refused.code
        return None

    assert story(told) == code


def test_without_the_rule_nothing_is_extended(desk: Desk, directory: Directory) -> None:
    async def told() -> None:
        lead = await under_way(desk, directory)
        command = decide.ExtendVerification(reason="复杂")
        await verification.extend(desk, directory, lead.stream, command, by_leader(lead))

    with pytest.raises(Refusal) as refused:
        story(told)

    assert refused.value.code == "no-running-clock"


def test_a_reply_to_nobody_is_refused(desk: Desk, lawful: Directory) -> None:
    async def told() -> None:
        lead = await under_way(desk, lawful)
        command = decide.ReplyToInformant(text="已不予立案")
        await verification.reply_to_informant(desk, lead.stream, command, by_leader(lead))

    with pytest.raises(Refusal) as refused:
        story(told)

    assert refused.value.code == "no-informant"


# --- publishing ----------------------------------------------------------------------------------


def test_two_who_read_new_revisions_at_once_read_none_twice(ledger: Ledger) -> None:
    for number in range(1, 40):
        publish(ledger, "rules", number, revision(RulesPublished, number, RULES[VERIFY]))
    directory = Directory(ledger)
    last = publish(ledger, "rules", 40, revision(RulesPublished, 40, RULES["PP-CLOSE"]))
    together = Barrier(4)

    def read() -> None:
        together.wait()
        directory.refresh()

    threads = [Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert directory.position("rules", 40) == last
    assert set(directory.almanac().rules) == {VERIFY, "PP-CLOSE"}


def changed(rule: Rule, **fields: Any) -> Rule:  # noqa: ANN401
    return replace(rule, versions=tuple(replace(each, **fields) for each in rule.versions))


@pytest.mark.parametrize(
    "item",
    [
        changed(RULES[VERIFY], amount=0),
        changed(RULES[VERIFY], amount=-15),
        changed(RULES[VERIFY], amount=15_000_000),
        changed(RULES[VERIFY], opens_after=10_000),
        changed(RULES[VERIFY], extensions=(Extension(approver="leader", amount=10**9),)),
    ],
)
def test_a_rule_that_cannot_be_reckoned_is_not_published(item: Rule) -> None:
    with pytest.raises(Invalid) as refused:
        check_reckonable([RULES["PP-CLOSE"], item])

    assert (refused.value.pointer, refused.value.code) == ("/items/1/versions", "value-invalid")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2020, 1, 2), date(2020, 1, 1)),
        (date(1, 1, 1), date(9999, 12, 31)),
        (date(2022, 1, 1), date(2022, 1, 3)),
    ],
)
def test_holidays_of_other_years_are_not_published(first: date, last: date) -> None:
    year = replace(YEARS["2020"], holidays=(Holiday(name="假", first=first, last=last),))

    with pytest.raises(Invalid) as refused:
        check_reckonable([year])

    assert (refused.value.pointer, refused.value.code) == ("/items/0/holidays", "value-invalid")


def test_what_is_shipped_can_be_reckoned() -> None:
    check_reckonable([*RULES.values(), *ALMANAC.years])


def test_a_rule_without_end_is_refused_when_it_is_published(
    desk: Desk, directory: Directory
) -> None:
    item = {
        "code": VERIFY,
        "nameZh": "核查",
        "nameEn": "Verify",
        "versions": [
            {
                "instrument": "PP2018",
                "article": "17",
                "effectiveFrom": "2019-04-01",
                "trigger": "materials_received",
                "amount": 10**9,
                "unit": "WD",
            }
        ],
    }
    command = Publish(notice="修订", effective_from=TODAY, items=[item])

    with pytest.raises(Invalid):
        story(
            lambda: publish_revision(
                desk, directory, "rules", command, replace(call(ADMINISTRATOR), expected=0)
            )
        )

    assert directory.version("rules") == 0
