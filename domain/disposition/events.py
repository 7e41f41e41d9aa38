"""What can happen to a disposition (不合格结果处理). These types are the stored format."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from domain.party import Enterprise
from domain.sampling.result import TestResult


class RecipientRole(StrEnum):
    """As what an operator is addressed (PSS-NOTIFY)."""

    PRODUCER = "producer"
    SELLER = "seller"


class Recipient(Struct, frozen=True, kw_only=True, rename="camel"):
    """An operator to notify and the body that handles it; None when its place is unknown."""

    role: RecipientRole
    enterprise: Enterprise
    handling_org: str | None
    outside: bool = False


class ServiceMode(StrEnum):
    """How a notice was served."""

    DIRECT = "direct"  # 直接送达
    MAIL = "mail"  # 邮寄送达
    ENTRUSTED = "entrusted"  # 委托送达
    ELECTRONIC = "electronic"  # 电子送达
    PUBLIC_NOTICE = "public_notice"  # 公告送达


class DispositionOpened(Struct, frozen=True, kw_only=True, tag="disposition.opened.v1"):
    organiser: str
    result: TestResult
    product_kind: str | None
    catalogue_revision: int
    recipients: tuple[Recipient, ...]
    serious_rule: str | None = None
    serious_fact: str | None = None
    lead: UUID | None = None


class ResultNoticeServed(Struct, frozen=True, kw_only=True, tag="disposition.notice-served.v1"):
    recipient: RecipientRole
    org: str
    received_on: date
    mode: ServiceMode
    document_no: str | None = None


class NotifiedOutside(Struct, frozen=True, kw_only=True, tag="disposition.notified-outside.v1"):
    recipient: RecipientRole
    referral: UUID
    to_org: str
    reason: str


DispositionEvent = DispositionOpened | ResultNoticeServed | NotifiedOutside
