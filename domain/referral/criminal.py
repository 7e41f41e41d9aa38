"""A suspected crime goes to the police: commands and decisions (law.md 7).

Whatever is done late is recorded all the same: the clock shows it. What can be done when the police
do not file is in objections.py.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from domain.authority import Act, Officer, may, require
from domain.case.acting import check_day
from domain.case.law import Moment
from domain.commands import Command
from domain.referral import criminal_events as e
from domain.referral.criminal_steps import (
    AT_POLICE,
    NEXT,
    check_moment,
    cited,
    enter,
    fact_given,
    must_be,
    police_decided_on,
)
from domain.referral.decisions import Terms
from domain.referral.kinds import PoliceResult, TransferDocument
from domain.referral.state import Referral, ReferralStatus
from domain.referral.subject import Subject
from domain.refusals import Invalid, NotPermitted
from domain.text import Code, Line, Text
from domain.time import day_of

TEAM = 2

# The five kinds of papers; in place of test reports it may be said that there are none.
NEEDED: tuple[tuple[TransferDocument, ...], ...] = (
    (TransferDocument.TRANSFER_LETTER,),
    (TransferDocument.INVESTIGATION_REPORT,),
    (TransferDocument.ITEM_LIST,),
    (TransferDocument.TEST_REPORTS, TransferDocument.NO_TEST_REPORTS),
    (TransferDocument.OTHER_MATERIAL,),
)


class FormTeam(Command, frozen=True):
    """组成专案组核实: `to_org` is the public security organ of the same level (CT-TEAM)."""

    reason: Text
    offence: Line
    to_org: Code
    team: Annotated[tuple[Code, ...], Meta(max_length=20)]


class SubmitReport(Command, frozen=True):
    """提交移送报告 to the head."""

    text: Text


class DecideTransfer(Command, frozen=True):
    """批准移送 or 不批准移送, by the head alone; a refusal has its reasons (CT-APPROVE)."""

    granted: bool
    decided_at: datetime
    reason: Text | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or day_of(self.decided_at)


class DocumentGiven(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A paper of the transfer, by its kind and title."""

    kind: TransferDocument
    name: Line


class Send(Command, frozen=True):
    """向公安机关移送, with the papers; `copied_to` is the procuratorate (CT-SEND, CT-COPY)."""

    sent_at: datetime
    documents: Annotated[tuple[DocumentGiven, ...], Meta(max_length=200)]
    copied_to: Line | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or day_of(self.sent_at)


class RecordReceipt(Command, frozen=True):
    """公安机关签收: `body` is who signed; after a 转送, the organ it was passed on to."""

    received_at: datetime
    body: Line
    receipt: Line | None = None

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or day_of(self.received_at)


class RecordMaterialsRequest(Command, frozen=True):
    """公安机关要求补充材料."""

    requested_at: datetime
    missing: Text

    @property
    def acted_on(self) -> date | None:
        return self.effective_on or day_of(self.requested_at)


class Supplement(Command, frozen=True):
    """补充移送材料."""

    text: Text


class RecordPoliceResult(Command, frozen=True):
    """立案, 不予立案 (with the notice's number, and reasons) or 转送 (to whom, and when).

    The legal date is that of the notice's receipt; `decided_on` that of the police's decision.
    """

    result: PoliceResult
    number: Line | None = None
    decided_on: date | None = None
    reason: Text | None = None
    passed_at: datetime | None = None
    to_body: Line | None = None

    @property
    def acted_on(self) -> date | None:
        passed = None if self.passed_at is None else day_of(self.passed_at)
        return self.effective_on or passed


class HandOver(Command, frozen=True):
    """移交涉案物品和材料; where some were sealed the party is told (CT-HANDOVER, ACL-CRIME).

    `measures` are those whose items go along; the others stand.
    """

    items: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=500)]
    receipt: Line
    measures: Annotated[tuple[Code, ...], Meta(max_length=100)] = ()
    told_on: date | None = None


def form_team(
    command: FormTeam, subject: Subject, terms: Terms, moment: Moment
) -> list[e.CriminalEvent]:
    """Begins the referral with a team of at least two officers (CT-TEAM)."""
    if len(set(command.team)) < TEAM:
        raise Invalid("/team", "crime-team-too-small", basis="CT-TEAM", **cited("CT-TEAM", moment))
    return [
        e.CrimeTeamFormed(
            subject=subject,
            from_org=terms.from_org,
            to_org=terms.to_org,
            reason=terms.reason,
            dossier=terms.dossier,
            offence=command.offence,
            team=command.team,
        )
    ]


def submit_report(
    referral: Referral, command: SubmitReport, moment: Moment, *, by: Officer
) -> list[e.CriminalEvent]:
    """Puts the team's report before the head."""
    enter(referral, NEXT["transfer-report"], "CT-TEAM", moment, by)
    return [e.CrimeReportSubmitted(text=command.text)]


