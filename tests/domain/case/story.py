"""A case at every stage of its life, told by events or by commands, under the rules as shipped."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from uuid import UUID

import pytest
from msgspec import Struct
from msgspec.structs import replace

from domain.authority import Officer, Role
from domain.case import events as e
from domain.case.clocks import (
    HEARING,
    NOTICE,
    PUBLIC_SERVICE,
    SUIT,
    Facts,
    begun,
    effects,
    is_running,
)
from domain.case.kinds import (
    CaseServiceMode,
    ClosingEvent,
    EvidenceKind,
    MeasureKind,
    Outcome,
    PartyKind,
    PenaltyKind,
    PublicityEnd,
    ReviewKind,
    ReviewOpinion,
    Stage,
    SuspensionGround,
)
from domain.case.law import Law, Moment
from domain.case.penalties import hearing_grounds
from domain.case.stages import led_to
from domain.case.state import Case, evolve
from domain.commands import Command
from domain.reference.bases import BasisVersion, Branch, Fine, LegalBasis
from domain.reference.officers import OfficerEntry
from domain.reference.roster import Roster
from domain.reference.state import ReferenceSet
from domain.refusals import Refusal
from domain.statute.running import Running, after
from domain.time import SHANGHAI
from tests.domain.statute.published import bases, calendar, rules
from tests.domain.story import PUDONG, XUHUI

# An article by which any fine will do, so that a case may be about something else.
ANY = LegalBasis(
    code="ANY",
    name_zh="示例条款",
    name_en="Any",
    versions=(
        BasisVersion(
            instrument="ANY",
            instrument_zh="示例法",
            instrument_en="Any Law",
            article="1",
            effective_from=date(2010, 1, 1),
            offence_zh="示例",
            offence_en="any",
            branches=(Branch(code="main", fine=Fine(most=Decimal(10**9))),),
        ),
    ),
)
LAW = Law(rules(), calendar(), {**bases(), ANY.code: ANY})
Decide = Callable[..., list[e.CaseEvent]]

# A case under the rules of 2018, and one under those of 2022.
IN_2020, IN_2022 = date(2020, 3, 2), date(2022, 11, 7)
BOTH = pytest.mark.parametrize("filed_on", [IN_2020, IN_2022], ids=["rules 2018", "rules 2022"])


def officer(name: str, *roles: Role, org: str = XUHUI) -> Officer:
    return Officer(name, name, org, roles)


WANG, LI = officer("wang", Role.HANDLER), officer("li", Role.HANDLER)
LEADER, HEAD = officer("leader", Role.LEADER), officer("head", Role.HEAD)
DEPUTY = officer("deputy", Role.LEADER)
REVIEWER, CHAIR = officer("reviewer", Role.REVIEWER), officer("chair", Role.REVIEWER)
STRANGER = officer("stranger", Role.HEAD, Role.HANDLER, Role.REVIEWER, org=PUDONG)


def handler(name: str, until: date | None = date(2030, 1, 1)) -> e.Handler:
    return e.Handler(
        id=name, name=name, certificate=f"沪{name}", certificate_until=until, qualification="A1"
    )


HANDLERS = (handler("wang"), handler("li"))
# Handlers are not on it: their certificates are those that the case keeps.
ROSTER = Roster(
    (
        ReferenceSet(
            items={
                each.id: OfficerEntry(id=each.id, name=each.name, org=each.org, roles=each.roles)
                for each in (LEADER, DEPUTY, HEAD, REVIEWER, CHAIR, STRANGER)
            },
            effective_from=date(2019, 1, 1),
        ),
    )
)
FIRM = e.Party(name="示例电器厂", kind=PartyKind.ENTITY, province="31")
MAN = e.Party(name="示例某", kind=PartyKind.PERSON, province="31")


def fine(amount: int | str) -> e.Penalty:
    return e.Penalty(kind=PenaltyKind.FINE, amount=Decimal(amount))


def gains(amount: int | str) -> e.Penalty:
    return e.Penalty(kind=PenaltyKind.CONFISCATE_GAINS, amount=Decimal(amount))


def penalty(kind: PenaltyKind) -> e.Penalty:
    return e.Penalty(kind=kind)


WARNING = penalty(PenaltyKind.WARNING)
SUSPEND_BUSINESS = penalty(PenaltyKind.SUSPENSION_ORDER)
REVOKE = penalty(PenaltyKind.LICENCE_REVOCATION)
LOW = (fine(5_000),)
HIGH = (fine(100_000),)  # with a right to a hearing

FILED = e.CaseFiled(
    number="徐市监立〔2020〕1号",
    lead=UUID(int=1),
    dossier=UUID(int=1),
    org=XUHUI,
    title="电水壶接地不合格",
    party=FIRM,
    violation="销售不合格电水壶",
    handlers=HANDLERS,
    reason="涉嫌违法",
    bases=(ANY.code,),
)
SUSPENDED = e.CaseSuspended(key="s1", ground=SuspensionGround.FORCE_MAJEURE, reason="不可抗力")
RESUMED = e.CaseResumed(key="s1", reason="原因消除")
EVIDENCE = e.EvidenceAdded(
    number=1,
    kind=EvidenceKind.PHYSICAL,
    name="电水壶",
    source="现场",
    obtained_on=IN_2020,
    officers=("wang", "li"),
    custodian="wang",
)
# What every investigation has before it is concluded.
FOUND = (e.RightsExplained(on=IN_2020), EVIDENCE)


def ready(filed_on: date = IN_2020) -> "Told":
    """A case that can be concluded: the party knows its rights, and there is evidence."""
    return filed(filed_on).then(filed_on, *FOUND)


CRIME = e.CrimeSuspected(reason="金额达到标准", offence="140")


def receipted(on: date) -> e.CrimeReceipted:
    """The police have the suspected crime since a day."""
    return e.CrimeReceipted(referral=UUID(int=60), received_on=on, body="示例公安分局")


REPORT = e.HearingReportDelivered(on=IN_2020, opinion="维持")


def commissioned(name: str, on: date, measure: str | None = None) -> e.TestCommissioned:
    return e.TestCommissioned(
        test=name, lab="市质检院", purpose="接地", commissioned_on=on, measure=measure
    )


def result(name: str, on: date) -> e.TestResultReceived:
    return e.TestResultReceived(test=name, received_on=on, conclusion="不合格")


def seized(at: datetime, name: str = "1", approved_by: str | None = "leader") -> e.MeasureTaken:
    return e.MeasureTaken(
        measure=name,
        kind=MeasureKind.SEIZURE,
        items=("电水壶50只",),
        place="仓库",
        taken_at=at,
        taken_on=at.astimezone(SHANGHAI).date(),
        officers=("wang", "li"),
        document_no="1",
        approved_by=approved_by,
    )


def preserved(
    at: datetime, name: str = "1", approved_by: str | None = "leader"
) -> e.EvidencePreserved:
    return e.EvidencePreserved(
        preservation=name,
        items=("账册",),
        place="仓库",
        taken_at=at,
        taken_on=at.astimezone(SHANGHAI).date(),
        officers=("wang", "li"),
        approved_by=approved_by,
    )


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


def reviewed(
    opinion: ReviewOpinion = ReviewOpinion.AGREE,
    kind: ReviewKind = ReviewKind.CASE_REVIEW,
    *,
    after_hearing: bool = False,
) -> e.ReviewGiven:
    return e.ReviewGiven(
        kind=kind,
        opinion=opinion,
        text="意见",
        reviewer=handler("reviewer"),
        after_hearing=after_hearing,
    )


class Told(Struct, frozen=True, kw_only=True):
    """A case as its events leave it, with its clocks, and the day of the last event."""

    case: Case
    clocks: tuple[Running, ...]
    events: tuple[e.CaseEvent, ...]
    days: tuple[date, ...]
    filed_on: date
    since: date

    def on(self, day: int) -> date:
        """So many days after the filing."""
        return self.filed_on + timedelta(day)

    def moment(self, on: date, today: date | None = None) -> Moment:
        """A moment of this case."""
        latest = today or max(on, *self.days)
        return Moment(
            on=on,
            today=latest,
            law=LAW,
            clocks=self.clocks,
            roster=ROSTER,
            since=self.since,
        )

    def then(self, on: date, *events: e.CaseEvent) -> "Told":
        """What happened next, recorded with this legal day."""
        told = self
        for event in events:
            done = effects(event, on, facts_of(told))
            told = Told(
                case=evolve(told.case, event),
                clocks=after(told.clocks, done, told.case.version + 1),
                events=(*told.events, event),
                days=(*told.days, on),
                filed_on=self.filed_on,
                since=event.since if isinstance(event, e.EntryCorrected) else max(told.since, on),
            )
        return told

    def since_without(self, number: int) -> date:
        """The day of the last event, had the entry of that number not been made."""
        (entry,) = self.case.entries[number - 1 : number] or (self.events[0],)
        step = led_to(Stage.DECIDED, entry) is not None
        return max(self.days[: number - 1] or self.days) if step else self.since

    def ask(
        self,
        decide: Decide,
        command: Command,
        *given: object,
        by: Officer = WANG,
        on: date | None = None,
        today: date | None = None,
    ) -> list[e.CaseEvent]:
        """What the command says happens; its legal day is its own, or `on`, or the last step's."""
        moment = self.moment(on or command.acted_on or self.since, today)
        return decide(self.case, command, *given, moment, by=by)

    def take(
        self,
        decide: Decide,
        command: Command,
        *given: object,
        by: Officer = WANG,
        on: date | None = None,
        today: date | None = None,
    ) -> "Told":
        """The case after a command that is not refused."""
        events = self.ask(decide, command, *given, by=by, on=on, today=today)
        return self.then(on or command.acted_on or self.since, *events)

    @property
    def decided_on(self) -> date | None:
        """The day of the last decision."""
        days = [
            day
            for day, event in zip(self.days, self.events, strict=True)
            if isinstance(event, e.DecisionMade)
        ]
        return days[-1] if days else None

    def due(self, rule: str, party: str | None = None) -> date | None:
        """When the last clock of a rule is due."""
        due = self.moment(self.since).due(rule, party)
        assert due is not None
        return due.due


