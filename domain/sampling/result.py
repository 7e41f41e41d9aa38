"""One test result of a supervision sampling (监督抽查), as the laboratory's table gives it."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from domain.party import Enterprise


class Stage(StrEnum):
    """Where the sample was taken (抽样环节)."""

    PRODUCTION = "production"  # 生产
    PHYSICAL_SHOP = "physical_shop"  # 实体销售
    ECOMMERCE = "ecommerce"  # 电商


class FailedItem(Struct, frozen=True, kw_only=True, rename="camel"):
    """One item that failed: the requirement and what was measured, as text."""

    item: str
    required: str | None = None
    measured: str | None = None


class TestResult(Struct, frozen=True, kw_only=True, rename="camel"):
    """A tested batch. The report number (报告编号) names it for ever.

    `issuer` and `recognised_by` are given for a result of another province: whose it is, and the
    basis on which it is recognised here (结果互认).
    """

    __test__ = False  # not a test class

    report_no: str
    product: str
    brand: str | None = None
    model: str | None = None
    batch: str | None = None
    producer: Enterprise
    sampled: Enterprise
    stage: Stage
    platform: str | None = None
    sampled_on: date
    lab: str
    qualified: bool
    failed_items: tuple[FailedItem, ...] = ()
    sampling_rule: str | None = None
    delivered_on: date | None = None
    samplers: tuple[str, ...] = ()
    testers: tuple[str, ...] = ()
    tested_on_site: bool = False
    issuer: str | None = None
    recognised_by: str | None = None
