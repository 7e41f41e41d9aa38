"""Referrals of a case or a lead: what happens to both is recorded in one append or not at all."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

import domain.case.events as ce
import domain.reference.events as ref
from application import cases, criminal_transfers, leads, offers, referrals
from application.aggregates import CASE, LEAD, REFERRAL
from application.case_referrals import ask_assistance, refer_out
from application.desk import Call, Change, Contended, Desk, Done, Loaded
from application.directory import Directory
from application.ledger import Entry, Ledger
from application.views import crime
from application.views.case import CaseRow
from application.views.lead import LeadRow
from application.views.referral import ReferralRow
from domain.authority import Officer, Role
from domain.case import closing, decision, proposals
from domain.case import referrals as case_side
from domain.case.clocks import CLOSE, DECIDE, SEAL
from domain.case.gates import Step, is_open
from domain.case.kinds import (
    ClosingEvent,
    MeasureKind,
    Outcome,
    PartyKind,
    ReleaseGround,
    ReviewKind,
    ReviewOpinion,
    Stage,
)
from domain.case.law import Moment
from domain.case.referrals import AskAssistance, ReferOut
from domain.case.state import Case
from domain.case.state import evolve as evolve_case
from domain.events import Event
from domain.lead import handover
from domain.lead.clocks import VERIFY
from domain.lead.decisions import StartVerification
from domain.lead.handover import Refer
from domain.lead.state import Lead, LeadStatus
from domain.reference.officers import OfficerEntry
from domain.referral import answers, criminal, objections
from domain.referral.decisions import Accept, Approve, Receive, Withdraw
from domain.referral.kinds import PoliceResult, ReferralKind
from domain.referral.state import Referral, ReferralStatus
from domain.refusals import Refusal
from domain.statute.clock import due_of
from domain.statute.running import Running
from tests.application.bureau import (
    REVISION,
    call,
    dispatched,
    officers,
    publish,
    registered,
    story,
)
from tests.application.memory import recorder_of
from tests.domain.crime_story import (
    APPROVED,
    DOCUMENTS,
    FORMED,
    LAW,
    PROCURATORATE,
    RECEIPTED,
    REPORTED,
    SENT,
    at,
)
from tests.domain.crime_story import FILED as FILED_THERE
from tests.domain.statute.published import rules, years
from tests.domain.story import (
    CORPS,
    CORPS_LEADER,
    FIRE,
    HANDLER,
    HEAD,
    LEADER,
    POLICE,
    PUDONG,
    PUDONG_HANDLER,
    PUDONG_POLICE,
    REGISTERED,
    TODAY,
    XUHUI,
    ZHEJIANG,
    folded,
    lead_after,
    officer,
    refusal,
    said,
)

FILED_ON = date(2020, 1, 6)
MON = date(2020, 3, 2)
TUE, WED, THU = (MON + timedelta(days) for days in (1, 2, 3))
CASE_ID = UUID(int=70)
CORPS_HANDLER = officer(CORPS, Role.HANDLER)
ROSTER = tuple(
    OfficerEntry(id=name, name=name, org=org, roles=(Role.HANDLER,), certificate="1")
    for name, org in (("li", XUHUI), ("wang", XUHUI), ("zhao", CORPS), ("qian", CORPS))
)
HANDLERS = tuple(
    ce.Handler(id=name, name=name, certificate="1")
    for name in (ROSTER[0].id, ROSTER[1].id, HANDLER.id)
)
FILED = ce.CaseFiled(
    number="沪市监徐立〔2020〕1号",
    lead=UUID(int=71),
    dossier=UUID(int=71),
    org=XUHUI,
    title="销售不合格电水壶案",
    party=ce.Party(name="示例电器商行", kind=PartyKind.ENTITY),
    violation="销售不合格产品",
    handlers=HANDLERS,
    reason="初步证据",
)
CONCLUDED = ce.InvestigationConcluded(
    facts="销售", opinion="移送", outcome=Outcome.CRIMINAL, review_received_on=FILED_ON
)
REVIEWED = ce.ReviewGiven(
    kind=ReviewKind.CASE_REVIEW,
    opinion=ReviewOpinion.AGREE,
    text="同意",
    reviewer=ce.Handler(id="sun", name="sun", certificate=""),
)
PROPOSED = ce.ProposalApproved(outcome=Outcome.PENALTY, reason="罚款")
SEALED = ce.MeasureTaken(
    measure="1",
    kind=MeasureKind.SEALING,
    items=("电水壶",),
    place="仓库",
    taken_at=at(MON, 9),
    taken_on=MON,
    officers=("li", "wang"),
    document_no="1",
    approved_by="zhang",
)
TO_FIRE = ce.DecisionMade(
    number="1", outcome=Outcome.OTHER_DEPARTMENT, reason="属消防职责", officer="某"
)
TEAM = criminal.FormTeam(
    reason="达到追诉标准",
    offence="销售伪劣产品罪",
    to_org=POLICE,
    team=("li", "wang"),
    effective_on=MON,
)


@pytest.fixture
def here(ledger: Ledger, directory: Directory) -> Directory:
    """The directory with officers, rules and calendars."""
    publish(ledger, "officers", 1, officers(1, *ROSTER))
    law = ref.RulesPublished(notice="", items=tuple(rules().values()), **REVISION)  # type: ignore[arg-type]
    days = ref.CalendarsPublished(notice="", items=years(), **REVISION)  # type: ignore[arg-type]
    publish(ledger, "rules", 1, law)
    publish(ledger, "calendars", 1, days)
    directory.refresh()
    return directory


class Bureau:
    """The desk with what the stories do at it."""

    def __init__(self, desk: Desk, directory: Directory) -> None:
        self.desk, self.directory = desk, directory

    async def case(self, *events: Event, on: date = FILED_ON) -> Loaded[Case, CaseRow]:
        """A case after these events."""
        change = Change(stream=CASE_ID, aggregate=CASE, events=[FILED, *events])
        await self.desk.record(call(HANDLER), on, change)
        return await self.now()

    async def now(self) -> Loaded[Case, CaseRow]:
        """The case as the ledger has it."""
        return await self.desk.load(CASE, CASE_ID)

    async def referral(self, done: Done) -> Loaded[Referral, ReferralRow]:
        """A referral as the ledger has it."""
        return await self.desk.load(REFERRAL, done.stream)

    async def team(self) -> Done:
        """The team is formed."""
        return await criminal_transfers.criminal_transfer(
            self.desk, self.directory, CASE_ID, TEAM, call(HANDLER)
        )

    async def plain(self, done: Done, *commands: Any) -> None:  # noqa: ANN401
        """Steps that concern the referral alone."""
        deciders = {body: decide for _, body, decide in criminal_transfers.PLAIN}
        for each in commands:
            decide = deciders[type(each)]
            await criminal_transfers.take(
                self.desk, self.directory, done.stream, each, call(HANDLER), decide
            )

    async def approved(self, done: Done, *, granted: bool = True) -> None:
        """The head decides."""
        await self.plain(done, criminal.SubmitReport(text="核实", effective_on=MON))
        command = criminal.DecideTransfer(granted=granted, decided_at=at(TUE, 9), reason="理由")
        await criminal_transfers.decide_transfer(
            self.desk, self.directory, done.stream, command, call(HEAD)
        )

    async def sent(self, done: Done) -> None:
        """It is on its way to the police."""
        await self.approved(done)
        send = criminal.Send(sent_at=at(TUE, 15), documents=DOCUMENTS, copied_to=PROCURATORATE)
        await self.plain(done, send)

    async def at_police(self, done: Done) -> None:
        """The police have signed for it."""
        await self.sent(done)
        command = criminal.RecordReceipt(received_at=at(TUE, 17), body="示例公安分局")
        await criminal_transfers.record_receipt(
            self.desk, self.directory, done.stream, command, call(HANDLER)
        )

    async def result(self, done: Done, result: PoliceResult) -> None:
        """The police have decided; the notice came on Wednesday."""
        command = criminal.RecordPoliceResult(
            result=result, number="1", reason="理由", effective_on=WED
        )
        await self.plain(done, command)

    async def ended(self, done: Done) -> Done:
        """The bureau lets it rest."""
        command = objections.Conclude(reason="不再提请", effective_on=THU)
        return await criminal_transfers.conclude(
            self.desk, self.directory, done.stream, command, call(HANDLER)
        )

    async def handed(self, done: Done, *measures: str) -> Done:
        """Items and materials are with the police."""
        command = criminal.HandOver(
            items=("电水壶",), receipt="交1", measures=measures, told_on=THU, effective_on=THU
        )
        return await criminal_transfers.hand_over(
            self.desk, self.directory, done.stream, command, call(HANDLER)
        )

    async def proposed(self, outcome: Outcome) -> Done:
        """A leader approves the proposal."""
        command = proposals.ApproveProposal(outcome=outcome, reason="拟处理")
        return await cases.take(
            self.desk, self.directory, CASE_ID, command, call(LEADER), proposals.approve_proposal
        )

    async def decided(self, outcome: Outcome) -> Done:
        """A leader decides the case."""
        command = decision.Decide(outcome=outcome, reason="决定")
        return await cases.decide(self.desk, self.directory, CASE_ID, command, call(LEADER))


@pytest.fixture
def bureau(desk: Desk, here: Directory) -> Bureau:
    """Xuhui's desk."""
    return Bureau(desk, here)


