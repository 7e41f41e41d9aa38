"""公示, 结案, 归档: what is shown and for how long, and what a complete file holds."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.case import closing, publicity
from domain.case import events as e
from domain.case.gates import Step
from domain.case.kinds import (
    CaseServiceMode,
    ClosingEvent,
    DiscussionPurpose,
    FolderKind,
    Outcome,
    PenaltyKind,
    PreservationEnd,
    PublicityEnd,
    ReleaseGround,
    Stage,
    TerminationGround,
)
from domain.refusals import Invalid
from tests.domain.case.commands import Pick, ask, volume
from tests.domain.case.story import (
    BOTH,
    HIGH,
    IN_2020,
    IN_2022,
    LEADER,
    LOW,
    WARNING,
    Told,
    at,
    cited,
    decided,
    filed,
    noon,
    penalty,
    pp,
    preserved,
    published,
    seized,
)
from tests.domain.story import refusal, said

# --- publication ---------------------------------------------------------------------------------


def publish(told: Told, on: date) -> list[e.CaseEvent]:
    return told.ask(publicity.publish, publicity.Publish(published_on=on))


def test_a_penalty_is_published_with_its_term() -> None:
    told = at(Stage.EXECUTING, IN_2022, LOW)
    long = at(Stage.EXECUTING, IN_2022, HIGH)
    place = "国家企业信用信息公示系统"

    assert publish(told, told.on(44)) == [
        e.PenaltyPublished(on=told.on(44), until=PublicityEnd.THREE_MONTHS, place=place)
    ]
    assert publish(long, long.on(44)) == [
        e.PenaltyPublished(on=long.on(44), until=PublicityEnd.THREE_YEARS, place=place)
    ]
    assert refusal(lambda: publish(told, told.on(39))).code == "date-before-step"


def test_a_warning_is_not_published() -> None:
    told = at(Stage.EXECUTING, IN_2022, (WARNING,))

    refused = refusal(lambda: publish(told, told.on(44)))

    assert said(refused) == ("out-of-order", "gate-publishable", "PUB-SCOPE")
    assert cited(refused) == ("PUB2021", "2")


def test_it_is_published_once() -> None:
    told = at(Stage.EXECUTING, IN_2022)
    told = told.then(told.on(44), published(told.on(44)))

    refused = refusal(lambda: publish(told, told.on(45)))

    assert said(refused) == ("out-of-order", "gate-unpublished", "PUB-20")


def shown(penalties: tuple[e.Penalty, ...] = LOW, stage: Stage = Stage.CLOSING) -> Told:
    """A penalty that is public for three months from 24 December 2022 on."""
    told = at(stage, date(2022, 11, 1), penalties)
    day = date(2022, 12, 24)
    return told.then(day, published(day, PublicityEnd.THREE_MONTHS))


def stop(told: Told, on: date, *, early: bool = False) -> list[e.CaseEvent]:
    command = publicity.StopPublication(stopped_on=on, reason="期满", early=early)
    return told.ask(publicity.stop, command)


def test_it_stays_public_for_its_term() -> None:
    told = shown()
    end = date(2023, 3, 24)

    assert stop(told, end) == [e.PublicityStopped(on=end, early=False, reason="期满")]
    refused = refusal(lambda: stop(told, end - timedelta(1)))
    assert said(refused) == ("out-of-order", "publicity-not-over", "PUB-END-3M")
    assert cited(refused) == ("PUB2021", "13")
    after = told.then(end, *stop(told, end))
    assert refusal(lambda: stop(after, end)).code == "gate-published"


def test_it_may_end_early_once_it_was_performed() -> None:
    told, unpaid = shown(), shown(stage=Stage.EXECUTING)
    day = date(2023, 1, 10)

    assert stop(told, day, early=True) == [e.PublicityStopped(on=day, early=True, reason="期满")]
    refused = refusal(lambda: stop(unpaid, day, early=True))
    assert said(refused) == ("out-of-order", "gate-publication-over", "PUB-END-3Y")
    over = refusal(lambda: stop(unpaid, date(2026, 3, 1), early=True))
    assert said(over) == ("out-of-order", "publicity-not-performed", "PUB-EARLY")
    assert cited(over) == ("PUB2021", "14")


@pytest.mark.parametrize(
    "kind",
    [
        PenaltyKind.SUSPENSION_ORDER,
        PenaltyKind.RESTRICT_BUSINESS,
        PenaltyKind.EMPLOYMENT_BAN,
        PenaltyKind.DOWNGRADE,
        PenaltyKind.CLOSURE,
        PenaltyKind.LICENCE_REVOCATION,
    ],
)
def test_what_is_grave_stays_to_the_end(kind: PenaltyKind) -> None:
    told = shown((penalty(kind),))

    refused = refusal(lambda: stop(told, date(2023, 1, 10), early=True))
    over = refusal(lambda: stop(told, date(2026, 3, 1), early=True))

    assert said(refused) == ("out-of-order", "gate-publication-over", "PUB-END-3Y")
    assert said(over) == ("out-of-order", "publicity-not-early", "PUB-EARLY")


def withdraw(told: Told, on: date) -> list[e.CaseEvent]:
    command = publicity.WithdrawPublication(withdrawn_on=on, reason="已变更")
    return told.ask(publicity.withdraw, command)


@pytest.mark.parametrize(
    "event",
    [
        e.DecisionChanged(by_body="法院", penalties=LOW, reason="过重"),
        e.DecisionRevoked(by_body="法院", reason="违法", remade=True),
        e.DecisionRevoked(by_body="法院", reason="违法", remade=False),
    ],
    ids=["changed", "made anew", "revoked"],
)
def test_what_does_not_stand_is_taken_down(event: e.CaseEvent) -> None:
    told, day = shown(HIGH), date(2023, 1, 10)
    standing = refusal(lambda: withdraw(told, day))
    assert said(standing) == ("out-of-order", "gate-decision-changed", "PP-WITHDRAW-PUB")

    told = told.then(day, event)

    assert withdraw(told, day) == [e.PublicityWithdrawn(on=day, reason="已变更")]
    assert refusal(lambda: withdraw(told, date(2022, 12, 23))).code == "date-before-step"
    after = told.then(day, *withdraw(told, day))
    assert refusal(lambda: withdraw(after, day)).code == "gate-published"


def test_what_was_changed_before_it_was_shown_is_not_taken_down() -> None:
    told = at(Stage.EXECUTING, IN_2022)
    changed = e.DecisionChanged(by_body="法院", penalties=LOW, reason="过重")
    told = told.then(told.on(43), changed).then(told.on(44), published(told.on(44)))

    refused = refusal(lambda: withdraw(told, told.on(45)))

    assert refused.code == "gate-decision-changed"


# --- closing -------------------------------------------------------------------------------------


def close(told: Told) -> list[e.CaseEvent]:
    return told.ask(closing.close, closing.Close(text="同意结案"), by=LEADER)


def test_a_case_is_closed_on_the_event_that_ended_it() -> None:
    told = at(Stage.CLOSING)
    dead = filed().then(
        IN_2020, e.InvestigationTerminated(ground=TerminationGround.PARTY_DEAD, reason="死亡")
    )
    gone = at(Stage.DECIDED).then(
        at(Stage.DECIDED).since, e.DecisionRevoked(by_body="法院", reason="违法", remade=False)
    )

    for ended, by in (
        (told, ClosingEvent.EXECUTED),
        (dead, ClosingEvent.TERMINATED),
        (gone, ClosingEvent.OTHER),
    ):
        assert close(ended) == [e.CaseClosed(by=by, text="同意结案", officer="leader")]


def other(outcome: Outcome) -> Told:
    """A case that was decided otherwise than by a penalty."""
    told = at(Stage.DECISION_PENDING)
    return told.then(told.on(40), decided((), outcome))


SERVED = e.DecisionServed(mode=CaseServiceMode.DIRECT, served_on=IN_2020)


@pytest.mark.parametrize("outcome", [Outcome.NO_PENALTY_EXEMPT, Outcome.NO_PENALTY_UNFOUNDED])
def test_a_decision_not_to_punish_is_served_before_the_closing(outcome: Outcome) -> None:
    told = other(outcome)

    refused = refusal(lambda: close(told))

    assert said(refused) == ("out-of-order", "gate-decision-served", "PP-SERVE")
    served = told.then(told.since, SERVED)
    assert served.case.stage is Stage.CLOSING
    (event,) = close(served)
    assert isinstance(event, e.CaseClosed)
    assert event.by is ClosingEvent.NO_PENALTY_OR_MOVED


def test_a_case_for_another_department_is_referred_before_the_closing() -> None:
    told = other(Outcome.OTHER_DEPARTMENT)

    refused = refusal(lambda: close(told))

    assert said(refused) == ("out-of-order", "gate-referred", "PP-OTHER-DEPT")
    assert close(told.then(told.since, e.CaseReferred(referral=UUID(int=9), to_org="other")))


@BOTH
def test_nothing_stays_sealed_or_preserved_in_a_closed_case(filed_on: date) -> None:
    told = at(Stage.CLOSING, filed_on)
    on = told.since
    held, kept = told.then(on, seized(noon(on))), told.then(on, preserved(noon(on)))

    sealed, preserving = refusal(lambda: close(held)), refusal(lambda: close(kept))

    assert said(sealed) == ("out-of-order", "gate-measures-over", "PP-SEAL")
    assert cited(sealed) == pp(filed_on, "35", "38")
    assert said(preserving) == ("out-of-order", "gate-preservations-over", "PP-REGISTER-EVID")
    released = e.MeasureReleased(measure="1", ground=ReleaseGround.DECIDED, on=on)
    ended = e.PreservationEnded(preservation="1", by=PreservationEnd.RETURNED, on=on)
    assert close(held.then(on, released))
    assert close(kept.then(on, ended))
    lapsed = replace(kept, since=on + timedelta(30))
    assert close(lapsed)


# --- archive -------------------------------------------------------------------------------------

F = FolderKind
MAIN = (F.FILING_FORM, F.EVIDENCE, F.NOTICE, F.STATEMENT, F.DECISION, F.RECEIPT)
SECONDARY = (F.SOURCE, F.REPORT, F.REVIEW, F.CLOSING_FORM)


def archive(told: Told, *without: FolderKind) -> list[e.CaseEvent]:
    main, secondary = (
        volume(*(each for each in kinds if each not in without)) for kinds in (MAIN, SECONDARY)
    )
    given = tuple(closing.FolderGiven(name="示例") for _ in range(2))
    command = closing.Archive(number="1", main=given, secondary=given)
    return told.ask(closing.archive, command, main, secondary)


def test_a_complete_file_goes_to_the_archive_in_two_volumes() -> None:
    (event,) = archive(at(Stage.CLOSED))

    assert isinstance(event, e.CaseArchived)
    assert [each.kind for each in event.main] == list(MAIN)
    assert [each.kind for each in event.secondary] == list(SECONDARY)


@BOTH
@pytest.mark.parametrize("missing", [*MAIN, *SECONDARY])
def test_what_is_missing_is_named(missing: FolderKind, filed_on: date) -> None:
    told = at(Stage.CLOSED, filed_on)

    refused = refusal(lambda: archive(told, missing))

    assert said(refused) == ("invalid", "file-incomplete", "PP-ARCHIVE")
    assert cited(refused) == pp(filed_on, "71", "78")
    assert refused.facts["folder_kind"] == missing
    assert isinstance(refused, Invalid)
    assert refused.pointer == ("/main" if missing in MAIN else "/secondary")


def test_what_is_needed_follows_from_what_happened() -> None:
    bare = filed().then(
        IN_2020, e.InvestigationTerminated(ground=TerminationGround.PARTY_DEAD, reason="死亡")
    )
    moved = other(Outcome.OTHER_DEPARTMENT)
    held = e.DiscussionHeld(
        number=1, purpose=DiscussionPurpose.RECUSAL, held_on=IN_2020, voices=(), conclusion="同意"
    )
    heard = at(Stage.HEARING)
    report = e.HearingReportDelivered(on=heard.since, opinion="维持")

    assert needed(bare) == ([F.FILING_FORM], [F.SOURCE, F.CLOSING_FORM])
    assert F.TRANSFER in needed(moved)[0]
    assert F.DISCUSSION in needed(filed().then(IN_2020, held))[1]
    assert F.HEARING_REPORT in needed(heard.then(heard.since, report))[1]


def needed(told: Told) -> tuple[list[FolderKind], list[FolderKind]]:
    return closing.needed_papers(told.case, told.moment(told.since))


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.ARCHIVED])
def test_what_arrives_late_is_added_and_changes_nothing(stage: Stage) -> None:
    told = at(stage)

    (event,) = ask(told, Step.LATE_ADDITION, Pick(told.since))

    assert event == e.LateAddition(text="补充", reason="后收到")
    after = told.then(told.since, event).case
    assert (after.stage, after.additions) == (stage, (event,))
    early = at(Stage.CLOSING)
    refused = refusal(lambda: ask(early, Step.LATE_ADDITION, Pick(early.since)))
    assert said(refused) == ("out-of-order", "gate-stage", "PP-CLOSE")
