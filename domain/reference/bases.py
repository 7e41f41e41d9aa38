"""Legal bases of penalties (处罚依据): what an article punishes and with what, as data (law.md 11).

The bases are in data/reference/bases.json; no figure is in code.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from domain.money import is_amount
from domain.statute.rule import Confidence, in_force


class Measure(StrEnum):
    """What a basis provides for besides a fine."""

    WARN = "warn"  # 警告
    CORRECT = "correct"  # 责令改正
    REGULARISE = "regularise"  # 责令限期办理相关手续
    STOP = "stop"  # 责令停止生产、销售
    STOP_USE = "stop_use"  # 责令停止使用
    CONFISCATE_GOODS = "confiscate_goods"  # 没收违法生产、销售的产品
    CONFISCATE_MATERIALS = "confiscate_materials"  # 没收原辅材料、包装物、生产工具
    CONFISCATE_GAINS = "confiscate_gains"  # 没收违法所得, where there are any
    CONFISCATE_INCOME = "confiscate_income"  # 没收违法收入
    ANNOUNCE = "announce"  # 公告
    SUSPEND = "suspend"  # 责令停业整顿
    REVOKE_BUSINESS_LICENCE = "revoke_business_licence"  # 吊销营业执照
    REVOKE_PRODUCTION_LICENCE = "revoke_production_licence"  # 吊销生产许可证
    REVOKE_QUALIFICATION = "revoke_qualification"  # 取消、撤销检验资格、认证资格
    BAR_APPLICATION = "bar_application"  # 在一定年限内不得再次申请
    MITIGATE = "mitigate"  # 从轻或者减轻处罚


class Condition(StrEnum):
    """What must be so for a measure or a fine to apply."""

    SERIOUS = "serious"  # 情节严重
    ESPECIALLY_SERIOUS = "especially_serious"  # 情节特别严重
    OVERDUE = "overdue"  # 逾期
    REFUSES = "refuses"  # 拒不改正
    KNOWING = "knowing"  # 知道或者应当知道
    SOURCE_SHOWN = "source_shown"  # 能证明不知道并说明进货来源
    RECHECK_FAILED = "recheck_failed"  # 复查仍不合格
    RECHECK_FAILED_AGAIN = "recheck_failed_again"  # 整顿期满后复查仍不合格
    NO_OTHER_LAW = "no_other_law"  # 法律、行政法规未作规定
    VALUE_UNKNOWN = "value_unknown"  # 货值金额无法确定


class Liable(StrEnum):
    """Who is punished."""

    PARTY = "party"
    PERSONS = "persons"  # 直接负责的主管人员和其他直接责任人员


class Measured(StrEnum):
    """What a fine is a multiple of."""

    GOODS_VALUE = "goods_value"  # 货值金额, of what was sold and what was not (PQL 49, 72)
    GAINS = "gains"  # 违法收入 (PQL 61)


class Sanction(Struct, frozen=True, kw_only=True, rename="camel"):
    """A measure, and when it applies; `years` where the article says how long."""

    measure: Measure
    condition: Condition | None = None
    years: int | None = None


class Fine(Struct, frozen=True, kw_only=True, rename="camel"):
    """From `least` to `most`, both included: times what is `measured`, or yuan without it.

    A percentage is a multiple below one. Without `least` the article only says "up to" (以下).
    """

    most: Decimal
    least: Decimal = Decimal(0)
    measured: Measured | None = None
    condition: Condition | None = None


class Branch(Struct, frozen=True, kw_only=True, rename="camel"):
    """One way an article punishes: for one of its acts, or one of those liable.

    `code` names it within the article, in words where there are several. `as_in` is the basis whose
    penalty it borrows (PQL 62).
    """

    code: str
    name_zh: str | None = None
    name_en: str | None = None
    liable: Liable = Liable.PARTY
    fine: Fine | None = None
    measures: tuple[Sanction, ...] = ()
    crime_possible: bool = False
    as_in: str | None = None


class Threshold(Struct, frozen=True, kw_only=True, rename="camel"):
    """From where a crime is suspected: the facts, each times its weight, reach `at_least`.

    The facts are yuan of sales, of goods unsold and of direct loss, and people killed or
    seriously injured.
    """

    code: str
    at_least: Decimal
    sales: int = 0
    unsold: int = 0
    direct_loss: int = 0
    injured: int = 0


class BasisVersion(Struct, frozen=True, kw_only=True, rename="camel"):
    """An article as one instrument had it, in force from a day until another (exclusive).

    `complete` is false where the article's penalty is not known here. `confidence` and `reading`
    as in a rule's version (domain/statute/rule.py).
    """

    instrument: str
    instrument_zh: str
    instrument_en: str
    article: str
    effective_from: date
    effective_until: date | None = None
    offence_zh: str
    offence_en: str
    branches: tuple[Branch, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    complete: bool = True
    confidence: Confidence = Confidence.HIGH
    reading: Confidence | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None


class LegalBasis(Struct, frozen=True, kw_only=True, rename="camel"):
    """An article a penalty may rest on, by its code, with every version known."""

    code: str
    name_zh: str
    name_en: str
    versions: tuple[BasisVersion, ...]

    def on(self, day: date) -> BasisVersion | None:
        """The version in force on the day of the act (law.md 13.3); None if there is none."""
        return in_force(self.versions, day)


def is_sound(basis: LegalBasis) -> bool:
    """Whether fines can be reckoned by it: amounts from low to high, branches that can be told."""
    return all(map(_is_sound, basis.versions))


def _is_sound(version: BasisVersion) -> bool:
    codes = [branch.code for branch in version.branches]
    fines = [branch.fine for branch in version.branches if branch.fine is not None]
    return (
        len(codes) == len(set(codes))
        and all(is_amount(fine.least) and is_amount(fine.most) for fine in fines)
        and all(fine.least <= fine.most for fine in fines)
        and all(is_amount(each.at_least) for each in version.thresholds)
    )
