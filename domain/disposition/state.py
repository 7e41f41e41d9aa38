"""What a decision about a disposition needs to remember, and what its file shows.

Where a recipient stands is not kept but follows from what happened: so a step can be undone.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from msgspec import Struct
from msgspec.structs import replace

from domain.disposition import events as e
from domain.disposition.kinds import Licence, ObjectionGround
from domain.sampling.result import TestResult

SUSPENDING, REVOKING = 2, 3  # that many failed re-checks lead to


class DispositionStatus(StrEnum):
    """Where a recipient, or the disposition with its furthest one, stands (law.md 12.4).

    The order is that of the way: a later one is further along.
    """

    NOTIFYING = "notifying"  # 待告知
    OBJECTION_WINDOW = "objection_window"  # 异议期
    OBJECTION = "objection"  # 异议处理
    RETEST_FORMALITIES = "retest_formalities"  # 待办理复检手续
    RETEST_LAB = "retest_lab"  # 复检
    FINAL = "final"  # 结论成立
    HANDLING = "handling"  # 待责令改正
    RECTIFYING = "rectifying"  # 改正
    REPORTING_UP = "reporting_up"  # 逐级上报
    ANNOUNCED = "announced"  # 已公告
    SUSPENSION_PENDING = "suspension_pending"  # 待责令停业整顿
    SUSPENDED_RECTIFY = "suspended_rectify"  # 停业整顿
    REVOCATION_PENDING = "revocation_pending"  # 待吊销
    CLEARED = "cleared"  # 结论不成立
    REFERRED_OUTSIDE = "referred_outside"  # 已通报外地
    RESUMED = "resumed"  # 复查合格，可以恢复
    REVOKED = "revoked"  # 已吊销
    CLOSED = "closed"  # 已办结


class Objection(Struct, frozen=True, kw_only=True):
    """An objection: it is open until it is answered, or a re-test answers it."""

    filed: e.ObjectionFiled
    answered: e.ObjectionAnswered | None = None
    retest: e.RetestOrdered | None = None

    @property
    def is_open(self) -> bool:
        """Whether the organiser has not answered it yet."""
        return self.answered is None and self.retest is None


class Retest(Struct, frozen=True, kw_only=True):
    """复检, from the applicant's notice to the report."""

    ordered: e.RetestOrdered
    formalities_on: date | None = None
    named: e.RetestLabNamed | None = None
    reported: e.RetestReported | None = None
    ended: e.RetestEnded | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has come to no end that was recorded; that of its period is for the day."""
        return self.reported is None and self.ended is None

    @property
    def last_on(self) -> date:
        """The day of its last step."""
        named = self.named.on if self.named else None
        return named or self.formalities_on or self.ordered.on


class Track(Struct, frozen=True, kw_only=True):
    """One recipient and what happened to it. `cleared`: the conclusion does not hold for it.

    `added`: it is none of those the result names.
    """

    recipient: e.Recipient
    bureau: str | None
    added: bool = False
    notified: e.ResultNoticeServed | None = None
    cleared: bool = False
    final: bool = False
    outside: e.NotifiedOutside | None = None
    feedback: e.OutsideHandled | None = None
    assigned: e.BureauAssigned | None = None
    order: e.CorrectionOrdered | None = None
    reports: tuple[e.CorrectionReported, ...] = ()
    rechecks: tuple[e.RecheckDone | e.NotCorrected, ...] = ()
    resumed: e.Resumed | None = None
    reported_up: tuple[e.ReportedUp, ...] = ()
    announced: e.FailureAnnounced | None = None
    suspension: e.SuspensionDecided | None = None
    revocations: tuple[e.LicenceRevoked, ...] = ()
    links: tuple[e.CaseLinked, ...] = ()
    breaches: tuple[e.BreachFound, ...] = ()
    since: date | None = None

    @property
    def role(self) -> e.RecipientRole:
        """As what it is addressed."""
        return self.recipient.role

    @property
    def operates(self) -> bool:
        """Whether it makes or sells the product: a platform is only told."""
        return self.role is not e.RecipientRole.PLATFORM

    @property
    def passed(self) -> bool:
        """Whether its last re-check was passed."""
        last = self.rechecks[-1] if self.rechecks else None
        return isinstance(last, e.RecheckDone) and last.passed

    @property
    def failures(self) -> int:
        """How many re-checks failed, or count as failed."""
        return len(self.rechecks) - self.passed

    @property
    def revocation(self) -> e.LicenceRevoked | None:
        """That of the business licence, with which it ends; a production licence's goes beside."""
        ends = (each for each in self.revocations if each.licence is Licence.BUSINESS)
        return next(ends, None)

    @property
    def must_stop_since(self) -> date | None:
        """Since when it may not make or sell the product (PSS-STOP); None when it may."""
        free = self.notified is None or not self.operates or self.cleared or self.passed
        return None if free or self.notified is None else self.notified.received_on

    @property
    def stage(self) -> DispositionStatus:
        """Where it stands, by what was recorded of it (law.md 12.4)."""
        for stage, reached in (
            (DispositionStatus.CLEARED, self.cleared),
            (DispositionStatus.REVOKED, self.revocation),
            (DispositionStatus.RESUMED, self.passed),
            (DispositionStatus.REVOCATION_PENDING, self.failures >= REVOKING),
            (DispositionStatus.SUSPENDED_RECTIFY, self.suspension),
            (DispositionStatus.SUSPENSION_PENDING, self.failures >= SUSPENDING),
            (DispositionStatus.ANNOUNCED, self.announced),
            (DispositionStatus.REPORTING_UP, self.failures),
            (DispositionStatus.RECTIFYING, self.order),
            (DispositionStatus.NOTIFYING, self.notified is None),
            (DispositionStatus.REFERRED_OUTSIDE, self.outside),
            (DispositionStatus.HANDLING, self.assigned),
            (DispositionStatus.FINAL, self.final),
        ):
            if reached:
                return stage
        return DispositionStatus.OBJECTION_WINDOW


