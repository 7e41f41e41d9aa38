"""The closed vocabularies of a joint review (会审)."""

from enum import StrEnum


class ReviewStatus(StrEnum):
    """The states of law.md 12.5."""

    REQUESTED = "requested"  # 待受理
    DECLINED = "declined"  # 不予受理
    WITHDRAWN = "withdrawn"  # 已撤回
    ACCEPTED = "accepted"  # 待排期
    SCHEDULED = "scheduled"  # 已排期
    ADJOURNED = "adjourned"  # 延期再会
    CONVENED = "convened"  # 会审中
    DELIBERATED = "deliberated"  # 意见已齐
    CONCLUDED = "concluded"  # 已形成结论
    MINUTES_SIGNED = "minutes_signed"  # 纪要已签
    FEEDBACK_DUE = "feedback_due"  # 待反馈
    ADOPTED = "adopted"  # 已采纳
    DEPARTED = "departed"  # 未采纳
    SUPERIOR_ASKED = "superior_asked"  # 待上级答复
    CLOSED = "closed"  # 已办结


class Origin(StrEnum):
    """Who brings a case to joint review."""

    HANDLING_UNIT = "handling_unit"  # 办案机构提请
    SUPERIOR = "superior"  # 上级提级会审


class Ground(StrEnum):
    """Why a case is major or difficult (重大疑难). Some are suggested by rule: suggestions.py."""

    AMOUNT = "amount"  # 金额较大
    PERSONAL_SAFETY = "personal_safety"  # 危害人身财产安全
    CROSS_DISTRICT = "cross_district"  # 跨区域
    SPLIT_OPINIONS = "split_opinions"  # 意见分歧
    SUSPECTED_CRIME = "suspected_crime"  # 涉嫌犯罪
    CLUSTER = "cluster"  # 系统性、群体性
    PUBLIC_ATTENTION = "public_attention"  # 社会关注
    DIFFICULT = "difficult"  # 其他疑难问题


class PositionKind(StrEnum):
    """What a member says (审议意见)."""

    AGREE = "agree"  # 同意
    RESERVATION = "reservation"  # 同意，有保留
    DISSENT = "dissent"  # 反对
    ABSTAIN = "abstain"  # 弃权
    RECUSED = "recused"  # 回避


class Conclusion(StrEnum):
    """The seven outcomes (law.md 12.5)."""

    SUPPORT = "support"  # 支持办案机构意见
    MODIFY = "modify"  # 建议修改
    SUPPLEMENT = "supplement"  # 建议补充调查
    REDESIGNATE = "redesignate"  # 建议另行指定管辖
    CRIMINAL = "criminal"  # 建议移送司法
    ASK_INTERPRETATION = "ask_interpretation"  # 请示法律适用
    NO_CONSENSUS = "no_consensus"  # 未形成一致意见


class Lapse(StrEnum):
    """Why a position does not count any more."""

    CASE_CHANGED = "case_changed"  # 案情已变更
    REPLACED = "replaced"  # 本人已提交新的意见
    MEMBER_LEFT = "member_left"  # 已不是会审成员
    MEMBER_RECUSED = "member_recused"  # 已回避
    RECONVENED = "reconvened"  # 重新会审


class Signer(StrEnum):
    """Who signs the minutes."""

    CHAIR = "chair"  # 主持人
    RECORDER = "recorder"  # 记录人