def facts_of(told: Told) -> Facts:
    """What clocks depend on, as the view of cases keeps it."""
    case = told.case
    stands = case.changed or case.decision
    shown = case.publicity
    return Facts(
        holder=case.org,
        province=case.filed.party.province,
        penalties=stands.penalties if stands is not None and case.revoked is None else (),
        published=shown.published is not None and shown.stopped is None and shown.withdrawn is None,
        moved_to_police=case.decision is not None and case.decision.outcome is Outcome.CRIMINAL,
        was_with_police=case.was_with_police,
        decided_on=told.decided_on,
        hearings=begun(told.clocks, HEARING),
        notices=begun(told.clocks, NOTICE),
        publishing=is_running(told.clocks, PUBLIC_SERVICE),
    )


def filed(filed_on: date = IN_2020, event: e.CaseFiled = FILED) -> Told:
    """A case just filed."""
    clocks = after((), effects(event, filed_on, Facts(holder=event.org)), 1)
    return Told(
        case=evolve(None, event),
        clocks=clocks,
        events=(event,),
        days=(filed_on,),
        filed_on=filed_on,
        since=filed_on,
    )


@cache
def at(
    stage: Stage,
    filed_on: date = IN_2020,
    penalties: tuple[e.Penalty, ...] = HIGH,
    party: e.Party = FIRM,
) -> Told:
    """A case at a stage, on the plain way there: days after the filing are always the same."""
    told = filed(filed_on, replace(FILED, party=party)).then(filed_on, *FOUND)
    for reached, day, event in plot(filed_on, penalties, party):
        if told.case.stage is stage:
            break
        if reached is not Stage.HEARING or stage is Stage.HEARING:
            told = told.then(told.on(day), event)
    assert told.case.stage is stage
    return told