def moment(case: Loaded[Case, CaseRow]) -> Moment:
    return Moment(on=TODAY, today=TODAY, law=LAW, clocks=case.row.clocks)


def running(clocks: Sequence[Running], rule: str) -> list[Running]:
    return [each for each in clocks if each.rule == rule and each.stopped_on is None]


# --- a case and the police -----------------------------------------------------------------------


def test_a_suspicion_begins_a_referral_and_stands_in_the_case(bureau: Bureau) -> None:
    async def told() -> None:
        await bureau.case()
        before = len(recorder_of(bureau.desk.ledger).batches)

        done = await bureau.team()

        case, referral = await bureau.now(), await bureau.referral(done)
        assert len(recorder_of(bureau.desk.ledger).batches) == before + 1
        assert case.row.crime_suspected
        assert case.state.crime is not None
        assert case.state.crime.referral == done.stream
        assert referral.row.kind is ReferralKind.CRIMINAL
        assert referral.row.subject.id == CASE_ID
        assert referral.row.dossier == FILED.dossier
        for step in (Step.TERMINATION, Step.NOTICE, Step.PROPOSAL, Step.DECISION, Step.CRIME):
            assert not is_open(case.state, step, moment(case))

    story(told)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (criminal.FormTeam(reason="r", offence="o", to_org=PUDONG, team=("li", "wang")),
         "organisation-not-police"),
        (criminal.FormTeam(reason="r", offence="o", to_org=FIRE, team=("li", "wang")),
         "organisation-not-police"),
        (criminal.FormTeam(reason="r", offence="o", to_org=PUDONG_POLICE, team=("li", "wang")),
         "police-of-other-level"),
        (criminal.FormTeam(reason="r", offence="o", to_org=POLICE, team=("li", "zhao")),
         "unknown-officer"),
        (criminal.FormTeam(reason="r", offence="o", to_org=POLICE, team=("li",)),
         "crime-team-too-small"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_it_changes_neither(
    bureau: Bureau, command: criminal.FormTeam, code: str
) -> None:
    async def told() -> None:
        before = await bureau.case()

        with pytest.raises(Refusal) as refused:
            await criminal_transfers.criminal_transfer(
                bureau.desk, bureau.directory, CASE_ID, command, call(HANDLER)
            )

        assert refused.value.code == code
        assert (await bureau.now()).version == before.version

    story(told)


def test_whoever_comes_between_stops_both(bureau: Bureau) -> None:
    async def told() -> None:
        case = await bureau.case()
        other = Desk(bureau.desk.ledger)
        note = ce.RightsExplained(on=MON)
        await other.append_one(call(), CASE_ID, case.version + 1, note)
        other.close()
        head = bureau.desk.ledger.batch.head()

        with pytest.raises(Contended):
            await bureau.team()

        assert bureau.desk.ledger.batch.head() == head

    story(told)


def test_what_the_head_refuses_is_handled_here(bureau: Bureau) -> None:
    async def told() -> None:
        await bureau.case()
        done = await bureau.team()

        await bureau.approved(done, granted=False)

        case = await bureau.now()
        assert (await bureau.referral(done)).row.status is ReferralStatus.REFUSED
        assert not case.row.crime_suspected
        assert case.state.stage is case.row.stage is Stage.INVESTIGATING
        assert len(running(case.row.clocks, DECIDE)) == 1  # the old period runs on
        assert is_open(case.state, Step.CRIME, moment(case))

    story(told)


def test_it_is_left_to_the_police_only_once_they_have_it_and_never_punished(
    bureau: Bureau,
) -> None:
    async def told() -> None:
        await bureau.case(CONCLUDED, REVIEWED)
        with pytest.raises(Refusal) as too_early:
            await bureau.proposed(Outcome.CRIMINAL)
        done = await bureau.team()
        await bureau.sent(done)
        with pytest.raises(Refusal) as on_its_way:
            await bureau.proposed(Outcome.CRIMINAL)
        command = criminal.RecordReceipt(received_at=at(TUE, 17), body="示例公安分局")
        await criminal_transfers.record_receipt(
            bureau.desk, bureau.directory, done.stream, command, call(HANDLER)
        )
        with pytest.raises(Refusal) as punished:
            await bureau.proposed(Outcome.PENALTY)

        await bureau.proposed(Outcome.CRIMINAL)
        with pytest.raises(Refusal) as exempted:
            await bureau.decided(Outcome.NO_PENALTY_EXEMPT)
        await bureau.decided(Outcome.CRIMINAL)

        case = await bureau.now()
        assert (too_early.value.code, too_early.value.basis) == (
            "crime-not-suspected", "CT-TEAM",
        )  # fmt: skip
        assert [each.value.code for each in (on_its_way, punished, exempted)] == [
            "gate-no-open-crime", "penalty-while-crime", "penalty-while-crime",
        ]  # fmt: skip
        assert punished.value.facts["instrument"] == "CT2001"
        assert case.row.outcome is Outcome.CRIMINAL
        assert case.state.stage is case.row.stage is Stage.CLOSING

    story(told)


PENAL: list[tuple[Event, ...]] = [
    (CONCLUDED, REVIEWED, PROPOSED),
    (
        CONCLUDED,
        REVIEWED,
        PROPOSED,
        ce.RecheckDone(accepted=False, text="复核", outcome=Outcome.PENALTY),
    ),
]


@pytest.mark.parametrize("events", PENAL)
def test_a_penalty_that_was_proposed_is_replaced(bureau: Bureau, events: tuple[Event, ...]) -> None:
    async def told() -> None:
        await bureau.case(*events)
        done = await bureau.team()
        await bureau.at_police(done)

        await bureau.proposed(Outcome.CRIMINAL)
        await bureau.decided(Outcome.CRIMINAL)

        assert (await bureau.now()).row.outcome is Outcome.CRIMINAL

    story(told)


@pytest.mark.parametrize("closed", [False, True])
def test_what_the_police_finally_decline_is_opened_again(bureau: Bureau, *, closed: bool) -> None:
    async def told() -> None:
        await bureau.case(CONCLUDED, REVIEWED)
        done = await bureau.team()
        await bureau.at_police(done)
        await bureau.proposed(Outcome.CRIMINAL)
        await bureau.decided(Outcome.CRIMINAL)
        if closed:
            command = closing.Close(text="移送")
            await cases.take(
                bureau.desk, bureau.directory, CASE_ID, command, call(LEADER), closing.close
            )
            archived = ce.CaseArchived(number="A1", main=(), secondary=())
            change = Change(stream=CASE_ID, aggregate=CASE, events=[archived],
                            before=await bureau.now())  # fmt: skip
            await bureau.desk.record(call(HANDLER), TODAY, change)
        await bureau.result(done, PoliceResult.DECLINED)

        await bureau.ended(done)

        case = await bureau.now()
        (begun,) = running(case.row.clocks, DECIDE)
        ends = begun.clock(LAW.rules)
        assert case.state.stage is case.row.stage is Stage.INVESTIGATING
        assert case.state.decision is None
        assert case.state.archived is None
        assert (case.row.archive_number, case.row.closed_on) == (None, None)
        assert not case.row.crime_suspected
        assert begun.trigger == WED  # when the last refusal to file came, not when it was let rest
        assert ends is not None
        assert due_of(ends, LAW.calendar).due == date(2020, 6, 2)
        assert running(case.row.clocks, CLOSE) == []
        assert (await bureau.referral(done)).row.status is ReferralStatus.ADMIN_RESUMED

    story(told)


def test_without_a_decision_the_old_period_runs_on(bureau: Bureau) -> None:
    async def told() -> None:
        await bureau.case(CONCLUDED, REVIEWED)
        done = await bureau.team()
        await bureau.at_police(done)
        await bureau.proposed(Outcome.CRIMINAL)
        await bureau.result(done, PoliceResult.DECLINED)

        await bureau.ended(done)

        case = await bureau.now()
        assert case.state.stage is case.row.stage is Stage.INVESTIGATING  # it was to be left
        assert [each.trigger for each in running(case.row.clocks, DECIDE)] == [FILED_ON]

    story(told)


def test_sealed_items_go_along_and_the_measure_is_over(bureau: Bureau) -> None:
    async def told() -> None:
        await bureau.case(SEALED, replace(SEALED, measure="2"))
        done = await bureau.team()
        await bureau.at_police(done)
        await bureau.result(done, PoliceResult.FILED)

        await bureau.handed(done, "1")

        case, referral = await bureau.now(), await bureau.referral(done)
        assert [each.party for each in running(case.row.clocks, SEAL)] == ["2"]
        released = {name: each.released for name, each in case.state.measures.items()}
        assert released["1"] is not None
        assert (released["1"].ground, released["2"]) == (ReleaseGround.HANDED_OVER, None)
        assert referral.row.status is ReferralStatus.HANDED_OVER
        assert case.row.crime_suspected  # it is the police's: no penalty here

    story(told)


def test_a_step_is_not_before_the_last_one(bureau: Bureau) -> None:
    async def told() -> None:
        await bureau.case()
        done = await bureau.team()
        await bureau.approved(done)
        command = criminal.Send(sent_at=at(MON, 15), documents=DOCUMENTS, copied_to=PROCURATORATE)

        with pytest.raises(Refusal) as refused:
            await bureau.plain(done, command)

        assert refused.value.code == "date-before-receipt"

    story(told)


def test_a_moment_before_the_last_step_is_refused_though_the_act_is_dated_later(
    bureau: Bureau,
) -> None:
    async def told() -> None:
        await bureau.case()
        done = await bureau.team()
        await bureau.plain(done, criminal.SubmitReport(text="核实", effective_on=MON))
        command = criminal.DecideTransfer(
            granted=True, decided_at=at(MON - timedelta(1), 9), effective_on=TUE
        )

        with pytest.raises(Refusal) as refused:
            await criminal_transfers.decide_transfer(
                bureau.desk, bureau.directory, done.stream, command, call(HEAD)
            )

        assert refused.value.code == "date-before-step"

    story(told)


def test_another_referral_has_no_such_steps(bureau: Bureau) -> None:
    async def told() -> None:
        await bureau.case()
        done = await ask_assistance(bureau.desk, bureau.directory, CASE_ID, ASK, call(HANDLER))

        with pytest.raises(Refusal) as refused:
            await bureau.plain(done, criminal.SubmitReport(text="核实"))

        assert refused.value.code == "only-for-criminal-transfers"

    story(told)


# --- another department --------------------------------------------------------------------------

OUT = ReferOut(to_org=FIRE, reason="属消防职责")


async def referred(bureau: Bureau) -> Done:
    await bureau.case(TO_FIRE)
    return await refer_out(bureau.desk, bureau.directory, CASE_ID, OUT, call(HANDLER))


def test_a_case_goes_to_another_department_once_it_was_so_decided(bureau: Bureau) -> None:
    async def told() -> None:
        done = await referred(bureau)
        receive = Receive(received_on=TODAY)

        await referrals.receive(bureau.desk, bureau.directory, done.stream, receive, call(HANDLER))

        case, referral = await bureau.now(), await bureau.referral(done)
        assert case.state.referred is not None
        assert case.state.closing is ClosingEvent.NO_PENALTY_OR_MOVED
        assert is_open(case.state, Step.CLOSURE, moment(case))
        assert not is_open(case.state, Step.REFERRAL, moment(case))
        assert referral.row.status is referral.state.status is ReferralStatus.RECEIPTED

    story(told)


def test_nothing_goes_to_another_department_before(bureau: Bureau) -> None:
    async def told() -> None:
        await bureau.case()

        with pytest.raises(Refusal) as refused:
            await refer_out(bureau.desk, bureau.directory, CASE_ID, OUT, call(HANDLER))

        assert refused.value.basis == "PP-OTHER-DEPT"

    story(told)


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_comes_back_may_go_elsewhere(bureau: Bureau, *, withdrawn: bool) -> None:
    async def told() -> None:
        done = await referred(bureau)
        if withdrawn:
            back = Withdraw(reason="误送")
            await referrals.withdraw(bureau.desk, done.stream, back, call(HANDLER))
        else:
            bounce = answers.Bounce(reason="非消防职责")
            await referrals.bounce(
                bureau.desk, bureau.directory, done.stream, bounce, call(HANDLER)
            )

        case, referral = await bureau.now(), await bureau.referral(done)
        ended = ReferralStatus.WITHDRAWN if withdrawn else ReferralStatus.BOUNCED
        assert referral.row.status is referral.state.status is ended
        assert case.state.referred is None
        assert is_open(case.state, Step.REFERRAL, moment(case))
        assert not is_open(case.state, Step.CLOSURE, moment(case))
        again = await refer_out(bureau.desk, bureau.directory, CASE_ID, OUT, call(HANDLER))
        assert again.stream != done.stream

    story(told)


# --- assistance ----------------------------------------------------------------------------------

ASK = AskAssistance(to_org=PUDONG, asked="核实进货来源", reason="供货商在浦东", effective_on=MON)
REPLY = answers.Reply(text="已核实", evidence=("进货单",))


async def asked(bureau: Bureau, command: AskAssistance, by: Officer) -> Done:
    await bureau.case()
    done = await ask_assistance(bureau.desk, bureau.directory, CASE_ID, command, call(HANDLER))
    receive = Receive(effective_on=MON)
    await referrals.receive(bureau.desk, bureau.directory, done.stream, receive, call(by))
    return done


@pytest.mark.parametrize(
    ("to_org", "by", "stranger"),
    [(PUDONG, PUDONG_HANDLER, HANDLER), (ZHEJIANG, HANDLER, PUDONG_HANDLER)],
)
def test_who_was_asked_replies_and_who_asked_records_it_for_those_outside(
    bureau: Bureau, to_org: str, by: Officer, stranger: Officer
) -> None:
    async def told() -> None:
        command = AskAssistance(to_org=to_org, asked="核实", reason="来源", effective_on=MON)
        done = await asked(bureau, command, by)
        before = await bureau.now()
        with pytest.raises(Refusal):
            await replied(bureau, done, stranger)

        await replied(bureau, done, by)

        referral, case = await bureau.referral(done), await bureau.now()
        (clock,) = referral.row.clocks
        assert (clock.rule, clock.holder, clock.trigger) == ("PP-ASSIST", to_org, MON)
        assert (clock.stopped_on, referral.row.status) == (TODAY, ReferralStatus.REPLIED)
        assert referral.row.evidence == ("进货单",)
        (assistance,) = case.state.assistance.values()
        assert case.version == before.version + 1
        assert assistance.answered is not None
        assert (assistance.answered.org, assistance.answered.text) == (to_org, "已核实")
        assert [each.stopped_on for each in case.row.clocks] == [None]

    story(told)


async def replied(bureau: Bureau, done: Done, by: Officer) -> Done:
    return await referrals.reply(bureau.desk, bureau.directory, done.stream, REPLY, call(by))


def test_a_reply_takes_longer_when_that_is_told_in_time(bureau: Bureau) -> None:
    async def told() -> None:
        done = await asked(bureau, ASK, PUDONG_HANDLER)
        due = (await bureau.referral(done)).row.clocks[0].clock(LAW.rules)
        assert due is not None
        assert due_of(due, LAW.calendar).due == date(2020, 3, 23)  # fifteen working days

        await delayed(bureau, done, date(2020, 4, 30))

        later = await bureau.referral(done)
        longer = later.row.clocks[0].clock(LAW.rules)
        assert longer is not None
        assert due_of(longer, LAW.calendar).due == date(2020, 4, 30)
        assert later.row.status is ReferralStatus.DELAY_NOTIFIED
        await delayed(bureau, done, date(2020, 5, 29))
        again = (await bureau.referral(done)).row.clocks[0].clock(LAW.rules)
        assert again is not None
        assert due_of(again, LAW.calendar).due == date(2020, 5, 29)
        with pytest.raises(Refusal):
            await delayed(bureau, done, date(2020, 5, 28))
        await replied(bureau, done, PUDONG_HANDLER)
        assert (await bureau.referral(done)).row.status is ReferralStatus.REPLIED

    story(told)


async def delayed(bureau: Bureau, done: Done, until: date, day: date | None = None) -> Done:
    told = answers.NotifyDelay(reason="需外调", until=until)
    circumstances = call(PUDONG_HANDLER)
    if day is not None:
        circumstances = Call(by=PUDONG_HANDLER, today=day, correlation=uuid4())
    return await referrals.notify_delay(
        bureau.desk, bureau.directory, done.stream, told, circumstances
    )


@pytest.mark.parametrize(
    ("until", "day", "code"),
    [
        (date(2020, 4, 30), date(2020, 3, 24), "extension-after-expiry"),
        (date(2020, 3, 20), TODAY, "extension-beyond-limit"),
    ],
)
def test_a_delay_is_told_before_the_reply_is_due(
    bureau: Bureau, until: date, day: date, code: str
) -> None:
    async def told() -> None:
        done = await asked(bureau, ASK, PUDONG_HANDLER)

        with pytest.raises(Refusal) as refused:
            await delayed(bureau, done, until, day)

        assert (refused.value.code, refused.value.basis) == (code, "PP-ASSIST")
        assert refused.value.facts["article"] == "42"

    story(told)


@pytest.mark.parametrize("to_org", [XUHUI, FIRE, "SHAMR"])
def test_only_another_bureau_is_asked(bureau: Bureau, to_org: str) -> None:
    async def told() -> None:
        await bureau.case()
        command = AskAssistance(to_org=to_org, asked="核实", reason="来源")

        with pytest.raises(Refusal) as refused:
            await ask_assistance(bureau.desk, bureau.directory, CASE_ID, command, call(HANDLER))

        assert refused.value.code == "organisation-does-not-assist"

    story(told)


# --- leads ---------------------------------------------------------------------------------------


async def verifying(bureau: Bureau) -> Done:
    done = await registered(bureau.desk, bureau.directory)
    start = StartVerification(effective_on=MON)
    return await leads.start_verification(bureau.desk, done.stream, start, call(CORPS_LEADER))


async def lead_now(bureau: Bureau, done: Done) -> Loaded[Lead, LeadRow]:
    return await bureau.desk.load(LEAD, done.stream)


@pytest.mark.parametrize("by", [CORPS_HANDLER, CORPS_LEADER])
def test_a_lead_goes_to_another_department_with_a_leaders_approval(
    bureau: Bureau, by: Officer
) -> None:
    async def told() -> None:
        lead = await verifying(bureau)
        command = Refer(kind=ReferralKind.OTHER_DEPARTMENT, to_org=FIRE, reason="消防职责")
        done = await offers.refer(bureau.desk, bureau.directory, lead.stream, command, call(by))
        if by is CORPS_HANDLER:
            assert (await lead_now(bureau, lead)).row.status is LeadStatus.VERIFYING
            await referrals.approve(
                bureau.desk, bureau.directory, done.stream, Approve(), call(CORPS_LEADER)
            )
        gone = await lead_now(bureau, lead)
        assert gone.row.status is gone.state.status is LeadStatus.REFERRED_OUT
        assert running(gone.row.clocks, VERIFY) == []

        bounce = answers.Bounce(reason="非消防职责")
        await referrals.bounce(
            bureau.desk, bureau.directory, done.stream, bounce, call(CORPS_LEADER)
        )

        back = await lead_now(bureau, lead)
        assert back.row.status is back.state.status is LeadStatus.VERIFYING
        assert len(running(back.row.clocks, VERIFY)) == 1
        assert back.row.offer is None

    story(told)


@pytest.mark.parametrize("to_org", [PUDONG, ZHEJIANG])
def test_a_bureau_is_no_other_department(bureau: Bureau, to_org: str) -> None:
    async def told() -> None:
        lead = await verifying(bureau)
        command = Refer(kind=ReferralKind.OTHER_DEPARTMENT, to_org=to_org, reason="职责")

        with pytest.raises(Refusal) as refused:
            await offers.refer(
                bureau.desk, bureau.directory, lead.stream, command, call(CORPS_LEADER)
            )

        assert refused.value.code == "organisation-not-a-department"

    story(told)


def test_another_department_that_received_it_has_it(bureau: Bureau) -> None:
    async def told() -> None:
        lead = await verifying(bureau)
        command = Refer(kind=ReferralKind.OTHER_DEPARTMENT, to_org=FIRE, reason="消防职责")
        done = await offers.refer(
            bureau.desk, bureau.directory, lead.stream, command, call(CORPS_LEADER)
        )
        await referrals.receive(
            bureau.desk, bureau.directory, done.stream, Receive(), call(CORPS_LEADER)
        )

        gone = await lead_now(bureau, lead)
        assert gone.row.status is LeadStatus.REFERRED_OUT
        assert running(gone.row.clocks, VERIFY) == []
        with pytest.raises(Refusal):
            await referrals.accept(bureau.desk, done.stream, Accept(), call(CORPS_LEADER))

    story(told)


CORPS_TEAM = criminal.FormTeam(
    reason="达到追诉标准", offence="罪名", to_org=POLICE, team=("zhao", "qian"), effective_on=MON
)


@pytest.mark.parametrize("declined", [False, True])
def test_a_lead_goes_to_the_police_and_is_verified_again_if_they_do_not_file(
    bureau: Bureau, *, declined: bool
) -> None:
    async def told() -> None:
        lead = await verifying(bureau)
        desk, directory = bureau.desk, bureau.directory
        done = await criminal_transfers.transfer_lead(
            desk, directory, lead.stream, CORPS_TEAM, call(CORPS_HANDLER)
        )
        gone = await lead_now(bureau, lead)
        assert gone.row.status is gone.state.status is LeadStatus.CRIME_REFERRAL
        assert running(gone.row.clocks, VERIFY) == []

        await lead_step(bureau, done, criminal.SubmitReport(text="核实", effective_on=MON))
        head = officer(CORPS, Role.HEAD)
        command = criminal.DecideTransfer(granted=declined, decided_at=at(TUE, 9), reason="理由")
        await criminal_transfers.decide_transfer(desk, directory, done.stream, command, call(head))
        if declined:
            await declined_by_police(bureau, done)

        back = await lead_now(bureau, lead)
        (clock,) = running(back.row.clocks, VERIFY)
        assert back.row.status is back.state.status is LeadStatus.VERIFYING
        assert clock.trigger == (WED if declined else MON)  # anew, or as if never stopped
        assert back.row.referrals == (done.stream,)

    story(told)


async def declined_by_police(bureau: Bureau, done: Done) -> None:
    desk, directory, by = bureau.desk, bureau.directory, call(CORPS_HANDLER)
    send = criminal.Send(sent_at=at(TUE, 15), documents=DOCUMENTS, copied_to=PROCURATORATE)
    await lead_step(bureau, done, send)
    receipt = criminal.RecordReceipt(received_at=at(TUE, 17), body="示例公安分局")
    await criminal_transfers.record_receipt(desk, directory, done.stream, receipt, by)
    result = criminal.RecordPoliceResult(
        result=PoliceResult.DECLINED, number="1", reason="理由", effective_on=WED
    )
    await lead_step(bureau, done, result)
    end = objections.Conclude(reason="不再提请", effective_on=THU)
    await criminal_transfers.conclude(desk, directory, done.stream, end, by)


async def lead_step(bureau: Bureau, done: Done, command: Any) -> None:  # noqa: ANN401
    deciders = {body: decide for _, body, decide in criminal_transfers.PLAIN}
    await criminal_transfers.take(
        bureau.desk,
        bureau.directory,
        done.stream,
        command,
        call(CORPS_HANDLER),
        deciders[type(command)],
    )


def test_a_lead_that_is_not_verified_is_not_suspected(bureau: Bureau) -> None:
    async def told() -> None:
        lead = await registered(bureau.desk, bureau.directory)

        with pytest.raises(Refusal) as refused:
            await criminal_transfers.transfer_lead(
                bureau.desk, bureau.directory, lead.stream, CORPS_TEAM, call(CORPS_HANDLER)
            )

        assert refused.value.code == "lead-out-of-order"

    story(told)


async def taken_over(bureau: Bureau) -> tuple[Done, Done]:
    """A lead that Xuhui took over from the corps and verifies, and the referral it came with."""
    lead = await registered(bureau.desk, bureau.directory)
    came = await dispatched(bureau.desk, bureau.directory, lead)
    await referrals.receive(
        bureau.desk, bureau.directory, came.stream, Receive(effective_on=TODAY), call(HANDLER)
    )
    await referrals.accept(bureau.desk, came.stream, Accept(), call(HANDLER))
    return lead, came


def test_who_dispatched_a_lead_learns_that_another_department_has_it(bureau: Bureau) -> None:
    async def told() -> None:
        lead, came = await taken_over(bureau)
        command = Refer(kind=ReferralKind.OTHER_DEPARTMENT, to_org=FIRE, reason="消防职责")
        done = await offers.refer(bureau.desk, bureau.directory, lead.stream, command, call(LEADER))
        await referrals.receive(
            bureau.desk, bureau.directory, done.stream, Receive(), call(HANDLER)
        )

        told_of = await bureau.referral(came)
        assert told_of.row.status is ReferralStatus.FEEDBACK_DUE
        assert told_of.row.outcome == "transferred-to-department"

    story(told)


def test_who_dispatched_a_lead_learns_that_the_police_have_it(bureau: Bureau) -> None:
    async def told() -> None:
        lead, came = await taken_over(bureau)
        team = replace(TEAM, effective_on=TODAY)
        done = await criminal_transfers.transfer_lead(
            bureau.desk, bureau.directory, lead.stream, team, call(HANDLER)
        )
        for event in (REPORTED, APPROVED, SENT, RECEIPTED, FILED_THERE):
            referral = await bureau.referral(done)
            change = Change(stream=done.stream, aggregate=REFERRAL, events=[event], before=referral)
            await bureau.desk.record(call(HANDLER), TODAY, change)
        hand = criminal.HandOver(items=("电水壶",), receipt="交1")
        await criminal_transfers.hand_over(
            bureau.desk, bureau.directory, done.stream, hand, call(HANDLER)
        )

        told_of = await bureau.referral(came)
        assert told_of.row.status is ReferralStatus.FEEDBACK_DUE
        assert told_of.row.outcome == "transferred-to-police"

    story(told)


# --- what only concerns its own referral ---------------------------------------------------------

OTHER = UUID(int=99)


def case_after(*events: ce.CaseEvent) -> Case:
    return folded(evolve_case, (FILED, *events))


def test_only_the_referral_of_the_suspicion_changes_it() -> None:
    suspected = ce.CrimeSuspected(reason="数额", offence="罪名", referral=CASE_ID)
    case = case_after(suspected)
    lead = lead_after(REGISTERED)

    for refused in (
        refusal(lambda: case_side.clear_crime(case, OTHER, "理由", TODAY)),
        refusal(lambda: case_side.receive_crime(case, OTHER, TODAY, "示例公安分局")),
        refusal(lambda: handover.clear_crime(lead, OTHER, "理由", None)),
    ):
        assert said(refused) == ("out-of-order", "crime-not-suspected", "CT-NOSUBST")


def test_a_case_comes_back_only_from_where_it_went() -> None:
    gone = ce.CaseReferred(referral=CASE_ID, to_org=FIRE)
    case = case_after(TO_FIRE, gone)

    assert case_side.come_back(case, OTHER, "退件") == []
    assert case_side.come_back(case, CASE_ID, "退件") == [
        ce.CaseCameBack(referral=CASE_ID, reason="退件")
    ]


def test_a_criminal_transfer_begins_once() -> None:
    entry = Entry(
        originator_id=OTHER, originator_version=1, event=FORMED, by=HANDLER, effective_on=MON,
        correlation=OTHER,
    )  # fmt: skip

    with pytest.raises(TypeError, match="CrimeTeamFormed"):
        crime.fold(crime.begun(FORMED, MON), FORMED, entry)
