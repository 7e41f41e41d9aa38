"""The closed lists of the penalty procedure (law.md 2–4, 10, 12.3). Their values are stored."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands (law.md 12.3); a suspension lies over it and does not change it."""

    INVESTIGATING = "investigating"  # 调查取证
    REVIEWING = "reviewing"  # 审核
    PROPOSAL_PENDING = "proposal_pending"  # 待报批
    NOTICE_PENDING = "notice_pending"  # 待告知
    NOTICE_WINDOW = "notice_window"  # 陈述申辩期
    HEARING = "hearing"  # 听证
    RECHECK = "recheck"  # 复核
    DECISION_PENDING = "decision_pending"  # 待决定
    DECIDED = "decided"  # 已决定，待送达
    EXECUTING = "executing"  # 执行
    CLOSING = "closing"  # 待结案
    CLOSED = "closed"  # 已结案
    ARCHIVED = "archived"  # 已归档


class PartyKind(StrEnum):
    """Thresholds differ for people and for organisations."""

    PERSON = "person"  # 自然人
    ENTITY = "entity"  # 法人或者其他组织


class EvidenceKind(StrEnum):
    """The kinds of evidence (PP2018 art. 21, PP2022 art. 24)."""

    DOCUMENTARY = "documentary"  # 书证
    PHYSICAL = "physical"  # 物证
    AUDIOVISUAL = "audiovisual"  # 视听资料
    ELECTRONIC = "electronic"  # 电子数据
    TESTIMONY = "testimony"  # 证人证言
    PARTY_STATEMENT = "party_statement"  # 当事人的陈述
    EXPERT_OPINION = "expert_opinion"  # 鉴定意见
    RECORD = "record"  # 勘验笔录、现场笔录


class PreservationEnd(StrEnum):
    """What may become of preserved evidence within its seven days (PP2018 32, PP2022 35)."""

    EVIDENCE_TAKEN = "evidence_taken"  # 采取记录、复制、拍照、录像等证据保全措施
    SENT_FOR_TEST = "sent_for_test"  # 送交检测、检验、检疫、鉴定
    COERCIVE_MEASURE = "coercive_measure"  # 查封、扣押
    CONFISCATED = "confiscated"  # 违法事实成立，依法没收
    RETURNED = "returned"  # 解除先行登记保存措施，退还


class MeasureKind(StrEnum):
    """Coercive measures of market regulation."""

    SEALING = "sealing"  # 查封
    SEIZURE = "seizure"  # 扣押


class ReleaseGround(StrEnum):
    """Why a measure ends (ACL art. 27, 28)."""

    NO_VIOLATION = "no_violation"  # 当事人没有违法行为
    UNRELATED = "unrelated"  # 与违法行为无关
    DECIDED = "decided"  # 已作出处理决定，不再需要
    EXPIRED = "expired"  # 期限届满
    NOT_APPROVED = "not_approved"  # 负责人认为不应当采取
    HANDED_OVER = "handed_over"  # 随案移交公安机关
    OTHER = "other"  # 其他不再需要的情形


class SuspensionGround(StrEnum):
    """The five grounds of suspension (PP2018 43, PP2022 46)."""

    DEPENDS_ON_ANOTHER = "depends_on_another"  # 以其他案件的裁判、决定为依据
    LEGAL_QUESTION = "legal_question"  # 涉及法律适用等问题，已送请有权机关
    FORCE_MAJEURE = "force_majeure"  # 不可抗力
    PARTY_MISSING = "party_missing"  # 当事人下落不明
    OTHER = "other"  # 其他


class TerminationGround(StrEnum):
    """Why an investigation is terminated (PP2018 44, PP2022 47)."""

    PARTY_DEAD = "party_dead"  # 公民死亡或者被宣告死亡
    PARTY_DISSOLVED = "party_dissolved"  # 法人、组织终止，无权利义务承受人
    OTHER = "other"  # 其他


class ReviewKind(StrEnum):
    """Which review (PP-REVIEW-KIND): one kind until 2021-07-15, two from then on."""

    CASE_REVIEW = "case_review"  # 案件审核
    LEGAL_REVIEW = "legal_review"  # 法制审核


class ReviewOpinion(StrEnum):
    """What the review comes to (PP2018 49, PP2022 55)."""

    AGREE = "agree"  # 同意
    CORRECT = "correct"  # 建议纠正
    SUPPLEMENT = "supplement"  # 建议补充调查
    OTHER = "other"  # 其他意见


class MajorGround(StrEnum):
    """What makes a case one for legal review and collective discussion (PP2022 50)."""

    PUBLIC_INTEREST = "public_interest"  # 涉及重大公共利益
    COMPLEX = "complex"  # 案情疑难复杂，涉及多个法律关系
    SAFETY_IMPACT = "safety_impact"  # 涉及重大安全问题或者有重大社会影响
    BY_LAW = "by_law"  # 法律、法规规定的其他情形
    LEADER = "leader"  # 负责人认为需要