def plot(
    filed_on: date, penalties: tuple[e.Penalty, ...], party: e.Party
) -> list[tuple[Stage, int, e.CaseEvent]]:
    """The plain way of a case: the stage that each event leads to, its day, and the event."""

    def on(day: int) -> date:
        return filed_on + timedelta(day)

    right = bool(hearing_grounds(penalties, party, LAW, on(27)))
    penal, mode = Outcome.PENALTY, CaseServiceMode.DIRECT
    return [
        (Stage.REVIEWING, 20, concluded(on(20), penalties)),
        (Stage.PROPOSAL_PENDING, 24, reviewed()),
        (
            Stage.NOTICE_PENDING,
            25,
            e.ProposalApproved(outcome=penal, penalties=penalties, reason="同意"),
        ),
        (
            Stage.NOTICE_WINDOW,
            27,
            e.NoticeServed(
                number="1",
                mode=mode,
                served_on=on(27),
                penalties=penalties,
                hearing_right=right,
            ),
        ),
        (Stage.HEARING, 28, e.HearingRequested(requested_on=on(28), text="要求听证")),
        (Stage.RECHECK, 28, e.StatementReceived(received_on=on(28), text="请从轻")),
        (
            Stage.DECISION_PENDING,
            38,
            e.RecheckDone(accepted=False, text="不采纳", outcome=penal, penalties=penalties),
        ),
        (Stage.DECIDED, 40, replace(decided(penalties), publish_by="PUB-20")),
        (Stage.EXECUTING, 42, served(on(42))),
        (Stage.CLOSING, 50, e.ExecutionCompleted(on=on(50), text="已缴清")),
        (
            Stage.CLOSED,
            52,
            e.CaseClosed(by=ClosingEvent.EXECUTED, text="同意结案", officer="leader"),
        ),
        (Stage.ARCHIVED, 60, e.CaseArchived(number="1", main=(), secondary=())),
    ]