ENDED = frozenset(
    {
        DispositionStatus.CLEARED,
        DispositionStatus.REFERRED_OUTSIDE,
        DispositionStatus.RESUMED,
        DispositionStatus.REVOKED,
    }
)
ORDER = tuple(DispositionStatus)


class Taken(Struct, frozen=True):
    """An event and its number in the stream."""

    version: int
    event: e.DispositionEvent


class Disposition(Struct, frozen=True, kw_only=True):
    """One unqualified result on its way through the law.

    `former`: recipients whose product it is not, and in whose place another was put.
    """

    organiser: str
    report_no: str
    product: str
    failed: str
    lab: str
    delivered_on: date | None
    sampled_on: date
    serious: bool
    licence_at_stake: bool
    tracks: tuple[Track, ...]
    former: tuple[Track, ...] = ()
    objections: tuple[Objection, ...] = ()
    retest: Retest | None = None
    completed: e.DispositionCompleted | None = None
    campaigns: tuple[str, ...] = ()
    taken: tuple[Taken, ...] = ()
    undone: frozenset[int] = frozenset()
    version: int = 1

    def of(self, role: e.RecipientRole) -> Track | None:
        """The recipient of a role."""
        return next((each for each in self.tracks if each.role is role), None)

    @property
    def operators(self) -> list[Track]:
        """The recipients that make or sell the product."""
        return [each for each in self.tracks if each.operates]

    @property
    def unordered(self) -> list[Track]:
        """Who makes or sells the product, was not ordered to correct, and came to no other end."""
        return [each for each in self.operators if each.order is None and each.stage not in ENDED]

    @property
    def standing(self) -> list[Taken]:
        """What happened and counts."""
        return [each for each in self.taken if each.version not in self.undone]

    @property
    def status(self) -> DispositionStatus:
        """Where it stands: the furthest recipient on its way, or what all have come to."""
        if self.completed is not None:
            return DispositionStatus.CLOSED
        stages = sorted((each.stage for each in self.operators), key=ORDER.index)
        on_way = [each for each in stages if each not in ENDED]
        if not on_way:
            return stages[-1] if stages else DispositionStatus.NOTIFYING
        if ORDER.index(on_way[-1]) >= ORDER.index(DispositionStatus.HANDLING):
            return on_way[-1]
        return self._contested or on_way[0]

    @property
    def _contested(self) -> DispositionStatus | None:
        if self.retest is not None and self.retest.is_open:
            done = self.retest.formalities_on
            return DispositionStatus.RETEST_LAB if done else DispositionStatus.RETEST_FORMALITIES
        open_one = any(each.is_open for each in self.objections)
        return DispositionStatus.OBJECTION if open_one else None


