"""What a decision about a bulletin needs to remember."""

from datetime import datetime
from enum import StrEnum
from typing import Any, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.bulletin import events as e


class BulletinStatus(StrEnum):
    """Where a bulletin stands."""

    DRAFT = "draft"  # 草稿
    ISSUED = "issued"  # 已发布
    CORRECTED = "corrected"  # 已更正
    WITHDRAWN = "withdrawn"  # 已撤销
    DROPPED = "dropped"  # 已作废


PUBLIC = frozenset({BulletinStatus.ISSUED, BulletinStatus.CORRECTED})


class Bulletin(Struct, frozen=True, kw_only=True):
    """A bulletin: what it counts, up to where, and whether it is out."""

    org: str
    issuer: str
    kind: e.BulletinKind
    title: str
    scope: e.Scope
    cut_off: int
    cut_off_at: datetime | None = None
    figures: tuple[e.Figure, ...] = ()
    status: BulletinStatus = BulletinStatus.DRAFT
    sha256: str | None = None
    version: int = 1


def evolve(bulletin: Bulletin | None, event: e.BulletinEvent) -> Bulletin:
    """The bulletin after one more event; never refuses."""
    if isinstance(event, e.BulletinDrafted):
        return Bulletin(
            org=event.org,
            issuer=event.issuer,
            kind=event.kind,
            title=event.title,
            scope=event.scope,
            cut_off=event.cut_off,
            cut_off_at=event.cut_off_at,
        )
    assert bulletin is not None, "a bulletin's first event is BulletinDrafted"
    return replace(bulletin, version=bulletin.version + 1, **_changes(event))


Later = (
    e.BulletinRedrafted
    | e.BulletinIssued
    | e.BulletinCorrected
    | e.BulletinWithdrawn
    | e.BulletinDropped
)


def _changes(event: Later) -> dict[str, Any]:
    match event:
        case e.BulletinRedrafted(title=title, scope=scope, cut_off=cut_off, cut_off_at=at):
            moved = {} if cut_off is None else {"cut_off": cut_off, "cut_off_at": at}
            return _told(title, scope) | moved
        case e.BulletinIssued():
            return _published(event) | {"status": BulletinStatus.ISSUED}
        case e.BulletinCorrected(title=title, scope=scope):
            status = BulletinStatus.CORRECTED
            return _told(title, scope) | _published(event) | {"status": status}
        case e.BulletinWithdrawn():
            return {"status": BulletinStatus.WITHDRAWN}
        case e.BulletinDropped():
            return {"status": BulletinStatus.DROPPED}
    assert_never(event)


def _told(title: str | None, scope: e.Scope | None) -> dict[str, Any]:
    return {name: v for name, v in (("title", title), ("scope", scope)) if v is not None}


def _published(event: e.BulletinIssued | e.BulletinCorrected) -> dict[str, Any]:
    return {
        "cut_off": event.cut_off,
        "cut_off_at": event.cut_off_at,
        "figures": event.figures,
        "sha256": event.sha256,
    }


class Taken(Struct, frozen=True):
    """Which bulletin has a number or a quarter; None when it is free again."""

    by: UUID | None


def taken(before: Taken | None, event: e.BulletinClaimEvent) -> Taken:
    """The claim after one more event."""
    del before
    return Taken(event.bulletin if isinstance(event, e.BulletinClaimed) else None)
