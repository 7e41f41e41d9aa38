"""A bulletin as people see it: what it counts, up to where, and what was published."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from application.ledger import Entry
from application.views.view import Row, View, among, stamp
from domain.authority import EVERYONE
from domain.bulletin import events as e
from domain.bulletin.state import BulletinStatus


class Edition(Struct, frozen=True, kw_only=True, rename="camel"):
    """What was published: the bulletin itself, or a correction of it with its reason.

    `position` is where it was published, by whose reference data its names are told.
    """

    number: str
    issued_on: date
    position: int
    cut_off: int
    figures: tuple[e.Figure, ...]
    sha256: str
    reason: str | None = None
    title: str
    scope: e.Scope
    cut_off_at: datetime | None = None


class BulletinRow(Row, frozen=True, kw_only=True, rename="camel"):
    """One bulletin. `editions` are empty while it is a draft; the last one holds."""

    status: BulletinStatus
    kind: e.BulletinKind
    org: str
    issuer: str
    title: str
    scope: e.Scope
    cut_off: int
    cut_off_at: datetime | None = None
    drafted_on: date
    editions: tuple[Edition, ...] = ()
    withdrawn_on: date | None = None
    withdrawn_because: str | None = None

    @property
    def edition(self) -> Edition | None:
        """What holds of what was published."""
        return self.editions[-1] if self.editions else None


def fold(row: BulletinRow | None, entry: Entry) -> BulletinRow:
    """The row after one more entry of the bulletin's stream."""
    match entry.event:
        case e.BulletinDrafted() as drafted:
            return BulletinRow(
                id=entry.originator_id,
                **stamp(entry),
                dossier=entry.originator_id,
                orgs=among(drafted.org, drafted.issuer),
                status=BulletinStatus.DRAFT,
                kind=drafted.kind,
                org=drafted.org,
                issuer=drafted.issuer,
                title=drafted.title,
                scope=drafted.scope,
                cut_off=drafted.cut_off,
                cut_off_at=drafted.cut_off_at,
                drafted_on=entry.effective_on,
            )
        case e.BulletinRedrafted() as redrafted if row:
            moved = {} if redrafted.cut_off is None else {"cut_off_at": redrafted.cut_off_at}
            return replace(row, **stamp(entry), **_given(redrafted), **moved)
        case e.BulletinIssued() as issued if row:
            return _published(row, entry, BulletinStatus.ISSUED, issued)
        case e.BulletinCorrected() as corrected if row:
            row = replace(row, **_given(corrected))
            return _published(row, entry, BulletinStatus.CORRECTED, corrected, corrected.reason)
        case e.BulletinWithdrawn(reason=reason) if row:
            return replace(
                row,
                **stamp(entry),
                status=BulletinStatus.WITHDRAWN,
                withdrawn_on=entry.effective_on,
                withdrawn_because=reason,
            )
        case e.BulletinDropped() if row:
            return replace(row, **stamp(entry), status=BulletinStatus.DROPPED)
        case other:
            raise TypeError(f"not an event of a bulletin: {type(other).__name__}")


def _given(event: e.BulletinRedrafted | e.BulletinCorrected) -> dict[str, Any]:
    """What a bulletin is called, what and up to where it counts, as far as that was changed."""
    given = {"title": event.title, "scope": event.scope, "cut_off": event.cut_off}
    return {name: value for name, value in given.items() if value is not None}


def _published(
    row: BulletinRow,
    entry: Entry,
    status: BulletinStatus,
    event: e.BulletinIssued | e.BulletinCorrected,
    reason: str | None = None,
) -> BulletinRow:
    edition = Edition(
        number=event.number,
        issued_on=entry.effective_on,
        position=entry.position,
        cut_off=event.cut_off,
        figures=event.figures,
        sha256=event.sha256,
        reason=reason,
        title=row.title,
        scope=row.scope,
        cut_off_at=event.cut_off_at,
    )
    return replace(
        row,
        **stamp(entry),
        status=status,
        cut_off=event.cut_off,
        cut_off_at=event.cut_off_at,
        editions=(*row.editions, edition),
        orgs=among(*row.orgs, EVERYONE),
    )


def columns(row: BulletinRow) -> Mapping[str, Any]:
    """What the list of bulletins is filtered by."""
    numbers = [each.number for each in row.editions]
    return {
        "status": row.status,
        "kind": row.kind,
        "words": " ".join([row.title, *numbers]),
    }


BULLETINS: View[BulletinRow] = View(
    "bulletins", BulletinRow, "bulletin.", fold, columns, lambda row: row.drafted_on
)
