"""What holds of a case whatever is asked, in whatever order, on whatever days."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from application.ledger import Entry
from application.views.case import CaseRow, fold
from domain.case import events as e
from domain.case.gates import Step, checklist, is_open
from domain.case.grounds import discussion_grounds
from domain.case.kinds import Outcome, ReviewOpinion, Stage
from domain.refusals import Refusal
from domain.statute.running import Running
from tests.domain.case.commands import ASKS, Pick, ask
from tests.domain.case.story import CRIME, IN_2020, IN_2022, LAW, LEADER, Told, at, filed

# The ways of law.md 12.3, by hand; a case stays where it is as well.
WAYS: dict[Stage, str] = {
    Stage.INVESTIGATING: "reviewing closing",
    Stage.REVIEWING: "investigating proposal_pending closing",
    Stage.PROPOSAL_PENDING: "investigating reviewing notice_pending decision_pending closing",
    Stage.NOTICE_PENDING: "investigating reviewing notice_window decision_pending closing",
    Stage.NOTICE_WINDOW: "investigating reviewing notice_pending recheck hearing decision_pending"
    " decided closing",
    Stage.HEARING: "notice_window recheck decision_pending closing",
    Stage.RECHECK: "investigating reviewing notice_pending notice_window hearing decision_pending"
    " decided closing",
    Stage.DECISION_PENDING: "investigating reviewing notice_pending notice_window recheck hearing"
    " decided closing",
    Stage.DECIDED: "executing",
    Stage.EXECUTING: "closing",
    Stage.CLOSING: "closed",
    Stage.CLOSED: "archived",
    Stage.ARCHIVED: "",
}
# What leads on; everything else happens along the way.
ONWARD = (
    Step.CONCLUSION,
    Step.REVIEW,
    Step.PROPOSAL,
    Step.NOTICE,
    Step.STATEMENT,
    Step.HEARING_REQUEST,
    Step.CHAIR,
    Step.HEARING_FILE,
    Step.SCHEDULE,
    Step.HEARING,
    Step.HEARING_REPORT,
    Step.RECHECK,
    Step.DECISION,
    Step.SERVICE,
    Step.PUBLICATION,
    Step.PAYMENT,
    Step.DEMAND,
    Step.COURT,
    Step.EXECUTION,
    Step.MEASURE_RELEASE,
    Step.PRESERVATION_END,
    Step.TEST_RESULT,
    Step.RESUMPTION,
    Step.CLOSURE,
    Step.ARCHIVE,
)
CLEARED = "cleared"
# What a sound command may still be refused for: it depends on the days it speaks of.
# Fifteen days ahead, a hearing may be fewer than seven working days away: holidays lie between.
OF_INPUT = ("date-before-step", "deferral-without-time", "hearing-notice-late")


class Walker(Struct, frozen=True):
    """A case, and the row that lists show of it."""

    told: Told
    row: CaseRow

    def then(self, on: date, events: list[e.CaseEvent]) -> "Walker":
        """What was decided, recorded in both."""
        told, row = self.told, self.row
        for event in events:
            row = fold(row, entry(event, on, told.case.version + 1))
            told = told.then(on, event)
        return Walker(told, row)


def entry(event: e.CaseEvent, on: date, version: int) -> Entry:
    return Entry(
        originator_id=UUID(int=1),
        originator_version=version,
        event=event,
        by=LEADER,
        effective_on=on,
        correlation=UUID(int=1),
    )


def begin(told: Told) -> Walker:
    row = None
    for number, (event, on) in enumerate(zip(told.events, told.days, strict=True)):
        row = fold(row, entry(event, on, number + 1))
    assert row is not None
    return Walker(told, row)


def taken(told: Told, step: Step | str, pick: Pick) -> list[e.CaseEvent] | Refusal:
    """What a step records, or how it is refused."""
    case = told.case
    if step == CLEARED:
        moved = case.decision is None or case.decision.outcome is Outcome.CRIMINAL
        cleared = e.CrimeSuspicionCleared(reason="不构成犯罪", received_on=pick.on)
        return [cleared] if case.crime and moved else Refusal("no-crime")
    assert isinstance(step, Step)
    if step in FROM_OUTSIDE:
        open_now = is_open(case, step, told.moment(pick.on))
        return [FROM_OUTSIDE[step]] if open_now else Refusal("gate")
    try:
        return ask(told, step, pick)
    except Refusal as refused:
        return refused


FROM_OUTSIDE: dict[Step, e.CaseEvent] = {
    Step.CRIME: CRIME,
    Step.REFERRAL: e.CaseReferred(referral=UUID(int=9), to_org="other"),
}
ANY: tuple[Step | str, ...] = (*ASKS, *FROM_OUTSIDE, CLEARED)
BEGINNINGS = (
    Stage.INVESTIGATING,
    Stage.INVESTIGATING,
    Stage.NOTICE_WINDOW,
    Stage.HEARING,
    Stage.DECISION_PENDING,
    Stage.EXECUTING,
    Stage.CLOSED,
)
DAYS = st.sampled_from([0, 0, 1, 1, 3, 5, 9, 12, 20, 100])


def legal(told: Told, pick: Pick, among: tuple[Step | str, ...]) -> list[Step | str]:
    return [step for step in among if isinstance(taken(told, step, pick), list)]


@settings(max_examples=100, deadline=None)
@given(
    data=st.data(),
    filed_on=st.sampled_from([IN_2020, date(2021, 6, 20), IN_2022]),
    stage=st.sampled_from(BEGINNINGS),
    length=st.integers(5, 40),
)
def test_whatever_is_asked_the_invariants_hold(
    data: st.DataObject, filed_on: date, stage: Stage, length: int
) -> None:
    walker = begin(at(stage, filed_on))
    for _ in range(length):
        day = walker.told.since + timedelta(data.draw(DAYS))
        pick = Pick(day, data.draw(st.integers(0, 11)))
        kind = data.draw(st.integers(0, 3))
        among = legal(walker.told, pick, ONWARD if kind > 1 else ANY) if kind else []
        step = data.draw(st.sampled_from(among or list(ANY)))
        check_answer(walker.told, step, pick)
        done = taken(walker.told, step, pick)
        if isinstance(done, list):
            after = walker.then(day, done)
            check_step(walker.told, after.told, done, day)
            walker = after
        check(walker)


def check_answer(told: Told, step: Step | str, pick: Pick) -> None:
    """Asking changes nothing; what the checklist says is what the command says.

    A step that is open is not refused to a sound command; one that is closed, by its first gate.
    """
    first, again = taken(told, step, pick), taken(told, step, pick)
    assert str(first) == str(again)
    if not isinstance(step, Step) or step in FROM_OUTSIDE:
        return
    moment = told.moment(pick.on)
    missing = [each.code for each in checklist(told.case, step, moment) if not each.met]
    assert is_open(told.case, step, moment) is (not missing)
    if isinstance(first, list):
        assert first
        assert not missing
    elif missing:
        assert first.code == f"gate-{missing[0]}"
    else:
        assert first.code in OF_INPUT, (step, first.code, first.facts)


def check_step(before: Told, after: Told, events: list[e.CaseEvent], on: date) -> None:
    """A case goes only where the law leads it, and no penalty comes without what it needs."""
    was, now = before.case, after.case
    if isinstance(events[-1], e.EntryCorrected):
        check_as_if_right(after)
        return
    back = now.stage is Stage.INVESTIGATING and isinstance(
        events[-1], e.CrimeSuspicionCleared | e.DecisionRevoked
    )
    given_up = isinstance(events[-1], e.DecisionRevoked) and now.stage is Stage.CLOSING
    if now.stage is not was.stage and not back and not given_up:
        assert now.stage in WAYS[was.stage].split()
    for event in events:
        if isinstance(event, e.DecisionMade):
            check_decision(before, event, on)


def check_as_if_right(after: Told) -> None:
    """After a correction case and clocks are those of a case in which the error never was."""
    case, first = after.case, after.case.entries[0]
    assert isinstance(first, e.CaseFiled)
    told = filed(after.filed_on, first)
    for number, (each, on) in enumerate(zip(case.entries, after.days, strict=True), 1):
        if number > 1 and number not in case.undone and not isinstance(each, e.EntryCorrected):
            told = told.then(on, each)
    assert replace(told.case, entries=case.entries, undone=case.undone) == case
    assert sorted(map(essence, told.clocks)) == sorted(map(essence, after.clocks))


def essence(clock: Running) -> str:
    """What a clock says, whatever the numbers of the events that said so."""
    spans = [(each.kind, each.start, each.end) for each in clock.intervals]
    longer = [(each.approver, each.approved_on, each.until) for each in clock.extensions]
    return str((clock.rule, clock.party, clock.trigger, clock.stopped_on, spans, longer))


def check_decision(before: Told, decided: e.DecisionMade, on: date) -> None:
    """All that law.md 2.8 (3), (5), (8) and (11) ask of a decision."""
    case = before.case
    assert len({each.id for each in case.handlers} - case.recused) >= 2
    assert case.concluded is not None
    assert case.review is not None
    assert case.review.opinion is not ReviewOpinion.SUPPLEMENT
    assert case.suspension is None
    assert not case.open_tests
    assert (case.crime is not None) is (decided.outcome is Outcome.CRIMINAL)
    if decided.outcome is not Outcome.PENALTY:
        return
    assert case.notice is not None
    ended = [each for each in (before.due(rule) for rule in ("PP-STATEMENT",)) if each is not None]
    used = case.waived or case.statements or (case.hearing and case.hearing.report)
    assert used or on > ended[0]
    assert case.hearing is None or case.hearing.report or case.hearing.ended
    if case.statements or (case.hearing and case.hearing.report):
        assert case.recheck is not None
    if discussion_grounds(case, before.moment(on)):
        assert case.agreed is not None
    told = {each.kind: each.amount or 0 for each in case.notice.penalties}
    assert all((each.amount or 0) <= told[each.kind] for each in decided.penalties)


def check(walker: Walker) -> None:
    """What always holds."""
    told, case = walker.told, walker.told.case
    assert case.version == len(told.events)
    assert (walker.row.stage, walker.row.clocks) == (case.stage, told.clocks)
    hearing = case.hearing
    is_heard = hearing is not None and hearing.report is None and hearing.ended is None
    assert case.stage is not Stage.HEARING or is_heard
    assert case.suspension is None or case.stage not in {Stage.CLOSING, Stage.CLOSED}
    for clock in told.clocks:
        reckoned = clock.clock(LAW.rules)
        if reckoned is None or reckoned.version.amount is None:
            continue
        due = told.moment(told.since).due(clock.rule, clock.party)
        last = told.moment(told.since).last(clock.rule, clock.party)
        assert due is not None
        assert last is not None
        assert due.due is not None or any(each.end is None for each in last.intervals)
