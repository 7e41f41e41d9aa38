"""One document of each kind, about one invented matter."""

from datetime import date

from application.document_parts import (
    Citation,
    Contact,
    Defence,
    Evidence,
    NoticeServed,
    Official,
    Opinion,
    Party,
    Payment,
    Penalty,
    Remedies,
    Right,
    amount,
)
from application.documents import (
    Attachment,
    AttachmentKind,
    BulletinChart,
    BulletinPaper,
    CaseFileIndex,
    ClosingForm,
    CriminalTransferLetter,
    Document,
    FiguresTable,
    FilingApprovalForm,
    IndexEntry,
    JointReviewAnnexes,
    JointReviewMinutes,
    MinutesAnnex,
    MinutesPosition,
    MinutesSignature,
    NoPenaltyDecision,
    PenaltyDecision,
    PenaltyNotice,
    ServedDocument,
    ServiceReceipt,
    TransferLetter,
)

BUREAU = "示例市示例区市场监督管理局"
MARK = "演示数据"
CAUSE = "销售不符合保障人体健康和人身、财产安全国家标准的儿童泳圈"

FIRM = Party(
    kind="entity",
    name="示例市示例区示例母婴用品有限公司",
    id_number="91310000MA1FL0L690",
    address="示例市示例区示例路1号2幢301室",
    legal_representative="示例甲",
    phone="021-00000000",
)
PERSON = Party(
    kind="person",
    name="示例乙",
    id_kind="居民身份证号码",
    id_number="310000199001010000",
    address="示例市示例区示例路2号",
)

QUALITY_13 = Citation(
    law="中华人民共和国产品质量法",
    version="2018年修正",
    article="第十三条第二款",
    text="禁止生产、销售不符合保障人体健康和人身、财产安全的标准和要求的工业产品。",
)
QUALITY_49 = Citation(law="中华人民共和国产品质量法", version="2018年修正", article="第四十九条")
PENALTY_LAW = "中华人民共和国行政处罚法"
PROCEDURE = "市场监督管理行政处罚程序规定"
LAW_2021 = "2021年修订"


def of_penalty_law(article: str) -> Citation:
    """An article of the law on administrative penalties."""
    return Citation(law=PENALTY_LAW, version=LAW_2021, article=article)


FACTS = (
    "2025年5月12日，当事人经营场所内待售的儿童泳圈（型号：SL-60，批号：20250301）经示例检验检测"
    "有限公司抽样检验，“原材料”“小零件”“标志”项目不符合GB 6675.2-2014的要求，判定为不合格。\n"
    "当事人共购进上述泳圈120个，购进价18.50元/个，销售价39.00元/个；截至检查之日已售出96个，"
    "库存24个，货值金额4680.00元，违法所得1968.00元。"
)
EVIDENCE = (
    Evidence(name="现场笔录1份、现场照片6张", proves="待售泳圈的型号、批号和数量"),
    Evidence(name="检验报告（编号：示例-2025-0512）1份", proves="上述泳圈经检验不合格"),
    Evidence(name="询问笔录2份", proves="购进、销售的数量和价格"),
    Evidence(name="当事人营业执照复印件1份"),
)
PENALTIES = (
    Penalty(words="没收库存的不合格儿童泳圈24个"),
    Penalty(words="没收违法所得", amount=amount(196_800)),
    Penalty(words="罚款", amount=amount(936_000)),
)
CONTACT = Contact(name="示例丙、示例丁", phone="021-00000001", address="示例市示例区示例路3号")
HANDLERS = (
    Official(name="示例丙", certificate="SL0000001"),
    Official(name="示例丁", certificate="SL0000002"),
)
REMEDIES = Remedies(
    reconsideration_days=60,
    reconsideration_body="示例市示例区人民政府",
    suit_months=6,
    court="示例市示例区人民法院",
)
NOTICE = NoticeServed(number="示市监罚告〔2025〕18号", served_on=date(2025, 7, 10))
ORIGIN = (
    "2025年5月30日，本局收到示例市市场监督管理局移交的监督抽查不合格结果（抽样单编号："
    "SL2025-0311）。经核查，当事人涉嫌销售不合格产品，本局于2025年6月10日立案调查。"
)

