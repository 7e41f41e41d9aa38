"""allowedActions never lie: a name is told exactly when the use case behind it would go through."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest
from msgspec import Struct
from msgspec.structs import replace

import domain.lead.decisions as on_lead
import domain.lead.events as le
import domain.referral.decisions as on_referral
import domain.referral.events as re
from adapters.api.commands import COMMANDS
from adapters.api.commands import Command as Route
from adapters.api.office import Office
from application import allowed
from application.aggregates import CASE, LEAD, REFERRAL
from application.almanac import Almanac
from application.desk import Aggregate, Call, Loaded, Missing, folded
from application.ledger import Entry
from application.views.lead import LeadRow
from application.views.referral import ReferralRow
from domain.authority import Officer, Role
from domain.case import filing
from domain.events import Event
from domain.lead import verification
from domain.lead.handover import Refer
from domain.reference.campaigns import Campaign, CampaignKind
from domain.reference.officers import OfficerEntry
from domain.reference.reasons import Reason, ReasonUse
from domain.reference.roster import Roster
from domain.referral import answers, criminal, objections
from domain.referral.criminal_events import CrimeTeamFormed
from domain.referral.kinds import PoliceResult, ProsecutorStep, ReferralKind, SubjectKind
from domain.referral.state import ReferralStatus
from domain.refusals import Invalid, NotPermitted, OutOfOrder
from domain.tagging import Tag
from tests.domain.case.story import FILED
from tests.domain.crime_story import DOCUMENTS, PROCURATORATE, STAGES
from tests.domain.statute.published import calendar, rules, years
from tests.domain.story import (
    ACCEPTED,
    ASKED,
    CITY,
    CORPS,
    DISPATCHED,
    DISPATCHER,
    DRAFTED,
    FIRE,
    ISSUED,
    KEPT_ID,
    KNOWN,
    LEAD_ID,
    MERGED,
    NEGOTIATED,
    NOT_FILED,
    ORGANISATIONS,
    POLICE,
    PUDONG,
    RECEIVED,
    RECEIVED_ON,
    REDIRECTED,
    REFERRAL_ID,
    REGISTERED,
    SUBJECT,
    TAKEN,
    TODAY,
    VERIFYING,
    XUHUI,
    ZHEJIANG,
    dispatched,
    issued,
    officer,
)

DISPOSITION_ID = UUID(int=20)
AT = datetime(2020, 3, 10, 1, tzinfo=UTC)
REASONS = {
    use.value: Reason(code=use.value, use=use, label_zh=use.value, label_en=use.value)
    for use in ReasonUse
}
NOON = datetime(2020, 3, 10, 4, tzinfo=UTC)
ROSTER = {
    f"{org}-{name}": OfficerEntry(
        id=f"{org}-{name}", name=name, org=org, roles=(Role.HANDLER,), certificate="示例"
    )
    for org in ORGANISATIONS
    for name in ("li", "wang")
}
CABLES = Campaign(
    code="cables", kind=CampaignKind.RECTIFICATION, name_zh="电线电缆专项整治",
    name_en="Wires and cables", first=RECEIVED_ON,
)  # fmt: skip
KNOWN_HERE = replace(KNOWN, reasons=REASONS, officers=ROSTER, campaigns={"cables": CABLES})
ALMANAC = Almanac(rules(), years(), calendar())
OFFICERS = [
    officer(org, *roles)
    for org in ORGANISATIONS
    for roles in (*((role,) for role in Role), tuple(Role))
]


# --- the use cases, asked without a ledger -------------------------------------------------------


class Pretence:
    """A desk that reads the records it was given and records nothing."""

    def __init__(self, records: Iterable[Loaded[Any, Any]]) -> None:
        self._records = {record.stream: record for record in records}

    async def current(
        self, aggregate: Aggregate[Any, Any], stream: UUID, expected: int | None
    ) -> Loaded[Any, Any]:
        assert expected is None
        return await self.known(aggregate, stream)

    async def known(self, aggregate: Aggregate[Any, Any], stream: UUID) -> Loaded[Any, Any]:
        found = self._records.get(stream)
        if found is None or not isinstance(found.row, aggregate.view.row_type):
            raise Missing(stream)
        return found

    async def record(self, *_: object) -> None:
        """What would be recorded is known to be allowed by then."""

    async def destroy(self, person: UUID) -> None:
        """As a vault it destroys nothing."""


def office(records: Iterable[Loaded[Any, Any]]) -> Office:
    """An office that knows these records."""
    desk = Pretence(records)
    directory = SimpleNamespace(known=KNOWN_HERE, almanac=lambda: ALMANAC, roster=Roster())
    return cast("Office", SimpleNamespace(desk=desk, directory=directory, vault=desk))


def loaded(
    aggregate: Aggregate[Any, Any], stream: UUID, events: Sequence[Event]
) -> Loaded[Any, Any]:
    """A record after these events."""
    entries = [
        Entry(
            originator_id=stream,
            originator_version=version,
            event=event,
            by=DISPATCHER,
            effective_on=TODAY,
            correlation=stream,
            position=version,
            recorded_at=AT,
        )
        for version, event in enumerate(events, 1)
    ]
    return folded(aggregate, entries)


def told(record: Loaded[Any, Any], by: Officer) -> set[str]:
    """The names the officer is told."""
    match record.row:
        case LeadRow():
            return {*allowed.on_lead(record, by), *allowed.on_tags(record.state, by)}
        case ReferralRow():
            return set(allowed.on_referral(record, by, KNOWN_HERE))
        case other:
            raise AssertionError(other)


async def goes_through(
    record: Loaded[Any, Any], others: Sequence[Loaded[Any, Any]], by: Officer
) -> set[str]:
    """The names whose use case would record something for one of the plausible commands."""
    here = office([record, *others])
    call = Call(by=by, today=TODAY, correlation=UUID(int=9))
    return {
        route.noun
        for route in COMMANDS
        if isinstance(record.row, route.of.view.row_type)
        for command in PLAUSIBLE[route.noun](record)
        if await is_done(here, route, record.stream, command, call)
    }


async def is_done(here: Office, route: Route, stream: UUID, command: Struct, call: Call) -> bool:
    try:
        await route.act(here, stream, command, call)
    except (NotPermitted, OutOfOrder):
        return False
    except Missing:
        assert route.noun == "approval", "only transfers of leads are drafted"
        return False
    except Invalid as refused:
        # Whoever can't see the other lead is not told that it is there.
        if (route.noun, refused.code) != ("merges", "no-such-record"):
            raise
        return False
    return True


async def lies(record: Loaded[Any, Any], *others: Loaded[Any, Any]) -> list[tuple[str, set[str]]]:
    """The officers who are told too much or too little, and what."""
    found: list[tuple[str, set[str]]] = []
    for by in OFFICERS:
        wrong = told(record, by) ^ await goes_through(record, others, by)
        if wrong:
            found.append((by.id, wrong))
    return found


# --- a plausible valid command for every name ----------------------------------------------------


def always(command: Struct) -> Callable[[Loaded[Any, Any]], Iterable[Struct]]:
    return lambda _: [command]


def results(record: Loaded[Any, Any]) -> Iterator[Struct]:
    for test in record.state.open_tests:
        yield verification.ReceiveTestResult(test=test, received_on=TODAY, conclusion="不合格")


def corrected_tests(record: Loaded[Any, Any]) -> Iterator[Struct]:
    for test in record.state.tests:
        yield verification.CorrectTestDates(test=test, reason="笔误", commissioned_on=RECEIVED_ON)


def teams(record: Loaded[Any, Any]) -> Iterator[Struct]:
    team = (f"{record.state.holder}-li", f"{record.state.holder}-wang")
    yield criminal.FormTeam(reason="r", offence="o", to_org=POLICE, team=team)


def seriousness(record: Loaded[Any, Any]) -> Iterator[Struct]:
    yield on_lead.MarkSerious(serious=not record.state.serious, reason="社会影响大")


PLAUSIBLE: dict[str, Callable[[Loaded[Any, Any]], Iterable[Struct]]] = {
    "verification": always(on_lead.StartVerification()),
    "filing": lambda record: [
        filing.File(
            title="示例案",
            party=filing.PartyGiven(name="示例公司"),
            violation="违法",
            reason="立案",
            handlers=(f"{record.state.holder}-li", f"{record.state.holder}-wang"),
        )
    ],
    "no-filing": always(on_lead.DecideNoFiling(reason_code="no_filing", reason="不成立")),
    "informant-redirection": always(on_lead.RedirectInformant(to_body="消防", reason="无职责")),
    "tests": always(
        verification.CommissionTest(
            test="another", lab="市质检院", purpose="检验", commissioned_on=TODAY
        )
    ),
    "test-results": results,
    "test-corrections": corrected_tests,
    "extensions": always(verification.ExtendVerification(reason="情况复杂")),
    "informant-replies": always(verification.ReplyToInformant(text="已核查")),
    "informant-erasure": always(on_lead.EraseInformant(reason="本人要求")),
    "reopening": always(on_lead.Reopen(new_facts="新证据")),
    "merges": always(on_lead.Merge(into=KEPT_ID, reason="同一举报")),
    "unmerges": always(on_lead.Unmerge(reason="并非同一")),
    "links": always(on_lead.LinkRecord(record=KEPT_ID, relation="同一企业", reason="线索")),
    "corrections": always(on_lead.Correct(corrects=1, title="更正", reason="笔误")),
    "seriousness": seriousness,
    "campaigns": always(Tag(campaigns=("cables",), reason="纳入专项")),
    "referrals": lambda _: [
        Refer(kind=kind, to_org=PUDONG, reason="属地")
        for kind in (
            ReferralKind.ASSIGN_DOWN,
            ReferralKind.INTRA_TRANSFER,
            ReferralKind.REQUEST_UP,
        )
    ],
    "approval": always(on_referral.Approve()),
    "receipt": always(on_referral.Receive()),
    "acceptance": always(on_referral.Accept()),
    "return": always(on_referral.Return(reason_code="return", reason="不在本区")),
    "withdrawal": always(on_referral.Withdraw(reason="有误")),
    "dispute": always(on_referral.Dispute(reason="无管辖权", negotiate=True)),
    "jurisdiction-request": always(on_referral.RequestDesignation(reason="协商不成")),
    "designation": always(on_referral.Designate(org=PUDONG, reason="行为地")),
    "feedback": always(on_referral.GiveFeedback(outcome="unfounded", text="不成立")),
    "reminders": always(on_referral.Remind(text="请尽快")),
    "bounce": always(answers.Bounce(reason="非本部门职责")),
    "reply": always(answers.Reply(text="已核实")),
    "delay-notice": always(answers.NotifyDelay(reason="需外调", until=date(2020, 9, 30))),
    "criminal-transfer": teams,
    "transfer-report": always(criminal.SubmitReport(text="核实")),
    "transfer-approval": always(
        criminal.DecideTransfer(granted=False, decided_at=NOON, reason="不够标准")
    ),
    "sending": always(criminal.Send(sent_at=NOON, documents=DOCUMENTS, copied_to=PROCURATORATE)),
    "police-receipt": always(criminal.RecordReceipt(received_at=NOON, body="示例公安分局")),
    "materials-request": always(criminal.RecordMaterialsRequest(requested_at=NOON, missing="台账")),
    "supplement": always(criminal.Supplement(text="台账")),
    "police-result": always(criminal.RecordPoliceResult(result=PoliceResult.FILED, number="1")),
    "handover": always(criminal.HandOver(items=("车",), receipt="1")),
    "reconsideration": always(objections.RequestReconsideration(reason="应当立案")),
    "reconsideration-result": always(
        objections.RecordReconsideration(filed=False, number="1", reason="r")
    ),
    "prosecutor-suggestion": always(
        objections.SuggestSupervision(body=PROCURATORATE, reason="应当立案")
    ),
    "prosecutor-step": always(
        objections.RecordProsecutorStep(step=ProsecutorStep.REASONS_ACCEPTED, text="成立")
    ),
    "conclusion-without-filing": always(objections.Conclude(reason="恢复处理")),
}


def test_there_is_a_plausible_command_for_every_name() -> None:
    # What is told of these is what their gates say: tests/domain holds them to the refusals.
    of_these = (LEAD, REFERRAL)
    assert PLAUSIBLE.keys() == {route.noun for route in COMMANDS if route.of in of_these}


# --- leads ---------------------------------------------------------------------------------------

SEALED = le.SealedInformant(person=UUID(int=30), named=True, ciphertext="sealed")
TIP = replace(REGISTERED, source=le.Source.TIP, informant=SEALED)
ANONYMOUS = replace(REGISTERED, source=le.Source.COMPLAINT)
ERASED = le.InformantErased(org=CORPS, person=SEALED.person, reason="本人要求")
TESTED = le.TestCommissioned(
    org=CORPS, test="1", lab="市质检院", purpose="检验", commissioned_on=TODAY
)
RESULT = le.TestResultReceived(org=CORPS, test="1", received_on=TODAY, conclusion="合格")
EXTENDED = le.VerificationExtended(org=CORPS, approver="leader", amount=15, reason="情况复杂")
REOPENED = le.LeadReopened(org=CORPS, new_facts="新证据")
UNMERGED = le.LeadUnmerged(out_of=KEPT_ID, reason="并非同一")
ABSORBED = le.DuplicateAbsorbed(duplicate=UUID(int=3), reason="同一举报")
RELEASED = le.DuplicateReleased(duplicate=UUID(int=3), reason="并非同一")
SERIOUS = le.LeadMarkedSerious(serious=True, reason="社会影响大")
AT_XUHUI = le.LeadReceived(referral=REFERRAL_ID, org=XUHUI, received_on=TODAY)
DISPUTED = le.JurisdictionDisputed(referral=REFERRAL_ID, org=XUHUI, reason="无管辖权")
RETURNED = le.LeadReturned(
    referral=REFERRAL_ID, org=XUHUI, to_org=CORPS, reason_code="return", reason="不在本区"
)
RECALLED = le.LeadRecalled(referral=REFERRAL_ID, org=CORPS, reason="有误")
STAYS = le.JurisdictionDesignated(referral=REFERRAL_ID, by_org=CITY, org=CORPS, reason="行为地")
TRANSFERRED = dispatched(ReferralKind.INTRA_TRANSFER)
DESIGNATED = dispatched(ReferralKind.DESIGNATION)
REPORTED_UP = replace(dispatched(ReferralKind.REQUEST_UP), to_org=CITY)
XUHUI_ASKS = replace(REPORTED_UP, from_org=XUHUI)
DECIDED_THERE = replace(NOT_FILED, org=XUHUI)

LEADS: dict[str, tuple[le.LeadEvent, ...]] = {
    "registered": (REGISTERED,),
    "a tip": (TIP,),
    "a tip whose informant is erased": (TIP, ERASED),
    "an anonymous complaint": (ANONYMOUS,),
    "being verified": (REGISTERED, VERIFYING),
    "a tip being verified": (TIP, VERIFYING),
    "a test under way": (REGISTERED, VERIFYING, TESTED),
    "a test done": (REGISTERED, VERIFYING, TESTED, RESULT),
    "extended": (REGISTERED, VERIFYING, EXTENDED),
    "not filed": (REGISTERED, VERIFYING, NOT_FILED),
    "not filed after a test": (REGISTERED, VERIFYING, TESTED, RESULT, NOT_FILED),
    "a tip not filed": (TIP, VERIFYING, NOT_FILED),
    "a tip not filed, informant erased": (TIP, VERIFYING, NOT_FILED, ERASED),
    "reopened": (REGISTERED, VERIFYING, NOT_FILED, REOPENED),
    "reopened after an extension": (REGISTERED, VERIFYING, EXTENDED, NOT_FILED, REOPENED),
    "redirected": (TIP, REDIRECTED),
    "merged": (REGISTERED, MERGED),
    "merged while verified": (REGISTERED, VERIFYING, MERGED),
    "unmerged": (REGISTERED, MERGED, UNMERGED),
    "with a duplicate": (REGISTERED, ABSORBED),
    "with a duplicate, verified": (REGISTERED, VERIFYING, ABSORBED),
    "its duplicate released": (REGISTERED, ABSORBED, RELEASED),
    "serious": (REGISTERED, SERIOUS),
    "dispatched": (REGISTERED, DISPATCHED),
    "dispatched after an extension": (REGISTERED, VERIFYING, EXTENDED, DISPATCHED),
    "dispatched during a test": (REGISTERED, VERIFYING, TESTED, DISPATCHED),
    "transferred": (REGISTERED, TRANSFERRED),
    "reported up": (REGISTERED, REPORTED_UP),
    "a tip reported up while verified": (TIP, VERIFYING, REPORTED_UP),
    "reported up after an extension": (REGISTERED, VERIFYING, EXTENDED, REPORTED_UP),
    "received": (REGISTERED, DISPATCHED, AT_XUHUI),
    "disputed": (REGISTERED, DISPATCHED, AT_XUHUI, DISPUTED),
    "returned": (REGISTERED, DISPATCHED, AT_XUHUI, RETURNED),
    "recalled": (REGISTERED, VERIFYING, DISPATCHED, RECALLED),
    "designated to whom it was with": (REGISTERED, DISPATCHED, AT_XUHUI, DISPUTED, STAYS),
    "accepted after dispatch": (REGISTERED, DISPATCHED, AT_XUHUI, ACCEPTED),
    "a tip accepted": (TIP, DISPATCHED, AT_XUHUI, ACCEPTED),
    "accepted after transfer": (REGISTERED, TRANSFERRED, AT_XUHUI, ACCEPTED),
    "accepted after designation": (REGISTERED, DESIGNATED, AT_XUHUI, ACCEPTED),
    "accepted and not filed": (REGISTERED, DISPATCHED, AT_XUHUI, ACCEPTED, DECIDED_THERE),
    "accepted and reported up": (REGISTERED, DISPATCHED, AT_XUHUI, ACCEPTED, XUHUI_ASKS),
}


@pytest.mark.parametrize("name", LEADS)
def test_what_may_be_done_with_a_lead_is_what_is_told(name: str) -> None:
    lead = loaded(LEAD, LEAD_ID, LEADS[name])
    holder = lead.state.holder
    kept = loaded(LEAD, KEPT_ID, [replace(REGISTERED, org=holder, holder=holder), ABSORBED])
    referral = loaded(REFERRAL, REFERRAL_ID, [ISSUED, RECEIVED, TAKEN])

    assert asyncio.run(lies(lead, kept, referral)) == []


# --- referrals -----------------------------------------------------------------------------------

Steps = dict[str, tuple[re.ReferralEvent, ...]]

APPROVED = re.ReferralApproved(org=XUHUI)
GIVEN_BACK = re.ReferralReturned(org=XUHUI, reason_code="return", reason="不在本区")
WITHDRAWN = re.ReferralWithdrawn(org=CORPS, reason="有误")
CONCLUDED = re.HandlingConcluded(outcome="no_filing")
SOME_FEEDBACK = re.FeedbackGiven(org=XUHUI, outcome="o", text="t", final=False)
LAST_FEEDBACK = replace(SOME_FEEDBACK, final=True)
REMINDED = re.Reminded(org=CORPS, text="请尽快")
SETTLED = re.DesignationMade(superior=CITY, org=PUDONG, reason="行为地", referral=UUID(int=11))

SENT: Steps = {"sent": (), "withdrawn": (WITHDRAWN,), "received": (RECEIVED,)}
HANDLED: Steps = {
    "accepted": (RECEIVED, TAKEN),
    "reminded of": (RECEIVED, TAKEN, REMINDED),
    "with some feedback": (RECEIVED, TAKEN, SOME_FEEDBACK),
    "concluded": (RECEIVED, TAKEN, CONCLUDED),
    "closed": (RECEIVED, TAKEN, CONCLUDED, LAST_FEEDBACK),
}
IN_DISPUTE: Steps = {
    "negotiated": (RECEIVED, NEGOTIATED),
    "reported up": (RECEIVED, NEGOTIATED, ASKED),
    "settled": (RECEIVED, NEGOTIATED, ASKED, SETTLED),
    "accepted after all": (RECEIVED, NEGOTIATED, TAKEN),
}
BACK: Steps = {"returned": (RECEIVED, GIVEN_BACK)}
ASSIGNED = replace(SUBJECT, source=le.Source.ASSIGNED_FROM_ABOVE)
FOUND = replace(SUBJECT, kind=SubjectKind.DISPOSITION, id=DISPOSITION_ID)
TRANSFER = ReferralKind.INTRA_TRANSFER
ELSEWHERE = replace(DRAFTED, to_org=ZHEJIANG)
ABOUT_CASE = replace(SUBJECT, kind=SubjectKind.CASE, id=DISPOSITION_ID)
DELAYED = re.DelayNotified(org=XUHUI, reason="需外调", until=date(2020, 6, 1), officer="某")
REPLIED = re.AssistanceReplied(org=XUHUI, text="已核实")

REFERRALS: dict[str, tuple[re.ReferralIssued | re.ReferralDrafted, Steps]] = {
    "dispatched": (ISSUED, SENT | HANDLED | IN_DISPUTE | BACK),
    "assigned from above": (issued(subject=ASSIGNED), SENT | HANDLED | IN_DISPUTE),
    "dispatched by the bureau": (issued(from_org=CITY), SENT | HANDLED | IN_DISPUTE | BACK),
    "transferred": (issued(TRANSFER, XUHUI, PUDONG), SENT | HANDLED | IN_DISPUTE),
    "transferred to another province": (
        issued(TRANSFER, XUHUI, ZHEJIANG),
        SENT | HANDLED | {"negotiated": IN_DISPUTE["negotiated"]},
    ),
    "drafted": (
        DRAFTED,
        {"drafted": (), "approved": (APPROVED,), "dropped": (WITHDRAWN,)},
    ),
    "drafted for another province": (ELSEWHERE, {"approved": (APPROVED,)}),
    "asked": (
        issued(ReferralKind.REQUEST_UP, XUHUI, CITY),
        SENT | {"settled": (RECEIVED, SETTLED)},
    ),
    "designated": (
        issued(ReferralKind.DESIGNATION, CITY, PUDONG),
        {"sent": (), "received": (RECEIVED,)} | HANDLED,
    ),
    "notified": (
        issued(ReferralKind.UNQUALIFIED_NOTICE, CORPS, ZHEJIANG, FOUND),
        SENT
        | {
            "with some feedback": (RECEIVED, SOME_FEEDBACK),
            "closed": (RECEIVED, LAST_FEEDBACK),
        },
    ),
}
ASKED_ELSEWHERE: dict[str, tuple[re.ReferralIssued | re.ReferralDrafted, Steps]] = {
    "referred out": (
        issued(ReferralKind.OTHER_DEPARTMENT, XUHUI, FIRE),
        SENT | {"sent back": (re.ReferralBounced(org=FIRE, reason="非本部门职责"),)},
    ),
    "asked for assistance": (
        issued(ReferralKind.ASSISTANCE, CORPS, XUHUI, ABOUT_CASE),
        SENT | {"delayed": (RECEIVED, DELAYED), "replied": (RECEIVED, REPLIED)},
    ),
    "asked for assistance elsewhere": (
        issued(ReferralKind.ASSISTANCE, XUHUI, ZHEJIANG, ABOUT_CASE),
        SENT,
    ),
}
ALL_REFERRALS = REFERRALS | ASKED_ELSEWHERE
CASES = [(name, step) for name, (_, steps) in ALL_REFERRALS.items() for step in steps]


@pytest.mark.parametrize(("name", "step"), CASES)
def test_what_may_be_done_with_a_referral_is_what_is_told(name: str, step: str) -> None:
    begun, steps = ALL_REFERRALS[name]
    referral = loaded(REFERRAL, REFERRAL_ID, [begun, *steps[step]])
    # The lead would follow: only the referral itself may be what is in the way.
    sender = CORPS if begun.kind is ReferralKind.DESIGNATION else begun.from_org
    events: list[Event] = [replace(REGISTERED, org=sender, holder=sender)]
    if referral.state.status is not ReferralStatus.DRAFT:
        events.append(replace(dispatched(begun.kind), from_org=sender, to_org=begun.to_org))
    lead, case = loaded(LEAD, LEAD_ID, events), loaded(CASE, DISPOSITION_ID, [FILED])

    assert asyncio.run(lies(referral, lead, case)) == []


@pytest.mark.parametrize("status", STAGES)
def test_what_may_be_done_with_a_criminal_transfer_is_what_is_told(
    status: ReferralStatus,
) -> None:
    formed, *events = STAGES[status]
    assert isinstance(formed, CrimeTeamFormed)
    begun = replace(formed, subject=SUBJECT)
    referral = loaded(REFERRAL, REFERRAL_ID, [begun, *map(in_time, events)])
    suspected = le.SuspectedCrimeFound(
        org=XUHUI, referral=REFERRAL_ID, offence="罪名", reason="数额"
    )
    held = replace(REGISTERED, org=XUHUI, holder=XUHUI)
    lead = loaded(LEAD, LEAD_ID, [held, VERIFYING, suspected])

    assert asyncio.run(lies(referral, lead)) == []


def in_time(event: Event) -> Event:
    """The event as if every moment of it was before today's."""
    moments = ("decided_at", "sent_at", "received_at", "requested_at", "passed_at")
    given = {name: AT for name in moments if hasattr(event, name)}
    return replace(event, **given) if given else event