def decide_transfer(
    referral: Referral, command: DecideTransfer, moment: Moment, *, by: Officer
) -> list[e.CriminalEvent]:
    """The head, or who presides, approves or refuses; no deputy does (CT-APPROVE)."""
    rule = "CT-APPROVE"
    if not may(by, Act.DECIDE_CRIME):
        raise NotPermitted("crime-only-by-head", basis=rule, **cited(rule, moment))
    require(by, Act.DECIDE_CRIME, org=referral.from_org)
    must_be(referral, {ReferralStatus.REPORT_SUBMITTED}, rule, moment)
    check_moment(referral, "/decidedAt", command.decided_at, moment)
    if command.granted:
        return [e.CrimeTransferApproved(decided_at=command.decided_at, reason=command.reason)]
    reason = fact_given(command.reason, "/reason", rule, moment)
    return [e.CrimeTransferRefused(decided_at=command.decided_at, reason=reason)]


def send(
    referral: Referral, command: Send, moment: Moment, *, by: Officer
) -> list[e.CriminalEvent]:
    """Sends it with the five kinds of papers, and a copy to the procuratorate."""
    enter(referral, NEXT["sending"], "CT-SEND", moment, by)
    check_moment(referral, "/sentAt", command.sent_at, moment)
    present = {each.kind for each in command.documents}
    missing = next((kinds[0] for kinds in NEEDED if not present & set(kinds)), None)
    if missing is not None:
        raise Invalid(
            "/documents",
            "transfer-document-missing",
            basis="CT-DOCS",
            transfer_document=missing,
            **cited("CT-DOCS", moment),
        )
    copied_to = fact_given(command.copied_to, "/copiedTo", "CT-COPY", moment)
    documents = tuple(e.Document(kind=each.kind, name=each.name) for each in command.documents)
    return [e.CrimeCaseSent(sent_at=command.sent_at, documents=documents, copied_to=copied_to)]


def record_receipt(
    referral: Referral, command: RecordReceipt, moment: Moment, *, by: Officer
) -> list[e.CriminalEvent]:
    """The police signed for it: their three days begin (CT-RECEIPT, CT-DECIDE)."""
    enter(referral, NEXT["police-receipt"], "CT-RECEIPT", moment, by)
    check_moment(referral, "/receivedAt", command.received_at, moment)
    return [
        e.PoliceReceipted(
            received_at=command.received_at, body=command.body, receipt=command.receipt
        )
    ]


def record_materials_request(
    referral: Referral, command: RecordMaterialsRequest, moment: Moment, *, by: Officer
) -> list[e.CriminalEvent]:
    """The police ask for what is missing; they may not refuse the case for that."""
    enter(referral, NEXT["materials-request"], "CT-MATERIALS-ASK", moment, by)
    check_moment(referral, "/requestedAt", command.requested_at, moment)
    return [e.MaterialsRequested(requested_at=command.requested_at, missing=command.missing)]


def supplement(
    referral: Referral, command: Supplement, moment: Moment, *, by: Officer
) -> list[e.CriminalEvent]:
    """Sends what was missing."""
    enter(referral, NEXT["supplement"], "CT-MATERIALS", moment, by)
    return [e.MaterialsSupplemented(text=command.text)]


def record_police_result(
    referral: Referral, command: RecordPoliceResult, moment: Moment, *, by: Officer
) -> list[e.CriminalEvent]:
    """The police filed, did not file, or passed it on; ordered to, they can only file."""
    if command.result is PoliceResult.PASSED_ON:
        return _passed_on(referral, command, moment, by)
    filed = command.result is PoliceResult.FILED
    enter(referral, NEXT["police-result"] if filed else AT_POLICE, "CT-DECIDE", moment, by)
    number = fact_given(command.number, "/number", "CT-DECIDE", moment)
    decided_on = police_decided_on(referral, command.decided_on, moment)
    if filed:
        return [e.PoliceFiled(number=number, decided_on=decided_on)]
    reason = fact_given(command.reason, "/reason", "CT-DECIDE", moment)
    return [e.PoliceDeclined(number=number, decided_on=decided_on, reason=reason)]


def _passed_on(
    referral: Referral, command: RecordPoliceResult, moment: Moment, by: Officer
) -> list[e.CriminalEvent]:
    rule = "CT-RECEIPT"
    enter(referral, AT_POLICE, rule, moment, by)
    passed_at = command.passed_at
    if passed_at is None:
        raise Invalid("/passedAt", "crime-fact-missing", basis=rule, **cited(rule, moment))
    check_moment(referral, "/passedAt", passed_at, moment)
    to_body = fact_given(command.to_body, "/toBody", rule, moment)
    return [e.CasePassedOn(passed_at=passed_at, to_body=to_body)]


def hand_over(
    referral: Referral, command: HandOver, sealed: Collection[str], moment: Moment, *, by: Officer
) -> list[e.CriminalEvent]:
    """Hands over items and materials; `sealed` are the measures there are in the case."""
    enter(referral, NEXT["handover"], "CT-HANDOVER", moment, by)
    for number, name in enumerate(command.measures):
        if name not in sealed:
            raise Invalid(f"/measures/{number}", "no-such-measure", basis="ACL-CRIME", value=name)
    if command.measures and command.told_on is None:
        rule = "ACL-CRIME"
        raise Invalid("/toldOn", "party-not-told-of-handover", basis=rule, **cited(rule, moment))
    if command.told_on is not None:
        check_day("/toldOn", command.told_on, moment)
    return [
        e.ItemsHandedOver(
            items=command.items,
            receipt=command.receipt,
            sealed=command.measures,
            told_on=command.told_on,
        )
    ]