FORM = FilingApprovalForm(
    bureau=BUREAU,
    issued_on=date(2025, 6, 9),
    mark=MARK,
    number="示市监立〔2025〕31号",
    source="监督抽查（抽样单编号：SL2025-0311）",
    party=FIRM,
    cause=CAUSE,
    facts=FACTS,
    reasons="有证据初步证明存在违反市场监督管理法律的行为，依法应当给予行政处罚，属于本局管辖，"
    "且在给予行政处罚的法定期限内，建议立案调查。",
    basis=(QUALITY_13, Citation(law=PROCEDURE, version="2022年修正", article="第十九条")),
    handlers=HANDLERS,
    unit_opinion=Opinion(
        text="同意立案，建议由示例丙、示例丁办理。", name="示例戊", signed_on=date(2025, 6, 9)
    ),
    leader_opinion=Opinion(text="同意立案。", name="示例己", signed_on=date(2025, 6, 10)),
    remark="与线索2025-0311关联",
)

PRENOTICE = PenaltyNotice(
    bureau=BUREAU,
    mark=MARK,
    number="示市监罚告〔2025〕18号",
    party=FIRM,
    cause=CAUSE,
    facts=FACTS,
    evidence=EVIDENCE,
    finding="你单位的上述行为",
    violated=(QUALITY_13,),
    basis=(QUALITY_49,),
    penalties=PENALTIES,
    statement=Right(
        working_days=5, basis=(of_penalty_law("第四十四条"), of_penalty_law("第四十五条"))
    ),
    hearing=Right(
        working_days=5, basis=(of_penalty_law("第六十三条"), of_penalty_law("第六十四条"))
    ),
    contact=CONTACT,
    issued_on=date(2025, 7, 8),
)

DECISION = PenaltyDecision(
    bureau=BUREAU,
    mark=MARK,
    number="示市监处罚〔2025〕22号",
    party=FIRM,
    cause=CAUSE,
    origin=ORIGIN,
    facts=FACTS,
    evidence=EVIDENCE,
    finding="当事人销售不合格儿童泳圈的行为",
    violated=(QUALITY_13,),
    notice=NOTICE,
    defence=Defence(
        said="首次违法，且已主动召回售出的泳圈31个，请求从轻处罚。",
        answer="召回情况属实，有召回记录佐证，予以采纳；首次违法不属于法定从轻情节，不予采纳。",
    ),
    hearing="当事人在规定期限内未要求举行听证。",
    discretion="当事人主动减轻违法行为危害后果，依据《中华人民共和国行政处罚法》（2021年修订）"
    "第三十二条第一项的规定，予以从轻处罚。",
    basis=(QUALITY_49,),
    penalties=PENALTIES,
    total=amount(196_800 + 936_000),
    payment=Payment(
        days=15,
        how="缴纳方式：凭本决定书到示例银行任一网点缴纳，或者扫描缴款通知书上的二维码缴纳。",
        basis=(of_penalty_law("第七十二条第一款第一项"),),
    ),
    remedies=REMEDIES,
    publication="国家企业信用信息公示系统",
    issued_on=date(2025, 7, 28),
)

EXEMPT = NoPenaltyDecision(
    bureau=BUREAU,
    mark=MARK,
    ground="exempt",
    number="示市监不罚〔2025〕3号",
    party=PERSON,
    cause=CAUSE,
    origin=ORIGIN,
    facts=FACTS,
    evidence=EVIDENCE,
    violated=(QUALITY_13,),
    reason="当事人违法行为轻微，已及时改正，没有造成危害后果。",
    basis=(of_penalty_law("第三十三条第一款"),),
    instruction="本局已对当事人进行教育，责令其今后严格履行进货检查验收义务。",
    remedies=REMEDIES,
    issued_on=date(2025, 7, 28),
)

