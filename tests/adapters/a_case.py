"""An invented case from its filing to the archive, and what else can happen in one."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from application.history import Step
from application.ledger import Entry
from domain.authority import Officer, Role
from domain.case import docket
from domain.case import events as e
from domain.case import kinds as k
from domain.events import Event
from domain.lead.events import FilingDecided
from domain.reference.officers import OfficerEntry
from domain.reference.organisations import Organisation, OrganisationKind
from domain.reference.state import Reference
from domain.time import SHANGHAI
from tests.adapters.steps import step_of

PUDONG, POLICE, HUANGPU = "310115", "POLICE-PUDONG", "310101"
CASE, LEAD, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)


def officer(user: str, name: str, *roles: Role) -> Officer:
    return Officer(user, name, PUDONG, roles)


WANG = officer("wang", "王示例", Role.HANDLER)
LI = officer("li", "李示例", Role.HANDLER)
ZHANG = officer("zhang", "张示例", Role.LEADER)
ZHAO = officer("zhao", "赵示例", Role.HEAD)
QIAN = officer("qian", "钱示例", Role.REVIEWER)
SUN = officer("sun", "孙示例", Role.REVIEWER)
PEOPLE = (WANG, LI, ZHANG, ZHAO, QIAN, SUN)

KNOWN = Reference(
    organisations={
        each.code: each
        for each in (
            Organisation(
                code=PUDONG,
                kind=OrganisationKind.DISTRICT_BUREAU,
                name_zh="浦东新区市场监管局",
                name_en="Pudong bureau",
            ),
            Organisation(
                code=HUANGPU,
                kind=OrganisationKind.DISTRICT_BUREAU,
                name_zh="黄浦区市场监管局",
                name_en="Huangpu bureau",
            ),
            Organisation(
                code=POLICE,
                kind=OrganisationKind.OUTSIDE_DEPARTMENT,
                name_zh="浦东公安分局",
                name_en="Pudong police",
            ),
        )
    },
    officers={
        each.id: OfficerEntry(id=each.id, name=each.name, org=each.org, roles=each.roles)
        for each in PEOPLE
    },
)


def handler(of: Officer) -> e.Handler:
    return e.Handler(id=of.id, name=of.name, certificate=f"310115-{of.id}")


def at(day: str, time: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=SHANGHAI)


def on(day: str) -> date:
    return date.fromisoformat(day)


PAPER = e.Paper(sha256="0" * 64, size=1, media_type="application/pdf", name="决定书.pdf")
FINE = e.Penalty(kind=k.PenaltyKind.FINE, amount=Decimal("120000.00"), basis="PQL-49")
GAINS = e.Penalty(kind=k.PenaltyKind.CONFISCATE_GAINS, amount=Decimal("3200.50"))
GOODS = e.Penalty(kind=k.PenaltyKind.CONFISCATE_GOODS, text="电水壶 160 个")
PROPOSED = (FINE, GAINS, GOODS)
LIGHTER = (e.Penalty(kind=k.PenaltyKind.FINE, amount=Decimal(100000)), GAINS, GOODS)
LIMITED = (
    e.Penalty(
        kind=k.PenaltyKind.SUSPENSION_ORDER,
        term=12,
        term_unit=k.TermUnit.MONTH,
        scope=("电水壶生产线",),
    ),
    e.Penalty(kind=k.PenaltyKind.EMPLOYMENT_BAN, term_unit=k.TermUnit.INDEFINITE),
)
FILED = e.CaseFiled(
    number="沪市监浦立〔2021〕1号",
    lead=LEAD,
    dossier=LEAD,
    org=PUDONG,
    title="销售不合格电水壶",
    party=e.Party(name="示例电器（上海）有限公司", kind=k.PartyKind.ENTITY),
    violation="销售不符合保障人身、财产安全国家标准的电水壶",
    handlers=(handler(WANG), handler(LI)),
    reason="有初步证据，应当给予处罚",
)

# The case: when it was entered, by whom, and what.
COURSE: tuple[tuple[str, Officer, Event], ...] = (
    ("2021-08-02", ZHANG, FILED),
    ("2021-08-03", WANG, e.RightsExplained(on=on("2021-08-03"))),
    (
        "2021-08-03",
        WANG,
        e.EvidenceAdded(
            number=1,
            kind=k.EvidenceKind.RECORD,
            name="现场检查笔录",
            source="现场检查",
            obtained_on=on("2021-08-03"),
            officers=("wang", "li"),
            custodian="王示例",
        ),
    ),
    (
        "2021-08-03",
        WANG,
        e.EvidencePreserved(
            preservation="1",
            items=("进货台账 1 本", "销售单据 32 张"),
            place="示例路 1 号门店",
            taken_at=at("2021-08-03", "10:20"),
            taken_on=on("2021-08-03"),
            officers=("wang", "li"),
        ),
    ),
    (
        "2021-08-03",
        ZHANG,
        e.PreservationApproved(
            preservation="1", granted=True, decided_at=at("2021-08-03", "15:00")
        ),
    ),
    (
        "2021-08-04",
        WANG,
        e.MeasureTaken(
            measure="1",
            kind=k.MeasureKind.SEIZURE,
            items=("电水壶 160 个",),
            place="示例路 1 号仓库",
            taken_at=at("2021-08-04", "09:30"),
            taken_on=on("2021-08-04"),
            officers=("wang", "li"),
            document_no="沪市监浦扣〔2021〕3号",
            approved_by="zhang",
        ),
    ),
    (
        "2021-08-05",
        WANG,
        e.TestCommissioned(
            test="t1",
            lab="示例检测中心",
            purpose="电气安全",
            commissioned_on=on("2021-08-05"),
            measure="1",
            told_on=on("2021-08-05"),
        ),
    ),
    (
        "2021-08-11",
        WANG,
        e.PreservationEnded(
            preservation="1", by=k.PreservationEnd.EVIDENCE_TAKEN, on=on("2021-08-10")
        ),
    ),
    (
        "2021-08-20",
        WANG,
        e.TestResultReceived(test="t1", received_on=on("2021-08-19"), conclusion="接地措施不合格"),
    ),
    (
        "2021-08-23",
        LI,
        e.EvidenceAdded(
            number=2,
            kind=k.EvidenceKind.EXPERT_OPINION,
            name="检验报告",
            source="示例检测中心",
            obtained_on=on("2021-08-19"),
            custodian="李示例",
        ),
    ),
    ("2021-08-25", WANG, e.EvidenceMoved(number=1, custodian="李示例", reason="集中保管")),
    (
        "2021-09-01",
        ZHANG,
        e.MeasureExtended(
            measure="1",
            approver="leader",
            amount=30,
            reason="案情复杂",
            told_on=on("2021-09-01"),
            officer="张示例",
        ),
    ),
    (
        "2021-09-02",
        WANG,
        e.AssistanceAsked(referral=OTHER, to_org=HUANGPU, asked="核查供货单位"),
    ),
    (
        "2021-09-06",
        ZHANG,
        e.CaseSuspended(
            key="s1", ground=k.SuspensionGround.LEGAL_QUESTION, reason="已请示法律适用问题"
        ),
    ),
    ("2021-09-17", WANG, e.CaseResumed(key="s1", reason="已收到答复")),
    (
        "2021-10-15",
        ZHANG,
        e.DecisionPeriodExtended(approver="leader", officer="张示例", reason="案情复杂", amount=30),
    ),
    (
        "2021-10-20",
        WANG,
        e.InvestigationConcluded(
            facts="共购进 200 个，售出 40 个",
            opinion="违法事实清楚，证据充分",
            outcome=k.Outcome.PENALTY,
            penalties=PROPOSED,
            major=(k.MajorGround.SAFETY_IMPACT, k.MajorGround.PUBLIC_INTEREST),
            review_received_on=on("2021-10-21"),
        ),
    ),
    (
        "2021-10-28",
        QIAN,
        e.ReviewGiven(
            kind=k.ReviewKind.LEGAL_REVIEW,
            opinion=k.ReviewOpinion.AGREE,
            text="程序合法，适用法律正确",
            reviewer=handler(QIAN),
        ),
    ),
    (
        "2021-10-29",
        ZHANG,
        e.ProposalApproved(outcome=k.Outcome.PENALTY, penalties=PROPOSED, reason="同意"),
    ),
    (
        "2021-11-01",
        WANG,
        e.NoticeServed(
            number="沪市监浦罚告〔2021〕1号",
            mode=k.CaseServiceMode.DIRECT,
            served_on=on("2021-11-01"),
            penalties=PROPOSED,
            hearing_right=True,
        ),
    ),
    ("2021-11-02", WANG, e.StatementReceived(received_on=on("2021-11-02"), text="请求从轻")),
    ("2021-11-03", WANG, e.HearingRequested(requested_on=on("2021-11-03"), text="要求听证")),
    (
        "2021-11-05",
        ZHANG,
        e.ChairNamed(
            chair=handler(SUN), members=(handler(QIAN),), clerk=handler(ZHAO), on=on("2021-11-05")
        ),
    ),
    ("2021-11-08", WANG, e.HearingFileHandedOver(on=on("2021-11-08"))),
    (
        "2021-11-10",
        SUN,
        e.HearingScheduled(
            at=at("2021-11-24", "09:00"),
            day=on("2021-11-24"),
            place="第一会议室",
            told_on=on("2021-11-10"),
            public=True,
            announced_on=on("2021-11-12"),
        ),
    ),
    (
        "2021-11-24",
        SUN,
        e.HearingHeld(
            held_on=on("2021-11-24"),
            attendance=("王示例", "李示例", "当事人代理人周示例"),
            summary="双方就罚款数额发表意见",
        ),
    ),
    (
        "2021-11-26",
        SUN,
        e.HearingReportDelivered(
            on=on("2021-11-26"), opinion="建议适当从轻", advises_discussion=True
        ),
    ),
    (
        "2021-11-29",
        WANG,
        e.RecheckDone(
            accepted=True, text="已主动召回", outcome=k.Outcome.PENALTY, penalties=LIGHTER
        ),
    ),
    (
        "2021-11-30",
        QIAN,
        e.ReviewGiven(
            kind=k.ReviewKind.LEGAL_REVIEW,
            opinion=k.ReviewOpinion.AGREE,
            text="同意从轻",
            reviewer=handler(QIAN),
            after_hearing=True,
        ),
    ),
    (
        "2021-12-02",
        ZHAO,
        e.DiscussionHeld(
            number=1,
            purpose=k.DiscussionPurpose.DECISION,
            held_on=on("2021-12-01"),
            voices=(
                e.Voice(officer="zhao", name="赵示例", agrees=True, text="同意"),
                e.Voice(officer="zhang", name="张示例", agrees=True, text="同意"),
                e.Voice(officer="zhou", name="周示例", agrees=False, text="罚款偏重"),
            ),
            conclusion="多数同意",
            outcome=k.Outcome.PENALTY,
            penalties=LIGHTER,
        ),
    ),
    (
        "2021-12-03",
        ZHAO,
        e.DecisionMade(
            number="沪市监浦处〔2021〕1号",
            outcome=k.Outcome.PENALTY,
            penalties=LIGHTER,
            reason="违反产品质量法第十三条",
            officer="赵示例",
            absent=True,
        ),
    ),
    (
        "2021-12-06",
        WANG,
        e.DecisionServed(
            mode=k.CaseServiceMode.RETAINED, served_on=on("2021-12-06"), told_of_publicity=True
        ),
    ),
    (
        "2021-12-10",
        WANG,
        e.MeasureReleased(
            measure="1", ground=k.ReleaseGround.DECIDED, on=on("2021-12-09"), reason="已没收"
        ),
    ),
    (
        "2021-12-13",
        WANG,
        e.PenaltyPublished(
            on=on("2021-12-13"),
            until=k.PublicityEnd.THREE_YEARS,
            place="国家企业信用信息公示系统",
        ),
    ),
    (
        "2021-12-20",
        ZHANG,
        e.PaymentDeferred(
            until=on("2022-02-28"),
            requested_on=on("2021-12-15"),
            reason="资金周转困难",
            officer="张示例",
            instalments=(on("2022-01-31"), on("2022-02-28")),
        ),
    ),
    (
        "2022-01-30",
        WANG,
        e.PaymentRecorded(amount=Decimal("53200.50"), paid_on=on("2022-01-30")),
    ),
    (
        "2022-03-02",
        WANG,
        e.PaymentRecorded(
            amount=Decimal(50000),
            surcharge=Decimal("1500.00"),
            paid_on=on("2022-03-01"),
            in_full=True,
        ),
    ),
    ("2022-03-03", WANG, e.ExecutionCompleted(on=on("2022-03-03"), text="罚没款全部入库")),
    (
        "2022-03-10",
        ZHANG,
        e.CaseClosed(by=k.ClosingEvent.EXECUTED, text="同意结案", officer="张示例"),
    ),
    (
        "2022-03-15",
        WANG,
        e.CaseArchived(
            number="2022-浦-1",
            main=(e.Folder(name="立案审批表"), e.Folder(name="决定书"), e.Folder(name="送达回证")),
            secondary=(e.Folder(name="案件来源"), e.Folder(name="结案审批表")),
        ),
    ),
    ("2022-04-01", WANG, e.LateAddition(text="当事人整改报告", reason="当事人补交")),
)

EMERGENCY = e.MeasureTaken(
    measure="2",
    kind=k.MeasureKind.SEALING,
    items=("生产线 1 条", "模具 2 副"),
    place="示例路 2 号",
    taken_at=at("2021-08-06", "21:05"),
    taken_on=on("2021-08-06"),
    officers=("wang", "li"),
    document_no="沪市监浦封〔2021〕1号",
)
WARNING = e.Penalty(kind=k.PenaltyKind.WARNING)
STOP = e.Penalty(kind=k.PenaltyKind.SUSPENSION_ORDER, text="至改正为止")

# Whatever that case did not see, in the order in which it could happen to another one.
ELSEWHERE: tuple[tuple[Officer, Event], ...] = (
    (ZHANG, FilingDecided(org=PUDONG, case=CASE, number="沪市监浦立〔2021〕2号", reason="同意")),
    (
        ZHANG,
        docket.NumberGiven(org=PUDONG, year=2021, series=docket.Series.CASE, number=2, case=CASE),
    ),
    (ZHANG, docket.ActClaimed(org=PUDONG, case=CASE, number="沪市监浦立〔2021〕2号")),
    (
        ZHANG,
        docket.ActClaimed(
            org=PUDONG, case=CASE, number="沪市监浦立〔2021〕2号", distinct_because="批次不同"
        ),
    ),
    (ZHANG, e.HandlersAssigned(handlers=(handler(WANG), handler(SUN)), reason="李示例调离")),
    (ZHANG, e.CaseTagged(campaigns=("cables",), reason="纳入专项整治")),
    (ZHANG, e.CaseTagged(campaigns=(), reason="误归入")),
    (
        ZHANG,
        e.HandlersAssigned(
            handlers=(handler(WANG), handler(SUN)), reason="李示例调离", since=on("2021-08-16")
        ),
    ),
    (
        ZHANG,
        e.RecusalDecided(
            officer="li", asked_by="party", grounds="近亲属任职", granted=True, reason="属实"
        ),
    ),
    (
        ZHANG,
        e.RecusalDecided(
            officer="wang", asked_by="officer", grounds="曾经相识", granted=False, reason="不影响"
        ),
    ),
    (WANG, e.RightsExplained(on=on("2021-08-03"), note="当事人拒绝签字")),
    (WANG, e.CaseCorrected(corrects=1, reason="名称误录", title="销售不合格电热水壶")),
    (
        WANG,
        e.EvidenceMoved(number=1, custodian="李示例", place="证物室 3 号柜", reason="集中保管"),
    ),
    (WANG, e.EvidenceWithdrawn(number=2, reason="与本案无关")),
    *(
        (
            WANG,
            e.EvidenceAdded(
                number=3,
                kind=k.EvidenceKind.DOCUMENTARY,
                name="投诉材料",
                source="投诉人",
                obtained_on=on("2021-07-30"),
                officers=officers,
                custodian="王示例",
                from_elsewhere=True,
                from_whom="示例街道办事处",
                how="随案移送",
            ),
        )
        for officers in ((), ("wang", "li"))
    ),
    (
        WANG,
        e.EvidencePreserved(
            preservation="2",
            items=("账册 2 本",),
            place="示例路 2 号",
            taken_at=at("2021-08-03", "10:20"),
            taken_on=on("2021-08-03"),
            officers=("wang", "li"),
            approved_by="zhang",
        ),
    ),
    (
        ZHANG,
        e.PreservationApproved(
            preservation="2",
            granted=False,
            decided_at=at("2021-08-04", "09:00"),
            reason="并非紧急",
        ),
    ),
    (
        ZHANG,
        e.PreservationEnded(
            preservation="2",
            by=k.PreservationEnd.RETURNED,
            on=on("2021-08-04"),
            reason="并非紧急",
        ),
    ),
    (WANG, EMERGENCY),
    (
        ZHANG,
        e.MeasureApproved(measure="2", granted=True, decided_at=at("2021-08-07", "10:00")),
    ),
    (
        ZHANG,
        e.MeasureApproved(
            measure="2",
            granted=False,
            decided_at=at("2021-08-07", "10:00"),
            reason="不应当采取",
        ),
    ),
    (
        WANG,
        e.TestCommissioned(
            test="t2", lab="示例检测中心", purpose="耐压", commissioned_on=on("2021-08-09")
        ),
    ),
    (
        WANG,
        e.ExclusionStarted(
            key="x1",
            kind="right_holder_identification",
            on=on("2021-08-09"),
            reason="请权利人辨认商标",
        ),
    ),
    (WANG, e.ExclusionEnded(key="x1", on=on("2021-08-16"))),
    (
        ZHAO,
        e.DiscussionHeld(
            number=1,
            purpose=k.DiscussionPurpose.EXTENSION,
            held_on=on("2021-11-20"),
            voices=(e.Voice(officer="zhao", name="赵示例", agrees=True, text="同意"),),
            conclusion="案情特别复杂",
            until=on("2022-01-31"),
        ),
    ),
    (
        ZHANG,
        e.DiscussionHeld(
            number=2,
            purpose=k.DiscussionPurpose.RECUSAL,
            held_on=on("2021-11-20"),
            voices=(e.Voice(officer="zhang", name="张示例", agrees=True, text="同意"),),
            conclusion="应当回避",
            officer="zhao",
        ),
    ),
    (
        ZHAO,
        e.DecisionPeriodExtended(
            approver="collective_discussion",
            officer="赵示例",
            reason="案情特别复杂",
            until=on("2022-01-31"),
            discussion=1,
        ),
    ),
    (
        ZHANG,
        e.InvestigationTerminated(ground=k.TerminationGround.PARTY_DISSOLVED, reason="公司已注销"),
    ),
    (
        WANG,
        e.InvestigationConcluded(
            facts="证据不足",
            opinion="违法事实不能成立",
            outcome=k.Outcome.NO_PENALTY_UNFOUNDED,
            review_received_on=on("2021-10-21"),
        ),
    ),
    (ZHANG, e.ReviewExtended(amount=5, officer="张示例", reason="材料较多")),
    (
        QIAN,
        e.ReviewGiven(
            kind=k.ReviewKind.CASE_REVIEW,
            opinion=k.ReviewOpinion.SUPPLEMENT,
            text="货值金额证据不足",
            reviewer=handler(QIAN),
        ),
    ),
    (
        ZHANG,
        e.ProposalApproved(
            outcome=k.Outcome.PENALTY,
            penalties=(STOP, WARNING),
            reason="以办案意见为准",
            split=True,
        ),
    ),
    (ZHANG, e.ProposalApproved(outcome=k.Outcome.OTHER_DEPARTMENT, reason="属消防部门职责")),
    (
        WANG,
        e.NoticeServed(
            number="沪市监浦罚告〔2021〕2号",
            mode=k.CaseServiceMode.PUBLIC_NOTICE,
            served_on=on("2021-12-01"),
            published_on=on("2021-11-01"),
            penalties=(STOP, WARNING),
            hearing_right=True,
            why="下落不明",
        ),
    ),
    (
        WANG,
        e.NoticeServed(
            number="沪市监浦罚告〔2021〕3号",
            mode=k.CaseServiceMode.MAIL,
            served_on=on("2021-11-05"),
            penalties=(WARNING,),
            hearing_right=False,
        ),
    ),
    (WANG, e.RightsWaived(on=on("2021-11-06"), text="书面声明")),
    (
        SUN,
        e.HearingScheduled(
            at=at("2021-11-24", "09:00"),
            day=on("2021-11-24"),
            place="第一会议室",
            told_on=on("2021-11-10"),
            public=False,
            why_not_public="涉及商业秘密",
        ),
    ),
    (
        SUN,
        e.HearingEnded(ground=k.HearingEnd.WITHDRAWN, on=on("2021-11-20"), text="书面撤回"),
    ),
    (
        WANG,
        e.RecheckDone(
            accepted=False, text="理由不成立", outcome=k.Outcome.PENALTY, penalties=(WARNING,)
        ),
    ),
    (
        ZHANG,
        e.DecisionMade(
            number="沪市监浦处〔2021〕2号",
            outcome=k.Outcome.NO_PENALTY_EXEMPT,
            reason="轻微并及时改正",
            officer="张示例",
        ),
    ),
    (
        ZHANG,
        e.DecisionMade(
            number="沪市监浦处〔2021〕3号",
            outcome=k.Outcome.CRIMINAL,
            reason="销售金额超过 5 万元",
            officer="张示例",
        ),
    ),
    (WANG, e.DecisionServed(mode=k.CaseServiceMode.ELECTRONIC, served_on=on("2021-12-06"))),
    (
        WANG,
        e.DecisionServed(
            mode=k.CaseServiceMode.PUBLIC_NOTICE,
            served_on=on("2022-01-06"),
            published_on=on("2021-12-07"),
            told_of_publicity=True,
            why="下落不明",
        ),
    ),
    (
        ZHANG,
        e.DecisionChanged(by_body="上海市市场监督管理局", penalties=LIGHTER, reason="处罚过重"),
    ),
    (ZHANG, e.DecisionRevoked(by_body="示例区人民法院", reason="程序违法", remade=True)),
    (ZHANG, e.DecisionRevoked(by_body="示例区人民法院", reason="事实不清", remade=False)),
    (
        ZHANG,
        e.PaymentDeferred(
            until=on("2022-02-28"),
            requested_on=on("2021-12-15"),
            reason="资金周转困难",
            officer="张示例",
        ),
    ),
    (
        WANG,
        e.PaymentRecorded(amount=Decimal(3000), paid_on=on("2021-12-20"), in_full=True),
    ),
    (WANG, e.DemandServed(served_on=on("2022-06-20"), mode=k.CaseServiceMode.MAIL)),
    (ZHANG, e.CourtApplied(on=on("2022-07-08"), court="示例区人民法院")),
    (
        WANG,
        e.ExecutionEnded(on=on("2022-09-01"), court="示例区人民法院", text="无财产可供执行"),
    ),
    (WANG, e.PublicityStopped(on=on("2022-08-01"), early=True, reason="已全部履行并改正")),
    (WANG, e.PublicityStopped(on=on("2024-12-13"), early=False, reason="期满")),
    (WANG, e.PublicityWithdrawn(on=on("2022-02-01"), reason="决定已撤销")),
    (WANG, e.DocumentIssued(document="penalty-decision", paper=PAPER)),
    (
        WANG,
        e.CrimeSuspected(reason="货值金额 16 万元", offence="生产、销售伪劣产品罪"),
    ),
    (
        ZHANG,
        e.CrimeSuspicionCleared(reason="公安机关不予立案", received_on=on("2021-09-20")),
    ),
    (WANG, e.CrimeReceipted(referral=OTHER, received_on=on("2021-09-18"), body="示例公安分局")),
    (
        WANG,
        e.PublicNoticeStarted(
            paper=k.ServedPaper.NOTICE, on=on("2021-11-01"), place="本局网站", why="下落不明"
        ),
    ),
    (
        WANG,
        e.RemedySought(
            kind=k.RemedyKind.RECONSIDERATION, on=on("2022-01-10"), body="示例区人民政府"
        ),
    ),
    (WANG, e.RemedySought(kind=k.RemedyKind.SUIT, on=on("2022-02-10"), body="示例法院")),
    (
        ZHANG,
        e.RemedyEnded(
            kind=k.RemedyKind.SUIT,
            on=on("2022-06-10"),
            outcome=k.RemedyOutcome.UPHELD,
            text="驳回诉讼请求",
        ),
    ),
    (WANG, e.PenaltyPushed(on=on("2021-12-08"), to_org=HUANGPU)),
    (WANG, e.PushReceived(on=on("2021-12-09"), to_org=HUANGPU)),
    (WANG, e.DecisionCopied(on=on("2021-12-08"), to=("示例公安分局", "示例区人民检察院"))),
    (ZHANG, e.DecisionChanged(by_body="示例区人民法院", penalties=LIMITED, reason="过重")),
    (WANG, docket.ActReleased(case=CASE)),
    (WANG, e.CaseReferred(referral=OTHER, to_org=POLICE)),
    (WANG, e.CaseCameBack(referral=OTHER, reason="不属于职责范围")),
    (
        WANG,
        e.AssistanceAnswered(
            referral=OTHER, org=HUANGPU, text="供货属实", evidence=("进货单复印件",)
        ),
    ),
    (ZHANG, e.ProposalReturned(to=k.Stage.INVESTIGATING, reason="数量未查清")),
    (
        WANG,
        e.NoticeServed(
            number="沪市监浦罚告〔2021〕9号",
            mode=k.CaseServiceMode.DIRECT,
            served_on=on("2021-11-22"),
            penalties=(WARNING,),
            hearing_right=False,
            again="告知书文号有误",
        ),
    ),
    (
        ZHANG,
        e.EntryCorrected(
            of=7,
            entry="case.payment-recorded.v1",
            reason="重复登记",
            stage=k.Stage.EXECUTING,
            since=on("2021-11-22"),
        ),
    ),
    (
        ZHANG,
        e.EntryCorrected(
            of=8,
            entry="case.decision-served.v1",
            reason="日期录入有误",
            on=on("2021-11-23"),
            stage=k.Stage.EXECUTING,
            since=on("2021-11-23"),
        ),
    ),
    (ZHANG, e.JointReviewAsked(review=CASE, origin="handling_unit")),
)


def entries() -> list[Entry]:
    """The case as the ledger keeps it."""
    return [
        Entry(
            originator_id=CASE,
            originator_version=number,
            event=event,
            by=by,
            effective_on=on(day),
            correlation=UUID(int=1000 + number),
            position=number,
            recorded_at=at(day, "17:00"),
        )
        for number, (day, by, event) in enumerate(COURSE, start=1)
    ]


def elsewhere() -> list[Step]:
    """Each of the other events as a step of its own."""
    return [step_of(event, by, on("2021-12-01")) for by, event in ELSEWHERE]
