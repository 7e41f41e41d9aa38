"""The kinds of referral (移送/交办/报请/指定): they decide the way back (law.md 12.2)."""

from enum import StrEnum


class ReferralKind(StrEnum):
    """Why a matter goes from one body to another."""

    ASSIGN_DOWN = "assign_down"  # 分派、交办
    INTRA_TRANSFER = "intra_transfer"  # 同级移送
    REQUEST_UP = "request_up"  # 报请上级
    DESIGNATION = "designation"  # 指定管辖
    UNQUALIFIED_NOTICE = "unqualified_notice"  # 不合格情况通报


class SubjectKind(StrEnum):
    """What a referral carries."""

    LEAD = "lead"
    DISPOSITION = "disposition"