def evolve(disposition: Disposition | None, event: e.DispositionEvent) -> Disposition:
    """The disposition after one more event; never refuses."""
    if isinstance(event, e.DispositionOpened):
        return _opened(event)
    assert disposition is not None, "a disposition's first event is DispositionOpened"
    version = disposition.version + 1
    taken = (*disposition.taken, Taken(version, event))
    undone = disposition.undone
    if isinstance(event, e.StepUndone):
        undone |= {event.corrects}
        after = _again([each.event for each in disposition.taken if each.version not in undone])
    else:
        after = _next(disposition, event)
    return replace(after, taken=taken, undone=undone, version=version)


def _again(events: list[e.DispositionEvent]) -> Disposition:
    first, *later = events
    assert isinstance(first, e.DispositionOpened), "what opened it is not undone"
    disposition = _opened(first)
    for event in later:
        if not isinstance(event, e.DispositionOpened | e.StepUndone):
            disposition = _next(disposition, event)
    return disposition


def _opened(event: e.DispositionOpened) -> Disposition:
    return Disposition(
        organiser=event.organiser,
        **_told(event.result),
        serious=event.serious_rule is not None,
        licence_at_stake=event.licence_at_stake,
        tracks=tuple(Track(recipient=each, bureau=bureau_of(each)) for each in event.recipients),
        campaigns=event.campaigns,
        taken=(Taken(1, event),),
    )


def _told(result: TestResult) -> dict[str, Any]:
    """What is kept of the result."""
    return {
        "report_no": result.report_no,
        "product": result.product,
        "failed": "、".join(failed.item for failed in result.failed_items),
        "lab": result.lab,
        "delivered_on": result.delivered_on,
        "sampled_on": result.sampled_on,
    }


def _amended(disposition: Disposition, event: e.ResultAmended) -> Disposition:
    """What the result says of the operators is said of them as recipients too."""
    result, placed = event.result, {each.role: each for each in event.recipients}
    named = {
        e.RecipientRole.PRODUCER: result.producer,
        e.RecipientRole.SELLER: result.sampled,
    }
    tracks = tuple(
        _placed(
            replace(each, recipient=replace(each.recipient, enterprise=named[each.role])), placed
        )
        if each.role in named and not each.added
        else each
        for each in disposition.tracks
    )
    return replace(disposition, **_told(result), tracks=tracks)


def _placed(track: Track, recipients: Mapping[e.RecipientRole, e.Recipient]) -> Track:
    """The recipient with who handles it by its place now, unless that is settled already."""
    given = recipients.get(track.role)
    if given is None or track.order or track.outside or track.assigned:
        return track
    recipient = replace(track.recipient, handling_org=given.handling_org, outside=given.outside)
    return replace(track, recipient=recipient, bureau=bureau_of(given))


def bureau_of(recipient: e.Recipient) -> str | None:
    """The body of this city that handles a recipient by its place."""
    return None if recipient.outside else recipient.handling_org


def _next(
    disposition: Disposition,
    event: e.ResultAmended
    | e.DispositionTagged
    | e.RecipientAdded
    | e.OfRecipient
    | e.Contested
    | e.DispositionCompleted,
) -> Disposition:
    if isinstance(event, e.ResultAmended):
        return _amended(disposition, event)
    if isinstance(event, e.DispositionTagged):
        return replace(disposition, campaigns=event.campaigns)
    if isinstance(event, e.RecipientAdded):
        return _joined(disposition, event)
    if isinstance(event, e.DispositionCompleted):
        return replace(disposition, completed=event)
    if isinstance(event, e.Contested):
        return _contested(disposition, event)
    tracks = tuple(
        _track(each, event) if each.role is event.recipient else each for each in disposition.tracks
    )
    return replace(disposition, tracks=tracks)


def _joined(disposition: Disposition, event: e.RecipientAdded) -> Disposition:
    """With one more recipient; who had its role is kept beside."""
    recipient = e.Recipient(
        role=event.recipient,
        enterprise=event.enterprise,
        handling_org=event.handling_org,
        outside=event.outside,
    )
    retest = disposition.retest
    settled = retest is not None and not retest.is_open
    track = Track(recipient=recipient, bureau=bureau_of(recipient), added=True, final=settled)
    left = disposition.of(event.recipient)
    if left is None:
        return replace(disposition, tracks=(*disposition.tracks, track))
    tracks = tuple(track if each is left else each for each in disposition.tracks)
    return replace(disposition, tracks=tracks, former=(*disposition.former, left))


