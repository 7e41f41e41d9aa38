"""The commands about a bulletin, and the functions that decide them."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from domain.authority import Act, Officer, require
from domain.bulletin import events as e
from domain.bulletin.state import PUBLIC, Bulletin, BulletinStatus
from domain.commands import Command
from domain.reference.organisations import Organisation
from domain.refusals import Invalid, OutOfOrder
from domain.text import Code, Line, Text

Position = Annotated[int, Meta(ge=0)]


class ScopeGiven(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What a bulletin counts, as a command says it (domain/bulletin/events.py, Scope)."""

    first: date | None = None
    last: date | None = None
    sampling_rules: tuple[Line, ...] = ()
    product_kinds: tuple[Code, ...] = ()
    recognised: bool = False
    campaigns: tuple[Code, ...] = ()

    def as_recorded(self) -> e.Scope:
        """The scope as events keep it."""
        return e.Scope(
            first=self.first,
            last=self.last,
            sampling_rules=self.sampling_rules,
            product_kinds=self.product_kinds,
            recognised=self.recognised,
            campaigns=self.campaigns,
        )


class DraftBulletin(Command, frozen=True):
    """起草通报. Without a cut-off it counts what is recorded when it is drafted."""

    kind: e.BulletinKind
    title: Line
    scope: ScopeGiven
    cut_off: Position | None = None


class RedraftBulletin(Command, frozen=True):
    """修改通报草稿: what is not given stays."""

    title: Line | None = None
    scope: ScopeGiven | None = None
    cut_off: Position | None = None


class IssueBulletin(Command, frozen=True):
    """发布通报: its figures are frozen with their cut-off."""

    number: Line


class CorrectBulletin(Command, frozen=True):
    """更正通报: the figures as they are recorded at a later cut-off (now, if none is given)."""

    number: Line
    reason: Text
    cut_off: Position | None = None


class DropBulletin(Command, frozen=True):
    """作废通报草稿."""

    reason: Text


class Counting(Struct, frozen=True, kw_only=True):
    """Figures at a cut-off, and the digest of them with what they count."""

    cut_off: int
    figures: tuple[e.Figure, ...]
    sha256: str


def draft(
    command: DraftBulletin,
    organisations: Mapping[str, Organisation],
    *,
    head: int,
    by: Officer,
) -> list[e.BulletinEvent]:
    """Drafts a bulletin of the officer's division, to be issued by the bureau above it."""
    require(by, Act.DRAFT_BULLETIN, org=by.org)
    own = organisations.get(by.org)
    cut_off = head if command.cut_off is None else command.cut_off
    scope = command.scope.as_recorded()
    _check(command.kind, scope, cut_off, head)
    return [
        e.BulletinDrafted(
            org=by.org,
            issuer=own.superior if own and own.superior else by.org,
            kind=command.kind,
            title=command.title,
            scope=scope,
            cut_off=cut_off,
        )
    ]


def redraft(
    bulletin: Bulletin, command: RedraftBulletin, *, head: int, by: Officer
) -> list[e.BulletinEvent]:
    """Changes a draft."""
    require(by, Act.DRAFT_BULLETIN, org=bulletin.org)
    _only_draft(bulletin)
    scope = command.scope.as_recorded() if command.scope else None
    cut_off = bulletin.cut_off if command.cut_off is None else command.cut_off
    _check(bulletin.kind, scope or bulletin.scope, cut_off, head)
    return [e.BulletinRedrafted(title=command.title, scope=scope, cut_off=command.cut_off)]


def issue(
    bulletin: Bulletin, command: IssueBulletin, counting: Counting, *, by: Officer, today: date
) -> list[e.BulletinEvent]:
    """Issues a draft in the name of the bureau, with the figures of its cut-off."""
    require(by, Act.ISSUE_BULLETIN, org=bulletin.issuer)
    _only_draft(bulletin)
    last = bulletin.scope.last
    if last is not None and last >= today:
        raise OutOfOrder("bulletin-period-open", last=last.isoformat())
    return [
        e.BulletinIssued(
            number=command.number,
            cut_off=counting.cut_off,
            figures=counting.figures,
            sha256=counting.sha256,
        )
    ]


def correct(
    bulletin: Bulletin, command: CorrectBulletin, counting: Counting, *, by: Officer
) -> list[e.BulletinEvent]:
    """Corrects an issued bulletin; refuses when its figures would be the same."""
    require(by, Act.ISSUE_BULLETIN, org=bulletin.issuer)
    if bulletin.status not in PUBLIC:
        raise OutOfOrder("bulletin-not-issued")
    if counting.cut_off <= bulletin.cut_off:
        raise Invalid("/cutOff", "cut-off-not-later", position=str(bulletin.cut_off))
    return [
        e.BulletinCorrected(
            number=command.number,
            reason=command.reason,
            cut_off=counting.cut_off,
            figures=counting.figures,
            sha256=counting.sha256,
        )
    ]


def drop(bulletin: Bulletin, command: DropBulletin, *, by: Officer) -> list[e.BulletinEvent]:
    """Drops a draft."""
    require(by, Act.DRAFT_BULLETIN, org=bulletin.org)
    _only_draft(bulletin)
    return [e.BulletinDropped(reason=command.reason)]


def is_quarter(first: date | None, last: date | None) -> bool:
    """Whether a period is one quarter of a year."""
    if first is None or last is None or first.day != 1 or first.month % 3 != 1:
        return False
    month = first.month + 2
    return last == date(first.year, month, monthrange(first.year, month)[1])


def _only_draft(bulletin: Bulletin) -> None:
    if bulletin.status is not BulletinStatus.DRAFT:
        raise OutOfOrder("bulletin-not-a-draft", bulletin_status=bulletin.status)


def _check(kind: e.BulletinKind, scope: e.Scope, cut_off: int, head: int) -> None:
    if kind is e.BulletinKind.QUARTERLY and not is_quarter(scope.first, scope.last):
        raise Invalid("/scope/first", "period-not-a-quarter")
    if scope.first is not None and scope.last is not None and scope.last < scope.first:
        raise Invalid("/scope/last", "period-inverted")
    narrowed = (
        scope.first,
        scope.last,
        *scope.sampling_rules,
        *scope.product_kinds,
        *scope.campaigns,
    )
    if not any(narrowed):
        raise Invalid("/scope", "bulletin-without-scope")
    if cut_off > head:
        raise Invalid("/cutOff", "cut-off-in-future", position=str(head))
