"""Campaigns to tag records with: special rectification (专项整治), tasks for events (保障任务)."""

from datetime import date
from enum import StrEnum

from msgspec import Struct


class CampaignKind(StrEnum):
    """What a campaign is for."""

    RECTIFICATION = "rectification"  # 专项整治
    EVENT = "event"  # 保障任务


class Campaign(Struct, frozen=True, kw_only=True, rename="camel"):
    """One campaign, from its first day to its last. `priority` gives its records the fast lane."""

    code: str
    kind: CampaignKind
    name_zh: str
    name_en: str
    first: date
    last: date | None = None
    priority: bool = False
