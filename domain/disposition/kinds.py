"""The closed lists of dispositions (不合格结果处理)."""

from enum import StrEnum


class ObjectionGround(StrEnum):
    """What an objection is against (PSS-OBJ-KIND)."""

    SAMPLING = "sampling"  # 抽样过程
    AUTHENTICITY = "authenticity"  # 样品真实性
    CONCLUSION = "conclusion"  # 检验结论


class Uncorrected(StrEnum):
    """Why an order counts as not followed without a re-check (PQL-17, SHPQ-30)."""

    OVERDUE = "overdue"  # 逾期不改正
    NO_APPLICATION = "no_application"  # 无正当理由不申请复查


class Licence(StrEnum):
    """What is revoked (PSS-RECHECK2, IPL-54)."""

    BUSINESS = "business"  # 营业执照
    PRODUCTION = "production"  # 工业产品生产许可证


class Breach(StrEnum):
    """What PSS-PUNISH punishes beside serious quality problems."""

    RESUMED_WITHOUT_PASS = "resumed_without_pass"  # noqa: S105 - 未经复查合格恢复生产、销售
    SAMPLE_TAMPERED = "sample_tampered"  # 隐匿、转移、变卖、损毁样品
    OBSTRUCTION = "obstruction"  # 阻碍监督抽查
    DUTIES_NEGLECTED = "duties_neglected"  # 未清理、处理、报告（SHPQ-46）
