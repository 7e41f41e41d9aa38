"""The closed lists of referrals (移送/交办/报请/指定); a kind decides the way back (12.2)."""

from enum import StrEnum


class ReferralKind(StrEnum):
    """Why a matter goes from one body to another."""

    ASSIGN_DOWN = "assign_down"  # 分派、交办
    INTRA_TRANSFER = "intra_transfer"  # 同级移送
    REQUEST_UP = "request_up"  # 报请上级
    DESIGNATION = "designation"  # 指定管辖
    UNQUALIFIED_NOTICE = "unqualified_notice"  # 不合格情况通报
    OTHER_DEPARTMENT = "other_department"  # 移送其他部门
    CRIMINAL = "criminal"  # 移送公安机关
    ASSISTANCE = "assistance"  # 协助调查


class SubjectKind(StrEnum):
    """What a referral carries."""

    LEAD = "lead"
    DISPOSITION = "disposition"
    CASE = "case"


class TransferDocument(StrEnum):
    """What goes with a criminal transfer (CT-DOCS); without tests it is said so."""

    TRANSFER_LETTER = "transfer_letter"  # 涉嫌犯罪案件移送书
    INVESTIGATION_REPORT = "investigation_report"  # 涉嫌犯罪案件情况的调查报告
    ITEM_LIST = "item_list"  # 涉案物品清单
    TEST_REPORTS = "test_reports"  # 检验报告、鉴定结论
    NO_TEST_REPORTS = "no_test_reports"  # 没有检验报告、鉴定结论的说明
    OTHER_MATERIAL = "other_material"  # 其他有关涉嫌犯罪的材料


class PoliceResult(StrEnum):
    """What the police make of a transferred case (CT-DECIDE, CT-RECEIPT)."""

    FILED = "filed"  # 立案
    DECLINED = "declined"  # 不予立案
    PASSED_ON = "passed_on"  # 转送有管辖权的机关


class ProsecutorStep(StrEnum):
    """What the procuratorate does about a case the police did not file (CT-PROS-ASK)."""

    REASONS_ASKED = "reasons_asked"  # 要求公安机关说明不立案理由
    FILING_ORDERED = "filing_ordered"  # 通知立案
    REASONS_ACCEPTED = "reasons_accepted"  # 认为不立案理由成立