UNFOUNDED = NoPenaltyDecision(
    bureau=BUREAU,
    ground="unfounded",
    number="示市监不罚〔2025〕4号",
    party=FIRM,
    cause=CAUSE,
    origin=ORIGIN,
    facts="经复检，上述泳圈所检项目均符合要求。",
    evidence=(Evidence(name="复检报告1份"),),
    reason="现有证据不能证明当事人销售了不合格产品。",
    basis=(of_penalty_law("第五十七条第一款第三项"),),
    remedies=REMEDIES,
    issued_on=date(2025, 7, 28),
)

TRANSFER = TransferLetter(
    bureau=BUREAU,
    mark=MARK,
    number="示市监案移〔2025〕7号",
    to="示例市样本区市场监督管理局",
    party=FIRM,
    cause=CAUSE,
    origin=ORIGIN,
    facts=FACTS,
    reason="当事人的实际经营地在你局辖区，本局对该案没有管辖权。",
    basis=(Citation(law=PROCEDURE, version="2022年修正", article="第十四条"),),
    attachments=("案件材料目录1份", "检验报告1份"),
    contact=CONTACT,
    issued_on=date(2025, 6, 20),
)

CRIMINAL = CriminalTransferLetter(
    bureau=BUREAU,
    mark=MARK,
    number="示市监罪移〔2025〕1号",
    to="示例市公安局示例分局",
    copy_to="示例市示例区人民检察院",
    party=FIRM,
    cause=CAUSE,
    facts=FACTS,
    crime="销售不符合安全标准的产品罪",
    criminal_basis=(Citation(law="中华人民共和国刑法", article="第一百四十六条"),),
    basis=(
        Citation(law="行政执法机关移送涉嫌犯罪案件的规定", version="2020年修订", article="第三条"),
    ),
    attachments=(
        Attachment(kind=AttachmentKind.LETTER, name="涉嫌犯罪案件移送书", pages=2),
        Attachment(
            kind=AttachmentKind.INVESTIGATION_REPORT, name="关于儿童泳圈案的调查报告", pages=11
        ),
        Attachment(kind=AttachmentKind.ITEMS_LIST, name="涉案物品清单", pages=1),
        Attachment(kind=AttachmentKind.TEST_REPORTS, name="检验报告（示例-2025-0512）", pages=6),
        Attachment(kind=AttachmentKind.TEST_REPORTS, name="复检报告", copies=2, pages=5),
    ),
    contact=CONTACT,
    issued_on=date(2025, 7, 1),
)

RECEIPT = ServiceReceipt(
    bureau=BUREAU,
    issued_on=date(2025, 7, 29),
    mark=MARK,
    documents=(
        ServedDocument(name="行政处罚决定书", number="示市监处罚〔2025〕22号"),
        ServedDocument(name="缴款通知书"),
    ),
    cause=CAUSE,
    recipient=FIRM.name,
    mode="直接送达",
    place=FIRM.address,
    served_on=date(2025, 7, 30),
    received_by="示例甲（法定代表人）",
    servers=HANDLERS,
    witness="示例庚（示例居民委员会）",
    remark="当面送达",
)

CLOSING = ClosingForm(
    bureau=BUREAU,
    issued_on=date(2025, 8, 20),
    mark=MARK,
    number="示市监立〔2025〕31号",
    filed_on=date(2025, 6, 10),
    party=FIRM,
    cause=CAUSE,
    decision="示市监处罚〔2025〕22号",
    penalties=PENALTIES,
    ground="处罚决定执行完毕",
    basis=(Citation(law=PROCEDURE, version="2022年修正", article="第七十七条"),),
    handlers=HANDLERS,
    unit_opinion=Opinion(text="拟结案。", name="示例戊", signed_on=date(2025, 8, 19)),
    approved=Opinion(text="同意结案。", name="示例己", signed_on=date(2025, 8, 20)),
)