class PenaltyKind(StrEnum):
    """Kinds of penalty (APL2021 art. 9), lightest first: the order is that of their weight."""

    WARNING = "warning"  # 警告
    CRITICISM = "criticism"  # 通报批评
    CONFISCATE_GAINS = "confiscate_gains"  # 没收违法所得
    CONFISCATE_GOODS = "confiscate_goods"  # 没收非法财物
    FINE = "fine"  # 罚款
    SUSPEND_PERMIT = "suspend_permit"  # 暂扣许可证件
    DOWNGRADE = "downgrade"  # 降低资质等级
    RESTRICT_BUSINESS = "restrict_business"  # 限制开展生产经营活动
    SUSPENSION_ORDER = "suspension_order"  # 责令停产停业
    CLOSURE = "closure"  # 责令关闭
    EMPLOYMENT_BAN = "employment_ban"  # 限制从业
    LICENCE_REVOCATION = "licence_revocation"  # 吊销许可证件、营业执照


class TermUnit(StrEnum):
    """What the length of a penalty is given in."""

    DAY = "day"  # 日
    MONTH = "month"  # 月
    YEAR = "year"  # 年
    INDEFINITE = "indefinite"  # 不定期、终身


class PaymentFor(StrEnum):
    """What the party paid for."""

    GAINS = "gains"  # 没收违法所得
    FINE = "fine"  # 罚款


class RemedyKind(StrEnum):
    """How the party seeks relief."""

    RECONSIDERATION = "reconsideration"  # 行政复议
    SUIT = "suit"  # 行政诉讼


class RemedyOutcome(StrEnum):
    """How review or suit ended."""

    UPHELD = "upheld"  # 维持、驳回
    CHANGED = "changed"  # 变更
    REVOKED = "revoked"  # 撤销、确认违法、确认无效
    WITHDRAWN = "withdrawn"  # 撤回申请、撤诉


class Outcome(StrEnum):
    """The five decisions (PP-OUTCOMES)."""

    PENALTY = "penalty"  # 行政处罚
    NO_PENALTY_EXEMPT = "no_penalty_exempt"  # 不予处罚（有违法行为）
    NO_PENALTY_UNFOUNDED = "no_penalty_unfounded"  # 不予处罚（违法事实不成立）
    OTHER_DEPARTMENT = "other_department"  # 移送其他行政机关
    CRIMINAL = "criminal"  # 移送司法机关


# The decisions that are served on the party.
TO_PARTY = frozenset({Outcome.PENALTY, Outcome.NO_PENALTY_EXEMPT, Outcome.NO_PENALTY_UNFOUNDED})


class CaseServiceMode(StrEnum):
    """How a paper of the case is served (PP2018 74, PP2022 82)."""

    DIRECT = "direct"  # 直接送达
    RETAINED = "retained"  # 留置送达
    MAIL = "mail"  # 邮寄送达
    ENTRUSTED = "entrusted"  # 委托送达
    ELECTRONIC = "electronic"  # 电子送达
    PUBLIC_NOTICE = "public_notice"  # 公告送达


class ServedPaper(StrEnum):
    """A paper that is served on the party."""

    NOTICE = "notice"  # 告知书
    DECISION = "decision"  # 决定书


class HearingEnd(StrEnum):
    """Why a hearing ends without being held to its end (HR-END)."""

    WITHDRAWN = "withdrawn"  # 撤回听证申请
    ABSENT = "absent"  # 无正当理由拒不到场
    LEFT = "left"  # 未经许可中途退场
    NO_SUCCESSOR = "no_successor"  # 死亡或者终止，无承受人


class DiscussionPurpose(StrEnum):
    """What the responsible persons discuss (COL-*)."""

    DECISION = "decision"  # 处罚决定
    EXTENSION = "extension"  # 再次延期
    RECUSAL = "recusal"  # 主要负责人回避


class ClosingEvent(StrEnum):
    """The five closing events (PP2018 70, PP2022 77)."""

    EXECUTED = "executed"  # 处罚决定执行完毕
    COURT_ENDED = "court_ended"  # 法院裁定终结执行
    TERMINATED = "terminated"  # 终止调查
    NO_PENALTY_OR_MOVED = "no_penalty_or_moved"  # 不予处罚、移送
    OTHER = "other"  # 其他应予结案


class FolderKind(StrEnum):
    """What a paper of the file is (PP2018 71, PP2022 78)."""

    FILING_FORM = "filing_form"  # 立案审批表
    SOURCE = "source"  # 案件来源材料
    EVIDENCE = "evidence"  # 证据材料
    REPORT = "report"  # 调查终结报告
    REVIEW = "review"  # 审核意见
    NOTICE = "notice"  # 告知书
    STATEMENT = "statement"  # 陈述、申辩材料
    HEARING_REPORT = "hearing_report"  # 听证报告
    DISCUSSION = "discussion"  # 集体讨论记录
    DECISION = "decision"  # 决定书
    TRANSFER = "transfer"  # 移送文书
    RECEIPT = "receipt"  # 送达回证
    CLOSING_FORM = "closing_form"  # 结案审批表
    OTHER = "other"  # 其他


class PublicityEnd(StrEnum):
    """How long a penalty stays public (PUB-END)."""

    THREE_MONTHS = "3m"
    THREE_YEARS = "3y"