def _contested(disposition: Disposition, event: e.Contested) -> Disposition:
    match event:
        case e.ObjectionFiled():
            objections = (*disposition.objections, Objection(filed=event))
            return replace(disposition, objections=objections)
        case e.ObjectionAnswered(objection=number):
            return _answered(_objection(disposition, number, answered=event), event)
        case e.RetestOrdered(objection=number):
            ordered = _objection(disposition, number, retest=event)
            return replace(ordered, retest=Retest(ordered=event))
        case e.RetestReported():
            return _settled(disposition, cleared=event.qualified, reported=event)
        case e.RetestEnded():
            return _settled(disposition, cleared=False, ended=event)
        case e.RetestFormalitiesDone(on=on):
            return _retest(disposition, formalities_on=on)
        case e.RetestLabNamed():
            return _retest(disposition, named=event)
    assert_never(event)


def _objection(disposition: Disposition, number: int, **changed: object) -> Disposition:
    objections = tuple(
        replace(each, **changed) if each.filed.number == number else each
        for each in disposition.objections
    )
    return replace(disposition, objections=objections)


def _retest(disposition: Disposition, **changed: object) -> Disposition:
    assert disposition.retest is not None, "a re-test is ordered first"
    return replace(disposition, retest=replace(disposition.retest, **changed))


def _answered(disposition: Disposition, event: e.ObjectionAnswered) -> Disposition:
    """An objection that is upheld clears everyone; that the product is not its own, only one."""
    alone = not event.upheld or event.ground is ObjectionGround.AUTHENTICITY
    tracks = tuple(
        replace(each, cleared=each.cleared or event.upheld, final=not event.upheld)
        if each.role is event.recipient or not alone
        else each
        for each in disposition.tracks
    )
    return replace(disposition, tracks=tracks)


def _settled(disposition: Disposition, *, cleared: bool, **changed: object) -> Disposition:
    """What a re-test comes to is final for all, and answers who else contests the conclusion."""
    after = _retest(disposition, **changed)
    assert after.retest is not None, "a re-test is ordered first"
    ordered = after.retest.ordered
    objections = tuple(
        replace(each, retest=ordered)
        if each.is_open and each.filed.ground is ObjectionGround.CONCLUSION
        else each
        for each in after.objections
    )
    tracks = tuple(
        replace(each, cleared=each.cleared or cleared, final=True) for each in after.tracks
    )
    return replace(after, tracks=tracks, objections=objections)


def _track(track: Track, event: e.OfRecipient) -> Track:
    match event:
        case e.ResultNoticeServed():
            return replace(track, notified=event, since=event.received_on)
        case e.NotifiedOutside():
            return replace(track, outside=event)
        case e.OutsideHandled():
            return replace(track, feedback=event)
        case e.OutsideWithdrawn():
            return replace(track, outside=None)
        case e.CaseLinked():
            return replace(track, links=(*track.links, event))
        case e.BreachFound():
            return replace(track, breaches=(*track.breaches, event))
        case e.BureauAssigned(to_org=org):
            return replace(track, assigned=event, bureau=org)
        case e.LicenceRevoked(licence=Licence.PRODUCTION):
            return replace(track, revocations=(*track.revocations, event))
        case _:
            return replace(_handled(track, event), since=event.on)


Handled = (
    e.CorrectionOrdered
    | e.CorrectionReported
    | e.RecheckDone
    | e.NotCorrected
    | e.Resumed
    | e.ReportedUp
    | e.FailureAnnounced
    | e.SuspensionDecided
    | e.LicenceRevoked
)


def _handled(track: Track, event: Handled) -> Track:
    match event:
        case e.CorrectionOrdered():
            return replace(track, order=event)
        case e.CorrectionReported():
            return replace(track, reports=(*track.reports, event))
        case e.RecheckDone() | e.NotCorrected():
            return replace(track, rechecks=(*track.rechecks, event))
        case e.Resumed():
            return replace(track, resumed=event)
        case e.ReportedUp():
            return replace(track, reported_up=(*track.reported_up, event))
        case e.FailureAnnounced():
            return replace(track, announced=event)
        case e.SuspensionDecided():
            return replace(track, suspension=event)
        case e.LicenceRevoked():
            return replace(track, revocations=(*track.revocations, event))
    assert_never(event)
