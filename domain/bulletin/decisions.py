"""The commands about a bulletin, and the functions that decide them."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from domain.authority import Act, Officer, require
from domain.bulletin import events as e
from domain.bulletin.state import PUBLIC, Bulletin, BulletinStatus
from domain.commands import Command
from domain.reference.state import Reference
from domain.refusals import Invalid, OutOfOrder
from domain.tagging import check_campaigns
from domain.text import Code, Line, Text

Position = Annotated[int, Meta(ge=0)]
Instant = Annotated[datetime, Meta(tz=True)]
MOST = 50


class ScopeGiven(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What a bulletin counts, as a command says it (domain/bulletin/events.py, Scope)."""

    first: date | None = None
    last: date | None = None
    sampling_rules: Annotated[tuple[Line, ...], Meta(max_length=MOST)] = ()
    product_kinds: Annotated[tuple[Code, ...], Meta(max_length=MOST)] = ()
    recognised: bool = False
    campaigns: Annotated[tuple[Code, ...], Meta(max_length=MOST)] = ()

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
    cut_off_at: Instant | None = None


class RedraftBulletin(Command, frozen=True):
    """修改通报草稿: what is not given stays. A cut-off of the same minute is the same one."""

    title: Line | None = None
    scope: ScopeGiven | None = None
    cut_off: Position | None = None
    cut_off_at: Instant | None = None


class IssueBulletin(Command, frozen=True):
    """发布通报: its figures are frozen with their cut-off."""

    number: Line


class CorrectBulletin(Command, frozen=True):
    """更正通报: the figures as they are recorded at a later cut-off (now, if none is given)."""

    number: Line
    reason: Text
    title: Line | None = None
    scope: ScopeGiven | None = None
    cut_off: Position | None = None
    cut_off_at: Instant | None = None


class WithdrawBulletin(Command, frozen=True):
    """撤销通报."""

    reason: Text


class DropBulletin(Command, frozen=True):
    """作废通报草稿."""

    reason: Text


CutOffGiven = DraftBulletin | RedraftBulletin | CorrectBulletin


class CutOff(Struct, frozen=True):
    """Up to where is counted: a position of the ledger, and the moment it stands for."""

    position: int
    at: datetime | None = None


class Counting(Struct, frozen=True, kw_only=True):
    """Figures at a cut-off, and the digest of them with what they count."""

    cut_off: int
    figures: tuple[e.Figure, ...]
    sha256: str
    cut_off_at: datetime | None = None

    @property
    def batches(self) -> int:
        """How many batches are counted in all."""
        wanted = (e.GroupedBy.ALL.value, "all", e.Counted.BATCHES.value)
        return next((each.number for each in self.figures if each.key == wanted), 0)


class Day(Struct, frozen=True):
    """The legal day of an act on a bulletin, and that of what it follows: draft or edition."""

    on: date
    since: date

    def check(self) -> None:
        """Refuses an act before what it follows."""
        if self.on < self.since:
            raise Invalid(
                "/effectiveOn", "bulletin-date-too-early",
                date=self.on.isoformat(), since=self.since.isoformat(),
            )  # fmt: skip


def draft(
    command: DraftBulletin,
    known: Reference,
    cut_off: CutOff,
    *,
    head: int,
    by: Officer,
    today: date,
) -> list[e.BulletinEvent]:
    """Drafts a bulletin of the officer's division, to be issued by the bureau above it."""
    require(by, Act.DRAFT_BULLETIN, org=by.org)
    own = known.organisations.get(by.org)
    scope = command.scope.as_recorded()
    check_scope(command.kind, scope, known, today)
    check_cut_off(command, cut_off, head)
    return [
        e.BulletinDrafted(
            org=by.org,
            issuer=own.superior if own and own.superior else by.org,
            kind=command.kind,
            title=command.title,
            scope=scope,
            cut_off=cut_off.position,
            cut_off_at=cut_off.at,
        )
    ]


def redraft(
    bulletin: Bulletin,
    command: RedraftBulletin,
    known: Reference,
    cut_off: CutOff | None,
    *,
    head: int,
    by: Officer,
    today: date,
) -> list[e.BulletinEvent]:
    """Changes a draft in what is another than it was; refuses when nothing is."""
    require(by, Act.DRAFT_BULLETIN, org=bulletin.org)
    _only_draft(bulletin)
    scope = command.scope.as_recorded() if command.scope else bulletin.scope
    check_scope(bulletin.kind, scope, known, today)
    if cut_off is not None:
        check_cut_off(command, cut_off, head)
    moved = cut_off is not None and not is_same_cut_off(bulletin, command, cut_off)
    changed = e.BulletinRedrafted(
        title=command.title if command.title != bulletin.title else None,
        scope=scope if scope != bulletin.scope else None,
        cut_off=cut_off.position if cut_off and moved else None,
        cut_off_at=cut_off.at if cut_off and moved else None,
    )
    if changed == e.BulletinRedrafted():
        raise Invalid("", "nothing-to-change")
    return [changed]


def issue(
    bulletin: Bulletin, command: IssueBulletin, counting: Counting, *, by: Officer, day: Day
) -> list[e.BulletinEvent]:
    """Issues a draft in the name of the bureau, with the figures of its cut-off."""
    require(by, Act.ISSUE_BULLETIN, org=bulletin.issuer)
    _only_draft(bulletin)
    day.check()
    _is_to_issue(bulletin.scope, counting, day.on)
    return [
        e.BulletinIssued(
            number=command.number,
            cut_off=counting.cut_off,
            figures=counting.figures,
            sha256=counting.sha256,
            cut_off_at=counting.cut_off_at,
        )
    ]


