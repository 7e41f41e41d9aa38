"""Which version of the law a step meets: that of its day; a period keeps that of its start (13)."""

from datetime import date, timedelta

import pytest

from domain.case import events as e
from domain.case.clocks import DECIDE, HEARING_REQUEST, STATEMENT
from domain.case.gates import Step, checklist
from domain.case.grounds import review_kind
from domain.case.kinds import CaseServiceMode, MajorGround, PenaltyKind, ReviewKind, Stage
from domain.case.penalties import hearing_grounds
from tests.domain.case.commands import Pick, ask
from tests.domain.case.story import (
    FIRM,
    HIGH,
    LAW,
    Told,
    at,
    cited,
    concluded,
    filed,
    penalty,
)
from tests.domain.statute.published import day
from tests.domain.story import refusal


@pytest.mark.parametrize(
    ("on", "instrument", "article"),
    [
        ("2019-04-01", "PP2018", "54(1)"),
        ("2021-07-14", "PP2018", "54(1)"),
        ("2021-07-15", "PP2021", "60(1)"),
        ("2022-10-31", "PP2021", "60(1)"),
        ("2022-11-01", "PP2022", "60(1)"),
    ],
)
def test_a_refusal_cites_the_law_of_its_day(on: str, instrument: str, article: str) -> None:
    told = filed(day("2019-04-01"))

    refused = refusal(lambda: ask(told, Step.DECISION, Pick(day(on))))

    assert cited(refused) == (instrument, article)
    moment = told.moment(day(on))
    first = checklist(told.case, Step.DECISION, moment)[0]
    assert (first.instrument, first.article) == (instrument, article)


def test_before_all_of_it_nothing_is_cited() -> None:
    told = filed(day("2019-03-31"))

    refused = refusal(lambda: ask(told, Step.DECISION, Pick(told.since)))

    assert refused.code == "gate-stage"
    assert not {"instrument", "article"} & refused.facts.keys()


def notified(on: date) -> Told:
    """A case whose notice was served on this day."""
    return at(Stage.NOTICE_WINDOW, on - timedelta(27))


@pytest.mark.parametrize(
    ("served", "first_day"), [("2021-07-14", "2021-07-20"), ("2021-07-15", "2021-07-23")]
)
def test_the_window_of_a_notice_keeps_the_version_of_its_service(
    served: str, first_day: str
) -> None:
    told = notified(day(served))
    opens = day(first_day)

    shut = refusal(lambda: ask(told, Step.DECISION, Pick(opens - timedelta(1))))

    assert shut.code == "gate-window-over"
    assert cited(shut) == ("PP2021", "57")  # the day of the step, though the period is older
    assert ask(told, Step.DECISION, Pick(opens))
    assert told.due(STATEMENT) == told.due(HEARING_REQUEST) == opens - timedelta(1)


@pytest.mark.parametrize(("served", "right"), [("2021-07-14", False), ("2021-07-15", True)])
def test_a_closure_gives_a_right_to_a_hearing_by_the_day_of_the_notice(
    served: str, *, right: bool
) -> None:
    closure = (penalty(PenaltyKind.CLOSURE),)
    told = at(Stage.NOTICE_PENDING, day(served) - timedelta(27), closure)

    (event,) = ask(told, Step.NOTICE, Pick(day(served)))

    assert isinstance(event, e.NoticeServed)
    assert event.hearing_right is right
    assert bool(hearing_grounds(closure, FIRM, LAW, day(served))) is right


def test_a_decision_period_keeps_the_version_of_the_filing() -> None:
    told = filed(day("2021-07-14"))

    running = told.moment(day("2022-12-01")).last(DECIDE)

    assert running is not None
    clock = running.clock(LAW.rules)
    assert clock is not None
    assert clock.version.instrument == "PP2018"


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        ("2021-07-14", ReviewKind.CASE_REVIEW),
        ("2021-07-15", ReviewKind.LEGAL_REVIEW),
        ("2022-11-01", ReviewKind.LEGAL_REVIEW),
    ],
)
def test_a_complex_case_is_for_legal_review_from_2021_on(on: str, kind: ReviewKind) -> None:
    told = filed(day("2021-06-01"))
    report = concluded(day("2021-06-20"))
    told = told.then(day("2021-06-20"), report)
    case = told.case
    assert case.concluded is not None
    complex_case = told.then(
        told.since,
        e.InvestigationConcluded(
            facts="事实",
            opinion="处罚",
            outcome=report.outcome,
            penalties=HIGH,
            major=(MajorGround.COMPLEX,),
            review_received_on=told.since,
        ),
    )

    assert review_kind(complex_case.case, told.moment(day(on))) is kind
    assert review_kind(case, told.moment(day(on))) is ReviewKind.CASE_REVIEW


@pytest.mark.parametrize(
    ("served", "due", "instrument"),
    [
        ("2020-04-13", "2020-06-12", "ARL1999"),
        ("2023-12-31", "2024-02-29", "ARL1999"),
        ("2024-01-01", "2024-03-01", "ARL2023"),
    ],
)
def test_review_is_asked_for_within_sixty_days(served: str, due: str, instrument: str) -> None:
    told = at(Stage.DECIDED, day(served) - timedelta(60))
    on = day(served)
    told = told.then(on, e.DecisionServed(mode=CaseServiceMode.DIRECT, served_on=on))

    version = LAW.on("REM-RECONSIDER", on)

    assert version is not None
    assert (told.due("REM-RECONSIDER"), version.instrument) == (day(due), instrument)
