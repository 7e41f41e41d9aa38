"""Ways back: a proposal, a notice, a hearing or an entry that was wrong, and what then stands."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.case import entry_corrections, hearings, investigation, proposals
from domain.case import events as e
from domain.case.clocks import DECIDE, HEARING_REQUEST, PAY, REVIEW, SEAL, STATEMENT, SUIT
from domain.case.gates import Step, is_open
from domain.case.kinds import (
    CaseServiceMode,
    ClosingEvent,
    HearingEnd,
    Outcome,
    PenaltyKind,
    ReviewKind,
    ReviewOpinion,
    Stage,
    TerminationGround,
)
from domain.case.proposals import PenaltyGiven
from domain.refusals import Refusal
from tests.domain.case.commands import Pick, ask
from tests.domain.case.story import (
    BOTH,
    IN_2022,
    LEADER,
    LOW,
    REPORT,
    REVIEWER,
    Told,
    at,
    commissioned,
    filed,
    fine,
    handler,
    noon,
    pp,
    ready,
    result,
    reviewed,
    seized,
    served,
)
from tests.domain.case.story import cited as cited_by
from tests.domain.story import refusal, said

MODE = CaseServiceMode.DIRECT
HEAVIER = (fine(200_000),)


# --- the proposal --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stage",
    [Stage.NOTICE_PENDING, Stage.NOTICE_WINDOW, Stage.RECHECK, Stage.DECISION_PENDING],
)
def test_a_wrong_proposal_is_made_anew(stage: Stage) -> None:
    told = at(stage)
    penalties = (PenaltyGiven(kind=PenaltyKind.FINE, amount=Decimal(200_000)),)
    command = proposals.ApproveProposal(outcome=Outcome.PENALTY, reason="过轻", penalties=penalties)

    told = told.take(proposals.approve_proposal, command, by=LEADER)

    assert (told.case.stage, told.case.penalties) == (Stage.NOTICE_PENDING, HEAVIER)
    assert (told.case.notice, told.case.recheck) == (None, None)


@BOTH
@pytest.mark.parametrize("to", ["investigating", "reviewing"])
def test_a_leader_sends_the_case_back(to: str, filed_on: date) -> None:
    told = at(Stage.NOTICE_PENDING, filed_on)

    told = told.then(told.since, e.ProposalReturned(to=Stage(to), reason="事实不清"))

    assert told.case.stage == to
    assert (told.case.proposal, told.case.review) == (None, None)
    assert (told.case.concluded is None) is (to == "investigating")
    running = told.moment(told.since).last(REVIEW)
    assert running is not None
    assert (running.stopped_on is None) is (to == "reviewing")


def test_nothing_is_sent_back_once_it_is_decided() -> None:
    told = at(Stage.DECIDED)
    command = proposals.ReturnProposal(to="reviewing", reason="定性不准")

    refused = refusal(lambda: told.ask(proposals.return_proposal, command, by=LEADER))

    assert said(refused) == ("out-of-order", "gate-stage", "PP-NOTICE-FIRST")


# --- the notice ----------------------------------------------------------------------------------


def fresh(told: Told, **change: object) -> list[e.CaseEvent]:
    command = proposals.ServeNotice(number="2", mode=MODE, served_on=told.since, again="笔误")
    return told.ask(proposals.serve_notice, replace(command, **change), on=told.since)


@pytest.mark.parametrize("stage", [Stage.NOTICE_WINDOW, Stage.RECHECK, Stage.DECISION_PENDING])
def test_a_fresh_notice_gives_all_rights_anew(stage: Stage) -> None:
    before = at(stage)

    told = before.then(before.since, *fresh(before))

    case = told.case
    assert case.stage is Stage.NOTICE_WINDOW
    assert (case.statements, case.waived, case.recheck, case.agreed) == ((), None, None, None)
    (old,) = case.superseded
    assert (old.notice, old.statements) == (before.case.notice, before.case.statements)
    for rule in (STATEMENT, HEARING_REQUEST):
        first, last = [each for each in told.clocks if each.rule == rule]
        assert first.stopped_on is not None
        assert (last.trigger, last.stopped_on) == (told.since, None)
    assert is_open(case, Step.HEARING_REQUEST, told.moment(told.since))
    assert not is_open(case, Step.DECISION, told.moment(told.since))


@BOTH
def test_a_fresh_notice_says_why(filed_on: date) -> None:
    told = at(Stage.NOTICE_WINDOW, filed_on)

    refused = refusal(lambda: fresh(told, again=None))

    assert said(refused) == ("invalid", "notice-again-without-reason", "PP-NOTICE-FIRST")
    assert cited_by(refused) == pp(filed_on, "50-52", "56-58")


def test_a_heavier_penalty_needs_a_fresh_notice() -> None:
    told = at(Stage.DECISION_PENDING)
    anew = e.ProposalApproved(outcome=Outcome.PENALTY, penalties=HEAVIER, reason="新事实")
    told = told.then(told.since, anew)

    (notice,) = ask(told, Step.NOTICE, Pick(told.since))

    assert isinstance(notice, e.NoticeServed)
    assert (notice.penalties, notice.again) == (HEAVIER, None)


def test_after_a_fresh_notice_the_review_before_it_counts() -> None:
    told = at(Stage.HEARING, IN_2022).then(IN_2022, REPORT)
    advised = reviewed(ReviewOpinion.CORRECT, ReviewKind.LEGAL_REVIEW, after_hearing=True)
    told = told.then(told.since, advised)

    told = told.then(told.since, *fresh(told))

    assert told.case.review is not None
    assert not told.case.review.after_hearing


# --- after the notice ----------------------------------------------------------------------------


def test_late_facts_are_rechecked_before_the_decision() -> None:
    told = at(Stage.DECISION_PENDING)
    given = (PenaltyGiven(kind=PenaltyKind.FINE, amount=Decimal(5_000)),)
    command = proposals.Recheck(
        accepted=True, text="从轻", outcome=Outcome.PENALTY, penalties=given
    )

    told = told.take(proposals.recheck, command)

    assert (told.case.stage, told.case.penalties) == (Stage.DECISION_PENDING, LOW)


@pytest.mark.parametrize(
    ("day", "stage"), [(29, Stage.NOTICE_WINDOW), (60, Stage.DECISION_PENDING)]
)
def test_a_hearing_that_is_withdrawn_leaves_nothing_to_recheck(day: int, stage: Stage) -> None:
    told = at(Stage.HEARING)
    command = hearings.End(ground=HearingEnd.WITHDRAWN, ended_on=told.on(day), text="撤回")

    told = told.take(hearings.end, command)

    assert told.case.stage is stage
    window = told.moment(told.since).last(STATEMENT)
    assert window is not None
    assert (window.stopped_on is None) is (stage is Stage.NOTICE_WINDOW)


def test_what_the_party_said_before_is_rechecked_though_the_hearing_is_withdrawn() -> None:
    told = at(Stage.HEARING)
    told = told.then(told.since, e.StatementReceived(received_on=told.since, text="请从轻"))
    command = hearings.End(ground=HearingEnd.WITHDRAWN, ended_on=told.since, text="撤回")

    assert told.take(hearings.end, command).case.stage is Stage.RECHECK


def test_the_legal_review_after_a_hearing_has_its_days() -> None:
    told = at(Stage.HEARING, IN_2022)
    told = told.then(told.since, e.HearingHeld(held_on=told.since, attendance=(), summary=""))
    chair = e.ChairNamed(chair=handler("reviewer"), clerk=handler("clerk"), on=told.since)
    hearing = replace(told.case.hearing, named=chair) if told.case.hearing else None
    report = hearings.Report(delivered_on=told.on(40), opinion="维持")
    told = replace(told, case=replace(told.case, hearing=hearing))

    (event,) = told.ask(hearings.report, report, by=REVIEWER)
    told = told.then(told.on(40), event)

    running = told.moment(told.since).last(REVIEW)
    assert running is not None
    assert (running.trigger, running.stopped_on) == (told.on(40), None)
    assert is_open(told.case, Step.REVIEW_EXTENSION, told.moment(told.since))


def test_more_investigation_after_a_hearing_leads_back_to_it() -> None:
    told = at(Stage.HEARING, IN_2022).then(IN_2022, REPORT)
    asked = reviewed(ReviewOpinion.SUPPLEMENT, ReviewKind.LEGAL_REVIEW, after_hearing=True)

    told = told.then(told.since, asked)

    assert (told.case.stage, told.case.concluded) == (Stage.INVESTIGATING, None)
    assert told.case.notice is None
    assert len(told.case.superseded) == 1


# --- entries made in error -----------------------------------------------------------------------


def correction(told: Told, number: int, on: date | None = None) -> list[e.CaseEvent]:
    command = entry_corrections.CorrectEntry(corrects=number, reason="录入有误", on=on)
    since = told.since_without(number)
    return told.ask(entry_corrections.correct_entry, command, since, by=LEADER)


def corrected(told: Told, number: int, on: date | None = None) -> Told:
    return told.then(told.since, *correction(told, number, on))


def test_an_investigation_that_was_not_terminated_goes_on() -> None:
    told = ready()
    ended = e.InvestigationTerminated(ground=TerminationGround.OTHER, reason="误操作")
    told = told.then(told.on(9), ended)
    assert told.case.closing is ClosingEvent.TERMINATED

    told = corrected(told, told.case.version)

    assert (told.case.stage, told.case.closing) == (Stage.INVESTIGATING, None)
    (running,) = told.clocks
    assert (running.rule, running.stopped_on) == (DECIDE, None)
    event = told.events[-1]
    assert isinstance(event, e.EntryCorrected)
    assert (event.entry, event.stage, event.since) == (
        "case.terminated.v1",
        Stage.INVESTIGATING,
        told.on(0),
    )


def test_a_wrong_payment_is_undone_and_owed_again() -> None:
    told = at(Stage.EXECUTING)
    paid = e.PaymentRecorded(amount=Decimal(100_000), paid_on=told.since, in_full=True)
    told = told.then(told.since, paid)

    told = corrected(told, told.case.version)

    running = told.moment(told.since).last(PAY)
    assert told.case.payments == ()
    assert running is not None
    assert running.stopped_on is None


def test_a_service_entered_wrongly_is_undone_and_entered_anew() -> None:
    told = at(Stage.EXECUTING)
    before, number = told.due(PAY), told.case.version
    assert before is not None
    assert refused_as(told, number, told.on(41)).code == "entry-without-day"

    told = corrected(told, number)

    assert told.case.stage is Stage.DECIDED
    assert told.case.served is None
    assert {each.rule for each in told.clocks if each.stopped_on is None} & {PAY, SUIT} == set()

    told = told.then(told.on(41), served(told.on(41)))

    assert told.due(PAY) == before.replace(day=before.day - 1)


def test_a_seizure_keeps_its_hour_on_its_right_day() -> None:
    told = filed()
    told = told.then(told.on(6), seized(noon(told.on(6)), approved_by=None))

    told = corrected(told, 2, told.on(5))

    taken = told.case.measures["1"].taken
    assert (taken.taken_on, taken.taken_at) == (told.on(5), noon(told.on(5)))
    assert {each.trigger for each in told.clocks} == {told.on(0), told.on(5)}
    assert [each.instant for each in told.clocks] == [None, None, noon(told.on(5))]


def test_time_that_a_test_took_counts_when_there_was_none() -> None:
    told = filed()
    due = told.due(DECIDE)
    told = told.then(told.on(6), seized(noon(told.on(6))))
    sealed = told.due(SEAL, "1")
    told = told.then(told.on(7), commissioned("t1", told.on(7), "1"), result("t1", told.on(27)))
    assert told.due(DECIDE) != due

    ongoing = corrected(told, 4)
    none = corrected(ongoing, 3)

    assert ongoing.case.open_tests == ["t1"]
    assert ongoing.moment(told.since).last_day(DECIDE) is None
    assert none.case.tests == {}
    assert (none.due(DECIDE), none.due(SEAL, "1")) == (due, sealed)


def test_what_something_rests_on_is_corrected_after_it() -> None:
    told = filed()
    told = told.then(told.on(7), commissioned("t1", told.on(7)), result("t1", told.on(9)))

    refused = refusal(lambda: correction(told, 2))

    assert said(refused) == ("out-of-order", "entry-rested-on", "PP-ARCHIVE")
    assert (refused.facts["value"], refused.facts["number"]) == ("2", "3")
    assert cited_by(refused) == ("PP2018", "71")


def refused_as(told: Told, number: int, on: date | None = None) -> Refusal:
    return refusal(lambda: correction(told, number, on))


def test_what_is_no_such_entry_is_not_corrected() -> None:
    told = at(Stage.EXECUTING)
    paid = e.PaymentRecorded(amount=Decimal(100_000), paid_on=told.since, in_full=True)
    entry = told.case.version

    assert refused_as(told, 1).code == "entry-not-correctable"
    assert refused_as(told, 99).code == "no-such-event"
    owing = told.then(told.since, paid)
    assert refused_as(owing, entry + 1, told.on(200)).code == "date-in-future"
    twice = corrected(told, entry).then(told.since, served(told.since))
    assert refused_as(twice, entry).code == "entry-not-correctable"


def test_what_has_no_day_of_its_own_gets_none() -> None:
    told = ready()
    ended = e.InvestigationTerminated(ground=TerminationGround.OTHER, reason="误操作")
    told = told.then(told.on(9), ended)

    assert refused_as(told, told.case.version, told.on(3)).code == "entry-without-day"


def test_where_no_entry_can_be_corrected_the_step_is_closed() -> None:
    told = ready()

    refused = refused_as(told, 1)

    assert said(refused) == ("out-of-order", "gate-correctable-entry", "PP-ARCHIVE")


# --- what came too late holds nothing up ---------------------------------------------------------


def ordered(told: Told, measure: str | None, told_on: date | None) -> investigation.CommissionTest:
    return investigation.CommissionTest(
        lab="市质检院",
        purpose="接地",
        commissioned_on=told.on(20),
        measure=measure,
        told_on=told_on,
    )


def test_a_test_dated_back_does_not_revive_a_seal_that_lapsed() -> None:
    told = filed()
    told = told.then(told.on(1), seized(noon(told.on(1))))

    def order(told_on: date) -> list[e.CaseEvent]:
        command = ordered(told, "1", told_on)
        return told.ask(investigation.commission_test, command, on=told.on(20), today=told.on(60))

    assert refusal(lambda: order(told.on(60))).code == "measure-expired"
    assert order(told.on(21))


@pytest.mark.parametrize(("told_on", "lapsed"), [(None, (DECIDE,)), (21, ())])
def test_a_test_entered_late_revives_no_decision_period(
    told_on: int | None, lapsed: tuple[str, ...]
) -> None:
    told = filed()
    command = ordered(told, None, None if told_on is None else told.on(told_on))

    (event,) = told.ask(investigation.commission_test, command, on=told.on(20), today=told.on(120))

    assert isinstance(event, e.TestCommissioned)
    assert event.lapsed == lapsed
    stopped = told.then(told.since, event).moment(told.since).last_day(DECIDE)
    assert stopped == (told.due(DECIDE) if lapsed else None)