def correct(
    bulletin: Bulletin,
    command: CorrectBulletin,
    known: Reference,
    counting: Counting,
    *,
    by: Officer,
    day: Day,
) -> list[e.BulletinEvent]:
    """Corrects an issued bulletin; refuses when it would say the same."""
    require(by, Act.ISSUE_BULLETIN, org=bulletin.issuer)
    _only_public(bulletin)
    day.check()
    _check_once(command)
    if counting.cut_off <= bulletin.cut_off:
        raise Invalid("/cutOff", "cut-off-not-later", position=str(bulletin.cut_off))
    scope = command.scope.as_recorded() if command.scope else bulletin.scope
    check_scope(bulletin.kind, scope, known, day.on)
    title = command.title if command.title != bulletin.title else None
    if title is None and scope == bulletin.scope and counting.figures == bulletin.figures:
        raise OutOfOrder("correction-unchanged")
    _is_to_issue(scope, counting, day.on)
    return [
        e.BulletinCorrected(
            number=command.number,
            reason=command.reason,
            cut_off=counting.cut_off,
            figures=counting.figures,
            sha256=counting.sha256,
            cut_off_at=counting.cut_off_at,
            title=title,
            scope=scope if scope != bulletin.scope else None,
        )
    ]


def withdraw(
    bulletin: Bulletin, command: WithdrawBulletin, *, by: Officer, day: Day
) -> list[e.BulletinEvent]:
    """Withdraws what was issued."""
    require(by, Act.ISSUE_BULLETIN, org=bulletin.issuer)
    _only_public(bulletin)
    day.check()
    return [e.BulletinWithdrawn(reason=command.reason)]


def drop(
    bulletin: Bulletin, command: DropBulletin, *, by: Officer, day: Day
) -> list[e.BulletinEvent]:
    """Drops a draft."""
    require(by, Act.DRAFT_BULLETIN, org=bulletin.org)
    _only_draft(bulletin)
    day.check()
    return [e.BulletinDropped(reason=command.reason)]


def is_quarter(first: date | None, last: date | None) -> bool:
    """Whether a period is one quarter of a year."""
    if first is None or last is None or first.day != 1 or first.month % 3 != 1:
        return False
    month = first.month + 2
    return last == date(first.year, month, monthrange(first.year, month)[1])


def check_scope(kind: e.BulletinKind, scope: e.Scope, known: Reference, on: date) -> None:
    """Refuses a scope that counts nothing there could be, or names what is not known."""
    if kind is e.BulletinKind.QUARTERLY and not is_quarter(scope.first, scope.last):
        raise Invalid("/scope/first", "period-not-a-quarter")
    if scope.first is not None and scope.last is not None and scope.last < scope.first:
        raise Invalid("/scope/last", "period-inverted")
    if scope.first is not None and scope.first > on:
        raise Invalid("/scope/first", "period-in-future", first=scope.first.isoformat())
    narrowed = (
        scope.first,
        scope.last,
        *scope.sampling_rules,
        *scope.product_kinds,
        *scope.campaigns,
    )
    if not any(narrowed):
        raise Invalid("/scope", "bulletin-without-scope")
    _check_kinds(scope.product_kinds, known.catalogue)
    check_campaigns(scope.campaigns, known.campaigns, at="/scope/campaigns")


def check_cut_off(command: CutOffGiven, cut_off: CutOff, head: int) -> None:
    """Refuses a cut-off given twice, or one that nothing is recorded at yet."""
    _check_once(command)
    if cut_off.position > head:
        raise Invalid("/cutOff", "cut-off-in-future", position=str(head))


def is_same_cut_off(bulletin: Bulletin, command: RedraftBulletin, cut_off: CutOff) -> bool:
    """Whether a cut-off is the draft's own. A form tells a moment to the minute only."""
    wanted, before = command.cut_off_at, bulletin.cut_off_at
    if wanted is None or before is None:
        return cut_off.position == bulletin.cut_off
    return int(wanted.timestamp()) // 60 == int(before.timestamp()) // 60


def _check_once(command: CutOffGiven) -> None:
    if command.cut_off is not None and command.cut_off_at is not None:
        raise Invalid("/cutOffAt", "cut-off-twice")


def _check_kinds(kinds: Iterable[str], known: Iterable[str]) -> None:
    for number, code in enumerate(kinds):
        if code not in known:
            raise Invalid(f"/scope/productKinds/{number}", "unknown-product-kind", value=code)


def _is_to_issue(scope: e.Scope, counting: Counting, on: date) -> None:
    """Refuses a bulletin on a period that is not over, or on nothing."""
    if scope.last is not None and scope.last >= on:
        raise OutOfOrder("bulletin-period-open", last=scope.last.isoformat())
    if scope.first is not None and scope.first > on:
        raise Invalid("/scope/first", "period-in-future", first=scope.first.isoformat())
    if not counting.batches:
        raise OutOfOrder("bulletin-empty")


def _only_draft(bulletin: Bulletin) -> None:
    if bulletin.status is not BulletinStatus.DRAFT:
        raise OutOfOrder("bulletin-not-a-draft", bulletin_status=bulletin.status)


def _only_public(bulletin: Bulletin) -> None:
    if bulletin.status is BulletinStatus.WITHDRAWN:
        raise OutOfOrder("bulletin-withdrawn")
    if bulletin.status not in PUBLIC:
        raise OutOfOrder("bulletin-not-issued")
