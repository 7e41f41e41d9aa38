"""What a decision about a disposition needs to remember."""

from datetime import date
from enum import StrEnum
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from domain.disposition import events as e


class DispositionStatus(StrEnum):
    """The stages up to notification (law.md 12.4)."""

    NOTIFYING = "notifying"  # 待告知
    OBJECTION_WINDOW = "objection_window"  # 异议期


class Disposition(Struct, frozen=True, kw_only=True):
    """One unqualified result on its way through the law."""

    organiser: str
    product: str
    failed: str
    delivered_on: date | None
    sampled_on: date
    recipients: tuple[e.Recipient, ...]
    serious: bool
    notified: frozenset[e.RecipientRole] = frozenset()
    referred_outside: frozenset[e.RecipientRole] = frozenset()
    status: DispositionStatus = DispositionStatus.NOTIFYING
    version: int = 1


def evolve(disposition: Disposition | None, event: e.DispositionEvent) -> Disposition:
    """The disposition after one more event; never refuses."""
    if isinstance(event, e.DispositionOpened):
        return _opened(event)
    assert disposition is not None, "a disposition's first event is DispositionOpened"
    version = disposition.version + 1
    match event:
        case e.ResultNoticeServed(recipient=recipient):
            notified = disposition.notified | {recipient}
            everyone = {each.role for each in disposition.recipients}
            done = notified >= everyone
            status = DispositionStatus.OBJECTION_WINDOW if done else disposition.status
            return replace(disposition, notified=notified, status=status, version=version)
        case e.NotifiedOutside(recipient=recipient):
            outside = disposition.referred_outside | {recipient}
            return replace(disposition, referred_outside=outside, version=version)
    assert_never(event)


def _opened(event: e.DispositionOpened) -> Disposition:
    result = event.result
    return Disposition(
        organiser=event.organiser,
        product=result.product,
        failed="、".join(failed.item for failed in result.failed_items),
        delivered_on=result.delivered_on,
        sampled_on=result.sampled_on,
        recipients=event.recipients,
        serious=event.serious_rule is not None,
    )
