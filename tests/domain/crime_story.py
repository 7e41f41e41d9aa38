"""A suspected crime on its way to the police: the events and commands its tests are told with."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

import domain.referral.criminal_events as c
from domain.authority import Officer
from domain.case.law import Law, Moment
from domain.referral import criminal, objections
from domain.referral.events import ReferralEvent
from domain.referral.kinds import PoliceResult, ProsecutorStep, SubjectKind, TransferDocument
from domain.referral.state import Referral, ReferralStatus
from domain.referral.subject import Subject
from domain.statute.running import Running
from domain.time import SHANGHAI
from tests.domain.statute.published import calendar, rules
from tests.domain.story import HANDLER, HEAD, POLICE, XUHUI

CASE_ID = UUID(int=40)
S = ReferralStatus
LAW = Law(rules(), calendar())
PROCURATORATE = "示例区人民检察院"

SUBJECT = Subject(kind=SubjectKind.CASE, id=CASE_ID, title="销售不合格电动自行车案")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


# The story runs in one working week of 2023; the law of other days is asked for apart.
MON, TUE, WED, THU, FRI = (date(2023, 3, number) for number in range(6, 11))
TODAY = date(2023, 12, 29)


def moment(on: date = FRI, clocks: tuple[Running, ...] = ()) -> Moment:
    """A step on a day."""
    return Moment(on=on, today=TODAY, law=LAW, clocks=clocks)


FORMED = c.CrimeTeamFormed(
    subject=SUBJECT,
    from_org=XUHUI,
    to_org=POLICE,
    reason="销售金额五万元以上",
    dossier=CASE_ID,
    offence="销售伪劣产品罪",
    team=("li", "wang"),
)
REPORTED = c.CrimeReportSubmitted(text="核实情况")
APPROVED = c.CrimeTransferApproved(decided_at=at(MON, 9))
REFUSED = c.CrimeTransferRefused(decided_at=at(MON, 9), reason="未达到立案追诉标准")
PAPERS = tuple(
    c.Document(kind=kind, name=kind.value)
    for kind in TransferDocument
    if kind is not TransferDocument.NO_TEST_REPORTS
)
SENT = c.CrimeCaseSent(sent_at=at(MON, 15), documents=PAPERS, copied_to=PROCURATORATE)
RECEIPTED = c.PoliceReceipted(received_at=at(TUE, 10), body="示例公安分局")
ASKED = c.MaterialsRequested(requested_at=at(WED, 9), missing="进货台账")
SUPPLEMENTED = c.MaterialsSupplemented(text="补交进货台账")
PASSED_ON = c.CasePassedOn(passed_at=at(WED, 9), to_body="另一公安分局")
FILED = c.PoliceFiled(number="立案〔2023〕1号", decided_on=THU)
DECLINED = c.PoliceDeclined(number="不立〔2023〕1号", decided_on=THU, reason="没有犯罪事实")
HANDED = c.ItemsHandedOver(items=("电动自行车",), receipt="交接单1")
OBJECTED = c.ReconsiderationRequested(reason="数额达到标准", received_on=FRI)
UPHELD = c.ReconsiderationDecided(filed=False, number="复1", decided_on=FRI, reason="维持")
REVERSED = c.ReconsiderationDecided(filed=True, number="复2", decided_on=FRI, reason="应当立案")
SUGGESTED = c.ProsecutorSuggested(body=PROCURATORATE, reason="应当立案而不立案")
EXPLANATION_ASKED = c.ReasonsAsked(text="要求说明理由")
ORDERED = c.FilingOrdered(text="通知立案", explained_on=FRI)
ACCEPTED = c.ReasonsAccepted(text="理由成立", explained_on=FRI)
RESUMED = c.AdministrationResumed(reason="恢复处理", received_on=FRI)

TO_SENDING = (FORMED, REPORTED, APPROVED)
TO_POLICE = (*TO_SENDING, SENT, RECEIPTED)
REFUSED_FILING = (*TO_POLICE, DECLINED)
AT_PROSECUTOR = (*REFUSED_FILING, SUGGESTED)

STAGES: dict[ReferralStatus, tuple[ReferralEvent, ...]] = {
    S.TEAM_FORMED: (FORMED,),
    S.REPORT_SUBMITTED: (FORMED, REPORTED),
    S.REFUSED: (FORMED, REPORTED, REFUSED),
    S.APPROVED: TO_SENDING,
    S.SENT_TO_POLICE: (*TO_SENDING, SENT),
    S.WITH_POLICE: TO_POLICE,
    S.MATERIALS_REQUESTED: (*TO_POLICE, ASKED),
    S.SUPPLEMENTED: (*TO_POLICE, ASKED, SUPPLEMENTED),
    S.PASSED_ON: (*TO_POLICE, PASSED_ON),
    S.POLICE_FILED: (*TO_POLICE, FILED),
    S.HANDED_OVER: (*TO_POLICE, FILED, HANDED),
    S.POLICE_DECLINED: REFUSED_FILING,
    S.RECONSIDER_REQUESTED: (*REFUSED_FILING, OBJECTED),
    S.RECON_UPHELD: (*REFUSED_FILING, OBJECTED, UPHELD),
    S.PROSECUTOR_SUGGESTED: AT_PROSECUTOR,
    S.PROSECUTOR_ASKED: (*AT_PROSECUTOR, EXPLANATION_ASKED),
    S.FILING_ORDERED: (*AT_PROSECUTOR, EXPLANATION_ASKED, ORDERED),
    S.REASONS_ACCEPTED: (*AT_PROSECUTOR, EXPLANATION_ASKED, ACCEPTED),
    S.ADMIN_RESUMED: (*REFUSED_FILING, RESUMED),
}

DOCUMENTS = tuple(criminal.DocumentGiven(kind=each.kind, name=each.name) for each in PAPERS)


class Step(Struct, frozen=True):
    """One way to take a step: the command, the decision, and where it leads."""

    command: Any
    decide: Any
    to: ReferralStatus
    given: tuple[Any, ...] = ()

    def taken(
        self, referral: Referral, when: Moment, by: Officer = HANDLER
    ) -> list[c.CriminalEvent]:
        """What is decided about it."""
        return list(self.decide(referral, self.command, *self.given, when, by=by))


def steps(on: date = FRI, hour: int = 12) -> dict[str, Step]:
    """Every step, on a day."""
    when = at(on, hour)
    result, recon, step = PoliceResult, objections.RecordReconsideration, ProsecutorStep
    police, prosecutor = criminal.record_police_result, objections.record_prosecutor_step
    return {
        "report": Step(
            criminal.SubmitReport(text="核实情况"), criminal.submit_report, S.REPORT_SUBMITTED
        ),
        "approve": Step(
            criminal.DecideTransfer(granted=True, decided_at=when),
            criminal.decide_transfer,
            S.APPROVED,
        ),
        "refuse": Step(
            criminal.DecideTransfer(granted=False, decided_at=when, reason="不够追诉标准"),
            criminal.decide_transfer,
            S.REFUSED,
        ),
        "send": Step(
            criminal.Send(sent_at=when, documents=DOCUMENTS, copied_to=PROCURATORATE),
            criminal.send,
            S.SENT_TO_POLICE,
        ),
        "receipt": Step(
            criminal.RecordReceipt(received_at=when, body="示例公安分局"),
            criminal.record_receipt,
            S.WITH_POLICE,
        ),
        "ask materials": Step(
            criminal.RecordMaterialsRequest(requested_at=when, missing="台账"),
            criminal.record_materials_request,
            S.MATERIALS_REQUESTED,
        ),
        "supplement": Step(
            criminal.Supplement(text="补交台账"), criminal.supplement, S.SUPPLEMENTED
        ),
        "pass on": Step(
            criminal.RecordPoliceResult(
                result=result.PASSED_ON, passed_at=when, to_body="另一公安分局"
            ),
            police,
            S.PASSED_ON,
        ),
        "file": Step(
            criminal.RecordPoliceResult(result=result.FILED, number="立1"), police, S.POLICE_FILED
        ),
        "decline": Step(
            criminal.RecordPoliceResult(result=result.DECLINED, number="不立1", reason="无"),
            police,
            S.POLICE_DECLINED,
        ),
        "hand over": Step(
            criminal.HandOver(items=("车",), receipt="交接单"),
            criminal.hand_over,
            S.HANDED_OVER,
            ((),),
        ),
        "ask again": Step(
            objections.RequestReconsideration(reason="数额达到"),
            objections.request_reconsideration,
            S.RECONSIDER_REQUESTED,
        ),
        "uphold": Step(
            recon(filed=False, number="复1", reason="维持"),
            objections.record_reconsideration,
            S.RECON_UPHELD,
        ),
        "reverse": Step(
            recon(filed=True, number="复2", reason="应当立案"),
            objections.record_reconsideration,
            S.POLICE_FILED,
        ),
        "suggest": Step(
            objections.SuggestSupervision(body=PROCURATORATE, reason="应当立案"),
            objections.suggest_supervision,
            S.PROSECUTOR_SUGGESTED,
        ),
        "ask reasons": Step(
            objections.RecordProsecutorStep(step=step.REASONS_ASKED, text="说明理由"),
            prosecutor,
            S.PROSECUTOR_ASKED,
        ),
        "order": Step(
            objections.RecordProsecutorStep(step=step.FILING_ORDERED, text="通知立案"),
            prosecutor,
            S.FILING_ORDERED,
        ),
        "accept": Step(
            objections.RecordProsecutorStep(step=step.REASONS_ACCEPTED, text="理由成立"),
            prosecutor,
            S.REASONS_ACCEPTED,
        ),
        "end": Step(
            objections.Conclude(reason="恢复行政处理"),
            objections.conclude,
            S.ADMIN_RESUMED,
            (THU,),
        ),
    }


# What may follow in each status; the rest is refused (law.md 12.2).
LEGAL: dict[ReferralStatus, set[str]] = {
    S.TEAM_FORMED: {"report"},
    S.REPORT_SUBMITTED: {"approve", "refuse"},
    S.REFUSED: set(),
    S.APPROVED: {"send"},
    S.SENT_TO_POLICE: {"receipt"},
    S.WITH_POLICE: {"ask materials", "file", "decline", "pass on"},
    S.MATERIALS_REQUESTED: {"supplement", "file", "decline", "pass on"},
    S.SUPPLEMENTED: {"ask materials", "file", "decline", "pass on"},
    S.PASSED_ON: {"receipt"},
    S.POLICE_FILED: {"hand over", "end"},
    S.HANDED_OVER: {"end"},
    S.POLICE_DECLINED: {"ask again", "suggest", "end"},
    S.RECONSIDER_REQUESTED: {"uphold", "reverse"},
    S.RECON_UPHELD: {"suggest", "end"},
    S.PROSECUTOR_SUGGESTED: {"ask reasons", "accept"},
    S.PROSECUTOR_ASKED: {"order", "accept"},
    S.FILING_ORDERED: {"file"},
    S.REASONS_ACCEPTED: {"end"},
    S.ADMIN_RESUMED: set(),
}

# The rule that a step out of its order is refused by.
RULES = {
    "report": "CT-TEAM",
    "approve": "CT-APPROVE",
    "refuse": "CT-APPROVE",
    "send": "CT-SEND",
    "receipt": "CT-RECEIPT",
    "ask materials": "CT-MATERIALS-ASK",
    "supplement": "CT-MATERIALS",
    "pass on": "CT-RECEIPT",
    "file": "CT-DECIDE",
    "decline": "CT-DECIDE",
    "hand over": "CT-HANDOVER",
    "ask again": "CT-RECONSIDER",
    "uphold": "CT-RECON-DECIDE",
    "reverse": "CT-RECON-DECIDE",
    "suggest": "CT-PROSECUTOR",
    "ask reasons": "CT-PROS-ASK",
    "order": "CT-PROS-ASK",
    "accept": "CT-PROS-ASK",
    "end": "CT-BACK",
}


def who(name: str) -> Officer:
    """Who takes the step: the transfer is the head's to decide."""
    return HEAD if name in {"approve", "refuse"} else HANDLER
