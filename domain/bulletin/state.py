"""What a decision about a bulletin needs to remember."""

from enum import StrEnum
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from domain.bulletin import events as e


class BulletinStatus(StrEnum):
    """Where a bulletin stands."""

    DRAFT = "draft"  # 草稿
    ISSUED = "issued"  # 已发布
    CORRECTED = "corrected"  # 已更正
    DROPPED = "dropped"  # 已作废


PUBLIC = frozenset({BulletinStatus.ISSUED, BulletinStatus.CORRECTED})


class Bulletin(Struct, frozen=True, kw_only=True):
    """A bulletin: what it counts, up to where, and whether it is out."""

    org: str
    issuer: str
    kind: e.BulletinKind
    scope: e.Scope
    cut_off: int
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
            scope=event.scope,
            cut_off=event.cut_off,
        )
    assert bulletin is not None, "a bulletin's first event is BulletinDrafted"
    bulletin = replace(bulletin, version=bulletin.version + 1)
    match event:
        case e.BulletinRedrafted(scope=scope, cut_off=cut_off):
            return replace(
                bulletin,
                scope=bulletin.scope if scope is None else scope,
                cut_off=bulletin.cut_off if cut_off is None else cut_off,
            )
        case e.BulletinIssued(cut_off=cut_off, sha256=sha256):
            return replace(bulletin, status=BulletinStatus.ISSUED, cut_off=cut_off, sha256=sha256)
        case e.BulletinCorrected(cut_off=cut_off, sha256=sha256):
            status = BulletinStatus.CORRECTED
            return replace(bulletin, status=status, cut_off=cut_off, sha256=sha256)
        case e.BulletinDropped():
            return replace(bulletin, status=BulletinStatus.DROPPED)
    assert_never(event)