INDEX = CaseFileIndex(
    bureau=BUREAU,
    issued_on=date(2025, 9, 1),
    mark=MARK,
    volume="main",
    number="示市监立〔2025〕31号",
    cause=CAUSE,
    entries=(
        IndexEntry(
            number=1,
            name="立案审批表",
            document_number="示市监立〔2025〕31号",
            dated=date(2025, 6, 10),
            pages="1-2",
        ),
        IndexEntry(number=2, name="现场笔录", dated=date(2025, 5, 30), pages="3-5", note="照片6张"),
        IndexEntry(
            number=3,
            name="行政处罚决定书",
            document_number="示市监处罚〔2025〕22号",
            dated=date(2025, 7, 28),
            pages="6-9",
        ),
        IndexEntry(number=4, name="送达回证"),
    ),
)

MINUTES = JointReviewMinutes(
    bureau="示例市市场监督管理局产品监督处",
    issued_on=date(2022, 3, 9),
    case_number="示例立〔2022〕1号",
    cause="销售不合格电水壶案",
    handling_org="示例区市场监督管理局",
    held_at="2022年03月09日 09:30",
    place="第三会议室",
    chair="示例·周局",
    recorder="示例·何理",
    left=("示例·何队",),
    members=("示例·周局（示例市市场监督管理局）", "示例·秦检（市质检院）"),
    recused=("示例·郑队（与当事人有利害关系）",),
    agenda=("案情汇报", "讨论"),
    report="办案机构汇报案情。",
    proposal="拟处罚款。",
    deliberation="逐一发表意见。",
    positions=(
        MinutesPosition(name="示例·周局", kind="同意", conclusion="支持办案机构的处理意见"),
        MinutesPosition(name="示例·秦检", kind="反对", text="抽样程序的证据不足"),
    ),
    lapsed=(MinutesPosition(name="示例·秦检", kind="同意", lapsed="案情已变更"),),
    unheard="示例·何队未发表意见：中途另有公务",
    conclusion="支持办案机构的处理意见",
    advice="事实清楚。",
    votes="3/5",
    signatures=(MinutesSignature(part="主持人", name="示例·周局"),),
)

ANNEXES = JointReviewAnnexes(
    bureau="示例市市场监督管理局产品监督处",
    issued_on=date(2022, 3, 9),
    case_number="示例立〔2022〕1号",
    cause="销售不合格电水壶案",
    held_at="2022年03月09日 09:30",
    annexes=(MinutesAnnex(text="地点应为第二会议室。", reason="笔误"),),
)

BULLETIN = BulletinPaper(
    bureau="示例市市场监督管理局",
    issued_on=date(2023, 4, 9),
    title="2023年第一季度产品质量监督抽查通报",
    number="示例通〔2023〕2号",
    header=(
        ("数据截至", "2023-04-08 09:30（事件位置 146）"),
        ("替代文号", "示例通〔2023〕1号"),
        ("更正原因", "一批次检验机构录入有误"),
    ),
    statement="共抽查40批次，不合格6批次。",
    changes=FiguresTable(
        title="更正的数据",
        headings=("数据", "更正前", "更正后"),
        rows=(("电商 · 不合格批次", "7", "6"),),
    ),
    tables=(
        FiguresTable(
            title="抽样环节",
            headings=("抽样环节", "抽查批次", "不合格批次", "不合格率"),
            rows=(("电商", "39", "6", "15.4%"), ("实体销售", "1", "0", "0.0%")),
            note="按抽样环节统计。",
        ),
    ),
    charts=(BulletinChart(title="抽样环节", bars=(("电商", 39, 6), ("实体销售", 1, 0))),),
    annex=FiguresTable(
        title="附件：不合格批次一览",
        headings=("序号", "产品", "批号", "标称生产者", "被抽样者", "不合格项目", "报告编号"),
        rows=(("1", "擦窗机", "—", "示例制造公司", "示例网店", "安全绳强度", "SHCC2023-0001"),),
    ),
    sha256="0" * 64,
)

ALL: tuple[Document, ...] = (
    FORM,
    PRENOTICE,
    DECISION,
    EXEMPT,
    UNFOUNDED,
    TRANSFER,
    CRIMINAL,
    RECEIPT,
    CLOSING,
    INDEX,
    MINUTES,
    ANNEXES,
    BULLETIN,
)