def concluded(
    on: date, penalties: tuple[e.Penalty, ...] = HIGH, outcome: Outcome = Outcome.PENALTY
) -> e.InvestigationConcluded:
    return e.InvestigationConcluded(
        facts="事实",
        opinion="处罚",
        outcome=outcome,
        penalties=penalties,
        review_received_on=on,
    )


def decided(
    penalties: tuple[e.Penalty, ...] = HIGH, outcome: Outcome = Outcome.PENALTY
) -> e.DecisionMade:
    return e.DecisionMade(
        number="1", outcome=outcome, penalties=penalties, reason="依法", officer="leader"
    )


def served(on: date) -> e.DecisionServed:
    """The decision in the party's hands, and when the court may be asked."""
    suit = Moment(on=on, today=on, law=LAW).after(SUIT, on)
    return e.DecisionServed(mode=CaseServiceMode.DIRECT, served_on=on, court_from=suit)


def published(on: date, until: PublicityEnd = PublicityEnd.THREE_YEARS) -> e.PenaltyPublished:
    return e.PenaltyPublished(on=on, until=until, place="公示系统")


def cited(refused: Refusal) -> tuple[str, str]:
    """The instrument and the article that a refusal names."""
    return refused.facts["instrument"], refused.facts["article"]


def pp(filed_on: date, article_2018: str, article_2022: str) -> tuple[str, str]:
    """The article of the penalty procedure in force when the case was filed."""
    early = filed_on < date(2021, 7, 15)
    return ("PP2018", article_2018) if early else ("PP2022", article_2022)
