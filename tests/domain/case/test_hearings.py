"""听证: who asks when, who hears, how long before it is told, and how it ends."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from domain.case import events as e
from domain.case import hearings
from domain.case.clocks import HEARING_REQUEST
from domain.case.kinds import HearingEnd, Stage
from tests.domain.case.story import (
    BOTH,
    CHAIR,
    IN_2020,
    IN_2022,
    LEADER,
    LOW,
    REPORT,
    REVIEWER,
    Told,
    at,
    cited,
    handler,
    noon,
)
from tests.domain.story import refusal, said


def article(filed_on: date, number: str) -> tuple[str, str]:
    return ("HR2018" if filed_on == IN_2020 else "HR2021", number)


def request(told: Told, on: date, today: date | None = None) -> list[e.CaseEvent]:
    command = hearings.RequestHearing(requested_on=on, text="要求听证")
    return told.ask(hearings.request, command, today=today)


@BOTH
def test_a_hearing_is_asked_for_in_time_whenever_that_is_entered(filed_on: date) -> None:
    told = at(Stage.NOTICE_WINDOW, filed_on)
    due = told.due(HEARING_REQUEST)
    assert due is not None

    assert request(told, due, due + timedelta(30)) == [
        e.HearingRequested(requested_on=due, text="要求听证")
    ]
    late = refusal(lambda: request(told, due + timedelta(1)))
    assert said(late) == ("out-of-order", "gate-hearing-in-time", "HR-REQUEST")
    assert cited(late) == article(filed_on, "7")
    assert refusal(lambda: request(told, told.on(26))).code == "date-before-step"


@BOTH
def test_a_low_fine_gives_no_right_to_one(filed_on: date) -> None:
    told = at(Stage.NOTICE_WINDOW, filed_on, LOW)

    refused = refusal(lambda: request(told, told.on(28)))

    assert said(refused) == ("out-of-order", "gate-hearing-right", "HR-SCOPE")
    assert cited(refused) == article(filed_on, "5")


def test_a_right_that_was_given_up_is_gone() -> None:
    told = at(Stage.NOTICE_WINDOW)
    told = told.then(told.on(27), e.RightsWaived(on=told.on(27), text="放弃"))

    assert refusal(lambda: request(told, told.on(28))).code == "gate-hearing-right"


def test_a_hearing_is_asked_for_once() -> None:
    told = at(Stage.HEARING)
    assert refusal(lambda: request(told, told.since)).code == "gate-stage"
    ended = e.HearingEnded(ground=HearingEnd.WITHDRAWN, on=told.since, text="撤回")
    told = told.then(told.since, ended)

    refused = refusal(lambda: request(told, told.since))

    assert said(refused) == ("out-of-order", "gate-no-hearing-yet", "HR-REQUEST")


# --- chair and file ------------------------------------------------------------------------------


def name(told: Told, chair: str, clerk: str, on: date | None = None) -> list[e.CaseEvent]:
    command = hearings.NameChair(chair=chair, clerk=clerk, named_on=on)
    people = {"/chair": handler(chair), "/clerk": handler(clerk)}
    return told.ask(hearings.name_chair, command, people, by=LEADER)


def test_a_chair_and_a_clerk_are_named() -> None:
    told = at(Stage.HEARING)

    assert name(told, "chair", "clerk") == [
        e.ChairNamed(chair=handler("chair"), clerk=handler("clerk"), on=told.since)
    ]
    same = refusal(lambda: name(told, "chair", "chair"))
    assert said(same) == ("invalid", "hearing-parts-differ", "HR-CHAIR")
    assert refusal(lambda: name(told, "chair", "clerk", told.on(27))).code == "date-before-step"


def test_who_is_recused_does_not_preside() -> None:
    told = at(Stage.HEARING)
    recused = e.RecusalDecided(
        officer="chair", asked_by="party", grounds="亲属", granted=True, reason="属实"
    )
    told = told.then(told.since, recused)

    assert refusal(lambda: name(told, "chair", "clerk")).code == "handler-not-apart"


def named(filed_on: date = IN_2020) -> Told:
    told = at(Stage.HEARING, filed_on)
    chair = e.ChairNamed(chair=handler("chair"), clerk=handler("clerk"), on=told.on(29))
    return told.then(told.on(29), chair)


def handed(filed_on: date = IN_2020) -> Told:
    told = named(filed_on)
    return told.then(told.on(30), e.HearingFileHandedOver(on=told.on(30)))


def test_the_file_goes_to_the_chair() -> None:
    told = named()
    command = hearings.HandFile(handed_on=told.on(30))

    assert told.ask(hearings.hand_file, command) == [e.HearingFileHandedOver(on=told.on(30))]
    early = refusal(lambda: told.ask(hearings.hand_file, replace(command, handed_on=told.on(28))))
    assert early.code == "date-before-step"
    none = refusal(lambda: at(Stage.HEARING).ask(hearings.hand_file, command))
    assert said(none) == ("out-of-order", "gate-chair-named", "HR-FILE")


# --- notice of the hearing -----------------------------------------------------------------------


def schedule(told: Told, held_on: date, **change: object) -> list[e.CaseEvent]:
    plain = hearings.Schedule(
        at=noon(held_on),
        place="三楼",
        told_on=told.on(31),
        public=False,
        why_not_public="商业秘密",
    )
    return told.ask(hearings.schedule, replace(plain, **change), by=CHAIR)


@pytest.mark.parametrize(
    ("filed_on", "last"),
    [
        (IN_2020, "2020-04-09"),  # told on 2 April: seven calendar days
        # Told on Thursday 8 December: 8, 9, 12 to 16 are the seven working days before the 17th.
        (IN_2022, "2022-12-17"),
    ],
)
def test_the_party_is_told_seven_days_before(filed_on: date, last: str) -> None:
    told = handed(filed_on)
    earliest = date.fromisoformat(last)

    (event,) = schedule(told, earliest)
    refused = refusal(lambda: schedule(told, earliest - timedelta(1)))

    assert event == e.HearingScheduled(
        at=noon(earliest),
        day=earliest,
        place="三楼",
        told_on=told.on(31),
        public=False,
        why_not_public="商业秘密",
    )
    assert said(refused) == ("invalid", "hearing-notice-late", "HR-NOTICE")
    assert cited(refused) == article(filed_on, "20,21")
    assert refused.facts["count"] == "7"


@pytest.mark.parametrize(
    ("filed_on", "day", "announced", "late"),
    [
        (IN_2020, "2020-04-20", "2020-04-17", "2020-04-18"),  # three calendar days
        (IN_2022, "2022-12-26", "2022-12-21", "2022-12-22"),  # three working days
    ],
)
def test_a_public_hearing_is_announced_three_days_before(
    filed_on: date, day: str, announced: str, late: str
) -> None:
    told = handed(filed_on)
    held_on = date.fromisoformat(day)

    def ask(on: str) -> list[e.CaseEvent]:
        change: dict[str, Any] = {
            "public": True,
            "why_not_public": None,
            "announced_on": date.fromisoformat(on),
        }
        plain = hearings.Schedule(at=noon(held_on), place="三楼", told_on=told.on(31))
        return told.ask(hearings.schedule, replace(plain, **change), by=CHAIR, today=held_on)

    assert ask(announced)
    refused = refusal(lambda: ask(late))
    assert said(refused) == ("invalid", "hearing-notice-late", "HR-ANNOUNCE")
    assert cited(refused) == article(filed_on, "22")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"why_not_public": None}, "value-required"),
        ({"public": True}, "value-required"),
        ({"told_on": date(2020, 5, 1)}, "date-in-future"),
        ({"at": datetime(2020, 4, 20, 9)}, "time-zone-missing"),  # noqa: DTZ001
    ],
)
def test_a_notice_that_lacks_something_is_refused(change: dict[str, Any], code: str) -> None:
    told = handed()

    def ask() -> list[e.CaseEvent]:
        plain = hearings.Schedule(
            at=noon(date(2020, 4, 20)),
            place="三楼",
            told_on=told.on(31),
            public=False,
            why_not_public="商业秘密",
        )
        command = replace(plain, **change)
        return told.ask(hearings.schedule, command, by=CHAIR, on=told.on(31), today=told.on(31))

    assert refusal(ask).code == code


def test_only_the_chair_named_schedules_holds_and_reports() -> None:
    told = handed()
    held_on = told.on(60)
    plain = hearings.Schedule(
        at=noon(held_on), place="三楼", told_on=told.on(31), public=False, why_not_public="秘密"
    )

    refused = refusal(lambda: told.ask(hearings.schedule, plain, by=REVIEWER))

    assert said(refused) == ("not-permitted", "not-the-chair", "HR-CHAIR")
    assert refused.facts["officer"] == "chair"


# --- the hearing and its report ------------------------------------------------------------------


def scheduled(filed_on: date = IN_2020) -> Told:
    told = handed(filed_on)
    return told.then(told.on(31), *schedule(told, told.on(50)))


HOLD = hearings.Hold(held_on=IN_2020, attendance=("当事人",), summary="各述己见")


def test_it_is_held_on_its_day_and_reported_after() -> None:
    told = scheduled()
    hold = replace(HOLD, held_on=told.on(50))
    early = replace(HOLD, held_on=told.on(49))
    report = hearings.Report(delivered_on=told.on(52), opinion="维持", advises_discussion=True)

    too_soon = refusal(lambda: told.ask(hearings.hold, early, by=CHAIR))
    assert said(too_soon) == ("out-of-order", "gate-hearing-day", "HR-NOTICE")
    dated = refusal(lambda: told.ask(hearings.hold, early, by=CHAIR, on=told.on(50)))
    assert dated.code == "date-before-step"
    none = refusal(lambda: told.ask(hearings.report, report, by=CHAIR))
    assert said(none) == ("out-of-order", "gate-hearing-held", "HR-REPORT")
    told = told.take(hearings.hold, hold, by=CHAIR)
    assert told.events[-1] == e.HearingHeld(
        held_on=told.on(50), attendance=("当事人",), summary="各述己见"
    )
    before = replace(report, delivered_on=told.on(49))
    assert refusal(lambda: told.ask(hearings.report, before, by=CHAIR)).code == "date-before-step"
    told = told.take(hearings.report, report, by=CHAIR)
    assert told.events[-1] == e.HearingReportDelivered(
        on=told.on(52), opinion="维持", advises_discussion=True
    )
    assert told.case.stage is Stage.RECHECK


def test_it_is_not_held_twice_without_another_notice() -> None:
    told = scheduled()
    hold = replace(HOLD, held_on=told.on(50))
    told = told.take(hearings.hold, hold, by=CHAIR)

    refused = refusal(lambda: told.ask(hearings.hold, hold, by=CHAIR))

    assert said(refused) == ("out-of-order", "gate-hearing-scheduled", "HR-NOTICE")
    again = told.take(
        hearings.schedule,
        hearings.Schedule(
            at=noon(told.on(70)),
            place="三楼",
            told_on=told.on(55),
            public=False,
            why_not_public="秘密",
        ),
        by=CHAIR,
    )
    report = hearings.Report(delivered_on=told.on(60), opinion="维持")
    unheard = refusal(lambda: again.ask(hearings.report, report, by=CHAIR))
    assert unheard.code == "gate-hearing-held"
    assert again.ask(hearings.hold, replace(HOLD, held_on=told.on(70)), by=CHAIR)


def test_another_chair_begins_with_the_file() -> None:
    told = scheduled()
    told = told.then(told.on(32), *name(told, "reviewer", "clerk"))
    hearing = told.case.hearing

    assert hearing is not None
    assert (hearing.file_on, hearing.scheduled) == (None, None)


@pytest.mark.parametrize("ground", HearingEnd)
def test_it_may_end_without_a_report(ground: HearingEnd) -> None:
    told = scheduled()
    command = hearings.End(ground=ground, ended_on=told.on(50), text="笔录")

    early = replace(command, ended_on=told.on(27))
    assert refusal(lambda: told.ask(hearings.end, early)).code == "date-before-step"
    told = told.take(hearings.end, command)

    assert told.events[-1] == e.HearingEnded(
        ground=ground, on=told.on(50), text="笔录", returns_to=Stage.DECISION_PENDING
    )
    assert told.case.stage is Stage.DECISION_PENDING
    closed = refusal(lambda: told.ask(hearings.end, command))
    assert said(closed) == ("out-of-order", "gate-hearing-open", "HR-CHAIR")


def test_a_statement_during_the_hearing_changes_no_stage() -> None:
    told = at(Stage.HEARING)

    told = told.then(told.on(29), e.StatementReceived(received_on=told.on(29), text="书面"))

    assert told.case.stage is Stage.HEARING
    assert told.then(told.on(40), replace(REPORT, on=told.on(40))).case.stage is Stage.RECHECK
