"""公告送达: time that does not count from its publication on, and no service before its end."""

from datetime import date, timedelta

import pytest

from domain.case import decision, proposals
from domain.case import events as e
from domain.case.clocks import DECIDE, PAY, PUBLIC_SERVICE, STATEMENT
from domain.case.gates import Step, is_open
from domain.case.kinds import CaseServiceMode, ServedPaper, Stage
from tests.domain.case.story import BOTH, IN_2020, Told, at, cited, pp
from tests.domain.story import refusal, said

PUBLIC = CaseServiceMode.PUBLIC_NOTICE
# The notice is published on day 26: on 14 or on 15 July 2021.
BOUNDARY = pytest.mark.parametrize(
    ("filed_on", "days"), [(date(2021, 6, 18), 60), (date(2021, 6, 19), 30)]
)


def published(told: Told, day: int) -> Told:
    command = proposals.PublishNotice(published_on=told.on(day), why="下落不明", place="本局网站")
    return told.take(proposals.publish_notice, command)


def serve_notice(told: Told, on: date) -> list[e.CaseEvent]:
    command = proposals.ServeNotice(number="1", mode=PUBLIC, served_on=on)
    return told.ask(proposals.serve_notice, command)


def serve(told: Told, on: date) -> list[e.CaseEvent]:
    command = decision.Serve(mode=PUBLIC, served_on=on, told_of_publicity=True)
    return told.ask(decision.serve, command)


def test_the_period_is_held_up_from_the_publication_on() -> None:
    told = published(at(Stage.NOTICE_PENDING), 26)

    assert told.events[-1] == e.PublicNoticeStarted(
        paper=ServedPaper.NOTICE, on=told.on(26), place="本局网站", why="下落不明"
    )
    assert told.due(DECIDE) is None
    assert told.case.stage is Stage.NOTICE_PENDING


@BOUNDARY
def test_the_notice_is_served_when_its_time_has_passed(filed_on: date, days: int) -> None:
    told = published(at(Stage.NOTICE_PENDING, filed_on), 26)
    end = told.on(26 + days)

    early = refusal(lambda: serve_notice(told, end - timedelta(1)))
    late = refusal(lambda: serve_notice(told, end + timedelta(1)))

    assert said(early) == ("invalid", "public-notice-not-over", PUBLIC_SERVICE)
    assert said(late) == ("invalid", "public-notice-over", PUBLIC_SERVICE)
    assert cited(early) == (("PP2018", "74(5)") if days == 60 else ("PP2021", "82(5)"))
    assert early.facts["date"] == end.isoformat()
    (served,) = serve_notice(told, end)
    assert isinstance(served, e.NoticeServed)
    assert (served.published_on, served.why) == (told.on(26), "下落不明")


@BOTH
def test_the_time_of_the_notice_is_added_to_the_period(filed_on: date) -> None:
    plain = at(Stage.NOTICE_PENDING, filed_on)
    due = plain.due(DECIDE)
    days = 60 if filed_on == IN_2020 else 30
    told = published(plain, 26)

    told = told.then(told.on(26 + days), *serve_notice(told, told.on(26 + days)))

    assert due is not None
    assert told.due(DECIDE) == due + timedelta(days)
    assert told.due(PUBLIC_SERVICE) == told.on(26 + days)
    assert told.moment(told.since).last(STATEMENT)
    assert told.case.publishing is None


def test_who_turns_up_is_served_in_person_and_the_time_ends() -> None:
    told = published(at(Stage.NOTICE_PENDING), 26)
    command = proposals.ServeNotice(number="1", mode=CaseServiceMode.DIRECT, served_on=told.on(30))

    told = told.take(proposals.serve_notice, command)

    (running,) = [each for each in told.clocks if each.rule == PUBLIC_SERVICE]
    assert running.stopped_on == told.on(30)
    assert told.due(DECIDE) == told.on(94)  # 90 days, and 4 that do not count


@BOTH
def test_nothing_is_served_by_a_notice_that_was_not_published(filed_on: date) -> None:
    told = at(Stage.NOTICE_PENDING, filed_on)

    refused = refusal(lambda: serve_notice(told, told.on(90)))

    assert said(refused) == ("out-of-order", "public-notice-missing", PUBLIC_SERVICE)
    assert cited(refused) == pp(filed_on, "74(5)", "82(5)")


def test_it_is_published_once() -> None:
    told = published(at(Stage.NOTICE_PENDING), 26)

    refused = refusal(lambda: published(told, 27))

    assert said(refused) == ("out-of-order", "gate-no-public-notice", PUBLIC_SERVICE)


@pytest.mark.parametrize("stage", [Stage.INVESTIGATING, Stage.NOTICE_WINDOW, Stage.EXECUTING])
def test_only_what_is_to_be_served_is_published(stage: Stage) -> None:
    told = at(stage)

    assert not is_open(told.case, Step.PUBLIC_NOTICE, told.moment(told.since))


@BOTH
def test_a_decision_is_not_served_before_its_time_has_passed(filed_on: date) -> None:
    told = published(at(Stage.DECIDED, filed_on), 42)
    end = told.on(42 + (60 if filed_on == IN_2020 else 30))

    assert told.events[-1].paper is ServedPaper.DECISION  # type: ignore[union-attr]
    early = refusal(lambda: serve(told, end - timedelta(1)))
    assert said(early) == ("invalid", "public-notice-not-over", PUBLIC_SERVICE)
    assert not [each for each in told.clocks if each.rule == PAY]
    told = told.then(end, *serve(told, end))
    assert told.case.stage is Stage.EXECUTING
    assert told.moment(end).last(PAY)
