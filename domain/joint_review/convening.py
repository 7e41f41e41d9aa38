"""Commands up to the session: request, screening, schedule, panel; and the functions that decide.

What the law of the day configures (JR-PANEL) is handed in as `Quorum`.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.authority import Act, Officer, require
from domain.case.state import Case
from domain.commands import Command
from domain.joint_review import events as e
from domain.joint_review.kinds import Ground, Origin, Signer
from domain.joint_review.panel import Dossier, Seats, check_seats, members_of, seated
from domain.joint_review.state import JointReview
from domain.joint_review.steps import Step, enter
from domain.reference.officers import OfficerEntry
from domain.refusals import Invalid, OutOfOrder
from domain.text import Code, Line, Text
from domain.time import day_of

FARTHEST = timedelta(365)
Codes = Annotated[tuple[Code, ...], Meta(max_length=50)]
Lines = Annotated[tuple[Line, ...], Meta(max_length=50)]


class Request(Command, frozen=True):
    """提请会审: a case is brought before the panel, with the question and what is proposed."""

    grounds: Annotated[tuple[Ground, ...], Meta(min_length=1)]
    question: Text
    proposal: Text | None = None


class RequestFromAbove(Request, frozen=True, kw_only=True):
    """提级会审: the superior brings a lower bureau's case to joint review."""

    case: UUID


class Accept(Command, frozen=True):
    """受理."""

    reason: Text | None = None


class Decline(Command, frozen=True):
    """不予受理, with the reasons."""

    reason: Text


class Withdraw(Command, frozen=True):
    """撤回 by the handling unit, before the session."""

    reason: Text


class Schedule(Command, frozen=True):
    """排期: time, place, agenda, and the panel, of which the chair is one. The recorder is not."""

    starts_at: datetime
    place: Line
    chair: Code
    recorder: Code
    panel: Codes
    agenda: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=50)]
    observers: Lines = ()


class ChangePanel(Command, frozen=True):
    """更换成员: some leave, others come; another chair or recorder where they leave.

    Once concluded, only who signs is replaced.
    """

    reason: Text
    added: Codes = ()
    removed: Codes = ()
    chair: Code | None = None
    recorder: Code | None = None


class Recuse(Command, frozen=True):
    """回避 of a member, decided by the convener."""

    member: Code
    reason: Text


class Asked(Struct, frozen=True, kw_only=True):
    """What a request takes from elsewhere: the case, who may convene, what suggests it."""

    case_id: UUID
    conveners: tuple[str, ...]
    suggested_by: tuple[str, ...]
    known: e.CaseKnown


def request(
    case: Case, command: Request, asked: Asked, origin: Origin, *, by: Officer
) -> list[e.JointReviewEvent]:
    """The handling unit asks (its right is a gate of the case), or the superior does."""
    if origin is Origin.SUPERIOR:
        require(by, Act.SUPERVISE, org=by.org if by.org in asked.conveners else asked.conveners[0])
    return [
        e.JointReviewRequested(
            case=asked.case_id,
            case_number=case.filed.number,
            case_title=case.filed.title,
            dossier=case.filed.dossier,
            handling_org=case.org,
            conveners=asked.conveners,
            origin=origin,
            grounds=tuple(dict.fromkeys(command.grounds)),
            suggested_by=asked.suggested_by,
            question=command.question,
            proposal=command.proposal,
            serious=case.filed.serious,
            known=asked.known,
        )
    ]


def accept(review: JointReview, command: Accept, *, by: Officer) -> list[e.JointReviewEvent]:
    """The convener takes it on."""
    enter(review, Step.ACCEPTANCE, by)
    return [e.JointReviewAccepted(org=by.org, reason=command.reason)]


def decline(review: JointReview, command: Decline, *, by: Officer) -> list[e.JointReviewEvent]:
    """The convener does not take it on; the handling unit goes on alone."""
    enter(review, Step.DECLINE, by)
    return [e.JointReviewDeclined(org=by.org, reason=command.reason)]


def withdraw(review: JointReview, command: Withdraw, *, by: Officer) -> list[e.JointReviewEvent]:
    """The handling unit goes on alone."""
    enter(review, Step.WITHDRAWAL, by)
    return [e.JointReviewWithdrawn(org=by.org, reason=command.reason)]


class Invited(Struct, frozen=True):
    """The people of a session, as the roster has them."""

    panel: tuple[OfficerEntry, ...]
    recorder: OfficerEntry


class Joining(Struct, frozen=True, kw_only=True):
    """Who takes a seat while the session is planned or held, as the roster has them."""

    added: tuple[OfficerEntry, ...] = ()
    recorder: OfficerEntry | None = None


def schedule(
    review: JointReview,
    command: Schedule,
    invited: Invited,
    dossier: Dossier,
    quorum: e.Quorum,
    on: date,
    *,
    by: Officer,
) -> list[e.JointReviewEvent]:
    """Refuses a panel that is too small, even, or not impartial."""
    enter(review, Step.SCHEDULE, by)
    _check_instant(command.starts_at, on)
    seats = Seats(
        panel=members_of(invited.panel, review, dossier, "/panel"),
        chair=command.chair,
        recorder=seated(invited.recorder, review, dossier, "/recorder"),
    )
    check_seats(seats, review, quorum)
    return [
        e.SessionScheduled(
            session=len(review.sittings) + 1,
            starts_at=command.starts_at,
            place=command.place,
            chair=command.chair,
            recorder=seats.recorder,
            panel=seats.panel,
            observers=command.observers,
            agenda=command.agenda,
            agenda_position=dossier.position,
            case_version=dossier.version,
            quorum=quorum,
        )
    ]


def _check_instant(starts_at: datetime, on: date) -> None:
    """Refuses an instant without its offset, one of the past, and one far from here."""
    if starts_at.tzinfo is None:
        raise Invalid("/startsAt", "time-zone-missing", value=starts_at.isoformat())
    day = day_of(starts_at)
    if day < on:
        raise Invalid("/startsAt", "session-in-past", date=day.isoformat())
    if day > on + FARTHEST:
        last = (on + FARTHEST).isoformat()
        raise Invalid("/startsAt", "session-too-far", date=day.isoformat(), last=last)


def change_panel(
    review: JointReview,
    command: ChangePanel,
    joining: Joining,
    dossier: Dossier,
    *,
    by: Officer,
) -> list[e.JointReviewEvent]:
    """What those who leave have said does not count any more; the others' positions stand."""
    enter(review, Step.PANEL, by)
    assert review.session is not None, "it is scheduled"
    if not (command.added or command.removed or command.chair or command.recorder):
        raise Invalid("/added", "value-required")
    if review.conclusion is not None:
        _check_signers(review, command)
    _check_moves(review, command, joining.added)
    new = members_of(joining.added, review, dossier, "/added")
    other = joining.recorder
    recorder = seated(other, review, dossier, "/recorder") if other else None
    seats = Seats(
        panel=(*(each for each in review.panel if each.id not in command.removed), *new),
        chair=command.chair or review.chair or "",
        recorder=recorder or review.session.recorder,
    )
    check_seats(seats, review, review.session.quorum)
    return [
        e.PanelChanged(
            panel=seats.panel,
            chair=seats.chair,
            added=tuple(each.id for each in new),
            removed=command.removed,
            reason=command.reason,
            recorder=recorder,
        )
    ]


def _check_moves(review: JointReview, command: ChangePanel, added: Sequence[OfficerEntry]) -> None:
    here = {each.id for each in review.panel}
    for number, member in enumerate(command.removed):
        if member not in here:
            raise Invalid(f"/removed/{number}", "not-on-the-panel", officer=member)
    for number, each in enumerate(added):
        if each.id in here:
            raise Invalid(f"/added/{number}", "on-the-panel-already", officer=each.name)


def _check_signers(review: JointReview, command: ChangePanel) -> None:
    """The panel that concluded stays; another signs in place of who can't, and was there."""
    if command.added:
        raise Invalid("/added", "panel-has-concluded")
    if command.removed:
        raise Invalid("/removed", "panel-has-concluded")
    if command.chair and all(each.id != command.chair for each in review.present):
        raise Invalid("/chair", "signer-not-present")
    signed = {each.signer for each in review.signatures}
    for pointer, signer, given in (
        ("/chair", Signer.CHAIR, command.chair),
        ("/recorder", Signer.RECORDER, command.recorder),
    ):
        if given and signer in signed:
            raise Invalid(pointer, "signed-by-predecessor")


def recuse(review: JointReview, command: Recuse, *, by: Officer) -> list[e.JointReviewEvent]:
    """The member leaves the base of the quorum. A chair is replaced first."""
    enter(review, Step.RECUSAL, by)
    if all(each.id != command.member for each in review.voters):
        raise Invalid("/member", "not-on-the-panel", officer=command.member)
    if command.member == review.chair:
        raise OutOfOrder("chair-to-be-replaced")
    return [e.MemberRecused(member=command.member, reason=command.reason)]
